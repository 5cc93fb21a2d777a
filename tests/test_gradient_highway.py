"""The way back through gated cells: the terms sum to the derivative, what is drawn is what was measured."""

import re

import numpy as np
import pytest

from course_utils.explorers import gradient_highway_explorer
from course_utils.explorers.gradient_highway import CELLS, GAINS, H, inputs, journey, layer_of
from course_utils.figures.gradient_highway import PREDICTIONS, SHOW, gradient_highway, score_dots, term_maps
from course_utils.figures.gru import gru_unit

BIASES = {"LSTM": 2, "GRU": -1, "simple recurrent": 0}


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def moved(layer, x, r, push):
    """The last state, c of an LSTM, after the state of step r has been pushed; rows of push, (K, H)."""
    trace = layer.forward(x[None, : r + 1])
    pair = isinstance(trace.state, tuple)
    if pair:
        c = trace.c[0, r] + push
        state = trace.o[0, r] * np.tanh(c), c
    else:
        state = trace.h[0, r] + push
    for word in x[r + 1 :]:
        state = layer.step(np.tile(word, (len(push), 1)), state)
    return state[1] if pair else state


def derivative(layer, x, r):
    """The derivative of the last state by that of step r, row: unit of the last one, by complex steps."""
    return moved(layer, x, r, 1e-30j * np.eye(H)).imag.T / 1e-30


# --- what is measured --------------------------------------------------------------------------------------


@pytest.mark.parametrize("gain", GAINS.values())
@pytest.mark.parametrize("cell", CELLS)
def test_the_terms_of_the_last_step_sum_to_its_derivative(cell, gain):
    layer, x = layer_of(cell, BIASES[cell], gain, 1), inputs(6, 1)
    _, terms, _ = journey(layer, x)
    found = sum(stack[-1] for stack in terms.values() if stack is not None)
    np.testing.assert_allclose(found, derivative(layer, x, 4), atol=1e-12)


@pytest.mark.parametrize("gain", GAINS.values())
@pytest.mark.parametrize("cell", CELLS)
def test_the_norms_are_those_of_the_derivative_over_many_steps(cell, gain):
    layer, x = layer_of(cell, BIASES[cell], gain, 0), inputs(9, 0)
    norms, _, _ = journey(layer, x)
    expected = [np.linalg.norm(derivative(layer, x, r), 2) for r in range(9)]
    np.testing.assert_allclose(norms, expected, rtol=1e-9)


@pytest.mark.parametrize(("cell", "gate"), [("LSTM", "f"), ("GRU", "z")])
def test_the_direct_way_alone_is_the_product_of_the_gates(cell, gate):
    layer, x = layer_of(cell, 3, 1, 0), inputs(7, 0)
    _, terms, alone = journey(layer, x)
    gates = getattr(layer.forward(x[None]), gate)[0]
    np.testing.assert_allclose(terms["direct"][2], np.diag(gates[3]))
    assert alone[2] == pytest.approx(gates[3:].prod(axis=0).max())


def test_a_simple_cell_has_no_direct_way():
    _, terms, alone = journey(layer_of("simple recurrent", 0, 1, 0), inputs(5, 0))
    assert alone is None
    assert terms["direct"] is None


# --- the explorer ------------------------------------------------------------------------------------------


def test_the_prediction_opens_empty_and_is_emptied_where_another_network_is_asked_for():
    explorer = gradient_highway_explorer()
    box = explorer.controls["prediction"]
    assert box.value == ""
    assert "Predict" in explorer.text
    for name, value in {"bias": 5, "length": 50, "gain": "× 10", "cell": "GRU"}.items():
        box.value = "explodes"
        assert "You " in explorer.text
        explorer.controls[name].value = value
        assert box.value == ""
        assert "arrives" not in explorer.text
    box.value = SHOW
    explorer.controls["bias"].value = 0
    assert box.value == SHOW
    assert "You " not in explorer.text


