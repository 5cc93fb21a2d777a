"""One step of a simple recurrent layer as a sum to check by hand, and beside it the sentence in time."""

import numpy as np
import svg

from course_utils.figures.picture import Picture
from course_utils.figures.sketch import clickable, fitting, signed, sketch, subscript, text
from course_utils.figures.style import COLOURS, tint

WIDTH, HEIGHT = 412, 536  # of each of the two panels: both fit into a window of 1280 pixels
MOST_WORDS = 12
LEFT, CELL = 118, 57  # the four units stand one beside the other, at the same places in both panels
ROW, BAR = 28, 7  # the height of a cell, and of the bar in it
RIGHT = LEFT + 4 * CELL + 8
FULL = 2  # the number whose bar fills its half of a cell: one scale for weights, products, sums and states
VISIBLE = 0.005  # a smaller change is not seen in two decimals
TOPS = {
    "x": 52,
    "input_product": 142,
    "h": 182,
    "recurrent_product": 300,
    "bias": 336,
    "sum": 376,
    "state": 412,
}
FIRST, PITCH = 52, 32  # the rows of the sentence
LABEL = 64  # what a word may fill
# Keras's names, and those of picture and formula.
WEIGHTS = {"kernel": "W_x", "recurrent_kernel": "W_h", "bias": "b"}


def unrolled_rnn(words, x, layer, step, original=None, message="", chosen=None, second=(), second_x=None):
    """Draw one step of a simple recurrent layer, all its numbers added up, and the sentence in time.

    Parameters
    ----------
    words : sequence of str
        T words, at most 12.
    x : ndarray (T, 3)
        The vectors of the words.
    layer : course_utils.recurrent.SimpleRNN
        With 3 inputs, 4 units, a bias and tanh.
    step : int
        The step to show, from 1 to T.
    original : course_utils.recurrent.SimpleRNN, optional
        The layer before weights were changed: what was there before is outlined.
    message : str
        A line for the reader, drawn below the sentence.
    chosen : str, optional
        The weight to light, such as ``"kernel[0, 2]"``, with the numbers of this step that it reaches.
    second : sequence of str
        The words of a sentence to compare with, at most 12; its states are outlined beside the first's.
    second_x : ndarray (T', 3), optional
        The vectors of its words.

    Returns
    -------
    Picture
        Two panels, with data ``x``, ``h_before``, ``input_product``, ``recurrent_product``, ``bias``,
        ``sum``, ``h`` of the step; ``states`` and ``original_states`` (T + 1, 4), the first of them zero;
        ``changes`` (T + 1,), the largest difference between these in each state; ``changed``, the names of
        the weights that were changed, with old and new value; ``second_words``, ``second_states``
        (T' + 1, 4) and ``differences`` (as many as both have, the start included), the largest one of each
        step; ``step``, ``words``, ``message``.

    Raises
    ------
    ValueError
        If there are more than 12 words, or `step` is not one of the steps.

    Examples
    --------
    >>> from course_utils.recurrent import SimpleRNN
    >>> layer = SimpleRNN.initialize(3, 4, seed=0)
    >>> picture = unrolled_rnn(["dog", "bites"], np.eye(3)[:2], layer, step=2)
    >>> picture.data["states"].shape, len(picture.panels)
    ((3, 4), 2)
    """
    x = _vectors("words", words, x)
    second_x = _vectors("second", second, np.zeros((0, 3)) if second_x is None else second_x)
    if words and not 1 <= step <= len(words):
        raise ValueError(f"step must be from 1 to {len(words)}; got {step}")
    original = layer if original is None else original
    states, original_states, second_states = _states(layer, x), _states(original, x), _states(layer, second_x)
    common = min(len(states), len(second_states))
    data = {
        "words": list(words),
        "step": step,
        "states": states,
        "original_states": original_states,
        "changes": np.abs(states - original_states).max(axis=1),
        "changed": _changed(layer, original),
        "second_words": list(second),
        "second_states": second_states,
        "differences": np.abs(states[:common] - second_states[:common]).max(axis=1),
        "message": message,
    }
    if words:
        x_t, h_before = x[step - 1], states[step - 1]
        data |= {
            "x": x_t,
            "h_before": h_before,
            "input_product": x_t @ layer.kernel,
            "recurrent_product": h_before @ layer.recurrent_kernel,
            "bias": layer.bias,
        }
        data["sum"] = data["input_product"] + data["recurrent_product"] + data["bias"]
        data["h"] = states[step]
    panels = [
        sketch(WIDTH, HEIGHT, _step_panel(data, layer, original, chosen)),
        sketch(WIDTH, HEIGHT, _time_panel(data)),
    ]
    return Picture(panels, alt=_in_words(data, layer), data=data, change=_in_short(data, layer, chosen))


