"""How wide words are, so that drawings can shorten or wrap what does not fit."""

from bisect import bisect_right
from functools import cache
from itertools import accumulate

from PIL import ImageFont

from course_utils.figures.picture import FONTS
from course_utils.figures.sketch import TEXT_SIZE

FACES = {"regular": FONTS[0], "bold": FONTS[1], "mono": FONTS[4]}
FIRST_FOREIGN = "\u2e80"  # from here on DejaVu lacks the letters, and wider ones stand in
WIDEST = 1.45  # of the font's size: an emoji


def width_of(words, size=TEXT_SIZE, face="regular"):
    """Return how many CSS pixels words take in DejaVu Sans, the widest of our fonts.

    Arguments: `words`; `size`, the font's in CSS pixels; `face`, "regular", "bold" or "mono". Letters that
    the font lacks count as wide as an emoji. Raises `KeyError` for another face.

    >>> round(width_of("dog", size=10)), round(width_of("dog", size=10, face="bold"))
    (19, 21)
    """
    return size * sum(_advance(letter, face) for letter in words)


def legible(words):
    """Return words without the letters that no drawing shows: control characters, marks of direction.

    >>> legible("dog\\x07 \\u202egod")
    'dog god'
    """
    return "".join(filter(str.isprintable, words))


def shorten(words, width, size=TEXT_SIZE, face="regular"):
    """Return words as they are where they fit into `width` CSS pixels, else their beginning and "…".

    >>> shorten("dog bites man", 200), shorten("dog bites man", 60)
    ('dog bites man', 'dog bi…')
    """
    if width_of(words, size, face) <= width:
        return words
    ends = list(accumulate(_advance(letter, face) for letter in words))
    return words[: bisect_right(ends, width / size - _advance("…", face))] + "…"


def wrap(words, width, most=None, size=TEXT_SIZE, face="regular"):
    """Return words in lines of at most `width` CSS pixels; what does not fit into `most` lines becomes "…".

    A word that is longer than a line is shortened.

    >>> wrap("dog bites man", 75)
    ['dog bites', 'man']
    >>> wrap("dog bites man again", 75, most=1)
    ['dog bite…']
    """
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width_of(longer, size, face) > width:
            if len(lines) == most:
                lines[-1] = shorten(longer, width, size, face)
                break
            lines.append("")
            longer = word
        lines[-1] = shorten(longer, width, size, face)
    return lines


@cache
def _advance(letter, face):
    return _font(face).getlength(letter) / 100 if letter < FIRST_FOREIGN else WIDEST


@cache
def _font(face):
    # The simple layout is the same on every system.
    return ImageFont.truetype(FACES[face], 100, layout_engine=ImageFont.Layout.BASIC)
