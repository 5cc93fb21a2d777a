"""Drawings of lesson 02: what lies in a bag, where pushes end, which arrows a walk takes."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import numpy as np
import pytest

from course_utils.figures.bags import bag, one_bag, pushes, walk, windows
from course_utils.figures.letters import width_of
from course_utils.figures.tiles import tiles
from tests.drawings import arrows, numbers, parts

TWINS = ("dog bites man bites cat bites dog", "dog bites cat bites man bites dog")
LONG = "incomprehensibilities"


def boxes(panel):
    """Every text of a drawing with its size and its box: left, top, right, bottom."""
    for element in ET.fromstring(panel).iter("{http://www.w3.org/2000/svg}text"):
        size, x, base = (float(element.get(name)) for name in ("font-size", "x", "y"))
        face = "bold" if element.get("font-weight") == "bold" else "regular"
        width = width_of(element.text, size, face)
        left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
        yield element.text, size, (left, base - 0.75 * size, left + width, base + 0.2 * size)


def written(panel):
    return [words for words, _, _ in boxes(panel)]


@pytest.mark.parametrize(
    "panel",
    [
        one_bag(["dog bites man", "man bites dog"], ["everyday", "news"]),
        one_bag([f"{LONG} {LONG} soup"] * 2, ["one", "other"]),
        bag("praise", ("a good movie " * 9).split()),
        bag("one", [LONG * 3]),
        pushes(["good", "not bad", "bad"], {"good": 0.4, "bad": -0.6, "not": -1.0}),
        pushes(["good"], {"good": 9.0}),
        windows(["in town dog bites man at noon", "cat bites man"], [3, 0], 2),
        walk(TWINS[0]),
        walk("dog and man and cat and not good bad bites dog dog"),
        walk(f"{LONG} bites"),
    ],
)
def test_nothing_is_cut_or_too_small(panel):
    width, height = (float(re.search(rf'{side}="(\d+)"', panel)[1]) for side in ("width", "height"))
    for words, size, (left, top, right, bottom) in boxes(panel):
        assert size >= 13.4
        assert min(left, top) >= 0, words
        assert right <= width, words
        assert bottom <= height, words


def test_tiles_stand_in_rows():
    elements, below = tiles(["dog", "bites", "man"], 0, 0, width_of("dog bites") + 40)
    assert below == 53
    assert [part.text for part in elements[1::2]] == ["dog", "bites", "man"]
    assert tiles(["dog"], 0, 0, 90, marked={0})[0][1].text == "dog ≠"
    cut, below = tiles(["dog"] * 30, 0, 0, 100, most=2)
    assert cut[-1].text == "…"
    assert below == 53


def test_one_bag_holds_what_both_sentences_hold():
    panel = written(one_bag(["the dog bites the man", "the man bites the dog"], ["everyday", "news"]))
    assert panel[-4:] == ["bites", "dog", "man", "2 × the"]
    with pytest.raises(ValueError, match="same words equally often"):
        one_bag(["dog bites man", "man bites cat"], ["one", "other"])


def test_pushes_end_at_their_sum():
    panel = pushes(["not bad", "bad not"], {"bad": -0.6, "not": -1.0})
    ends = re.findall(r'<circle cx="([\d.]+)"', panel)
    assert len(ends) == 2
    assert abs(float(ends[0]) - float(ends[1])) < 1e-6
    assert "not −1.00" in written(panel)
    with pytest.raises(ValueError, match="lacks 'good'"):
        pushes(["good"], {"bad": 1.0})


def test_a_window_reaches_so_far_and_no_farther():
    wide = windows(["in town dog bites man at noon"], [3], 2)
    assert wide.count("<polyline") == 4
    assert windows(["dog bites man"], [0], 2).count("<polyline") == 2
    with pytest.raises(ValueError, match="middles must be places of words; got 3"):
        windows(["dog bites man"], [3], 2)


def test_twins_walk_the_same_arrows_in_another_order():
    order = ["bites", "dog", "man", "cat"]
    arrows = [sorted(re.findall(r'<path d="([^"]*)"', walk(twin, order))) for twin in TWINS]
    assert arrows[0] == arrows[1]
    assert walk(TWINS[0], order) != walk(TWINS[1], order, title=TWINS[0])
    steps = [words for words in written(walk(TWINS[0])) if words.isdigit()]
    assert steps == list("123456")
    with pytest.raises(ValueError, match="at least two words; got 'dog'"):
        walk("dog")


def test_two_arrows_between_two_words_do_not_lie_on_each_other():
    panel = walk("dog man dog man", order=["cat", "dog", "bird", "man"])
    paths = [numbers(path.d) for path in parts(panel, "path")]
    x1, y1, _, _, x2, y2 = paths[0]
    sides = [(cx - x1) * (y2 - y1) - (cy - y1) * (x2 - x1) for _, _, cx, cy, _, _ in paths]
    there, back, again = (side / np.hypot(x2 - x1, y2 - y1) for side in sides)
    assert there == pytest.approx(-back, abs=0.2)
    assert there * again > 0
    assert abs(again) - abs(there) > 2 * 22  # the number of each step has room: a circle of 22
    assert min(abs(there), abs(back)) > 22
    for _, _, cx, cy, ex, ey in paths:
        assert np.hypot(cx - x1, cy - y1) == pytest.approx(np.hypot(cx - x2, cy - y2), abs=0.2)
        assert (ex, ey) in ((x1, y1), (x2, y2))


def test_each_number_of_a_walk_stands_on_its_arrow():
    panel = walk(TWINS[0])
    circles = [(one.cx, one.cy) for one in parts(panel, "circle")]
    for path, circle in zip(parts(panel, "path"), circles, strict=True):
        x1, y1, cx, cy, x2, y2 = numbers(path.d)
        middle = 0.25 * x1 + 0.5 * cx + 0.25 * x2, 0.25 * y1 + 0.5 * cy + 0.25 * y2
        assert circle == pytest.approx(middle, abs=0.11)
    for (a, b), (c, d) in combinations(circles, 2):
        assert np.hypot(a - c, b - d) > 20  # no number covers another


def test_the_words_of_a_walk_stand_evenly_round_the_first():
    panel = walk("one two three four five two one")
    places = {one.text: (one.x, one.y) for one in parts(panel, "text") if one.text.isalpha()}
    x, y = places.pop(max(places, key=lambda word: word == "one"))
    angles = sorted(np.arctan2((b - y), (a - x) / 1.25) for a, b in places.values())
    turns = np.diff([*angles, angles[0] + 2 * np.pi])
    assert turns == pytest.approx(2 * np.pi / len(places), abs=0.05)


def test_a_bag_stands_in_the_middle_below_both_sentences():
    panel = one_bag(["dog bites man", "man bites dog"], ["everyday", "news"])
    (paper,) = parts(panel, "svg")
    assert [a + b for (a, _), (b, _) in zip(*arrows(panel), strict=True)] == [paper.width] * 2


def test_a_push_is_as_long_as_its_number_and_the_next_begins_where_it_ends():
    push = {"good": 0.4, "bad": -0.6, "not": -1.0}
    panel = pushes(["good", "not bad", "bad not good"], push, start=0.1)
    drawn, (axis,) = arrows(panel), [one for one in parts(panel, "line") if one.stroke_dasharray]
    lengths = [tip[0] - start[0] for start, tip in drawn]
    words = ["good", "not", "bad", "bad", "not", "good"]
    scale = lengths[0] / push["good"]
    assert lengths == pytest.approx([scale * push[word] for word in words], abs=0.11)
    firsts = [drawn[i] for i in (0, 1, 3)]
    for (x, _), _ in firsts:
        assert x == pytest.approx(axis.x1 + 0.1 * scale, abs=0.11)
    for i in (1, 3, 4):
        assert drawn[i + 1][0][0] == pytest.approx(drawn[i][1][0], abs=0.11)
    dots = [(one.cx, one.cy) for one in parts(panel, "circle")]
    assert dots == [pytest.approx(drawn[i][1], abs=0.11) for i in (2, 5)]
    rows = [start[1] for start, _ in drawn]
    assert len({rows[2] - rows[1], rows[4] - rows[3], rows[5] - rows[4]}) == 1
    assert rows[1] - rows[0] == rows[3] - rows[2] > rows[2] - rows[1]
    labels = [one for one in parts(panel, "text") if re.search(r"[+−]\d", one.text)]
    for label, (start, tip) in zip(labels, drawn, strict=True):
        assert label.y == start[1] + 5
        beside = max(start[0], tip[0]) + 8
        if beside < axis.x1 < beside + width_of(label.text):
            beside = axis.x1 + 8  # the line at 0 goes through no label
        assert label.x == pytest.approx(beside, abs=0.11)
    zero = next(one for one in parts(panel, "text") if one.text.startswith("0 ("))
    assert axis.x1 == axis.x2 == zero.x


def test_a_window_frames_what_it_reaches_with_one_margin():
    panel = windows(["in town dog bites man at noon", "cat bites man"], [3, 0], 2)
    framed = [one for one in parts(panel, "rect") if one.stroke_dasharray]
    words = [one for one in parts(panel, "rect")[1:] if not one.stroke_dasharray]
    for frame, inside in zip(framed, (words[1:6], words[7:10]), strict=True):
        first, last = inside[0], inside[-1]
        margins = [first.x - frame.x, frame.x + frame.width - last.x - last.width]
        margins += [first.y - frame.y, frame.y + frame.height - last.y - last.height]
        assert set(margins) == {8}
    for row in (words[:7], words[7:]):
        assert len({b.x - a.x - a.width for a, b in pairwise(row)}) == 1
    assert framed[0].x > words[0].x + words[0].width
    middles = [(one.x + one.width / 2, one.y + one.height) for one in words]
    lines = [numbers(one.points) for one in parts(panel, "polyline")]
    wanted = [(3, k) for k in (1, 2, 4, 5)] + [(7, 8), (7, 9)]
    for line, (one, other) in zip(lines, wanted, strict=True):
        assert (line[0], line[-2]) == (middles[one][0], middles[other][0])
        assert line[1] > framed[0].y
        assert line[3] == line[5] > line[1] == middles[one][1] + 10


def test_words_stand_in_the_middle_of_their_tiles():
    elements, _ = tiles(["the", "old", "dog", "bites", "the", "man"], 5, 7, 150, marked={2})
    boxes, words = elements[::2], elements[1::2]
    for box, word in zip(boxes, words, strict=True):
        assert word.x - box.x == pytest.approx(box.x + box.width - word.x - width_of(word.text), abs=1.01)
        assert word.y == box.y + box.height / 2 + 5
        assert box.x + box.width <= 155
    rows = sorted({box.y for box in boxes})
    gaps = {b.x - a.x - a.width for a, b in pairwise(boxes) if a.y == b.y}
    assert gaps == {b - a - boxes[0].height for a, b in pairwise(rows)}
    assert len(gaps) == 1
