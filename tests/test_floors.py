"""The house stands on its floors: rooms import only from below, in no circles, and load what they use."""

import ast
import graphlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "course_utils"

WIDGETS = {"ipywidgets", "IPython"}
DATA = {"sklearn", "nltk", "gensim", "music21"}
PICTURES = {"matplotlib", "svg", "resvg_py", "PIL", "IPython"}
# The table of the design, section 2: a room's floor, the highest floor it may import from, and what it may
# import from outside. `shapes` is the ground that the rest of floor 1 stands on. check_env stands outside the
# house: it asks what is installed and imports nothing.
ROOMS = {
    "shapes": (0, None, {"numpy"}),
    "lessons": (0, None, set()),
    "text": (1, 0, {"numpy"}),
    "rouge": (1, 0, {"numpy", "rapidfuzz", "nltk"}),
    "decoding": (1, 0, {"numpy"}),
    "recurrent": (1, 0, {"numpy"}),
    "gradients": (1, 0, {"numpy"}),
    "claims": (1, 0, {"numpy"}),
    "datasets": (2, 1, {"numpy", "keras"} | DATA),
    "training": (2, 1, {"numpy", "keras"} | WIDGETS),  # its progress bar is a widget
    "figures": (3, 2, {"numpy"} | PICTURES),
    "tasks": (3, 2, {"numpy", "IPython"}),
    "explorers": (4, 3, {"numpy"} | WIDGETS),
    "quiz": (4, 3, WIDGETS),
    "grading": (4, 2, {"numpy"}),
    "check_env": (5, None, set()),
}


UNREADABLE = "something that cannot be read from the file"
IMPORTERS = {"import_module", "__import__"}  # functions that import what their first argument names


def called(node):
    """Return the last part of a called name: ``import_module`` of ``importlib.import_module(…)``."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def asked_for(call):
    """Return the module that such a call names, or the package, with its dot, of one put together later."""
    match call.args:
        case [ast.Constant(value=str(name)), *_]:
            return name
        case [ast.JoinedStr(values=[ast.Constant(value=str(name)), *_]), *_] if name.endswith("."):
            return name
    return UNREADABLE


def imports(path, package="course_utils"):
    """Return the names of all modules that a file imports: at its top, in a function, or by a call."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and called(node) in IMPORTERS:
            names.add(asked_for(node))
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{a.name} as {a.asname}" for a in node.names if a.name in IMPORTERS and a.asname}
            assert node.level == 0, f"{path.name}: relative import"
            if node.module == package:
                names |= {f"{package}.{alias.name}" for alias in node.names}
            else:
                names.add(node.module)
    return names


