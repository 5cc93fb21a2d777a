"""The gradient on its way back: the norms are those of nudges, and what is drawn is what was measured."""

import re
from itertools import pairwise

import numpy as np
import pytest

from course_utils.explorers import gradient_flow_explorer
from course_utils.explorers.gradient_flow import CELLS, flow, layer_of, word_vectors
from course_utils.figures.gradient_flow import (
    HIGH,
    LOW,
    MOST_WORDS,
    STRONGEST,
    chain_of_steps,
    depths,
    gradient_flow,
    influence_on_text,
    judged,
    norm_curves,
    power,
)
from course_utils.figures.letters import width_of
from course_utils.figures.style import tint
from tests.drawings import arrows, numbers, parts, span

NARROW, SMALLEST = 480, 13.4  # CSS pixels: a panel, and 10 pt


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def fits(drawing):
    width = int(re.search(r'width="(\d+)"', drawing)[1])
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)]
    return width <= NARROW and min(sizes) >= SMALLEST


# --- what is measured --------------------------------------------------------------------------------------


def last_output(layer, x, state):
    """The last output of a layer after all words of x (T, D)."""
    for word in x:
        state = layer.step(word[None], state)
    return (state[0] if isinstance(state, tuple) else state)[0]


@pytest.mark.parametrize("cell", CELLS)
def test_the_first_norm_is_that_of_nudges_of_the_first_state(cell):
    layer, x = layer_of(cell, "tanh", 1.3, 0), word_vectors(["dog", "bites", "man"])
    units = layer.recurrent_kernel.shape[0]
    parts = 2 if cell == "LSTM" else 1
    columns = []
    for k in range(parts * units):
        ends = []
        for push in (1e-6, -1e-6):
            state = np.zeros((1, parts * units))
            state[0, k] = push
            ends.append(last_output(layer, x, (state[:, :units], state[:, units:]) if parts == 2 else state))
        columns.append((ends[0] - ends[1]) / 2e-6)
    assert flow(layer, x)[0][0] == pytest.approx(np.linalg.norm(np.array(columns), 2), rel=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_the_influence_of_a_word_is_that_of_nudging_it(cell):
    layer, x = layer_of(cell, "tanh", 0.8, 1), word_vectors(["dog", "bites", "man"])
    zeros = np.zeros((1, layer.recurrent_kernel.shape[0]))
    start = (zeros, zeros) if cell == "LSTM" else zeros
    rows = []
    for k in range(x.shape[1]):
        push = np.zeros_like(x)
        push[1, k] = 1e-6
        rows.append((last_output(layer, x + push, start) - last_output(layer, x - push, start)) / 2e-6)
    assert flow(layer, x)[1][1] == pytest.approx(np.linalg.norm(np.array(rows), 2), rel=1e-6)


def test_a_gain_is_a_factor_a_step_where_all_slopes_are_1():
    norms, _ = flow(layer_of("simple recurrent", "linear", 1.5, 2), word_vectors(["dog"] * 6))
    np.testing.assert_allclose(norms, 1.5 ** np.arange(6, -1, -1))


# --- the explorer ------------------------------------------------------------------------------------------


def test_every_control_changes_what_is_drawn():
    explorer = gradient_flow_explorer()
    moves = {"gain": 0.5, "strength": 1.0, "length": 24, "activation": "sigmoid", "cell": "GRU"}
    assert set(moves) == set(explorer.controls)
    for name, value in moves.items():
        before, text = explorer.picture, explorer.text
        explorer.controls[name].value = value
        assert not np.array_equal(explorer.picture.data["norms"], before.data["norms"])
        assert explorer.picture.svg != before.svg
        assert explorer.text != text
        assert explorer.picture.size == before.size


def test_only_the_simple_cell_offers_an_activation():
    explorer = gradient_flow_explorer()
    for cell in CELLS:
        explorer.controls["cell"].value = cell
        assert explorer.controls["activation"].disabled == (cell != "simple recurrent")


def test_equal_influences_have_no_strongest_word():
    explorer = gradient_flow_explorer()
    assert "The most influential word is" in explorer.text
    explorer.controls["strength"].value = 0
    assert "Every word has the same influence" in explorer.text


def test_the_verdict_follows_the_gain():
    explorer = gradient_flow_explorer(length=24)
    explorer.controls["strength"].value = 0
    found = {}
    for gain in (0.0, 0.5, 1.0, 3.0):
        explorer.controls["gain"].value = gain
        found[gain] = explorer.picture.data["verdict"]
    assert found == {0.0: "vanishes", 0.5: "vanishes", 1.0: "stays within a factor of 100", 3.0: "explodes"}


@pytest.mark.parametrize("length", [2, MOST_WORDS])
def test_the_panels_are_narrow_and_their_text_is_large_enough(length):
    explorer = gradient_flow_explorer(length=length)
    assert all(fits(panel) for panel in explorer.picture.panels)
    shown = texts(explorer.picture.panels[1])
    assert set(explorer.picture.data["words"]) <= set(shown)
    heights = [float(y) for y in re.findall(r'<text[^>]* y="([\d.]+)"', explorer.picture.panels[1])]
    assert max(heights) < explorer.picture.size[1]


@pytest.mark.parametrize("arguments", [{"length": 1}, {"length": 25}, {"gain": -0.1}, {"gain": 3.1}])
def test_the_explorer_refuses(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"{name} must be from"):
        gradient_flow_explorer(**arguments)


# --- the drawings ------------------------------------------------------------------------------------------


def test_a_word_is_the_deeper_the_larger_its_share():
    drawing = influence_on_text(["dog", "bites", "man"], [1.0, 0.01, 1e-9])
    papers = re.findall(r'<rect[^>]*fill="(#\w+)"', drawing)[1:]
    assert papers == [tint("hidden", STRONGEST), tint("hidden", STRONGEST / 2), tint("hidden", 0.0)]
    assert texts(drawing) == ["dog", "1.00", "bites", "0.01", "man", "1·10⁻⁹"]
    assert depths(np.zeros(3)).tolist() == [0, 0, 0]


def test_long_and_strange_words_stay_inside():
    drawing = influence_on_text(["<b>" + 60 * "x", "ok"], [1.0, 2.0])
    assert fits(drawing)
    assert "<b>" not in drawing


def test_influences_are_demanded_one_a_word():
    for wrong in ([1.0], [1.0, -1.0], [1.0, np.nan]):
        with pytest.raises(ValueError, match="2 finite numbers, 0 or more"):
            influence_on_text(["dog", "bites"], wrong)


def test_the_curve_ends_at_one_and_what_leaves_the_scale_is_said():
    norms = np.array([[1e-20, 1.0], [1e12, 1.0], [1.0, 1.0]])
    picture = gradient_flow(["dog"], norms, [1.0], "test")
    points = [
        [float(number) for number in line.split()]
        for line in re.findall(r'points="([^"]+)"', picture.panels[0].replace(",", " "))
    ]
    heights = sorted(line[1] for line in points[-3:])
    ends = {line[-1] for line in points[-3:]}
    assert len(ends) == 1
    top, bottom = heights[0], heights[-1]
    assert ends.pop() == pytest.approx(bottom - (bottom - top) * -LOW / (HIGH - LOW), abs=0.2)
    assert "leaves the scale on both sides" in texts(picture.panels[0])
    assert picture.data["verdict"] == "vanishes in one seed and explodes in another"


def test_norms_must_fit_the_words():
    with pytest.raises(ValueError, match=r"norms must be \(3, T \+ 1\)"):
        gradient_flow(["dog"], np.ones((3, 3)), [1.0], "test")


@pytest.mark.parametrize(
    ("firsts", "verdict"),
    [
        ([1e-3, 1e-9, 0.0], "vanishes"),
        ([101, 1e9, 1e3], "explodes"),
        ([0.01, 1, 100], "stays within a factor of 100"),
        ([0.001, 1, 1], "ends above 0.01 in some seeds and below in others"),
        ([1, 1, 101], "ends above 100 in some seeds and below in others"),
        ([0.001, 1, 101], "vanishes in one seed and explodes in another"),
    ],
)
def test_a_verdict_needs_all_seeds(firsts, verdict):
    assert judged(np.array(firsts)) == verdict


def test_the_chain_shows_every_norm():
    drawing = chain_of_steps(["dog", "bites"], np.array([0.5, 0.25]), np.array([0.125, 0.25, 1.0]))
    assert {"dog", "bites", "0.50", "0.25", "0.12", "1.00"} <= set(texts(drawing))
    assert fits(chain_of_steps(list("abcde"), np.ones(5), np.ones(6)))
    with pytest.raises(ValueError, match="T at most 5"):
        chain_of_steps(list("abcdef"), np.ones(6), np.ones(7))


def test_curves_keep_their_values_and_one_name_a_group():
    runs = [np.array([1.0, 0.1]), np.array([1.0, 0.2])]
    (axis,) = norm_curves({"one": runs, "two": runs[:1]}).axes
    assert [line.get_ydata().tolist() for line in axis.lines] == [[1, 0.1], [1, 0.2], [1, 0.1]]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["one", "two"]
    for groups in ({}, dict.fromkeys("abcde", runs)):
        with pytest.raises(ValueError, match="groups must be 1 to 4"):
            norm_curves(groups)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (0.01, "0.01"), (9.99, "9.99"), (53.2, "53"), (100, "1·10²"), (2e-5, "2·10⁻⁵")],
)
def test_numbers_are_short(value, written):
    assert power(value) == written


