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
        explorer.demand_names()
        before = explorer.look()
        explorer.type_sentence("man bites dog")
        assert explorer.changed(before)
        assert "Step 2 of 3, the word “bites”" in explorer.look()["text"]
        before = explorer.look()
        explorer.press(explorer.slider(), "ArrowRight")
        assert explorer.changed(before)
        assert "Step 3 of 3, the word “dog”" in explorer.look()["text"]
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
        notebook.run("imports", "model", "explorer")
        explorers = notebook.explorers()
        assert len(explorers) == len(explorer_cells(stored))
        for number, explorer in enumerate(explorers, 1):
            explorer.move_one()
            if explorer.slider().count():
                say(
                    f"{name}, explorer {number}: median of 6 key presses {explorer.latency(presses=6):.0f} ms"
                )


UNROLLED = (
    ("from course_utils.explorers import unrolled_rnn_explorer", "imports"),
    ("unrolled_rnn_explorer('dog bites man today')", "explorer"),
)


def test_a_click_on_the_picture_sets_a_control(lab):
    with lab.open(lab.write("click.ipynb", *UNROLLED)) as notebook:
        notebook.run_all()
        (explorer,) = notebook.explorers()
        for value, said in (("W_x[1, 3]", "W_x[1, 3] is +0.4."), ("4", "Step 4 of 4, the word “today”.")):
            before = explorer.look()["picture"]
            explorer.box.locator(f'[data-value="{value}"]').click()
            explorer.box.get_by_role("status").get_by_text(said).wait_for()
            assert explorer.look()["picture"] != before
        assert explorer.box.locator("select").evaluate("list => list.selectedIndex") == 7


def test_play_moves_through_time_and_pauses_and_nothing_moves_before(lab):
    with lab.open(lab.write("play.ipynb", *UNROLLED)) as notebook:
        notebook.run_all()
        (explorer,) = notebook.explorers()
        explorer.press(explorer.slider(), "Home")
        explorer.box.get_by_role("status").get_by_text("Step 1 of 4").wait_for()
        notebook.page.wait_for_timeout(2000)  # longer than a step of play
        assert "Step 1 of 4" in explorer.look()["text"]
        play = explorer.box.get_by_role("button", name="Play or pause")
        explorer.press(play, "Space")
        explorer.box.get_by_role("status").get_by_text("Step 3 of 4").wait_for()
        explorer.press(play, "Space")
        notebook.page.wait_for_timeout(2000)
        assert "Step 3 of 4" in explorer.look()["text"]
        explorer.press(explorer.box.get_by_role("button", name="Stop"), "Space")
        explorer.box.get_by_role("status").get_by_text("Step 1 of 4").wait_for()


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_a_narrow_dark_window_cuts_nothing_and_names_every_control(lab, name):
    with lab.open(name, width=600) as notebook:
        notebook.command("apputils:change-theme", theme="JupyterLab Dark")
        notebook.command("application:toggle-left-area")
        notebook.run("imports", "model", "explorer")
        try:
            for explorer in notebook.explorers():
                explorer.demand_names()
                explorer.demand_fits()
                assert explorer.contrast(".course-text .widget-html-content") >= 4.5
        finally:
            notebook.command("apputils:change-theme", theme="JupyterLab Light")


ODD = ["", "a" * 300, "<img src=x onerror='document.title=1'>&amp; <b>bold</b>", "🐕 bites 狗", "\"'`${1}"]


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_odd_input_is_shown_safely(lab, name):
    with lab.open(name) as notebook:
        notebook.run("imports", "model", "explorer")
        for explorer in notebook.explorers():
            for field in explorer.box.locator("input[type=text], textarea").all():
                for typed in ODD:
                    field.focus()
                    notebook.press("Control+a", "Delete")
                    notebook.page.keyboard.insert_text(typed)
                    notebook.press("Tab")
                    explorer.demand_markup_is_ours()
                    explorer.demand_fits()
        notebook.page.wait_for_timeout(500)
        notebook.demand_no_error()


def test_a_quiz_is_answered_by_keyboard_alone(lab):
    name = lab.write(
        "quiz.ipynb", ("from course_utils.quiz import quiz", "imports"), ("quiz('00-fair-opponent')", "quiz")
    )
    with lab.open(name) as notebook:
        notebook.run_all()
        feedback = notebook.page.locator(".course-quiz .course-text")
        feedback.wait_for()
        question = notebook.page.locator(".course-question").inner_text()
        options = notebook.page.get_by_role("radiogroup", name=question).get_by_role("radio")
        options.first.wait_for()
        assert [one.evaluate("o => o.labels[0].innerText[0]") for one in options.all()] == list("ABC")
        notebook.tab_to("input[type=radio]")
        notebook.press("Space")
        seen = set()
        for _ in range(3):
            assert feedback.inner_text().strip() == ""  # a new choice clears what was said of the old one
            notebook.tab_to("button")
            notebook.press("Enter")
            feedback.get_by_text(re.compile("✓|✗")).first.wait_for()
            seen.add(feedback.inner_text())
            notebook.tab_to("input[type=radio]", "Shift+Tab")  # one stop for the whole group
            notebook.press("ArrowDown")
        assert len(seen) == 3
        assert sum("✓ Right." in said and "Nearly a tie" in said for said in seen) == 1
        assert sum("✗ Not this one." in said and "The fit gets ten." in said for said in seen) == 1
        assert feedback.locator("[role=status]").count() == 1
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


CUT = """
import ipywidgets as widgets
from course_utils.explorers import Explorer
from course_utils.figures import Picture
from course_utils.figures.sketch import sketch, text

def explorer(size, label):
    words = text(4, 20, "a <b>", size=size)
    control = widgets.Text(description=label, layout={"min_width": "900px" if label == "Wide" else "9px"})
    return Explorer(lambda word: Picture(sketch(200, 30, [words]), alt="a word"), {"word": control})
"""


def test_the_harness_sees_what_is_cut_small_or_bold(lab):
    cells = [
        (f"explorer({size}, '{label}')", "explorer")
        for size, label in ((14, "Sound"), (11, "Small"), (14, "Wide"))
    ]
    with lab.open(lab.write("cut.ipynb", (CUT, "imports"), *cells), width=600) as notebook:
        notebook.command("application:toggle-left-area")
        notebook.run_all()
        sound, small, wide = notebook.explorers()
        sound.demand_fits()
        sound.demand_markup_is_ours()
        with pytest.raises(AssertionError, match=r"cut or small: .*11"):
            small.demand_fits()
        with pytest.raises(AssertionError, match=r"cut or small: .*reaches out"):
            wide.demand_fits()
        sound.box.locator("svg text").evaluate("text => { text.innerHTML = 'a <b>bold</b>'; }")
        with pytest.raises(AssertionError, match="markup that was typed"):
            sound.demand_markup_is_ours()


def test_the_harness_sees_an_error_in_a_cell(lab):
    name = lab.write("error.ipynb", ("1 / 0", "imports"))
    with lab.open(name) as notebook, pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()
