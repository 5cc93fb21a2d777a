"""The course map: what each lesson needs and unlocks, drawn for the lessons that exist."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from types import SimpleNamespace

import pytest

from course_utils.explorers import course_map_explorer
from course_utils.figures import COLOURS
from course_utils.figures.course_map import course_map
from course_utils.lessons import LESSONS, Lesson, present
from tests.drawings import arrows, numbers, parts, span, width

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


# --- where it stands ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[None, "00", "04", "08_1", "09", "13_1"])
def whole(request):
    """The map of all lessons that are planned."""
    return course_map(LESSONS, highlight=request.param)


def stops(panel):
    """Return {number: its band, station, label, title and mark} of the lessons in a panel, from above."""
    _, *rectangles = parts(panel, "rect")
    _, *words = parts(panel, "text")
    titles = {lesson.title: lesson.number for lesson in LESSONS}
    columns = rectangles[::2], rectangles[1::2], words[::3], words[1::3], words[2::3]
    return {
        titles[title.text]: SimpleNamespace(band=band, station=station, label=label, title=title, mark=mark)
        for band, station, label, title, mark in zip(*columns, strict=True)
    }


def test_stations_stand_one_below_the_other_each_in_the_middle_of_its_band(whole):
    assert sum(len(stops(panel)) for panel in whole.panels) == len(LESSONS)
    for panel in whole.panels:
        found = list(stops(panel).values())
        for name in ("band", "station"):
            sizes = {(one.x, one.width, one.height) for one in (getattr(stop, name) for stop in found)}
            assert len(sizes) == 1
        assert len({below.station.y - stop.station.y for stop, below in pairwise(found)}) == 1
        for stop in found:
            band, station = stop.band, stop.station
            middle = station.y + station.height / 2
            assert band.y + band.height / 2 == middle
            assert (band.rx, station.rx) == (band.height / 2, station.height / 2)
            assert band.x < station.x
            assert stop.label.x == station.x + station.width / 2
            assert stop.label.y == stop.title.y == middle + 5  # words of 14 px stand in the middle
            assert width(stop.label) <= station.width - 8
            assert station.x + station.width + 8 <= stop.title.x <= station.x + station.width + 16
        for stop, below in pairwise(found):
            assert stop.band.y + stop.band.height < below.band.y


def test_the_bands_fill_the_paper_up_to_its_margins(whole):
    for panel in whole.panels:
        (paper,) = parts(panel, "svg")
        heading, *_ = parts(panel, "text")
        found = list(stops(panel).values())
        first, last = found[0].band, found[-1].band
        right, bottom = paper.width - first.x - first.width, paper.height - last.y - last.height
        leftmost = min([first.x, *(way[3] for way in ways(panel))])
        assert 8 <= right <= 14
        assert 4 <= bottom <= 14
        assert abs(leftmost - right) <= 4
        assert heading.y + 4 <= first.y
        assert heading.x == found[0].station.x


def ways(panel):
    """Return the numbers of every path that leads round stations."""
    return [numbers(path.d) for path in parts(panel, "path")]


def test_every_arrow_leads_from_a_lesson_to_the_one_that_needs_it(whole):
    seen = 0
    for panel in whole.panels:
        found, drawn = stops(panel), []
        for start, tip in arrows(panel):
            if start[1] == tip[1]:
                (way,) = [way for way in ways(panel) if way[-1] == start[1]]
                assert 0 <= way[-2] - start[0] <= 2  # the way goes on in the head
                start = way[0], way[1]
            drawn.append((start, tip))
        wanted = []
        for pair in whole.data["arrows"]:
            if not set(pair) <= set(found):
                continue
            one, other = (found[number].station for number in pair)
            if abs(list(found).index(pair[0]) - list(found).index(pair[1])) == 1:
                middle = one.x + one.width / 2
                wanted.append(((middle, one.y + one.height), (middle, other.y - 1)))
            else:  # out of the lower half of the one, into the upper half of the other
                start, tip = one.y + one.height * 3 / 4, other.y + other.height / 4
                wanted.append(((one.x, start), (other.x - 1, tip)))
        assert sorted(drawn) == sorted(wanted)
        seen += len(drawn)
    assert seen >= 15


def test_ways_round_stations_are_apart_and_turn_in_even_corners(whole):
    for panel in whole.panels:
        left = next(iter(stops(panel).values())).station.x
        lanes = []
        for way in ways(panel):
            _, y1, turn, x, corner, same, down, up, lane, bottom, back, y2 = way
            assert x == same == lane
            assert (corner, bottom) == (y1, y2)
            assert turn - x == back - x == down - y1 == y2 - up > 0
            assert 6 <= x <= left - 12
            lanes.append((x, y1, y2))
        for (x, top, low), (other, high, bottom) in combinations(lanes, 2):
            assert abs(x - other) >= 12 or low < high or bottom < top
        gaps = {b - a for a, b in pairwise(sorted({x for x, *_ in lanes} | {left}))}
        assert len(gaps) <= 1


def test_each_role_has_its_colour_its_border_and_its_word(whole):
    looks = {
        "chosen": ("highlight", 1.5, None),
        "needed": ("input", 3, None),
        "earlier": ("muted", 1.5, "4 3"),
        "unlocked": ("output", 1.5, None),
        None: ("ink", 1.5, None),
    }
    data, seen = whole.data, set()
    for panel in whole.panels:
        for number, stop in stops(panel).items():
            roles = [role for role in ("needed", "earlier", "unlocked") if number in data[role]]
            (role,) = ["chosen"] if number == data["highlight"] else roles or [None]
            seen.add(role)
            colour, border, dashes = looks[role]
            assert (stop.station.stroke, stop.station.stroke_width) == (COLOURS[colour], border)
            assert stop.station.stroke_dasharray == dashes
            chosen = role == "chosen"
            assert stop.station.fill == COLOURS[colour if chosen else "paper"]
            assert stop.label.fill == COLOURS["paper" if chosen else colour]
            assert stop.title.font_weight == ("bold" if chosen else None)
            assert (stop.band.fill == COLOURS["paper"]) == (role is None)
            mark = stop.mark
            assert mark.text == (role or None)
            if role:  # in words too, before the band's round end
                assert mark.y == stop.title.y
                assert mark.fill == COLOURS[colour]
                assert mark.text_anchor == "end"
                end = stop.band.x + stop.band.width
                assert end - stop.band.rx <= mark.x <= end - 8
                assert span(stop.title)[1] + 4 <= span(mark)[0]
    assert seen >= ({"chosen"} if data["highlight"] else {None})


def test_a_title_without_room_is_shortened_before_its_mark():
    long = replace(LESSONS[4], title="A title that is by far too long for the map of all lessons")
    (panel,) = course_map([*LESSONS[:4], long], highlight="04").panels
    (title,) = [one for one in parts(panel, "text") if one.text.startswith("A title")]
    (mark,) = [one for one in parts(panel, "text") if one.text == "chosen"]
    assert title.text.endswith("…")
    assert 4 <= span(mark)[0] - span(title)[1] <= 24
