"""A picture with its text: what a reader sees, what a screen reader says, what a notebook stores."""

import base64
import html
import re
import sys
from functools import cached_property

from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from course_utils.figures.raster import SHARPNESS, draw_figure, draw_svg, pack

PANEL = 480  # CSS pixels: what a window of 600 pixels leaves for an output
GAP = 16  # CSS pixels between panels that stand side by side


class Picture:
    """A drawing together with its alt text, its caption and the data it shows.

    Parameters
    ----------
    source : matplotlib.figure.Figure, str, or list or tuple of str
        A figure (rasterised at once, so that its artists may be updated for the next picture), SVG text, or
        several SVG texts, the panels: they stand side by side where there is room, else one below the other.
    alt : str
        What the picture shows and what to notice; read aloud by screen readers.
    caption : str
        Visible text under the picture; none if empty.
    data : dict, optional
        What was drawn, for tests and for text equivalents.
    change : str
        For explorers: the few sentences that matter when a control was moved. Those that were not in the
        picture before are read aloud at once; where it is empty, those of `alt`.

    Raises
    ------
    ValueError
        If `alt` is empty, `source` is neither a figure nor SVG text with a width and a height in pixels, or
        one of several panels is wider than 480 pixels.

    Attributes
    ----------
    size : pair of int
        Width and height in CSS pixels, as shown; panels count as standing side by side.
    panels : tuple of str
        The SVG texts; empty for a figure.
    svg : str or None
        All panels in one text; None for a figure.

    Examples
    --------
    >>> dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="3"/></svg>'
    >>> picture = Picture(dot, alt="a dot", data={"radius": 3})
    >>> sorted(picture.mimebundle())
    ['text/html', 'text/plain']
    >>> picture.data["radius"]
    3
    >>> Picture([dot, dot], alt="two dots").size
    (32, 8)
    """

    def __init__(self, source, alt, caption="", data=None, change=""):
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(f"alt must say what the picture shows; got {alt!r}")
        self.alt = alt
        self.caption = caption
        self.change = change
        self.data = {} if data is None else data
        self.panels = ()
        self.svg = None
        if isinstance(source, Figure):
            drawn = draw_figure(source)
            self.size = tuple(side // SHARPNESS for side in drawn.size)
            self._png = pack(drawn)
            return
        self.panels = (source,) if isinstance(source, str) else source
        if not isinstance(self.panels, (list, tuple)) or not self.panels:
            raise ValueError(f"source must be a matplotlib Figure or SVG text; got {_shorten(source)}")
        self.panels = tuple(self.panels)
        sizes = [_size(panel) for panel in self.panels]
        if len(sizes) > 1 and max(width for width, _ in sizes) > PANEL:
            raise ValueError(f"source must have panels at most {PANEL} pixels wide; got {sizes}")
        self.svg = "".join(self.panels)
        self.size = (sum(width + GAP for width, _ in sizes) - GAP, max(height for _, height in sizes))

    @cached_property
    def _png(self):
        drawn = [draw_svg(panel) for panel in self.panels]
        sheet = Image.new("RGB", tuple(side * SHARPNESS for side in self.size), "white")
        left = 0
        for panel in drawn:
            sheet.paste(panel, (left, 0))
            left += panel.width + GAP * SHARPNESS
        return pack(sheet)

    def png(self):
        """Return the picture as the bytes of a PNG; equal pictures give equal bytes.

        Examples
        --------
        >>> dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="3"/></svg>'
        >>> Picture(dot, alt="a dot").png()[1:4]
        b'PNG'
        """
        return self._png

    def html(self):
        """Return the picture as an HTML figure that survives JupyterLab's cleaning of untrusted notebooks.

        Examples
        --------
        >>> dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="3"/></svg>'
        >>> Picture(dot, alt="a dot").html()[:34]
        '<figure><img alt="a dot" width="8"'
        """
        encoded = base64.b64encode(self.png()).decode("ascii")
        alt, width = html.escape(self.alt), self.size[0]
        image = f'<img alt="{alt}" width="{width}" src="data:image/png;base64,{encoded}">'
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        return f"<figure>{image}{caption}</figure>"

    def mimebundle(self):
        """Return what a notebook stores: the HTML figure and the alt text.

        Examples
        --------
        >>> dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="3"/></svg>'
        >>> Picture(dot, alt="a dot").mimebundle()["text/plain"]
        'a dot'
        """
        return {"text/html": self.html(), "text/plain": self.alt}

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.mimebundle()


def show(source, alt, caption=""):
    """Show a figure or SVG text once, with its alt text: the last call of a cell that draws.

    Parameters
    ----------
    source : matplotlib.figure.Figure or str
        What to show: a figure or SVG text. A figure is closed.
    alt : str
        What the picture shows and what to notice.
    caption : str
        Visible text under the picture; none if empty.

    Raises
    ------
    ValueError
        If `alt` is empty, or `source` is neither a figure nor SVG text.

    Examples
    --------
    >>> from course_utils.figures import subplots
    >>> figure, axes = subplots()
    >>> _ = axes.plot([0, 1], [0, 1])
    >>> show(figure, alt="")
    Traceback (most recent call last):
    ...
    ValueError: alt must say what the picture shows; got ''
    """
    display(Picture(source, alt, caption))
    # JupyterLab shows pyplot's open figures once more at the end of a cell.
    if isinstance(source, Figure) and (pyplot := sys.modules.get("matplotlib.pyplot")):
        pyplot.close(source)


def _size(panel):
    if not isinstance(panel, str) or not (tag := re.match(r"\s*<svg\b[^>]*>", panel)):
        raise ValueError(f"source must be a matplotlib Figure or SVG text; got {_shorten(panel)}")
    return _pixels("width", tag[0]), _pixels("height", tag[0])


def _pixels(side, tag):
    number = re.search(rf'\s{side}="(\d+)"', tag)
    if number is None:
        raise ValueError(f"source must be SVG with a {side} in whole pixels; got {_shorten(tag)}")
    return int(number[1])


def _shorten(value):
    return re.sub(r"\s+", " ", repr(value))[:60]
