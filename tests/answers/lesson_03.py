"""What learners of lesson 03 write: right answers in other words than ours, mistakes with their message."""

ENCODE = "def encode(sentences, ids, T):\n    "
WINDOWS = "def windows(table, target, T):\n    "


def _encode(
    row="[ids.get(word, 1) for word in sentence.split()][:T]",
    write="batch[n, : len(row)] = row",
    end="return batch, batch != 0",
    start="batch = np.zeros((len(sentences), T), dtype=int)",
):
    """Return an `encode` of which one part is another."""
    return (
        f"{ENCODE}{start}\n    for n, sentence in enumerate(sentences):\n"
        f"        row = {row}\n        {write}\n    {end}"
    )


def _windows(x="table[k : k + T]", y="target[k + T]", starts="range(len(table) - T)", stack="np.stack"):
    """Return a `windows` of which one part is another."""
    return (
        f"{WINDOWS}X, y = [], []\n    for k in {starts}:\n        X.append({x})\n"
        f"        y.append({y})\n    return {stack}(X), np.array(y)"
    )


RIGHT = {
    "03-encode": [
        '''\
def encode(sentences, ids, T):
    """Every place by itself, the mask kept on the way."""
    batch, mask = [], []
    for sentence in sentences:
        words = sentence.lower().split()
        row, real = [], []
        for t in range(T):
            if t < len(words):
                row.append(ids[words[t]] if words[t] in ids else ids["<unk>"])
                real.append(True)
            else:
                row.append(ids["<pad>"])
                real.append(False)
        batch.append(row)
        mask.append(real)
    return np.array(batch), np.array(mask)
''',
        """\
def encode(sentences, ids, T):
    rows = [[ids.get(word, 1) for word in sentence.split()] for sentence in sentences]
    lengths = np.array([min(len(row), T) for row in rows])
    batch = np.array([(row + [0] * T)[:T] for row in rows])
    return batch, np.arange(T) < lengths[:, None]
""",
    ],
    "03-windows": [
        '''\
def windows(table, target, T):
    """A loop that ends where no row follows."""
    X, y, k = [], [], 0
    while k + T < len(table):
        X.append(table[k : k + T])
        y.append(target[k + T])
        k += 1
    return np.array(X), np.array(y)
''',
        """\
def windows(table, target, T):
    answers = np.arange(T, len(table))
    return table[answers[:, None] + np.arange(-T, 0)], target[answers]
""",
        """\
def windows(table, target, T):
    X = np.lib.stride_tricks.sliding_window_view(table, T, axis=0)
    return X[:-1].swapaxes(1, 2), target[T:]
""",
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "03-encode": [
        (
            _encode(row="[ids[word] for word in sentence.split()][:T]"),
            "It stops at a word that `ids` does not",
        ),
        (_encode(row="[ids.get(word, 0) for word in sentence.split()][:T]"), "An unknown word became 0"),
        (_encode(row="[ids.get(word, 1) for word in sentence][:T]"), "Every id stands for a letter"),
        (
            _encode(row="[ids[word] for word in sentence.split() if word in ids][:T]"),
            "Unknown words are left out",
        ),
        (
            _encode(row="[ids.setdefault(word, len(ids)) for word in sentence.split()][:T]"),
            "An unknown word got an id of its own",
        ),
        (_encode(row="list(range(2, 2 + len(sentence.split())))[:T]"), "numbered by their places"),
        (
            _encode(row="[ids.get(word, 1) for word in sentence.split()]"),
            "It stops at a sentence of more than T",
        ),
        (_encode(write="batch[n] = row"), "It stops at a sentence of fewer than T words"),
        (
            _encode(row="[ids.get(word, 1) for word in sentence.split()][-T:]"),
            "the last T words were kept",
        ),
        (_encode(write="batch[n, T - len(row) :] = row"), "The fill stands in front of the words"),
        (
            _encode(start="batch = np.ones((len(sentences), T), dtype=int)"),
            "Free places hold 1",
        ),
        (
            _encode(start="batch = np.ones((len(sentences), T), dtype=int)", end="return batch, batch != 1"),
            "Free places hold 1",
        ),
        (_encode(start="batch = np.zeros((len(sentences), T))"), "`batch` has dtype float64"),
        (_encode(end="return batch"), "expected two arrays: `return batch, mask`"),
        (_encode(end="return batch != 0, batch"), "The two results have changed places"),
        (_encode(end="return batch, batch == 0"), "The mask is upside down"),
        (_encode(end="return batch, batch"), "The mask is the batch itself"),
        (
            _encode(start="batch = np.zeros(len(sentences), T)"),
            "A shape of two axes is one argument",
        ),
        (
            _encode(start="batch = np.zeros((T, len(sentences)), dtype=int)"),
            "A batch has a row for each sentence",
        ),
        (_encode(end="return batch, batch > 1"), "The mask hides the unknown word"),
        (_encode(end="return batch, (batch != 0).astype(int)"), "`mask` has dtype int64"),
        (_encode(end="return batch, np.ones((len(sentences), T), dtype=bool)"), "True everywhere"),
        (_encode(end="return batch.T, (batch != 0).T"), "Batch and mask are transposed"),
        (_encode(end="    return batch, batch != 0"), "Only the first row is filled"),
        (
            _encode(
                write="batch = np.zeros((len(sentences), T), dtype=int)\n        batch[n, : len(row)] = row"
            ),
            "Only the last row is filled",
        ),
        (
            ENCODE + "rows = [[ids.get(word, 1) for word in s.split()][:T] for s in sentences]\n"
            "    return rows, [[True] * len(row) for row in rows]",
            "`batch` is a list of 2; expected an array of shape (2, 5)",
        ),
        (
            ENCODE + "T = max(len(s.split()) for s in sentences)\n"
            "    batch = np.zeros((len(sentences), T), dtype=int)\n"
            "    for n, s in enumerate(sentences):\n"
            "        row = [ids.get(word, 1) for word in s.split()]\n        batch[n, : len(row)] = row\n"
            "    return batch, batch != 0",
            "The rows are as long as the longest sentence",
        ),
        (_encode(end="print(batch)"), "is `return` missing?"),
    ],
    "03-windows": [
        (_windows(y="target[k + T - 1]"), "in the last row of its own window: a leak"),
        (
            _windows(y="target[k + T - 1]", starts="range(len(table) - T + 1)"),
            "in the last row of its own window: a leak",
        ),
        (_windows(y="target[k]"), "in the first row of its own window: a leak"),
        (_windows(x="table[k : k + T + 1]"), "the last of them is the row of the answer: a leak"),
        (_windows(starts="range(len(table) - T + 1)"), "no row follows the last T rows"),
        (_windows(y="target[k + T + 1]"), "beyond the end of `target`: the answer to window k"),
        (_windows(starts="range(len(table) - T - 1)"), "The last window is missing"),
        (
            _windows(y="target[k + T + 1]", starts="range(len(table) - T - 1)"),
            "A row is left out between each window and its answer",
        ),
        (_windows(starts="range(1, len(table) - T)"), "The first window is missing"),
        (_windows(starts="range(0, len(table) - T, T)"), "The windows do not overlap"),
        (_windows(x="table[k : k + T].T"), "The axes T and D have changed places"),
        (_windows(x="table[k : k + T].ravel()"), "Each window is one flat row"),
        (_windows(stack="np.concatenate"), "The windows stand one below the other"),
        (_windows(x="table[k : k + T][::-1]"), "The rows of each window run backwards"),
        (_windows(starts="range(len(table))", y="target[k]"), "Some windows have fewer than T rows"),
        (_windows(x="table[k:T]"), "Some windows have fewer than T rows"),
        (
            _windows(starts="range(len(table))", y="target[k]", stack="np.array"),
            "Some windows have fewer than T rows",
        ),
        (_windows(starts="range(0, len(table), T)"), "Which windows have a row after them?"),
        (_windows(x="table[k : k + T, 0]"), "A window shows one column only"),
        (_windows(x="table[k : k + T, 1]"), "A window shows one column only"),
        (_windows(y="target[k + 1 : k + T + 1]"), "Each answer is a series of T numbers"),
        (
            WINDOWS + "for k in range(len(table) - T):\n"
            "        return np.array([table[k : k + T]]), np.array([target[k + T]])",
            "does `return` stand inside the loop?",
        ),
        (_windows(y="table[k + T, 0]"), "The answers come from the table, column 0"),
        (_windows(y="table[k + T, 1]"), "The answers come from the table, column 1"),
        (_windows(y="table[k + T, 2]"), "The answers come from the table, column 2"),
        (_windows(x="table[k + 1 : k + T + 1]"), "The windows are shifted one row on"),
        (_windows(y="table[k + T]"), "Each answer is a row of the table"),
        (
            WINDOWS + "X = np.stack([table[k : k + T] for k in range(len(table) - T)], axis=1)\n"
            "    return X, target[T:]",
            "Time comes first, (T, N, D)",
        ),
        (
            WINDOWS + "X = np.stack([table[k : k + T] for k in range(len(table) - T)])\n    return X, target",
            "There are more answers than windows",
        ),
        (
            WINDOWS + "X = np.stack([table[k : k + T] for k in range(len(table) - T)])\n"
            "    return X, target[T:, None]",
            "`y` has two axes",
        ),
        (
            WINDOWS + "X = np.stack([table[k : k + T] for k in range(len(table) - T)])\n"
            "    return target[T:], X",
            "The two results have changed places",
        ),
        (
            WINDOWS + "X = [table[k : k + T] for k in range(len(table) - T)]\n    return X, target[T:]",
            "`X` is a list of 5; expected an array of shape (5, 4, 3)",
        ),
        (
            WINDOWS + "return np.stack([table[k : k + T] for k in range(len(table) - T)])",
            "expected two arrays: `return X, y`",
        ),
        (
            WINDOWS + "X = np.stack([table[k : k + T] for k in range(len(table) - T + 1)])\n"
            "    return X, target[T:]",
            "There is one window more than answers",
        ),
    ],
}
