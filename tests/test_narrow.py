"""The explorers' pictures read in a narrow window: panels of at most 480 px, no small text, nothing cut.

Where each text stands is read from the SVG itself; how wide it is, from DejaVu Sans, the widest of our fonts.
"""

import html
import itertools
import re
import xml.etree.ElementTree as ET

import ipywidgets as widgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import explorers
from course_utils.figures import Picture
from course_utils.figures.course_map import course_map
from course_utils.figures.letters import width_of
from course_utils.figures.picture import PANEL
from course_utils.figures.sequence_types import KINDS, LONGEST, loop_picture, sequence_types_picture
from course_utils.figures.sketch import sketch, text
from course_utils.figures.tensor import MOST_STEPS, SLICES, VECTORS, draw_tensor
from course_utils.figures.word_order import REPRESENTATIONS, word_order
from course_utils.lessons import LESSONS, present

EXPLORERS = [getattr(explorers, name) for name in explorers.__all__ if name.endswith("_explorer")]
SVG = "{http://www.w3.org/2000/svg}"
TEN_POINTS = 10 * 96 / 72
TYPED = [  # what a curious learner types
    "",
    "   ",
    "\n\n",
    "x" * 300,
    "many words " * 60,
    "<script>alert('<b>&amp;</b>')</script>",
    "🙂 dog 🐕‍🦺 bites 👩‍👩‍👧‍👦🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂",
    "犬が男を噛む" * 9,
    "سلام dog \u202eevil\u202c",
    "zero\u0000 bell\u0007 \ud83d",
    "W" * 40 + " " + "M" * 40,
    "NaN None 1e400 -1 (3, 4)",
    "\n".join(["the old dog sleeps again"] * 9),
]


def boxes(panel):
    """Every text of an SVG with its font's size and its box: left, top, right, bottom."""
    for element in ET.fromstring(panel).iter(f"{SVG}text"):
        words, size = element.text or "", float(element.get("font-size"))
        mono = "Mono" in element.get("font-family", "")
        face = "mono" if mono else "bold" if element.get("font-weight") == "bold" else "regular"
        width = width_of(words, size, face)
        before = {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
        left, base = float(element.get("x")) - before, float(element.get("y"))
        box = [left, base - 0.75 * size, left + width, base + 0.2 * size]
        if element.get("transform"):  # turned: it runs upwards
            x = float(element.get("x"))
            box = [x - 0.75 * size, base + before - width, x + 0.2 * size, base + before]
        yield words, size, box


def assert_reads_narrow(picture):
    assert picture.panels, "a bitmap (a Matplotlib figure?): an explorer draws SVG"
    for panel in picture.panels:
        paper = ET.fromstring(panel)
        width, height = float(paper.get("width")), float(paper.get("height"))
        assert width <= PANEL
        placed = [(words, size, box) for words, size, box in boxes(panel) if words.strip()]
        for words, size, (left, top, right, bottom) in placed:
            assert size >= TEN_POINTS, words
            assert left >= 0, words
            assert top >= 0, words
            assert right <= width, words
            assert bottom <= height, words
        for (one, _, a), (other, _, b) in itertools.combinations(placed, 2):
            across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 1 or down <= 1, (one, other)


@pytest.mark.parametrize(
    "element",
    [
        text(4, 20, "small", size=13),
        text(380, 20, "cut on the right"),
        text(4, 58, "cut below"),
        text(60, 20, "cut on the left", anchor="end"),
    ],
)
def test_the_ruler_sees_small_and_cut_words(element):
    with pytest.raises(AssertionError):
        assert_reads_narrow(Picture(sketch(400, 60, [element]), alt="planted"))


def test_the_ruler_sees_words_over_words_and_wide_panels():
    over = [text(4, 20, "one over"), text(40, 24, "another")]
    for panel in (sketch(400, 60, over), sketch(481, 60, [])):
        with pytest.raises(AssertionError):
            assert_reads_narrow(Picture(panel, alt="planted"))


@pytest.mark.parametrize("lessons", [present(), LESSONS[:1], LESSONS[:5], LESSONS[:20], LESSONS])
def test_course_map(lessons):
    for number in (None, *(lesson.number for lesson in lessons)):
        assert_reads_narrow(course_map(lessons, highlight=number))


@pytest.mark.parametrize("kind", KINDS)
def test_sequence_types(kind):
    for lengths in itertools.product(range(1, LONGEST + 1), repeat=2):
        assert_reads_narrow(sequence_types_picture(kind, *lengths))


@pytest.mark.parametrize("steps", range(1, LONGEST + 1))
def test_loop(steps):
    assert_reads_narrow(loop_picture(steps))


SENTENCES = st.lists(
    st.one_of(
        st.sampled_from(["dog", "bites", "not", "was", "incomprehensibilities", "WWWWWWWWWW"]), st.text()
    ),
    max_size=16,
).map(" ".join)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SENTENCES, SENTENCES, st.sampled_from(list(REPRESENTATIONS)))
def test_word_order(first, second, representation):
    assert_reads_narrow(word_order(first, second, representation))


