"""Lessons run on what learners write: answers of `tests/answers` go into the stubs, and all cells run."""

import ast
import asyncio
import linecache
import runpy
from copy import deepcopy
from pathlib import Path

import nbformat
import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.tasks import find
from course_utils.tasks.turns import all_tasks, judge
from tools import notebooks

ANSWERS = Path(__file__).with_name("answers")
RIGHT, WRONG = {}, {}
for path in sorted(ANSWERS.glob("lesson_*.py")):
    answers = runpy.run_path(str(path))
    RIGHT |= answers["RIGHT"]
    WRONG |= answers["WRONG"]


# --- the machinery ------------------------------------------------------------


def turns(notebook):
    """Return {id: (index of the stub, index of the cell that calls your_turn)} of a notebook, in order."""
    found, bound = {}, {}
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(TransformerManager().transform_cell(cell.source))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "your_turn":
                id, answer = node.args
                found[id.value] = (bound[answer.id], i)
        bound |= dict.fromkeys(names_bound(tree), i)
    return found


def names_bound(tree):
    """Return the names that a cell's definitions and assignments bind."""
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return names | {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def run_with(path, sources):
    """Execute a lesson with those sources {id: text} in its stubs; return {id: first line of the verdict}."""
    notebook = deepcopy(notebooks.read(path))
    places = turns(notebook)
    for id, source in sources.items():
        stub = notebook.cells[places[id][0]]
        stub.source = fill(stub.source, find(id).name, source)
    executed = asyncio.run(notebooks.execute(notebook, path))
    return {id: first_lines(executed.cells[i])[0] for id, (_, i) in places.items()}


def fill(cell, name, source):
    """Return a stub's cell with the statement that binds the name replaced; what stands beside it is kept."""
    (stub,) = [node for node in ast.parse(cell).body if name in names_bound(ast.Module([node], []))]
    lines = cell.splitlines()
    return "\n".join([*lines[: stub.lineno - 1], source, *lines[stub.end_lineno :]])


def first_lines(cell):
    """Return the first line of every output's text."""
    return [output.data["text/plain"].splitlines()[0] for output in cell.outputs if "data" in output]


def typed(source, name):
    """Return what a cell with this source binds to a name; its text is kept, as in a notebook."""
    filename = f"ipykernel_1/{abs(hash(source))}.py"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    names = {"np": np}
    exec(compile(source, filename, "exec"), names)
    return names[name]


def variants(id):
    """Return ours and every other right answer: all sources that a lesson must run on."""
    return [find(id).source, *RIGHT[id]]


LESSONS = {path: list(turns(notebooks.read(path))) for path in notebooks.lessons()}


def mixed(ids, run):
    """Return an answer for each turn; over the runs every one takes part, beside others each time."""
    return {id: variants(id)[(run + i) % len(variants(id))] for i, id in enumerate(ids)}


def learners(ids):
    """Return an answer of a learner for each turn, none of them ours."""
    return {id: RIGHT[id][i % len(RIGHT[id])] for i, id in enumerate(ids)}


# Each run executes a whole lesson, all turns at once: one a lesson stands in CI, the others in the night.
RUNS = [pytest.param(path, learners(ids), id=path.stem) for path, ids in LESSONS.items() if ids] + [
    pytest.param(path, mixed(ids, run), id=f"{path.stem}-{run}", marks=pytest.mark.nightly)
    for path, ids in LESSONS.items()
    if ids
    for run in range(max(len(variants(id)) for id in ids))
]


# --- answers ------------------------------------------------------------------


def test_every_turn_has_two_right_and_three_wrong_answers():
    ids = {task.id for task in all_tasks() if task.id[0].isdigit()}
    assert set(RIGHT) == set(WRONG) == ids
    assert all(len(RIGHT[id]) >= 2 and len(WRONG[id]) >= 3 for id in ids)


@pytest.mark.parametrize(("id", "source"), [(id, source) for id in RIGHT for source in variants(id)])
def test_every_right_answer_is_right(id, source):
    verdict = judge(find(id), typed(source, find(id).name))
    assert verdict.is_right, verdict


@pytest.mark.parametrize(("id", "source", "words"), [(id, *wrong) for id in WRONG for wrong in WRONG[id]])
def test_every_wrong_answer_gets_its_message(id, source, words):
    verdict = judge(find(id), typed(source, find(id).name))
    assert verdict.mark == "✗"
    assert words in " ".join(verdict.words), verdict


@pytest.mark.parametrize("id", WRONG)
def test_different_mistakes_get_different_messages(id):
    told = {}
    for source, words in WRONG[id]:
        told.setdefault(judge(find(id), typed(source, find(id).name)).words[0], set()).add(words)
    assert [words for words in told.values() if len(words) > 1] == []


# --- whole lessons ------------------------------------------------------------


def test_every_task_stands_in_its_lesson():
    for path, ids in LESSONS.items():
        number = path.name[:2]
        assert all(id.startswith(f"{number}-") for id in ids)
        known = [task.id for task in all_tasks() if task.id.startswith(f"{number}-")]
        assert not known or set(ids) <= set(known)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "sources"), RUNS)
