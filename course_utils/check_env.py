"""Is this machine ready for the course? ``python -m course_utils.check_env`` prints a line a requirement."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ((3, 11), (3, 14))  # from, up to but without; tests compare it with pyproject.toml
MINIMUM_FREE_GB = 2
# One requirement, met by either: the second is the first without CUDA.
ALTERNATIVES = {"tensorflow": ("tensorflow", "tensorflow-cpu")}


class Finding(NamedTuple):
    """One requirement: whether it is met, what was found, and what to do where it is not.

    Attributes
    ----------
    name : str
        What is required.
    ok : bool
        Whether it is met.
    found : str
        What was found.
    remedy : str
        What to do where it is not met.

    Examples
    --------
    >>> print(Finding("disk", False, "0 GB free", "free 2 GB on this disk"))
    FAIL  disk: 0 GB free
          what to do: free 2 GB on this disk
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def __str__(self):
        line = f"{'OK  ' if self.ok else 'FAIL'}  {self.name}: {self.found}"
        return line if self.ok else f"{line}\n      what to do: {self.remedy}"


def check_python(version=sys.version_info[:3]):
    """Check that Python is one that TensorFlow has packages for.

    Parameters
    ----------
    version : tuple of int
        Major, minor and micro number.

    Examples
    --------
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


def packages(pyproject=ROOT / "pyproject.toml"):
    """Return the names of the packages that lessons need: the direct dependencies that the project declares.

    Parameters
    ----------
    pyproject : pathlib.Path
        The project's file; where it is missing, so is the course, and there are none.

    Examples
    --------
    >>> {"numpy", "keras", "tensorflow"} <= set(packages())
    True
    """
    import tomllib  # Python 3.10 has none, and must be told what it lacks

    if not pyproject.exists():
        return []
    declared = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [re.match(r"[\w.-]+", requirement)[0] for requirement in declared]
    others = {other for name, either in ALTERNATIVES.items() for other in either if other != name}
    return [name for name in names if name not in others]


def locked_versions(lock=ROOT / "requirements.lock"):
    """Return the versions that the lock pins, by lower-case package name; empty where there is no lock.

    Parameters
    ----------
    lock : pathlib.Path
        The file of pins, ``name==version`` each.

    Examples
    --------
    >>> "numpy" in locked_versions()
    True
    """
    if not lock.exists():
        return {}
    pins = (line.split(" ")[0] for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {name.lower(): version for name, version in (pin.split("==") for pin in pins)}


def check_package(name, locked):
    """Check that a package is installed; another version than the lock's is told, not failed.

    Parameters
    ----------
    name : str
        Its name in the registry.
    locked : dict of str to str
        What `locked_versions` returns.

    Examples
    --------
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


def check_disk(path=ROOT):
    """Check that the disk has room: where it is full, things fail in strange ways.

    Parameters
    ----------
    path : pathlib.Path
        A directory on the disk in question.

    Examples
    --------
    >>> check_disk().name
    'disk'
    """
    free = shutil.disk_usage(path).free / 2**30
    return Finding(
        "disk", free >= MINIMUM_FREE_GB, f"{free:.0f} GB free", f"free {MINIMUM_FREE_GB} GB on this disk"
    )


def check_course_files(root=ROOT):
    """Check that the lessons and their data are beside the package.

    Parameters
    ----------
    root : pathlib.Path
        The repository.

    Examples
    --------
    >>> print(check_course_files())
    OK    course files: notebooks and data found
    """
    missing = [name for name in ("notebooks", "data") if not (root / name).is_dir()]
    return Finding(
        "course files",
        not missing,
        "notebooks and data found" if not missing else f"missing: {', '.join(missing)}",
        "clone the whole repository and install it with `pip install --no-deps -e .`",
    )


def check_bytecode():
    """Check that Keras is compiled to bytecode: else importing it takes 12-40 s instead of 5.

    Examples
    --------
    >>> check_bytecode().name
    'bytecode'
    """
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


def findings():
    """Check everything that the course needs, in the order in which to mend it.

    Returns
    -------
    list of Finding
        One a requirement; of a wrong Python, that alone.

    Examples
    --------
    >>> findings()[0].name
    'Python'
    """
    python = check_python()
    if not python.ok:
        return [python]
    locked = locked_versions()
    installed = [check_package(name, locked) for name in packages()]
    return [python, check_disk(), check_course_files(), *installed, check_bytecode()]


def main(arguments=()):
    """Print a line a requirement (with ``--brief`` only those that fail); return 1 when something fails.

    Parameters
    ----------
    arguments : sequence of str
        Those of the command line.

    Examples
    --------
    >>> main(["--brief"])
    Everything is ready.
    0
    """
    results = findings()
    failed = [finding for finding in results if not finding.ok]
    for finding in failed if "--brief" in arguments else results:
        print(finding)
    print("Everything is ready." if not failed else f"{len(failed)} of {len(results)} requirements failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
