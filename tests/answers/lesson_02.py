"""What learners of lesson 02 write: right answers in other words than ours, mistakes with their message."""

COUNT = "def count(texts, vocabulary):\n    "
BAYES = "def naive_bayes(counts, labels, asked):\n    "


def _table(body, split="text.lower().split()", end="table", start="np.zeros((len(texts), len(vocabulary)))"):
    """Return a `count` with another loop body, splitting, end or start."""
    return (
        f"{COUNT}table = {start}\n    for i, text in enumerate(texts):\n        for word in {split}:\n"
        f"            {body}\n    return {end}"
    )


ADD = "if word in vocabulary:\n                table[i, vocabulary.index(word)] += 1"
SPLIT = f"{COUNT}rows = [text.lower().split() for text in texts]\n    "
SCORES = "return np.stack(scores, axis=1)"


def _bayes(
    bag="counts[labels == c].sum(axis=0) + 1",
    share="bag / bag.sum()",
    prior="np.log((labels == c).mean())",
    score="prior + asked @ np.log(share)",
    end=SCORES,
):
    """Return a `naive_bayes` of which one line is another."""
    return (
        f"{BAYES}scores = []\n    for c in (0, 1):\n        bag = {bag}\n        share = {share}\n"
        f"        prior = {prior}\n        scores.append({score})\n    {end}"
    )


RIGHT = {
    "02-counts": [
        _table(ADD),
        """\
from collections import Counter

def count(texts, vocabulary):
    bags = [Counter(text.lower().split()) for text in texts]
    return np.array([[bag[word] for word in vocabulary] for bag in bags], dtype=np.int32)
""",
        """\
count = lambda texts, vocabulary: np.array(
    [[sum(w == word for w in text.lower().split()) for word in vocabulary] for text in texts]
)
""",
    ],
    "02-naive-bayes": [
        """\
def naive_bayes(counts, labels, asked):
    one_hot = np.eye(2)[labels]
    bags = one_hot.T @ counts + 1
    log_share = np.log(bags) - np.log(bags.sum(axis=1, keepdims=True))
    return np.log(one_hot.mean(axis=0)) + asked @ log_share.T
""",
        """\
def naive_bayes(counts, labels, asked):
    result = np.empty((len(asked), 2))
    for c in range(2):
        mine = counts[np.flatnonzero(labels == c)]
        total = mine.sum() + counts.shape[1]
        for m in range(len(asked)):
            result[m, c] = np.log(len(mine) / len(counts))
            for w in range(counts.shape[1]):
                result[m, c] += asked[m, w] * np.log((mine[:, w].sum() + 1) / total)
    return result
""",
    ],
    "02-twins": [
        'twins = ("dog bites dog", "bites dog bites")\n',
        'twins = ("Dog bites man bites cat bites dog", "Dog bites cat bites man bites dog")\n',
        'twins = ["not good and not bad and not good and", "not bad and not good and not good and"]\n',
        'twins = "man bites dog and dog bites man bites", "man bites man bites dog and dog bites"\n',
    ],
}

