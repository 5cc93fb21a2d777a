"""The course map: what each lesson needs and unlocks, drawn for the lessons that exist."""

import re

import pytest

from course_utils.explorers import course_map_explorer
from course_utils.figures.course_map import course_map
from course_utils.lessons import LESSONS, Lesson, present

BY_NUMBER = {lesson.number: lesson for lesson in LESSONS}
TITLES = re.compile(r"<text[^>]*>([^<]*)</text>")


def reachable(number):
    return set(BY_NUMBER[number].needs).union(*map(reachable, BY_NUMBER[number].needs))


def test_lessons_need_only_earlier_ones():
    numbers = list(BY_NUMBER)
    assert len(numbers) == len(LESSONS) == 32
    for place, lesson in enumerate(LESSONS):
        assert set(lesson.needs) <= set(numbers[:place]), lesson.number


def test_the_map_marks_what_a_lesson_needs_and_unlocks():
    for number, lesson in BY_NUMBER.items():
        picture = course_map(LESSONS, highlight=number)
        data = picture.data
        assert data["needed"] == set(lesson.needs)
        assert data["needed"] | data["earlier"] == reachable(number)
        assert not data["needed"] & data["earlier"]
        assert data["unlocked"] == {other.number for other in LESSONS if number in other.needs}
        for mark in ("needed", "earlier", "unlocked"):
            assert picture.svg.count(f">{mark}<") == len(data[mark])
        assert f"Chosen: {lesson.label} {lesson.title}" in picture.alt


def test_arrows_imply_every_need_and_none_is_superfluous():
    arrows = set(course_map(LESSONS).data["arrows"])

    def leads(start, end, pairs):
        return start == end or any(leads(b, end, pairs) for a, b in pairs if a == start)

    for lesson in LESSONS:
        assert all(leads(one, lesson.number, arrows) for one in lesson.needs)
    assert not any(leads(*pair, arrows - {pair}) for pair in arrows)


def test_the_map_writes_every_title():
    picture = course_map(LESSONS)
    drawn = TITLES.findall(picture.svg)
    for lesson in LESSONS:
        assert f"{lesson.label} {lesson.title}" in picture.alt
        assert lesson.title in drawn


def test_the_explorer_offers_the_lessons_that_exist_and_no_other():
    explorer = course_map_explorer()
    offered = [number for _, number in explorer.controls["lesson"].options]
    assert offered == [lesson.number for lesson in present()]
    for number in offered:
        explorer.controls["lesson"].value = number
        assert explorer.picture.data["highlight"] == number
    missing = [lesson for lesson in LESSONS if lesson not in present() and lesson.number not in offered]
    words = TITLES.findall(explorer.picture.svg)
    assert not [lesson.title for lesson in missing if lesson.title in words]


def test_a_station_can_be_clicked_to_be_chosen(monkeypatch):
    monkeypatch.setattr("course_utils.explorers.course_map.present", lambda: LESSONS)
    explorer = course_map_explorer()
    clicks = re.findall(r'data-control="([^"]*)" data-value="([^"]*)"', explorer.picture.svg)
    lesson = explorer.controls["lesson"]
    assert clicks == [(lesson.description, words) for words, _ in lesson.options]


def test_the_explorer_starts_where_it_is_asked_to():
    assert course_map_explorer().controls["lesson"].value == "04"
    assert course_map_explorer(0).controls["lesson"].value == "00"
    assert course_map_explorer("02").controls["lesson"].value == "02"


def test_a_lesson_in_parts_is_found_by_its_number(monkeypatch):
    monkeypatch.setattr("course_utils.explorers.course_map.present", lambda: LESSONS)
    assert course_map_explorer(8).controls["lesson"].value == "08_1"
    assert course_map_explorer("08_2").controls["lesson"].value == "08_2"
    assert course_map_explorer(10).controls["lesson"].value == "10"
    options = dict(course_map_explorer("10_reviews").controls["lesson"].options)
    assert options["10 Reviews (application)"] == "10_reviews"


@pytest.mark.parametrize("number", [-1, 99, "four", 2.5, True])
def test_a_lesson_that_does_not_exist_is_named(number):
    with pytest.raises(ValueError, match="highlight must be one of 00, 01"):
        course_map(LESSONS, highlight=number)
    with pytest.raises(ValueError, match="lesson must be one of 00, 01"):
        course_map_explorer(number)


def test_what_exists_is_read_from_the_files(tmp_path):
    assert present(tmp_path) == ()
    for name in ("notebooks/00_welcome.ipynb", "notebooks/07_lstm_gates.ipynb", "notebooks/04_other.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [lesson.number for lesson in present(tmp_path)] == ["00", "07"]
    assert present(tmp_path)[1].needs == ()  # neither 04 nor 06 is here
    assert isinstance(present(tmp_path)[1], Lesson)
