"""The tools that execute lessons, fed small notebooks: `make notebooks` stores, strict nbval compares."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import wave

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbval.plugin import IPyNbFile
from PIL import Image, ImageDraw

from tools import lessons, notebooks
from tools.alike import differences

STREAMS = """\
import sys
print("one")
sys.stdout.flush()
print("two")"""
FIGURE = """\
import base64
import io
from IPython.display import display
from PIL import Image
file = io.BytesIO()
Image.new("RGB", (8, 8), "red").save(file, "png")
png = base64.b64encode(file.getvalue()).decode()
page = f'<figure><img alt="A red square, nothing else" src="data:image/png;base64,{png}"></figure>'
display({"text/html": page, "image/png": png, "text/plain": "A red square"}, raw=True)"""
LIVE = """\
import ipywidgets
bar = ipywidgets.IntProgress()
VIEW = "application/vnd.jupyter.widget-view+json"
view = {VIEW: {"model_id": bar.model_id, "version_major": 2, "version_minor": 0}}
display(view, raw=True)
display(view | {"text/html": "<b>still</b>", "text/plain": "still"}, raw=True)"""
RESULT = "6 * 7"


def store(path, *sources):
    """Store a notebook that was never run, as JupyterLab leaves it, and return its path."""
    cells = [new_markdown_cell("# Small"), *map(new_code_cell, sources)]
    cells[1].metadata = {
        "execution": {"iopub.status.busy": "2026-01-01"},
        "concepts": ["C001"],
        "collapsed": True,
        "jupyter": {"source_hidden": True, "outputs_hidden": True},
    }
    metadata = {"kernelspec": {"name": "python3", "display_name": "My kernel"}, "widgets": {"state": {}}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def run(*paths):
    """Run `python tools/notebooks.py run` and return the finished process."""
    command = [sys.executable, "tools/notebooks.py", "run", *map(str, paths)]
    # Under pytest a kernel does not watch what compiled code writes to stderr; in JupyterLab it does.
    variables = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return subprocess.run(
        command, cwd=lessons.ROOT, env=variables, capture_output=True, text=True, check=False
    )


def nbval(*paths):
    """Run strict nbval as `make test` does, on notebooks in a directory of their own."""
    command = lessons.command(["--rootdir", str(paths[0].parent), *map(str, paths)])
    return subprocess.run(
        command, cwd=lessons.ROOT, env=lessons.environment(), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A small notebook, executed and stored; tests change copies of it."""
    path = store(tmp_path_factory.mktemp("stored") / "05_small.ipynb", STREAMS, FIGURE, LIVE, RESULT)
    finished = run(path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout == "05_small.ipynb: stored\n"
    return path


@pytest.fixture
def copy(stored, tmp_path):
    """A copy of the stored notebook."""
    path = tmp_path / stored.name
    path.write_bytes(stored.read_bytes())
    return path


def changed(path, name, old, new):
    """Store a copy beside the notebook whose outputs say new where they said old, and return its path."""
    notebook = notebooks.read(path)
    for cell in notebook.cells[1:]:
        cell.outputs = nbformat.from_dict(json.loads(json.dumps(cell.outputs).replace(old, new)))
    assert notebook != notebooks.read(path)
    nbformat.write(notebook, path.with_name(name))
    return path.with_name(name)


# --- what make notebooks stores ----------------------------------------------


def test_the_stored_notebook_is_in_normal_form(stored):
    notebook = notebooks.read(stored)
    assert notebooks.check([stored]) == []
    assert notebook.metadata == notebooks.METADATA
    code = notebook.cells[1:]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert code[0].metadata == {"concepts": ["C001"], "jupyter": {"source_hidden": True}}
    assert [output.text for output in code[0].outputs] == ["one\ntwo\n"]
    assert set(code[1].outputs[0].data) == {"text/html", "text/plain"}
    assert [output.data for output in code[2].outputs] == [
        {"text/html": "<b>still</b>", "text/plain": "still"}
    ]
    assert code[3].outputs[0].execution_count == 4
    assert stored.read_bytes().endswith(b"}\n")


def test_cells_keep_their_ids(tmp_path):
    path = store(tmp_path / "05_small.ipynb", RESULT)
    before = [cell.id for cell in notebooks.read(path).cells]
    assert run(path).returncode == 0
    assert [cell.id for cell in notebooks.read(path).cells] == before


def test_running_twice_changes_nothing(copy, stored):
    finished = run(copy)
    assert finished.stdout == "05_small.ipynb: unchanged\n"
    assert copy.read_bytes() == stored.read_bytes()


def test_the_notebook_is_run_where_it_lies(tmp_path):
    path = store(tmp_path / "05_small.ipynb", "import os\nos.getcwd()")
    assert run(path).returncode == 0
    assert notebooks.read(path).cells[1].outputs[0].data["text/plain"] == repr(str(tmp_path.resolve()))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\nx / 0", "division by zero"),
        ("import sys\nprint('careful', file=sys.stderr)", "writes to stderr; mend it\ncareful"),
        ("import warnings\nwarnings.warn('old')", "writes to stderr"),
        # A thread of the kernel reads what compiled code writes: on a busy machine it needs its turn.
        ("import os, time\n_ = os.write(2, b'native')\ntime.sleep(1)", "writes to stderr; mend it\nnative"),
        ("import os\nos._exit(1)", "Kernel died"),
    ],
    ids=["error", "stderr", "warning", "compiled code", "dead"],
)
def test_a_lesson_that_fails_is_named_with_its_cell_and_left_alone(tmp_path, source, message):
    path = store(tmp_path / "05_small.ipynb", "a = 1", source)
    before = path.read_bytes()
    finished = run(path)
    assert finished.returncode == 1
    first_line = source.splitlines()[0]
    assert (
        f"05_small.ipynb: cell 2 (id {notebooks.read(path).cells[2].id}): {first_line!r}" in finished.stderr
    )
    assert message in finished.stderr
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["05_small.ipynb"]


