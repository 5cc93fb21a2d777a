"""The drawing of the LSTM cell: valves as far open as the gates, numbers that follow from each other."""

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.figures import COLOURS
from course_utils.figures.cell import (
    PARTS,
    PIPE,
    cell_gradients,
    cell_in_words,
    cell_numbers,
    lstm_cell,
)
from course_utils.figures.letters import width_of
from course_utils.figures.picture import PANEL
from course_utils.figures.sketch import signed
from course_utils.recurrent import LSTM

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = cell_numbers(c_before=0.8, f=0.95, i=0.3, g=-0.6, o=0.5)
SHARES = st.floats(0, 1)
GATES = {"f": "forget", "i": "input_gate", "o": "output_gate"}


def parts(drawing, kind):
    return list(ElementTree.fromstring(drawing).iter(SVG + kind))


def words(drawing):
    return [one.text for one in parts(drawing, "text") if one.text]


def extent(one):
    """Return left, top, right and bottom of a text."""
    x, y, size = (float(one.get(name)) for name in ("x", "y", "font-size"))
    width = width_of(one.text, size, "bold" if one.get("font-weight") else "regular")
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")]
    return left, y - 0.75 * size, left + width, y + 0.2 * size


def meet(one, other):
    return all(min(one[k + 2], other[k + 2]) - max(one[k], other[k]) > 0.5 for k in (0, 1))


def one_unit(numbers, seed=0):
    """An LSTM of one unit and its step that has these gates, and the arrays that make it."""
    state = (np.zeros((1, 1)), np.array([[numbers["c_before"]]]))
    gates = [np.log(numbers[k] / (1 - numbers[k])) for k in "if"]
    gates += [np.arctanh(numbers["g"]), np.log(numbers["o"] / (1 - numbers["o"]))]
    return LSTM(np.zeros((1, 4)), np.zeros((1, 4)), np.array(gates)), state


# --- numbers ----------------------------------------------------------------------------------------------


def test_numbers_and_slopes_are_those_of_the_layer():
    lstm, state = one_unit(NUMBERS)
    trace = lstm.forward(np.zeros((1, 1, 1)), initial_state=state)
    for name in ("i", "f", "g", "o", "c", "h"):
        assert getattr(trace, name)[0, 0, 0] == pytest.approx(NUMBERS[name], rel=1e-12)
    slopes = cell_gradients(NUMBERS, dh=0.4, dc=0.25)
    back = lstm.backward(trace, np.full((1, 1, 1), 0.4), (np.zeros((1, 1)), np.full((1, 1), 0.25)))
    assert back.initial_state[1][0, 0] == pytest.approx(slopes["c_before"], rel=1e-12)
    through = {k: NUMBERS[k] * (1 - NUMBERS[k]) for k in "ifo"} | {"g": 1 - NUMBERS["g"] ** 2}
    bias = [slopes[k] * through[k] for k in "ifgo"]
    assert back.bias == pytest.approx(bias, rel=1e-12)


@pytest.mark.parametrize("name", ["c_before", "f", "i", "g", "o"])
def test_slopes_are_slopes(name):
    def loss(nudge):
        numbers = cell_numbers(**{key: NUMBERS[key] + (key == name) * nudge for key in ("c_before", *"figo")})
        return 0.4 * numbers["h"] + 0.25 * numbers["c"]

    nudged = (loss(1e-6) - loss(-1e-6)) / 2e-6
    assert cell_gradients(NUMBERS, dh=0.4, dc=0.25)[name] == pytest.approx(nudged, rel=1e-8)


@pytest.mark.parametrize(("name", "value"), [("f", 1.2), ("i", -0.1), ("g", -1.5), ("o", float("nan"))])
def test_gates_out_of_range_are_refused(name, value):
    gates = {"f": 0.5, "i": 0.5, "g": 0.5, "o": 0.5} | {name: value}
    with pytest.raises(ValueError, match=rf"{name} must be from -?\d to 1; got"):
        cell_numbers(c_before=0.0, **gates)


@pytest.mark.parametrize("draw", [lstm_cell, cell_in_words])
def test_unknown_parts_are_refused(draw):
    with pytest.raises(ValueError, match=r"lit must be some of forget, input.*; got .*'gate'"):
        draw(NUMBERS, lit=["gate"])


# --- the drawing ------------------------------------------------------------------------------------------


@given(f=SHARES, i=SHARES, o=SHARES)
def test_valves_are_open_as_far_as_their_gates(f, i, o):
    drawing = lstm_cell(cell_numbers(0.5, f, i, 0.5, o))
    for letter, value in {"f": f, "i": i, "o": o}.items():
        plates = [one for one in parts(drawing, "rect") if one.get("fill") == COLOURS[GATES[letter]]]
        across, start = ("height", "y") if letter == "f" else ("width", "x")
        first, second = sorted(float(one.get(start)) for one in plates)
        sizes = [float(one.get(across)) for one in plates]
        assert sum(sizes) == pytest.approx((1 - value) * PIPE, abs=1e-6)
        assert second - first - sizes[0] == pytest.approx(value * PIPE, abs=1e-6)
        assert second + sizes[1] - first == pytest.approx(PIPE, abs=1e-6)


