"""Lesson 06: how much of a nudge reaches the last state, and gradients shortened to a limit."""

from functools import partial

import numpy as np

from course_utils.tasks.base import Task
from course_utils.tasks.values import Values

# No size is the lesson's, and no two are equal.
T, H = 7, 5


def norms(W_h, slopes):
    """Return the norms of dh_T/dh_r, (T + 1,), from W_h (H, H) and the activation's slopes (T, H)."""
    product = np.eye(len(W_h))
    found = [1.0]
    for slope in slopes[::-1]:
        product = product @ np.diag(slope) @ W_h.T
        found.append(np.linalg.norm(product, 2))
    return np.array(found[::-1])


def clip(grads, limit):
    """Shorten a list of arrays by one factor, so that the norm of all entries together is at most `limit`."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * limit / max(norm, limit) for grad in grads]


# --- the norms ----------------------------------------------------------------


def norms_inputs(random, steps=T, units=H, slope=(0.2, 0.9), dtype=np.float64):
    """Return fresh arguments of `norms`; the matrix is far from symmetric, normal and orthogonal."""
    W_h = random.normal(size=(units, units)) + np.triu(np.ones((units, units)), 1)
    slopes = random.uniform(*slope, (steps, units))
    return {"W_h": W_h.round(2).astype(dtype), "slopes": slopes.round(2).astype(dtype)}


def walked(W_h, slopes, factor=None, size=None, order=-1, keep=None, after=True):
    """Go wrong about `norms`: ours with another factor, size, order of steps, or product."""
    factor = factor or (lambda W, slope: np.diag(slope) @ W.T)
    size = size or (lambda product: np.linalg.norm(product, 2))
    product, found = np.eye(len(W_h)), [1.0]
    for slope in slopes[::order]:
        step = factor(W_h, slope)
        product = step if keep else product @ step if after else step @ product
        found.append(size(product))
    return np.array(found[::-1])


def variant(**changes):
    """Return a wrong `norms` that differs from ours in one thing."""
    return lambda W_h, slopes: walked(W_h, slopes, **changes)


def ours(change):
    """Return a wrong `norms`: ours, with its result (T + 1,) changed."""
    return lambda W_h, slopes: change(norms(W_h, slopes))


def entry_by_entry(W_h, slopes):
    """Go wrong about `norms`: `*` between the product and the slopes."""
    product, found = np.eye(len(W_h)), [1.0]
    for slope in slopes[::-1]:
        product = product * np.diag(slope) @ W_h.T
        found.append(np.linalg.norm(product, 2))
    return np.array(found[::-1])


def one_arrow(W_h, slopes):
    """Go wrong about `norms`: an arrow with equal entries, of length 1, for the identity."""
    arrow = np.full(len(W_h), len(W_h) ** -0.5)
    found = [1.0]
    for slope in slopes[::-1]:
        arrow = arrow * slope @ W_h.T
        found.append(np.linalg.norm(arrow))
    return np.array(found[::-1])


NORMS_LENGTHS = (
    (
        ours(lambda found: found[:-1]),
        "There are T numbers and not T + 1: where is the last one, of h_T by itself? A nudge of h_T moves "
        "h_T by just as much: 1.",
    ),
    (
        ours(lambda found: found[1:]),
        "The first number is missing: the walk goes back to h_0, the state before the first word.",
    ),
    (
        ours(lambda found: found[:1]),
        "Only one number came back: keep the norm of the product after every step, not just at the end.",
    ),
    (ours(lambda found: found[-2:]), "Only two numbers came back: does `return` stand inside the loop?"),
)
NORMS_VALUES = (
    (
        ours(lambda found: found[::-1]),
        "The numbers are right and stand in reverse order: the walk finds the norm of h_T first, and the "
        "result begins with that of h_0.",
    ),
    (
        variant(factor=lambda W, slope: np.diag(slope) @ W),
        "`W_h` comes in without its transpose: one step back is diag(slopes) @ W_h.T, as in the formula. It "
        "is square, so NumPy does not complain.",
    ),
    (
        variant(factor=lambda W, slope: W.T),
        "The slopes are not in it: every step back also multiplies by `np.diag(slope)`.",
    ),
    (variant(factor=lambda W, slope: np.diag(slope)), "`W_h` is not in it: that is the slopes alone."),
    (
        variant(factor=lambda W, slope: W.T @ np.diag(slope)),
        "That scales the columns of `W_h.T`, and the slopes belong to its rows: `np.diag(slope) @ W_h.T`, in "
        "this order, or `slope[:, None] * W_h.T`.",
    ),
    (
        variant(factor=lambda W, slope: np.diag(1 - slope**2) @ W.T),
        "`slopes` are the slopes already: take them as they are, not 1 − slopes².",
    ),
    (
        variant(order=1),
        "Your walk begins at the first step. Begin at the last one, `slopes[-1]`, and go back.",
    ),
    (
        variant(order=1, after=False),
        "Each number is the norm from h_0 up to a step. Asked is the way from h_r to the *last* state: begin "
        "with the last step.",
    ),
    (
        variant(after=False),
        "The new factor stands on the wrong side: earlier steps come to the right of later ones, "
        "`product = product @ …`.",
    ),
    (
        ours(lambda found: np.concatenate([[1.0], found[1:]])),
        "All numbers are right but that of h_0, `result[0]`: the walk stops one step too early.",
    ),
    (
        entry_by_entry,
        "`product * np.diag(…)` multiplies entry by entry, and what is off the diagonal is lost: write "
        "`@` between matrices.",
    ),
    (
        one_arrow,
        "You sent one arrow back, and others may be stretched more: begin with the identity, "
        "`np.eye(len(W_h))`, which holds them all.",
    ),
    (
        variant(keep=True),
        "That is the norm of each step's matrix by itself: carry the product along from step to step.",
    ),
    (
        variant(size=lambda product: np.linalg.norm(product)),
        "That is `np.linalg.norm(product)`, the root of the sum of squares. Asked is the largest stretch of "
        "an arrow: `np.linalg.norm(product, 2)`.",
    ),
    (
        variant(size=lambda product: np.abs(np.linalg.eigvals(product)).max()),
        "That is the largest eigenvalue. Asked is the largest stretch of an arrow, "
        "`np.linalg.norm(product, 2)`.",
    ),
    (
        lambda W_h, slopes: np.array(
            [
                np.prod([np.linalg.norm(np.diag(s) @ W_h.T, 2) for s in slopes[r:]])
                for r in range(len(slopes) + 1)
            ]
        ),
        "Those are products of norms. Multiply the matrices first and take the norm of the product: one step "
        "may shrink what another has stretched.",
    ),
)

walk = partial(Values, shape="(T + 1,): one norm for each of the states h_0 … h_T", mistakes=NORMS_VALUES)

NORMS = Task(
    id="06-norms",
    reference=norms,
    hint=(
        "Begin with the identity, `np.eye(len(W_h))`, whose norm is 1, and take the rows of `slopes` from "
        "the last to the first: which matrix does each bring, and on which side? Which norm comes first in "
        "the result?"
    ),
    checks=(
        walk("how many numbers come back", norms_inputs, "", mistakes=NORMS_LENGTHS, only_shape=True),
        walk(
            "two steps",
            lambda random: norms_inputs(random, steps=2),
            "With two steps the last number is 1, and the one before it the norm of one step's matrix.",
        ),
        walk(
            "several steps",
            norms_inputs,
            "Two steps are right: is the product carried on from each step to the one before it?",
        ),
        walk(
            "another number of units, and slopes of 1",
            lambda random: norms_inputs(random, steps=4, units=9, slope=(1.0, 1.0)),
            "A layer of 9 units goes wrong: does a size stand in the code as a number?",
        ),
    ),
)


# --- the limit ----------------------------------------------------------------


def clip_inputs(random, scale=1.0):
    """Return fresh arguments of `clip`: three arrays of unequal shapes and sizes."""
    shapes = {1: (4, 3), 3: (3, 3), 2: (3,)}
    grads = [scale * k * random.uniform(0.5, 1.5, shape).round(2) for k, shape in shapes.items()]
    return {"grads": grads, "limit": 2.5}


def total(grads):
    """Return the norm of all entries together."""
    return float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))


def stretches(grads):
    """Make the mistake of adding the squares of `np.linalg.norm(grad, 2)`, a matrix's largest stretch."""
    return float(np.sqrt(sum(np.linalg.norm(grad, 2) ** 2 for grad in grads)))