def _vectors(name, words, x):
    x = np.asarray(x, dtype=float)
    if len(words) > MOST_WORDS or len(words) != len(x):
        raise ValueError(
            f"{name} must be at most {MOST_WORDS}, as many as x has rows; got {len(words)} and {x.shape}"
        )
    return x


def _states(layer, x):
    """The states (T + 1, 4), the first of them the zero that every sentence begins with."""
    start = np.zeros((1, layer.bias.size))
    return np.concatenate([start, layer(x[None])[0]]) if len(x) else start


def _changed(layer, original):
    """The weights that differ: {"kernel[0, 2]": (old, new)}."""
    return {
        place(name, index): (float(getattr(original, name)[tuple(index)]), float(weights[tuple(index)]))
        for name in WEIGHTS
        for weights in [getattr(layer, name)]
        for index in np.argwhere(weights != getattr(original, name))
    }


def place(name, index):
    """Return how one weight is called.

    >>> place("kernel", (0, 2))
    'kernel[0, 2]'
    """
    return f"{name}[{', '.join(map(str, index))}]"


def parse(called):
    """Return name and index of a weight; of None, neither.

    >>> parse("kernel[0, 2]")
    ('kernel', (0, 2))
    """
    if called is None:
        return None, ()
    name, _, index = called.rstrip("]").partition("[")
    return name, tuple(map(int, index.split(",")))


def written(called):
    """Return the name of a weight as picture and formula have it.

    >>> written("kernel[0, 2]")
    'W_x[0, 2]'
    """
    name, index = parse(called)
    return place(WEIGHTS[name], index)


# --- a number and its bar ----------------------------------------------------------------------------------


def _cell(left, y, value, colour, digits=2, before=None, width=CELL, fill="white", bold=False):
    """A number on a bar from the middle of its cell: to the right if positive, to the left if negative.

    Where the number was another one before, the old bar is outlined. A bar that is too long ends in a head.
    """
    middle = left + width / 2
    yield svg.Rect(x=left, y=y, width=width, height=ROW, fill=fill, stroke="#C8C8C8")
    yield svg.Line(x1=middle, y1=y + 16, x2=middle, y2=y + ROW, stroke="#8A8A8A")
    if value is None:
        return
    yield from _bar(middle, y + 18, value, width, COLOURS[colour])
    if before is not None and abs(value - before) > VISIBLE:
        x, length = _extent(middle, before, width)
        look = {"fill": "none", "stroke": COLOURS["ink"], "stroke_width": 1.5}
        yield svg.Rect(x=x, y=y + 16.5, width=length, height=BAR + 3, **look)
    yield text(middle, y + 14, signed(value, digits), anchor="middle", bold=bold)


def _extent(middle, value, width):
    """Where the bar of a value begins, and how long it is."""
    length = round(min(abs(value) / FULL, 1) * (width / 2 - 4), 1)
    return (middle if value > 0 else round(middle - length, 1)), length


def _bar(middle, y, value, width, colour):
    x, length = _extent(middle, value, width)
    yield svg.Rect(x=x, y=y, width=length, height=BAR, fill=colour)
    if abs(value) > FULL:
        side = 1 if value > 0 else -1
        neck = middle + side * (length - 5)
        points = [neck, y - 3, neck, y + BAR + 3, neck + side * 8, y + BAR / 2]
        yield svg.Polygon(points=points, fill=colour, stroke="white")


def _row(y, values, colour, lit=None, before=None, **look):
    """Four cells, one a unit; the one at the place `lit` is tinted."""
    for j in range(4):
        value = None if values is None else values[j]
        old = None if before is None else before[j]
        fill = tint("highlight", 0.13) if j == lit else "white"
        yield from _cell(LEFT + j * CELL, y, value, colour, before=old, fill=fill, **look)


def _frame(x, y, width, height, colour="highlight"):
    return svg.Rect(
        x=x, y=y, width=width, height=height, rx=3, fill="none", stroke=COLOURS[colour], stroke_width=2.5
    )


def _units(y):
    for j in range(4):
        yield text(LEFT + (j + 0.5) * CELL, y, f"unit {j}", "muted", anchor="middle")


# --- the step ----------------------------------------------------------------------------------------------


