"""JupyterLab in headless Chromium: lessons run, explorers and quizzes work by keys, nothing jumps.

The harness is tested too: explorers with planted faults must make it fail.
"""

import html
import re
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSON = "04_forward_propagation.ipynb"


def read(name, folder=NOTEBOOKS):
    return nbformat.read(folder / name, as_version=4)


def explorer_cells(notebook):
    return [cell for cell in notebook.cells if "explorer" in cell.metadata.get("tags", [])]


LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
WITH_EXPLORERS = [name for name in LESSONS if explorer_cells(read(name))]


def stored_alts(notebook):
    """The alt texts of all pictures that a lesson stores, in order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pages = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    return [html.unescape(alt) for page in pages for alt in re.findall(r'<img [^>]*?alt="([^"]*)"', page)]


def shown_alts(notebook):
    """The alt texts of all pictures that stand in outputs and could be decoded."""
    return notebook.evaluate(
        """
        const images = [...panel.node.querySelectorAll('.jp-OutputArea figure img')];
        await Promise.all(images.map(image => image.decode()));
        return images.map(image => image.alt);
        """
    )


def test_there_is_a_lesson_with_an_explorer():
    assert LESSON in WITH_EXPLORERS


def test_lesson_runs_and_a_learner_explores_it_by_keyboard(lab, say):
    with lab.open(LESSON) as notebook:
        notebook.run_all()
        explorer = notebook.explorers()[0]
        before = explorer.look()
        explorer.type_sentence("man bites dog")
        assert explorer.changed(before)
        assert "Step 1 of 3, the word “man”" in explorer.look()["text"]
        before = explorer.look()
        explorer.press(explorer.slider(), "ArrowRight")
        assert explorer.changed(before)
        assert "Step 2 of 3, the word “bites”" in explorer.look()["text"]
        explorer.demand_names()
        milliseconds = explorer.latency(presses=20)
        say(f"{LESSON}: key press to new picture, median of 20: {milliseconds:.0f} ms")
        explorer.move_all()
        notebook.demand_no_error()


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_stored_pictures_are_seen_untrusted_and_every_explorer_moves(lab, say, name):
    stored = read(name, lab.root)
    with lab.open(name) as notebook:
        assert not any(notebook.trusted())
        assert shown_alts(notebook) == stored_alts(stored)
        assert len(stored_alts(stored)) >= len(explorer_cells(stored))
        notebook.run("imports", "explorer")
        explorers = notebook.explorers()
        assert len(explorers) == len(explorer_cells(stored))
        for number, explorer in enumerate(explorers, 1):
            explorer.move_one()
            if explorer.slider().count():
                say(
                    f"{name}, explorer {number}: median of 6 key presses {explorer.latency(presses=6):.0f} ms"
                )


def test_a_quiz_is_answered_by_keyboard_alone(lab):
    name = lab.write(
        "quiz.ipynb", ("from course_utils.quiz import quiz", "imports"), ("quiz('00-order')", "quiz")
    )
    with lab.open(name) as notebook:
        notebook.run_all()
        feedback = notebook.page.locator(".course-quiz .course-text")
        feedback.wait_for()
        notebook.tab_to("input[type=radio]")
        notebook.press("Space", "ArrowDown")
        notebook.tab_to("button")
        notebook.press("Enter")
        feedback.get_by_text("Not this one. Both have three words. Try another answer.").wait_for()
        assert feedback.locator("[role=status]").count() == 1
        notebook.tab_to("input[type=radio]", "Shift+Tab")  # from below, the last option
        notebook.press("Space")
        notebook.tab_to("button")
        notebook.press("Space")
        feedback.get_by_text("✓ Right.").wait_for()
        assert "so order counts" in feedback.inner_text()
        notebook.demand_no_error()
        assert notebook.evaluate("return cells.length") == 2  # no key reached JupyterLab's commands


PLANTED = """
import ipywidgets as widgets
from course_utils.explorers import Explorer, base
from course_utils.figures import Picture

base.TEXT_HEIGHT = "auto"

def picture(length, alt):
    return Picture(f'<svg width="200" height="20"><path stroke="black" d="M0 9h{length}"/></svg>', alt)

def explorer(draw):
    return Explorer(draw, {"length": widgets.IntSlider(3, 1, 9, description="Length")})

def raises(length):
    if length != 3:
        raise RuntimeError("a planted bug")
    return picture(length, "a line")
"""


def test_the_harness_sees_planted_faults(lab):
    name = lab.write(
        "planted.ipynb",
        (PLANTED, "imports"),
        ("explorer(lambda length: picture(10 * length, f'length {length}'))", "explorer"),
        ("explorer(raises)", "explorer"),
        ("explorer(lambda length: picture(10 * length, 'words ' * 100 * length))", "explorer"),
        ("explorer(lambda length: picture(10 * length, 'always the same'))", "explorer"),
        ("explorer(lambda length: picture(10, f'length {length}'))", "explorer"),
    )
    with lab.open(name) as notebook:
        notebook.run_all()
        sound, raising, jumping, silent, frozen = notebook.explorers()
        sound.move_all()
        with pytest.raises(AssertionError, match="the page jumped"):
            jumping.move_all()
        for unchanged in (silent, frozen):
            with pytest.raises(AssertionError, match="no control changed both"):
                unchanged.move_all()
        with pytest.raises(AssertionError, match="RuntimeError: a planted bug"):
            raising.move_all()


def test_the_harness_sees_an_error_in_a_cell(lab):
    name = lab.write("error.ipynb", ("1 / 0", "imports"))
    with lab.open(name) as notebook, pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()