# What a learner may do instead, and what to say.
CLIP_MISTAKES = (
    (
        lambda grads, limit: [np.clip(grad, -limit, limit) for grad in grads],
        "Every entry is cut by itself, which is clipping by value: one factor for all entries is asked.",
    ),
    (
        lambda grads, limit: [grad * limit / max(np.linalg.norm(grad), limit) for grad in grads],
        "Every array got a factor of its own: one norm of all arrays together is asked, and one factor.",
    ),
    (
        lambda grads, limit: [grad / max(total(grads), limit) for grad in grads],
        "The result has the norm 1 and not `limit`: multiply by `limit` as well.",
    ),
    (
        lambda grads, limit: [grad * limit / max(total(grads) ** 2, limit) for grad in grads],
        "That divides by the sum of squares: the norm is its square root.",
    ),
    (
        lambda grads, limit: [grad * limit / sum(np.linalg.norm(grad) for grad in grads) for grad in grads],
        "That adds the norms of the arrays. The norm of all together is the root of the sum of *squares*.",
    ),
    (
        lambda grads, limit: [grad * limit / max(np.abs(grad).max() for grad in grads) for grad in grads],
        "That divides by the largest entry: the norm is the root of the sum of all squares.",
    ),
    (
        lambda grads, limit: [grad * limit / max(np.linalg.norm(grad) for grad in grads) for grad in grads],
        "That divides by the largest of the arrays' norms: all arrays count together, the root of the sum of "
        "all squares.",
    ),
    (
        lambda grads, limit: [grad * limit / stretches(grads) for grad in grads],
        "`np.linalg.norm(grad, 2)` of a matrix is its largest stretch, as in the walk back. Here every entry "
        "counts: `np.sum(grad**2)`.",
    ),
    (
        lambda grads, limit: [
            grad * limit / max(np.linalg.norm(grad, 2) for grad in grads) for grad in grads
        ],
        "That divides by the largest stretch of the arrays: all entries count together, the root of the sum "
        "of all squares.",
    ),
    (
        lambda grads, limit: [
            grad * limit / np.sqrt(sum(grad.sum() ** 2 for grad in grads)) for grad in grads
        ],
        "That squares the sums: first square every entry, then add, `np.sum(grad**2)`.",
    ),
    (lambda grads, limit: list(grads), "The gradients came back as they were, and they are above the limit."),
)


