"""Blame on its way back through one unit, with its numbers, and the shares that it leaves at each step."""

import numpy as np
import svg

from course_utils.figures.sketch import arrow, signed, sketch, subscript, text
from course_utils.figures.style import COLOURS

UNIT_WIDTH, UNIT_HEIGHT = 480, 236
LEFT, PITCH = 78, 150  # the middle of the first step, and from one to the next: three steps fit


def one_unit_back(x, h, u, blame, shares):
    """Return three steps of one unit as SVG text: blame goes from right to left, a share down at each step.

    Parameters
    ----------
    x, h : sequences of 3 numbers
        The inputs, and the states.
    u : float
        The recurrent weight.
    blame : sequence of 3 numbers
        dL/d of each state.
    shares : sequence of 3 numbers
        Each step's share in dL/dw.

    Raises
    ------
    ValueError
        If there are not three of each.

    Examples
    --------
    >>> one_unit_back([1.0, 0.5, -1.0], [0.5, 0.6, -0.1], 0.8, [0.1, 0.2, 0.3], [0.1, 0.05, -0.3])[:4]
    '<svg'
    """
    if not len(x) == len(h) == len(blame) == len(shares) == 3:
        raise ValueError(
            f"x, h, blame and shares must hold 3 numbers each; got {len(x)}, {len(h)}, {len(blame)}, "
            f"{len(shares)}"
        )
    strokes = [text(10, 22, "Blame goes back from the last state", bold=True)]
    for t in range(3):
        strokes += _step(t, x[t], h[t], blame[t], shares[t])
        if t:
            left, right = LEFT + (t - 1) * PITCH + 42, LEFT + t * PITCH - 36
            strokes.append(arrow(right, 154, left, 84, "highlight", 2))
            strokes.append(text(left + 27, 98, f"× {u}", "recurrent"))
    return sketch(UNIT_WIDTH, UNIT_HEIGHT, strokes)


def _step(t, x, h, blame, share):
    """Draw a state; above it the blame that arrives, below what becomes of it on the way to w."""
    middle, number = LEFT + t * PITCH, t + 1
    slope = 1 - h**2
    yield text(middle, 56, f"dL/d{subscript('h', number)} {signed(blame)}", "highlight", "middle", bold=True)
    yield svg.Rect(x=middle - 39, y=68, width=78, height=44, rx=6, fill="white", stroke=COLOURS["hidden"])
    yield text(middle, 95, f"{subscript('h', number)} {signed(h)}", "hidden", "middle")
    yield arrow(middle, 112, middle, 148, "highlight", 2)
    yield text(middle + 7, 136, f"× {slope:.2f}")
    yield text(middle, 166, f"dz {signed(blame * slope)}", "highlight", "middle")
    yield arrow(middle, 172, middle, 204, "highlight", 2)
    yield text(middle + 8, 194, f"× {subscript('x', number)} {signed(x, 1)}", "input")
    yield text(middle, 224, f"share {signed(share)}", "kernel", "middle", bold=True)


def head_to_tail(shares):
    """Return shares as SVG text: arrows, each beginning where the one before ends, and their sum.

    Parameters
    ----------
    shares : sequence of float
        Numbers whose sums stay within ±0.6.

    Examples
    --------
    >>> head_to_tail([-0.3, 0.5, -0.3])[:4]
    '<svg'
    """
    zero, scale, top = 310, 270, 58  # CSS pixels: of 0, of one unit, of the first arrow
    ends = np.concatenate([[0.0], np.cumsum(shares)])
    rows = [(f"step {t}  {signed(share, 4)}", "kernel", 3) for t, share in enumerate(shares, 1)]
    bottom = top + 30 * len(rows)
    strokes = [
        text(10, 22, "The shares in dL/dw, head to tail", bold=True),
        svg.Line(x1=zero, y1=40, x2=zero, y2=bottom + 14, stroke=COLOURS["muted"], stroke_dasharray=[4, 4]),
        text(zero, bottom + 30, "0", "muted", "middle"),
    ]
    for row, (words, colour, width) in enumerate(rows):
        y = top + 30 * row
        strokes.append(text(10, y + 5, words, colour))
        strokes.append(arrow(zero + scale * ends[row], y, zero + scale * ends[row + 1], y, colour, width))
    strokes.append(text(10, bottom + 5, f"sum  {signed(ends[-1], 4)}", "highlight", bold=True))
    strokes.append(arrow(zero, bottom, zero + scale * ends[-1], bottom, "highlight", 4))
    return sketch(UNIT_WIDTH, bottom + 42, strokes)
