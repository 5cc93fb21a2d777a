"""The explorer of lesson 02: its numbers are scikit-learn's, and its verdicts are those of the lesson."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from course_utils.datasets.glove import load_glove
from course_utils.explorers.word_order import EXAMPLES, OWN, word_order_explorer
from course_utils.figures.word_order import (
    BOTTOM,
    MOST_WORDS,
    PANEL,
    REPRESENTATIONS,
    RIM,
    represent,
    word_order,
)
from course_utils.text import tokenize
from tests.drawings import numbers, parts, span

WORDS = st.sampled_from(["dog", "man", "bites", "not", "bland", "the", "soup", "was"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=9)
POOLED = ("counts", "TF-IDF", "mean GloVe")
ABC = [chr(ord("a") + i) for i in range(26)]


def reordered(names, numbers, wanted):
    """The columns of numbers in the order of the wanted names."""
    assert sorted(names) == sorted(wanted)
    return numbers[:, [names.index(name) for name in wanted]]


@settings(deadline=None, derandomize=True, max_examples=40)
@given(SENTENCES, SENTENCES)
def test_the_numbers_are_those_of_scikit_learn(first, second):
    numbers = represent(first, second)
    texts = [" ".join(first), " ".join(second)]
    for name, vectoriser in {
        "counts": CountVectorizer(tokenizer=tokenize, token_pattern=None),
        "TF-IDF": TfidfVectorizer(tokenizer=tokenize, token_pattern=None),
        "bigrams": CountVectorizer(tokenizer=tokenize, token_pattern=None, ngram_range=(2, 2)),
    }.items():
        if name == "bigrams" and len(first) == len(second) == 1:
            assert numbers[name][1].shape == (2, 0)
            continue
        reference = vectoriser.fit_transform(texts).toarray()
        mine = reordered(*numbers[name], list(vectoriser.get_feature_names_out()))
        np.testing.assert_allclose(mine, reference, rtol=1e-12)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(SENTENCES, SENTENCES)
def test_mean_and_sequence_are_what_they_say(first, second):
    glove = load_glove()
    numbers = represent(first, second)
    for row, sentence in enumerate((first, second)):
        forms = [word if word in glove.ids else word.removesuffix("s") for word in sentence]  # bites: bite
        known = [glove.vector(form) for form in forms if form in glove.ids]
        mean = np.mean(known, axis=0) if known else np.zeros(50)
        np.testing.assert_allclose(numbers["mean GloVe"][1][row], mean, atol=1e-6)
    names, one_hot = numbers["sequence"]
    for row, sentence in zip(one_hot, (first, second), strict=True):
        assert [name.split(": ")[1] for name, x in zip(names, row, strict=True) if x] == sentence


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SENTENCES, st.randoms(use_true_random=False))
def test_only_the_order_aware_can_tell_a_permutation(first, random):
    second = random.sample(first, len(first))
    apart = word_order(" ".join(first), " ".join(second)).data["apart"]
    assert not any(apart[name] for name in POOLED)
    assert apart["sequence"] == (first != second)
    assert apart["bigrams"] <= apart["sequence"]  # what bigrams tell apart, the sequence does


def test_each_example_shows_its_point():
    seen = {
        name: "".join("yn"[not x] for x in word_order(*pair).data["apart"].values())
        for name, pair in EXAMPLES.items()
    }
    assert seen == {
        "who bites whom": "nnnyy",
        "what “not” stands before": "nnnyy",
        "not good, not bad": "yyyyy",
        "one word more": "yyyyy",
    }
    for pair in EXAMPLES.values():
        assert all(len(tokenize(sentence)) <= MOST_WORDS for sentence in pair)


def test_relations():
    pairs = {
        ("dog bites man", "Dog bites man"): "The same sentence twice.",
        ("dog bites man", "man bites dog"): "The same words in another order.",
        ("dog bites", "dog dog bites bites"): "The same words, but not equally often.",
        ("dog bites man", "dog bites cat"): "Different words.",
    }
    for pair, relation in pairs.items():
        assert word_order(*pair).data["relation"] == relation


def test_while_words_are_read_the_relation_is_said_of_the_whole():
    assert (
        "In full: the same words in another order."
        in word_order("dog bites man", "man bites dog", read=1).alt
    )
    assert "In full" not in word_order("dog bites man", "man bites dog").alt


@pytest.mark.parametrize("times", [2, 3, 4])
def test_saying_it_all_again_is_seen_by_counts_only_among_the_pooled(times):
    data = word_order("dog man good", " ".join(["dog man good"] * times)).data
    assert [data["apart"][name] for name in POOLED] == [True, False, False]
    assert data["distances"]["mean GloVe"] == data["distances"]["TF-IDF"] == 0  # rounding is no difference


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_text_equivalent_and_size(representation):
    picture = word_order("dog bites man", "man bites dog", representation)
    assert picture.size == word_order("", "").size
    for part in (
        "Sentence 1: dog bites man.",
        "another order",
        "counts (3 numbers), distance 0.00, no",
        "Shown:",
    ):
        assert part in picture.alt
    assert "Shown: " in picture.alt
    assert "≠" in picture.svg or not picture.data["apart"][representation] or representation == "mean GloVe"


def test_most_words_fit_the_frame():
    first, second = " ".join(ABC[:MOST_WORDS]), " ".join(ABC[-MOST_WORDS:])
    for representation in REPRESENTATIONS:
        picture = word_order(first + " more", second, representation)
        assert picture.data["message"] == "Of sentence 1 only the first 14 of 15 words are read."
        assert picture.data["message"] in picture.alt
        assert len(picture.data["first"]) == MOST_WORDS
        assert picture.size == word_order("dog", "man").size
    assert len(picture.data["features"]["counts"]) == 26


def test_empty_sentences_and_lonely_words():
    assert word_order("", "dog").alt == "Type at least one word in each sentence."
    lonely = word_order("dog", "man", "bigrams").data
    assert not lonely["apart"]["bigrams"]  # no neighbours, nothing to tell apart
    assert lonely["apart"]["counts"]
    unknown = word_order("qqqq", "zzzz", "mean GloVe").data
    assert unknown["unknown"] == ["qqqq", "zzzz"]
    assert unknown["message"] == "GloVe does not know qqqq, zzzz."
    assert not unknown["apart"]["mean GloVe"]
    assert word_order("dog\x07\u202e", "dog \u200d").data["relation"] == "The same sentence twice."
    markup = word_order("<b> & dog", "dog", "counts")
    assert "<b>" not in markup.svg
    assert markup.png()


def test_what_is_shortened_is_said_and_told_in_full():
    long = "incomprehensibilities" * 3
    picture = word_order(f"dog {long}", "dog", "sequence")
    assert "…" in picture.svg
    assert long in picture.alt
    assert "What ends in … is too long for the picture." in picture.alt
    assert "…" not in word_order("dog bites man", "man bites dog", "sequence").alt


def test_no_bar_is_cut():
    picture = word_order("good good good", "terrible", "mean GloVe")
    bars = re.findall(r'<rect[^>]*y="([\d.]+)"[^>]*height="([\d.]+)"', picture.panels[1])
    mean = np.concatenate(picture.data["numbers"]["mean GloVe"])
    heights = [float(height) for _, height in bars]
    np.testing.assert_allclose(heights, 76 * np.abs(mean) / np.abs(mean).max(), atol=0.06)
    assert min(float(y) for y, _ in bars) > RIM
    assert max(float(y) + float(height) for y, height in bars) < BOTTOM - 20  # a line of words stands below


def tiles_in(picture):
    """The tiles that lie in each of the two bags, from the texts of the second panel."""
    found = re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', picture.panels[1])
    inside = [(float(x), words) for x, y, words in found if float(y) > RIM]
    return [[words for x, words in inside if (x > PANEL / 2) == right] for right in (False, True)]


def test_words_fall_one_by_one_and_the_bags_are_equal_at_the_end():
    bags = [tiles_in(word_order("dog bites man", "man bites dog", read=read)) for read in (1, 2, 3)]
    assert bags[0] == [["dog ≠"], ["man ≠"]]
    assert bags[1] == [["dog ≠", "bites"], ["bites", "man ≠"]]
    assert bags[2] == [["dog", "bites", "man"]] * 2
    pairs = tiles_in(word_order("dog bites man", "man bites dog", "bigrams"))
    assert pairs == [["dog bites ≠", "bites man ≠"], ["man bites ≠", "bites dog ≠"]]
    steps = tiles_in(word_order("dog bites man", "man bites dog", "sequence"))
    assert steps == [["1 dog ≠", "2 bites", "3 man ≠"], ["1 man ≠", "2 bites", "3 dog ≠"]]
    assert tiles_in(word_order("dog dog", "dog")) == [["2 × dog ≠"], ["dog ≠"]]


def test_what_has_been_read_decides_the_verdicts():
    half = word_order("dog bites man", "man bites dog", read=2)
    assert half.data["read"] == 2
    assert half.data["apart"]["counts"]
    assert "Words read of each: 2 of 3." in half.alt
    assert word_order("dog bites man", "man bites dog", read=99).data["read"] == 3
    assert "the same so far" in word_order("dog bites man", "dog bites cat", read=2).svg
    with pytest.raises(ValueError, match="read must be at least 1; got 0"):
        word_order("dog", "man", read=0)


def test_the_words_of_the_lesson_have_vectors():
    assert word_order("dog bites man", "man bites dog").data["unknown"] == []


def test_a_new_sentence_is_read_to_its_end():
    explorer = word_order_explorer()
    read = explorer.controls["read"]
    assert (read.value, read.max) == (3, 3)
    read.value = 1
    assert "Words read of each: 1 of 3." in explorer.text
    explorer.controls["first"].value = "the dog bites the man"
    assert (read.value, read.max) == (5, 5)
    explorer.controls["first"].value = explorer.controls["second"].value = ""
    assert (read.value, read.max) == (1, 1)


@pytest.mark.parametrize(
    ("control", "value"),
    [("first", "cat bites man"), ("second", "man bites cat"), ("representation", "bigrams"), ("read", 2)],
)
def test_every_control_changes_picture_and_text(control, value):
    explorer = word_order_explorer()
    before, text = explorer.picture, explorer.text
    explorer.controls[control].value = value
    assert explorer.picture.png() != before.png()
    assert explorer.text != text
    assert explorer.picture.size == before.size


def example_of(explorer):
    rows = [row for row in explorer.view.children if hasattr(row, "children")]
    return next(w for row in rows for w in row.children if getattr(w, "description", "") == "Example")


def test_an_example_fills_both_sentences():
    explorer = word_order_explorer()
    example_of(explorer).value = EXAMPLES["not good, not bad"]
    assert explorer.picture.data["first"] == EXAMPLES["not good, not bad"][0].split()
    assert explorer.picture.data["second"] == EXAMPLES["not good, not bad"][1].split()
    assert example_of(explorer).label == "not good, not bad"


def test_the_example_named_is_the_one_that_stands_there():
    explorer = word_order_explorer()
    example, first, second = example_of(explorer), explorer.controls["first"], explorer.controls["second"]
    assert example.label == "who bites whom"
    second.value = "man bites cat"
    assert example.label == OWN
    assert (first.value, second.value) == ("dog bites man", "man bites cat")
    first.value, second.value = EXAMPLES["one word more"]
    assert example.label == "one word more"
    for name, pair in EXAMPLES.items():
        example.value = pair
        assert (example.label, first.value, second.value) == (name, *pair)
    assert example_of(word_order_explorer("", "cat")).label == OWN


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"representation must be one of counts, .*; got 'bytes'"):
        word_order("dog", "man", "bytes")
    with pytest.raises(ValueError, match="second must have at least one word; got none"):
        represent(["dog"], [])
    with pytest.raises(ValueError, match="first must be text; got 3"):
        word_order_explorer(3)


def test_a_row_of_the_table_can_be_clicked_to_be_shown():
    explorer = word_order_explorer()
    clicks = re.findall(r'data-control="([^"]*)" data-value="([^"]*)"', explorer.picture.svg)
    show = explorer.controls["representation"]
    assert clicks == [(show.description, name) for name in show.options]


def test_fifty_bars_stand_evenly_on_one_scale():
    picture = word_order("dog bites man", "cat sees man", "mean GloVe")
    panel, means = picture.panels[1], picture.data["numbers"]["mean GloVe"]
    bars = parts(panel, "rect")[1:]
    grounds = parts(panel, "line")
    assert len(bars) == 100
    assert np.allclose(
        [bar.height for bar in bars], np.abs(means).ravel() * (76 / np.abs(means).max()), atol=0.06
    )
    for k, ground in enumerate(grounds):
        half = bars[50 * k : 50 * k + 50]
        places = np.array([bar.x for bar in half])
        assert places == pytest.approx(np.linspace(ground.x1, ground.x2, 51)[:50], abs=0.06)
        assert all(0 < b - a - half[0].width < 1.5 for a, b in pairwise(places))
        for bar, value in zip(half, means[k], strict=True):
            foot = bar.y + bar.height if value > 0 else bar.y
            assert foot == pytest.approx(ground.y1, abs=0.11)
    assert len({bar.fill for bar in bars}) == 2 - (means[0] != means[1]).all()
    assert grounds[0].y1 == grounds[1].y1 == grounds[0].y2


def test_tiles_lie_on_the_ground_of_their_bag():
    for shown in ("counts", "TF-IDF", "bigrams"):
        panel = word_order("dog bites man", "the man bites a dog", shown).panels[1]
        sacks = [numbers(one.d) for one in parts(panel, "path")]
        tiles = parts(panel, "rect")[1:]
        ground = sacks[0][1] + 8 + sacks[0][6] + 22  # rim, corner, side, corner
        lowest = max(tile.y + tile.height for tile in tiles)
        assert 4 <= ground - lowest <= 14, shown
        halves = [[tile for tile in tiles if (tile.x > PANEL / 2) == side] for side in (False, True)]
        for half, sack in zip(halves, sacks, strict=True):
            assert max(tile.y + tile.height for tile in half) == lowest
            assert len({b.y - a.y for a, b in pairwise(half)}) <= 1
            assert all(tile.x > sack[0] for tile in half)
            assert all(tile.x + tile.width < sack[0] + 206 for tile in half)


def test_the_words_to_come_stand_between_heading_and_bag():
    long = " ".join(f"incomprehensible{i}" for i in range(9))
    panel = word_order(long, long, "counts", read=1).panels[1]
    said = [one for one in parts(panel, "text") if one.x < 200]
    heading = next(one for one in said if one.text == "Sentence 1")
    waiting = [one for one in said if heading.y < one.y < RIM]
    assert len(waiting) == 2
    assert {one.x for one in waiting} == {heading.x}
    assert heading.y + 14 < waiting[0].y < waiting[1].y - 14 < RIM - 20
    assert all(span(one)[1] < PANEL / 2 for one in waiting)


def test_a_tile_that_differs_is_marked_by_colour_border_and_sign():
    panel = word_order("dog bites man", "dog sees man", "counts").panels[1]
    tiles, words = parts(panel, "rect")[1:], [one for one in parts(panel, "text") if one.y > RIM]
    for tile, word in zip(tiles, words, strict=True):
        marked = word.text.removesuffix(" ≠") in ("bites", "sees")
        assert word.text.endswith("≠") == marked
        assert tile.stroke_width == (2 if marked else 1)
    assert len({tile.stroke for tile in tiles}) == len({tile.fill for tile in tiles}) == 2
