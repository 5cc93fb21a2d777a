"""The explorer's two panels: blame going up from state to state, and the shares that add up."""

import numpy as np
import svg

from course_utils.figures.backprop.walk import ANSWERS
from course_utils.figures.backprop.words import answers_in_words, counted_steps, size_of_blame
from course_utils.figures.heat import STRONGEST
from course_utils.figures.letters import shorten
from course_utils.figures.sketch import arrow, signed, subscript, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 460, 480  # of each of the explorer's two panels
CELL, ROW = 66, 26  # of the cells of both
STATES_LEFT = 118
GRADIENT_LIMIT = 2.0  # the number that gets the deepest colour


def states_panel(data):
    """Yield a row of blame for each step, the last at the bottom, and arrows upwards, back in time.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.

    Examples
    --------
    >>> from course_utils.datasets.toy import toy_layer
    >>> from course_utils.figures.backprop.walk import answer_layer, walked_back
    >>> data = walked_back(["dog"], np.eye(3)[:1], toy_layer(), answer_layer(), "dog", 1, "b")
    >>> next(states_panel(data | {"message": ""})).text
    'Blame of each state, dL/dh'
    """
    words, T = data["words"], len(data["words"])
    yield text(8, 20, "Blame of each state, dL/dh", bold=True, size=16)
    yield from _units(STATES_LEFT, 44)
    for t, word in enumerate(words, 1):
        y, now = 52 + (t - 1) * 44, t == data["step"]
        yield text(8, y + 18, shorten(word, 58), "input", bold=now)
        yield text(STATES_LEFT - 32, y + 18, subscript("h", t), "hidden", bold=now)
        yield from _cells(STATES_LEFT, y, data["blame"][t - 1], bold=now)
        if t >= data["step"]:  # into the last state, too: its blame comes from the answer
            middle = STATES_LEFT + 2 * CELL
            yield arrow(middle, y + 44, middle, y + 27, "highlight", 2.5)
            yield text(middle + 10, y + 40, f"size {size_of_blame(data, t)}", "highlight")
        if now and data["walked"]:
            frame = {"x": STATES_LEFT - 2, "y": y - 2, "width": 4 * CELL + 4, "height": ROW + 4}
            yield svg.Rect(**frame, fill="none", stroke=COLOURS["highlight"], stroke_width=2.5)
    y = 60 + T * 44
    if words:
        given = answers_in_words(data)
        yield text(8, y + 8, f"After “{shorten(words[-1], 90)}” it says: {given}", "output")
        loss = -np.log(data["answers"][ANSWERS.index(data["answer"])])
        yield text(8, y + 30, f"Right is {data['answer']}: loss {loss:.2f}", "output", bold=True)
    if data["message"]:
        yield text(8, HEIGHT - 10, data["message"], "wrong")


def sum_panel(data, weights):
    """Yield, above, what the step adds, and, below, the sum so far.

    Parameters
    ----------
    data : dict
        What `walk_back` gives its picture.
    weights : {"W_x", "W_h", "b"}
        Whose gradient is added up.

    Examples
    --------
    >>> from course_utils.datasets.toy import toy_layer
    >>> from course_utils.figures.backprop.walk import answer_layer, walked_back
    >>> data = walked_back(["dog"], np.eye(3)[:1], toy_layer(), answer_layer(), "dog", 1, "b")
    >>> next(sum_panel(data, "b")).text
    'Step 1 adds to dL/db'
    """
    rows = len(data["sum"])
    step = f"Step {data['step']} adds to dL/d{weights}" if data["walked"] else "No step walked back yet"
    done = f"after {counted_steps(data['walked'])} back"
    if data["complete"] and data["words"]:
        done = "the whole gradient"
    left, second = 92, 64 + 4 * ROW + 76
    yield text(8, 20, step, bold=True, size=16)
    yield from _units(left, 44)
    names = {"W_x": "x", "W_h": "h before", "b": ""}[weights]
    for top, array in ((52, data["share"]), (second, data["sum"])):
        for i, row in enumerate(array):
            yield text(8, top + i * ROW + 18, f"{names}[{i}]" if names else "b", "muted")
            yield from _cells(left, top + i * ROW, row)
    yield arrow(left + 2 * CELL, 52 + rows * ROW + 6, left + 2 * CELL, second - 46, "highlight", 3)
    yield text(left + 2 * CELL + 12, second - 56, "added", "highlight")
    yield text(8, second - 26, f"The sum, {done}", bold=True, size=16)
    yield from _units(left, second - 6)
    yield text(8, HEIGHT - 50, "Orange: above zero. The loss rises with the weight.", "muted")
    yield text(8, HEIGHT - 30, "Blue: below zero. The loss falls.", "muted")


def _cells(left, y, values, limit=GRADIENT_LIMIT, bold=False):
    """Draw a row of numbers, orange above zero and blue below; empty where there is none yet."""
    for j, value in enumerate(values):
        place = {"x": left + j * CELL, "y": y, "width": CELL, "height": ROW}
        if np.isnan(value):
            yield svg.Rect(**place, fill="white", stroke="#BBBBBB")
            continue
        colour = COLOURS["hidden" if value > 0 else "input"]
        strength = round(min(abs(value) / limit, 1) * STRONGEST, 3)
        yield svg.Rect(**place, fill=colour, fill_opacity=strength, stroke="#BBBBBB")
        yield text(left + (j + 0.5) * CELL, y + 18, signed(value), anchor="middle", bold=bold)


def _units(left, y):
    for j in range(4):
        yield text(left + (j + 0.5) * CELL, y, f"unit {j}", "muted", anchor="middle")
