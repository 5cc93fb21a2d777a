"""Words as tiles in rows, and the sack that they fall into."""

import svg

from course_utils.figures.letters import shorten, width_of
from course_utils.figures.sketch import text
from course_utils.figures.style import COLOURS, tint

TILE, APART = 24, 5  # height of a word's tile, and the space between tiles


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

    Parameters
    ----------
    x, y, width, height : float
        Where it stands, and how large it is, in CSS pixels.

    Examples
    --------
    >>> sack(0, 0, 100, 80).stroke_width
    2
    """
    bend = 22
    outline = (
        f"M{x - 8} {y} q8 0 8 8 v{height - bend - 8} q0 {bend} {bend} {bend} h{width - 2 * bend} "
        f"q{bend} 0 {bend} {-bend} v{bend + 8 - height} q0 -8 8 -8"
    )
    return svg.Path(d=outline, fill=tint("cell", 0.04), stroke=COLOURS["muted"], stroke_width=2)
