"""Comparisons: as close as they say, and never thrown away."""

import ast

from tools.rules.reading import tree

CLOSE = {"allclose", "isclose"}
BOUND = {"math": "abs_tol"}  # NumPy's, without one, forgives 1e-8 whatever `rtol` says
VERDICTS = CLOSE | {"array_equal", "compare"}


def comparisons_say_how_close(lesson):
    """Every call of allclose and isclose has its own absolute tolerance."""
    problems = []
    for i, cell in lesson.code:
        for node in ast.walk(tree(cell)):
            if _function(node) in CLOSE and not _says(node, _tolerance(node)):
                problems.append(f"cell {i}: {_function(node)} must say {_tolerance(node)}=…")
    return problems


def comparisons_are_used(lesson):
    """No comparison is thrown away: alone on a line, only a cell's last one is seen, in no proof."""
    problems = []
    for i, cell in lesson.code:
        module = tree(cell)
        proof = "proof" in cell.metadata.get("tags", [])
        shown = None if proof or not module.body else module.body[-1]
        problems += [
            f"cell {i}: {ast.unparse(node.value)[:60]!r} is thrown away; assert it or claim it"
            for node in ast.walk(module)
            if isinstance(node, ast.Expr) and node is not shown and _is_verdict(node.value)
        ]
    return problems


def _function(node):
    """Return the name of the function that a node calls, np.allclose and allclose alike, or None."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", None))


def _tolerance(call):
    """Return how the absolute tolerance of a call is named."""
    module = getattr(getattr(call.func, "value", None), "id", None)
    return BOUND.get(module, "atol")


def _says(call, tolerance):
    """Return whether a call has that argument, by name or as NumPy's fourth."""
    return len(call.args) > 3 or tolerance in {word.arg for word in call.keywords}


def _is_verdict(node):
    """Return whether an expression is a comparison, or says whether things are equal."""
    if isinstance(node, ast.UnaryOp):
        return _is_verdict(node.operand)
    if isinstance(node, ast.BoolOp):
        return any(map(_is_verdict, node.values))
    return isinstance(node, ast.Compare) or _function(node) in VERDICTS
