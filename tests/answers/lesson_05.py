"""What learners of lesson 05 write: right answers in other words than ours, mistakes with their message."""

SHARES = "def shares(x, h, dh, u):\n    "


def _walk(body, start="result = np.zeros(len(x))", over="reversed(range(len(x)))", end="result"):
    """Return a `shares` with another loop body, start, range or end."""
    return f"{SHARES}{start}\n    for t in {over}:\n        {body}\n    return {end}"


ONE = "dz = dh * (1 - h[t] ** 2)\n        result[t] = dz * x[t]\n        dh = dz * u"

BACKWARD = """\
def rnn_backward(x, h, dh, W_x, W_h):
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(len(W_h))
    later = np.zeros_like(h[:, 0])
    for t in range(x.shape[1] - 1, -1, -1):
        if t > 0:
            before = h[:, t - 1]
        else:
            before = np.zeros_like(h[:, 0])
        dz = (dh[:, t] + later) * (1 - h[:, t] ** 2)
        dW_x += x[:, t].T @ dz
        dW_h += before.T @ dz
        db += dz.sum(axis=0)
        later = dz @ W_h.T
    return dW_x, dW_h, db
"""


def _back(old, new, end=None):
    """Return our `rnn_backward`, written with an `if`, after one replacement."""
    assert BACKWARD.count(old) == 1, old
    source = BACKWARD.replace(old, new)
    return source if end is None else source.replace("return dW_x, dW_h, db", f"return {end}")


CHECK = "def gradient_check(f, w, eps=1e-5):\n    "


def _nudged(slope, more=""):
    """Return a checker that computes each slope in another way."""
    return (
        f"{CHECK}grad = np.zeros(w.shape)\n    for k in np.ndindex(w.shape):\n"
        f"        nudge = np.zeros(w.shape)\n        nudge[k] = eps\n        {more}grad[k] = {slope}\n"
        "    return grad"
    )


