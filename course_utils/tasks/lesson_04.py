"""Lesson 04: one step of a recurrent layer, the loop over time, a sentence whose first word is forgotten."""

from functools import partial, wraps

import numpy as np

from course_utils.datasets.toy import toy_layer, word_vector
from course_utils.tasks.base import Mistake, Rule, Task
from course_utils.tasks.values import Values

# No size is the lesson's (2, 5, 3, 4), and no two are equal.
N, T, D, H = 3, 7, 5, 6


def step(x_t, h_before, W_x, W_h, b):
    """One step for a batch: x_t (N, D), h_before (N, H), W_x (D, H), W_h (H, H), b (H,) give h_t (N, H)."""
    return np.tanh(x_t @ W_x + h_before @ W_h + b)


def forward(x, step, W_x, W_h, b, h_0=None):
    """Run over x (N, T, D); return the state of every step, (N, T, H). h_0 (N, H) is zeros where None."""
    h = np.zeros((len(x), len(b))) if h_0 is None else h_0
    states = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h, W_x, W_h, b)
        states.append(h)
    return np.stack(states, axis=1)


# --- one step -----------------------------------------------------------------


def step_inputs(random, n=N, dtype=np.float64, **factors):
    """Return fresh arguments of `step`: no entry near 0, both signs; some times a factor, such as 0."""
    shapes = {"x_t": (n, D), "h_before": (n, H), "W_x": (D, H), "W_h": (H, H), "b": (H,)}
    arrays = {}
    for name, shape in shapes.items():
        signs = (-1.0) ** np.arange(np.prod(shape)).reshape(shape)
        entries = random.permutation(random.uniform(0.2, 0.9, shape) * signs)
        arrays[name] = (entries.round(2) * factors.get(name, 1)).astype(dtype)
    return arrays


def zeros(x_t, h_before, W_x, W_h, b):
    """Make the mistake of leaving out the only term that is active."""
    return np.zeros((len(x_t), len(b)))


def with_sum(function):
    """Return the step that applies another function than tanh to the sum."""
    return lambda x_t, h_before, W_x, W_h, b: function(x_t @ W_x + h_before @ W_h + b)


def sigmoid(z):
    """Make the mistake of another activation."""
    return 1 / (1 + np.exp(-z))


OTHER_ACTIVATION = (
    (with_sum(sigmoid), "That is the sigmoid of the sum. A state lies between −1 and 1: use `np.tanh`."),
    (with_sum(lambda z: z), "That is the sum itself: is `np.tanh` around all of it, `b` included?"),
    (with_sum(lambda z: np.maximum(z, 0)), "That is the ReLU of the sum: use `np.tanh`."),
)
stepped = partial(Values, shape="(N, H): one row for each sentence, one column for each unit")
STEP_REPAIRS = (
    (
        lambda a: a | {"W_x": a["W_h"], "W_h": a["W_x"]},
        lambda x_t, h_before, W_h, W_x, b: step(x_t, h_before, W_x, W_h, b),
        "The two matrices have changed places: `x_t` (N, D) needs `W_x` (D, H), and `h_before` (N, H) needs "
        "`W_h` (H, H). For `A @ B` the last number of A must be the first of B.",
    ),
    (
        lambda a: a | {"x_t": a["h_before"], "h_before": a["x_t"]},
        lambda h_before, x_t, W_x, W_h, b: step(x_t, h_before, W_x, W_h, b),
        "The word and the state have changed places: `x_t` (N, D) needs `W_x` (D, H), and `h_before` (N, H) "
        "needs `W_h` (H, H).",
    ),
    (
        lambda a: a | {"W_x": a["W_x"].T},
        lambda x_t, h_before, W_x, W_h, b: step(x_t, h_before, W_x.T, W_h, b),
        "`W_x` needs no transpose: `x_t` (N, D) times `W_x` (D, H) gives (N, H).",
    ),
)

