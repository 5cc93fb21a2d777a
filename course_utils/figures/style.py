"""The look of the course: one palette by meaning, one matplotlib style, one way to ask for axes."""

from pathlib import Path

import matplotlib.colors
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
        Width and height of the figure in inches, at 110 CSS pixels an inch.

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


def ink_on(colour):
    """Return the colour of text on a background: black or white, whichever is easier to read.

    Parameters
    ----------
    colour : str or tuple
        Any colour that matplotlib knows: ``"#00467A"``, a name, or three or four numbers from 0 to 1.

    Returns
    -------
    str
        ``"#000000"`` or ``"#FFFFFF"``. The contrast is 4.5 : 1 at least, on any colour.

    Raises
    ------
    ValueError
        If matplotlib does not know the colour.

    Notes
    -----
    Relative luminance as in WCAG 2.2; black is the better one where it exceeds 0.179.

    Examples
    --------
    >>> ink_on("yellow"), ink_on(COLOURS["kernel"]), ink_on((0.5, 0.5, 0.5))
    ('#000000', '#FFFFFF', '#000000')
    """
    channels = matplotlib.colors.to_rgb(colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000000" if luminance > 0.179 else "#FFFFFF"
