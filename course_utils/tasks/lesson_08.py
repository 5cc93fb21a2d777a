"""Lesson 08: the LSTM from scratch (08_1), and why its gradient arrives (08_2)."""

from functools import partial
from itertools import permutations

import numpy as np

from course_utils.tasks.base import Mistake, Task
from course_utils.tasks.compare import Part, same
from course_utils.tasks.values import Values

# --- 08_1 ---------------------------------------------------------------------

# No size is the lesson's, and no two are equal.
N, T, D, H = 3, 7, 5, 6
GATES = {"i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate"}


def through_the_cell(dh, dc, gates, c_before, c):
    """Return dL/dz (N, 4H) of the sums behind i, f, g, o, and dL/dc_before (N, H).

    dh, dc (N, H): the slopes that arrive; gates (N, 4H): i, f, g, o; c_before, c (N, H): the cell.
    """
    i, f, g, o = np.split(gates, 4, axis=1)
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)
    dz_i = dc * g * i * (1 - i)
    dz_f = dc * c_before * f * (1 - f)
    dz_g = dc * i * (1 - g**2)
    dz_o = dh * tanh_c * o * (1 - o)
    return np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1), dc * f


def lstm_backward(x, gates, c, h, dh, W_x, W_h, through_the_cell):
    """Return dL/dW_x, dL/dW_h, dL/db and dL/dx of an LSTM that began with zeros.

    x (N, T, D); gates (N, T, 4H), c and h (N, T, H), as `lstm_forward` returns them; dh (N, T, H).
    """
    dW_x, dW_h, db, dx = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_x[0]), np.zeros_like(x)
    start = dh_later = dc = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        h_before, c_before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (start, start)
        dz, dc = through_the_cell(dh[:, t] + dh_later, dc, gates[:, t], c_before, c[:, t])
        dW_x += x[:, t].T @ dz
        dW_h += h_before.T @ dz
        db += dz.sum(axis=0)
        dx[:, t] = dz @ W_x.T
        dh_later = dz @ W_h.T
    return dW_x, dW_h, db, dx


# --- 08_1: one step back ------------------------------------------------------------


def sigmoid(z):
    """Return σ(z)."""
    return 1 / (1 + np.exp(-z))


def cell_inputs(random, n=N, units=H, dtype=np.float64, dh=1, dc=1):
    """Return fresh arguments of `through_the_cell`: no entry near 0; dh and dc some times a factor."""

    def some(least, most, shape, signs=True):
        sign = random.choice([-1.0, 1.0], shape) if signs else 1.0
        return sign * random.uniform(least, most, shape)

    i, f, o = (some(0.2, 0.9, (n, units), signs=False) for _ in range(3))
    g, c_before = some(0.2, 0.9, (n, units)), some(0.4, 1.5, (n, units))
    arrays = {
        "dh": dh * some(0.4, 1.2, (n, units)),
        "dc": dc * some(0.4, 1.2, (n, units)),
        "gates": np.concatenate([i, f, g, o], axis=1),
        "c_before": c_before,
        "c": f * c_before + i * g,
    }
    return {name: array.astype(dtype) for name, array in arrays.items()}


def sigma_slope(s):
    """Return the slope of σ where its value is s."""
    return s * (1 - s)


def passed(
    arrives=lambda dh, dc, o, c: dc + dh * o * (1 - np.tanh(c) ** 2),
    slope=sigma_slope,
    slope_g=lambda g: 1 - g**2,
    met=lambda i, f, g, o, c_before, c: (g, c_before, i),
    of_o=lambda dh, dc, c: dh * np.tanh(c),
    order="ifgo",
    hands_on=lambda dc, later, f, i: dc * f,
    only="ifgo",
):
    """Return a `through_the_cell` with one line changed; slope and partner in the gates `only`."""

    def wrong(dh, dc, gates, c_before, c):
        i, f, g, o = np.split(gates, 4, axis=1)
        total = arrives(dh, dc, o, c)
        partners = dict(zip("ifg", met(i, f, g, o, c_before, c), strict=True))
        right = {"i": g, "f": c_before, "g": i}
        blame = {gate: total * (partners if gate in only else right)[gate] for gate in "ifg"}
        blame["o"] = of_o(dh, total, c)
        slopes = {
            gate: (slope if gate in only else sigma_slope)(s)
            for gate, s in zip("ifo", (i, f, o), strict=True)
        }
        dz = {gate: blame[gate] * (slope_g(g) if gate == "g" else slopes[gate]) for gate in "ifgo"}
        return np.concatenate([dz[gate] for gate in order], axis=1), hands_on(total, dc, f, i)

    return wrong


