"""Blame on its way back through time: one unit with its numbers, and a layer that adds up share by share."""

import numpy as np
import svg

from course_utils.figures.heat import STRONGEST
from course_utils.figures.letters import shorten
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, signed, sketch, subscript, text
from course_utils.figures.style import COLOURS

UNIT_WIDTH, UNIT_HEIGHT = 480, 236
LEFT, PITCH = 78, 150  # the middle of the first step, and from one to the next: three steps fit
MOST_WORDS = 8
ANSWERS = ("dog", "cat", "man")
WEIGHTS = ("W_x", "W_h", "b")
WIDTH, HEIGHT = 460, 480  # of each of the explorer's two panels
CELL, ROW = 66, 26  # of the cells of both
STATES_LEFT = 118
GRADIENT_LIMIT = 2.0  # the number that gets the deepest colour


def one_unit_back(x, h, u, blame, shares):
    """Return three steps of one unit as SVG text: blame goes from right to left, a share down at each step.

    Parameters
    ----------
    x, h : sequences of 3 numbers
        The inputs, and the states.
    u : float
        The recurrent weight.
    blame : sequence of 3 numbers
        dL/d of each state.
    shares : sequence of 3 numbers
        Each step's share in dL/dw.

    Raises
    ------
    ValueError
        If there are not three of each.

    Examples
    --------
    >>> one_unit_back([1.0, 0.5, -1.0], [0.5, 0.6, -0.1], 0.8, [0.1, 0.2, 0.3], [0.1, 0.05, -0.3])[:4]
    '<svg'
    """
    if not len(x) == len(h) == len(blame) == len(shares) == 3:
        raise ValueError(
            f"x, h, blame and shares must hold 3 numbers each; got {len(x)}, {len(h)}, {len(blame)}, "
            f"{len(shares)}"
        )
    strokes = [text(10, 22, "Blame goes back from the last state", bold=True)]
    for t in range(3):
        strokes += _step(t, x[t], h[t], blame[t], shares[t])
        if t:
            left, right = LEFT + (t - 1) * PITCH + 42, LEFT + t * PITCH - 36
            strokes.append(arrow(right, 154, left, 84, "highlight", 2))
            strokes.append(text(left + 27, 98, f"× {u}", "recurrent"))
    return sketch(UNIT_WIDTH, UNIT_HEIGHT, strokes)


def _step(t, x, h, blame, share):
    """Draw a state; above it the blame that arrives, below what becomes of it on the way to w."""
    middle, number = LEFT + t * PITCH, t + 1
    slope = 1 - h**2
    yield text(middle, 56, f"dL/d{subscript('h', number)} {signed(blame)}", "highlight", "middle", bold=True)
    yield svg.Rect(x=middle - 39, y=68, width=78, height=44, rx=6, fill="white", stroke=COLOURS["hidden"])
    yield text(middle, 95, f"{subscript('h', number)} {signed(h)}", "hidden", "middle")
    yield arrow(middle, 112, middle, 148, "highlight", 2)
    yield text(middle + 7, 136, f"× {slope:.2f}")
    yield text(middle, 166, f"dz {signed(blame * slope)}", "highlight", "middle")
    yield arrow(middle, 172, middle, 204, "highlight", 2)
    yield text(middle + 8, 194, f"× {subscript('x', number)} {signed(x, 1)}", "input")
    yield text(middle, 224, f"share {signed(share)}", "kernel", "middle", bold=True)


def head_to_tail(shares):
    """Return shares as SVG text: arrows, each beginning where the one before ends, and their sum.

    Argument: `shares`, numbers whose sums stay within ±0.6. Raises nothing.

    >>> head_to_tail([-0.3, 0.5, -0.3])[:4]
    '<svg'
    """
    zero, scale, top = 310, 270, 58  # CSS pixels: of 0, of one unit, of the first arrow
    ends = np.concatenate([[0.0], np.cumsum(shares)])
    rows = [(f"step {t}  {signed(share, 4)}", "kernel", 3) for t, share in enumerate(shares, 1)]
    bottom = top + 30 * len(rows)
    strokes = [
        text(10, 22, "The shares in dL/dw, head to tail", bold=True),
        svg.Line(x1=zero, y1=40, x2=zero, y2=bottom + 14, stroke=COLOURS["muted"], stroke_dasharray=[4, 4]),
        text(zero, bottom + 30, "0", "muted", "middle"),
    ]
    for row, (words, colour, width) in enumerate(rows):
        y = top + 30 * row
        strokes.append(text(10, y + 5, words, colour))
        strokes.append(arrow(zero + scale * ends[row], y, zero + scale * ends[row + 1], y, colour, width))
    strokes.append(text(10, bottom + 5, f"sum  {signed(ends[-1], 4)}", "highlight", bold=True))
    strokes.append(arrow(zero, bottom, zero + scale * ends[-1], bottom, "highlight", 4))
    return sketch(UNIT_WIDTH, bottom + 42, strokes)


