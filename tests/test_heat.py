"""Matrices and sentences as heat maps, one step as a graph: the numbers drawn are the numbers given."""

import re

import numpy as np
import pytest

from course_utils.figures import COLOURS
from course_utils.figures.heat import STRONGEST, heat_map, one_step, sentence_in_time, step_shapes

NARROW = 480
SMALLEST = 13.4  # CSS pixels: 10 pt


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def cells(drawing):
    """Fill, opacity and number of every cell, in reading order of the code."""
    found = re.findall(r'fill-opacity="([\d.]+)" fill="(#\w+)"/>\s*<text[^>]*>([^<]+)<', drawing)
    assert found, drawing[:400]
    return [(fill, float(opacity), float(number.replace("−", "-"))) for opacity, fill, number in found]


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
    words = ["dog", "bites", "man", "and", "runs"]
    drawing = sentence_in_time(words, states, title="a report", mark=4)
    assert [number for *_, number in cells(drawing)] == states.T.ravel().tolist()
    assert set(words) <= set(texts(drawing))
    assert drawing.count(COLOURS["highlight"]) == 1
    assert COLOURS["highlight"] not in sentence_in_time(words, states)


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
