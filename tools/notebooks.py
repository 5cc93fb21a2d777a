"""Re-execute the lessons and bring them into one normal form, so that a diff shows what a lesson says anew.

    python tools/notebooks.py run [paths]      execute from a fresh kernel, normalise, store
    python tools/notebooks.py check [paths]    say what is not in normal form; executes nothing

Without paths: every lesson in notebooks/, or those of --lesson. Running twice changes nothing.
"""

import argparse
import asyncio
import hashlib
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # started as a file, Python looks for packages in tools/ only

from tools.alike import differences  # noqa: E402

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
PATTERN = "[0-9][0-9]_*.ipynb"
# What the course uses; editors leave the rest behind.
CELL_METADATA = {"answer", "break", "concepts", "decides", "errata", "tags"}
FOLDED = {"source_hidden": True}  # all that is kept of a cell's "jupyter": JupyterLab folds its source
COLLAPSED = "jp-MarkdownHeadingCollapsed"
IGNORED = "nbval-ignore-output"
MADE_FROM = "made_from"  # on ignored cells: the digest of the sources that made the stored output
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


def lessons(prefix="", directory=LESSONS):
    """Return the paths of all lessons, parts and applications, or of those whose stem starts with prefix.

    They come in the order of reading: an application after the lesson whose number it has.
    """
    found = [path for path in directory.rglob(PATTERN) if not _is_checkpoint(path)]
    found.sort(key=lambda path: (path.name[:2], len(path.parts), path.name))
    named = [path for path in found if path.stem.startswith(prefix)]
    if prefix and not named:
        raise LessonError(f"no lesson starts with {prefix!r}; there are: {', '.join(p.stem for p in found)}")
    return named


def strays(directory=LESSONS):
    """Return the notebooks under a directory that no lesson's pattern finds: nothing would run them."""
    everything = {path for path in directory.rglob("*.ipynb") if not _is_checkpoint(path)}
    return sorted(everything - set(lessons(directory=directory)))


def _is_checkpoint(path):
    return ".ipynb_checkpoints" in path.parts


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
        cell.metadata = nbformat.from_dict(normal_metadata(cell))
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


def normal_metadata(cell):
    """Return of a cell's metadata what the course uses, as a dict."""
    kept = {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
    if cell.cell_type == "code" and cell.metadata.get("jupyter", {}).get("source_hidden") is True:
        kept["jupyter"] = dict(FOLDED)
    if cell.cell_type == "markdown" and cell.metadata.get(COLLAPSED) is True:
        kept[COLLAPSED] = True
    if MADE_FROM in cell.metadata and IGNORED in kept.get("tags", []):
        kept[MADE_FROM] = cell.metadata[MADE_FROM]
    return kept


def normal_outputs(outputs):
    """Return outputs, a stream's pieces joined, without live views, second copies of pictures, empty text."""
    kept = []
    for output in deepcopy(outputs):
        if re.search("<img[^>]+data:image/", output.get("data", {}).get("text/html", "")):
            for mime in ("image/png", "image/jpeg"):  # the same picture again: half of a notebook's bytes
                output["data"].pop(mime, None)
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
    """Put the old output back wherever cell and output are the same to nbval, to the eye and to the ear.

    Where nbval is told to ignore an output, it differs in every run: the old one is kept as long as the
    cell and all code cells above it are those that made it.
    """
    stored = {cell.id: cell for cell in old.cells if cell.cell_type == "code"}
    made_from, old_made_from = sources_above(new), sources_above(old)
    for cell in new.cells:
        before = stored.get(cell.id)
        if cell.cell_type != "code" or before is None or before.source != cell.source:
            continue
        if IGNORED in cell.metadata.get("tags", []):
            origin = before.metadata.get(MADE_FROM, old_made_from[cell.id])
            if before.outputs and origin == made_from[cell.id]:
                cell.outputs = before.outputs
        elif same_for_nbval(cell.outputs, before.outputs) and not differences(cell.outputs, before.outputs):
            cell.outputs = before.outputs
    return normal_form(new)


def remember_sources(notebook):
    """Write into every cell whose output is ignored from which sources that output was made."""
    digests = sources_above(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code" and IGNORED in cell.metadata.get("tags", []):
            cell.metadata[MADE_FROM] = digests[cell.id]
    return notebook


def sources_above(notebook):
    """Return for every code cell's id a digest of its source and those of all code cells above it."""
    digest, found = hashlib.sha256(), {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            digest.update(cell.source.encode() + b"\0")
            found[cell.id] = digest.hexdigest()[:12]
    return found


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


# --- execution --------------------------------------------------------------


async def execute(notebook, path):
    """Run all cells in a fresh kernel, in the notebook's own directory, and return the executed copy."""
    notebook = never_run(notebook)
    started = ["the kernel's start"]
    client = client_of(notebook, path)
    client.on_cell_start = lambda cell, cell_index: started.append(place(cell_index, cell))
    try:
        # DEVNULL: the kernel's own log. What a cell writes to stderr arrives as an output.
        await client.async_execute(stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        raise LessonError(f"{path.name}: {started[-1]} failed\n{error}") from error
    complain_about_stderr(notebook, path)
    return notebook


def never_run(notebook):
    """Return a copy without outputs and counts."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def client_of(notebook, path):
    """Return what runs a notebook's cells in a kernel started in the directory of path."""
    return NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        startup_timeout=START_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        record_timing=False,
    )


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


async def run_one(path, fresh=False):
    """Execute, normalise and store one lesson; return whether its file changed. Fresh: keep no old output."""
    before = path.read_text(encoding="utf-8")
    old = nbformat.reads(before, as_version=4)
    new = normal_form(await execute(old, path))
    after = text_of(remember_sources(new if fresh else keep_old_outputs(new, normal_form(old))))
    if after == before:
        return False
    partial = path.with_suffix(".partial")  # an interrupted run leaves either the old lesson or the new one
    partial.write_text(after, encoding="utf-8", newline="\n")
    partial.replace(path)
    return True


async def run(paths, fresh=False):
    """Execute the lessons, two at a time, and return the messages of those that failed."""
    free = asyncio.Semaphore(AT_ONCE)

    async def report(path):
        async with free:
            try:
                changed = await run_one(path, fresh)
            except LessonError as error:
                return str(error)
        print(f"{path.name}: {'stored' if changed else 'unchanged'}", flush=True)
        return None

    return [message for message in await asyncio.gather(*map(report, paths)) if message]


THREAD_VARIABLES = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"),
)


def one_thread(variables):
    """Return environment variables with one thread a kernel, where they do not say otherwise.

    A training's last digits depend on the number of threads: `make notebooks` and `make test` must agree.
    """
    return {**dict.fromkeys(THREAD_VARIABLES, "1"), **variables}


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
    parser.add_argument(
        "--lesson", default="", help="the lessons whose file names start so: 04, 08_1, 10_rev"
    )
    parser.add_argument("--fresh", action="store_true", help="keep no old output, whatever was ignored")
    options = parser.parse_intermixed_args(arguments)
    try:
        paths = [path.resolve() for path in options.paths] or lessons(options.lesson)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    if options.what == "run":
        os.environ.update(one_thread(os.environ))
        problems = asyncio.run(run(paths, options.fresh))
    else:
        problems = check(paths)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
