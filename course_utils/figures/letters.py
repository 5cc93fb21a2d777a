"""How wide words are, so that drawings can shorten or wrap what does not fit."""

from bisect import bisect_right
from functools import cache
from itertools import accumulate

from PIL import ImageFont

from course_utils.figures.raster import FONTS
from course_utils.figures.sketch import TEXT_SIZE

FACES = {"regular": FONTS[0], "bold": FONTS[1], "mono": FONTS[4]}
FIRST_FOREIGN = "\u2e80"  # from here on DejaVu lacks the letters, and wider ones stand in
WIDEST = 1.45  # of the font's size: an emoji


def width_of(words, size=TEXT_SIZE, face="regular"):
    """Return how many CSS pixels words take in DejaVu Sans, the widest of our fonts.

    Letters that the font lacks count as wide as an emoji.

    Parameters
    ----------
    words : str
        The words.
    size : float
        The font's size in CSS pixels.
    face : str
        ``"regular"``, ``"bold"`` or ``"mono"``.

    Returns
    -------
    float
        The width.

    Raises
    ------
    KeyError
        If there is no such face.

    Examples
    --------
    >>> round(width_of("dog", size=10)), round(width_of("dog", size=10, face="bold"))
    (19, 21)
    """
    return size * sum(_advance(letter, face) for letter in words)


def legible(words):
    r"""Return words without the letters that no drawing shows: control characters, marks of direction.

    Parameters
    ----------
    words : str
        What somebody has typed.

    Examples
    --------
    >>> legible("dog\x07 \u202egod")
    'dog god'
    """
    return "".join(filter(str.isprintable, words))


def shorten(words, width, size=TEXT_SIZE, face="regular"):
    """Return words as they are where they fit, else their beginning and "…".

    Parameters
    ----------
    words : str
        The words.
    width : float
        The CSS pixels that they may take.
    size, face
        As for `width_of`.

    Examples
    --------
    >>> shorten("dog bites man", 200), shorten("dog bites man", 60)
    ('dog bites man', 'dog bi…')
    """
    if width_of(words, size, face) <= width:
        return words
    ends = list(accumulate(_advance(letter, face) for letter in words))
    return words[: bisect_right(ends, width / size - _advance("…", face))] + "…"


def wrap(words, width, most=None, size=TEXT_SIZE, face="regular"):
    """Return words in lines; a word that is longer than a line is shortened.

    Parameters
    ----------
    words : str
        The words, with a space between them.
    width : float
        The CSS pixels that a line may take.
    most : int, optional
        The number of lines; what does not fit into them becomes "…".
    size, face
        As for `width_of`.

    Returns
    -------
    list of str
        The lines.

    Examples
    --------
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
