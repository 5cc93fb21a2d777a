"""Lesson 03: sentences into a batch of ids with its mask; windows of a table and the answer to each."""

from functools import partial

import numpy as np

from course_utils.tasks.base import Task
from course_utils.tasks.values import Values


def encode(sentences, ids, T):
    """Return the ids of N sentences, (N, T), and the mask, (N, T): True where there is a word."""
    batch = np.zeros((len(sentences), T), dtype=int)
    for i, sentence in enumerate(sentences):
        row = [ids.get(word, 1) for word in sentence.split()][:T]
        batch[i, : len(row)] = row
    return batch, batch != 0


def windows(table, target, T):
    """Return all windows of T rows, (N, T, D), and the target in the row after each, (N,)."""
    N = len(table) - T
    X = np.stack([table[k : k + T] for k in range(N)])
    y = target[T:]
    return X, y


# --- sentences to a batch -----------------------------------------------------

# Neither the lesson's words nor its sizes.
WORDS = ["storm", "rain", "wind", "snow", "sun", "fog", "calm", "cold", "warm", "night"]
STRANGERS = ("hail", "thunder")
SPAN = 5


def vocabulary():
    """Return the ids of the known words, not in alphabetical order; 0 and 1 are kept free."""
    return {"<pad>": 0, "<unk>": 1} | {word: i for i, word in enumerate(WORDS, start=2)}


def sentences_of(*lengths, strangers=False):
    """Return a maker of arguments: sentences of so many words, some of them unknown if asked for."""

    def inputs(random):
        rows = [list(random.permutation(WORDS)[:length]) for length in lengths]
        if strangers:
            for n, row in enumerate(rows):
                if len(row) > 1:
                    row[1] = STRANGERS[n % 2]
        sentences = [" ".join(map(str, row)) for row in rows]
        return {"sentences": sentences, "ids": vocabulary(), "T": SPAN}

    return inputs


def filled(rows, T, at_end=True, keep_first=True, value=0):
    """Return rows of ids as a batch and its mask; the options are mistakes."""
    batch, mask = np.full((len(rows), T), value), np.zeros((len(rows), T), dtype=bool)
    for n, row in enumerate(rows):
        row = row[:T] if keep_first else row[max(len(row) - T, 0) :]
        start = 0 if at_end else T - len(row)
        batch[n, start : start + len(row)] = row
        mask[n, start : start + len(row)] = True
    return batch, mask


def looked_up(sentences, ids, unknown=1):
    """Return the rows of ids of sentences; unknown words are left out where `unknown` is None."""
    rows = [[ids.get(word, unknown) for word in sentence.split()] for sentence in sentences]
    return [[k for k in row if k is not None] for row in rows]


def with_new_ids(sentences, ids, T):
    """Make the mistake of giving an unknown word an id of its own."""
    return filled([[ids.setdefault(word, len(ids)) for word in s.split()] for s in sentences], T)


def numbered_afresh(sentences, ids, T):
    """Make the mistake of numbering the words of each sentence by their places."""
    return filled([list(range(2, 2 + len(s.split()))) for s in sentences], T)


def letters(sentences, ids, T):
    """Make the mistake of going through the letters of a sentence."""
    return filled([[ids.get(letter, 1) for letter in sentence] for sentence in sentences], T)


def another_mask(change):
    """Return a wrong `encode`: ours, with its mask changed, given the batch and the mask."""

    def wrong(sentences, ids, T):
        batch, mask = encode(sentences, ids, T)
        return batch, change(batch, mask)

    return wrong


def swapped(function):
    """Return a wrong function: the same two results in the other order."""
    return lambda *arguments: function(*arguments)[::-1]


