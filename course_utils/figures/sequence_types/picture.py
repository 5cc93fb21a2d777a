"""The explorer's picture of one kind of network: its graph, its layers in Keras, systems that have it."""

import svg

from course_utils.figures.picture import Picture
from course_utils.figures.sequence_types.drawing import (
    MARGIN,
    PANEL,
    draw_graph,
    draw_legend,
)
from course_utils.figures.sequence_types.kinds import D, N, allowed_lengths, graph, layers
from course_utils.figures.sequence_types.systems import SYSTEMS, WIRING
from course_utils.figures.sketch import sketch, text
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
        colour = "input" if i == 1 or shape[-1] == D else "output" if i == len(rows) else "hidden"
        yield _code(MARGIN, y, code, "ink")
        yield _code(PANEL - MARGIN - 100, y, f"({', '.join(map(str, shape))})", colour)


def _code(x, y, words, colour):
    return svg.Text(x=x, y=y, text=words, fill=COLOURS[colour], font_size=13.5, font_family=CODE_FONT)


def _draw_systems(systems):
    yield text(MARGIN, 178, "Systems that have it", bold=True)
    for i, system in enumerate(systems, 1):
        yield text(MARGIN, 178 + LINE * i, system)
