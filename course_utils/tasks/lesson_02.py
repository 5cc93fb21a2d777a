"""Lesson 02: a table of counts, Naive Bayes, two sentences that no bag of pairs can tell apart."""

from collections import Counter
from functools import partial
from itertools import pairwise

import numpy as np

from course_utils.tasks.base import Mistake, Rule, Task
from course_utils.tasks.compare import is_array, kind_of
from course_utils.tasks.values import Values


def count(texts, vocabulary):
    """How often each of V words occurs in each of N texts, (N, V)."""
    rows = [text.lower().split() for text in texts]
    return np.array([[words.count(word) for word in vocabulary] for words in rows])


def naive_bayes(counts, labels, asked):
    """From counts (N, V) and labels (N,), 0 or 1: log P(c) + Σ n_w log P(w | c) of asked, (M, 2)."""
    bags = np.array([counts[labels == c].sum(axis=0) + 1 for c in (0, 1)])
    shares = bags / bags.sum(axis=1, keepdims=True)
    start = np.log([np.mean(labels == 0), np.mean(labels == 1)])
    return start + asked @ np.log(shares).T


# --- counting -----------------------------------------------------------------

WORDS = ("owl", "hat", "sings", "tea", "old", "river", "runs", "blue")
TABLE_SHAPE = "(N, V): one row for each text, one column for each word of the vocabulary"


def first_wrong_count(arguments, result, expected):
    """Say which word of which text was counted wrongly."""
    i, j = np.argwhere(result != expected)[0]
    text, word = arguments["texts"][i], arguments["vocabulary"][j]
    return f"In {text!r} the word “{word}” was counted {result[i, j]:g} times; expected {expected[i, j]}."


def counts_inputs(random, repeat=False):
    """Return three different texts of three to five words, and a vocabulary of six in no order."""
    words = [str(word) for word in random.permutation(WORDS)[:6]]
    texts = [
        [words[0], words[1], words[2]],
        [words[2], words[3], words[4], words[0]],
        [words[5], words[1], words[4], words[3], words[2]],
    ]
    if repeat:
        texts = [text + [text[0]] * times for text, times in zip(texts, (1, 2, 3), strict=True)]
    # Not the order in which the texts use them, and not the alphabet's.
    vocabulary = sorted(words, reverse=True)
    return [" ".join(text) for text in texts], vocabulary


def in_capitals(random):
    """Return texts of which some words begin with a capital, or are all capitals."""
    texts, vocabulary = counts_inputs(random)
    return [texts[0].title(), texts[1].upper(), texts[2].capitalize()], vocabulary


def longer_words(random):
    """Return texts with words that have a word of the vocabulary inside."""
    return ["player and play", "sunny sun days", "playful foxes play on sunday"], [
        "sun",
        "play",
        "fox",
        "day",
    ]


def unknown_words(random):
    """Return texts with words that the vocabulary lacks, and a vocabulary with a word that no text has."""
    texts, vocabulary = counts_inputs(random)
    return [f"{texts[0]} yesterday", texts[1], f"quite {texts[2]}"], ["nobody", *vocabulary[:4]]


def odd_spaces(random):
    """Return texts with two spaces, a line's end, a space at the end, and one without words."""
    texts, vocabulary = counts_inputs(random)
    return [texts[0].replace(" ", "  "), texts[1].replace(" ", "\n"), f" {texts[2]} ", ""], vocabulary


def single_text(random):
    """Return one text alone."""
    texts, vocabulary = counts_inputs(random)
    return texts[:1], vocabulary


def ours_with(change):
    """Return a wrong `count`: ours, with its table changed."""
    return lambda texts, vocabulary: change(count(texts, vocabulary))


def of_own_words(texts, vocabulary):
    """Make the mistake of a column for each word of the texts."""
    return count(texts, list(dict.fromkeys(" ".join(texts).lower().split())))


def inside(texts, vocabulary):
    """Make the mistake of looking for letters and not for words."""
    return np.array([[text.lower().count(word) for word in vocabulary] for text in texts])


def capitals_kept(texts, vocabulary):
    """Make the mistake of taking Dog and dog for two words."""
    return np.array([[text.split().count(word) for word in vocabulary] for text in texts])