# --- a layer, share by share -------------------------------------------------------------------------------


def answer_layer():
    """Return made-up output weights (4, 3), one decimal, for the answers dog, cat and man.

    >>> answer_layer().shape
    (4, 3)
    """
    return np.array([[0.4, 0.3, -0.9], [0.4, -0.4, -0.1], [1.0, -0.9, -0.6], [-0.8, 0.7, 0.4]])


def walk_back(words, x, layer, W_y, answer, walked, weights="W_x", message=""):
    """Draw the backward pass of a sentence after so many steps back: all blame so far, and its sum.

    Parameters
    ----------
    words : sequence of str
        T words, at most 8.
    x : ndarray (T, 3)
        Their vectors.
    layer : course_utils.recurrent.SimpleRNN
        With 3 inputs, 4 units, a bias and tanh; it starts from zeros.
    W_y : ndarray (4, 3)
        The output weights.
    answer : {"dog", "cat", "man"}
        The right answer after the last word; the loss is −log of its share.
    walked : int
        Steps walked back, 0 to T.
    weights : {"W_x", "W_h", "b"}
        Whose gradient is added up.
    message : str
        A line for the reader.

    Returns
    -------
    Picture
        Two panels, with data ``words``, ``walked``, ``answers`` (3,), ``blame`` and ``dz`` (T, 4), NaN where
        the walk has not been; ``share`` of the step reached last, ``sum`` so far and ``whole``, the complete
        gradient, each shaped like the weights; ``complete``, True when the sum is the gradient.

    Raises
    ------
    ValueError
        If words and vectors are not equally many, at most 8, or another argument is out of range.

    Examples
    --------
    >>> from course_utils.datasets.toy import toy_layer
    >>> picture = walk_back(["dog", "bites"], np.eye(3)[:2], toy_layer(), answer_layer(), "dog", 1)
    >>> picture.data["blame"].shape, picture.data["complete"]
    ((2, 4), False)
    """
    x = np.asarray(x, dtype=float)
    if len(words) > MOST_WORDS or len(words) != len(x):
        raise ValueError(
            f"words must be at most {MOST_WORDS}, as many as x has rows; got {len(words)} and {x.shape}"
        )
    for name, value, choices in (
        ("walked", walked, range(len(words) + 1)),
        ("answer", answer, ANSWERS),
        ("weights", weights, WEIGHTS),
    ):
        if value not in choices:
            raise ValueError(f"{name} must be one of {list(choices)}; got {value!r}")
    data = _walked(words, x, layer, W_y, answer, walked, weights)
    data["message"] = message
    panels = [sketch(WIDTH, HEIGHT, _states_panel(data)), sketch(WIDTH, HEIGHT, _sum_panel(data, weights))]
    return Picture(panels, alt=_in_words(data, weights), data=data, change=_in_short(data, weights))


