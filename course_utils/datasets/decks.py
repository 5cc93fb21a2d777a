"""The decks' own example sentences, as tokens with the labels that the decks give them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from course_utils.datasets.base import Dataset


@dataclass(frozen=True)
class DeckSentence:
    """One example of the decks.

    `tokens` are its words; `labels` what is to come out: one label a word, one label, another sentence's
    words, or None where the deck asks for nothing; `concept` is its row in the concept map.
    """

    concept: str
    tokens: tuple[str, ...]
    labels: tuple[int, ...] | tuple[str, ...] | str | None = None

    @property
    def text(self) -> str:
        """The words in one string.

        Examples
        --------
        >>> deck_sentences()["dog bites man"].text
        'dog bites man'
        """
        return " ".join(self.tokens)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class DeckSentences(Dataset, Mapping):
    """A dict of `DeckSentence`, with licence and source; see `deck_sentences`."""

    sentences: dict[str, DeckSentence]

    def __getitem__(self, name: str) -> DeckSentence:
        return self.sentences[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sentences)

    def __len__(self) -> int:
        return len(self.sentences)


# name: (concept, words, what is to come out)
_SENTENCES = {
    "pangram": ("C010", "the quick brown fox jumped over the lazy dog", None),
    "nothing to like": ("C012", "there is nothing to like in this movie", "negative"),
    "french question": (
        "C014",
        "voulez-vous chanter avec moi",
        ("do", "you", "want", "to", "sing", "with", "me"),
    ),
    "two names": ("C016", "yesterday Harry Potter met Hermione Granger", (0, 1, 1, 0, 1, 1)),
    "document 0": ("C031", "love play", None),
    "document 1": ("C031", "love play cricket", None),
    "document 2": ("C031", "play fun", None),
    "dog bites man": ("C037", "dog bites man", None),
    "man bites dog": ("C037", "man bites dog", None),
    "god is great": ("C038", "god is great", "right"),
    "great god is": ("C038", "great god is", "wrong"),
    "not a bad singer": ("C039", "I am not a bad singer", "positive"),
    "not a bad movie": ("C039", "this is not a bad movie", "positive"),
    "wizards": (
        "C047",
        "Harry Potter and Hermione Granger invented a new spell",
        (1, 1, 0, 1, 1, 0, 0, 0, 0),
    ),
    "I am good": ("C052", "I am good", None),
    "this song is good": ("C056", "this song is good", "positive"),
}


def deck_sentences() -> DeckSentences:
    """Collect the decks' example sentences under short names.

    Returns
    -------
    DeckSentences
        A dict of `DeckSentence`. The three documents of C031 are given as bags: the words that the
        deck's repaired table counts.

    Examples
    --------
    >>> wizards = deck_sentences()["wizards"]
    >>> wizards.tokens[:2], wizards.labels, wizards.concept
    (('Harry', 'Potter'), (1, 1, 0, 1, 1, 0, 0, 0, 0), 'C047')
    """
    return DeckSentences(
        sentences={
            name: DeckSentence(concept, tuple(words.split()), labels)
            for name, (concept, words, labels) in _SENTENCES.items()
        },
        licence="single example sentences, quoted",
        source="the slides that this course checks",
    )
