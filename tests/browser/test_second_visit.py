"""A learner's desk in a real browser: the second visit, folded cells, collapsed sections.

The server is the one that `make lab` starts, on a course of its own.
"""

import json

import nbformat
import pytest

pytestmark = pytest.mark.browser

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
DEAD = ("model not found", "Error displaying widget", "Loading widget")
NOTED = "# Draw: the state after each step"
PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # one pixel


@pytest.fixture(scope="module")
def desk(tmp_path_factory, lab, open_course):
    """The course as `make lab` opens it, in the same browser as the other tests."""
    folder = tmp_path_factory.mktemp("desk")
    page = {"LabApp": {"expose_app_in_browser": True}}
    tracker = {"windowingMode": "none"}  # else cells out of sight are not there
    for name, value in {
        "config/jupyter_lab_config.json": page,
        "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": tracker,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value))
    with open_course(folder) as course:
        yield type(lab)(lab.browser, course.root, course.url, course.token)


def outputs(path):
    """All outputs that are stored, and the notebook's metadata."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output for cell in cells for output in cell.outputs], notebook.metadata


def seen(notebook):
    """The text of all outputs, and the alt texts of the pictures in them that could be decoded."""
    return notebook.evaluate(
        """
        const areas = [...panel.node.querySelectorAll('.jp-OutputArea')];
        const images = areas.flatMap(area => [...area.querySelectorAll('figure img')]);
        await Promise.all(images.map(image => image.decode()));
        return [areas.map(area => area.innerText).join('\\n'), images.map(image => image.alt)];
        """
    )


def test_the_second_visit_shows_still_pictures(desk):
    name = "work/00_welcome.ipynb"
    stored, _ = outputs(desk.root / name)
    assert stored == []  # a prediction comes before its answer
    with desk.open(name) as notebook:
        notebook.run("imports", "explorer", "quiz")
        explorer = notebook.explorers()[0]
        explorer.move_one()
        notebook.page.locator(".course-quiz input[type=radio]").first.wait_for()
        notebook.evaluate("await panel.context.save()")
        assert explorer.controls()  # what is open stays alive
    stored, metadata = outputs(desk.root / name)
    assert stored
    assert not [output for output in stored if WIDGET_VIEW in output.get("data", {})]
    assert "widgets" not in metadata
    with desk.open(name) as notebook:
        assert all(notebook.trusted())  # trusted, a dead view would be preferred to the picture
        text, alts = seen(notebook)
        assert len(alts) == len(notebook.tagged("explorer")) == 1
        question = notebook.cell(notebook.tagged("quiz")[0]).locator(".jp-OutputArea")
        assert question.locator("li").count() >= 3
        assert not [words for words in DEAD if words in text]
        notebook.run("imports", "explorer")  # and it wakes up
        notebook.explorers()[0].move_one()


def folded():
    """A stored notebook, untrusted: a folded cell with a picture, and a collapsed section of three cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    figure = f'<figure><img alt="a dot" width="9" src="{PICTURE}"><figcaption>A dot.</figcaption></figure>'
    drawn = nbformat.v4.new_output("display_data", {"text/html": figure, "text/plain": "a dot"})
    hidden = {"jupyter": {"source_hidden": True}, "tags": ["figure"]}
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    return nbformat.v4.new_notebook(
        metadata={"kernelspec": kernel},
        cells=[
            markdown("# 99 · A lesson"),
            code(f"{NOTED}\nsecret = 1\nsecret", metadata=hidden, outputs=[drawn], execution_count=1),
            markdown("## Going further\n\nFor the curious.", metadata={"jp-MarkdownHeadingCollapsed": True}),
            markdown("### A longer proof"),
            code("print('deep inside')"),
            markdown("The end."),
        ],
    )


def visible(notebook):
    """For each cell, whether it can be seen."""
    return [cell.is_visible() for cell in notebook.page.locator(".jp-Notebook .jp-Cell").all()]


def test_folded_and_collapsed_on_opening_untrusted(desk):
    nbformat.write(folded(), desk.root / "folded.ipynb")
    with desk.open("folded.ipynb") as notebook:
        assert not any(notebook.trusted()[:1])
        cell = notebook.cell(1)
        placeholder = cell.locator(".jp-InputPlaceholder")
        assert placeholder.inner_text().strip() == NOTED
        assert placeholder.locator("svg").count() == 1  # the three dots
        assert cell.locator(".jp-Editor, .jp-InputArea-editor").filter(has_text="secret").count() == 0
        assert seen(notebook)[1] == ["a dot"]
        assert visible(notebook)[3:] == [False, False, False]
        assert "3 cells hidden" in notebook.cell(2).inner_text()
        placeholder.click()
        assert "secret = 1" in cell.inner_text()
        notebook.cell(2).get_by_text("3 cells hidden").click()
        assert all(visible(notebook))


def test_what_is_folded_survives_a_save(desk):
    nbformat.write(folded(), desk.root / "saved.ipynb")
    with desk.open("saved.ipynb") as notebook:
        notebook.run("figure")
        notebook.evaluate("await panel.context.save()")
    cells = nbformat.read(desk.root / "saved.ipynb", as_version=4).cells
    assert cells[1].metadata.jupyter.source_hidden is True
    assert cells[2].metadata["jp-MarkdownHeadingCollapsed"] is True
