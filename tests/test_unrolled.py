"""The explorer of lesson 04: a sentence through a recurrent layer, every number drawn is the layer's own."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from course_utils.datasets.toy import word_vector
from course_utils.explorers import unrolled_rnn_explorer
from course_utils.figures import COLOURS, tint
from course_utils.figures.bars import extent
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import signed
from course_utils.figures.unrolled import parse, unrolled_rnn, written
from course_utils.figures.unrolled.layout import HEIGHT, WIDTH
from course_utils.recurrent import SimpleRNN


def button(explorer, words):
    """Return the button that says these words."""
    rows = explorer.view.children
    return next(
        one
        for row in rows
        for one in getattr(row, "children", ())
        if getattr(one, "description", "") == words
    )


def assert_same(states, others):
    """Equal but for the last bits, which differ with the place of an array in memory."""
    np.testing.assert_allclose(states, others, rtol=0, atol=1e-14)


def drawn(explorer):
    return explorer.picture.data


def weights_of(explorer):
    """The layer behind the picture, read off its cells: weights are drawn with one decimal."""
    layer = {"W_x": np.empty((3, 4)), "W_h": np.empty((4, 4)), "b": np.empty(4)}
    cells = [
        one for one in ElementTree.fromstring(explorer.picture.panels[0]).iter() if one.get("data-value")
    ]
    assert len(cells) == 12 + 16 + 4
    for cell in cells:
        name, index = parse(cell.get("data-value"))
        written = next(one.text for one in cell if one.tag.endswith("text"))
        layer[name][index] = float(written.replace("−", "-"))
    return layer["W_x"], layer["W_h"], layer["b"]


def states_by_hand(words, kernel, recurrent, bias):
    states = [np.zeros(4)]
    for word in words:
        states.append(np.tanh(word_vector(word) @ kernel + states[-1] @ recurrent + bias))
    return np.array(states)


def test_unrolled_draws_the_very_terms_of_the_step():
    explorer = unrolled_rnn_explorer("dog bites man")
    explorer.controls["step"].value = 3
    data, (kernel, recurrent, bias) = drawn(explorer), weights_of(explorer)
    states = states_by_hand(["dog", "bites", "man"], kernel, recurrent, bias)
    np.testing.assert_allclose(data["states"], states, rtol=1e-12)
    np.testing.assert_array_equal(data["x"], word_vector("man"))
    np.testing.assert_allclose(data["h_before"], states[2], rtol=1e-12)
    np.testing.assert_allclose(data["input_product"], word_vector("man") @ kernel, rtol=1e-12)
    np.testing.assert_allclose(data["recurrent_product"], states[2] @ recurrent, rtol=1e-12)
    np.testing.assert_array_equal(data["bias"], bias)
    np.testing.assert_allclose(np.tanh(data["sum"]), data["h"], rtol=1e-12)
    np.testing.assert_array_equal(data["h"], data["states"][3])


def test_unrolled_numbers_are_written_in_picture_and_text():
    explorer = unrolled_rnn_explorer()
    for number in drawn(explorer)["h"]:
        written = f"{number:+.2f}".replace("-", "−")
        assert f">{written}</text>" in explorer.picture.svg
        assert written in explorer.text
    assert explorer.text.startswith("Step 2 of 3, the word “bites”.")


def test_unrolled_moves_through_time_by_slider_and_by_buttons():
    explorer = unrolled_rnn_explorer()
    back, forth = (button(explorer, words) for words in ("◀ Previous", "Next ▶"))
    forth.click()
    assert drawn(explorer)["step"] == explorer.controls["step"].value == 3
    forth.click()
    assert drawn(explorer)["step"] == 3
    for _ in range(4):
        back.click()
    assert drawn(explorer)["step"] == explorer.controls["step"].value == 1
    assert "Step 1 of 3, the word “dog”" in explorer.text


def test_unrolled_reads_what_is_typed():
    explorer = unrolled_rnn_explorer("dog bites man")
    first = drawn(explorer)["states"]
    explorer.controls["sentence"].value = "man bites dog"
    assert drawn(explorer)["words"] == ["man", "bites", "dog"]
    assert not np.allclose(drawn(explorer)["states"][3], first[3])
    explorer.controls["sentence"].value = "dog"
    assert drawn(explorer)["step"] == 1
    assert_same(drawn(explorer)["states"], first[:2])


@pytest.mark.parametrize("sentence", ["", "   "])
def test_unrolled_without_words_asks_for_one(sentence):
    explorer = unrolled_rnn_explorer("dog bites man")
    explorer.controls["sentence"].value = sentence
    assert explorer.text.startswith("Type at least one word.")
    assert ">Type at least one word.</text>" in explorer.picture.svg
    assert drawn(explorer)["states"].tolist() == [[0.0] * 4]
    explorer.controls["sentence"].value = "dog"
    assert "Step 1 of 1" in explorer.text
    assert unrolled_rnn_explorer(sentence).text.startswith("Type at least one word.")


def test_unrolled_keeps_the_place_while_another_sentence_is_typed():
    explorer = unrolled_rnn_explorer("dog bites man")
    explorer.controls["step"].value = 3
    for typed in ("", "m", "man bi", "man bites", "man bites dog"):
        explorer.controls["sentence"].value = typed
    assert drawn(explorer)["step"] == explorer.controls["step"].value == 3
    explorer.controls["step"].value = 1
    explorer.controls["sentence"].value = "man bites dog again"
    assert drawn(explorer)["step"] == 1


def test_unrolled_reads_twelve_words_and_says_so():
    explorer = unrolled_rnn_explorer(" ".join("abcdefghijklm"))
    assert drawn(explorer)["words"] == list("abcdefghijkl")
    assert "Only the first 12 of 13 words are read." in explorer.text
    assert "Only the first 12 of 13 words are read." in explorer.picture.svg
    assert explorer.controls["step"].max == 12
    explorer.controls["sentence"].value = " ".join("abcdefghijkl")
    assert "Only" not in explorer.text
    explorer.controls["second"].value = "dog " * 20
    assert ">2nd sentence: only the first 12 of 20 words are read.</text>" in explorer.picture.svg


def test_unrolled_accepts_any_word():
    explorer = unrolled_rnn_explorer()
    explorer.controls["sentence"].value = "<script>alert(1)</script> & żółw 狗"
    assert "<script>" not in explorer.picture.svg
    assert "<script>" not in explorer._canvas.value
    explorer.picture.png()


@pytest.mark.parametrize("place", ["kernel[0, 0]", "kernel[2, 3]", "recurrent_kernel[3, 1]", "bias[2]"])
def test_unrolled_changing_a_weight_changes_every_later_state(place):
    explorer = unrolled_rnn_explorer("dog bites man dog bites")
    before = drawn(explorer)["states"]
    explorer.controls["weight"].value = place
    assert_same(drawn(explorer)["states"], before)  # choosing alone changes nothing
    value = explorer.controls["value"]
    value.value = -1.6
    data = drawn(explorer)
    assert_same(data["original_states"], before)
    # h_1 = tanh(x_1 W + b) does not see the recurrent kernel, because the state before it is zero.
    untouched = 2 if place.startswith("recurrent") else 1
    assert (data["changes"][:untouched] < 1e-14).all()
    assert (data["changes"][untouched:] > 0.005).all()
    np.testing.assert_allclose(
        data["states"], states_by_hand(data["words"], *weights_of(explorer)), rtol=1e-12
    )
    for t in range(untouched, 6):
        assert f"h{'₀₁₂₃₄₅'[t]} {data['changes'][t]:.2f}" in explorer.text
        assert f">{data['changes'][t]:.2f}</text>" in explorer.picture.svg
    assert f"{written(place)} went from" in explorer.text
    assert "Black outline: before the change of" in explorer.picture.svg


def test_unrolled_returns_to_the_original_value():
    explorer = unrolled_rnn_explorer()
    before = drawn(explorer)["states"]
    original = explorer.controls["value"].value
    explorer.controls["value"].value = 2.0
    button(explorer, "Reset weight").click()
    assert explorer.controls["value"].value == original
    assert_same(drawn(explorer)["states"], before)
    assert "Black outline" not in explorer.picture.svg


def test_unrolled_keeps_changes_while_other_weights_are_changed():
    explorer = unrolled_rnn_explorer()
    before = drawn(explorer)["states"]
    weight, value = explorer.controls["weight"], explorer.controls["value"]
    for name in ("kernel[0, 0]", "bias[1]", "recurrent_kernel[3, 1]"):
        weight.value, value.value = name, 2.0
    assert list(drawn(explorer)["changed"]) == ["kernel[0, 0]", "recurrent_kernel[3, 1]", "bias[1]"]
    assert ">W_x[0, 0]: +0.3 → +2.0, W_h[3, 1]: +0.9 → +2.0</text>" in explorer.picture.svg
    assert ">and 1 more</text>" in explorer.picture.svg
    assert all(f"{name} went from" in explorer.text for name in ("W_x[0, 0]", "W_h[3, 1]", "b[1]"))
    states = states_by_hand(["dog", "bites", "man"], *weights_of(explorer))
    np.testing.assert_allclose(drawn(explorer)["states"], states, rtol=1e-12)
    button(explorer, "Reset weight").click()
    assert list(drawn(explorer)["changed"]) == ["kernel[0, 0]", "bias[1]"]
    weight.value = "kernel[0, 0]"
    assert value.value == 2.0
    weight.value = "kernel[0, 1]"  # itself unchanged
    button(explorer, "Reset all").click()
    assert not drawn(explorer)["changed"]
    assert_same(drawn(explorer)["states"], before)


def test_unrolled_lights_a_chosen_weight_at_once():
    explorer = unrolled_rnn_explorer()
    before = drawn(explorer)["states"]
    assert explorer.picture.svg.count(tint("highlight", 0.13)) == 5  # x[0], the weight, product, sum, state
    first = explorer.picture.panels[0]
    explorer.controls["weight"].value = "bias[3]"
    assert explorer.picture.panels[0] != first
    assert explorer.picture.svg.count(tint("highlight", 0.13)) == 3
    assert explorer._status.value == "b[3] is −0.3."
    assert_same(drawn(explorer)["states"], before)


def test_unrolled_compares_with_a_second_sentence():
    explorer = unrolled_rnn_explorer("dog bites man")
    assert "ompared" not in explorer.text
    explorer.controls["second"].value = "man bites man"
    data = drawn(explorer)
    layer = weights_of(explorer)
    first, second = (states_by_hand(words, *layer) for words in (data["words"], data["second_words"]))
    expected = np.abs(first - second).max(axis=1)
    np.testing.assert_allclose(data["differences"], expected, atol=1e-14)
    assert expected[1:].min() > 0.005
    for t in (1, 2, 3):
        assert f"h{'₀₁₂₃'[t]} {expected[t]:.2f}" in explorer.text
        assert f">{expected[t]:.2f}</text>" in explorer.picture.panels[1]
    shapes = ElementTree.fromstring(explorer.picture.panels[1]).iter()
    outlines = [
        one for one in shapes if one.get("stroke") == COLOURS["ink"] and one.get("stroke-width") == "1.5"
    ]
    assert len(outlines) == (np.abs(first - second) > 0.005).sum()
    assert explorer._status.value == f"The states differ by {expected[3]:.2f} at the last common step."


def strokes(panel, kind, **look):
    """Return (x, y, width, height) of every element of a kind that looks so; of a text, where it stands."""
    names = ("x", "y") if kind == "text" else ("x", "y", "width", "height")
    return [
        tuple(float(one.get(name)) for name in names)
        for one in ElementTree.fromstring(panel).iter()
        if one.tag.endswith(f"}}{kind}") and look.items() <= one.attrib.items()
    ]


def standing(panel):
    """Return {text: where it stands}; where it stands twice, the last place."""
    texts = [one for one in ElementTree.fromstring(panel).iter() if one.tag.endswith("}text")]
    return {one.text: (float(one.get("x")), float(one.get("y"))) for one in texts}


ROWS = [52 + 32 * t for t in range(13)]  # the tops of the states in the right panel
CELLS = [118 + 57 * j for j in range(4)]


def test_unrolled_draws_a_second_sentence_where_the_first_one_stands():
    explorer = unrolled_rnn_explorer("dog bites man")
    explorer.controls["second"].value = "man bites"
    panel, data = explorer.picture.panels[1], drawn(explorer)
    said = standing(panel)
    assert said["dog"] == (8, ROWS[1] + 12)
    assert said["man"] == (8, ROWS[3] + 18)  # the first sentence's: the second has no third word
    assert said["bites"] == (8, ROWS[2] + 18)  # the same in both
    assert (8, ROWS[1] + 27) in strokes(panel, "text", fill=COLOURS["ink"])
    assert strokes(panel, "rect", **{"stroke-dasharray": "3 2"}) == [(3, ROWS[1] + 15, 72, 16)]
    assert said["max |Δ|"] == (376, 44)
    numbers = strokes(panel, "text", fill=COLOURS["highlight"])
    assert numbers == [(376, 44), *((376, ROWS[t] + 18) for t in range(3))]
    assert said["Black outline: the second sentence, step by step."] == (8, 484)
    outlines = strokes(panel, "rect", stroke=COLOURS["ink"], **{"stroke-width": "1.5"})
    expected = [
        (extent(CELLS[j] + 28.5, value, 57), ROWS[t] + 16.5)
        for t in range(3)
        for j, value in enumerate(data["second_states"][t])
        if abs(value - data["states"][t][j]) > 0.005
    ]
    assert outlines == [(x, y, length, 10) for (x, length), y in expected]


def test_unrolled_draws_what_was_there_before_a_change():
    explorer = unrolled_rnn_explorer("incomprehensibilities bites man")
    explorer.controls["weight"].value = "recurrent_kernel[3, 1]"
    explorer.controls["value"].value = -1.6
    left, right = explorer.picture.panels
    data = drawn(explorer)
    old = data["changed"]["recurrent_kernel[3, 1]"][0]
    told = standing(left)
    assert told["All bars have one scale: half a cell is 2 (▶: more)."] == (8, 466)
    assert told["Black outline: before the change of …"] == (8, 486)
    assert told[f"W_h[3, 1]: {signed(old, 1)} → −1.6"] == (8, 506)
    outlines = strokes(left, "rect", stroke=COLOURS["ink"], **{"stroke-width": "1.5"})
    x, length = extent(CELLS[1] + 28.5, old, 57)
    assert outlines[0] == (x, 182 + 3 * 28 + 16.5, length, 10)
    states = [
        (*extent(CELLS[j] + 28.5, value, 57), j)
        for j, value in enumerate(data["original_states"][2])
        if abs(value - data["states"][2][j]) > 0.005
    ]
    assert outlines[1:] == [(x, 412 + 16.5, length, 10) for x, length, _ in states]
    frames = strokes(left, "rect", stroke=COLOURS["highlight"])
    assert frames == [(CELLS[1], 182 + 3 * 28, 57, 28)]
    said = standing(right)
    assert said["Black outline: the states before the change."] == (8, 484)
    assert said["Long words are drawn shortened."] == (8, 504)
    shown = [t for t, change in enumerate(data["changes"]) if change > 0.005]
    assert strokes(right, "text", fill=COLOURS["highlight"])[1:] == [(376, ROWS[t] + 18) for t in shown]
    assert strokes(right, "rect", stroke=COLOURS["highlight"]) == [(115, ROWS[2] - 3, 234, 34)]


def test_unrolled_lights_a_bias_in_its_own_row():
    explorer = unrolled_rnn_explorer("dog " * 13)
    explorer.controls["weight"].value = "bias[2]"
    left, right = explorer.picture.panels
    assert strokes(left, "rect", stroke=COLOURS["highlight"]) == [(CELLS[2], 336, 57, 28)]
    lit = strokes(left, "rect", fill=tint("highlight", 0.13))
    assert lit == [(CELLS[2], top, 57, 28) for top in (336, 376, 412)]
    assert standing(left)["Pink: the weight you chose, and what it reaches."] == (8, 486)
    assert standing(left)["Click a weight to choose it, a row to go there."] == (8, 506)
    assert standing(right)["Only the first 12 of 13 words are read."] == (8, 484)
    explorer.controls["sentence"].value = ""
    assert standing(explorer.picture.panels[0])["No word yet"] == (8, 20)


def test_unrolled_shortens_its_title_by_no_letter_too_many():
    title = next(
        one for one in standing(unrolled_rnn_explorer("a" * 300).picture.panels[0]) if "Step 1" in one
    )
    assert width_of(title, 16, "bold") <= WIDTH - 16 < width_of(title + "a", 16, "bold")


def test_unrolled_says_three_changes_in_two_lines():
    explorer = unrolled_rnn_explorer()
    for name in ("kernel[0, 0]", "bias[1]", "recurrent_kernel[3, 1]", "kernel[2, 2]"):
        explorer.controls["weight"].value = name
        explorer.controls["value"].value = 2.0
    assert standing(explorer.picture.panels[0])["and 2 more"] == (8, 526)


def test_unrolled_says_that_equal_sentences_do_not_differ():
    explorer = unrolled_rnn_explorer("dog bites man")
    explorer.controls["second"].value = "dog bites man today"
    assert drawn(explorer)["differences"].tolist() == [0.0] * 4
    assert explorer.picture.panels[1].count(">0.00</text>") == 4 + 4  # the differences, and the first state
    assert "h₃ 0.00" in explorer.text


def test_unrolled_has_one_scale_and_marks_what_is_beyond_it():
    layer = SimpleRNN(np.full((3, 4), 1.0), np.zeros((4, 4)), np.zeros(4))

    def step_panel(size):
        return ElementTree.fromstring(unrolled_rnn(["a"], [[size] * 3], layer, 1).panels[0])

    def bars(panel, colour):
        rectangles = [one for one in panel.iter() if one.get("fill") == COLOURS[colour]]
        return {float(one.get("width")) for one in rectangles if one.tag.endswith("rect")}

    panel = step_panel(0.6)
    (one,) = bars(panel, "kernel") - bars(panel, "muted")  # the weights: 1
    (total,) = bars(panel, "muted") - {0.0}  # the sum: 1.8
    assert total == pytest.approx(1.8 * one, abs=0.1)
    assert max(bars(panel, "hidden")) == pytest.approx(np.tanh(1.8) * one, abs=0.1)
    assert not [one for one in panel.iter() if one.tag.endswith("polygon")]
    heads = [one for one in step_panel(0.7).iter() if one.tag.endswith("polygon")]
    assert len(heads) == 8  # four products and four sums of 2.1


ODD = [
    "",
    "a" * 300,
    "word " * 100,
    "<script>alert(1)</script>&amp;<b>",
    "🐕 bites 🧑",
    "狗咬人 狗",
    "a\x00b\x85\n\t",
    "'\"",
    "half \ud83d",
]


@pytest.mark.parametrize("typed", ODD)
def test_unrolled_draws_whatever_is_typed(typed):
    explorer = unrolled_rnn_explorer(typed)
    explorer.controls["second"].value = typed
    explorer.controls["sentence"].value = "dog " + typed
    for panel in explorer.picture.panels:
        ElementTree.fromstring(panel)
    assert "<script>" not in explorer._canvas.value + explorer._text.value + explorer._status.value
    explorer.picture.png()


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("first", ["dog", "dog {}"])
def test_unrolled_no_text_leaves_its_panel(first, typed):
    explorer = unrolled_rnn_explorer(first.format(typed))
    explorer.controls["second"].value = "dog " + typed[::-1]
    explorer.controls["weight"].value = "recurrent_kernel[3, 1]"
    explorer.controls["value"].value = -2.0
    for panel in explorer.picture.panels:
        for one in ElementTree.fromstring(panel).iter():
            if one.tag.endswith("text"):
                face = one.get("font-weight") or "regular"
                length = width_of(one.text or "", int(one.get("font-size")), face)
                left = (
                    float(one.get("x"))
                    - {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")] * length
                )
                assert 0 <= left <= left + length <= WIDTH, one.text


def test_unrolled_says_that_long_words_are_shortened():
    explorer = unrolled_rnn_explorer("incomprehensibilities bite")
    assert "Long words are drawn shortened." in explorer.picture.svg
    assert "incomprehensibilities" in explorer.text
    explorer.controls["sentence"].value = "dogs bite"
    assert "shortened" not in explorer.picture.svg


def test_unrolled_has_two_panels_that_a_narrow_window_shows_at_full_size():
    picture = unrolled_rnn_explorer().picture
    assert WIDTH <= 480
    assert picture.size == (2 * WIDTH + 16, HEIGHT)
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', picture.svg)) >= 13.4


def test_unrolled_a_click_names_options_and_steps_that_exist():
    explorer = unrolled_rnn_explorer("dog bites man")
    found = re.findall(r'data-control="([^"]+)" data-value="([^"]+)"', explorer.picture.svg)
    weights = [value for control, value in found if control == explorer.controls["weight"].description]
    assert weights == [label for label, _ in explorer.controls["weight"].options]
    steps = [value for control, value in found if control == explorer.controls["step"].description]
    assert steps == ["1", "2", "3"]


def test_unrolled_text_lets_one_check_the_arithmetic():
    explorer = unrolled_rnn_explorer()
    for rows in weights_of(explorer)[:2]:
        told = "; ".join(", ".join(signed(number, 1) for number in row) for row in rows)
        assert told in explorer.text
    for key in ("input_product", "h_before", "recurrent_product", "sum", "h"):
        assert ", ".join(signed(number) for number in drawn(explorer)[key]) in explorer.text


def test_every_weight_can_be_chosen_and_starts_at_its_own_value():
    explorer = unrolled_rnn_explorer()
    kernel, recurrent, bias = weights_of(explorer)
    assert len(explorer.controls["weight"].options) == kernel.size + recurrent.size + bias.size
    explorer.controls["weight"].value = "recurrent_kernel[3, 1]"
    assert explorer.controls["value"].value == recurrent[3, 1]


def test_words_have_the_same_vectors_in_every_run():
    code = "from course_utils.datasets.toy import word_vector; print(word_vector('dog').tolist())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == f"{word_vector('dog').tolist()}\n"
    assert not np.array_equal(word_vector("dog"), word_vector("dog", seed=1))


def test_another_seed_draws_another_layer():
    first, second = (drawn(unrolled_rnn_explorer(seed=seed))["states"] for seed in (0, 1))
    assert not np.allclose(first, second)


def test_unrolled_names_bad_arguments():
    layer = SimpleRNN.initialize(3, 4, seed=0)
    with pytest.raises(ValueError, match="sentence must be text; got 3"):
        unrolled_rnn_explorer(3)
    with pytest.raises(ValueError, match="words must be at most 12"):
        unrolled_rnn(["a"] * 13, np.zeros((13, 3)), layer, 1)
    with pytest.raises(ValueError, match="as many as x has rows"):
        unrolled_rnn(["a"], np.zeros((2, 3)), layer, 1)
    with pytest.raises(ValueError, match="step must be from 1 to 2; got 3"):
        unrolled_rnn(["a", "b"], np.zeros((2, 3)), layer, 3)
