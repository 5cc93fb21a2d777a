"""The cell of a table, and its measures: the same in every drawing of a batch."""

import svg

from course_utils.figures.style import COLOURS

ROW = 28  # CSS pixels: the height of a row of cells
MARGIN = 10
SMALL = 13.4  # CSS pixels: 10 pt


def box(x, y, width, fill, stroke, **more):
    """Return a cell of a table.

    Parameters
    ----------
    x, y, width : float
        Where its column begins, and how wide that is: the cell leaves two pixels free on both sides.
    fill : str
        A name of `COLOURS`, or a colour.
    stroke : str
        The name of the border's colour.
    **more
        Other attributes of the rectangle.

    Examples
    --------
    >>> cell = box(10, 0, 62, "paper", "muted")
    >>> cell.x, cell.width
    (12, 58)
    """
    fill = COLOURS.get(fill, fill)
    return svg.Rect(
        x=x + 2, y=y, width=width - 4, height=ROW, fill=fill, stroke=COLOURS[stroke], **{"rx": 3} | more
    )
