"""Lesson 00: how far off is the simplest forecast of a series, “the same again”."""

import re

import numpy as np

from course_utils.tasks.base import Mistake, NotWritten, Rule, Task, kind_of


def same_again(series):
    """Mean squared error of forecasting each value of a series (T,) by the one before: a number."""
    return np.mean((series[1:] - series[:-1]) ** 2)


# --- mistakes -----------------------------------------------------------------


def errors(series):
    """Return how far each value is from the one before, (T - 1,)."""
    return series[1:] - series[:-1]


TURNED_ROUND = "Squares are never negative: square each error first, then take the mean."
RETURNS_TOO_SOON = (
    "Only the first squared error is in it: does `return` stand inside the loop? Move it to the left, after "
    "the loop."
)
LAST_ONLY = "Only the last squared error is in it: does each round of the loop overwrite the one before?"
STOPS_TOO_SOON = "The last error is missing: does the range, or a slice, stop one too early?"
STARTS_TOO_LATE = "The first error is missing: does the range, or a slice, start one too late?"
ROUNDED = tuple(
    (
        lambda series, digits=digits: np.round(same_again(series), digits),
        "The result is rounded: return all digits.",
    )
    for digits in range(7)
)
# Wrong functions, and what to say where an answer returns the same.
MISTAKES = (
    (
        lambda series: np.sum(errors(series) ** 2),
        "That is the sum of the squares: a longer series looks worse for its length alone. Take the mean.",
    ),
    (
        lambda series: np.sum(errors(series) ** 2) / len(series),
        "The sum is divided by the number of values. There is one forecast fewer: nothing comes before the "
        "first value.",
    ),
    (
        lambda series: np.mean(np.abs(errors(series))),
        "That is the mean of the absolute errors: square them instead.",
    ),
    (
        lambda series: np.sqrt(np.mean(errors(series) ** 2)),
        "That is the root of the mean squared error: leave out the root.",
    ),
    (
        lambda series: np.mean(errors(series)),
        f"Nothing is squared, so errors up and down cancel. {TURNED_ROUND}",
    ),
    (
        lambda series: -np.mean(errors(series)),
        f"Nothing is squared, so errors up and down cancel. {TURNED_ROUND}",
    ),
    (
        lambda series: np.mean(errors(series)) ** 2,
        f"The mean is squared: errors up and down have cancelled before. {TURNED_ROUND}",
    ),
    (
        lambda series: np.var(errors(series)),
        "`np.var` takes the mean error away before it squares: a forecast that is always too low by 1 would "
        "look perfect. Square the errors themselves.",
    ),
    (
        lambda series: np.mean((series - np.roll(series, 1)) ** 2),
        "The first value is compared with the last: `np.roll`, or an index of −1, goes round in a circle. "
        "Begin with the second value.",
    ),
    (
        lambda series: np.sum((series - np.roll(series, 1)) ** 2) / (len(series) - 1),
        "The first value is compared with the last: at i = 0 the index i − 1 is −1, and Python takes the "
        "last one. Let the loop begin at 1.",
    ),
    (
        lambda series: np.mean(series**2),
        "That is the mean of the squared values: as if every forecast were 0. Subtract the value before.",
    ),
    (
        lambda series: np.var(series),
        "Each value is compared with the mean of the series, which knows the future. Compare it with the "
        "value before.",
    ),
    (
        lambda series: np.mean((series[1:] - series[0]) ** 2),
        "Every value is compared with the first one: let the forecast move along.",
    ),
    (
        lambda series: np.mean((series[:-1] - series[-1]) ** 2),
        "Every value is compared with the last one: let the forecast move along.",
    ),
    (
        lambda series: np.mean((series[2:] - series[:-2]) ** 2),
        "Each value is compared with the one two places before: shift by one.",
    ),
    (
        lambda series: np.mean((series - series) ** 2),
        "Every value is compared with itself: the forecast must come from the place before.",
    ),
    (
        lambda series: np.mean(series[1:] ** 2 - series[:-1] ** 2),
        "The values are squared before they are subtracted. Subtract first: brackets around the difference, "
        "then square.",
    ),
    (
        lambda series: np.mean(series[1:] - series[:-1] ** 2),
        "Only the value before is squared: `**` comes before `-`. Put brackets around the difference.",
    ),
    (
        lambda series: errors(series)[-1] ** 2,
        "That is the last squared error alone: collect all of them and take their mean.",
    ),
    (lambda series: errors(series)[-1] ** 2 / (len(series) - 1), LAST_ONLY),
    (lambda series: errors(series)[-1] ** 2 / len(series), LAST_ONLY),
    (lambda series: errors(series)[0] ** 2, RETURNS_TOO_SOON),
    (lambda series: errors(series)[0] ** 2 / (len(series) - 1), RETURNS_TOO_SOON),
    (lambda series: errors(series)[0] ** 2 / len(series), RETURNS_TOO_SOON),
    (
        lambda series: (series[0] - series[-1]) ** 2,
        "That is one square, the first value against the last: at i = 0 the index i − 1 is −1, and Python "
        "takes the last one. Let the loop begin at 1, and let `return` stand after it.",
    ),
    (lambda series: np.mean(errors(series)[:-1] ** 2), STOPS_TOO_SOON),
    (lambda series: np.sum(errors(series)[:-1] ** 2) / (len(series) - 1), STOPS_TOO_SOON),
    (lambda series: np.sum(errors(series)[:-1] ** 2) / len(series), STOPS_TOO_SOON),
    (lambda series: np.mean(errors(series)[1:] ** 2), STARTS_TOO_LATE),
    (lambda series: np.sum(errors(series)[1:] ** 2) / (len(series) - 1), STARTS_TOO_LATE),
    (lambda series: np.median(errors(series) ** 2), "That is the median of the squares: take the mean."),
    (
        lambda series: np.mean((series[1:] - series[-1]) ** 2),
        "Every value is compared with the last one: `series[-1]` is one value, `series[:-1]` all but one.",
    ),
    (
        lambda series: np.sum(errors(series) ** 2) / len(series) - 1,
        "`/` comes before `-`, so 1 is taken from the result: brackets around `len(series) - 1`.",
    ),
    (
        lambda series: np.mean(errors(series) ** 2) / 2,
        "That is half the mean squared error: leave out the 2.",
    ),
    *ROUNDED,
)
# The same for answers that are still a row of numbers.
ROWS = (
    (lambda series: errors(series) ** 2, "Those are the squared errors, one a forecast: take their mean."),
    (lambda series: errors(series), "Those are the errors, one a forecast: square them and take the mean."),
    (lambda series: series[:-1], "Those are the forecasts: subtract them from what came."),
    (
        lambda series: series[1:] ** 2 - series[:-1] ** 2,
        "The values are squared before they are subtracted: subtract first, then square, then take the mean.",
    ),
    (lambda series: over_the_values(series), "Here `series.T` is the series itself: T is `len(series)`."),
)


