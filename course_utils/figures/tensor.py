"""A batch of sentences as a block of N × T × D numbers, with one slice of it lit."""

import re

import numpy as np
import svg

from course_utils.figures.letters import wrap
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import clickable, sketch, text
from course_utils.figures.style import COLOURS, tint
from course_utils.text import PAD, Vocabulary, one_hot, pad

SENTENCES = "dog bites man\nman bites dog again\nthe old dog sleeps"
VOCABULARY = Vocabulary.from_texts(SENTENCES.splitlines())
EMBEDDING = np.random.default_rng(0).normal(size=(len(VOCABULARY), 4)).round(1)
VECTORS = {
    "one-hot": lambda ids: one_hot(ids, len(VOCABULARY), dtype=int),
    "embedding": lambda ids: EMBEDDING[ids],
}
MOST_SENTENCES, MOST_STEPS, MOST_LINES = 4, 6, 6  # what fits into the picture

# (3, 4), [3, 4], 3×4, 3 x 4, 3 4; a longer number than nine digits is no length.
NUMBERS = r"([0-9]{1,9}(\s*[,×xX*\s]\s*[0-9]{1,9})*\s*,?)?"
A_SHAPE = re.compile(rf"\(\s*{NUMBERS}\s*\)|\[\s*{NUMBERS}\s*\]|{NUMBERS}")

# Each slice as it is written: the index it means, what it holds, and the axes that are left.
SLICES = {
    "X": (lambda i, t, d, mask: np.s_[:], "the whole batch", "N T D"),
    "X[i]": (lambda i, t, d, mask: np.s_[i], "one sentence", "T D"),
    "X[i:i+1]": (lambda i, t, d, mask: np.s_[i : i + 1], "a batch of one sentence", "1 T D"),
    "X[:, t]": (lambda i, t, d, mask: np.s_[:, t], "one step of every sentence", "N D"),
    "X[:, -1]": (lambda i, t, d, mask: np.s_[:, -1], "the last step of every row, pads too", "N D"),
    "X[:, :, d]": (lambda i, t, d, mask: np.s_[:, :, d], "one number of every word", "N T"),
    "X[i, t]": (lambda i, t, d, mask: np.s_[i, t], "the vector of one word", "D"),
    "X[i, :, d]": (lambda i, t, d, mask: np.s_[i, :, d], "one number along one sentence", "T"),
    "X[i, t, d]": (lambda i, t, d, mask: np.s_[i, t, d], "a single number", ""),
    "X[mask]": (lambda i, t, d, mask: np.s_[mask], "the vectors of all real words", "words D"),
}

PANEL, HEIGHT, MARGIN = 460, 460, 12
TABLE, ROW = 58, 36  # where the table begins, and the height of a row
FONT = 13.5  # 10 pt
TOP, LEFT, RIGHT = 0.18, 0.34, 0.5  # strength of the three visible sides: light falls from above
GAP = 1  # cubes between the block and the slice pulled out of it
LARGEST = 34  # CSS pixels: the side of a cube


