"""Explorer: how much of a nudge reaches the last state, for several cells, gains, activations and lengths."""

import hashlib

import ipywidgets as widgets
import numpy as np

from course_utils.explorers.base import Explorer
from course_utils.figures.gradient_flow import MOST_WORDS, SEEDS, gradient_flow
from course_utils.recurrent import GRU, LSTM, SimpleRNN

TEXT = (
    "i grew up in gujarat and after school i sat in the shop of my mother and with all of her guests we spoke"
)
D, H = 8, 16
CELLS = {"simple recurrent": SimpleRNN, "LSTM": LSTM, "GRU": GRU}
ACTIVATIONS = ("tanh", "sigmoid", "relu", "linear")


def gradient_flow_explorer(gain=1.0, length=16):
    """Return an explorer of the gradient on its way back through a sentence, in layers that nobody trained.

    Parameters
    ----------
    gain : float
        The factor of the recurrent weights at the start, 0 to 3; 1 is an orthogonal matrix.
    length : int
        Words of the sentence at the start, 2 to 24.

    Returns
    -------
    Explorer
        With controls ``cell``, ``activation`` (of the simple cell only), ``gain``, ``strength`` (of the
        inputs, 0 to 2) and ``length``. `picture.data` has ``norms`` (3, T + 1) and ``influences`` (T,).

    Raises
    ------
    ValueError
        If `length` or `gain` is out of range.

    Examples
    --------
    >>> explorer = gradient_flow_explorer()
    >>> explorer.controls["gain"].value = 0.5
    >>> explorer.picture.data["verdict"]
    'vanishes'
    """
    if not 2 <= length <= MOST_WORDS:
        raise ValueError(f"length must be from 2 to {MOST_WORDS}; got {length}")
    if not 0 <= gain <= 3:
        raise ValueError(f"gain must be from 0 to 3; got {gain}")
    wide = {"style": {"description_width": "9em"}, "layout": {"width": "400px"}}
    controls = {
        "cell": widgets.Dropdown(options=list(CELLS), description="Cell", **wide),
        "activation": widgets.Dropdown(options=ACTIVATIONS, description="Activation", **wide),
        "gain": widgets.FloatSlider(gain, min=0, max=3, step=0.1, description="Gain of W_h", **wide),
        "strength": widgets.FloatSlider(
            0.3, min=0, max=2, step=0.1, description="Strength of inputs", **wide
        ),
        "length": widgets.IntSlider(length, min=2, max=MOST_WORDS, description="Length T", **wide),
    }

    def draw(cell, activation, gain, strength, length):
        words = TEXT.split()[:length]
        flows = [
            flow(layer_of(cell, activation, gain, seed), strength * word_vectors(words))
            for seed in range(len(SEEDS))
        ]
        kind = f"{activation}, " if cell == "simple recurrent" else ""
        title = f"{cell}, {kind}gain {gain:.1f}, inputs × {strength:.1f}"
        return gradient_flow(words, np.array([norms for norms, _ in flows]), flows[0][1], title)

    def only_the_simple_cell_has_a_choice(change):
        controls["activation"].disabled = change.new != "simple recurrent"

    controls["cell"].observe(only_the_simple_cell_has_a_choice, "value")
    return Explorer(draw, controls)


def layer_of(cell, activation, gain, seed):
    """Return a layer as Keras would draw it, its recurrent weights times the gain.

    Parameters
    ----------
    cell : str
        A name of `CELLS`.
    activation : str
        Of a simple recurrent layer; the others have their own.
    gain : float
        What the recurrent weights are multiplied by.
    seed : int
        Draws the weights.

    Examples
    --------
    >>> layer_of("simple recurrent", "tanh", gain=2.0, seed=0).recurrent_kernel.shape
    (16, 16)
    """
    drawn = CELLS[cell].initialize(D, H, seed=seed)
    options = {"activation": activation} if cell == "simple recurrent" else {}
    return CELLS[cell](drawn.kernel, gain * drawn.recurrent_kernel, drawn.bias, **options)


def word_vectors(words):
    """Return a made-up vector (8,) for every word, the same in every run.

    Examples
    --------
    >>> word_vectors(["dog", "bites", "dog"]).shape
    (3, 8)
    """
    seeds = [int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) for word in words]
    return np.array([np.random.default_rng(seed).normal(size=D) for seed in seeds])


def flow(layer, x):
    """Return the norms of the derivatives of the last output by states, (T + 1,), and by inputs, (T,).

    Parameters
    ----------
    layer : SimpleRNN, GRU or LSTM
        The state of an LSTM is the pair (h, c): the derivative by both counts.
    x : ndarray (T, D)
        One sentence.

    Examples
    --------
    >>> layer = SimpleRNN(np.eye(2), 0.5 * np.eye(2), activation="linear")
    >>> flow(layer, np.ones((3, 2)))[0]
    array([0.125, 0.25 , 0.5  , 1.   ])
    """
    steps, units = len(x), layer.recurrent_kernel.shape[0]
    pair = isinstance(layer, LSTM)
    zeros = np.zeros((1, units))
    states = [(zeros, zeros) if pair else zeros]
    for word in x:
        states.append(layer.step(word[None], states[-1]))
    # One row for each unit of the last output: the rows of the Jacobian, walked back together.
    back = (np.eye(units), np.zeros((units, units))) if pair else np.eye(units)
    norms, influences = [1.0], []
    for t in reversed(range(steps)):
        before = (
            tuple(np.repeat(part, units, axis=0) for part in states[t])
            if pair
            else states[t].repeat(units, 0)
        )
        gradients = layer.step_back(np.repeat(x[t][None], units, axis=0), before, back)
        back = gradients.initial_state
        norms.append(float(np.linalg.norm(np.hstack(back) if pair else back, 2)))
        influences.append(float(np.linalg.norm(gradients.x, 2)))
    return np.array(norms[::-1]), np.array(influences[::-1])