TABLE_MISTAKES = (
    (ours_with(np.transpose), "Rows and columns have changed places, (V, N): a text is a row."),
    (
        ours_with(lambda table: table.sum(axis=0)),
        "That is one sum over all texts: each text needs its own row.",
    ),
    (
        ours_with(lambda table: table[0]),
        "Only the first text came back: does `return` stand inside the loop?",
    ),
    (
        ours_with(lambda table: table[:1]),
        "Only the first text came back: does `return` stand inside the loop?",
    ),
    (ours_with(lambda table: table[-1]), "Only the last text came back: keep a row for each text."),
    (
        ours_with(lambda table: np.tile(table.sum(axis=0), (len(table), 1))),
        "All rows are equal, each holds the sum: it is one list, kept N times. Make a new row for each text.",
    ),
    (
        ours_with(lambda table: table.cumsum(axis=0)),
        "Each row also holds the texts before it: begin every text with a row of zeros.",
    ),
    (
        of_own_words,
        "The columns are the words of the texts, in the order first seen: there must be one for each word of "
        "`vocabulary`, in its order.",
    ),
    (
        lambda texts, vocabulary: count(texts, sorted(vocabulary)),
        "The columns stand in the order of the alphabet: keep the order of `vocabulary`.",
    ),
    (
        ours_with(lambda table: np.minimum(table, 1)),
        "A word that comes twice is counted once: how often is asked, not whether.",
    ),
    (
        inside,
        "Letters inside longer words are counted: split the text into words first, then compare whole words.",
    ),
    (capitals_kept, "Words with capitals are not found: make the text lower-case before you count."),
    (
        ours_with(lambda table: table / np.maximum(table.sum(axis=1, keepdims=True), 1)),
        "Each row is divided by its sum: the plain number of times is asked.",
    ),
)

NO_COLUMN = "A word that is not in the vocabulary has no column: skip it."
TABLE_SIZE = "The table has N = len(texts) rows, V = len(vocabulary) columns."
COUNT_ADVICE = (
    ("is not in list", NO_COLUMN),
    ("raised KeyError", NO_COLUMN),
    ("broadcast", TABLE_SIZE),
    ("out of bounds", TABLE_SIZE),
)


def counted(about, inputs, suspect):
    """Return a check of `count`; a table of decimal numbers is as good as one of whole numbers."""
    return Values(
        about,
        lambda random: dict(zip(("texts", "vocabulary"), inputs(random), strict=True)),
        suspect,
        TABLE_SHAPE,
        TABLE_MISTAKES,
        advice=COUNT_ADVICE,
        also="f",
        difference=first_wrong_count,
    )


COUNTS = Task(
    id="02-counts",
    reference=count,
    hint="Split every text into words first: `text.lower().split()`. A list can count: `words.count(word)`.",
    checks=(
        counted("three texts, each word once", counts_inputs, ""),
        counted(
            "words that come twice or more",
            lambda random: counts_inputs(random, repeat=True),
            "That word comes more than once.",
        ),
        counted("capital letters", in_capitals, "Are capitals turned into small letters?"),
        counted("a word inside a longer word", longer_words, "Are whole words compared?"),
        counted(
            "words without a column, a column without words",
            unknown_words,
            "Words that are not in the vocabulary are skipped; a word that no text has gets a column of 0.",
        ),
        counted(
            "two spaces, a new line, an empty text",
            odd_spaces,
            "`split()` without an argument splits at any white space; an empty text has a row of zeros.",
        ),
        counted("a single text", single_text, "Does a size stand in the code as a number?"),
    ),
)


# --- Naive Bayes --------------------------------------------------------------

N, V, M = 7, 5, 4  # no size is the lesson's


def bayes_inputs(random, labels=(0, 1, 1, 0, 1, 1, 1), least=1, asked=None):
    """Return fresh counts, labels and asked counts; `least` 1: no class lacks a word."""
    labels = random.permutation(labels)
    counts = random.integers(least, 6, (len(labels), V))
    if not least:
        counts[labels == 0, 1], counts[labels == 1, 3] = 0, 0
    asked = random.integers(0, 4, (M, V)) if asked is None else asked
    return {"counts": counts, "labels": labels, "asked": asked}


EVEN = (0, 1, 1, 0, 1, 0)


