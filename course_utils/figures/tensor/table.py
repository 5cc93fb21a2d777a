"""The words and ids of the batch as a table; below it the question, and the verdict on the answer."""

import svg

from course_utils.figures.letters import wrap
from course_utils.figures.sketch import text
from course_utils.figures.style import COLOURS, tint
from course_utils.figures.tensor.layout import FONT, MARGIN, PANEL, index_label
from course_utils.figures.tensor.slices import VOCABULARY

TABLE, ROW = 58, 36  # where the table begins, and the height of a row


def draw_table(ids, mask, lit, notes, used):
    """Yield the words and ids of the batch, one sentence a row, and what was cut off.

    Parameters
    ----------
    ids : ndarray of int (N, T)
        The batch.
    mask : ndarray of bool (N, T)
        Where a real word stands.
    lit : ndarray of bool (N, T)
        The words of which the slice takes numbers.
    notes : list of str
        What was cut off.
    used : set of str
        The indices that the slice names.

    Examples
    --------
    >>> import numpy as np
    >>> real = np.ones((1, 2), bool)
    >>> next(draw_table(np.array([[2, 4]]), real, real, [], set())).text
    'Its words and ids, (N, T)'
    """
    T = ids.shape[1]
    left, y0, height = MARGIN + 34, TABLE, ROW
    width = min(76, (PANEL - MARGIN - left) / T)
    yield text(MARGIN, 26, "Its words and ids, (N, T)", size=16, bold=True)
    for t in range(T):
        middle = round(left + width * (t + 0.5), 1)
        yield index_label("t", t, text(middle, y0 - 8, f"t={t}", "muted", anchor="middle", size=FONT), used)
    for n, row in enumerate(ids):
        y = y0 + height * n
        yield index_label("i", n, text(MARGIN, y + 22, f"i={n}", "muted", size=FONT), used)
        for t, word in enumerate(row):
            x = round(left + width * t, 1)
            yield from _cell(x, y, round(width, 1), height, word, mask[n, t], lit[n, t])
    for k, line in enumerate(_wrapped(notes)):
        yield text(MARGIN, y0 + len(ids) * height + 16 + 19 * k, line, "wrong")


def _cell(x, y, width, height, word, real, lit):
    stroke, thick = (COLOURS["highlight"], 3) if lit else (tint("muted", 0.5), 1)
    yield svg.Rect(
        x=x + 2,
        y=y + 1,
        width=round(width - 4, 1),
        height=height - 4,
        fill=tint("input" if real else "muted", 0.12),
        stroke=stroke,
        stroke_width=thick,
    )
    if not real:
        top, bottom, right = y + 2, y + height - 4, x + width - 3
        for a, b in ((top, bottom), (bottom, top)):
            yield svg.Line(x1=x + 3, y1=a, x2=right, y2=b, stroke=tint("muted", 0.3))
    yield text(x + width / 2, y + 15, VOCABULARY.tokens[word], anchor="middle", size=FONT)
    yield _mono(x + width / 2, y + 29, str(word), anchor="middle")


def _wrapped(notes):
    return [line for note in notes for line in wrap(note, PANEL - 2 * MARGIN, most=2)]


def draw_question(rows, notes, written, meaning, verdict, explanation, values):
    """Yield the slice that is asked for, the verdict on the shape, and the values once it is right.

    Parameters
    ----------
    rows : int
        How many sentences the table above has.
    notes : list of str
        What stands between: what was cut off.
    written, meaning : str
        The slice, and what it holds.
    verdict, explanation : str
        What `judge` returns.
    values : list of str
        The lines of the values.

    Examples
    --------
    >>> [line.text for line in draw_question(1, [], "X", "the whole batch", "none", "Which shape?", [])]
    ['X', 'the whole batch', '? Which shape?']
    """
    y = TABLE + rows * ROW + 19 * len(_wrapped(notes)) + 44
    colour = {"right": "right", "wrong": "wrong", "error": "wrong", "none": "ink"}[verdict]
    mark = {"right": "✓ ", "wrong": "✗ ", "error": "✗ ", "none": "? "}[verdict]
    yield _mono(MARGIN, y, written, size=17, bold=True)
    yield text(PANEL - MARGIN, y, meaning, "muted", anchor="end")
    lines = wrap(mark + explanation, PANEL - 2 * MARGIN, most=3)
    for k, line in enumerate(lines):
        yield text(MARGIN, y + 28 + 19 * k, line, colour)
    for k, line in enumerate(values):
        yield _mono(MARGIN, y + 32 + 19 * len(lines) + 17 * k, line)


def _mono(x, y, words, anchor="start", size=FONT, bold=False):
    line = text(round(x, 1), y, words.replace(" ", "\u00a0"), anchor=anchor, size=size, bold=bold)
    line.font_family = "DejaVu Sans Mono, monospace"  # SVG joins blanks, so they are of the other kind
    return line