def test_another_step_keeps_the_prediction_and_shows_other_terms():
    explorer = gradient_highway_explorer()
    explorer.controls["prediction"].value = "vanishes"
    before = explorer.picture
    explorer.controls["step"].value = 7
    assert explorer.controls["prediction"].value == "vanishes"
    assert explorer.picture.data["step"] == 7
    assert not np.array_equal(explorer.picture.data["terms"]["direct"], before.data["terms"]["direct"])
    assert np.array_equal(explorer.picture.data["norms"], before.data["norms"])


def test_the_step_follows_the_length():
    explorer = gradient_highway_explorer(length=20)
    explorer.controls["length"].value = 8
    assert explorer.controls["step"].max == 8
    assert explorer.picture.data["step"] == 8
    assert explorer.picture.data["norms"].shape == (3, 8)


def test_only_a_cell_with_gates_offers_a_bias():
    explorer = gradient_highway_explorer()
    for cell in CELLS:
        explorer.controls["cell"].value = cell
        assert explorer.controls["bias"].disabled == (cell == "simple recurrent")


@pytest.mark.parametrize(
    ("cell", "bias", "verdict"),
    [("LSTM", -2, "vanishes"), ("LSTM", 6, "stays within a factor of 100"), ("GRU", 0, "vanishes")],
)
def test_the_verdict_follows_the_bias(cell, bias, verdict):
    explorer = gradient_highway_explorer(cell, bias, 60)
    assert explorer.picture.data["verdict"] == verdict
    explorer.controls["prediction"].value = verdict
    assert "You were right." in explorer.text
    explorer.controls["prediction"].value = "explodes"
    assert "You said: it explodes." in explorer.text


def test_who_multiplied_the_norms_of_the_steps_is_told_of_their_directions():
    explorer = gradient_highway_explorer("simple recurrent", length=60)
    explorer.controls["gain"].value = "× 10"
    said = "It would, if all steps stretched one direction."
    for prediction, told in {"explodes": True, "vanishes": False, SHOW: False}.items():
        explorer.controls["prediction"].value = prediction
        explorer.controls["step"].value = 60
        norm = np.linalg.norm(explorer.picture.data["terms"]["through W_h"][:], 2)
        assert (said in explorer.text) == (told and norm > 1)


@pytest.mark.parametrize("arguments", [{"cell": "tape"}, {"bias": -3}, {"bias": 7}, {"length": 2}])
def test_the_explorer_refuses(arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"{name} must be"):
        gradient_highway_explorer(**arguments)


# --- the drawings ------------------------------------------------------------------------------------------


def squares(drawing):
    """Return the sides and whether they are filled, of the squares that stand for numbers."""
    found = []
    for tag in re.findall(r"<rect[^>]*>", drawing):
        width, height = (re.search(rf' {side}="([\d.]+)"', tag) for side in ("width", "height"))
        fill = re.search(r'fill="([^"]+)"', tag)[1]
        if width[1] == height[1] and fill != "#F4F4F4":
            found.append((float(width[1]), fill != "white"))
    return found


def test_a_square_has_the_area_of_its_number():
    drawing = term_maps({"one": np.array([[4.0, -1.0], [0.0, 1.0]])})
    (most, first), (side, second), (last, third) = squares(drawing)
    assert (first, second, third) == (True, False, True)
    assert side / most == pytest.approx(0.5, abs=0.01)
    assert last == side


def test_all_matrices_of_a_picture_have_one_scale():
    drawing = term_maps({"one": np.array([[4.0]]), "two": np.array([[1.0]])})
    (one, _), (two, _) = squares(drawing)
    assert two / one == pytest.approx(0.5, abs=0.01)
    assert {"one: 4.00", "two: 1.00"} <= set(texts(drawing))


def test_one_to_four_matrices():
    for count in (0, 5):
        with pytest.raises(ValueError, match="matrices must be 1 to 4"):
            term_maps({str(k): np.eye(2) for k in range(count)})
    assert "a: no such way" in texts(term_maps({"a": None, "b": np.eye(2)}))


