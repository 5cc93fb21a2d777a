"""A word, and the window of its neighbours that it must guess."""

import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS, tint


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
