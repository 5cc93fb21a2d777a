"""The recall task: name the class that a sequence began with, after a gap of letters that mean nothing."""

import csv
from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset, data_file

CLASSES, FILLERS = 4, 8
TOKENS = CLASSES + FILLERS + 1  # the last one is the question


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RecallTable(Dataset):
    """What networks reached on the recall task; see `load_recall`."""

    cells: np.ndarray
    gaps: np.ndarray
    seeds: np.ndarray
    accuracies: np.ndarray

    def scores(self, cell, gap):
        """Return the accuracies of a cell at a gap, one a seed, in the order of the seeds.

        Raises
        ------
        ValueError
            If the table has no such row.

        Examples
        --------
        >>> load_recall().scores("SimpleRNN", 9).shape
        (3,)
        """
        rows = (self.cells == cell) & (self.gaps == gap)
        if not rows.any():
            raise ValueError(
                f"cell and gap must be one of {sorted(set(self.cells.tolist()))} and one of "
                f"{sorted(set(self.gaps.tolist()))}; got {cell!r} and {gap!r}"
            )
        return self.accuracies[rows]


def recall_sequences(gap, count, seed=0):
    """Draw sequences of the recall task: a class, letters that mean nothing, the question.

    Parameters
    ----------
    gap : int
        Steps from the class to the question, at least 1: `gap` − 1 random letters stand between them.
    count : int
        Sequences, N.
    seed : int
        Of the draw.

    Returns
    -------
    x : numpy.ndarray, float32, (N, gap + 1, 13)
        One-hot tokens: 4 classes, 8 letters, 1 question.
    y : numpy.ndarray, int64, (N,)
        The class, 0 to 3.

    Raises
    ------
    ValueError
        If `gap` or `count` is less than 1.

    Examples
    --------
    >>> x, y = recall_sequences(gap=5, count=3)
    >>> x.shape, x[:, 0].argmax(axis=1) == y
    ((3, 6, 13), array([ True,  True,  True]))
    """
    for name, value in (("gap", gap), ("count", count)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1; got {value!r}")
    rng = np.random.default_rng(seed)
    y = rng.integers(CLASSES, size=count)
    ids = rng.integers(CLASSES, CLASSES + FILLERS, size=(count, gap + 1))
    ids[:, 0], ids[:, -1] = y, TOKENS - 1
    return np.eye(TOKENS, dtype="float32")[ids], y


LANGUAGES = {
    "gujarat": "gujarati",
    "france": "french",
    "japan": "japanese",
    "brazil": "portuguese",
    "kenya": "swahili",
    "turkey": "turkish",
}
BEGINNINGS = ("i grew up in", "my parents live in", "we are going to", "she was born in", "he studied in")
CLAUSES = (
    "and run a small shop",
    "with two cats and a dog",
    "next summer",
    "where the winters are mild",
    "as a businessman",
    "and like to cook",
    "near the old harbour",
)
ENDINGS = ("so we can speak", "and the language is", "so at home they speak", "and i can speak")


def place_sentences(count, seed=0):
    """Draw sentences that name a place and end where its language is the next word.

    Parameters
    ----------
    count : int
        Sentences, N.
    seed : int
        Of the draw.

    Returns
    -------
    texts : list of str
        A beginning with the place, none to two clauses that do not matter, an ending.
    answers : list of str
        The language of each.

    Raises
    ------
    ValueError
        If `count` is less than 1.

    Examples
    --------
    >>> texts, answers = place_sentences(2)
    >>> texts[1], answers[1]
    ('i grew up in gujarat so we can speak', 'gujarati')
    """
    if count < 1:
        raise ValueError(f"count must be at least 1; got {count!r}")
    random = np.random.default_rng(seed)
    texts, answers = [], []
    for _ in range(count):
        place = random.choice(list(LANGUAGES))
        clauses = random.choice(CLAUSES, size=random.integers(3), replace=False)
        texts.append(" ".join([random.choice(BEGINNINGS), place, *clauses, random.choice(ENDINGS)]))
        answers.append(LANGUAGES[place])
    return texts, answers


def load_recall() -> RecallTable:
    """Read what networks of 32 units reached on the recall task at five gaps, three seeds each.

    The recipe is that of `tools/measure_recall.py`: 2,000 sequences, Adam at 0.003 with gradients clipped to
    norm 1, 10 epochs (30 where the cell's name says so); the accuracy is that on 1,000 other sequences
    (guessing: 0.25).

    Returns
    -------
    RecallTable
        A data set with one entry a run: `cells` (names), `gaps`, `seeds`, `accuracies`; and ``scores(cell,
        gap)``, the accuracies of one row.

    Examples
    --------
    >>> sorted(set(load_recall().gaps.tolist()))
    [9, 20, 40, 80, 150]
    """
    with data_file("recall.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return RecallTable(
        cells=np.array([row["cell"] for row in rows]),
        gaps=np.array([int(row["gap"]) for row in rows]),
        seeds=np.array([int(row["seed"]) for row in rows]),
        accuracies=np.array([float(row["accuracy"]) for row in rows]),
        licence="CC BY 4.0, as the course's text",
        source="measured for this course by tools/measure_recall.py",
    )
