"""The five kinds of network by what goes in and what comes out: graph, layers with their shapes, systems."""

import svg

from course_utils.figures.letters import width_of
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, sketch, subscript, text
from course_utils.figures.style import COLOURS, tint

# N sentences, D features, H units, K outputs: different from each other and from every length.
N, D, H, K = 32, 12, 16, 10
LONGEST = 6

SYSTEMS = {
    "one-to-one": ["a digit's image → its class", "a form with twelve fields → yes or no"],
    "one-to-many": ["an image → its caption", "a first note → a tune", "a topic → a poem"],
    "many-to-one": [
        "a review → positive or negative",
        "seven days' weather → the eighth's",
        "a stretch of DNA → splice site or not",
        "a video clip → the activity",
        "a command to an assistant → its intent",
    ],
    "many-to-many (aligned)": [
        "each word → part of a name or not",
        "each word → its part of speech",
        "each video frame → its label",
        "each letter → the next letter",
        "each DNA base → marked or not",
    ],
    "many-to-many (encoder-decoder)": [
        "a French question → an English one",
        "speech → its transcript",
        "a report → its summary",
        "a question → the answer",
        "a clip → a sentence about it",
    ],
}
KINDS = tuple(SYSTEMS)

PANEL, HEIGHT, MARGIN = 460, 316, 16
LINE = 24
COLUMN, BOX_WIDTH, BOX_HEIGHT = 60, 40, 32  # the widest that they get
Y_OUTPUT, Y_STATE, Y_INPUT = 100, 180, 260
CODE_FONT = "DejaVu Sans Mono, Consolas, monospace"


