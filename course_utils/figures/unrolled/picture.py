"""The explorer's picture: what is computed, and the two panels that show it."""

import numpy as np

from course_utils.figures.picture import Picture
from course_utils.figures.sketch import sketch
from course_utils.figures.unrolled.layout import HEIGHT, WIDTH
from course_utils.figures.unrolled.sentence import MOST_WORDS, time_panel
from course_utils.figures.unrolled.step import step_panel
from course_utils.figures.unrolled.weights import WEIGHTS, place
from course_utils.figures.unrolled.words import in_short, in_words


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
        sketch(WIDTH, HEIGHT, step_panel(data, layer, original, chosen)),
        sketch(WIDTH, HEIGHT, time_panel(data)),
    ]
    return Picture(panels, alt=in_words(data, layer), data=data, change=in_short(data, layer, chosen))


def _vectors(name, words, x):
    x = np.asarray(x, dtype=float)
    if len(words) > MOST_WORDS or len(words) != len(x):
        raise ValueError(
            f"{name} must be at most {MOST_WORDS}, as many as x has rows; got {len(words)} and {x.shape}"
        )
    return x


def _states(layer, x):
    """Return the states (T + 1, 4), the first of them the zero that every sentence begins with."""
    start = np.zeros((1, layer.bias.size))
    return np.concatenate([start, layer(x[None])[0]]) if len(x) else start


def _changed(layer, original):
    """Return the weights that differ: {"kernel[0, 2]": (old, new)}."""
    return {
        place(name, index): (float(getattr(original, name)[tuple(index)]), float(weights[tuple(index)]))
        for name in WEIGHTS
        for weights in [getattr(layer, name)]
        for index in np.argwhere(weights != getattr(original, name))
    }