RIGHT = {
    "05-one-unit": [
        '''\
def shares(x, h, dh, u):
    """From the last step to the first, by index."""
    T = len(x)
    out = [0.0] * T
    blame = dh
    for t in range(T - 1, -1, -1):
        before_tanh = blame * (1 - h[t] * h[t])
        out[t] = x[t] * before_tanh
        blame = u * before_tanh
    return np.array(out)
''',
        """\
def shares(x, h, dh, u):
    slopes = 1 - h**2
    factors = np.append(u * slopes[1:], 1.0)
    return dh * np.cumprod(factors[::-1])[::-1] * slopes * x
""",
    ],
    "05-backward": [
        """\
def rnn_backward(x, h, dh, W_x, W_h):
    N, T, D = x.shape
    before = np.concatenate([np.zeros_like(h[:, :1]), h[:, :-1]], axis=1)
    dz = np.zeros_like(h)
    arriving = np.zeros_like(h[:, 0])
    for t in range(T - 1, -1, -1):
        total = dh[:, t] + arriving
        dz[:, t] = total * (1 - h[:, t] * h[:, t])
        arriving = np.matmul(dz[:, t], W_h.T)
    dW_x = np.einsum("ntd,nth->dh", x, dz)
    dW_h = np.einsum("ntj,nth->jh", before, dz)
    return dW_x, dW_h, dz.sum(axis=(0, 1))
""",
        """\
def rnn_backward(x, h, dh, W_x, W_h):
    gradients = [np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(W_h.shape[1])]
    for x_n, h_n, dh_n in zip(x, h, dh):
        later = 0
        for t in reversed(range(len(x_n))):
            before = h_n[t - 1] if t else np.zeros(len(W_h))
            dz = (dh_n[t] + later) * (1 - h_n[t] ** 2)
            gradients[0] = gradients[0] + np.outer(x_n[t], dz)
            gradients[1] = gradients[1] + np.outer(before, dz)
            gradients[2] = gradients[2] + dz
            later = W_h @ dz
    return gradients
""",
        BACKWARD,
    ],
    "05-check": [
        _nudged("(f(w + nudge) - f(w - nudge)) / 2 / eps"),
        """\
def gradient_check(f, w, eps=1e-5):
    grad = np.empty_like(w)
    for k in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[k] += eps
        down[k] -= eps
        grad[k] = (f(up) - f(down)) / (up[k] - down[k])
    return grad
""",
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "05-one-unit": [
        (_walk(ONE.replace("dh * (1 - h[t] ** 2)", "dh")), "The slope of tanh is missing"),
        (_walk(ONE.replace("h[t] ** 2", "h[t]")), "the square of the state"),
        (_walk(ONE.replace("h[t] ** 2", "np.tanh(h[t]) ** 2")), "without another tanh"),
        (_walk(ONE.replace("1 - h", "1 + h")), "1 minus h²"),
        (_walk(ONE.replace("dz * x[t]", "dz")), "That is the blame of the sum"),
        (_walk(ONE.replace("dz * x[t]", "dz * h[t]")), "so take `x[t]`"),
        (_walk(ONE.replace("dz * x[t]", "dz * (h[t - 1] if t else 0)")), "The share of the first step is 0"),
        (_walk(ONE.replace("dh = dz * u", "pass")), "Every step gets the blame of the last state"),
        (_walk(ONE.replace("dh = dz * u", "dh = dz")), "u is missing on the way back"),
        (_walk(ONE.replace("dh = dz * u", "dh = dh * u")), "The slopes get lost"),
        (_walk(ONE.replace("dh = dz * u", "dh = result[t] * u")), "The share itself is handed on"),
        (_walk(ONE.replace("dh = dz * u", "dh = dz / u")), "Blame is divided by u"),
        (_walk(ONE, over="range(len(x))"), "The loop runs forwards"),
        (_walk(ONE, end="result[::-1]"), "stand in reverse order"),
        (_walk(ONE, end="-result"), "Every sign is turned"),
        (_walk(ONE, end="result.sum()"), "expected an array of shape (7,), that is (T,)"),
        (_walk(ONE + "\n        return result"), "is `return` after it?"),
        (_walk(ONE, over="range(len(x) - 1, 0, -1)"), "The share of the first step is 0"),
        (
            _walk(
                "dz = dh * (1 - h[t] ** 2)\n        result.append(dz * x[t])\n        dh = dz * u",
                start="result = []",
            ),
            "returned a list of 7",
        ),
        (_walk(ONE.replace("result[t]", "x[t]"), end="x"), "Your function writes into `x`"),
        (_walk(ONE.replace("dz * x[t]", "result.sum() + dz * x[t]")), "Each entry holds a running sum"),
    ],
    "05-backward": [
        (_back("* (1 - h[:, t] ** 2)", ""), "The slope of tanh is missing, or its brackets"),
        (_back("h[:, t] ** 2", "h[:, t]"), "1 minus the square"),
        (_back("h[:, t] ** 2", "np.tanh(h[:, t]) ** 2"), "without another tanh"),
        (_back("later = dz @ W_h.T", "later = dz @ W_h"), "`W_h` needs its transpose"),
        (_back("dW_x += ", "dW_x = "), "The sum over time is missing in `dW_x`"),
        (_back("dW_h += ", "dW_h = "), "The sum over time is missing in `dW_h`"),
        (_back("db += ", "db = "), "The sum over time is missing in `db`"),
        (
            BACKWARD.replace(" += ", " = "),
            "Is there a `+=` in the loop?",
        ),
        (_back("dW_h += before.T", "dW_h += h[:, t].T"), "the state after the step"),
        (_back("dW_h += before.T @ dz", "dW_h += dz.T @ before"), "`dW_h` is transposed"),
        (_back("later = dz @ W_h.T", "later += dz @ W_h.T"), "The messages are added up, `+=`"),
        (_back("later = dz @ W_h.T", "later = dh[:, t] @ W_h.T"), "The message is made of `dh[:, t]`"),
        (
            _back("(dh[:, t] + later) * (1 - h[:, t] ** 2)", "dh[:, t] + later * (1 - h[:, t] ** 2)"),
            "The slope of tanh is missing, or its brackets",
        ),
        (_back("db += dz.sum(axis=0)", "db += dz"), "sum over the sentences first, `dz.sum(axis=0)`"),
        (_back("db += dz.sum(axis=0)", "db += dz.sum()"), "`dz.sum()` adds the units up as well"),
        (
            _back(
                "        dW_h += before.T @ dz", "        if t > 0:\n            dW_h += before.T @ dz"
            ).replace("np.zeros_like(W_h)", "0"),
            "that is (H, H), like W_h. Begin with zeros of its shape",
        ),
        (_back("if t > 0:", "if True:"), "the last state: Python counts from the end"),
        (_back("        later = dz @ W_h.T\n", ""), "Nothing reaches the steps before"),
        (
            _back("(dh[:, t] + later) * (1 - h[:, t] ** 2)", "dh[:, t] * (1 - h[:, t] ** 2) + later"),
            "The message is added behind the slope of tanh",
        ),
        (
            _back("range(x.shape[1] - 1, -1, -1)", "range(x.shape[1] - 1, 0, -1)"),
            "The first step is left out",
        ),
        (
            _back("(dh[:, t] + later)", "later").replace(
                "later = np.zeros_like(h[:, 0])", "later = dh[:, -1]"
            ),
            "Only the last step's `dh`",
        ),
        (_back("later = dz @ W_h.T", "later = dz"), "The message to the step before lacks its weights"),
        (
            _back("later = dz @ W_h.T", "later = (dh[:, t] + later) @ W_h.T"),
            "The message to the step before skips tanh",
        ),
        (_back("(dh[:, t] + later)", "(later if later.any() else dh[:, t])"), "Only the last step's `dh`"),
        (_back("range(x.shape[1] - 1, -1, -1)", "range(x.shape[1])"), "Nothing reaches the steps before"),
        (_back("dz.sum(axis=0)", "dz.mean(axis=0)"), "`db` is a mean over the sentences"),
        (
            _back("return dW_x, dW_h, db", "return dW_x / len(x), dW_h / len(x), db / len(x)"),
            "Everything is divided by N",
        ),
        (_back("db += dz.sum(axis=0)", "db = db + dz"), "`db` has shape (3, 6); expected (6,)"),
        (_back("x[:, t].T @ dz", "x[:, t] @ dz"), "The shapes here: x (3, 7, 5)"),
        (_back("return dW_x, dW_h, db", "return dW_h, dW_x, db"), "`dW_x` has shape (6, 6); expected (5, 6)"),
        (_back("return dW_x, dW_h, db", "return dW_x"), "expected three arrays"),
        (_back("return dW_x, dW_h, db", "return dW_x, dW_h, 0.0"), "`db` is the number 0.0"),
        (_back("    return dW_x, dW_h, db\n", ""), "is `return` missing?"),
        (_back("before.T @ dz", "before.T @ dz * 2"), "expected"),
    ],
    "05-check": [
        (_nudged("(f(w + nudge) - f(w)) / eps"), "You nudge upwards only"),
        (_nudged("(f(w) - f(w - nudge)) / eps"), "You nudge downwards only"),
        (_nudged("(f(w + nudge) - f(w - nudge)) / eps"), "Twice too much"),
        (_nudged("(f(w + nudge) - f(w - nudge)) / (4 * eps)"), "Half of it"),
        (_nudged("f(w + nudge) - f(w - nudge)"), "That is how far f moves"),
        (_nudged("(f(w + nudge) - f(w - nudge)) / 2 * eps"), "Brackets"),
        (_nudged("f(w + nudge) - f(w - nudge) / (2 * eps)"), "Only f below is divided"),
        (
            CHECK + "grad = np.zeros(w.shape)\n    for k in np.ndindex(w.shape):\n        up = w\n"
            "        up[k] += eps\n        dn = w\n        dn[k] -= eps\n"
            "        grad[k] = (f(up) - f(dn)) / (2 * eps)\n    return grad",
            "`up = w` is no copy",
        ),
        (_nudged("(f(w - nudge) - f(w + nudge)) / (2 * eps)"), "Every sign is turned"),
        (
            _nudged("(f(w + nudge) - f(w - nudge)) / (2 * eps)").replace(
                "return grad", "return grad.ravel()"
            ),
            "but in one row",
        ),
        (_nudged("(f(w + nudge) - f(w - nudge)) / 2e-5").replace("= eps", "= 1e-5"), "`eps` is ignored"),
        (CHECK + "return (f(w + eps) - f(w - eps)) / (2 * eps)", "several entries are nudged"),
        (
            CHECK + "slopes = []\n    for k in range(w.size):\n        up = w.ravel()[k] + eps\n"
            "        slopes.append((f(up) - f(up - 2 * eps)) / (2 * eps))\n    return np.array(slopes)",
            "`f` got an array of shape ()",
        ),
        (
            CHECK + "grad = np.zeros(w.shape)\n    for k in np.ndindex(w.shape):\n        w[k] += eps\n"
            "        up = f(w)\n        w[k] -= 2 * eps\n        grad[k] = (up - f(w)) / (2 * eps)\n"
            "        w[k] += eps\n    return grad",
            "rounding leaves it a little beside where it was",
        ),
        (
            CHECK + "grad = np.zeros(w.shape)\n    for i in range(w.shape[0]):\n"
            "        for j in range(w.shape[1]):\n            up, down = w.copy(), w.copy()\n"
            "            up[i, j] += eps\n            down[i, j] -= eps\n"
            "            grad[i, j] = (f(up) - f(down)) / (2 * eps)\n    return grad",
            "w may have any number of axes",
        ),
        (
            CHECK + "rows, columns = w.shape\n    grad = np.zeros(w.shape)\n    return grad",
            "w may have any number of axes",
        ),
        (
            _nudged("(f(w + nudge) - f(w - nudge)) / (2 * eps)").replace("return grad", ""),
            "is `return` missing",
        ),
    ],
}
