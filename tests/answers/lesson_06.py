"""What learners of lesson 06 write: right answers in other words than ours, mistakes with their message."""

NORMS = "def norms(W_h, slopes):\n    "
CLIP = "def clip(grads, limit):\n    "
NORM = CLIP + "norm = np.sqrt(sum(np.sum(g**2) for g in grads))\n    "
SQUARES = CLIP + "norm = sum(np.sum(g**2) for g in grads)\n    "


def _walk(
    body="product = product @ np.diag(slope) @ W_h.T",
    keep="found.append(np.linalg.norm(product, 2))",
    start="product, found = np.eye(len(W_h)), [1.0]",
    over="slopes[::-1]",
    end="return np.array(found[::-1])",
):
    """Return a `norms` with another line."""
    return f"{NORMS}{start}\n    for slope in {over}:\n        {body}\n        {keep}\n    {end}"


RIGHT = {
    "06-norms": [
        """\
def norms(W_h, slopes):
    T, H = slopes.shape
    out = np.ones(T + 1)
    chain = np.eye(H)
    for r in range(T - 1, -1, -1):
        step = slopes[r][:, None] * W_h.T
        chain = chain @ step
        out[r] = np.linalg.svd(chain, compute_uv=False)[0]
    return out
""",
        """\
def norms(W_h, slopes):
    found = []
    for r in range(len(slopes) + 1):
        back = np.eye(len(W_h))
        for slope in slopes[r:]:
            back = (W_h.T * slope[:, None]) @ back
        found.append(np.sqrt(np.abs(np.linalg.eigvalsh(back @ back.T)).max()))
    return np.array(found)
""",
        """\
def norms(W_h, slopes):
    rows = [np.eye(W_h.shape[0])]
    for t in reversed(range(slopes.shape[0])):
        rows.insert(0, (rows[0] * slopes[t]) @ W_h.T)
    return np.linalg.norm(np.stack(rows), 2, axis=(1, 2))
""",
    ],
    "06-clip": [
        """\
def clip(grads, limit):
    norm = np.linalg.norm(np.concatenate([grad.ravel() for grad in grads]))
    if norm <= limit:
        return [grad.copy() for grad in grads]
    return [grad * (limit / norm) for grad in grads]
""",
        """\
def clip(grads, limit):
    squares = 0.0
    for grad in grads:
        squares += (grad * grad).sum()
    factor = min(1.0, limit / (squares**0.5 + 1e-300))
    shorter = []
    for grad in grads:
        shorter.append(factor * grad)
    return shorter
""",
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "06-norms": [
        (_walk(start="product, found = np.eye(len(W_h)), []"), "There are T numbers and not T + 1"),
        (_walk(over="slopes[:0:-1]"), "The first number is missing"),
        (_walk(end="return np.array(found[-1:])"), "Only one number came back"),
        (
            _walk(keep="found.append(np.linalg.norm(product, 2))\n        return np.array(found[::-1])"),
            "inside the loop",
        ),
        (_walk(end="return np.array(found)"), "in reverse order"),
        (_walk(body="product = product @ np.diag(slope) @ W_h"), "without its transpose"),
        (_walk(body="product = product @ W_h.T"), "The slopes are not in it"),
        (_walk(body="product = product @ np.diag(slope)"), "`W_h` is not in it"),
        (_walk(body="product = product @ (slope * W_h.T)"), "scales the columns"),
        (_walk(over="slopes[:0:-1]", end="return np.array([1.0, *found[::-1]])"), "one step too early"),
        (_walk(body="product = product * np.diag(slope) @ W_h.T"), "multiplies entry by entry"),
        (
            _walk(
                start="product, found = np.ones(len(W_h)) / len(W_h) ** 0.5, [1.0]",
                body="product = product * slope @ W_h.T",
            ),
            "one arrow back",
        ),
        (_walk(body="product = product @ np.diag(1 - slope**2) @ W_h.T"), "are the slopes already"),
        (_walk(over="slopes"), "begins at the first step"),
        (_walk(body="product = np.diag(slope) @ W_h.T @ product"), "on the wrong side"),
        (_walk(body="product = np.diag(slope) @ W_h.T @ product", over="slopes"), "from h_0 up to a step"),
        (_walk(body="product = np.diag(slope) @ W_h.T"), "carry the product along"),
        (_walk(keep="found.append(np.linalg.norm(product))"), "the root of the sum of squares"),
        (_walk(keep="found.append(np.abs(np.linalg.eigvals(product)).max())"), "the largest eigenvalue"),
        (
            _walk(
                start="product, found = 1.0, [1.0]",
                body="product = product * np.linalg.norm(np.diag(slope) @ W_h.T, 2)",
                keep="found.append(product)",
            ),
            "products of norms",
        ),
        (_walk(body="product = product @ slope @ W_h.T"), "raised ValueError"),
        (_walk(end="return found[::-1]"), "Make one array of it: `np.array`"),
        (_walk(end="np.array(found[::-1])"), "is `return` missing?"),
        (_walk(start="product, found = np.eye(4), [1.0]"), "The shapes here: W_h (5, 5), slopes (7, 5)"),
    ],
    "06-clip": [
        (CLIP + "return [np.clip(grad, -limit, limit) for grad in grads]", "clipping by value"),
        (
            CLIP + "return [grad * limit / max(np.linalg.norm(grad), limit) for grad in grads]",
            "a factor of its own",
        ),
        (
            NORM + "return [g / max(norm, limit) for g in grads]",
            "has the norm 1",
        ),
        (
            SQUARES + "return [g * limit / max(norm, limit) for g in grads]",
            "the sum of squares",
        ),
        (
            CLIP
            + "norm = sum(np.linalg.norm(g) for g in grads)\n    return [g * limit / norm for g in grads]",
            "adds the norms of the arrays",
        ),
        (
            CLIP + "most = max(np.abs(g).max() for g in grads)\n    return [g * limit / most for g in grads]",
            "divides by the largest entry",
        ),
        (
            NORM + "return [g * limit / norm for g in grads]",
            "were made longer",
        ),
        (CLIP + "return grads", "came back as they were"),
        (
            NORM + "for g in grads:\n        g *= limit / max(norm, limit)\n    return grads",
            "Your function changes `grads`, or what is in it",
        ),
        (CLIP + "return grads[0]", "expected a list of 3 arrays"),
        (
            NORM + "factor = limit / norm\n    return [g * factor if norm > limit else 0 * g for g in grads]",
            "below the limit stay as they are",
        ),
        (
            NORM + "factor = min(norm, limit) / norm\n    return [g * factor for g in grads]",
            "divided by a norm of 0",
        ),
        (CLIP + "return [grad * limit for grad in grads]", "every entry times the same factor"),
        (
            CLIP + "norm = np.linalg.norm(grads)\n    return [g * limit / norm for g in grads]",
            "have different shapes",
        ),
        (
            CLIP
            + "most = max(np.linalg.norm(g) for g in grads)\n    return [g * limit / most for g in grads]",
            "the largest of the arrays' norms",
        ),
        (
            CLIP
            + "norm = np.sqrt(sum(np.linalg.norm(g, 2)**2 for g in grads))\n"
            + "    return [g * limit / max(norm, limit) for g in grads]",
            "its largest stretch",
        ),
        (NORM + "return [g * limit / max(norm, limit) for g in grad]", "raised NameError"),
        (NORM + "return (g * limit / max(norm, limit) for g in grads)", "square ones"),
        (
            NORM + "if norm > limit:\n        return [g * limit / norm for g in grads]",
            "gradients below the limit?",
        ),
        (
            CLIP
            + "most = max(np.linalg.norm(g, 2) for g in grads)\n    return [g * limit / most for g in grads]",
            "the largest stretch of the arrays",
        ),
        (
            CLIP + "n = np.sqrt(sum(g.sum() ** 2 for g in grads))\n    return [g * limit / n for g in grads]",
            "squares the sums",
        ),
    ],
}
