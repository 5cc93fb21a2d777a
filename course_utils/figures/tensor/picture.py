"""The explorer's picture: a batch as a block, a slice of it, and the verdict on a predicted shape."""

import re

import numpy as np

from course_utils.figures.picture import Picture
from course_utils.figures.sketch import sketch
from course_utils.figures.tensor.block import block
from course_utils.figures.tensor.layout import HEIGHT, PANEL
from course_utils.figures.tensor.prediction import judge
from course_utils.figures.tensor.slices import SENTENCES, SLICES, VECTORS, VOCABULARY, used_indices
from course_utils.figures.tensor.table import draw_question, draw_table
from course_utils.text import PAD, pad

MOST_SENTENCES, MOST_STEPS, MOST_LINES = 4, 6, 6  # what fits into the picture


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
    r"""Draw a batch of sentences as a block of numbers, light a slice of it, and judge a predicted shape.

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
    >>> picture = draw_tensor("dog bites man\nman sleeps", steps=5, part="X[:, t]", t=0, prediction="(2, 4)")
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
    table = [*draw_table(ids, mask, selected.any(axis=2), notes, used)]
    table += draw_question(len(rows), notes, written, meaning, verdict, explanation, values)
    panels = sketch(PANEL, HEIGHT, block(selected, mask, written, used)), sketch(PANEL, HEIGHT, table)
    question = f"You ask for {written}: {meaning}. {explanation}"
    return Picture(
        panels,
        alt=" ".join([_in_words(X, ids, selected, vectors), *notes, question, *values]),
        caption="The batch X, what you ask for pulled out of it; its words and ids (crossed: padding).",
        data={"X": X, "ids": ids, "mask": mask, "selected": selected, "verdict": verdict}
        | {"shape": None if error else np.shape(result), "notes": notes},
    )


def _what_is_lost(lengths, steps, lines):
    """Say what does not fit, in sentences."""
    notes = []
    if lines > MOST_SENTENCES:
        notes.append(f"Only the first {MOST_SENTENCES} of {lines} lines are read.")
    cut = [f"{n} (of {length})" for n, length in enumerate(lengths) if length > steps]
    if cut:
        words = "word" if steps == 1 else f"{steps} words"
        notes.append(f"T = {steps} keeps the first {words} of sentence {', '.join(cut)}.")
    return notes


def _in_words(X, ids, selected, vectors):
    """Return the batch and the selection as text."""
    N, T, D = X.shape
    rows = "; ".join(
        f"sentence {n}: " + " ".join(f"{VOCABULARY.tokens[k]} ({k})" for k in row)
        for n, row in enumerate(ids)
    )
    return (
        f"A block X of N = {N} sentences, T = {T} steps and D = {D} numbers a word ({vectors}). "
        f"Words and ids: {rows}. Lit: {selected.sum()} of the {X.size} numbers."
    )
