"""The recurrent layers against complex steps, their own step, their masks and each other; no Keras here."""

from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.gradients import complex_step_gradient
from course_utils.recurrent import GRU, LSTM, Bidirectional, SimpleRNN
from course_utils.recurrent import layer as shared

KINDS = {
    "SimpleRNN": (SimpleRNN, {}),
    "SimpleRNN relu": (SimpleRNN, {"activation": "relu"}),
    "SimpleRNN sigmoid": (SimpleRNN, {"activation": "sigmoid"}),
    "SimpleRNN linear": (SimpleRNN, {"activation": "linear"}),
    "LSTM": (LSTM, {}),
    "GRU": (GRU, {}),
    "GRU reset before": (GRU, {"reset_after": False}),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
examples = settings(deadline=None, derandomize=True, max_examples=12)


def error(mine, reference):
    """The normwise relative error of design section 3."""
    return np.abs(mine - reference).max() / max(np.abs(reference).max(), np.finfo(float).tiny)


@dataclass
class Problem:
    """A layer and all it can be given; ``dh`` and ``dstate`` make a loss of what comes out."""

    layer: object
    x: np.ndarray
    initial_state: object
    mask: np.ndarray | None
    go_backwards: bool
    dh: np.ndarray
    dstate: object

    def forward(self):
        return self.layer.forward(self.x, self.initial_state, self.mask, self.go_backwards)

    def gradients(self):
        return self.layer.backward(self.forward(), self.dh, self.dstate)

    def loss(self, **changed):
        """The loss with some of kernel, recurrent_kernel, bias, x, initial_state replaced."""
        weights = {name: getattr(self.layer, name) for name in ("kernel", "recurrent_kernel", "bias")}
        inputs = {"x": self.x, "initial_state": self.initial_state}
        weights.update({name: value for name, value in changed.items() if name in weights})
        inputs.update({name: value for name, value in changed.items() if name in inputs})
        options = {name: getattr(self.layer, name) for name in self.layer.keras_options}
        trace = replace(self, layer=type(self.layer)(**weights, **options), **inputs).forward()
        total = np.sum(trace.h * self.dh)
        for state, dstate in zip(arrays(trace.state), arrays(self.dstate), strict=True):
            total = total + np.sum(state * dstate)
        return total


def arrays(state):
    return list(state) if isinstance(state, tuple) else [state]


def packed(states):
    return states[0] if len(states) == 1 else tuple(states)


def problem(kind, sizes=(5, 4, 3, 2), seed=0, bias=True, masked=False, go_backwards=False, dtype=np.float64):
    """A drawn problem; masked: one row all, one at its start, one at its end, the others here and there."""
    n, t, d, h = sizes
    random = np.random.default_rng(seed)
    cls, options = KINDS[kind]
    layer = cls.initialize(d, h, seed=seed, dtype=dtype, **options)
    layer.bias = random.normal(size=layer.bias.shape).astype(dtype) if bias else None

    def normal(*shape):
        return random.normal(size=shape).astype(dtype)

    mask = None
    if masked:
        mask = random.random((n, t)) < 0.6
        mask[0] = False
        mask[1 % n, : (t + 1) // 2] = False
        mask[2 % n, t // 2 :] = False
    initial_state = packed([normal(n, h) for _ in range(layer.states)])
    dstate = packed([normal(n, h) for _ in range(layer.states)])
    return Problem(layer, normal(n, t, d), initial_state, mask, go_backwards, normal(n, t, h), dstate)


drawn = {
    "sizes": st.permutations([2, 3, 4, 5]),  # N, T, D, H, all different
    "seed": st.integers(0, 2**16),
    "masked": st.booleans(),
    "go_backwards": st.booleans(),
}


@every_kind
@examples
@given(bias=st.booleans(), block_bytes=st.sampled_from([1, 300, 2**20]), **drawn)
def test_every_gradient_equals_a_complex_step(kind, bias, block_bytes, **options):
    p = problem(kind, bias=bias, **options)
    with patch.object(shared, "BLOCK_BYTES", block_bytes):
        mine = p.gradients()
    names = ["kernel", "recurrent_kernel", "x"] + (["bias"] if bias else [])
    for name in names:
        at = p.x if name == "x" else getattr(p.layer, name)
        reference = complex_step_gradient(lambda value, name=name: p.loss(**{name: value}), at)
        assert error(getattr(mine, name), reference) < 1e-13, name
    if not bias:
        assert mine.bias is None

    states = arrays(p.initial_state)
    for k, state in enumerate(states):

        def loss(value, k=k):
            return p.loss(initial_state=packed([*states[:k], value, *states[k + 1 :]]))

        assert error(arrays(mine.initial_state)[k], complex_step_gradient(loss, state)) < 1e-13, f"state {k}"


@every_kind
def test_later_steps_contribute_to_the_gradient_of_earlier_inputs(kind):
    p = problem(kind, sizes=(5, 4, 3, 6))
    last = replace(p, dh=np.where(np.arange(4)[:, np.newaxis] == 3, p.dh, 0), dstate=None)
    dx = last.gradients().x
    assert all(np.abs(dx[:, step]).max() > 0 for step in range(4))


def test_the_gradient_of_the_last_cell_state_reaches_the_first():
    p = problem("LSTM")
    none = np.zeros_like(p.dstate[0])
    only_cell = replace(p, dh=np.zeros_like(p.dh), dstate=(none, p.dstate[1])).gradients()
    assert np.abs(only_cell.initial_state[1]).min() > 0
    assert np.abs(only_cell.kernel).max() > 0


@every_kind
@examples
@given(sizes=drawn["sizes"], seed=drawn["seed"], bias=st.booleans())
def test_step_by_step_equals_the_sequence(kind, **options):
    p = problem(kind, **options)
    trace, state = p.forward(), p.initial_state
    for k in range(p.x.shape[1]):
        state = p.layer.step(p.x[:, k], state)
        assert np.abs(arrays(state)[0] - trace.h[:, k]).max() < 1e-14
    for mine, last in zip(arrays(state), arrays(trace.state), strict=True):
        assert np.abs(mine - last).max() < 1e-14


@every_kind
@examples
@given(sizes=drawn["sizes"], seed=drawn["seed"], bias=st.booleans())
def test_step_back_by_step_back_equals_backward(kind, **options):
    p = problem(kind, **options)
    fast = p.gradients()
    befores = [p.initial_state]
    for k in range(p.x.shape[1]):
        befores.append(p.layer.step(p.x[:, k], befores[-1]))
    total = dict.fromkeys(("kernel", "recurrent_kernel", "bias"), 0)
    d_state = p.dstate
    for k in reversed(range(p.x.shape[1])):
        dh, *rest = arrays(d_state)
        step = p.layer.step_back(p.x[:, k], befores[k], packed([dh + p.dh[:, k], *rest]))
        assert error(step.x, fast.x[:, k]) < 1e-13
        d_state = step.initial_state
        for name in total:
            total[name] = None if getattr(step, name) is None else total[name] + getattr(step, name)
    for mine, theirs in zip(arrays(d_state), arrays(fast.initial_state), strict=True):
        assert error(mine, theirs) < 1e-13
    for name, mine in total.items():
        reference = getattr(fast, name)
        assert (mine is None) == (reference is None) == (name == "bias" and not options["bias"])
        assert mine is None or error(mine, reference) < 1e-13


@every_kind
@examples
@given(**drawn)
def test_blocks_of_steps_change_nothing(kind, **options):
    p = problem(kind, **options)
    whole = p.gradients()
    with patch.object(shared, "BLOCK_BYTES", 1):
        stepwise = p.gradients()
    for name in ("kernel", "recurrent_kernel", "bias", "x"):
        assert error(getattr(stepwise, name), getattr(whole, name)) < 1e-14


@every_kind
@examples
@given(tail=st.integers(1, 3), seed=drawn["seed"], sizes=drawn["sizes"])
def test_a_masked_tail_changes_nothing(kind, tail, sizes, seed):
    p = problem(kind, sizes, seed)
    n, t, d, h = sizes
    longer = replace(
        p,
        x=np.concatenate([p.x, np.ones((n, tail, d))], axis=1),
        dh=np.concatenate([p.dh, np.zeros((n, tail, h))], axis=1),
        mask=np.tile(np.arange(t + tail) < t, (n, 1)),
    )
    short, long = p.forward(), longer.forward()
    assert error(long.h[:, :t], short.h) < 1e-14  # other shapes, other BLAS kernels: other last bits
    for step in range(t, t + tail):
        assert np.array_equal(long.h[:, step], long.h[:, t - 1])
    for mine, theirs in zip(arrays(long.state), arrays(short.state), strict=True):
        assert error(mine, theirs) < 1e-14
    mine, theirs = longer.gradients(), p.gradients()
    assert np.all(mine.x[:, t:] == 0)
    assert error(mine.x[:, :t], theirs.x) < 1e-14
    for name in ("kernel", "recurrent_kernel", "bias"):
        assert error(getattr(mine, name), getattr(theirs, name)) < 1e-14


@every_kind
@pytest.mark.parametrize("garbage", [np.nan, np.inf])
def test_x_at_masked_steps_has_no_effect(kind, garbage):
    p = problem(kind, masked=True)
    q = replace(p, x=np.where(p.mask[..., np.newaxis], p.x, garbage))
    assert np.array_equal(p.forward().h, q.forward().h)
    for name in ("kernel", "recurrent_kernel", "bias", "x"):
        assert np.array_equal(getattr(p.gradients(), name), getattr(q.gradients(), name))
    assert np.all(q.gradients().x[~p.mask] == 0)


@every_kind
def test_a_fully_masked_row_outputs_0_and_keeps_its_state(kind):
    p = problem(kind, masked=True)
    trace, gradients = p.forward(), p.gradients()
    assert np.all(trace.h[0] == 0)
    for last, first in zip(arrays(trace.state), arrays(p.initial_state), strict=True):
        assert np.array_equal(last[0], first[0])
    for mine, given_ in zip(arrays(gradients.initial_state), arrays(p.dstate), strict=True):
        assert np.array_equal(mine[0], given_[0])


@every_kind
def test_before_the_first_real_step_the_output_is_0_and_dh_has_no_effect(kind):
    p = problem(kind, masked=True)
    started = np.logical_or.accumulate(p.mask, axis=1)
    assert np.all(p.forward().h[~started] == 0)
    changed = replace(p, dh=np.where(started[..., np.newaxis], p.dh, np.nan))
    for name in ("kernel", "recurrent_kernel", "bias", "x"):
        assert np.array_equal(getattr(p.gradients(), name), getattr(changed.gradients(), name))


@pytest.mark.parametrize(("kind", "gates"), [("LSTM", "ifgo"), ("GRU", "zrg"), ("GRU reset before", "zrg")])
def test_masked_steps_have_gates_0_and_a_carried_cell(kind, gates):
    p = problem(kind, masked=True)
    trace = p.forward()
    for gate in gates:
        assert np.all(getattr(trace, gate)[~p.mask] == 0)
        assert np.all(getattr(trace, gate)[p.mask] != 0)
    if kind == "LSTM":
        before = np.concatenate([p.initial_state[1][:, np.newaxis], trace.c[:, :-1]], axis=1)
        assert np.array_equal(trace.c[~p.mask], before[~p.mask])


@every_kind
@examples
@given(**drawn)
def test_reversing_the_input_equals_go_backwards(kind, sizes, seed, masked, go_backwards):
    p = problem(kind, sizes, seed, masked=masked, go_backwards=go_backwards)
    mask = None if p.mask is None else p.mask[:, ::-1]
    q = replace(p, x=p.x[:, ::-1], mask=mask, go_backwards=not go_backwards)
    assert np.array_equal(p.forward().h, q.forward().h)
    assert np.array_equal(p.gradients().x, q.gradients().x[:, ::-1])
    assert np.array_equal(p.gradients().kernel, q.gradients().kernel)


def test_the_layers_own_direction_is_the_default():
    p = problem("LSTM")
    weights = (p.layer.kernel, p.layer.recurrent_kernel, p.layer.bias)
    backwards = LSTM(*weights, go_backwards=True)
    assert np.array_equal(backwards(p.x), p.layer(p.x, go_backwards=True))
    assert np.array_equal(backwards(p.x, go_backwards=False), p.layer(p.x))


@every_kind
def test_a_later_call_leaves_an_earlier_trace_alone(kind):
    p, q = problem(kind, masked=True, seed=1), problem(kind, masked=True, seed=2)
    q.layer = p.layer
    fresh = problem(kind, masked=True, seed=1).gradients()
    first = p.forward()
    early = p.layer.backward(first, p.dh, p.dstate)
    kept = {name: getattr(early, name).copy() for name in ("kernel", "recurrent_kernel", "bias", "x")}
    second = q.forward()
    p.layer.backward(second, q.dh, q.dstate)
    again = p.layer.backward(first, p.dh, p.dstate)
    for name, value in kept.items():
        assert np.array_equal(getattr(fresh, name), value)
        assert np.array_equal(getattr(early, name), value)
        assert np.array_equal(getattr(again, name), value)
    assert not np.shares_memory(first.h, second.h)


@every_kind
def test_the_last_state_may_be_changed_without_changing_the_trace(kind):
    """Planted bug: trace.state is a view of trace.h."""
    p = problem(kind)
    trace, fresh = p.forward(), p.gradients()
    h = trace.h.copy()
    for state in arrays(trace.state):
        state[:] = 7
    assert np.array_equal(trace.h, h)
    mine = p.layer.backward(trace, p.dh, p.dstate)
    for name in ("kernel", "recurrent_kernel", "x"):
        assert np.array_equal(getattr(mine, name), getattr(fresh, name))


@every_kind
def test_what_is_passed_in_is_copied_and_left_alone(kind):
    p = problem(kind, sizes=(1, 4, 3, 2))  # with N = 1, time-major and batch-major memory are the same
    fresh = problem(kind, sizes=(1, 4, 3, 2))
    trace = p.forward()
    p.x[:] = 0
    for state in arrays(p.initial_state):
        state[:] = 0
    mine, theirs = p.layer.backward(trace, p.dh, p.dstate), fresh.gradients()
    assert np.array_equal(mine.kernel, theirs.kernel)
    assert np.array_equal(mine.recurrent_kernel, theirs.recurrent_kernel)
    assert np.array_equal(p.dh, fresh.dh)
    for one, other in zip(arrays(p.dstate), arrays(fresh.dstate), strict=True):
        assert np.array_equal(one, other)


@every_kind
def test_what_is_left_out_is_0(kind):
    p = problem(kind)
    zeros = packed([np.zeros((5, 2))] * p.layer.states)
    none = replace(p, initial_state=None, dstate=None)
    zero = replace(p, initial_state=zeros, dstate=zeros)
    assert np.array_equal(none.forward().h, zero.forward().h)
    assert np.array_equal(none.gradients().kernel, zero.gradients().kernel)
    assert np.array_equal(p.layer(p.x), none.forward().h)


@every_kind
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_the_dtype_is_kept(kind, dtype):
    p = problem(kind, masked=True, dtype=dtype)
    trace, gradients = p.forward(), p.gradients()
    for array in (trace.h, *arrays(trace.state), gradients.kernel, gradients.x, gradients.bias):
        assert array.dtype == dtype
    for array in (gradients.recurrent_kernel, *arrays(gradients.initial_state)):
        assert array.dtype == dtype


@every_kind
def test_the_widest_dtype_wins(kind):
    p = problem(kind, dtype=np.float32)
    assert p.layer(p.x).dtype == np.float32
    assert p.layer(p.x.astype(np.float64)).dtype == np.float64
    wide = packed([state.astype(np.float64) for state in arrays(p.initial_state)])
    assert p.layer(p.x, wide).dtype == np.float64
    assert p.layer.backward(p.forward(), p.dh.astype(np.float64)).kernel.dtype == np.float64


@every_kind
def test_a_wide_gradient_of_the_last_state_is_not_rounded(kind):
    """Planted bug: a float64 dstate cast to the float32 of the layer."""
    p = problem(kind, masked=True, dtype=np.float32)
    wide = [state.astype(np.float64) + 2.0**-40 for state in arrays(p.dstate)]
    gradients = p.layer.backward(p.forward(), p.dh, packed(wide))
    assert gradients.kernel.dtype == np.float64
    for mine, given_ in zip(arrays(gradients.initial_state), wide, strict=True):
        assert np.array_equal(mine[0], given_[0])  # row 0 is masked, so that it passes straight through


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize(("activation", "low"), [("tanh", -1), ("sigmoid", 0), ("relu", 0), ("linear", -800)])
def test_simple_rnn_is_exact_and_silent_far_out(activation, low, dtype):
    rnn = SimpleRNN(np.eye(1, dtype=dtype), np.zeros((1, 1), dtype), activation=activation)
    trace = rnn.forward(np.array([[[-800], [800]]], dtype))
    high = 1 if activation in ("tanh", "sigmoid") else 800
    assert trace.h.ravel().tolist() == [low, high]
    slopes = {"tanh": [0, 0], "sigmoid": [0, 0], "relu": [0, 1], "linear": [1, 1]}
    assert rnn.backward(trace, np.ones((1, 2, 1), dtype)).x.ravel().tolist() == slopes[activation]


def test_relu_has_slope_0_at_0():
    rnn = SimpleRNN(np.ones((1, 1)), np.zeros((1, 1)), activation="relu")
    trace = rnn.forward(np.zeros((1, 1, 1)))
    assert rnn.backward(trace, np.ones((1, 1, 1))).x.item() == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_gates_are_exact_and_silent_far_out(dtype):
    for cls, gates in ((LSTM, "ifo"), (GRU, "zr")):
        layer = cls.initialize(1, 1, dtype=dtype)
        layer.kernel[:] = 1
        trace = layer.forward(np.array([[[-800], [800]]], dtype))
        for gate in gates:
            assert getattr(trace, gate).ravel().tolist() == [0, 1]
        assert trace.g.ravel().tolist() == [-1, 1]
        layer.backward(trace, np.ones((1, 2, 1), dtype))


@every_kind
def test_initial_weights_are_keras_defaults(kind):
    cls, options = KINDS[kind]
    layer = cls.initialize(3, 4, seed=1, **options)
    limit = np.sqrt(6 / (3 + cls.gates * 4))
    assert 0.8 * limit < np.abs(layer.kernel).max() <= limit
    assert np.abs(layer.recurrent_kernel @ layer.recurrent_kernel.T - np.eye(4)).max() < 1e-14
    bias = np.zeros_like(layer.bias)
    if cls is LSTM:
        bias[4:8] = 1
    assert np.array_equal(layer.bias, bias)
    assert np.array_equal(layer.kernel, cls.initialize(3, 4, seed=1, **options).kernel)
    assert not np.array_equal(layer.kernel, cls.initialize(3, 4, seed=2, **options).kernel)
    assert cls.initialize(3, 4, dtype=np.float32, **options).bias.dtype == np.float32


def test_attributes_and_trace_have_the_promised_shapes():
    n, t, d, h = 5, 4, 3, 2
    lstm, gru = problem("LSTM"), problem("GRU")
    assert lstm.layer.kernel.shape == (d, 4 * h)
    assert gru.layer.bias.shape == (2, 3 * h)
    assert GRU.initialize(d, h, reset_after=False).bias.shape == (3 * h,)
    for p, names in ((lstm, "hifgoc"), (gru, "hzrg")):
        trace = p.forward()
        assert all(getattr(trace, name).shape == (n, t, h) for name in names)
    assert [state.shape for state in lstm.forward().state] == [(n, h), (n, h)]
    gradients = lstm.gradients()
    assert gradients.x.shape == (n, t, d)
    assert [state.shape for state in gradients.initial_state] == [(n, h), (n, h)]


def test_the_lstm_computes_its_equations_from_the_gates_it_shows():
    p = problem("LSTM")
    trace = p.forward()
    before = np.concatenate([p.initial_state[1][:, np.newaxis], trace.c[:, :-1]], axis=1)
    assert np.abs(trace.c - (trace.f * before + trace.i * trace.g)).max() < 1e-15
    assert np.abs(trace.h - trace.o * np.tanh(trace.c)).max() < 1e-15


# Bidirectional


def bidirectional(kind="LSTM", merge="concat", **options):
    one, other = problem(kind, seed=1, masked=True), problem(kind, seed=2, masked=True)
    return Bidirectional(one.layer, other.layer, merge, **options), one, other


MERGED = {
    "concat": lambda one, other: np.concatenate([one, other], axis=2),
    "sum": lambda one, other: one + other,
    "mul": lambda one, other: one * other,
    "ave": lambda one, other: (one + other) / 2,
}


@every_kind
@pytest.mark.parametrize("merge", MERGED)
def test_bidirectional_equals_its_halves(kind, merge):
    both, one, other = bidirectional(kind, merge)
    states = (one.initial_state, other.initial_state)
    trace = both.forward(one.x, states, one.mask)
    forward = one.layer.forward(one.x, states[0], one.mask)
    backward = other.layer.forward(one.x, states[1], one.mask, go_backwards=True)
    assert np.array_equal(trace.forward.h, forward.h)
    assert np.array_equal(trace.backward.h, backward.h)
    assert np.array_equal(trace.h, MERGED[merge](forward.h, backward.h[:, ::-1]))
    assert np.array_equal(trace.h, both(one.x, states, one.mask))
    for mine, theirs in zip(trace.state, (forward.state, backward.state), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(arrays(mine), arrays(theirs), strict=True))


@every_kind
@pytest.mark.parametrize("merge", MERGED)
@pytest.mark.parametrize("zero_output_for_mask", [False, True])
def test_bidirectional_gradients_equal_complex_steps(kind, merge, zero_output_for_mask):
    both, one, other = bidirectional(kind, merge, zero_output_for_mask=zero_output_for_mask)
    states, dstates = (one.initial_state, other.initial_state), (one.dstate, other.dstate)
    trace = both.forward(one.x, states, one.mask)
    dh = np.random.default_rng(3).normal(size=trace.h.shape)
    mine = both.backward(trace, dh, dstates)

    def loss(x=one.x, initial=states):
        changed = both.forward(x, initial, one.mask)
        total = np.sum(changed.h * dh)
        for state, dstate in zip(changed.state, dstates, strict=True):
            total = total + sum(np.sum(s * d) for s, d in zip(arrays(state), arrays(dstate), strict=True))
        return total

    assert error(mine.x, complex_step_gradient(loss, one.x)) < 1e-13
    for half in range(2):
        first, *rest = arrays(states[half])

        def of_state(value, half=half, rest=rest):
            changed = list(states)
            changed[half] = packed([value, *rest])
            return loss(initial=changed)

        reference = complex_step_gradient(of_state, first)
        assert error(arrays(mine.initial_state[half])[0], reference) < 1e-13
    for half, gradients in ((one.layer, mine.forward), (other.layer, mine.backward)):
        kept = half.kernel

        def of_kernel(value, half=half):
            half.kernel = value
            return loss()

        reference = complex_step_gradient(of_kernel, kept)
        half.kernel = kept
        assert error(gradients.kernel, reference) < 1e-13


def test_bidirectional_initialises_two_different_halves():
    both = Bidirectional.initialize(3, 2, seed=4, layer=GRU, merge="sum", reset_after=False)
    assert isinstance(both.forward_layer, GRU)
    assert both.merge == "sum"
    assert not both.backward_layer.reset_after
    assert not np.array_equal(both.forward_layer.kernel, both.backward_layer.kernel)
    again = Bidirectional.initialize(3, 2, seed=4, layer=GRU)
    assert np.array_equal(both.forward_layer.kernel, again.forward_layer.kernel)


# Errors: each names the argument, what came and what was expected.

KERNEL, RECURRENT, BIAS = np.ones((3, 8)), np.ones((2, 8)), np.ones(8)
X = np.zeros((5, 4, 3))


def nan_at(array, index):
    array = array.copy()
    array[index] = np.nan
    return array


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((KERNEL, np.ones((2, 6))), r"recurrent_kernel must be \(H, 8\) .*; got \(2, 6\)"),
        ((KERNEL, np.ones(8)), r"recurrent_kernel must be \(H, .*\) .*; got \(8,\)"),
        ((KERNEL, np.float64(1)), r"recurrent_kernel must be \(H, .*\) .*; got \(\)"),
        (
            (np.ones((3, 6)), RECURRENT),
            r"kernel must be \(D, 8\) to match recurrent_kernel \(2, 8\); got \(3, 6\)",
        ),
        ((np.ones((0, 8)), RECURRENT), r"kernel must be \(D, 8\) .*not empty; got \(0, 8\)"),
        ((KERNEL, RECURRENT, np.ones((1, 8))), r"bias must be \(8,\) .*; got \(1, 8\)"),
        ((np.ones((3, 8), int), RECURRENT), "kernel must hold floating-point numbers; got int64"),
        ((KERNEL, RECURRENT, np.ones(8, bool)), "bias must hold floating-point numbers; got bool"),
        (
            (KERNEL, nan_at(RECURRENT, (1, 3))),
            r"recurrent_kernel must not contain NaN; got NaN at index \(1, 3\)",
        ),
    ],
)
def test_wrong_weights_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        LSTM(*weights)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": np.zeros((2, 5, 4))}, r"x must be \(N, T, 3\) to match kernel \(3, 8\); got \(2, 5, 4\)"),
        ({"x": np.zeros((5, 3))}, r"x must be \(N, T, 3\) .*; got \(5, 3\)"),
        ({"x": np.zeros((0, 4, 3))}, r"x must be \(N, T, 3\) .*not empty; got \(0, 4, 3\)"),
        ({"x": np.zeros((5, 0, 3))}, r"x must be \(N, T, 3\) .*not empty; got \(5, 0, 3\)"),
        ({"x": np.zeros((5, 4, 3), int)}, "x must hold floating-point numbers; got int64"),
        ({"x": np.zeros((5, 4, 3), bool)}, "x must hold floating-point numbers; got bool"),
        ({"x": nan_at(X, (2, 1, 0))}, r"x must not contain NaN; got NaN at index \(2, 1, 0\)"),
        ({"x": X.astype(np.longdouble)}, "float32, float64 or complex128; got"),
        ({"x": X, "mask": np.ones((4, 5), bool)}, r"mask must be \(5, 4\) to match x; got \(4, 5\)"),
        ({"x": X, "mask": np.ones((5, 4))}, "mask must hold booleans, True at real steps; got float64"),
        (
            {"x": X, "initial_state": np.zeros((5, 2))},
            r"initial_state must be 2 arrays \(N, H\); got ndarray",
        ),
        (
            {"x": X, "initial_state": (np.zeros((5, 2)),)},
            r"initial_state must be 2 arrays \(N, H\); got 1 of them",
        ),
        (
            {"x": X, "initial_state": (np.zeros((5, 2)), np.zeros((1, 2)))},
            r"initial_state must be \(5, 2\) .*; got \(1, 2\)",
        ),
        (
            {"x": X, "initial_state": (np.zeros((5, 2), int), np.zeros((5, 2)))},
            "initial_state must hold floating-point numbers; got int64",
        ),
        (
            {"x": X, "initial_state": (np.zeros((5, 2)), np.full((5, 2), np.nan))},
            "initial_state must not contain NaN",
        ),
    ],
)
def test_wrong_inputs_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        LSTM(KERNEL, RECURRENT).forward(**arguments)


