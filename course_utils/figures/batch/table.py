"""Sentences as rows of a table: places that nothing fills are dashed, padding is crossed."""

import svg

from course_utils.figures.batch.cells import MARGIN, ROW, box
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import tint


def batch_table(rows, steps=None, title="", mask=None, cell_width=62):
    """Return rows of words or ids as SVG text, one sentence a row; places that nothing fills are dashed.

    Parameters
    ----------
    rows : sequence of sequences
        What stands in the cells of each row; rows may differ in length.
    steps : int, optional
        How many places a row has room for; that of the longest row if None.
    title : str
        A line above.
    mask : array of bool (N, T), optional
        Where it is False, the cell is grey and crossed: padding.
    cell_width : int
        Width of a cell in CSS pixels.

    Raises
    ------
    ValueError
        If a row has more cells than there are steps.

    Examples
    --------
    >>> batch_table([["dog", "bites", "man"], ["man"]], title="two sentences")[:4]
    '<svg'
    """
    steps = max(map(len, rows)) if steps is None else steps
    if max(map(len, rows)) > steps:
        raise ValueError(f"rows must have at most {steps} cells; got {max(map(len, rows))}")
    left, top = MARGIN + 30, MARGIN + (28 if title else 0) + 20
    strokes = [text(MARGIN, 24, title, bold=True)] if title else []
    for t in range(steps):
        strokes.append(text(left + (t + 0.5) * cell_width, top - 6, f"t={t}", "muted", anchor="middle"))
    for n, row in enumerate(rows):
        y = top + n * (ROW + 4)
        strokes.append(text(MARGIN, y + 19, f"i={n}", "muted"))
        for t in range(steps):
            x = left + t * cell_width
            if t >= len(row):
                strokes.append(box(x, y, cell_width, "paper", "muted", stroke_dasharray=[3, 3]))
                continue
            real = mask is None or mask[n][t]
            strokes.append(box(x, y, cell_width, tint("input" if real else "muted", 0.12), "muted"))
            if not real:
                strokes += _cross(x, y, cell_width)
            strokes.append(text(x + cell_width / 2, y + 19, str(row[t]), anchor="middle"))
    width = max(left + steps * cell_width, round(width_of(title, face="bold")) + MARGIN) + MARGIN
    return sketch(width, top + len(rows) * (ROW + 4) + MARGIN, strokes)


def _cross(x, y, width):  # so that padding does not hang on its colour
    for top, bottom in ((y + 1, y + ROW - 1), (y + ROW - 1, y + 1)):
        yield svg.Line(x1=x + 3, y1=top, x2=x + width - 3, y2=bottom, stroke=tint("muted", 0.35))