ENCODE_MISTAKES = (
    (letters, "Every id stands for a letter: `for word in sentence` goes through letters. Split it first."),
    (
        numbered_afresh,
        "The words are numbered by their places: a word's id is `ids[word]`, in every sentence.",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids, unknown=0), T),
        "An unknown word became 0, and 0 is kept for padding: nobody would see that there was a word.",
    ),
    (
        another_mask(lambda batch, mask: batch > 1),
        "The mask hides the unknown word. It is a word that was there; only padding is False.",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids, unknown=None), T),
        "Unknown words are left out, and the words behind them move up: each one must become 1.",
    ),
    (with_new_ids, "An unknown word got an id of its own. The vocabulary is closed: it becomes 1."),
    (
        lambda s, ids, T: filled(looked_up(s, ids), T, at_end=False),
        "The fill stands in front of the words; here it is asked for behind them.",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids), T, keep_first=False),
        "Of a long sentence the last T words were kept; the first T are asked for.",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids), T, at_end=False, keep_first=False),
        "Fill and cut are both at the beginning; here both are asked for at the end.",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids), T, value=1),
        "Free places hold 1, the id of an unknown word; padding is 0.",
    ),
    (
        lambda s, ids, T: (filled(looked_up(s, ids), T)[0].T, filled(looked_up(s, ids), T)[1].T),
        "Batch and mask are transposed: a sentence is a row, (N, T).",
    ),
    (
        lambda s, ids, T: filled(looked_up(s, ids), max(len(one.split()) for one in s)),
        "The rows are as long as the longest sentence; they must have T places.",
    ),
    (
        lambda s, ids, T: (encode(s, ids, T)[0],) * 2,
        "The mask is the batch itself. It holds True and False: compare the batch with the id of padding.",
    ),
    (swapped(encode), "The two results have changed places: first the batch, then the mask."),
    (
        another_mask(lambda batch, mask: ~mask),
        "The mask is upside down: True where there is a word, False where there is padding.",
    ),
    (another_mask(lambda batch, mask: np.ones_like(mask)), "The mask is True everywhere, padding included."),
    (
        lambda s, ids, T: tuple(array[-1:] for array in encode(s, ids, T)),
        "Only the last sentence came back: is the batch made anew inside the loop?",
    ),
    (
        lambda s, ids, T: tuple(array[:1] for array in encode(s, ids, T)),
        "Only the first sentence came back: does `return` stand inside the loop?",
    ),
    (
        lambda s, ids, T: tuple(
            np.where(np.arange(len(s))[:, None] == 0, array, 0).astype(array.dtype)
            for array in encode(s, ids, T)
        ),
        "Only the first row is filled: does `return` stand inside the loop?",
    ),
    (
        lambda s, ids, T: tuple(
            np.where(np.arange(len(s))[:, None] == len(s) - 1, array, 0).astype(array.dtype)
            for array in encode(s, ids, T)
        ),
        "Only the last row is filled: is the batch made anew inside the loop, or written after it?",
    ),
)


def rewritten(change):
    """Return what changes the words of every sentence: `change(words, ids, T, known)`, known a known word."""

    def rearrange(arguments):
        sentences, ids, T = arguments.values()
        known = next(word for word in ids if ids[word] > 1)
        return arguments | {"sentences": [" ".join(change(s.split(), ids, T, known)) for s in sentences]}

    return rearrange


ENCODE_REPAIRS = (
    (
        rewritten(lambda words, ids, T, known: [word if word in ids else known for word in words]),
        encode,
        "It stops at a word that `ids` does not have. It becomes 1: a dictionary's `get` can do that.",
    ),
    (
        rewritten(lambda words, ids, T, known: words[:T]),
        encode,
        "It stops at a sentence of more than T words: cut its row of ids to the first T.",
    ),
    (
        rewritten(lambda words, ids, T, known: [*words, *[known] * T][:T]),
        encode,
        "It stops at a sentence of fewer than T words: write its ids into the first places of the row, and "
        "leave the others 0.",
    ),
)
ENCODE_ADVICE = (
    ("as a data type", "A shape of two axes is one argument, in brackets of its own: `np.zeros((N, T))`."),
    ("could not broadcast", "A batch has a row for each sentence, of T places: (N, T)."),
)
ENCODE_SHAPES = {
    "batch": "(N, T): one row for each sentence, one column for each step",
    "mask": "(N, T), like the batch",
}
encoded = partial(
    Values, shape=ENCODE_SHAPES, mistakes=ENCODE_MISTAKES, repairs=ENCODE_REPAIRS, advice=ENCODE_ADVICE
)

