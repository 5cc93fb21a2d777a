"""What is stored: executed, complete, of today's sources, the same in every run, and small."""

import re

from tools.notebooks import IGNORED, MADE_FROM, normal_form, sources_above, text_of
from tools.rules.lesson import tags_of
from tools.rules.reading import shown

NOTEBOOK_BYTES = 700_000
ALL_NOTEBOOKS_BYTES = 15_000_000
DATA_BYTES = 6_000_000


def in_normal_form(lesson):
    """The file is what `make notebooks` writes: metadata, counts, ids, no widget state."""
    stored = lesson.path.read_text(encoding="utf-8")
    same = stored == text_of(normal_form(lesson.notebook))
    return [] if same else ["not in normal form: run `make notebooks`"]


def executed(lesson):
    """Every code cell has been run, from first to last, and the outputs have not been stripped."""
    never = [str(i) for i, cell in lesson.code if cell.execution_count is None]
    problems = [f"cells {', '.join(never)} were never run"] if never else []
    if lesson.code and not any(cell.outputs for _, cell in lesson.code):
        problems.append("no cell has an output: the notebook was stripped; run `make notebooks`")
    for i, cell in lesson.code:
        if shown(cell) and not cell.outputs:
            problems.append(f"cell {i} shows a quiz or an explorer, but has no stored output")
    return problems


def no_errors_and_no_stderr(lesson):
    """No stored output is an error or was written to stderr."""
    problems = []
    for i, output in lesson.outputs:
        if output.output_type == "error":
            problems.append(f"cell {i} stores a {output.ename}; catch it and print the message")
        elif output.output_type == "stream" and output.name == "stderr":
            problems.append(f"cell {i} stores text from stderr")
    return problems


def nothing_that_varies(lesson):
    """No output holds a memory address, and none Keras's progress text with its milliseconds."""
    problems = []
    for i, output in lesson.outputs:
        text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
        if re.search(r"\b0x[0-9a-f]{6,}", text):
            problems.append(f"cell {i} stores a memory address")
        if re.search(r"\d[mu]?s/(step|epoch)|^Epoch \d+/\d+", text, re.MULTILINE):
            problems.append(
                f"cell {i} stores Keras's progress text; use course_utils.training.fit or verbose=0"
            )
    return problems


def compared_by_nbval(lesson):
    """No cell is skipped or allowed to raise; a cell whose output is not compared says so with a tag."""
    forbidden = {"nbval-skip", "nbval-raises-exception", "raises-exception"}
    problems = []
    for i, cell in lesson.code:
        problems += [f"cell {i} has the tag {tag}" for tag in sorted(forbidden & set(tags_of(cell)))]
        if re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            problems.append(f"cell {i} has an nbval comment; the tag {IGNORED} leaves the page clean")
    return problems


def ignored_outputs_are_of_these_sources(lesson):
    """What nbval does not compare was made by the cells as they stand now: nothing above it changed since."""
    sources = sources_above(lesson.notebook)
    return [
        f"cell {i} has the tag {IGNORED}, and a code cell above it changed after it ran: run `make notebook`"
        for i, cell in lesson.code
        if IGNORED in tags_of(cell) and cell.outputs and cell.metadata.get(MADE_FROM) != sources[cell.id]
    ]


def small_enough(lesson):
    """The notebook's file stays small: every version of it is downloaded by all who clone the course."""
    size = lesson.path.stat().st_size
    return [] if size < NOTEBOOK_BYTES else [f"has {size:,} bytes; {NOTEBOOK_BYTES:,} at most"]


def too_big(root):
    """Return which parts of the repository outgrew their bounds: all notebooks together, data/."""
    bounds = {"notebooks": ALL_NOTEBOOKS_BYTES, "data": DATA_BYTES}
    sizes = {
        name: sum(path.stat().st_size for path in (root / name).rglob("*") if path.is_file())
        for name in bounds
    }
    return [
        f"{name}/ has {sizes[name]:,} bytes; {bound:,} at most"
        for name, bound in bounds.items()
        if sizes[name] >= bound
    ]
