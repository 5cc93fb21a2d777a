"""The recurrent layers equal Keras's with the same weights: values, gradients, masks, directions, options."""

import importlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.recurrent import GRU, LSTM, Bidirectional, SimpleRNN
from course_utils.training import keras

tf = importlib.import_module("tensorflow")  # after training, which keeps its start quiet

# Normwise relative errors, max|a - b| / max|b|; one rounding is 6e-8 in float32 and 1.1e-16 in float64.
TOLERANCE = {"float32": 2e-6, "float64": 5e-15}

KINDS = {
    "SimpleRNN": (SimpleRNN, {}),
    "SimpleRNN relu": (SimpleRNN, {"activation": "relu"}),
    "SimpleRNN sigmoid": (SimpleRNN, {"activation": "sigmoid"}),
    "SimpleRNN linear": (SimpleRNN, {"activation": None}),
    "LSTM": (LSTM, {}),
    "GRU": (GRU, {}),
    "GRU reset before": (GRU, {"reset_after": False}),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])
examples = settings(deadline=None, derandomize=True, max_examples=6)


def close(mine, theirs, dtype):
    theirs = np.asarray(theirs)
    assert mine.dtype == dtype
    assert mine.shape == theirs.shape
    scale = max(np.abs(theirs).max(), np.finfo(dtype).tiny)
    assert np.abs(mine - theirs).max() / scale < TOLERANCE[dtype]


def arrays(state):
    return list(state) if isinstance(state, tuple) else [state]


def packed(states):
    return states[0] if len(states) == 1 else tuple(states)


def keras_layer(kind, d, h, dtype, random, **options):
    """A built Keras layer with drawn weights, its bias included."""
    cls, own = KINDS[kind]
    layer = getattr(keras.layers, cls.__name__)(
        h, return_sequences=True, return_state=True, dtype=dtype, **own, **options
    )
    layer.build((None, None, d))
    layer.set_weights([random.normal(size=w.shape) / np.sqrt(h) for w in layer.get_weights()])
    return layer


