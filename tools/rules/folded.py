"""Folded cells: they only draw or only check, say so in their first line, and nothing visible needs them."""

from tools.rules.lesson import is_folded, tags_of
from tools.rules.names import bound, needed
from tools.rules.reading import calls, tree

PURPOSES = {"figure", "proof"}


def folded_cells_say_what_unfolds(lesson):
    """Folded is what draws or checks, and only that; its first line is a comment that says what unfolds."""
    problems = []
    for i, cell in lesson.code:
        purposes = PURPOSES & set(tags_of(cell))
        if is_folded(cell) != bool(purposes):
            problems.append(f"cell {i}: folded (source_hidden) goes with the tag figure or proof")
        elif len(purposes) > 1:
            problems.append(f"cell {i}: draws or proves, not both: one of the tags figure and proof")
        if is_folded(cell) and not cell.source.lstrip().startswith("# "):
            problems.append(f"cell {i}: a folded cell's first line is a comment that says what unfolds")
    return problems


def proofs_claim(lesson):
    """A proof cell prints one line for each claim: it calls `claim`."""
    return [
        f"cell {i}: a proof cell calls claim, once for each thing it has proved"
        for i, cell in lesson.tagged("proof")
        if not calls(cell, "claim")
    ]


def nothing_visible_needs_a_folded_cell(lesson):
    """A reader who unfolds nothing misses drawing code and checks only: no name comes from a folded cell."""
    problems, owners = [], {}
    for i, cell in lesson.code:
        folded, names = is_folded(cell), tree(cell)
        for name in sorted(needed(names) & set(owners)):
            if not folded and owners[name] is not None:
                problems.append(f"cell {i} uses {name!r}, which the folded cell {owners[name]} binds")
        owners |= dict.fromkeys(bound(names), i if folded else None)
    return problems


def visible_cells_show_something(lesson):
    """A visible cell without output is the imports, a stub, or binds what the next visible cell uses."""
    problems = []
    reading = [(i, cell) for i, cell in lesson.code if lesson.kinds[i] in ("visible", "explorer")]
    for (i, cell), following in zip(reading, [*reading[1:], None], strict=False):
        if cell.outputs or "imports" in tags_of(cell):
            continue
        used = needed(tree(following[1])) if following else set()
        if not bound(tree(cell)) & used:
            problems.append(f"cell {i} shows nothing, and the next visible cell uses nothing of it")
    return problems
