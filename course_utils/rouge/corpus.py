"""Many pairs at once, by the same definitions on arrays of token numbers."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, count, pairwise

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from course_utils.rouge.lines import score_lines
from course_utils.rouge.shared import (
    ALPHANUMERIC,
    N_OF_VARIANT,
    check_references,
    check_text,
    check_variants,
    choose_tokenizer,
    lines_of,
    number_alike,
    stem,
)

# More would outgrow the processor's cache; fewer would stem words again and again.
CHARACTERS_AT_ONCE = 2**18
TO_DIGITS = bytes(ALPHANUMERIC.find(chr(code)) + 1 for code in range(256))  # 1 to 36; all others 0


def score_corpus(candidates, references, variants, stemmer, tokenizer) -> dict[str, np.ndarray]:
    """Score every pair: a dict from variant to an array (N, 3) of precision, recall, F1."""
    check_variants(variants)
    for name, texts in (("candidates", candidates), ("references", references)):
        if isinstance(texts, str):
            raise ValueError(f"{name} must be a list of texts; got one string")
    if len(candidates) != len(references):
        raise ValueError(f"references must hold {len(candidates)} to match candidates; got {len(references)}")
    if len(candidates) == 0:
        raise ValueError("candidates must hold at least one text; got none")
    for i, candidate in enumerate(candidates):
        if not isinstance(candidate, str):  # a name is put together only for an error
            check_text(f"candidates[{i}]", candidate)
    its_references = [
        (reference,) if isinstance(reference, str) else check_references(f"references[{i}]", reference)
        for i, reference in enumerate(references)
    ]

    # Each candidate once for each of its references; of these pairs the best is chosen in the end.
    ours = [text for text, its in zip(candidates, its_references, strict=True) for _ in its]
    theirs = list(chain.from_iterable(its_references))
    characters = np.cumsum([len(a) + len(b) for a, b in zip(ours, theirs, strict=True)])
    cuts = (np.flatnonzero(np.diff(characters // CHARACTERS_AT_ONCE)) + 1).tolist()
    blocks = [
        score_block(ours[first:last], theirs[first:last], variants, stemmer, tokenizer)
        for first, last in pairwise([0, *cuts, len(ours)])
    ]
    scores = {variant: np.concatenate([block[variant] for block in blocks]) for variant in variants}
    if len(ours) == len(candidates):
        return scores
    counts = np.array(list(map(len, its_references)))
    owner = np.repeat(np.arange(len(candidates)), counts)
    first = np.cumsum(counts) - counts
    return {variant: table[np.lexsort((-table[:, 2], owner))[first]] for variant, table in scores.items()}


def score_block(candidates, references, variants, stemmer, tokenizer) -> dict[str, np.ndarray]:
    """Score some pairs of which all is kept in memory: a dict from variant to an array (N, 3)."""
    # Texts 2k and 2k + 1 are the candidate and the reference of pair k.
    texts = list(chain.from_iterable(zip(candidates, references, strict=True)))
    tokens_of = choose_tokenizer(stemmer, tokenizer)
    ids, lengths = _number_tokens(map(tokens_of, texts)) if tokenizer else _number_words(texts, stemmer)
    scores = {}
    for variant in variants:
        if variant == "rougeLsum":
            lines = [lines_of(text, tokens_of) for text in texts]
            scores[variant] = np.array(list(map(score_lines, lines[0::2], lines[1::2])))
            continue
        if variant == "rougeL":
            sizes, hits = lengths, _subsequences_of_pairs(ids, lengths)
        else:
            n = N_OF_VARIANT[variant]
            sizes, hits = np.maximum(lengths - n + 1, 0), _clipped_hits_of_pairs(ids, lengths, n)
        scores[variant] = _score_arrays(hits, sizes[0::2], sizes[1::2])
    return scores


def _number_tokens(token_lists: Iterable[list]) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers for the tokens of several texts, all in one array, and how many each text has."""
    numbered = number_alike(*token_lists)
    lengths = np.array(list(map(len, numbered)))
    return np.fromiter(chain.from_iterable(numbered), np.int64, lengths.sum()), lengths


def _number_words(texts: list[str], stemmer: bool) -> tuple[np.ndarray, np.ndarray]:
    """Do `_number_tokens` for the words that `tokenize` finds, without a Python string for each.

    A word is read as a number in base 37, its first letter the lowest digit. All are read at once, as
    differences of one running sum over all texts, which weighs letter k with 37**k; so a word that starts at
    letter k has to be divided by 37**k. Modulo 2**64 that is exact, since 37 is odd; up to 12 letters fit.
    """
    lowered = [text.lower() for text in texts]
    letters = f" {' '.join(lowered)} ".encode("ascii", "replace")
    digits = np.frombuffer(letters.translate(TO_DIGITS), np.uint8)
    in_word = digits > 0
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    power, inverse_power = _powers_of_37(len(digits).bit_length())
    running_sum = np.cumsum(digits * power[: len(digits)])
    words = (running_sum[ends - 1] - running_sum[starts - 1]) * inverse_power[starts]

    number = defaultdict(count().__next__)
    for i in np.flatnonzero(ends - starts > 12):  # too long for 64 bits: numbered from the top downwards
        words[i] = 2**64 - 1 - number[letters[starts[i] : ends[i]].translate(TO_DIGITS)]

    different, ids = np.unique(words, return_inverse=True)
    if stemmer:
        place = np.empty(len(different), np.int64)
        place[ids] = np.arange(len(ids))  # where each different word stands, the last time
        spelt = [letters[start:end].decode() for start, end in zip(starts[place], ends[place], strict=True)]
        ids = np.array(number_alike(map(stem, spelt))[0], np.int64)[ids]
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
