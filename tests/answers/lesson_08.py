"""What learners of lesson 08 write: right answers in other words than ours, mistakes with their message."""

# --- 08_1 ---------------------------------------------------------------------

CELL = """\
def through_the_cell(dh, dc, gates, c_before, c):
    i, f, g, o = np.split(gates, 4, axis=1)
    t = np.tanh(c)
    total = dc + dh * o * (1 - t**2)
    di = total * g
    df = total * c_before
    dg = total * i
    do = dh * t
    dz = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
    return np.concatenate(dz, axis=1), total * f
"""
BACK = """\
def lstm_backward(x, gates, c, h, dh, W_x, W_h, through_the_cell):
    dW_x, dW_h, db = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(W_x.shape[1])
    dx = np.zeros(x.shape)
    later = np.zeros(h[:, 0].shape)
    dc = np.zeros(h[:, 0].shape)
    for t in range(x.shape[1] - 1, -1, -1):
        h_before = h[:, t - 1]
        c_before = c[:, t - 1]
        if t == 0:
            h_before, c_before = 0 * h_before, 0 * c_before
        dz, dc = through_the_cell(dh[:, t] + later, dc, gates[:, t], c_before, c[:, t])
        dW_x += x[:, t].T @ dz
        dW_h += h_before.T @ dz
        db += dz.sum(axis=0)
        dx[:, t] = dz @ W_x.T
        later = dz @ W_h.T
    return dW_x, dW_h, db, dx
"""


def _in(source, *edits):
    """Return a source after replacements (old, new), each of which fits once."""
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


def _cell(*edits):
    return _in(CELL, *edits)


def _back(*edits):
    return _in(BACK, *edits)


RIGHT_08_1 = {
    "08-through-the-cell": [
        CELL,
        '''\
def through_the_cell(dh, dc, gates, c_before, c):
    """All four gates in one array."""
    H = c.shape[1]
    i, f, g, o = (gates[:, k * H : (k + 1) * H] for k in range(4))
    slopes = gates * (1 - gates)
    slopes[:, 2 * H : 3 * H] = 1 - g * g
    all_c = dh * o / np.cosh(c) ** 2 + dc
    blame = np.hstack([all_c * g, all_c * c_before, all_c * i, dh * np.tanh(c)])
    return [blame * slopes, f * all_c]
''',
    ],
    "08-into-the-weights": [
        """\
def lstm_backward(x, gates, c, h, dh, W_x, W_h, through_the_cell):
    zeros = np.zeros_like(h[:, :1])
    h_before, c_before = (np.concatenate([zeros, one[:, :-1]], axis=1) for one in (h, c))
    dz = np.zeros_like(gates)
    from_h = from_c = zeros[:, 0]
    for t in range(x.shape[1])[::-1]:
        dz[:, t], from_c = through_the_cell(dh[:, t] + from_h, from_c, gates[:, t], c_before[:, t], c[:, t])
        from_h = np.matmul(dz[:, t], W_h.T)
    flat = dz.reshape(-1, dz.shape[2])
    dW_x = x.reshape(-1, x.shape[2]).T @ flat
    dW_h = h_before.reshape(-1, h.shape[2]).T @ flat
    return dW_x, dW_h, flat.sum(axis=0), dz @ W_x.T
""",
        """\
def lstm_backward(x, gates, c, h, dh, W_x, W_h, through_the_cell):
    N, T, D = x.shape
    dW_x, dW_h, db, dx = 0 * W_x, 0 * W_h, 0 * W_h[0], 0 * x
    for n in range(N):
        later = carried = np.zeros((1, W_h.shape[0]), h.dtype)
        for t in range(T - 1, -1, -1):
            h_before = h[n : n + 1, t - 1] if t else 0 * later
            c_before = c[n : n + 1, t - 1] if t else 0 * later
            dz, carried = through_the_cell(
                dh[n : n + 1, t] + later, carried, gates[n : n + 1, t], c_before, c[n : n + 1, t]
            )
            dW_x += np.outer(x[n, t], dz[0])
            dW_h += np.outer(h_before[0], dz[0])
            db += dz[0]
            dx[n, t] = W_x @ dz[0]
            later = dz @ W_h.T
    return [dW_x, dW_h, db, dx]
""",
        BACK,
    ],
}

