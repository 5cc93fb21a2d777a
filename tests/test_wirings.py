"""Wirings and chains: equal weights have one colour, each state and word stands once, text can be read."""

import re

import pytest

from course_utils.figures.wirings import WIRINGS, block_colours, chain_panel, wiring_panel

SMALLEST, NARROW = 13.4, 480


def texts(drawing):
    return re.findall(r">([^<>]+)</text>", drawing)


def test_only_a_matrix_for_every_place_has_as_many_colours_as_places():
    colours = {wiring: len(set(block_colours(wiring, 9))) for wiring in WIRINGS}
    assert colours == {"one word": 1, "all words at once": 9, "loop": 1}


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_wiring_draws_each_word_its_weights_and_its_state(wiring):
    drawn = texts(wiring_panel(wiring, 5))
    assert [name for name in drawn if name.startswith("x")] == ["x₁", "x₂", "x₃", "x₄", "x₅"]
    weights = [name for name in drawn if name.startswith("W") and len(name) <= 2]
    own = ["W₁", "W₂", "W₃", "W₄", "W₅"]
    assert weights == {"one word": ["W"] * 5, "all words at once": own, "loop": ["Wₓ"] * 5}[wiring]
    states = [name for name in drawn if name.startswith("h")]
    assert states == (["h"] if wiring == "all words at once" else ["h₁", "h₂", "h₃", "h₄", "h₅"])
    for colour, count in (
        (colour, block_colours(wiring, 5).count(colour)) for colour in block_colours(wiring, 5)
    ):
        assert wiring_panel(wiring, 5).count(f'fill="{colour}"') == count


def test_only_the_loop_leads_from_state_to_state():
    arrows = {wiring: wiring_panel(wiring, 5).count("<g transform") for wiring in WIRINGS}
    assert arrows == {"one word": 10, "all words at once": 10, "loop": 14}


def test_a_chain_draws_every_state_and_every_word_in_order():
    drawn = texts(chain_panel("XIV", [(0, 0), (10, 10), (11, 1), (14, 5)], title="XIV"))
    assert drawn == ["XIV", "0", "0", "10", "10", "X", "11", "1", "I", "14", "5", "V", "start"]


def test_everything_is_readable_on_a_narrow_screen():
    for drawing in (*map(wiring_panel, WIRINGS), chain_panel("MCMXCIV", [(1900, 1000)] * 8)):
        assert min(map(float, re.findall(r'font-size="([\d.]+)"', drawing))) >= SMALLEST
        assert float(re.search(r'width="(\d+)"', drawing)[1]) <= NARROW


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: wiring_panel("ring"), r"wiring must be one of .*; got 'ring'"),
        (lambda: wiring_panel("loop", 1), "steps must be an integer from 2 to 9; got 1"),
        (lambda: chain_panel("", [(0,)]), "words must be 1 to 8; got 0"),
        (lambda: chain_panel("IV", [(0,), (1,)]), "states must be one more than the 2 words; got 2"),
    ],
)
def test_bad_requests_are_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
