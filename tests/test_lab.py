"""What a learner meets first: README, the installation, `make lab`, and what is saved."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from course_utils import check_env
from course_utils.lessons import LESSONS, Lesson, present
from tools import install, lab, readme

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
README = readme.README.read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)\s#]+)")

# --- the list of lessons -----------------------------------------------------


def test_every_notebook_stands_in_the_list():
    stored = {path.relative_to(ROOT).as_posix() for path in NOTEBOOKS}
    assert stored == {lesson.path for lesson in present()}


@pytest.mark.parametrize("lesson", present(), ids=lambda lesson: lesson.number)
def test_the_list_has_the_title_that_the_notebook_has(lesson):
    first = nbformat.read(ROOT / lesson.path, as_version=4).cells[0].source.splitlines()[0]
    assert first == f"# {lesson.heading}"


def test_every_lesson_can_do_something_and_has_a_number_of_its_own():
    assert len({lesson.number for lesson in LESSONS}) == len(LESSONS)
    assert all(lesson.title and lesson.able for lesson in LESSONS)


# --- README ------------------------------------------------------------------


def test_readme_lists_the_lessons_that_exist():
    assert readme.renewed(README, present()) == README, "run `make readme`"
    assert README.count(".ipynb)") == len(NOTEBOOKS)


def test_a_lesson_that_comes_or_goes_makes_readme_stale():
    reviews = Lesson("notebooks/applications/10_reviews.ipynb", "Reviews", "tell stars", ("10",))
    more = readme.renewed(README, (*present(), reviews))
    assert "| 10 | [Reviews](notebooks/applications/10_reviews.ipynb) | tell stars |" in more
    assert readme.renewed(README, present()[:-1]) != README
    assert readme.renewed(more, present()) == README  # nothing else has moved


def test_a_readme_without_marks_is_refused():
    with pytest.raises(ValueError, match="README must hold the marks"):
        readme.renewed(README.replace(readme.END, ""), present())
    with pytest.raises(ValueError, match="README must hold the marks"):
        readme.renewed(f"{readme.END} {readme.BEGIN}", present())


def missing(page):
    """What a page's links and folders (`name/`) point to and does not exist; work/ is made by `make lab`."""
    named = set(LINK.findall(page)) | set(re.findall(r"`([\w/]+/)`", page))
    local = {name for name in named if ":" not in name and name != "work/"}
    return sorted(name for name in local if not (ROOT / name).exists())


def test_readme_points_to_nothing_that_does_not_exist():
    assert missing(README) == []
    assert missing("`no_exercises/`, [x](notebooks/99.ipynb), [y](https://a.b)") == [
        "no_exercises/",
        "notebooks/99.ipynb",
    ]


# --- make --------------------------------------------------------------------


def make(*arguments):
    """The commands that make would run, without running them."""
    command = ["make", "--dry-run", "--assume-old=.venv/ready", *arguments]
    own = {"PATH": os.environ["PATH"]}  # `make unit` would pass on its own variables
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=own).stdout


def test_make_lab_opens_the_learners_copies():
    assert "-m tools.lab --where work --audience learners --port 8888" in make("lab")


def test_make_lab_passes_on_what_it_is_told():
    told = make("lab", "WHERE=notebooks", "FOR=instructors", "LESSON=04", "PORT=89", "TOKEN=x", "BROWSER=no")
    words = "--where notebooks --audience instructors --port 89 --lesson 04 --token x --no-browser"
    assert words.split() == told.replace('"', "").replace("\\\n", " ").split("tools.lab")[1].split()


def test_make_reset_names_the_lesson():
    assert 'tools.work reset "04"' in make("reset", "LESSON=04")
    assert 'tools.work reset ""' in make("reset")


# --- the installation --------------------------------------------------------


def test_before_installing_it_says_what_how_much_and_how_long():
    text = install.BEFORE.format(count=install.locked(), place=".venv")
    assert re.search(r"1[5-9]\d Python packages", text)
    for word in ("TensorFlow", "JupyterLab", "1.5 GB", "minutes", ".venv"):
        assert word in text


def test_progress_is_said_rarely():
    lines = [f"Collecting package{number}==1.0\n  Downloading\n" for number in range(100)]
    pip = [part for line in [*lines, "Installing collected packages: a, b\n"] for part in line.splitlines()]
    assert list(install.progress(pip, 168)) == [
        "  40 of about 168 packages",
        "  80 of about 168 packages",
        "  all fetched; unpacking them",
    ]


def test_an_installation_that_fails_stops_and_says_so(monkeypatch, capsys):
    steps = []

    def pip(*arguments, count=0):
        steps.append(arguments[0])
        return 1

    monkeypatch.setattr(install, "pip", pip)
    assert install.main() == 1
    assert steps == ["--require-hashes"]
    assert "run the same command again" in capsys.readouterr().err


