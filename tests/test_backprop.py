"""Blame on its way back: what is drawn are the gradients, by finite differences and by the package."""

import re
from xml.etree import ElementTree

import ipywidgets as widgets
import numpy as np
import pytest

from course_utils.datasets.toy import toy_layer, word_vector
from course_utils.explorers import backprop_explorer
from course_utils.explorers.backprop import BUTTONS
from course_utils.figures import COLOURS
from course_utils.figures.backprop import (
    HEIGHT,
    WIDTH,
    answer_layer,
    head_to_tail,
    one_unit_back,
    walk_back,
)
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import signed
from course_utils.gradients import complex_step_gradient
from course_utils.recurrent import SimpleRNN

WORDS = ["dog", "bites", "man", "and", "runs"]
SMALLEST = 13.4  # CSS pixels: 10 pt


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def vectors(words):
    return np.array([word_vector(word) for word in words])


def loss(words, right, **changed):
    """The loss as the explorer says it, with some weights replaced."""
    own = toy_layer()
    weights = {name: getattr(own, name) for name in ("kernel", "recurrent_kernel", "bias")} | changed
    scores = SimpleRNN(**weights)(vectors(words)[None])[0, -1] @ answer_layer()
    return np.log(np.exp(scores).sum()) - scores[right]


def button(explorer, words):
    def below(widget):
        return [widget, *(one for child in getattr(widget, "children", ()) for one in below(child))]

    (found,) = [
        one for one in below(explorer.view) if isinstance(one, widgets.Button) and one.description == words
    ]
    return found


# --- one unit ----------------------------------------------------------------------------------------------


def test_one_unit_writes_every_number_and_no_text_leaves_the_panel():
    drawing = one_unit_back(
        [2.0, -1.0, 0.5], [0.76, 0.11, 0.32], 0.8, [-0.38, -0.48, -0.68], [-0.32, 0.48, -0.3]
    )
    said = texts(drawing)
    for number in ("dL/dh₁ −0.38", "h₂ +0.11", "× 0.90", "share +0.48", "× x₃ +0.5"):
        assert number in said
    assert said.count("× 0.8") == 2
    with pytest.raises(ValueError, match="3 numbers each; got 2, 3, 3, 3"):
        one_unit_back([1, 2], [1, 2, 3], 0.8, [1, 2, 3], [1, 2, 3])


def test_the_arrows_stand_head_to_tail_and_sum_up():
    shares = [-0.32, 0.48, -0.3]
    arrows = re.findall(
        r'translate\(([\d.]+) ([\d.]+)\) rotate\(([-\d.]+)\).*?points="([\d.]+)', head_to_tail(shares)
    )
    starts = [float(x) for x, *_ in arrows]
    ends = [
        float(x) + float(length) * (-1 if abs(float(angle)) > 90 else 1) for x, _, angle, length in arrows
    ]
    assert len(arrows) == 4
    assert starts[1:3] == pytest.approx(ends[:2], abs=0.2)
    assert starts[3] == starts[0]
    assert ends[3] == pytest.approx(ends[2], abs=0.2)
    assert "sum  −0.1400" in head_to_tail(shares)


@pytest.mark.parametrize(
    "drawing",
    [
        one_unit_back([2, -1, 0.5], [0.7, 0.1, 0.3], 0.8, [-0.4, -0.5, -0.7], [-0.3, 0.5, -0.3]),
        head_to_tail([-0.3, 0.5, -0.3]),
    ],
)
def test_a_panel_reads_on_a_narrow_screen(drawing):
    assert int(re.search(r'width="(\d+)"', drawing)[1]) <= 480
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)) >= SMALLEST