def test_a_lesson_runs_on_what_learners_write(path, sources):
    assert all(line.startswith("✓ Yours is right") for line in run_with(path, sources).values())


# --- a small lesson, in a kernel ----------------------------------------------

IMPORTS = "import numpy as np\nfrom course_utils.tasks import your_turn"
STUB = """\
def step(x_t, h_before, W_x, W_h, b):
    \"\"\"One step.\"\"\"
    raise NotImplementedError  # your turn"""
TURN = 'step = your_turn("04-step", step)'
LATER = "h = step(np.ones((1, 2)), np.ones((1, 3)), np.ones((2, 3)), np.eye(3), np.zeros(3))\nassert h.all()"
PUZZLE = ["forgotten = ...", 'forgotten = your_turn("04-forgotten", forgotten)']


def small(directory, *sources):
    """Store a small lesson of code cells and return its path."""
    path = directory / "04_small.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
    return path


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return small(tmp_path_factory.mktemp("lesson"), IMPORTS, STUB, TURN, LATER, *PUZZLE, "print(forgotten)")


def test_stubs_are_found(lesson):
    assert turns(notebooks.read(lesson)) == {"04-step": (1, 2), "04-forgotten": (4, 5)}


def test_what_stands_beside_a_stub_is_kept():
    cell = 'words["alarm"] = 1\n\nforgotten = ...  # your turn\nafter = 2'
    assert (
        fill(cell, "forgotten", 'forgotten = "a b"') == 'words["alarm"] = 1\n\nforgotten = "a b"\nafter = 2'
    )


def test_a_lesson_with_its_stubs_untouched_goes_on(lesson):
    assert run_with(lesson, {}) == dict.fromkeys(
        ("04-step", "04-forgotten"), "○ Not written yet. The lesson goes on with ours."
    )


def test_a_lesson_runs_on_right_answers(lesson):
    verdicts = run_with(lesson, {id: RIGHT[id][-1] for id in ("04-step", "04-forgotten")})
    assert [line[:16] for line in verdicts.values()] == ["✓ Yours is right"] * 2


def test_a_lesson_that_needs_our_own_words_is_found(tmp_path):
    path = small(tmp_path, IMPORTS, STUB, TURN, "assert step.__doc__")
    assert run_with(path, {})
    with pytest.raises(notebooks.LessonError, match=r"assert step\.__doc__"):
        run_with(path, {"04-step": find("04-step").source})


def test_an_answer_that_is_right_but_too_loud_is_found(tmp_path):
    path = small(tmp_path, IMPORTS, STUB, TURN, LATER)
    loud = "import sys\n" + RIGHT["04-step"][0].replace(
        "    word =", "    print('x', file=sys.stderr)\n    word ="
    )
    with pytest.raises(notebooks.LessonError, match="writes to stderr"):
        run_with(path, {"04-step": loud})


def test_a_learners_evening(tmp_path):
    """One kernel: untouched, run again, wrong in several ways, run again, right, run again."""
    wrong = [source for source, _ in WRONG["04-step"][:1]]
    endless = STUB.replace("raise NotImplementedError  # your turn", "while True:\n        pass")
    broken = STUB.replace("raise NotImplementedError  # your turn", "return x_t @ W")
    hers = RIGHT["04-step"][0] + "\nhers = step"
    cells = [IMPORTS, STUB, TURN, TURN]
    for source in (*wrong, endless, broken):
        cells += [source, TURN]
    cells += [TURN, hers, TURN, TURN, "assert step is hers", LATER]
    path = small(tmp_path, *cells)
    executed = asyncio.run(notebooks.execute(notebooks.read(path), path))
    lines = [line for cell in executed.cells if cell.source == TURN for line in first_lines(cell)]
    assert lines == [
        "○ Not written yet. The lesson goes on with ours.",
        "○ This is ours. Run the stub's cell, then this one.",
        "✗ Not yet. Check 2 of 7: only the bias is active.",
        "✗ Not yet. Check 1 of 7: the result's shape.",
        "✗ Not yet. Check 1 of 7: the result's shape.",
        "○ This is ours. Run the stub's cell, then this one.",
        "✓ Yours is right: 7 checks on fresh inputs. From here on the lesson runs on it.",
        "✓ Yours is right: 7 checks on fresh inputs. From here on the lesson runs on it.",
    ]
    text = "".join(output.data["text/plain"] for cell in executed.cells for output in cell.outputs)
    assert "It did not finish within 2 seconds. It was in line 3 of your cell, `while True:`" in text or (
        "It was in line 4 of your cell, `pass`" in text
    )
    assert "Line 3 of your cell, `return x_t @ W`, raised NameError: name 'W' is not defined." in text
    assert "/" not in text.replace("1 / ", "")
