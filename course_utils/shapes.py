"""Checks that the NumPy rooms share: a wrong array is refused by name, with what came and what was due."""

import numpy as np


def as_floating(name, array):
    """Return an array as a NumPy array of real or complex floating-point numbers.

    Parameters
    ----------
    name : str
        What the caller calls the array.
    array : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        The array itself where it is one.

    Raises
    ------
    ValueError
        If it holds integers, booleans or objects.

    Examples
    --------
    >>> as_floating("x", [[0.5, 1.0]]).shape
    (1, 2)
    >>> as_floating("x", [1, 2])
    Traceback (most recent call last):
    ...
    ValueError: x must hold floating-point numbers; got int64
    """
    array = np.asarray(array)
    if array.dtype.kind not in "fc":
        raise ValueError(f"{name} must hold floating-point numbers; got {array.dtype}")
    return array


def check_shape(name, array, shape, match=""):
    """Check that an array has a shape and is not empty.

    Parameters
    ----------
    name : str
        What the caller calls the array.
    array : numpy.ndarray
        Any shape and dtype.
    shape : sequence of int or str
        The sizes that are due; a letter stands for any size.
    match : str
        The reason that ends the message, such as ``"to match kernel (3, 16)"``.

    Raises
    ------
    ValueError
        If the shape differs or a size is 0.

    Examples
    --------
    >>> check_shape("x", np.zeros((2, 5, 4)), ("N", "T", 3), "to match kernel (3, 16)")
    Traceback (most recent call last):
    ...
    ValueError: x must be (N, T, 3) to match kernel (3, 16); got (2, 5, 4)
    >>> check_shape("x", np.zeros((2, 0, 3)), ("N", "T", 3))
    Traceback (most recent call last):
    ...
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


def check_no_nan(name, *arrays):
    """Check that no number of some arrays is NaN.

    Parameters
    ----------
    name : str
        What the caller calls the arrays.
    *arrays : numpy.ndarray
        Arrays of any shape, none of them empty.

    Raises
    ------
    ValueError
        If there is a NaN; the message says where.

    Examples
    --------
    >>> check_no_nan("x", np.array([1.0, np.nan]))
    Traceback (most recent call last):
    ...
    ValueError: x must not contain NaN; got NaN at index (1,)
    """
    for array in arrays:
        if np.isnan(array.min()):  # the smallest of numbers with a NaN among them is NaN
            where = tuple(int(k) for k in np.argwhere(np.isnan(array))[0])
            raise ValueError(f"{name} must not contain NaN; got NaN at index {where}")
