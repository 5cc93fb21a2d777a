"""How far a nudge reaches: norms along a sentence on a log scale, and the sentence coloured by influence."""

import numpy as np
import svg

from course_utils.figures.letters import shorten, width_of
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.style import COLOURS, subplots, tint

WIDTH, HEIGHT = 456, 330  # of each of the explorer's two panels
LEFT, RIGHT, TOP, BOTTOM = 62, 436, 52, 272  # the frame of the plot
LOW, HIGH = -12, 8  # decades shown
MOST_WORDS = 24
ROW, GAP, MARGIN = 50, 6, 10  # of the words
DECADES = 4  # from the deepest colour to none
STRONGEST = 0.55  # share of colour behind a word: dark text on it keeps a contrast of 4.5
LOOKS = (("-", "hidden"), ("--", "highlight"), (":", "input"), ("-.", "muted"))
SEEDS = ("solid", "dashed", "dotted")
DASHES = (None, [7, 4], [2, 4])


def power(value):
    """Return a positive number as it is read aloud in a table: plain near 1, else as a power of ten.

    >>> power(0.25), power(3.2e-7), power(5e9), power(0.0)
    ('0.25', '3·10⁻⁷', '5·10⁹', '0')
    """
    if value == 0:
        return "0"
    if 0.01 <= value < 100:
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit}·10" + str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


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


def influence_on_text(words, influences, title="", width=WIDTH, height=None):
    """Return a sentence as SVG text: each word with its influence, the deeper its paper the larger that is.

    Parameters
    ----------
    words : sequence of str
        T words.
    influences : ndarray (T,)
        How much a nudge of each word moves the answer, numbers that are not negative. They are written below
        the words; the largest gets the deepest colour, a ten-thousandth of it none.
    title : str
        A line above.
    width, height : int
        Of the drawing in CSS pixels; height None is as high as the words need.

    Raises
    ------
    ValueError
        If there is not one finite number, 0 or more, for each word.

    Examples
    --------
    >>> influence_on_text(["dog", "bites"], np.array([0.1, 1.0]))[:4]
    '<svg'
    """
    influences = np.asarray(influences, dtype=float)
    if influences.shape != (len(words),) or not (np.isfinite(influences) & (influences >= 0)).all():
        raise ValueError(
            f"influences must be {len(words)} finite numbers, 0 or more, one a word; got {influences}"
        )
    strokes = [text(MARGIN, 22, title, bold=True)] if title else []
    x, y = MARGIN, 34 if title else MARGIN
    for word, influence, depth in zip(words, influences, depths(influences), strict=True):
        shown = shorten(word, width - 2 * MARGIN - 12)
        box = round(max(width_of(shown), width_of(power(influence))) + 12)
        if x + box > width - MARGIN:
            x, y = MARGIN, y + ROW
        place = {"x": x, "y": y, "width": box, "height": ROW - GAP, "rx": 4}
        strokes.append(svg.Rect(**place, fill=tint("hidden", depth * STRONGEST), stroke="#BBBBBB"))
        strokes.append(text(x + box / 2, y + 18, shown, anchor="middle", bold=depth > 0.75))
        strokes.append(text(x + box / 2, y + 37, power(influence), anchor="middle"))
        x += box + GAP
    return sketch(width, height or y + ROW + 2, strokes)


def depths(influences):
    """Return how deep the colour of each word is, from 0 to 1, by the logarithm of its share of the largest.

    >>> depths(np.array([1.0, 0.01, 0.0]))
    array([1. , 0.5, 0. ])
    """
    largest = np.max(influences, initial=0.0)
    if largest == 0:
        return np.zeros(len(influences))
    shares = np.maximum(np.asarray(influences) / largest, 10.0 ** (-DECADES))
    return 1 + np.log10(shares) / DECADES


