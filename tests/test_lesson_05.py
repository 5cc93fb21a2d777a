"""Lesson 05 with a bug planted in ours: the verdict names it, and the rest of the lesson stays green."""

import asyncio
import runpy
from copy import deepcopy
from pathlib import Path

import pytest

from course_utils.tasks import find
from tools import notebooks

TYPED = runpy.run_path(str(Path(__file__).with_name("test_turns.py")))  # how answers get into stubs
(PATH,) = [path for path in notebooks.lessons() if path.name.startswith("05_")]
BUGS = [
    ("dW_x += x[:, t].T @ dz", "dW_x = x[:, t].T @ dz", "The sum over time is missing in `dW_x`"),
    ("later = dz @ W_h.T", "later = dz @ W_h", "`W_h` needs its transpose on the way back"),
    (" * (1 - h[:, t] ** 2)", "", "The slope of tanh is missing"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "words"), BUGS, ids=["no sum", "no transpose", "no slope"])
def test_a_planted_bug_is_named_and_the_lesson_goes_on_with_ours(old, new, words):
    task = find("05-backward")
    assert task.source.count(old) == 1
    notebook = deepcopy(notebooks.read(PATH))
    stub, verdict = TYPED["turns"](notebook)[task.id]
    notebook.cells[stub].source = TYPED["fill"](
        notebook.cells[stub].source, task.name, task.source.replace(old, new)
    )
    executed = asyncio.run(notebooks.execute(notebook, PATH))  # raises where a cell below fails
    (said,) = [output.data["text/plain"] for output in executed.cells[verdict].outputs]
    assert said.startswith("✗ Not yet.")
    assert words in said.replace("\n", " ")
