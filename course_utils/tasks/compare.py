"""A result beside ours: of what kind it is, whether the two are the same, and where they differ."""

import copy
from typing import NamedTuple

import numpy as np


class Part(NamedTuple):
    """A result or one of several: where it stands and its name, if it has one, and ours with its axes."""

    place: object
    name: str
    result: object
    expected: object
    axes: str

    @property
    def _wanted(self):
        return f"{self.expected.shape}, that is {self.axes}." if self.axes else f"{self.expected.shape}."

    @property
    def _label(self):
        return f"`{self.name}`" if self.name else "Your result"

    def wrong_kind(self):
        """Return a sentence where this is no array, or no number, and ours is."""
        is_right, wanted = is_number, "one number."
        if is_array(self.expected):
            is_right, wanted = is_array, f"an array of shape {self._wanted}"
            if isinstance(self.result, list):
                make = "stack" if any(map(is_array, self.result)) else "array"
                wanted += f" Make one array of it: `np.{make}`."
        came = f"{self._label} is" if self.name else "Your function returned"
        return None if is_right(self.result) else f"{came} {kind_of(self.result)}; expected {wanted}"

    def lost_digits(self):
        """Return a sentence where ours is an array of decimal numbers, and this one is coarser."""
        if not is_array(self.expected) or self.expected.dtype.kind not in "fc":
            return None
        came, wanted = self.result.dtype, self.expected.dtype
        if came.kind == wanted.kind and np.finfo(came).eps <= np.finfo(wanted).eps:
            return None
        return (
            f"{self._label} has dtype {came}; expected {wanted}, like the arguments. "
            "Digits are lost: is an array made with another `dtype`, or rounded?"
        )

    def wrong_dtype(self, also):
        """Return a sentence where ours is an array of whole numbers or truth values, and this one is not."""
        if not is_array(self.expected) or self.expected.dtype.kind in "fc":
            return None
        came, wanted = (array.dtype.kind.replace("u", "i") for array in (self.result, self.expected))
        if came in (wanted, *also):
            return None
        words = {
            "b": "True and False: a comparison gives such an array.",
            "i": "whole numbers, which count or choose rows: make the array with `dtype=int`.",
        }[wanted]
        if (came, wanted) == ("b", "i"):
            words = "whole numbers: it says whether, not how many."
        return f"{self._label} has dtype {self.result.dtype}; expected {words}"

    def wrong_shape(self):
        """Return a sentence where the shapes differ."""
        if np.shape(self.result) == np.shape(self.expected):
            return None
        return f"{self._label} has shape {self.result.shape}; expected {self._wanted}"

    def first_difference(self):
        """Return a sentence about the first entry that differs."""
        result, expected = np.asarray(self.result), np.asarray(self.expected)
        equal = np.isclose(result, expected, rtol=1e-6, atol=1e-6)
        equal = np.isclose(result, expected, rtol=0, atol=0) if equal.all() else equal
        where = np.unravel_index(np.argmin(equal), equal.shape)
        place, label = ", ".join(map(str, where)), self._label
        if where:
            label = f"`{self.name}[{place}]`" if self.name else f"Entry [{place}]"
        came, wanted = (shown(array[where]) for array in (result, expected))
        if came == wanted:
            return f"{label} is wrong by {abs(result[where] - expected[where]):.1e}: are digits lost?"
        return f"{label} is {came}; expected {wanted}."


def first(parts, question):
    """Return the first answer of the parts to a question that is not empty, or None."""
    return next(filter(None, map(question, parts)), None)


def fresh(value):
    """Return a copy of an array, or of a list, tuple or dict with all in it; anything else as it is."""
    return copy.deepcopy(value) if isinstance(value, np.ndarray | list | tuple | dict) else value


def is_array(result) -> bool:
    """Return whether a result is an array of numbers."""
    return isinstance(result, np.ndarray) and result.dtype.kind in "fiubc"


def is_number(result) -> bool:
    """Return whether a result is one number, as Python or NumPy has it."""
    if isinstance(result, list | tuple):
        return False
    return np.ndim(result) == 0 and np.asarray(result).dtype.kind in "fiuc"


def same(result, expected, tolerance=None) -> bool:
    """Return whether two results have one shape and are equal; decimal numbers to a tolerance, or rounding.

    A list of numbers is as good as an array here.
    """
    if isinstance(expected, dict):
        if not isinstance(result, dict) or result.keys() != expected.keys():
            return False
        result, expected = [result[key] for key in expected], list(expected.values())
    if isinstance(expected, tuple | list):
        if not isinstance(result, tuple | list) or len(result) != len(expected):
            return False
        return all(same(*pair, tolerance) for pair in zip(result, expected, strict=True))
    try:
        result, expected = np.asarray(result), np.asarray(expected)
    except ValueError:  # a list of unequal rows
        return False
    if not (is_array(result) and is_array(expected)) or result.shape != expected.shape:
        return False
    decimal = [array.dtype for array in (result, expected) if array.dtype.kind in "fc"]
    tolerance = tolerance or 1e3 * max((np.finfo(dtype).eps for dtype in decimal), default=0)
    return np.allclose(result, expected, rtol=tolerance, atol=tolerance)


def shown(number) -> str:
    """Return a number as the messages show it: six digits of a decimal one."""
    return f"{number:.6g}" if np.asarray(number).dtype.kind in "fc" else str(number)


def kind_of(result) -> str:
    """Return what a result is, in words."""
    if isinstance(result, list | tuple):
        return f"a {type(result).__name__} of {len(result)}"
    if is_array(result) and result.ndim == 1:
        return f"an array of {len(result)} numbers" if len(result) != 1 else "an array of one number"
    if is_array(result) and result.ndim:
        return f"an array of shape {result.shape}"
    if isinstance(result, np.ndarray):
        return f"an array of dtype {result.dtype}"
    if callable(result):
        return "a function"
    if isinstance(result, bool | int | float | np.number | np.bool):
        return f"the number {result!s}"
    return f"an object of type {type(result).__name__}"
