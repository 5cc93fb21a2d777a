"""Where things stand in both panels: the four units one beside the other, at the same places."""

import svg

from course_utils.figures.bars import bar_cell
from course_utils.figures.sketch import text
from course_utils.figures.style import COLOURS, tint

WIDTH, HEIGHT = 412, 536  # of each of the two panels: both fit into a window of 1280 pixels
UNITS = 4
LEFT, CELL = 118, 57
RIGHT = LEFT + UNITS * CELL + 8
LIT = tint("highlight", 0.13)


def row(y, values, colour, lit=None, before=None, bold=False):
    """Yield a cell for each unit; the one at the place `lit` is tinted.

    Parameters
    ----------
    y : float
        Where the cells begin.
    values, before : sequence of float, optional
        The numbers, and what they were before.
    colour : str
        The name of the bars' colour.
    lit : int, optional
        The unit to light.
    bold : bool
        Whether the numbers are bold.

    Examples
    --------
    >>> len(list(row(0, [1.0, 0.0, -1.0, 0.5], "hidden")))
    16
    """
    for j in range(UNITS):
        value = None if values is None else values[j]
        old = None if before is None else before[j]
        fill = LIT if j == lit else "white"
        yield from bar_cell(LEFT + j * CELL, y, CELL, value, colour, old, fill=fill, bold=bold)


def frame(x, y, width, height):
    """Return a frame around what is chosen.

    Parameters
    ----------
    x, y, width, height : float
        Where it stands, and how large it is.

    Examples
    --------
    >>> frame(0, 0, 57, 28).fill
    'none'
    """
    look = {"rx": 3, "fill": "none", "stroke": COLOURS["highlight"], "stroke_width": 2.5}
    return svg.Rect(x=x, y=y, width=width, height=height, **look)


def unit_names(y):
    """Yield the names of the units, each over its cells.

    Parameters
    ----------
    y : float
        The line on which they stand.

    Examples
    --------
    >>> [name.text for name in unit_names(44)]
    ['unit 0', 'unit 1', 'unit 2', 'unit 3']
    """
    for j in range(UNITS):
        yield text(LEFT + (j + 0.5) * CELL, y, f"unit {j}", "muted", anchor="middle")


def lines(top, said):
    """Yield lines of text, one below the other.

    Parameters
    ----------
    top : float
        Where the first one stands.
    said : list of pairs of str
        The text of each line, and the name of its colour.

    Examples
    --------
    >>> [line.y for line in lines(466, [("one", "ink"), ("two", "muted")])]
    [466, 486]
    """
    for number, (line, colour) in enumerate(said):
        yield text(8, top + 20 * number, line, colour)