def over_the_values(series):
    """Return the sum of the squared errors over each value less 1: `series.T` taken for T."""
    with np.errstate(divide="ignore"):
        return np.sum(errors(series) ** 2) / (series - 1)


# What Python says where an answer stops, and what to say then.
STOPS = (
    (
        r"bitwise_xor|for \^",
        "Python's power is `**`. `^` combines the bits of whole numbers, and these are not whole numbers.",
    ),
    (
        r"operands could not be broadcast",
        "The two rows differ in length: one is all values but the first, the other all but the last.",
    ),
    (r"name 'T' is not defined", "T, the number of values, is `len(series)`."),
    (r"name 'x' is not defined", "What the formula calls x is `series` here."),
    (
        r"'tuple' object cannot be interpreted|unsupported operand .*'tuple'",
        "`series.shape` is a tuple, in brackets: the number of values is `len(series)`.",
    ),
    (r"only integer scalar arrays", "Here `series.T` is the series itself: T is `len(series)`."),
    (
        r"only integers, slices",
        "A value is not a place: let the loop run over `range(1, len(series))`.",
    ),
    (
        r"IndexError: index \d+ is out of bounds",
        "Your code reads past the last value: nothing comes after it. Let the loop stop one earlier.",
    ),
)


# --- checks -------------------------------------------------------------------


def off_by(make, suspect, mistakes):
    """Return a problem: what is wrong with an answer on the series that `make(random)` draws, or None."""

    def problem(answer, random):
        series = make(random)
        result, expected = result_of(answer, series), answer.ours(series)
        if np.ndim(result) == 1:
            result = np.asarray(result)
            words = next((words for wrong, words in ROWS if same(result, wrong(series))), "")
            return f"Your function returned {len(result)} numbers; expected one. {words}".rstrip()
        if not is_number(result):
            return f"Your function returned {kind_of(result)}; expected one number."
        if same(result, expected):
            return None
        words = next((words for wrong, words in mistakes if same(result, wrong(series))), suspect)
        shown = (
            f"For the series {', '.join(f'{value:.1f}' for value in series)}: y" if len(series) < 6 else "Y"
        )
        return f"{shown}ours is {result:.6g}; expected {expected:.6g}. {words}{answer.reads_the_notebook()}"

    return problem


def result_of(answer, series):
    """Return what an answer makes of a series; a `Mistake` on the way gets words of its own where it can."""
    try:
        return answer(series)
    except NotWritten:
        raise
    except Mistake as mistake:
        where = str(mistake).partition(" raised ")[0]
        told = (f"{where} stopped. {words}" for said, words in STOPS if re.search(said, str(mistake)))
        raise Mistake(next(told, str(mistake))) from None


def is_number(result):
    """Return whether a result is one real number, as Python or NumPy has it."""
    return np.ndim(result) == 0 and np.asarray(result).dtype.kind in "fiu"


def same(result, expected):
    """Return whether two results have one shape and are equal to rounding."""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected, rtol=1e-12, atol=1e-12)


FIGURE = (1.0, 1.6, 1.2, 0.4, 1.1)  # the values of the lesson's figure


def two_values(random):
    """Return two values of one decimal that differ."""
    first, rise = random.integers(11, 30), random.integers(5, 20) * random.choice([-1, 1])
    return np.array([first, first + rise]) / 10


SAME_AGAIN = Task(
    id="00-same-again",
    reference=same_again,
    hint="A loop over the places, or a difference of two slices: `series[2:]`, for example, is all but the "
    "first two values. The figure's five values must give 0.4125.",
    checks=(
        Rule(
            "the figure's five values",
            off_by(
                lambda random: np.array(FIGURE),
                "From each value but the first take the one before; square; take the mean.",
                MISTAKES,
            ),
        ),
        Rule(
            "two values: a single forecast",
            off_by(
                two_values,
                "Two values make one forecast: does a size, or the figure's result, stand in the code as a "
                "number?",
                ROUNDED,
            ),
        ),
        Rule(
            "a series of 1,000 values",
            off_by(
                lambda random: random.normal(size=1000),
                "Short series are right: does a size stand in the code as a number?",
                ROUNDED,
            ),
        ),
    ),
)

TASKS = (SAME_AGAIN,)
