"""A shape as a learner types it, and the verdict on it."""

import re

import numpy as np

# (3, 4), [3, 4], 3×4, 3 x 4, 3 4; a longer number than nine digits is no length.
NUMBERS = r"([0-9]{1,9}(\s*[,×xX*\s]\s*[0-9]{1,9})*\s*,?)?"
A_SHAPE = re.compile(rf"\(\s*{NUMBERS}\s*\)|\[\s*{NUMBERS}\s*\]|{NUMBERS}")


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
