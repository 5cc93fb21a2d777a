"""The shell of an explorer: controls in front of a drawing function, one picture, one text."""

import html
import re

import ipywidgets as widgets

from course_utils.figures.keyboard import KEYBOARD

VIEW = "application/vnd.jupyter.widget-view+json"
TEXT_HEIGHT = "5.6em"  # four lines: the page keeps its height while the text changes
MOST_SAID = 160  # characters read aloud at a change: about ten seconds
WRAP = {"flex_flow": "row wrap", "max_width": "100%"}


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
        self.text = self.picture.alt
        if self.picture.svg:
            self._canvas = widgets.HTML(layout={"max_width": "100%"})
        else:
            width = f"{self.picture.size[0]}px"
            self._canvas = widgets.Image(layout={"width": width, "height": "auto", "max_width": "100%"})
        self._text = widgets.HTML(layout={"height": TEXT_HEIGHT, "overflow": "auto"})
        self._status = widgets.HTML()
        frame = widgets.VBox([self._canvas], layout={"overflow": "hidden"})
        keyboard = widgets.HTML(KEYBOARD, layout={"display": "none"})
        rows = [[control] for control in controls.values()] if rows is None else rows
        for row in rows:
            for part in row:
                part.layout.max_width = "100%"
        boxes = [widgets.HBox(row, layout=WRAP) for row in rows]
        self.view = widgets.VBox([*boxes, frame, self._text, self._status, keyboard])
        # The names by which KEYBOARD and the browser tests find the parts.
        self.view.add_class("course-live").add_class("course-explorer")
        frame.add_class("course-picture")
        self._text.add_class("course-text")
        self._status.add_class("course-status").add_class("course-unseen")
        self._show_picture()
        for control in controls.values():
            control.observe(self.redraw, "value")

    def _values(self):
        return {name: control.value for name, control in self.controls.items()}

    def redraw(self, change=None):
        """Draw anew, where something else than a control has changed.

        Parameters
        ----------
        change : traitlets.Bunch, optional
            What a control tells its observers.

        Examples
        --------
        >>> from course_utils.figures import Picture
        >>> lengths = [3]
        >>> def draw():
        ...     svg = f'<svg width="90" height="9"><path d="M0 4h{lengths[0]}"/></svg>'
        ...     return Picture(svg, alt=f"a line of {lengths[0]} pixels")
        >>> explorer = Explorer(draw, {})
        >>> lengths[0] = 40
        >>> explorer.redraw()
        >>> explorer.text
        'a line of 40 pixels'
        """
        before = self.picture
        size = before.size
        try:
            self.picture = self.draw(**self._values())
            if self.picture.size != size:
                raise ValueError(f"draw must return pictures of one size, {size}; got {self.picture.size}")
        except Exception as error:
            # A kernel would only log what a callback raises: the reader must see it too.
            self._say(f"{type(error).__name__}: {error}", "role='alert'")
            raise
        self._show_picture()
        said = what_is_new(*(one.change or one.alt for one in (before, self.picture)))
        if said:  # one move may draw twice
            self._status.value = html.escape(said)

    def _show_picture(self):
        if self.picture.svg:
            # The whole text stands below the picture: it need not be heard twice.
            label = html.escape(_sentences(self.picture.alt)[0])
            self._canvas.value = (
                f'<div class="course-panels" role="img" aria-label="{label}">{self.picture.svg}</div>'
            )
        else:
            self._canvas.value = self.picture.png()
        self._say(self.picture.alt)

    def _say(self, text, role=""):
        self.text = text
        self._text.value = f'<div {role} style="line-height: 1.35">{html.escape(text)}</div>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        """One bundle: the live view, and the still picture for readers without a kernel."""
        return {VIEW: self.view._repr_mimebundle_()[VIEW], **self.picture.mimebundle()}


def player(slider, interval=1500):
    """Return buttons that move a slider on by one step again and again: play, pause, back to the start.

    Nothing moves before *play* is pressed; at the end it stops, and *play* begins anew.

    Parameters
    ----------
    slider : ipywidgets.IntSlider
        The slider; its limits may change later.
    interval : int
        Milliseconds between two steps.

    Returns
    -------
    ipywidgets.Play
        To stand in a row of an `Explorer`; it is no control of it.

    Examples
    --------
    >>> slider = widgets.IntSlider(2, 1, 5, description="Step t")
    >>> play = player(slider)
    >>> play.value = 4
    >>> slider.value
    4
    """
    play = widgets.Play(
        min=slider.min,
        max=slider.max,
        value=slider.value,
        step=slider.step,
        interval=interval,
        show_repeat=False,
        description=f"Play {slider.description}",
    )
    for trait in ("min", "max", "value"):
        widgets.link((slider, trait), (play, trait))
    return play


def what_is_new(before, after):
    """Return the sentences of a text that were not in the one before, as far as they are heard with patience.

    Parameters
    ----------
    before, after : str
        The texts.

    Examples
    --------
    >>> what_is_new("Step 1 of 3. The sum is 2.", "Step 2 of 3. The sum is 2.")
    'Step 2 of 3.'
    """
    old = set(_sentences(before))
    new = " ".join(sentence for sentence in _sentences(after) if sentence not in old)
    return new if len(new) <= MOST_SAID else new[:MOST_SAID].rsplit(" ", 1)[0] + " …"


def _sentences(text):
    return re.split(r"(?<=[.!?])\s+", text)