def test_check_names_what_is_not_in_normal_form(copy):
    copy.write_text(copy.read_text(encoding="utf-8").replace("Python 3 (ipykernel)", "Python 3"))
    assert notebooks.check([copy]) == ["05_small.ipynb is not in normal form: run `make notebooks`"]
    assert notebooks.main(["check", str(copy)]) == 1


def test_a_cell_that_was_never_run_stays_recognisable():
    notebook = new_notebook(cells=[new_code_cell("1", execution_count=7), new_code_cell("2")])
    assert [cell.execution_count for cell in notebooks.normal_form(notebook).cells] == [1, None]


KEPT = {
    "tags": ["proof"],
    "concepts": ["C001"],
    "errata": ["E01"],
    "decides": "04-shape",
    "answer": "(2, 5, 4)",
    "jupyter": {"source_hidden": True},
}


def folded_and_collapsed():
    """A notebook with everything that the course writes into metadata, and as much that editors leave."""
    left = {"scrolled": True, "trusted": True, "execution": {}, "editable": False, "made_from": "1234"}
    edit = {"cell": "proof", "old": "1", "new": "2", "then": "2"}
    return new_notebook(
        cells=[
            new_code_cell("print(1)", id="proof", metadata=KEPT | left, execution_count=1),
            new_markdown_cell("Put 2 there.", id="break", metadata={"break": edit} | left),
            new_markdown_cell("## Extra", id="extra", metadata={"jp-MarkdownHeadingCollapsed": True} | left),
            new_markdown_cell("## Open", id="open", metadata={"jp-MarkdownHeadingCollapsed": False}),
            new_code_cell("2", id="unfolded", metadata={"jupyter": {"source_hidden": False}}),
            new_code_cell("3", id="other", metadata={"jupyter": {"outputs_hidden": True}}),
        ]
    )


def test_normal_form_keeps_what_the_course_writes_and_nothing_else():
    cells = notebooks.normal_form(folded_and_collapsed()).cells
    assert cells[0].metadata == KEPT
    assert cells[1].metadata == {"break": {"cell": "proof", "old": "1", "new": "2", "then": "2"}}
    assert cells[2].metadata == {"jp-MarkdownHeadingCollapsed": True}
    assert [cell.metadata for cell in cells[3:]] == [{}, {}, {}]