TOTAL = "total = dc + dh * o * (1 - t**2)"
GATE_SLOPES = "[di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]"

# (what is written, words of the message that it deserves)
WRONG_08_1 = {
    "08-through-the-cell": [
        (_cell((TOTAL, "total = dc + dh")), "dh enters the cell whole"),
        (_cell((TOTAL, "total = dc + dh * (1 - t**2)")), "passes the output valve: times o"),
        (_cell((TOTAL, "total = dc + dh * o")), "The slope of tanh is missing between h and the cell"),
        (_cell((TOTAL, "total = dc + dh * o * (1 - c**2)")), "c itself is no tanh"),
        (_cell((TOTAL, "total = dh * o * (1 - t**2)")), "The dc that comes from later steps is forgotten"),
        (_cell((TOTAL, "total = dc")), "Nothing of dh reaches the cell"),
        (_cell((TOTAL, "total = (dc + dh) * o * (1 - t**2)")), "came along the conveyor"),
        (_cell((GATE_SLOPES, "[di, df, dg, do]")), "That is the blame of the gates themselves"),
        (
            _cell((GATE_SLOPES, "[di, df, dg * (1 - g**2), do]")),
            "The slope of a gate is missing",
        ),
        (_cell(("dg * (1 - g**2)", "dg")), "The candidate's slope is missing"),
        (_cell(("dg * (1 - g**2)", "dg * g * (1 - g)")), "The candidate is a tanh and no σ"),
        (_cell(("dg * (1 - g**2)", "dg * (1 - g)")), "1 minus the *square* of g"),
        (_cell(("dg * (1 - g**2)", "dg * (1 - np.tanh(g)**2)")), "without another tanh"),
        (
            _cell((GATE_SLOPES, "[di * (1 - i**2), df * (1 - f**2), dg * (1 - g**2), do * (1 - o**2)]")),
            "A gate is a σ and no tanh",
        ),
        (_cell(("df * f * (1 - f)", "df * (1 - f**2)")), "A gate is a σ and no tanh"),
        (_cell(("do * o * (1 - o)", "do")), "The slope of a gate is missing"),
        (_cell(("df = total * c_before", "df = total * f")), "times the *other* one"),
        (
            _cell(
                ("    t = np.tanh(c)\n", "    t = np.tanh(c)\n    s = lambda z: 1 / (1 + np.exp(-z))\n"),
                (
                    GATE_SLOPES,
                    "[di * s(i) * s(-i), df * s(f) * s(-f), dg * (1 - g**2), do * s(o) * s(-o)]",
                ),
            ),
            "without another σ",
        ),
        (
            _cell(
                ("total * g", "total * i"),
                ("total * c_before", "total * f"),
                ("dg = total * i", "dg = total * g"),
            ),
            "times the *other* one",
        ),
        (_cell(("di = total * g", "di = total * i")), "times the *other* one"),
        (_cell(("df = total * c_before", "df = total * c")), "with the cell *before* the step"),
        (_cell(("total * g", "total * c_before"), ("df = total * c_before", "df = total * g")), "exchanged"),
        (_cell(("dg = total * i", "dg = total * o")), "its blame is dc · i"),
        (_cell(("i, f, g, o = np", "f, i, g, o = np")), "taken apart in the order f, i, g, o"),
        (_cell(("i, f, g, o = np", "i, f, o, g = np")), "taken apart in the order i, f, o, g"),
        (
            _cell(("[di * i * (1 - i), df * f * (1 - f)", "[df * f * (1 - f), di * i * (1 - i)")),
            "input and forget",
        ),
        (
            _cell((GATE_SLOPES, "[di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)]")),
            "candidate and output gate stand",
        ),
        (_cell(("total * f", "total")), "`dc_before` lacks the forget gate"),
        (_cell(("total * f", "dc * f")), "from later steps only"),
        (_cell(("total * f", "total * i")), "c_before was multiplied with f"),
        (_cell(("do = dh * t", "do = dh * c")), "multiplied with tanh(c), not with c"),
        (_cell(("do = dh * t", "do = total * t")), "The output gate is blamed through h alone"),
        (_cell(("do = dh * t", "do = dh")), "The output gate's partner is missing"),
        (
            _cell(
                (
                    "return np.concatenate(dz, axis=1), total * f",
                    "return total * f, np.concatenate(dz, axis=1)",
                )
            ),
            "return dz first, then dc_before",
        ),
        (
            _cell(("np.concatenate(dz, axis=1), total * f", "np.concatenate(dz, axis=1)")),
            "expected two arrays",
        ),
        (_cell(("np.concatenate(dz, axis=1), total * f", "dz, total * f")), "`dz` is a list of 4"),
        (_cell(("np.concatenate(dz, axis=1)", "np.concatenate(dz)")), "`dz` has shape (12, 6)"),
        (_cell((TOTAL, "dc += dh * o * (1 - t**2)\n    total = dc")), "Your function writes into `dc`"),
        (_cell(("do = dh * t", "do = 2 * dh * t")), "the columns of o in dz"),
        (_cell(("    return np.concatenate(dz, axis=1), total * f\n", "")), "is `return` missing?"),
    ],
    "08-into-the-weights": [
        (_back((", dc = through_the_cell", ", _ = through_the_cell")), "The conveyor is cut"),
        (_back(("dh[:, t] + later", "dh[:, t]")), "read this state, and their blame is lost"),
        (_back(("dh[:, t] + later", "(later if later.any() else dh[:, t])")), "Only the last step's `dh`"),
        (_back(("        later = dz", "        later = later + dz")), "`=` and not `+=`"),
        (_back(("range(x.shape[1] - 1, -1, -1)", "range(x.shape[1])")), "The loop runs forwards"),
        (_back(("if t == 0:", "if False:")), "Python counts from the end"),
        (_back(("0 * h_before, 0 * c_before", "0 * h_before, c_before")), "the *last* cell"),
        (_back(("0 * h_before, 0 * c_before", "h_before, 0 * c_before")), "the *last* state"),
        (_back(("h_before.T @ dz", "h[:, t].T @ dz")), "the state *after* the step"),
        (_back(("c_before, c[:, t])", "c[:, t], c[:, t])")), "`c_before` is the cell *after* the step"),
        (BACK.replace(" += ", " = "), "Is there a `+=` in the loop?"),
        (_back(("dW_x += ", "dW_x = ")), "missing in `dW_x`"),
        (_back(("dW_h += ", "dW_h = ")), "missing in `dW_h`"),
        (_back(("db += ", "db = ")), "missing in `db`"),
        (
            _back(
                ("return dW_x, dW_h, db, dx", "return dW_x / len(x), dW_h / len(x), db / len(x), dx / len(x)")
            ),
            "Everything is divided by N",
        ),
        (_back(("dz.sum(axis=0)", "dz.mean(axis=0)")), "`db` is a mean over the sentences"),
        (_back(("        dx[:, t] = dz @ W_x.T\n", "")), "`dx` is still zeros"),
        (_back(("return dW_x, dW_h, db, dx", "return dW_x, dW_h, db, dx[:, ::-1]")), "in reverse order"),
        (_back(("db += dz.sum(axis=0)", "db = db + dz")), "`db` has shape (3, 24); expected (24,)"),
        (_back(("later = dz @ W_h.T", "later = dz @ W_h")), "For `A @ B` the last number of A"),
        (_back(("dz @ W_x.T", "dz @ W_x")), "For `A @ B` the last number of A"),
        (_back(("x[:, t].T @ dz", "x[:, t] @ dz")), "For `A @ B` the last number of A"),
        (
            _back(("dc, gates[:, t], c_before", "dc, gates, c_before")),
            "`through_the_cell` got `gates` of shape (3, 7, 24)",
        ),
        (_back(("return dW_x, dW_h, db, dx", "return dW_h, dW_x, db, dx")), "in another order: return dW_x"),
        (_back(("return dW_x, dW_h, db, dx", "return dx, dW_x, dW_h, db")), "in another order: return dW_x"),
        (
            _back(("dh[:, t] + later", "(dh[:, t] if t == x.shape[1] - 1 else later)")),
            "Only the last step's `dh`",
        ),
        (
            _back(
                ("        dz, dc = thr", "        later = dh[:, t] + later\n        dz, dc = thr"),
                ("dh[:, t] + later, dc", "later, dc"),
                ("        later = dz", "        later += dz"),
            ),
            "own blame is carried to the step before once more",
        ),
        (_back(("return dW_x, dW_h, db, dx", "return dW_x, dW_h, db")), "expected four arrays"),
        (_back(("    return dW_x, dW_h, db, dx\n", "")), "is `return` missing?"),
    ],
}

