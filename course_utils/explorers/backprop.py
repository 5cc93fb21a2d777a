"""Explorer: walk back through a sentence, step by step, and see each step add its share to a gradient."""

import ipywidgets as widgets
import numpy as np

from course_utils.datasets.toy import D, toy_layer, word_vector
from course_utils.explorers.base import Explorer, player
from course_utils.figures.backprop import ANSWERS, MOST_WORDS, WEIGHTS, answer_layer, walk_back
from course_utils.text import tokenize


def backprop_explorer(sentence="dog bites man", answer="dog"):
    """Return an explorer of the backward pass of one layer with 3 inputs and 4 units.

    Move back from the last step: the blame of each state is handed to the state before it, and every step
    adds its share to the gradient of the weights. The layer is the toy layer of lesson 04, with an output
    layer that gives the shares of three answers; the loss is −log of the share of the right one.

    Parameters
    ----------
    sentence : str
        The sentence at the start; at most 8 words are read.
    answer : {"dog", "cat", "man"}
        The right answer at the start.

    Returns
    -------
    Explorer
        With controls ``sentence``, ``answer``, ``walked`` (steps walked back, 0 to T) and ``weights`` (whose
        gradient is added up).

    Raises
    ------
    ValueError
        If `sentence` is not text, or `answer` is none of the three.

    Examples
    --------
    >>> explorer = backprop_explorer("dog bites man", answer="dog")
    >>> explorer.controls["walked"].value = 3
    >>> explorer.picture.data["sum"].shape, explorer.picture.data["complete"]
    ((3, 4), True)
    """
    if not isinstance(sentence, str):
        raise ValueError(f"sentence must be text; got {sentence!r}")
    if answer not in ANSWERS:
        raise ValueError(f"answer must be one of {', '.join(ANSWERS)}; got {answer!r}")
    layer = toy_layer()

    def draw(sentence, answer, walked, weights):
        words = tokenize(sentence)[:MOST_WORDS]
        x = np.array([word_vector(word) for word in words]).reshape(len(words), D)
        walked = min(walked, len(words))
        return walk_back(words, x, layer, answer_layer(), answer, walked, weights, _message(sentence))

    controls = _controls(sentence, answer)
    text, walked = controls["sentence"], controls["walked"]

    def fit_to_sentence(change=None):
        words = min(len(tokenize(text.value)), MOST_WORDS)
        if words:  # an empty box is about to be filled
            walked.max = words

    # The slider moves first, so that the explorer never draws a step that is gone.
    text.observe(fit_to_sentence, "value")
    fit_to_sentence()
    walked.value = 1
    later, earlier = (widgets.Button(description=words, layout={"width": "max-content"}) for words in BUTTONS)
    earlier.on_click(lambda button: setattr(walked, "value", min(walked.max, walked.value + 1)))
    later.on_click(lambda button: setattr(walked, "value", max(walked.min, walked.value - 1)))
    rows = [
        [text],
        [controls["answer"], controls["weights"]],
        [walked, player(walked), later, earlier],
    ]
    return Explorer(draw, controls, rows)


BUTTONS = ("▶ Undo a step", "◀ One step back")


def _controls(sentence, answer):
    wide = {"style": {"description_width": "7em"}, "layout": {"width": "456px"}}
    half = wide | {"layout": {"width": "300px"}}
    return {
        "sentence": widgets.Text(sentence, description="Sentence", **wide),
        "answer": widgets.Dropdown(options=ANSWERS, value=answer, description="Right answer", **half),
        "walked": widgets.IntSlider(0, 0, 1, description="Steps back", **half),
        "weights": widgets.Dropdown(options=WEIGHTS, value=WEIGHTS[0], description="Gradient of", **half),
    }


def _message(sentence):
    """Return what the reader must know about the sentence, or nothing."""
    words = len(tokenize(sentence))
    if not words:
        return "Type at least one word."
    return f"Only the first {MOST_WORDS} of {words} words are read." if words > MOST_WORDS else ""
