"""Every public name of the package says in one style what it takes and returns, and shows an example."""

import inspect
import re
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

import course_utils

PACKAGE = Path(course_utils.__file__).parent
FILES = [*PACKAGE.glob("[a-z]*.py"), *PACKAGE.glob("*/__init__.py")]
ROOMS = sorted({path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES})


def exported(room):
    """Return the public names of a room: its ``__all__``, or what it defines itself."""
    module = import_module(f"course_utils.{room}")
    own = [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
    ]
    return [(name, getattr(module, name)) for name in getattr(module, "__all__", own) if name[0] != "_"]


def public(room):
    """Return {dotted name: function or class}: what is exported, and the methods of exported classes."""
    found = {}
    for name, value in exported(room):
        if not callable(value):
            continue
        found[name] = value
        if inspect.isclass(value):
            for method, _ in inspect.getmembers(value, inspect.isroutine):
                function = getattr(value, method)
                if method[0] != "_" and getattr(function, "__module__", "").startswith("course_utils"):
                    found[f"{name}.{method}"] = function
    return found


def section(text, title):
    """Return the body of a numpydoc section, or an empty text."""
    match = re.search(
        rf"^{title}\n-{{{len(title)}}}\n(.*?)(?=^\w[^\n]*\n---|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return match[1] if match else ""


def named(body):
    """Return the names that the lines of a section of parameters begin with: ``x, state : array``."""
    lines = [line.split(" : ")[0] for line in body.splitlines() if line and not line.startswith(" ")]
    return {name.strip().lstrip("*") for line in lines for name in line.split(",")}


def docstring_problems(name, value):
    """Return what the docstring of a function or class lacks."""
    text = inspect.getdoc(value)
    if not text:
        return [f"{name} has no docstring"]
    problems = []
    if ">>> " not in section(text, "Examples"):
        problems.append(f"{name} has no example under Examples")
    if old := re.search(r"^\s*(Arguments:|Result:|Raises `|Source:)", text, re.MULTILINE):
        problems.append(f"{name} writes {old[1]!r} in place of a section")
    if is_dataclass(value) or (
        inspect.isclass(value) and issubclass(value, tuple)
    ):  # these name their fields
        return problems
    parameters = set(inspect.signature(value).parameters) - {"self"}
    if missing := parameters - named(section(text, "Parameters")):
        problems.append(f"{name} does not say what {', '.join(sorted(missing))} is")
    returns = inspect.signature(value).return_annotation not in (None, inspect.Signature.empty)
    if returns and not inspect.isclass(value) and not section(text, "Returns"):
        problems.append(f"{name} does not say what it returns")
    return problems


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_has_a_complete_docstring(room):
    names = public(room)
    assert names
    assert [problem for name, value in names.items() for problem in docstring_problems(name, value)] == []


def whole(x, *rest, **options) -> int:
    """Do it.

    Parameters
    ----------
    x, rest : int
        Numbers.
    **options
        Others.

    Returns
    -------
    int
        One.

    Examples
    --------
    >>> whole(1)
    1
    """
    return 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("x, rest : int", "x : int", "does not say what rest is"),
        ("Returns\n-------", "Result: one", "writes 'Result:'"),
        ("Returns\n-------", "Gives\n-----", "does not say what it returns"),
        (">>> whole(1)", "", "has no example"),
        ("Do it.", "Do it.\n\nSource: a book", "writes 'Source:'"),
    ],
)
def test_what_is_missing_is_found(monkeypatch, old, new, problem):
    text = inspect.getdoc(whole)
    assert docstring_problems("whole", whole) == []
    assert old in text
    monkeypatch.setattr(whole, "__doc__", text.replace(old, new))
    assert problem in "\n".join(docstring_problems("whole", whole))


def test_no_docstring_is_found():
    assert docstring_problems("f", lambda: None) == ["f has no docstring"]
