"""A pytest plugin: tests run offline, and fail where the network was asked, even if that error was swallowed.

The hook of `sitecustomize` notes what it refuses in the file that the variable COURSE_REFUSED names. Every
worker has a file of its own, and so have the processes and kernels that it starts. `tests/conftest.py` and
`tools/lessons.py` load this plugin.
"""

import os
import runpy
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RECORD = "COURSE_REFUSED"
_record = pytest.StashKey[Path]()


def pytest_configure(config):
    """Cut off this process and those it starts, and give them a fresh record."""
    handle, path = tempfile.mkstemp(prefix="refused-")
    os.close(handle)
    config.stash[_record] = Path(path)
    os.environ[RECORD] = path
    started_offline = getattr(sys.modules.get("sitecustomize"), "__file__", None) == str(
        HERE / "sitecustomize.py"
    )
    if not started_offline:
        runpy.run_path(str(HERE / "sitecustomize.py"))
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))


def pytest_unconfigure(config):
    """Remove the record."""
    config.stash[_record].unlink(missing_ok=True)


def _fail_where_the_network_was_asked(item):
    result = yield
    path = item.config.stash[_record]
    refused = path.read_text(encoding="utf-8")
    if refused:
        path.write_text("", encoding="utf-8")
        pytest.fail(f"the network was asked:\n{refused}", pytrace=False)
    return result


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(_fail_where_the_network_was_asked)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(_fail_where_the_network_was_asked)
pytest_runtest_teardown = pytest.hookimpl(wrapper=True)(_fail_where_the_network_was_asked)
