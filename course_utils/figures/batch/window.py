"""A window over a table of days, and its answer: a leak where that lies inside."""

import numpy as np
import svg

from course_utils.figures.batch.cells import MARGIN, ROW, box
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS, tint


def window_over_table(values, names, start, length, target, answer, title=""):
    """Return a table as SVG text with one window framed and its answer marked, in red where it is a leak.

    Parameters
    ----------
    values : ndarray (M, D)
        The table, one row a day.
    names : sequence of str
        The D columns.
    start, length : int
        The rows of the window.
    target, answer : int
        Column and row of the answer. It leaks where that row lies inside the window.
    title : str
        A line above.

    Raises
    ------
    ValueError
        If the window or the answer lies outside the table.

    Examples
    --------
    >>> window_over_table(np.eye(4), "abcd", start=0, length=2, target=1, answer=2)[:4]
    '<svg'
    """
    values = np.asarray(values)
    if not (0 <= start < start + length <= len(values) and 0 <= answer < len(values)):
        raise ValueError(
            f"rows {start} to {start + length - 1} and {answer} must lie in a table of {len(values)} rows"
        )
    leak = start <= answer < start + length
    colour = "wrong" if leak else "right"
    left, top, width = MARGIN + 58, MARGIN + 52, 54
    strokes = [text(MARGIN, 24, title, bold=True)] if title else []
    for d, name in enumerate(names):
        strokes.append(
            text(left + (d + 0.5) * width, top - 8, name, "muted", anchor="middle", bold=d == target)
        )
    for m, row in enumerate(values):
        y, inside = top + m * ROW, start <= m < start + length
        strokes.append(text(left - 10, y + 19, f"row {m}", "ink" if inside else "muted", anchor="end"))
        for d, value in enumerate(row):
            x = left + d * width
            strokes.append(box(x, y, width, tint("input", 0.22 if inside else 0.0), "muted", rx=0))
            ink = "ink" if inside or (m, d) == (answer, target) else "muted"
            strokes.append(text(x + width / 2, y + 19, f"{value:.1f}", ink, anchor="middle"))
    strokes.append(_frame(left, top + start * ROW, len(names) * width, length * ROW, "input"))
    strokes.append(_frame(left + target * width, top + answer * ROW, width, ROW, colour, dash=leak))
    right = left + len(names) * width
    y = top + answer * ROW + 19
    for k, word in enumerate(["the answer,", "inside: a leak"] if leak else ["the answer"]):
        strokes.append(text(right + 8, y + 18 * k, word, colour, bold=True))
    return sketch(right + 118, top + len(values) * ROW + MARGIN, strokes)


def _frame(x, y, width, height, colour, dash=False):
    return svg.Rect(
        x=x,
        y=y,
        width=width,
        height=height,
        fill="none",
        stroke=COLOURS[colour],
        stroke_width=3,
        stroke_dasharray=[6, 3] if dash else None,
    )
