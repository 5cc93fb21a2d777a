"""An unrolled network as boxes and arrows."""

import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, subscript, text
from course_utils.figures.style import COLOURS, tint

PANEL, MARGIN = 460, 16  # CSS pixels
COLUMN, BOX_WIDTH, BOX_HEIGHT = 60, 40, 32  # the widest that they get
Y_OUTPUT, Y_STATE, Y_INPUT = 100, 180, 260
LOOK = {  # letter of a node: the colour's name, and the y of its centre
    "x": ("input", Y_INPUT),
    "h": ("hidden", Y_STATE),
    "s": ("hidden", Y_STATE),
    "y": ("output", Y_OUTPUT),
}
STROKES = {"input": "input", "recurrent": "recurrent", "copy": "muted", "output": "output"}


def columns(nodes, left):
    """Return how wide a column is, and where the middle of the first one lies.

    Parameters
    ----------
    nodes : dict
        What `graph` returns.
    left : float
        Where the room begins.

    Examples
    --------
    >>> columns({"x1": 0, "x2": 1}, left=400)
    (22.0, 411.0)
    """
    count = 1 + max(nodes.values())
    column = min(COLUMN, (PANEL - MARGIN - left) / count)
    return column, (left + PANEL - MARGIN - (count - 1) * column) / 2


def draw_graph(nodes, edges, left=MARGIN):
    """Yield the boxes and arrows of a network, in the middle between `left` and the panel's right margin.

    Parameters
    ----------
    nodes, edges
        What `graph` returns.
    left : float
        Where the room begins.

    Examples
    --------
    >>> len(list(draw_graph({"x1": 0, "y1": 0}, [("x1", "y1", "output")])))
    5
    """
    column, first = columns(nodes, left)
    box = min(BOX_WIDTH, column - 12)  # an arrow needs 12
    centre = {name: (first + at * column, LOOK[name[0]][1]) for name, at in nodes.items()}
    for start, end, sort in edges:
        yield from draw_edge(*centre[start], *centre[end], sort, box)
    for name, (x, _) in centre.items():
        yield from draw_node(name[0], x, name[1], box)


def draw_legend(nodes, x):
    """Yield what the letters mean, each in the colour of its boxes.

    Parameters
    ----------
    nodes : dict
        What `graph` returns.
    x : float
        Where the line begins.

    Examples
    --------
    >>> [one.text for one in draw_legend({"x1": 0, "y1": 0}, 16)]
    ['x: inputs', 'y: outputs']
    """
    for letter, word in {"x": "inputs", "h": "states", "s": "decoder's states", "y": "outputs"}.items():
        if any(name[0] == letter for name in nodes):
            words = f"{letter}: {word}"
            yield text(x, 54, words, LOOK[letter][0])
            x += width_of(words) + 18


def draw_node(letter, x, index, box=BOX_WIDTH):
    """Yield the box of one node, on the line of its letter.

    Parameters
    ----------
    letter : {"x", "h", "s", "y"}
        What it is.
    x, box : float
        Its middle, and its width.
    index : str
        Its step.

    Examples
    --------
    >>> [type(part).__name__ for part in draw_node("h", 72, "t")]
    ['Rect', 'Text']
    """
    colour, y = LOOK[letter]
    yield svg.Rect(
        x=round(x - box / 2, 1),
        y=y - BOX_HEIGHT / 2,
        width=round(box, 1),
        height=BOX_HEIGHT,
        rx=12 if letter in "hs" else 3,
        fill=tint(colour, 0.15),
        stroke=COLOURS[colour],
        stroke_width=2,
    )
    yield text(round(x, 1), y + 5, subscript(letter, index), anchor="middle", size=15)


def draw_edge(x1, y1, x2, y2, sort, box=BOX_WIDTH):
    """Yield an arrow from the border of a box to the border of another; a copy goes round, dashed.

    Parameters
    ----------
    x1, y1, x2, y2 : float
        The middles of both boxes.
    sort : {"input", "recurrent", "copy", "output"}
        What the arrow means.
    box : float
        The width of the boxes.

    Examples
    --------
    >>> len(list(draw_edge(72, 260, 72, 180, "input"))), len(list(draw_edge(72, 180, 132, 180, "copy")))
    (1, 2)
    """
    colour, half = STROKES[sort], BOX_HEIGHT / 2  # from border to border of the boxes
    if sort != "copy":
        if y1 == y2:
            yield arrow(x1 + box / 2, y1, x2 - box / 2, y2, colour, width=2)
        else:
            yield arrow(x1, y1 - half, x2, y2 + half, colour, width=2)
        return
    x1, x2, low = round(x1, 1), round(x2, 1), y2 + half + 34
    if y1 == y2:  # the encoder's last state reaches the decoder's states from below
        yield line(f"M{x1 + 8} {y1 + half}V{low}H{x2}V{y2 + half + 10}", sort)
    else:
        yield line(f"M{x1} {y1 - half}V{low - 12}H{x2}V{y2 + half + 10}", sort)
    yield arrow(x2, y2 + half + 10, x2, y2 + half, colour, width=2)


def line(path, sort):
    """Return a bent line without a head.

    Parameters
    ----------
    path : str
        Its path, as SVG writes it.
    sort : {"input", "recurrent", "copy", "output"}
        What it means.

    Examples
    --------
    >>> line("M0 0H9", "copy").stroke_dasharray
    [5, 4]
    """
    dashes = [5, 4] if sort == "copy" else None
    colour = COLOURS[STROKES[sort]]
    return svg.Path(d=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes)
