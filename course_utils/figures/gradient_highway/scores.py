"""What several networks reached at several gaps: a dot a seed."""

import numpy as np

from course_utils.figures.style import COLOURS, subplots

LOOKS = (("o", "hidden"), ("x", "cell"), ("^", "input"))


def score_dots(scores, size=(7.0, 3.0)):
    """Return a figure with a dot for each seed of each network at each gap, and a line where guessing is.

    Parameters
    ----------
    scores : dict of str to dict of int to sequence of float
        Name of the network: {gap: shares right, one a seed}. At most three networks.
    size : pair of float
        Of the figure in inches.

    Raises
    ------
    ValueError
        If there are no networks, or more than three.

    Examples
    --------
    >>> figure = score_dots({"LSTM": {9: [1.0, 1.0, 1.0], 20: [0.76, 0.76, 1.0]}})
    >>> len(figure.axes[0].lines)
    3
    """
    if not 0 < len(scores) <= len(LOOKS):
        raise ValueError(f"scores must be of 1 to {len(LOOKS)} networks; got {len(scores)}")
    figure, axis = subplots(size=size)
    for number, ((name, found), (marker, colour)) in enumerate(zip(scores.items(), LOOKS, strict=False)):
        middle = 0.2 * (number - (len(scores) - 1) / 2)
        for place, shares in enumerate(found.values()):
            aside = place + middle + np.linspace(-0.05, 0.05, len(shares))
            label = name if place == 0 else None
            axis.plot(aside, shares, marker, color=COLOURS[colour], label=label)
    axis.axhline(0.25, color=COLOURS["muted"], linestyle=":")
    axis.set(xlabel="gap", ylabel="share right, new sequences", ylim=(0, 1.05))
    axis.set_xticks(range(len(found)), list(found))
    axis.legend(loc="center left")
    return figure
