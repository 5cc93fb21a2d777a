"""Words as points on a map, each name where it meets the fewest points and names."""

import numpy as np

from course_utils.figures.batch.cells import SMALL
from course_utils.figures.letters import width_of
from course_utils.figures.style import COLOURS, subplots

MAP = (8.0, 4.6)  # inches
SIDES = [(9, 0), (-9, 0), (0, 13), (0, -13), (7, 9), (-7, 9), (7, -9), (-7, -9)]  # where a name may stand
SIDES += [(0, 27), (0, -27)]  # in a crowd: farther away, with a line to the point


def word_map(vectors, words, kinds, new):
    """Return a figure of words as points: their vectors, flattened to the two directions of largest spread.

    Parameters
    ----------
    vectors : ndarray (M, D)
        One row a word.
    words : sequence of str
        M names, written beside the points where there is most room.
    kinds : sequence of str
        The kind of each word, at most two different ones: circles and squares.
    new : sequence of bool
        True for a hollow point.

    Raises
    ------
    ValueError
        If there is not one vector for each word.

    Examples
    --------
    >>> word_map(np.eye(3), ["dog", "cat", "tea"], ["animals", "animals", "foods"], [False, True, False])
    <Figure size 880x506 with 1 Axes>
    """
    vectors = np.asarray(vectors, dtype=float)
    if len(vectors) != len(words):
        raise ValueError(f"vectors must have a row for each of {len(words)} words; got {len(vectors)}")
    centred = vectors - vectors.mean(axis=0)
    flat = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    flat *= np.where(flat[0] < 0, -1, 1)  # the directions may come out turned round: the first word says how
    figure, axis = subplots(size=MAP)
    for kind, marker, colour in zip(dict.fromkeys(kinds), "os", ("input", "hidden"), strict=False):
        for hollow in (False, True):
            chosen = [k for k in range(len(words)) if kinds[k] == kind and bool(new[k]) == hollow]
            face = "none" if hollow else COLOURS[colour]
            label = f"{kind}, {'new' if hollow else 'learned from'}"
            axis.plot(*flat[chosen].T, marker, color=COLOURS[colour], markerfacecolor=face, label=label)
    low, high = flat.min(axis=0), flat.max(axis=0)
    pixels = (flat - low) / (high - low) * (MAP[0] * 86, MAP[1] * 90)
    for word, point, side in zip(words, flat, _sides(pixels, words), strict=True):
        side_of = {-1: "right", 0: "center", 1: "left"}[int(np.sign(side[0]))]
        axis.annotate(
            word,
            point,
            np.array(side) * 72 / 110,
            textcoords="offset points",
            ha=side_of,
            va="center",
            fontsize=10,
            arrowprops={"arrowstyle": "-", "color": COLOURS["muted"]} if abs(side[1]) > 20 else None,
        )
    margin = 0.06 * (high - low)
    axis.set(
        xlim=(low[0] - margin[0], high[0] + 2 * margin[0]), ylim=(low[1] - margin[1], high[1] + margin[1])
    )
    axis.set(xlabel="first direction", ylabel="second direction", xticks=[], yticks=[])
    axis.legend(fontsize=10, loc="best")
    return figure


def _sides(pixels, words):
    """Choose for each word the side of its point where its name meets the fewest points and names."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in pixels]
    for (x, y), word in zip(pixels, words, strict=True):
        width, boxes = width_of(word, SMALL), []
        for dx, dy in SIDES:
            left = x + dx - {-1: width, 0: width / 2, 1: 0}[int(np.sign(dx))]
            boxes.append((left, y + dy - 8, left + width, y + dy + 8))
        best = min(range(len(SIDES)), key=lambda k: sum(_overlap(boxes[k], other) for other in taken))
        taken.append(boxes[best])
        yield SIDES[best]


def _overlap(one, other):
    """Return the area that two boxes (left, bottom, right, top) share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)