ENCODE = Task(
    id="03-encode",
    reference=encode,
    hint="Begin with zeros of shape (N, T), whole numbers. For each sentence: look its words up, cut the row "
    "at T, write it into the first places. What stays 0 is padding, so the mask is a comparison with 0.",
    checks=(
        encoded(
            "two sentences that fill their rows",
            sentences_of(SPAN, SPAN),
            "Every word here is known and no place is free: a row is T ids, each `ids[word]`.",
        ),
        encoded(
            "short sentences are filled up",
            sentences_of(3, 1, SPAN),
            "The ids come first, then zeros; the mask is False at these zeros alone.",
        ),
        encoded(
            "unknown words",
            sentences_of(4, 2, 3, strangers=True),
            "A word that `ids` does not have becomes 1, at its own place.",
        ),
        encoded(
            "long sentences are cut", sentences_of(9, 7, 2), "Of a long sentence the first T words are kept."
        ),
        encoded(
            "all of it at once, and a text without any word",
            sentences_of(9, 2, 0, SPAN, 1, 4, strangers=True),
            "A text without words is a row of padding.",
        ),
    ),
)


# --- windows of a table -------------------------------------------------------


def table_of(rows, columns, T):
    """Return a maker of arguments: a table of so many rows, a target that is none of its columns, T."""

    def inputs(random):
        table, target = random.uniform(-9, 9, (rows, columns)), random.uniform(20, 40, rows)
        return {"table": table.round(1), "target": target.round(1), "T": T}

    return inputs


def side_by_side(table, target, T):
    """Make the mistake of windows that do not overlap."""
    starts = range(0, len(table) - T, T)
    return np.stack([table[k : k + T] for k in starts]), np.array([target[k + T] for k in starts])


def with_one_more(table, target, T):
    """Make the mistake of a last window that has no answer, and another answer to each."""
    X = np.stack([table[k : k + T] for k in range(len(table) - T + 1)])
    return X, target[T - 1 :]


def from_column(column):
    """Return a wrong `windows` that takes the answers from a column of the table."""

    def wrong(table, target, T):
        X, _ = windows(table, target, T)
        return X, table[T:, column % table.shape[1]]

    return wrong


def whole_rows(table, target, T):
    """Make the mistake of answering with a row of the table."""
    X, _ = windows(table, target, T)
    return X, table[T:]


def changed(change):
    """Return a wrong `windows`: ours, with its first result changed."""

    def wrong(table, target, T):
        X, y = windows(table, target, T)
        return change(X), y

    return wrong


def target_goes_on(arguments):
    """Continue the target, so that an index one beyond its end does no harm."""
    return arguments | {"target": np.append(arguments["target"], arguments["target"][-1] + 1)}


def all_windows(table, target, T):
    """Make the mistake of a last window that no row of the table follows."""
    return np.stack([table[k : k + T] for k in range(len(table) - T + 1)]), target[T:]


def a_row_later(table, target, T):
    """Make the mistake of leaving out a row before each answer."""
    return windows(table, target, T)[0], target[T + 1 :]


