"""The conveyor over time, and its explorer: bars as long as gates are open, and slopes that are slopes."""

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.datasets.subjects import load_subject_cells, word_rows
from course_utils.explorers import lstm_gate_explorer
from course_utils.explorers.lstm_gate import (
    EVENTS,
    LEARNT,
    OVERRIDES,
    PRESETS,
    SENTENCE,
    learnt_steps,
    preset_steps,
    read_words,
)
from course_utils.figures.cell import cell_numbers
from course_utils.figures.conveyor import (
    GATE,
    MOST_STEPS,
    ROW,
    STATE,
    TOP,
    conveyor_in_time,
    conveyor_in_words,
)
from course_utils.figures.letters import width_of
from course_utils.figures.picture import PANEL
from course_utils.figures.sketch import signed
from course_utils.figures.style import COLOURS

SVG = "{http://www.w3.org/2000/svg}"
SHARES = st.floats(0, 1)
STEP = cell_numbers(c_before=0.5, f=0.75, i=0.25, g=-0.5, o=0.4)


def parts(drawing, kind):
    return list(ElementTree.fromstring(drawing).iter(SVG + kind))


def bars(drawing):
    """Return (x, width, colour) of every bar, in order."""
    return [
        (float(one.get("x1")), float(one.get("x2")) - float(one.get("x1")), one.get("stroke"))
        for one in parts(drawing, "line")
    ]


def extent(one):
    x, y, size = (float(one.get(name)) for name in ("x", "y", "font-size"))
    width = width_of(one.text, size, "bold" if one.get("font-weight") else "regular")
    left = x - width * {None: 0, "start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")]
    return left, y - 0.75 * size, left + width, y + 0.2 * size


# --- the drawing -------------------------------------------------------------------------------------------


@given(f=SHARES, g=st.floats(-1, 1))
def test_bars_are_as_long_as_gates_are_open_and_begin_in_the_middle_where_signs_matter(f, g):
    drawing = conveyor_in_time(["a"], [cell_numbers(0.0, f, 0.5, g, 0.5)], columns="fg")
    (start, length, colour), (start_g, length_g, colour_g) = bars(drawing)
    assert length == pytest.approx(f * (GATE - 4), abs=0.02)
    assert colour == COLOURS["forget"]
    middle = start + GATE + (GATE - 4) / 2
    assert length_g == pytest.approx(abs(g) * (GATE - 4) / 2, abs=0.02)
    assert start_g == pytest.approx(middle - (length_g if g < 0 else 0), abs=0.03)
    assert colour_g == COLOURS["hidden" if g > 0 else "input"]


def test_a_state_beyond_one_has_a_full_bar_and_its_number():
    drawing = conveyor_in_time(["a"], [cell_numbers(9.0, 1, 1, 1, 1)], columns="c")
    assert bars(drawing)[0][1] == pytest.approx((STATE - 4) / 2)
    assert "+10.00" in [one.text for one in parts(drawing, "text")]


def test_rows_stand_in_order_and_the_step_now_is_framed():
    drawing = conveyor_in_time(["one", "two", "three"], [STEP] * 3, now=1)
    heights = {one.text: float(one.get("y")) for one in parts(drawing, "text")}
    assert heights["two"] - heights["one"] == heights["three"] - heights["two"] == ROW
    (frame,) = [one for one in parts(drawing, "rect") if one.get("stroke") == COLOURS["highlight"]]
    assert float(frame.get("y")) == TOP + ROW - 1
    assert float(frame.get("y")) < heights["two"] < float(frame.get("y")) + float(frame.get("height"))
    assert COLOURS["highlight"] not in conveyor_in_time(["one"], [STEP])


def test_what_was_set_by_hand_is_starred():
    drawing = conveyor_in_time(["one", "two"], [STEP] * 2, changed={(1, "f")})
    assert [one.text for one in parts(drawing, "text") if "*" in one.text] == ["*0.75"]
    assert sum(one.get("stroke") == COLOURS["highlight"] for one in parts(drawing, "rect")) == 1


