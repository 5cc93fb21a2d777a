"""Lesson 08: the LSTM from scratch (08_1), and why its gradient arrives (08_2)."""

import numpy as np

from course_utils.tasks.base import Task
from course_utils.tasks.values import Values

# --- 08_2 ---------------------------------------------------------------------
# No size is the lesson's, and no two are equal.
UNITS, WIDER = 5, 7
BATCH, FEATURES = 3, 4


def four_terms(c_before, o_before, f, i, g, U_f, U_i, U_g):
    """Return the four terms of dc/dc_before, (4, H, H): direct, by f, i, g; vectors (H,), U's (H, H)."""
    inwards = np.diag(o_before * (1 - np.tanh(c_before) ** 2))
    direct = np.diag(f)
    through_f = np.diag(c_before * f * (1 - f)) @ U_f.T @ inwards
    through_i = np.diag(g * i * (1 - i)) @ U_i.T @ inwards
    through_g = np.diag(i * (1 - g**2)) @ U_g.T @ inwards
    return np.stack([direct, through_f, through_i, through_g])


def gru_step(x, h_before, W, U, b, reset_after=True):
    """Do one step of a GRU as in Keras, (N, H); W (D, 3H), U (H, 3H), b (2, 3H) or (3H,), gates z, r, g."""
    b_x, b_h = b if reset_after else (b, 0 * b)
    x_z, x_r, x_g = np.split(x @ W + b_x, 3, axis=1)
    h_z, h_r, h_g = np.split(h_before @ U + b_h, 3, axis=1)
    z = 1 / (1 + np.exp(-x_z - h_z))
    r = 1 / (1 + np.exp(-x_r - h_r))
    if reset_after:
        guarded = r * h_g
    else:
        guarded = (r * h_before) @ np.split(U, 3, axis=1)[2]
    g = np.tanh(x_g + guarded)
    return z * h_before + (1 - z) * g


# --- 08_2: the four terms ---


def term_inputs(random, units=UNITS, heard="fig"):
    """Return fresh arguments of `four_terms`; of the three U's only those of `heard` are not 0."""
    gates = {name: random.uniform(0.15, 0.85, units).round(2) for name in ("o_before", "f", "i")}
    signs = random.permutation((-1.0) ** np.arange(units))
    values = {
        "c_before": (signs * random.uniform(0.4, 1.4, units)).round(2),
        **gates,
        "g": (random.permutation(signs) * random.uniform(0.2, 0.8, units)).round(2),
    }
    values = {name: values[name] for name in ("c_before", "o_before", "f", "i", "g")}
    weights = {f"U_{k}": random.normal(size=(units, units)).round(2) for k in "fig"}
    return values | {name: array * (name[-1] in heard) for name, array in weights.items()}


def slope_in(c, o):
    """Return the slope of h_before = o · tanh(c) by c."""
    return o * (1 - np.tanh(c) ** 2)


TERM_SLOPES = {
    "f": lambda c, f, i, g: c * f * (1 - f),
    "i": lambda c, f, i, g: g * i * (1 - i),
    "g": lambda c, f, i, g: i * (1 - g**2),
}


def terms(direct=np.diag, way_in=slope_in, product=None, order=(0, 1, 2, 3), mixed=None, **slopes):
    """Return a `four_terms` that differs from ours in one thing."""
    product = product or (lambda left, U, right: np.diag(left) @ U.T @ np.diag(right))

    def wrong(c_before, o_before, f, i, g, U_f, U_i, U_g):
        weights, right = {"f": U_f, "i": U_i, "g": U_g}, way_in(c_before, o_before)
        weights |= {letter: weights[other] for letter, other in (mixed or {}).items()}
        found = [direct(f)]
        for name, slope in (TERM_SLOPES | slopes).items():
            found.append(product(slope(c_before, f, i, g), weights[name], right))
        return np.stack(found)[list(order)]

    return wrong


def summed(*arguments):
    """All four terms in one matrix."""
    return four_terms(*arguments).sum(axis=0)


