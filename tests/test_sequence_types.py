"""The five kinds of network: what is drawn is what Keras builds."""

import ast

import pytest

from course_utils.explorers.sequence_types import sequence_types_explorer
from course_utils.figures.sequence_types import (
    KINDS,
    LONGEST,
    N,
    allowed_lengths,
    free_lengths,
    graph,
    layers,
    loop_picture,
    sequence_types_picture,
)
from course_utils.tasks.lesson_01 import NAMES

LENGTHS = [(1, 1), (1, 4), (4, 1), (2, 3), (5, 5), (6, 6)]
FREE = {  # which of the sliders T_x, T_y can be moved
    "one-to-one": (False, False),
    "one-to-many": (False, True),
    "many-to-one": (True, False),
    "many-to-many (aligned)": (True, False),
    "many-to-many (encoder-decoder)": (True, True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_shapes_drawn_are_those_of_keras(kind):
    from course_utils.training import keras

    names = {name: getattr(keras.layers, name) for name in ("Dense", "SimpleRNN", "RepeatVector")}
    (code, shape), *rest = layers(kind, 3, 5)
    x = keras.Input(ast.literal_eval(code.removeprefix("Input")), batch_size=N)
    assert tuple(x.shape) == shape
    for code, shape in rest:
        x = eval(code, names)(x)
        assert tuple(x.shape) == shape


def test_the_puzzle_of_lesson_01_has_the_names_of_the_kinds():
    assert NAMES == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lengths", LENGTHS)
def test_graph_has_the_lengths_of_the_shapes(kind, lengths):
    t_in, t_out = allowed_lengths(kind, *lengths)
    nodes, edges = graph(kind, *lengths)
    count = {letter: sum(name[0] == letter for name in nodes) for letter in "xhsy"}
    assert (count["x"], count["y"]) == (t_in, t_out)
    first, last = layers(kind, *lengths)[0][1], layers(kind, *lengths)[-1][1]
    assert first[1:-1] == ((t_in,) if kind.startswith("many") else ())
    assert last[1:-1] == (() if kind.endswith("to-one") else (t_out,))
    assert all(start in nodes and end in nodes for start, end, _ in edges)
    # Two nodes never share a place, and every picture fits its frame.
    assert len({(column, name[0].replace("s", "h")) for name, column in nodes.items()}) == len(nodes)
    assert max(nodes.values()) < 2 * LONGEST


def test_graph_is_wired_as_its_kind_demands():
    def into(kind, node):
        return sorted(start for start, end, _ in graph(kind, 3, 2)[1] if end == node)

    assert into("one-to-one", "y1") == ["x1"]
    assert into("one-to-many", "h2") == ["h1", "x1"]
    assert into("many-to-one", "y1") == ["h3"]
    assert into("many-to-many (aligned)", "y2") == ["h2"]
    assert into("many-to-many (aligned)", "h2") == ["h1", "x2"]
    assert into("many-to-many (encoder-decoder)", "s1") == ["h3"]
    assert into("many-to-many (encoder-decoder)", "s2") == ["h3", "s1"]
    assert into("many-to-many (encoder-decoder)", "y2") == ["s2"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_that_can_be_moved_changes_picture_and_text(kind):
    explorer = sequence_types_explorer()
    explorer.controls["kind"].value = kind
    sliders = explorer.controls["t_in"], explorer.controls["t_out"]
    assert tuple(not slider.disabled for slider in sliders) == FREE[kind] == free_lengths(kind)
    for slider in sliders:
        if not slider.disabled:
            before, text = explorer.picture, explorer.text
            slider.value = slider.value + 1
            assert explorer.picture.png() != before.png()
            assert explorer.text != text
            assert explorer.picture.size == before.size


def test_sliders_show_the_lengths_in_force_and_remember_what_was_chosen():
    explorer = sequence_types_explorer()
    controls = explorer.controls
    controls["kind"].value = KINDS[-1]
    controls["t_in"].value, controls["t_out"].value = 5, 2
    for kind in (*KINDS, *reversed(KINDS)):
        controls["kind"].value = kind
        shown = controls["t_in"].value, controls["t_out"].value
        assert shown == allowed_lengths(kind, 5, 2)
        assert shown == (explorer.picture.data["t_in"], explorer.picture.data["t_out"])
    controls["kind"].value = "many-to-many (aligned)"
    controls["t_in"].value = 3
    assert controls["t_out"].value == 3
    controls["kind"].value = "many-to-many (encoder-decoder)"
    assert (controls["t_in"].value, controls["t_out"].value) == (3, 2)


def test_the_text_says_what_the_picture_shows():
    picture = sequence_types_picture("many-to-many (encoder-decoder)", 4, 2)
    for part in ("T_x = 4", "T_y = 2", "(32, 2, 10)", "encoder", *picture.data["systems"]):
        assert part in picture.alt
    assert "x₄" in picture.svg
    assert "s₂" in picture.svg
    assert "s₃" not in picture.svg


def test_the_loop_is_drawn_once_and_unrolled_from_its_first_state():
    picture = loop_picture(3)
    assert [edge for edge in picture.data["edges"] if edge[2] == "recurrent"] == [
        ("h1", "h2", "recurrent"),
        ("h2", "h3", "recurrent"),
        ("h0", "h1", "recurrent"),
    ]
    assert [picture.svg.count(name) for name in ("hₜ", "h₀", "Wₓ", "Wₕ")] == [1, 1, 4, 4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("some-to-some", 1, 1), r"kind must be one of .*; got 'some-to-some'"),
        (("many-to-one", 0, 1), "t_in must be an integer from 1 to 6; got 0"),
        (("many-to-one", 1, 7), "t_out must be an integer from 1 to 6; got 7"),
    ],
)
def test_bad_requests_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        sequence_types_picture(*arguments)