@pytest.mark.parametrize(
    ("dh", "dstate", "message"),
    [
        (np.zeros((5, 2)), None, r"dh must be \(5, 4, 2\) to match trace.h; got \(5, 2\)"),
        (np.zeros((5, 4, 2), int), None, "dh must hold floating-point numbers; got int64"),
        (
            nan_at(np.zeros((5, 4, 2)), (4, 3, 1)),
            None,
            r"dh must not contain NaN; got NaN at index \(4, 3, 1\)",
        ),
        (np.zeros((5, 4, 2)), (np.zeros((5, 2)), np.full((5, 2), np.nan)), "dstate must not contain NaN"),
        (np.zeros((5, 4, 2)), np.zeros((5, 2)), r"dstate must be 2 arrays \(N, H\); got ndarray"),
    ],
)
def test_wrong_gradients_are_refused(dh, dstate, message):
    lstm = LSTM(KERNEL, RECURRENT)
    with pytest.raises(ValueError, match=message):
        lstm.backward(lstm.forward(X), dh, dstate)


def test_a_trace_of_another_layer_is_refused():
    lstm, gru = LSTM(KERNEL, RECURRENT), GRU.initialize(3, 2)
    with pytest.raises(ValueError, match=r"trace must come from forward of .*GRU.*; got .*LSTMTrace"):
        gru.backward(lstm.forward(X), np.zeros((5, 4, 2)))


