"""ROUGE: equal to Google's package on any text, equal to the paper's examples, with intervals that cover."""

import string
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from course_utils.rouge import Score, corpus, corpus_rouge, rouge, rouge_l, rouge_lsum, rouge_n
from course_utils.rouge.corpus import score_corpus
from course_utils.rouge.shared import tokenize

property_test = settings(deadline=None, derandomize=True, max_examples=100)
ALL = [*(f"rouge{n}" for n in range(1, 10)), "rougeL", "rougeLsum"]

# Few words, so that texts share many; capitals, stems, marks, line ends, letters that lower-case oddly.
WORDS = """the The cat cats ad ads running runs happily ponies internationalisation 42 a1b2 İstanbul Kelvin
straße naïve don't well-known ... 😀 _"""
words = st.sampled_from([*WORDS.split(), "\n", "\n\n", "\r\n", "\u2028"])
sentences = st.lists(words, max_size=25).map(" ".join)
texts = sentences | st.text() | st.text("ab \n.", max_size=40) | st.text(string.punctuation + "\n")


def assert_equal(mine: dict, theirs: dict) -> None:
    assert list(mine) == list(theirs)
    for variant, score in mine.items():
        np.testing.assert_allclose(score, tuple(theirs[variant]), rtol=0, atol=1e-12, err_msg=variant)


def middle(result: dict) -> dict:
    return {variant: mid for variant, (_, mid, _) in result.items()}


@pytest.mark.parametrize("stemmer", [False, True])
@property_test
@given(candidate=texts, reference=texts)
@example(candidate="", reference="")
@example(candidate="the cat", reference="")
@example(candidate="", reference="\n")
@example(candidate="...\n!", reference="the cat\n")
@example(candidate="a b a b a b", reference="b a a b\na b b")
def test_one_pair_equals_google(stemmer, candidate, reference):
    theirs = RougeScorer(ALL, use_stemmer=stemmer).score(reference, candidate)
    assert_equal(rouge(candidate, reference, ALL, stemmer), theirs)


