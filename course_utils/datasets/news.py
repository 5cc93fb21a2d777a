"""Short news stories: enough text to train word vectors while you wait, too little to train good ones."""

from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset, package_file, split
from course_utils.text import tokenize


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class NewsCorpus(Dataset):
    """News stories as text and as words; see `load_news_corpus`."""

    texts: tuple[str, ...]
    documents: tuple[list[str], ...]
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def load_news_corpus() -> NewsCorpus:
    """Read the 300 Australian news stories (2001) of gensim's test corpus.

    Returns
    -------
    NewsCorpus
        A data set with `texts`, 300 strings; `documents`, their words: 300 lists of lower-case words
        without numbers and punctuation, 59,510 words in all, 7,186 different ones; index arrays
        `train`, `validation`, `test`.

    Raises
    ------
    FileNotFoundError
        If gensim is not installed.

    References
    ----------
    M. Lee, B. Pincombe and M. Welsh, An Empirical Evaluation of Models of Text Document Similarity, 2005.

    Examples
    --------
    >>> news = load_news_corpus()
    >>> len(news.documents), sum(len(document) for document in news.documents)
    (300, 59510)
    """
    path = package_file("gensim", "test", "test_data", "lee_background.cor")
    texts = tuple(path.read_text(encoding="utf-8").splitlines())
    return NewsCorpus(
        texts=texts,
        documents=tuple([word for word in tokenize(text) if word[0].isalpha()] for text in texts),
        **split(len(texts)),
        licence="read from the installed package gensim (LGPL-2.1), not copied: the stories are ABC News's",
        source="Lee background corpus (Lee, Pincombe, Welsh 2005), as shipped with gensim for its tests",
    )
