"""The picture in words: what a screen reader says, and what lets one check the arithmetic."""

from course_utils.figures.bars import VISIBLE
from course_utils.figures.sketch import signed, subscript
from course_utils.figures.unrolled.weights import parse, written


def in_words(data, layer):
    """Return the text equivalent: every number of the step, the weights, all states.

    Parameters
    ----------
    data : dict
        What `unrolled_rnn` gives its picture.
    layer : course_utils.recurrent.SimpleRNN
        The layer.

    Examples
    --------
    >>> from course_utils.recurrent import SimpleRNN
    >>> layer = SimpleRNN.initialize(3, 4, seed=0)
    >>> in_words({"words": [], "step": 1, "message": ""}, layer)[:31]
    'No words: the state is zero. Ke'
    """
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


def in_short(data, layer, chosen):
    """Return what is heard when something has changed: the shell leaves out what was said before.

    Parameters
    ----------
    data : dict
        What `unrolled_rnn` gives its picture.
    layer : course_utils.recurrent.SimpleRNN
        The layer.
    chosen : str or None
        The weight that is lit.

    Examples
    --------
    >>> in_short({"words": [], "message": "Type at least one word."}, None, None)
    'Type at least one word.'
    """
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


def _numbers(values, digits=2):
    return ", ".join(signed(value, digits) for value in values)


def _rows(weights):
    return "; ".join(_numbers(row, 1) for row in weights)
