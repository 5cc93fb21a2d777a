"""The course works with the network cut off: by an audit hook, and again, where permitted, for real."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools.lessons import OFFLINE, ROOT, environment
from tools.notebooks import lessons

RECORD = "COURSE_REFUSED"
REFUSED = "ConnectionRefusedError: the tests run offline"
ROOMS = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in (ROOT / "course_utils").rglob("*.py")
)
IMPORT_ALL = f"import importlib; [importlib.import_module(name) for name in {ROOMS!r}]; print('imported')"
ONE_LESSON = [sys.executable, "tools/lessons.py", str(lessons()[0])]


# The system call behind `ip link set lo up`, for machines without that tool.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
SIOCSIFFLAGS, UP = 0x8914, 1
fcntl.ioctl(socket.socket(), SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", UP))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def run(command, variables):
    variables = {name: value for name, value in variables.items() if name != RECORD}  # these ask on purpose
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def online():
    """Return the variables of this process without the hook that its tests run under."""
    return {name: value for name, value in environment(offline=False).items() if name != "PYTHONPATH"}


def python(program, variables=None):
    return run([sys.executable, "-c", program], variables or environment())


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import socket; socket.socket().connect(('192.0.2.1', 80))",
        "import socket; socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80, 0, 0))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.gethostbyname('example.org')",
        "import socket; socket.gethostbyname_ex('example.org')",
        "import socket; socket.gethostbyaddr('192.0.2.1')",
        "import socket; socket.getnameinfo(('192.0.2.1', 80), 0)",
        "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))",
        "import os, sys; os.execv(sys.executable, [sys.executable, '-c', "
        "\"import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)\"])",
    ],
)
def test_the_network_is_refused(program):
    finished = python(program)
    assert finished.returncode != 0
    assert REFUSED in finished.stderr


def test_these_tests_run_offline_and_are_watched(request, monkeypatch):
    assert request.config.pluginmanager.has_plugin("refusals")
    assert Path(os.environ[RECORD]).is_file()
    monkeypatch.delenv(RECORD)  # this one asks on purpose
    with pytest.raises(ConnectionRefusedError, match="the tests run offline"):
        socket.getaddrinfo("example.org", 80)


SWALLOWED = """\
import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError:
    pass
"""
IN_A_CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SWALLOWED!r}], check=True)\n"
ASKED = "the network was asked:\nsocket.getaddrinfo to 192.0.2.1"


@pytest.mark.parametrize("code", [SWALLOWED, IN_A_CHILD], ids=["in the test", "in a child"])
def test_a_refusal_that_a_test_swallows_fails_it(code, tmp_path):
    test = tmp_path / "test_small.py"
    test.write_text(f"def test_fine():\n    pass\n\ndef test_swallows():\n    exec({code!r}, {{}})\n")
    plugin = [f"--rootdir={tmp_path}", "-p", "no:cacheprovider", "-p", "tests.offline.refusals"]
    finished = run([sys.executable, "-m", "pytest", "-q", *plugin, str(test)], online())
    assert "1 failed, 1 passed" in finished.stdout
    assert ASKED in finished.stdout


def test_a_refusal_that_a_lesson_swallows_fails_it(tmp_path):
    path = tmp_path / "small.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell(SWALLOWED, execution_count=1)], metadata=kernel), path)
    finished = run([sys.executable, "tools/lessons.py", "-n0", str(path)], online())
    assert finished.returncode == 1, finished.stdout
    assert ASKED in finished.stdout


def test_this_machine_is_reached():
    program = (
        "import socket; server = socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(('localhost', server.getsockname()[1]));"
        "socket.gethostbyname(socket.gethostname()); print('reached')"
    )
    finished = python(program)
    assert finished.stdout == "reached\n", finished.stderr


def test_without_the_hook_nothing_is_refused_by_us():
    program = (
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9)); print('sent')"
    )
    assert python(program, online()).stdout == "sent\n"
    assert REFUSED not in python("import socket; socket.getaddrinfo('invalid.invalid', 80)", online()).stderr


def test_kernels_inherit_the_hook():
    # tests/test_notebooks_run.py sees a cell refused. This is why: kernels start with what `make test` sets.
    assert environment()["PYTHONPATH"].split(os.pathsep)[0] == str(OFFLINE)
    assert python("import sitecustomize; print(sitecustomize.__file__)").stdout.strip() == str(
        OFFLINE / "sitecustomize.py"
    )


def test_every_room_is_imported_offline():
    finished = python(IMPORT_ALL)
    assert finished.stdout == "imported\n", finished.stderr
    assert finished.stderr == ""


def in_a_namespace(command):
    """Return the command for a network namespace in which only the loopback device is up: kernels need it."""
    return ["unshare", "--map-root-user", "--net", sys.executable, "-c", LOOPBACK_UP, *command]


def test_a_lesson_and_the_package_run_in_an_empty_network_namespace(say):
    if not shutil.which("unshare") or run(in_a_namespace(["true"]), online()).returncode:
        say("NOT RUN: this system permits no network namespaces; offline was tested by the audit hook alone")
        return
    connect = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    cut_off = run(in_a_namespace([sys.executable, "-c", connect]), online())
    assert "Network is unreachable" in cut_off.stderr
    package = run(in_a_namespace([sys.executable, "-c", IMPORT_ALL]), online())
    assert package.stdout == "imported\n", package.stderr
    lesson = run(in_a_namespace(ONE_LESSON), online())
    assert lesson.returncode == 0, lesson.stdout
    say(f"{lessons()[0].name} and the package ran in an empty network namespace")
