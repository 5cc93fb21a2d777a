"""One step of a simple recurrent layer as an addition to check by hand, and below it the unrolled graph."""

import numpy as np
import svg

from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, signed, sketch, subscript, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 760, 530
CELL, ROW = 46, 24  # a cell holds one number
LEFT, MIDDLE, RIGHT = 110, 326, 560  # where the vectors, the matrices and the sums begin
ROWS = {"input": 30, "recurrent": 128, "bias": 232, "sum": 264, "state": 298}
GRAPH = 378  # top of the states of the unrolled graph
VISIBLE = 0.005  # a smaller change is not seen in two decimals


def unrolled_rnn(words, x, layer, step, original=None, message=""):
    """Draw one step of a simple recurrent layer, its five numbers added up, and the whole graph below.

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
        The layer before a weight was changed: its states are outlined beside the present ones.
    message : str
        A line for the reader, drawn above the graph.

    Returns
    -------
    Picture
        With data ``x``, ``h_before``, ``input_product``, ``recurrent_product``, ``bias``, ``sum``, ``h`` of
        the step; ``states`` and ``original_states`` (T + 1, 4), the first of them zero; ``changes`` (T + 1,),
        the largest difference in each state; ``step``, ``words``, ``message``.

    Raises
    ------
    ValueError
        If there are more than 12 words, or `step` is not one of the steps.

    Examples
    --------
    >>> from course_utils.recurrent import SimpleRNN
    >>> layer = SimpleRNN.initialize(3, 4, seed=0)
    >>> picture = unrolled_rnn(["dog", "bites"], np.eye(3)[:2], layer, step=2)
    >>> picture.data["states"].shape
    (3, 4)
    """
    x = np.asarray(x, dtype=float)
    if len(words) > 12 or len(words) != len(x):
        raise ValueError(f"words must be at most 12, as many as x has rows; got {len(words)} and {x.shape}")
    if words and not 1 <= step <= len(words):
        raise ValueError(f"step must be from 1 to {len(words)}; got {step}")
    states = _states(layer, x)
    original_states = states if original is None else _states(original, x)
    data = {
        "words": list(words),
        "step": step,
        "states": states,
        "original_states": original_states,
        "changes": np.abs(states - original_states).max(axis=1),
        "message": message,
    }
    graph = [*_graph(data), text(WIDTH - 12, GRAPH - 34, message, "wrong", anchor="end", bold=True)]
    if not words:
        return Picture(sketch(WIDTH, HEIGHT, graph), alt=message or "No words: the state is zero.", data=data)
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
    changed = None if original is None else _changed_weight(layer, original)
    drawing = [*_addition(data, layer, changed), *graph]
    return Picture(sketch(WIDTH, HEIGHT, drawing), alt=_in_words(data, layer, original, changed), data=data)


def _states(layer, x):
    """The states (T + 1, 4), the first of them the zero that every sentence begins with."""
    start = np.zeros((1, layer.bias.size))
    return np.concatenate([start, layer(x[None])[0]]) if len(x) else start


def _changed_weight(layer, original):
    """Name and index of the weight that differs, or None."""
    for name in ("kernel", "recurrent_kernel", "bias"):
        places = np.argwhere(getattr(layer, name) != getattr(original, name))
        if len(places):
            return name, tuple(int(i) for i in places[0])
    return None


def _cells(x, y, values, colour, limit, before=None, digits=2):
    """A row of numbers, each over a bar from its middle: to the right if positive, to the left if negative.

    Where the number was another one before, the old bar is outlined.
    """
    before = values if before is None else before
    for i, (value, old) in enumerate(zip(values, before, strict=True)):
        left = x + i * CELL
        middle = left + CELL / 2
        yield svg.Rect(x=left, y=y, width=CELL, height=ROW, fill="white", stroke="#BBBBBB")
        yield svg.Line(x1=middle, y1=y + 17, x2=middle, y2=y + ROW, stroke="#BBBBBB")
        yield _bar(middle, y + 18, 5, value / limit, fill=COLOURS[colour], fill_opacity=0.75)
        if abs(value - old) > VISIBLE:
            yield _bar(middle, y + 17, 7, old / limit, fill="none", stroke=COLOURS["ink"], stroke_width=1.5)
        yield text(middle, y + 15, signed(value, digits), anchor="middle")


def _bar(middle, y, height, share, **look):
    length = round(min(abs(share), 1) * (CELL / 2 - 2), 1)
    return svg.Rect(x=middle if share > 0 else middle - length, y=y, width=length, height=height, **look)


def _frame(x, y, width, height):
    return svg.Rect(
        x=x, y=y, width=width, height=height, rx=2, fill="none", stroke=COLOURS["highlight"], stroke_width=3
    )


def _matrix(y, weights, colour):
    for i, row in enumerate(weights):
        yield from _cells(MIDDLE, y + i * ROW, row, colour, limit=2, digits=1)


