"""Sentences whose words fall into a bag: what lies in it has lost its order."""

from collections import Counter

import svg

from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.tiles import sack, tiles

WIDTH = 470


def counted(words):
    """Return what lies in a bag, in the order of the alphabet, with numbers where a word is there twice.

    Parameters
    ----------
    words : sequence of str
        The words.

    Examples
    --------
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

    Parameters
    ----------
    title : str
        A line above.
    words : sequence of str
        What has fallen in.
    width : int
        Of the drawing, in CSS pixels.
    colour : str
        A name of `COLOURS`.

    Examples
    --------
    >>> bag("praise", ["good", "good"])[:4]
    '<svg'
    """
    inside, bottom = tiles(counted(words), 32, 62, width - 64, colour)
    return sketch(
        width, bottom + 32, [text(20, 22, title, bold=True), sack(18, 44, width - 36, bottom - 28), *inside]
    )
