"""Explorer: a sentence through a simple recurrent layer, step by step, weight by weight."""

import hashlib

import ipywidgets as widgets
import numpy as np

from course_utils.explorers.base import Explorer
from course_utils.figures.unrolled import unrolled_rnn
from course_utils.recurrent import SimpleRNN
from course_utils.text import tokenize

D, H = 3, 4
MOST_WORDS = 12


def unrolled_rnn_explorer(sentence="dog bites man", seed=0):
    """Return an explorer of one recurrent layer with 3 inputs and 4 units that reads a sentence.

    Type a sentence, move through time, and change one weight: every state from then on changes. All weights
    and word vectors have one decimal, so that each number on the page can be checked by hand.

    Parameters
    ----------
    sentence : str
        The sentence at the start; at most 12 words are read.
    seed : int
        Draws the weights and the vectors of the words.

    Returns
    -------
    Explorer
        With controls ``sentence``, ``step`` (1 to T), ``weight`` (a name such as ``"kernel[0, 2]"``) and
        ``value`` (that weight's new value, −2 to 2).

    Raises
    ------
    ValueError
        If `sentence` is not text.

    Examples
    --------
    >>> explorer = unrolled_rnn_explorer("dog bites man")
    >>> explorer.controls["step"].value = 3
    >>> explorer.picture.data["words"][2], explorer.picture.data["h"].shape
    ('man', (4,))
    """
    if not isinstance(sentence, str):
        raise ValueError(f"sentence must be text; got {sentence!r}")
    original = _small_layer(seed)
    places = {
        f"{name}[{', '.join(map(str, index))}]": (name, index)
        for name in ("kernel", "recurrent_kernel", "bias")
        for index in np.ndindex(getattr(original, name).shape)
    }

    def weight_now(place):
        name, index = places[place]
        return float(getattr(original, name)[index])

    first = next(iter(places))
    wide = {"style": {"description_width": "5em"}, "layout": {"width": "360px"}}
    text = widgets.Text(sentence, description="Sentence", **wide | {"layout": {"width": "720px"}})
    step = widgets.IntSlider(2, 1, 2, description="Step t", **wide)
    weight = widgets.Dropdown(options=list(places), value=first, description="Weight", **wide)
    value = widgets.FloatSlider(
        weight_now(first), min=-2, max=2, step=0.1, readout_format="+.1f", description="Value", **wide
    )
    back, forth = widgets.Button(description="◀ Previous"), widgets.Button(description="Next ▶")
    reset = widgets.Button(description="Original value")

    def fit_step_to_sentence(change=None):
        step.max = max(1, min(len(tokenize(text.value)), MOST_WORDS))

    def draw(sentence, step, weight, value):
        words = tokenize(sentence)
        read = words[:MOST_WORDS]
        x = np.array([word_vector(word, seed) for word in read]).reshape(len(read), D)
        layer = _with_weight(original, *places[weight], value)
        if not words:
            message = "Type at least one word."
        elif len(words) > MOST_WORDS:
            message = f"Only the first {MOST_WORDS} of {len(words)} words are read."
        else:
            message = ""
        return unrolled_rnn(read, x, layer, min(step, max(1, len(read))), original, message)

    # The dependent controls move first, so that the explorer never draws a step or a weight that is gone.
    text.observe(fit_step_to_sentence, "value")
    weight.observe(lambda change: setattr(value, "value", weight_now(change.new)), "value")
    fit_step_to_sentence()
    back.on_click(lambda button: setattr(step, "value", max(step.min, step.value - 1)))
    forth.on_click(lambda button: setattr(step, "value", min(step.max, step.value + 1)))
    reset.on_click(lambda button: setattr(value, "value", weight_now(weight.value)))
    controls = {"sentence": text, "step": step, "weight": weight, "value": value}
    return Explorer(draw, controls, rows=[[text], [step, back, forth], [weight, value, reset]])


def word_vector(word, seed=0):
    """Return the made-up vector (3,) of any word: the same in every run, one decimal from −1 to 1.

    >>> word_vector("dog").shape, bool((word_vector("dog") == word_vector("dog")).all())
    ((3,), True)
    """
    # Python's own hash differs from run to run.
    digest = hashlib.sha256(f"{seed} {word}".encode()).digest()
    return np.array([(byte % 21 - 10) / 10 for byte in digest[:D]])


def _small_layer(seed):
    drawn = SimpleRNN.initialize(D, H, seed=seed)
    bias = np.random.default_rng(seed).uniform(-0.3, 0.3, H)
    return SimpleRNN(
        *(np.round(weights, 1) + 0.0 for weights in (drawn.kernel, drawn.recurrent_kernel, bias))
    )


def _with_weight(layer, name, index, value):
    weights = {key: getattr(layer, key).copy() for key in ("kernel", "recurrent_kernel", "bias")}
    weights[name][index] = round(value, 1)  # a slider's 0.30000000000000004 is meant as 0.3
    return SimpleRNN(**weights)
