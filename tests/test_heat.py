"""Matrices and sentences as heat maps, one step as a graph: the numbers drawn are the numbers given."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from course_utils.figures import COLOURS
from course_utils.figures.heat import STRONGEST, heat_map, one_step, sentence_in_time, step_shapes
from course_utils.figures.letters import width_of

NARROW = 480
SMALLEST = 13.4  # CSS pixels: 10 pt


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def cells(drawing):
    """Fill, opacity and number of every cell, in reading order of the code."""
    found = re.findall(r'fill-opacity="([\d.]+)" fill="(#\w+)"/>\s*<text[^>]*>([^<]+)<', drawing)
    assert found, drawing[:400]
    return [(fill, float(opacity), float(number.replace("−", "-"))) for opacity, fill, number in found]


def parts(drawing, kind):
    """Return every element of one kind."""
    return [one for one in ElementTree.fromstring(drawing).iter() if one.tag.endswith(f"}}{kind}")]


def at(element, *names):
    """Return numbers that an element has; of a text, where it stands."""
    return tuple(float(element.get(name)) for name in names)


def words(drawing):
    """Return {text: (x, y)}; where a text stands twice, its last place."""
    return {one.text: at(one, "x", "y") for one in parts(drawing, "text")}


def test_each_cell_stands_under_its_column_beside_its_row():
    drawing = heat_map(np.eye(2, 3), rows=["unit 0", "unit 1"], columns=["a", "b", "c"], title="T", mark=1)
    paper, *boxes, frame = (at(one, "x", "y", "width", "height") for one in parts(drawing, "rect")[1:])
    boxes = [paper, *boxes]
    left, top = boxes[0][:2]
    assert boxes == [(left + 58 * j, top + 26 * i, 58, 26) for i in range(2) for j in range(3)]
    assert frame == (left + 58, top, 58, 52)
    numbers = [at(one, "x", "y") for one in parts(drawing, "text")[-6:]]
    assert numbers == [(x + 29, pytest.approx(y + 17.68)) for x, y, *_ in boxes]
    said = words(drawing)
    assert [said[name] for name in "abc"] == [(left + 58 * (j + 0.5), top - 7) for j in range(3)]
    assert [said[f"unit {i}"] for i in range(2)] == [
        (left - 8, pytest.approx(top + 26 * (i + 0.68))) for i in range(2)
    ]
    assert said["T"] == (8, 22)
    assert left == 8 + round(width_of("unit 0")) + 8
    assert top == 8 + 22 + 22
    assert at(parts(drawing, "svg")[0], "width", "height") == (left + 3 * 58 + 8, top + 2 * 26 + 8)
    assert parts(drawing, "rect")[-1].get("stroke-width") == "3"


def test_what_has_no_names_begins_at_the_edge():
    drawing = heat_map([[2.0]], limit=4, digits=1, cell_width=40)
    assert at(parts(drawing, "rect")[1], "x", "y", "width") == (8, 8, 40)
    assert at(parts(drawing, "svg")[0], "width", "height") == (56, 42)
    assert cells(drawing) == [(COLOURS["hidden"], STRONGEST / 2, 2.0)]
    long = heat_map([[2.0]], title="a title that is longer than the matrix")
    width = round(width_of("a title that is longer than the matrix", face="bold"))
    assert at(parts(long, "svg")[0], "width") == (width + 16,)


def test_blocks_of_columns_have_their_colours_and_a_line_between():
    colours = ["forget", "forget", "cell", "cell"]
    drawing = heat_map(np.eye(2, 4), ["x", "y"], "abcd", name_colours=("input", colours), block=2)
    left, top = at(parts(drawing, "rect")[1], "x", "y")
    assert [at(one, "x1", "x2", "y1", "y2") for one in parts(drawing, "line")] == [
        (left + 116, left + 116, top, top + 52)
    ]
    drawn = {one.text: one.get("fill") for one in parts(drawing, "text")}
    assert [drawn[name] for name in "xyabcd"] == [COLOURS[name] for name in ("input", "input", *colours)]


def ends(drawing):
    """Return the two ends of every arrow, rounded to pixels: where it begins, where its tip is."""
    found = []
    for group in parts(drawing, "g"):
        x, y, angle = map(float, re.findall(r"-?[\d.]+", group.get("transform")))
        tip = float(group[1].get("points").split()[0].split(",")[0])
        turned = np.radians(angle)
        found.append(((x, y), (round(x + tip * np.cos(turned)), round(y + tip * np.sin(turned)))))
    return found


def test_the_wires_of_one_step_lead_where_they_should():
    drawing = one_step(0.5, -0.25, 1.5, 0.8, 0.1)
    loop, *arrows = ends(drawing)
    line = [
        tuple(map(float, pair))
        for pair in re.findall(r"([\d.]+)[ ,]([\d.]+)", parts(drawing, "polyline")[0].get("points"))
    ]
    (cx, cy, r) = at(parts(drawing, "circle")[0], "cx", "cy", "r")
    first, second, squash = (at(one, "x", "y", "width", "height") for one in parts(drawing, "rect")[1:])
    to_box = {(x, y + h / 2) for x, y, _, h in (first, second)}
    assert {(x - 2, y) for (x, y) in to_box} == {tip for _, tip in arrows[0:3:2]}
    for (x, y, w, h), (start, tip) in zip((first, second), (arrows[1], arrows[3]), strict=True):
        assert start == (x + w, y + h / 2)
        assert cx - r <= tip[0] <= cx
        assert abs(tip[1] - cy) < r
    sum_out, state_out = arrows[4:]
    assert sum_out == ((cx + r, cy), (squash[0] - 2, cy))
    assert squash[1] + squash[3] / 2 == cy
    assert state_out[0] == (squash[0] + squash[2], cy)
    assert line[0] == state_out[1]  # the loop goes on where the state comes out …
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line))
    assert line[-1][0] == loop[0][0] == loop[1][0]
    assert loop[1][1] > words(drawing)["−0.25"][1]  # … and ends below the state before


def test_every_word_of_one_step_stands_at_what_it_names():
    drawing = one_step(0.5, -0.25, 1.5, 0.8, 0.1)
    said = words(drawing)
    (cx, cy, r) = at(parts(drawing, "circle")[0], "cx", "cy", "r")
    boxes = [at(one, "x", "y", "width", "height") for one in parts(drawing, "rect")[1:]]
    for name, (x, y, w, h) in zip(("w = 1.5", "u = 0.8", "tanh"), boxes, strict=True):
        assert said[name][0] == x + w / 2
        assert said[name][1] == y + h / 2 + 5
    assert said["+"] == (cx, cy + 6)
    assert said["b = +0.1"] == (cx, cy - r - 8)
    assert said["+0.65"] == (322, cy - 9)
    assert said["h = +0.57"] == (452, cy - 24)
    assert [said[name] for name in ("x", "+0.50", "+0.75")] == [(10, 48), (10, 68), (178, 54)]
    assert [said[name] for name in ("h before", "−0.25", "−0.20")] == [(10, 128), (10, 148), (178, 162)]
    assert said["the new state is the old one of the next step"][1] > 196
    assert at(parts(drawing, "svg")[0], "width", "height") == (480, 226)


def test_the_blocks_of_a_step_stand_in_a_row():
    drawing = step_shapes(2, 3, 4)
    said, x = words(drawing), 14.0
    sizes = {"x": (2, 3), "W_x": (3, 4), "h before": (2, 4), "W_h": (4, 4), "b": (1, 4)}
    boxes = [at(one, "x", "y", "width", "height") for one in parts(drawing, "rect")[1:]]
    signs = [at(one, "x", "y") for one in parts(drawing, "text") if one.text in ("@", "+")]
    for name, (rows, columns) in sizes.items():
        block, boxes = boxes[: rows * columns], boxes[rows * columns :]
        assert block == [
            (pytest.approx(x + 15.84 * j, abs=0.06), 74 + 22 * i, 15.8, 22)
            for i in range(rows)
            for j in range(columns)
        ]
        middle = pytest.approx(x + 15.84 * columns / 2)
        assert said[name] == (middle, 48)
        x += 15.84 * columns
        if signs:
            assert signs.pop(0) == (pytest.approx(x + 14), 94)
        x += 28
    assert boxes == []
    assert said["tanh of the sum: the new states, (2, 4)"] == (14, 74 + 4 * 22 + 26)
    assert at(parts(drawing, "svg")[0], "width", "height") == (round(x), 74 + 4 * 22 + 38)
    assert said["N = 2 sentences, D = 3 features, H = 4 units"] == (10, 22)
    assert {said["(2, 3)"][1], said["(3, 4)"][1], said["(4,)"][1]} == {66}


def test_each_cell_has_its_number_its_side_and_its_depth():
    values = np.array([[0.5, -1.0, 0.0], [0.25, -3.0, 0.75]])
    drawn = cells(heat_map(values))
    assert [number for *_, number in drawn] == values.ravel().tolist()
    for fill, opacity, number in drawn:
        assert fill == COLOURS["hidden" if number > 0 else "input"]
        assert opacity == pytest.approx(min(abs(number), 1) * STRONGEST, abs=1e-3)


def test_the_names_stand_where_they_belong():
    drawing = heat_map(np.eye(2), rows=["a<b", "&c"], columns=["dog", "man"], title="two by two")
    assert texts(drawing)[:5] == ["two by two", "dog", "man", "a&lt;b", "&amp;c"]


def test_a_sentence_is_a_column_a_word():
    states = np.round(np.linspace(-0.9, 0.9, 20), 2).reshape(5, 4)
    report = ["dog", "bites", "man", "and", "runs"]
    drawing = sentence_in_time(report, states, title="a report", mark=4)
    assert [number for *_, number in cells(drawing)] == states.T.ravel().tolist()
    assert set(report) <= set(texts(drawing))
    assert drawing.count(COLOURS["highlight"]) == 1
    assert COLOURS["highlight"] not in sentence_in_time(report, states)


@pytest.mark.parametrize(
    "drawing",
    [
        sentence_in_time(["dog"] * 5, np.zeros((5, 4)), title="a title that is longer than five words are"),
        one_step(1.0, 0.9, 1.5, 0.8, -0.3),
        step_shapes(2, 3, 4),
    ],
    ids=["sentence", "one step", "shapes"],
)
def test_a_panel_reads_on_a_narrow_screen(drawing):
    assert int(re.search(r'width="(\d+)"', drawing)[1]) <= NARROW
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)]
    assert min(sizes) >= SMALLEST


def test_one_step_shows_what_it_adds():
    x, h, w, u, b = 0.5, -0.25, 1.5, 0.8, 0.1
    drawn = texts(one_step(x, h, w, u, b))
    total = w * x + u * h + b
    for number in (x, h, w * x, u * h, total):
        assert f"{number:+.2f}".replace("-", "−") in drawn
    assert f"h = {np.tanh(total):+.2f}" in drawn
    assert "b = +0.1" in drawn


def test_shapes_are_to_scale():
    drawing = step_shapes(2, 3, 4)
    expected = {"input": 6, "kernel": 12, "hidden": 8, "recurrent": 16, "bias": 4}
    drawn = {name: drawing.count(f'fill-opacity="0.25" fill="{COLOURS[name]}"') for name in expected}
    assert drawn == expected
    assert {"(2, 3)", "(3, 4)", "(2, 4)", "(4, 4)", "(4,)"} <= set(texts(drawing))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: heat_map(np.zeros(3)), r"values must be a matrix \(R, C\); got shape \(3,\)"),
        (lambda: heat_map(np.eye(2), rows=["one"]), "rows must name all 2 or none; got 1"),
        (lambda: sentence_in_time(["dog"], np.zeros((2, 4))), "columns must name all 2 or none; got 1"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
