"""What all tests share."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parents[1]


sys.path.insert(0, str(ROOT / "tests" / "offline"))
pytest_plugins = ["refusals"]  # the tests run offline

# To shrink a failing example can take minutes: `--hypothesis-profile=shrink` does it on demand.
settings.register_profile("quick", phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target])
settings.register_profile("shrink", phases=Phase)
settings.load_profile("quick")


class Desk(NamedTuple):
    """A running `python -m tools.lab`: its folder, address and token, what it has printed, its process."""

    root: Path
    url: str
    token: str
    said: list[str]
    process: subprocess.Popen


@pytest.fixture(scope="session")
def open_course():
    """Return a context manager that opens a copy of the course in `folder`, as `make lab` does.

    It takes the folder and more arguments of `tools.lab`, and yields a `Desk`. What the server writes to
    stderr stands in folder/stderr.txt.
    """
    return _open_course


@contextlib.contextmanager
def _open_course(folder, *arguments):
    root = folder / "course"
    for name in ("notebooks", "tools", "data", "docs"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    # Of its own: no user's settings, extensions or trusted notebooks.
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "jupyter",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(folder / place) for name, place in places.items()}
    environment.pop("JUPYTER_CONFIG_PATH", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        sys.executable,
        "-m",
        "tools.lab",
        "--no-browser",
        f"--port={port}",
        f"--token={token}",
        *arguments,
    ]
    with (
        (folder / "stderr.txt").open("wb") as log,
        subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        ) as process,
    ):
        try:
            said = []
            while not said or "token=" not in said[-1]:
                line = process.stdout.readline()
                assert line, f"the course did not open: {said}\n{(folder / 'stderr.txt').read_text()}"
                said.append(line.rstrip("\n"))
            yield Desk(root, f"http://127.0.0.1:{port}", token, said, process)
        finally:
            process.terminate()


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
