"""What all of ROUGE shares: a score, the names of the variants, tokens, and checks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import NamedTuple

N_OF_VARIANT = {f"rouge{n}": n for n in range(1, 10)}
VARIANTS = (*N_OF_VARIANT, "rougeL", "rougeLsum")
DEFAULT = ("rouge1", "rouge2", "rougeL")


class Score(NamedTuple):
    """Precision (share of the candidate that is right), recall (share of the reference found), and their F1.

    Examples
    --------
    >>> Score(precision=0.75, recall=1.0, f1=6 / 7).recall
    1.0
    """

    precision: float
    recall: float
    f1: float


def score_hits(hits: int, in_candidate: int, in_reference: int) -> Score:
    """Return the score of a number of hits, given how many could have been."""
    if hits == 0:
        return Score(0.0, 0.0, 0.0)
    precision, recall = hits / in_candidate, hits / in_reference
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789"
BLANK_OUT = bytes(code if chr(code) in ALPHANUMERIC else ord(" ") for code in range(256))


def tokenize(text: str) -> list[str]:
    """Cut a text into runs of the letters a to z and digits, in lower case."""
    ascii_bytes = text.lower().encode("ascii", "replace")  # any other letter becomes "?", and then a space
    return ascii_bytes.translate(BLANK_OUT).decode("ascii").split()


@cache
def _porter():
    from nltk.stem.porter import PorterStemmer  # here, because it takes a second to import

    return PorterStemmer()


@lru_cache(maxsize=2**17)
def stem(token: str) -> str:
    """Return the Porter stem of a token of more than three letters, and any other as it is."""
    return _porter().stem(token) if len(token) > 3 else token


def choose_tokenizer(stemmer: bool, tokenizer: Callable | None) -> Callable[[str], list]:
    """Return the function from a text to its tokens: ours or the caller's, with stems where wanted."""
    tokens_of = tokenizer or tokenize
    if stemmer:
        return lambda text: list(map(stem, tokens_of(text)))
    return tokens_of


def lines_of(text: str, tokens_of: Callable) -> list[list]:
    """Return the tokens of each line of a text; lines end at newlines and nowhere else."""
    return [tokens_of(line) for line in text.split("\n") if line]


def number_alike(*sequences: Iterable) -> list[list[int]]:
    """Write whole numbers for tokens, equal ones for equal tokens: quick to compare and to sort."""
    numbers = defaultdict(count().__next__)
    return [[numbers[token] for token in sequence] for sequence in sequences]


def check_variants(variants) -> None:
    """Check that the variants are a list of known names; raises `ValueError`."""
    if isinstance(variants, str) or len(variants) == 0:
        raise ValueError(f"variants must be a list of names from {', '.join(VARIANTS)}; got {variants!r}")
    if unknown := [variant for variant in variants if variant not in VARIANTS]:
        raise ValueError(f"variants must be names from {', '.join(VARIANTS)}; got {unknown[0]!r}")


def check_text(name: str, text) -> None:
    """Check that a text is a string; raises `ValueError`."""
    if not isinstance(text, str):
        raise ValueError(f"{name} must be a string; got {type(text).__name__}")


def check_references(name: str, reference) -> Sequence[str]:
    """Return the references of a candidate as a sequence; raises `ValueError` where they are no strings."""
    if isinstance(reference, str):
        return (reference,)
    if not isinstance(reference, (list, tuple)) or len(reference) == 0:
        raise ValueError(f"{name} must be a string or a list of strings; got {reference!r}")
    for text in reference:
        check_text(f"each of {name}", text)
    return reference