LEAK = (
    "The answer stands in the last row of its own window: a leak. Window k has the rows k to k + T − 1; the "
    "first row it does not show is k + T."
)
WINDOW_MISTAKES = (
    (lambda table, target, T: (windows(table, target, T)[0], target[T - 1 : -1]), LEAK),
    (with_one_more, LEAK),
    (
        lambda table, target, T: (
            np.stack([table[k : k + T + 1] for k in range(len(table) - T)]),
            target[T:],
        ),
        "The windows have T + 1 rows, and the last of them is the row of the answer: a leak.",
    ),
    (
        lambda table, target, T: (
            np.stack([table[k + 1 : k + T + 1] for k in range(len(table) - T)]),
            target[T:],
        ),
        "The windows are shifted one row on: window k begins with row k + 1 and ends with row k + T, the row "
        "of its answer: a leak. It begins with row k.",
    ),
    (
        lambda table, target, T: (windows(table, target, T)[0], target[: len(table) - T]),
        "The answer stands in the first row of its own window: a leak. Take the row after the window.",
    ),
    (all_windows, "There is one window more than answers: no row follows the last window."),
    (
        lambda table, target, T: (windows(table, target, T)[0][:-1], target[T + 1 :]),
        "A row is left out between each window and its answer: the answer stands in row k + T.",
    ),
    (
        lambda table, target, T: (windows(table, target, T)[0][:-1], target[T:-1]),
        "The last window is missing: does the range stop one too early? The last row can still be an answer.",
    ),
    (
        lambda table, target, T: tuple(array[1:] for array in windows(table, target, T)),
        "The first window is missing: Python counts from 0.",
    ),
    (side_by_side, "The windows do not overlap: each begins one row after the one before, not T rows."),
    (
        changed(lambda X: X.swapaxes(1, 2)),
        "The axes T and D have changed places: (N, T, D) is asked for, one row of the table a step.",
    ),
    (
        changed(lambda X: X.swapaxes(0, 1)),
        "Time comes first, (T, N, D): stack the windows along the first axis, to get (N, T, D).",
    ),
    (
        changed(lambda X: X.reshape(len(X), -1)),
        "Each window is one flat row, (N, T·D): keep time and columns apart, (N, T, D).",
    ),
    (
        changed(lambda X: X.reshape(-1, X.shape[-1])),
        "The windows stand one below the other, (N·T, D): `np.concatenate` lengthens an axis that is there, "
        "`np.stack` makes a new one.",
    ),
    (changed(lambda X: X[:, ::-1]), "The rows of each window run backwards: the oldest comes first."),
    (
        lambda table, target, T: tuple(array[:1] for array in windows(table, target, T)),
        "Only the first window came back: does `return` stand inside the loop?",
    ),
    (
        changed(lambda X: X[:, :, 0]),
        "A window shows one column only: each step has all D numbers of its row.",
    ),
    (
        changed(lambda X: X[:, :, 1 % X.shape[2]]),
        "A window shows one column only: each step has all D numbers of its row.",
    ),
    (
        lambda table, target, T: (
            windows(table, target, T)[0],
            np.stack([target[k + 1 : k + T + 1] for k in range(len(table) - T)]),
        ),
        "Each answer is a series of T numbers; a single one is asked for, from the row after the window.",
    ),
    *(
        (
            from_column(column),
            f"The answers come from the table, column {column}; they are asked for from `target`.",
        )
        for column in range(3)
    ),
    (whole_rows, "Each answer is a row of the table; a single number is asked for, from `target`."),
    (
        lambda table, target, T: (windows(table, target, T)[0], target[T:, None]),
        "`y` has two axes, (N, 1): one number for each window is (N,).",
    ),
    (
        lambda table, target, T: (windows(table, target, T)[0], target),
        "There are more answers than windows: the first T rows of `target` come before any answer.",
    ),
    (swapped(windows), "The two results have changed places: first the windows, then the answers."),
)


WINDOW_REPAIRS = (
    (
        target_goes_on,
        all_windows,
        "It asks for an answer beyond the end of `target`: no row follows the last T rows.",
    ),
    (
        target_goes_on,
        a_row_later,
        "It asks for an answer beyond the end of `target`: the answer to window k stands in row k + T.",
    ),
)
SHORT = "Some windows have fewer than T rows: does the loop run too far, or does a slice not end at k + T?"
WINDOW_ADVICE = (
    ("must have the same shape", SHORT),
    ("inhomogeneous", SHORT),
    ("out of bounds", "Which windows have a row after them?"),
)
WINDOW_SHAPES = {
    "X": "(N, T, D): windows, rows of a window, columns",
    "y": "(N,): one answer for each window",
}
windowed = partial(
    Values, shape=WINDOW_SHAPES, mistakes=WINDOW_MISTAKES, repairs=WINDOW_REPAIRS, advice=WINDOW_ADVICE
)

WINDOWS = Task(
    id="03-windows",
    reference=windows,
    hint="How many windows have a row after them? Stack the slices `table[k : k + T]`; the answer to window "
    "k stands in row k + T of the target.",
    checks=(
        windowed(
            "a table of nine rows, windows of four",
            table_of(9, 3, 4),
            "Window k has the rows k to k + T − 1; its answer stands in row k + T of `target`.",
        ),
        windowed(
            "windows of a single row",
            table_of(8, 3, 1),
            "With T = 1 each row is a window, and the next row has its answer.",
        ),
        windowed(
            "one window only",
            table_of(6, 3, 5),
            "Of six rows, five make a window and the sixth has the answer: N is 1.",
        ),
        windowed(
            "a long table of one column",
            table_of(300, 1, 12),
            "A longer table goes wrong: does a size stand in the code as a number?",
        ),
    ),
)

TASKS = (ENCODE, WINDOWS)
