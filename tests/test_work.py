"""The learner's copies: cleared, linked, remembered, and never overwritten."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools import work

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"""\]\(([^)\s]+)[^)]*\)|(?:href|src)=["']([^"']+)["']""")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//", re.IGNORECASE)
MINE = "what I wrote"


def lesson(*sources, **metadata):
    """A stored lesson: a heading, code cells that were run, one with a live view."""
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {"state": {}}})
    notebook.cells.append(nbformat.v4.new_markdown_cell("# 04 · Test", metadata=metadata))
    for number, source in enumerate(sources, 1):
        output = nbformat.v4.new_output("stream", text="42\n")
        cell = nbformat.v4.new_code_cell(source, outputs=[output], execution_count=number)
        cell.metadata = nbformat.from_dict({"jupyter": {"source_hidden": True}, "tags": ["proof"]})
        notebook.cells.append(cell)
    return notebook


@pytest.fixture
def course(tmp_path):
    """A course with two lessons, an application and a picture; returns its folder."""
    for name in ("03_before", "04_forward", "applications/10_reviews"):
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(lesson(f"print({name!r})"), path)
    (tmp_path / "notebooks" / "pictures").mkdir()
    (tmp_path / "notebooks" / "pictures" / "cell.png").write_bytes(b"\x89PNG")
    (tmp_path / "notebooks" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "notebooks" / ".ipynb_checkpoints" / "04_forward-checkpoint.ipynb").write_text("{}")
    return tmp_path


def files(root):
    """All that stands in work/: relative names and bytes, without what is remembered."""
    folder = root / "work"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != work.ORIGINS
    }


def change(root, name, source="print('new')"):
    nbformat.write(lesson(source), root / "notebooks" / f"{name}.ipynb")


# --- copies ------------------------------------------------------------------


def test_every_lesson_is_copied_with_what_stands_beside_it(course):
    assert work.copy(course) == ["Copied to work/: 03_before, 04_forward, 10_reviews."]
    names = ["03_before.ipynb", "04_forward.ipynb", "applications/10_reviews.ipynb", "pictures/cell.png"]
    assert sorted(files(course)) == names
    assert work.copy(course) == []


def test_copies_have_no_outputs_and_keep_everything_else(course):
    notebook = lesson("a = 1", "a + 1", **{"jp-MarkdownHeadingCollapsed": True})
    nbformat.write(notebook, course / "notebooks" / "04_forward.ipynb")
    work.copy(course)
    copied = nbformat.read(course / "work" / "04_forward.ipynb", as_version=4)
    assert "widgets" not in copied.metadata
    for cell, original in zip(copied.cells, notebook.cells, strict=True):
        assert (cell.id, cell.source, cell.metadata) == (original.id, original.source, original.metadata)
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_nothing_that_is_there_is_overwritten(course):
    mine = course / "work" / "04_forward.ipynb"
    picture = course / "work" / "pictures" / "cell.png"
    for path in (mine, picture):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MINE)
    change(course, "04_forward")
    work.copy(course)
    assert mine.read_text() == picture.read_text() == MINE
    assert sorted(files(course))[1:3] == ["04_forward.ipynb", "applications/10_reviews.ipynb"]


def test_a_copy_that_is_older_than_the_course_is_named(course):
    work.copy(course)
    (course / "work" / "04_forward.ipynb").write_text(MINE)
    assert work.copy(course) == []  # that she writes in it is no reason
    change(course, "04_forward")
    change(course, "applications/10_reviews")
    assert work.copy(course) == [
        "work/04_forward.ipynb is older than the course: make reset LESSON=04_forward",
        "work/applications/10_reviews.ipynb is older than the course: make reset LESSON=10_reviews",
    ]


def test_new_outputs_alone_make_no_copy_old(course):
    work.copy(course)
    path = course / "notebooks" / "04_forward.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs[0].text = "43\n"
    nbformat.write(notebook, path)
    assert work.copy(course) == []


@pytest.mark.parametrize("spoiled", [None, "", "[1]", "{"])
def test_where_the_memory_is_lost_nothing_else_is(course, spoiled):
    work.copy(course)
    (course / "work" / "04_forward.ipynb").write_text(MINE)
    origins = course / "work" / work.ORIGINS
    origins.unlink() if spoiled is None else origins.write_text(spoiled)
    assert len(work.copy(course)) == 3  # all are told to be older
    assert (course / "work" / "04_forward.ipynb").read_text() == MINE
    work.reset("0", course)
    assert "work/applications/10_reviews.ipynb" in "".join(work.copy(course))
    assert len(json.loads(origins.read_text())) == 2


# --- reset -------------------------------------------------------------------


def test_reset_keeps_every_old_copy_beside_the_fresh(course):
    work.copy(course)
    mine = course / "work" / "04_forward.ipynb"
    fresh = mine.read_text()
    for number in range(3):
        mine.write_text(f"{MINE} {number}")
        (said,) = work.reset("04", course)
        assert mine.read_text() == fresh
        assert "What you had is now 04_forward.old" in said
    kept = [mine.with_name(f"04_forward.old{number}.ipynb").read_text() for number in ("", 2, 3)]
    assert kept == [f"{MINE} {number}" for number in range(3)]


def test_reset_takes_the_course_as_it_is_now(course):
    work.copy(course)
    change(course, "04_forward", "print('mended')")
    work.reset("04", course)
    assert "mended" in (course / "work" / "04_forward.ipynb").read_text()
    assert "mended" not in (course / "work" / "04_forward.old.ipynb").read_text()
    assert work.copy(course) == []


def test_reset_of_a_fresh_or_missing_copy_leaves_no_second_file(course):
    assert work.reset("04", course) == ["work/04_forward.ipynb is fresh."]
    assert work.reset("04", course) == ["work/04_forward.ipynb is fresh already."]
    assert list(files(course)) == ["04_forward.ipynb"]


def test_a_prefix_of_several_means_all_of_them(course):
    assert [path.stem for path in work.matching("0", course)] == ["03_before", "04_forward"]
    assert len(work.reset("0", course)) == 2
    assert "applications/10_reviews.ipynb" not in files(course)
    work.reset("10", course)
    assert "applications/10_reviews.ipynb" in files(course)


@pytest.mark.parametrize(
    "name", ["", "99", "4", "../notebooks/04", "*", "forward", "notebooks/04_forward.ipynb"]
)
def test_a_bad_name_is_answered_in_one_line(course, name, monkeypatch, capsys):
    monkeypatch.setattr(work, "matching", lambda prefix, root, search=work.matching: search(prefix, course))
    assert work.main(["reset", name]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"LESSON must be the beginning of one of: 03_before, 04_forward, 10_reviews; got {name!r}\n"


def test_the_command_line_says_what_it_does(course):
    """As a learner's shell runs it, in a course of its own."""
    (course / "tools").mkdir()
    for name in ("__init__.py", "work.py"):
        (course / "tools" / name).write_bytes((ROOT / "tools" / name).read_bytes())

    def run(*arguments):
        command = [sys.executable, "-m", "tools.work", *arguments]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    assert run("copy") == (0, "Copied to work/: 03_before, 04_forward, 10_reviews.\n", "")
    assert run("copy") == (0, "", "")
    assert run("reset", "03") == (0, "work/03_before.ipynb is fresh already.\n", "")
    assert run("reset", "99")[:2] == (1, "")


