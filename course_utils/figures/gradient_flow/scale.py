"""Numbers over many decades: how they are written, how deep their colour is, what is said of them."""

import numpy as np

DECADES = 4  # from the deepest colour to none


def power(value):
    """Return a number as it is read aloud in a table: plain near 1, else as a power of ten.

    Parameters
    ----------
    value : float
        Zero or more.

    Examples
    --------
    >>> power(0.25), power(3.2e-7), power(5e9), power(0.0)
    ('0.25', '3·10⁻⁷', '5·10⁹', '0')
    """
    if value == 0:
        return "0"
    if 0.01 <= value < 100:
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit}·10" + str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def depths(influences):
    """Return how deep the colour of each word is, from 0 to 1, by the logarithm of its share of the largest.

    Parameters
    ----------
    influences : ndarray (T,)
        Numbers that are not negative.

    Examples
    --------
    >>> depths(np.array([1.0, 0.01, 0.0]))
    array([1. , 0.5, 0. ])
    """
    largest = np.max(influences, initial=0.0)
    if largest == 0:
        return np.zeros(len(influences))
    shares = np.maximum(np.asarray(influences) / largest, 10.0 ** (-DECADES))
    return 1 + np.log10(shares) / DECADES


def judged(firsts):
    """Say what happened to the gradients of several seeds: the same in all of them, or not.

    Parameters
    ----------
    firsts : ndarray (S,)
        For each seed the norm that has come back to the first state.

    Examples
    --------
    >>> judged(np.array([1e-9, 1e-8])), judged(np.array([1e5, 1e6])), judged(np.array([0.005, 0.02]))
    ('vanishes', 'explodes', 'ends above 0.01 in some seeds and below in others')
    """
    if (firsts < 0.01).all():
        return "vanishes"
    if (firsts > 100).all():
        return "explodes"
    if ((firsts >= 0.01) & (firsts <= 100)).all():
        return "stays within a factor of 100"
    if firsts.min() < 0.01 and firsts.max() > 100:
        return "vanishes in one seed and explodes in another"
    border = "0.01" if firsts.min() < 0.01 else "100"
    return f"ends above {border} in some seeds and below in others"
