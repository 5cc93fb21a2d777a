"""Two sentences, five ways to turn them into numbers, and which of the five can tell them apart."""

from functools import cache
from itertools import pairwise

import numpy as np
import svg

from course_utils.datasets.glove import load_glove
from course_utils.figures.letters import legible, shorten, wrap
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import clickable, signed, sketch, text
from course_utils.figures.style import COLOURS, tint
from course_utils.text import tokenize

MOST_WORDS = 14
REPRESENTATIONS = {  # name: what its numbers are
    "counts": "how often each word occurs",
    "TF-IDF": "counts, rare words weighted up, scaled to length 1",
    "mean GloVe": "the average of the words' 50 GloVe numbers",
    "bigrams": "how often each pair of neighbours occurs",
    "sequence": "one row a step, with a 1 in its word's column",
}
PANEL, HEIGHT = 460, 384
LEFT, RIGHT = 12, 448
VERDICTS, ROW = 210, 30  # where the table of verdicts begins, and the height of its rows
NUMBERS, DISTANCE, VERDICT = 196, 272, 290  # its columns: right edge, right edge, left edge
FEATURES, LINES, LINE = 78, 14, 21  # where the numbers begin, and their rows
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
        Inverse document frequencies are those of the two sentences; words that GloVe does not know are left
        out of its mean; the shorter sequence is padded with zeros.

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
    known = np.array([word in _glove().ids for word in words])
    vectors = np.array([_glove().vector(w) if k else np.zeros(50) for w, k in zip(words, known, strict=True)])
    # The counts decide everything: equal counts give equal means, to the last bit.
    mean = counts @ vectors / np.maximum(counts @ known, 1)[:, None]
    return {
        "counts": (words, counts),
        "TF-IDF": (words, weighted / np.linalg.norm(weighted, axis=1, keepdims=True)),
        "mean GloVe": ([f"dimension {i}" for i in range(50)], mean),
        "bigrams": ([" ".join(pair) for pair in pairs], pair_counts),
        "sequence": ([f"step {t + 1}: {w}" for t in range(steps) for w in words], one_hot.reshape(2, -1)),
    }


