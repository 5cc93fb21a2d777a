"""ROUGE: how much of a reference summary a candidate repeats, in n-grams and in longest common subsequences.

The scores are those of Google's `rouge_score` package, on any text. `rouge` scores one pair of texts;
`corpus_rouge` scores many at once, by the same definitions on arrays of token numbers.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, count, pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

_N_OF_VARIANT = {f"rouge{n}": n for n in range(1, 10)}
_VARIANTS = (*_N_OF_VARIANT, "rougeL", "rougeLsum")
_DEFAULT = ("rouge1", "rouge2", "rougeL")


class Score(NamedTuple):
    """Precision (share of the candidate that is right), recall (share of the reference found), and their F1.

    >>> Score(precision=0.75, recall=1.0, f1=6 / 7).recall
    1.0
    """

    precision: float
    recall: float
    f1: float


def rouge(
    candidate: str,
    reference: str | Sequence[str],
    variants: Sequence[str] = _DEFAULT,
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> dict[str, Score]:
    """Score a candidate text against a reference in several variants of ROUGE.

    "rouge1" to "rouge9" compare n-grams, "rougeL" finds the longest common subsequence of the whole texts,
    and "rougeLsum" that of each sentence, where a sentence is a line. Text is lower-cased and cut into runs
    of the letters a to z and digits: other letters count as gaps, as in the original program. Empty text
    scores 0.

    Arguments: `candidate`, a text; `reference`, a text, or a list of texts of which the best F1 counts, for
    each variant by itself; `variants`, their names; `stemmer`, True to compare Porter stems (of tokens longer
    than three letters); `tokenizer`, a function from a text to the list of its tokens, in place of ours.
    Result: a dict from variant to score.
    Raises `ValueError` where a text is no string, there is no reference, or a variant is unknown.
    Source: Lin, "ROUGE: a package for automatic evaluation of summaries", 2004, sections 2 and 3.

    The slides' table, in which the candidate has a "really" too many:

    >>> candidate = "I really loved reading the Hunger Games"
    >>> reference = "I loved reading the Hunger Games"
    >>> for variant, score in rouge(candidate, reference).items():
    ...     print(f"{variant}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}")
    rouge1: precision 0.857, recall 1.000, F1 0.923
    rouge2: precision 0.667, recall 0.800, F1 0.727
    rougeL: precision 0.857, recall 1.000, F1 0.923
    """
    _check_variants(variants)
    _check_text("candidate", candidate)
    scores = [
        _score_pair(candidate, text, variants, stemmer, tokenizer)
        for text in _references("reference", reference)
    ]
    if len(scores) == 1:
        return scores[0]
    return {variant: max((score[variant] for score in scores), key=_f1) for variant in variants}


def rouge_n(
    candidate: str,
    reference: str | Sequence[str],
    n: int,
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    """Score the n-grams that a candidate shares with a reference, each counted as often as both have it.

    Arguments: as for `rouge`; `n`, from 1 to 9. Result: a score.
    Raises `ValueError` where `rouge` does or `n` is out of range.
    Source: Lin, 2004, section 2.

    >>> rouge_n("the the the the", "the cat", n=1).recall  # "the" is found once, not four times
    0.5
    """
    if n not in range(1, 10):
        raise ValueError(f"n must be a whole number from 1 to 9; got {n!r}")
    return rouge(candidate, reference, (f"rouge{n}",), stemmer, tokenizer)[f"rouge{n}"]


def rouge_l(
    candidate: str,
    reference: str | Sequence[str],
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    """Score the longest sequence of tokens that stand in both texts in the same order, gaps allowed.

    Arguments, result, errors: as for `rouge`, of one variant.
    Source: Lin, 2004, section 3.1.

    >>> rouge_l("police kill the gunman", "police killed the gunman")
    Score(precision=0.75, recall=0.75, f1=0.75)
    """
    return rouge(candidate, reference, ("rougeL",), stemmer, tokenizer)["rougeL"]


def rouge_lsum(
    candidate: str,
    reference: str | Sequence[str],
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    """Score summaries of several lines: what all candidate lines together find in each reference line.

    For each reference line, its longest common subsequences with every candidate line are united; no token is
    counted more often than the candidate has it. Lines end at newlines and nowhere else.

    Arguments, result, errors: as for `rouge`, of one variant.
    Source: Lin, 2004, section 3.2; which of several longest subsequences counts is Google's choice.

    >>> rouge_lsum("w1 w2 w6 w7 w8\\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5").recall
    0.8
    """
    return rouge(candidate, reference, ("rougeLsum",), stemmer, tokenizer)["rougeLsum"]


def corpus_rouge(
    candidates: Sequence[str],
    references: Sequence[str | Sequence[str]],
    variants: Sequence[str] = _DEFAULT,
    stemmer: bool = False,
    seed: int = 0,
    samples: int = 1000,
    tokenizer: Callable[[str], list] | None = None,
) -> dict[str, tuple[Score, Score, Score]]:
    """Score a corpus, with 95 % intervals that say how far its mean could be a matter of luck.

    The mean over the N pairs is taken again for `samples` corpora of N pairs drawn from this one with
    replacement; the interval reaches from the 2.5th to the 97.5th percentile of these means (bootstrap).

    Arguments: `candidates`, N texts; `references`, N texts or lists of texts; `seed` of the draws; `samples`,
    how many; the rest as for `rouge`. Result: a dict from variant to (low, mid, high), each a score; mid is
    the mean over the corpus.
    Raises `ValueError` where `rouge` does, the lengths differ, the corpus is empty, or `samples` is below 1.
    Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13.

    >>> candidates, references = ["the cat sat", "a dog", "no owl"], ["the cat sat", "the dog", "an owl"]
    >>> low, mid, high = corpus_rouge(candidates, references, ["rouge1"])["rouge1"]
    >>> round(low.f1, 2), round(mid.f1, 2), round(high.f1, 2)
    (0.5, 0.67, 1.0)
    """
    if samples < 1:
        raise ValueError(f"samples must be at least 1; got {samples}")
    scores = _score_corpus(candidates, references, variants, stemmer, tokenizer)
    table = np.hstack(list(scores.values()))
    mean = table.mean(axis=0)
    low, high = np.percentile(_bootstrap_means(table, samples, seed), [2.5, 97.5], axis=0)
    # With few samples, or equal scores and rounding, the mean may fall just outside.
    interval = np.stack([np.minimum(low, mean), mean, np.maximum(high, mean)])
    return {
        variant: tuple(Score(*row) for row in interval[:, 3 * k : 3 * k + 3].tolist())
        for k, variant in enumerate(scores)
    }


# --- Tokens ---------------------------------------------------------------------------------------------

_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789"
_BLANK_OUT = bytes(code if chr(code) in _ALPHANUMERIC else ord(" ") for code in range(256))
_TO_DIGITS = bytes(_ALPHANUMERIC.find(chr(code)) + 1 for code in range(256))  # 1 to 36; all others 0


def _tokenize(text: str) -> list[str]:
    ascii_bytes = text.lower().encode("ascii", "replace")  # any other letter becomes "?", and then a space
    return ascii_bytes.translate(_BLANK_OUT).decode("ascii").split()


@cache
def _porter():
    from nltk.stem.porter import PorterStemmer  # here, because it takes a second to import

    return PorterStemmer()


@lru_cache(maxsize=2**17)
def _stem(token: str) -> str:
    return _porter().stem(token) if len(token) > 3 else token


def _tokens_of(stemmer: bool, tokenizer: Callable | None) -> Callable[[str], list]:
    tokenize = tokenizer or _tokenize
    if stemmer:
        return lambda text: list(map(_stem, tokenize(text)))
    return tokenize


def _lines(text: str, tokens_of: Callable) -> list[list]:
    return [tokens_of(line) for line in text.split("\n") if line]


def _number(*sequences: Iterable) -> list[list[int]]:
    """Write whole numbers for tokens, equal ones for equal tokens: quick to compare and to sort."""
    number = defaultdict(count().__next__)
    return [[number[token] for token in sequence] for sequence in sequences]


# --- One pair -------------------------------------------------------------------------------------------

_MANY_CHARACTERS = 4000
_f1 = attrgetter("f1")


def _score(hits: int, in_candidate: int, in_reference: int) -> Score:
    if hits == 0:
        return Score(0.0, 0.0, 0.0)
    precision, recall = hits / in_candidate, hits / in_reference
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def _score_pair(
    candidate: str, reference: str, variants: Iterable[str], stemmer, tokenizer
) -> dict[str, Score]:
    if tokenizer is None and len(candidate) + len(reference) > _MANY_CHARACTERS:  # quicker as a corpus of one
        tables = _score_block([candidate], [reference], variants, stemmer, tokenizer)
        return {variant: Score(*table[0].tolist()) for variant, table in tables.items()}
    tokens_of = _tokens_of(stemmer, tokenizer)
    ours, theirs = _number(tokens_of(candidate), tokens_of(reference))
    scores = {}
    for variant in variants:
        if variant == "rougeLsum":
            scores[variant] = _score_lines(_lines(candidate, tokens_of), _lines(reference, tokens_of))
        elif variant == "rougeL":
            scores[variant] = _score(LCSseq.similarity(ours, theirs), len(ours), len(theirs))
        else:
            our_grams, their_grams = _ngrams(ours, theirs, _N_OF_VARIANT[variant])
            scores[variant] = _score(_clipped_hits(our_grams, their_grams), len(our_grams), len(their_grams))
    return scores


def _ngrams(candidate: list[int], reference: list[int], n: int) -> list[list[int]]:
    """Number the n-grams of two texts, equal ones alike.

    The number of a longer n-gram has two digits: that of its beginning, and its last token.
    """
    base = len(candidate) + len(reference)  # there are no more different tokens than that
    grams = [candidate, reference]
    for k in range(1, n):
        if k > 1:
            grams = _number(*grams)  # afresh, before the numbers grow too long to be compared quickly
        grams = [
            [beginning * base + last for beginning, last in zip(beginnings, tokens[k:], strict=False)]
            for beginnings, tokens in zip(grams, (candidate, reference), strict=True)
        ]
    return grams


def _clipped_hits(candidate: list[int], reference: list[int]) -> int:
    """Count what both lists have, each number as often as both have it.

    Order plays no part here, so both may be sorted, and sorted lists share just one subsequence: all of that.
    """
    return LCSseq.similarity(sorted(candidate), sorted(reference))


def _score_lines(candidate: list[list], reference: list[list]) -> Score:
    numbered = _number(*candidate, *reference)
    candidate, reference = numbered[: len(candidate)], numbered[len(candidate) :]
    found = [token for line in reference for token in _union_of_subsequences(line, candidate)]
    hits = _clipped_hits(list(chain.from_iterable(candidate)), found)
    return _score(hits, sum(map(len, candidate)), sum(map(len, reference)))


def _union_of_subsequences(line: list[int], others: list[list[int]]) -> list[int]:
    """Return the tokens of a line that are in its longest common subsequence with any of the other lines.

    The table of the dynamic programme is kept as whole numbers, one for each token of the other line; bit i
    is row i, token i of this line, and says whether the subsequence grows by 1 there (Hyyrö, "Bit-parallel
    LCS-length computation revisited", 2004). Going back from the last row and column: a match is taken; where
    there is none but growth, the column is left; else the row.
    """
    places = defaultdict(int)
    for i, token in enumerate(line):
        places[token] |= 1 << i
    full = (1 << len(line)) - 1
    union = 0
    for other in others:
        flat = full  # rows without growth
        columns = []
        for token in other:
            matches = places.get(token, 0)
            both = flat & matches
            flat = (flat + both | flat - both) & full
            columns.append((matches, ~flat))
        rows = full  # rows not yet left
        for matches, grows in reversed(columns):
            row = 1 << ((matches | grows) & rows).bit_length() >> 1  # the last with a match or growth
            if row & matches:
                union |= row
                rows = row - 1
            else:
                rows &= 2 * row - 1
    return [token for i, token in enumerate(line) if union >> i & 1]


# --- A corpus -------------------------------------------------------------------------------------------

_CHARACTERS_AT_ONCE = (
    2**18
)  # more would outgrow the processor's cache; fewer would stem words again and again


def _score_corpus(candidates, references, variants, stemmer, tokenizer) -> dict[str, np.ndarray]:
    """Score every pair: a dict from variant to an array (N, 3) of precision, recall, F1."""
    _check_variants(variants)
    for name, texts in (("candidates", candidates), ("references", references)):
        if isinstance(texts, str):
            raise ValueError(f"{name} must be a list of texts; got one string")
    if len(candidates) != len(references):
        raise ValueError(f"references must hold {len(candidates)} to match candidates; got {len(references)}")
    if len(candidates) == 0:
        raise ValueError("candidates must hold at least one text; got none")
    for i, candidate in enumerate(candidates):
        if not isinstance(candidate, str):  # a name is put together only for an error
            _check_text(f"candidates[{i}]", candidate)
    its_references = [
        (reference,) if isinstance(reference, str) else _references(f"references[{i}]", reference)
        for i, reference in enumerate(references)
    ]

    # Each candidate once for each of its references; of these pairs the best is chosen in the end.
    ours = [text for text, its in zip(candidates, its_references, strict=True) for _ in its]
    theirs = list(chain.from_iterable(its_references))
    characters = np.cumsum([len(a) + len(b) for a, b in zip(ours, theirs, strict=True)])
    cuts = (np.flatnonzero(np.diff(characters // _CHARACTERS_AT_ONCE)) + 1).tolist()
    blocks = [
        _score_block(ours[first:last], theirs[first:last], variants, stemmer, tokenizer)
        for first, last in pairwise([0, *cuts, len(ours)])
    ]
    scores = {variant: np.concatenate([block[variant] for block in blocks]) for variant in variants}
    if len(ours) == len(candidates):
        return scores
    counts = np.array(list(map(len, its_references)))
    owner = np.repeat(np.arange(len(candidates)), counts)
    first = np.cumsum(counts) - counts
    return {variant: table[np.lexsort((-table[:, 2], owner))[first]] for variant, table in scores.items()}


def _score_block(candidates, references, variants, stemmer, tokenizer) -> dict[str, np.ndarray]:
    # Texts 2k and 2k + 1 are the candidate and the reference of pair k.
    texts = list(chain.from_iterable(zip(candidates, references, strict=True)))
    tokens_of = _tokens_of(stemmer, tokenizer)
    ids, lengths = _number_tokens(map(tokens_of, texts)) if tokenizer else _number_words(texts, stemmer)
    scores = {}
    for variant in variants:
        if variant == "rougeLsum":
            lines = [_lines(text, tokens_of) for text in texts]
            scores[variant] = np.array(list(map(_score_lines, lines[0::2], lines[1::2])))
            continue
        if variant == "rougeL":
            sizes, hits = lengths, _subsequences_of_pairs(ids, lengths)
        else:
            n = _N_OF_VARIANT[variant]
            sizes, hits = np.maximum(lengths - n + 1, 0), _clipped_hits_of_pairs(ids, lengths, n)
        scores[variant] = _score_arrays(hits, sizes[0::2], sizes[1::2])
    return scores


def _number_tokens(token_lists: Iterable[list]) -> tuple[np.ndarray, np.ndarray]:
    """Number the tokens of several texts, all in one array, and count each text's."""
    numbered = _number(*token_lists)
    lengths = np.array(list(map(len, numbered)))
    return np.fromiter(chain.from_iterable(numbered), np.int64, lengths.sum()), lengths


def _number_words(texts: list[str], stemmer: bool) -> tuple[np.ndarray, np.ndarray]:
    """Do `_number_tokens` for the words that `_tokenize` finds, without a Python string for each.

    A word is read as a number in base 37, its first letter the lowest digit. All are read at once, as
    differences of one running sum over all texts, which weighs letter k with 37**k; so a word that starts at
    letter k has to be divided by 37**k. Modulo 2**64 that is exact, since 37 is odd; up to 12 letters fit.
    """
    lowered = [text.lower() for text in texts]
    letters = f" {' '.join(lowered)} ".encode("ascii", "replace")
    digits = np.frombuffer(letters.translate(_TO_DIGITS), np.uint8)
    in_word = digits > 0
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    power, inverse_power = _powers_of_37(len(digits).bit_length())
    running_sum = np.cumsum(digits * power[: len(digits)])
    words = (running_sum[ends - 1] - running_sum[starts - 1]) * inverse_power[starts]

    number = defaultdict(count().__next__)
    for i in np.flatnonzero(ends - starts > 12):  # too long for 64 bits: numbered from the top downwards
        words[i] = 2**64 - 1 - number[letters[starts[i] : ends[i]].translate(_TO_DIGITS)]

    different, ids = np.unique(words, return_inverse=True)
    if stemmer:
        place = np.empty(len(different), np.int64)
        place[ids] = np.arange(len(ids))  # where each different word stands, the last time
        spelt = [letters[start:end].decode() for start, end in zip(starts[place], ends[place], strict=True)]
        ids = np.array(_number(map(_stem, spelt))[0], np.int64)[ids]
    borders = np.cumsum([len(text) + 1 for text in lowered])
    return ids, np.diff(np.searchsorted(starts, borders), prepend=0)


@lru_cache(maxsize=4)
def _powers_of_37(bits: int) -> np.ndarray:
    """Tabulate 37**k and its inverse modulo 2**64, for k below 2**bits."""
    factors = np.ones((2, 2**bits), np.uint64)
    factors[:, 1:] = [[37], [pow(37, -1, 2**64)]]
    return np.cumprod(factors, axis=1)


def _subsequences_of_pairs(ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    # The most frequent tokens get the smallest numbers: rapidfuzz finds the first 256 characters fastest.
    by_frequency = np.argsort(-np.bincount(ids))
    rank = np.empty_like(by_frequency)
    rank[by_frequency] = np.arange(len(rank))
    ids = rank[ids]
    # As characters of a string the numbers need no boxes; beyond the last character they stay a list.
    if ids.max(initial=0) <= sys.maxunicode:
        sequence = ids.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    else:
        sequence = ids.tolist()
    texts = [sequence[start:end] for start, end in pairwise([0, *np.cumsum(lengths).tolist()])]
    return cpdist(texts[0::2], texts[1::2], scorer=LCSseq.similarity, dtype=np.int64)


def _clipped_hits_of_pairs(ids: np.ndarray, lengths: np.ndarray, n: int) -> np.ndarray:
    """Count, for each pair, the n-grams that its two texts share, each as often as both have it."""
    pairs = len(lengths) // 2
    words = int(ids.max(initial=0)) + 1
    grams, kinds = ids, words
    for k in range(1, n):
        grams, kinds = grams[:-1] * words + ids[k:], kinds * words  # numbered as in `_ngrams`
        if 2 * pairs * kinds * words > 2**63:  # too many digits for the next round: number afresh
            different, grams = np.unique(grams, return_inverse=True)
            kinds = len(different) + 1
    text = np.repeat(np.arange(len(lengths)), lengths)
    if n > 1:
        inside = text[: len(grams)] == text[n - 1 :]  # an n-gram does not reach from one text into the next
        grams, text = grams[inside], text[: len(grams)][inside]

    # One sort brings equal n-grams of a pair together, the candidate's before the reference's.
    pair, side = text >> 1, text & 1
    keys = np.sort((pair * kinds + grams) * 2 + side)
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])  # of runs of equal keys
    keys, counts = keys[starts], np.diff(starts, append=len(keys))
    both = np.flatnonzero(keys[1:] == keys[:-1] ^ 1)  # the same n-gram, on either side
    clipped = np.minimum(counts[both], counts[both + 1])
    return np.bincount(keys[both] // (2 * kinds), weights=clipped, minlength=pairs)


def _score_arrays(hits: np.ndarray, in_candidate: np.ndarray, in_reference: np.ndarray) -> np.ndarray:
    precision = hits / np.maximum(in_candidate, 1)
    recall = hits / np.maximum(in_reference, 1)
    f1 = 2 * precision * recall / np.where(hits > 0, precision + recall, 1)
    return np.column_stack([precision, recall, f1])


def _bootstrap_means(scores: np.ndarray, samples: int, seed) -> np.ndarray:
    """Average the rows of (N, K) scores over `samples` drawings of N rows with replacement: (samples, K)."""
    random = np.random.default_rng(seed)
    n = len(scores)
    dtype = np.uint16 if n <= 2**16 else np.int64  # short numbers are drawn faster
    at_once = min(samples, max(1, 2**14 // n))
    first_place = n * np.arange(at_once)[:, np.newaxis]  # each drawing counts its rows in a row of its own
    places, times = np.empty((at_once, n), np.int64), np.empty((at_once, n))
    means = []
    for _ in range(0, samples, at_once):
        drawn = random.integers(n, size=(at_once, n), dtype=dtype)
        np.add(drawn, first_place, out=places)
        times.fill(0)
        np.add.at(times.ravel(), places.ravel(), 1.0)
        means.append(times @ scores / n)
    return np.concatenate(means)[:samples]


# --- Checks ---------------------------------------------------------------------------------------------


def _check_variants(variants) -> None:
    if isinstance(variants, str) or len(variants) == 0:
        raise ValueError(f"variants must be a list of names from {', '.join(_VARIANTS)}; got {variants!r}")
    if unknown := [variant for variant in variants if variant not in _VARIANTS]:
        raise ValueError(f"variants must be names from {', '.join(_VARIANTS)}; got {unknown[0]!r}")


def _check_text(name: str, text) -> None:
    if not isinstance(text, str):
        raise ValueError(f"{name} must be a string; got {type(text).__name__}")


def _references(name: str, reference) -> Sequence[str]:
    if isinstance(reference, str):
        return (reference,)
    if not isinstance(reference, (list, tuple)) or len(reference) == 0:
        raise ValueError(f"{name} must be a string or a list of strings; got {reference!r}")
    for text in reference:
        _check_text(f"each of {name}", text)
    return reference
