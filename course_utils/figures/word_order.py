"""Two sentences fall into two bags, word by word: five ways to count, and which can tell them apart."""

from functools import cache
from itertools import pairwise

import numpy as np
import svg

from course_utils.datasets.glove import load_glove
from course_utils.figures.letters import legible, wrap
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import clickable, sketch, text
from course_utils.figures.style import COLOURS
from course_utils.figures.tiles import APART, TILE, sack, tiles
from course_utils.text import tokenize

MOST_WORDS = 14
REPRESENTATIONS = {  # name: what its numbers are
    "counts": "how often each word occurs",
    "TF-IDF": "counts, rare words weighted up, scaled to length 1",
    "mean GloVe": "the average of the words' 50 GloVe numbers",
    "bigrams": "how often each pair of neighbours occurs",
    "sequence": "one row a step, with a 1 in its word's column",
}
PANEL, HEIGHT = 460, 356
LEFT, RIGHT = 12, 448
VERDICTS, ROW = 196, 29  # where the table of verdicts begins, and the height of its rows
NUMBERS, DISTANCE, VERDICT = 196, 272, 290  # its columns: right edge, right edge, left edge
COLUMN = 206  # width of a sentence's half of the second panel
RIM, BOTTOM = 126, 340  # of the bags
LINES = (BOTTOM - RIM - 14) // (TILE + APART)  # rows of tiles that fit into a bag
SAME = 1e-9  # a distance below is rounding: the sentences have the same numbers


def represent(first, second):
    """Turn two sentences into numbers in five ways.

    Parameters
    ----------
    first, second : list of str
        The tokens of the sentences, at least one each.

    Returns
    -------
    dict of str to (list of str, ndarray)
        For each of `REPRESENTATIONS` the names of the numbers, and the numbers (2, F), one row a sentence.
        Inverse document frequencies are those of the two sentences. A word that GloVe lacks has the vector of
        the word without its final s (bites: bite); where GloVe lacks that too, it is left out of the mean.
        The shorter sequence is padded with zeros.

    Raises
    ------
    ValueError
        If a sentence has no words.

    Examples
    --------
    >>> names, numbers = represent(["dog", "bites", "man"], ["man", "bites", "dog"])["counts"]
    >>> names
    ['dog', 'bites', 'man']
    >>> numbers.tolist()
    [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    """
    sentences = first, second
    for name, words in zip(("first", "second"), sentences, strict=True):
        if not words:
            raise ValueError(f"{name} must have at least one word; got none")
    words, counts = _count(sentences)
    pairs, pair_counts = _count([list(pairwise(s)) for s in sentences])
    steps = max(map(len, sentences))
    one_hot = np.zeros((2, steps, len(words)))
    for row, sentence in zip(one_hot, sentences, strict=True):
        row[range(len(sentence)), [words.index(word) for word in sentence]] = 1

    idf = 1 + np.log(3 / (1 + np.count_nonzero(counts, axis=0)))
    weighted = counts * idf
    entries = [_entry(word) for word in words]
    known = np.array([entry is not None for entry in entries])
    vectors = np.zeros((len(words), 50))
    for i in np.flatnonzero(known):
        vectors[i] = _glove().vector(entries[i])
    # The counts decide everything: equal counts give equal means, to the last bit.
    mean = counts @ vectors / np.maximum(counts @ known, 1)[:, None]
    return {
        "counts": (words, counts),
        "TF-IDF": (words, weighted / np.linalg.norm(weighted, axis=1, keepdims=True)),
        "mean GloVe": ([f"dimension {i}" for i in range(50)], mean),
        "bigrams": ([" ".join(pair) for pair in pairs], pair_counts),
        "sequence": ([f"step {t + 1}: {w}" for t in range(steps) for w in words], one_hot.reshape(2, -1)),
    }


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
        "relation": _relation(first, second),
        "unknown": [word for word in dict.fromkeys(first + second) if _entry(word) is None],
        "message": " ".join(_messages(sentences, representation)),
    }
    if not first or not second:
        data["message"] = "Type at least one word in each sentence."
        panels = sketch(PANEL, HEIGHT, _sentences(data)), sketch(PANEL, HEIGHT, _heading(representation))
        return Picture(panels, alt=data["message"], data=data)

    numbers = represent(first[: data["read"]], second[: data["read"]])
    data["features"] = {name: features for name, (features, _) in numbers.items()}
    data["numbers"] = {name: values for name, (_, values) in numbers.items()}
    distances = {name: float(np.linalg.norm(a - b)) for name, (a, b) in data["numbers"].items()}
    data["distances"] = {name: distance if distance > SAME else 0.0 for name, distance in distances.items()}
    data["apart"] = {name: distance > 0 for name, distance in data["distances"].items()}
    panels = [
        sketch(PANEL, HEIGHT, [*_sentences(data), *_table(data)]),
        sketch(PANEL, HEIGHT, [*_heading(representation), *_bags(data)]),
    ]
    alt = _in_words(data)
    if "…" in "".join(panels) and "…" not in alt:
        alt += " What ends in … is too long for the picture."
    return Picture(panels, alt=alt, data=data)


