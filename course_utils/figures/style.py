"""The look of the course: one palette by meaning, one matplotlib style, one way to ask for axes."""

from pathlib import Path

import matplotlib.style
from matplotlib.figure import Figure

# Every colour but "paper" has a contrast of at least 4.5 : 1 on white: a label may have its line's colour.
# Colours that meet in one picture stay apart for colour-blind readers (tests/test_figures.py simulates
# them); still, never say anything by colour alone.
COLOURS = {
    "input": "#0072B2",
    "hidden": "#C04A00",
    "output": "#00755A",
    "kernel": "#00467A",
    "recurrent": "#7A2D00",
    "bias": "#6B6B6B",
    "forget": "#541036",
    "input_gate": "#295AE7",
    "candidate": "#6E6247",
    "output_gate": "#A74CAE",
    "cell": "#100C5A",
    "update": "#541036",
    "reset": "#295AE7",
    "muted": "#6B6B6B",
    "highlight": "#A8007A",
    "right": "#00755A",
    "wrong": "#B3003C",
    "ink": "#1A1A1A",
    "paper": "#FFFFFF",
}

matplotlib.style.use(Path(__file__).with_name("course.mplstyle"))


def subplots(rows=1, columns=1, size=(7.0, 3.2)):
    """Return a new figure in the course's style, and its axes.

    Parameters
    ----------
    rows, columns : int
        Number of rows and columns of axes.
    size : pair of float
        Width and height of the figure in inches, at 110 pixels an inch.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Laid out by the constrained layout. It is unknown to pyplot, so nothing shows it twice.
    axes : matplotlib.axes.Axes or ndarray of them
        One axes, or an array as ``matplotlib.pyplot.subplots`` gives it.

    Examples
    --------
    >>> figure, (left, right) = subplots(1, 2, size=(7.0, 2.5))
    >>> figure.get_size_inches().tolist()
    [7.0, 2.5]
    """
    figure = Figure(figsize=size)
    return figure, figure.subplots(rows, columns)


def tint(colour, strength=0.2):
    """Return a colour mixed with white, for the fill behind dark text.

    Parameters
    ----------
    colour : str
        A name of `COLOURS`.
    strength : float
        Share of the colour, from 0 (white) to 1 (the colour itself).

    Returns
    -------
    str
        The mixture as ``#RRGGBB``.

    Examples
    --------
    >>> tint("input", 0.0), tint("input", 1.0)
    ('#FFFFFF', '#0072B2')
    """
    red_green_blue = bytes.fromhex(COLOURS[colour][1:])
    mixed = [round(255 + (channel - 255) * strength) for channel in red_green_blue]
    return "#" + bytes(mixed).hex().upper()