# --- 08_2 ---------------------------------------------------------------------

FOUR = "def four_terms(c_before, o_before, f, i, g, U_f, U_i, U_g):\n    "
GRU = "def gru_step(x, h_before, W, U, b, reset_after=True):\n    "


def _terms(
    inwards="np.diag(o_before * (1 - np.tanh(c_before) ** 2))",
    direct="np.diag(f)",
    of_f="np.diag(c_before * f * (1 - f)) @ U_f.T @ inwards",
    of_i="np.diag(g * i * (1 - i)) @ U_i.T @ inwards",
    of_g="np.diag(i * (1 - g**2)) @ U_g.T @ inwards",
    end="return np.stack([direct, of_f, of_i, of_g])",
):
    """Return a `four_terms` with another line."""
    lines = (f"inwards = {inwards}", f"direct = {direct}", f"of_f = {of_f}", f"of_i = {of_i}")
    return FOUR + "\n    ".join((*lines, f"of_g = {of_g}", end))


def _gru(
    biases="b_x, b_h = b if reset_after else (b, 0 * b)",
    cut="z r g",
    z="1 / (1 + np.exp(-x_z - h_z))",
    r="1 / (1 + np.exp(-x_r - h_r))",
    guarded="r * h_g if reset_after else (r * h_before) @ np.split(U, 3, axis=1)[2]",
    g="np.tanh(x_g + guarded)",
    end="return z * h_before + (1 - z) * g",
):
    """Return a `gru_step` with another line."""
    first, second = ("({})".format(", ".join(f"{one}_{k}" for k in cut.split())) for one in "xh")
    both = "(np.split(a, 3, axis=1) for a in (x @ W + b_x, h_before @ U + b_h))"
    lines = (
        biases,
        f"{first}, {second} = {both}",
        f"z = {z}",
        f"r = {r}",
        f"guarded = {guarded}",
        f"g = {g}",
        end,
    )
    return GRU + "\n    ".join(lines)