@settings(deadline=None)
@given(
    words=st.lists(
        st.one_of(st.text(), st.sampled_from(["WWWWWWWWWWW", "dog"])), min_size=1, max_size=MOST_STEPS
    ),
    c=st.floats(-99, 99),
    f=SHARES,
    columns=st.sampled_from(["figoch", "fc", "figo", "cf"]),
)
def test_no_words_overlap_or_leave_the_paper(words, c, f, columns):
    steps = [cell_numbers(c, f, 0.5, -1, 1)] * len(words)
    drawing = conveyor_in_time(words, steps, columns, 0, "A trained cell, unit 6", {(0, "f")})
    root = ElementTree.fromstring(drawing)
    width, height = float(root.get("width")), float(root.get("height"))
    assert width <= PANEL
    boxes = [extent(one) for one in parts(drawing, "text") if (one.text or "").strip()]
    assert all(left >= 0 and top >= 0 and right <= width and low <= height for left, top, right, low in boxes)
    for a, b in combinations(boxes, 2):
        assert min(a[2], b[2]) - max(a[0], b[0]) <= 0.5 or min(a[3], b[3]) - max(a[1], b[1]) <= 0.5


@pytest.mark.parametrize("words", [[], ["a"] * (MOST_STEPS + 1), ["a", "b"]])
def test_words_and_steps_go_together(words):
    with pytest.raises(ValueError, match="words must be 1 to 11, one for each step"):
        conveyor_in_time(words, [STEP] * max(1, len(words) - (len(words) == 2)))


def test_what_is_drawn_is_said():
    told = conveyor_in_words(["one", "two"], [STEP, STEP], "figoch")
    assert told.count(f"f 0.75, i 0.25, g −0.50, o 0.40, c {signed(STEP['c'])}, h {signed(STEP['h'])}") == 2
    assert told.startswith("one: ")
    assert "; two: " in told
    assert told.endswith(".")


# --- what is computed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [0, 4])
def test_learnt_steps_are_those_of_the_layer(unit):
    layer, x = load_subject_cells().trained[1], word_rows(SENTENCE.split())
    trace, steps = layer.forward(x[None]), learnt_steps(layer, x, unit)
    for name in "ifgoch":
        assert [step[name] for step in steps] == pytest.approx(getattr(trace, name)[0, :, unit], rel=1e-12)
    dstate = (np.zeros((1, 6)), np.zeros((1, 6)))
    for t in range(len(x)):
        part = layer.forward(x[None, t:], (trace.h[:, t - 1], trace.c[:, t - 1]) if t else None)
        dh = np.zeros_like(part.h)
        dh[0, -1, unit] = 1
        back = layer.backward(part, dh, dstate).initial_state
        if t:
            assert steps[t - 1]["dc_after"] == pytest.approx(back[1][0, unit], rel=1e-9)
            assert steps[t - 1]["dh"] == pytest.approx(back[0][0, unit], rel=1e-9)


def last_h(make, override):
    return make(override)[-1]["h"]


@pytest.mark.parametrize("letter", "figo")
@pytest.mark.parametrize("kind", ["preset", "learnt"])
def test_slopes_are_those_of_nudged_gates(letter, kind):
    layer, x = load_subject_cells().trained[0], word_rows(SENTENCE.split())

    def make(override):
        return preset_steps("write", override) if kind == "preset" else learnt_steps(layer, x, 2, override)

    at, value = (3, letter), 0.4
    numbers = make({at: value})[3]
    ends = [last_h(make, {at: value + push}) for push in (1e-6, -1e-6)]
    dc, dh = numbers["dc"], numbers["dh"]
    slope = {
        "f": dc * numbers["c_before"],
        "i": dc * numbers["g"],
        "g": dc * numbers["i"],
        "o": dh * numbers["shown"],
    }
    assert slope[letter] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-9)


