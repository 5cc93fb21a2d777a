"""What a learner writes, as data: a task, its checks in order, and the comparison that most checks make."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pprint import pformat

import numpy as np

from course_utils.tasks.source import without_docstring


class Mistake(Exception):
    """What is wrong with an answer, in words for the learner; `code` is set off in backticks."""


class NotWritten(Mistake):
    """The answer is still the stub, found out by calling it because its source is not at hand."""


@dataclass(frozen=True)
class Task:
    """One thing to write: a function, or the data that solves a puzzle.

    Arguments: `id`, "NN-slug" for a turn of lesson NN, the function's name for an exercise; `reference`, our
    function or data; `checks`, in order; `hint`, a sentence or two. A check has a text `about` and is called
    as `check(answer, random)` with an `Answer` (a puzzle: the data) and a `numpy.random.Generator`; it raises
    `Mistake`. `source` is our answer as a learner would type it.
    """

    id: str
    reference: object
    checks: tuple
    hint: str
    source: str = field(init=False)

    def __post_init__(self):
        # Read at once: later the file may have been edited under a running kernel.
        data = (
            f"{self.name} = {pformat(self.reference, width=80)}"
            if self.is_puzzle
            else without_docstring(self.reference)
        )
        object.__setattr__(self, "source", data)

    @property
    def is_puzzle(self) -> bool:
        """Whether the answer is data and not a function."""
        return not callable(self.reference)

    @property
    def name(self) -> str:
        """The name that the stub binds: the function's, or the id's slug with underscores."""
        if self.is_puzzle:
            return self.id.partition("-")[2].replace("-", "_")
        return self.reference.__name__

    @property
    def lines(self) -> int:
        """How many lines our answer has, the line with `def` not counted."""
        written = [line for line in self.source.splitlines() if line.strip()]
        return len(written) - (not self.is_puzzle)


@dataclass(frozen=True)
class Rule:
    """A check that is a function of the answer: it returns what is wrong in words, or None.

    Arguments: `about`, what is checked; `problem`, called as `problem(answer, random)`.
    """

    about: str
    problem: Callable

    def __call__(self, answer, random) -> None:
        """Raise `Mistake` where there is a problem."""
        words = self.problem(answer, random)
        if words:
            raise Mistake(words)


@dataclass(frozen=True)
class Values:
    """A check that calls the answer and our function on the same fresh arguments and compares the results.

    Arguments: `about`, the situation ("only the bias is active"); `inputs`, from a random generator to the
    arguments by name, in order; `suspect`, what to look at when the values differ; `shape`, the result's axes
    in words; `keywords`, the arguments passed by name; `only_shape`, True to leave values to later checks.
    `mistakes` are pairs (function, words): where the answer returns what this wrong function returns, the
    words are said. `repairs` are pairs (rearrange, words): where the answer raises, but is right on the
    rearranged arguments, the words are said.
    """

    about: str
    inputs: Callable
    suspect: str
    shape: str
    mistakes: tuple = ()
    repairs: tuple = ()
    keywords: tuple = ()
    only_shape: bool = False

    def __call__(self, answer, random) -> None:
        """Raise `Mistake` where the answer's result is not ours."""
        arguments = self.inputs(random)
        expected = self._call(answer.ours, arguments)
        try:
            result = self._call(answer, arguments)
        except NotWritten:
            raise
        except Mistake as mistake:
            raise Mistake(self._repaired(answer, arguments, expected) or str(mistake)) from None
        words = self._difference(result, expected, arguments)
        if words:
            raise Mistake(words + answer.reads_the_notebook())

    def _call(self, function, arguments):
        by_place = [value for name, value in arguments.items() if name not in self.keywords]
        return function(*by_place, **{name: arguments[name] for name in self.keywords})

    def _repaired(self, answer, arguments, expected):
        """Return the words of the first repair that makes the answer right, or None."""
        for rearrange, words in self.repairs:
            try:
                result = self._call(answer.again(), rearrange(arguments))
            except Mistake:
                continue
            if is_array(result) and same(result, expected):
                return words
        return None

    def _difference(self, result, expected, arguments):
        """Return what is wrong with a result in words, or None."""
        wanted = f"{expected.shape}, that is {self.shape}."
        if not is_array(result):
            arrays = isinstance(result, list) and any(isinstance(item, np.ndarray) for item in result)
            maker = "np.stack" if arrays else "np.array"
            stack = f" Make one array of it: `{maker}`." if isinstance(result, list) else ""
            return f"Your function returned {kind_of(result)}; expected an array of shape {wanted}{stack}"
        if result.dtype.kind != "f" or np.finfo(result.dtype).eps > np.finfo(expected.dtype).eps:
            return (
                f"Your result has dtype {result.dtype}; expected {expected.dtype}, like the arguments. "
                "Digits are lost: is an array made with another `dtype`, or rounded?"
            )
        # Right comes first: in special cases (a single step, say) a wrong function may be right as well.
        if same(result, expected) or (self.only_shape and result.shape == expected.shape):
            return None
        for wrong, words in self.mistakes:
            if same(result, self._call(wrong, arguments)):
                return words
        if result.shape != expected.shape:
            return f"Your result has shape {result.shape}; expected {wanted}"
        return f"{first_difference(result, expected)} {self.suspect}"


def is_array(result) -> bool:
    """Return whether a result is an array of numbers."""
    return isinstance(result, np.ndarray) and result.dtype.kind in "fiubc"


def same(result: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether two arrays have one shape and are equal to rounding in the coarser of their dtypes."""
    if result.shape != expected.shape:
        return False
    eps = max(np.finfo(array.dtype).eps for array in (result, expected) if array.dtype.kind in "fc")
    return np.allclose(result, expected, rtol=1e3 * eps, atol=1e3 * eps)


def first_difference(result: np.ndarray, expected: np.ndarray) -> str:
    """Return a sentence about the first entry that differs."""
    equal = np.isclose(result, expected, rtol=1e-6, atol=1e-6)
    equal = np.isclose(result, expected, rtol=0, atol=0) if equal.all() else equal
    where = np.unravel_index(np.argmin(equal), equal.shape)
    place = ", ".join(map(str, where))
    came, wanted = f"{result[where]:.6g}", f"{expected[where]:.6g}"
    if came == wanted:
        return f"Entry [{place}] is wrong by {abs(result[where] - expected[where]):.1e}: are digits lost?"
    return f"Entry [{place}] is {came}; expected {wanted}."


def kind_of(result) -> str:
    """Return what a result is, in words."""
    if isinstance(result, list | tuple):
        return f"a {type(result).__name__} of {len(result)}"
    if isinstance(result, np.ndarray):
        return f"an array of dtype {result.dtype}"
    if callable(result):
        return "a function"
    if isinstance(result, bool | int | float | np.number | np.bool):
        return f"the number {result!s}"
    return f"an object of type {type(result).__name__}"