STEP = Task(
    id="04-step",
    reference=step,
    hint="Two products and a bias, added; then one `np.tanh` over the sum.",
    checks=(
        stepped("the result's shape", step_inputs, "", repairs=STEP_REPAIRS, only_shape=True),
        stepped(
            "only the bias is active",
            lambda random: step_inputs(random, x_t=0, h_before=0),
            "Only the bias is active: the step is tanh(b) in every row.",
            mistakes=(
                (zeros, "Every entry is 0, and only the bias is active: is `b` added?"),
                *OTHER_ACTIVATION,
            ),
        ),
        stepped(
            "only the word is active",
            lambda random: step_inputs(random, h_before=0, b=0),
            "The state and the bias are 0: what remains is tanh(x_t W_x). Is `x_t @ W_x` there, once?",
            mistakes=(
                (
                    zeros,
                    "Every entry is 0, and only the word is active: is `x_t @ W_x` there, and added? (A "
                    "product with the memory, 0 here, would wipe it out.)",
                ),
                *OTHER_ACTIVATION,
            ),
        ),
        stepped(
            "only the memory is active",
            lambda random: step_inputs(random, x_t=0, b=0),
            "The word and the bias are 0: what remains is tanh(h_before W_h). Is `h_before @ W_h` there?",
            mistakes=(
                (
                    zeros,
                    "Every entry is 0, and only the memory is active: is `h_before @ W_h` there, and added?",
                ),
                (
                    lambda x_t, h_before, W_x, W_h, b: np.tanh(h_before @ W_h.T),
                    "`W_h` is transposed: rows are the units that speak, columns those that hear. It is "
                    "square, so NumPy does not complain.",
                ),
                (
                    lambda x_t, h_before, W_x, W_h, b: np.tanh(h_before),
                    "The old state comes in without its weights: multiply it by `W_h`.",
                ),
                *OTHER_ACTIVATION,
            ),
        ),
        stepped(
            "word, memory and bias together",
            step_inputs,
            "Each term alone is right: are the three added, and is one `np.tanh` around the whole sum?",
            mistakes=(
                (
                    lambda x_t, h_before, W_x, W_h, b: np.tanh(x_t @ W_x) + np.tanh(h_before @ W_h + b),
                    "Two tanh are added: add first, then take one `np.tanh` of the sum.",
                ),
                (
                    lambda x_t, h, W_x, W_h, b: np.tanh(x_t @ W_x) + np.tanh(h @ W_h) + np.tanh(b),
                    "Three tanh are added: add first, then take one `np.tanh` of the sum.",
                ),
            ),
        ),
        stepped(
            "a single sentence",
            lambda random: step_inputs(random, n=1),
            "A batch of one sentence goes wrong: does a size stand in the code as a number?",
        ),
        stepped(
            "arguments of dtype float32",
            lambda random: step_inputs(random, dtype=np.float32),
            "Arguments of dtype float32 go wrong: is a dtype fixed in the code?",
        ),
    ),
)


# --- the loop -----------------------------------------------------------------


@wraps(step)  # its name stands in Python's messages
def guarded_step(x_t, h_before, W_x, W_h, b):
    """Our step, which says what is wrong with the arguments that a learner's loop hands it."""
    words, features, units = np.shape(x_t), np.shape(W_x)[:1], np.shape(b)
    if np.shape(W_x) == (*units, *units):
        raise Mistake("`step` got `W_h` before `W_x`: call `step(x_t, h, W_x, W_h, b)`.")
    if words[1:] == units and np.shape(h_before)[1:] == features:
        raise Mistake("`step` got the state first and the word second: call `step(x_t, h, W_x, W_h, b)`.")
    if h_before is None:
        raise Mistake("`step` got None as the state: where `h_0` is None, begin with zeros of shape (N, H).")
    if len(words) == 3:
        raise Mistake("`step` got all of `x`: hand it the words of one step, `x[:, t]` of shape (N, D).")
    if words == (T, *features):
        raise Mistake(
            "`step` got a whole sentence, (T, D): the loop runs over sentences. Let it run over the steps, "
            "and take the words of step t from all sentences: `x[:, t]`."
        )
    state, expected = np.shape(h_before), (*words[:1], *units)
    if state != expected:
        raise Mistake(
            f"`step` got a state of shape {state}; expected {expected}, that is (N, H): "
            "where `h_0` is None, begin with zeros of that shape."
        )
    return step(x_t, h_before, W_x, W_h, b)


def other_step(x_t, h_before, W_x, W_h, b):
    """Step as another network would, to see whether the loop uses the step that it is given."""
    return np.sin(x_t @ W_x - h_before @ W_h + b)


def forward_inputs(random, n=N, steps=T, dtype=np.float64, step=guarded_step, start=False):
    """Return fresh arguments of `forward`, with an initial state where `start` is True."""
    arrays = step_inputs(random, n=n, dtype=dtype, W_h=0.3)  # small: rounding must not grow with the length
    x = random.uniform(-1, 1, (n, steps, D)).round(2).astype(dtype)
    arguments = {"x": x, "step": step, **{name: arrays[name] for name in ("W_x", "W_h", "b")}}
    return arguments | ({"h_0": arrays["h_before"]} if start else {})