RIGHT_08_2 = {
    "08-four-terms": [
        """\
def four_terms(c_before, o_before, f, i, g, U_f, U_i, U_g):
    to_h = o_before * (1 - np.tanh(c_before) ** 2)
    out = np.zeros((4, len(f), len(f)))
    out[0] = np.diag(f)
    beside = [c_before * f * (1 - f), g * i * (1 - i), i * (1 - g) * (1 + g)]
    for k, (left, U) in enumerate(zip(beside, [U_f, U_i, U_g])):
        out[k + 1] = left[:, None] * U.T * to_h
    return out
""",
        """\
def four_terms(c_before, o_before, f, i, g, U_f, U_i, U_g):
    H = c_before.shape[0]
    result = np.empty((4, H, H))
    s = o_before / np.cosh(c_before) ** 2
    for j in range(H):
        for k in range(H):
            result[0, j, k] = f[j] if j == k else 0.0
            result[1, j, k] = c_before[j] * f[j] * (1 - f[j]) * U_f[k, j] * s[k]
            result[2, j, k] = g[j] * i[j] * (1 - i[j]) * U_i[k, j] * s[k]
            result[3, j, k] = i[j] * (1 - g[j] ** 2) * U_g[k, j] * s[k]
    return result
""",
    ],
    "08-gru": [
        """\
def gru_step(x, h_before, W, U, b, reset_after=True):
    H = h_before.shape[1]
    def s(a):
        return 0.5 + 0.5 * np.tanh(0.5 * a)
    if reset_after:
        a, c = x @ W + b[0], h_before @ U + b[1]
        z, r = s(a[:, :H] + c[:, :H]), s(a[:, H:2 * H] + c[:, H:2 * H])
        g = np.tanh(a[:, 2 * H:] + r * c[:, 2 * H:])
    else:
        a = x @ W + b
        z, r = s(a[:, :H] + h_before @ U[:, :H]), s(a[:, H:2 * H] + h_before @ U[:, H:2 * H])
        g = np.tanh(a[:, 2 * H:] + (r * h_before) @ U[:, 2 * H:])
    return g + z * (h_before - g)
""",
        """\
def gru_step(x, h_before, W, U, b, reset_after=True):
    W_z, W_r, W_g = np.split(W, 3, axis=1)
    U_z, U_r, U_g = np.split(U, 3, axis=1)
    b = np.asarray(b)
    first, second = (b[0], b[1]) if b.ndim == 2 else (b, np.zeros_like(b))
    b_z, b_r, b_g = np.split(first, 3)
    e_z, e_r, e_g = np.split(second, 3)
    z = 1 / (1 + np.exp(-(x @ W_z + b_z + h_before @ U_z + e_z)))
    r = 1 / (1 + np.exp(-(x @ W_r + b_r + h_before @ U_r + e_r)))
    heard = r * (h_before @ U_g + e_g) if reset_after else (r * h_before) @ U_g
    g = np.tanh(x @ W_g + b_g + heard)
    return (1 - z) * g + z * h_before
""",
    ],
}

