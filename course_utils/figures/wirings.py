"""How words reach a network: a matrix for each place or one for all, and a reading as a chain of states."""

import matplotlib
import svg
from matplotlib.colors import to_hex

from course_utils.figures.sketch import arrow, sketch, subscript, text
from course_utils.figures.style import COLOURS, ink_on, tint

WIRINGS = ("one word", "all words at once", "loop")
SAID = {
    "one word": "one matrix for all places, no memory",
    "all words at once": "a matrix for every place",
    "loop": "one matrix for all places, and one for the state",
}
PANEL, MARGIN, MOST = 480, 12, 9
Y_STATE, Y_BLOCK, Y_WORD, HEIGHT = 76, 128, 178, 206
BLOCK, BOX = 30, 28


def block_colours(wiring, steps):
    """Return the colour of the weights that meet each word: equal where they are the same weights.

    Arguments: `wiring`, one of `WIRINGS`; `steps`, the number of words, 2 to 9. Result: a list of texts
    ``#rrggbb``. Raises `ValueError` for another wiring or number.

    >>> len(set(block_colours("all words at once", 9))), len(set(block_colours("loop", 9)))
    (9, 1)
    """
    if wiring not in WIRINGS:
        raise ValueError(f"wiring must be one of {WIRINGS}; got {wiring!r}")
    if steps not in range(2, MOST + 1):
        raise ValueError(f"steps must be an integer from 2 to {MOST}; got {steps!r}")
    if wiring == "all words at once":
        shades = matplotlib.colormaps["viridis"]
        return [to_hex(shades(t / (steps - 1))) for t in range(steps)]
    return [COLOURS["kernel"]] * steps


def wiring_panel(wiring, steps=9):
    """Return how a network reads so many words, as SVG text: words below, their weights, states above.

    Arguments and errors: as for `block_colours`.

    >>> wiring_panel("loop", 3)[:4]
    '<svg'
    """
    colours = block_colours(wiring, steps)
    column = (PANEL - 2 * MARGIN) / steps
    middles = [round(MARGIN + (t + 0.5) * column, 1) for t in range(steps)]
    strokes = [text(MARGIN, 24, f"{wiring}: {SAID[wiring]}", bold=True)]
    if wiring == "all words at once":
        strokes += _box(MARGIN, Y_STATE - BOX / 2, PANEL - 2 * MARGIN, BOX, "h", round_corners=True)
    for t, (x, colour) in enumerate(zip(middles, colours, strict=True), 1):
        strokes += _box(x - BOX / 2, Y_WORD - BOX / 2, BOX, BOX, subscript("x", t), "input")
        strokes.append(arrow(x, Y_WORD - BOX / 2, x, Y_BLOCK + BLOCK / 2, "input"))
        strokes += _weights(
            x, Y_BLOCK, {"all words at once": subscript("W", t), "loop": "Wₓ"}.get(wiring, "W"), colour
        )
        strokes.append(arrow(x, Y_BLOCK - BLOCK / 2, x, Y_STATE + BOX / 2, "input"))
        if wiring != "all words at once":
            strokes += _box(x - BOX / 2, Y_STATE - BOX / 2, BOX, BOX, subscript("h", t), round_corners=True)
        if wiring == "loop" and t < steps:
            strokes.append(arrow(x + BOX / 2, Y_STATE, x + column - BOX / 2, Y_STATE, "recurrent", width=2.5))
    if wiring == "loop":
        strokes.append(text(MARGIN, 52, "every brown arrow carries the same weights, Wₕ", "recurrent"))
    return sketch(PANEL, HEIGHT, strokes)


def chain_panel(words, states, title=""):
    """Return a reading as SVG text: each word enters from below and makes a new state of the one before it.

    Arguments: `words`, T short texts, 1 to 8; `states`, T + 1 states, the first one included, each a tuple of
    one or two numbers; `title`, a line above. Raises `ValueError` where the numbers do not fit.

    >>> chain_panel("IV", [(0, 0), (1, 1), (4, 5)])[:4]
    '<svg'
    """
    if not 1 <= len(words) <= 8:
        raise ValueError(f"words must be 1 to 8; got {len(words)}")
    if len(states) != len(words) + 1:
        raise ValueError(f"states must be one more than the {len(words)} words; got {len(states)}")
    lines = max(len(state) for state in states)
    column, height = PANEL / len(states), 22 * lines + 8
    width, top = min(50, column - 8), 40
    strokes = [text(MARGIN, 24, title, bold=True)]
    for t, state in enumerate(states):
        x = (t + 0.5) * column
        strokes += _box(x - width / 2, top, width, height, "", round_corners=True)
        strokes += [
            text(round(x, 1), top + 21 + 22 * i, str(number), anchor="middle", bold=i == 0)
            for i, number in enumerate(state)
        ]
        if t:
            strokes.append(arrow(x - column + width / 2, top + height / 2, x - width / 2, top + height / 2))
            strokes.append(arrow(x, top + height + 30, x, top + height, "input"))
            strokes.append(
                text(round(x, 1), top + height + 48, words[t - 1], "input", anchor="middle", bold=True)
            )
    strokes.append(text(round(column / 2, 1), top + height + 48, "start", "muted", anchor="middle"))
    return sketch(PANEL, top + height + 60, strokes)


def _box(x, y, width, height, name, colour="hidden", round_corners=False):
    yield svg.Rect(
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
        rx=10 if round_corners else 3,
        fill=tint(colour, 0.15),
        stroke=COLOURS[colour],
        stroke_width=1.5,
    )
    if name:
        yield text(round(x + width / 2, 1), round(y + height / 2 + 5, 1), name, anchor="middle")


def _weights(x, y, name, colour):
    yield svg.Rect(x=round(x - BLOCK / 2, 1), y=y - BLOCK / 2, width=BLOCK, height=BLOCK, fill=colour)
    yield svg.Text(
        x=x, y=y + 5, text=name, fill=ink_on(colour), text_anchor="middle", font_size=14, font_weight="bold"
    )