def test_the_curves_stand_where_the_scale_says():
    words, norms = (
        ["dog"] * 8,
        np.array([10.0 ** np.linspace(-9, 0, 9), np.full(9, 3e4), np.logspace(6, 0, 9)]),
    )
    panel = gradient_flow(words, norms, np.ones(8), "tanh").panels[0]
    written = {one.text: one for one in parts(panel, "text")}
    names = ["10⁻¹²", "10⁻⁸", "10⁻⁴", "1.00", "10⁴", "10⁸"]
    lines = {line.y1: line for line in parts(panel, "line")}
    heights = [written[name].y - 5 for name in names]  # words of 14 px beside their lines
    assert set(lines) == set(heights)
    assert np.diff(heights) == pytest.approx(np.diff(heights)[0], abs=0.11)
    assert [line.stroke_dasharray for line in lines.values()].count(None) == len(lines) - 1
    assert lines[written["1.00"].y - 5].stroke_dasharray  # 1 is marked
    per_decade = (heights[-1] - heights[0]) / 20
    left, right = next(iter(lines.values())).x1, next(iter(lines.values())).x2
    drawn = [numbers(one.points) for one in parts(panel, "polyline")]
    for curve, seed in zip(drawn, (2, 1, 0), strict=True):  # the first seed lies on top
        assert curve[::2] == pytest.approx(np.linspace(left, right, 9), abs=0.06)
        wanted = written["1.00"].y - 5 + per_decade * np.log10(norms[seed])
        assert curve[1::2] == pytest.approx(wanted, abs=0.06)
    looks = [(one.stroke, one.stroke_width, one.stroke_dasharray) for one in parts(panel, "polyline")]
    assert len(set(looks)) == 3
    assert looks[2][1] > looks[0][1] == looks[1][1]
    assert looks[2][2] is None
    for step in (0, 4, 8):
        assert written[str(step)].x == pytest.approx(left + (right - left) * step / 8, abs=0.06)
    assert all(span(written[name])[1] < left for name in names)