def test_every_number_stands_on_the_drawing():
    said = " ".join(words(lstm_cell(NUMBERS, step=3)))
    shown = [f"c₂ {signed(0.8)}", "f 0.95", "i 0.30", "g −0.60", "o 0.50", "keeps +0.76", "adds −0.18"]
    shown += [f"c₃ {signed(NUMBERS['c'])}", f"h₃ {signed(NUMBERS['h'])}", signed(NUMBERS["shown"])]
    shown += ["c₃ = f·c₂ + i·g = 0.95·(+0.80) + 0.30·(−0.60) = +0.58", "0.50 · tanh(+0.58) = +0.26"]
    assert [one for one in shown if one not in said] == []


def test_slopes_stand_under_their_numbers():
    slopes = cell_gradients(NUMBERS, 0.5, 0.25)
    places = {}
    for one in parts(lstm_cell(NUMBERS, gradients=slopes, step=3), "text"):
        places.setdefault(one.text, (float(one.get("x")), float(one.get("y"))))
    above = {
        "h": "h₃ +0.26",
        "o": "o 0.50",
        "f": "f 0.95",
        "i": "i 0.30",
        "g": "g −0.60",
        "c_before": "c₂ +0.80",
    }
    for name, words_above in above.items():
        (x, y), (left, top) = places[f"∂ {signed(slopes[name])}"], places[words_above]
        assert x == left
        assert 15 < y - top < 40


def test_with_slopes_the_arrows_go_back():
    def turns(**more):
        heads = [one.get("transform") for one in parts(lstm_cell(NUMBERS, **more), "g")]
        return sorted(float(one.split("rotate(")[1].split(")")[0].split()[0]) for one in heads)

    forward, backward = turns(), turns(gradients=cell_gradients(NUMBERS, 0.4, 0.25))
    assert sorted((turn + 180) % 360 for turn in forward) == sorted(turn % 360 for turn in backward)


@given(
    c=st.floats(-99, 99),
    f=SHARES,
    i=SHARES,
    g=st.floats(-1, 1),
    o=SHARES,
    back=st.booleans(),
    step=st.sampled_from(["t", 1, 12]),
)
def test_no_words_overlap_or_leave_the_paper(c, f, i, g, o, back, step):
    numbers = cell_numbers(c, f, i, g, o)
    slopes = cell_gradients(numbers, 0.4, 0.25) if back else None
    drawing = lstm_cell(numbers, gradients=slopes, title="Forget, then write", step=step)
    root = ElementTree.fromstring(drawing)
    width, height = float(root.get("width")), float(root.get("height"))
    assert width <= PANEL
    extents = {one.text: extent(one) for one in parts(drawing, "text") if one.text}
    assert all(x >= 0 and y >= 0 and r <= width and b <= height for x, y, r, b in extents.values())
    assert [pair for pair in combinations(extents, 2) if meet(extents[pair[0]], extents[pair[1]])] == []


@pytest.mark.parametrize("lit", [[], ["forget"], ["candidate"], ["input", "candidate"], ["output"]])
def test_what_is_not_lit_is_silent(lit):
    drawing = lstm_cell(NUMBERS, lit=lit)
    said = " ".join(words(drawing))
    for part, letter in zip(PARTS, "figo", strict=True):
        shown = f"{letter} {NUMBERS[letter]:.2f}".replace("-", "−")
        assert (shown in said) == (part in lit), part
    unlit = [COLOURS[GATES[k]] for part, k in zip(PARTS, "figo", strict=True) if part not in lit and k != "g"]
    assert [colour for colour in unlit if colour in drawing] == []


def test_a_valve_that_is_not_lit_has_no_plates():
    frames = [one for one in parts(lstm_cell(NUMBERS, lit=[]), "rect") if one.get("fill") == "#8A8A8A"]
    assert frames == []


def test_what_is_drawn_is_said():
    slopes = cell_gradients(NUMBERS, 0.4, 0.25)
    said = cell_in_words(NUMBERS, gradients=slopes, step=3)
    for number in (NUMBERS["kept"], NUMBERS["g"], NUMBERS["written"], NUMBERS["c"], NUMBERS["h"]):
        assert signed(number) in said
    assert "forget gate is 0.95 open" in said
    assert f"cell state before {signed(slopes['c_before'])}" in said
    assert "output" not in cell_in_words(NUMBERS, lit=["forget", "input", "candidate"])
