"""The explorer's picture of one kind of network, and the one of a loop that is unrolled."""

import svg

from course_utils.figures.picture import Picture
from course_utils.figures.sequence_types.drawing import (
    BOX_HEIGHT,
    BOX_WIDTH,
    MARGIN,
    PANEL,
    Y_INPUT,
    Y_OUTPUT,
    Y_STATE,
    draw_edge,
    draw_graph,
    draw_legend,
    draw_node,
    line,
)
from course_utils.figures.sequence_types.kinds import N, allowed_lengths, graph, layers
from course_utils.figures.sequence_types.systems import SYSTEMS, WIRING
from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.style import COLOURS

HEIGHT = 316  # of both panels
LINE = 24
CODE_FONT = "DejaVu Sans Mono, Consolas, monospace"


def sequence_types_picture(kind, t_in=4, t_out=3):
    """Draw a network of one kind: its unrolled graph, its layers with their shapes, systems that have it.

    Its data are kind, t_in, t_out, nodes, edges, layers and systems.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    t_in, t_out : int
        The lengths T_x and T_y, from 1 to 6, of which a kind takes what it needs.

    Raises
    ------
    ValueError
        If the kind is unknown, or a length out of range.

    Examples
    --------
    >>> picture = sequence_types_picture("many-to-many (encoder-decoder)", 2, 3)
    >>> picture.data["layers"][-1]
    ('Dense(10)', (32, 3, 10))
    """
    t_in, t_out = allowed_lengths(kind, t_in, t_out)
    nodes, edges = graph(kind, t_in, t_out)
    rows = layers(kind, t_in, t_out)
    panels = [
        sketch(PANEL, HEIGHT, [*_draw_heading(kind, t_in, t_out, nodes), *draw_graph(nodes, edges)]),
        sketch(PANEL, HEIGHT, [*_draw_layers(rows), *_draw_systems(SYSTEMS[kind])]),
    ]
    data = {"kind": kind, "t_in": t_in, "t_out": t_out, "nodes": nodes, "edges": edges}
    data |= {"layers": rows, "systems": SYSTEMS[kind]}
    return Picture(panels, _describe(data), data=data)


def loop_picture(steps=4):
    """Draw one recurrent layer twice: folded, with its loop, and unrolled over some steps.

    Its data are the unrolled nodes and edges.

    Parameters
    ----------
    steps : int
        From 1 to 6.

    Raises
    ------
    ValueError
        If the number is out of range.

    Examples
    --------
    >>> loop_picture(3).data["edges"][3:5]
    [('h1', 'h2', 'recurrent'), ('h2', 'h3', 'recurrent')]
    """
    nodes, edges = graph("many-to-many (aligned)", steps, steps)
    folded, left = 72, 168
    side, low, high = folded + BOX_WIDTH / 2, Y_STATE + 12, Y_STATE - 12
    loop = f"M{side - 3} {low}C{side + 46} {low + 30} {side + 46} {high - 30} {side + 6} {high - 4}"
    unrolled = f"unrolled: the same layer, {steps} times"
    elements = [
        text(folded, 28, "folded: one layer", anchor="middle", bold=True),
        text((left + PANEL) / 2, 28, unrolled, anchor="middle", bold=True),
        *draw_legend(nodes, left),
        *draw_edge(folded, Y_INPUT, folded, Y_STATE, "input"),
        *draw_edge(folded, Y_STATE, folded, Y_OUTPUT, "output"),
        line(loop, "recurrent"),
        arrow(side + 6, high - 4, side - 4, high + 2, "recurrent", width=2),
        *(part for letter in "xhy" for part in draw_node(letter, folded, "t")),
        *draw_graph(nodes, edges, left),
    ]
    alt = (
        "Left, folded: input x at step t enters a state h, which gives output y; an arrow leads from h back "
        f"into h. Right, unrolled: {steps} copies of the layer side by side, each with its input, state and "
        "output; the arrow of the loop now leads from each state to the next. Notice: all arrows between "
        "states are one and the same loop."
    )
    drawing = sketch(PANEL, Y_INPUT + BOX_HEIGHT, elements)
    return Picture(drawing, alt, data={"nodes": nodes, "edges": edges})


def _describe(data):
    shapes = "; ".join(f"{code} gives {shape}" for code, shape in data["layers"])
    chain = "" if data["kind"] == "one-to-one" else " Arrows between states run from left to right."
    return (
        f"{data['kind']} network with T_x = {data['t_in']} and T_y = {data['t_out']}. "
        f"{WIRING[data['kind']]}{chain} "
        f"Layers and shapes: {shapes}. Systems: {'; '.join(data['systems'])}."
    )


def _draw_heading(kind, t_in, t_out, nodes):
    yield text(MARGIN, 28, kind, size=16, bold=True)
    yield text(PANEL - MARGIN, 28, f"T_x = {t_in}, T_y = {t_out}", anchor="end")
    yield from draw_legend(nodes, MARGIN)


def _draw_layers(rows):
    yield text(MARGIN, 28, f"In Keras, for N = {N} examples", bold=True)
    for i, (code, shape) in enumerate(rows, 1):
        y = 28 + LINE * i
        colour = "input" if i == 1 else "output" if i == len(rows) else "hidden"
        yield _code(MARGIN, y, code, "ink")
        yield _code(PANEL - MARGIN - 100, y, f"({', '.join(map(str, shape))})", colour)


def _code(x, y, words, colour):
    return svg.Text(x=x, y=y, text=words, fill=COLOURS[colour], font_size=13.5, font_family=CODE_FONT)


def _draw_systems(systems):
    yield text(MARGIN, 178, "Systems that have it", bold=True)
    for i, system in enumerate(systems, 1):
        yield text(MARGIN, 178 + LINE * i, system)
