"""Lesson 05: shares of blame in one unit, the backward pass of a layer, a gradient checker."""

from functools import partial

import numpy as np

from course_utils.tasks.base import Mistake, Rule, Task
from course_utils.tasks.compare import is_array
from course_utils.tasks.lesson_04 import forward, step, step_inputs
from course_utils.tasks.values import Values

# No size is the lesson's, and no two are equal.
N, T, D, H = 3, 7, 5, 6


def shares(x, h, dh, u):
    """Each step's share in dL/dw, (T,): x and h (T,), inputs and states; dh, dL/d of the last state."""
    result = np.zeros(len(x))
    for t in reversed(range(len(x))):
        dz = dh * (1 - h[t] ** 2)
        result[t] = dz * x[t]
        dh = dz * u
    return result


def rnn_backward(x, h, dh, W_x, W_h):
    """Return dL/dW_x, dL/dW_h, dL/db for x (N, T, D), h and dh (N, T, H); the states began with zeros."""
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    start = later = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        h_before = h[:, t - 1] if t > 0 else start
        dz = (dh[:, t] + later) * (1 - h[:, t] ** 2)
        dW_x += x[:, t].T @ dz
        dW_h += h_before.T @ dz
        db += dz.sum(axis=0)
        later = dz @ W_h.T
    return dW_x, dW_h, db


def gradient_check(f, w, eps=1e-5):
    """Estimate the gradient of f at w by nudging each entry by eps up and down."""
    nudges = eps * np.eye(w.size).reshape(w.size, *w.shape)
    slopes = [(f(w + nudge) - f(w - nudge)) / (2 * eps) for nudge in nudges]
    return np.reshape(slopes, w.shape)


# --- one unit -----------------------------------------------------------------


def one_unit_inputs(random, steps=T, u=None):
    """Return fresh arguments of `shares`: no entry near 0, the states those of a unit."""
    x = random.uniform(0.5, 1.5, steps) * random.permutation((-1.0) ** np.arange(steps))
    u = random.uniform(0.5, 0.9) if u is None else u
    w, state, h = random.uniform(0.5, 0.8), 0.0, []
    for x_t in x:
        state = np.tanh(w * x_t + u * state)
        h.append(state)
    return {"x": x, "h": np.array(h), "dh": random.uniform(0.5, 1.5), "u": u}


def walked_back(slope=lambda h: 1 - h**2, share=None, carried=None, turned=False):
    """Return a `shares` with another slope, share, or message to the step before."""
    share = share or (lambda dh, dz, x, h, t: dz * x[t])
    carried = carried or (lambda dh, dz, x, u, t: dz * u)

    def wrong(x, h, dh, u):
        result, order = np.zeros(len(x)), range(len(x))
        for t in order if turned else reversed(order):
            dz = dh * slope(h[t])
            result[t] = share(dh, dz, x, h, t)
            dh = carried(dh, dz, x, u, t)
        return result

    return wrong


def state_before(h, t):
    """Return the state before step t."""
    return h[t - 1] if t else 0.0