@every_kind
def test_a_trace_of_a_layer_of_equal_sizes_is_refused(kind):
    one, other = problem(kind, seed=1), problem(kind, seed=2)
    name = type(one.layer).__name__
    with pytest.raises(
        ValueError, match=rf"trace must come from forward of this {name}; got .* of another {name}"
    ):
        one.layer.backward(other.forward(), one.dh)
    both = Bidirectional(one.layer, other.layer)
    with pytest.raises(ValueError, match=r"forward of this Bidirectional; got .* of another Bidirectional"):
        both.backward(Bidirectional(one.layer, other.layer).forward(one.x), np.zeros((5, 4, 4)))


def test_wrong_steps_are_refused():
    rnn = SimpleRNN.initialize(3, 2)
    with pytest.raises(ValueError, match=r"x must be \(N, 3\) .*; got \(5, 4, 3\)"):
        rnn.step(X, np.zeros((5, 2)))
    with pytest.raises(ValueError, match=r"state must be \(5, 2\) .*; got \(1, 2\)"):
        rnn.step(X[:, 0], np.zeros((1, 2)))
    with pytest.raises(ValueError, match=r"dstate must be \(5, 2\) .*; got \(1, 2\)"):
        rnn.step_back(X[:, 0], np.zeros((5, 2)), np.zeros((1, 2)))


