"""Bags of words: sentences that fall into one, words that push, a window, two walks along the same pairs."""

import math
from collections import Counter
from itertools import pairwise

import svg

from course_utils.figures.letters import shorten, width_of
from course_utils.figures.sketch import arrow, signed, sketch, text
from course_utils.figures.style import COLOURS, tint

TILE, APART = 24, 5  # height of a word's tile, and the space between tiles
WIDTH = 470


def tiles(words, x, y, width, colour="input", marked=(), most=None):
    """Return words as tiles that stand in rows from (x, y) on, and the line below the last row.

    Parameters
    ----------
    words : sequence of str
        What is written on the tiles.
    x, y, width : float
        Where the rows begin, and how wide they may be, in CSS pixels; longer words are shortened.
    colour : str
        A name of `COLOURS`.
    marked : collection of int
        The tiles with a thick frame in the colour of what differs, and the sign ≠.
    most : int, optional
        How many rows there may be; what does not fit becomes a last tile "…".

    Returns
    -------
    list of svg elements, float

    Examples
    --------
    >>> elements, below = tiles(["dog", "bites"], 0, 0, 200)
    >>> len(elements), below
    (4, 24)
    """
    elements, left, top, rows, last = [], x, y, 1, (x, y)
    for i, word in enumerate(words):
        sign = " ≠" if i in marked else ""
        written = shorten(word, width - 14 - width_of(sign)) + sign
        wide = round(width_of(written) + 12)
        if left > x and left + wide > x + width:
            if rows == most:
                elements[-1] = text(*last, "…")
                break
            left, top, rows = x, top + TILE + APART, rows + 1
        look = "highlight" if i in marked else colour
        last = left + 6, top + 17
        elements += [
            svg.Rect(
                x=left,
                y=top,
                width=wide,
                height=TILE,
                rx=4,
                fill=tint(look, 0.12),
                stroke=COLOURS[look],
                stroke_width=2 if i in marked else 1,
            ),
            text(*last, written),
        ]
        left += wide + APART
    return elements, top + TILE


def sack(x, y, width, height):
    """Return the outline of an open bag, its rim at the height y.

    >>> sack(0, 0, 100, 80).stroke_width
    2
    """
    bend = 22
    outline = (
        f"M{x - 8} {y} q8 0 8 8 v{height - bend - 8} q0 {bend} {bend} {bend} h{width - 2 * bend} "
        f"q{bend} 0 {bend} {-bend} v{bend + 8 - height} q0 -8 8 -8"
    )
    return svg.Path(d=outline, fill=tint("cell", 0.04), stroke=COLOURS["muted"], stroke_width=2)


def counted(words):
    """Return what lies in a bag, in the order of the alphabet, with numbers where a word is there twice.

    >>> counted(["the", "dog", "bites", "the", "man"])
    ['bites', 'dog', 'man', '2 × the']
    """
    return [word if times == 1 else f"{times} × {word}" for word, times in sorted(Counter(words).items())]


def one_bag(sentences, names):
    """Return two sentences of the same words as SVG text: their words fall into one bag.

    Parameters
    ----------
    sentences : pair of str
        The same words in two orders.
    names : pair of str
        What stands above them.

    Raises
    ------
    ValueError
        If the sentences do not have the same words equally often.

    Examples
    --------
    >>> one_bag(["dog bites man", "man bites dog"], ["everyday", "news"])[:4]
    '<svg'
    """
    split = [sentence.split() for sentence in sentences]
    if Counter(split[0]) != Counter(split[1]):
        raise ValueError(f"sentences must have the same words equally often; got {sentences!r}")
    column = (WIDTH - 36) // 2
    elements, lowest = [], 0
    for words, name, left in zip(split, names, (8, WIDTH - 8 - column), strict=True):
        elements.append(text(left, 22, name, bold=True))
        drawn, below = tiles(words, left, 34, column)
        elements += drawn
        lowest = max(lowest, below)
    rim = lowest + 44
    for start, end in ((8 + column / 2, WIDTH / 2 - 50), (WIDTH - 8 - column / 2, WIDTH / 2 + 50)):
        elements.append(arrow(start, lowest + 8, end, rim + 2, "muted"))
    room = WIDTH - 150
    widest = _reach(tiles(counted(split[0]), 0, 0, room)[0])
    inside, bottom = tiles(counted(split[0]), (WIDTH - widest) / 2, rim + 16, widest, "hidden")
    elements += [sack(56, rim, WIDTH - 112, bottom - rim + 16), *inside]
    return sketch(WIDTH, round(bottom + 26), elements)


def _reach(elements):
    return max(part.x + part.width for part in elements if isinstance(part, svg.Rect))


