"""The small bugs that `tools.mutants` plants: numbers, signs and indices, one at a time; and who is asked."""

from pathlib import Path

from tools.mutants import FIGURES, ROOT, asked_about, bugs, drawn_in, files

SOURCE = '''\
"""Draw 1 + 1."""

SIDES = [4, 0.5]


def place(x, é=-1):
    return x[0] + (  # a comment - no sign
        é - 2
    ), True
'''


def test_each_number_and_each_sign_is_one_bug(tmp_path):
    (tmp_path / "small.py").write_text(SOURCE, encoding="utf-8")
    source = SOURCE.encode()
    found = [bug.planted(source) for bug in bugs(tmp_path, Path("small.py"))]
    assert sorted(told.partition(":")[0] for _, told in found) == [
        *("+ → -", "- → ", "- → +", "0 → 1", "0.5 → 0.635", "1 → 2", "2 → 3", "4 → 5"),
    ]
    assert all(changed != source for changed, _ in found)
    assert {line for changed, _ in found for line in changed.decode().splitlines()[5:8]} >= {
        "def place(x, é=1):",
        "    return x[1] + (  # a comment - no sign",
        "    return x[0] - (  # a comment - no sign",
        "        é + 2",
        "        é - 3",
    }


def test_every_file_of_figures_has_tests_of_its_own():
    found = files(ROOT, [])
    assert {path.name for path in found} >= {"course_map.py", "sketch.py", "step.py"}
    assert files(ROOT, ["course_map"]) == [FIGURES / "course_map.py"]
    assert {path.name for path in files(ROOT, ["unrolled"])} >= {"step.py", "words.py"}
    assert "tests/test_heat.py" in asked_about(ROOT, FIGURES / "heat" / "step.py")
    assert "tests/test_unrolled.py" in asked_about(ROOT, FIGURES / "unrolled" / "step.py")
    assert "tests/test_figures.py" in asked_about(ROOT, FIGURES / "style.py")


def test_a_lesson_is_asked_about_every_file_of_a_folder_that_it_draws_with():
    for name in ("matrix.py", "step.py"):
        asked = {Path(path).name[:2] for path in drawn_in(ROOT, FIGURES / "heat" / name)}
        assert asked >= {"02", "03", "04", "05"}
    assert drawn_in(ROOT, FIGURES / "course.py") == []
