"""Lesson 07: gates set by hand so that a belt keeps one bit, and one step of an LSTM."""

from functools import partial
from itertools import permutations

import numpy as np

from course_utils.tasks.base import Rule, Task
from course_utils.tasks.compare import kind_of
from course_utils.tasks.values import Values

# --- the latch ----------------------------------------------------------------

EVENTS = ("noise", "the secret", "noise", "noise", "noise", "noise")
SECRET, CLOSE = 1, 0.1  # the secret's place; how far from it the belt may be


def on_the_belt(gates, secret, noise, left_over):
    """Return what is on the belt after each event, (6,)."""
    candidates = [noise[0], secret, *noise[1:]]
    c, belt = left_over, []
    for (f, i), g in zip(gates, candidates, strict=True):
        c = f * c + i * g
        belt.append(c)
    return np.array(belt)


def is_six_pairs(answer, random):
    """Say what keeps an answer from being six pairs of numbers from 0 to 1."""
    if isinstance(answer, dict | str) or not hasattr(answer, "__len__"):
        return f"Write a list of six pairs (f, i), one for each event; this is {kind_of(answer)}."
    if len(answer) != len(EVENTS):
        if len(answer) == 2:
            return "Two entries came: write one pair (f, i) for each of the six events, not one list a valve."
        return f"There are six events, so six pairs (f, i) are asked; {len(answer)} came."
    for k, pair in enumerate(answer, 1):
        if not hasattr(pair, "__len__") or isinstance(pair, str) or len(pair) != 2:
            return f"Entry {k} is no pair (f, i): it is {pair!r:.30}."
        for name, value in zip("fi", pair, strict=True):
            number = isinstance(value, bool | int | float | np.number)
            if not (number and 0 <= value <= 1):
                return f"At event {k}, {name} is {value!r:.20}. A valve is a number from 0, shut, to 1, open."
    return None


def holds(gates, random):
    """Return whether the secret is on the belt from its event on, whatever it is and whatever the noise."""
    for secret in (1.0, -1.0):
        for _ in range(4):
            belt = on_the_belt(gates, secret, random.uniform(-1, 1, 5), random.uniform(-0.9, 0.9))
            if np.abs(belt[SECRET:] - secret).max() > CLOSE:
                return False
    return True


MISREADINGS = (
    (
        lambda f, i: (1 - f, i),
        "Your f is how much is forgotten. On this belt f is how much is *kept*: 1 keeps all, 0 empties it.",
    ),
    (
        lambda f, i: (f, 1 - i),
        "Your i keeps things out where it is 1. It is how far the way *in* is open: 1 writes, 0 does not.",
    ),
    (
        lambda f, i: (i, f),
        "The two valves have changed places: each pair is (f, i), first what is kept, then what is written.",
    ),
    (
        lambda f, i: (1 - f, 1 - i),
        "Both valves are turned the wrong way round: f = 1 keeps, i = 1 writes.",
    ),
)


def keeps_the_secret(answer, random):
    """Say what happens to the secret, and at which event."""
    gates = [(float(f), float(i)) for f, i in answer]
    if holds(gates, random):
        return None
    for turned, words in MISREADINGS:
        if holds([turned(f, i) for f, i in gates], random):
            return words
    kept, written = gates[SECRET]
    if written < 1 - CLOSE:
        return (
            f"At event 2 the secret comes by and i is {written:g}: only that share of it gets onto the belt. "
            "It must get there whole."
        )
    if kept > CLOSE:
        return (
            f"At event 2 f is {kept:g}: what lay on the belt before is still there, under the secret, and "
            "nobody can tell the two apart. What must happen to it?"
        )
    later = list(enumerate(gates, 1))[SECRET + 1 :]
    for k, (f, i) in later:
        words = []
        if f < 1 - CLOSE:
            words.append(
                f"At event {k} f is {f:g}: from there on at most that share of the secret is left. Noise is "
                "no reason to forget."
            )
        if i > CLOSE:
            share = "that noise" if i > 1 - CLOSE else "that share of the noise"
            words.append(f"At event {k} i is {i:g}: {share} is added to the secret. The way in must be shut.")
        if words:
            return " ".join(words)
    left = np.prod([f for _, (f, _) in later])
    if left < 1 - CLOSE:
        return f"Each later f is nearly 1, but they multiply: after event 6 {left:.2f} of it is left."
    if sum(i for _, (_, i) in later) > CLOSE:
        return (
            "Each later i is nearly 0, but what comes in adds up: with loud noise the belt ends more than "
            "0.1 beside the secret."
        )
    return (
        "Each valve is nearly right, but the small misses pile up: in the end the belt is more than 0.1 "
        "beside the secret."
    )


