"""Norms along a sentence on a log scale: curves of several groups, as a plot of a lesson."""

import numpy as np

from course_utils.figures.style import COLOURS, subplots

LOOKS = (("-", "hidden"), ("--", "highlight"), (":", "input"), ("-.", "muted"))


def norm_curves(
    groups, x=None, xlabel="step r", ylabel="norm of ∂h_T/∂h_r (log scale)", limits=None, axis=None
):
    """Draw groups of curves on a log scale, a group in one line and colour: the same thing for several seeds.

    Parameters
    ----------
    groups : dict of str to list of ndarray (K,)
        Name of the group: its curves. At most four groups.
    x : ndarray (K,), optional
        Where the points stand; None counts from 0.
    xlabel, ylabel : str
        Names of the axes.
    limits : pair of float, optional
        Lowest and highest value shown.
    axis : matplotlib.axes.Axes, optional
        Where to draw; None makes a new figure.

    Returns
    -------
    matplotlib.figure.Figure
        The figure that was drawn into.

    Raises
    ------
    ValueError
        If there are no groups, or more than four.

    Examples
    --------
    >>> norm_curves({"gain 1": [np.ones(3), np.ones(3)]}).axes[0].get_yscale()
    'log'
    """
    if not 0 < len(groups) <= len(LOOKS):
        raise ValueError(f"groups must be 1 to {len(LOOKS)}; got {len(groups)}")
    if axis is None:
        _, axis = subplots(size=(6.0, 2.7))
    for (name, runs), (line, colour) in zip(groups.items(), LOOKS, strict=False):
        for number, run in enumerate(runs):
            places = np.arange(len(run)) if x is None else x
            label = name if number == 0 else None
            axis.semilogy(places, run, line, color=COLOURS[colour], linewidth=1.4, label=label)
    axis.set(xlabel=xlabel, ylabel=ylabel, ylim=limits)
    axis.legend()
    return axis.figure
