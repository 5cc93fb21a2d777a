"""What learners of lesson 00 write: right answers in other words than ours, mistakes with their message."""

HEAD = "def same_again(series):\n    "
SQUARE = "errors.append((series[i] - series[i - 1]) ** 2)"
LOOP = f"errors = []\n    for i in range({{}}):\n        {SQUARE}\n    return {{}}"

RIGHT = {
    "00-same-again": [
        '''\
def same_again(series):
    """A loop, and the mean by hand."""
    total = 0
    for before, now in zip(series[:-1], series[1:]):
        total += (now - before) ** 2
    return total / (len(series) - 1)
''',
        HEAD + "return np.square(np.diff(series)).mean()",
        HEAD + LOOP.format("1, len(series)", "sum(errors) / len(errors)"),
        "same_again = lambda values: float(np.diff(values) @ np.diff(values)) / (len(values) - 1)\n",
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "00-same-again": [
        (HEAD + "return np.sum((series[1:] - series[:-1]) ** 2)", "That is the sum of the squares"),
        (HEAD + "return np.sum(np.diff(series) ** 2) / len(series)", "There is one forecast fewer"),
        (HEAD + "return np.mean(np.abs(series[1:] - series[:-1]))", "mean of the absolute errors"),
        (HEAD + "return np.mean((series[1:] - series[:-1]) ** 2) ** 0.5", "leave out the root"),
        (HEAD + "return np.mean(series[1:] - series[:-1])", "Nothing is squared"),
        (HEAD + "return np.mean(series[:-1] - series[1:])", "Nothing is squared"),
        (HEAD + "return np.mean(series[1:] - series[:-1]) ** 2", "The mean is squared"),
        (HEAD + "return np.var(np.diff(series))", "`np.var` takes the mean error away"),
        (HEAD + "return np.mean((series - np.roll(series, 1)) ** 2)", "`np.roll`, or an index of −1"),
        (HEAD + LOOP.format("len(series)", "np.mean(errors)"), "`np.roll`, or an index of −1"),
        (HEAD + LOOP.format("len(series)", "sum(errors) / (len(series) - 1)"), "Let the loop begin at 1"),
        (HEAD + LOOP.format("1, len(series) - 1", "np.mean(errors)"), "stop one too early?"),
        (
            HEAD + "for i in range(1, len(series)):\n        return (series[i] - series[i - 1]) ** 2",
            "does `return` stand inside the loop?",
        ),
        (
            HEAD + "total = 0\n    for i in range(1, len(series)):\n"
            "        total += (series[i] - series[i - 1]) ** 2\n        return total / (len(series) - 1)",
            "does `return` stand inside the loop?",
        ),
        (
            HEAD + "for i in range(len(series)):\n        return (series[i] - series[i - 1]) ** 2",
            "the first value against the last",
        ),
        (
            HEAD + "for i in range(1, len(series)):\n        total = (series[i] - series[i - 1]) ** 2\n"
            "    return total / (len(series) - 1)",
            "overwrite the one before",
        ),
        (
            HEAD + LOOP.format("1, len(series) - 1", "sum(errors) / (len(series) - 1)"),
            "stop one too early?",
        ),
        (HEAD + LOOP.format("2, len(series)", "np.mean(errors)"), "start one too late?"),
        (HEAD + "return np.mean(series[1:] ** 2 - series[:-1] ** 2)", "squared before they are subtracted."),
        (
            HEAD + "return series[1:] ** 2 - series[:-1] ** 2",
            "subtract first, then square, then take the mean",
        ),
        (HEAD + "return np.mean((series[1:] - series[:-1]) ^ 2)", "Python's power is `**`"),
        (
            HEAD + "return sum((float(b) - float(a)) ^ 2 for a, b in zip(series, series[1:]))",
            "Python's power is `**`",
        ),
        (
            HEAD + "return np.mean([(series[i + 1] - series[i]) ** 2 for i in range(len(series))])",
            "reads past the last value",
        ),
        (
            HEAD + "for i in range(1, len(series)):\n        error = (series[i] - series[i - 1]) ** 2\n"
            "    return np.mean(error)",
            "the last squared error alone",
        ),
        (HEAD + "return np.mean(series ** 2)", "as if every forecast were 0"),
        (HEAD + "return np.var(series)", "which knows the future"),
        (HEAD + "return np.mean((series[1:] - series[0]) ** 2)", "compared with the first one"),
        (HEAD + "return np.mean((series[:-1] - series[-1]) ** 2)", "compared with the last one"),
        (HEAD + "return np.mean((series[2:] - series[:-2]) ** 2)", "two places before"),
        (HEAD + "return np.mean((series - series) ** 2)", "compared with itself"),
        (HEAD + "return np.median(np.diff(series) ** 2)", "median of the squares"),
        (HEAD + "return round(np.mean(np.diff(series) ** 2), 2)", "The result is rounded"),
        (HEAD + "return (series[1:] - series[:-1]) ** 2", "Those are the squared errors"),
        (HEAD + "return [a - b for b, a in zip(series[:-1], series[1:])]", "Those are the errors"),
        (HEAD + "return series[:-1]", "Those are the forecasts"),
        (
            HEAD + "return np.mean((series[1:] - series) ** 2)",
            "one is all values but the first",
        ),
        (HEAD + "return np.mean((series[2:] - series[:-1]) ** 2)", "differ in length"),
        (HEAD + LOOP.format("1, T", "np.mean(errors)"), "is `len(series)`"),
        (HEAD + "return np.mean((x[1:] - x[:-1]) ** 2)", "What the formula calls x"),
        (
            HEAD + "T = series.shape\n    " + LOOP.format("1, T", "np.mean(errors)"),
            "`series.shape` is a tuple",
        ),
        (HEAD + "return np.sum(np.diff(series) ** 2) / (series.shape - 1)", "`series.shape` is a tuple"),
        (HEAD + LOOP.format("1, series.T", "np.mean(errors)"), "Here `series.T` is the series itself"),
        (
            HEAD + "return np.sum(np.diff(series) ** 2) / (series.T - 1)",
            "Here `series.T` is the series itself",
        ),
        (
            HEAD + "return np.mean([(series[v] - series[v - 1]) ** 2 for v in series])",
            "A value is not a place",
        ),
        (HEAD + "return np.mean((series[1:] - series[-1]) ** 2)", "`series[-1]` is one value"),
        (HEAD + "return np.sum(np.diff(series) ** 2) / len(series) - 1", "brackets around `len(series) - 1`"),
        (HEAD + "return np.mean(np.diff(series) ** 2) / 2", "leave out the 2"),
        (HEAD + "return round(np.mean(np.diff(series) ** 2), 4)", "The result is rounded"),
        (HEAD + "return np.mean(series[1:] - series[:-1] ** 2)", "Only the value before is squared"),
        (HEAD + "return np.mean(np.diff(series) ** 3)", "From each value but the first take"),
        (HEAD + "return np.sum(np.diff(series) ** 2) / 4", "Two values make one forecast"),
        (
            HEAD + "return np.mean((series[1:5] - series[0:len(series[:5]) - 1]) ** 2)",
            "Short series are right",
        ),
        (HEAD + "print(np.mean((series[1:] - series[:-1]) ** 2))", "is `return` missing?"),
        (HEAD + "return str(np.mean(np.diff(series) ** 2))", "expected one number"),
        (
            HEAD + "series[1:] -= series[:-1].copy()\n    return np.mean(series[1:] ** 2)",
            "Your function writes into `series`",
        ),
    ],
}