ONE_STEP = (
    (
        lambda x, *others: np.zeros(len(x)),
        "The share of the first step is 0: does the loop reach `t = 0`, and is dz multiplied by the input "
        "`x[t]`, not by the state before it, which is 0 here?",
    ),
    (
        walked_back(slope=lambda h: 1),
        "The slope of tanh is missing: the blame of a state passes tanh on its way to the sum, times 1 − h².",
    ),
    (walked_back(slope=lambda h: 1 - h), "The slope of tanh is 1 minus the square of the state."),
    (
        walked_back(slope=lambda h: 1 - np.tanh(h) ** 2),
        "`h[t]` is the tanh of the sum already: its slope is 1 − h², without another tanh.",
    ),
    (
        walked_back(slope=lambda h: 1 + h**2),
        "The slope of tanh is 1 minus h²: a flat end has a small slope.",
    ),
    (
        walked_back(share=lambda dh, dz, x, h, t: dz),
        "That is the blame of the sum, dz: w is multiplied by the input, so its share is dz times x.",
    ),
    (
        walked_back(share=lambda dh, dz, x, h, t: dz * h[t]),
        "The blame of the sum is multiplied by the state: w is multiplied by the input, so take `x[t]`.",
    ),
    (lambda *arguments: -shares(*arguments), "Every sign is turned: a share is a slope, with its own sign."),
)
MANY_STEPS = (
    *ONE_STEP,
    (
        walked_back(share=lambda dh, dz, x, h, t: dz * state_before(h, t)),
        "That is the share in dL/du: u is multiplied by the state before, w by the input. Take `x[t]`.",
    ),
    (
        walked_back(carried=lambda dh, dz, x, u, t: dh),
        "Every step gets the blame of the last state: on its way back it passes the slope and u, each step.",
    ),
    (
        walked_back(carried=lambda dh, dz, x, u, t: dz),
        "u is missing on the way back: the state before came in times u, so the blame leaves times u.",
    ),
    (
        walked_back(carried=lambda dh, dz, x, u, t: dh * u),
        "The slopes get lost on the way back: hand on `dz * u`, the blame behind tanh, and not `dh * u`.",
    ),
    (
        walked_back(carried=lambda dh, dz, x, u, t: dz * x[t] * u),
        "The share itself is handed on: what goes back to the state before is `dz * u`; x stays out of it.",
    ),
    (
        walked_back(carried=lambda dh, dz, x, u, t: dz / u),
        "Blame is divided by u on the way back: the state came in times u, so the blame leaves times u.",
    ),
    (
        walked_back(turned=True),
        "The loop runs forwards: the blame is known at the last step, so begin there. `reversed(range(…))`",
    ),
    (
        lambda *arguments: shares(*arguments)[::-1],
        "The shares are right and stand in reverse order: share t belongs at place t.",
    ),
    (
        lambda *arguments: np.cumsum(shares(*arguments)[::-1])[::-1],
        "Each entry holds a running sum: keep the share of every step by itself.",
    ),
    (
        lambda x, *others: np.where(np.arange(len(x)) == len(x) - 1, shares(x, *others), 0),
        "Only the last step has a share: does the loop go on to the steps before, and is `return` after it?",
    ),
)
shared = partial(Values, shape="(T,): one share for each step")

ONE_UNIT = Task(
    id="05-one-unit",
    reference=shares,
    hint="Begin at the last step: `dz` is dh times the slope, the share is `dz * x[t]`. Then `dh = dz * u`.",
    checks=(
        shared("the result's shape", one_unit_inputs, "", only_shape=True),
        shared(
            "a single step",
            lambda random: one_unit_inputs(random, steps=1),
            "One step only: the share is dh times the slope 1 − h² times x.",
            mistakes=ONE_STEP,
        ),
        shared(
            "two steps",
            lambda random: one_unit_inputs(random, steps=2),
            "The last share is right alone: is the blame handed back to the step before, `dz * u`?",
            mistakes=MANY_STEPS,
        ),
        shared(
            "seven steps",
            one_unit_inputs,
            "Two steps are right: is the new `dh` the one that the next step back uses?",
            mistakes=MANY_STEPS,
        ),
        shared(
            "two hundred steps",
            lambda random: one_unit_inputs(random, steps=200),
            "A long sequence goes wrong: does a length stand in the code as a number?",
        ),
    ),
)


# --- a layer ------------------------------------------------------------------


GRADIENTS = {"dW_x": "(D, H), like W_x", "dW_h": "(H, H), like W_h", "db": "(H,), like b"}
ADVICE = (
    (
        f"output operand with shape ({H},)",  # (N, H) is added to (H,)
        "`db` has one entry for each unit, dz one for each sentence and unit: sum over the sentences first, "
        "`dz.sum(axis=0)`.",
    ),
)