def _addition(data, layer, changed):
    """The step itself: two products, a bias, their sum, and its tanh, one below the other."""
    t, word = data["step"], data["words"][data["step"] - 1]
    now, last = subscript("h", t), subscript("h", t - 1)
    y = ROWS["input"]
    yield text(12, 17, f"Step {t}: the word “{_short(word, 14)}”", bold=True, size=15)
    yield text(MIDDLE, y - 8, "kernel (3, 4)", "kernel")
    yield text(RIGHT, y - 8, f"{subscript('x', t)} @ kernel", "kernel")
    yield text(12, y + 17, subscript("x", t), "input", bold=True)
    yield text(12, y + 36, "word now", "input")
    yield from _cells(LEFT, y, data["x"], "input", limit=1, digits=1)
    yield text(MIDDLE - 16, y + 17, "@", anchor="middle")
    yield from _matrix(y, layer.kernel, "kernel")
    yield text(RIGHT - 24, y + 17, "=", anchor="middle")
    yield from _cells(RIGHT, y, data["input_product"], "kernel", limit=2)

    y = ROWS["recurrent"]
    yield text(MIDDLE, y - 8, "recurrent_kernel (4, 4)", "recurrent")
    yield text(RIGHT, y - 8, f"+ {last} @ recurrent_kernel", "recurrent")
    yield text(12, y + 17, last, "hidden", bold=True)
    yield text(12, y + 36, "state before", "hidden")
    yield from _cells(LEFT, y, data["h_before"], "hidden", limit=1)
    yield text(MIDDLE - 16, y + 17, "@", anchor="middle")
    yield from _matrix(y, layer.recurrent_kernel, "recurrent")
    yield text(RIGHT - 24, y + 17, "=", anchor="middle")
    yield from _cells(RIGHT, y, data["recurrent_product"], "recurrent", limit=2)

    y = ROWS["bias"]
    yield text(RIGHT - 14, y + 17, "+ bias (4,)", "bias", anchor="end")
    yield from _cells(RIGHT, y, data["bias"], "bias", limit=2, digits=1)
    y = ROWS["sum"]
    yield svg.Line(x1=RIGHT - 130, y1=y - 4, x2=RIGHT + 4 * CELL, y2=y - 4, stroke=COLOURS["ink"])
    yield text(RIGHT - 14, y + 17, "sum of the three", anchor="end")
    yield from _cells(RIGHT, y, data["sum"], "muted", limit=2)
    y = ROWS["state"]
    yield text(RIGHT - 14, y + 17, f"{now} = tanh(sum)", "hidden", anchor="end", bold=True)
    yield from _cells(RIGHT, y, data["h"], "hidden", limit=1, before=data["original_states"][t])

    yield text(12, ROWS["sum"] + 17, "Bars: + to the right, − to the left.", "muted")
    if changed:
        yield text(12, ROWS["sum"] + 36, "Black outline: before the change.", "ink")
        yield text(12, ROWS["sum"] + 55, "Δ: the largest change in a state.", "highlight")
        name, index = changed
        column, row = index[-1], index[0] if len(index) == 2 else 0
        corner = {"kernel": (MIDDLE, ROWS["input"]), "recurrent_kernel": (MIDDLE, ROWS["recurrent"])}
        x, y = corner.get(name, (RIGHT, ROWS["bias"]))
        yield _frame(x + column * CELL, y + row * ROW, CELL, ROW)


def _graph(data):
    """The states from left to right, each made of the one before and of the word below it."""
    words, states = data["words"], data["states"]
    spacing = min(160, (WIDTH - 24 - CELL) / max(len(words), 1))
    bottom = GRAPH + 4 * ROW
    yield text(12, GRAPH - 34, "Unrolled: the same weights at every step", bold=True, size=15)
    for t, state in enumerate(states):
        left = 12 + t * spacing
        middle = left + CELL / 2
        now = bool(words) and t == data["step"]
        for i, value in enumerate(state):
            before = [data["original_states"][t][i]]
            yield from _cells(left, GRAPH + i * ROW, [value], "hidden", limit=1, before=before)
        if data["changes"][t] > VISIBLE:
            yield text(middle, GRAPH - 9, f"Δ {data['changes'][t]:.2f}", "highlight", anchor="middle")
        if t:
            yield arrow(left - spacing + CELL, GRAPH + 2 * ROW, left - 1, GRAPH + 2 * ROW, "recurrent")
            yield arrow(middle, bottom + 20, middle, bottom + 2, "kernel")
            word = _short(words[t - 1], int(spacing / 9) + 1)
            yield text(middle, bottom + 34, word, "input", anchor="middle", bold=now)
        else:
            yield text(middle, bottom + 34, "start", "muted", anchor="middle")
        label = f"▲ {subscript('h', t)}" if now else subscript("h", t)
        yield text(middle, bottom + 53, label, "highlight" if now else "hidden", anchor="middle", bold=now)
        if now:
            yield _frame(left - 3, GRAPH - 3, CELL + 6, 4 * ROW + 6)


def _short(word, length):
    return word if len(word) <= length else word[: length - 1] + "…"


def _in_words(data, layer, original, changed):
    t = data["step"]
    names = {
        subscript("x", t): ("x", 1),
        f"{subscript('x', t)} @ kernel": ("input_product", 2),
        f"{subscript('h', t - 1)} @ recurrent_kernel": ("recurrent_product", 2),
        "bias": ("bias", 1),
        "sum": ("sum", 2),
        f"{subscript('h', t)} = tanh(sum)": ("h", 2),
    }
    parts = [f"Step {t} of {len(data['words'])}, the word “{data['words'][t - 1]}”."]
    for name, (key, digits) in names.items():
        parts.append(f"{name}: {', '.join(signed(value, digits) for value in data[key])}.")
    if changed:
        name, index = changed
        old, new = (signed(getattr(one, name)[index], 1) for one in (original, layer))
        place = ", ".join(map(str, index))
        changes = [f"{subscript('h', s)} {c:.2f}" for s, c in enumerate(data["changes"]) if c > VISIBLE]
        told = f"largest changes: {', '.join(changes)}" if changes else "no state changed visibly"
        parts.append(f"{name}[{place}] went from {old} to {new}; {told}.")
    return " ".join([*parts, data["message"]]).strip()