def chain_of_steps(words, steps, products):
    """Return the walk back through a sentence as SVG text: the norm of every matrix and of their product.

    Parameters
    ----------
    words : sequence of str
        T words, at most five.
    steps : ndarray (T,)
        The norm of the matrix that leads from each state to the one before it; the first belongs to h_1.
    products : ndarray (T + 1,)
        The norms of the products of all matrices after h_r, r = 0 … T.

    Raises
    ------
    ValueError
        If the numbers of words, steps and products do not fit, or there are more than five words.

    Examples
    --------
    >>> chain_of_steps(["dog"], np.array([0.5]), np.array([0.5, 1.0]))[:4]
    '<svg'
    """
    if not len(words) == len(steps) == len(products) - 1 <= 5:
        raise ValueError(
            "words, steps and products must be T, T and T + 1 of them, T at most 5; got "
            f"{len(words)}, {len(steps)} and {len(products)}"
        )
    pitch, middle = 82, 92
    strokes = [text(10, 22, "From the last state back to the first", bold=True)]
    for r in range(len(words) + 1):
        x = 12 + r * pitch
        strokes.append(
            svg.Rect(x=x, y=middle - 16, width=34, height=32, rx=6, fill="white", stroke=COLOURS["hidden"])
        )
        strokes.append(text(x + 17, middle + 5, f"h{'₀₁₂₃₄₅'[r]}", "hidden", anchor="middle", bold=True))
        strokes.append(text(x + 17, 184, power(products[r]), "highlight", anchor="middle", bold=True))
        if r:
            strokes.append(text(x + 17, middle - 26, words[r - 1], "input", anchor="middle"))
            strokes.append(arrow(x - 2, middle, x - pitch + 37, middle, "recurrent"))
            strokes.append(
                text(
                    x - pitch / 2 + 17, middle + 34, f"× {power(steps[r - 1])}", "recurrent", anchor="middle"
                )
            )
    strokes.append(text(12, 150, "× norm of one step's matrix", "recurrent"))
    strokes.append(text(12, 208, "norm of the product of all matrices up to here", "highlight"))
    return sketch(12 + len(words) * pitch + 52, 220, strokes)


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
        _plot(norms, title),
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


def judged(firsts):
    """Say what happened to the gradients of several seeds: the same in all of them, or not.

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


def _plot(norms, title):
    """Draw the curves of all seeds on a scale of decades, from the first state on the left to the last."""
    last = norms.shape[1] - 1
    strokes = [text(10, 22, title, bold=True), text(10, 42, "norm of ∂h_T/∂h_r, log scale", "muted")]
    for decade in range(LOW, HIGH + 1, 4):
        y = _height(10.0**decade)
        dash = [4, 4] if decade == 0 else None
        line = "#8A8A8A" if decade == 0 else "#E4E4E4"
        strokes.append(svg.Line(x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=line, stroke_dasharray=dash))
        strokes.append(text(LEFT - 8, y + 5, power(10.0**decade).replace("1·", ""), anchor="end"))
    for r in sorted({0, last // 2, last}):
        strokes.append(text(_across(r, last), BOTTOM + 20, str(r), anchor="middle"))
    strokes.append(
        text((LEFT + RIGHT) / 2, BOTTOM + 42, "step r: the last state is on the right", anchor="middle")
    )
    for seed in reversed(range(len(norms))):
        colour = COLOURS["hidden" if seed == 0 else "muted"]
        points = [value for r, norm in enumerate(norms[seed]) for value in (_across(r, last), _height(norm))]
        strokes.append(
            svg.Polyline(
                points=points,
                fill="none",
                stroke=colour,
                stroke_width=3 if seed == 0 else 2,
                stroke_dasharray=DASHES[seed],
            )
        )
    outside = _outside(norms)
    if outside:
        strokes.append(text(RIGHT, TOP + 12, outside, "wrong", anchor="end"))
    return sketch(WIDTH, HEIGHT, strokes)


def _across(r, last):
    return round(LEFT + (RIGHT - LEFT) * r / last, 1)


def _height(norm):
    decade = np.log10(max(float(norm), 10.0 ** (LOW - 1)))
    share = (min(max(decade, LOW), HIGH) - LOW) / (HIGH - LOW)
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def _outside(norms):
    """Return what leaves the scale, in words."""
    below, above = (norms < 10.0**LOW).any(), (norms > 10.0**HIGH).any()
    if below and above:
        return "leaves the scale on both sides"
    return "falls below the scale" if below else "rises above the scale" if above else ""