def backward_inputs(random, n=N, steps=T, dtype=np.float64, memory=0.6, last_only=False):
    """Return fresh arguments of `rnn_backward`: the states are those of a layer that starts from zeros."""
    arrays = step_inputs(random, n=n, W_h=memory)
    x = random.uniform(-1, 1, (n, steps, D)).round(2)
    h = forward(x, step, arrays["W_x"], arrays["W_h"], arrays["b"])
    dh = random.uniform(0.2, 0.9, h.shape) * (-1.0) ** random.integers(0, 2, h.shape)
    if last_only:
        dh[:, :-1] = 0
    named = {"x": x, "h": h, "dh": dh, "W_x": arrays["W_x"], "W_h": arrays["W_h"]}
    return {name: array.astype(dtype) for name, array in named.items()}


def went_back(
    slope=lambda h: 1 - h**2,
    before=lambda h, t: h[:, t - 1] if t else 0 * h[:, 0],
    later=lambda dz, dh, W_h: dz @ W_h.T,
    arrives=lambda own, later: own + later,
    kept=lambda old, new, own, W_h: new,
    skips=lambda message: 0 * message,
    added=(True, True, True),
    turned=False,
    end=0,
):
    """Return an `rnn_backward` with one line changed."""

    def wrong(x, h, dh, W_x, W_h):
        sums = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(len(W_h), W_h.dtype)]
        message, order = np.zeros_like(h[:, 0]), range(end, x.shape[1])
        for t in order if turned else reversed(order):
            blame = arrives(dh[:, t], message)
            dz = blame * slope(h[:, t]) + skips(message)
            now = x[:, t].T @ dz, before(h, t).T @ dz, dz.sum(axis=0)
            sums = [one + old if add else one for old, one, add in zip(sums, now, added, strict=True)]
            message = kept(message, later(dz, blame, W_h), dh[:, t], W_h)
        return tuple(sums)

    return wrong


def changed(**parts):
    """Return a wrong `rnn_backward`: ours, with some of its results replaced by a function of all."""

    def wrong(*arguments):
        results = dict(zip(GRADIENTS, rnn_backward(*arguments), strict=True))
        results |= {name: change(results, *arguments) for name, change in parts.items()}
        return tuple(results.values())

    return wrong


def only_last(dh):
    """Return a copy of dh with zeros at all steps but the last."""
    return np.where(np.arange(dh.shape[1])[:, None] == dh.shape[1] - 1, dh, 0)


