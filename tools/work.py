"""The learner's own copies: ``work/`` mirrors ``notebooks/``, and nothing in it is ever overwritten.

    python -m tools.work copy        copy what is new, cleared of outputs; say what is older than the course
    python -m tools.work reset 04    a fresh copy of the lessons that begin so; the old one is kept beside it

Each copy's origin (a hash of the cleared lesson) is remembered in ``work/.origins.json``.
"""

import argparse
import hashlib
import itertools
import json
import os
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
ORIGINS = ".origins.json"


class WorkError(Exception):
    """What cannot be done; the message says why, in one line."""


def lesson_paths(root=ROOT):
    """Return the course's notebooks, applications too, relative to notebooks/, in order."""
    notebooks = root / "notebooks"
    return sorted(
        path.relative_to(notebooks)
        for path in notebooks.rglob("*.ipynb")
        if not any(part.startswith(".") for part in path.relative_to(notebooks).parts)
    )


def matching(prefix, root=ROOT):
    """Return the lessons whose file name begins with `prefix`; WorkError names all where there is none."""
    paths = lesson_paths(root)
    found = [path for path in paths if path.stem.startswith(prefix)]
    if not prefix or not found:
        names = ", ".join(path.stem for path in paths)
        raise WorkError(f"LESSON must be the beginning of one of: {names}; got {prefix!r}")
    return found


def cleared(path):
    """Return the text of a notebook without outputs: a prediction comes before its answer."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nbformat.writes(notebook) + "\n"


def copy(root=ROOT):
    """Copy every lesson that work/ lacks, with the files beside it; return what a learner should know.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    list of str
        One line about new copies, if any, and one for each copy that is older than the course.
    """
    new, older = [], []
    origins = _origins(root)
    for path in lesson_paths(root):
        text = cleared(root / "notebooks" / path)
        if not (root / "work" / path).exists():
            _write(root, path, text, origins)
            new.append(path.stem)
        elif origins.get(path.as_posix()) != _hash(text):
            older.append(f"work/{path.as_posix()} is older than the course: make reset LESSON={path.stem}")
    _copy_companions(root)
    return [f"Copied to work/: {', '.join(new)}."] * bool(new) + older


def reset(prefix, root=ROOT):
    """Put a fresh copy of each lesson that `prefix` names into work/; keep the old one beside it.

    Parameters
    ----------
    prefix : str
        The beginning of a lesson's file name, such as ``"04"``.
    root : Path
        The course's folder.

    Returns
    -------
    list of str
        What was done, a line for each lesson.

    Raises
    ------
    WorkError
        If no lesson begins so.
    """
    origins = _origins(root)
    return [_reset(root, path, origins) for path in matching(prefix, root)]


def _reset(root, path, origins):
    mine, text = root / "work" / path, cleared(root / "notebooks" / path)
    name = f"work/{path.as_posix()}"
    if not mine.exists():
        _write(root, path, text, origins)
        return f"{name} is fresh."
    if mine.read_text(encoding="utf-8") == text:
        _remember(root, path, text, origins)
        return f"{name} is fresh already."
    kept = _free_name(mine)
    mine.rename(kept)
    _write(root, path, text, origins)
    return f"{name} is fresh. What you had is now {kept.name}, beside it."


def _free_name(path):
    """The first of x.old.ipynb, x.old2.ipynb, x.old3.ipynb … that does not exist."""
    names = (
        path.with_name(f"{path.stem}.old{number}.ipynb")
        for number in itertools.chain([""], itertools.count(2))
    )
    return next(name for name in names if not name.exists())


def _copy_companions(root):
    """Copy what lessons show from beside them (pictures, tables), where work/ lacks it."""
    notebooks = root / "notebooks"
    for path in sorted(notebooks.rglob("*")):
        relative = path.relative_to(notebooks)
        hidden = any(part.startswith(".") for part in relative.parts)
        if (
            path.is_file()
            and path.suffix != ".ipynb"
            and not hidden
            and not (root / "work" / relative).exists()
        ):
            _put(root / "work" / relative, path.read_bytes())


def _write(root, path, text, origins):
    _put(root / "work" / path, text.encode())
    _remember(root, path, text, origins)


def _remember(root, path, text, origins):
    origins[path.as_posix()] = _hash(text)
    _put(root / "work" / ORIGINS, (json.dumps(origins, indent=1, sort_keys=True) + "\n").encode())


def _put(path, data):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(data)
    os.replace(half, path)


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _origins(root):
    """What is remembered; a file that is missing or spoiled remembers nothing."""
    try:
        origins = json.loads((root / "work" / ORIGINS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return origins if isinstance(origins, dict) else {}


def main(arguments=None):
    """Do what the command line says; return 1, with one line, where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tools.work", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("copy", help="copy new lessons to work/")
    commands.add_parser("reset", help="a fresh copy of a lesson").add_argument("lesson", metavar="LESSON")
    options = parser.parse_args(arguments)
    try:
        lines = copy() if options.command == "copy" else reset(options.lesson)
    except WorkError as error:
        print(error, file=sys.stderr)
        return 1
    if lines:
        print(*lines, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
