"""Lesson 06: how much of a nudge reaches the last state, and gradients shortened to a limit."""

import numpy as np

from course_utils.tasks.base import Mistake, NotWritten, Rule, Task, Values, is_array, kind_of, same

# No size is the lesson's, and no two are equal.
T, H = 7, 5


def norms(W_h, slopes):
    """The norms of dh_T/dh_r, (T + 1,); W_h (H, H), slopes (T, H): of the activation at every step."""
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
    """A wrong `norms`: ours with another factor, size, order of steps, or product."""
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


NORMS_SHAPE = "(T + 1,): one norm for each of the states h_0 … h_T"
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
    (
        ours(lambda found: found[-2:]),
        "Only two numbers came back: does `return` stand inside the loop?",
    ),
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
    (
        variant(factor=lambda W, slope: np.diag(slope)),
        "`W_h` is not in it: that is the slopes alone.",
    ),
    (
        variant(factor=lambda W, slope: W.T @ np.diag(slope)),
        "The two factors of a step have changed places: first `np.diag(slope)`, then `W_h.T`.",
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

NORMS = Task(
    id="06-norms",
    reference=norms,
    hint=(
        "Begin with the identity, `np.eye(len(W_h))`, whose norm is 1, and take the rows of `slopes` from "
        "the last to the first: which matrix does each bring, and on which side? Which norm comes first in "
        "the result?"
    ),
    checks=(
        Values(
            "how many numbers come back",
            norms_inputs,
            "",
            NORMS_SHAPE,
            mistakes=NORMS_LENGTHS,
            only_shape=True,
        ),
        Values(
            "two steps",
            lambda random: norms_inputs(random, steps=2),
            "With two steps the last number is 1, and the one before it the norm of one step's matrix.",
            NORMS_SHAPE,
            mistakes=NORMS_VALUES,
        ),
        Values(
            "several steps",
            norms_inputs,
            "Two steps are right: is the product carried on from each step to the one before it?",
            NORMS_SHAPE,
            mistakes=NORMS_VALUES,
        ),
        Values(
            "another number of units, and slopes of 1",
            lambda random: norms_inputs(random, steps=4, units=9, slope=(1.0, 1.0)),
            "A layer of 9 units goes wrong: does a size stand in the code as a number?",
            NORMS_SHAPE,
            mistakes=NORMS_VALUES,
        ),
    ),
)


# --- the limit ----------------------------------------------------------------


def clip_grads(random, scale=1.0):
    """Return three arrays of unequal shapes and sizes."""
    shapes = ((4, 3), (3, 3), (3,))
    return [
        scale * k * random.uniform(0.5, 1.5, shape).round(2)
        for k, shape in zip((1, 3, 2), shapes, strict=True)
    ]


def total(grads):
    """The norm of all entries together."""
    return float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))


def stretches(grads):
    """The root of the sum of squares of `np.linalg.norm(grad, 2)`, which is not the norm of all entries."""
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
    (lambda grads, limit: list(grads), "The gradients came back as they were, and they are above the limit."),
)


def advised(words):
    """Return what Python said, in other words where it met a list of arrays of unequal shapes."""
    if "inhomogeneous" in words:
        return (
            "The arrays have different shapes, and NumPy cannot make one array of the list: take the sum of "
            "squares of each array, and add these sums."
        )
    return words.replace(" The shapes here: .", "")  # the arrays stand in a list


def called(answer, grads, limit):
    """Call an answer on copies; raise `Mistake` where no such arrays come back, or they were changed."""
    handed = [grad.copy() for grad in grads]
    try:
        result = answer(handed, limit)
    except NotWritten:
        raise
    except Mistake as mistake:
        raise Mistake(advised(str(mistake))) from None
    if is_array(result) or not isinstance(result, list | tuple):
        raise Mistake(f"Your function returned {kind_of(result)}; expected a list of {len(grads)} arrays.")
    result = list(result)
    shapes = [np.shape(array) for array in result]
    if shapes != [grad.shape for grad in grads]:
        raise Mistake(
            f"Your function returned arrays of shapes {shapes}; expected {[grad.shape for grad in grads]}, "
            "as they were handed in."
        )
    if not all(np.array_equal(one, other) for one, other in zip(handed, grads, strict=True)):
        raise Mistake("Your function writes into the arrays that it is handed: return new ones.")
    return [np.asarray(array) for array in result]


def all_same(result, expected):
    """Return whether two lists of arrays are equal to rounding."""
    return all(same(one, other) for one, other in zip(result, expected, strict=True))


def clip_above(answer, random):
    """Say what is wrong where the norm is above the limit."""
    grads, limit = clip_grads(random), 2.5
    result, expected = called(answer, grads, limit), clip(grads, limit)
    if all_same(result, expected):
        return None
    for wrong, words in CLIP_MISTAKES:
        if all_same(result, wrong(grads, limit)):
            return words
    return (
        f"Handed gradients whose norm is {total(grads):.3f} and a limit of {limit}, you returned some whose "
        f"norm is {total(result):.3f}; expected {limit}, every entry times the same factor."
    )


def clip_below(answer, random):
    """Say what is wrong where the norm is below the limit."""
    grads = clip_grads(random, scale=0.01)
    result = called(answer, grads, 2.5)
    if all_same(result, grads):
        return None
    if abs(total(result) - 2.5) < 1e-6:
        return "Gradients below the limit were made longer: they stay as they are."
    return "Gradients below the limit stay as they are; yours changed."


def clip_zero(answer, random):
    """Say what is wrong where all gradients are 0."""
    grads = [np.zeros_like(grad) for grad in clip_grads(random)]
    result = called(answer, grads, 2.5)
    if not all(np.isfinite(array).all() for array in result):
        return "Where all gradients are 0 the result is not a number: is something divided by a norm of 0?"
    return None if all_same(result, grads) else "Gradients of 0 stay 0."


CLIP = Task(
    id="06-clip",
    reference=clip,
    hint=(
        "One norm: the root of the sum of all squares, over all arrays. If it is above `limit`, multiply "
        "every array by `limit / norm`."
    ),
    checks=(
        Rule("gradients above the limit", clip_above),
        Rule("gradients below the limit", clip_below),
        Rule("gradients that are all 0", clip_zero),
    ),
)

TASKS = (NORMS, CLIP)
