"""What is written in a function: its lines, and whether the stub was filled at all."""

import ast
import dis
import functools
import inspect
import linecache
import re
import textwrap
import types

import numpy as np


def function_of(answer):
    """Return the plain function behind a callable (a partial's, an object's `__call__`), or None."""
    while isinstance(answer, functools.partial):
        answer = answer.func
    if not isinstance(answer, types.FunctionType | types.MethodType):
        answer = vars(type(answer)).get("__call__")
    answer = getattr(answer, "__func__", answer)
    return answer if isinstance(answer, types.FunctionType) else None


def body_of(answer):
    """Return the statements of a function without its docstring, or None where there is no source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError):  # typed into python, built in, or a lambda amid an expression
        return None
    (definition,) = tree.body if len(tree.body) == 1 else (None,)
    if not isinstance(definition, ast.FunctionDef):
        return None
    return definition.body[ast.get_docstring(definition) is not None :]


def is_untouched(answer):
    """Return whether a function is still a stub: docstring, `raise NotImplementedError`, `...` or `pass`."""
    body = body_of(answer)
    return body is not None and all(_leaves_it_out(statement) for statement in body)


def _leaves_it_out(statement):
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant) and statement.value.value is ...
    return isinstance(statement, ast.Pass) or is_old_raise(statement)


def is_old_raise(statement):
    """Return whether a statement is the stub's own `raise NotImplementedError`."""
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def without_docstring(function):
    """Return the source of a function as a learner would write it: no docstring."""
    text = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(text).body
    lines = text.rstrip().splitlines()
    if ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)


def place_of(error, answer):
    """Return (line number, text) of the line of the learner's code where an error arose, or None."""
    function = function_of(answer)
    if function is None:
        return None
    filename, found, trace = function.__code__.co_filename, None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            found = trace.tb_lineno
        trace = trace.tb_next
    text = linecache.getline(filename, found).strip() if found else ""
    return (found, text) if text else None


def values_read(answer):
    """Return the names of the notebook's numbers and arrays that a function reads besides its arguments."""
    function = function_of(answer)
    if function is None:
        return []
    names = {step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL"}
    known = function.__globals__
    return sorted(name for name in names if isinstance(known.get(name), int | float | np.ndarray))


def without_paths(text):
    """Return a message without the paths of files on this machine."""
    return re.sub(r"(?:[A-Za-z]:\\|(?<![\w.~])~?/)[^\s'\"():;,]+", "…", text)
