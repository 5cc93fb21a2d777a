"""What a cell has shown, said in words: one line a claim, and an error where it is not true."""

import numpy as np


def claim(text, condition):
    """Print that a claim holds, or raise with its words.

    Write what has been shown in words, with the bound that was checked and without numbers that vary: the
    line is stored in the notebook and compared on every machine.

    Parameters
    ----------
    text : str
        The claim.
    condition : bool or numpy.bool
        Whether it holds.

    Raises
    ------
    AssertionError
        With the same words, if the condition is false.
    ValueError
        If `text` is empty, or `condition` is no truth value: an array, say, of which some entries may be true
        and some not.

    Examples
    --------
    >>> claim("a state lies between -1 and 1", np.all(np.abs(np.tanh([-8.0, 3.0])) < 1))
    ✓ a state lies between -1 and 1
    >>> claim("tanh of 1 is 1", np.tanh(1.0) == 1.0)
    Traceback (most recent call last):
    ...
    AssertionError: tanh of 1 is 1
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text must be the claim in words; got {text!r}")
    if not isinstance(condition, bool | np.bool):
        is_array = isinstance(condition, np.ndarray)
        got = f"an array of shape {condition.shape}" if is_array else repr(condition)
        raise ValueError(f"condition must be True or False; got {got}")
    if not condition:
        raise AssertionError(text)
    print(f"✓ {text}")
