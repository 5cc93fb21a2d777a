"""Every mistake that a lesson asks for is made on a copy, and what the page foretells is demanded."""

import asyncio

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.notebooks import lessons
from tools.rules import Lesson
from tools.rules.breaks import Break, breaks, made

BREAKS = [
    pytest.param(lesson, edit, id=f"{lesson.path.stem}-{edit.cell}")
    for lesson in map(Lesson, lessons())
    for edit in breaks(lesson)
]


@pytest.mark.parametrize(("lesson", "edit"), BREAKS)
def test_what_is_broken_says_what_the_page_foretells(lesson, edit):
    assert edit.then in asyncio.run(made(lesson, edit))


SOURCES = [
    "import numpy as np",
    "print('above')",
    "W = np.ones((2, 3))",
    "print(W.sum())",
    "1 / (6 - W.sum() + 1)",
]


@pytest.fixture
def small(tmp_path):
    """A lesson with a break cell, and the edit that the cell asks for."""
    edit = {"cell": "cell-2", "old": "(2, 3)", "new": "(2, 2)", "then": "4.0"}
    cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(SOURCES)]
    cells.append(new_markdown_cell("Take a column away.", metadata={"break": edit}))
    path = tmp_path / "04_small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return Lesson(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ["4.0"]),
        ({"then": "nothing says so"}, ["4.0", "0.333"]),
        ({"new": "(2, 7, 'x')"}, ["TypeError"]),
        ({"new": "7", "then": "no such words"}, ["7.0", "inf"]),
        ({"cell": "cell-3", "old": "W", "new": "Q"}, ["NameError: name 'Q' is not defined"]),
    ],
    ids=["an output below", "to the end", "an error in the cell", "two outputs below", "another cell"],
)
def test_a_break_is_made_on_a_copy(small, change, said):
    before = small.path.read_bytes()
    [edit] = breaks(small)
    text = asyncio.run(made(small, Break(**{**vars(edit), **change})))
    for words in said:
        assert words in text
    assert "above" not in text
    assert small.path.read_bytes() == before


def test_a_run_ends_at_the_error_or_where_the_page_was_right(small):
    [edit] = breaks(small)
    assert "0.333" not in asyncio.run(made(small, edit))
    failing = Break("cell-1", "print('above')", "raise KeyError('gone')", "6.0")
    assert asyncio.run(made(small, failing)) == "KeyError: 'gone'"
