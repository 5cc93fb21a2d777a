"""The explorer's picture: what is computed of two sentences, and the two panels that show it."""

import numpy as np

from course_utils.figures.letters import legible
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import sketch
from course_utils.figures.word_order.numbers import REPRESENTATIONS, SAME, entry, represent
from course_utils.figures.word_order.sacks import draw_heading, draw_sacks
from course_utils.figures.word_order.sentences import draw_sentences, draw_verdicts
from course_utils.figures.word_order.words import MOST_WORDS, in_words, messages, relation
from course_utils.text import tokenize

PANEL, HEIGHT = 460, 356


def word_order(first, second, representation="counts", read=None):
    """Draw two sentences that fall into bags, and say which representations can tell them apart.

    Parameters
    ----------
    first, second : str
        The sentences; 14 tokens of each are read.
    representation : str
        The one of `REPRESENTATIONS` whose numbers are shown.
    read : int, optional
        How many words of each sentence have fallen so far, from 1; default: all.

    Returns
    -------
    Picture
        With data ``first``, ``second`` (tokens), ``read``, ``relation``, ``message``, ``unknown`` (words that
        GloVe lacks), ``shown``, and, unless a sentence is empty, dicts ``numbers`` ((2, F) arrays),
        ``features`` (names), ``distances`` (Euclidean) and ``apart`` (bools), one entry a representation.

    Raises
    ------
    ValueError
        If `representation` is unknown, or `read` is less than 1.

    Examples
    --------
    >>> picture = word_order("dog bites man", "man bites dog")
    >>> [name for name, apart in picture.data["apart"].items() if apart]
    ['bigrams', 'sequence']
    """
    if representation not in REPRESENTATIONS:
        raise ValueError(
            f"representation must be one of {', '.join(REPRESENTATIONS)}; got {representation!r}"
        )
    if read is not None and read < 1:
        raise ValueError(f"read must be at least 1; got {read}")
    sentences = [[word for word in map(legible, tokenize(text)) if word] for text in (first, second)]
    first, second = (words[:MOST_WORDS] for words in sentences)
    data = {
        "first": first,
        "second": second,
        "shown": representation,
        "read": min(read or MOST_WORDS, max(len(first), len(second), 1)),
        "relation": relation(first, second),
        "unknown": [word for word in dict.fromkeys(first + second) if entry(word) is None],
        "message": " ".join(messages(sentences, representation)),
    }
    if not first or not second:
        data["message"] = "Type at least one word in each sentence."
        drawn = draw_sentences(data), draw_heading(representation)
        panels = [sketch(PANEL, HEIGHT, strokes) for strokes in drawn]
        return Picture(panels, alt=data["message"], data=data)

    numbers = represent(first[: data["read"]], second[: data["read"]])
    data["features"] = {name: features for name, (features, _) in numbers.items()}
    data["numbers"] = {name: values for name, (_, values) in numbers.items()}
    distances = {name: float(np.linalg.norm(a - b)) for name, (a, b) in data["numbers"].items()}
    data["distances"] = {name: distance if distance > SAME else 0.0 for name, distance in distances.items()}
    data["apart"] = {name: distance > 0 for name, distance in data["distances"].items()}
    panels = [
        sketch(PANEL, HEIGHT, [*draw_sentences(data), *draw_verdicts(data)]),
        sketch(PANEL, HEIGHT, [*draw_heading(representation), *draw_sacks(data)]),
    ]
    alt = in_words(data)
    if "…" in "".join(panels) and "…" not in alt:
        alt += " What ends in … is too long for the picture."
    return Picture(panels, alt=alt, data=data)