LATCH = Task(
    id="07-latch",
    reference=[(0, 0), (0, 1), (1, 0), (1, 0), (1, 0), (1, 0)],
    hint=(
        "Three things must happen: empty the belt and write when the secret comes by; afterwards keep, and "
        "let nothing in. What the first pair does is wiped away by the second."
    ),
    checks=(
        Rule("six pairs of numbers from 0 to 1", is_six_pairs),
        Rule("either secret is on the belt after every later event", keeps_the_secret),
    ),
)


# --- one step -----------------------------------------------------------------

# No size is the lesson's, and no two are equal.
N, D, H = 7, 5, 3


def lstm_step(x_t, h_before, c_before, W_x, W_h, b):
    """Return (h, c) after x_t (N, D), from h and c (N, H), W_x (D, 4H), W_h (H, 4H), b (4H,)."""
    z_i, z_f, z_g, z_o = np.split(x_t @ W_x + h_before @ W_h + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (z_i, z_f, z_o))
    g = np.tanh(z_g)
    c = f * c_before + i * g
    h = o * np.tanh(c)
    return h, c


def step_inputs(random, dtype=np.float64, n=N, **factors):
    """Return fresh arguments of `lstm_step`: no entry near 0, both signs; some times a factor, such as 0."""
    shapes = {"x_t": (n, D), "h_before": (n, H), "c_before": (n, H)}
    shapes |= {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    arrays = {}
    for name, shape in shapes.items():
        signs = (-1.0) ** np.arange(np.prod(shape)).reshape(shape)
        entries = random.permutation(random.uniform(0.2, 0.9, shape) * signs)
        arrays[name] = (entries.round(2) * factors.get(name, 1)).astype(dtype)
    return arrays


def sigmoid(z):
    """From any number to one between 0 and 1."""
    return 1 / (1 + np.exp(-z))


def belt(f, i, g, c_before, h_before):
    """Return the new cell state."""
    return f * c_before + i * g


def spoiled(
    x_t,
    h_before,
    c_before,
    W_x,
    W_h,
    b,
    order="ifgo",
    terms=(1, 1, 1),
    blocks=lambda z: np.split(z, 4, axis=1),
    gate=sigmoid,
    candidate=np.tanh,
    new_c=belt,
    new_h=lambda o, c, c_before: o * np.tanh(c),
    read=lambda h_before, c_before: h_before,
):
    """Return what ours does with another order, term, function or equation."""
    z = terms[0] * (x_t @ W_x) + terms[1] * (read(h_before, c_before) @ W_h) + terms[2] * b
    named = dict(zip(order, blocks(z), strict=True))
    i, f, o = (gate(named[letter]) for letter in "ifo")
    c = new_c(f, i, candidate(named["g"]), c_before, h_before)
    return new_h(o, c, c_before), c


def variant(**changes):
    """Return a wrong `lstm_step` that differs from ours in one thing."""
    return partial(spoiled, **changes)


def swapped(*arguments):
    """Return the right pair, the wrong way round."""
    return lstm_step(*arguments)[::-1]


KEPT = "The forget gate multiplies the *cell state* before, `c_before`"
MISTAKES = (
    (swapped, "The pair is the wrong way round: first h, then c."),
    (
        variant(order="figo"),
        "Input and forget gate have changed places: the columns hold i, f, g, o, in this order.",
    ),
    (
        variant(order="ifog"),
        "Candidate and output gate have changed places: the columns hold i, f, g, o, in this order.",
    ),
    (
        variant(blocks=lambda z: np.moveaxis(z.reshape(len(z), -1, 4), 2, 0)),
        "The four columns of a unit do not stand side by side: the first H columns are all of i, the next H "
        "of f, and so on.",
    ),
    (variant(candidate=sigmoid), "The candidate g may be negative: it goes through `np.tanh`, not σ."),
    (variant(gate=np.tanh), "A gate is a share, from 0 to 1: i, f and o go through σ, not `np.tanh`."),
    (variant(gate=lambda z: z), "The gates are the bare sums: put i, f and o through σ, 1 / (1 + e⁻ᶻ)."),
    (
        variant(gate=lambda z: 1 / (1 + np.exp(z))),
        "Your σ falls where it should rise: it is 1 / (1 + np.exp(-z)), with a minus.",
    ),
    (variant(candidate=lambda z: z), "The candidate is the bare sum: it goes through `np.tanh`."),
    (
        variant(new_h=lambda o, c, c_before: o * c),
        "h shows the cell state as it is: before the output gate it goes through `np.tanh`.",
    ),
    (
        variant(new_h=lambda o, c, c_before: np.tanh(o * c)),
        "tanh and gate have changed places in h: first tanh of c, then times o.",
    ),
    (
        variant(new_h=lambda o, c, c_before: o * sigmoid(c)),
        "h shows σ of the cell state: it is `np.tanh(c)` that is shown.",
    ),
    (
        variant(new_h=lambda o, c, c_before: np.tanh(c)),
        "The output gate does nothing: h is o times tanh of c.",
    ),
    (
        variant(new_h=lambda o, c, c_before: o * np.tanh(c_before)),
        "h shows the cell state *before* the step: it is the new c that is shown.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * h_before + i * g),
        f"{KEPT}, not h: h is only read, to set the gates.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: (1 - f) * c_before + i * g),
        "f is how much is kept, not how much is forgotten: no 1 − f.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: c_before + i * g),
        f"Nothing is ever forgotten. {KEPT}.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * c_before + g),
        "Everything is written: the candidate comes in times the input gate i.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * c_before + i),
        "The input gate itself is written: it says how much, and what is written is the candidate g.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * c_before + i * c_before),
        "Both gates multiply the old cell state, so nothing new can come in: i multiplies the candidate g.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * (c_before + i * g)),
        "The forget gate also shrinks what is just being written: it multiplies c_before alone.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: f * c_before + (1 - f) * g),
        "What is written is weighed by 1 − f: that is another cell. Here the input gate decides by itself.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: np.tanh(f * c_before + i * g)),
        "The belt is squeezed by tanh: c goes on as it is, and only what is shown goes through tanh.",
    ),
    (
        variant(new_c=lambda f, i, g, c_before, h_before: (1 - i) * c_before + i * g),
        f"What is kept is weighed by 1 − i: that is another cell. {KEPT}.",
    ),
    (
        variant(read=lambda h_before, c_before: c_before),
        "The gates read the belt, `c_before`: they read what was *shown*, `h_before`.",
    ),
    (variant(terms=(1, 1, 0)), "The bias `b` is not in the sum."),
    (variant(terms=(1, 0, 1)), "The gates do not read `h_before`: is `h_before @ W_h` in the sum?"),
    (variant(terms=(0, 1, 1)), "The gates do not read the word: is `x_t @ W_x` in the sum?"),
    *(
        (
            variant(order="".join(order)),
            f"The blocks are read in the order {', '.join(order)}: the columns hold i, f, g, o.",
        )
        for order in permutations("ifgo")
        if "".join(order) not in ("ifgo", "figo", "ifog")
    ),
)


ADVICE = (
    (
        "array split does not result in an equal division",
        "It cuts between rows, and those are sentences: the four blocks are columns, so `axis=1`.",
    ),
    (
        "could not be broadcast together",
        "Or a block has another width than h: H is the width of `h_before`, not of `x_t` or `W_x`.",
    ),
)


def situation(about, suspect, **changes):
    """Return a check on arguments of which some are 0, or of another kind."""
    shapes = {"h": "(N, H), like h_before", "c": "(N, H), like c_before"}
    return Values(about, partial(step_inputs, **changes), suspect, shapes, mistakes=MISTAKES, advice=ADVICE)


STEP = Task(
    id="07-step",
    reference=lstm_step,
    hint=(
        "One sum for all gates, `x_t @ W_x + h_before @ W_h + b`, of shape (N, 4H). `np.split(z, 4, axis=1)` "
        "cuts it into the blocks i, f, g, o. σ for three of them, tanh for g; then the two equations."
    ),
    checks=(
        situation(
            "only bias and belt are active",
            "Here word and h are 0: the gates come from the bias alone, and `c_before` is on the belt.",
            x_t=0,
            h_before=0,
        ),
        situation("a word is read", "Without a word you are right: how does `x_t` come in?", h_before=0),
        situation("everything is active", "Without `h_before` you are right: how does it come in?"),
        situation(
            "a single sentence in float32",
            "A batch of one goes wrong: is a size fixed?",
            n=1,
            dtype=np.float32,
        ),
    ),
)

TASKS = (LATCH, STEP)
