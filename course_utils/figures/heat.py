"""A matrix as a heat map, and a sentence in time: one column of state after each word."""

import numpy as np
import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, signed, sketch, text
from course_utils.figures.style import COLOURS

CELL_HEIGHT = 26
STRONGEST = 0.55  # share of colour behind a number: dark text on it keeps a contrast of 4.5


def heat_map(values, rows=(), columns=(), title="", limit=1.0, digits=2, mark=None, cell_width=58):
    """Return a matrix as SVG text: orange cells above zero, blue below, the deeper the larger the number.

    Parameters
    ----------
    values : ndarray (R, C)
        The numbers; each is also written into its cell.
    rows, columns : sequence of str
        Names beside the rows and above the columns; none if empty.
    title : str
        A line above.
    limit : float
        The size that gets the deepest colour; larger ones too.
    digits : int
        Decimals written.
    mark : int, optional
        A column to frame.
    cell_width : int
        Width of a column in CSS pixels; at most 480 for the whole drawing is readable on a narrow screen.

    Raises
    ------
    ValueError
        If `values` is not a matrix, or there are names but not one for each row or column.

    Examples
    --------
    >>> heat_map([[0.5, -1.0]], rows=["unit 0"], columns=["dog", "man"])[:4]
    '<svg'
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2:
        raise ValueError(f"values must be a matrix (R, C); got shape {values.shape}")
    for name, names, size in (("rows", rows, len(values)), ("columns", columns, values.shape[1])):
        if len(names) not in (0, size):
            raise ValueError(f"{name} must name all {size} or none; got {len(names)}")
    left = 8 + max((round(width_of(name)) + 8 for name in rows), default=0)
    top = 8 + (22 if title else 0) + (22 if len(columns) else 0)
    strokes = [text(8, 22, title, bold=True)] if title else []
    strokes += [
        text(left + (i + 0.5) * cell_width, top - 7, name, "input", anchor="middle", bold=i == mark)
        for i, name in enumerate(columns)
    ]
    strokes += [
        text(left - 8, top + (i + 0.68) * CELL_HEIGHT, name, "hidden", anchor="end")
        for i, name in enumerate(rows)
    ]
    for (i, j), value in np.ndenumerate(values):
        strokes += _cell(left + j * cell_width, top + i * CELL_HEIGHT, cell_width, value, limit, digits)
    if mark is not None:
        strokes.append(
            svg.Rect(
                x=left + mark * cell_width,
                y=top,
                width=cell_width,
                height=CELL_HEIGHT * len(values),
                fill="none",
                stroke=COLOURS["highlight"],
                stroke_width=3,
            )
        )
    width = left + cell_width * values.shape[1] + 8
    title_width = round(width_of(title, face="bold")) + 16
    return sketch(max(width, title_width), top + CELL_HEIGHT * len(values) + 8, strokes)


def _cell(x, y, width, value, limit, digits):
    strength = min(abs(value) / limit, 1) * STRONGEST
    colour = COLOURS["hidden" if value > 0 else "input"]
    place = {"x": x, "y": y, "width": width, "height": CELL_HEIGHT}
    yield svg.Rect(**place, fill=colour, fill_opacity=round(strength, 3), stroke="#BBBBBB")
    yield text(x + width / 2, y + 0.68 * CELL_HEIGHT, signed(value, digits), anchor="middle")


def sentence_in_time(words, states, title="", mark=None):
    """Return a sentence as SVG text: below each word the state after it, from left to right.

    Parameters
    ----------
    words : sequence of str
        T words.
    states : ndarray (T, H)
        The state after each word.
    title : str
        A line above.
    mark : int, optional
        The step to frame, from 0.

    Raises
    ------
    ValueError
        If there is not one state for each word.

    Examples
    --------
    >>> sentence_in_time(["dog", "bites"], np.zeros((2, 4)))[:4]
    '<svg'
    """
    states = np.asarray(states)
    units = [f"unit {i}" for i in range(states.shape[-1])]
    return heat_map(states.T, rows=units, columns=list(words), title=title, mark=mark)


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