@pytest.mark.parametrize("representation", REPRESENTATIONS)
@pytest.mark.parametrize("word", ["dog{}", "incomprehensibilities{}", "W{}" * 30])
def test_word_order_with_all_there_is_to_say(representation, word):
    first, second = (" ".join(word.replace("{}", f"{name}{i}") for i in range(99)) for name in "ab")
    assert_reads_narrow(word_order(first, second, representation))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(st.sampled_from(["dog", "sleeps", "unheard-of", "again"]), max_size=20).map(" ".join),
    st.integers(1, MOST_STEPS),
    st.sampled_from(list(VECTORS)),
    st.sampled_from(list(SLICES)),
    st.integers(0, 3),
    st.integers(0, MOST_STEPS - 1),
    st.integers(0, 8),
    st.integers(1, 6),
    st.sampled_from(["", "(3, 4)", "no shape at all " * 20]),
)
def test_tensor(sentence, steps, vectors, part, i, t, d, lines, prediction):
    sentences = "\n".join([sentence] * lines)
    state = {"steps": steps, "vectors": vectors, "part": part, "i": i, "t": t, "d": d}
    asked = draw_tensor(sentences, prediction=prediction, **state)
    assert_reads_narrow(asked)
    if asked.data["shape"] is not None:
        assert_reads_narrow(draw_tensor(sentences, prediction=str(asked.data["shape"]), **state))


@pytest.mark.parametrize("part", SLICES)
@pytest.mark.parametrize("vectors", VECTORS)
def test_tensor_with_all_there_is_to_say(part, vectors):
    state = {
        "sentences": "\n".join(["dog " * 1000] * 6),
        "steps": MOST_STEPS,
        "vectors": vectors,
        "part": part,
    }
    shape = draw_tensor(**state).data["shape"]
    for prediction in (str(shape), str((9, *shape)), str((*shape[:-1], 99))):
        assert_reads_narrow(draw_tensor(**state, prediction=prediction))


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("make", EXPLORERS)
def test_whatever_is_typed_is_shown_safely(make, typed):
    live = make()
    assert_reads_narrow(live.picture)
    for control in live.controls.values():
        if isinstance(control, (widgets.Text, widgets.Textarea)):
            control.value = typed
            assert_reads_narrow(live.picture)
            assert not re.search(r"<(script|b)\b", live.picture.svg)
            assert html.unescape(live.picture.html()).strip()


@pytest.mark.parametrize("make", EXPLORERS)
def test_pictures_of_an_explorer_have_one_size_and_read_narrow(make):
    explorer = make()
    size = explorer.picture.size
    for name, control in explorer.controls.items():
        for option in getattr(control, "options", ()):
            control.value = option[1] if isinstance(option, tuple) else option
            assert explorer.picture.size == size, name
            assert_reads_narrow(explorer.picture)
