"""The strokes that drawings share: where they stand, how long they are, what they say."""

from xml.etree import ElementTree

import pytest

from course_utils.figures import COLOURS
from course_utils.figures.bars import BAR, FULL, ROW, VISIBLE, bar_cell, extent
from course_utils.figures.letters import WIDEST, legible, shorten, width_of, wrap
from course_utils.figures.raster import FONTS
from course_utils.figures.sketch import TEXT_SIZE, arrow, clickable, signed, sketch, subscript, text

SVG = "{http://www.w3.org/2000/svg}"


def numbers(stroke, *names):
    return tuple(float(getattr(stroke, name)) for name in names)


# --- sketch ------------------------------------------------------------------------------------------------


def test_a_sketch_is_white_paper_of_its_size_with_the_strokes_on_top():
    drawing = ElementTree.fromstring(sketch(40, 30, [text(4, 20, "h")]))
    assert [drawing.get(name) for name in ("width", "height", "viewBox")] == ["40", "30", "0 0 40 30"]
    assert "max-width: 100%" in drawing.get("style")
    paper, words = drawing
    assert [paper.get(name) for name in ("width", "height", "fill")] == ["40", "30", "#FFFFFF"]
    assert words.text == "h"


def test_words_stand_where_they_are_put_in_the_colour_of_their_meaning():
    words = text(3, 5, "h\x00 < 1", "hidden", anchor="end", bold=True)
    assert numbers(words, "x", "y", "font_size") == (3, 5, 14)
    assert (words.fill, words.text_anchor, words.font_weight) == (COLOURS["hidden"], "end", "bold")
    assert words.text == "h &lt; 1"
    plain = text(0, 0, "h", size=20)
    assert (plain.font_size, plain.font_weight, plain.fill) == (20, None, COLOURS["ink"])
    assert TEXT_SIZE * 72 / 96 >= 10  # points


def test_an_arrow_ends_with_its_tip_at_its_end():
    there = arrow(10, 20, 40, 60, "input", width=3)  # 30 and 40: the length is 50
    move, turn = there.transform
    assert numbers(move, "x", "y") == (10, 20)
    assert turn.a == pytest.approx(53.13)  # degrees: the angle of the triangle 3, 4, 5
    line, head = there.elements
    assert numbers(line, "x1", "y1", "x2", "y2", "stroke_width") == (0, 0, 43, 0, 3)
    assert head.points == [50, 0, 42, -4, 42, 4]
    assert line.stroke == head.fill == COLOURS["input"]
    assert arrow(0, 0, 9, 0).elements[0].stroke_width == 1.5


def test_an_arrow_is_written_as_short_as_the_eye_allows():
    there = arrow(0.123, 0.456, 10.123, 7.456)
    move, turn = there.transform
    assert (*numbers(move, "x", "y"), turn.a) == (0.1, 0.5, 34.99)
    assert there.elements[1].points == [12.2, 0, 4.2, -4, 4.2, 4]


def test_a_part_to_click_names_its_control_and_value():
    part = ElementTree.fromstring(clickable([], "Step <t>", '"3"').as_str())
    assert (part.get("data-control"), part.get("data-value")) == ("Step <t>", '"3"')


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [(0.125, 2, "+0.12"), (-2, 1, "−2.0"), (-0.004, 2, "0.00"), (0.0, 1, "0.0"), (-0.05, 1, "−0.1")],
)
def test_a_number_has_a_sign_unless_it_is_zero(number, digits, written):
    assert signed(number, digits) == written
    assert signed(0.456) == "+0.46"


def test_an_index_stands_low():
    assert subscript("x", "t-1") + subscript("h", 1234567890) == "xₜ₋₁h₁₂₃₄₅₆₇₈₉₀"


# --- letters -----------------------------------------------------------------------------------------------


def test_words_are_as_wide_as_their_font_draws_them():
    assert width_of("dog", 100) == pytest.approx(63 + 61 + 63)  # the font's, in whole pixels
    assert width_of("dog", 100, "bold") == pytest.approx(72 + 69 + 72)
    assert width_of("dog", 100, "mono") == pytest.approx(3 * 60)
    assert width_of("dog", 7) == pytest.approx(width_of("dog", 14) / 2)
    assert width_of("dog") == width_of("dog", 14, "regular")
    assert width_of("犬") == width_of("🐕") == 14 * WIDEST == pytest.approx(20.3)
    assert [FONTS[i].split("DejaVu")[-1] for i in (0, 1, 4)] == ["Sans.ttf", "Sans-Bold.ttf", "SansMono.ttf"]


