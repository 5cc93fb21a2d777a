"""Sentences on their way into an array: rows that do not fit, one-hot rows, windows, rows of an embedding."""

import numpy as np
import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.style import COLOURS, subplots, tint

ROW = 28  # CSS pixels: the height of a row of cells
MARGIN = 10
SMALL = 13.4  # CSS pixels: 10 pt


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
                strokes.append(_box(x, y, cell_width, "paper", "muted", stroke_dasharray=[3, 3]))
                continue
            real = mask is None or mask[n][t]
            strokes.append(_box(x, y, cell_width, tint("input" if real else "muted", 0.12), "muted"))
            if not real:
                strokes += _cross(x, y, cell_width)
            strokes.append(text(x + cell_width / 2, y + 19, str(row[t]), anchor="middle"))
    width = max(left + steps * cell_width, round(width_of(title, face="bold")) + MARGIN) + MARGIN
    return sketch(width, top + len(rows) * (ROW + 4) + MARGIN, strokes)


def _box(x, y, width, fill, stroke, **more):
    fill = COLOURS.get(fill, fill)
    return svg.Rect(
        x=x + 2, y=y, width=width - 4, height=ROW, fill=fill, stroke=COLOURS[stroke], **{"rx": 3} | more
    )


def _cross(x, y, width):  # so that padding does not hang on its colour
    for top, bottom in ((y + 1, y + ROW - 1), (y + ROW - 1, y + 1)):
        yield svg.Line(x1=x + 3, y1=top, x2=x + width - 3, y2=bottom, stroke=tint("muted", 0.35))


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
            strokes.append(_box(x, y, cell_width, tint("input", 0.45 if lit else 0.04), "muted", rx=0))
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
        strokes.append(_box(MARGIN + 56, y, 34, tint("input", 0.45 if lit else 0.04), "muted", rx=0))
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
        yield _box(x, y, width, tint("kernel", strength), "muted", rx=0)
        written = f"{value:.1f}".replace("-", "−")
        yield text(x + width / 2, y + 19, written, "ink" if bold else "muted", anchor="middle", bold=bold)
        x += width


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
            strokes.append(_box(x, y, width, tint("input", 0.22 if inside else 0.0), "muted", rx=0))
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


MAP = (8.0, 4.6)  # inches
SIDES = [(9, 0), (-9, 0), (0, 13), (0, -13), (7, 9), (-7, 9), (7, -9), (-7, -9)]  # where a name may stand
SIDES += [(0, 27), (0, -27)]  # in a crowd: farther away, with a line to the point


def word_map(vectors, words, kinds, new):
    """Return a figure of words as points: their vectors, flattened to the two directions of largest spread.

    Parameters
    ----------
    vectors : ndarray (M, D)
        One row a word.
    words : sequence of str
        M names, written beside the points where there is most room.
    kinds : sequence of str
        The kind of each word, at most two different ones: circles and squares.
    new : sequence of bool
        True for a hollow point.

    Raises
    ------
    ValueError
        If there is not one vector for each word.

    Examples
    --------
    >>> word_map(np.eye(3), ["dog", "cat", "tea"], ["animals", "animals", "foods"], [False, True, False])
    <Figure size 880x506 with 1 Axes>
    """
    vectors = np.asarray(vectors, dtype=float)
    if len(vectors) != len(words):
        raise ValueError(f"vectors must have a row for each of {len(words)} words; got {len(vectors)}")
    centred = vectors - vectors.mean(axis=0)
    flat = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    flat *= np.where(flat[0] < 0, -1, 1)  # the directions may come out turned round: the first word says how
    figure, axis = subplots(size=MAP)
    for kind, marker, colour in zip(dict.fromkeys(kinds), "os", ("input", "hidden"), strict=False):
        for hollow in (False, True):
            chosen = [k for k in range(len(words)) if kinds[k] == kind and bool(new[k]) == hollow]
            face = "none" if hollow else COLOURS[colour]
            label = f"{kind}, {'new' if hollow else 'learned from'}"
            axis.plot(*flat[chosen].T, marker, color=COLOURS[colour], markerfacecolor=face, label=label)
    low, high = flat.min(axis=0), flat.max(axis=0)
    pixels = (flat - low) / (high - low) * (MAP[0] * 86, MAP[1] * 90)
    for word, point, side in zip(words, flat, _sides(pixels, words), strict=True):
        side_of = {-1: "right", 0: "center", 1: "left"}[int(np.sign(side[0]))]
        axis.annotate(
            word,
            point,
            np.array(side) * 72 / 110,
            textcoords="offset points",
            ha=side_of,
            va="center",
            fontsize=10,
            arrowprops={"arrowstyle": "-", "color": COLOURS["muted"]} if abs(side[1]) > 20 else None,
        )
    margin = 0.06 * (high - low)
    axis.set(
        xlim=(low[0] - margin[0], high[0] + 2 * margin[0]), ylim=(low[1] - margin[1], high[1] + margin[1])
    )
    axis.set(xlabel="first direction", ylabel="second direction", xticks=[], yticks=[])
    axis.legend(fontsize=10, loc="best")
    return figure


def _sides(pixels, words):
    """Choose for each word the side of its point where its name meets the fewest points and names."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in pixels]
    for (x, y), word in zip(pixels, words, strict=True):
        width, boxes = width_of(word, SMALL), []
        for dx, dy in SIDES:
            left = x + dx - {-1: width, 0: width / 2, 1: 0}[int(np.sign(dx))]
            boxes.append((left, y + dy - 8, left + width, y + dy + 8))
        best = min(range(len(SIDES)), key=lambda k: sum(_overlap(boxes[k], other) for other in taken))
        taken.append(boxes[best])
        yield SIDES[best]


def _overlap(one, other):
    """Return the area that two boxes (left, bottom, right, top) share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)
