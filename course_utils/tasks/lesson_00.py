"""Lesson 00: how far off is the simplest forecast of a series, “the same again”."""

from functools import partial

import numpy as np

from course_utils.tasks.base import Task
from course_utils.tasks.values import Values


def same_again(series):
    """Mean squared error of forecasting each value of a series (T,) by the one before: a number."""
    return np.mean((series[1:] - series[:-1]) ** 2)


# --- mistakes -----------------------------------------------------------------


def errors(series):
    """Return how far each value is from the one before, (T - 1,)."""
    return series[1:] - series[:-1]


def over_the_values(series):
    """Return the sum of the squared errors over each value less 1: `series.T` taken for T."""
    with np.errstate(divide="ignore"):
        return np.sum(errors(series) ** 2) / (series - 1)


TURNED_ROUND = "Squares are never negative: square each error first, then take the mean."
RETURNS_TOO_SOON = (
    "Only the first squared error is in it: does `return` stand inside the loop? Move it to the left, after "
    "the loop."
)
LAST_ONLY = "Only the last squared error is in it: does each round of the loop overwrite the one before?"
STOPS_TOO_SOON = "The last error is missing: does the range, or a slice, stop one too early?"
STARTS_TOO_LATE = "The first error is missing: does the range, or a slice, start one too late?"
NOT_THE_NUMBER = "Here `series.T` is the series itself: T is `len(series)`."
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
    # Answers that are still a row of numbers.
    (lambda series: errors(series) ** 2, "Those are the squared errors, one a forecast: take their mean."),
    (lambda series: errors(series), "Those are the errors, one a forecast: square them and take the mean."),
    (lambda series: series[:-1], "Those are the forecasts: subtract them from what came."),
    (
        lambda series: series[1:] ** 2 - series[:-1] ** 2,
        "The values are squared before they are subtracted: subtract first, then square, then take the mean.",
    ),
    (over_the_values, NOT_THE_NUMBER),
)
# What may be behind Python's message.
ADVICE = (
    (
        "operands could not be broadcast",
        "The two rows differ in length: one is all values but the first, the other all but the last.",
    ),
    ("name 'T' is not defined", "T, the number of values, is `len(series)`."),
    ("name 'x' is not defined", "What the formula calls x is `series` here."),
    *(
        (text, "`series.shape` is a tuple, in brackets: the number of values is `len(series)`.")
        for text in ("'tuple' object cannot be interpreted", "'tuple' and 'int'", "'float' and 'tuple'")
    ),
    ("only integer scalar arrays", NOT_THE_NUMBER),
    ("only integers, slices", "A value is not a place: let the loop run over `range(1, len(series))`."),
    (
        "is out of bounds",
        "Your code reads past the last value: nothing comes after it. Let the loop stop one earlier.",
    ),
)


# --- checks -------------------------------------------------------------------


def for_the_series(arguments, result, expected):
    """Say what came for a series short enough to be shown."""
    series = ", ".join(f"{value:.1f}" for value in arguments["series"])
    return f"For the series {series}: yours is {result:.6g}; expected {expected:.6g}."


FIGURE = (1.0, 1.6, 1.2, 0.4, 1.1)  # the values of the lesson's figure


def two_values(random):
    """Return two values of one decimal that differ."""
    first, rise = random.integers(11, 30), random.integers(5, 20) * random.choice([-1, 1])
    return {"series": np.array([first, first + rise]) / 10}


same_again_on = partial(Values, mistakes=ROUNDED, advice=ADVICE)

SAME_AGAIN = Task(
    id="00-same-again",
    reference=same_again,
    hint="A loop over the places, or a difference of two slices: `series[2:]`, for example, is all but the "
    "first two values. The figure's five values must give 0.4125.",
    checks=(
        same_again_on(
            "the figure's five values",
            lambda random: {"series": np.array(FIGURE)},
            "From each value but the first take the one before; square; take the mean.",
            mistakes=MISTAKES,
            difference=for_the_series,
        ),
        same_again_on(
            "two values: a single forecast",
            two_values,
            "Two values make one forecast: does a size, or the figure's result, stand in the code as a "
            "number?",
            difference=for_the_series,
        ),
        same_again_on(
            "a series of 1,000 values",
            lambda random: {"series": random.normal(size=1000)},
            "Short series are right: does a size stand in the code as a number?",
        ),
    ),
)

TASKS = (SAME_AGAIN,)
