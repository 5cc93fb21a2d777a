"""Plant small bugs in the figures and count how many the fast tests see: a maintainer's job, in no build.

    python -m tools.mutants [--count 95] [--seed 0] [stems of files in course_utils/figures: heat unrolled]

Each bug is one edit of a number, a sign or an index in a copy of the repository. Printed are the bugs that no
test saw, and for each file how many of its bugs were seen. A bug takes a few seconds; where only lessons can
see it, as long as these. Processes are forked: not for Windows.
"""

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import hypothesis  # noqa: F401  these four take seconds to import: once is enough
import ipywidgets  # noqa: F401
import matplotlib.figure  # noqa: F401
import nbval.plugin  # noqa: F401
import pytest

from tools.notebooks import lessons

ROOT = Path(__file__).resolve().parents[1]
FIGURES = Path("course_utils/figures")
STORED = "tests/test_explorers.py::test_the_stored_picture_is_what_the_explorer_draws"
COMMON = ("tests/test_drawings.py", "tests/test_figures.py")
SLOW_TESTS = {"test_explorers.py", "test_narrow.py"}
SECONDS = 300  # a bug may make a loop endless
SIGNS = {ast.Add: (b"+", "-"), ast.Sub: (b"-", "+")}


@dataclass(frozen=True)
class Bug:
    """An edit of one file (its path in the repository): the piece of a line, and what stands there then."""

    file: Path
    line: int
    start: int
    end: int
    new: str

    def planted(self, source):
        """Return the source (bytes) with the edit, and the edited line's text."""
        lines = source.splitlines(keepends=True)
        old = lines[self.line - 1]
        lines[self.line - 1] = old[: self.start] + self.new.encode() + old[self.end :]
        return b"".join(lines), f"{old[self.start : self.end].decode()} → {self.new}: {old.decode().strip()}"


def bugs(root, file):
    """Return every bug that could be planted in a file."""
    source = (root / file).read_bytes()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            new = node.value + 1 if isinstance(node.value, int) else round(node.value * 1.25 + 0.01, 4)
            found.append(Bug(file, node.lineno, node.col_offset, node.end_col_offset, str(new)))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            found.append(Bug(file, node.lineno, node.col_offset, node.col_offset + 1, ""))
        elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            old, new = SIGNS[type(node.op)]
            line, start = node.left.end_lineno, node.left.end_col_offset
            place = source.splitlines()[line - 1].find(old, start)
            if place >= 0:  # else it stands on the next line
                found.append(Bug(file, line, place, place + 1, new))
    return found


def files(root, stems):
    """Return the modules of figures, or those of these stems, a folder's name standing for all in it."""
    found = sorted(path.relative_to(root) for path in (root / FIGURES).rglob("*.py"))
    return [path for path in found if not stems or {path.stem, path.parent.name} & set(stems)]


def module_of(file):
    """Return the name by which tests and lessons import a file of figures: its folder's, if it has one."""
    return file.parent.name if file.parent != FIGURES else file.stem


def asked_about(root, file):
    """Return what pytest runs for a file: its doctests, explorers' stored pictures, tests that import it."""
    imports = re.compile(rf"course_utils\.figures(\.| import .*\b){module_of(file)}\b")
    own = [
        str(path.relative_to(root))
        for path in sorted((root / "tests").glob("test_*.py"))
        if path.name not in SLOW_TESTS and imports.search(path.read_text(encoding="utf-8"))
    ]
    return list(dict.fromkeys([str(file), STORED, *own, *COMMON]))


def drawn_in(root, file):
    """Return the lessons that import a file of figures, or the folder that it stands in."""
    imported = f"figures.{module_of(file)} import"
    return [
        str(path) for path in lessons(directory=root / "notebooks") if imported in path.read_text("utf-8")
    ]


def is_seen(root, file):
    """Return whether the fast tests of a file are red in the copy, or else a lesson that imports it."""
    child = os.fork()
    if not child:
        _run_tests(root, asked_about(root, file))
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return True
    notebooks = drawn_in(root, file)
    if not notebooks:
        return False
    alone = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "tools/lessons.py", *notebooks]
    return subprocess.run(command, cwd=root, env=alone, capture_output=True, check=False).returncode != 0


def _run_tests(root, names):
    """Run pytest in the copy, in a process that has imported all but the course, and end it."""
    signal.alarm(SECONDS)
    for name in [name for name in sys.modules if name.split(".")[0] in ("course_utils", "tools")]:
        del sys.modules[name]
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = str(root)
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    early = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of what is imported above
    os._exit(pytest.main(["-q", "-x", *early, *names]))


def hunt(root, sample):
    """Plant each bug in turn in the copy at root; return how many were planted and seen, by file."""
    planted, seen = Counter(), Counter()
    for bug in sample:
        path = root / bug.file
        source = path.read_bytes()
        changed, told = bug.planted(source)
        path.write_bytes(changed)
        planted[bug.file] += 1
        if is_seen(root, bug.file):
            seen[bug.file] += 1
        else:
            print(f"NOT SEEN  {bug.file}:{bug.line}  {told}", flush=True)
        path.write_bytes(source)
    return planted, seen


def main(arguments=None):
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("stems", nargs="*", help="files without .py, or folders; all where none is named")
    parser.add_argument("--count", type=int, default=95, help="how many bugs")
    parser.add_argument("--seed", type=int, default=0, help="draws which")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "work")
        shutil.copytree(ROOT, root, ignore=ignored)
        everything = [bug for file in files(root, options.stems) for bug in bugs(root, file)]
        sample = random.Random(options.seed).sample(everything, min(options.count, len(everything)))
        for file in dict.fromkeys(bug.file for bug in sample):
            if is_seen(root, file):
                print(f"the tests of {file} are red before any bug is planted", file=sys.stderr)
                return 2
        planted, seen = hunt(root, sorted(sample, key=lambda bug: (bug.file, bug.line)))
    for file in planted:
        print(f"{file!s:<48}{seen[file]:4} of {planted[file]:3}")
    total = planted.total()
    print(f"{'all':<48}{seen.total():4} of {total:3}   {seen.total() / total:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
