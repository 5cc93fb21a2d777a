"""The batch that is sliced, and the slices: each as it is written, with what it means and holds."""

import re

import numpy as np

from course_utils.text import Vocabulary, one_hot

SENTENCES = "dog bites man\nman bites dog again\nthe old dog sleeps"
VOCABULARY = Vocabulary.from_texts(SENTENCES.splitlines())
EMBEDDING = np.random.default_rng(0).normal(size=(len(VOCABULARY), 4)).round(1)
VECTORS = {
    "one-hot": lambda ids: one_hot(ids, len(VOCABULARY), dtype=int),
    "embedding": lambda ids: EMBEDDING[ids],
}

# Each slice as it is written: the index it means, what it holds, and the axes that are left.
SLICES = {
    "X": (lambda i, t, d, mask: np.s_[:], "the whole batch", "N T D"),
    "X[i]": (lambda i, t, d, mask: np.s_[i], "one sentence", "T D"),
    "X[i:i+1]": (lambda i, t, d, mask: np.s_[i : i + 1], "a batch of one sentence", "1 T D"),
    "X[:, t]": (lambda i, t, d, mask: np.s_[:, t], "one step of every sentence", "N D"),
    "X[:, -1]": (lambda i, t, d, mask: np.s_[:, -1], "the last step of every row, pads too", "N D"),
    "X[:, :, d]": (lambda i, t, d, mask: np.s_[:, :, d], "one number of every word", "N T"),
    "X[i, t]": (lambda i, t, d, mask: np.s_[i, t], "the vector of one word", "D"),
    "X[i, :, d]": (lambda i, t, d, mask: np.s_[i, :, d], "one number along one sentence", "T"),
    "X[i, t, d]": (lambda i, t, d, mask: np.s_[i, t, d], "a single number", ""),
    "X[mask]": (lambda i, t, d, mask: np.s_[mask], "the vectors of all real words", "words D"),
}


def used_indices(part):
    """Return which of i, t and d a slice names.

    Parameters
    ----------
    part : str
        A key of `SLICES`.

    Examples
    --------
    >>> sorted(used_indices("X[i, :, d]")), used_indices("X[mask]")
    (['d', 'i'], set())
    """
    return set(re.findall(r"\b[itd]\b", part))
