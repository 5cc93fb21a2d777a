"""Explorer of lesson 08: the way back through a gated cell, term by term and step by step."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from course_utils.explorers.base import Explorer, player
from course_utils.figures.gradient_flow import SEEDS
from course_utils.figures.gradient_highway import PREDICTIONS, SHOW, gradient_highway
from course_utils.recurrent import GRU, LSTM, SimpleRNN

D, H = 5, 8
MOST_STEPS = 60
CELLS = {"LSTM": LSTM, "GRU": GRU, "simple recurrent": SimpleRNN}
GATE = {"LSTM": "forget", "GRU": "update"}
GAINS = {"× 1": 1, "× 10": 10}


def gradient_highway_explorer(cell="LSTM", bias=1, length=30):
    """Return an explorer of the gradient on its way back through a cell, in layers that nobody trained.

    The box for the prediction opens empty, and is emptied where another network is asked for.

    Parameters
    ----------
    cell : str
        At the start: "LSTM", "GRU" or "simple recurrent".
    bias : int
        Of the forget gate (of a GRU: the update gate) at the start, −2 to 6.
    length : int
        Steps at the start, 3 to 60.

    Returns
    -------
    Explorer
        With controls ``cell``, ``bias``, ``gain`` (of the recurrent weights), ``length``, ``step`` (whose
        terms are shown) and ``prediction``.

    Raises
    ------
    ValueError
        If an argument is none of those.

    Examples
    --------
    >>> explorer = gradient_highway_explorer()
    >>> explorer.controls["prediction"].value = "vanishes"
    >>> explorer.picture.data["verdict"]
    'vanishes'
    """
    if cell not in CELLS:
        raise ValueError(f"cell must be one of {', '.join(CELLS)}; got {cell!r}")
    for name, value, low, high in (("bias", bias, -2, 6), ("length", length, 3, MOST_STEPS)):
        if not low <= value <= high:
            raise ValueError(f"{name} must be from {low} to {high}; got {value!r}")
    wide = {"style": {"description_width": "11em"}, "layout": {"width": "430px"}}
    guesses = [("choose …", ""), *((f"it {one}", one) for one in PREDICTIONS), (SHOW, SHOW)]
    controls = {
        "cell": widgets.Dropdown(options=list(CELLS), value=cell, description="Cell", **wide),
        "bias": widgets.IntSlider(bias, -2, 6, description="Bias of f (GRU: of z)", **wide),
        "gain": widgets.Dropdown(options=list(GAINS), description="Recurrent weights", **wide),
        "length": widgets.IntSlider(length, 3, MOST_STEPS, description="Length T", **wide),
        "step": widgets.IntSlider(length, 2, length, description="Step t", **wide),
        "prediction": widgets.Dropdown(options=guesses, value="", description="T − 1 steps back", **wide),
    }

    def another_network(change):
        if controls["prediction"].value != SHOW:
            controls["prediction"].value = ""
        controls["bias"].disabled = controls["cell"].value not in GATE
        controls["step"].max = controls["length"].value

    for name in ("cell", "bias", "gain", "length"):
        controls[name].observe(another_network, "value")
    controls["bias"].disabled = cell not in GATE

    def draw(cell, bias, gain, length, step, prediction):
        step = min(step, length)
        journeys = [
            journey(layer_of(cell, bias, GAINS[gain], seed), inputs(length, seed))
            for seed in range(len(SEEDS))
        ]
        _, terms, alone = journeys[0]
        gate = f", {GATE[cell]} bias {bias}".replace("-", "−") if cell in GATE else ""
        title = f"{cell}{gate}, recurrent weights {gain}, T = {length}"
        of_step = {name: None if stack is None else stack[step - 2] for name, stack in terms.items()}
        norms = np.array([one for one, _, _ in journeys])
        return gradient_highway(title, norms, of_step, alone, step, prediction)

    rows = [[controls[name]] for name in ("cell", "bias", "gain", "length")]
    rows += [[controls["step"], player(controls["step"], interval=600)], [controls["prediction"]]]
    return Explorer(draw, controls, rows)


def inputs(length, seed):
    """Return made-up inputs (length, 5): the first steps are the same for every length.

    Examples
    --------
    >>> inputs(4, seed=0).shape
    (4, 5)
    """
    return np.random.default_rng(seed).normal(size=(MOST_STEPS, D))[:length]


@lru_cache(maxsize=256)
def layer_of(cell, bias, gain, seed):
    """Return a layer as Keras would draw it, with another bias of the gate that keeps, and a gain.

    Parameters
    ----------
    cell : str
        A name of `CELLS`.
    bias : float
        Of an LSTM's forget gate or a GRU's update gate.
    gain : float
        What the recurrent weights are multiplied by.
    seed : int
        Draws the weights.

    Examples
    --------
    >>> layer_of("LSTM", 4, 1, seed=0).bias[8:10]
    array([4., 4.])
    """
    drawn = CELLS[cell].initialize(D, H, seed=seed)
    biases = drawn.bias.copy()
    if cell == "LSTM":
        biases[H : 2 * H] = bias
    elif cell == "GRU":
        biases[0, :H] = bias
    return CELLS[cell](drawn.kernel, gain * drawn.recurrent_kernel, biases)


def journey(layer, x):
    """Return what a way back is made of: norms, terms and the direct way alone.

    Parameters
    ----------
    layer : SimpleRNN, GRU or LSTM
        The state looked at is h, of an LSTM c; with c moves h = o · tanh(c), the gate o stays as it is.
    x : ndarray (T, D)
        One sequence.

    Returns
    -------
    norms : ndarray (T,)
        Of the derivative of the last state by state r, r = 1 … T; all ways open.
    terms : dict of str to ndarray (T - 1, H, H), or None
        Of the derivative of state t by state t − 1, t = 2 … T, the terms; None for a way that there is not.
    alone : ndarray (T,) or None
        The norms where only the direct way is open.

    Examples
    --------
    >>> norms, terms, alone = journey(layer_of("LSTM", 1, 1, 0), inputs(6, 0))
    >>> norms.shape, list(terms), alone.shape
    ((6,), ['direct', 'through f', 'through i', 'through g'], (6,))
    """
    trace = layer.forward(x[None])
    terms = TERMS[type(layer)](layer, trace)
    if isinstance(layer, LSTM):
        norms = _norms_of_cell(layer, trace, x)
    else:
        norms = _norms_of_product(sum(stack for stack in terms.values() if stack is not None))
    direct = terms.get("direct")
    return norms, terms, None if direct is None else _norms_of_product(direct)


def _norms_of_product(steps):
    """Return the norms of the products of (T − 1, H, H) from each on, the last one 1."""
    product, found = np.eye(steps.shape[1]), [1.0]
    for step in steps[::-1]:
        product = product @ step
        found.append(float(np.linalg.norm(product, 2)))
    return np.array(found[::-1])


def _norms_of_cell(layer, trace, x):
    """Return the norms of dc_T/dc_r, r = 1 … T, walked back with the pair (h, c): no way is left out."""
    h, c = trace.h[0], trace.c[0]
    inwards = trace.o[0] * (1 - np.tanh(c) ** 2)
    units = h.shape[1]
    dh, dc, found = np.zeros((units, units)), np.eye(units), [1.0]
    for t in range(len(x) - 1, 0, -1):
        before = np.tile(h[t - 1], (units, 1)), np.tile(c[t - 1], (units, 1))
        dh, dc = layer.step_back(np.tile(x[t], (units, 1)), before, (dh, dc)).initial_state
        found.append(float(np.linalg.norm(dc + dh * inwards[t - 1], 2)))
    return np.array(found[::-1])


def _lstm_terms(layer, trace):
    i, f, g = (array[0, 1:] for array in (trace.i, trace.f, trace.g))
    before, o_before = trace.c[0, :-1], trace.o[0, :-1]
    inwards = o_before * (1 - np.tanh(before) ** 2)
    u_i, u_f, u_g, _ = np.split(layer.recurrent_kernel, 4, axis=1)
    return {
        "direct": f[:, :, None] * np.eye(f.shape[1]),
        "through f": _chain(before * f * (1 - f), u_f, inwards),
        "through i": _chain(g * i * (1 - i), u_i, inwards),
        "through g": _chain(i * (1 - g**2), u_g, inwards),
    }


def _gru_terms(layer, trace):
    z, r, g = (array[0, 1:] for array in (trace.z, trace.r, trace.g))
    before = trace.h[0, :-1]
    u_z, u_r, u_g = np.split(layer.recurrent_kernel, 3, axis=1)
    guarded = before @ u_g + np.split(layer.bias[1], 3)[2]
    to_g, ones = (1 - z) * (1 - g**2), np.ones_like(z)
    return {
        "direct": z[:, :, None] * np.eye(z.shape[1]),
        "through z": _chain((before - g) * z * (1 - z), u_z, ones),
        "through r": _chain(to_g * guarded * r * (1 - r), u_r, ones),
        "through g": _chain(to_g * r, u_g, ones),
    }


def _rnn_terms(layer, trace):
    h = trace.h[0, 1:]
    return {"direct": None, "through W_h": _chain(1 - h**2, layer.recurrent_kernel, np.ones_like(h))}


def _chain(left, weights, right):
    """Return diag(left) Uᵀ diag(right) for every step, (T − 1, H, H)."""
    return left[:, :, None] * weights.T * right[:, None, :]


TERMS = {LSTM: _lstm_terms, GRU: _gru_terms, SimpleRNN: _rnn_terms}