def test_wrong_options_are_refused():
    with pytest.raises(ValueError, match="activation must be one of tanh, sigmoid, relu, linear; got 'gelu'"):
        SimpleRNN(np.ones((3, 2)), np.ones((2, 2)), activation="gelu")
    with pytest.raises(ValueError, match="units must be a positive integer; got 0"):
        LSTM.initialize(3, 0)
    with pytest.raises(ValueError, match=r"input_dim must be a positive integer; got 2\.5"):
        LSTM.initialize(2.5, 3)
    with pytest.raises(ValueError, match=r"bias must be \(2, 6\)"):
        GRU(np.ones((3, 6)), np.ones((2, 6)), np.ones(6))
    with pytest.raises(ValueError, match=r"bias must be \(6,\)"):
        GRU(np.ones((3, 6)), np.ones((2, 6)), np.ones((2, 6)), reset_after=False)


def test_wrong_halves_are_refused():
    one, two = LSTM.initialize(3, 2), LSTM.initialize(3, 4)
    with pytest.raises(ValueError, match="merge must be one of concat, sum, mul, ave; got 'max'"):
        Bidirectional(one, one, "max")
    with pytest.raises(ValueError, match="backward_layer must have 2 units for merge 'sum'; got 4"):
        Bidirectional(one, two, "sum")
    assert Bidirectional(one, two)(X).shape == (5, 4, 6)
    with pytest.raises(ValueError, match=r"backward_layer must have D = 3 .*; got kernel \(4, 8\)"):
        Bidirectional(one, LSTM.initialize(4, 2))
    with pytest.raises(ValueError, match="forward_layer must read forwards"):
        Bidirectional(LSTM.initialize(3, 2, go_backwards=True), one)
    with pytest.raises(ValueError, match="backward_layer must be a recurrent layer; got str"):
        Bidirectional(one, "LSTM")
    with pytest.raises(ValueError, match=r"initial_state must be a pair \(forward, backward\); got ndarray"):
        Bidirectional(one, one).forward(X, np.zeros((5, 2)))
    both = Bidirectional(one, one)
    with pytest.raises(ValueError, match=r"dh must be \(5, 4, 4\)"):
        both.backward(both.forward(X), np.zeros((5, 4, 2)))
