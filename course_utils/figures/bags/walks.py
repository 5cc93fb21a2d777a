"""A sentence as a walk from word to word: two sentences may walk along the same pairs."""

import math
from collections import Counter
from itertools import pairwise

import svg

from course_utils.figures.letters import shorten, width_of
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS, tint


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
