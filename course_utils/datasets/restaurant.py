"""Restaurant reviews from a grammar in which only the order of the words tells praise from complaint."""

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np

from course_utils.datasets.base import Dataset, split
from course_utils.text import Vocabulary

DISHES = ("soup", "fish", "pizza", "curry", "rice", "salad", "cake", "bread")
PRAISE = ("tasty", "fresh", "delicious", "lovely", "perfect", "wonderful")
BLAME = ("bland", "stale", "burnt", "greasy", "awful", "horrible")

# Each pattern says that a dish is `yes` and is not, or is no longer, `no`. With `yes` and `no` exchanged the
# same words say the opposite: so every bag of words is a praise as often as it is a complaint.
VERDICTS = (
    "the {dish} was not {no} but {yes}",
    "we found the {dish} {yes} and not {no}",
    "the {dish} was {no} at the start but it was {yes} at the end",
    "the {dish} was {yes} at the end although it was {no} at the start",
    "the {dish} looked {no} but tasted {yes}",
    "the {dish} tasted {yes} but looked {no}",
)
# Here both words praise, or both blame: what "not" stands before decides.
NOT_AT_FIRST = "the {dish} was not {one} at first but in the end {other}"
NOT_IN_THE_END = "the {dish} was {other} at first but in the end not {one}"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Reviews(Dataset):
    """Sentences, each praising (1) or complaining (0); see `restaurant_reviews`."""

    texts: tuple[str, ...]
    labels: np.ndarray
    vocabulary: Vocabulary
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def restaurant_reviews() -> Reviews:
    """Write all 4,416 reviews of a small grammar in which word order decides.

    Every bag of words occurs equally often with both labels, and sentences with the same bag stay on the
    same side of the split. So whatever a model does that sees only the bag, and whatever it was trained
    on, it is right exactly half the time, in training and in testing. In the two patterns with "start"
    and "end" the pairs of neighbouring words are the same, too: bigrams reach 0.871. A recurrent net
    reaches 1.000: measured with Keras's SimpleRNN (32 units, 2,209 parameters), GRU (16; 2,257), LSTM
    (16; 2,737), 5 s each.

    Returns
    -------
    Reviews
        A data set with `texts`, 4,416 different sentences of 7 to 14 words; `labels` (4416,), int64,
        1 for praise and 0 for complaint, equally many; `vocabulary` of 36 words behind `<pad>` and
        `<unk>`; index arrays `train`, `validation`, `test`.

    Examples
    --------
    >>> reviews = restaurant_reviews()
    >>> len(reviews.texts), len(reviews.vocabulary), reviews.labels.mean()
    (4416, 38, np.float64(0.5))
    >>> for i in (0, 1):
    ...     print(reviews.labels[i], reviews.texts[i])
    1 the soup was not bland but tasty
    0 the soup was not tasty but bland
    """
    reviews = {}
    for dish, good, bad in product(DISHES, PRAISE, BLAME):
        for pattern in VERDICTS:
            reviews[pattern.format(dish=dish, yes=good, no=bad)] = 1
            reviews[pattern.format(dish=dish, yes=bad, no=good)] = 0
    for dish, (words, praises) in product(DISHES, ((PRAISE, 1), (BLAME, 0))):
        for one, other in permutations(words, 2):
            reviews[NOT_AT_FIRST.format(dish=dish, one=one, other=other)] = praises
            reviews[NOT_IN_THE_END.format(dish=dish, one=one, other=other)] = 1 - praises

    return Reviews(
        texts=tuple(reviews),
        labels=np.array(list(reviews.values())),
        vocabulary=Vocabulary.from_texts(reviews),
        **split([tuple(sorted(text.split())) for text in reviews]),
        licence="CC BY 4.0, as the course's text",
        source="a grammar of this course",
    )
