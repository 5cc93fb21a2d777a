"""The explorer's picture: the terms of one step beside the norms of all steps."""

import numpy as np

from course_utils.figures.gradient_flow import SEEDS, judged, power
from course_utils.figures.gradient_highway.maps import term_maps
from course_utils.figures.gradient_highway.plot import PREDICTIONS, SHOW, plot, waiting
from course_utils.figures.picture import Picture


def gradient_highway(title, norms, terms, alone, step, prediction=""):
    """Draw the terms of one step back, and, once it is predicted, how much arrives after all steps.

    Parameters
    ----------
    title : str
        What network it is, in a few words.
    norms : ndarray (3, T)
        For each seed the norm of the derivative of the last state by state r, r = 1 … T.
    terms : dict of str to ndarray (H, H), or None
        The terms of the step from state t − 1 to state t, first seed; None where there is no such way.
    alone : ndarray (T,) or None
        The norms where only the direct way is open, first seed; None where there is none.
    step : int
        Which step t the terms belong to, 2 … T.
    prediction : str
        Empty, one of `PREDICTIONS`, or `SHOW`; while it is empty, the curves wait.

    Returns
    -------
    Picture
        Two panels; `data` holds the arguments, and `verdict`.

    Raises
    ------
    ValueError
        If `norms` has another shape, or `step` or `prediction` is none of those.

    Examples
    --------
    >>> picture = gradient_highway("test", np.ones((3, 4)), {"direct": np.eye(2)}, np.ones(4), step=2)
    >>> picture.data["verdict"]
    'stays within a factor of 100'
    """
    norms = np.asarray(norms, dtype=float)
    if norms.ndim != 2 or len(norms) != len(SEEDS) or not 2 <= step <= norms.shape[1]:
        raise ValueError(
            f"norms must be ({len(SEEDS)}, T) and step from 2 to T; got {norms.shape} and {step}"
        )
    if prediction not in ("", SHOW, *PREDICTIONS):
        raise ValueError(f"prediction must be empty, one of {PREDICTIONS}, or {SHOW!r}; got {prediction!r}")
    back = norms.shape[1] - 1
    verdict = judged(norms[:, 0])
    sizes = {
        name: "none" if matrix is None else power(np.linalg.norm(matrix, 2)) for name, matrix in terms.items()
    }
    together = power(_together(terms))
    of_step = f"Step {step}, norms of its terms: " + ", ".join(
        f"{name} {size}" for name, size in sizes.items()
    )
    said = _said(norms, alone, verdict, prediction, back)
    if (
        prediction == "explodes"
        and verdict in ("vanishes", "stays within a factor of 100")
        and _together(terms) > 1
    ):
        said += " It would, if all steps stretched one direction."
    panels = [
        term_maps(terms, f"Step {step}, norms; all together: {together}", names=_names(title, step)),
        plot(norms, alone, step, title, said) if prediction else waiting(title, back),
    ]
    alt = f"{title}. {of_step}; together {together}. {said}"
    data = {
        "norms": norms,
        "terms": terms,
        "alone": alone,
        "step": step,
        "verdict": verdict,
        "prediction": prediction,
    }
    return Picture(panels, alt=alt, data=data, change=f"{of_step}. {said}")


def _together(terms):
    """Return the norm of one step, all its ways added."""
    return np.linalg.norm(sum(matrix for matrix in terms.values() if matrix is not None), 2)


def _names(title, step):
    letter = "c" if title.startswith("LSTM") else "h"
    return f"{letter} at step {step}", f"{letter} at step {step - 1}"


def _said(norms, alone, verdict, prediction, back):
    """Return what the curves say, or the question."""
    if not prediction:
        return f"Predict the norm after {back} such steps: vanishes, stays within a factor of 100, explodes?"
    firsts = ", ".join(power(value) for value in norms[:, 0])
    said = f"{back} steps back, three seeds: {firsts}. It {verdict}."
    if alone is not None:
        said += f" By the direct way alone {power(alone[0])} arrives, first seed."
    if prediction != SHOW:
        right = "You were right." if prediction == verdict else f"You said: it {prediction}."
        said += f" {right}"
    return said
