"""Re-execute the lessons offline, two at a time, and compare every stored output (strict nbval).

    python tools/lessons.py [--lesson 04] [--threads 2] [options of pytest] [notebooks]

Without notebooks: all lessons, or those whose file names start so. Threads: of each kernel, one by default.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # started as a file, Python looks for packages in tools/ only

from tools.notebooks import (  # noqa: E402
    CELL_SECONDS,
    SANITISE,
    START_SECONDS,
    THREAD_VARIABLES,
    LessonError,
    lessons,
    one_thread,
)

OFFLINE = ROOT / "tests" / "offline"


def command(arguments, lesson=""):
    """Return the command that runs strict nbval, on the lesson's notebooks unless the arguments name some."""
    notebooks = [] if any(name.endswith(".ipynb") for name in arguments) else map(str, lessons(lesson))
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "tools.seconds", "-p", "tests.offline.refusals"),
        *("-n", "2", "--dist", "loadscope"),  # a notebook's cells stay together, in order
        *("--nbval", "--nbval-current-env", "--nbval-sanitize-with", str(SANITISE)),
        *("--nbval-cell-timeout", str(CELL_SECONDS), "--nbval-kernel-startup-timeout", str(START_SECONDS)),
        *arguments,
        *notebooks,
    ]


def environment(offline=True, threads=None):
    """Return the variables that lessons are tested with: threads of each kernel (None: one), no network."""
    variables = one_thread(dict(os.environ))
    if threads:
        variables |= dict.fromkeys(THREAD_VARIABLES, str(threads))
    if offline:
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
    return variables


def main(arguments):
    """Run strict nbval and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--lesson", default="", help="the lessons whose file names start so: 04, 08_1, 10_rev"
    )
    parser.add_argument("--threads", type=int, help="threads of each kernel; one where it is not said")
    options, rest = parser.parse_known_args(arguments)
    try:
        strict = command(rest, options.lesson)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    return subprocess.run(strict, cwd=ROOT, env=environment(threads=options.threads), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