def anywhere(words, gates="ifo", **change):
    """Return a mistake made in all the gates, and the same made in each of them alone."""
    return tuple((passed(**change, only=only), words) for only in (gates, *gates))


def read_as(order, written="ifgo"):
    """Return a `through_the_cell` that takes the four blocks of `gates` for others."""

    def wrong(dh, dc, gates, c_before, c):
        blocks = dict(zip(order, np.split(gates, 4, axis=1), strict=True))
        dz, dc_before = through_the_cell(dh, dc, np.hstack([blocks[gate] for gate in "ifgo"]), c_before, c)
        named = dict(zip("ifgo", np.split(dz, 4, axis=1), strict=True))
        return np.hstack([named[gate] for gate in written]), dc_before

    return wrong


SLOPES = (
    (
        passed(slope=lambda s: 1, slope_g=lambda g: 1),
        "That is the blame of the gates themselves. Behind each stands σ, behind the candidate tanh: times "
        "their slopes, s(1 − s) and 1 − g².",
    ),
    *anywhere(
        "The slope of a gate is missing: each of the three is a σ, whose slope is s(1 − s).",
        slope=lambda s: 1,
    ),
    *anywhere(
        "A gate is a σ and no tanh: its slope is s(1 − s). Only the candidate's is 1 − g².",
        slope=lambda s: 1 - s**2,
    ),
    *anywhere(
        "`gates` holds what came out of σ: the slope is s(1 − s) at once, without another σ.",
        slope=lambda s: sigma_slope(sigmoid(s)),
    ),
    (passed(slope_g=lambda g: 1), "The candidate's slope is missing: g is a tanh, its slope is 1 − g²."),
    (
        passed(slope_g=sigma_slope),
        "The candidate is a tanh and no σ: its slope is 1 − g², and not g(1 − g).",
    ),
    (
        passed(slope_g=lambda g: 1 - np.tanh(g) ** 2),
        "g is a tanh already: its slope is 1 − g², without another tanh.",
    ),
    (passed(slope_g=lambda g: 1 - g), "The slope of tanh is 1 minus the *square* of g."),
)
PARTNERS = (
    *anywhere(
        "In a product each factor gets the blame times the *other* one: i was multiplied with g, so its "
        "blame is dc · g; f with c_before, g with i.",
        gates="ifg",
        met=lambda i, f, g, o, c_before, c: (i, f, g),
    ),
    (
        passed(met=lambda i, f, g, o, c_before, c: (g, c, i)),
        "The forget gate was multiplied with the cell *before* the step, `c_before`, not with c.",
    ),
    *anywhere(
        "Forget and input gate have exchanged their partners: f was multiplied with c_before, i with g.",
        gates="if",
        met=lambda i, f, g, o, c_before, c: (c_before, g, i),
    ),
    (
        passed(met=lambda i, f, g, o, c_before, c: (g, c_before, o)),
        "The candidate was multiplied with the input gate: its blame is dc · i.",
    ),
)
ORDER = (
    (
        passed(order="figo"),
        "All values are right; input and forget gate stand in each other's place. The order is i, f, g, o.",
    ),
    (
        passed(order="ifog"),
        "All values are right; candidate and output gate stand in each other's place: i, f, g, o.",
    ),
    (passed(order="fiog"), "All values are right; the order of the four is i, f, g, o."),
    *(
        (
            read_as(order, written),
            f"`gates` is taken apart in the order {', '.join(order)}: it holds i, f, g, o.",
        )
        for order in ("figo", "ifog", "fiog", "fogi")
        for written in ("ifgo", order)
    ),
)
ON = (
    (
        passed(hands_on=lambda dc, later, f, i: dc),
        "`dc_before` lacks the forget gate: on its way to the step before, blame passes the valve f again.",
    ),
    (
        passed(hands_on=lambda dc, later, f, i: later * f),
        "`dc_before` is made of the dc that came from later steps only: take the sum of both ways.",
    ),
    (passed(hands_on=lambda dc, later, f, i: dc * i), "c_before was multiplied with f and not with i."),
)
ARRIVES = (
    (
        passed(arrives=lambda dh, dc, o, c: dh * o * (1 - np.tanh(c) ** 2)),
        "The dc that comes from later steps is forgotten: c is used twice, shown as h and carried on. Both "
        "blames are added.",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: dc),
        "Nothing of dh reaches the cell: h = o · tanh(c), so dh goes through o and the slope of tanh into c.",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: dc + dh),
        "dh enters the cell whole. On its way stand the output valve and tanh: times o, times 1 − tanh(c)².",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: dc + dh * (1 - np.tanh(c) ** 2)),
        "On its way from h into the cell dh passes the output valve: times o.",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: dc + dh * o),
        "The slope of tanh is missing between h and the cell: times 1 − tanh(c)².",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: dc + dh * o * (1 - c**2)),
        "c itself is no tanh: the slope is 1 minus the square of *tanh(c)*.",
    ),
    (
        passed(arrives=lambda dh, dc, o, c: (dc + dh) * o * (1 - np.tanh(c) ** 2)),
        "The dc from later steps came along the conveyor: it passes neither the output valve nor its tanh.",
    ),
)
OUTPUT = (
    (
        passed(of_o=lambda dh, dc, c: dh * c),
        "The output gate was multiplied with tanh(c), not with c: its blame is dh · tanh(c).",
    ),
    (
        passed(of_o=lambda dh, dc, c: dc * np.tanh(c)),
        "The output gate is blamed through h alone: dh · tanh(c), without dc.",
    ),
    (passed(of_o=lambda dh, dc, c: dh), "The output gate's partner is missing: h = o · tanh(c)."),
)


