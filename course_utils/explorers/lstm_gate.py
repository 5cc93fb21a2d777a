"""Explorer: one unit of an LSTM, step by step; its gates set by hand, or learnt; the way back with slopes."""

import ipywidgets as widgets
import numpy as np

from course_utils.datasets.subjects import WORDS, load_subject_cells, word_rows
from course_utils.explorers.base import Explorer, player
from course_utils.figures.cell import cell_gradients, cell_numbers
from course_utils.figures.conveyor import MOST_STEPS, gates_picture
from course_utils.text import tokenize

SENTENCE = "ada sings and greets ben while it rains who"
# What comes by in the presets: its candidate g, which is what could be written.
EVENTS = (
    ("the secret", 0.9),
    ("rain", -0.6),
    ("a phone", 0.7),
    ("gossip", -0.4),
    ("a song", 0.8),
    ("rain", -0.6),
    ("a phone", 0.7),
    ("asked", 0.1),
)
OPEN, SHUT = 0.99, 0.01
# Gates (f, i, o) at the first step, between, at the fifth step, and at the last one.
PRESETS = {
    "remember": ((SHUT, OPEN, SHUT), (OPEN, SHUT, SHUT), (OPEN, SHUT, SHUT), (OPEN, SHUT, OPEN)),
    "forget": ((SHUT, OPEN, SHUT), (OPEN, SHUT, SHUT), (SHUT, SHUT, SHUT), (OPEN, SHUT, OPEN)),
    "write": ((SHUT, OPEN, SHUT), (OPEN, OPEN, SHUT), (OPEN, OPEN, SHUT), (OPEN, OPEN, OPEN)),
    "hide": ((SHUT, OPEN, SHUT), (OPEN, SHUT, SHUT), (OPEN, SHUT, SHUT), (OPEN, SHUT, SHUT)),
}
LEARNT = {"a trained cell": "trained", "an untrained cell": "untrained"}
OVERRIDES = {
    "nothing": "",
    "forget gate f": "f",
    "input gate i": "i",
    "candidate g": "g",
    "output gate o": "o",
}
PLACES = ("at this step", "at every step")
VIEWS = ("forward", "backward")
UNITS = 6


def lstm_gate_explorer(gates="remember", step=1, view="forward"):
    """Return an explorer of one unit of an LSTM: the cell at one step, and its conveyor over all steps.

    The gates are set by hand (four presets over eight events), or those of a cell of six units that has
    learnt, or not yet learnt, to keep in mind whom a sentence tells of. Any gate can be overridden; what
    follows from it follows. Backward, the slopes of the last shown state h stand on the wires.

    Parameters
    ----------
    gates : str
        What sets the gates at the start: "remember", "forget", "write", "hide", "a trained cell" or
        "an untrained cell".
    step : int
        The step at the start, from 1.
    view : {"forward", "backward"}
        What is shown at the start.

    Returns
    -------
    Explorer
        With controls ``gates``, ``sentence`` (read by the learnt cells; at most 11 words), ``unit`` (1 to
        6), ``step``, ``override`` (a gate), ``value``, ``place`` (this step, every step) and ``view``.
        `picture.data` has ``words``, ``steps`` (a dict of numbers each), ``now`` and ``gradients``.

    Raises
    ------
    ValueError
        If `gates` or `view` is unknown, or there is no such step.

    Examples
    --------
    >>> explorer = lstm_gate_explorer("remember")
    >>> explorer.controls["step"].value = 8
    >>> round(explorer.picture.data["steps"][7]["c"], 2)
    0.84
    """
    choices = [*PRESETS, *LEARNT]
    if gates not in choices:
        raise ValueError(f"gates must be one of {', '.join(choices)}; got {gates!r}")
    if view not in VIEWS:
        raise ValueError(f"view must be one of {', '.join(VIEWS)}; got {view!r}")
    most = len(EVENTS) if gates in PRESETS else len(tokenize(SENTENCE))
    if not 1 <= step <= most:
        raise ValueError(f"step must be from 1 to {most}; got {step!r}")
    cells = load_subject_cells()

    def draw(gates, sentence, unit, step, override, value, place, view):
        letter = OVERRIDES[override]
        learnt = gates in LEARNT
        words = read_words(sentence) if learnt else [word for word, _ in EVENTS]
        now = min(step, len(words)) - 1
        where = range(len(words)) if place == PLACES[1] else [now]
        override_at = {(t, letter): value for t in where} if letter else {}
        if learnt:
            layer = getattr(cells, LEARNT[gates])[0]
            steps = learnt_steps(layer, word_rows(words), unit - 1, override_at)
            title = f"{gates[0].upper()}{gates[1:]}, unit {unit}"
        else:
            steps = preset_steps(gates, override_at)
            title = f"By hand: {gates}"
        gradients = None
        if view == VIEWS[1]:
            gradients = cell_gradients(steps[now], steps[now]["dh"], steps[now]["dc_after"])
        note = _note(sentence) if learnt else ""
        return gates_picture(words, steps, now, title, gradients, set(override_at), note)

    controls = _controls(gates, step, most, view)
    _link(controls)
    names = ("gates", "view"), ("sentence",), ("unit",), ("override", "value"), ("place",)
    rows = [[controls[name] for name in row] for row in names]
    slider = controls["step"]
    return Explorer(draw, controls, [*rows[:3], [slider, player(slider)], *rows[3:]])