@pytest.mark.parametrize("words", ["incomprehensibility", "i" * 40, "犬が男を噛む犬が男を噛む"])
@pytest.mark.parametrize("face", ["regular", "bold"])
def test_what_does_not_fit_is_shortened_by_no_letter_too_many(words, face):
    for width in range(30, 100, 7):
        short = shorten(words, width, 14, face)
        assert short.endswith("…")
        assert width_of(short, 14, face) <= width
        longer = words[: len(short)] + "…"
        assert width_of(longer, 14, face) > width
    whole = width_of(words, 14, face)
    assert shorten(words, whole, 14, face) == words
    assert shorten(words, 3) == "…"


def test_lines_are_as_full_as_they_can_be():
    words = "the old dog bites the man again and runs"
    for width in (60, 90, 140):
        lines = wrap(words, width)
        assert " ".join(lines) == words
        assert all(width_of(line) <= width for line in lines)
        following = [line.split()[0] for line in lines[1:]]
        assert all(width_of(f"{a} {b}") > width for a, b in zip(lines, following, strict=False))
    assert wrap(words, 90, most=2) == [wrap(words, 90)[0], shorten(" ".join(wrap(words, 90)[1:3]), 90)]
    assert wrap("incomprehensibilities bite", 60) == [shorten("incomprehensibilities", 60), "bite"]
    assert wrap("dog bites", 900) == ["dog bites"]


def test_what_no_drawing_shows_is_left_out():
    assert legible("dog\x07 \u202eévil 犬") == "dog évil 犬"


# --- bars --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "begins", "length"),
    [(1.0, 100, 12.2), (-1.0, 87.8, 12.2), (2.0, 100, 24.5), (-9.0, 75.5, 24.5), (0.0, 100, 0)],
)
def test_a_bar_is_as_long_as_its_number_and_no_longer_than_its_half(value, begins, length):
    assert extent(100, value, 57) == (pytest.approx(begins), pytest.approx(length))
    assert FULL == 2


def test_a_cell_has_its_number_over_a_bar_from_its_middle():
    cell, axis, bar, number = bar_cell(10, 40, 60, -0.5, "kernel", digits=1, fill="#ABCDEF", bold=True)
    assert numbers(cell, "x", "y", "width", "height") == (10, 40, 60, ROW) == (10, 40, 60, 28)
    assert cell.fill == "#ABCDEF"
    assert numbers(axis, "x1", "x2", "y1", "y2") == (40, 40, 56, 68)
    assert numbers(bar, "x", "y", "width", "height") == (33.5, 58, 6.5, BAR) == (33.5, 58, 6.5, 7)
    assert bar.fill == COLOURS["kernel"]
    assert numbers(number, "x", "y") == (40, 54)
    assert (number.text, number.text_anchor, number.font_weight) == ("−0.5", "middle", "bold")


def test_what_a_number_was_before_is_outlined_where_the_eye_sees_the_change():
    *_, outline, _ = bar_cell(0, 40, 60, 1.0, "kernel", before=0.5)
    assert numbers(outline, "x", "y", "width", "height", "stroke_width") == (30, 56.5, 6.5, 10, 1.5)
    assert (outline.fill, outline.stroke) == ("none", COLOURS["ink"])
    for before, strokes in ((None, 4), (1.0, 4), (1.0 + VISIBLE * 0.9, 4), (1.0 - VISIBLE * 1.1, 5)):
        assert len(list(bar_cell(0, 40, 60, 1.0, "kernel", before=before))) == strokes
    assert pytest.approx(0.005) == VISIBLE  # half of the last decimal that is written


@pytest.mark.parametrize(
    ("value", "points"),
    [(2.1, [51, 55, 51, 68, 59, 61.5]), (-2.1, [9, 55, 9, 68, 1, 61.5])],
)
def test_a_bar_that_is_too_long_has_a_head(value, points):
    *_, head, number = bar_cell(0, 40, 60, value, "kernel")
    assert head.points == points
    assert number.text == signed(value)
    assert len(list(bar_cell(0, 40, 60, 2.0, "kernel"))) == 4


def test_an_empty_cell_has_neither_number_nor_bar():
    assert len(list(bar_cell(0, 0, 57, None, "kernel"))) == 2