FOUR_SHAPE = "(4, H, H): direct, through f, through i, through g"
FOUR_SHAPES = (
    (
        summed,
        "That is the sum of the four, one matrix: return the four apart, `np.stack([direct, …])`.",
    ),
    (
        lambda *a: four_terms(*a).sum(axis=2),
        "Each term came back as a vector. A nudge of one unit moves every unit by way of U: each term is a "
        "matrix (H, H), and where a vector acts unit by unit it stands on the diagonal, `np.diag`.",
    ),
    (
        lambda *a: four_terms(*a)[1:],
        "Only three matrices came back: where is the direct way along the conveyor?",
    ),
)
TERM_ORDER = (
    terms(order=(0, 2, 1, 3)),
    "The matrices are right and stand in another order: direct, through f, through i, through g.",
)
LAST = (
    terms(order=(1, 2, 3, 0)),
    "The matrices are right and stand in another order: the direct one comes first.",
)
DIRECT = (
    (
        terms(direct=lambda f: np.diag(f * (1 - f))),
        "The direct term is the gate itself: c = f · c_before + …, so the slope by c_before is f, not σ's "
        "slope.",
    ),
    (
        terms(direct=lambda f: np.eye(len(f))),
        "The direct term came back as the identity: the forget gate stands on that way.",
    ),
    (
        terms(direct=lambda f: np.outer(f, np.ones(len(f)))),
        "The direct term is filled: along the conveyor a unit hears only itself, so f stands on the "
        "diagonal, `np.diag(f)`.",
    ),
)
# What is wrong with all three ways through the state: found as soon as one of them is open.
IN_COMMON = (
    (
        terms(product=lambda left, U, right: np.diag(left) @ U @ np.diag(right)),
        "`U` comes in without its transpose. The layer computes h_before @ U, so U[k, j] leads from unit k "
        "to unit j; row j, column k of the answer is U.T.",
    ),
    (
        terms(product=lambda left, U, right: np.diag(right) @ U.T @ np.diag(left)),
        "The two diagonal matrices have changed places: what belongs to the unit that is moved stands on "
        "the left, o_before · (1 − tanh²) of the unit that was nudged on the right.",
    ),
    (
        terms(way_in=lambda c, o: np.ones_like(c)),
        "The way into the state is missing: h_before = o_before · tanh(c_before), and its slope by c_before "
        "is o_before · (1 − tanh²(c_before)).",
    ),
    (
        terms(way_in=lambda c, o: 1 - np.tanh(c) ** 2),
        "`o_before` is missing: the gates read h_before = o_before · tanh(c_before).",
    ),
    (
        terms(way_in=lambda c, o: o),
        "The slope of tanh is missing: h_before = o_before · tanh(c_before).",
    ),
    (
        terms(way_in=lambda c, o: o * np.tanh(c)),
        "That multiplies by h_before itself. Asked is its slope by c_before: tanh has the slope 1 − tanh².",
    ),
    (
        terms(way_in=lambda c, o: o * (1 - c**2)),
        "1 − c² is the slope only where c is a tanh already: here it is 1 − tanh(c_before)².",
    ),
    (
        terms(way_in=lambda c, o: slope_in(c, o) * (1 - o)),
        "There is a slope of the output gate in it. o_before does not depend on c_before: it stays as it is.",
    ),
)
TERM_MISTAKES = {
    "f": (
        (
            terms(f=lambda c, f, i, g: f * (1 - f)),
            "Through f: the gate's change is multiplied by what it lets pass, `c_before`.",
        ),
        (
            terms(f=lambda c, f, i, g: c * f),
            "Through f: f is a σ already, and its slope is f · (1 − f).",
        ),
        (
            terms(f=lambda c, f, i, g: c * (1 - f**2)),
            "Through f: 1 − f² is the slope of a tanh. The forget gate is a σ: f · (1 − f).",
        ),
        (
            terms(f=lambda c, f, i, g: c),
            "Through f: the slope of the gate is missing, f · (1 − f).",
        ),
    ),
    "i": (
        (
            terms(i=lambda c, f, i, g: i * (1 - i)),
            "Through i: the gate's change is multiplied by what it lets in, the candidate `g`.",
        ),
        (
            terms(i=lambda c, f, i, g: c * i * (1 - i)),
            "Through i: the input gate stands before the candidate g, not before c_before.",
        ),
        (
            terms(i=lambda c, f, i, g: g * i),
            "Through i: i is a σ already, and its slope is i · (1 − i).",
        ),
        (
            terms(i=lambda c, f, i, g: g),
            "Through i: the slope of the gate is missing, i · (1 − i).",
        ),
    ),
    "g": (
        (
            terms(g=lambda c, f, i, g: 1 - g**2),
            "Through g: the candidate's change passes the input gate, `i`.",
        ),
        (
            terms(g=lambda c, f, i, g: i * g * (1 - g)),
            "Through g: g (1 − g) is the slope of a σ. The candidate is a tanh: 1 − g².",
        ),
        (
            terms(g=lambda c, f, i, g: i * (1 - np.tanh(g) ** 2)),
            "Through g: g is the tanh already, so its slope is 1 − g².",
        ),
        (
            terms(g=lambda c, f, i, g: i),
            "Through g: the slope of the candidate is missing, 1 − g².",
        ),
    ),
}