def draw_tensor(
    sentences=SENTENCES,
    steps=5,
    vectors="embedding",
    padding="post",
    part="X[:, t]",
    i=0,
    t=1,
    d=0,
    prediction="",
):
    """Draw a batch of sentences as a block of numbers, light a slice of it, and judge a predicted shape.

    Parameters
    ----------
    sentences : str
        One sentence a line, at most `MOST_SENTENCES`; words outside `VOCABULARY` become ``<unk>``.
    steps : int
        T: shorter sentences are padded, longer ones cut at the end.
    vectors : str
        What stands for a word: "one-hot" (D = V) or "embedding" (D = 4).
    padding : str
        "post" or "pre".
    part : str
        A key of `SLICES`.
    i, t, d : int
        The indices that `part` names. One that is out of bounds is reported as NumPy reports it.
    prediction : str
        A shape such as ``"(3, 4)"``; empty where nothing was predicted.

    Returns
    -------
    Picture
        With data ``X`` (N, T, D), ``ids`` and ``mask`` (N, T), ``selected`` (N, T, D), ``shape`` (None where
        the index is out of bounds), ``verdict``, and ``notes`` (sentences that say what was cut off). No text
        gives the shape away before it is predicted.

    Examples
    --------
    >>> picture = draw_tensor("dog bites man\\nman sleeps", steps=5, part="X[:, t]", t=0, prediction="(2, 4)")
    >>> picture.data["X"].shape, picture.data["shape"], picture.data["verdict"]
    ((2, 5, 4), (2, 4), 'right')
    """
    lines = [line for line in sentences.splitlines() if line.strip()]
    rows = lines[:MOST_SENTENCES] or [""]
    encoded = [VOCABULARY.encode(row) for row in rows]
    notes = _what_is_lost([len(row) for row in encoded], steps, len(lines))
    ids = pad(encoded, length=steps, padding=padding)
    mask = ids != PAD
    X = VECTORS[vectors](ids)
    find, meaning, axes = SLICES[part]
    selected = np.zeros(X.shape, bool)
    try:
        index = find(i, t, d, mask)
        selected[index] = True
        result, error = X[index], None
    except IndexError as out_of_bounds:
        result, error = None, str(out_of_bounds)
    written = re.sub(r"\b[itd]\b", lambda name: str({"i": i, "t": t, "d": d}[name[0]]), part)
    if part == "X[i:i+1]":
        written = f"X[{i}:{i + 1}]"
    verdict, explanation = judge(prediction, result, axes.split(), error)

    values = []
    if verdict == "right" and result.ndim < 3:
        values = np.array2string(np.asarray(result)).splitlines()
        if len(values) > MOST_LINES:
            values[MOST_LINES - 1 :] = [f" … and {len(values) - MOST_LINES + 1} more"]
    used = used_indices(part)
    table = [*_table(ids, mask, selected.any(axis=2), notes, used)]
    below = TABLE + len(rows) * ROW + 19 * len(_wrapped(notes)) + 44
    table += _question(below, written, meaning, verdict, explanation, values)
    panels = sketch(PANEL, HEIGHT, _block(selected, mask, written, used)), sketch(PANEL, HEIGHT, table)
    question = f"You ask for {written}: {meaning}. {explanation}"
    return Picture(
        panels,
        alt=" ".join([_in_words(X, ids, selected, vectors), *notes, question, *values]),
        caption="The batch X, what you ask for pulled out of it; its words and ids (crossed: padding).",
        data={"X": X, "ids": ids, "mask": mask, "selected": selected, "verdict": verdict}
        | {"shape": None if error else np.shape(result), "notes": notes},
    )


def used_indices(part):
    """Return which of i, t and d a slice names.

    Argument: `part`, a key of `SLICES`. Result: a set of letters. Raises nothing.

    >>> sorted(used_indices("X[i, :, d]")), used_indices("X[mask]")
    (['d', 'i'], set())
    """
    return set(re.findall(r"\b[itd]\b", part))


def judge(prediction, result, axes, error=None):
    """Return a verdict on a predicted shape ("none", "right", "wrong", "error") and why it is so.

    Parameters
    ----------
    prediction : str
        A shape as typed: numbers with commas, blanks or × between them, with or without brackets.
    result : array or None
        What the slice holds.
    axes : list of str
        The names of its axes.
    error : str, optional
        NumPy's message where the index is out of bounds.

    Examples
    --------
    >>> judge("(5, 4)", np.zeros((3, 4)), ["N", "D"])
    ('wrong', 'Not yet: axis 0 of the slice runs over N.')
    >>> [judge(shape, np.zeros((3, 4)), ["N", "D"])[0] for shape in ("3, 4", "[3,4]", "3 × 4", "3x4")]
    ['right', 'right', 'right', 'right']
    """
    if error:
        return "error", f"IndexError: {error}."
    if not prediction.strip():
        return "none", "Which shape will it have? Type a shape first."
    if not A_SHAPE.fullmatch(prediction.strip()):
        return "wrong", "Write a shape as numbers, such as (3, 5)."
    predicted, shape = tuple(map(int, re.findall(r"\d+", prediction))), np.shape(result)
    if predicted == shape:
        left = "\u00a0×\u00a0".join(axes)  # no line ends inside it
        left = f"the axes are {left}" if axes else "no axis is left, it is one number"
        return "right", f"Your prediction {shape} is right: {left}."
    if len(predicted) != len(shape):
        rule = "Every plain integer in the brackets takes its axis away."
        if axes[:1] == ["words"]:
            rule = "A mask (N, T) turns the first two axes into one: the real words."
        if axes[:1] == ["1"]:
            rule = "A range such as 0:1 keeps its axis."
        return "wrong", f"Not yet: {len(predicted)} is not the number of axes. {rule}"
    wrong = next(k for k in range(len(shape)) if predicted[k] != shape[k])
    runs = {"words": "the real words", "1": "a range of one sentence"}.get(axes[wrong], axes[wrong])
    return "wrong", f"Not yet: axis {wrong} of the slice runs over {runs}."


