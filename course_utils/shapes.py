"""Checks that the NumPy rooms share: a wrong array is refused by name, with what came and what was due."""

import numpy as np


def floating(name, array):
    """Return ``array`` as a NumPy array of real or complex floating-point numbers.

    ``name`` is what the caller calls the array. Raises ``ValueError`` for integers, booleans and objects.

    >>> floating("x", [[0.5, 1.0]]).shape
    (1, 2)
    >>> floating("x", [1, 2])
    Traceback (most recent call last):
    ValueError: x must hold floating-point numbers; got int64
    """
    array = np.asarray(array)
    if array.dtype.kind not in "fc":
        raise ValueError(f"{name} must hold floating-point numbers; got {array.dtype}")
    return array


def shaped(name, array, shape, match=""):
    """Check that ``array`` is not empty and has ``shape``, where a letter stands for any size.

    ``match`` ends the message with a reason, such as ``"to match kernel (3, 16)"``. Raises ``ValueError``.

    >>> shaped("x", np.zeros((2, 5, 4)), ("N", "T", 3), "to match kernel (3, 16)")
    Traceback (most recent call last):
    ValueError: x must be (N, T, 3) to match kernel (3, 16); got (2, 5, 4)
    >>> shaped("x", np.zeros((2, 0, 3)), ("N", "T", 3))
    Traceback (most recent call last):
    ValueError: x must be (N, T, 3) and not empty; got (2, 0, 3)
    """
    fits = array.ndim == len(shape) and all(
        isinstance(wanted, str) or wanted == size for wanted, size in zip(shape, array.shape, strict=True)
    )
    if fits and array.size:
        return
    wanted = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    reason = f" {match}" if match else ""
    empty = " and not empty" if fits else ""
    raise ValueError(f"{name} must be ({wanted}){reason}{empty}; got {array.shape}")


def without_nan(name, *arrays):
    """Check that no number of the arrays is NaN; raises ``ValueError``.

    >>> without_nan("x", np.array([1.0, np.nan]))
    Traceback (most recent call last):
    ValueError: x must not contain NaN; got NaN at index (1,)
    """
    for array in arrays:
        if np.isnan(array.min()):  # the smallest of numbers with a NaN among them is NaN
            where = tuple(int(k) for k in np.argwhere(np.isnan(array))[0])
            raise ValueError(f"{name} must not contain NaN; got NaN at index {where}")
