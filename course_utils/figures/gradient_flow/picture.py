"""The explorer's picture: three seeds as curves, and the first one's influence on the text."""

import numpy as np

from course_utils.figures.gradient_flow.influence import influence_on_text
from course_utils.figures.gradient_flow.plot import HEIGHT, plot
from course_utils.figures.gradient_flow.scale import judged, power
from course_utils.figures.picture import Picture

MOST_WORDS = 24
SEEDS = ("solid", "dashed", "dotted")


def gradient_flow(words, norms, influences, title):
    """Draw how much of a nudge arrives at the last state: three seeds as curves, the first one as a text.

    Parameters
    ----------
    words : sequence of str
        T words, at most 24.
    norms : ndarray (3, T + 1)
        For each seed the norm of the derivative of the last state by state r, r = 0 … T.
    influences : ndarray (T,)
        For the first seed the norm of the derivative of the last state by each word.
    title : str
        What network it is, in a few words.

    Returns
    -------
    Picture
        Two panels; `data` holds the arguments, and `verdict`.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Examples
    --------
    >>> gradient_flow(["dog"], np.ones((3, 2)), np.ones(1), "tanh").data["verdict"]
    'stays within a factor of 100'
    """
    norms = np.asarray(norms, dtype=float)
    if norms.shape != (len(SEEDS), len(words) + 1) or not 0 < len(words) <= MOST_WORDS:
        raise ValueError(
            f"norms must be ({len(SEEDS)}, T + 1) for 1 to {MOST_WORDS} words; got {norms.shape} for "
            f"{len(words)} words"
        )
    verdict = judged(norms[:, 0])
    panels = [
        plot(norms, title),
        influence_on_text(words, influences, title="How far each word moves h_T, first seed", height=HEIGHT),
    ]
    firsts = ", ".join(power(value) for value in norms[:, 0])
    first, most = influences[0], np.max(influences)
    strongest = (
        f"Every word has the same influence, {power(most)}. "
        if np.allclose(influences, most, rtol=1e-9, atol=0)
        else f"The most influential word is “{words[int(np.argmax(influences))]}” with {power(most)}, the "
        f"first word “{words[0]}” has {power(first)}. "
    )
    alt = (
        f"{title}, {len(words)} words. The norm of the derivative of the last state by the first one, three "
        f"seeds: {firsts}. Over {len(words)} steps back the gradient {verdict}. {strongest}All words: "
        + ", ".join(f"{word} {power(value)}" for word, value in zip(words, influences, strict=True))
        + "."
    )
    data = {
        "words": list(words),
        "norms": norms,
        "influences": np.asarray(influences),
        "title": title,
        "verdict": verdict,
    }
    return Picture(panels, alt=alt, data=data, change=f"{title}: after {len(words)} steps {firsts}.")