SLOPES = (
    (
        went_back(slope=lambda h: 1 + 0 * h),
        "The slope of tanh is missing, or its brackets: the whole blame of the state passes tanh, so `dz` is "
        "(`dh[:, t]` + message), in brackets, times 1 − h².",
    ),
    (went_back(slope=lambda h: 1 - h), "The slope of tanh is 1 minus the square of the state."),
    (
        went_back(slope=lambda h: 1 - np.tanh(h) ** 2),
        "`h` holds tanh of the sums already: the slope is 1 − h², without another tanh.",
    ),
)
AVERAGED = (
    (
        lambda x, *others: tuple(one / len(x) for one in rnn_backward(x, *others)),
        "Everything is divided by N: sum over the sentences. Whoever wants a mean divides in `dh`.",
    ),
    (
        changed(db=lambda r, x, *_: r["db"] / len(x)),
        "`db` is a mean over the sentences: it is their sum, `dz.sum(axis=0)`.",
    ),
    (
        changed(db=lambda r, *_: np.full_like(r["db"], r["db"].sum())),
        "All entries of `db` are equal: `dz.sum()` adds the units up as well. Sum over the sentences only, "
        "`dz.sum(axis=0)`.",
    ),
)
BEFORE = (
    (
        went_back(before=lambda h, t: h[:, t]),
        "`dW_h` is made with the state after the step. W_h was multiplied by the state before it, "
        "h_{t−1}: zeros at the first step.",
    ),
    (
        went_back(before=lambda h, t: h[:, t - 1]),
        "At the first step `h[:, t - 1]` is `h[:, -1]`, the last state: Python counts from the end. Before "
        "the first step the state is zeros.",
    ),
    (
        changed(dW_h=lambda r, *_: r["dW_h"].T),
        "`dW_h` is transposed: its rows belong to the states before, so it is `h_before.T @ dz`, and not "
        "`dz.T @ h_before`. It is square, so NumPy does not complain.",
    ),
)
LAST_DH = (
    "Only the last step's `dh` is used: every step may have an answer of its own, so `dh[:, t]` is added to "
    "the message at every step."
)
STEPS = (
    (
        went_back(end=1),
        "The first step is left out: `range(T - 1, 0, -1)` stops before 0. The input and the bias work at "
        "`t = 0`, too; only the state before it is zeros.",
    ),
    (lambda x, h, dh, *W: rnn_backward(x, h, only_last(dh), *W), LAST_DH),
)
SUMS = (
    (
        went_back(added=(False, False, False)),
        "The sum over time is missing: every step adds its share. Is there a `+=` in the loop?",
    ),
    (
        went_back(added=(False, True, True)),
        "The sum over time is missing in `dW_x`: each step adds its share, `+=` and not `=`.",
    ),
    (
        went_back(added=(True, False, True)),
        "The sum over time is missing in `dW_h`: each step adds its share, `+=` and not `=`.",
    ),
    (
        went_back(added=(True, True, False)),
        "The sum over time is missing in `db`: each step adds its share, `+=` and not `=`.",
    ),
)
CARRIED = (
    (
        went_back(later=lambda dz, dh, W_h: dz @ W_h),
        "`W_h` needs its transpose on the way back: forwards `h @ W_h` leads from rows to columns, backwards "
        "blame goes from columns to rows, `dz @ W_h.T`. It is square, so NumPy does not complain.",
    ),
    (
        went_back(later=lambda dz, dh, W_h: 0 * dz),
        "Nothing reaches the steps before: does the loop run from the last step to the first, and hand back "
        "`dz @ W_h.T`?",
    ),
    (
        went_back(later=lambda dz, dh, W_h: dz),
        "The message to the step before lacks its weights: it is `dz @ W_h.T`.",
    ),
    (
        went_back(later=lambda dz, dh, W_h: dh @ W_h.T),
        "The message to the step before skips tanh: it is `dz @ W_h.T`, with the blame of the sum, dz.",
    ),
    (
        went_back(kept=lambda old, new, own, W_h: old + new),
        "The messages are added up, `+=`: dz holds what came from later steps already, so each new message "
        "replaces the old one, `=`.",
    ),
    (
        went_back(kept=lambda old, new, own, W_h: own @ W_h.T),
        "The message is made of `dh[:, t]`: make it of dz, the blame of the sum, which also holds what came "
        "from later steps: `dz @ W_h.T`.",
    ),
    (
        went_back(arrives=lambda own, later: own),
        "Nothing that comes from later steps is used: the blame of a state is `dh[:, t]` plus the message.",
    ),
    (
        went_back(arrives=lambda own, later: later if later.any() else own),
        LAST_DH,
    ),
    (
        went_back(arrives=lambda own, later: own, skips=lambda message: message),
        "The message is added behind the slope of tanh: it is blame of the state, as `dh[:, t]` is. Add the "
        "two first, in brackets, and then multiply by 1 − h².",
    ),
    (
        went_back(turned=True),
        "The loop runs forwards: blame comes from later steps, so begin at the last. `reversed(range(…))`",
    ),
)


def without_start(*arguments):
    """Make the mistake of beginning `dW_h` with the number 0, where a single step adds nothing."""
    dW_x, _, db = rnn_backward(*arguments)
    return dW_x, 0, db


ALL = (*SLOPES, *STEPS, *BEFORE, *SUMS, *CARRIED, *AVERAGED)
gradients = partial(Values, shape=GRADIENTS, advice=ADVICE)

