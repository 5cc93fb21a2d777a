"""The explorer's plot: a curve for each seed on a fixed scale of decades, drawn as SVG."""

import numpy as np
import svg

from course_utils.figures.gradient_flow.scale import power
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 456, 330  # CSS pixels
LEFT, RIGHT, TOP, BOTTOM = 62, 436, 52, 272  # the frame of the plot
LOW, HIGH = -12, 8  # decades shown
DASHES = (None, [7, 4], [2, 4])


def plot(norms, title):
    """Return the curves of all seeds as SVG text, from the first state on the left to the last.

    Parameters
    ----------
    norms : ndarray (S, T + 1)
        A row a seed, at most three.
    title : str
        A line above.

    Examples
    --------
    >>> plot(np.ones((1, 2)), "tanh")[:4]
    '<svg'
    """
    last = norms.shape[1] - 1
    strokes = [text(10, 22, title, bold=True), text(10, 42, "norm of ∂h_T/∂h_r, log scale", "muted")]
    for decade in range(LOW, HIGH + 1, 4):
        y = _height(10.0**decade)
        dash = [4, 4] if decade == 0 else None
        line = "#8A8A8A" if decade == 0 else "#E4E4E4"
        strokes.append(svg.Line(x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=line, stroke_dasharray=dash))
        strokes.append(text(LEFT - 8, y + 5, power(10.0**decade).replace("1·", ""), anchor="end"))
    for r in sorted({0, last // 2, last}):
        strokes.append(text(_across(r, last), BOTTOM + 20, str(r), anchor="middle"))
    strokes.append(
        text((LEFT + RIGHT) / 2, BOTTOM + 42, "step r: the last state is on the right", anchor="middle")
    )
    for seed in reversed(range(len(norms))):
        colour = COLOURS["hidden" if seed == 0 else "muted"]
        points = [value for r, norm in enumerate(norms[seed]) for value in (_across(r, last), _height(norm))]
        strokes.append(
            svg.Polyline(
                points=points,
                fill="none",
                stroke=colour,
                stroke_width=3 if seed == 0 else 2,
                stroke_dasharray=DASHES[seed],
            )
        )
    outside = _outside(norms)
    if outside:
        strokes.append(text(RIGHT, TOP + 12, outside, "wrong", anchor="end"))
    return sketch(WIDTH, HEIGHT, strokes)


def _across(r, last):
    return round(LEFT + (RIGHT - LEFT) * r / last, 1)


def _height(norm):
    decade = np.log10(max(float(norm), 10.0 ** (LOW - 1)))
    share = (min(max(decade, LOW), HIGH) - LOW) / (HIGH - LOW)
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def _outside(norms):
    """Return what leaves the scale, in words."""
    below, above = (norms < 10.0**LOW).any(), (norms > 10.0**HIGH).any()
    if below and above:
        return "leaves the scale on both sides"
    return "falls below the scale" if below else "rises above the scale" if above else ""