# (what is written, words of the message that it deserves)
WRONG_08_2 = {
    "08-four-terms": [
        (_terms(end="return direct + of_f + of_i + of_g"), "return the four apart"),
        (_terms(end="return np.stack([of_f, of_i, of_g])"), "Only three matrices came back"),
        (
            _terms(end="return np.stack([a.sum(axis=1) for a in (direct, of_f, of_i, of_g)])"),
            "is a matrix (H, H)",
        ),
        (_terms(end="return [direct, of_f, of_i, of_g]"), "`np.stack`"),
        (_terms(end="np.stack([direct, of_f, of_i, of_g])"), "is `return` missing?"),
        (_terms(direct="f"), "Is each of the four a matrix?"),
        (_terms(direct="np.diag(f * (1 - f))"), "is the gate itself"),
        (_terms(direct="np.eye(len(f))"), "as the identity"),
        (_terms(direct="np.outer(f, np.ones(len(f)))"), "hears only itself"),
        (_terms(end="return np.stack([of_f, of_i, of_g, direct])"), "the direct one comes first"),
        (_terms(end="return np.stack([direct, of_i, of_f, of_g])"), "stand in another order"),
        (
            _terms(
                of_f="np.diag(c_before * f * (1 - f)) @ U_f @ inwards",
                of_i="np.diag(g * i * (1 - i)) @ U_i @ inwards",
                of_g="np.diag(i * (1 - g**2)) @ U_g @ inwards",
            ),
            "without its transpose",
        ),
        (
            _terms(
                of_f="inwards @ U_f.T @ np.diag(c_before * f * (1 - f))",
                of_i="inwards @ U_i.T @ np.diag(g * i * (1 - i))",
                of_g="inwards @ U_g.T @ np.diag(i * (1 - g**2))",
            ),
            "have changed places",
        ),
        (_terms(inwards="np.eye(len(f))"), "The way into the state is missing"),
        (_terms(inwards="np.diag(1 - np.tanh(c_before) ** 2)"), "`o_before` is missing"),
        (_terms(inwards="np.diag(o_before)"), "The slope of tanh is missing"),
        (_terms(inwards="np.diag(o_before * np.tanh(c_before))"), "by h_before itself"),
        (_terms(inwards="np.diag(o_before * (1 - c_before**2))"), "is a tanh already"),
        (
            _terms(inwards="np.diag(o_before * (1 - o_before) * (1 - np.tanh(c_before) ** 2))"),
            "it stays as it is",
        ),
        (_terms(of_f="np.diag(f * (1 - f)) @ U_f.T @ inwards"), "what it lets pass"),
        (_terms(of_f="np.diag(c_before * f) @ U_f.T @ inwards"), "f is a σ already"),
        (_terms(of_f="np.diag(c_before * (1 - f**2)) @ U_f.T @ inwards"), "The forget gate is a σ"),
        (_terms(of_f="np.diag(c_before) @ U_f.T @ inwards"), "Through f: the slope of the gate is missing"),
        (_terms(of_i="np.diag(i * (1 - i)) @ U_i.T @ inwards"), "what it lets in"),
        (_terms(of_i="np.diag(c_before * i * (1 - i)) @ U_i.T @ inwards"), "before the candidate g"),
        (_terms(of_i="np.diag(g * i) @ U_i.T @ inwards"), "i is a σ already"),
        (_terms(of_i="np.diag(g) @ U_i.T @ inwards"), "Through i: the slope of the gate is missing"),
        (_terms(of_g="np.diag(1 - g**2) @ U_g.T @ inwards"), "passes the input gate"),
        (_terms(of_g="np.diag(i * g * (1 - g)) @ U_g.T @ inwards"), "The candidate is a tanh"),
        (_terms(of_g="np.diag(i * (1 - np.tanh(g) ** 2)) @ U_g.T @ inwards"), "g is the tanh already"),
        (_terms(of_g="np.diag(i) @ U_g.T @ inwards"), "the slope of the candidate is missing"),
        (_terms(of_g="np.diag(i * (1 - g**2)) @ U_i.T @ inwards"), "stands in the term through g too"),
    ],
    "08-gru": [
        (_gru(end="return (1 - z) * h_before + z * g"), "in Keras z *keeps*"),
        (_gru(z="1 / (1 + np.exp(-x_r - h_r))", r="1 / (1 + np.exp(-x_z - h_z))"), "z and r have changed"),
        (
            _gru(cut="g r z"),
            "cut in another order",
        ),
        (_gru(end="return g"), "still has to be mixed"),
        (_gru(end="return z * h_before + g"), "comes in whole"),
        (_gru(g="1 / (1 + np.exp(-x_g - guarded))"), "The candidate went through σ"),
        (_gru(z="np.tanh(x_z + h_z)", r="np.tanh(x_r + h_r)"), "The gates went through tanh"),
        (_gru(g="x_g + guarded"), "was not squashed"),
        (_gru(guarded="h_g"), "The reset gate does nothing"),
        (_gru(g="np.tanh(r * (x_g + h_g))"), "multiplies the word as well"),
        (_gru(guarded="r * (h_g - np.split(b_h, 3)[2]) + np.split(b_h, 3)[2]"), "outside of the reset"),
        (_gru(guarded="r * h_g"), "Here the reset comes after"),
        (
            _gru(guarded="(r * h_before) @ np.split(U, 3, axis=1)[2]"),
            "Here the reset comes before",
        ),
        (_gru(biases="b_x, b_h = (b[0], 0 * b[0]) if reset_after else (b, 0 * b)"), "The second row of b"),
        (_gru(biases="b_x, b_h = (0 * b[1], b[1]) if reset_after else (b, 0 * b)"), "The first row of b"),
        (_gru(biases="b_x, b_h = 0 * W[0], 0 * W[0]"), "The bias is missing"),
        (_gru(biases="b_x, b_h = b"), "is one row, (3H,)"),
        (_gru(end="return z @ h_before + (1 - z) * g"), "raised ValueError"),
        (_gru(end="z * h_before + (1 - z) * g"), "is `return` missing?"),
    ],
}

RIGHT = RIGHT_08_1 | RIGHT_08_2
WRONG = WRONG_08_1 | WRONG_08_2
