"""One-hot rows, and what they do to a table: a row of zeros with a single 1 picks one row of it."""

import numpy as np
import svg

from course_utils.figures.batch.cells import MARGIN, ROW, SMALL, box
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.style import COLOURS, tint


def one_hot_rows(words, ids, tokens, cell_width=50):
    """Return a sentence as SVG text, a row of zeros with a single 1 for each of its words.

    Parameters
    ----------
    words : sequence of str
        T words.
    ids : sequence of int
        The id of each word, from 0 to V - 1.
    tokens : sequence of str
        The V names of the ids.
    cell_width : int
        Width of a cell in CSS pixels.

    Raises
    ------
    ValueError
        If there is not one id for each word.

    Examples
    --------
    >>> one_hot_rows(["dog", "dog"], [2, 2], ["<pad>", "<unk>", "dog"])[:4]
    '<svg'
    """
    if len(ids) != len(words):
        raise ValueError(f"ids must be one for each of {len(words)} words; got {len(ids)}")
    left, top = MARGIN + round(max(map(width_of, words))) + 14, MARGIN + 42
    strokes = []
    for k, token in enumerate(tokens):
        middle = left + (k + 0.5) * cell_width
        strokes.append(text(middle, MARGIN + 14, token, "muted", anchor="middle", size=SMALL))
        strokes.append(text(middle, MARGIN + 32, str(k), "muted", anchor="middle"))
    for t, (word, one) in enumerate(zip(words, ids, strict=True)):
        y = top + t * (ROW + 2)
        strokes.append(text(left - 8, y + 19, word, "input", anchor="end", bold=True))
        for k in range(len(tokens)):
            x = left + k * cell_width
            lit = k == one
            strokes.append(box(x, y, cell_width, tint("input", 0.45 if lit else 0.04), "muted", rx=0))
            strokes.append(
                text(
                    x + cell_width / 2,
                    y + 19,
                    str(int(lit)),
                    "ink" if lit else "muted",
                    anchor="middle",
                    bold=lit,
                )
            )
    return sketch(left + len(tokens) * cell_width + MARGIN, top + len(words) * (ROW + 2) + MARGIN, strokes)


def row_lookup(table, tokens, row, cell_width=58):
    """Return one-hot times table as SVG text: each row beside its factor, and what remains below.

    Parameters
    ----------
    table : ndarray (V, D)
        The embedding, one row a word.
    tokens : sequence of str
        The V names of the rows.
    row : int
        The row whose factor is 1.

    Raises
    ------
    ValueError
        If there is not one name for each row.

    Examples
    --------
    >>> row_lookup(np.eye(3), ["<pad>", "<unk>", "dog"], 2)[:4]
    '<svg'
    """
    table = np.asarray(table)
    if len(tokens) != len(table):
        raise ValueError(f"tokens must name all {len(table)} rows; got {len(tokens)}")
    left, top = MARGIN + 130, MARGIN + 30
    right = left + table.shape[1] * cell_width
    strokes = [
        text(MARGIN, MARGIN + 14, f"one-hot of “{tokens[row]}”", "input", bold=True),
        text(right, MARGIN + 14, f"table E, {table.shape}", "kernel", anchor="end", bold=True),
    ]
    for k, (token, numbers) in enumerate(zip(tokens, table, strict=True)):
        y, lit = top + k * ROW, k == row
        ink = "ink" if lit else "muted"
        strokes.append(text(MARGIN + 50, y + 19, token, ink, anchor="end", bold=lit))
        strokes.append(box(MARGIN + 56, y, 34, tint("input", 0.45 if lit else 0.04), "muted", rx=0))
        strokes.append(text(MARGIN + 73, y + 19, str(int(lit)), ink, anchor="middle", bold=lit))
        strokes.append(text(left - 14, y + 19, "×", ink, anchor="middle"))
        strokes += _numbers(left, y, numbers, cell_width, 0.35 if lit else 0.03, lit)
    below = top + len(table) * ROW
    strokes.append(
        svg.Rect(
            x=left,
            y=top + row * ROW,
            width=right - left,
            height=ROW,
            fill="none",
            stroke=COLOURS["highlight"],
            stroke_width=3,
        )
    )
    strokes.append(arrow(right + 16, top + (row + 0.5) * ROW, right + 16, below + 26, "highlight", width=2))
    strokes.append(text(left - 14, below + 47, "added up", "highlight", anchor="end"))
    strokes += _numbers(left, below + 28, table[row], cell_width, 0.35, True)
    return sketch(right + 30, below + ROW + 40, strokes)


def _numbers(x, y, numbers, width, strength, bold):
    for value in numbers:
        yield box(x, y, width, tint("kernel", strength), "muted", rx=0)
        written = f"{value:.1f}".replace("-", "−")
        yield text(x + width / 2, y + 19, written, "ink" if bold else "muted", anchor="middle", bold=bold)
        x += width