# --- the explorer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("weights", "name"), [("W_x", "kernel"), ("W_h", "recurrent_kernel"), ("b", "bias")])
@pytest.mark.parametrize("right", [0, 1, 2])
def test_after_the_whole_walk_the_sum_is_the_gradient(weights, name, right):
    explorer = backprop_explorer(" ".join(WORDS), answer=("dog", "cat", "man")[right])
    explorer.controls["weights"].value = weights
    explorer.controls["walked"].value = 5
    own = getattr(toy_layer(), name)
    exact = complex_step_gradient(lambda one: loss(WORDS, right, **{name: one}), own)
    data = explorer.picture.data
    np.testing.assert_allclose(data["sum"].reshape(own.shape), exact, atol=1e-13)
    np.testing.assert_allclose(data["whole"], data["sum"], atol=1e-14)
    assert data["complete"]
    assert "That is the whole gradient." in explorer.text
    assert any("the whole gradient" in one for one in texts(explorer.picture.panels[1]))


def test_every_step_adds_its_share():
    explorer = backprop_explorer(" ".join(WORDS))
    before = np.zeros((3, 4))
    for walked in range(1, 6):
        explorer.controls["walked"].value = walked
        data = explorer.picture.data
        np.testing.assert_allclose(data["sum"], before + data["share"], atol=1e-14)
        assert data["step"] == 6 - walked
        assert np.isnan(data["blame"][: 5 - walked]).all()
        assert not np.isnan(data["blame"][5 - walked :]).any()
        x_t = vectors(WORDS)[5 - walked]
        np.testing.assert_allclose(data["share"], np.outer(x_t, data["dz"][5 - walked]), atol=1e-14)
        for number in data["share"].ravel():
            assert signed(number) in texts(explorer.picture.panels[1])
        before = data["sum"]


def test_the_blame_is_that_of_the_states():
    data = walk_back(WORDS, vectors(WORDS), toy_layer(), answer_layer(), "dog", 5).data
    for t in range(1, 6):

        def later(h, t=t):
            """The loss as a function of the state after step t."""
            rest = vectors(WORDS)[t:]
            state = toy_layer()(rest[None], initial_state=h[None])[0, -1] if len(rest) else h
            scores = state @ answer_layer()
            return np.log(np.exp(scores).sum()) - scores[0]

        exact = complex_step_gradient(later, data["states"][t])
        np.testing.assert_allclose(data["blame"][t - 1], exact, atol=1e-13)
    sizes = [f"size {np.linalg.norm(row):.3f}" for row in data["blame"]]
    drawn = walk_back(WORDS, vectors(WORDS), toy_layer(), answer_layer(), "dog", 5).panels[0]
    assert [one for one in texts(drawn) if one.startswith("size")] == sizes
    said = walk_back(WORDS, vectors(WORDS), toy_layer(), answer_layer(), "dog", 2).alt
    assert re.findall(r"size [\d.]+\d", said) == sizes[:-3:-1]


def test_buttons_walk_back_and_forth_and_stop_at_the_ends():
    explorer = backprop_explorer("dog bites man")
    undo, back = (button(explorer, words) for words in BUTTONS)
    assert explorer.controls["walked"].value == 1
    for _ in range(5):
        back.click()
    assert explorer.picture.data["walked"] == 3
    assert "Step 1, “dog”: blame of size" in explorer._status.value
    for _ in range(7):
        undo.click()
    assert explorer.picture.data["walked"] == 0
    assert "No step walked back yet" in explorer.picture.svg
    assert not explorer.picture.data["sum"].any()


def test_play_is_there_and_moves_nothing_by_itself():
    explorer = backprop_explorer("dog bites man")
    (play,) = [
        one for row in explorer.view.children[:3] for one in row.children if isinstance(one, widgets.Play)
    ]
    assert not play.playing
    play.value = 3
    assert explorer.picture.data["walked"] == 3


def test_another_sentence_shortens_the_walk():
    explorer = backprop_explorer(" ".join(WORDS))
    explorer.controls["walked"].value = 5
    explorer.controls["sentence"].value = "dog bites"
    assert explorer.picture.data["words"] == ["dog", "bites"]
    assert explorer.controls["walked"].value == explorer.picture.data["walked"] == 2
    explorer.controls["sentence"].value = "a b c d e f g h i"
    assert "Only the first 8 of 9 words are read." in explorer.text
    assert explorer.controls["walked"].max == 8


