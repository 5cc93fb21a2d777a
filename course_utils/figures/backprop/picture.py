"""The explorer's picture: what is computed, the two panels that show it, and the same in words."""

import numpy as np

from course_utils.figures.backprop.panels import HEIGHT, WIDTH, states_panel, sum_panel
from course_utils.figures.backprop.walk import ANSWERS, WEIGHTS, walked_back
from course_utils.figures.backprop.words import in_short, in_words
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import sketch

MOST_WORDS = 8


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
    >>> from course_utils.figures.backprop import answer_layer
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
    data = walked_back(words, x, layer, W_y, answer, walked, weights)
    data["message"] = message
    panels = [sketch(WIDTH, HEIGHT, states_panel(data)), sketch(WIDTH, HEIGHT, sum_panel(data, weights))]
    return Picture(panels, alt=in_words(data, weights), data=data, change=in_short(data, weights))
