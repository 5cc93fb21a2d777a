"""Text to numbers and back: tokens, vocabularies, one-hot vectors and padded batches."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

PAD, UNK = 0, 1  # the ids that every vocabulary keeps free for padding and for unknown tokens
_RESERVED = ("<pad>", "<unk>")

# A word is a run of letters, digits and underscores; an apostrophe inside it belongs to it.
_TOKEN = re.compile(r"\w+(?:'\w+)*|[^\w\s]")


def tokenize(text: str) -> list[str]:
    """Split a text into lower-case words and single punctuation marks.

    An apostrophe between letters stays in its word ("don't" is one token, and so is its typographic
    spelling); any other is a token, like every other mark. Hyphens separate. Scripts without spaces
    between words are not segmented: their runs of letters stay whole.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        The tokens, none of them empty.

    Raises
    ------
    ValueError
        If `text` is no string.

    Examples
    --------
    >>> tokenize("They are watching .")
    ['they', 'are', 'watching', '.']
    >>> tokenize("Don't panic: it's Harry's 'well-known' owl!")
    ["don't", 'panic', ':', "it's", "harry's", "'", 'well', '-', 'known', "'", 'owl', '!']
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string; got {type(text).__name__}")
    # Composed accents, so that é is one letter however it was typed.
    return _TOKEN.findall(unicodedata.normalize("NFC", text.lower()).replace("’", "'"))


@dataclass(frozen=True)
class Vocabulary:
    """Tokens numbered from 0: `<pad>`, `<unk>`, and then the tokens that are known.

    `vocabulary.tokens[id]` is a token, `vocabulary.ids[token]` an id, `len(vocabulary)` the number V of ids.

    Parameters
    ----------
    tokens : sequence of str
        All tokens in the order of their ids, `<pad>` and `<unk>` first.

    Raises
    ------
    ValueError
        If `<pad>` and `<unk>` do not come first or a token comes twice.

    Examples
    --------
    >>> vocabulary = Vocabulary(["<pad>", "<unk>", "dog", "bites", "man"])
    >>> len(vocabulary), vocabulary.ids["man"], vocabulary.tokens[3], "owl" in vocabulary
    (5, 4, 'bites', False)
    """

    tokens: tuple[str, ...]
    ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        tokens = tuple(self.tokens)
        if tokens[:2] != _RESERVED:
            raise ValueError(f"tokens must begin with {_RESERVED}; got {tokens[:2]}")
        ids = {token: i for i, token in enumerate(tokens)}
        if len(ids) < len(tokens):
            twice = next(token for token, count in Counter(tokens).items() if count > 1)
            raise ValueError(f"tokens must differ from each other; got {twice!r} twice")
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "ids", ids)

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str | Sequence[str]],
        max_size: int | None = None,
        min_count: int = 1,
        specials: Sequence[str] = (),
    ) -> "Vocabulary":
        """Write numbers for the tokens of texts, frequent ones first and equally frequent ones as first seen.

        Parameters
        ----------
        texts : iterable of str or of sequences of str
            Strings to tokenize or lists of tokens.
        max_size : int, optional
            The greatest V, with `<pad>`, `<unk>` and specials included.
        min_count : int
            How often a token must occur to be kept.
        specials : sequence of str
            Tokens that come after `<unk>` whether they occur or not.

        Returns
        -------
        Vocabulary
            The tokens that are kept, numbered.

        Raises
        ------
        ValueError
            If `texts` is one string, a special comes twice, or `max_size` has no room for the
            reserved tokens.

        Examples
        --------
        >>> Vocabulary.from_texts(["man bites dog", "dog sleeps"], max_size=6, specials=["<start>"]).tokens
        ('<pad>', '<unk>', '<start>', 'dog', 'man', 'bites')
        """
        if isinstance(texts, str):
            raise ValueError("texts must be a list of texts; got one string")
        reserved = (*_RESERVED, *specials)
        if max_size is not None and max_size < len(reserved):
            raise ValueError(f"max_size must be at least {len(reserved)} to hold {reserved}; got {max_size}")
        counts = Counter(chain.from_iterable(map(_tokens, texts)))
        known = [
            token
            for token, count in counts.most_common()  # stable: ties stay in the order first seen
            if count >= min_count and token not in reserved
        ]
        return cls((*reserved, *known)[:max_size])

    def encode(self, text_or_tokens: str | Sequence[str], strict: bool = False) -> list[int]:
        """Look up the id of every token; an unknown one becomes 1, the id of `<unk>`.

        Parameters
        ----------
        text_or_tokens : str or sequence of str
            A string to tokenize or a list of tokens.
        strict : bool
            True to refuse unknown tokens.

        Returns
        -------
        list of int
            One id from 0 to V - 1 a token.

        Raises
        ------
        ValueError
            If `strict` is True and a token is unknown.

        Examples
        --------
        >>> Vocabulary.from_texts(["dog bites man"]).encode("Dog bites postman")
        [2, 3, 1]
        """
        tokens = _tokens(text_or_tokens)
        if strict and (unknown := [token for token in tokens if token not in self.ids]):
            raise ValueError(f"text_or_tokens must hold known tokens only; got {unknown[0]!r}")
        return [self.ids.get(token, UNK) for token in tokens]

    def decode(self, ids: Sequence[int] | np.ndarray) -> list[str]:
        """Look up the token of every id, leaving paddings out.

        Parameters
        ----------
        ids : sequence of int
            One sequence of integers from 0 to V - 1.

        Returns
        -------
        list of str
            The tokens, paddings left out.

        Raises
        ------
        ValueError
            If an id is no integer or lies outside the vocabulary.

        Examples
        --------
        >>> Vocabulary.from_texts(["dog bites man"]).decode([4, 3, 1, 0, 0])
        ['man', 'bites', '<unk>']
        """
        ids = _integers("ids", ids, dimensions=1)
        _check_range(ids, len(self))
        return [self.tokens[i] for i in ids if i != PAD]

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: str) -> bool:
        return token in self.ids


