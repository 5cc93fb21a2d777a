"""Drawings as pixels: what resvg and matplotlib draw, and a PNG that is the same on every system."""

import io
from pathlib import Path

import matplotlib
import resvg_py
from PIL import Image, ImageChops

# resvg finds only these, so a picture is the same on every system.
FONTS = [
    str(Path(matplotlib.get_data_path(), "fonts", "ttf", f"DejaVuSans{face}.ttf"))
    for face in ("", "-Bold", "-Oblique", "-BoldOblique", "Mono", "Mono-Bold")
]
SHARPNESS = 2  # everything is rasterised at twice its size and shown at its size: sharp on dense screens too
UNSEEN = 16  # of 255: how far a palette may move a colour


def draw_figure(figure):
    """Return a matplotlib figure as an image, at twice its size.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.

    Returns
    -------
    PIL.Image.Image

    Examples
    --------
    >>> from course_utils.figures.style import subplots
    >>> draw_figure(subplots(size=(2.0, 1.0))[0]).size
    (440, 220)
    """
    stream = io.BytesIO()
    figure.savefig(stream, format="rgba", dpi=SHARPNESS * figure.dpi, facecolor="white")
    size = [int(inches * SHARPNESS * figure.dpi) for inches in figure.get_size_inches()]
    return Image.frombytes("RGBA", size, stream.getvalue()).convert("RGB")


def draw_svg(panel):
    """Return SVG text as an image, at twice its size.

    Parameters
    ----------
    panel : str
        The SVG text.

    Returns
    -------
    PIL.Image.Image

    Examples
    --------
    >>> draw_svg('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="9"></svg>').size
    (16, 18)
    """
    png = resvg_py.svg_to_bytes(
        svg_string=panel,
        zoom=SHARPNESS,
        background="white",  # else black text on a dark theme
        skip_system_fonts=True,
        font_files=FONTS,
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        monospace_family="DejaVu Sans Mono",
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def pack(image):
    """Return the PNG of an image, without a date or a program's name: equal images give equal bytes.

    Parameters
    ----------
    image : PIL.Image.Image
        In RGB.

    Returns
    -------
    bytes

    Examples
    --------
    >>> pack(Image.new("RGB", (8, 9), "white"))[1:4]
    b'PNG'
    """
    # A drawing has few colours, and shades between them: a palette takes a third of the room in a notebook.
    packed = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    errors = ImageChops.difference(packed.convert("RGB"), image).getextrema()
    if max(worst for _, worst in errors) <= UNSEEN:  # a photograph keeps all its colours
        image = packed
    stream = io.BytesIO()
    image.save(stream, "png", optimize=True)
    return stream.getvalue()
