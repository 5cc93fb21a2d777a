"""Text: tokens, vocabularies, one-hot vectors, and padding proved equal to Keras's."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_utils.text import Vocabulary, one_hot, pad, tokenize

property_test = settings(deadline=None, derandomize=True, max_examples=100)
words = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("They are watching .", ["they", "are", "watching", "."]),
        ("Ils regardent.", ["ils", "regardent", "."]),
        ("Don't!", ["don't", "!"]),
        ("Don’t!", ["don't", "!"]),
        ("the dogs' 'n' bones", ["the", "dogs", "'", "'", "n", "'", "bones"]),
        ("many-to-one, 10 000", ["many", "-", "to", "-", "one", ",", "10", "000"]),
        ("caf\u00e9 cafe\u0301", ["café", "café"]),
        ("wait...", ["wait", ".", ".", "."]),
        (
            "the ﬁsh, 5 m², a Straße",
            ["the", "ﬁsh", ",", "5", "m²", ",", "a", "straße"],
        ),  # not NFKC, not casefold
        (" \n\t", []),
        ("", []),
    ],
)
def test_tokens(text, tokens):
    assert tokenize(text) == tokens


@property_test
@given(st.text())
def test_tokens_keep_every_character_but_white_space(text):
    tokens = tokenize(text)
    assert all(tokens)
    assert not any(character.isspace() for token in tokens for character in token)
    assert tokenize(" ".join(tokens)) == tokens


def test_ids_follow_frequency_and_then_first_sight():
    vocabulary = Vocabulary.from_texts(["c b a", ["b", "a", "E"], "b d"], specials=["<start>", "<end>"])
    assert vocabulary.tokens == ("<pad>", "<unk>", "<start>", "<end>", "b", "a", "c", "E", "d")
    assert vocabulary.ids == {token: i for i, token in enumerate(vocabulary.tokens)}
    assert len(vocabulary) == 9


def test_rare_tokens_and_a_small_vocabulary():
    texts = ["a a a b b c c d"]
    assert Vocabulary.from_texts(texts, min_count=2).tokens[2:] == ("a", "b", "c")
    assert Vocabulary.from_texts(texts, max_size=4).tokens == ("<pad>", "<unk>", "a", "b")
    assert len(Vocabulary.from_texts(texts, max_size=100)) == 6
    assert Vocabulary.from_texts(texts, max_size=2).tokens == ("<pad>", "<unk>")
    assert Vocabulary.from_texts([]).tokens == ("<pad>", "<unk>")


def test_reserved_tokens_in_the_texts_are_not_numbered_twice():
    vocabulary = Vocabulary.from_texts([["<start>", "a", "<pad>", "<unk>"]], specials=["<start>"])
    assert vocabulary.tokens == ("<pad>", "<unk>", "<start>", "a")


@property_test
@given(st.lists(words, min_size=1), words)
def test_known_tokens_come_back_and_unknown_ones_are_one(tokens, other):
    vocabulary = Vocabulary.from_texts([tokens])
    ids = vocabulary.encode(tokens, strict=True)
    assert vocabulary.decode(ids) == tokens
    assert vocabulary.decode([0, *ids, 0, 0]) == tokens
    assert min(ids) >= 2
    if other not in tokens:
        assert vocabulary.encode([other, *tokens]) == [1, *ids]
        with pytest.raises(ValueError, match="known tokens only"):
            vocabulary.encode([other], strict=True)


def test_a_vocabulary_can_be_rebuilt_from_its_tokens():
    vocabulary = Vocabulary.from_texts(["they are watching ."])
    assert Vocabulary(list(vocabulary.tokens)) == vocabulary
    assert Vocabulary(vocabulary.tokens[:-1]) != vocabulary
    assert vocabulary.decode(np.array(vocabulary.encode("They are ."))) == ["they", "are", "."]
    assert vocabulary.encode("") == vocabulary.decode([]) == []


@property_test
@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_one_hot_is_rows_of_the_identity(ids):
    vectors = one_hot(ids, 7)
    assert vectors.shape == (len(ids), 3, 7)
    assert vectors.dtype == np.float64
    np.testing.assert_array_equal(vectors, np.eye(7)[ids])


def test_one_hot_of_one_id_and_other_dtypes():
    np.testing.assert_array_equal(one_hot(2, 3), [0, 0, 1])
    assert one_hot([[1, 0]], 2, dtype=np.float32).dtype == np.float32
    assert one_hot(np.zeros((0, 4), int), 5).shape == (0, 4, 5)


sides = st.sampled_from(["pre", "post"])


@property_test
@given(
    st.lists(st.lists(st.integers(-5, 2**40), max_size=6), min_size=1, max_size=5),
    st.none() | st.integers(1, 8),
    st.integers(-9, 9),
    sides,
    sides,
)
@example([[1, 2, 3], [], [4]], 2, 0, "pre", "pre")
@example([[], []], None, 0, "post", "post")
def test_pad_equals_keras(sequences, length, value, padding, truncating):
    from keras.utils import pad_sequences

    mine = pad(sequences, length, value, padding, truncating)
    reference = pad_sequences(sequences, length, "int64", padding, truncating, value)
    assert mine.dtype == np.int64
    assert mine.shape == reference.shape
    np.testing.assert_array_equal(mine, reference)


vocabulary = Vocabulary.from_texts(["a b"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tokenize(["a"]), "text must be a string; got list"),
        (lambda: Vocabulary(["a", "b"]), r"tokens must begin with \('<pad>', '<unk>'\); got \('a', 'b'\)"),
        (
            lambda: Vocabulary(["<pad>", "<unk>", "a", "a"]),
            "tokens must differ from each other; got 'a' twice",
        ),
        (lambda: Vocabulary.from_texts("a b"), "texts must be a list of texts; got one string"),
        (lambda: Vocabulary.from_texts(["a"], specials=["<s>", "<s>"]), "must differ .* got '<s>' twice"),
        (lambda: Vocabulary.from_texts(["a"], max_size=2, specials=["<s>"]), "max_size must be at least 3"),
        (lambda: vocabulary.encode("a c", strict=True), "known tokens only; got 'c'"),
        (lambda: vocabulary.decode([4]), "ids must lie between 0 and 3; got 4"),
        (lambda: vocabulary.decode([-1]), "ids must lie between 0 and 3; got -1"),
        (lambda: vocabulary.decode([1.0]), "ids must hold integers; got dtype float64"),
        (
            lambda: vocabulary.decode([[1]]),
            r"ids must be one sequence of ids; got an array of shape \(1, 1\)",
        ),
        (lambda: one_hot([3], 3), "ids must lie between 0 and 2; got 3"),
        (lambda: one_hot([-1], 3), "ids must lie between 0 and 2; got -1"),
        (lambda: one_hot([True], 3), "ids must hold integers; got dtype bool"),
        (lambda: pad([]), "sequences must hold at least one sequence; got none"),
        (lambda: pad([[1]], length=0), "length must be at least 1; got 0"),
        (lambda: pad([[1]], padding="left"), 'padding must be "pre" or "post"; got \'left\''),
        (lambda: pad([[1]], truncating="end"), 'truncating must be "pre" or "post"; got \'end\''),
        (lambda: pad([[1], [0.5]]), r"sequences\[1\] must hold integers; got dtype float64"),
        (lambda: pad([[1]], value=0.5), "value must hold integers; got dtype float64"),
        (lambda: pad([1, 2]), r"sequences\[0\] must be one sequence of ids; got an array of shape \(\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
