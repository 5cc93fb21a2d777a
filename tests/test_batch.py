"""The pictures of lesson 03: what they draw is what they are given, and they read on a narrow screen."""

import re
from itertools import combinations

import numpy as np
import pytest

from course_utils.figures import COLOURS
from course_utils.figures.batch import (
    SIDES,
    batch_table,
    one_hot_rows,
    row_lookup,
    window_over_table,
    word_map,
)
from tests.drawings import parts

NARROW = 480
SMALLEST = 13.4  # CSS pixels: 10 pt
TOKENS = ["<pad>", "<unk>", "dog", "bites", "man", "again", "the", "old"]
DAYS = np.arange(28).reshape(7, 4) / 2


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def bold(drawing):
    return re.findall(r'font-weight="bold"[^>]*>([^<>]+)</text>', drawing)


def test_a_batch_has_its_words_its_holes_and_its_padding():
    rows = [["dog", "bites", "man"], ["man"]]
    drawing = batch_table(rows, title="a < b")
    assert texts(drawing) == ["a &lt; b", "t=0", "t=1", "t=2", "i=0", "dog", "bites", "man", "i=1", "man"]
    assert drawing.count("stroke-dasharray") == 2
    assert batch_table(rows, steps=5).count("stroke-dasharray") == 2 + 4
    assert "<line" not in drawing
    padded = batch_table([["dog", "<pad>"], ["man", "runs"]], mask=[[True, False], [True, True]])
    assert padded.count("<line") == 2  # one cross
    assert "stroke-dasharray" not in padded


def test_each_word_has_its_one():
    words, ids = ["the", "old", "dog", "bites", "the", "man"], [6, 7, 2, 3, 6, 4]
    drawn = texts(one_hot_rows(words, ids, TOKENS))
    assert [drawn[2 * k + 1] for k in range(8)] == [str(k) for k in range(8)]
    rows = np.array(drawn[16:]).reshape(6, 9)
    assert rows[:, 0].tolist() == words
    assert np.array_equal(rows[:, 1:].astype(float), np.eye(8)[ids])


def test_a_look_up_leaves_the_row_of_the_one():
    table = np.round(np.linspace(-3, 3, 32), 1).reshape(8, 4)
    drawing = row_lookup(table, TOKENS, 4)
    shown = [
        float(number.replace("−", "-")) for number in texts(drawing) if re.fullmatch(r"−?\d\.\d", number)
    ]
    assert np.array_equal(np.reshape(shown, (9, 4)), [*table, table[4]])
    factors = [number for number in texts(drawing) if number in "01"]
    assert factors == ["0", "0", "0", "0", "1", "0", "0", "0"]
    assert drawing.count(f'stroke="{COLOURS["highlight"]}"') == 2  # the frame and the arrow
    assert {"man", "1"} <= set(bold(drawing))


@pytest.mark.parametrize(
    ("start", "answer", "leak"), [(0, 3, False), (1, 4, False), (0, 2, True), (2, 2, True)]
)
def test_an_answer_inside_its_window_is_a_leak(start, answer, leak):
    drawing = window_over_table(DAYS, ["rain", "high", "low", "wind"], start, 3, target=1, answer=answer)
    assert ("inside: a leak" in texts(drawing)) == leak
    assert (COLOURS["wrong"] in drawing) == leak
    assert (COLOURS["right"] in drawing) == (not leak)
    assert ("stroke-dasharray" in drawing) == leak
    frames = re.findall(r'<rect[^>]*stroke-width="3"[^>]*>', drawing)
    places = [
        [float(re.search(rf'\b{name}="([\d.]+)"', frame)[1]) for name in ("y", "height")] for frame in frames
    ]
    (top, height), (below, one) = places
    assert height == 3 * one
    assert below - top == (answer - start) * one
    assert sum(number == f"{DAYS[answer, 1]:.1f}" for number in texts(drawing)) >= 1


@pytest.mark.parametrize(
    "drawing",
    [
        batch_table([[f"{token} 0" for token in TOKENS[:6]]], title="words", cell_width=70),
        one_hot_rows(["again"] * 6, [5] * 6, TOKENS),
        row_lookup(np.ones((8, 4)), TOKENS, 4),
        window_over_table(DAYS, ["rain", "high", "low", "wind"], 0, 3, 1, 2, title="slipped by a row"),
    ],
    ids=["batch", "one-hot", "look-up", "window"],
)
def test_a_panel_reads_on_a_narrow_screen(drawing):
    assert int(re.search(r'width="(\d+)"', drawing)[1]) <= NARROW
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)) >= SMALLEST