def module_name(path, directory):
    parts = [directory.name, *path.relative_to(directory).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_problems(directory):
    """Return the imports that the table does not permit."""
    problems = []
    for path in sorted(directory.rglob("*.py")):
        name = module_name(path, directory)
        if name == "course_utils":
            problems += [f"course_utils imports {module}: it must cost nothing" for module in imports(path)]
            continue
        room = name.split(".")[1]
        if room not in ROOMS:
            problems.append(f"{room} stands on no floor")
            continue
        _, highest, outside = ROOMS[room]
        for module in sorted(imports(path)):
            top, *rest = module.split(".")
            if top != "course_utils":
                if top not in outside and top not in sys.stdlib_module_names:
                    problems.append(f"{name} imports {top}")
            elif rest and rest[0] != room and (highest is None or ROOMS[rest[0]][0] > highest):
                problems.append(f"{name} imports {module}, which is not below it")
    return problems


def circle(directory):
    """Return the modules of an import circle, or an empty list."""
    names = {module_name(path, directory): path for path in directory.rglob("*.py")}
    graph = {name: imports(path) & set(names) - {"course_utils"} for name, path in names.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


def loaded(*modules):
    """Return what importing modules in a clean process loads beyond the standard library: top-level names."""
    program = (
        "import sys, json, importlib; before = set(sys.modules);"
        f"[importlib.import_module(name) for name in {modules!r}];"
        "print(json.dumps(sorted({name.split('.')[0] for name in set(sys.modules) - before})))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(finished.stdout)) - set(sys.stdlib_module_names)


def floor_1():
    return [f"course_utils.{room}" for room, (floor, *_) in ROOMS.items() if floor <= 1]


# --- the package -------------------------------------------------------------


def test_every_import_is_permitted_by_the_table():
    assert floor_problems(PACKAGE) == []


def test_there_are_no_circles():
    assert circle(PACKAGE) == []


def test_importing_the_package_loads_nothing():
    assert loaded("course_utils") == {"course_utils"}


def test_floor_1_loads_numpy_and_rapidfuzz_only():
    heavy = loaded(*floor_1()) - {"course_utils", "numpy", "rapidfuzz"}
    # Compiled libraries name what they share (cython_runtime, _cython_3_1_4 …).
    assert {name for name in heavy if "cython" not in name} == set()


def test_figures_load_no_widgets_and_no_keras():
    assert not loaded("course_utils.figures") & {"ipywidgets", "keras", "tensorflow"}


def test_tasks_load_no_pictures_no_widgets_and_no_keras():
    assert not loaded("course_utils.tasks") & {"matplotlib", "ipywidgets", "keras", "tensorflow"}


@pytest.mark.parametrize("room", ["course_utils.explorers", "course_utils.quiz"])
def test_explorers_and_quizzes_do_not_start_keras(room):
    assert not loaded(room) & {"keras", "tensorflow"}


# --- houses that must fall ---------------------------------------------------


def build(directory, **files):
    """Build a small package course_utils from file texts and return its directory."""
    house = directory / "course_utils"
    house.mkdir()
    for name in ("__init__", *files):
        (house / f"{name}.py").write_text(files.get(name, ""))
    return house


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"text": "import matplotlib.pyplot"}, "course_utils.text imports matplotlib"),
        ({"text": "def f():\n    from tensorflow import keras"}, "course_utils.text imports tensorflow"),
        (
            {"text": "from course_utils.decoding import step"},
            "imports course_utils.decoding, which is not below it",
        ),
        ({"text": "from course_utils import figures"}, "imports course_utils.figures, which is not below it"),
        ({"figures": "import ipywidgets"}, "course_utils.figures imports ipywidgets"),
        ({"text": "import importlib\nimportlib.import_module('keras.layers')"}, "text imports keras"),
        ({"text": "from importlib import import_module as load"}, "text imports import_module as load"),
        ({"text": "def f():\n    __import__('matplotlib')"}, "course_utils.text imports matplotlib"),
        ({"text": "def f(name):\n    __import__(name)"}, "text imports something that cannot be read"),
        ({"text": "def f(x):\n    __import__(f'course_utils.figures.{x}')"}, "which is not below it"),
        ({"text": "class A:\n    def f(self):\n        import sklearn"}, "course_utils.text imports sklearn"),
        (
            {"text": "import importlib\nimportlib.import_module('course_utils.decoding')"},
            "which is not below it",
        ),
        ({"quiz": "from course_utils import explorers"}, "course_utils.explorers, which is not below it"),
        ({"grading": "from course_utils import figures"}, "course_utils.figures, which is not below it"),
        ({"attic": ""}, "attic stands on no floor"),
        ({"__init__": "import numpy"}, "course_utils imports numpy"),
    ],
)
def test_an_import_from_above_is_found(tmp_path, files, problem):
    problems = floor_problems(build(tmp_path, **files))
    assert len(problems) == 1
    assert problem in problems[0]


def test_imports_from_below_are_no_problem(tmp_path):
    house = build(
        tmp_path,
        recurrent="import numpy\nfrom course_utils import shapes",
        grading="from course_utils.datasets import load_digits\nimport json",
        quiz="import ipywidgets\nfrom course_utils.figures import show",
    )
    assert floor_problems(house) == []


def test_a_circle_is_found(tmp_path):
    house = build(
        tmp_path, shapes="def f():\n    import course_utils.text", text="from course_utils import shapes"
    )
    assert set(circle(house)) == {"course_utils.shapes", "course_utils.text"}


def test_a_heavy_import_is_seen():
    assert "matplotlib" in loaded("course_utils.figures")
