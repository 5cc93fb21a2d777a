"""Made-up words and one small layer, with numbers short enough to check by hand (lesson 04)."""

import hashlib

import numpy as np

from course_utils.recurrent import SimpleRNN

D, H = 3, 4
LOUD = {"alarm": (0.0, 4.0, 5.0)}  # far longer than any other word's vector: it drives every unit to its end


def word_vector(word, seed=0):
    """Return the made-up vector (3,) of any word: the same in every run, one decimal from −1 to 1.

    The word *alarm* alone is loud: its vector is [0, 4, 5].

    >>> word_vector("dog"), word_vector("alarm")
    (array([ 0.7, -0.3, -0.9]), array([0., 4., 5.]))
    """
    if word in LOUD:
        return np.array(LOUD[word])
    # Python's own hash differs from run to run.
    digest = hashlib.sha256(f"{seed} {word}".encode(errors="replace")).digest()
    return np.array([(byte % 21 - 10) / 10 for byte in digest[:D]])


def toy_layer(seed=0):
    """Return a `SimpleRNN` with 3 inputs and 4 units whose weights have one decimal.

    >>> toy_layer().recurrent_kernel[0]
    array([-0.9, -0.2, -0.1,  0.4])
    """
    drawn = SimpleRNN.initialize(D, H, seed=seed)
    bias = np.random.default_rng(seed).uniform(-0.3, 0.3, H)
    return SimpleRNN(
        *(np.round(weights, 1) + 0.0 for weights in (drawn.kernel, drawn.recurrent_kernel, bias))
    )
