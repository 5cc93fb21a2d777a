"""A batch of sentences as a block of N × T × D numbers, with one slice of it lit."""

import html
import re

import numpy as np
import svg

from course_utils.figures.picture import Picture
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

WIDTH, HEIGHT = 760, 450
BLOCK, TABLE = 340, 362  # the block stands left of x = BLOCK, the table right of x = TABLE
FONT = 13.5  # 10 pt
TOP, LEFT, RIGHT = 0.18, 0.34, 0.5  # strength of the three visible sides: light falls from above


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
        the index is out of bounds) and ``verdict``. No text gives the shape away before it is predicted.

    Examples
    --------
    >>> picture = draw_tensor("dog bites man\\nman sleeps", steps=5, part="X[:, t]", t=0, prediction="(2, 4)")
    >>> picture.data["X"].shape, picture.data["shape"], picture.data["verdict"]
    ((2, 5, 4), (2, 4), 'right')
    """
    rows = [line for line in sentences.splitlines() if line.strip()][:MOST_SENTENCES] or [""]
    ids = pad([VOCABULARY.encode(row) for row in rows], length=steps, padding=padding)
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
            values[MOST_LINES - 1 :] = [" …"]
    content = [
        svg.Rect(width=WIDTH, height=HEIGHT, fill=COLOURS["paper"]),
        *_block(selected, mask),
        *_table(ids, mask, selected.any(axis=2)),
        *_question(written, meaning, verdict, explanation, values),
    ]
    question = f"You ask for {written}: {meaning}. {explanation}"
    return Picture(
        svg.SVG(width=WIDTH, height=HEIGHT, elements=content).as_str(),
        alt=" ".join([_in_words(X, ids, selected, vectors), question, *values]),
        caption="Left: the batch X. Right: its words and ids (crossed: padding). Pink: what you ask for.",
        data={"X": X, "ids": ids, "mask": mask, "selected": selected, "verdict": verdict}
        | {"shape": None if error else np.shape(result)},
    )


def judge(prediction, result, axes, error=None):
    """Return a verdict on a predicted shape ("none", "right", "wrong", "error") and why it is so.

    Parameters
    ----------
    prediction : str
        A shape as typed.
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
    >>> judge("3, 4", np.zeros((3, 4)), ["N", "D"])[0]
    'right'
    """
    if error:
        return "error", f"IndexError: {error}."
    if not prediction.strip():
        return "none", "Which shape will it have? Type your prediction."
    if not re.fullmatch(r"[\d\s,()]*", prediction):
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


def _block(selected, mask):
    """The block: its three visible sides, the selected cubes seen through them, and the labelled axes."""
    N, T, D = selected.shape
    side = min(34, (BLOCK - 70) / (0.866 * (N + T)), (HEIGHT - 100) / (0.5 * (N + T) + D))
    width, height = 0.866 * side * (N + T), side * (0.5 * (N + T) + D)
    x0 = 46 + (BLOCK - 50 - width) / 2
    y0 = (HEIGHT - 36 - height) / 2 + 0.5 * side * N

    def at(n, t, d):  # sentence 0 stands in front, step 0 at the left, number 0 on top
        return x0 + 0.866 * side * (t + n), y0 + side * (0.5 * (t - n) + d)

    def face(corners, colour, strength):
        points = [round(c, 1) for corner in corners for c in at(*corner)]
        return svg.Polygon(
            points=points, fill=tint(colour, strength), stroke=tint("ink", 0.55), stroke_width=0.7
        )

    def top(n, t, d):
        return (n, t, d), (n, t + 1, d), (n + 1, t + 1, d), (n + 1, t, d)

    def left(n, t, d):
        return (n, t, d), (n, t + 1, d), (n, t + 1, d + 1), (n, t, d + 1)

    def right(n, t, d):
        return (n, t + 1, d), (n + 1, t + 1, d), (n + 1, t + 1, d + 1), (n, t + 1, d + 1)

    def kind(n, t):
        return ("input", 0.5) if mask[n, t] else ("muted", 0.4)

    def cross(n, t):  # so that padding does not hang on its colour
        for a, b in (((n, t, 0), (n + 1, t + 1, 0)), ((n + 1, t, 0), (n, t + 1, 0))):
            (x1, y1), (x2, y2) = at(*a), at(*b)
            yield svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=COLOURS["muted"], stroke_width=1.2)

    shapes = []
    for n, t in np.ndindex(N, T):
        colour, weight = kind(n, t)
        shapes.append(face(top(n, t, 0), colour, TOP * weight))
        if not mask[n, t]:
            shapes += cross(n, t)
    for t, d in np.ndindex(T, D):
        colour, weight = kind(0, t)
        shapes.append(face(left(0, t, d), colour, LEFT * weight))
    for n, d in np.ndindex(N, D):
        colour, weight = kind(n, T - 1)
        shapes.append(face(right(n, T - 1, d), colour, RIGHT * weight))

    # From the farthest cube to the nearest; a side that another selected cube covers is left out.
    for n, t, d in sorted(map(tuple, np.argwhere(selected)), key=lambda cube: (-cube[0], cube[1], -cube[2])):
        if d == 0 or not selected[n, t, d - 1]:
            shapes.append(face(top(n, t, d), "highlight", 0.45))
            if d == 0 and not mask[n, t]:
                shapes += cross(n, t)
        if n == 0 or not selected[n - 1, t, d]:
            shapes.append(face(left(n, t, d), "highlight", 0.65))
        if t == T - 1 or not selected[n, t + 1, d]:
            shapes.append(face(right(n, t, d), "highlight", 0.85))

    for t in range(T):
        x, y = at(0, t + 0.5, D)
        shapes.append(_text(x - 6, y + 16, t, anchor="middle", colour="muted"))
    for n in range(N):
        x, y = at(n + 0.5, T, D)
        shapes.append(_text(x + 6, y + 16, n, anchor="middle", colour="muted"))
    for d in range(D):
        x, y = at(0, 0, d + 0.5)
        shapes.append(_text(x - 6, y + 4, d, anchor="end", colour="muted"))
    (xt, yt), (xn, yn), (xd, yd) = at(0, T / 2, D), at(N / 2, T, D), at(0, 0, D / 2)
    shapes.append(_text(xt - 24, yt + 32, f"T = {T}", anchor="end", bold=True))
    shapes.append(_text(xn + 22, yn + 30, f"N = {N}", bold=True))
    shapes.append(_text(xd - 24, yd + 4, f"D = {D}", anchor="middle", bold=True, turned=True))
    return shapes


def _table(ids, mask, lit):
    """The words and ids of the batch, one sentence a row."""
    T = ids.shape[1]
    width, height, y0 = min(76, (WIDTH - TABLE - 44) / T), 40, 46
    shapes = [_text(TABLE, 18, "ids (N, T)", bold=True)]
    for t in range(T):
        shapes.append(_text(TABLE + 34 + width * (t + 0.5), 38, f"t={t}", anchor="middle", colour="muted"))
    for n, row in enumerate(ids):
        y = y0 + height * n
        shapes.append(_text(TABLE, y + 23, f"i={n}", colour="muted"))
        for t, word in enumerate(row):
            x = TABLE + 34 + width * t
            fill = tint("input", TOP) if mask[n, t] else tint("muted", TOP)
            stroke, thick = (COLOURS["highlight"], 3) if lit[n, t] else (tint("muted", 0.5), 1)
            shapes.append(
                svg.Rect(
                    x=x + 2,
                    y=y + 1,
                    width=width - 4,
                    height=height - 4,
                    fill=fill,
                    stroke=stroke,
                    stroke_width=thick,
                )
            )
            if not mask[n, t]:
                shapes += [
                    svg.Line(x1=x + 3, y1=a, x2=x + width - 3, y2=b, stroke=tint("muted", 0.45))
                    for a, b in ((y + 2, y + height - 4), (y + height - 4, y + 2))
                ]
            token = VOCABULARY.tokens[word]
            shapes.append(_text(x + width / 2, y + 16, token, anchor="middle"))
            shapes.append(_text(x + width / 2, y + 32, word, anchor="middle", mono=True))
    return shapes


def _question(written, meaning, verdict, explanation, values):
    """The slice that is asked for, the verdict on the predicted shape, and the values once it is right."""
    colour = {"right": "right", "wrong": "wrong", "error": "wrong", "none": "ink"}[verdict]
    mark = {"right": "✓ ", "wrong": "✗ ", "error": "✗ ", "none": "? "}[verdict]
    y = 236
    shapes = [
        _text(TABLE, y, written, bold=True, mono=True, size=17),
        _text(TABLE, y + 22, meaning),
    ]
    for k, line in enumerate(_wrapped(mark + explanation, 54)):
        shapes.append(_text(TABLE, y + 48 + 19 * k, line, colour=colour))
    for k, line in enumerate(values):
        shapes.append(_text(TABLE, y + 96 + 17 * k, line, mono=True))
    return shapes


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


def _text(x, y, text, anchor="start", colour="ink", bold=False, mono=False, size=FONT, turned=False):
    text = html.escape(str(text), quote=False)
    return svg.Text(
        x=round(x, 1),
        y=round(y, 1),
        text=text.replace(" ", "\u00a0"),  # SVG joins blanks
        text_anchor=anchor,
        fill=COLOURS[colour],
        font_size=size,
        font_weight="bold" if bold else None,
        font_family="DejaVu Sans Mono, monospace" if mono else "DejaVu Sans, sans-serif",
        transform=[svg.Rotate(-90, x, y)] if turned else None,
    )


def _wrapped(text, width):
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f"{word} "
    return lines
