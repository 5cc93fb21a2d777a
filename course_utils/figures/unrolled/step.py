"""The step: what a word and the state before it add up to, every number beside its bar."""

import numpy as np
import svg

from course_utils.figures.bars import FULL, ROW, bar_cell, extent
from course_utils.figures.letters import shorten
from course_utils.figures.sketch import clickable, signed, subscript, text
from course_utils.figures.style import COLOURS
from course_utils.figures.unrolled.layout import (
    CELL,
    LEFT,
    LIT,
    RIGHT,
    UNITS,
    WIDTH,
    frame,
    lines,
    row,
    unit_names,
)
from course_utils.figures.unrolled.weights import WEIGHTS, parse, place, written

TOPS = {
    "x": 52,
    "input_product": 142,
    "h": 182,
    "recurrent_product": 300,
    "bias": 336,
    "sum": 376,
    "state": 412,
}


def step_panel(data, layer, original, chosen):
    """Yield each number of word and state before times its row of weights; below, what every unit adds up.

    Parameters
    ----------
    data : dict
        What `unrolled_rnn` gives its picture.
    layer, original : course_utils.recurrent.SimpleRNN
        The layer, and the one before weights were changed.
    chosen : str or None
        The weight to light.

    Examples
    --------
    >>> from course_utils.recurrent import SimpleRNN
    >>> layer = SimpleRNN.initialize(3, 4, seed=0)
    >>> data = {"step": 1, "words": [], "changed": {}}
    >>> next(step_panel(data, layer, layer, None)).text
    'No word yet'
    """
    t, words = data["step"], data["words"]
    now, last, x_t = subscript("h", t), subscript("h", t - 1), subscript("x", t)
    name, index = parse(chosen)
    lit = None if name is None else index[-1]
    title = f"Step {t}: the word “{words[t - 1]}”" if words else "No word yet"
    yield text(8, 20, shorten(title, WIDTH - 16, 16, "bold"), bold=True, size=16)
    yield from unit_names(44)
    yield from _product("kernel", x_t, data.get("x"), layer, original, chosen)
    yield from _product("recurrent_kernel", last, data.get("h_before"), layer, original, chosen)
    yield from _product("bias", None, None, layer, original, chosen)
    seen = {"input_product": name == "kernel", "recurrent_product": name == "recurrent_kernel"}
    labels = {
        "input_product": (f"{x_t} @ W_x", "kernel"),
        "recurrent_product": (f"+ {last} @ W_h", "recurrent"),
        "sum": ("= sum", "ink"),
    }
    yield text(8, TOPS["bias"] + 18, "+ b", "bias", bold=True)
    for key, (label, colour) in labels.items():
        y = TOPS[key]
        yield text(8, y + 18, label, colour, bold=True)
        bar = "muted" if key == "sum" else colour
        yield from row(y, data.get(key), bar, lit if seen.get(key, key == "sum") else None, bold=True)
    y = TOPS["sum"] - 6
    yield svg.Line(x1=8, y1=y, x2=LEFT + UNITS * CELL, y2=y, stroke=COLOURS["ink"], stroke_width=1.5)
    y = TOPS["state"]
    yield text(8, y + 18, f"tanh → {now}", "hidden", bold=True)
    before = data["original_states"][t] if words else None
    yield from row(y, data.get("h"), "hidden", lit, before=before, bold=True)
    yield from _marks()
    yield text(RIGHT, TOPS["sum"] + 18, "marks", "muted")
    yield text(RIGHT, TOPS["sum"] + 37, "at ±1", "muted")
    yield from _footnotes(data, chosen)


def _marks():
    """Mark where the bars of ±1 end, at sum and state: no state passes these lines."""
    for j in range(UNITS):
        for one in (-1, 1):
            x, length = extent(LEFT + (j + 0.5) * CELL, one, CELL)
            x += length * (one > 0)
            for top in (TOPS["sum"], TOPS["state"]):
                for end in (top + 16, top + ROW - 4):
                    yield svg.Line(x1=x, y1=end, x2=x, y2=end + 4, stroke=COLOURS["ink"], stroke_width=1.5)


def _product(name, vector, values, layer, original, chosen):
    """Draw a vector, a number a row, beside its weights, which a click chooses."""
    key, colour = {"kernel": ("x", "input"), "recurrent_kernel": ("h", "hidden")}.get(name, ("bias", "bias"))
    weights, before = np.atleast_2d(getattr(layer, name)), np.atleast_2d(getattr(original, name))
    top, weight_colour = TOPS[key], {"kernel": "kernel", "recurrent_kernel": "recurrent"}.get(name, "bias")
    chosen_name, index = parse(chosen)
    for i, numbers in enumerate(weights):
        y = top + i * ROW
        if vector:
            lit = chosen_name == name and index[0] == i
            yield text(8, y + 18, f"{vector}[{i}]", colour)
            value = None if values is None else values[i]
            fill = LIT if lit else "white"
            digits = 1 if name == "kernel" else 2
            yield from bar_cell(48, y, 54, value, colour, digits=digits, fill=fill)
            yield text(110, y + 18, "×", anchor="middle")
        for j, weight in enumerate(numbers):
            called = place(name, (i, j) if vector else (j,))
            fill = LIT if called == chosen else "white"
            cell = bar_cell(LEFT + j * CELL, y, CELL, weight, weight_colour, before[i][j], 1, fill)
            yield clickable(cell, "Weight", written(called))
    if vector:
        yield text(RIGHT, top + 18, WEIGHTS[name], weight_colour, bold=True)
        yield text(RIGHT, top + 37, str(weights.shape), weight_colour)
    else:
        yield text(RIGHT, top + 18, "b (4,)", weight_colour)
    if chosen_name == name:
        i, j = (index[0], index[1]) if vector else (0, index[0])
        yield frame(LEFT + j * CELL, top + i * ROW, CELL, ROW)


def _footnotes(data, chosen):
    said = [(f"All bars have one scale: half a cell is {FULL} (▶: more).", "muted")]
    changed = [
        f"{written(name)}: {signed(old, 1)} → {signed(new, 1)}"
        for name, (old, new) in data["changed"].items()
    ]
    if changed:
        said += [("Black outline: before the change of …", "ink"), (", ".join(changed[:2]), "ink")]
        if len(changed) > 2:
            said.append((f"and {len(changed) - 2} more", "ink"))
    elif chosen:
        said.append(("Pink: the weight you chose, and what it reaches.", "highlight"))
        said.append(("Click a weight to choose it, a row to go there.", "muted"))
    yield from lines(466, said)