def word_order(first, second, representation="counts"):
    """Draw two sentences as numbers, and say which representations can tell them apart.

    Parameters
    ----------
    first, second : str
        The sentences; 14 tokens of each are read.
    representation : str
        The one of `REPRESENTATIONS` whose numbers are shown.

    Returns
    -------
    Picture
        With data ``first``, ``second`` (tokens), ``relation``, ``message``, ``unknown`` (words that GloVe
        lacks), ``shown``, and, unless a sentence is empty, dicts ``numbers`` ((2, F) arrays), ``features``
        (their names), ``distances`` (Euclidean) and ``apart`` (bools), one entry a representation.

    Raises
    ------
    ValueError
        If `representation` is unknown.

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
    sentences = [[word for word in map(legible, tokenize(text)) if word] for text in (first, second)]
    first, second = (words[:MOST_WORDS] for words in sentences)
    data = {
        "first": first,
        "second": second,
        "shown": representation,
        "relation": _relation(first, second),
        "unknown": [word for word in dict.fromkeys(first + second) if word not in _glove().ids],
        "message": " ".join(
            f"Of sentence {i} only the first {MOST_WORDS} of {len(words)} words are read."
            for i, words in enumerate(sentences, 1)
            if len(words) > MOST_WORDS
        ),
    }
    if not first or not second:
        data["message"] = "Type at least one word in each sentence."
        panels = sketch(PANEL, HEIGHT, _sentences(data)), sketch(PANEL, HEIGHT, _heading(representation))
        return Picture(panels, alt=data["message"], data=data)

    numbers = represent(first, second)
    data["features"] = {name: features for name, (features, _) in numbers.items()}
    data["numbers"] = {name: values for name, (_, values) in numbers.items()}
    distances = {name: float(np.linalg.norm(a - b)) for name, (a, b) in data["numbers"].items()}
    data["distances"] = {name: distance if distance > SAME else 0.0 for name, distance in distances.items()}
    data["apart"] = {name: distance > 0 for name, distance in data["distances"].items()}
    panels = [
        sketch(PANEL, HEIGHT, [*_sentences(data), *_table(data)]),
        sketch(PANEL, HEIGHT, [*_heading(representation), *_numbers(data)]),
    ]
    alt = _in_words(data)
    if "…" in "".join(panels) and "…" not in alt:
        alt += " What ends in … is too long for the picture."
    return Picture(panels, alt=alt, data=data)


@cache
def _glove():
    return load_glove()


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
        yield text(LEFT, y + 2, data["relation"], "muted")
        y += 20
    for line in wrap(data["message"], RIGHT - LEFT, most=2):
        yield text(LEFT, y + 2, line, "wrong")
        y += 19


def _heading(representation):
    yield text(LEFT, 26, representation[0].upper() + representation[1:], size=16, bold=True)
    yield text(LEFT, 50, REPRESENTATIONS[representation], "muted")


def _numbers(data):
    """The numbers of the chosen representation."""
    if data["shown"] == "mean GloVe":
        yield from _strips(data["numbers"]["mean GloVe"], data["unknown"])
    elif data["shown"] == "sequence":
        steps = max(len(data["first"]), len(data["second"]))
        padded = [words + [""] * (steps - len(words)) for words in (data["first"], data["second"])]
        cells = zip(*padded, strict=True)
        yield from _lists([(f"step {t}", a, b, a != b) for t, (a, b) in enumerate(cells, 1)])
    else:
        names, (first, second) = data["features"][data["shown"]], data["numbers"][data["shown"]]
        rows = [(name, a, b, abs(a - b) > SAME) for name, a, b in zip(names, first, second, strict=True)]
        yield from _lists(rows)
        if not rows:
            yield text(
                LEFT, FEATURES + LINE, "One word has no neighbour: there is nothing to count.", "muted"
            )


def _lists(rows):
    """Rows of a name, its value in either sentence, and a sign where they differ, in one or two columns."""
    columns = 1 + (len(rows) > LINES)
    width = (RIGHT - LEFT - 12 * (columns - 1)) / columns
    room = width / 2 if columns == 2 else 150  # for the name
    cell = (width - room - 28) / 2
    largest = max((value for row in rows for value in row[1:3] if not isinstance(value, str)), default=1)
    tall = max(LINE, min(3 * LINE // 2, LINES * LINE // max(1, len(rows))))  # few rows stand wider apart
    for i, (name, first, second, differ) in enumerate(rows):
        left, y = LEFT + i // LINES * (width + 12), FEATURES + LINE + tall * (i % LINES) + (tall - LINE) // 2
        starts = left + room, left + room + cell + 8
        if i % LINES == 0:
            for k, start in enumerate(starts, 1):
                yield text(start + 4, FEATURES, str(k) if columns > 1 else f"sentence {k}", "muted")
        yield text(left, y, shorten(name, room - 6))
        for value, start in zip((first, second), starts, strict=True):
            share = 0 if isinstance(value, str) else value / largest
            yield from _cell(start, y, cell, tall - 2, value, share, "highlight" if differ else "input")
        if differ:
            yield text(left + width - 14, y, "≠", "highlight", bold=True)


def _cell(x, y, width, height, value, share, colour):
    """A word, or a number over a bar that fills its share of the cell."""
    if isinstance(value, str):
        yield text(x + 4, y, shorten(value, width - 4) or "–", colour if value else "muted")
        return
    for part, fill in ((1, "#F2F2F2"), (share, tint(colour, 0.35))):
        yield svg.Rect(x=x, y=y - 5 - height / 2, width=round(part * width, 1), height=height, fill=fill)
    yield text(x + 4, y, f"{value:.0f}" if value == int(value) else f"{value:.2f}")


def _strips(mean, unknown):
    """Fifty numbers of either sentence as bars up and down, and their differences."""
    step = (RIGHT - LEFT) / 50
    rows = [("sentence 1", mean[0], "input"), ("sentence 2", mean[1], "input")]
    rows.append(("difference", mean[0] - mean[1], "highlight"))
    largest = max(np.abs(values).max() for _, values, _ in rows) or 1  # one scale for all three
    for i, (name, values, colour) in enumerate(rows):
        top = FEATURES + 6 + 92 * i
        middle = top + 46
        yield text(LEFT, top, name, colour, bold=True)
        yield text(RIGHT, top, f"largest {signed(values[np.argmax(np.abs(values))])}", "muted", anchor="end")
        yield svg.Line(x1=LEFT, y1=middle, x2=RIGHT, y2=middle, stroke=COLOURS["muted"])
        for k, value in enumerate(values):
            height = round(abs(value) / largest * 36, 1)
            yield svg.Rect(
                x=round(LEFT + k * step + 1, 1),
                y=middle - height if value > 0 else middle,
                width=round(step - 2, 1),
                height=height,
                fill=COLOURS[colour],
            )
    if unknown:
        words = shorten("GloVe does not know: " + ", ".join(unknown), RIGHT - LEFT)
        yield text(LEFT, FEATURES + 288, words, "muted")


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
    steps = max(len(data["first"]), len(data["second"]))
    return f"{steps} × {size // steps} = {size}"


def _verdicts(data):
    """What each representation makes of the sentences, and the colour to say it in."""
    if data["first"] == data["second"]:
        return dict.fromkeys(data["apart"], ("= same sentence", "muted"))
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
            data["relation"],
            data["message"],
            f"Told apart by {verdicts}.",
            _shown_in_words(data),
        )
        if part
    )


def _shown_in_words(data):
    shown = data["shown"]
    if shown == "sequence":
        return "Shown: the sentences word by word."
    first, second = data["numbers"][shown]
    if shown == "mean GloVe":
        numbers = f"50 numbers each, which differ by at most {np.abs(first - second).max():.2f}"
        unknown = f"; GloVe does not know {', '.join(data['unknown'])}" if data["unknown"] else ""
        return f"Shown: {numbers}{unknown}."
    pairs = zip(data["features"][shown], first, second, strict=True)
    return f"Shown: {shown}, " + "; ".join(f"{name} {a:.3g} and {b:.3g}" for name, a, b in pairs) + "."
