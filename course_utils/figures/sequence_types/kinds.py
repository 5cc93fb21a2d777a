"""The five kinds of network: their lengths, their layers with shapes, and their graph."""

from course_utils.figures.sequence_types.systems import KINDS

# N sentences, D features, H units, K outputs: different from each other and from every length.
N, D, H, K = 32, 12, 16, 10
LONGEST = 6


def allowed_lengths(kind, t_in, t_out):
    """Return the lengths (T_x, T_y) that a network of this kind has when these are asked for.

    "One" is always 1; an aligned network gives one output for each input.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    t_in, t_out : int
        The numbers of input and output steps that are asked for, from 1 to 6.

    Raises
    ------
    ValueError
        If the kind is unknown, or a length out of range.

    Examples
    --------
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

    An aligned network's T_y follows its T_x, so it is not free.

    Parameters
    ----------
    kind : str
        One of `KINDS`.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> free_lengths("many-to-one"), free_lengths("many-to-many (aligned)")
    ((True, False), (True, False))
    """
    return allowed_lengths(kind, 2, 1)[0] == 2, allowed_lengths(kind, 1, 2)[1] == 2


def layers(kind, t_in, t_out):
    """Return the Keras layers of a small network of this kind, each with the shape that leaves it.

    The layers are pairs of code and shape; the first is the input.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    t_in, t_out : int
        The numbers of input and output steps that are asked for, from 1 to 6.

    Raises
    ------
    ValueError
        If the kind is unknown, or a length out of range.

    Examples
    --------
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

    The nodes are a dict of names to columns, the edges a list of (from, to, sort), where sort is "input",
    "recurrent", "copy" or "output". The states of a decoder are called s.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    t_in, t_out : int
        The numbers of input and output steps that are asked for, from 1 to 6.

    Raises
    ------
    ValueError
        If the kind is unknown, or a length out of range.

    Examples
    --------
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
