"""Turns: a stub that nobody has filled, right below it the cell that asks for the verdict, and its task."""

import ast

from tools.rules.names import bound
from tools.rules.reading import tree


def turns_are_whole(lesson):
    """Each turn has its stub as the code cell before it, untouched, and the id of a task of this lesson."""
    problems, seen = [], set()
    for turn in lesson.turns:
        problems += [f"cell {turn.cell}: {problem}" for problem in _problems(lesson, turn)]
        if turn.id in seen:
            problems.append(f"cell {turn.cell}: the turn {turn.id} stands here a second time")
        seen.add(turn.id)
    return problems


def _problems(lesson, turn):
    number, _, slug = str(turn.id).partition("-")
    if number != lesson.number or not slug:
        yield f'{turn.id!r} is no turn of this lesson ("{lesson.number}-…")'
    elif (task := task_of(turn)) is None:
        yield f"course_utils.tasks knows no turn {turn.id}"
    elif task.name != turn.name:
        yield f"binds {turn.name}, but ours unfolds as {task.name}"
    cell = lesson.notebook.cells[turn.cell]
    if turn.name is None or ast.unparse(tree(cell)) != f"{turn.name} = your_turn({turn.id!r}, {turn.name})":
        yield f'a turn\'s cell is name = your_turn("{turn.id}", name) and nothing else'
    before = [i for i, _ in lesson.code if i < turn.cell]
    if turn.stub is None or turn.stub != before[-1]:
        yield f"the code cell above is no stub that binds {turn.name}"
    elif not is_stub(lesson.notebook.cells[turn.stub], turn.name):
        yield (
            f"the stub, cell {turn.stub}, must end with {turn.name}: its docstring and "
            "`raise NotImplementedError`, or `...` for a puzzle"
        )


def is_stub(cell, name):
    """Return whether a code cell ends with an untouched stub: docstring and raise, or `name = ...`."""
    stub = tree(cell).body[-1]
    if bound(stub) != {name}:
        return False
    if isinstance(stub, ast.FunctionDef):
        steps = [ast.unparse(step) for step in stub.body[1:]]
        return ast.get_docstring(stub) is not None and steps == ["raise NotImplementedError"]
    return isinstance(stub, ast.Assign) and ast.unparse(stub.value) == "..."


def task_of(turn):
    """Return the task of a turn, or None where course_utils.tasks knows none of that id."""
    from course_utils.tasks import find  # a lesson without turns is checked where there are no tasks

    try:
        return find(turn.id)
    except (KeyError, ValueError):
        return None
