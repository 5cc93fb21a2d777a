"""A picture with its text: what a reader sees, what a screen reader says, what a notebook stores."""

import base64
import html
import io
import re
import sys
from functools import cached_property
from pathlib import Path

import matplotlib
import resvg_py
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

# resvg finds only these, so a picture is the same on every system.
FONTS = [
    str(Path(matplotlib.get_data_path(), "fonts", "ttf", f"DejaVuSans{face}.ttf"))
    for face in ("", "-Bold", "-Oblique", "-BoldOblique", "Mono", "Mono-Bold")
]
SHARPNESS = 2  # SVG is rasterised at twice its size and shown at its size: sharp on dense screens too


class Picture:
    """A drawing together with its alt text, its caption and the data it shows.

    Parameters
    ----------
    source : matplotlib.figure.Figure or str
        A figure (rasterised at once, so that its artists may be updated for the next picture) or SVG text.
    alt : str
        What the picture shows and what to notice; read aloud by screen readers.
    caption : str
        Visible text under the picture; none if empty.
    data : dict, optional
        What was drawn, for tests and for text equivalents.

    Raises
    ------
    ValueError
        If `alt` is empty, or `source` is neither a figure nor SVG text with a width and a height in pixels.

    Attributes
    ----------
    size : pair of int
        Width and height in CSS pixels, as shown.

    Examples
    --------
    >>> dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="3"/></svg>'
    >>> picture = Picture(dot, alt="a dot", data={"radius": 3})
    >>> sorted(picture.mimebundle())
    ['image/png', 'text/html', 'text/plain']
    >>> picture.data["radius"]
    3
    """

    def __init__(self, source, alt, caption="", data=None):
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(f"alt must say what the picture shows; got {alt!r}")
        self.alt = alt
        self.caption = caption
        self.data = {} if data is None else data
        self.svg = None
        if isinstance(source, Figure):
            self._png = _figure_to_png(source)
            self.size = tuple(int.from_bytes(self._png[i : i + 4], "big") for i in (16, 20))
        elif isinstance(source, str) and (tag := re.match(r"\s*<svg\b[^>]*>", source)):
            self.svg = source
            self.size = tuple(_pixels(side, tag[0]) for side in ("width", "height"))
        else:
            raise ValueError(f"source must be a matplotlib Figure or SVG text; got {_shorten(source)}")

    @cached_property
    def _png(self):
        png = resvg_py.svg_to_bytes(
            svg_string=self.svg,
            zoom=SHARPNESS,
            background="white",  # else black text on a dark theme
            skip_system_fonts=True,
            font_files=FONTS,
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
            monospace_family="DejaVu Sans Mono",
        )
        # A drawing has few colours: with a palette it takes half the room in a notebook.
        image = Image.open(io.BytesIO(png)).convert("RGB")
        if image.getcolors(512):
            image = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        stream = io.BytesIO()
        image.save(stream, "png", optimize=True)
        return stream.getvalue()

    def png(self):
        """Return the picture as the bytes of a PNG; equal pictures give equal bytes."""
        return self._png

    def html(self):
        """Return the picture as an HTML figure that survives JupyterLab's cleaning of untrusted notebooks."""
        encoded = base64.b64encode(self.png()).decode("ascii")
        alt, width = html.escape(self.alt), self.size[0]
        image = f'<img alt="{alt}" width="{width}" src="data:image/png;base64,{encoded}">'
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        return f"<figure>{image}{caption}</figure>"

    def mimebundle(self):
        """Return what a notebook stores: the HTML figure, the PNG for exporters, the alt text."""
        return {"text/html": self.html(), "image/png": self.png(), "text/plain": self.alt}

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


def _figure_to_png(figure):
    stream = io.BytesIO()
    # Without the name and version of the software, equal figures give equal bytes.
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _pixels(side, tag):
    number = re.search(rf'\s{side}="(\d+)"', tag)
    if number is None:
        raise ValueError(f"source must be SVG with a {side} in whole pixels; got {_shorten(tag)}")
    return int(number[1])


def _shorten(value):
    return re.sub(r"\s+", " ", repr(value))[:60]
