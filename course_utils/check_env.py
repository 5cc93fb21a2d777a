"""Is this machine ready for the course? ``python -m course_utils.check_env`` prints a line a requirement."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ((3, 11), (3, 14))
MINIMUM_FREE_GB = 2
PACKAGES = (
    "numpy",
    "matplotlib",
    "jupyterlab",
    "ipywidgets",
    "keras",
    "tensorflow",
    "scikit-learn",
    "gensim",
    "rapidfuzz",
    "nltk",
    "svg.py",
    "resvg-py",
    "music21",
)
# A distribution may go by another name on some systems.
ALTERNATIVES = {"tensorflow": ("tensorflow", "tensorflow-cpu")}


class Finding(NamedTuple):
    """One requirement: whether it is met, what was found, and what to do where it is not."""

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{'OK  ' if self.ok else 'FAIL'}  {self.name}: {self.found}"
        return line if self.ok else f"{line}\n      what to do: {self.remedy}"


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Python must be one that TensorFlow has packages for.

    >>> print(check_python((3, 12, 1)))
    OK    Python: 3.12.1
    >>> check_python((3, 9, 0)).ok
    False
    """
    low, high = PYTHONS
    return Finding(
        "Python",
        low <= tuple(version[:2]) < high,
        ".".join(map(str, version)),
        "install Python 3.11, 3.12 or 3.13, then `make lab PYTHON=python3.12` (or the one you have)",
    )


def locked_versions(lock: Path = ROOT / "requirements.lock") -> dict[str, str]:
    """Return the versions that the lock pins, by lower-case package name; empty where there is no lock."""
    if not lock.exists():
        return {}
    pins = (line.split(" ")[0] for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {name.lower(): version for name, version in (pin.split("==") for pin in pins)}


def check_package(name: str, locked: dict[str, str]) -> Finding:
    """A package must be installed, in the version that the lock names (another version is told, not failed).

    >>> check_package("no-such-package", {}).ok
    False
    """
    for distribution in ALTERNATIVES.get(name, (name,)):
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
        pinned = locked.get(distribution.replace(".", "-"), version)
        note = "" if version == pinned else f" (CI tests {pinned})"
        return Finding(name, True, version + note)
    return Finding(name, False, "not installed", "run `make install`, or install the lock as README says")


def check_disk(path: Path = ROOT) -> Finding:
    """Training writes little, but an environment that is full fails in strange ways."""
    free = shutil.disk_usage(path).free / 2**30
    return Finding(
        "disk", free >= MINIMUM_FREE_GB, f"{free:.0f} GB free", f"free {MINIMUM_FREE_GB} GB on this disk"
    )


def check_course_files(root: Path = ROOT) -> Finding:
    """The lessons and their data must be beside the package."""
    missing = [name for name in ("notebooks", "data") if not (root / name).is_dir()]
    return Finding(
        "course files",
        not missing,
        "notebooks and data found" if not missing else f"missing: {', '.join(missing)}",
        "clone the whole repository and install it with `pip install --no-deps -e .`",
    )


def check_bytecode() -> Finding:
    """Without compiled bytecode `import keras` takes 12-40 s instead of 5."""
    spec = importlib.util.find_spec("keras")
    if spec is None or spec.origin is None:
        return Finding("bytecode", False, "keras is not installed", "run `make install`")
    compiled = Path(importlib.util.cache_from_source(spec.origin)).exists()
    return Finding(
        "bytecode",
        compiled,
        "compiled" if compiled else "not compiled: Keras would take 12-40 s to import",
        f"run `{os.path.basename(sys.executable)} -m compileall -q` on the environment's site-packages",
    )


def findings() -> list[Finding]:
    """Check everything that the course needs, in the order in which to mend it."""
    locked = locked_versions()
    packages = [check_package(name, locked) for name in PACKAGES]
    return [check_python(), check_disk(), check_course_files(), *packages, check_bytecode()]


def main(arguments: Sequence[str] = ()) -> int:
    """Print a line a requirement (with ``--brief`` only those that fail); return 1 when something fails."""
    results = findings()
    failed = [finding for finding in results if not finding.ok]
    for finding in failed if "--brief" in arguments else results:
        print(finding)
    print("Everything is ready." if not failed else f"{len(failed)} of {len(results)} requirements failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