def test_presets_do_what_they_are_called():
    last = {preset: preset_steps(preset)[-1] for preset in PRESETS}
    assert last["remember"]["h"] > 0.6
    assert abs(last["forget"]["c"]) < 0.05
    assert last["hide"]["c"] == last["remember"]["c"]
    assert last["hide"]["h"] < 0.02
    assert last["write"]["c"] == pytest.approx(sum(g for _, g in EVENTS), abs=0.2)


# --- the explorer ------------------------------------------------------------------------------------------


def test_the_explorer_draws_what_it_computes():
    explorer = lstm_gate_explorer()
    for gates in (*PRESETS, *LEARNT):
        explorer.controls["gates"].value = gates
        data = explorer.picture.data
        assert len(data["words"]) == len(data["steps"]) == explorer.controls["step"].max
        assert explorer.text.startswith(f"By hand: {gates}" if gates in PRESETS else gates.capitalize())
    explorer.controls["unit"].value = 3
    steps = learnt_steps(load_subject_cells().untrained[0], word_rows(SENTENCE.split()), 2)
    assert explorer.picture.data["steps"] == steps


def test_an_override_changes_this_step_or_every_one_and_what_follows():
    explorer = lstm_gate_explorer("remember", step=4)
    plain = [step["c"] for step in explorer.picture.data["steps"]]
    explorer.controls["override"].value = "forget gate f"
    once = [step["c"] for step in explorer.picture.data["steps"]]
    assert once[:3] == plain[:3]
    assert np.abs(once[3:]).max() < 0.03 < 0.8 < min(plain)
    explorer.controls["place"].value = "at every step"
    assert {step["f"] for step in explorer.picture.data["steps"]} == {0.0}
    explorer.controls["override"].value = "candidate g"
    explorer.controls["value"].value = -1.0
    assert {step["g"] for step in explorer.picture.data["steps"]} == {-1.0}
    explorer.controls["override"].value = "input gate i"
    assert explorer.controls["value"].value == 0.0


def test_controls_move_only_where_they_mean_something():
    explorer = lstm_gate_explorer()
    controls = explorer.controls
    assert all(controls[name].disabled for name in ("sentence", "unit", "value", "place"))
    controls["gates"].value = "a trained cell"
    controls["override"].value = next(iter(list(OVERRIDES)[1:]))
    assert not any(controls[name].disabled for name in ("sentence", "unit", "value", "place"))


def test_backward_shows_slopes():
    explorer = lstm_gate_explorer("remember", step=8, view="backward")
    assert "∂L/∂c" in explorer.picture.svg
    assert explorer.picture.data["gradients"]["h"] == 1.0
    assert "Slopes with respect to c" in explorer.text
    explorer.controls["view"].value = "forward"
    assert explorer.picture.data["gradients"] is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type at least one word"),
        ("ada sings " * 9, "Only the first 11 of 18 words"),
        ("ada juggles", "1 of its words the cell never saw"),
    ],
)
def test_what_cannot_be_read_is_said(typed, said):
    explorer = lstm_gate_explorer("a trained cell")
    size = explorer.picture.size
    explorer.controls["sentence"].value = typed
    assert said in explorer.text
    assert explorer.picture.size == size
    assert len(explorer.picture.data["words"]) == len(read_words(typed)) == explorer.controls["step"].max


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"gates": "guess"}, "gates must be one of remember, .*; got 'guess'"),
        ({"view": "sideways"}, "view must be one of forward, backward; got"),
        ({"step": 9}, "step must be from 1 to 8; got 9"),
        ({"step": 0}, "step must be from 1 to 8; got 0"),
    ],
)
def test_the_explorer_refuses(arguments, words):
    with pytest.raises(ValueError, match=re.sub(r"([()])", r"\\\1", words)):
        lstm_gate_explorer(**arguments)
