"""The check that most turns make: call an answer and our function on fresh arguments, and compare."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_utils.tasks.base import Mistake, NotWritten
from course_utils.tasks.compare import Part, first, fresh, is_number, kind_of, same


@dataclass(frozen=True)
class Values:
    """A check that calls the answer and our function on copies of the same arguments, and compares.

    What our function returns decides what is compared: an array, a number, several of these by name (a
    tuple), a list or a dict of them. Decimal numbers are equal to rounding, others exactly.

    Parameters
    ----------
    about : str
        The situation: "only the bias is active".
    inputs : callable
        From a random generator to the arguments by name, a dict in the function's order.
    suspect : str
        What to look at when the results differ and no mistake of the list fits.
    shape : str or dict, optional
        An array's axes in words; for several results {name: axes in words}.
    mistakes : tuple, optional
        Pairs (wrong function, words): where the answer returns what that function does, or else where the
        first of several results that differs is what that function returns, the words are said.
    repairs : tuple, optional
        Triples (rearrange, function, words): where the answer raises, but returns on the rearranged dict of
        arguments what that function returns on it, the words are said.
    advice : tuple, optional
        Pairs (text, words): where the answer raises and Python's message holds the text, the words follow.
    keywords : tuple, optional
        The arguments that are passed by name.
    only_shape : bool, optional
        Leave the values to later checks.
    tolerance : float, optional
        Relative and absolute; by default a thousand times the rounding of the coarser dtype.
    also : str, optional
        dtypes of another kind that are right too, in NumPy's letters: "f" where whole numbers may be floats.
    difference : callable, optional
        Called as `difference(arguments, result, expected)`; returns the sentence that says where two results
        of one shape differ. By default it names the first entry.

    Examples
    --------
    A layer that only adds, (N, H) and (H,), and its two gradients; the answer forgets the sum over the batch:

    >>> from course_utils.tasks.run import Answer
    >>> check = Values(
    ...     "a batch of three",
    ...     lambda random: {"dy": random.normal(size=(3, 2))},
    ...     "Does the blame of all sentences arrive?",
    ...     {"dx": "(N, H), like x", "db": "(H,), like b"},
    ... )
    >>> answer = Answer(lambda dy: (dy, dy), ours=lambda dy: (dy, dy.sum(axis=0)))
    >>> check(answer, np.random.default_rng(0))
    Traceback (most recent call last):
    ...
    course_utils.tasks.base.Mistake: `db` has shape (3, 2); expected (2,), that is (H,), like b. Does the
    blame of all sentences arrive?
    """

    about: str
    inputs: Callable
    suspect: str
    shape: str | dict = ""
    mistakes: tuple = ()
    repairs: tuple = ()
    advice: tuple = ()
    keywords: tuple = ()
    only_shape: bool = False
    tolerance: float | None = None
    also: str = ""
    difference: Callable | None = None

    def __call__(self, answer, random) -> None:
        """Raise `Mistake` where the answer's result is not ours."""
        arguments = self.inputs(random)
        expected = self._call(answer.ours, arguments)
        try:
            result = self._call(answer, arguments)
        except NotWritten:
            raise
        except Mistake as mistake:
            raise Mistake(self._repaired(answer, arguments) or self._advised(str(mistake))) from None
        words = self._problem(result, expected, arguments)
        if words:
            raise Mistake(words + answer.reads_the_notebook())

    def _call(self, function, arguments):
        arguments = {name: fresh(value) for name, value in arguments.items()}
        by_name = {name: arguments.pop(name) for name in self.keywords}
        return function(*arguments.values(), **by_name)

    def _same(self, result, expected):
        return same(result, expected, self.tolerance)

    def _repaired(self, answer, arguments):
        for rearrange, function, words in self.repairs:
            others = rearrange(arguments)
            try:
                result = self._call(answer.again(), others)
            except Mistake:
                continue
            if self._same(result, self._call(function, others)):
                return words
        return None

    def _advised(self, words):
        return " ".join([words, *[advice for text, advice in self.advice if text in words]])

    def _problem(self, result, expected, arguments):
        """Return what is wrong with a result in words, or None."""
        parts = self._parts(result, expected)
        kind = self._wrong_number(result, expected) if parts is None else first(parts, Part.wrong_kind)
        if kind and self._same(result, expected):  # the right numbers in a list, say
            return kind
        if kind:
            return f"{kind} {self._mistaken(result, arguments)}".rstrip()
        if words := first(parts, Part.lost_digits):
            return words
        dtype = first(parts, lambda part: part.wrong_dtype(self.also))
        # Right comes first: in special cases (a single step, say) a wrong function may be right as well.
        wrong = first(parts, lambda part: not self._is_right(part) and part)
        if wrong is None:
            return dtype
        words = self._mistaken(result, arguments, wrong.place)
        if words and not is_number(wrong.expected):  # a single number is always shown
            return words
        if dtype:
            return dtype
        found = wrong.wrong_shape() or (
            self.difference(arguments, result, expected) if self.difference else wrong.first_difference()
        )
        return f"{found} {words or self.suspect}".rstrip()

    def _parts(self, result, expected):
        """Return the parts of a result beside ours, or None where there are not as many."""
        if not isinstance(expected, tuple | list | dict):
            return [Part(None, "", result, expected, self.shape)]
        if isinstance(expected, dict):
            places, fits = list(expected), isinstance(result, dict) and result.keys() == expected.keys()
        else:
            places = range(len(expected))
            fits = isinstance(result, tuple | list) and len(result) == len(expected)
        if not fits:
            return None
        named = self.shape if isinstance(self.shape, dict) else {f"result[{k!r}]": self.shape for k in places}
        return [
            Part(place, name, result[place], expected[place], axes)
            for place, (name, axes) in zip(places, named.items(), strict=True)
        ]

    def _wrong_number(self, result, expected):
        if isinstance(self.shape, dict):
            many = ("no", "one", "two", "three", "four", "five", "six")[len(self.shape)]
            wanted = f"{many} arrays: `return {', '.join(self.shape)}`"
        elif isinstance(expected, dict):
            wanted = f"a dict of arrays with the keys {', '.join(map(repr, expected))}"
        else:
            wanted = f"a list of {len(expected)} arrays"
        return f"Your function returned {kind_of(result)}; expected {wanted}."

    def _is_right(self, part):
        if self.only_shape and np.shape(part.result) == np.shape(part.expected):
            return True
        return self._same(part.result, part.expected)

    def _mistaken(self, result, arguments, place=None):
        """Return the words of the first mistake that explains a result, or else its part at a place."""
        made = [(self._call(wrong, arguments), words) for wrong, words in self.mistakes]
        found = [words for other, words in made if self._same(result, other)]
        if place is not None:
            found += [words for other, words in made if self._same(result[place], other[place])]
        return found[0] if found else ""
