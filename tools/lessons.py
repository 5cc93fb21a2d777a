"""Re-execute the lessons offline, two at a time, and compare every stored output (strict nbval).

python tools/lessons.py [options of pytest] [notebooks]      without notebooks: all lessons
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # started as a file, Python looks for packages in tools/ only

from tools.notebooks import CELL_SECONDS, SANITISE, START_SECONDS, lessons, one_thread  # noqa: E402

OFFLINE = ROOT / "tests" / "offline"


def command(arguments):
    """Return the command that runs strict nbval, on all lessons unless the arguments name notebooks."""
    notebooks = [] if any(name.endswith(".ipynb") for name in arguments) else map(str, lessons())
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "tools.seconds"),
        *("-n", "2", "--dist", "loadscope"),  # a notebook's cells stay together, in order
        *("--nbval", "--nbval-current-env", "--nbval-sanitize-with", str(SANITISE)),
        *("--nbval-cell-timeout", str(CELL_SECONDS), "--nbval-kernel-startup-timeout", str(START_SECONDS)),
        *arguments,
        *notebooks,
    ]


def environment(offline=True):
    """Return the variables that lessons are tested with: one thread a worker, and no network."""
    variables = one_thread(dict(os.environ))
    if offline:
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
    return variables


def main(arguments):
    """Run strict nbval and return its exit status."""
    return subprocess.run(command(arguments), cwd=ROOT, env=environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
