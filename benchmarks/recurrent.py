"""LSTM, GRU and SimpleRNN beside Keras, torch, a textbook's version, and the matrix products alone."""

import importlib
import importlib.util

import numpy as np

from benchmarks import targets, textbook
from benchmarks.timing import medians
from course_utils.recurrent import GRU, LSTM, SimpleRNN
from course_utils.training import keras

tf = importlib.import_module("tensorflow")  # after training, which keeps its start quiet
torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None

SIZES = ((1, 50, 32, 32), (32, 50, 64, 64), (32, 100, 100, 128), (64, 200, 128, 256))
CELLS = {LSTM: textbook.lstm, GRU: textbook.gru, SimpleRNN: textbook.simple_rnn}
PEERS = ("products", "keras", "torch", "textbook")


def products(layer, x, dh):
    """The matrix products that no implementation can leave out, into memory that is there already."""
    n, t, d = x.shape
    units, columns = layer.recurrent_kernel.shape
    rows = x.reshape(t * n, d)
    z, product = np.empty((t, n, columns), x.dtype), np.empty((n, columns), x.dtype)
    h, d_before, d_rows = np.zeros((t, n, units), x.dtype), np.empty((n, units), x.dtype), np.empty_like(rows)
    d_kernel, d_recurrent = np.empty_like(layer.kernel), np.empty_like(layer.recurrent_kernel)

    def forward():
        np.matmul(rows, layer.kernel, out=z.reshape(t * n, columns))
        for step in range(t):
            np.matmul(h[step], layer.recurrent_kernel, out=product)

    def forward_and_backward():
        forward()
        for step in range(t):
            np.matmul(z[step], layer.recurrent_kernel.T, out=d_before)
        dz = z.reshape(t * n, columns)
        np.matmul(rows.T, dz, out=d_kernel)
        np.matmul(h.reshape(t * n, units).T, dz, out=d_recurrent)
        np.matmul(dz, layer.kernel.T, out=d_rows)

    return forward, forward_and_backward


def in_keras(layer, x, dh):
    """The Keras layer with the same weights, each pass one compiled graph."""
    theirs = getattr(keras.layers, type(layer).__name__)(layer.units, return_sequences=True)
    theirs.build(x.shape)
    theirs.set_weights([layer.kernel, layer.recurrent_kernel, layer.bias])
    x, dh = tf.constant(x), tf.constant(dh)
    weights = [weight.value for weight in theirs.trainable_weights]
    forward = tf.function(theirs)

    @tf.function
    def forward_and_backward(x, dh):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(theirs(x) * dh)
        return tape.gradient(loss, [*weights, x])

    return lambda: forward(x), lambda: forward_and_backward(x, dh)


def in_torch(layer, x, dh):
    """The torch layer of the same sizes, on one thread; its weights are its own."""
    torch.set_num_threads(1)
    kind = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "SimpleRNN": torch.nn.RNN}[type(layer).__name__]
    theirs = kind(layer.input_dim, layer.units, batch_first=True)
    x, dh = torch.tensor(x), torch.tensor(dh)
    x_with_gradient = x.clone().requires_grad_()
    wanted = [*theirs.parameters(), x_with_gradient]

    def forward():
        with torch.no_grad():
            return theirs(x)[0]

    def forward_and_backward():
        h, _ = theirs(x_with_gradient)
        return torch.autograd.grad(h, wanted, dh)

    return forward, forward_and_backward


def in_textbook(layer, x, dh):
    """The step-by-step version, first proved to compute the same."""
    weights = (layer.kernel, layer.recurrent_kernel, layer.bias)
    run = CELLS[type(layer)]
    trace = layer.forward(x)
    mine = layer.backward(trace, dh)
    h, gradients = run(x, dh, *weights)
    ours = (mine.kernel, mine.recurrent_kernel, mine.bias, mine.x)
    for one, other in zip((trace.h, *ours), (h, *gradients), strict=True):
        assert np.abs(one - other).max() < 1e-4 * np.abs(other).max()
    return lambda: run(x, None, *weights), lambda: run(x, dh, *weights)


def measure(cls, n, t, d, h):
    """The medians in ms, ours and every peer's, of the forward pass and of forward and backward."""
    random = np.random.default_rng(0)
    layer = cls.initialize(d, h, dtype=np.float32)
    x = random.normal(size=(n, t, d)).astype(np.float32)
    dh = random.normal(size=(n, t, h)).astype(np.float32)
    makers = {"products": products, "keras": in_keras, "textbook": in_textbook}
    if torch is not None:
        makers["torch"] = in_torch
    passes = {name: make(layer, x, dh) for name, make in makers.items()}
    passes["ours"] = (lambda: layer.forward(x), lambda: layer.backward(layer.forward(x), dh))
    return [medians({name: pair[k] for name, pair in passes.items()}) for k in range(2)]


def rows():
    """Return the title, the header and the rows of the table."""
    title = (
        "Recurrent layers, float32, one thread: milliseconds, and how many times faster than a peer ours are"
    )
    header = ["layer", "N, T, D, H", "pass", "ours", *PEERS, "ours / products"]
    header += [*(f"{peer} / ours" for peer in PEERS[1:]), "reached"]
    table = []
    for cls in CELLS:
        for size in SIZES:
            for name, times in zip(("forward", "forward + backward"), measure(cls, *size), strict=True):
                cells = [f"{times[peer]:.3g}" if peer in times else "not measured" for peer in PEERS]
                ratios = {peer: times[peer] / times["ours"] for peer in PEERS[1:] if peer in times}
                shown = [f"{ratios[peer]:.2f}" if peer in ratios else "not measured" for peer in PEERS[1:]]
                ours = [f"{times['ours']:.3g}", *cells, f"{times['ours'] / times['products']:.2f}"]
                reached = targets.recurrent(cls.__name__, size[-1], name, ratios)
                table.append([cls.__name__, ", ".join(map(str, size)), name, *ours, *shown, reached])
    return title, header, table
