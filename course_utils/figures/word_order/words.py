"""What is said of the two sentences: what they share, what is cut, the verdicts, all of it as text."""

import numpy as np

from course_utils.figures.word_order.numbers import entry

MOST_WORDS = 14


def relation(first, second):
    """Return what two sentences have in common.

    Parameters
    ----------
    first, second : list of str
        Their words.

    Examples
    --------
    >>> relation(["dog", "bites"], ["bites", "dog"])
    'The same words in another order.'
    """
    if first == second:
        return "The same sentence twice."
    if sorted(first) == sorted(second):
        return "The same words in another order."
    if set(first) == set(second):
        return "The same words, but not equally often."
    return "Different words."


def in_full(data):
    """Return what the sentences have in common, and while they are being read that this is so of all words.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> data = {"first": ["dog"], "second": ["dog", "bites"], "read": 1, "relation": "Different words."}
    >>> in_full(data)
    'In full: different words.'
    """
    relation = data["relation"]
    if data["read"] >= max(len(data["first"]), len(data["second"])):
        return relation
    return f"In full: {relation[:1].lower()}{relation[1:]}"


def messages(sentences, representation):
    """Yield what the reader must know of the words that are not read, or have no vector.

    Parameters
    ----------
    sentences : pair of lists of str
        All their words.
    representation : str
        The one of `REPRESENTATIONS` that is shown.

    Examples
    --------
    >>> list(messages((["dog"] * 15, ["man"]), "counts"))
    ['Of sentence 1 only the first 14 of 15 words are read.']
    """
    for i, words in enumerate(sentences, 1):
        if len(words) > MOST_WORDS:
            yield f"Of sentence {i} only the first {MOST_WORDS} of {len(words)} words are read."
    lacking = [word for words in sentences for word in words[:MOST_WORDS] if entry(word) is None]
    if lacking and representation == "mean GloVe":
        yield f"GloVe does not know {', '.join(dict.fromkeys(lacking))}."


def verdicts(data):
    """Return what each representation makes of the sentences, and the colour to say it in.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> verdicts(data)["counts"]
    ('✗ no, the same', 'wrong')
    """
    if data["first"][: data["read"]] == data["second"][: data["read"]]:
        words = "= the same so far" if data["read"] < len(data["first"]) else "= same sentence"
        return dict.fromkeys(data["apart"], (words, "muted"))
    yes, no = ("✓ yes, they differ", "right"), ("✗ no, the same", "wrong")
    return {name: yes if apart else no for name, apart in data["apart"].items()}


def size_in_words(data, name):
    """Return how many numbers a representation has; of a sequence, as steps × words.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.
    name : str
        One of `REPRESENTATIONS`.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> size_in_words(data, "counts"), size_in_words(data, "sequence")
    ('3', '3 × 3 = 9')
    """
    size = len(data["features"][name])
    if name != "sequence":
        return str(size)
    steps = min(max(len(data["first"]), len(data["second"])), data["read"])
    return f"{steps} × {size // steps} = {size}"


def in_words(data):
    """Return the text equivalent: both sentences, all verdicts, and the numbers shown.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> in_words(data)[:26]
    'Sentence 1: dog bites man.'
    """
    told = "; ".join(
        f"{name} ({size_in_words(data, name)} numbers), distance {data['distances'][name]:.2f}, {verdict[2:]}"
        for name, (verdict, _) in verdicts(data).items()
    )
    return " ".join(
        part
        for part in (
            f"Sentence 1: {' '.join(data['first'])}. Sentence 2: {' '.join(data['second'])}.",
            f"Words read of each: {data['read']} of {max(len(data['first']), len(data['second']))}.",
            in_full(data),
            data["message"],
            f"Told apart by {told}.",
            _shown_in_words(data),
        )
        if part
    )


def _shown_in_words(data):
    shown = data["shown"]
    if shown == "sequence":
        return "Shown: the words in their order, with their places."
    first, second = data["numbers"][shown]
    if shown == "mean GloVe":
        numbers = f"50 numbers each, which differ by at most {np.abs(first - second).max():.2f}"
        return f"Shown: {numbers}."
    pairs = zip(data["features"][shown], first, second, strict=True)
    return f"Shown: {shown}, " + "; ".join(f"{name} {a:.3g} and {b:.3g}" for name, a, b in pairs) + "."