def test_editing_as_text_keeps_folded_cells_collapsed_sections_and_outputs(tmp_path):
    path, text = tmp_path / "05_small.ipynb", tmp_path / "lesson.py"
    notebook = folded_and_collapsed()
    notebook.cells.append(
        new_code_cell("4", id="ignored", metadata={"tags": ["nbval-ignore-output"]}, execution_count=4)
    )
    notebook.cells[-1].outputs = [new_output("stream", text="4\n")]
    before = notebooks.text_of(notebooks.remember_sources(notebooks.normal_form(notebook)))
    assert '"made_from"' in before
    path.write_text(before)
    jupytext = [sys.executable, "-m", "jupytext", "--quiet"]
    subprocess.run([*jupytext, "--to", "py:percent", "--output", str(text), str(path)], check=True)
    text.write_text(text.read_text().replace("Put 2 there.", "Put 2 in its place."))
    subprocess.run([*jupytext, "--update", "--to", "ipynb", "--output", str(path), str(text)], check=True)
    assert notebooks.text_of(notebooks.normal_form(notebooks.read(path))) == before.replace(
        "Put 2 there.", "Put 2 in its place."
    )


# --- which notebooks are run ---------------------------------------------------


@pytest.fixture
def shelf(tmp_path):
    """A directory of empty files named like lessons, parts, an application, a checkpoint and two strays."""
    for name in (
        *("00_welcome", "08_2_gru", "08_1_lstm", "10_many_to_one", "applications/10_reviews", "11_1_tagging"),
        *(".ipynb_checkpoints/00_welcome", "draft", "applications/8_short"),
    ):
        path = tmp_path / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("prefix", "stems"),
    [
        ("", "00_welcome 08_1_lstm 08_2_gru 10_many_to_one 10_reviews 11_1_tagging"),
        ("08", "08_1_lstm 08_2_gru"),
        ("08_2", "08_2_gru"),
        ("10_rev", "10_reviews"),
    ],
)
def test_lessons_are_found_by_the_beginning_of_their_names(shelf, prefix, stems):
    assert [path.stem for path in notebooks.lessons(prefix, shelf)] == stems.split()


def test_a_prefix_that_no_lesson_has_is_an_error(shelf, capsys):
    with pytest.raises(
        notebooks.LessonError, match="no lesson starts with '09'; there are: 00_welcome, 08_1"
    ):
        notebooks.lessons("09", shelf)
    assert notebooks.main(["run", "--lesson", "99"]) == 2
    assert lessons.main(["--lesson", "99"]) == 2
    assert capsys.readouterr().err.count("no lesson starts with '99'") == 2


def test_a_notebook_that_nothing_would_run_is_named(shelf):
    assert [path.name for path in notebooks.strays(shelf)] == ["8_short.ipynb", "draft.ipynb"]


@pytest.mark.parametrize("given", [None, 2])
def test_lessons_run_on_as_many_threads_as_are_asked_for(monkeypatch, given):
    for name in notebooks.THREAD_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    variables = lessons.environment(threads=given)
    assert {variables[name] for name in notebooks.THREAD_VARIABLES} == {str(given or 1)}


# --- which old outputs are kept ----------------------------------------------


