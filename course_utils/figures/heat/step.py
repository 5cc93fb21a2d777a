"""One step of a recurrent layer: of one unit with its numbers, and of a layer as blocks to scale."""

import numpy as np
import svg

from course_utils.figures.sketch import arrow, signed, sketch, text
from course_utils.figures.style import COLOURS


def one_step(x, h_before, w, u, b):
    """Return one step of one tanh unit as SVG text, each number on its wire, and the loop that leads it back.

    Parameters
    ----------
    x, h_before : float
        The input, and the state before.
    w, u, b : float
        The weights of both, and the bias.

    Examples
    --------
    >>> one_step(1.0, 0.0, 1.5, 0.8, 0.0)[:4]
    '<svg'
    """
    total = w * x + u * h_before + b
    middle = 92
    strokes = [
        text(10, 22, "One step of one unit", bold=True),
        # the loop: from the new state, below, back to where the old one enters
        svg.Polyline(
            points=[430, middle, 456, middle, 456, 196, 26, 196, 26, 180],
            fill="none",
            stroke=COLOURS["recurrent"],
            stroke_width=1.5,
            stroke_dasharray=[6, 4],
        ),
        arrow(26, 182, 26, 156, "recurrent"),
        text(240, 214, "the new state is the old one of the next step", "recurrent", anchor="middle"),
        *_wire(60, "x", x, w, "w", "input", "kernel", middle),
        *_wire(140, "h before", h_before, u, "u", "hidden", "recurrent", middle),
        svg.Circle(cx=276, cy=middle, r=22, fill="white", stroke=COLOURS["ink"], stroke_width=1.5),
        text(276, middle + 6, "+", anchor="middle", size=20),
        text(276, middle - 30, f"b = {signed(b, 1)}", "bias", anchor="middle"),
        arrow(298, middle, 348, middle),
        text(322, middle - 9, signed(total), anchor="middle"),
        svg.Rect(x=350, y=middle - 18, width=52, height=36, rx=6, fill="white", stroke=COLOURS["ink"]),
        text(376, middle + 5, "tanh", anchor="middle"),
        arrow(402, middle, 430, middle, "hidden"),
        text(452, middle - 24, f"h = {signed(np.tanh(total))}", "hidden", anchor="end", bold=True),
    ]
    return sketch(480, 226, strokes)


def _wire(y, name, value, weight, letter, colour, weight_colour, middle):
    """Draw the way from a number on the left, through its weight, to the sum."""
    yield text(10, y - 12, name, colour)
    yield text(10, y + 8, signed(value), colour, bold=True)
    yield arrow(62, y + 3, 92, y + 3, colour)
    yield svg.Rect(x=94, y=y - 14, width=78, height=34, rx=6, fill="white", stroke=COLOURS[weight_colour])
    yield text(133, y + 8, f"{letter} = {weight}", weight_colour, anchor="middle")
    yield arrow(172, y + 3, 256, middle + (y - middle) / 4, weight_colour)
    yield text(178, y + (22 if y > middle else -6), signed(weight * value), weight_colour)


def step_shapes(n, d, h):
    """Return the arrays of one step as SVG text: blocks whose sides are to scale, (N, D) @ (D, H) and so on.

    Parameters
    ----------
    n, d, h : int
        The numbers of sentences, features and units.

    Examples
    --------
    >>> step_shapes(2, 3, 4)[:4]
    '<svg'
    """
    unit = 22
    strokes, x = [text(10, 22, f"N = {n} sentences, D = {d} features, H = {h} units", bold=True)], 14
    top = 74
    blocks = [
        ("x", n, d, "input", "@"),
        ("W_x", d, h, "kernel", "+"),
        ("h before", n, h, "hidden", "@"),
        ("W_h", h, h, "recurrent", "+"),
        ("b", 1, h, "bias", ""),
    ]
    for name, rows, columns, colour, sign in blocks:
        width = columns * unit * 0.72
        strokes.append(text(x + width / 2, top - 26, name, colour, anchor="middle", bold=True))
        shape = f"({rows}, {columns})" if name != "b" else f"({columns},)"
        strokes.append(text(x + width / 2, top - 8, shape, colour, anchor="middle"))
        strokes += [
            svg.Rect(
                x=round(x + j * unit * 0.72, 1),
                y=top + i * unit,
                width=round(unit * 0.72, 1),
                height=unit,
                fill=COLOURS[colour],
                fill_opacity=0.25,
                stroke=COLOURS[colour],
            )
            for i in range(rows)
            for j in range(columns)
        ]
        x += width
        if sign:
            strokes.append(text(x + 14, top + 20, sign, anchor="middle", bold=True))
        x += 28
    strokes.append(text(14, top + h * unit + 26, f"tanh of the sum: the new states, ({n}, {h})", "hidden"))
    return sketch(round(x), top + h * unit + 38, strokes)
