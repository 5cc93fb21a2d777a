"""Every lesson keeps every rule that it must; the tables that rules read are whole. Nothing is executed."""

import re
from pathlib import Path

import pytest

from tools.notebooks import lessons, strays
from tools.rules import FORM, Lesson, is_rewritten, links, pictures, problems, rules_of, stored
from tools.rules.coverage import rows, untaught_concepts
from tools.rules.exemptions import HISTORY, NOT_YET_REWRITTEN, WAITING
from tools.rules.minutes import EACH, core_minutes, minutes_by_kind

ROOT = Path(__file__).resolve().parents[1]
CONCEPT_MAP = ROOT.parent / "shared" / "concept-map.md"  # the repository does not need it
LESSONS = [Lesson(path) for path in lessons()]
ASKED = [
    pytest.param(lesson, rule, id=f"{lesson.path.stem}-{rule.__name__}")
    for lesson in LESSONS
    for rule in rules_of(lesson)
]


def test_there_are_lessons():
    assert [lesson.path.name for lesson in LESSONS][:1] == ["00_welcome.ipynb"]


def test_every_notebook_is_a_lesson_that_is_run():
    assert not strays(), "its name must be NN_name.ipynb: the runner lists no other"


@pytest.mark.parametrize(("lesson", "rule"), ASKED)
def test_lesson(lesson, rule):
    problems = rule(lesson)
    assert not problems, "\n".join([lesson.path.name, *problems])


@pytest.mark.parametrize("stem", NOT_YET_REWRITTEN)
def test_a_lesson_of_the_new_form_leaves_the_list(stem):
    [lesson] = [lesson for lesson in LESSONS if lesson.path.stem == stem]
    assert not is_rewritten(lesson)
    assert problems(lesson, FORM), f"{stem} keeps every rule of form: take it from NOT_YET_REWRITTEN"


def test_the_repository_stays_small():
    assert not stored.too_big(ROOT)


def test_every_concept_is_taught_once_the_course_is_complete():
    assert not untaught_concepts(LESSONS)


def test_exemptions_name_rows_that_exist_and_notebooks_that_do_not():
    assert set(HISTORY) | set(WAITING) <= set(rows(ROOT, "concepts.csv"))
    assert all(HISTORY.values())
    assert not set(WAITING.values()) & {lesson.path.stem for lesson in LESSONS}
    assert all(re.fullmatch(r"\d\d_\w+", stem) for stem in WAITING.values())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.path.stem)
def test_every_code_cell_of_the_core_costs_minutes_once(lesson, say):
    minutes = minutes_by_kind(lesson)
    spent = ", ".join(f"{kind} {each:.0f}" for kind, each in minutes.items() if each)
    say(f"{lesson.path.stem}: core about {core_minutes(lesson):.1f} minutes ({spent})")
    counted = sum(minutes[kind] / each for kind, each in EACH.items())
    places = {i for i, _ in lesson.core}
    turns = {place for turn in lesson.turns for place in (turn.stub, turn.cell)} & places
    assert counted + len(turns) == len([i for i, _ in lesson.code if i in places])
    assert bool(minutes["turn"]) == bool(turns)
    assert minutes["words"] > 0


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_of_the_pages(path):
    page = path.read_text(encoding="utf-8")
    assert not links.link_problems(page, path, ROOT)
    assert not pictures.image_problems(page)


def test_the_tables_are_whole():
    concepts, errata = rows(ROOT, "concepts.csv"), rows(ROOT, "errata.csv")
    assert list(concepts) == [f"C{n:03}" for n in range(1, 200)]
    assert list(errata) == [f"E{n:02}" for n in range(1, 100)]
    assert all(
        re.fullmatch(r"\d\d( \d\d)*", row["notebooks"]) and row["content"] for row in concepts.values()
    )
    kinds = [row["kind"] for row in errata.values()]
    assert {kind: kinds.count(kind) for kind in "INOSW"} == {"I": 46, "N": 11, "O": 3, "S": 9, "W": 30}


@pytest.mark.skipif(not CONCEPT_MAP.exists(), reason="the page that the tables were written from is not here")
def test_the_tables_say_what_the_concept_map_says():
    text = CONCEPT_MAP.read_text(encoding="utf-8")
    for name, row in rows(ROOT, "concepts.csv").items():
        notebooks = row["notebooks"].replace(" ", ", ")
        assert f"| {name} | {row['place']} | {row['content']} | " in text
        assert re.search(rf"^\| {name} \|.*\| {notebooks} \|$", text, re.MULTILINE)
    for name, row in rows(ROOT, "errata.csv").items():
        assert f"| {name} | {row['kind']} | {row['place']} | {row['says']} | {row['right']} | " in text


def test_an_erratum_belongs_to_the_first_notebook_of_the_concept_it_names():
    concepts = rows(ROOT, "concepts.csv")
    for name, row in rows(ROOT, "errata.csv").items():
        assert re.fullmatch(r"0\d|1[0-3]", row["lesson"]), name
        named = re.search(r"\((C\d{3})", row["place"])
        if named:
            assert row["lesson"] == concepts[named[1]]["notebooks"].split()[0], name