@cache
def _glove():
    return load_glove()


def _messages(sentences, representation):
    """What the reader must know of the words that are not read, or have no vector."""
    for i, words in enumerate(sentences, 1):
        if len(words) > MOST_WORDS:
            yield f"Of sentence {i} only the first {MOST_WORDS} of {len(words)} words are read."
    lacking = [word for words in sentences for word in words[:MOST_WORDS] if _entry(word) is None]
    if lacking and representation == "mean GloVe":
        yield f"GloVe does not know {', '.join(dict.fromkeys(lacking))}."


def _entry(word):
    """The word under which GloVe knows a word, or None."""
    return next((form for form in (word, word.removesuffix("s")) if form in _glove().ids), None)


def _count(sentences):
    """The different items in the order first seen, and how often each sentence has them, (2, F)."""
    items = list(dict.fromkeys(item for sentence in sentences for item in sentence))
    return items, np.array([[s.count(item) for item in items] for s in sentences], float).reshape(2, -1)


def _relation(first, second):
    if first == second:
        return "The same sentence twice."
    if sorted(first) == sorted(second):
        return "The same words in another order."
    if set(first) == set(second):
        return "The same words, but not equally often."
    return "Different words."


def _in_full(data):
    """Say what the sentences have in common, and while they are being read that this is so of all words."""
    relation = data["relation"]
    if data["read"] >= max(len(data["first"]), len(data["second"])):
        return relation
    return f"In full: {relation[:1].lower()}{relation[1:]}"


def _sentences(data):
    """Both sentences in two lines each, what they have in common, and what was cut."""
    yield text(LEFT, 26, "Can they be told apart?", size=16, bold=True)
    y = 54
    for i, name in enumerate(("first", "second"), 1):
        yield text(LEFT, y, str(i), "muted", bold=True)
        for line in wrap(" ".join(data[name]), RIGHT - LEFT - 20, most=2):
            yield text(LEFT + 20, y, line)
            y += 20
        y += 4
    if data["first"] and data["second"]:
        yield text(LEFT, y + 2, _in_full(data), "muted")
        y += 20
    for line in wrap(data["message"], RIGHT - LEFT, most=2):
        yield text(LEFT, y + 2, line, "wrong")
        y += 19


def _heading(representation):
    yield text(LEFT, 26, representation[0].upper() + representation[1:], size=16, bold=True)
    yield text(LEFT, 50, REPRESENTATIONS[representation], "muted")


def _bags(data):
    """For each sentence the words still to come, and what has fallen into its bag."""
    for k, name in enumerate(("first", "second")):
        left = LEFT + k * (RIGHT - LEFT - COLUMN)
        words, waiting = data[name][: data["read"]], data[name][data["read"] :]
        yield text(left, 76, f"Sentence {k + 1}", bold=True)
        still = wrap(" ".join(waiting), COLUMN, most=2) if waiting else [f"all of {len(words)} read"]
        for i, line in enumerate(still):
            yield text(left, 96 + 18 * i, line, "ink" if waiting else "muted")
        in_order = data["shown"] == "sequence"
        if not in_order:
            yield sack(left + 4, RIM, COLUMN - 8, BOTTOM - RIM)
        if data["shown"] == "mean GloVe":
            yield from _strip(left + 12, data["numbers"]["mean GloVe"], k)
            continue
        written, marked = _tiles_of(data, k)
        # In a bag they lie on the ground; in a sequence the first stands first.
        below = _piled(written, left + 14, 0, marked)[1]
        top = RIM + 4 if in_order else BOTTOM - 10 - below
        yield from _piled(written, left + 14, top, marked)[0]


def _piled(written, x, y, marked):
    """Tiles one on top of the other where there is room, else several in a row; and the line below them."""
    room = COLUMN - 28
    if len(written) > LINES:
        return tiles(written, x, y, room, "hidden", marked, most=LINES)
    drawn = []
    for i, name in enumerate(written):
        one, below = tiles([name], x, y + i * (TILE + APART), room, "hidden", {0} if i in marked else ())
        drawn += one
    return drawn, below