def test_the_machine_is_checked_in_one_line_where_all_is_well(capsys):
    assert check_env.main(["--brief"]) == 0
    assert capsys.readouterr().out == "Everything is ready.\n"


def test_a_brief_check_still_names_what_fails(monkeypatch, capsys):
    monkeypatch.setattr(check_env, "packages", lambda: ["no-such-package"])
    assert check_env.main(["--brief"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("FAIL  no-such-package")
    assert lines[-1].startswith("1 of")
    assert len(lines) == 3


def test_a_lesson_that_does_not_exist_opens_nothing(capsys):
    assert lab.main(["--lesson", "99"]) == 1
    assert "LESSON must be the beginning of one of: 00_welcome" in capsys.readouterr().err


# --- the server --------------------------------------------------------------


def status(desk, page):
    try:
        with urllib.request.urlopen(f"{desk.url}/{page}?token={desk.token}") as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def disabled(desk):
    """The JupyterLab extensions that the page tells the browser to leave out."""
    with urllib.request.urlopen(f"{desk.url}/lab?token={desk.token}") as answer:
        page = answer.read().decode()
    return json.loads(re.search(r'"disabledExtensions": (\[[^]]*\])', page)[1])


def test_the_learners_lab_is_quiet_and_without_nbgrader(tmp_path, open_course):
    with open_course(tmp_path, "--lesson=04") as desk:
        assert desk.said[0] == "Everything is ready."
        assert desk.said[1].startswith("Copied to work/: 00_welcome, ")
        assert desk.said[-1] == f"{desk.url}/?token={desk.token}"
        assert len(desk.said) == 4
        with urllib.request.urlopen(desk.said[-1]) as answer:
            assert "/lab/tree/work/04_forward_propagation.ipynb" in answer.url
        assert set(disabled(desk)) == {"@jupyter/nbgrader", "@jupyterlab/apputils-extension:announcements"}
        assert status(desk, "formgrader") == 404
        assert (tmp_path / "stderr.txt").read_text() == ""
    assert desk.process.returncode == 0  # it ends when it is told to


def test_instructors_have_nbgrader_and_maintainers_the_originals(tmp_path, open_course):
    with open_course(tmp_path, "--audience=instructors", "--where=notebooks") as desk:
        assert disabled(desk) == ["@jupyterlab/apputils-extension:announcements"]
        assert status(desk, "formgrader") != 404
        assert not (desk.root / "work").exists()
        with urllib.request.urlopen(desk.said[-1]) as answer:
            assert "/lab/tree/notebooks/00_welcome.ipynb" in answer.url


# --- what is saved -----------------------------------------------------------


def notebook():
    """A notebook that ran: a picture with its live view, a bar that is nothing but a view, a printed line."""
    view = {lab.WIDGET_VIEW: {"model_id": "a", "version_major": 2, "version_minor": 0}}
    display = nbformat.v4.new_output(
        "display_data", {"text/html": "<figure></figure>", "text/plain": "x"} | view
    )
    bar = nbformat.v4.new_output("display_data", view)
    line = nbformat.v4.new_output("stream", text="42\n")
    return nbformat.v4.new_notebook(
        metadata={"widgets": {"state": {}}, "kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            nbformat.v4.new_markdown_cell("# A"),
            nbformat.v4.new_code_cell("explorer()", outputs=[display, bar, line]),
        ],
    )


def test_a_saved_notebook_keeps_pictures_and_no_live_views(tmp_path):
    manager = FileContentsManager(root_dir=str(tmp_path), pre_save_hook="tools.lab.drop_views")
    manager.save({"type": "notebook", "format": "json", "content": notebook()}, "a.ipynb")
    saved = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    picture, line = saved.cells[1].outputs
    assert picture.data == {"text/html": "<figure></figure>", "text/plain": "x"}
    assert line.text == "42\n"
    assert "widgets" not in saved.metadata
    assert saved.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "content": lab.WIDGET_VIEW},
        {"type": "directory", "content": None},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"worksheets": [{"cells": []}], "metadata": {}}},
    ],
)
def test_other_files_are_saved_as_they_are(model):
    before = deepcopy(model)
    lab.drop_views(model, path="x", contents_manager=None)
    assert model == before


def test_an_output_that_was_empty_before_stays():
    empty = {"output_type": "display_data", "data": {}, "metadata": {}}
    content = {"metadata": {}, "cells": [{"cell_type": "code", "outputs": [empty]}]}
    lab.drop_views({"type": "notebook", "content": content})
    assert content["cells"][0]["outputs"] == [empty]


def test_the_server_listens_on_this_machine_only():
    options = lab.server_options("work/00_welcome.ipynb", 8888, "x", browser=True)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "--no-browser" not in options
    assert ("--allow-root" in options) == (os.geteuid() == 0)
