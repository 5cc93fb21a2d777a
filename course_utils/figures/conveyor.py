"""The conveyor over time: a row for each step, its gates as bars, what is on the belt and what is shown."""

import svg

from course_utils.figures.cell import GATES, cell_in_words, lstm_cell
from course_utils.figures.letters import legible, shorten
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import signed, sketch, text
from course_utils.figures.style import COLOURS

MOST_STEPS = 11
ROW, TOP = 27, 58  # CSS pixels: a row, and where the first begins
WORDS, GATE, STATE = 100, 54, 70  # widths of the columns
DEEPEST = 0.35  # share of colour in a bar: dark text on it keeps a contrast of 4.5
NAMES = {"f": "f", "i": "i", "g": "g", "o": "o", "c": "c", "h": "h", "dc": "∂L/∂c", "dh": "∂L/∂h"}
SIGNED = ("g", "c", "h", "dc", "dh")


def conveyor_in_time(words, steps, columns="figoch", now=None, title="", changed=(), height=None):
    """Return steps of one unit as SVG text, time downwards: a row a step, a bar for each gate and state.

    A gate's bar begins on the left and is as long as the gate is open. The bar of a candidate or a state
    begins in the middle: to the right above zero, to the left below.

    Parameters
    ----------
    words : list of str
        What happens at each step; at most 11.
    steps : list of dict of str to float
        The numbers of each step, as `course_utils.figures.cell.cell_numbers` returns them; with slopes "dc"
        and "dh" where these are shown.
    columns : sequence of str
        What is shown, of "f", "i", "g", "o", "c", "h", "dc" and "dh".
    now : int, optional
        The step to frame, from 0.
    title : str
        A line above.
    changed : collection of (int, str)
        Steps and columns to star: what somebody has set by hand.
    height : int, optional
        The paper's height in CSS pixels; None: as much as the steps need.

    Raises
    ------
    ValueError
        If there are too many words, or not one for each step.

    Examples
    --------
    >>> from course_utils.figures.cell import cell_numbers
    >>> conveyor_in_time(["secret"], [cell_numbers(0, f=1, i=1, g=0.5, o=0)], columns="fc")[:4]
    '<svg'
    """
    if len(words) != len(steps) or not 1 <= len(words) <= MOST_STEPS:
        raise ValueError(
            f"words must be 1 to {MOST_STEPS}, one for each step; got {len(words)}, {len(steps)}"
        )
    lefts, width = {}, 8 + WORDS
    for column in columns:
        lefts[column] = width
        width += GATE if column in GATES else STATE
    width += 4
    strokes = [text(8, 22, title, bold=True)] if title else []
    for column, left in lefts.items():
        colour = GATES.get(column) or ("cell" if "c" in column else "hidden")
        strokes.append(text(left + _width(column) / 2, 50, NAMES[column], colour, "middle", bold=True))
    for t, (word, numbers) in enumerate(zip(words, steps, strict=True)):
        top = TOP + t * ROW
        strokes.append(text(8, top + 17, shorten(legible(word), WORDS - 4), "input"))
        for column, left in lefts.items():
            strokes += _bar(left, top, column, numbers[column], (t, column) in changed)
    if now is not None:
        strokes.append(
            svg.Rect(
                x=4,
                y=TOP + now * ROW - 1,
                width=width - 8,
                height=ROW - 1,
                fill="none",
                stroke=COLOURS["highlight"],
                stroke_width=2,
            )
        )
    return sketch(width, height or TOP + len(words) * ROW + 6, strokes)


def conveyor_in_words(words, steps, columns="c"):
    """Return what `conveyor_in_time` draws, in words: its text equivalent.

    Parameters
    ----------
    words, steps, columns
        As for `conveyor_in_time`.

    Examples
    --------
    >>> from course_utils.figures.cell import cell_numbers
    >>> conveyor_in_words(["secret"], [cell_numbers(0, f=1, i=1, g=0.5, o=0)], columns="fc")
    'secret: f 1.00, c +0.50.'
    """
    told = []
    for word, numbers in zip(words, steps, strict=True):
        shown = ", ".join(f"{NAMES[column]} {_written(column, numbers[column])}" for column in columns)
        told.append(f"{legible(word)}: {shown}")
    return "; ".join(told) + "."


def gates_picture(words, steps, now, title, gradients=None, changed=(), note=""):
    """Return a step of a cell beside the conveyor over time, for the explorer.

    Parameters
    ----------
    words, steps, changed
        As for `conveyor_in_time`; the steps have "dc" and "dh" too.
    now : int
        The step that is drawn as a cell, from 0.
    title : str
        What is read.
    gradients : dict of str to float, optional
        Slopes at this step, as `course_utils.figures.cell.cell_gradients` returns them: the cell is drawn
        with them, and the conveyor shows slopes in place of states.
    note : str
        A sentence for the text equivalent.

    Returns
    -------
    Picture
        Its `data` has ``words``, ``now`` and ``steps``, and ``gradients``.

    Examples
    --------
    >>> from course_utils.figures.cell import cell_numbers
    >>> step = cell_numbers(0, f=1, i=1, g=0.5, o=0)
    >>> gates_picture(["secret"], [step], 0, "remember").data["steps"][0]["c"]
    0.5
    """
    columns = ("f", "i", "g", "o", "c", "h") if gradients is None else ("f", "i", "g", "o", "dc", "dh")
    cell = lstm_cell(
        steps[now], gradients=gradients, title=f"Step {now + 1}: {words[now]}"[:40], step=now + 1
    )
    belt = conveyor_in_time(words, steps, columns, now, title, changed, height=CELL_HEIGHT)
    here = cell_in_words(steps[now], gradients=gradients, step=now + 1)
    last = "dc" if gradients else "c"
    over_time = ", ".join(signed(numbers[last]) for numbers in steps)
    name = "Slopes with respect to c" if gradients else "The cell state"
    said = f"Step {now + 1} of {len(words)}, “{legible(words[now])}”. {here}"
    alt = f"{title}. {note + ' ' if note else ''}{said} {name} over the steps: {over_time}."
    data = {"words": list(words), "now": now, "steps": list(steps), "gradients": gradients}
    return Picture([cell, belt], alt=alt, data=data, change=f"{said} {note} {name}: {over_time}.")


CELL_HEIGHT = 392


def _width(column):
    return (GATE if column in GATES else STATE) - 4


def _written(column, value):
    return signed(value) if column in SIGNED else f"{value:.2f}"


def _bar(left, top, column, value, starred):
    """Draw a cell of the table: its bar, its frame, its number."""
    width, height = _width(column), ROW - 3
    if column in SIGNED:
        length = min(abs(value), 1) * width / 2
        start = left + width / 2 - (length if value < 0 else 0)
        colour = COLOURS["hidden" if value > 0 else "input"]
    else:
        start, length, colour = left, value * width, COLOURS[GATES[column]]
    line = {
        "x1": round(start, 2),
        "x2": round(start + length, 2),
        "y1": top + height / 2,
        "y2": top + height / 2,
    }
    yield svg.Line(**line, stroke=colour, stroke_opacity=DEEPEST, stroke_width=height)
    frame = COLOURS["highlight" if starred else "muted"]
    place = {"x": left, "y": top, "width": width, "height": height}
    yield svg.Rect(**place, fill="none", stroke=frame, stroke_width=1)
    words = ("*" if starred else "") + _written(column, value)
    yield text(left + width / 2, top + 17, words, anchor="middle", bold=starred)
