"""How the benchmarks measure."""

import statistics
import time


def medians(functions, seconds=2.0, at_least=7):
    """Return the median milliseconds of each of a dict of functions, which take turns.

    Taking turns, all of them meet the same weather on a machine with other work. Each runs twice before,
    and then ``at_least`` so often, or more until ``seconds`` have passed.

    >>> sorted(medians({"one": lambda: 1, "two": lambda: 2}, seconds=0))
    ['one', 'two']
    """
    for function in functions.values():
        function()
        function()
    times = {name: [] for name in functions}
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < at_least or time.perf_counter() < end:
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(1000 * (time.perf_counter() - start))
        rounds += 1
    return {name: statistics.median(values) for name, values in times.items()}
