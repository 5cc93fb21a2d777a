"""What learners of lesson 08 write: right answers in other words than ours, mistakes with their message."""

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

RIGHT = RIGHT_08_2
WRONG = WRONG_08_2