def bayes_with(prior=True, smooth=1, total="words", use=lambda asked: asked, end=lambda scores: scores):
    """Return a Naive Bayes of another kind: without the prior, other shares, other counts, another end."""

    def wrong(counts, labels, asked):
        with np.errstate(all="ignore"):
            bags = np.array([counts[labels == c].sum(axis=0) for c in (0, 1)]) + smooth
            size = np.array([(labels == c).sum() for c in (0, 1)])
            totals = {
                "words": bags.sum(axis=1, keepdims=True),
                "before": (bags - smooth).sum(axis=1, keepdims=True),
                "texts": size[:, None],
                "both": bags.sum(),
                "all": (bags - smooth).sum(),
                "all and V": (bags - smooth).sum() + bags.shape[1],
                "classes": bags.sum(axis=0),
                "plus 1": (bags - smooth).sum(axis=1, keepdims=True) + 1,
                "own words": (bags - smooth).sum(axis=1, keepdims=True)
                + (bags > smooth).sum(axis=1, keepdims=True),
                "one": 1,
            }
            scores = use(asked) @ np.log(bags / totals[total]).T
            return end(scores + (np.log(size / len(labels)) if prior else 0))

    return wrong


def posterior(scores):
    """Return the probabilities of both classes, which sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def added_to_each_text(counts, labels, asked):
    """Make the mistake of adding 1 to every text instead of once to the class's sum."""
    bags = np.array([(counts[labels == c] + 1).sum(axis=0) for c in (0, 1)])
    scores = asked @ np.log(bags / bags.sum(axis=1, keepdims=True)).T
    return scores + np.log([(labels == 0).mean(), (labels == 1).mean()])


def row_of_class(counts, labels, asked):
    """Make the mistake of taking text number c for the texts of class c."""
    return naive_bayes(counts[:2], np.array([0, 1]), asked) + np.log(
        [2 * (labels == 0).mean(), 2 * (labels == 1).mean()]
    )


def only_where_zero(counts, labels, asked):
    """Make the mistake of putting 1 only where a class lacks a word."""
    bags = np.maximum([counts[labels == c].sum(axis=0) for c in (0, 1)], 1)
    scores = asked @ np.log(bags / bags.sum(axis=1, keepdims=True)).T
    return scores + np.log([(labels == 0).mean(), (labels == 1).mean()])


def log_of_number(counts, labels, asked):
    """Make the mistake of taking the log of the number of texts and not of their share."""
    return naive_bayes(counts, labels, asked) + np.log(len(labels))


def prior_as_share(counts, labels, asked):
    """Make the mistake of adding the share of a class without its log."""
    size = np.array([(labels == 0).mean(), (labels == 1).mean()])
    return naive_bayes(counts, labels, asked) - np.log(size) + size


def shares_without_log(counts, labels, asked):
    """Make the mistake of adding up shares instead of their logs."""
    bags = np.array([counts[labels == c].sum(axis=0) + 1 for c in (0, 1)])
    return asked @ (bags / bags.sum(axis=1, keepdims=True)).T + np.log(
        [(labels == 0).mean(), (labels == 1).mean()]
    )