def _step_panel(data, layer, original, chosen):
    """Each number of word and state before times its row of weights; below, what every unit adds up."""
    t, words = data["step"], data["words"]
    now, last, x_t = subscript("h", t), subscript("h", t - 1), subscript("x", t)
    name, index = parse(chosen)
    lit = None if name is None else index[-1]
    title = f"Step {t}: the word “{words[t - 1]}”" if words else "No word yet"
    yield text(8, 20, fitting(title, WIDTH - 16, 16, bold=True), bold=True, size=16)
    yield from _units(44)
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
        yield from _row(y, data.get(key), bar, lit if seen.get(key, key == "sum") else None, bold=True)
    y = TOPS["sum"] - 6
    yield svg.Line(x1=8, y1=y, x2=LEFT + 4 * CELL, y2=y, stroke=COLOURS["ink"], stroke_width=1.5)
    y = TOPS["state"]
    yield text(8, y + 18, f"tanh → {now}", "hidden", bold=True)
    before = data["original_states"][t] if words else None
    yield from _row(y, data.get("h"), "hidden", lit, before=before, bold=True)
    for j in range(4):  # no state passes these lines
        for one in (-1, 1):
            x, length = _extent(LEFT + (j + 0.5) * CELL, one, CELL)
            x += length * (one > 0)
            for top in (TOPS["sum"], y):
                for end in (top + 16, top + ROW - 4):
                    yield svg.Line(x1=x, y1=end, x2=x, y2=end + 4, stroke=COLOURS["ink"], stroke_width=1.5)
    yield text(RIGHT, TOPS["sum"] + 18, "marks", "muted")
    yield text(RIGHT, TOPS["sum"] + 37, "at ±1", "muted")
    yield from _footnotes(data, chosen)


def _product(name, vector, values, layer, original, chosen):
    """A vector, a number a row, beside its weights, which a click chooses."""
    key, colour = {"kernel": ("x", "input"), "recurrent_kernel": ("h", "hidden")}.get(name, ("bias", "bias"))
    weights, before = np.atleast_2d(getattr(layer, name)), np.atleast_2d(getattr(original, name))
    top, weight_colour = TOPS[key], {"kernel": "kernel", "recurrent_kernel": "recurrent"}.get(name, "bias")
    chosen_name, index = parse(chosen)
    for i, row in enumerate(weights):
        y = top + i * ROW
        if vector:
            lit = chosen_name == name and index[0] == i
            yield text(8, y + 18, f"{vector}[{i}]", colour)
            value = None if values is None else values[i]
            fill = tint("highlight", 0.13) if lit else "white"
            digits = 1 if name == "kernel" else 2
            yield from _cell(48, y, value, colour, digits=digits, width=54, fill=fill)
            yield text(110, y + 18, "×", anchor="middle")
        for j, weight in enumerate(row):
            called = place(name, (i, j) if vector else (j,))
            fill = tint("highlight", 0.13) if called == chosen else "white"
            cell = _cell(LEFT + j * CELL, y, weight, weight_colour, 1, before[i][j], fill=fill)
            yield clickable(cell, "Weight", written(called))
    if vector:
        yield text(RIGHT, top + 18, WEIGHTS[name], weight_colour, bold=True)
        yield text(RIGHT, top + 37, str(weights.shape), weight_colour)
    else:
        yield text(RIGHT, top + 18, "b (4,)", weight_colour)
    if chosen_name == name:
        i, j = (index[0], index[1]) if vector else (0, index[0])
        yield _frame(LEFT + j * CELL, top + i * ROW, CELL, ROW)


def _footnotes(data, chosen):
    lines = [(f"All bars have one scale: half a cell is {FULL} (▶: more).", "muted")]
    changed = [
        f"{written(name)}: {signed(old, 1)} → {signed(new, 1)}"
        for name, (old, new) in data["changed"].items()
    ]
    if changed:
        lines += [("Black outline: before the change of …", "ink"), (", ".join(changed[:2]), "ink")]
        if len(changed) > 2:
            lines.append((f"and {len(changed) - 2} more", "ink"))
    elif chosen:
        lines.append(("Pink: the weight you chose, and what it reaches.", "highlight"))
        lines.append(("Click a weight to choose it, a row to go there.", "muted"))
    yield from _lines(466, lines)


def _lines(top, lines):
    for number, (line, colour) in enumerate(lines):
        yield text(8, top + 20 * number, line, colour)


# --- the sentence in time ----------------------------------------------------------------------------------


