"""Lesson 00: how far off is the simplest forecast of a series, “the same again”."""

import numpy as np

from course_utils.tasks.base import Rule, Task, kind_of


def same_again(series):
    """Mean squared error of forecasting each value of a series (T,) by the one before: a number."""
    return np.mean((series[1:] - series[:-1]) ** 2)


# --- mistakes -----------------------------------------------------------------


def errors(series):
    """Return how far each value is from the one before, (T - 1,)."""
    return series[1:] - series[:-1]


TURNED_ROUND = "Squares have no sign: square each error first, then take the mean."
ROUNDED = (lambda series: np.round(same_again(series), 2), "The result is rounded: return all digits.")
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
        lambda series: errors(series)[-1] ** 2,
        "That is the last squared error alone: collect all of them and take their mean.",
    ),
    (
        lambda series: errors(series)[0] ** 2,
        "That is the first squared error alone: does `return` stand inside the loop?",
    ),
    (
        lambda series: np.mean(errors(series)[:-1] ** 2),
        "The last error is missing: does the range stop one too early?",
    ),
    (lambda series: np.median(errors(series) ** 2), "That is the median of the squares: take the mean."),
    ROUNDED,
)
# The same for answers that are still a row of numbers.
ROWS = (
    (lambda series: errors(series) ** 2, "Those are the squared errors, one a forecast: take their mean."),
    (lambda series: errors(series), "Those are the errors, one a forecast: square them and take the mean."),
    (lambda series: series[:-1], "Those are the forecasts: subtract them from what came."),
)


# --- checks -------------------------------------------------------------------


def off_by(make, suspect, mistakes):
    """Return a problem: what is wrong with an answer on the series that `make(random)` draws, or None."""

    def problem(answer, random):
        series = make(random)
        result, expected = answer(series), answer.ours(series)
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


def is_number(result):
    """Return whether a result is one real number, as Python or NumPy has it."""
    return np.ndim(result) == 0 and np.asarray(result).dtype.kind in "fiu"


def same(result, expected):
    """Return whether two results have one shape and are equal to rounding."""
    return np.shape(result) == np.shape(expected) and np.allclose(result, expected, rtol=1e-12, atol=1e-12)


def five_values(random):
    """Return five values of one decimal, whose four differences are of four sizes and both signs."""
    moves = random.permutation([1.8, -5.3, 4.2, -2.9]) * random.choice([-1, 1])
    return np.cumsum([random.integers(11, 30) / 10, *moves]).round(1)


SAME_AGAIN = Task(
    id="00-same-again",
    reference=same_again,
    hint="`series[1:]` is all but the first value: what came. `series[:-1]` is all but the last: forecasts.",
    checks=(
        Rule(
            "five values, to check by hand",
            off_by(
                five_values,
                "From each value but the first take the one before; square; take the mean.",
                MISTAKES,
            ),
        ),
        Rule(
            "two values: a single forecast",
            off_by(
                lambda random: five_values(random)[:2],
                "Two values make one forecast: does a size stand in the code as a number?",
                (ROUNDED,),
            ),
        ),
        Rule(
            "a series of 1,000 values",
            off_by(
                lambda random: random.normal(size=1000),
                "Short series are right: does a size stand in the code as a number?",
                (ROUNDED,),
            ),
        ),
    ),
)

TASKS = (SAME_AGAIN,)
