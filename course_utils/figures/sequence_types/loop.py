"""A loop, and the same loop unrolled."""

from course_utils.figures.picture import Picture
from course_utils.figures.sequence_types.drawing import (
    BOX_HEIGHT,
    BOX_WIDTH,
    PANEL,
    Y_INPUT,
    Y_OUTPUT,
    Y_STATE,
    columns,
    draw_edge,
    draw_graph,
    draw_legend,
    draw_node,
    line,
)
from course_utils.figures.sequence_types.kinds import graph
from course_utils.figures.sketch import arrow, sketch, text


def loop_picture(steps=4):
    """Draw one recurrent layer twice: once, with its loop, and unrolled over some steps from the state h0.

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
    nodes = {"h0": 0} | {name: at + 1 for name, at in nodes.items()}
    edges = [*edges, ("h0", "h1", "recurrent")]
    folded, left = 72, 150
    column, first = columns(nodes, left)
    side, low, high = folded + BOX_WIDTH / 2, Y_STATE + 12, Y_STATE - 12
    loop = f"M{side - 3} {low}C{side + 46} {low + 30} {side + 46} {high - 30} {side + 6} {high - 4}"
    unrolled = f"unrolled: the same, {steps} times"
    elements = [
        text(folded, 28, "one layer, a loop", anchor="middle", bold=True),
        text((left + PANEL) / 2, 28, unrolled, anchor="middle", bold=True),
        *draw_legend(nodes, left),
        *draw_edge(folded, Y_INPUT, folded, Y_STATE, "input"),
        *draw_edge(folded, Y_STATE, folded, Y_OUTPUT, "output"),
        line(loop, "recurrent"),
        arrow(side + 6, high - 4, side - 4, high + 2, "recurrent", width=2),
        *(part for letter in "xhy" for part in draw_node(letter, folded, "t")),
        text(folded - 6, Y_STATE + 54, "Wₓ", "input", anchor="end"),
        text(side + 12, Y_STATE - 32, "Wₕ", "recurrent"),
        *draw_graph(nodes, edges, left),
        *(
            text(round(first + t * column - 5, 1), Y_STATE + 54, "Wₓ", "input", anchor="end")
            for t in range(1, steps + 1)
        ),
        *(
            text(round(first + (t - 0.5) * column, 1), Y_STATE - 24, "Wₕ", "recurrent", anchor="middle")
            for t in range(1, steps + 1)
        ),
        text(round(first, 1), Y_STATE + 32, "zeros", "muted", anchor="middle"),
    ]
    alt = (
        "Left, once: input x at step t enters a state h, which gives output y; an arrow leads from h back "
        f"into h. Right, unrolled: {steps} copies of the layer side by side, each with its input, state and "
        "output; the arrow of the loop now leads from each state to the next, the first from h0, all zero. "
        "Weights W x stand at every arrow from an input, W h at every arrow between states. Notice: "
        "all arrows between states are one and the same loop."
    )
    drawing = sketch(PANEL, Y_INPUT + BOX_HEIGHT, elements)
    return Picture(drawing, alt, data={"nodes": nodes, "edges": edges})