def test_the_explorer_is_labelled_and_says_what_is_wrong():
    explorer = backprop_explorer()
    assert all(control.description for control in explorer.controls.values())
    with pytest.raises(ValueError, match="answer must be one of dog, cat, man; got 'horse'"):
        backprop_explorer(answer="horse")
    with pytest.raises(ValueError, match="sentence must be text; got 3"):
        backprop_explorer(3)
    for changes, words in (
        ({"walked": 9}, "walked"),
        ({"weights": "W_y"}, "weights"),
        ({"words": ["dog"]}, "words"),
    ):
        arguments = {"words": WORDS, "walked": 1, "weights": "W_x"} | changes
        with pytest.raises(ValueError, match=f"^{words} must be"):
            walk_back(x=vectors(WORDS), layer=toy_layer(), W_y=answer_layer(), answer="dog", **arguments)


ODD = [
    "",
    "a" * 300,
    "word " * 100,
    "<script>alert(1)</script>&amp;<b>",
    "🐕 bites 🧑",
    "狗咬人 狗",
    "a\x00b\n",
    "half \ud83d",
]


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("weights", ["W_x", "W_h", "b"])
def test_whatever_is_typed_is_drawn_and_no_text_leaves_its_panel(typed, weights):
    explorer = backprop_explorer(typed)
    explorer.controls["weights"].value = weights
    explorer.controls["sentence"].value = "alarm " + typed
    explorer.controls["walked"].value = explorer.controls["walked"].max
    assert "<script>" not in explorer._canvas.value + explorer._text.value + explorer._status.value
    for panel in explorer.picture.panels:
        for one in ElementTree.fromstring(panel).iter():
            if not one.tag.endswith("text"):
                continue
            assert float(one.get("font-size")) >= SMALLEST
            face = "bold" if one.get("font-weight") == "bold" else "regular"
            length = width_of(one.text or "", int(one.get("font-size")), face)
            shift = {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")] * length
            assert float(one.get("x")) - shift >= 0, one.text
            assert float(one.get("x")) - shift + length <= WIDTH, one.text
            assert 0 < float(one.get("y")) <= HEIGHT, one.text
    explorer.picture.png()


def test_colour_has_a_sign_beside_it():
    panel = walk_back(WORDS, vectors(WORDS), toy_layer(), answer_layer(), "dog", 2).panels[1]
    cells = re.findall(r'fill="(#\w+)"/>\s*<text[^>]*>([+−])', panel)
    assert cells
    assert all(colour == COLOURS["hidden" if sign == "+" else "input"] for colour, sign in cells)


def test_what_is_announced_is_the_step_reached_last():
    explorer = backprop_explorer(" ".join(WORDS))
    for walked in range(1, len(WORDS) + 1):
        explorer.controls["walked"].value = walked
        step = len(WORDS) - walked + 1
        data, said = explorer.picture.data, explorer.picture.change
        size = np.linalg.norm(data["blame"][step - 1])
        largest = data["sum"].flat[np.abs(data["sum"]).argmax()]
        assert f"Step {step}, “{WORDS[step - 1]}”: blame of size {size:.3f}." in said
        assert f"Largest entry of the sum for W_x: {signed(largest)}." in said


def test_the_states_panel_tells_the_size_of_all_blame_that_is_known():
    explorer = backprop_explorer(" ".join(WORDS))
    explorer.controls["walked"].value = len(WORDS)
    told = [one for one in texts(explorer.picture.panels[0]) if one.startswith("size")]
    sizes = np.linalg.norm(explorer.picture.data["blame"], axis=1)
    assert told == [f"size {size:.3f}" for size in sizes]