def points(panel):
    return [
        [float(number) for number in line.replace(",", " ").split()]
        for line in re.findall(r'points="([^"]+)"', panel)
        if line.count(" ") > 6 or line.count(",") > 3
    ]


@pytest.mark.parametrize("prediction", [*PREDICTIONS, SHOW])
def test_curves_wait_for_a_prediction(prediction):
    norms = np.array([[1e-3, 1e-2, 0.1, 1.0]] * 3)
    terms = {"direct": np.eye(2), "through g": None}
    asked = gradient_highway("LSTM", norms, terms, norms[0] / 10, 3)
    shown = gradient_highway("LSTM", norms, terms, norms[0] / 10, 3, prediction)
    assert "polyline" not in asked.panels[1]
    assert shown.panels[1].count("<polyline") == 4
    assert asked.size == shown.size
    assert "1·10⁻³" not in asked.alt
    assert "1·10⁻³" in shown.alt
    assert "1·10⁻⁴ arrives" in shown.alt


def test_a_straight_line_stays_straight():
    norms = np.array([10.0 ** np.arange(-6, 1)] * 3)
    picture = gradient_highway("LSTM", norms, {"direct": np.eye(2)}, None, 2, SHOW)
    line = points(picture.panels[1])[-1]
    steps = np.diff(line[1::2])
    assert np.ptp(steps) < 0.21
    assert (steps < 0).all()
    assert "direct way alone" not in " ".join(texts(picture.panels[1]))


@pytest.mark.parametrize(
    "changes",
    [{"norms": np.ones((2, 4))}, {"step": 1}, {"step": 5}, {"prediction": "perhaps"}],
)
def test_the_drawing_refuses(changes):
    arguments = {"norms": np.ones((3, 4)), "step": 2, "prediction": ""} | changes
    with pytest.raises(ValueError, match="must be"):
        gradient_highway("t", terms={"direct": np.eye(2)}, alone=None, **arguments)


def test_the_numbers_of_a_gru_follow_from_each_other():
    shown = " ".join(texts(gru_unit(0.5, z=0.9, r=0.2, g=-1.0, title="one unit")))
    for words in ("one unit", "z 0.90", "keeps +0.45", "1 − z = 0.10", "adds −0.10", "r 0.20", "+0.35"):
        assert words in shown


def test_the_valves_of_a_gru_are_as_far_open_as_the_gates():
    drawing = gru_unit(0.5, z=0.75, r=0.4, g=0.1)
    thin = [float(v) for v in re.findall(r'<rect[^>]* width="10" height="([\d.]+)"', drawing)]
    flat = [float(v) for v in re.findall(r'<rect[^>]* width="([\d.]+)" height="10"', drawing)]
    np.testing.assert_allclose(sorted({round(v, 3) for v in thin}), [2.5])
    np.testing.assert_allclose(sorted({round(v, 3) for v in flat}), [6.0, 7.5])


@pytest.mark.parametrize("wrong", [{"z": 1.1}, {"r": -0.1}, {"g": -1.5}, {"h_before": 2}])
def test_a_gru_refuses(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"{name} must be from"):
        gru_unit(**{"h_before": 0.5, "z": 0.5, "r": 0.5, "g": 0.0} | wrong)


def test_dots_are_the_scores_and_no_two_networks_share_a_place():
    scores = {"one": {9: [1.0, 0.5, 0.75], 20: [0.1, 0.2, 0.3]}, "two": {9: [0.9] * 3, 20: [0.8] * 3}}
    (axis,) = score_dots(scores).axes
    dots = [line for line in axis.lines if line.get_linestyle() == "None"]
    assert [list(line.get_ydata()) for line in dots] == [*scores["one"].values(), *scores["two"].values()]
    assert max(dots[0].get_xdata()) < min(dots[2].get_xdata())
    assert [label.get_text() for label in axis.get_xticklabels()] == ["9", "20"]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["one", "two"]
    with pytest.raises(ValueError, match="1 to 3 networks"):
        score_dots({})
