"""The shell of an explorer: controls in front of a drawing function, one picture, one text."""

import html

import ipywidgets as widgets

from course_utils.figures.keyboard import KEYBOARD

VIEW = "application/vnd.jupyter.widget-view+json"
TEXT_HEIGHT = "5.6em"  # four lines: the page keeps its height while the text changes


class Explorer:
    """A picture that is drawn anew whenever one of its controls changes.

    Parameters
    ----------
    draw : callable
        ``draw(**{name: value})`` returns a `course_utils.figures.Picture`. All its pictures have one size, so
        that the page does not jump. What it raises is shown in place of the text, and raised.
    controls : dict of str to ipywidgets control
        Each has a value, and a description, which is its label.
    rows : list of lists of widgets, optional
        How the controls stand, with what helps to move them (buttons); default: one control below the other.

    Raises
    ------
    ValueError
        If a control has no description or no value, or `draw` returns pictures of different sizes.

    Examples
    --------
    >>> from course_utils.figures import Picture
    >>> def draw(length):
    ...     svg = f'<svg width="90" height="9"><path d="M0 4h{length}"/></svg>'
    ...     return Picture(svg, alt=f"a line of {length} pixels", data={"length": length})
    >>> explorer = Explorer(draw, {"length": widgets.IntSlider(3, description="Length")})
    >>> explorer.controls["length"].value = 40
    >>> explorer.text, explorer.picture.data
    ('a line of 40 pixels', {'length': 40})
    """

    def __init__(self, draw, controls, rows=None):
        for name, control in controls.items():
            if not getattr(control, "description", "") or not control.has_trait("value"):
                raise ValueError(f"control {name!r} must have a value and a description, which is its label")
        self.draw = draw
        self.controls = controls
        self.picture = draw(**self._values())
        width, height = self.picture.size
        self.text = self.picture.alt
        if self.picture.svg:
            self._canvas = widgets.HTML()
        else:
            self._canvas = widgets.Image(layout={"width": f"{width}px", "max_width": "100%"})
        self._text = widgets.HTML(layout={"height": TEXT_HEIGHT, "overflow": "auto"})
        frame = widgets.Box([self._canvas], layout={"height": f"{height + 8}px", "overflow": "hidden"})
        rows = [[control] for control in controls.values()] if rows is None else rows
        keyboard = widgets.HTML(KEYBOARD, layout={"display": "none"})
        self.view = widgets.VBox([*(widgets.HBox(row) for row in rows), frame, self._text, keyboard])
        # The names by which KEYBOARD and the browser tests find the parts.
        self.view.add_class("course-live").add_class("course-explorer")
        frame.add_class("course-picture")
        self._text.add_class("course-text")
        self._show_picture()
        for control in controls.values():
            control.observe(self._redraw, "value")

    def _values(self):
        return {name: control.value for name, control in self.controls.items()}

    def _redraw(self, change):
        size = self.picture.size
        try:
            self.picture = self.draw(**self._values())
            if self.picture.size != size:
                raise ValueError(f"draw must return pictures of one size, {size}; got {self.picture.size}")
        except Exception as error:
            # A kernel would only log what a callback raises: the reader must see it too.
            self._say(f"{type(error).__name__}: {error}", "role='alert'")
            raise
        self._show_picture()

    def _show_picture(self):
        if self.picture.svg:
            label = html.escape(self.picture.alt)
            self._canvas.value = f'<div role="img" aria-label="{label}">{self.picture.svg}</div>'
        else:
            self._canvas.value = self.picture.png()
        self._say(self.picture.alt)

    def _say(self, text, role=""):
        self.text = text
        self._text.value = f'<div {role} style="line-height: 1.35">{html.escape(text)}</div>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        """One bundle: the live view, and the still picture for readers without a kernel."""
        return {VIEW: self.view._repr_mimebundle_()[VIEW], **self.picture.mimebundle()}