BACKWARD = Task(
    id="05-backward",
    reference=rnn_backward,
    hint="As for one unit, with arrays: `dz` is (N, H). Each share is a product with a transposed array: "
    "inputs for `dW_x`, the states before the step for `dW_h`. Then the message to the step before.",
    checks=(
        gradients(
            "three arrays of the right shapes",
            backward_inputs,
            "A gradient has the shape of its weights: the sentences of the batch are summed, by the product "
            "with a transposed array or by `.sum(axis=0)`.",
            only_shape=True,
        ),
        gradients(
            "steps without memory, W_h = 0",
            lambda random: backward_inputs(random, memory=0),
            "W_h is 0: no message goes back, and each step adds its own share.",
            mistakes=ALL,
        ),
        gradients(
            "only the last state is judged",
            lambda random: backward_inputs(random, last_only=True),
            "Each step alone is right: is the message of the step after it added, and made of dz and W_h?",
            mistakes=ALL,
        ),
        gradients(
            "every state is judged",
            backward_inputs,
            "With the last state alone it is right: is `dh[:, t]` added at every step?",
            mistakes=ALL,
        ),
        gradients(
            "a single step",
            lambda random: backward_inputs(random, steps=1),
            "One step from zeros: dz is dh times 1 − h², dW_x its product with x, dW_h is 0, db its sum.",
            mistakes=(
                (
                    without_start,
                    "Begin with zeros of its shape, `np.zeros_like(W_h)`: a loop of one step adds nothing.",
                ),
            ),
        ),
        gradients(
            "a single sentence of 60 steps",
            lambda random: backward_inputs(random, n=1, steps=60, memory=0.3),
            "One long sentence goes wrong: does a size stand in the code as a number?",
        ),
        gradients(
            "arguments of dtype float32",
            lambda random: backward_inputs(random, dtype=np.float32),
            "Arguments of dtype float32 go wrong: is a dtype fixed in the code?",
        ),
    ),
)


# --- a gradient checker -------------------------------------------------------


def judged(shape, function):
    """Return inputs of `gradient_check` whose f looks at what it is handed: w with one entry nudged."""

    def inputs(random, **more):
        w = random.uniform(0.3, 1.2, shape) * random.choice([-1.0, 1.0], shape)
        weights = random.uniform(0.5, 1.5, shape)
        before = w.copy()

        def f(w):
            if np.shape(w) != before.shape:
                raise Mistake(
                    f"`f` got an array of shape {np.shape(w)}; expected {before.shape}, the shape of w: "
                    "nudge one entry of a copy of w."
                )
            if np.sum(np.abs(np.asarray(w) - before) > 1e-12) > 1:
                raise Mistake(
                    "`f` got a w in which several entries are nudged: nudge one entry at a time, and begin "
                    "each time from the old w."
                )
            return float(np.sum(weights * function(w)))

        return {"f": f, "w": w, **more}

    return inputs


def one_sided(f, w, eps=1e-5):
    """Make the mistake of nudging upwards only."""
    nudges = eps * np.eye(w.size).reshape(w.size, *w.shape)
    return np.reshape([(f(w + nudge) - f(w)) / eps for nudge in nudges], w.shape)


def downwards(f, w, eps=1e-5):
    """Make the mistake of nudging downwards only."""
    nudges = eps * np.eye(w.size).reshape(w.size, *w.shape)
    return np.reshape([(f(w) - f(w - nudge)) / eps for nudge in nudges], w.shape)


def half_divided(f, w, eps=1e-5):
    """Make the mistake of dividing only the lower value: brackets forgotten."""
    nudges = eps * np.eye(w.size).reshape(w.size, *w.shape)
    return np.reshape([f(w + nudge) - f(w - nudge) / (2 * eps) for nudge in nudges], w.shape)