def bag(title, words, width=300, colour="hidden"):
    """Return a bag with all the words that fell into it as SVG text.

    Arguments: `title`, a line above; `words`, a sequence; `width` in CSS pixels; `colour`, a name of
    `COLOURS`. Raises nothing.

    >>> bag("praise", ["good", "good"])[:4]
    '<svg'
    """
    inside, bottom = tiles(counted(words), 32, 62, width - 64, colour)
    return sketch(
        width, bottom + 32, [text(20, 22, title, bold=True), sack(18, 44, width - 36, bottom - 28), *inside]
    )


def pushes(texts, push, start=0.0, unit="push"):
    """Return texts as SVG text: a line for each, along which every word pushes, one arrow a word.

    Parameters
    ----------
    texts : sequence of str
        Their words must be keys of `push`.
    push : dict of str to float
        How far each word pushes; above 0 to the right.
    start : float
        Where every text begins.
    unit : str
        What the numbers are.

    Raises
    ------
    ValueError
        If a word has no push.

    Examples
    --------
    >>> pushes(["not bad"], {"not": -1.0, "bad": -0.6})[:4]
    '<svg'
    """
    rows = [written.split() for written in texts]
    if missing := [word for row in rows for word in row if word not in push]:
        raise ValueError(f"push must have all words of texts; it lacks {missing[0]!r}")
    ends = [start + sum(push[word] for word in row[:k]) for row in rows for k in range(len(row) + 1)]
    low, high = min(0, *ends), max(0, *ends, 0.01)

    def place(value):
        return 96 + (value - low) / (high - low) * (WIDTH - 226)  # room for words on both sides

    y, elements = 62, [text(96, 22, "← complaint", "wrong", bold=True)]
    elements.append(text(WIDTH - 8, 22, "praise →", "right", anchor="end", bold=True))
    top = 34
    for written, row in zip(texts, rows, strict=True):
        elements.append(text(8, y + 5, written, bold=True))
        at = start
        for word in row:
            colour = "right" if push[word] > 0 else "wrong"
            elements.append(arrow(place(at), y, place(at + push[word]), y, colour, width=3))
            label = f"{word} {signed(push[word])}"
            beside = max(place(at), place(at + push[word])) + 8
            if beside < place(0) < beside + width_of(label):
                beside = place(0) + 8  # or the line at 0 would cross it
            elements.append(text(beside, y + 5, label, colour))
            at += push[word]
            y += 22
        if len(row) > 1:
            elements.append(svg.Circle(cx=place(at), cy=y - 22, r=5, fill=COLOURS["ink"]))
        y += 16
    axis = svg.Line(
        x1=place(0), y1=top, x2=place(0), y2=y - 18, stroke=COLOURS["muted"], stroke_dasharray=[4, 3]
    )
    elements.append(text(place(0), y, f"0 ({unit})", "muted", anchor="middle"))
    return sketch(WIDTH, y + 12, [axis, *elements])


def windows(sentences, middles, reach):
    """Return sentences as SVG text: in each, one word and the window of its neighbours.

    Parameters
    ----------
    sentences : sequence of str
        A row each.
    middles : sequence of int
        For each sentence the place of the word in the middle, from 0.
    reach : int
        How many words the window reaches to either side.

    Raises
    ------
    ValueError
        If there is not one place for each sentence, or a sentence has no word there.

    Examples
    --------
    >>> windows(["dog bites man"], [0], 2)[:4]
    '<svg'
    """
    elements, y, width = [], 30, 240
    for sentence, middle in zip(sentences, middles, strict=True):
        words = sentence.split()
        if not 0 <= middle < len(words):
            raise ValueError(f"middles must be places of words; got {middle} for {sentence!r}")
        x, places = 16, []
        for word in words:
            wide = round(width_of(word) + 20)
            places.append((x, wide))
            x += wide + 16
        first, last = max(0, middle - reach), min(len(words) - 1, middle + reach)
        elements.append(
            svg.Rect(
                x=places[first][0] - 8,
                y=y - 8,
                width=places[last][0] + places[last][1] - places[first][0] + 16,
                height=42,
                rx=8,
                fill=tint("candidate", 0.12),
                stroke=COLOURS["candidate"],
                stroke_dasharray=[6, 4],
            )
        )
        for i, (word, (left, wide)) in enumerate(zip(words, places, strict=True)):
            look = "hidden" if i == middle else "input" if first <= i <= last else "muted"
            elements += [
                svg.Rect(
                    x=left, y=y, width=wide, height=26, rx=4, fill=tint(look, 0.15), stroke=COLOURS[look]
                ),
                text(left + wide / 2, y + 18, word, anchor="middle", bold=i == middle),
            ]
            if first <= i <= last and i != middle:
                elements += _guess(places[middle], (left, wide), y + 36)
        y, width = y + 92, max(width, x)
    return sketch(width, y - 10, elements)


