"""Explorers: every control is really moved, and the data drawn are asserted."""

import html
import re
import subprocess
import sys
from xml.etree import ElementTree

import ipywidgets as widgets
import numpy as np
import pytest

from course_utils.datasets.toy import word_vector
from course_utils.explorers import Explorer, base, course_map_explorer, unrolled_rnn_explorer
from course_utils.figures import COLOURS, Picture, subplots, tint
from course_utils.figures.course_map import LESSONS, course_map
from course_utils.figures.keyboard import STYLE
from course_utils.figures.sketch import signed, width_of
from course_utils.figures.unrolled import HEIGHT, WIDTH, parse, unrolled_rnn, written
from course_utils.recurrent import SimpleRNN

EXPLORERS = [unrolled_rnn_explorer, course_map_explorer]


def line(length):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><path d="M0 4h{length}"/></svg>'
    return Picture(svg, alt=f"a line of {length} pixels & <more>", data={"length": length})


def curve(length):
    figure, axes = subplots(size=(2.0, 1.0))
    axes.plot([0, length])
    return Picture(figure, alt=f"a line up to {length}")


def slider(**changes):
    return {"length": widgets.IntSlider(**{"value": 3, "description": "Length"} | changes)}


# --- the shell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "kind"), [(line, widgets.HTML), (curve, widgets.Image)])
def test_moving_a_control_changes_picture_and_text(draw, kind):
    explorer = Explorer(draw, slider())
    canvas, said = explorer._canvas, explorer._text
    assert isinstance(canvas, kind)
    before = canvas.value, said.value, explorer.picture
    explorer.controls["length"].value = 40
    assert canvas.value != before[0]
    assert said.value != before[1]
    assert explorer.picture is not before[2]
    assert explorer.text == explorer.picture.alt
    assert "40" in explorer.text
    assert html.escape(explorer.text) in said.value


def test_live_picture_is_inline_svg_or_the_very_png():
    assert line(3).svg in Explorer(line, slider())._canvas.value
    explorer = Explorer(curve, slider())
    assert explorer._canvas.value == explorer.picture.png()


def test_the_frame_grows_with_its_picture_and_the_text_has_a_fixed_height():
    explorer = Explorer(line, slider())
    frame = next(part for part in all_widgets(explorer.view) if "course-picture" in part._dom_classes)
    assert frame.layout.height is None
    assert explorer._text.layout.height == base.TEXT_HEIGHT


def test_rows_wrap_and_nothing_is_wider_than_the_output():
    controls, button = slider(), widgets.Button(description="Next", layout={"width": "900px"})
    explorer = Explorer(line, controls, rows=[[controls["length"], button]])
    assert explorer.view.children[0].layout.flex_flow == "row wrap"
    parts = [controls["length"], button, explorer._canvas]
    assert [part.layout.max_width for part in parts] == ["100%"] * 3


def test_panels_stand_in_one_wrapping_row():
    def pair(length):
        return Picture([line(length).svg, line(2).svg], alt="two lines")

    canvas = Explorer(pair, slider())._canvas.value
    assert canvas.count("<svg") == 2
    assert canvas.startswith('<div class="course-panels" role="img"')
    assert "flex-wrap: wrap" in STYLE


def test_only_what_is_new_is_announced():
    def told(length):
        svg, fixed = line(length).svg, "The paper is white. " * 30
        return Picture(svg, alt=f"{fixed}The line has {length} pixels. It is <thin>.")

    explorer = Explorer(told, slider())
    assert explorer._status.value == ""
    explorer.controls["length"].value = 40
    assert explorer._status.value == "The line has 40 pixels."


def test_a_picture_may_say_what_changed():
    def told(length):
        change = f"Longer: {length}. <b> stays."
        return Picture(line(length).svg, alt=f"A line of {length} pixels.", change=change)

    explorer = Explorer(told, slider())
    explorer.controls["length"].value = 40
    assert explorer._status.value == "Longer: 40."