DIFFERENCES = (
    (
        half_divided,
        "Only f below is divided: the difference needs its brackets, `(f(up) - f(down)) / (2 * eps)`.",
    ),
    (
        one_sided,
        "You nudge upwards only: go up and down by eps, and divide by the whole way, 2 eps. "
        "Bends then cancel.",
    ),
    (downwards, "You nudge downwards only: go up and down by eps, and divide by the whole way, 2 eps."),
    (
        lambda f, w, eps=1e-5: 2 * gradient_check(f, w, eps),
        "Twice too much: from w − eps to w + eps the way is 2 eps.",
    ),
    (
        lambda f, w, eps=1e-5: gradient_check(f, w, eps) / 2,
        "Half of it: one way is eps long, both together 2 eps. By what do you divide?",
    ),
    (
        lambda f, w, eps=1e-5: 2 * eps * gradient_check(f, w, eps),
        "That is how far f moves: a slope is that difference divided by the way, 2 eps.",
    ),
    (
        lambda f, w, eps=1e-5: eps * eps * gradient_check(f, w, eps),
        "Brackets: `… / 2 * eps` divides by 2 and then multiplies by eps. Write `/ (2 * eps)`.",
    ),
    (lambda f, w, eps=1e-5: -gradient_check(f, w, eps), "Every sign is turned: f above minus f below."),
    (
        lambda f, w, eps=1e-5: gradient_check(f, w, eps).ravel(),
        "The slopes are right, but in one row: give them the shape of w, `np.reshape(slopes, w.shape)`.",
    ),
)


def never_moves(answer, random):
    """Say so where the answer finds that nothing changes anything."""
    try:
        result = answer(*squares(random).values())
    except Mistake:  # the checks of values say it with advice
        return None
    if is_array(result) and result.size and not result.any():
        return (
            "Every slope is exactly 0: `f` saw the same numbers above and below. `up = w` is no copy, both "
            "names are one array: write `up = w.copy()`. (Or is no slope stored?)"
        )
    return None


def puts_back(answer, random):
    """Say so where w itself was nudged, and walked back but for rounding."""
    arguments, seen = squares(random), []
    w, f = arguments["w"], arguments["f"]

    def looks(nudged):
        value = f(nudged)
        seen.append(nudged)
        return value

    answer(looks, w)
    # A nudged copy would be farther away from w.
    if answer.changed and seen and np.abs(np.asarray(seen[-1]) - w).max() < 1e-12:
        return (
            "You nudge w itself and walk back, up by eps and down again: rounding leaves it a little beside "
            "where it was. Keep the old number and put that back, `old = w[k]` and later `w[k] = old`, or "
            "nudge a copy."
        )
    return None


squares = judged((4,), lambda w: w**2)
TWO_AXES = (
    "w may have any number of axes, here one: two loops reach matrices only. `for k in np.ndindex(w.shape)` "
    "runs over the places of any array, and `w[k]` is the entry there."
)
# Rounding is divided by a small step: hence the tolerance.
slopes = partial(
    Values,
    shape="the shape of w: one slope for each entry",
    mistakes=DIFFERENCES,
    advice=tuple(
        (text, TWO_AXES) for text in ("tuple index", "to unpack", "has no len()", "too many indices")
    ),
    tolerance=1e-7,
)

CHECK = Task(
    id="05-check",
    reference=gradient_check,
    hint="For each entry: a nudge of w's shape, eps there and 0 elsewhere; f above minus f below, over "
    "2 eps.",
    checks=(
        Rule("f goes up and down", never_moves),
        slopes(
            "a sum of squares",
            squares,
            "Here each slope is twice the entry, times a weight.",
        ),
        slopes(
            "a function that bends, of a matrix",
            judged((2, 3), lambda w: w**3 * np.tanh(w)),
            "A vector is right, a matrix is not: does every entry get its own nudge?",
        ),
        slopes(
            "another eps",
            lambda random: judged((2, 3), lambda w: w**3)(random, eps=0.1),
            "With eps = 0.1 the value differs: is the argument `eps` used wherever the nudge is?",
            mistakes=(
                (
                    lambda f, w, eps: gradient_check(f, w),
                    "`eps` is ignored: 0.1 was asked for, and your nudge is another one.",
                ),
                *DIFFERENCES,
            ),
            keywords=("eps",),
        ),
        Rule("w stays as it is", puts_back),
    ),
)

TASKS = (ONE_UNIT, BACKWARD, CHECK)
