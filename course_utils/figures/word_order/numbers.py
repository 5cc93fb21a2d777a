"""Two sentences as numbers, in five ways."""

from functools import cache
from itertools import pairwise

import numpy as np

from course_utils.datasets.glove import load_glove

REPRESENTATIONS = {  # name: what its numbers are
    "counts": "how often each word occurs",
    "TF-IDF": "counts, rare words weighted up, scaled to length 1",
    "mean GloVe": "the average of the words' 50 GloVe numbers",
    "bigrams": "how often each pair of neighbours occurs",
    "sequence": "one row a step, with a 1 in its word's column",
}
SAME = 1e-9  # a distance below is rounding: the sentences have the same numbers


def represent(first, second):
    """Turn two sentences into numbers in five ways.

    Parameters
    ----------
    first, second : list of str
        The tokens of the sentences, at least one each.

    Returns
    -------
    dict of str to (list of str, ndarray)
        For each of `REPRESENTATIONS` the names of the numbers, and the numbers (2, F), one row a sentence.
        Inverse document frequencies are those of the two sentences. A word that GloVe lacks has the vector of
        the word without its final s (bites: bite); where GloVe lacks that too, it is left out of the mean.
        The shorter sequence is padded with zeros.

    Raises
    ------
    ValueError
        If a sentence has no words.

    Examples
    --------
    >>> names, numbers = represent(["dog", "bites", "man"], ["man", "bites", "dog"])["counts"]
    >>> names
    ['dog', 'bites', 'man']
    >>> numbers.tolist()
    [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    """
    sentences = first, second
    for name, words in zip(("first", "second"), sentences, strict=True):
        if not words:
            raise ValueError(f"{name} must have at least one word; got none")
    words, counts = _count(sentences)
    pairs, pair_counts = _count([list(pairwise(s)) for s in sentences])
    steps = max(map(len, sentences))
    one_hot = np.zeros((2, steps, len(words)))
    for row, sentence in zip(one_hot, sentences, strict=True):
        row[range(len(sentence)), [words.index(word) for word in sentence]] = 1

    idf = 1 + np.log(3 / (1 + np.count_nonzero(counts, axis=0)))
    weighted = counts * idf
    entries = [entry(word) for word in words]
    known = np.array([entry is not None for entry in entries])
    vectors = np.zeros((len(words), 50))
    for i in np.flatnonzero(known):
        vectors[i] = _glove().vector(entries[i])
    # The counts decide everything: equal counts give equal means, to the last bit.
    mean = counts @ vectors / np.maximum(counts @ known, 1)[:, None]
    return {
        "counts": (words, counts),
        "TF-IDF": (words, weighted / np.linalg.norm(weighted, axis=1, keepdims=True)),
        "mean GloVe": ([f"dimension {i}" for i in range(50)], mean),
        "bigrams": ([" ".join(pair) for pair in pairs], pair_counts),
        "sequence": ([f"step {t + 1}: {w}" for t in range(steps) for w in words], one_hot.reshape(2, -1)),
    }


def entry(word):
    """Return the word under which GloVe knows a word, or None.

    Parameters
    ----------
    word : str
        The word.

    Examples
    --------
    >>> entry("dog"), entry("qqq") is None
    ('dog', True)
    """
    return next((form for form in (word, word.removesuffix("s")) if form in _glove().ids), None)


@cache
def _glove():
    return load_glove()


def _count(sentences):
    """Return the different items in the order first seen, and how often each sentence has them, (2, F)."""
    items = list(dict.fromkeys(item for sentence in sentences for item in sentence))
    return items, np.array([[s.count(item) for item in items] for s in sentences], float).reshape(2, -1)