def heard_check(letter, what):
    """Return the check in which only one of the three U's is not 0."""
    strangers = [
        (
            terms(mixed={other: letter}),
            f"`U_{letter}` stands in the term through {other} too: that one reads the state by `U_{other}`.",
        )
        for other in "fig".replace(letter, "")
    ]
    return Values(
        f"only {what} reads the state",
        lambda random: term_inputs(random, heard=letter),
        f"Only U_{letter} is not 0 here: look at the term through {letter}, a chain of four factors: "
        f"what stands beside {letter} in c = f · c_before + i · g, the slope of {letter}, U_{letter}, and "
        "the slope of h_before by c_before.",
        FOUR_SHAPE,
        mistakes=(TERM_ORDER, LAST, *IN_COMMON, *TERM_MISTAKES[letter], *strangers),
    )


FOUR_TERMS = Task(
    id="08-four-terms",
    reference=four_terms,
    hint=(
        "First the way in: `inwards = np.diag(o_before * (1 - np.tanh(c_before) ** 2))`. Then each of the "
        "three is `np.diag(…) @ U.T @ inwards`, where … is what stands beside the letter in "
        "c = f · c_before + i · g, times the letter's slope. Return `np.stack` of the four."
    ),
    checks=(
        Values(
            "how many matrices come back, and their shape",
            term_inputs,
            "",
            FOUR_SHAPE,
            mistakes=FOUR_SHAPES,
            only_shape=True,
            advice=(("same shape", "Is each of the four a matrix? The direct one is `np.diag(f)`."),),
        ),
        Values(
            "nothing reads the state",
            lambda random: term_inputs(random, heard=""),
            "All three U's are 0 here, so only the direct term is not 0: it is diag(f).",
            FOUR_SHAPE,
            mistakes=(LAST, *DIRECT),
        ),
        heard_check("f", "the forget gate"),
        heard_check("i", "the input gate"),
        heard_check("g", "the candidate"),
        Values(
            "all ways open, another number of units",
            lambda random: term_inputs(random, units=WIDER),
            "Each term is right by itself; together they are not. Does a size stand in the code as a number?",
            FOUR_SHAPE,
            mistakes=(TERM_ORDER, LAST, *IN_COMMON),
        ),
    ),
)


# --- 08_2: the GRU ---


def gru_inputs(random, reset_after=True, units=UNITS, bias=True, heard=True):
    """Return fresh arguments of `gru_step`; where `bias` or `heard` is False, b or U is 0."""
    shape = (2, 3 * units) if reset_after else (3 * units,)
    return {
        "x": random.normal(size=(BATCH, FEATURES)).round(2),
        "h_before": random.uniform(-0.9, 0.9, (BATCH, units)).round(2),
        "W": random.normal(size=(FEATURES, 3 * units)).round(2),
        "U": random.normal(size=(units, 3 * units)).round(2) * heard,
        "b": random.normal(size=shape).round(2) * bias,
        "reset_after": reset_after,
    }


def sigma(a):
    """σ."""
    return 1 / (1 + np.exp(-a))


def keep(z, h, g):
    """Keras's mixture."""
    return z * h + (1 - z) * g


def gru(order=(0, 1, 2), gate=sigma, squash=np.tanh, mix=keep, candidate=None, biases=None):
    """Return a `gru_step` that differs from ours in one thing."""

    def after(x_g, h_g, r, b_g, guarded):
        return x_g + r * (h_g + b_g)

    def before(x_g, h_g, r, b_g, guarded):
        return x_g + guarded

    def wrong(x, h_before, W, U, b, reset_after=True):
        b_x, b_h = b if reset_after else (b, 0 * b)
        if biases:
            b_x, b_h = biases(b_x, b_h)
        of_x = np.split(x @ W + b_x, 3, axis=1)
        of_h = np.split(h_before @ U, 3, axis=1)
        shifts = np.split(b_h, 3)
        z_at, r_at, g_at = order
        z = gate(of_x[z_at] + of_h[z_at] + shifts[z_at])
        r = gate(of_x[r_at] + of_h[r_at] + shifts[r_at])
        guarded = (r * h_before) @ np.split(U, 3, axis=1)[g_at]
        variant = candidate or (after if reset_after else before)
        g = squash(variant(of_x[g_at], of_h[g_at], r, shifts[g_at], guarded))
        return mix(z, h_before, g)

    return wrong


