"""The sentence in time: below each other the states, each beside its word."""

import svg

from course_utils.figures.bars import ROW, VISIBLE
from course_utils.figures.letters import shorten
from course_utils.figures.sketch import clickable, subscript, text
from course_utils.figures.style import COLOURS
from course_utils.figures.unrolled.layout import CELL, LEFT, RIGHT, UNITS, frame, lines, row, unit_names

MOST_WORDS = 12
FIRST, PITCH = 52, 32  # the rows of the sentence
LABEL = 64  # what a word may fill


def time_panel(data):
    """Yield a row for every state, the first one above, each made of the row above it and the word beside it.

    Parameters
    ----------
    data : dict
        What `unrolled_rnn` gives its picture.

    Examples
    --------
    >>> states = [[0.0] * 4]
    >>> data = {"words": [], "states": states, "second_words": [], "changes": [], "changed": {}}
    >>> data |= {"original_states": states, "message": "Type."}
    >>> list(time_panel(data))[-1].text
    'Type.'
    """
    words, states, second = data["words"], data["states"], data["second_words"]
    told = data["differences"] if second else data["changes"]
    yield text(8, 20, "The sentence in time ↓", bold=True, size=16)
    if second or data["changed"]:
        yield text(RIGHT + 22, 44, "max |Δ|", "highlight", anchor="middle")
    yield from unit_names(44)
    for t in range(MOST_WORDS + 1):
        y = FIRST + t * PITCH
        if t >= len(states):
            yield svg.Line(x1=8, y1=y + ROW, x2=LEFT + UNITS * CELL, y2=y + ROW, stroke="#E4E4E4")
            continue
        row = list(_state(data, t, y))
        yield clickable(row, "Step t", str(t)) if t else svg.G(elements=row)
        if t < len(told) and (second or told[t] > VISIBLE):
            yield text(RIGHT + 22, y + 18, f"{told[t]:.2f}", "highlight", anchor="middle")
        if words and t == data["step"]:
            yield frame(LEFT - 3, y - 3, UNITS * CELL + 6, ROW + 6)
    said = []
    if second:
        said.append(("Black outline: the second sentence, step by step.", "ink"))
    elif data["changed"]:
        said.append(("Black outline: the states before the change.", "ink"))
    if any(shorten(word, LABEL) != word for word in [*words, *second]):
        said.append(("Long words are drawn shortened.", "muted"))
    if data["message"]:
        said.append((data["message"], "wrong"))
    yield from lines(484, said)


def _state(data, t, y):
    """Draw a word, an arrow from it and one from the row above, and the state."""
    words, second = data["words"], data["second_words"]
    now = bool(words) and t == data["step"]
    if t:
        word, other = words[t - 1], second[t - 1] if t <= len(second) else ""
        two = bool(other) and other != word
        yield text(8, y + (12 if two else 18), shorten(word, LABEL), "input", bold=now)
        if two:
            yield text(8, y + 27, shorten(other, LABEL), "ink")
            yield svg.Rect(
                x=3,
                y=y + 15,
                width=LABEL + 8,
                height=16,
                rx=2,
                fill="none",
                stroke=COLOURS["ink"],
                stroke_dasharray="3 2",
            )
        rail = LEFT - 10
        yield svg.Line(
            x1=rail, y1=y - PITCH + ROW / 2, x2=rail, y2=y + 4, stroke=COLOURS["recurrent"], stroke_width=2
        )
        yield svg.Polygon(points=[rail - 5, y + 2, rail + 5, y + 2, rail, y + 10], fill=COLOURS["recurrent"])
    else:
        yield text(8, y + 18, "start", "muted")
    yield text(LEFT - 18, y + 18, subscript("h", t), "hidden", anchor="end", bold=now)
    before = data["original_states"][t]
    if second:
        before = data["second_states"][t] if t < len(data["second_states"]) else None
    yield from row(y, data["states"][t], "hidden", before=before, bold=now)
