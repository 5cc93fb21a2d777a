"""Explorer: a sentence through a simple recurrent layer, step by step, weight by weight."""

import ipywidgets as widgets
import numpy as np

from course_utils.datasets.toy import D, toy_layer, word_vector
from course_utils.explorers.base import Explorer, player
from course_utils.figures.unrolled import MOST_WORDS, WEIGHTS, parse, place, unrolled_rnn, written
from course_utils.recurrent import SimpleRNN
from course_utils.text import tokenize


def unrolled_rnn_explorer(sentence="dog bites man", seed=0):
    """Return an explorer of one recurrent layer with 3 inputs and 4 units that reads a sentence.

    Type a sentence, play it, change weights: every state from then on changes. A second sentence is outlined
    beside the first. All weights and word vectors have one decimal, so that each number on the page can be
    checked by hand.

    Parameters
    ----------
    sentence : str
        The sentence at the start; at most 12 words are read.
    seed : int
        Draws the weights and the vectors of the words.

    Returns
    -------
    Explorer
        With controls ``sentence``, ``second`` (another one to compare with, or nothing), ``step`` (1 to T),
        ``weight`` (a name such as ``"kernel[0, 2]"``) and ``value`` (that weight's value, −2 to 2).

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
    original = toy_layer(seed)
    weights = {
        place(name, index): float(getattr(original, name)[index])
        for name in WEIGHTS
        for index in np.ndindex(getattr(original, name).shape)
    }
    changed = {}  # by name, the weights that have another value now

    def draw(sentence, second, step, weight, value):
        read, other = tokenize(sentence)[:MOST_WORDS], tokenize(second)[:MOST_WORDS]
        return unrolled_rnn(
            read,
            _vectors(read, seed),
            _with_weights(original, changed),
            min(step, max(1, len(read))),
            original,
            _message(sentence, second),
            weight,
            other,
            _vectors(other, seed),
        )

    controls = _controls(sentence, next(iter(weights)), weights)
    text, step, weight, value = (controls[name] for name in ("sentence", "step", "weight", "value"))
    wanted = [step.value]  # the step that was chosen, also while the sentence is shorter

    def fit_step_to_sentence(change=None):
        words = min(len(tokenize(text.value)), MOST_WORDS)
        if words:  # an empty box is about to be filled
            chosen = wanted[0]
            step.max = words
            step.value = min(chosen, words)
            wanted[0] = chosen

    def remember_step(change):
        wanted[0] = change.new

    def change_weight(change):
        changed.pop(weight.value, None)
        if round(change.new, 1) != weights[weight.value]:
            changed[weight.value] = round(change.new, 1)  # a slider's 0.30000000000000004 is meant as 0.3

    def show_value(change):
        value.value = changed.get(change.new, weights[change.new])

    def restore_all(button):
        changed.clear()
        value.value = weights[weight.value]
        explorer.redraw()

    # The dependent controls move first, so that the explorer never draws a step or a weight that is gone.
    step.observe(remember_step, "value")
    text.observe(fit_step_to_sentence, "value")
    weight.observe(show_value, "value")
    value.observe(change_weight, "value")
    fit_step_to_sentence()
    back, forth = (_button(words) for words in ("◀ Previous", "Next ▶"))
    back.on_click(lambda button: setattr(step, "value", max(step.min, step.value - 1)))
    forth.on_click(lambda button: setattr(step, "value", min(step.max, step.value + 1)))
    reset, reset_all = (_button(words) for words in ("Reset weight", "Reset all"))
    reset.on_click(lambda button: setattr(value, "value", weights[weight.value]))
    reset_all.on_click(restore_all)
    rows = [
        [text, controls["second"]],
        [step, player(step), back, forth],
        [weight, value, reset, reset_all],
    ]
    explorer = Explorer(draw, controls, rows)
    return explorer


def _controls(sentence, first, weights):
    wide = {"style": {"description_width": "7em"}, "layout": {"width": "456px"}}
    half = wide | {"layout": {"width": "300px"}}
    return {
        "sentence": widgets.Text(sentence, description="Sentence", **wide),
        "second": widgets.Text("", placeholder="another sentence", description="Compare with", **wide),
        "step": widgets.IntSlider(2, 1, 2, description="Step t", **half),
        "weight": widgets.Dropdown(
            options=[(written(one), one) for one in weights], value=first, description="Weight", **half
        ),
        "value": widgets.FloatSlider(
            weights[first], min=-2, max=2, step=0.1, readout_format="+.1f", description="Value", **half
        ),
    }


def _button(words):
    return widgets.Button(description=words, layout={"width": "max-content"})


def _message(sentence, second):
    """Return what the reader must know about the sentences, or nothing."""
    if not tokenize(sentence):
        return "Type at least one word."
    for which, words in (("Only", tokenize(sentence)), ("2nd sentence: only", tokenize(second))):
        if len(words) > MOST_WORDS:
            return f"{which} the first {MOST_WORDS} of {len(words)} words are read."
    return ""


def _vectors(words, seed):
    return np.array([word_vector(word, seed) for word in words]).reshape(len(words), D)


def _with_weights(layer, changed):
    weights = {name: getattr(layer, name).copy() for name in WEIGHTS}
    for called, value in changed.items():
        name, index = parse(called)
        weights[name][index] = value
    return SimpleRNN(**weights)
