"""The mean score of a corpus, with intervals that say how far it could be a matter of luck."""

from collections.abc import Callable, Sequence

import numpy as np

from course_utils.rouge.corpus import score_corpus
from course_utils.rouge.shared import DEFAULT, Score


def corpus_rouge(
    candidates: Sequence[str],
    references: Sequence[str | Sequence[str]],
    variants: Sequence[str] = DEFAULT,
    stemmer: bool = False,
    seed: int = 0,
    samples: int = 1000,
    tokenizer: Callable[[str], list] | None = None,
) -> dict[str, tuple[Score, Score, Score]]:
    """Score a corpus, with 95 % intervals that say how far its mean could be a matter of luck.

    The mean over the N pairs is taken again for `samples` corpora of N pairs drawn from this one with
    replacement; the interval reaches from the 2.5th to the 97.5th percentile of these means (bootstrap).

    Parameters
    ----------
    candidates : sequence of str
        N texts.
    references : sequence of str or of lists of str
        N texts, or lists of texts of which the best F1 counts.
    variants, stemmer, tokenizer
        As for `rouge`.
    seed : int
        Of the draws.
    samples : int
        How many corpora are drawn.

    Returns
    -------
    dict of str to tuple of Score
        For each variant (low, mid, high); mid is the mean over the corpus.

    Raises
    ------
    ValueError
        If `rouge` would, the lengths differ, the corpus is empty, or `samples` is below 1.

    References
    ----------
    Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13.

    Examples
    --------
    >>> candidates, references = ["the cat sat", "a dog", "no owl"], ["the cat sat", "the dog", "an owl"]
    >>> low, mid, high = corpus_rouge(candidates, references, ["rouge1"])["rouge1"]
    >>> round(low.f1, 2), round(mid.f1, 2), round(high.f1, 2)
    (0.5, 0.67, 1.0)
    """
    if samples < 1:
        raise ValueError(f"samples must be at least 1; got {samples}")
    scores = score_corpus(candidates, references, variants, stemmer, tokenizer)
    table = np.hstack(list(scores.values()))
    mean = table.mean(axis=0)
    low, high = np.percentile(bootstrap_means(table, samples, seed), [2.5, 97.5], axis=0)
    # With few samples, or equal scores and rounding, the mean may fall just outside.
    interval = np.stack([np.minimum(low, mean), mean, np.maximum(high, mean)])
    return {
        variant: tuple(Score(*row) for row in interval[:, 3 * k : 3 * k + 3].tolist())
        for k, variant in enumerate(scores)
    }


def bootstrap_means(scores: np.ndarray, samples: int, seed) -> np.ndarray:
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