def test_a_map_of_words_shows_each_where_it_stands():
    vectors = np.random.default_rng(0).normal(size=(6, 5))
    words, kinds = list("abcdef"), ["animals"] * 3 + ["foods"] * 3
    figure = word_map(vectors, words, kinds, [False, True] * 3)
    (axis,) = figure.axes
    labels = {line.get_label(): line.get_xydata() for line in axis.lines}
    assert {label: len(points) for label, points in labels.items()} == {
        "animals, learned from": 2,
        "animals, new": 1,
        "foods, learned from": 1,
        "foods, new": 2,
    }
    flat = np.array([note.xy for note in axis.texts])
    assert [note.get_text() for note in axis.texts] == words
    assert np.array_equal(labels["foods, new"], flat[[3, 5]])
    spread = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False)[:2]
    np.testing.assert_allclose(np.linalg.norm(flat, axis=0), spread, rtol=1e-12)
    assert (flat[0] >= 0).all()


def test_names_make_room_for_each_other():
    close = np.array([[0.0, 0, 0], [0.01, 0, 0], [0.0, 0.01, 0], [9, 9, 0], [-9, 9, 0], [9, -9, 0]])
    figure = word_map(close, ["one", "two", "three", "far", "off", "away"], ["k"] * 6, [False] * 6)
    offsets = [tuple(note.xyann) for note in figure.axes[0].texts[:3]]
    assert len(set(offsets)) == 3
    assert len(SIDES) == len(set(SIDES))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: batch_table([["a", "b", "c"]], steps=2), "rows must have at most 2 cells; got 3"),
        (lambda: one_hot_rows(["dog"], [2, 3], TOKENS), "ids must be one for each of 1 words; got 2"),
        (lambda: row_lookup(np.eye(3), TOKENS, 0), "tokens must name all 3 rows; got 8"),
        (
            lambda: window_over_table(DAYS, "abcd", 5, 3, 1, 4),
            "rows 5 to 7 and 4 must lie in a table of 7 rows",
        ),
        (lambda: word_map(np.eye(3), ["dog"], ["k"], [True]), "vectors must have a row for each of 1 words"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_names_on_the_map_cover_no_other_name_and_no_point():
    vectors = np.random.default_rng(1).normal(size=(6, 5))
    words = ["dog", "bites", "man", "again", "the", "sleeps"]
    figure = word_map(vectors, words, ["k"] * 6, [False] * 6)
    figure.canvas.draw()
    names = [note.get_window_extent() for note in figure.axes[0].texts]
    for one, other in combinations(names, 2):
        assert not one.overlaps(other)
    points = figure.axes[0].transData.transform([note.xy for note in figure.axes[0].texts])
    for name in names:
        assert not any(name.shrunk(0.98, 0.7).contains(*point) for point in points)
    frame = figure.axes[0].get_window_extent()
    assert all(frame.x0 < x < frame.x1 and frame.y0 < y < frame.y1 for x, y in points)
    assert all(frame.x0 <= name.x0 and name.x1 <= frame.x1 for name in names)
    # To the right, where there is room.
    assert all(note.xyann[0] > 0 and note.xyann[1] == 0 for note in figure.axes[0].texts)


def test_what_remains_below_looks_like_the_row_that_was_picked():
    panel = row_lookup(np.arange(15).reshape(5, 3) / 9, TOKENS[:5], 3)
    boxes = [one for one in parts(panel, "rect")[1:] if one.fill != "none"]
    rows = [boxes[4 * k + 1 : 4 * k + 4] for k in range(5)]  # after the factor of each row
    looks = [{(one.fill, one.width, one.height, one.rx) for one in row} for row in [*rows, boxes[20:]]]
    assert all(len(look) == 1 for look in looks)
    assert looks[3] == looks[5] not in (looks[0], looks[1])
    assert looks[0] == looks[1] == looks[2] == looks[4]
    assert [one.x for one in boxes[20:]] == [one.x for one in rows[3]]
    factors = [boxes[4 * k].fill for k in range(5)]
    assert len(set(factors)) == 2
    assert factors.count(factors[3]) == 1
