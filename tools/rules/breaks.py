"""Mistakes made on purpose: a cell says what to change, its metadata holds the edit and what then follows."""

import subprocess
from dataclasses import dataclass

from nbclient.exceptions import CellExecutionError

from tools.notebooks import client_of, never_run
from tools.rules.reading import plain, texts

KEYS = {"cell", "old", "new", "then"}


@dataclass(frozen=True)
class Break:
    """An edit of one cell (its id) and what then stands in an output or error message there or below."""

    cell: str
    old: str
    new: str
    then: str


def breaks(lesson):
    """Return every break of a lesson that is written as it should be."""
    written = [cell.metadata["break"] for _, cell in lesson.markdown if "break" in cell.metadata]
    return [Break(**edit) for edit in written if not _shape_problems(edit)]


def breaks_can_be_made(lesson):
    """A break names a code cell in which `old` stands exactly once, and foretells what is not there yet."""
    problems = []
    for i, cell in lesson.cells:
        if "break" not in cell.metadata:
            continue
        found = (
            [] if cell.cell_type == "markdown" else ["only a Markdown cell tells the learner what to change"]
        )
        found += _shape_problems(cell.metadata["break"]) or _edit_problems(
            lesson, Break(**cell.metadata["break"])
        )
        problems += [f"cell {i}: {problem}" for problem in found]
    return problems


def _shape_problems(edit):
    """Return what is wrong with a break as it is written."""
    texts_only = isinstance(edit, dict) and all(isinstance(text, str) and text for text in edit.values())
    if not texts_only or set(edit) != KEYS:
        return [f"break is {{cell, old, new, then}}, four texts; got {edit!r}"]
    return [] if edit["old"] != edit["new"] else ["break changes nothing: old and new are the same"]


def _edit_problems(lesson, edit):
    """Return what is wrong with a break where it is to be made."""
    places = [i for i, cell in lesson.code if cell.id == edit.cell]
    if not places:
        return [f"break names the cell {edit.cell!r}, and no code cell has that id"]
    count = lesson.notebook.cells[places[0]].source.count(edit.old)
    if count != 1:
        return [f"{edit.old!r} stands {count} times in the cell {edit.cell!r}; break needs it exactly once"]
    below = "\n".join(_said(cell) for i, cell in lesson.code if i >= places[0])
    return [f"{edit.then!r} stands there before anything is broken"] if edit.then in below else []


async def made(lesson, edit):
    """Make a break in a copy, run it, and return what the edited cell and those below say, up to an error.

    The run ends as soon as `then` has been said.
    """
    notebook = never_run(lesson.notebook)
    ids = [cell.id for cell in notebook.cells]
    place = ids.index(edit.cell)
    notebook.cells[place].source = notebook.cells[place].source.replace(edit.old, edit.new)
    client = client_of(notebook, lesson.path)
    said = []
    async with client.async_setup_kernel(stderr=subprocess.DEVNULL):
        for i, cell in enumerate(notebook.cells):
            try:
                await client.async_execute_cell(cell, i)
                stopped = False
            except CellExecutionError:
                stopped = True
            if i >= place:
                said.append(_said(cell))
            if stopped or edit.then in "\n".join(said):
                break
    return "\n".join(said)


def _said(cell):
    """Return what a cell's outputs say, error messages included, as a reader sees it."""
    lines = []
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            lines.append(f"{output.ename}: {output.evalue}")
        else:
            stream, text, page = texts(output)
            lines += [stream, text, plain(page)]
    return "\n".join(lines)