def _walked(words, x, layer, W_y, answer, walked, weights):
    """All numbers of the picture."""
    T, units = len(words), layer.bias.size
    states = np.concatenate([np.zeros((1, units)), layer(x[None])[0]]) if T else np.zeros((1, units))
    powers = np.exp(states[-1] @ W_y)
    answers = powers / powers.sum()
    blame, dz = np.full((2, T, units), np.nan)
    arriving = ((answers - np.eye(3)[ANSWERS.index(answer)]) @ W_y.T)[None]
    shares = []
    for t in reversed(range(T)):
        back = layer.step_back(x[t : t + 1], states[t : t + 1], arriving)
        if t >= T - walked:
            blame[t], dz[t] = arriving[0], back.bias
        shares.append({"W_x": back.kernel, "W_h": back.recurrent_kernel, "b": back.bias[None]}[weights])
        arriving = back.initial_state
    nothing = np.zeros({"W_x": (x.shape[1], units), "W_h": (units, units), "b": (1, units)}[weights])
    return {
        "words": list(words),
        "states": states,
        "answer": answer,
        "answers": answers,
        "walked": walked,
        "step": T - walked + 1,  # the step reached last, from 1
        "blame": blame,
        "dz": dz,
        "share": shares[walked - 1] if walked else nothing,
        "sum": sum(shares[:walked], nothing),
        "whole": sum(shares, nothing),
        "complete": walked == T,
    }


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


def _states_panel(data):
    """Draw a row of blame for each step, the last at the bottom, and arrows upwards, back in time."""
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
            yield text(middle + 10, y + 40, f"size {_size(data, t)}", "highlight")
        if now and data["walked"]:
            frame = {"x": STATES_LEFT - 2, "y": y - 2, "width": 4 * CELL + 4, "height": ROW + 4}
            yield svg.Rect(**frame, fill="none", stroke=COLOURS["highlight"], stroke_width=2.5)
    y = 60 + T * 44
    if words:
        given = ", ".join(f"{one} {share:.2f}" for one, share in zip(ANSWERS, data["answers"], strict=True))
        yield text(8, y + 8, f"After “{shorten(words[-1], 90)}” it says: {given}", "output")
        loss = -np.log(data["answers"][ANSWERS.index(data["answer"])])
        yield text(8, y + 30, f"Right is {data['answer']}: loss {loss:.2f}", "output", bold=True)
    if data["message"]:
        yield text(8, HEIGHT - 10, data["message"], "wrong")


def _size(data, t):
    """Return the size of a state's blame, in three decimals: the root of the sum of its squares."""
    return f"{np.linalg.norm(data['blame'][t - 1]):.3f}"


def _sum_panel(data, weights):
    """Above what the step adds, below the sum so far."""
    rows = len(data["sum"])
    step = f"Step {data['step']} adds to dL/d{weights}" if data["walked"] else "No step walked back yet"
    done = (
        "the whole gradient" if data["complete"] and data["words"] else f"after {_steps(data['walked'])} back"
    )
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


def _steps(count):
    return "1 step" if count == 1 else f"{count} steps"


def _numbers(values):
    return ", ".join(signed(value) for value in values)


def _rows(array):
    return "; ".join(_numbers(row) for row in array)


def _in_words(data, weights):
    words = data["words"]
    if not words:
        return data["message"] or "No words: nothing to walk back."
    given = ", ".join(f"{one} {share:.2f}" for one, share in zip(ANSWERS, data["answers"], strict=True))
    parts = [
        f"{data['walked']} of {_steps(len(words))} walked back.",
        f"The network says {given}; right is {data['answer']}.",
    ]
    for t in range(len(words), data["step"] - 1, -1):
        parts.append(
            f"Blame of {subscript('h', t)} after “{words[t - 1]}”: {_numbers(data['blame'][t - 1])}; size "
            f"{_size(data, t)}."
        )
    if data["walked"]:
        parts.append(f"Step {data['step']} adds to the gradient of {weights}: {_rows(data['share'])}.")
    parts.append(f"Sum so far: {_rows(data['sum'])}.")
    if data["complete"]:
        parts.append("That is the whole gradient.")
    return " ".join([*parts, data["message"]]).strip()


def _in_short(data, weights):
    """Return what is heard when something has changed."""
    if not data["words"]:
        return data["message"]
    if not data["walked"]:
        return f"No step walked back yet. {data['message']}".strip()
    parts = [
        f"Step {data['step']}, “{data['words'][data['step'] - 1]}”: blame of size "
        f"{_size(data, data['step'])}.",
        f"Largest entry of the sum for {weights}: {signed(data['sum'].flat[np.abs(data['sum']).argmax()])}.",
        "That is the whole gradient." if data["complete"] else "",
        data["message"],
    ]
    return " ".join(part for part in parts if part)