def which_gate(arguments, result, expected):
    """Return a sentence about the first entry that differs; in dz, of which gate it is."""
    if same(result[0], expected[0]):
        return Part(1, "dc_before", result[1], expected[1], "").first_difference()
    quarters = zip(GATES, *(np.split(one[0], 4, axis=1) for one in (result, expected)), strict=True)
    gate, mine, right = next(row for row in quarters if not same(*row[1:]))
    differs = Part(0, gate, mine, right, "").first_difference()
    return f"In the columns of {gate} in dz, the {GATES[gate]}: {differs}"


cell_values = partial(
    Values, shape={"dz": "(N, 4H): i, f, g, o side by side", "dc_before": "(N, H)"}, difference=which_gate
)

EXCHANGED = (
    lambda *arguments: through_the_cell(*arguments)[::-1],
    "The two have changed places: return dz first, then dc_before.",
)

THROUGH = Task(
    id="08-through-the-cell",
    reference=through_the_cell,
    hint="Split `gates` in four. First all blame of the cell: dc plus dh · o · (1 − tanh(c)²). Then each "
    "factor of a product: blame times its partner, times its own slope, s(1 − s) or 1 − g².",
    checks=(
        cell_values(
            "two arrays of the right shapes", cell_inputs, "", only_shape=True, mistakes=(EXCHANGED,)
        ),
        cell_values(
            "only the conveyor brings blame (dh is 0)",
            lambda random: cell_inputs(random, dh=0),
            "dh is 0: blame comes in along the conveyor alone. Which partner, which slope?",
            mistakes=(*ARRIVES[:1], *SLOPES, *PARTNERS, *ORDER, *ON, *ARRIVES[-1:], *OUTPUT[1:2]),
        ),
        cell_values(
            "only the shown state is blamed (dc is 0)",
            lambda random: cell_inputs(random, dc=0),
            "dc is 0: all blame comes in through h = o · tanh(c).",
            mistakes=(*ARRIVES[1:], *OUTPUT, *SLOPES, *PARTNERS, *ORDER, *ON),
        ),
        cell_values(
            "both at once",
            cell_inputs,
            "Each way alone is right: are the two added?",
            mistakes=(*ARRIVES, *OUTPUT, *SLOPES, *PARTNERS, *ORDER, *ON),
        ),
        cell_values(
            "one sentence, eleven units",
            lambda random: cell_inputs(random, n=1, units=11),
            "Another number of units goes wrong: does a size stand in the code?",
        ),
        cell_values(
            "arguments of dtype float32",
            lambda random: cell_inputs(random, dtype=np.float32),
            "Arguments of dtype float32 go wrong: is a dtype fixed in the code?",
        ),
    ),
)


# --- 08_1: all steps back -----------------------------------------------------------


def lstm_forward(x, W_x, W_h, b):
    """Run over x (N, T, D): gates (N, T, 4H), cells and states (N, T, H)."""
    h = c = np.zeros((len(x), len(W_h)), x.dtype)
    kept = []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ W_x + h @ W_h + b, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        kept.append((np.concatenate([i, f, g, o], axis=1), c, h))
    return [np.stack(one, axis=1) for one in zip(*kept, strict=True)]


