"""What learners of lesson 04 write: right answers in other words than ours, mistakes with their message."""

STEP = "def step(x_t, h_before, W_x, W_h, b):\n    "
FORWARD = "def forward(x, step, W_x, W_h, b, h_0=None):\n    "
START = "h = np.zeros((x.shape[0], b.shape[0])) if h_0 is None else h_0\n    "


def _loop(body, end="np.stack(states, axis=1)", start=START, over="range(x.shape[1])"):
    """Return a `forward` with another loop body, end, start or range."""
    return f"{FORWARD}{start}states = []\n    for t in {over}:\n        {body}\n    return {end}"


KEEP = "h = step(x[:, t], h, W_x, W_h, b)\n        states.append(h)"

RIGHT = {
    "04-step": [
        '''\
def step(x_t, h_before, W_x, W_h, b):
    """Terms one by one, tanh written out."""
    word = np.dot(x_t, W_x)
    memory = np.matmul(h_before, W_h)
    z = word + memory
    z += b
    return 1 - 2 / (np.exp(2 * z) + 1)
''',
        """\
def step(x_t, h_before, W_x, W_h, b):
    states = np.zeros((len(x_t), len(b)))
    for n in range(len(x_t)):
        z = b.copy()
        for j, memory in enumerate(h_before[n]):
            z += memory * W_h[j]
        states[n] = np.tanh(x_t[n] @ W_x + z)
    return states
""",
        """\
step = lambda words, before, U, W, bias: np.tanh(np.hstack([words, before]) @ np.vstack([U, W]) + bias)
""",
    ],
    "04-forward": [
        """\
def forward(x, step, W_x, W_h, b, h_0=None):
    N, T, D = x.shape
    H = len(b)
    states = np.empty((N, T, H))
    if h_0 is None:
        h_0 = np.zeros((N, H))
    before = h_0
    for t in range(T):
        states[:, t] = step(x[:, t], before, W_x, W_h, b)
        before = states[:, t]
    return states
""",
        """\
def forward(x, step, W_x, W_h, b, h_0=None):
    states = [np.zeros((x.shape[0], W_h.shape[0])) if h_0 is None else h_0]
    for x_t in x.transpose(1, 0, 2):
        states += [step(x_t, states[-1], W_x, W_h, b)]
    return np.array(states[1:]).swapaxes(0, 1)
""",
        """\
class Loop:
    def __call__(self, x, step, W_x, W_h, b, h_0=None):
        self.state = np.zeros((len(x), len(b))) if h_0 is None else h_0
        states = [self.read(x[:, t], step, W_x, W_h, b) for t in range(x.shape[1])]
        return np.moveaxis(np.array(states), 0, 1)

    def read(self, x_t, step, *weights):
        self.state = step(x_t, self.state, *weights)
        return self.state

forward = Loop()
""",
    ],
    "04-forgotten": [
        'forgotten = "cat alarm alarm"\n',
        'forgotten = "man and alarm alarm"\n',
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "04-step": [
        (STEP + "return np.tanh(x_t @ W_x + h_before @ W_h)", "is `b` added?"),
        (STEP + "return x_t @ W_x + h_before @ W_h + b", "That is the sum itself"),
        (
            STEP + "return np.tanh(x_t @ W_x + h_before @ W_h) + b",
            "That is the sum itself",
        ),
        (STEP + "return 1 / (1 + np.exp(-(x_t @ W_x + h_before @ W_h + b)))", "That is the sigmoid"),
        (STEP + "return np.maximum(0, x_t @ W_x + h_before @ W_h + b)", "That is the ReLU"),
        (STEP + "return np.tanh(x_t @ W_x + h_before @ W_h.T + b)", "`W_h` is transposed"),
        (STEP + "return np.tanh(x_t @ W_x.T + h_before @ W_h + b)", "`W_x` needs no transpose"),
        (STEP + "return np.tanh(x_t @ W_h + h_before @ W_x + b)", "The two matrices have changed places"),
        (
            STEP + "return np.tanh(W_x @ x_t + W_h @ h_before + b)",
            "The shapes here: x_t (3, 5), h_before (3, 6)",
        ),
        (STEP + "return np.tanh(x_t @ W_x + b)", "is `h_before @ W_h` there, and added?"),
        (STEP + "return np.tanh(h_before @ W_h + b)", "is `x_t @ W_x` there, and added?"),
        (STEP + "return np.tanh((x_t @ W_x) * (h_before @ W_h) + b)", "is `x_t @ W_x` there, and added?"),
        (
            STEP + "words = x_t * W_x\n    return np.tanh(words + h_before @ W_h + b)",
            "the matrix product is `@`",
        ),
        (STEP + "return tanh(x_t @ W_x + h_before @ W_h + b)", "Write `np.tanh`."),
        (STEP + "return np.tanh(x_t @ W_x + h_before + b)", "The old state comes in without its weights"),
        (STEP + "return np.tanh(x_t @ W_x) + np.tanh(h_before @ W_h + b)", "Two tanh are added"),
        (STEP + "return np.tanh(x_t @ W_x) + np.tanh(h_before @ W_h) + np.tanh(b)", "Three tanh are added"),
        (
            STEP + "h_before[:] = np.tanh(x_t @ W_x + h_before @ W_h + b)\n    return h_before",
            "Your function writes into `h_before`",
        ),
        (STEP + "b += x_t @ W_x + h_before @ W_h\n    return np.tanh(b)", "The shapes here"),
        (STEP + "np.tanh(x_t @ W_x + h_before @ W_h + b)", "is `return` missing?"),
        (
            STEP + "return np.tanh(x_t @ W_x + h_before @ W_h + b)[0]",
            "Your result has shape (6,); expected (3, 6)",
        ),
        (
            STEP + "return np.tanh(x_t @ W_x + h_before @ W_h + b).mean(axis=0)",
            "Your result has shape (6,); expected (3, 6)",
        ),
        (STEP + "return np.tanh(x_t @ W_x + h_before @ W_h + b).round(2)", "expected"),
    ],
    "04-forward": [
        (_loop(KEEP, end="np.array(states).reshape(x.shape[0], x.shape[1], -1)"), "in scrambled order"),
        (
            FORWARD
            + START
            + "for t in range(x.shape[1]):\n        h = step(x[:, t], h, W_x, W_h, b)\n    return h",
            "That is the last state alone",
        ),
        (_loop(KEEP, "np.concatenate(states, axis=1)"), "The states stand side by side"),
        (_loop(KEEP, "np.concatenate(states)"), "The states stand one below the other"),
        (_loop(KEEP, "np.array(states)"), "Time comes first"),
        (_loop(KEEP, "np.stack(states, axis=2)"), "Time comes last"),
        (_loop(KEEP, "states"), "returned a list of 7"),
        (_loop(KEEP, over="range(len(x))"), "There are N states and not T"),
        (_loop(KEEP, over="range(x.shape[1] - 1)"), "The last step is missing"),
        (_loop(KEEP, over="range(1, x.shape[1])"), "The first step is missing"),
        (_loop(KEEP + "\n        return np.stack(states, axis=1)"), "does `return` stand inside the loop?"),
        (
            _loop("h = step(x[:, t], h, W_x, W_h, b)\n    states.append(h)"),
            "is the line that keeps it outside the loop?",
        ),
        (
            _loop(KEEP, start=START + "first = h\n    ", end="np.stack([first, *states], axis=1)"),
            "one state too many",
        ),
        (_loop("states.append(step(x[:, t], h, W_x, W_h, b))"), "starts from the initial state again"),
        (_loop(KEEP, over="reversed(range(x.shape[1]))"), "read from the last to the first"),
        (_loop(KEEP, end="np.stack(states[::-1], axis=1)"), "stand in reverse order"),
        (
            _loop("h[:] = step(x[:, t], h, W_x, W_h, b)\n        states.append(h)"),
            "Every state equals the last one",
        ),
        (_loop("states.append(h)\n        h = step(x[:, t], h, W_x, W_h, b)"), "one step late"),
        (_loop(KEEP.replace("x[:, t]", "x[:, 0]")), "The first word is read at every step"),
        (_loop(KEEP.replace("x[:, t]", "x[t]")), "`step` got a whole sentence"),
        (_loop(KEEP.replace("x[:, t]", "x")), "`step` got all of `x`"),
        (_loop(KEEP.replace("x[:, t], h", "h, x[:, t]")), "got the state first and the word second"),
        (_loop(KEEP.replace("W_x, W_h", "W_h, W_x")), "`step` got `W_h` before `W_x`"),
        (_loop(KEEP.replace(", W_x, W_h, b", "")), "Hand all of its arguments on."),
        (_loop(KEEP, start="h = h_0\n    "), "`step` got None as the state"),
        (_loop(KEEP, start="h = 0\n    "), "`step` got a state of shape (); expected (3, 6)"),
        (
            _loop(KEEP, start="h = np.zeros(len(b))\n    "),
            "`step` got a state of shape (6,); expected (3, 6)",
        ),
        (_loop(KEEP, start="h = np.zeros((len(x), len(b)))\n    "), "`h_0` is ignored"),
        (_loop(KEEP, start="h = h_0 or np.zeros((len(x), len(b)))\n    "), "ask `is None`"),
        (
            _loop(KEEP.replace("step(x[:, t], h, W_x, W_h, b)", "np.tanh(x[:, t] @ W_x + h @ W_h + b)")),
            "Another `step`",
        ),
        (
            FORWARD + "h = step(x[:, 0], np.zeros((len(x), len(b))) if h_0 is None else h_0, W_x, W_h, b)\n"
            "    if x.shape[1] == 1:\n        return h[:, None]\n"
            "    rest = forward(x[:, 1:], step, W_x, W_h, b, h)\n"
            "    return np.concatenate([h[:, None], rest], axis=1)",
            "Your function calls itself too often",
        ),
        (_loop(KEEP, over="range(5)"), "Your result has shape (3, 5, 6); expected (3, 7, 6)"),
    ],
    "04-forgotten": [
        ('forgotten = "dog bites man"', "These words are quiet"),
        ('forgotten = "dog alarm"', "You are close"),
        ('forgotten = "alarm dog bites"', "what must do the work stands behind it"),
        ('forgotten = "dog bites cat and man runs"', "Length alone forgets slowly"),
        ('forgotten = "dog barks loudly"', "“barks” is not on the list"),
        ('forgotten = ["dog", "alarm"]', "Write a sentence, a text in quotes; this is list."),
        ('forgotten = "alarm"', "at least two words"),
    ],
}