def picture(x, size=(60, 40)):
    """Return a PNG, base64, with a thin line at x."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).line([(x, 5), (x, 30)], fill="black")
    return encoded(image)


def encoded(image):
    """Return an image as PNG, base64."""
    file = io.BytesIO()
    image.save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def shown(png, alt="A line"):
    page = f'<img alt="{alt}" src="data:image/png;base64,{png}">'
    return [new_output("display_data", data={"text/html": page, "image/png": png})]


def one_cell(outputs, source="draw()"):
    return notebooks.normal_form(
        new_notebook(cells=[new_code_cell(source, outputs=outputs, execution_count=1, id="draw")])
    )


def kept(new, old):
    """Return whether the old outputs stay where the new ones were computed."""
    return notebooks.keep_old_outputs(new, old).cells[0].outputs == old.cells[0].outputs


def test_a_picture_that_moved_by_a_pixel_is_kept():
    assert kept(one_cell(shown(picture(21))), one_cell(shown(picture(20))))


@pytest.mark.parametrize(
    "new",
    [
        one_cell(shown(picture(25))),
        one_cell(shown(picture(20, size=(61, 40)))),
        one_cell(shown(picture(20), alt="Another line")),
        one_cell(shown(picture(20)) * 2),
        one_cell(shown(picture(21)), source="draw(1)"),
    ],
    ids=["another picture", "another size", "another alt text", "a second picture", "another source"],
)
def test_an_output_that_changed_is_replaced(new):
    assert not kept(new, one_cell(shown(picture(20))))


def test_printed_numbers_are_replaced():
    old, new = (one_cell([new_output("stream", name="stdout", text=text)]) for text in ("0.51\n", "0.52\n"))
    assert not kept(new, old)


def test_an_output_that_nbval_is_told_to_ignore_is_kept_once_there_is_one():
    old, new, none = (
        one_cell([new_output("stream", name="stdout", text=text)]) for text in ("seed 1\n", "seed 2\n", "")
    )
    for notebook in (old, new, none):
        notebook.cells[0].metadata.tags = ["nbval-ignore-output"]
    assert kept(new, old)
    assert not kept(new, none)


def test_a_second_copy_of_a_picture_is_dropped_and_a_lonely_one_is_not():
    [output] = one_cell(shown(picture(20))).cells[0].outputs
    assert set(output.data) == {"text/html"}
    [output] = one_cell([new_output("display_data", data={"image/png": picture(20)})]).cells[0].outputs
    assert set(output.data) == {"image/png"}


def sound(samples, rate=4000):
    """Return a cell that plays samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setparams((1, 2, rate, 0, "NONE", ""))
        written.writeframes(np.array(samples, "<i2").tobytes())
    page = f'<audio src="data:audio/wav;base64,{base64.b64encode(file.getvalue()).decode()}">'
    return one_cell([new_output("display_data", data={"text/html": page})])


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (sound([0, 100, -96]), []),
        (sound([0, 100, -95]), ["sound 1 of 1 sounds different at 1 samples"]),
        (sound([0, 100]), ["sound 1 of 1 has 2 samples at 4000 a second, 3 at 4000 stored"]),
        (sound([0, 100, -100], 2000), ["sound 1 of 1 has 3 samples at 2000 a second, 3 at 4000 stored"]),
        (one_cell([]), ["0 sounds, 1 stored"]),
    ],
    ids=["last bits", "louder", "shorter", "slower", "silent"],
)
def test_another_sound_is_replaced(new, told):
    old = sound([0, 100, -100])
    assert differences(new.cells[0].outputs, old.cells[0].outputs) == told
    assert kept(new, old) == (not told)


SCORE = "import time\nprint(seed, time.perf_counter())"
IGNORED = "nbval-ignore-output"


def scored(path):
    """Return what the cell of a notebook says whose output is ignored."""
    return next(
        cell for cell in notebooks.read(path).cells if IGNORED in cell.metadata.get("tags", [])
    ).outputs


def edited(path, number, source):
    """Change a cell's source as an editor does: the outputs stay."""
    notebook = notebooks.read(path)
    notebook.cells[number].source = source
    nbformat.write(notebook, path)


def test_an_ignored_output_is_kept_only_while_the_code_above_it_is_the_same(tmp_path):
    path = store(tmp_path / "05_small.ipynb", "seed = 1", "# aside", SCORE, "# below")
    notebook = notebooks.read(path)
    notebook.cells[3].metadata.tags = [IGNORED]
    nbformat.write(notebook, path)
    assert run(path).returncode == 0
    first = scored(path)
    for number, source in ((0, "# Other words"), (4, "# other code below")):
        edited(path, number, source)
        assert run(path).returncode == 0
        assert scored(path) == first
    assert run(path).stdout == "05_small.ipynb: unchanged\n"
    for number, source, says in ((1, "seed = 2", "2 "), (2, "seed = 3", "3 "), (3, SCORE + "  # so", "3 ")):
        edited(path, number, source)
        before = scored(path)
        assert run(path).returncode == 0
        assert scored(path) != before
        assert scored(path)[0].text.startswith(says)
    before = scored(path)
    assert run("--fresh", path).stdout == "05_small.ipynb: stored\n"
    assert scored(path) != before


