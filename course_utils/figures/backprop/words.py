"""The walk back as sentences: all of it, and what has just changed."""

import numpy as np

from course_utils.figures.backprop.walk import ANSWERS
from course_utils.figures.sketch import signed, subscript


def in_words(data, weights):
    """Return the text equivalent of the picture.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.
    weights : {"W_x", "W_h", "b"}
        Whose gradient is added up.

    Examples
    --------
    >>> in_words({"words": [], "message": "Type at least one word."}, "b")
    'Type at least one word.'
    """
    words = data["words"]
    if not words:
        return data["message"] or "No words: nothing to walk back."
    parts = [
        f"{data['walked']} of {counted_steps(len(words))} walked back.",
        f"The network says {answers_in_words(data)}; right is {data['answer']}.",
    ]
    for t in range(len(words), data["step"] - 1, -1):
        parts.append(
            f"Blame of {subscript('h', t)} after “{words[t - 1]}”: {_numbers(data['blame'][t - 1])}; size "
            f"{size_of_blame(data, t)}."
        )
    if data["walked"]:
        parts.append(f"Step {data['step']} adds to the gradient of {weights}: {_rows(data['share'])}.")
    parts.append(f"Sum so far: {_rows(data['sum'])}.")
    if data["complete"]:
        parts.append("That is the whole gradient.")
    return " ".join([*parts, data["message"]]).strip()


def in_short(data, weights):
    """Return what is heard when something has changed.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.
    weights : {"W_x", "W_h", "b"}
        Whose gradient is added up.

    Examples
    --------
    >>> in_short({"words": ["dog"], "walked": 0, "message": ""}, "b")
    'No step walked back yet.'
    """
    if not data["words"]:
        return data["message"]
    if not data["walked"]:
        return f"No step walked back yet. {data['message']}".strip()
    parts = [
        f"Step {data['step']}, “{data['words'][data['step'] - 1]}”: blame of size "
        f"{size_of_blame(data, data['step'])}.",
        f"Largest entry of the sum for {weights}: {signed(data['sum'].flat[np.abs(data['sum']).argmax()])}.",
        "That is the whole gradient." if data["complete"] else "",
        data["message"],
    ]
    return " ".join(part for part in parts if part)


def answers_in_words(data):
    """Return what the network answers: the share of each answer.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.

    Examples
    --------
    >>> answers_in_words({"answers": [0.5, 0.25, 0.25]})
    'dog 0.50, cat 0.25, man 0.25'
    """
    return ", ".join(f"{one} {share:.2f}" for one, share in zip(ANSWERS, data["answers"], strict=True))


def size_of_blame(data, t):
    """Return the size of a state's blame, in three decimals: the root of the sum of its squares.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.
    t : int
        The step, from 1.

    Examples
    --------
    >>> size_of_blame({"blame": np.array([[0.3, 0.4]])}, 1)
    '0.500'
    """
    return f"{np.linalg.norm(data['blame'][t - 1]):.3f}"


def counted_steps(count):
    """Return a number of steps in words.

    Parameters
    ----------
    count : int
        The number.

    Examples
    --------
    >>> counted_steps(0), counted_steps(1)
    ('0 steps', '1 step')
    """
    return "1 step" if count == 1 else f"{count} steps"


def _numbers(values):
    return ", ".join(signed(value) for value in values)


def _rows(array):
    return "; ".join(_numbers(row) for row in array)
