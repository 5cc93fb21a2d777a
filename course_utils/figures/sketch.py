"""The few strokes that our SVG drawings are made of."""

import html
import math
import re

import svg

from course_utils.figures.style import COLOURS

FONT = "DejaVu Sans, Verdana, sans-serif"
NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TEXT_SIZE = 14  # CSS pixels: 10.5 pt


def sketch(width, height, elements):
    """Return elements on white paper as SVG text.

    Parameters
    ----------
    width, height : int
        The paper's size in CSS pixels.
    elements : list of svg elements
        What is drawn, the last one on top.

    Examples
    --------
    >>> sketch(40, 30, [text(4, 20, "h < 1")])[:4]
    '<svg'
    """
    paper = svg.Rect(width=width, height=height, fill=COLOURS["paper"])
    drawing = svg.SVG(
        width=width,
        height=height,
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        # A narrow window shows the whole drawing, smaller.
        style=f"max-width: 100%; height: auto; font-family: {FONT}",
        elements=[paper, *elements],
    )
    return drawing.as_str()


def text(x, y, words, colour="ink", anchor="start", size=TEXT_SIZE, bold=False):
    """Return words that stand on the line y and begin at x, or end there, or have their middle there.

    Parameters
    ----------
    x, y : float
        The place.
    words : str
        Any text: letters that XML forbids are left out, its signs are escaped.
    colour : str
        A name of `COLOURS`.
    anchor : str
        ``"start"``, ``"middle"`` or ``"end"``: what of the words stands at x.
    size : float
        The font's size in CSS pixels.
    bold : bool
        Whether the words are bold.

    Examples
    --------
    >>> print(text(0, 10, "a < b", anchor="middle").text)
    a &lt; b
    """
    return svg.Text(
        x=x,
        y=y,
        text=html.escape(NOT_IN_XML.sub("", words), quote=False),  # the library leaves that to us
        fill=COLOURS[colour],
        text_anchor=anchor,
        font_size=size,
        font_weight="bold" if bold else None,
    )


def clickable(elements, control, value):
    """Return elements that, in a live explorer, set a control when they are clicked.

    Parameters
    ----------
    elements : list of svg elements
        What to click on.
    control : str
        The description of the control.
    value : str
        The option to choose, or the text or number to write.

    Examples
    --------
    >>> print(clickable([], "Step t", "3"))
    <g data-control="Step t" data-value="3"/>
    """
    escaped = {"data-control": html.escape(control), "data-value": html.escape(value)}
    return svg.G(elements=list(elements), extra=escaped)


def arrow(x1, y1, x2, y2, colour="ink", width=1.5):
    """Return an arrow from (x1, y1) to (x2, y2): a line and a head.

    Parameters
    ----------
    x1, y1, x2, y2 : float
        Where it begins, and where its tip is.
    colour : str
        A name of `COLOURS`.
    width : float
        The line's width.

    Examples
    --------
    >>> len(arrow(0, 0, 30, 0).elements)
    2
    """
    length, angle = math.hypot(x2 - x1, y2 - y1), math.degrees(math.atan2(y2 - y1, x2 - x1))
    tip, neck = round(length, 1), round(length - 8, 1)
    line = svg.Line(x1=0, y1=0, x2=neck + 1, y2=0, stroke=COLOURS[colour], stroke_width=width)
    head = svg.Polygon(points=[tip, 0, neck, -4, neck, 4], fill=COLOURS[colour])
    place = [svg.Translate(round(x1, 1), round(y1, 1)), svg.Rotate(round(angle, 2))]
    return svg.G(transform=place, elements=[line, head])


def signed(number, digits=2):
    """Return a number with its sign, a true minus, and no sign at zero.

    Parameters
    ----------
    number : float
        The number.
    digits : int
        Decimals written.

    Examples
    --------
    >>> signed(0.5), signed(-0.25), signed(-0.001), signed(1.0, digits=1)
    ('+0.50', '−0.25', '0.00', '+1.0')
    """
    written = f"{number:+.{digits}f}"
    return written.replace("-", "−") if float(written) else written[1:]


def subscript(name, index):
    """Return a name with a lower index.

    Parameters
    ----------
    name : str
        The name.
    index : int or str
        Digits, t and minus.

    Examples
    --------
    >>> subscript("h", 12), subscript("h", "t-1")
    ('h₁₂', 'hₜ₋₁')
    """
    return name + str(index).translate(str.maketrans("0123456789t-", "₀₁₂₃₄₅₆₇₈₉ₜ₋"))