def _what_is_lost(lengths, steps, lines):
    """What does not fit, in sentences."""
    notes = []
    if lines > MOST_SENTENCES:
        notes.append(f"Only the first {MOST_SENTENCES} of {lines} lines are read.")
    cut = [f"{n} (of {length})" for n, length in enumerate(lengths) if length > steps]
    if cut:
        words = "word" if steps == 1 else f"{steps} words"
        notes.append(f"T = {steps} keeps the first {words} of sentence {', '.join(cut)}.")
    return notes


def _block(selected, mask, written, used):
    """The block without what is selected, the selection pulled out above it, and the labelled axes."""
    N, T, D = selected.shape
    whole = selected.all()
    depths = np.flatnonzero(selected.any(axis=(0, 1)))
    lift = 0 if whole or not len(depths) else depths[-1] + 1 + GAP
    # As large as the block and any slice above it allow: it keeps its size from slice to slice.
    side = min(LARGEST, (PANEL - 110) / (0.866 * (N + T)), (HEIGHT - 96) / (0.5 * (N + T) + 2 * D + GAP))
    x0 = 56 + (PANEL - 110 - 0.866 * side * (N + T)) / 2
    y0 = HEIGHT - 46 - side * (0.5 * T + D)

    def at(n, t, d):  # sentence 0 stands in front, step 0 at the left, number 0 on top
        return round(x0 + 0.866 * side * (t + n), 1), round(y0 + side * (0.5 * (t - n) + d), 1)

    yield text(MARGIN, 26, "The batch X", size=16, bold=True)
    if lift:
        yield text(PANEL - MARGIN, 26, f"pulled out: {written}", "highlight", anchor="end")
    rest = selected if whole else ~selected
    yield from _cubes(rest, mask, at, "highlight" if whole else None)
    if lift:
        yield from _traces(selected, at, lift)
        yield from _cubes(selected, mask, lambda n, t, d: at(n, t, d - lift), "highlight")
    yield from _axes(selected.shape, at, used)


def _cubes(present, mask, at, colour=None):
    """The visible sides of the cubes that are there, from the farthest to the nearest."""
    N, T, D = present.shape

    def hidden(n, t, d):
        return 0 <= n < N and 0 <= t < T and 0 <= d < D and present[n, t, d]

    def side(corners, strength):
        points = [c for corner in corners for c in at(*corner)]
        return svg.Polygon(
            points=points, fill=tint(shade, strength), stroke=tint("ink", 0.55), stroke_width=0.7
        )

    cubes = map(tuple, np.argwhere(present).tolist())
    for n, t, d in sorted(cubes, key=lambda cube: (-cube[0], cube[1], -cube[2])):
        shade = colour or ("input" if mask[n, t] else "muted")
        weight = 1.6 if colour else 0.5 if mask[n, t] else 0.4
        if not hidden(n, t, d - 1):
            yield side([(n, t, d), (n, t + 1, d), (n + 1, t + 1, d), (n + 1, t, d)], TOP * weight)
            if not mask[n, t]:
                yield from _cross(at(n, t, d), at(n + 1, t + 1, d), at(n + 1, t, d), at(n, t + 1, d))
        if not hidden(n - 1, t, d):
            yield side([(n, t, d), (n, t + 1, d), (n, t + 1, d + 1), (n, t, d + 1)], LEFT * weight)
        if not hidden(n, t + 1, d):
            corners = [(n, t + 1, d), (n + 1, t + 1, d), (n + 1, t + 1, d + 1), (n, t + 1, d + 1)]
            yield side(corners, RIGHT * weight)


def _cross(a, b, c, d):  # so that padding does not hang on its colour
    for (x1, y1), (x2, y2) in ((a, b), (c, d)):
        yield svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=COLOURS["muted"], stroke_width=1.2)


def _traces(selected, at, lift):
    """Where a slice was, dashed also where other cubes hide it, and lines from there up to it."""
    inside = np.argwhere(selected)
    (n, t, d), (n1, t1, d1) = inside.min(axis=0).tolist(), (inside.max(axis=0) + 1).tolist()
    if (n1 - n) * (t1 - t) * (d1 - d) != len(inside):
        return  # the cubes of a mask need no traces: they leave no cube above or below
    dashed = {"fill": "none", "stroke": COLOURS["highlight"], "stroke_width": 1.5, "stroke_dasharray": [4, 3]}
    for corners in (
        [(n, t, d), (n, t1, d), (n1, t1, d), (n1, t, d)],
        [(n, t, d), (n, t1, d), (n, t1, d1), (n, t, d1)],
        [(n, t1, d), (n1, t1, d), (n1, t1, d1), (n, t1, d1)],
    ):
        yield svg.Polygon(points=[c for corner in corners for c in at(*corner)], **dashed)
    for corner in ((n, t), (n, t1), (n1, t1)):
        (x, low), (_, high) = at(*corner, d), at(*corner, d1 - lift)
        line = {"stroke": COLOURS["highlight"], "stroke_width": 1, "stroke_dasharray": [1, 3]}
        yield svg.Line(x1=x, y1=low, x2=x, y2=high, **line)