def drawn_mask(n, t, random):
    """Rows that are masked fully, at the start, at the end, and here and there."""
    mask = random.random((n, t)) < 0.6
    mask[0] = False
    mask[1, : (t + 1) // 2] = False
    mask[-1, t // 2 :] = False
    return mask


def keras_pass(layer, x, mask, states, dh, dstates):
    """Keras's outputs, its last states, and its gradients of weights, x and the initial states."""
    x, states = tf.constant(x), [tf.constant(state) for state in states]
    with tf.GradientTape() as tape:
        tape.watch([x, *states])
        h, *last = layer(x, mask=mask, initial_state=states)
        loss = tf.reduce_sum(h * dh)
        for state, dstate in zip(last, dstates, strict=True):
            loss += tf.reduce_sum(state * dstate)
    weights = [weight.value for weight in layer.trainable_weights]
    return h, last, tape.gradient(loss, [*weights, x, *states], unconnected_gradients="zero")


@every_kind
@every_dtype
@examples
@given(
    sizes=st.permutations([3, 4, 5, 6]),
    seed=st.integers(0, 2**16),
    masked=st.booleans(),
    go_backwards=st.booleans(),
    use_bias=st.booleans(),
)
def test_values_and_gradients_equal_keras(kind, dtype, sizes, seed, masked, go_backwards, use_bias):
    n, t, d, h = sizes
    random = np.random.default_rng(seed)
    theirs = keras_layer(kind, d, h, dtype, random, go_backwards=go_backwards, use_bias=use_bias)
    mine = KINDS[kind][0].from_keras(theirs)

    def normal(*shape):
        return random.normal(size=shape).astype(dtype)

    x, dh = normal(n, t, d), normal(n, t, h)
    states, dstates = ([normal(n, h) for _ in range(mine.states)] for _ in range(2))
    mask = drawn_mask(n, t, random) if masked else None

    output, last, gradients = keras_pass(theirs, x, mask, states, dh, dstates)
    trace = mine.forward(x, packed(states), mask)
    close(trace.h, output, dtype)
    for one, other in zip(arrays(trace.state), last, strict=True):
        close(one, other, dtype)

    ours = mine.backward(trace, dh, packed(dstates))
    own = [ours.kernel, ours.recurrent_kernel, *([ours.bias] if use_bias else []), ours.x]
    for one, other in zip([*own, *arrays(ours.initial_state)], gradients, strict=True):
        close(one, other, dtype)


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU", "GRU reset before"])
@pytest.mark.parametrize("merge", ["concat", "sum", "mul", "ave"])
@pytest.mark.parametrize("masked", [False, True])
@every_dtype
def test_bidirectional_equals_keras(kind, merge, masked, dtype):
    n, t, d, h = 5, 6, 3, 4
    random = np.random.default_rng(7)
    cls, own = KINDS[kind]
    half = getattr(keras.layers, cls.__name__)(
        h, return_sequences=True, return_state=True, dtype=dtype, **own
    )
    theirs = keras.layers.Bidirectional(half, merge_mode=merge, dtype=dtype)
    theirs.build((None, None, d))
    theirs.set_weights([random.normal(size=w.shape) / 2 for w in theirs.get_weights()])
    mine = Bidirectional.from_keras(theirs)

    def normal(*shape):
        return random.normal(size=shape).astype(dtype)

    x, mask = normal(n, t, d), drawn_mask(n, t, random) if masked else None
    count = mine.forward_layer.states
    states, dstates = ([normal(n, h) for _ in range(2 * count)] for _ in range(2))
    pairs = [(packed(s[:count]), packed(s[count:])) for s in (states, dstates)]
    trace = mine.forward(x, pairs[0], mask)
    dh = normal(*trace.h.shape)

    output, last, gradients = keras_pass(theirs, x, mask, states, dh, dstates)
    close(trace.h, output, dtype)
    for one, other in zip([s for pair in trace.state for s in arrays(pair)], last, strict=True):
        close(one, other, dtype)
    ours = mine.backward(trace, dh, pairs[1])
    own = [w for g in (ours.forward, ours.backward) for w in (g.kernel, g.recurrent_kernel, g.bias)]
    own += [ours.x, *(s for pair in ours.initial_state for s in arrays(pair))]
    for one, other in zip(own, gradients, strict=True):
        close(one, other, dtype)


@every_kind
def test_from_keras_copies_weights_dtype_and_direction(kind):
    theirs = keras_layer(kind, 3, 2, "float32", np.random.default_rng(0), go_backwards=True)
    cls, _ = KINDS[kind]
    mine = cls.from_keras(theirs)
    assert mine.go_backwards
    assert mine.kernel.dtype == np.float32
    assert cls.from_keras(theirs, dtype=np.float64).kernel.dtype == np.float64
    before = theirs.get_weights()[0].copy()
    mine.kernel[:] = 0
    assert np.array_equal(theirs.get_weights()[0], before)


@pytest.mark.parametrize(
    ("cls", "options", "message"),
    [
        (SimpleRNN, {"activation": "gelu"}, "activation must be one of .*; got 'gelu'"),
        (LSTM, {"activation": "relu"}, "keras_layer has activation='relu'; LSTM knows 'tanh' only"),
        (LSTM, {"recurrent_activation": "hard_sigmoid"}, "recurrent_activation='hard_sigmoid'"),
        (GRU, {"activation": "relu"}, "keras_layer has activation='relu'; GRU knows 'tanh' only"),
        (GRU, {"recurrent_activation": "tanh"}, "recurrent_activation='tanh'"),
        (SimpleRNN, {"dropout": 0.1}, "keras_layer has dropout=0.1; SimpleRNN knows 0.0 only"),
        (GRU, {"recurrent_dropout": 0.1}, "recurrent_dropout=0.1"),
        (LSTM, {"stateful": True}, "stateful=True"),
        (GRU, {"zero_output_for_mask": True}, "zero_output_for_mask=True"),
    ],
)
def test_from_keras_names_the_option_it_lacks(cls, options, message):
    theirs = getattr(keras.layers, cls.__name__)(2, **options)
    theirs.build((5, 4, 3))
    with pytest.raises(ValueError, match=message):
        cls.from_keras(theirs)


def test_from_keras_refuses_other_and_unbuilt_layers():
    with pytest.raises(ValueError, match="keras_layer must be built"):
        LSTM.from_keras(keras.layers.LSTM(2))
    with pytest.raises(ValueError, match="keras_layer must be Keras's LSTM; got GRU"):
        LSTM.from_keras(keras.layers.GRU(2))
    with pytest.raises(ValueError, match="keras_layer must be Keras's LSTM; got LSTM of this package"):
        LSTM.from_keras(LSTM.initialize(3, 2))
    with pytest.raises(ValueError, match="keras_layer must be Keras's Bidirectional; got LSTM"):
        Bidirectional.from_keras(keras.layers.LSTM(2))
    none = keras.layers.Bidirectional(keras.layers.LSTM(2), merge_mode=None)
    with pytest.raises(ValueError, match="merge_mode=None"):
        Bidirectional.from_keras(none)
    dropout = keras.layers.Bidirectional(keras.layers.LSTM(2, dropout=0.5))
    dropout.build((None, None, 3))
    with pytest.raises(ValueError, match=r"dropout=0\.5"):
        Bidirectional.from_keras(dropout)


def test_initial_weights_are_drawn_like_keras():
    for cls in (SimpleRNN, LSTM, GRU):
        theirs = getattr(keras.layers, cls.__name__)(64)
        theirs.build((None, None, 32))
        mine = cls.initialize(32, 64)
        for one, other in zip(
            (mine.kernel, mine.recurrent_kernel, mine.bias), theirs.get_weights(), strict=True
        ):
            assert one.shape == other.shape
            assert abs(one.std() - other.std()) < 0.05 * other.std() + 1e-12
        assert np.array_equal(mine.bias, theirs.get_weights()[2])


def test_the_numpy_layers_do_not_import_keras():
    code = "import course_utils.recurrent, sys; print('keras' in sys.modules or 'tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
