"""A matrix as a heat map, and a sentence in time: one column of state after each word."""

import numpy as np
import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import signed, sketch, text
from course_utils.figures.style import COLOURS

CELL_HEIGHT = 26
STRONGEST = 0.55  # share of colour behind a number: dark text on it keeps a contrast of 4.5


def heat_map(
    values,
    rows=(),
    columns=(),
    title="",
    limit=1.0,
    digits=2,
    mark=None,
    cell_width=58,
    name_colours=("hidden", "input"),
    block=None,
):
    """Return a matrix as SVG text: orange cells above zero, blue below, the deeper the larger the number.

    Parameters
    ----------
    values : ndarray (R, C)
        The numbers; each is also written into its cell.
    rows, columns : sequence of str
        Names beside the rows and above the columns; none if empty.
    title : str
        A line above.
    limit : float
        The size that gets the deepest colour; larger ones too.
    digits : int
        Decimals written.
    mark : int, optional
        A column to frame.
    cell_width : int
        Width of a column in CSS pixels; at most 480 for the whole drawing is readable on a narrow screen.

    name_colours : pair
        Of the rows' names, and of the columns': a colour of the course, or a list of one for each column.
    block : int, optional
        So many columns belong together: a strong line stands after each block.

    Raises
    ------
    ValueError
        If `values` is not a matrix, or there are names but not one for each row or column.

    Examples
    --------
    >>> heat_map([[0.5, -1.0]], rows=["unit 0"], columns=["dog", "man"])[:4]
    '<svg'
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2:
        raise ValueError(f"values must be a matrix (R, C); got shape {values.shape}")
    for name, names, size in (("rows", rows, len(values)), ("columns", columns, values.shape[1])):
        if len(names) not in (0, size):
            raise ValueError(f"{name} must name all {size} or none; got {len(names)}")
    left = 8 + max((round(width_of(name)) + 8 for name in rows), default=0)
    top = 8 + (22 if title else 0) + (22 if len(columns) else 0)
    strokes = [text(8, 22, title, bold=True)] if title else []
    row_colour, over = name_colours
    over = [over] * len(columns) if isinstance(over, str) else over
    strokes += [
        text(left + (i + 0.5) * cell_width, top - 7, name, over[i], anchor="middle", bold=i == mark)
        for i, name in enumerate(columns)
    ]
    strokes += [
        text(left - 8, top + (i + 0.68) * CELL_HEIGHT, name, row_colour, anchor="end")
        for i, name in enumerate(rows)
    ]
    for (i, j), value in np.ndenumerate(values):
        strokes += _cell(left + j * cell_width, top + i * CELL_HEIGHT, cell_width, value, limit, digits)
    height = CELL_HEIGHT * len(values)
    for i in range(block, values.shape[1], block) if block else ():
        x = left + i * cell_width
        strokes.append(svg.Line(x1=x, y1=top, x2=x, y2=top + height, stroke=COLOURS["ink"], stroke_width=3))
    if mark is not None:
        strokes.append(
            svg.Rect(
                x=left + mark * cell_width,
                y=top,
                width=cell_width,
                height=CELL_HEIGHT * len(values),
                fill="none",
                stroke=COLOURS["highlight"],
                stroke_width=3,
            )
        )
    width = left + cell_width * values.shape[1] + 8
    title_width = round(width_of(title, face="bold")) + 16
    return sketch(max(width, title_width), top + CELL_HEIGHT * len(values) + 8, strokes)


def _cell(x, y, width, value, limit, digits):
    strength = min(abs(value) / limit, 1) * STRONGEST
    colour = COLOURS["hidden" if value > 0 else "input"]
    place = {"x": x, "y": y, "width": width, "height": CELL_HEIGHT}
    yield svg.Rect(**place, fill=colour, fill_opacity=round(strength, 3), stroke="#BBBBBB")
    yield text(x + width / 2, y + 0.68 * CELL_HEIGHT, signed(value, digits), anchor="middle")


def sentence_in_time(words, states, title="", mark=None):
    """Return a sentence as SVG text: below each word the state after it, from left to right.

    Parameters
    ----------
    words : sequence of str
        T words.
    states : ndarray (T, H)
        The state after each word.
    title : str
        A line above.
    mark : int, optional
        The step to frame, from 0.

    Raises
    ------
    ValueError
        If there is not one state for each word.

    Examples
    --------
    >>> sentence_in_time(["dog", "bites"], np.zeros((2, 4)))[:4]
    '<svg'
    """
    states = np.asarray(states)
    units = [f"unit {i}" for i in range(states.shape[-1])]
    return heat_map(states.T, rows=units, columns=list(words), title=title, mark=mark)