def _axes(shape, at, used):
    N, T, D = shape
    for t in range(T):
        x, y = at(0, t + 0.5, D)
        yield _index("t", t, text(x - 6, y + 16, str(t), "muted", anchor="middle", size=FONT), used)
    for n in range(N):
        x, y = at(n + 0.5, T, D)
        yield _index("i", n, text(x + 6, y + 16, str(n), "muted", anchor="middle", size=FONT), used)
    for d in range(D):
        x, y = at(0, 0, d + 0.5)
        yield _index("d", d, text(x - 6, y + 5, str(d), "muted", anchor="end", size=FONT), used)
    (xt, yt), (xn, yn), (xd, yd) = at(0, T / 2, D), at(N / 2, T, D), at(0, 0, D / 2)
    yield text(xt - 20, yt + 34, f"T = {T}", anchor="end", bold=True)
    yield text(xn + 20, yn + 34, f"N = {N}", bold=True)
    label = text(xd - 26, yd, f"D = {D}", anchor="middle", bold=True)
    label.transform = [svg.Rotate(-90, xd - 26, yd)]
    yield label


def _index(name, value, label, used):
    """A label which, where the slice names that index, can be clicked to choose it."""
    return clickable([label], name, str(value)) if name in used else label


def _table(ids, mask, lit, notes, used):
    """The words and ids of the batch, one sentence a row, and what was cut off."""
    T = ids.shape[1]
    left, y0, height = MARGIN + 34, TABLE, ROW
    width = min(76, (PANEL - MARGIN - left) / T)
    yield text(MARGIN, 26, "Its words and ids, (N, T)", size=16, bold=True)
    for t in range(T):
        middle = round(left + width * (t + 0.5), 1)
        yield _index("t", t, text(middle, y0 - 8, f"t={t}", "muted", anchor="middle", size=FONT), used)
    for n, row in enumerate(ids):
        y = y0 + height * n
        yield _index("i", n, text(MARGIN, y + 22, f"i={n}", "muted", size=FONT), used)
        for t, word in enumerate(row):
            x = round(left + width * t, 1)
            yield from _cell(x, y, round(width, 1), height, word, mask[n, t], lit[n, t])
    for k, line in enumerate(_wrapped(notes)):
        yield text(MARGIN, y0 + len(ids) * height + 16 + 19 * k, line, "wrong")


def _wrapped(notes):
    return [line for note in notes for line in wrap(note, PANEL - 2 * MARGIN, most=2)]


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


def _question(y, written, meaning, verdict, explanation, values):
    """The slice that is asked for, the verdict on the predicted shape, and the values once it is right."""
    colour = {"right": "right", "wrong": "wrong", "error": "wrong", "none": "ink"}[verdict]
    mark = {"right": "✓ ", "wrong": "✗ ", "error": "✗ ", "none": "? "}[verdict]
    yield _mono(MARGIN, y, written, size=17, bold=True)
    yield text(PANEL - MARGIN, y, meaning, "muted", anchor="end")
    lines = wrap(mark + explanation, PANEL - 2 * MARGIN, most=3)
    for k, line in enumerate(lines):
        yield text(MARGIN, y + 28 + 19 * k, line, colour)
    for k, line in enumerate(values):
        yield _mono(MARGIN, y + 32 + 19 * len(lines) + 17 * k, line)


def _in_words(X, ids, selected, vectors):
    """The batch and the selection as text."""
    N, T, D = X.shape
    rows = "; ".join(
        f"sentence {n}: " + " ".join(f"{VOCABULARY.tokens[k]} ({k})" for k in row)
        for n, row in enumerate(ids)
    )
    return (
        f"A block X of N = {N} sentences, T = {T} steps and D = {D} numbers a word ({vectors}). "
        f"Words and ids: {rows}. Lit: {selected.sum()} of the {X.size} numbers."
    )


def _mono(x, y, words, anchor="start", size=FONT, bold=False):
    line = text(round(x, 1), y, words.replace(" ", "\u00a0"), anchor=anchor, size=size, bold=bold)
    line.font_family = "DejaVu Sans Mono, monospace"  # SVG joins blanks, so they are of the other kind
    return line
