"""Explorers: every control is really moved, and the data drawn are asserted."""

import html
import re
import subprocess
import sys

import ipywidgets as widgets
import numpy as np
import pytest

from course_utils.explorers import Explorer, base, course_map_explorer, unrolled_rnn_explorer
from course_utils.explorers.unrolled_rnn import word_vector
from course_utils.figures import Picture, subplots
from course_utils.figures.course_map import LESSONS, course_map
from course_utils.figures.unrolled import unrolled_rnn
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


def test_picture_area_and_text_area_have_fixed_heights():
    explorer = Explorer(line, slider())
    frame = explorer._canvas.layout, explorer.view.children[-3].layout, explorer._text.layout
    heights = [layout.height for layout in frame]
    assert re.fullmatch(r"\d+px", heights[1])
    assert heights[2] == base.TEXT_HEIGHT
    explorer.controls["length"].value = 80
    assert [layout.height for layout in frame] == heights


def test_one_bundle_holds_the_live_view_and_the_still_picture():
    explorer = Explorer(line, slider())
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {base.VIEW, "text/html", "image/png", "text/plain"}
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


# --- a sentence through a recurrent layer ------------------------------------------------------------------


def assert_same(states, others):
    """Equal but for the last bits, which differ with the place of an array in memory."""
    np.testing.assert_allclose(states, others, rtol=0, atol=1e-14)


def drawn(explorer):
    return explorer.picture.data


def weights_of(explorer):
    """The layer behind the picture, read off the controls: its weights are drawn with one decimal."""
    cells = re.findall(r">([+−]?\d\.\d)</text>", explorer.picture.svg)
    numbers = [float(cell.replace("−", "-")) for cell in cells]
    assert len(numbers) == 3 + 12 + 16 + 4
    kernel, recurrent = np.reshape(numbers[3:15], (3, 4)), np.reshape(numbers[15:31], (4, 4))
    return kernel, recurrent, np.array(numbers[31:])


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
    _, (_, back, forth), _ = (row.children for row in explorer.view.children[:3])
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
    assert explorer.text == "Type at least one word."
    assert drawn(explorer)["states"].tolist() == [[0.0] * 4]
    explorer.controls["sentence"].value = "dog"
    assert "Step 1 of 1" in explorer.text
    assert unrolled_rnn_explorer(sentence).text == "Type at least one word."


def test_unrolled_reads_twelve_words_and_says_so():
    explorer = unrolled_rnn_explorer(" ".join("abcdefghijklm"))
    assert drawn(explorer)["words"] == list("abcdefghijkl")
    assert "Only the first 12 of 13 words are read." in explorer.text
    assert "Only the first 12 of 13 words are read." in explorer.picture.svg
    assert explorer.controls["step"].max == 12
    explorer.controls["sentence"].value = " ".join("abcdefghijkl")
    assert "Only" not in explorer.text


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
        assert f">Δ {data['changes'][t]:.2f}</text>" in explorer.picture.svg
    assert f"{place} went from" in explorer.text
    assert "Black outline: before the change." in explorer.picture.svg


def test_unrolled_returns_to_the_original_value():
    explorer = unrolled_rnn_explorer()
    before = drawn(explorer)["states"]
    original = explorer.controls["value"].value
    explorer.controls["value"].value = 2.0
    explorer.view.children[2].children[2].click()
    assert explorer.controls["value"].value == original
    assert_same(drawn(explorer)["states"], before)
    assert "Black outline" not in explorer.picture.svg


def test_unrolled_choosing_another_weight_restores_the_first():
    explorer = unrolled_rnn_explorer()
    before = drawn(explorer)["states"]
    explorer.controls["value"].value = 2.0
    explorer.controls["weight"].value = "bias[1]"
    assert_same(drawn(explorer)["states"], before)


def test_every_weight_can_be_chosen_and_starts_at_its_own_value():
    explorer = unrolled_rnn_explorer()
    kernel, recurrent, bias = weights_of(explorer)
    assert len(explorer.controls["weight"].options) == kernel.size + recurrent.size + bias.size
    explorer.controls["weight"].value = "recurrent_kernel[3, 1]"
    assert explorer.controls["value"].value == recurrent[3, 1]


def test_no_font_is_smaller_than_ten_points():
    for picture in (unrolled_rnn_explorer().picture, course_map(), course_map(9)):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', picture.svg)]
        assert len(sizes) == picture.svg.count("<text")
        assert min(sizes) >= 10 * 96 / 72


def test_words_have_the_same_vectors_in_every_run():
    code = "from course_utils.explorers.unrolled_rnn import word_vector; print(word_vector('dog').tolist())"
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


# --- the map of the course ---------------------------------------------------------------------------------


def reachable(number):
    return set(LESSONS[number].needs).union(*map(reachable, LESSONS[number].needs))


def test_lessons_need_only_earlier_ones():
    assert len(LESSONS) == 15
    assert all(one < number for number, lesson in enumerate(LESSONS) for one in lesson.needs)


def test_map_marks_what_a_lesson_needs_and_unlocks():
    explorer = course_map_explorer()
    for number, lesson in enumerate(LESSONS):
        explorer.controls["lesson"].value = number
        data = drawn(explorer)
        assert data["needed"] == set(lesson.needs)
        assert data["needed"] | data["earlier"] == reachable(number)
        assert data["unlocked"] == {n for n, other in enumerate(LESSONS) if number in other.needs}
        assert explorer.picture.svg.count(">needed<") == len(data["needed"])
        assert explorer.picture.svg.count(">unlocked<") == len(data["unlocked"])
        assert f"Lesson {number:02d}, {lesson.title}" in explorer.text


def test_arrows_imply_every_need_and_none_is_superfluous():
    arrows = set(course_map().data["arrows"])

    def leads(start, end, pairs):
        return start == end or any(leads(b, end, pairs) for a, b in pairs if a == start)

    for number, lesson in enumerate(LESSONS):
        assert all(leads(one, number, arrows) for one in lesson.needs)
    assert not any(leads(*pair, arrows - {pair}) for pair in arrows)


def test_map_writes_every_title():
    picture = course_map()
    for number, lesson in enumerate(LESSONS):
        assert f"{number:02d} {lesson.title}" in picture.alt
        assert all(word in picture.svg for word in lesson.title.split())


@pytest.mark.parametrize("number", [-1, 15, "four", 2.5])
def test_map_names_a_bad_lesson(number):
    with pytest.raises(ValueError, match="highlight must be a lesson from 0 to 14"):
        course_map(number)
    with pytest.raises(ValueError, match="lesson must be from 0 to 14"):
        course_map_explorer(number)
