"""Sentences about several people, of whom one is to be kept in mind; and small LSTMs that learnt to do so."""

from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset, data_file
from course_utils.recurrent import LSTM

NAMES = ("ada", "ben", "cleo", "finn")
VERBS = ("sings", "walks", "waits")
GREETING = ("and", "greets")
ASIDES = ("and it rains", "while the phone rings", "and walks on", "for an hour")
QUESTION = "who"
WORDS = tuple(
    dict.fromkeys(
        [*NAMES, *VERBS, *GREETING, *(word for aside in ASIDES for word in aside.split()), QUESTION]
    )
)
TRAINED_ON, IN_ALL = 3000, 4000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SubjectCells(Dataset):
    """Trained and untrained LSTMs of six units, three seeds each; see `load_subject_cells`."""

    trained: tuple
    untrained: tuple
    answers: tuple


def subject_sentences(count=IN_ALL, seed=0):
    """Draw different sentences; asked is of whom the last clause with a name at its beginning tells.

    A clause begins with a name and tells of that person ("ada sings"), or mentions somebody else ("and greets
    ben"), or is an aside ("while the phone rings"). So a name matters or does not, by the word before it.

    Parameters
    ----------
    count : int
        Sentences, N, at most 4,000.
    seed : int
        Of the draw. The stored cells were trained on the first 3,000 of seed 0.

    Returns
    -------
    texts : list of str
        One to six clauses and "who".
    answers : list of str
        The person of each.

    Raises
    ------
    ValueError
        If `count` is not from 1 to 4,000.

    Examples
    --------
    >>> texts, answers = subject_sentences(3)
    >>> texts[1], answers[1]
    ('cleo waits and greets cleo for an hour ben waits finn waits who', 'finn')
    """
    if not 1 <= count <= IN_ALL:
        raise ValueError(f"count must be from 1 to {IN_ALL}; got {count!r}")
    random = np.random.default_rng(seed)
    found = {}
    while len(found) < count:
        person = str(random.choice(NAMES))
        words = [person, random.choice(VERBS)]
        for _ in range(random.integers(6)):
            kind = random.choice(3, p=[0.3, 0.35, 0.35])
            if kind == 0:
                person = str(random.choice(NAMES))
                words += [person, random.choice(VERBS)]
            elif kind == 1:
                words += [*GREETING, random.choice(NAMES)]
            else:
                words += random.choice(ASIDES).split()
        found[" ".join([*words, QUESTION])] = person
    return list(found), list(found.values())


def kinds_of_words(words):
    """Return for each word "subject" (a name that counts), "mention" (one that does not) or "other".

    Examples
    --------
    >>> kinds_of_words("ada sings and greets ben who".split())
    ['subject', 'other', 'other', 'other', 'mention', 'other']
    """
    before = ["", *words[:-1]]
    return [
        "other" if word not in NAMES else "mention" if last == GREETING[-1] else "subject"
        for word, last in zip(words, before, strict=True)
    ]


def word_rows(words):
    """Return words as one-hot rows (T, 20); a word of no sentence is a row of zeros.

    Examples
    --------
    >>> word_rows(["ada", "xyz"]).sum(axis=1)
    array([1., 0.])
    """
    return np.array([[float(word == one) for one in WORDS] for word in words]).reshape(-1, len(WORDS))


def load_subject_cells() -> SubjectCells:
    """Read LSTMs of six units before and after training on the first 3,000 sentences, seeds 0, 1 and 2.

    They are Keras's LSTM as it comes (forget bias 1) and a softmax over the four names at the last word; Adam
    at 0.01, batches of 64, 15 epochs: `data/make_subject_cells.py`.

    Returns
    -------
    SubjectCells
        A data set with `trained` and `untrained`, three `LSTM` each in float64, and `answers`, for each
        trained one the pair of matrix (6, 4) and bias (4,) that turns its last state into scores of names.

    Examples
    --------
    >>> load_subject_cells().trained[0].kernel.shape
    (20, 24)
    """
    with np.load(data_file("subject_cells.npz")) as stored:
        arrays = {name: stored[name].astype(np.float64) for name in stored.files}
    trained, untrained = (
        tuple(
            LSTM(*(arrays[f"{when}_{name}"][k] for name in ("kernel", "recurrent_kernel", "bias")))
            for k in range(3)
        )
        for when in ("trained", "untrained")
    )
    return SubjectCells(
        trained=trained,
        untrained=untrained,
        answers=tuple(zip(arrays["answer_kernel"], arrays["answer_bias"], strict=True)),
        licence="CC BY 4.0, as the course's text",
        source="trained for this course by data/make_subject_cells.py",
    )
