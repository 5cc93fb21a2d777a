"""The parts of a lesson: how it opens, what it shows and asks on the way, how it ends, what is collapsed."""

import re

from tools.rules.lesson import APPENDIX
from tools.rules.quizzes import asked
from tools.rules.reading import comments, figures, plain

GOING_FURTHER = "Going further"
OUTSIDE = ("00", "14")  # the door and the index: no lessons in the sense of these rules
SLIDE_TALK = re.compile(r"\b(?i:decks?|slides?)\b|\b[EC]\d{2,3}\b")


def has_its_parts(lesson):
    """Title, objectives, first a cell of imports, concepts; in a lesson quizzes, explorer and summary too."""
    problems = []
    if not lesson.cells or not lesson.cells[0][1].source.startswith("# "):
        problems.append("the first cell is no title (# …)")
    objectives = lesson.tagged("objectives")
    if len(objectives) != 1 or objectives[0][1].cell_type != "markdown":
        problems.append("needs one Markdown cell with the tag objectives")
    elif len(re.findall(r"^\s*[-*] ", objectives[0][1].source, re.MULTILINE)) < 2:
        problems.append("the objectives are no list that a learner can check off")
    if not lesson.code or "imports" not in lesson.code[0][1].metadata.get("tags", []):
        problems.append("the first code cell needs the tag imports")
    if not lesson.ids("concepts"):
        problems.append("no cell names the concepts it teaches")
    if lesson.is_application:
        return problems
    quizzes, needed = len(lesson.tagged("quiz")), {"00": 1, "14": 0}.get(lesson.number, 3)
    if quizzes < needed:
        problems.append(f"has {quizzes} quiz cells (tag quiz), needs {needed}")
    if not lesson.tagged("explorer"):
        problems.append("has no explorer cell (tag explorer)")
    if _summary(lesson) is None:
        problems.append("has no summary (a heading with the word Summary)")
    return problems


def gives_enough_to_do_and_to_see(lesson):
    """A lesson has turns, pictures and a mistake to make on purpose; an application its turn and pictures."""
    if lesson.number in OUTSIDE:
        return []
    needed = (
        {"turn": 1, "picture": 4} if lesson.is_application else {"turn": 2, "picture": 8, "break cell": 1}
    )
    found = {
        "turn": len(lesson.turns),
        "picture": sum(len(figures(cell)) for _, cell in lesson.code),
        "break cell": sum("break" in cell.metadata for _, cell in lesson.markdown),
    }
    return [f"has {found[what]} {what}s, needs {n}" for what, n in needed.items() if found[what] < n]


def every_section_shows_something(lesson):
    """Each level-2 section of the core before the Summary has a picture, an explorer or a turn."""
    if lesson.number in OUTSIDE or lesson.is_application:
        return []
    problems = []
    for heading, cells in lesson.sections:
        if "Summary" in heading or cells[0] not in lesson.core:
            break
        if not any(figures(cell) or lesson.kinds.get(i) in ("explorer", "turn") for i, cell in cells):
            problems.append(f"the section “{heading}” has neither picture nor explorer nor turn")
    return problems


def ends_well(lesson):
    """The core ends by saying that she is done and that what follows is extra."""
    last = lesson.core[-1][1] if lesson.collapsed and lesson.core else None
    if last is None or (last.cell_type == "markdown" and "extra" in last.source.strip().split("\n\n")[-1]):
        return []
    return ["the core's last line must say that she is done and that what follows is extra"]


def collapsed_sections_come_last(lesson):
    """Going further and the appendix are collapsed, come last and say in one sentence what they hold."""
    problems = []
    collapsed = {i for i, _ in lesson.collapsed}
    allowed = [GOING_FURTHER, APPENDIX]
    titles = [(i, level, text) for i, level, text in lesson.headings if level <= 2]
    for i, level, text in titles:
        if text in allowed and i not in collapsed:
            problems.append(f"cell {i}: the section “{text}” is not collapsed")
        elif i in collapsed and (level != 2 or text not in allowed):
            problems.append(f"cell {i}: only “{GOING_FURTHER}” and “{APPENDIX}” are collapsed")
        elif collapsed and i > min(collapsed) and i not in collapsed:
            problems.append(f"cell {i}: “{text}” comes after a collapsed section")
    order = [text for i, _, text in titles if i in collapsed and text in allowed]
    if order != [text for text in allowed if text in order]:
        problems.append(f"the collapsed sections are {GOING_FURTHER}, then {APPENDIX}, each once at most")
    for i, cell in lesson.collapsed:
        _, _, rest = cell.source.strip().partition("\n")
        if len(re.findall(r"[.!?](?=\s|$)", rest)) != 1 or not rest.rstrip().endswith((".", "!", "?")):
            problems.append(f"cell {i}: a collapsed section's cell holds its heading and one sentence")
    core = {i for i, _ in lesson.core}
    return problems + [
        f"cell {i}: an explorer stands in the core" for i, _ in lesson.tagged("explorer") if i not in core
    ]


def no_slide_talk(lesson):
    """The core never speaks of decks, slides, errata or concept rows: prose, comments, outputs, quizzes."""
    if lesson.number == "14":
        return []
    problems = []
    for i, cell in lesson.core:
        for text in _read_aloud(lesson, cell):
            if match := SLIDE_TALK.search(text):
                problems.append(f"cell {i} talks of {match[0]!r}; that belongs into the appendix")
    return problems


def _read_aloud(lesson, cell):
    """Yield the texts of a cell that a learner reads: without the code itself and the bytes of pictures."""
    if cell.cell_type == "markdown":
        yield cell.source
        return
    yield from comments(cell)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        yield from (output.get("text", ""), data.get("text/plain", ""), plain(data.get("text/html", "")))
    for table in asked(lesson, cell):
        yield table["question"]
        for option in table["options"]:
            yield from (option["text"], option["explanation"])


def _summary(lesson):
    """Return the place of the summary's heading, or None."""
    return next((i for i, _, text in lesson.headings if "Summary" in text), None)
