"""What a learner writes, as data: a task, and the checks that are functions of the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pprint import pformat

from course_utils.tasks.source import without_docstring


class Mistake(Exception):
    """What is wrong with an answer, in words for the learner; `code` is set off in backticks."""


class NotWritten(Mistake):
    """The answer is still the stub, found out by calling it because its source is not at hand."""


@dataclass(frozen=True)
class Task:
    """One thing to write: a function, or the data that solves a puzzle.

    `task.source` is our answer as a learner would type it.

    Parameters
    ----------
    id : str
        "NN-slug" for a turn of lesson NN, the function's name for an exercise.
    reference : callable or data
        Our answer.
    checks : tuple
        In order: a `Values`, a `Rule`, or anything with a text `about` that is called as
        `check(answer, random)`, with a `course_utils.tasks.run.Answer` (a puzzle: the data) and a
        `numpy.random.Generator`, and raises `course_utils.tasks.base.Mistake`.
    hint : str
        A sentence or two.

    Examples
    --------
    >>> pair = Rule("it is a pair", lambda answer, random: len(answer) != 2 and "Two are asked for.")
    >>> task = Task("04-two-words", ("dog", "bites"), (pair,), "A comma stands between them.")
    >>> task.name, task.lines, task.is_puzzle
    ('two_words', 1, True)
    >>> task.source
    "two_words = ('dog', 'bites')"
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
    """A check that is a function of the answer: it returns what is wrong in words.

    Parameters
    ----------
    about : str
        What is checked.
    problem : callable
        Called as `problem(answer, random)`; returns words, or something false where nothing is wrong.

    Examples
    --------
    >>> rule = Rule("it is short", lambda answer, random: len(answer) > 3 and "Three words are enough.")
    >>> rule(["dog", "bites", "man"], random=None)
    >>> rule(["the", "dog", "bites", "man"], random=None)
    Traceback (most recent call last):
    ...
    course_utils.tasks.base.Mistake: Three words are enough.
    """

    about: str
    problem: Callable

    def __call__(self, answer, random) -> None:
        """Raise `Mistake` where there is a problem."""
        words = self.problem(answer, random)
        if words:
            raise Mistake(words)
