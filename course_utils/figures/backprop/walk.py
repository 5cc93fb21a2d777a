"""The numbers of a walk back through a layer: blame of every state, a share of every step, their sum."""

import numpy as np

ANSWERS = ("dog", "cat", "man")
WEIGHTS = ("W_x", "W_h", "b")


def answer_layer():
    """Return made-up output weights (4, 3), one decimal, for the answers dog, cat and man.

    Examples
    --------
    >>> answer_layer().shape
    (4, 3)
    """
    return np.array([[0.4, 0.3, -0.9], [0.4, -0.4, -0.1], [1.0, -0.9, -0.6], [-0.8, 0.7, 0.4]])


def walked_back(words, x, layer, W_y, answer, walked, weights):
    """Return all numbers of the picture.

    Parameters
    ----------
    words, x, layer, W_y, answer, walked, weights
        As for `walk_back`.

    Examples
    --------
    >>> from course_utils.datasets.toy import toy_layer
    >>> data = walked_back(["dog"], np.eye(3)[:1], toy_layer(), answer_layer(), "dog", 1, "b")
    >>> bool(np.all(data["sum"] == data["whole"]))
    True
    """
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
