"""The second panel: what has fallen into the bag of each sentence, and what is still to come."""

import numpy as np
import svg

from course_utils.figures.letters import wrap
from course_utils.figures.sketch import text
from course_utils.figures.style import COLOURS
from course_utils.figures.tiles import APART, TILE, sack, tiles
from course_utils.figures.word_order.numbers import REPRESENTATIONS, SAME

LEFT, RIGHT = 12, 448
COLUMN = 206  # width of a sentence's half of the second panel
RIM, BOTTOM = 126, 340  # of the bags
LINES = (BOTTOM - RIM - 14) // (TILE + APART)  # rows of tiles that fit into a bag


def draw_heading(representation):
    """Yield the panel's heading: what is shown, and what its numbers are.

    Parameters
    ----------
    representation : str
        One of `REPRESENTATIONS`.

    Examples
    --------
    >>> [line.text for line in draw_heading("counts")]
    ['Counts', 'how often each word occurs']
    """
    yield text(LEFT, 26, representation[0].upper() + representation[1:], size=16, bold=True)
    yield text(LEFT, 50, REPRESENTATIONS[representation], "muted")


def draw_sacks(data):
    """Yield for each sentence the words still to come, and what has fallen into its bag.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> next(draw_sacks(data)).text
    'Sentence 1'
    """
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
    """Return tiles one on top of the other where there is room, else in rows; and the line below."""
    room = COLUMN - 28
    if len(written) > LINES:
        return tiles(written, x, y, room, "hidden", marked, most=LINES)
    drawn = []
    for i, name in enumerate(written):
        one, below = tiles([name], x, y + i * (TILE + APART), room, "hidden", {0} if i in marked else ())
        drawn += one
    return drawn, below


def _tiles_of(data, k):
    """Return what is written on the tiles of sentence k, and which tiles the other one lacks."""
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
    """Yield fifty numbers as bars up and down, on one scale for both sentences."""
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
