"""What learners of lesson 07 write: right answers in other words than ours, mistakes with their message."""

STEP = "def lstm_step(x_t, h_before, c_before, W_x, W_h, b):\n    "


def _step(
    z="x_t @ W_x + h_before @ W_h + b",
    split="i, f, g, o = np.split(z, 4, axis=1)",
    gates="i, f, o = s(i), s(f), s(o)",
    g="np.tanh(g)",
    c="f * c_before + i * g",
    h="o * np.tanh(c)",
    end="return h, c",
    sigma="1 / (1 + np.exp(-z))",
):
    """Return an `lstm_step` with another line."""
    lines = [f"s = lambda z: {sigma}", f"z = {z}", split, gates, f"g = {g}", f"c = {c}", f"h = {h}", end]
    return STEP + "\n    ".join(lines)


def _cut(width):
    """Return an `lstm_step` that cuts its blocks by slices of that width."""
    return _step(
        split=f"H = {width}; i, f, g, o = z[:, :H], z[:, H : 2 * H], z[:, 2 * H : 3 * H], z[:, 3 * H :]"
    )


RIGHT = {
    "07-latch": [
        "latch = [(1, 0), (0, 1)] + 4 * [(1, 0)]",
        "latch = np.array([[0.5, 0.5], [0.0, 1.0], [1, 0], [1, 0], [1, 0], [1, 0]])",
        "latch = ((0.3, 0.9), (0.01, 0.99), (0.99, 0.01), (0.99, 0.01), (0.99, 0.01), (0.99, 0.01))",
    ],
    "07-step": [
        """\
def lstm_step(x_t, h_before, c_before, W_x, W_h, b):
    H = c_before.shape[1]
    z = x_t @ W_x + h_before @ W_h + b
    gate = 1 / (1 + np.exp(-z))
    i, f, o = gate[:, :H], gate[:, H : 2 * H], gate[:, 3 * H :]
    c = c_before * f + np.tanh(z[:, 2 * H : 3 * H]) * i
    return o * np.tanh(c), c
""",
        """\
def lstm_step(x_t, h_before, c_before, W_x, W_h, b):
    def block(k):
        at = slice(k * b.size // 4, (k + 1) * b.size // 4)
        return x_t @ W_x[:, at] + h_before @ W_h[:, at] + b[at]

    sigma = lambda z: (1 + np.tanh(z / 2)) / 2
    c = sigma(block(1)) * c_before + sigma(block(0)) * np.tanh(block(2))
    h = sigma(block(3)) * np.tanh(c)
    return [h, c]
""",
        _step(z="np.hstack([x_t, h_before]) @ np.vstack([W_x, W_h]) + b"),
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "07-latch": [
        ("latch = [(1, 0), (1, 1)] + 4 * [(0, 0)]", "is how much is *kept*"),
        ("latch = [(0, 1), (0, 0)] + 4 * [(1, 1)]", "the way *in* is open"),
        ("latch = [(0, 0), (1, 0)] + 4 * [(0, 1)]", "have changed places"),
        ("latch = [(0, 0), (1, 0)] + 4 * [(0, 1)][::-1]", "have changed places"),
        ("latch = [(1, 1), (1, 0)] + 4 * [(0, 1.0)]", "have changed places"),
        ("latch = [(0, 1), (0.5, 0.5)] + 4 * [(1, 0)]", "only that share of it"),
        ("latch = 6 * [(1, 0)]", "only that share of it"),
        ("latch = [(1, 0), (1, 1)] + 4 * [(1, 0)]", "is still there, under the secret"),
        ("latch = [(0, 0), (0, 1), (0, 0), (1, 0), (1, 0), (1, 0)]", "Noise is no reason to forget"),
        ("latch = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 0), (1, 0)]", "that noise is added to the secret"),
        ("latch = [(0, 0), (0, 1), (0.5, 0.5)] + 3 * [(1, 0)]", "no reason to forget. At event 3 i is 0.5"),
        ("latch = [(0, 0), (0, 1)] + 4 * [(1, 0.5)]", "At event 3 i is 0.5: that share of the noise"),
        ("latch = [(0, 0), (0, 1)] + 4 * [(0.95, 0)]", "later f is nearly 1, but they multiply"),
        ("latch = [(0, 0), (0, 1)] + 4 * [(1, 0.1)]", "later i is nearly 0, but what comes in adds up"),
        ("latch = [(0, 0), (0, 0.95)] + 4 * [(0.98, 0)]", "the small misses pile up"),
        ("latch = [(0, 0), (0, 1)] + 4 * [(1, -1)]", "from 0, shut, to 1, open"),
        ("latch = [(0, 0), (0, 1), (1, 0)]", "six events, so six pairs"),
        ("latch = [[0, 0, 1, 1, 1, 1], [0, 1, 0, 0, 0, 0]]", "Two entries came"),
        ("latch = [0, 1, 1, 1, 1, 1]", "is no pair"),
        ("latch = {'f': [0, 0, 1, 1, 1, 1]}", "Write a list of six pairs"),
    ],
    "07-step": [
        (_step(end="return c, h"), "first h, then c"),
        (_step(split="f, i, g, o = np.split(z, 4, axis=1)"), "Input and forget gate have changed places"),
        (_step(split="i, f, o, g = np.split(z, 4, axis=1)"), "Candidate and output gate have changed places"),
        (_step(split="f, i, o, g = np.split(z, 4, axis=1)"), "in the order f, i, o, g"),
        (
            _step(split="i, f, g, o = np.moveaxis(z.reshape(len(z), -1, 4), 2, 0)"),
            "do not stand side by side",
        ),
        (_step(g="s(g)"), "The candidate g may be negative"),
        (_step(sigma="np.tanh(z)"), "A gate is a share"),
        (_step(gates="pass"), "The gates are the bare sums"),
        (_step(sigma="1 / (1 + np.exp(z))"), "with a minus"),
        (_step(g="g"), "The candidate is the bare sum"),
        (_step(h="o * c"), "h shows the cell state as it is"),
        (_step(h="np.tanh(o * c)"), "tanh and gate have changed places"),
        (_step(h="o * s(c)"), "h shows σ of the cell state"),
        (_step(h="np.tanh(c)"), "The output gate does nothing"),
        (_step(h="o * np.tanh(c_before)"), "the cell state *before* the step"),
        (_step(c="f * h_before + i * g"), "not h: h is only read"),
        (_step(c="(1 - f) * c_before + i * g"), "no 1 − f"),
        (_step(c="c_before + i * g"), "Nothing is ever forgotten"),
        (_step(c="f * c_before + g"), "Everything is written"),
        (_step(c="f * c_before + i"), "The input gate itself is written"),
        (_step(c="f * c_before + i * c_before"), "so nothing new can come in"),
        (_step(c="f * (c_before + i * g)"), "also shrinks what is just being written"),
        (_step(c="f * c_before + (1 - f) * g"), "weighed by 1 − f"),
        (_step(c="np.tanh(f * c_before + i * g)"), "The belt is squeezed"),
        (_step(z="x_t @ W_x + h_before @ W_h"), "The bias `b` is not in the sum"),
        (_step(z="x_t @ W_x + b"), "The gates do not read `h_before`"),
        (_step(z="h_before @ W_h + b + 0 * (x_t @ W_x)"), "The gates do not read the word"),
        (_step(end="return h"), "expected two arrays: `return h, c`"),
        (_step(end="h, c"), "is `return` missing?"),
        (_step(split="i = f = g = o = z"), "raised ValueError"),
        (_step(split="i, f, g, o = np.split(z, 4)"), "the four blocks are columns, so `axis=1`"),
        (_cut("x_t.shape[1]"), "H is the width of `h_before`, not of `x_t` or `W_x`"),
        (_cut("W_x.shape[1]"), "H is the width of `h_before`, not of `x_t` or `W_x`"),
        (_step(c="(1 - i) * c_before + i * g"), "weighed by 1 − i"),
        (_step(z="x_t @ W_x + c_before @ W_h + b"), "they read what was *shown*, `h_before`."),
        (STEP + "z = x_t @ W_x + h_before @ W_h + b\n    return z, z", "`h` has shape (7, 12)"),
        (_step(c="f * c_before + i * g + 0.1"), "expected"),
    ],
}
