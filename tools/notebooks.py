"""Re-execute the lessons and bring them into one normal form, so that a diff shows what a lesson says anew.

    python tools/notebooks.py run [paths]      execute from a fresh kernel, normalise, store
    python tools/notebooks.py check [paths]    say what is not in normal form; executes nothing

Without paths: every lesson in notebooks/. Running twice changes nothing.
"""

import argparse
import asyncio
import base64
import io
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbval.plugin import IPyNbCell, coalesce_streams, get_sanitize_patterns, nocolors
from PIL import Image, ImageChops, ImageFilter

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "notebooks"
SANITISE = ROOT / "tests" / "nbval.cfg"

CELL_SECONDS = 300
START_SECONDS = 300  # two kernels that start at once on a busy machine were seen to need more than a minute
AT_ONCE = 2

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
CELL_METADATA = {"concepts", "errata", "tags"}  # what the course uses; editors leave the rest behind
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOT_COMPARED = {  # IPyNbFile's own list; a test compares the two
    "metadata",
    "traceback",
    "prompt_number",
    "output_type",
    "name",
    "execution_count",
    WIDGET_VIEW,
    "image/png",
    "image/jpeg",
}


class LessonError(Exception):
    """A lesson that cannot be stored; the message names notebook and cell."""


def lessons():
    """Return the paths of all lessons, in order."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))


def read(path):
    """Return the notebook stored at path."""
    return nbformat.read(path, as_version=4)


def text_of(notebook):
    """Return the notebook as the text of its file: jupytext and JupyterLab write the same bytes."""
    return nbformat.writes(notebook) + "\n"


# --- normal form ------------------------------------------------------------


def normal_form(notebook):
    """Return a copy in normal form: fixed metadata, counts 1…n, the cells' own ids, still pictures only."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for cell in notebook.cells:
        kept = {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type != "code":
            continue
        cell.outputs = normal_outputs(cell.outputs)
        if cell.execution_count is not None:  # a cell that was never run must not look as if it had been
            count += 1
            cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def normal_outputs(outputs):
    """Return outputs without live widget views and empty streams, pieces of one stream joined."""
    kept = []
    for output in deepcopy(outputs):
        if WIDGET_VIEW in output.get("data", {}):
            del output["data"][WIDGET_VIEW]  # a lesson opened fresh would show "model not found"
            if not output["data"]:
                continue
        if output.output_type == "stream":
            if not output.text:
                continue
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
                continue
        kept.append(output)
    return kept


def keep_old_outputs(new, old):
    """Put the old output back wherever cell and output are the same to nbval and to the eye."""
    stored = {cell.id: cell for cell in old.cells if cell.cell_type == "code"}
    for cell in new.cells:
        before = stored.get(cell.id)
        if cell.cell_type != "code" or before is None or before.source != cell.source:
            continue
        if same_for_nbval(cell.outputs, before.outputs) and same_pictures(cell.outputs, before.outputs):
            cell.outputs = before.outputs
        elif "nbval-ignore-output" in cell.metadata.get("tags", []) and before.outputs:
            cell.outputs = before.outputs  # what differs in every run would change the file in every run
    return normal_form(new)


def same_for_nbval(new, old):
    """Return whether strict nbval, asked with the course's sanitising rules, finds no difference."""
    patterns = dict(get_sanitize_patterns(SANITISE.read_text(encoding="utf-8")))
    cell = SimpleNamespace(
        parent=SimpleNamespace(sanitize_patterns=patterns, skip_compare=NOT_COMPARED),
        colors=nocolors,
        format_output_compare=lambda *_: None,
    )
    cell.sanitize = lambda text: IPyNbCell.sanitize(cell, text)
    return IPyNbCell.compare_outputs(cell, coalesce_streams(deepcopy(new)), coalesce_streams(deepcopy(old)))


def same_pictures(new, old):
    """Return whether both lists of outputs show the same pictures, up to the shift of a pixel."""
    new, old = pictures(new), pictures(old)
    return len(new) == len(old) and all(map(look_alike, new, old))


def pictures(outputs):
    """Return the bytes of every picture: the image outputs, and those inside an <img>."""
    found = []
    for output in outputs:
        data = output.get("data", {})
        found += [data[mime] for mime in ("image/png", "image/jpeg") if mime in data]
        found += re.findall(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=\s]+)", data.get("text/html", ""))
    return [base64.b64decode(text) for text in found]