def ours(change):
    """Return a wrong `forward`: ours, with its result (N, T, H) changed."""
    return lambda *arguments, **keywords: change(forward(*arguments, **keywords))


def not_carried_on(x, step, W_x, W_h, b, h_0=None):
    """Make the mistake of starting every step from the initial state."""
    h_0 = np.zeros((len(x), len(b))) if h_0 is None else h_0
    return np.stack([step(x[:, t], h_0, W_x, W_h, b) for t in range(x.shape[1])], axis=1)


def from_the_end(x, *others, **keywords):
    """Make the mistake of reading the words from the last to the first."""
    return forward(x[:, ::-1], *others, **keywords)


def from_the_second(x, *others, **keywords):
    """Make the mistake of leaving out the first word."""
    return forward(x[:, 1:], *others, **keywords)


def never_moves(x, *others, **keywords):
    """Make the mistake of reading the first word at every step."""
    return forward(np.repeat(x[:, :1], x.shape[1], axis=1), *others, **keywords)


def late(x, step, W_x, W_h, b, h_0=None):
    """Make the mistake of keeping the state before the step."""
    h_0 = np.zeros((len(x), len(b))) if h_0 is None else h_0
    return np.concatenate([h_0[:, None], forward(x, step, W_x, W_h, b, h_0)[:, :-1]], axis=1)


def from_zeros(x, step, W_x, W_h, b, h_0=None):
    """Make the mistake of ignoring the initial state."""
    return forward(x, step, W_x, W_h, b)


forwarded = partial(Values, shape="(N, T, H): for each sentence and each step, the numbers of the state")
FORWARD_SHAPES = (
    (ours(lambda h: h[:, -1]), "That is the last state alone: keep the state of every step and stack them."),
    (
        ours(lambda h: h.reshape(len(h), -1)),
        "The states stand side by side, (N, T·H): `np.concatenate` lengthens an axis that is there. "
        "`np.stack(states, axis=1)` makes a new one for time.",
    ),
    (
        ours(lambda h: np.concatenate(h.swapaxes(0, 1))),
        "The states stand one below the other, (T·N, H): `np.concatenate` lengthens an axis that is there. "
        "`np.stack(states, axis=1)` makes a new one for time.",
    ),
    (ours(lambda h: h.swapaxes(0, 1)), "Time comes first, (T, N, H): stack along `axis=1` to get (N, T, H)."),
    (
        ours(lambda h: np.moveaxis(h, 1, 2)),
        "Time comes last, (N, H, T): stack along `axis=1` to get (N, T, H).",
    ),
    (
        ours(lambda h: h[:, : len(h)]),
        "There are N states and not T: the loop runs as often as there are sentences. The number of steps is "
        "`x.shape[1]`.",
    ),
    (ours(lambda h: h[:, :1]), "Only the first state came back: does `return` stand inside the loop?"),
    (ours(lambda h: h[:, -1:]), "Only the last state came back: is the line that keeps it outside the loop?"),
    (ours(lambda h: h[:, :-1]), "The last step is missing: does the range stop one too early?"),
    (from_the_second, "The first step is missing: Python counts from 0."),
    (
        ours(lambda h: np.concatenate([np.zeros_like(h[:, :1]), h], axis=1)),
        "There is one state too many: the initial state is not one of the states of the steps.",
    ),
)
FORWARD_VALUES = (
    (not_carried_on, "Every step starts from the initial state again: bind the new state, `h = step(…)`."),
    (from_the_end, "The words are read from the last to the first: let t run upwards."),
    (ours(lambda h: h[:, ::-1]), "The states are right and stand in reverse order: append at the end."),
    (
        ours(lambda h: np.repeat(h[:, -1:], h.shape[1], axis=1)),
        "Every state equals the last one: one array is overwritten and kept T times. Make a new one at each "
        "step.",
    ),
    (
        ours(lambda h: h.swapaxes(0, 1).reshape(h.shape)),
        "All numbers are there, in scrambled order: `reshape` does not exchange axes. "
        "`np.stack(states, axis=1)` puts time in the middle.",
    ),
    (late, "Each state comes one step late, the initial one first: keep it after the step, not before."),
    (never_moves, "The first word is read at every step: take `x[:, t]`."),
    (from_zeros, "`h_0` is ignored: use zeros only where it is None."),
)