def test_a_long_announcement_is_cut():
    said = base.what_is_new("", "words " * 100)
    assert len(said) <= base.MOST_SAID + 2
    assert said.endswith("words …")


def test_play_moves_a_slider_and_knows_its_changing_limits():
    control = widgets.IntSlider(2, 1, 3, description="Step t")
    play = base.player(control)
    assert not play.playing  # nothing moves by itself
    play.value = 3
    assert control.value == 3
    control.max = 7
    control.value = 6
    assert (play.max, play.value) == (7, 6)


def test_one_bundle_holds_the_live_view_and_the_still_picture():
    explorer = Explorer(line, slider())
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {base.VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == explorer.text
    assert html.escape(explorer.text) in bundle["text/html"]
    assert bundle[base.VIEW]["model_id"] == explorer.view.model_id


def test_buttons_may_stand_in_the_rows():
    controls, button = slider(), widgets.Button(description="Next")
    explorer = Explorer(line, controls, rows=[[controls["length"], button]])
    assert explorer.view.children[0].children == (controls["length"], button)


@pytest.mark.parametrize("control", [widgets.IntSlider(), widgets.Button(description="Go"), widgets.HBox()])
def test_a_control_needs_a_value_and_a_label(control):
    with pytest.raises(ValueError, match="control 'length' must have a value and a description"):
        Explorer(line, {"length": control})


def test_what_draw_raises_is_raised_and_shown():
    def draw(length):
        if length > 10:
            raise RuntimeError("a planted <bug>")
        return line(length)

    explorer = Explorer(draw, slider())
    with pytest.raises(RuntimeError, match="planted"):
        explorer.controls["length"].value = 11
    assert explorer.text == "RuntimeError: a planted <bug>"
    assert "<div role='alert'" in explorer._text.value
    assert "a planted &lt;bug&gt;" in explorer._text.value
    explorer.controls["length"].value = 4
    assert explorer.text == line(4).alt
    with pytest.raises(RuntimeError, match="planted"):
        Explorer(draw, slider(value=99))


def test_pictures_of_two_sizes_would_make_the_page_jump():
    def draw(length):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="{length}"></svg>'
        return Picture(svg, alt="paper")

    with pytest.raises(ValueError, match=r"pictures of one size, \(90, 3\); got \(90, 4\)"):
        Explorer(draw, slider()).controls["length"].value = 4


def all_widgets(widget):
    return [widget, *(one for child in getattr(widget, "children", ()) for one in all_widgets(child))]


@pytest.mark.parametrize("make", EXPLORERS)
def test_every_explorer_has_labels_and_no_output_widget(make):
    explorer = make()
    parts = all_widgets(explorer.view)
    assert not [part for part in parts if isinstance(part, widgets.Output)]
    assert set(explorer.controls.values()) <= set(parts)
    needing = [part for part in parts if part.has_trait("value") and not isinstance(part, widgets.HTML)]
    assert all(part.description for part in needing)


def button(explorer, words):
    (found,) = [one for one in all_widgets(explorer.view) if getattr(one, "description", "") == words]
    return found


# --- a sentence through a recurrent layer ------------------------------------------------------------------


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
    assert ">Second sentence: only the first 12 of 20 words are read.</text>" in explorer.picture.svg


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
                length = width_of(one.text or "", int(one.get("font-size")), one.get("font-weight") == "bold")
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


def test_no_font_is_smaller_than_ten_points():
    for picture in (unrolled_rnn_explorer().picture, course_map(LESSONS), course_map(LESSONS, "09")):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', picture.svg)]
        assert len(sizes) == picture.svg.count("<text")
        assert min(sizes) >= 10 * 96 / 72


def test_words_have_the_same_vectors_in_every_run():
    code = "from course_utils.datasets.toy import word_vector; print(word_vector('dog').tolist())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
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