def allowed_lengths(kind, t_in, t_out):
    """Return the lengths (T_x, T_y) that a network of this kind has when these are asked for.

    Arguments: `kind`, one of `KINDS`; `t_in` and `t_out`, numbers of input and output steps, 1 to 6.
    Result: a pair of integers. "One" is always 1; an aligned network gives one output for each input.
    Raises `ValueError` where a kind is unknown or a length out of range.

    >>> allowed_lengths("many-to-one", 5, 3), allowed_lengths("many-to-many (aligned)", 5, 3)
    ((5, 1), (5, 5))
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}; got {kind!r}")
    for name, length in (("t_in", t_in), ("t_out", t_out)):
        if length not in range(1, LONGEST + 1):
            raise ValueError(f"{name} must be an integer from 1 to {LONGEST}; got {length!r}")
    return {
        "one-to-one": (1, 1),
        "one-to-many": (1, t_out),
        "many-to-one": (t_in, 1),
        "many-to-many (aligned)": (t_in, t_in),
        "many-to-many (encoder-decoder)": (t_in, t_out),
    }[kind]


def free_lengths(kind):
    """Return whether a network of this kind may have any T_x, and any T_y, as a pair of bools.

    Argument: `kind`, one of `KINDS`. An aligned network's T_y follows its T_x, so it is not free.
    Raises `ValueError` where a kind is unknown.

    >>> free_lengths("many-to-one"), free_lengths("many-to-many (aligned)")
    ((True, False), (True, False))
    """
    return allowed_lengths(kind, 2, 1)[0] == 2, allowed_lengths(kind, 1, 2)[1] == 2


def layers(kind, t_in, t_out):
    """Return the Keras layers of a small network of this kind, each with the shape that leaves it.

    Arguments: as for `allowed_lengths`. Result: pairs of a layer's code and a shape; the first is the input.
    Raises `ValueError` as `allowed_lengths` does.

    >>> for code, shape in layers("many-to-one", 5, 1):
    ...     print(f"{code:14} {shape}")
    Input((5, 12)) (32, 5, 12)
    SimpleRNN(16)  (32, 16)
    Dense(10)      (32, 10)
    """
    t_in, t_out = allowed_lengths(kind, t_in, t_out)
    vector = (f"Input(({D},))", (N, D))
    sequence = (f"Input(({t_in}, {D}))", (N, t_in, D))
    last_state = (f"SimpleRNN({H})", (N, H))
    copies = f"RepeatVector({t_out})"
    all_states = (f"SimpleRNN({H}, return_sequences=True)", (N, t_out, H))
    one, many = (f"Dense({K})", (N, K)), (f"Dense({K})", (N, t_out, K))
    return {
        "one-to-one": [vector, one],
        "one-to-many": [vector, (copies, (N, t_out, D)), all_states, many],
        "many-to-one": [sequence, last_state, one],
        "many-to-many (aligned)": [sequence, all_states, many],
        "many-to-many (encoder-decoder)": [sequence, last_state, (copies, (N, t_out, H)), all_states, many],
    }[kind]


def graph(kind, t_in, t_out):
    """Return the unrolled network as nodes and edges.

    Arguments: as for `allowed_lengths`. Result: a dict of each node's name to its column, and a list of edges
    (from, to, sort), where sort is "input", "recurrent", "copy" or "output". The states of a decoder are
    called s. Raises `ValueError` as `allowed_lengths` does.

    >>> nodes, edges = graph("many-to-one", 2, 1)
    >>> sorted(nodes)
    ['h1', 'h2', 'x1', 'x2', 'y1']
    >>> edges
    [('x1', 'h1', 'input'), ('x2', 'h2', 'input'), ('h1', 'h2', 'recurrent'), ('h2', 'y1', 'output')]
    """
    t_in, t_out = allowed_lengths(kind, t_in, t_out)
    if kind == "one-to-one":
        return {"x1": 0, "y1": 0}, [("x1", "y1", "output")]
    inputs, outputs = range(1, t_in + 1), range(1, t_out + 1)
    nodes = {f"x{t}": t - 1 for t in inputs}
    if kind == "one-to-many":
        nodes |= {f"h{t}": t - 1 for t in outputs} | {f"y{t}": t - 1 for t in outputs}
        edges = [("x1", f"h{t}", "copy") for t in outputs] + _chain("h", outputs)
        return nodes, edges + [(f"h{t}", f"y{t}", "output") for t in outputs]
    nodes |= {f"h{t}": t - 1 for t in inputs}
    edges = [(f"x{t}", f"h{t}", "input") for t in inputs] + _chain("h", inputs)
    if kind == "many-to-one":
        return nodes | {"y1": t_in - 1}, [*edges, (f"h{t_in}", "y1", "output")]
    if kind == "many-to-many (aligned)":
        nodes |= {f"y{t}": t - 1 for t in inputs}
        return nodes, edges + [(f"h{t}", f"y{t}", "output") for t in inputs]
    nodes |= {f"s{t}": t_in + t - 1 for t in outputs} | {f"y{t}": t_in + t - 1 for t in outputs}
    edges += [(f"h{t_in}", f"s{t}", "copy") for t in outputs] + _chain("s", outputs)
    return nodes, edges + [(f"s{t}", f"y{t}", "output") for t in outputs]


def _chain(letter, steps):
    return [(f"{letter}{t}", f"{letter}{t + 1}", "recurrent") for t in steps[:-1]]


def sequence_types_picture(kind, t_in=4, t_out=3):
    """Draw a network of one kind: its unrolled graph, its layers with their shapes, systems that have it.

    Arguments: `kind`, one of `KINDS`; `t_in` and `t_out`, the lengths T_x and T_y from 1 to 6, of which a
    kind takes what it needs. Result: a `Picture`; its `data` holds kind, t_in, t_out, nodes, edges, layers
    and systems. Raises `ValueError` as `allowed_lengths` does.

    >>> picture = sequence_types_picture("many-to-many (encoder-decoder)", 2, 3)
    >>> picture.data["layers"][-1]
    ('Dense(10)', (32, 3, 10))
    """
    t_in, t_out = allowed_lengths(kind, t_in, t_out)
    nodes, edges = graph(kind, t_in, t_out)
    rows = layers(kind, t_in, t_out)
    panels = [
        sketch(PANEL, HEIGHT, [*_draw_heading(kind, t_in, t_out, nodes), *_draw_graph(nodes, edges)]),
        sketch(PANEL, HEIGHT, [*_draw_layers(rows), *_draw_systems(SYSTEMS[kind])]),
    ]
    data = {"kind": kind, "t_in": t_in, "t_out": t_out, "nodes": nodes, "edges": edges}
    data |= {"layers": rows, "systems": SYSTEMS[kind]}
    return Picture(panels, _describe(data), data=data)


def loop_picture(steps=4):
    """Draw one recurrent layer twice: once, with its loop, and unrolled over some steps from the state h0.

    Argument: `steps`, from 1 to 6. Result: a `Picture`; its `data` holds the unrolled nodes and edges.
    Raises `ValueError` as `allowed_lengths` does.

    >>> loop_picture(3).data["edges"][3:5]
    [('h1', 'h2', 'recurrent'), ('h2', 'h3', 'recurrent')]
    """
    nodes, edges = graph("many-to-many (aligned)", steps, steps)
    nodes = {"h0": 0} | {name: at + 1 for name, at in nodes.items()}
    edges = [*edges, ("h0", "h1", "recurrent")]
    folded, left = 72, 150
    column, first = _columns(nodes, left)
    side, low, high = folded + BOX_WIDTH / 2, Y_STATE + 12, Y_STATE - 12
    loop = f"M{side - 3} {low}C{side + 46} {low + 30} {side + 46} {high - 30} {side + 6} {high - 4}"
    unrolled = f"unrolled: the same, {steps} times"
    elements = [
        text(folded, 28, "one layer, a loop", anchor="middle", bold=True),
        text((left + PANEL) / 2, 28, unrolled, anchor="middle", bold=True),
        *_draw_legend(nodes, left),
        *_draw_edge(folded, Y_INPUT, folded, Y_STATE, "input"),
        *_draw_edge(folded, Y_STATE, folded, Y_OUTPUT, "output"),
        _line(loop, "recurrent"),
        arrow(side + 6, high - 4, side - 4, high + 2, "recurrent", width=2),
        *(part for letter in "xhy" for part in _draw_node(letter, folded, "t")),
        text(folded - 6, Y_STATE + 54, "Wₓ", "input", anchor="end"),
        text(side + 12, Y_STATE - 32, "Wₕ", "recurrent"),
        *_draw_graph(nodes, edges, left),
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


WIRING = {
    "one-to-one": "One input, one output, and no state: nothing is remembered.",
    "one-to-many": "A copy of the one input goes to every state, and every state gives an output.",
    "many-to-one": "Every input enters its state; only the last state gives an output.",
    "many-to-many (aligned)": "Every input enters its state, and every state gives an output at once.",
    "many-to-many (encoder-decoder)": (
        "The encoder's states h read all inputs first; a copy of the last goes to every state s of the "
        "decoder, and every s gives an output."
    ),
}


def _describe(data):
    shapes = "; ".join(f"{code} gives {shape}" for code, shape in data["layers"])
    chain = "" if data["kind"] == "one-to-one" else " Arrows between states run from left to right."
    return (
        f"{data['kind']} network with T_x = {data['t_in']} and T_y = {data['t_out']}. "
        f"{WIRING[data['kind']]}{chain} "
        f"Layers and shapes: {shapes}. Systems: {'; '.join(data['systems'])}."
    )


LOOK = {  # letter of a node: the colour's name, and the y of its centre
    "x": ("input", Y_INPUT),
    "h": ("hidden", Y_STATE),
    "s": ("hidden", Y_STATE),
    "y": ("output", Y_OUTPUT),
}
STROKES = {"input": "input", "recurrent": "recurrent", "copy": "muted", "output": "output"}


def _draw_heading(kind, t_in, t_out, nodes):
    yield text(MARGIN, 28, kind, size=16, bold=True)
    yield text(PANEL - MARGIN, 28, f"T_x = {t_in}, T_y = {t_out}", anchor="end")
    yield from _draw_legend(nodes, MARGIN)


def _draw_legend(nodes, x):
    """What the letters mean, each in the colour of its boxes."""
    for letter, word in {"x": "inputs", "h": "states", "s": "decoder's states", "y": "outputs"}.items():
        if any(name[0] == letter for name in nodes):
            words = f"{letter}: {word}"
            yield text(x, 54, words, LOOK[letter][0])
            x += width_of(words) + 18


def _columns(nodes, left):
    """Return how wide a column is, and where the middle of the first one lies."""
    columns = 1 + max(nodes.values())
    column = min(COLUMN, (PANEL - MARGIN - left) / columns)
    return column, (left + PANEL - MARGIN - (columns - 1) * column) / 2


def _draw_graph(nodes, edges, left=MARGIN):
    column, first = _columns(nodes, left)
    box = min(BOX_WIDTH, column - 12)  # an arrow needs 12
    centre = {name: (first + at * column, LOOK[name[0]][1]) for name, at in nodes.items()}
    for start, end, sort in edges:
        yield from _draw_edge(*centre[start], *centre[end], sort, box)
    for name, (x, _) in centre.items():
        yield from _draw_node(name[0], x, name[1], box)


def _draw_node(letter, x, index, box=BOX_WIDTH):
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


def _draw_edge(x1, y1, x2, y2, sort, box=BOX_WIDTH):
    colour, half = STROKES[sort], BOX_HEIGHT / 2  # from border to border of the boxes
    if sort != "copy":
        if y1 == y2:
            yield arrow(x1 + box / 2, y1, x2 - box / 2, y2, colour, width=2)
        else:
            yield arrow(x1, y1 - half, x2, y2 + half, colour, width=2)
        return
    x1, x2, low = round(x1, 1), round(x2, 1), y2 + half + 34
    if y1 == y2:  # the encoder's last state reaches the decoder's states from below
        yield _line(f"M{x1 + 8} {y1 + half}V{low}H{x2}V{y2 + half + 10}", sort)
    else:
        yield _line(f"M{x1} {y1 - half}V{low - 12}H{x2}V{y2 + half + 10}", sort)
    yield arrow(x2, y2 + half + 10, x2, y2 + half, colour, width=2)


def _line(path, sort):
    dashes = [5, 4] if sort == "copy" else None
    colour = COLOURS[STROKES[sort]]
    return svg.Path(d=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes)


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