def norm_of_all(arguments, result, expected):
    """Say which norm came."""
    grads, limit = arguments.values()
    return (
        f"Handed gradients whose norm is {total(grads):.3f} and a limit of {limit}, you returned some whose "
        f"norm is {total(result):.3f}; expected {limit}, every entry times the same factor."
    )


ADVICE = (
    (
        "inhomogeneous",
        "The arrays have different shapes, and NumPy cannot make one array of the list: take the sum of "
        "squares of each array, and add these sums.",
    ),
)
clipped = partial(Values, shape="the shape in which it was handed in", advice=ADVICE)

CLIP = Task(
    id="06-clip",
    reference=clip,
    hint=(
        "One norm: the root of the sum of all squares, over all arrays. If it is above `limit`, multiply "
        "every array by `limit / norm`."
    ),
    checks=(
        clipped("gradients above the limit", clip_inputs, "", mistakes=CLIP_MISTAKES, difference=norm_of_all),
        clipped(
            "gradients below the limit",
            lambda random: clip_inputs(random, scale=0.01),
            "Gradients below the limit stay as they are.",
            advice=(("returned None", "Or what comes back for gradients below the limit?"),),
            mistakes=(
                (
                    lambda grads, limit: [grad * limit / total(grads) for grad in grads],
                    "Gradients below the limit were made longer: they stay as they are.",
                ),
            ),
        ),
        clipped(
            "gradients that are all 0",
            lambda random: clip_inputs(random, scale=0),
            "Gradients of 0 stay 0. Where nan comes, something was divided by a norm of 0.",
        ),
    ),
)

TASKS = (NORMS, CLIP)