# (what is written, words of the message that it deserves)
WRONG = {
    "02-counts": [
        (_table(ADD, end="table.T"), "Rows and columns have changed places"),
        (_table(ADD, end="table.sum(axis=0)"), "one sum over all texts"),
        (_table(f"{ADD}\n        return table[:1]"), "does `return` stand inside the loop?"),
        (
            SPLIT + "return [[words.count(word) for word in vocabulary] for words in rows]",
            "Make one array of it: `np.array`.",
        ),
        (
            SPLIT + "return np.array([[word in words for word in vocabulary] for words in rows])",
            "it says whether, not how many",
        ),
        (
            SPLIT + "return np.array([[int(word in words) for word in vocabulary] for words in rows])",
            "A word that comes twice is counted once",
        ),
        (_table(ADD, split="text.split()"), "Words with capitals are not found"),
        (
            COUNT + "return np.array([[text.lower().count(word) for word in vocabulary] for text in texts])",
            "Letters inside longer words are counted",
        ),
        (_table("table[i, vocabulary.index(word)] += 1"), "has no column: skip it"),
        (_table(ADD, split="text.lower().split(' ')"), "`split()` without an argument"),
        (
            SPLIT + "return np.array([[words.count(word) for word in sorted(vocabulary)] for words in rows])",
            "in the order of the alphabet",
        ),
        (
            SPLIT + "own = list(dict.fromkeys(word for words in rows for word in words))\n"
            "    return np.array([[words.count(word) for word in own] for words in rows])",
            "there must be one for each word of `vocabulary`",
        ),
        (
            COUNT + "row = [0] * len(vocabulary)\n    table = []\n    for text in texts:\n"
            "        for word in text.lower().split():\n            if word in vocabulary:\n"
            "                row[vocabulary.index(word)] += 1\n        table.append(row)\n"
            "    return np.array(table)",
            "it is one list, kept N times",
        ),
        (
            COUNT + "row = np.zeros(len(vocabulary))\n    table = []\n    for text in texts:\n"
            "        for word in text.lower().split():\n            if word in vocabulary:\n"
            "                row[vocabulary.index(word)] += 1\n        table.append(row.copy())\n"
            "    return np.array(table)",
            "Each row also holds the texts before it",
        ),
        (
            _table(ADD, end="table / np.maximum(table.sum(axis=1, keepdims=True), 1)"),
            "Each row is divided by its sum",
        ),
        (
            SPLIT
            + "vocabulary.sort()\n    return np.array([[w.count(v) for v in vocabulary] for w in rows])",
            "in the order of the alphabet",
        ),
        (
            COUNT + "for i, text in enumerate(texts):\n        texts[i] = text.lower().split()\n"
            "    return np.array([[words.count(word) for word in vocabulary] for words in texts])",
            "Your function changes `texts`",
        ),
        (_table(ADD, start="np.zeros((3, 4))"), "N = len(texts) rows"),
        (_table(ADD, end="None"), "is `return` missing?"),
    ],
    "02-naive-bayes": [
        (_bayes(end="return np.array(scores)"), "Rows and columns have changed places"),
        (_bayes(end="return scores"), "returned a list of 2"),
        (_bayes(end="return np.concatenate(scores)"), "stand in one long row"),
        (_bayes(end="return np.argmax(scores, axis=0)"), "That is the class that wins"),
        (_bayes(end="return scores[1] - scores[0]"), "That is the lead of class 1"),
        (_bayes(end="return scores[1]"), "Only the score of class 1"),
        (_bayes(score="asked @ np.log(share)"), "The first term is missing"),
        (_bayes(prior="np.log(0.5)"), "Both classes get the same start"),
        (_bayes(prior="(labels == c).mean()"), "The share of the class is added as it is"),
        (_bayes(prior="np.log((labels == c).sum())"), "The log of the number of texts"),
        (_bayes(bag="counts[labels == c].sum(axis=0)"), "where is the 1 that every word gets?"),
        (_bayes(share="bag / counts[labels == c].sum()"), "The 1s are missing below the line"),
        (_bayes(share="bag / (counts[labels == c].sum() + 1)"), "the sum grows by V"),
        (_bayes(share="bag / (bag.sum() - (bag == 1).sum())"), "of the whole vocabulary"),
        (_bayes(bag="counts[c] + 1"), "`counts[c]` is one text"),
        (_bayes(score="(prior + asked @ np.log(share)) / np.log(10)"), "base 10"),
        (_bayes(bag="counts[labels == c].sum() + 1"), "Shares are one a word"),
        (_bayes(bag="(counts[labels == c] + 1).sum(axis=0)"), "1 is added to every text"),
        (_bayes(bag="np.maximum(counts[labels == c].sum(axis=0), 1)"), "Only the zeros are lifted"),
        (_bayes(share="bag / counts.sum()"), "it must be that of this class only, plus V"),
        (
            _bayes(share="bag / (counts.sum() + counts.shape[1])"),
            "it must be that of this class only, plus V",
        ),
        (_bayes(share="bag / (labels == c).sum()"), "divided by the number of its texts"),
        (_bayes(share="bag / (counts.sum() + 2 * counts.shape[1])"), "each has its own sum"),
        (_bayes(share="bag / (counts.sum(axis=0) + 2)"), "over the words of a class"),
        (_bayes(share="bag"), "Logs are taken of the counts"),
        (_bayes(score="prior + (asked > 0) @ np.log(share)"), "A word that comes twice counts once"),
        (_bayes(score="prior + asked @ share"), "take the log of each share first"),
        (_bayes(score="np.exp(prior + asked @ np.log(share))"), "the exponentials of the scores"),
        (
            _bayes(end="p = np.exp(np.stack(scores, axis=1))\n    return p / p.sum(axis=1, keepdims=True)"),
            "probabilities that sum to 1",
        ),
        (_bayes(end="return np.stack(scores[::-1], axis=1)"), "class 0 comes first"),
        (
            _bayes(score="prior + np.log(share) @ asked"),
            "The shapes here: counts (7, 5), labels (7,), asked (4, 5)",
        ),
        (_bayes(end="np.stack(scores, axis=1)"), "is `return` missing?"),
    ],
    "02-twins": [
        ('twins = "dog bites man"', "This is one sentence"),
        ('twins = ("dog bites man", "dog bites man")', "the same sentence twice"),
        ('twins = ("dog bites man", "man bites dog")', "repeat a word"),
        (
            'twins = ("dog bites man and dog", "dog and man bites dog")',
            "does have a twin, but another one",
        ),
        (
            'twins = ("dog bites man bites cat", "dog bites cat bites man")',
            "turn off anywhere else",
        ),
        ('twins = ("not good and not bad", "not bad and not good")', "turn off anywhere else"),
        ('twins = ("dog bites man and dog", "cat bites man and cat")', "does have a twin, but another one"),
        ('twins = ("dog bites man", "man bites dog and cat")', "sentences of the same length"),
        ('twins = ("dog dog dog bites bites", "dog dog bites bites bites")', "You are close"),
        ('twins = ("dog barks", "barks dog")', "“barks” is not on the list"),
        ('twins = ("dog", "man")', "has no pair of neighbours"),
        ('twins = ("dog man", "man dog", "cat dog")', "These are 3 sentences"),
        ("twins = (1, 2)", "texts in quotes"),
    ],
}