def test_what_leaves_the_scale_stays_at_its_edge():
    norms = np.stack([np.logspace(-20, 0, 5), np.logspace(20, 0, 5), np.ones(5)])
    panel = gradient_flow(["dog"] * 4, norms, np.ones(4), "tanh").panels[0]
    lines = [line.y1 for line in parts(panel, "line")]
    for curve in parts(panel, "polyline"):
        assert min(lines) <= min(numbers(curve.points)[1::2])
        assert max(numbers(curve.points)[1::2]) <= max(lines)
    assert "leaves the scale on both sides" in texts(panel)


def test_words_of_a_sentence_follow_each_other_in_rows():
    words = ["the", "old", "dog", "bites", "the", "man", "and", "runs", "away", "again"]
    influences = np.logspace(-6, 1, 10)
    panel = influence_on_text(words, influences, width=300)
    boxes, said = parts(panel, "rect")[1:], parts(panel, "text")
    assert [one.text for one in said] == [
        x for w, i in zip(words, influences, strict=True) for x in (w, power(i))
    ]
    for box, word, number in zip(boxes, said[::2], said[1::2], strict=True):
        assert word.x == number.x == box.x + box.width / 2
        assert box.width == round(max(width_of(word.text), width_of(number.text)) + 12)
        top, bottom = word.y - 11 - box.y, box.y + box.height - number.y  # letters are 11 px high
        assert top == pytest.approx(bottom, abs=1)
        assert number.y - word.y > 14
    rows = sorted({box.y for box in boxes})
    assert len(rows) > 1
    assert len(set(np.diff(rows))) <= 1
    for box, after in pairwise(boxes):
        if after.y == box.y:
            assert after.x - box.x - box.width == rows[1] - rows[0] - box.height  # one gap, aside and below
        else:
            assert box.x + box.width + after.width > 300 - 2 * after.x - 6  # it would not have fitted
            assert after.x == boxes[0].x
    assert max(box.x + box.width for box in boxes) <= 300 - boxes[0].x


def test_the_chain_leads_back_from_state_to_state():
    panel = chain_of_steps(["dog", "bites", "man"], [0.5, 0.25, 2.0], [0.1, 0.2, 0.4, 1.0])
    boxes = parts(panel, "rect")[1:]
    assert len(set(np.diff([box.x for box in boxes]))) == 1
    for (start, tip), (before, box) in zip(arrows(panel), pairwise(boxes), strict=True):
        assert start[1] == tip[1] == box.y + box.height / 2
        assert box.x - start[0] <= 3
        assert tip[0] - before.x - before.width <= 3
        assert start[0] > tip[0]
    said = {one.text: one for one in parts(panel, "text")}
    for name, box in zip(("h₀", "h₁", "h₂", "h₃"), boxes, strict=True):
        assert said[name].x == box.x + box.width / 2
    factors = ("0.50", "0.25", "2.00")
    for word, factor, both in zip(("dog", "bites", "man"), factors, pairwise(boxes), strict=True):
        before, box = both
        assert said[word].x == box.x + box.width / 2
        assert said[word].y < box.y
        assert said[factor].x == (before.x + box.x + box.width) / 2
        assert said[factor].y > box.y + box.height
