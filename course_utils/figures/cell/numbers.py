"""The numbers of one unit of an LSTM, and the slopes of a loss with respect to them."""

import math

PARTS = ("forget", "input", "candidate", "output")


def cell_numbers(c_before, f, i, g, o):
    """Return the numbers of one unit of an LSTM: its gates, and what follows from them.

    Parameters
    ----------
    c_before : float
        The cell state before the step.
    f, i, o : float
        The forget, input and output gates, from 0 to 1.
    g : float
        The candidate, from −1 to 1.

    Returns
    -------
    dict of str to float
        These five, ``kept`` = f · c_before, ``written`` = i · g, their sum ``c``, ``shown`` = tanh c, and
        ``h`` = o · shown.

    Raises
    ------
    ValueError
        If a gate or the candidate is out of range.

    Notes
    -----
    Hochreiter and Schmidhuber (1997), with the forget gate of Gers, Schmidhuber and Cummins (2000).

    Examples
    --------
    >>> numbers = cell_numbers(c_before=0.5, f=0.9, i=0.1, g=-1.0, o=0.5)
    >>> round(numbers["c"], 3), round(numbers["h"], 3)
    (0.35, 0.168)
    """
    for name, value, least in (("f", f, 0), ("i", i, 0), ("g", g, -1), ("o", o, 0)):
        if not least <= value <= 1:
            raise ValueError(f"{name} must be from {least} to 1; got {value!r}")
    kept, written = f * c_before, i * g
    c = kept + written
    shown = math.tanh(c)
    gates = {"c_before": c_before, "f": f, "i": i, "g": g, "o": o}
    return gates | {"kept": kept, "written": written, "c": c, "shown": shown, "h": o * shown}


def cell_gradients(numbers, dh, dc):
    """Return the slopes of a loss with respect to the numbers of one unit.

    Parameters
    ----------
    numbers : dict of str to float
        As `cell_numbers` returns them.
    dh, dc : float
        The slopes that arrive: dL/dh, and dL/dc from the step after.

    Returns
    -------
    dict of str to float
        For ``h``, ``o``, ``c`` (both ways together), ``f``, ``i``, ``g`` and ``c_before``.

    Examples
    --------
    >>> slopes = cell_gradients(cell_numbers(c_before=0.5, f=0.9, i=0.1, g=-1.0, o=0.5), dh=0.0, dc=1.0)
    >>> slopes["c_before"], slopes["i"], slopes["f"]
    (0.9, -1.0, 0.5)
    """
    dc = dc + dh * numbers["o"] * (1 - numbers["shown"] ** 2)
    back = {"h": dh, "o": dh * numbers["shown"], "c": dc, "f": dc * numbers["c_before"]}
    return back | {"i": dc * numbers["g"], "g": dc * numbers["i"], "c_before": dc * numbers["f"]}


def known_parts(lit):
    """Return the parts that are lit as a set.

    Parameters
    ----------
    lit : collection of str
        Of `PARTS`.

    Raises
    ------
    ValueError
        If it names something else.

    Examples
    --------
    >>> known_parts(["forget"])
    {'forget'}
    """
    if not set(lit) <= set(PARTS):
        raise ValueError(f"lit must be some of {', '.join(PARTS)}; got {sorted(lit)}")
    return set(lit)