def look_alike(new, old, tolerance=32):
    """Return whether each pixel of either picture (bytes) lies within what the other shows around it."""
    if new == old:
        return True
    try:
        new, old = (Image.open(io.BytesIO(data)).convert("RGB") for data in (new, old))
    except OSError:  # an SVG is text: other bytes, other picture
        return False
    return new.size == old.size and _within(new, old, tolerance) and _within(old, new, tolerance)


def _within(picture, other, tolerance):
    """Return whether picture stays inside other's darkest and brightest neighbours (all PIL images)."""
    too_bright = ImageChops.subtract(picture, other.filter(ImageFilter.MaxFilter(3)))
    too_dark = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), picture)
    return all(high <= tolerance for image in (too_bright, too_dark) for _, high in image.getextrema())


# --- execution --------------------------------------------------------------


async def execute(notebook, path):
    """Run all cells in a fresh kernel, in the notebook's own directory, and return the executed copy."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    started = ["the kernel's start"]
    client = NotebookClient(
        notebook,
        on_cell_start=lambda cell, cell_index: started.append(place(cell_index, cell)),
        timeout=CELL_SECONDS,
        startup_timeout=START_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        record_timing=False,
    )
    try:
        # DEVNULL: the kernel's own log. What a cell writes to stderr arrives as an output.
        await client.async_execute(stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        raise LessonError(f"{path.name}: {started[-1]} failed\n{error}") from error
    complain_about_stderr(notebook, path)
    return notebook


def complain_about_stderr(notebook, path):
    """Raise LessonError at the first cell that wrote to stderr: its text differs from run to run."""
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise LessonError(f"{path.name}: {place(i, cell)} writes to stderr; mend it\n{output.text}")


def place(index, cell):
    """Return how a message names a cell: its place in the notebook, its id, its first line."""
    first = next(iter(cell.source.splitlines()), "")
    return f"cell {index} (id {cell.get('id', '?')}): {first[:60]!r}"


async def run_one(path):
    """Execute, normalise and store one lesson; return whether its file changed."""
    before = path.read_text(encoding="utf-8")
    old = nbformat.reads(before, as_version=4)
    after = text_of(keep_old_outputs(normal_form(await execute(old, path)), normal_form(old)))
    if after == before:
        return False
    partial = path.with_suffix(".partial")  # an interrupted run leaves either the old lesson or the new one
    partial.write_text(after, encoding="utf-8", newline="\n")
    partial.replace(path)
    return True


async def run(paths):
    """Execute the lessons, two at a time, and return the messages of those that failed."""
    free = asyncio.Semaphore(AT_ONCE)

    async def report(path):
        async with free:
            try:
                changed = await run_one(path)
            except LessonError as error:
                return str(error)
        print(f"{path.name}: {'stored' if changed else 'unchanged'}", flush=True)
        return None

    return [message for message in await asyncio.gather(*map(report, paths)) if message]


def one_thread(variables):
    """Return environment variables with one thread a kernel, where they do not say otherwise.

    A training's last digits depend on the number of threads: `make notebooks` and `make test` must agree.
    """
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    return {**dict.fromkeys(names, "1"), **variables}


def check(paths):
    """Return one message for each lesson that is not in normal form."""
    problems = []
    for path in paths:
        stored = path.read_text(encoding="utf-8")
        if stored != text_of(normal_form(nbformat.reads(stored, as_version=4))):
            problems.append(f"{path.name} is not in normal form: run `make notebooks`")
    return problems


def main(arguments=None):
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["run", "check"])
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks; all lessons where none is named")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.paths] or lessons()
    if options.what == "run":
        os.environ.update(one_thread(os.environ))
        problems = asyncio.run(run(paths))
    else:
        problems = check(paths)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