@pytest.mark.parametrize("stemmer", [False, True])
@property_test
@given(pairs=st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
@example(pairs=[("", "")])
@example(
    pairs=[("abcdefghijklm abcdefghijkl", "abcdefghijkl abcdefghijklmn abcdefghijklm")]
)  # 12 letters and more
def test_a_corpus_equals_google_pair_by_pair(stemmer, pairs):
    scorer = RougeScorer(ALL, use_stemmer=stemmer)
    candidates, references = zip(*pairs, strict=True)
    mine = score_corpus(candidates, references, ALL, stemmer, None)
    for k, (candidate, reference) in enumerate(pairs):
        theirs = scorer.score(reference, candidate)
        assert_equal({variant: mine[variant][k] for variant in ALL}, theirs)


@property_test
@given(candidate=sentences, references=st.lists(sentences, min_size=1, max_size=4), stemmer=st.booleans())
def test_of_several_references_the_best_f1_counts(candidate, references, stemmer):
    theirs = RougeScorer(ALL, use_stemmer=stemmer).score_multi(references, candidate)
    assert_equal(rouge(candidate, references, ALL, stemmer), theirs)
    # Beside a pair with a single reference and another with two, in a corpus.
    mine = score_corpus(["x", candidate, "a b"], ["x", references, ["b a", "a b"]], ALL, stemmer, None)
    assert_equal({variant: mine[variant][1] for variant in ALL}, theirs)
    np.testing.assert_array_equal(mine["rouge2"][[0, 2]], [[0, 0, 0], [1, 1, 1]])


@property_test
@given(candidate=texts, reference=texts)
def test_an_own_tokenizer_replaces_ours(candidate, reference):
    theirs = RougeScorer(ALL, tokenizer=SimpleNamespace(tokenize=str.split)).score(reference, candidate)
    assert_equal(rouge(candidate, reference, ALL, tokenizer=str.split), theirs)
    assert_equal(middle(corpus_rouge([candidate], [reference], ALL, tokenizer=str.split)), theirs)


def test_own_tokens_may_be_anything_and_may_be_stemmed():
    # In Python -1 and -2 have the same hash; they are different tokens all the same.
    assert rouge_l("a", "b", tokenizer=lambda text: [-1] if text == "a" else [-2]).f1 == 0
    pair = lambda text: [("word", text)]  # noqa: E731
    assert rouge_n("a", "a", 1, tokenizer=pair).f1 == 1
    assert rouge_n("naïve ponies", "naïve pony", 1, stemmer=True, tokenizer=str.split).f1 == 1
    mid = middle(
        corpus_rouge(["naïve ponies"], ["naïve pony"], ["rouge1"], stemmer=True, tokenizer=str.split)
    )
    assert mid["rouge1"].f1 == 1


def test_only_tokens_of_more_than_three_letters_are_stemmed():
    for candidate, reference, expected in [("cats", "cat", 1), ("ads", "ad", 0), ("ponies", "pony", 1)]:
        assert rouge_n(candidate, reference, 1, stemmer=True).f1 == expected
        mid = middle(corpus_rouge([candidate], [reference], ["rouge1"], stemmer=True))
        assert mid["rouge1"].f1 == expected
        assert RougeScorer(["rouge1"], use_stemmer=True).score(reference, candidate)["rouge1"][2] == expected


def test_the_slides_table():
    candidate = "I really loved reading the Hunger Games"
    reference = "I loved reading the Hunger Games"
    scores = rouge(candidate, reference)
    np.testing.assert_allclose(scores["rouge1"], (6 / 7, 1, 12 / 13), rtol=1e-12)
    np.testing.assert_allclose(scores["rouge2"], (4 / 6, 4 / 5, 8 / 11), rtol=1e-12)
    np.testing.assert_allclose(scores["rougeL"], (6 / 7, 1, 12 / 13), rtol=1e-12)
    reordered = rouge("Games Hunger the reading loved really I", reference)
    assert reordered["rouge1"] == scores["rouge1"]
    assert reordered["rougeL"].recall == 1 / 6


def test_precision_is_of_the_candidate_and_recall_of_the_reference():
    """Planted bug: precision and recall swapped."""
    expected = Score(precision=2 / 4, recall=2 / 3, f1=4 / 7)
    candidate, reference = "the cat sat down", "the cat slept"
    for variant in ("rouge1", "rougeL", "rougeLsum"):
        for score in (
            rouge(candidate, reference, [variant])[variant],
            middle(corpus_rouge([candidate], [reference], [variant]))[variant],
        ):
            np.testing.assert_allclose(score, expected, rtol=1e-12)


def test_counts_are_clipped():
    """Planted bug: counts not clipped."""
    for candidate, reference, expected in [
        ("the the the the", "the cat", (1 / 4, 1 / 2, 1 / 3)),
        ("the cat", "the the the the", (1 / 2, 1 / 4, 1 / 3)),
        ("to be or not to be", "to be or not to be", (1, 1, 1)),  # a set would find 4 of 6
    ]:
        np.testing.assert_allclose(rouge_n(candidate, reference, 1), expected, rtol=1e-12)
        mid = middle(corpus_rouge([candidate], [reference], ["rouge1"]))["rouge1"]
        np.testing.assert_allclose(mid, expected, rtol=1e-12)
    assert rouge_lsum("a\na", "a\na\na").precision == 1
    assert rouge_lsum("a b", "a\na\na").recall == 1 / 3


@property_test
@given(sentences, sentences, st.integers(1, 9))
def test_ngrams_equal_the_definition_with_counters(candidate, reference, n):
    def ngrams(text):
        tokens = tokenize(text)
        return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))

    ours, theirs = ngrams(candidate), ngrams(reference)
    hits = (ours & theirs).total()
    precision, recall = hits / max(ours.total(), 1), hits / max(theirs.total(), 1)
    score = rouge_n(candidate, reference, n)
    np.testing.assert_allclose(score[:2], (precision, recall), rtol=1e-12)


def test_worked_examples_of_lin_2004():
    reference = "police killed the gunman"
    a, b, c = "police kill the gunman", "the gunman kill police", "the gunman police killed"
    # Section 3.1: one common bigram in either, but only the first keeps the order.
    assert rouge_n(a, reference, 2) == rouge_n(b, reference, 2)
    assert rouge_l(a, reference).f1 == 3 / 4
    assert rouge_l(b, reference).f1 == 2 / 4
    # ROUGE-L counts one of the alternatives only, so that it cannot tell these two apart; ROUGE-2 can.
    assert rouge_l(c, reference) == rouge_l(b, reference)
    assert rouge_n(c, reference, 2).recall > rouge_n(b, reference, 2).recall
    # Section 3.2: w1 w2 and w1 w3 w5 unite to four of five words.
    assert rouge_lsum("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5").recall == 4 / 5


@pytest.mark.parametrize("stemmer", [False, True])
def test_long_texts_equal_google(stemmer):
    random = np.random.default_rng(0)
    vocabulary = np.array([*WORDS.split(), "\n"])
    candidate, reference = (" ".join(random.choice(vocabulary, 600)) for _ in range(2))
    theirs = RougeScorer(ALL, use_stemmer=stemmer).score(reference, candidate)
    assert_equal(rouge(candidate, reference, ALL, stemmer), theirs)
    monotonous = "the cat " * 600
    assert rouge(monotonous, monotonous, ["rouge9"])["rouge9"] == (1, 1, 1)