FORWARD = Task(
    id="04-forward",
    reference=forward,
    hint="Begin with `h_0`, or zeros. For each t: `h = step(x[:, t], h, …)`, and keep `h`. Stack at the end.",
    checks=(
        forwarded("the result's shape", forward_inputs, "", mistakes=FORWARD_SHAPES, only_shape=True),
        forwarded(
            "one step from zeros",
            lambda random: forward_inputs(random, steps=1),
            "After one step the state is `step(x[:, 0], zeros, W_x, W_h, b)`.",
            mistakes=FORWARD_VALUES,
        ),
        forwarded(
            "all steps from zeros",
            forward_inputs,
            "The first state is right: is each later one computed from the state before it?",
            mistakes=FORWARD_VALUES,
        ),
        forwarded(
            "an initial state is given",
            lambda random: forward_inputs(random, start=True),
            "Does the first step get `h_0`, and each later step the state before it?",
            mistakes=FORWARD_VALUES,
            keywords=("h_0",),
        ),
        forwarded(
            "another step is handed over",
            lambda random: forward_inputs(random, step=other_step, start=True),
            "The loop must call the `step` that it is given.",
            mistakes=(
                (
                    lambda x, _, W_x, W_h, b, h_0: forward(x, step, W_x, W_h, b, h_0),
                    "Another `step` was handed over, and the result did not change: call `step(…)` in the "
                    "loop instead of writing its formula again.",
                ),
            ),
            keywords=("h_0",),
        ),
        forwarded(
            "a single sentence of 1,200 words",
            lambda random: forward_inputs(random, n=1, steps=1200),
            "A batch of one long sentence goes wrong: does a size stand in the code as a number?",
        ),
        forwarded(
            "arguments of dtype float32",
            lambda random: forward_inputs(random, dtype=np.float32),
            "Arguments of dtype float32 go wrong: is a dtype fixed in the code?",
        ),
    ),
)


# --- the forgotten word -------------------------------------------------------


WORDS = ("dog", "cat", "bites", "man", "and", "runs", "alarm")
LONGEST, VISIBLE = 4, 0.005


def is_a_sentence(answer, random):
    """Say what keeps an answer from being a sentence of the lesson's words."""
    if not isinstance(answer, str):
        return f"Write a sentence, a text in quotes; this is {type(answer).__name__}."
    said = answer.split()
    if unknown := [word for word in said if word not in WORDS]:
        return f"The word “{unknown[0][:30]}” is not on the list: {', '.join(WORDS)}."
    if len(said) < 2:
        return "A sentence needs at least two words: the first one is to be forgotten."
    if len(said) > LONGEST:
        return (
            f"This sentence has {len(said)} words; at most {LONGEST} are allowed. Length alone forgets "
            "slowly: some word does it faster."
        )
    return None


def forgets(answer, random):
    """Say how far the first word still moves the last state, and why."""
    tail = answer.split()[1:]
    sentences = np.array([[word_vector(word) for word in (first, *tail)] for first in WORDS])
    last = toy_layer()(sentences)[:, -1]
    unit = int(np.argmax(np.ptp(last, axis=0)))
    low, high = WORDS[int(np.argmin(last[:, unit]))], WORDS[int(np.argmax(last[:, unit]))]
    moved = np.ptp(last[:, unit])
    if moved < VISIBLE:
        return None
    found = (
        f"Begin with “{low}” or with “{high}”, and unit {unit} of the last state differs by {moved:.3f}; "
        f"less than {VISIBLE} is asked."
    )
    if "alarm" in tail:
        close = "very close" if moved < 4 * VISIBLE else "close"
        return f"{found} You are {close}: one loud word leaves a little. What could wipe out that little?"
    if answer.split()[0] == "alarm":
        return (
            f"{found} The first word is the one that gets exchanged: what must do the work stands behind it."
        )
    return (
        f"{found} These words are quiet: their sums stay where tanh is steep. Which word's sums are far "
        "from 0?"
    )


FORGOTTEN = Task(
    id="04-forgotten",
    reference="dog alarm runs bites",
    hint="A state is forgotten where the new sum is so large that the memory no longer changes its tanh.",
    checks=(
        Rule("it is a sentence of at most four words of the list", is_a_sentence),
        Rule("no first word moves the last state", forgets),
    ),
)

TASKS = (STEP, FORWARD, FORGOTTEN)