def read_words(sentence):
    """Return the words of a sentence that the explorer reads, at most 11; "who" where there is none.

    Examples
    --------
    >>> read_words("Ada sings!")
    ['ada', 'sings', '!']
    """
    return tokenize(sentence)[:MOST_STEPS] or ["who"]


def preset_steps(preset, override=()):
    """Return the numbers of a preset's steps, with their slopes.

    Parameters
    ----------
    preset : str
        A name of `PRESETS`.
    override : dict of (int, str) to float
        Steps (from 0) and letters of gates with a value of their own.

    Returns
    -------
    list of dict of str to float
        As `cell_numbers` returns them, and slopes of the last h: ``dh``, ``dc`` (both ways together) and
        ``dc_after``, the part that comes from the next step.

    Examples
    --------
    >>> steps = preset_steps("remember", {(3, "f"): 0.0})
    >>> [round(step["c"], 2) for step in steps[2:5]]
    [0.87, -0.0, 0.0]
    """
    first, between, fifth, last = PRESETS[preset]
    gates = [first, *3 * [between], fifth, *2 * [between], last]
    steps, c = [], 0.0
    for t, ((f, i, o), (_, g)) in enumerate(zip(gates, EVENTS, strict=True)):
        chosen = {"f": f, "i": i, "g": g, "o": o} | {k: v for (s, k), v in dict(override).items() if s == t}
        steps.append(cell_numbers(c, **chosen))
        c = steps[-1]["c"]
    dc_after, dh = 0.0, 1.0
    for numbers in reversed(steps):
        dc_after = _with_slopes(numbers, dh, dc_after)
        dh = 0.0  # no gate reads h here
    return steps