def test_small_blocks_and_numbers_beyond_unicode_change_nothing(monkeypatch):
    random = np.random.default_rng(0)
    vocabulary = np.array(["the", "cat", "ponies", "incomprehensibilities", "dog", "owl", "runs"])
    candidates = [" ".join(random.choice(vocabulary, n)) for n in random.integers(0, 30, 40)]
    references = [" ".join(random.choice(vocabulary, n)) for n in random.integers(0, 30, 40)]
    arguments = (candidates, references, ALL, True)
    expected = corpus_rouge(*arguments)
    monkeypatch.setattr(corpus, "CHARACTERS_AT_ONCE", 100)
    assert corpus_rouge(*arguments) == expected
    monkeypatch.setattr(corpus, "sys", SimpleNamespace(maxunicode=3))
    assert corpus_rouge(*arguments) == expected


def test_long_words_that_are_equal_modulo_the_word_size_are_told_apart():
    def value(word):
        return sum((ord(letter) - ord("a") + 1) * 37**k for k, letter in enumerate(word))

    one, other = "mynbiqpmzjpls", "yoforkhfsrdev"
    assert value(one) % 2**64 == value(other) % 2**64
    assert middle(corpus_rouge([one], [other]))["rouge1"].f1 == 0


def test_more_different_words_than_one_plane_of_unicode():
    text = " ".join(f"w{k}" for k in range(60_000))  # among the numbers are those of surrogates
    scores = middle(corpus_rouge([text], [text + " x"]))
    assert all(score.precision == 1 and 0.9999 < score.recall < 1 for score in scores.values())


def test_intervals_are_seeded_and_hold_the_mean():
    random = np.random.default_rng(1)
    vocabulary = np.array(list("abcdefgh"))
    candidates, references = ([" ".join(random.choice(vocabulary, 8)) for _ in range(400)] for _ in range(2))
    result = corpus_rouge(candidates, references)
    assert result == corpus_rouge(candidates, references, seed=0)
    assert result != corpus_rouge(candidates, references, seed=1)
    for variant, (low, mid, high) in result.items():
        scores = np.array(
            [rouge(c, r, [variant])[variant] for c, r in zip(candidates, references, strict=True)]
        )
        np.testing.assert_allclose(mid, scores.mean(axis=0), rtol=1e-12)
        # For 400 pairs the bootstrap must agree with the normal approximation, 1.96 standard errors.
        error = 1.96 * scores.std(axis=0) / np.sqrt(400)
        np.testing.assert_allclose(np.subtract(mid, low), error, rtol=0.15)
        np.testing.assert_allclose(np.subtract(high, mid), error, rtol=0.15)


@property_test
@given(st.lists(st.tuples(sentences, sentences), min_size=1, max_size=5), st.integers(1, 20))
def test_low_mid_and_high_are_in_order(pairs, samples):
    for low, mid, high in corpus_rouge(*zip(*pairs, strict=True), ALL, samples=samples).values():
        assert all(a <= b <= c for a, b, c in zip(low, mid, high, strict=True))
        assert all(type(number) is float for score in (low, mid, high) for number in score)


def test_nltk_is_imported_only_when_asked_for():
    code = """if True:
        import sys
        from course_utils.rouge import rouge
        rouge("a cat", "the cat")
        assert "nltk" not in sys.modules
        rouge("ponies", "pony", stemmer=True)
        assert "nltk" in sys.modules
        assert not {"tensorflow", "keras", "matplotlib", "ipywidgets"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rouge("a", "a", ["rouge0"]), "variants must be names from rouge1, .*; got 'rouge0'"),
        (lambda: rouge("a", "a", ["rouge10"]), "got 'rouge10'"),
        (lambda: rouge("a", "a", "rouge1"), "variants must be a list of names .*; got 'rouge1'"),
        (lambda: rouge("a", "a", []), r"variants must be a list of names .*; got \[\]"),
        (lambda: rouge(["a"], "a"), "candidate must be a string; got list"),
        (lambda: rouge("a", None), "reference must be a string or a list of strings; got None"),
        (lambda: rouge("a", []), r"reference must be a string or a list of strings; got \[\]"),
        (lambda: rouge("a", ["a", 1]), "each of reference must be a string; got int"),
        (lambda: rouge_n("a", "a", 0), "n must be a whole number from 1 to 9; got 0"),
        (lambda: rouge_n("a", "a", 10), "n must be a whole number from 1 to 9; got 10"),
        (lambda: corpus_rouge([], []), "candidates must hold at least one text; got none"),
        (lambda: corpus_rouge(["a"], ["a", "b"]), "references must hold 1 to match candidates; got 2"),
        (lambda: corpus_rouge("a", ["a"]), "candidates must be a list of texts; got one string"),
        (lambda: corpus_rouge(["a"], "a"), "references must be a list of texts; got one string"),
        (lambda: corpus_rouge(["a", None], ["a", "a"]), r"candidates\[1\] must be a string; got NoneType"),
        (lambda: corpus_rouge(["a"], [[]]), r"references\[0\] must be a string or a list of strings"),
        (lambda: corpus_rouge(["a"], ["a"], ["rougeX"]), "got 'rougeX'"),
        (lambda: corpus_rouge(["a"], ["a"], samples=0), "samples must be at least 1; got 0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
