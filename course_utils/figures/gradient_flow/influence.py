"""A sentence coloured by influence: each word on the deeper paper, the more its nudge moves the answer."""

import numpy as np
import svg

from course_utils.figures.gradient_flow.scale import depths, power
from course_utils.figures.letters import shorten, width_of
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import tint

WIDTH = 456  # CSS pixels: of the explorer's panel
ROW, GAP, MARGIN = 50, 6, 10  # of the words
STRONGEST = 0.55  # share of colour behind a word: dark text on it keeps a contrast of 4.5


def influence_on_text(words, influences, title="", width=WIDTH, height=None):
    """Return a sentence as SVG text: each word with its influence, the deeper its paper the larger that is.

    Parameters
    ----------
    words : sequence of str
        T words.
    influences : ndarray (T,)
        How much a nudge of each word moves the answer, numbers that are not negative. They are written below
        the words; the largest gets the deepest colour, a ten-thousandth of it none.
    title : str
        A line above.
    width, height : int
        Of the drawing in CSS pixels; height None is as high as the words need.

    Raises
    ------
    ValueError
        If there is not one finite number, 0 or more, for each word.

    Examples
    --------
    >>> influence_on_text(["dog", "bites"], np.array([0.1, 1.0]))[:4]
    '<svg'
    """
    influences = np.asarray(influences, dtype=float)
    if influences.shape != (len(words),) or not (np.isfinite(influences) & (influences >= 0)).all():
        raise ValueError(
            f"influences must be {len(words)} finite numbers, 0 or more, one a word; got {influences}"
        )
    strokes = [text(MARGIN, 22, title, bold=True)] if title else []
    x, y = MARGIN, 34 if title else MARGIN
    for word, influence, depth in zip(words, influences, depths(influences), strict=True):
        shown = shorten(word, width - 2 * MARGIN - 12)
        box = round(max(width_of(shown), width_of(power(influence))) + 12)
        if x + box > width - MARGIN:
            x, y = MARGIN, y + ROW
        place = {"x": x, "y": y, "width": box, "height": ROW - GAP, "rx": 4}
        strokes.append(svg.Rect(**place, fill=tint("hidden", depth * STRONGEST), stroke="#BBBBBB"))
        strokes.append(text(x + box / 2, y + 18, shown, anchor="middle", bold=depth > 0.75))
        strokes.append(text(x + box / 2, y + 37, power(influence), anchor="middle"))
        x += box + GAP
    return sketch(width, height or y + ROW + 2, strokes)
