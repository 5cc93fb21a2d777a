"""Matrices as squares: the area of a square is the size of its number."""

import numpy as np
import svg

from course_utils.figures.gradient_flow import power
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 456, 474  # of a panel
COLUMN, SIDE = 226, 152  # of one matrix: its place, and the matrix itself


def term_maps(matrices, title="", height=HEIGHT, names=("c", "c")):
    """Return up to four matrices as SVG text, two in a row: squares as large as the numbers, and the norms.

    Parameters
    ----------
    matrices : dict of str to ndarray (H, H), or None
        Name of the term: its matrix; None where a cell has no such way.
    title : str
        A line above.
    height : int
        Of the drawing in CSS pixels.
    names : pair of str
        Of the state that is moved (rows) and the state that is nudged (columns).

    Raises
    ------
    ValueError
        If there are no matrices, or more than four.

    Examples
    --------
    >>> term_maps({"direct": np.eye(3)})[:4]
    '<svg'
    """
    if not 0 < len(matrices) <= 4:
        raise ValueError(f"matrices must be 1 to 4; got {len(matrices)}")
    most = max((np.abs(matrix).max() for matrix in matrices.values() if matrix is not None), default=0.0)
    strokes = [text(10, 22, title, bold=True)]
    for place, (name, matrix) in enumerate(matrices.items()):
        x, y = 10 + COLUMN * (place % 2), 50 + (SIDE + 36) * (place // 2)
        strokes += _matrix(x, y, name, matrix, max(float(most), 1e-30))
    foot = height - 26
    strokes.append(text(10, foot, f"Row: unit of {names[0]}. Column: unit of {names[1]}.", "muted"))
    strokes.append(text(10, foot + 18, "Filled orange: above 0. Hollow blue: below.", "muted"))
    return sketch(WIDTH, height, strokes)


def _matrix(x, y, name, matrix, most):
    """Draw one matrix: the area of a square is the size of its number."""
    if matrix is None:
        yield text(x, y, f"{name}: no such way", "muted", bold=True)
        return
    norm = np.linalg.norm(matrix, 2)
    yield text(x, y, f"{name}: {power(norm)}", bold=True)
    yield svg.Rect(x=x, y=y + 8, width=SIDE, height=SIDE, fill="#F4F4F4", stroke="#BBBBBB")
    pitch = SIDE / len(matrix)
    for (j, k), value in np.ndenumerate(matrix):
        side = round(pitch * min(abs(value) / most, 1) ** 0.5 * 0.94, 1)
        if side < 0.5:
            continue
        left, top = x + (k + 0.5) * pitch - side / 2, y + 8 + (j + 0.5) * pitch - side / 2
        look = (
            {"fill": COLOURS["hidden"]}
            if value > 0
            else {"fill": "white", "stroke": COLOURS["input"], "stroke_width": 1.5}
        )
        yield svg.Rect(x=round(left, 1), y=round(top, 1), width=side, height=side, **look)
