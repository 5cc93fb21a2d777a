"""Code on the page: short cells, Keras without a backend's own calls, NumPy lessons that start at once."""

import ast
import re

from tools.rules.lesson import tags_of
from tools.rules.reading import imports, tree

LONGEST_CELL = 25
NUMPY_LESSONS = range(9)


def cells_are_short(lesson):
    """No code cell is empty or longer than a reader can hold."""
    lengths = [(i, len(cell.source.splitlines()) if cell.source.strip() else 0) for i, cell in lesson.code]
    return [f"cell {i} is empty" for i, lines in lengths if not lines] + [
        f"cell {i} has {lines} lines; {LONGEST_CELL} at most, 15 are better"
        for i, lines in lengths
        if lines > LONGEST_CELL
    ]


def keras_but_no_tensorflow(lesson):
    """No cell uses tf.* or imports TensorFlow: any backend of Keras serves."""
    problems = []
    for i, cell in lesson.code:
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tf":
                problems.append(f"cell {i} uses tf.{node.attr}")
        if "tensorflow" in {module.split(".")[0] for module in imports(cell)}:
            problems.append(f"cell {i} imports tensorflow; import keras from course_utils.training")
    return problems


def starts_in_a_second(lesson):
    """Lessons 00–08 do not load Keras in their first cell, unless its tag needs-keras owns up to it."""
    if int(lesson.number) not in NUMPY_LESSONS or lesson.is_application:
        return []
    return [
        f"cell {i} imports {module} at the top of a NumPy lesson; import it where it is needed"
        for i, cell in lesson.tagged("imports")
        if "needs-keras" not in tags_of(cell)
        for module in imports(cell)
        if re.match(r"(keras|tensorflow|course_utils\.training)\b", module)
    ]


def keras_comes_quietly(lesson):
    """Keras is imported through course_utils.training, which leaves stderr empty."""
    return [
        f"cell {i} imports {module}; write from course_utils.training import keras"
        for i, cell in lesson.code
        for module in imports(cell)
        if module.split(".")[0] == "keras"
    ]
