"""A pytest plugin for the nbval run: seconds a notebook beside the budgets, and outputs compared.

Times are printed, not asserted: machines differ. That every code cell was executed is asserted, because
strict nbval is silent about what it was not given.
"""

import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell

from tools.alike import differences
from tools.notebooks import normal_outputs
from tools.rules.lesson import Lesson
from tools.rules.minutes import MOST, core_minutes

LESSON_SECONDS = 30  # design, section 11: on average
APPLICATION_SECONDS, LONGEST_APPLICATION_SECONDS = 45, 60
CELL_SECONDS = 20
ALL_SECONDS = 600
# nbval waits 5 s for the message that ends a cell, too short for two workers on a busy machine.
OUTPUT_SECONDS = 60


@dataclass
class Row:
    """What is known of one notebook's run."""

    seconds: float = 0.0
    slowest: float = 0.0
    cells: int = 0
    compared: int = 0


def compared_outputs(item):
    """Return how many stored values nbval compares for a cell: one for each stream and each MIME type."""
    if not item.options["check"] or item.cell.execution_count is None:
        return 0
    kinds = [kind for output in item.cell.outputs for kind in output.get("data", ["text"])]
    return len([kind for kind in kinds if kind not in item.parent.skip_compare])


def pytest_itemcollected(item):
    """Give a cell's last message time to arrive; note how much is compared, and compare pictures too."""
    if isinstance(item, IPyNbCell):
        item.output_timeout = OUTPUT_SECONDS
        item.compare_outputs = partial(compare_all, item)
        item.user_properties.append(("compared", compared_outputs(item)))


def compare_all(item, new, old):
    """Return whether a cell's outputs are the stored ones to nbval, to the eye and to the ear."""
    if not IPyNbCell.compare_outputs(item, new, old):
        return False
    told = differences(normal_outputs(new), old)
    where = f"{item.parent.name}, cell {item.cell.id}"  # nbval counts code cells only
    item.comparison_traceback += [f"{where}: {one}" for one in told]
    return not told


def pytest_configure(config):
    """Sum up where all reports arrive: in the one process that is no worker."""
    if config.option.nbval and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Table(config), "table-of-seconds")


class Table:
    """Sums up the reports of all workers, notebook by notebook."""

    def __init__(self, config):
        self.root = config.rootpath
        self.start = time.perf_counter()
        self.rows = defaultdict(Row)
        self.notebooks = [Path(name) for name in config.args if name.endswith(".ipynb")]

    def pytest_runtest_logreport(self, report):
        """Add one report to its notebook's row."""
        row = self.rows[(self.root / report.nodeid.partition("::")[0]).resolve()]
        row.seconds += report.duration
        if report.when == "call":
            row.slowest = max(row.slowest, report.duration)
            row.cells += 1
            row.compared += dict(report.user_properties)["compared"]

    def silent(self):
        """Return a message for each notebook of which nbval has not reported every code cell."""
        counts = [
            (path.name, self.rows[path.resolve()].cells, len(Lesson(path).code)) for path in self.notebooks
        ]
        return [
            f"{name}: {cells} of {all_} code cells reported" for name, cells, all_ in counts if cells != all_
        ]

    def averages(self):
        """Return the mean seconds of the lessons and of the applications, where there are any."""
        seconds = defaultdict(list)
        for path in self.notebooks:
            kind = "applications" if Lesson(path).is_application else "lessons"
            seconds[kind].append(self.rows[path.resolve()].seconds)
        return {kind: statistics.mean(times) for kind, times in seconds.items()}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        """Turn a run red that did not report every cell."""
        if self.silent() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Print the table."""
        write = terminalreporter.write_line
        write("")
        write(f"{'notebook':<40}{'seconds':>9}{'slowest cell':>14}{'compared':>10}{'core minutes':>14}")
        for path in self.notebooks:
            row, minutes = self.rows[path.resolve()], core_minutes(Lesson(path))
            write(f"{path.name:<40}{row.seconds:9.1f}{row.slowest:14.1f}{row.compared:10}{minutes:14.1f}")
        for name, seconds in self.averages().items():
            write(f"{'average of ' + name:<40}{seconds:9.1f}")
        wall = time.perf_counter() - self.start
        compared = sum(row.compared for row in self.rows.values())
        write(f"{'all, by the clock':<40}{wall:9.1f}{'':14}{compared:10}")
        write(f"{'budget: a lesson on average':<40}{LESSON_SECONDS:9}{CELL_SECONDS:14}{'':10}{MOST:14}")
        at_most = f"{APPLICATION_SECONDS}, at most {LONGEST_APPLICATION_SECONDS}"
        write(f"{'budget: an application on average':<40}{at_most:>9}")
        write(f"{'budget: all':<40}{ALL_SECONDS:9}")
        for message in self.silent():
            write(f"NOT EXECUTED  {message}", red=True)
