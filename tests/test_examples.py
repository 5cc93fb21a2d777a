"""Strokes that figures share: every public function and class of figures and explorers shows an example."""

import inspect
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import course_utils

PACKAGE = Path(course_utils.__file__).parent
ROOMS = ("figures", "explorers")  # of the others test_docstrings.py asks what they export
MODULES = sorted(
    ".".join(["course_utils", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    for room in ROOMS
    for path in (PACKAGE / room).rglob("*.py")
)


def without_example(module):
    """Return the public functions and classes that a module defines and that show no example."""
    own = [
        (name, value)
        for name, value in vars(module).items()
        if name[0] != "_" and getattr(value, "__module__", None) == module.__name__
    ]
    return [
        name
        for name, value in own
        if (inspect.isfunction(value) or inspect.isclass(value)) and ">>> " not in (value.__doc__ or "")
    ]


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_an_example(name):
    assert without_example(import_module(name)) == []


def test_a_name_without_an_example_is_seen():
    def f():
        """Do it."""

    def g():
        """>>> g()"""

    f.__module__ = g.__module__ = "planted"
    planted = SimpleNamespace(__name__="planted", f=f, g=g, _h=f, number=3)
    assert without_example(planted) == ["f"]