def one_hot(ids, size: int, dtype=np.float64) -> np.ndarray:
    """Turn every id into a vector of zeros with a single 1 at the place of the id.

    Parameters
    ----------
    ids : array_like
        Integer array of any shape, often (N, T).
    size : int
        The length V of each vector.
    dtype : dtype
        Of the result.

    Returns
    -------
    numpy.ndarray (..., V)
        Often (N, T, V).

    Raises
    ------
    ValueError
        If an id is no integer or lies outside 0 to V - 1.

    Examples
    --------
    >>> one_hot([2, 0, 1], size=3)
    array([[0., 0., 1.],
           [1., 0., 0.],
           [0., 1., 0.]])
    """
    ids = _integers("ids", ids)
    _check_range(ids, size)
    vectors = np.zeros((*ids.shape, size), dtype)
    np.put_along_axis(vectors, ids[..., np.newaxis], 1, axis=-1)
    return vectors


def pad(
    sequences: Sequence[Sequence[int]],
    length: int | None = None,
    value: int = 0,
    padding: str = "post",
    truncating: str = "post",
) -> np.ndarray:
    """Bring sequences of different lengths into one array, filling the short ones and cutting the long ones.

    Parameters
    ----------
    sequences : sequence of sequences of int
        N sequences of ids.
    length : int, optional
        The common length T, by default that of the longest.
    value : int
        What fills.
    padding, truncating : {"pre", "post"}
        "post" to fill or cut at the end, "pre" at the beginning.

    Returns
    -------
    numpy.ndarray of int64 (N, T)
        Equal to that of `keras.utils.pad_sequences` (whose defaults are "pre").

    Raises
    ------
    ValueError
        If there is no sequence, an id or `value` is no integer, `length` is below 1, or `padding` or
        `truncating` is neither "pre" nor "post".

    Examples
    --------
    >>> pad([[2, 3, 4], [5]])
    array([[2, 3, 4],
           [5, 0, 0]])
    >>> pad([[2, 3, 4], [5]], length=2, padding="pre", truncating="pre")
    array([[3, 4],
           [0, 5]])
    """
    for name, word in (("padding", padding), ("truncating", truncating)):
        if word not in ("pre", "post"):
            raise ValueError(f'{name} must be "pre" or "post"; got {word!r}')
    if len(sequences) == 0:
        raise ValueError("sequences must hold at least one sequence; got none")
    if length is not None and length < 1:
        raise ValueError(f"length must be at least 1; got {length}")
    rows = [_integers(f"sequences[{i}]", row, dimensions=1) for i, row in enumerate(sequences)]
    if length is None:
        length = max(map(len, rows))
    batch = np.full((len(rows), length), _integers("value", value), np.int64)
    for filled, row in zip(batch, rows, strict=True):
        kept = row[:length] if truncating == "post" else row[max(len(row) - length, 0) :]
        start = 0 if padding == "post" else length - len(kept)
        filled[start : start + len(kept)] = kept
    return batch


def _tokens(text_or_tokens: str | Sequence[str]) -> Sequence[str]:
    return tokenize(text_or_tokens) if isinstance(text_or_tokens, str) else text_or_tokens


def _integers(name: str, ids, dimensions: int | None = None) -> np.ndarray:
    array = np.asarray(ids)
    if array.size == 0:
        array = array.astype(np.int64)  # NumPy takes an empty list for floats
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold integers; got dtype {array.dtype}")
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"{name} must be one sequence of ids; got an array of shape {array.shape}")
    return array


def _check_range(ids: np.ndarray, size: int) -> None:
    outside = ids[(ids < 0) | (ids >= size)]
    if outside.size:
        raise ValueError(f"ids must lie between 0 and {size - 1}; got {outside[0]}")
