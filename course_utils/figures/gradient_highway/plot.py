"""The curves of the explorer, on a scale of decades, and the empty plot that asks for a prediction."""

import numpy as np
import svg

from course_utils.figures.gradient_flow import power
from course_utils.figures.gradient_highway.maps import HEIGHT, WIDTH
from course_utils.figures.letters import wrap
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS

LEFT, RIGHT, TOP, BOTTOM = 62, 436, 74, 340  # the frame of the plot
LOW, HIGH = -12, 8  # decades shown
PREDICTIONS = ("vanishes", "stays within a factor of 100", "explodes")
SHOW = "just show me"
DASHES = (None, [7, 4], [2, 4])  # of the seeds


def waiting(title, back):
    """Draw the empty plot that asks for a prediction, as SVG text.

    Parameters
    ----------
    title : str
        A line above.
    back : int
        How many steps the gradient will go back.

    Examples
    --------
    >>> "What do 20 of" in waiting("LSTM", 20)
    True
    """
    question = (
        f"The other panel shows one step back. What do {back} of them do to the norm? Choose: it vanishes "
        "(below 0.01), stays within a factor of 100, or explodes (above 100). Then the curves are drawn."
    )
    lines = wrap(question, WIDTH - 60)
    strokes = [text(10, 22, title, bold=True)]
    strokes.append(svg.Rect(x=10, y=60, width=WIDTH - 20, height=340, rx=6, fill="#F4F4F4", stroke="#BBBBBB"))
    strokes += [text(30, 190 + 22 * k, line) for k, line in enumerate(lines)]
    return sketch(WIDTH, HEIGHT, strokes)


def plot(norms, alone, step, title, said):
    """Draw the curves on a scale of decades, from the first state on the left to the last, as SVG text.

    Parameters
    ----------
    norms : ndarray (S, T)
        For each seed the norm of the way back to each step.
    alone : ndarray (T,), optional
        The same by the direct way alone, of the first seed.
    step : int
        The step to mark, from 1.
    title : str
        A line above.
    said : str
        What happened, below the curves.

    Examples
    --------
    >>> plot(np.ones((3, 5)), None, 2, "LSTM", "It stays within a factor of 100.")[:4]
    '<svg'
    """
    last = norms.shape[1]
    strokes = [text(10, 22, title, bold=True), text(10, 44, "norm of the way back to step r, log scale")]
    for decade in range(LOW, HIGH + 1, 4):
        y = _height(10.0**decade)
        line = "#8A8A8A" if decade == 0 else "#E4E4E4"
        dash = [4, 4] if decade == 0 else None
        strokes.append(svg.Line(x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=line, stroke_dasharray=dash))
        strokes.append(text(LEFT - 8, y + 5, power(10.0**decade).replace("1·", ""), anchor="end"))
    for r in sorted({1, (1 + last) // 2, last}):
        strokes.append(text(_across(r, last), BOTTOM + 20, str(r), anchor="middle"))
    strokes.append(
        text((LEFT + RIGHT) / 2, BOTTOM + 40, "step r (the last one on the right)", anchor="middle")
    )
    x = _across(step, last)
    strokes.append(svg.Line(x1=x, y1=TOP, x2=x, y2=BOTTOM, stroke=COLOURS["highlight"], stroke_width=1.5))
    strokes.append(text(min(max(x, LEFT + 30), RIGHT - 30), TOP - 6, f"step {step}", "highlight", "middle"))
    for seed in reversed(range(len(norms))):
        strokes.append(_curve(norms[seed], "cell" if seed == 0 else "muted", 3 - (seed > 0), DASHES[seed]))
    legend = [("all ways, three seeds", "cell", 3, None)]
    if alone is not None:
        strokes.append(_curve(alone, "forget", 2, [2, 3]))
        legend.append(("direct way alone, first seed", "forget", 2, [2, 3]))
    for k, (words, colour, width, dash) in enumerate(legend):
        y = BOTTOM + 56 + 18 * k
        look = {"stroke": COLOURS[colour], "stroke_width": width, "stroke_dasharray": dash}
        strokes.append(svg.Line(x1=LEFT, y1=y - 5, x2=LEFT + 40, y2=y - 5, **look))
        strokes.append(text(LEFT + 50, y, words, colour))
    for k, line in enumerate(wrap(_short(said), WIDTH - 20, face="bold")):
        strokes.append(text(10, BOTTOM + 94 + 17 * k, line, bold=True))
    return sketch(WIDTH, HEIGHT, strokes)


def _short(said):
    """Return the verdict's sentence, and what was said of the prediction."""
    sentences = said.split(". ")
    found = [one.strip(".") + "." for one in sentences if one.startswith(("It ", "You "))]
    return " ".join(found)


def _curve(values, colour, width, dash):
    points = [value for r, norm in enumerate(values, 1) for value in (_across(r, len(values)), _height(norm))]
    look = {"stroke": COLOURS[colour], "stroke_width": width, "stroke_dasharray": dash}
    return svg.Polyline(points=points, fill="none", **look)


def _across(r, last):
    return round(LEFT + (RIGHT - LEFT) * (r - 1) / (last - 1), 1)


def _height(norm):
    decade = min(max(np.log10(max(float(norm), 10.0 ** (LOW - 1))), LOW), HIGH)
    return round(float(BOTTOM - (BOTTOM - TOP) * (decade - LOW) / (HIGH - LOW)), 1)