def guarded(dh, dc, gates, c_before, c):
    """Go through the cell, and say in words which argument has the wrong shape."""
    n, units = np.shape(c)[:1] + np.shape(c)[-1:]
    for name, one, width in (
        ("dh", dh, units),
        ("dc", dc, units),
        ("gates", gates, 4 * units),
        ("c_before", c_before, units),
        ("c", c, units),
    ):
        if np.shape(one) not in {(n, width), ()} or (np.shape(one) == () and name not in ("dh", "dc")):
            raise Mistake(
                f"`through_the_cell` got `{name}` of shape {np.shape(one)}; expected {(n, width)}: one "
                f"step of all sentences, such as `{name.partition('_')[0]}[:, t]`."
            )
    return through_the_cell(dh, dc, gates, c_before, c)


def way_back_inputs(random, n=N, steps=T, dtype=np.float64, memory=0.6, last_only=False):
    """Return fresh arguments of `lstm_backward`: a trace from zeros, W_h times `memory`."""

    def some(*shape):
        return random.uniform(0.2, 0.8, shape) * random.choice([-1.0, 1.0], shape)

    x, W_x, W_h, b = some(n, steps, D), some(D, 4 * H), memory * some(H, 4 * H), some(4 * H)
    gates, c, h = lstm_forward(x, W_x, W_h, b)
    dh = some(n, steps, H)
    if last_only:
        dh[:, :-1] = 0
    arrays = {"x": x, "gates": gates, "c": c, "h": h, "dh": dh, "W_x": W_x, "W_h": W_h}
    return {name: one.astype(dtype) for name, one in arrays.items()} | {"through_the_cell": guarded}


def walked(
    arrives=lambda own, later: own + later,
    carried=lambda dc: dc,
    h_before=lambda h, t: h[:, t - 1] if t else 0 * h[:, 0],
    c_before=lambda c, t: c[:, t - 1] if t else 0 * c[:, 0],
    own=lambda dh, t: dh[:, t],
    later=lambda dz, W_h, old, blame: dz @ W_h.T,
    added=(True, True, True),
    back=True,
    over_n=False,
):
    """Return an `lstm_backward` with one line changed."""

    def wrong(x, gates, c, h, dh, W_x, W_h, through_the_cell):
        sums = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_x[0])]
        dx, message, dc = np.zeros_like(x), np.zeros_like(h[:, 0]), np.zeros_like(h[:, 0])
        steps = range(x.shape[1])
        for t in reversed(steps) if back else steps:
            blame = arrives(own(dh, t), message)
            dz, dc = through_the_cell(blame, carried(dc), gates[:, t], c_before(c, t), c[:, t])
            now = x[:, t].T @ dz, h_before(h, t).T @ dz, dz.sum(axis=0)
            sums = [one + old if add else one for old, one, add in zip(sums, now, added, strict=True)]
            dx[:, t] = dz @ W_x.T
            message = later(dz, W_h, message, blame)
        return tuple(one / len(x) for one in (*sums, dx)) if over_n else (*sums, dx)

    return wrong


def altered(place, change):
    """Return ours with the result at a place changed by a function of all results and the arguments."""

    def wrong(*arguments):
        results = list(lstm_backward(*arguments))
        results[place] = change(results, *arguments)
        return tuple(results)

    return wrong


