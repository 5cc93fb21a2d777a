"""What all tests share."""

import pytest


@pytest.fixture
def say(request):
    """Return a function that prints a text at the end of the run, from any worker, also when tests pass."""
    return lambda text: request.node.user_properties.append(("said", text))


def pytest_terminal_summary(terminalreporter):
    """Print what tests had to say."""
    reports = [report for kept in terminalreporter.stats.values() for report in kept]
    said = [
        text for report in reports for name, text in getattr(report, "user_properties", []) if name == "said"
    ]
    for text in dict.fromkeys(said):
        terminalreporter.write_line(text)