# --- the course's own lessons ------------------------------------------------


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The course's own lessons, copied to a work/ that stands where a learner's stands."""
    root = tmp_path_factory.mktemp("course")
    for path in ROOT.iterdir():
        if path.name not in ("work", ".git", ".venv"):
            (root / path.name).symlink_to(path)
    work.copy(root)
    return root


def dead_links(root, page, text):
    """The relative links of a page that lead nowhere."""
    links = [address or other for address, other in LINK.findall(text)]
    local = [link.split("#")[0] for link in links if not ELSEWHERE.match(link)]
    return [link for link in local if not (page.parent / link).exists()]


def test_every_relative_link_of_every_copy_resolves(copies):
    followed = 0
    for path in sorted((copies / "work").rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        followed += len(LINK.findall(text))
        assert dead_links(copies, path, text) == [], path.name
    assert followed


@pytest.mark.parametrize(
    "link", ["[x](missing.ipynb)", '<img src="missing.png">', "[x](../data/missing.csv#a)"]
)
def test_a_dead_link_is_found(copies, link):
    assert len(dead_links(copies, copies / "work" / "00_welcome.ipynb", link)) == 1


@pytest.mark.parametrize(
    "link",
    ["[x](04_forward_propagation.ipynb#a)", "[x](../data/README.md)", "[x](#here)", "[x](https://a.b/c)"],
)
def test_a_good_link_is_let_pass(copies, link):
    assert dead_links(copies, copies / "work" / "00_welcome.ipynb", link) == []


def test_git_ignores_the_learners_folder():
    command = ["git", "check-ignore", "--quiet", "work/04_forward_propagation.ipynb"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