def test_svg_pictures_are_compared_as_text():
    old, new = (base64.b64encode(f'<svg><circle r="{r}"/></svg>'.encode()).decode() for r in (1, 2))
    page = '<img alt="A circle" src="data:image/svg+xml;base64,{}">'
    old, new = (
        one_cell([new_output("display_data", data={"text/html": page.format(svg)})]) for svg in (old, new)
    )
    assert kept(old, old)
    assert not kept(new, old)


# --- strict nbval ------------------------------------------------------------


def test_our_list_of_what_nbval_skips_is_its_own(request, stored):
    request.config.option.nbdime = False
    assert set(IPyNbFile.from_parent(request.session, path=stored).skip_compare) == notebooks.NOT_COMPARED


def repainted(path, name, image):
    """Store a copy beside the notebook whose picture is another one, and return its path."""
    [old] = set(re.findall(r"base64,([A-Za-z0-9+/=]+)", path.read_text()))
    return changed(path, name, old, encoded(image))


def test_nbval_is_green_on_what_was_stored_and_on_pictures_that_look_like_it(copy):
    shade = Image.new("RGB", (8, 8), (235, 10, 10))  # other bytes; to the eye the same red
    finished = nbval(copy, repainted(copy, "06_shade.ipynb", shade))
    assert finished.returncode == 0, finished.stdout
    row = next(line.split() for line in finished.stdout.splitlines() if line.startswith("05_small.ipynb"))
    # Six values: a stream, HTML and text of the figure, HTML and text of the still picture, a result.
    assert row[3] == "6"


def test_nbval_is_red_where_a_stored_picture_looks_different(copy):
    dotted = Image.new("RGB", (8, 8), "red")
    dotted.paste("black", (2, 3, 4, 6))
    finished = nbval(
        repainted(copy, "06_dot.ipynb", dotted),
        repainted(copy, "07_size.ipynb", Image.new("RGB", (8, 9), "red")),
    )
    assert finished.returncode == 1
    assert "2 failed, 6 passed" in finished.stdout
    cell = notebooks.read(copy).cells[2].id
    assert (
        f"06_dot.ipynb, cell {cell}: picture 1 of 1 looks different at 6 of 64 pixels, x 2–3, y 3–5"
        in finished.stdout
    )
    assert f"07_size.ipynb, cell {cell}: picture 1 of 1 has 8 × 8 pixels, 8 × 9 stored" in finished.stdout


def test_a_picture_whose_output_nbval_ignores_is_not_compared(copy):
    path = repainted(copy, "06_dot.ipynb", Image.new("RGB", (8, 8), "black"))
    notebook = notebooks.read(path)
    notebook.cells[2].metadata.tags = [IGNORED]
    nbformat.write(notebook, path)
    finished = nbval(path)
    assert finished.returncode == 0, finished.stdout


def test_nbval_is_red_where_a_stored_output_differs_or_the_network_is_used(copy):
    fetch = "import urllib.request\nurllib.request.urlopen('http://192.0.2.1')"
    online = new_notebook(cells=[new_code_cell(fetch, execution_count=1)], metadata=notebooks.METADATA)
    nbformat.write(online, copy.with_name("09_online.ipynb"))
    finished = nbval(
        changed(copy, "06_alt.ipynb", "A red square, nothing else", "A blue square, nothing else"),
        changed(copy, "07_number.ipynb", '"42"', '"43"'),
        changed(copy, "08_print.ipynb", "two", "three"),
        copy.with_name("09_online.ipynb"),
    )
    assert finished.returncode == 1
    assert "4 failed, 9 passed" in finished.stdout
    for message in (
        *("mismatch 'text/html'", "mismatch 'text/plain'", "mismatch 'stdout'", "the tests run offline"),
        *(
            "06_alt.ipynb::Cell 1",
            "07_number.ipynb::Cell 3",
            "08_print.ipynb::Cell 0",
            "09_online.ipynb::Cell 0",
        ),
    ):
        assert message in finished.stdout


def test_a_run_that_leaves_out_cells_is_red(copy):
    """Outside pytest's root directory nbval's cells have no names, and xdist drops all but one notebook's."""
    other = copy.with_name("06_small.ipynb")
    other.write_bytes(copy.read_bytes())
    command = lessons.command([str(copy), str(other)])
    finished = subprocess.run(command, cwd=lessons.ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "NOT EXECUTED  06_small.ipynb: 0 of 4 code cells reported" in finished.stdout