scored = partial(Values, shape="(M, 2): one row for each text that is asked about, one column for each class")
BAYES_SHAPES = (
    (bayes_with(end=np.transpose), "Rows and columns have changed places, (2, M): a text is a row."),
    (
        bayes_with(end=lambda scores: scores[:, 0]),
        "Only the score of class 0 came back: is `return` in the loop?",
    ),
    (
        bayes_with(end=lambda scores: scores[:, 1]),
        "Only the score of class 1 came back: keep both, side by side.",
    ),
    (
        bayes_with(end=lambda scores: scores[:, 1] - scores[:, 0]),
        "That is the lead of class 1: return both scores, side by side.",
    ),
    (
        bayes_with(end=lambda scores: np.concatenate(scores.T)),
        "The scores stand in one long row, (2·M,): `np.stack(…, axis=1)` puts them side by side.",
    ),
)
BAYES_MISTAKES = (
    (
        bayes_with(prior=False),
        "The first term is missing: add the log of the class's share among the examples.",
    ),
    (log_of_number, "The log of the number of texts is added: divide it by all N texts first."),
    (prior_as_share, "The share of the class is added as it is: take its log."),
    (
        bayes_with(end=lambda scores: np.log(posterior(scores))),
        "The scores are scaled so that their exponentials sum to 1: return the plain sums of logs.",
    ),
    (
        bayes_with(smooth=0),
        "Shares are taken of the plain counts: where is the 1 that every word gets? Without it a word that a "
        "class has never used has the share 0, and its log is −∞.",
    ),
    (
        bayes_with(total="before"),
        "The 1s are missing below the line: the shares of a class must sum to 1, so divide by the sum of the "
        "bag after adding.",
    ),
    (
        bayes_with(total="plus 1"),
        "Below the line only one 1 is added: each of the V words got one, so the sum grows by V.",
    ),
    (
        bayes_with(total="own words"),
        "V is the size of the whole vocabulary, `counts.shape[1]`: words that this class lacks count, too.",
    ),
    (row_of_class, "`counts[c]` is one text, number c: the rows of class c are `counts[labels == c]`."),
    *(
        (
            bayes_with(end=lambda scores, base=base: scores / np.log(base)),
            f"Logs to the base {base} are taken: take natural ones, `np.log`.",
        )
        for base in (2, 10)
    ),
    (added_to_each_text, "1 is added to every text: add it once, to the sum over the texts of a class."),
    (only_where_zero, "Only the zeros are lifted to 1: every word gets 1 more, also those with counts."),
    (
        bayes_with(total="texts"),
        "A bag is divided by the number of its texts: its shares must sum to 1, so divide by its words.",
    ),
    (bayes_with(total="both"), "Both bags are divided by the words of both together: each has its own sum."),
    *(
        (
            bayes_with(total=total),
            "The fault is the sum below the line: it must be that of this class only, plus V, as each of the "
            "V words got 1 more. Yours holds the words of both classes.",
        )
        for total in ("all", "all and V")
    ),
    (
        bayes_with(total="classes"),
        "The shares sum to 1 over the classes: they must sum to 1 over the words of a class.",
    ),
    (bayes_with(total="one"), "Logs are taken of the counts: divide each bag by its sum first."),
    (
        bayes_with(use=lambda asked: np.minimum(asked, 1)),
        "A word that comes twice counts once: its count n_w is a factor.",
    ),
    (shares_without_log, "Shares are added up: take the log of each share first."),
    (bayes_with(end=lambda scores: scores[:, ::-1]), "The columns have changed places: class 0 comes first."),
)


def not_the_winner(answer, random):
    """Say so where the answer names the winning class, or returns probabilities."""
    try:
        result = answer(*bayes_inputs(random).values())
    except Mistake:
        return None  # the next check says so, with advice
    if not is_array(result):
        return None  # the next check says so
    if result.shape == (M,) and np.isin(result, (0, 1)).all():
        return "That is the class that wins: return both scores, and whoever calls will compare them."
    if result.shape == (M, 2) and np.allclose(result.sum(axis=1), 1):
        return "Those are probabilities that sum to 1: return the two logs before that step."
    if result.shape == (M, 2) and ((result > 0) & (result < 1)).all():
        return "These look like the exponentials of the scores: return the sums of logs themselves."
    return None


BAYES = Task(
    id="02-naive-bayes",
    reference=naive_bayes,
    hint="Pick a class's rows, `counts[labels == c]`, sum them, add 1; divide by their own sum; take logs.",
    checks=(
        Rule("it returns scores", not_the_winner),
        scored(
            "the result's shape",
            bayes_inputs,
            "",
            mistakes=BAYES_SHAPES,
            advice=(("matmul", "Shares are one a word, (V,): `sum(axis=0)` adds over the texts only."),),
            only_shape=True,
        ),
        scored(
            "texts without words: only the first term counts",
            lambda random: bayes_inputs(random, asked=np.zeros((M, V), dtype=int)),
            "The sum is empty: what remains is log P(c), the log of the share of class c among the examples.",
            mistakes=(
                (lambda counts, labels, asked: np.zeros((len(asked), 2)), BAYES_MISTAKES[0][1]),
                (
                    lambda counts, labels, asked: np.full((len(asked), 2), -np.log(2)),
                    ("Both classes get the same start: take their shares among the examples."),
                ),
                *BAYES_MISTAKES,
            ),
        ),
        scored(
            "texts with every word, also one that a class has never used",
            lambda random: bayes_inputs(random, EVEN, 0, random.integers(1, 4, (M, V))),
            "A share is (count + 1) / (sum of counts + V), over the texts of this class only.",
            mistakes=BAYES_MISTAKES,
        ),
        scored(
            "one word at a time, classes of equal size",
            lambda random: bayes_inputs(random, EVEN, asked=np.eye(V, dtype=int)),
            "The first term is right. The rest is the log of one share, (count + 1) / (sum of counts + V).",
            mistakes=BAYES_MISTAKES,
        ),
        scored(
            "texts of several words, some of them twice",
            bayes_inputs,
            "One word at a time is right: is each log multiplied by its count, and are they added?",
            mistakes=BAYES_MISTAKES,
        ),
        scored(
            "a single text is asked about",
            lambda random: bayes_inputs(random, asked=random.integers(1, 4, (1, V))),
            "One text goes wrong: does a size stand in the code as a number?",
        ),
    ),
)


