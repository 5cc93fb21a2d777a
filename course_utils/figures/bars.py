"""A number and its bar: equal lengths mean equal numbers, wherever they stand."""

import svg

from course_utils.figures.sketch import signed, text
from course_utils.figures.style import COLOURS

ROW, BAR = 28, 7  # the height of a cell, and of the bar in it
FULL = 2  # the number whose bar fills its half of a cell: one scale for weights, products, sums and states
VISIBLE = 0.005  # a smaller change is not seen in two decimals


def bar_cell(left, y, width, value, colour, before=None, digits=2, fill="white", bold=False):
    """Yield a number on a bar from the middle of its cell: to the right if positive, to the left if negative.

    A bar that is too long ends in a head.

    Parameters
    ----------
    left, y, width : float
        Where the cell begins, and how wide it is; it is `ROW` pixels high.
    value : float or None
        The number; of None, the cell is empty.
    colour : str
        The name of the bar's colour.
    before : float, optional
        What the number was: where it was another one, its bar is outlined.
    digits : int
        Decimals written.
    fill : str
        The colour of the cell.
    bold : bool
        Whether the number is bold.

    Examples
    --------
    >>> [type(part).__name__ for part in bar_cell(0, 0, 57, 0.5, "hidden")]
    ['Rect', 'Line', 'Rect', 'Text']
    """
    middle = left + width / 2
    yield svg.Rect(x=left, y=y, width=width, height=ROW, fill=fill, stroke="#C8C8C8")
    yield svg.Line(x1=middle, y1=y + 16, x2=middle, y2=y + ROW, stroke="#8A8A8A")
    if value is None:
        return
    yield from _bar(middle, y + 18, value, width, COLOURS[colour])
    if before is not None and abs(value - before) > VISIBLE:
        x, length = extent(middle, before, width)
        look = {"fill": "none", "stroke": COLOURS["ink"], "stroke_width": 1.5}
        yield svg.Rect(x=x, y=y + 16.5, width=length, height=BAR + 3, **look)
    yield text(middle, y + 14, signed(value, digits), anchor="middle", bold=bold)


def extent(middle, value, width):
    """Return where the bar of a number begins, and how long it is.

    Parameters
    ----------
    middle, width : float
        The middle of the cell, and its width.
    value : float
        The number.

    Examples
    --------
    >>> extent(100, 1.0, 48), extent(100, -1.0, 48)
    ((100, 10.0), (90.0, 10.0))
    """
    length = round(min(abs(value) / FULL, 1) * (width / 2 - 4), 1)
    return (middle if value > 0 else round(middle - length, 1)), length


def _bar(middle, y, value, width, colour):
    x, length = extent(middle, value, width)
    yield svg.Rect(x=x, y=y, width=length, height=BAR, fill=colour)
    if abs(value) > FULL:
        side = 1 if value > 0 else -1
        neck = middle + side * (length - 5)
        points = [neck, y - 3, neck, y + BAR + 3, neck + side * 8, y + BAR / 2]
        yield svg.Polygon(points=points, fill=colour, stroke="white")
