"""Coverage: every concept row is taught by code that asserts it, every erratum is decided in its appendix."""

import ast
import builtins
import csv
import re

from tools.rules.exemptions import HISTORY, WAITING
from tools.rules.lesson import APPENDIX
from tools.rules.reading import called, texts, tree

SLIDES = "What the slides say"  # where a lesson of the old form speaks of errata
DECIDED_BY_CODE = (
    "W",
    "I",
)  # wrong, inconsistent; of a clash of notation, a slip, an omission one line is enough


def rows(root, name):
    """Return the rows of docs/concepts.csv or docs/errata.csv by their ids."""
    with (root / "docs" / name).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def decides(cell):
    """Return whether a code cell has an assert or a claim that is not constant."""
    conditions = []
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Assert):
            conditions.append(node.test)
        elif called(node) == "claim":
            conditions += [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    return any(_varies(condition) for condition in conditions)


def _varies(condition):
    """Return whether an expression has a name in it that is not one of Python's own."""
    names = {node.id for node in ast.walk(condition) if isinstance(node, ast.Name)}
    return bool(names - set(dir(builtins)))


# --- concepts -----------------------------------------------------------------


def teaches_its_concepts(lesson):
    """Parts and applications together teach every concept that names their lesson first; no id is unknown."""
    known = rows(lesson.root, "concepts.csv")
    mine = {name for name, row in known.items() if row["notebooks"].split()[0] == lesson.number}
    taught = set().union(*(part.ids("concepts") for part in lesson.family))
    missing = sorted(mine - taught - set(WAITING))
    return [f"no cell teaches {name}: {known[name]['content']}" for name in missing] + [
        f"the concept {name} is not in docs/concepts.csv"
        for name in sorted(lesson.ids("concepts") - set(known))
    ]


def concepts_are_asserted(lesson):
    """Each concept that the lesson is the first to teach stands on a code cell with a claim or an assert."""
    known = rows(lesson.root, "concepts.csv")
    mine = {name for name, row in known.items() if row["notebooks"].split()[0] == lesson.number}
    taught = set().union(*(part.ids("concepts") for part in lesson.family))
    shown = set().union(
        *(
            part.ids("concepts", [(i, cell) for i, cell in part.code if decides(cell)])
            for part in lesson.family
        )
    )
    return [
        f"{name} is on no code cell with a claim or an assert that could fail: {known[name]['content']}"
        for name in sorted((mine & taught) - shown - set(HISTORY))
    ]


def untaught_concepts(lessons):
    """Return the concepts that no lesson teaches, once the last lesson, 14, exists; before that, nothing."""
    if not any(lesson.number == "14" for lesson in lessons):
        return []
    taught = set().union(*(lesson.ids("concepts") for lesson in lessons))
    return [
        f"no lesson teaches {name}" for name in sorted(set(rows(lessons[0].root, "concepts.csv")) - taught)
    ]


# --- errata -------------------------------------------------------------------


def appendix_decides_errata(lesson):
    """Every erratum of the lesson stands in an appendix of its parts, decided by code where it must be."""
    known = rows(lesson.root, "errata.csv")
    mine = {name: row for name, row in known.items() if row["lesson"] == lesson.number}
    printed = set().union(*(_printed(part) for part in lesson.family))
    decided = set().union(*(_decided(part) for part in lesson.family))
    problems = [
        f"the erratum {name} is not in docs/errata.csv"
        for name in sorted((lesson.ids("errata") | _printed(lesson)) - set(known))
    ]
    for name, row in mine.items():
        if name not in printed:
            problems.append(f"{name} does not stand under “{APPENDIX}”: {row['says']}")
        if row["kind"] in DECIDED_BY_CODE and name not in decided:
            problems.append(
                f"{name} is decided by no code cell of the appendix (metadata errata, claim or assert)"
            )
    return problems


def _printed(lesson):
    """Return the errata that the appendix names, in Markdown or in an output."""
    said = [cell.source for _, cell in lesson.appendix if cell.cell_type == "markdown"]
    said += [
        text for _, cell in lesson.appendix for output in cell.get("outputs", []) for text in texts(output)
    ]
    return set(re.findall(r"\bE\d\d\b", "\n".join(said)))


def _decided(lesson):
    """Return the errata that a code cell of the appendix carries and decides."""
    code = [(i, cell) for i, cell in lesson.appendix if cell.cell_type == "code"]
    return lesson.ids("errata", [(i, cell) for i, cell in code if decides(cell)])


def errata_are_decided(lesson):
    """Old form: every erratum stands in "What the slides say", and a code cell with its id decides it."""
    known = set(rows(lesson.root, "errata.csv"))
    named, decided = lesson.ids("errata"), lesson.ids("errata", lesson.code)
    printed = set(re.findall(r"\bE\d\d\b", _section(lesson, SLIDES)))
    return (
        [f"the erratum {name} is not in docs/errata.csv" for name in sorted((named | printed) - known)]
        + [f"{name} is not printed under “{SLIDES}”" for name in sorted(named - printed)]
        + [
            f"{name} is printed, but no code cell decides it (metadata errata)"
            for name in sorted(printed - decided)
        ]
    )


def _section(lesson, title):
    """Return the Markdown of the part under the heading that holds title."""
    lines, level = [], None
    for _, cell in lesson.markdown:
        for line in cell.source.splitlines():
            heading = re.match(r"(#+) (.*)", line)
            if heading and level is not None and len(heading[1]) <= level:
                return "\n".join(lines)
            if heading and title in heading[2]:
                level = len(heading[1])
            elif level is not None:
                lines.append(line)
    return "\n".join(lines)