def _tiles_of(data, k):
    """What is written on the tiles of sentence k, and which of them differ from the other sentence's."""
    shown = data["shown"]
    if shown == "sequence":
        mine, other = ([*data[name][: data["read"]]] for name in ("first", "second")[:: 1 - 2 * k])
        marked = [t for t, word in enumerate(mine) if other[t : t + 1] != [word]]
        return [f"{t} {word}" for t, word in enumerate(mine, 1)], marked
    names, values = data["features"][shown], data["numbers"][shown]
    written, marked = [], []
    for name, mine, other in zip(names, values[k], values[1 - k], strict=True):
        if mine:
            if abs(mine - other) > SAME:
                marked.append(len(written))
            times = f"{mine:.2f} {name}" if shown == "TF-IDF" else f"{mine:.0f} × {name}"
            written.append(name if mine == 1 and shown != "TF-IDF" else times)
    return written or ["nothing"], marked


def _strip(left, mean, k):
    """Fifty numbers as bars up and down, on one scale for both sentences."""
    step, middle = (COLUMN - 24) / 50, (RIM + BOTTOM) / 2 - 8
    largest = np.abs(mean).max() or 1
    yield svg.Line(x1=left, y1=middle, x2=left + COLUMN - 24, y2=middle, stroke=COLOURS["muted"])
    for i, (value, other) in enumerate(zip(mean[k], mean[1 - k], strict=True)):
        height = round(abs(value) / largest * 76, 1)
        yield svg.Rect(
            x=round(left + i * step, 1),
            y=round(middle - height if value > 0 else middle, 1),
            width=round(step - 0.8, 1),
            height=height,
            fill=COLOURS["highlight" if abs(value - other) > SAME else "hidden"],
        )
    gap = np.abs(mean[0] - mean[1]).max()
    yield text(left + 2, BOTTOM - 12, f"apart by at most {gap:.2f}", "muted")


def _table(data):
    yield svg.Line(x1=LEFT, y1=VERDICTS - 22, x2=RIGHT, y2=VERDICTS - 22, stroke=COLOURS["muted"])
    yield text(NUMBERS, VERDICTS, "numbers", "muted", anchor="end")
    yield text(DISTANCE, VERDICTS, "distance", "muted", anchor="end")
    yield text(VERDICT, VERDICTS, "apart?", "muted")
    for i, (name, (verdict, colour)) in enumerate(_verdicts(data).items(), 1):
        row = _verdict(data, name, VERDICTS + ROW * i, verdict, colour)
        yield clickable(row, "Show", name)


def _verdict(data, name, y, verdict, colour):
    shown = name == data["shown"]
    fill = "#F0F0F0" if shown else COLOURS["paper"]
    yield svg.Rect(x=LEFT - 4, y=y - 19, width=RIGHT - LEFT + 8, height=28, rx=3, fill=fill)
    yield text(LEFT, y, name, bold=shown)
    yield text(NUMBERS, y, _size(data, name), anchor="end")
    yield text(DISTANCE, y, f"{data['distances'][name]:.2f}", anchor="end")
    yield text(VERDICT, y, verdict, colour, bold=True)


def _size(data, name):
    size = len(data["features"][name])
    if name != "sequence":
        return str(size)
    steps = min(max(len(data["first"]), len(data["second"])), data["read"])
    return f"{steps} × {size // steps} = {size}"


def _verdicts(data):
    """What each representation makes of the sentences, and the colour to say it in."""
    if data["first"][: data["read"]] == data["second"][: data["read"]]:
        words = "= the same so far" if data["read"] < len(data["first"]) else "= same sentence"
        return dict.fromkeys(data["apart"], (words, "muted"))
    yes, no = ("✓ yes, they differ", "right"), ("✗ no, the same", "wrong")
    return {name: yes if apart else no for name, apart in data["apart"].items()}


def _in_words(data):
    """The text equivalent: both sentences, all verdicts, and the numbers shown."""
    verdicts = "; ".join(
        f"{name} ({_size(data, name)} numbers), distance {data['distances'][name]:.2f}, {verdict[2:]}"
        for name, (verdict, _) in _verdicts(data).items()
    )
    return " ".join(
        part
        for part in (
            f"Sentence 1: {' '.join(data['first'])}. Sentence 2: {' '.join(data['second'])}.",
            f"Words read of each: {data['read']} of {max(len(data['first']), len(data['second']))}.",
            _in_full(data),
            data["message"],
            f"Told apart by {verdicts}.",
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
