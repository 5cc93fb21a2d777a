"""The explorer of lesson 03: what it draws is what NumPy holds, and it judges predicted shapes truly."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.explorers.tensor import tensor_explorer
from course_utils.figures import COLOURS, tint
from course_utils.figures.tensor import (
    EMBEDDING,
    MOST_SENTENCES,
    MOST_STEPS,
    SENTENCES,
    SLICES,
    VECTORS,
    VOCABULARY,
    draw_tensor,
    judge,
    used_indices,
)
from course_utils.text import PAD, UNK
from tests.drawings import parts

WORDS = [*VOCABULARY.tokens[2:], "postman"]
lines = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), max_size=6)
states = st.fixed_dictionaries(
    {
        "sentences": lines.map("\n".join),
        "steps": st.integers(1, MOST_STEPS),
        "vectors": st.sampled_from(list(VECTORS)),
        "padding": st.sampled_from(["post", "pre"]),
        "part": st.sampled_from(list(SLICES)),
        "i": st.integers(0, 3),
        "t": st.integers(0, MOST_STEPS - 1),
        "d": st.integers(0, 8),
    }
)


def numpy_says(X, mask, state):
    """The slice of X as a learner would type it."""
    return eval(state["part"], {"X": X, "mask": mask} | {name: state[name] for name in "itd"})


@settings(deadline=None, derandomize=True, max_examples=60)
@given(states)
def test_what_is_lit_is_what_numpy_selects(state):
    data = draw_tensor(**state).data
    X, mask = data["X"], data["mask"]
    numbered = np.arange(X.size).reshape(X.shape)
    try:
        expected = numpy_says(numbered, mask, state)
    except IndexError:
        assert data["verdict"] == "error"
        assert data["shape"] is None
        assert not data["selected"].any()
        return
    assert data["shape"] == np.shape(expected)
    assert set(numbered[data["selected"]]) == set(np.ravel(expected))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(states)
def test_the_true_shape_is_right_and_any_other_is_not(state):
    shape = draw_tensor(**state).data["shape"]
    if shape is None:
        assert draw_tensor(**state, prediction="(1, 2)").data["verdict"] == "error"
        return
    assert draw_tensor(**state, prediction=str(shape)).data["verdict"] == "right"
    for written in ("[{}]".format(", ".join(map(str, shape))), "({})".format(",".join(map(str, shape)))):
        assert draw_tensor(**state, prediction=written).data["verdict"] == "right"
    for other in (str((*shape, 1)), str((*shape[:-1], 99)), "N, D", "-1"):
        assert draw_tensor(**state, prediction=other).data["verdict"] == "wrong"


@settings(deadline=None, derandomize=True, max_examples=30)
@given(states)
def test_all_pictures_have_one_size_and_tell_the_batch(state):
    picture = draw_tensor(**state)
    assert picture.size == draw_tensor().size
    N, T, D = picture.data["X"].shape
    assert f"N = {N} sentences, T = {T} steps and D = {D} numbers" in picture.alt
    for word in picture.data["ids"].ravel():
        assert f"{VOCABULARY.tokens[word]} ({word})" in picture.alt


def test_the_batch_is_padded_cut_and_masked():
    data = draw_tensor("dog bites man\nthe old dog bites the man", steps=4).data
    assert data["ids"].tolist() == [[2, 3, 4, PAD], [6, 7, 2, 3]]
    assert data["mask"].tolist() == [[True, True, True, False], [True] * 4]
    assert np.array_equal(data["X"], EMBEDDING[data["ids"]])
    early = draw_tensor("dog bites man", steps=5, padding="pre", vectors="one-hot").data
    assert early["ids"].tolist() == [[PAD, PAD, 2, 3, 4]]
    assert early["X"].argmax(axis=2).tolist() == early["ids"].tolist()


def test_unknown_words_empty_text_and_too_many_lines():
    unknown = draw_tensor("postman", steps=2).data
    assert unknown["ids"].tolist() == [[UNK, PAD]]
    assert unknown["mask"].tolist() == [[True, False]]  # unknown is a word, padding is none
    assert draw_tensor("  \n", steps=3).data["ids"].tolist() == [[PAD] * 3]
    assert len(draw_tensor("dog\n" * 9).data["X"]) == MOST_SENTENCES


@pytest.mark.parametrize(
    "prediction",
    ["(3, 4)", "(3,4)", "[3, 4]", "3, 4", "3×4", "3 × 4", "3 x 4", "3X4", "3*4", "3 4", " ( 3, 4, ) "],
)
def test_a_shape_may_be_written_in_many_ways(prediction):
    assert judge(prediction, np.zeros((3, 4)), ["N", "D"])[0] == "right"
    assert judge(prediction, np.zeros((4, 3)), ["N", "D"])[0] == "wrong"


@pytest.mark.parametrize(
    "prediction",
    ["(3, 4]", "[3, 4)", "3,,4", "3-4", "x", "3.4", "(3, 4", "N×D", "²", "9" * 5000, "3 4 shape"],
)
def test_what_is_no_shape_is_answered_in_words(prediction):
    assert judge(prediction, np.zeros((3, 4)), ["N", "D"]) == (
        "wrong",
        "Write a shape as numbers, such as (3, 5).",
    )


def test_what_is_cut_off_is_said():
    lines = ["dog " * 60, "man bites", "the old dog sleeps again and again", "dog", "man", "the dog"]
    picture = draw_tensor("\n".join(lines), steps=5)
    assert picture.data["notes"] == [
        "Only the first 4 of 6 lines are read.",
        "T = 5 keeps the first 5 words of sentence 0 (of 60), 2 (of 7).",
    ]
    for note in picture.data["notes"]:
        assert note in picture.alt
        assert note in picture.svg
    assert draw_tensor().data["notes"] == []
    many = draw_tensor(vectors="one-hot", part="X[mask]", prediction="(11, 9)")
    assert " … and 6 more" in many.alt


def polygons(panel):
    """The sides of cubes, in the order drawn: fill ("none" where a slice was), and the corners (4, 2)."""
    for polygon in ET.fromstring(panel).iter("{http://www.w3.org/2000/svg}polygon"):
        corners = np.array(polygon.get("points").split(), float).reshape(-1, 2)
        yield polygon.get("fill"), corners


@settings(deadline=None, derandomize=True, max_examples=60)
@given(states)
def test_the_slice_is_pulled_out_above_the_block(state):
    picture = draw_tensor(**state)
    selected, pink = picture.data["selected"], {tint("highlight", 1.6 * s) for s in (0.18, 0.34, 0.5)}
    drawn = list(polygons(picture.panels[0]))
    lit, rest, traces = (
        [
            corners
            for fill, corners in drawn
            if kind == ("lit" if fill in pink else "trace" if fill == "none" else "")
        ]
        for kind in ("lit", "", "trace")
    )
    assert bool(lit) == selected.any()
    assert bool(rest) == (not selected.all())
    assert ("pulled out: " in picture.svg) == (bool(lit) and bool(rest))
    # Drawn last, and above the block's top: nothing of the block is nearer to the eye.
    order = [fill in pink for fill, _ in drawn]
    assert order == sorted(order)
    if traces:
        inside = np.argwhere(selected)
        n, t, d = np.ptp(inside, axis=0) + 1
        (left, high), (right, low) = np.min(traces, axis=(0, 1)), np.max(traces, axis=(0, 1))
        cube = (low - high) / (0.5 * (n + t) + d)
        lift = (inside[:, 2].max() + 2) * cube  # one cube of air between the block and the slice
        moved = [left, high - lift, right, low - lift]
        np.testing.assert_allclose([*np.min(lit, axis=(0, 1)), *np.max(lit, axis=(0, 1))], moved, atol=0.3)


def test_typed_text_cannot_break_the_picture():
    picture = draw_tensor("<b>dog</b> & man", prediction="<script>")
    assert picture.data["verdict"] == "wrong"
    assert "<b>" not in picture.svg
    assert "&lt;unk&gt;" in picture.svg
    assert len(picture.png()) > 1000


@pytest.mark.parametrize("prediction", ["", "  ", "(5, 4)", "(3, 5, 4)", "nonsense"])
def test_the_shape_is_not_given_away_before_it_is_predicted(prediction):
    picture = draw_tensor(part="X[:, t]", prediction=prediction)
    assert picture.data["verdict"] in ("none", "wrong")
    assert "(3, 4)" not in picture.alt + picture.svg


def test_hints_name_what_went_wrong():
    batch = np.zeros((3, 5, 4))
    assert "brackets takes its axis away" in judge("(3, 5, 4)", batch[:, 1], ["N", "D"])[1]
    assert "axis 1 of the slice runs over D" in judge("(3, 5)", batch[:, 1], ["N", "D"])[1]
    assert "range such as 0:1 keeps its axis" in judge("(5, 4)", batch[:1], ["1", "T", "D"])[1]
    assert "real words" in judge("(3, 5, 4)", batch[np.ones((3, 5), bool)], ["words", "D"])[1]
    assert judge("()", batch[0, 0, 0], []) == (
        "right",
        "Your prediction () is right: no axis is left, it is one number.",
    )


def test_each_control_redraws_picture_and_text():
    explorer = tensor_explorer()
    assert explorer.controls["prediction"].value == ""
    assert explorer.picture.data["verdict"] == "none"
    assert "Type a shape first." in explorer.text
    assert explorer.controls["sentences"].value == SENTENCES
    changes = {
        "sentences": "man bites dog",
        "steps": 3,
        "vectors": "one-hot",
        "padding": "pre",
        "part": "X[i, t, d]",
        "i": 1,
        "t": 2,
        "d": 3,
        "prediction": "()",
    }
    assert set(changes) == set(explorer.controls)
    for name in ("padding", "vectors", "part", "prediction", "d", "i", "t", "steps", "sentences"):
        svg, text = explorer.picture.svg, explorer.text
        explorer.controls[name].value = changes[name]
        assert explorer.picture.svg != svg, name
        assert explorer.text != text, name
    assert explorer.text == explorer.picture.alt
    assert explorer.picture.data["X"].shape == (1, 3, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [("part", "X[i:i+1]"), ("vectors", "one-hot"), ("steps", 3), ("sentences", "man bites dog\nman bites")],
)
def test_a_prediction_is_forgotten_when_another_shape_is_asked_for(name, value):
    explorer = tensor_explorer()
    assert explorer.picture.data["shape"] == (4,)  # it starts with one word: the answer to no question
    explorer.controls["part"].value = "X[i]"
    explorer.controls["prediction"].value = "(5, 4)"
    assert explorer.picture.data["verdict"] == "right"
    for same_shape, other in (("i", 1), ("padding", "pre")):
        explorer.controls[same_shape].value = other
        assert explorer.controls["prediction"].value == "(5, 4)"
    explorer.controls[name].value = value
    assert explorer.controls["prediction"].value == ""
    assert explorer.picture.data["verdict"] == "none"


@pytest.mark.parametrize("part", SLICES)
def test_only_the_indices_that_the_slice_names_can_be_moved(part):
    explorer = tensor_explorer()
    explorer.controls["part"].value = part
    free = {name for name in "itd" if not explorer.controls[name].disabled}
    assert free == used_indices(part)
    for name in "itd":
        before = explorer.picture.data["selected"]
        explorer.controls[name].value = 2
        assert np.array_equal(explorer.picture.data["selected"], before) == (name not in free)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(states)
def test_what_can_be_clicked_are_the_indices_that_the_slice_names(state):
    picture = draw_tensor(**state)
    N, T, D = picture.data["X"].shape
    clicks = {
        (name, value) for name, value in re.findall(r'data-control="(.)" data-value="(\d)"', picture.svg)
    }
    lengths = {
        name: size for name, size in zip("itd", (N, T, D), strict=True) if name in used_indices(state["part"])
    }
    assert clicks == {(name, str(value)) for name, size in lengths.items() for value in range(size)}
    assert set(lengths) <= {control.description for control in tensor_explorer().controls.values()}


def test_values_that_do_not_fit_are_counted():
    picture = draw_tensor("\n".join(["the old dog sleeps again"] * 4), steps=6, part="X[mask]")
    rows = picture.data["shape"][0]
    told = draw_tensor(
        "\n".join(["the old dog sleeps again"] * 4),
        steps=6,
        part="X[mask]",
        prediction=str(picture.data["shape"]),
    )
    values = [one.text for one in parts(told.panels[1], "text") if re.match(r"[\s\xa0]*(\[|…)", one.text)]
    assert values[-1].replace("\xa0", " ") == f" … and {rows - len(values) + 1} more"
    lines = [one.y for one in parts(told.panels[1], "text") if one.text in values]
    assert len({b - a for a, b in pairwise(lines)}) == 1


def test_the_question_keeps_its_distance_from_what_stands_above_it():
    gaps = set()
    for sentences, steps in (("dog", 5), ("the old dog", 2), ("\n".join(["the old dog"] * 6), 2)):
        panel = draw_tensor(sentences, steps=steps, part="X").panels[1]
        notes = [one.y for one in parts(panel, "text") if one.fill == COLOURS["wrong"]]
        (slice_,) = [one for one in parts(panel, "text") if one.text == "X"]
        cells = [one.y + one.height for one in parts(panel, "rect")[1:]]
        assert len({b - a for a, b in pairwise(notes)}) <= 1
        gaps.add(slice_.y - notes[-1] if notes else ("without notes", slice_.y - max(cells)))
    assert len(gaps) == 2  # one below notes, however many, and one without