def _time_panel(data):
    """A row for every state, the first one above, each made of the row above it and of the word beside it."""
    words, states, second = data["words"], data["states"], data["second_words"]
    told = data["differences"] if second else data["changes"]
    yield text(8, 20, "The sentence in time ↓", bold=True, size=16)
    if second or data["changed"]:
        yield text(RIGHT + 22, 44, "max |Δ|", "highlight", anchor="middle")
    yield from _units(44)
    for t in range(MOST_WORDS + 1):
        y = FIRST + t * PITCH
        if t >= len(states):
            yield svg.Line(x1=8, y1=y + ROW, x2=LEFT + 4 * CELL, y2=y + ROW, stroke="#E4E4E4")
            continue
        row = list(_time_row(data, t, y))
        yield clickable(row, "Step t", str(t)) if t else svg.G(elements=row)
        if t < len(told) and (second or told[t] > VISIBLE):
            yield text(RIGHT + 22, y + 18, f"{told[t]:.2f}", "highlight", anchor="middle")
        if words and t == data["step"]:
            yield _frame(LEFT - 3, y - 3, 4 * CELL + 6, ROW + 6)
    lines = []
    if second:
        lines.append(("Black outline: the second sentence, step by step.", "ink"))
    elif data["changed"]:
        lines.append(("Black outline: the states before the change.", "ink"))
    if any(fitting(word, LABEL) != word for word in [*words, *second]):
        lines.append(("Long words are drawn shortened.", "muted"))
    if data["message"]:
        lines.append((data["message"], "wrong"))
    yield from _lines(484, lines)


def _time_row(data, t, y):
    """A word, an arrow from it and one from the row above, and the state."""
    words, second = data["words"], data["second_words"]
    now = bool(words) and t == data["step"]
    if t:
        word, other = words[t - 1], second[t - 1] if t <= len(second) else ""
        two = bool(other) and other != word
        yield text(8, y + (12 if two else 18), fitting(word, LABEL), "input", bold=now)
        if two:
            yield text(8, y + 27, fitting(other, LABEL), "ink")
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
    yield from _row(y, data["states"][t], "hidden", before=before, bold=now)


# --- in words ----------------------------------------------------------------------------------------------


def _numbers(values, digits=2):
    return ", ".join(signed(value, digits) for value in values)


def _rows(weights):
    return "; ".join(_numbers(row, 1) for row in weights)


def _in_words(data, layer):
    t, words = data["step"], data["words"]
    weights = [
        f"Kernel W_x, a row for each number of the word: {_rows(layer.kernel)}.",
        f"Recurrent kernel W_h, a row for each number of the state before: {_rows(layer.recurrent_kernel)}.",
        f"Bias b: {_numbers(layer.bias, 1)}.",
    ]
    if not words:
        return " ".join([data["message"] or "No words: the state is zero.", *weights])
    now, last, x_t = subscript("h", t), subscript("h", t - 1), subscript("x", t)
    named = ["start", *(f"{subscript('h', s)} “{word}”" for s, word in enumerate(words, 1))]
    parts = [
        f"Step {t} of {len(words)}, the word “{words[t - 1]}”.",
        f"{x_t}: {_numbers(data['x'], 1)}.",
        f"{x_t} @ W_x: {_numbers(data['input_product'])}.",
        f"{last}, the state before: {_numbers(data['h_before'])}.",
        f"{last} @ W_h: {_numbers(data['recurrent_product'])}.",
        f"Sum of both and b: {_numbers(data['sum'])}.",
        f"{now} = tanh(sum): {_numbers(data['h'])}.",
        *_changes_in_words(data),
        *_comparison_in_words(data),
        data["message"],
        *weights,
        "All states: "
        + "; ".join(f"{name}: {_numbers(h)}" for name, h in zip(named, data["states"], strict=True)),
    ]
    return " ".join(part for part in parts if part) + "."


def _changes_in_words(data):
    if not data["changed"]:
        return
    for name, (old, new) in data["changed"].items():
        yield f"{written(name)} went from {signed(old, 1)} to {signed(new, 1)}."
    told = [
        f"{subscript('h', s)} {change:.2f}" for s, change in enumerate(data["changes"]) if change > VISIBLE
    ]
    yield f"Largest changes: {', '.join(told)}." if told else "No state changed visibly."


def _comparison_in_words(data):
    if not data["second_words"]:
        return
    told = [f"{subscript('h', s)} {one:.2f}" for s, one in enumerate(data["differences"]) if s]
    yield f"Compared with “{' '.join(data['second_words'])}”, the largest differences are {', '.join(told)}."


def _in_short(data, layer, chosen):
    """What is heard when something has changed: the shell leaves out what was said before."""
    if not data["words"]:
        return data["message"]
    t = data["step"]
    parts = [f"Step {t} of {len(data['words'])}, the word “{data['words'][t - 1]}”."]
    if chosen:
        name, index = parse(chosen)
        parts.append(f"{written(chosen)} is {signed(getattr(layer, name)[index], 1)}.")
    parts.append(f"{subscript('h', t)}: {_numbers(data['h'])}.")
    if data["second_words"]:
        parts.append(f"The states differ by {data['differences'][-1]:.2f} at the last common step.")
    return " ".join([*parts, data["message"]]).strip()