def learnt_steps(layer, x, unit, override=()):
    """Return the numbers of one unit of an LSTM at all steps of a sentence, with their slopes.

    Parameters
    ----------
    layer : LSTM
        H units.
    x : ndarray (T, D)
        The sentence.
    unit : int
        From 0; its gates may be overridden, and the other units hear of it through h.
    override : dict of (int, str) to float
        Steps (from 0) and letters of gates with a value of their own.

    Returns
    -------
    list of dict of str to float
        As `preset_steps`. Slopes go every way: along the conveyor, and through the gates that read h.

    Examples
    --------
    >>> layer = load_subject_cells().trained[0]
    >>> len(learnt_steps(layer, word_rows(["ada", "sings"]), unit=0))
    2
    """
    override = dict(override)
    units = layer.recurrent_kernel.shape[0]
    h = c = np.zeros(units)
    steps, walked = [], []
    for t, row in enumerate(x):
        z = (row @ layer.kernel + h @ layer.recurrent_kernel + layer.bias).reshape(4, units)
        gates = dict(zip("ifgo", 1 / (1 + np.exp(-z)), strict=True)) | {"g": np.tanh(z[2])}
        for letter in "ifgo":
            gates[letter][unit] = override.get((t, letter), gates[letter][unit])
        numbers = {letter: float(values[unit]) for letter, values in gates.items()}
        steps.append(cell_numbers(float(c[unit]), **numbers))
        walked.append((c, gates))
        c = gates["f"] * c + gates["i"] * gates["g"]
        h = gates["o"] * np.tanh(c)
    dh, dc = np.eye(units)[unit], np.zeros(units)
    for t in reversed(range(len(steps))):
        before, gates = walked[t]
        _with_slopes(steps[t], float(dh[unit]), float(dc[unit]))
        i, f, g, o = (gates[letter] for letter in "ifgo")
        shown = np.tanh(f * before + i * g)
        dc = dc + dh * o * (1 - shown**2)
        dz = np.stack(
            [dc * g * i * (1 - i), dc * before * f * (1 - f), dc * i * (1 - g**2), dh * shown * o * (1 - o)]
        )
        for k, letter in enumerate("ifgo"):
            if (t, letter) in override:
                dz[k, unit] = 0  # a gate that is held fast listens to nobody
        dh, dc = layer.recurrent_kernel @ dz.ravel(), dc * f
    return steps


def _with_slopes(numbers, dh, dc_after):
    """Add the slopes of a step to its numbers; return the slope of the cell state before it."""
    slopes = cell_gradients(numbers, dh, dc_after)
    numbers |= {"dh": dh, "dc": slopes["c"], "dc_after": dc_after}
    return slopes["c_before"]


def _controls(gates, step, most, view):
    wide = {"style": {"description_width": "6em"}, "layout": {"width": "456px"}}
    half = wide | {"layout": {"width": "300px"}}
    third = wide | {"layout": {"width": "224px"}}
    return {
        "gates": widgets.Dropdown(options=[*PRESETS, *LEARNT], value=gates, description="Gates of", **half),
        "sentence": widgets.Text(SENTENCE, description="Sentence", **wide),
        "unit": widgets.Dropdown(options=range(1, UNITS + 1), description="Unit", **third),
        "step": widgets.IntSlider(step, min=1, max=most, description="Step t", **half),
        "override": widgets.Dropdown(options=list(OVERRIDES), description="Override", **third),
        "value": widgets.FloatSlider(0.0, min=0, max=1, step=0.05, description="with", **half),
        "place": widgets.Dropdown(options=PLACES, description="Where", **third),
        "view": widgets.Dropdown(options=VIEWS, value=view, description="Show", **third),
    }


def _link(controls):
    """Let a control be moved only where it means something, and the slider end with the sentence."""
    gates, sentence, step = (controls[name] for name in ("gates", "sentence", "step"))
    override, value = controls["override"], controls["value"]

    def fit(change=None):
        learnt = gates.value in LEARNT
        sentence.disabled = controls["unit"].disabled = not learnt
        step.max = len(read_words(sentence.value)) if learnt else len(EVENTS)

    def free(change=None):
        value.disabled = controls["place"].disabled = override.value == "nothing"
        value.min = -1 if OVERRIDES[override.value] == "g" else 0

    for control in (gates, sentence):
        control.observe(fit, "value")
    override.observe(free, "value")
    fit()
    free()


def _note(sentence):
    """Return what the reader must know about the sentence, or nothing."""
    words = tokenize(sentence)
    if not words:
        return "Type at least one word; “who” is read."
    if len(words) > MOST_STEPS:
        return f"Only the first {MOST_STEPS} of {len(words)} words are read."
    strange = sum(word not in WORDS for word in words)
    return f"{strange} of its words the cell never saw: a row of zeros." if strange else ""