GRU_SHAPE = "(N, H): the new state of each sequence"
GRU_MISTAKES = (
    (
        gru(mix=lambda z, h, g: (1 - z) * h + z * g),
        "z and 1 − z have changed places. Papers write it both ways; in Keras z *keeps*: "
        "z · h_before + (1 − z) · g.",
    ),
    (
        gru(order=(1, 0, 2)),
        "The gates z and r have changed places: in the weights the order is z, r, g.",
    ),
    (
        gru(order=(2, 1, 0)),
        "The columns are cut in another order: in the weights the first H belong to z, the next to r, the "
        "last to g.",
    ),
    (
        gru(mix=lambda z, h, g: g),
        "That is the candidate: it still has to be mixed with h_before.",
    ),
    (
        gru(mix=lambda z, h, g: z * h + g),
        "The candidate comes in whole: its share is 1 − z.",
    ),
    (
        gru(squash=sigma),
        "The candidate went through σ: it is a tanh, so that it can be negative.",
    ),
    (
        gru(gate=np.tanh),
        "The gates went through tanh: they are shares from 0 to 1, a σ.",
    ),
    (
        gru(squash=lambda a: a),
        "The candidate was not squashed: it is the tanh of the sum.",
    ),
    (
        gru(candidate=lambda x_g, h_g, r, b_g, guarded: x_g + h_g + b_g),
        "The reset gate does nothing here: r guards what the candidate hears of the state.",
    ),
    (
        gru(candidate=lambda x_g, h_g, r, b_g, guarded: r * (x_g + h_g + b_g)),
        "r multiplies the word as well: it guards only what comes from the state.",
    ),
    (
        gru(candidate=lambda x_g, h_g, r, b_g, guarded: x_g + r * (h_g + b_g)),
        "Here the reset comes after the product. With reset_after=False the state is reset first, "
        "(r · h_before) @ U_g.",
    ),
    (
        gru(candidate=lambda x_g, h_g, r, b_g, guarded: x_g + guarded),
        "Here the reset comes before the product. With reset_after=True the product comes first, "
        "r · (h_before @ U_g + b_g).",
    ),
    (
        gru(candidate=lambda x_g, h_g, r, b_g, guarded: x_g + r * h_g + b_g),
        "The second bias of the candidate stands outside of the reset: it is added to h_before @ U first, "
        "and r multiplies the sum.",
    ),
    (
        gru(biases=lambda b_x, b_h: (b_x, 0 * b_h)),
        "The second row of b is missing: b[1] is added to h_before @ U.",
    ),
    (
        gru(biases=lambda b_x, b_h: (0 * b_x, b_h)),
        "The first row of b is missing: b[0] is added to x @ W.",
    ),
    (
        gru(biases=lambda b_x, b_h: (0 * b_x, 0 * b_h)),
        "The bias is missing.",
    ),
)


def gru_check(about, suspect, **options):
    """Return a check of one situation."""
    return Values(
        about,
        lambda random: gru_inputs(random, **options),
        suspect,
        GRU_SHAPE,
        mistakes=GRU_MISTAKES,
        keywords=("reset_after",),
        advice=(("values to unpack", "With reset_after=False `b` is one row, (3H,), and not two."),),
    )


GRU_STEP = Task(
    id="08-gru",
    reference=gru_step,
    hint=(
        "`np.split(x @ W + b[0], 3, axis=1)` gives what z, r and g hear of the word, "
        "`np.split(h_before @ U + b[1], 3, axis=1)` what they hear of the state. z and r are σ of both "
        "together. For reset_after=False there is one bias, `b`, and the candidate hears "
        "`(r * h_before) @ U_g`, U_g the last third of U's columns."
    ),
    checks=(
        gru_check(
            "no bias, and nothing hears the state",
            "U and b are 0 here, so z is σ and g is tanh of a third of the columns of x @ W, and the state "
            "is z · h_before + (1 − z) · g.",
            bias=False,
            heard=False,
        ),
        gru_check(
            "no bias",
            "With U = 0 it is right, with another U it is not: what do z, r and g hear of h_before?",
            bias=False,
        ),
        gru_check(
            "two rows of bias",
            "Without a bias it is right: b[0] belongs to x @ W, b[1] to h_before @ U, before r multiplies.",
        ),
        gru_check(
            "reset_after=False: the reset comes before the product",
            "reset_after=True is right. With False there is one bias (3H,), and the candidate hears "
            "(r · h_before) @ U_g.",
            reset_after=False,
        ),
        gru_check(
            "another number of units",
            "A layer of 7 units goes wrong: does a size stand in the code as a number?",
            units=WIDER,
        ),
    ),
)

TASKS = (FOUR_TERMS, GRU_STEP)