def _guess(source, target, y):
    """Draw an arrow below the words, from the one in the middle to a neighbour."""
    start, end = source[0] + source[1] / 2, target[0] + target[1] / 2
    depth = 10 + 9 * round(abs(end - start) / 90)
    yield svg.Polyline(
        points=[start, y, start, y + depth, end, y + depth, end, y + 7],
        fill="none",
        stroke=COLOURS["hidden"],
        stroke_width=1.5,
    )
    yield svg.Polygon(points=[end, y, end - 4, y + 8, end + 4, y + 8], fill=COLOURS["hidden"])


def walk(sentence, order=None, title=""):
    """Return a sentence as SVG text: an arrow from each word to the next, with the number of its step.

    Parameters
    ----------
    sentence : str
        Two words at least.
    order : sequence of str, optional
        All words in the order in which they stand in the picture, the first one in the middle, so that two
        sentences may be compared; default: the most frequent word first.
    title : str
        A line above; default: the sentence.

    Raises
    ------
    ValueError
        If the sentence has fewer than two words.

    Examples
    --------
    >>> walk("dog bites man")[:4]
    '<svg'
    """
    words = sentence.split()
    if len(words) < 2:
        raise ValueError(f"sentence must have at least two words; got {sentence!r}")
    order = [word for word, _ in Counter(words).most_common()] if order is None else list(order)
    middle, radius = (210, 186), 128
    places = {order[0]: middle}
    for i, word in enumerate(order[1:]):
        angle = 2 * math.pi * i / max(1, len(order) - 1) - math.pi / 2
        places[word] = middle[0] + 1.25 * radius * math.cos(angle), middle[1] + radius * math.sin(angle)
    elements, labels, seen = (
        [text(8, 22, shorten(title or sentence, 404, face="bold"), bold=True)],
        [],
        Counter(),
    )
    for step, (one, other) in enumerate(pairwise(words), 1):
        seen[one, other] += 1
        drawn, (x, y) = _step(places[one], places[other], seen[one, other], middle)
        elements += drawn
        labels += [
            svg.Circle(cx=x, cy=y, r=11, fill="white", stroke=COLOURS["hidden"]),
            text(x, y + 5, str(step), "hidden", anchor="middle", bold=True),
        ]
    for word, (x, y) in places.items():
        if word in words:
            wide = round(width_of(word) + 18)
            shape = {"x": x - wide / 2, "y": y - 14, "width": wide, "height": 28, "rx": 5}
            elements += [
                svg.Rect(**shape, fill="white"),
                svg.Rect(**shape, fill=tint("input", 0.15), stroke=COLOURS["input"]),
                text(x, y + 5, word, anchor="middle"),
            ]
    return sketch(420, round(max(y for _, y in places.values())) + 40, [*elements, *labels])


def _step(start, end, times, middle):
    """Return a bent arrow from place to place, the more bent the more often it was drawn, and its middle."""
    (x1, y1), (x2, y2) = start, end
    if start == end:  # a word that follows itself: a loop, above it
        grown = 14 + 10 * times
        peak = y1 - 14 - 2 * grown
        path = f"M{x1 - 10} {y1 - 14} C{x1 - 30} {peak} {x1 + 30} {peak} {x1 + 10} {y1 - 16}"
        drawn = svg.Path(d=path, fill="none", stroke=COLOURS["hidden"], stroke_width=1.8)
        return [drawn, *_head(x1 + 10, y1 - 14, 100)], (x1, y1 - 14 - 1.5 * grown)
    length = math.hypot(x2 - x1, y2 - y1)
    bend = 16 + 34 * (times - 1)
    # to the right of the way, so that there and back are two arrows
    cx = (x1 + x2) / 2 - (y2 - y1) / length * bend * 2
    cy = (y1 + y2) / 2 + (x2 - x1) / length * bend * 2

    def at(t):
        return tuple(
            round((1 - t) ** 2 * a + 2 * t * (1 - t) * c + t * t * b, 1)
            for a, c, b in ((x1, cx, x2), (y1, cy, y2))
        )

    tip = at(1 - 30 / length)  # before the word's box
    angle = math.degrees(math.atan2(tip[1] - at(0.6)[1], tip[0] - at(0.6)[0]))
    path = f"M{x1} {y1} Q{round(cx, 1)} {round(cy, 1)} {x2} {y2}"
    drawn = svg.Path(d=path, fill="none", stroke=COLOURS["hidden"], stroke_width=1.8)
    return [drawn, *_head(*tip, angle)], at(0.5)


def _head(x, y, angle):
    place = [svg.Translate(x, y), svg.Rotate(round(angle, 1))]
    yield svg.Polygon(points=[4, 0, -7, -5, -7, 5], fill=COLOURS["hidden"], transform=place)