LOST = (
    (
        walked(carried=lambda dc: 0 * dc),
        "The conveyor is cut: the dc that `through_the_cell` returns must be what the step before is handed.",
    ),
    (
        walked(arrives=lambda own, later: own),
        "The gates of the step after read this state, and their blame is lost: the state gets `dh[:, t]` "
        "*plus* `dz @ W_h.T` of the step after.",
    ),
    (
        walked(arrives=lambda own, later: later if later.any() else own),
        "Only the last step's `dh` is used: at every step `dh[:, t]` is added to the message.",
    ),
    (
        walked(own=lambda dh, t: dh[:, t] * (t == dh.shape[1] - 1)),
        "Only the last step's `dh` is used: at every step `dh[:, t]` is added to the message.",
    ),
    (
        walked(later=lambda dz, W_h, old, blame: blame + dz @ W_h.T),
        "This state's own blame is carried to the step before once more. The message is `dz @ W_h.T` alone: "
        "what arrived at the state is in dz already.",
    ),
    (
        walked(later=lambda dz, W_h, old, blame: old + dz @ W_h.T),
        "The message to the step before adds up over the steps: it is replaced at each step, `=` and not "
        "`+=`. What came before is in dz already.",
    ),
    (
        walked(back=False),
        "The loop runs forwards: blame comes from later steps, so begin at the last. `reversed(range(…))`",
    ),
)
BEFORE = (
    (
        walked(h_before=lambda h, t: h[:, t - 1], c_before=lambda c, t: c[:, t - 1]),
        "At the first step `[:, t - 1]` is `[:, -1]`, the *last* step: Python counts from the end. Before "
        "the first step state and cell are zeros.",
    ),
    (
        walked(c_before=lambda c, t: c[:, t - 1]),
        "At the first step `c[:, t - 1]` is `c[:, -1]`, the *last* cell. Before the first step it is zeros.",
    ),
    (
        walked(h_before=lambda h, t: h[:, t - 1]),
        "At the first step `h[:, t - 1]` is `h[:, -1]`, the *last* state. Before the first step it is zeros.",
    ),
    (
        walked(h_before=lambda h, t: h[:, t]),
        "`dW_h` is made with the state *after* the step. The gates read the state before it, h_{t−1}.",
    ),
    (
        walked(c_before=lambda c, t: c[:, t]),
        "`c_before` is the cell *after* the step: the forget gate was multiplied with that of step t − 1.",
    ),
    (
        walked(h_before=lambda h, t: h[:, t], c_before=lambda c, t: c[:, t]),
        "State and cell are those *after* the step: take those of step t − 1, and zeros at the first.",
    ),
)
SUMS = (
    (
        walked(added=(False, False, False)),
        "The sum over time is missing: every step adds its share. Is there a `+=` in the loop?",
    ),
    *(
        (
            walked(added=tuple(place != k for k in range(3))),
            f"The sum over time is missing in `{name}`: each step adds its share, `+=` and not `=`.",
        )
        for place, name in enumerate(("dW_x", "dW_h", "db"))
    ),
    (
        walked(over_n=True),
        "Everything is divided by N: sum over the sentences. Whoever wants a mean divides in `dh`.",
    ),
    (
        altered(2, lambda results, x, *_: results[2] / len(x)),
        "`db` is a mean over the sentences: it is their sum, `dz.sum(axis=0)`.",
    ),
    (altered(3, lambda results, *_: 0 * results[3]), "`dx` is still zeros: `dx[:, t]` is `dz @ W_x.T`."),
    (
        altered(3, lambda results, *_: results[3][:, ::-1]),
        "`dx` is right and stands in reverse order: the blame of word t belongs at place t.",
    ),
)
ALL = (*LOST, *BEFORE, *SUMS)
back_values = partial(
    Values,
    shape={
        "dW_x": "(D, 4H), like W_x. The sentences are summed by the product with a transposed array",
        "dW_h": "(H, 4H), like W_h. The sentences are summed by the product with a transposed array",
        "db": "(4H,), like b. The sentences are summed, `.sum(axis=0)`",
        "dx": "(N, T, D), like x",
    },
)

REARRANGED = tuple(
    (
        lambda *arguments, order=order: tuple(lstm_backward(*arguments)[k] for k in order),
        "The right arrays in another order: return dW_x, dW_h, db, dx.",
    )
    for order in permutations(range(4))
    if order != (0, 1, 2, 3)
)

INTO = Task(
    id="08-into-the-weights",
    reference=lstm_backward,
    hint="As in lesson 05, with two messages to the step before: `dz @ W_h.T` for the state, and the dc that "
    "`through_the_cell` returns for the cell. `dW_x`, `dW_h` and `db` add up; `dx[:, t]` is `dz @ W_x.T`.",
    checks=(
        back_values(
            "four arrays of the right shapes", way_back_inputs, "", only_shape=True, mistakes=REARRANGED
        ),
        back_values(
            "gates that read no state, W_h = 0",
            lambda random: way_back_inputs(random, memory=0),
            "W_h is 0: blame goes back along the conveyor alone, and each step adds its share.",
            mistakes=ALL,
        ),
        back_values(
            "only the last state is judged",
            lambda random: way_back_inputs(random, last_only=True),
            "The conveyor is right: is `dz @ W_h.T` added to the state's blame one step earlier?",
            mistakes=ALL,
        ),
        back_values(
            "every state is judged",
            way_back_inputs,
            "Every state is blamed: is `dh[:, t]` added at each step?",
            mistakes=ALL,
        ),
        back_values(
            "one sentence of forty steps",
            lambda random: way_back_inputs(random, n=1, steps=40, memory=0.3),
            "One long sentence goes wrong: does a size stand in the code as a number?",
        ),
        back_values(
            "arguments of dtype float32",
            lambda random: way_back_inputs(random, dtype=np.float32),
            "Arguments of dtype float32 go wrong: is a dtype fixed in the code?",
        ),
    ),
)


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

TASKS = (THROUGH, INTO, FOUR_TERMS, GRU_STEP)