# --- twins --------------------------------------------------------------------

TWIN_WORDS = ("dog", "man", "cat", "bites", "and", "not", "good", "bad")
LONGEST = 12


def two_sentences(answer, random):
    """Say what keeps an answer from being two different sentences of the list's words."""
    if isinstance(answer, str):
        return "This is one sentence: write two, with a comma between them."
    if not isinstance(answer, list | tuple) or not all(isinstance(one, str) for one in answer):
        return f"Write two sentences, texts in quotes, with a comma between; this is {kind_of(answer)}."
    if len(answer) != 2:
        return f"These are {len(answer)} sentences; two are asked for."
    for number, sentence in enumerate(answer, 1):
        words = sentence.lower().split()
        if unknown := [word for word in words if word not in TWIN_WORDS]:
            return f"The word “{unknown[0][:30]}” is not on the list: {', '.join(TWIN_WORDS)}."
        if len(words) < 2:
            return f"Sentence {number} has no pair of neighbours: write at least two words."
        if len(words) > LONGEST:
            return f"Sentence {number} has {len(words)} words; at most {LONGEST} are allowed."
    if answer[0].lower().split() == answer[1].lower().split():
        return "That is the same sentence twice: they must differ."
    return None


def same_pairs(answer, random):
    """Say which pair tells the two sentences apart."""
    words = [sentence.lower().split() for sentence in answer]
    one, other = (Counter(pairwise(sentence)) for sentence in words)
    if one == other:
        return None
    pair = next(pair for pair in [*one, *other] if one[pair] != other[pair])
    times = [("not", "once", "twice")[n] if n < 3 else f"{n} times" for n in (one[pair], other[pair])]
    found = (
        f"The pair “{' '.join(pair)}” stands {times[0]} in the first and {times[1]} in the second, so a bag "
        "of pairs can tell them apart."
    )
    if sum(one.values()) != sum(other.values()):
        return f"{found} Equal bags need sentences of the same length."
    if set(one) == set(other):
        return f"{found} You are close: the same pairs, but not equally often."
    if not any(len(set(sentence)) < len(sentence) for sentence in words):
        return f"{found} As long as no word comes twice, each pair fixes the next: repeat a word."
    for sentence in words:
        if has_twin(sentence):
            return (
                f"{found} “{' '.join(sentence)}” does have a twin, but another one: walk each of its arrows "
                "again, in another order."
            )
    return (
        f"{found} No other sentence has the pairs of “{' '.join(words[0])}”: turn off anywhere else, and an "
        "arrow is left over. Come back to one word twice, by different ways: two loops, in either order."
    )


def has_twin(words):
    """Return whether another sentence has the same pairs of neighbours, each equally often.

    It has where a walk round a circle can begin elsewhere, or where two stretches that begin at the same word
    and end at the same word can change places; and only there.

    >>> has_twin("dog bites man bites cat".split()), has_twin("dog bites man bites cat bites".split())
    (False, True)
    """
    if words[0] == words[-1] and len(set(words)) > 1:
        return True
    size = len(words)
    starts = [(i, k) for k in range(size) for i in range(k) if words[i] == words[k]]
    return any(
        words[:i] + words[k:m] + words[j:k] + words[i:j] + words[m:] != words
        for i, k in starts
        for j, m in starts
        if i <= j <= k <= m
    )


TWINS = Task(
    id="02-twins",
    reference=("dog bites man bites cat bites dog", "dog bites cat bites man bites dog"),
    hint="Draw an arrow from each word to the next. Come back to one word twice, by different ways: that is "
    "two loops, and you may walk them in either order.",
    checks=(
        Rule("they are two different sentences of words of the list", two_sentences),
        Rule("they have the same pairs of neighbours, equally often", same_pairs),
    ),
)

TASKS = (COUNTS, BAYES, TWINS)
