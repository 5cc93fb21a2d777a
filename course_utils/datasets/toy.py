"""Made-up words, one small layer to check by hand (lesson 04), and reports of who bit whom (lesson 05)."""

import hashlib

import numpy as np

from course_utils.recurrent import SimpleRNN

D, H = 3, 4
NOUNS = ["dog", "cat", "man"]
ENDINGS = ["and", "runs", "barks", "sleeps"]
REPORT_WORDS = [*NOUNS, "bites", "bitten", "by", *ENDINGS]
MOST_REPORTS = 1300  # to learn from: of ten words and more there are so many at any length
LOUD = {"alarm": (0.0, 4.0, 5.0)}  # far longer than any other word's vector: it drives every unit to its end


def word_vector(word, seed=0):
    """Return the made-up vector (3,) of any word: the same in every run, one decimal from −1 to 1.

    The word *alarm* alone is loud: its vector is [0, 4, 5].

    >>> word_vector("dog"), word_vector("alarm")
    (array([ 0.7, -0.3, -0.9]), array([0., 4., 5.]))
    """
    if word in LOUD:
        return np.array(LOUD[word])
    # Python's own hash differs from run to run.
    digest = hashlib.sha256(f"{seed} {word}".encode(errors="replace")).digest()
    return np.array([(byte % 21 - 10) / 10 for byte in digest[:D]])


def toy_layer(seed=0):
    """Return a `SimpleRNN` with 3 inputs and 4 units whose weights have one decimal.

    >>> toy_layer().recurrent_kernel[0]
    array([-0.9, -0.2, -0.1,  0.4])
    """
    drawn = SimpleRNN.initialize(D, H, seed=seed)
    bias = np.random.default_rng(seed).uniform(-0.3, 0.3, H)
    return SimpleRNN(
        *(np.round(weights, 1) + 0.0 for weights in (drawn.kernel, drawn.recurrent_kernel, bias))
    )


def bite_reports(T, seed=0):
    """Return different reports of T words about who bit whom, to learn from and to be tested on.

    A report begins with *dog bites man* or *man bitten by dog*; the words behind do not matter. Two thirds,
    at most 1,300, are there to learn from.

    Parameters
    ----------
    T : int
        Words in a report, at least 4.
    seed : int
        Of the drawing.

    Returns
    -------
    tuple of two tuples
        Each x (N, T, 10), the words one-hot; y (N,), the biter's place in `NOUNS`; and the texts.

    Raises
    ------
    ValueError
        If `T` is less than 4.

    Examples
    --------
    >>> (x, y, texts), (x_test, y_test, test_texts) = bite_reports(5)
    >>> x.shape, len(test_texts)
    ((80, 5, 10), 40)
    >>> test_texts[0], NOUNS[y_test[0]]
    ('cat bites dog runs sleeps', 'cat')
    """
    if T < 4:
        raise ValueError(f"T must be at least 4, the words of *dog bitten by man*; got {T}")
    random, biters = np.random.default_rng(seed), {}
    for _ in range(2000):
        biter, other = random.permutation(NOUNS)[:2]
        core = [biter, "bites", other] if random.random() < 0.5 else [other, "bitten", "by", biter]
        biters[" ".join([*core, *random.choice(ENDINGS, T)][:T])] = NOUNS.index(biter)
    texts = [str(text) for text in random.permutation(list(biters))]
    y = np.array([biters[text] for text in texts])
    x = np.eye(len(REPORT_WORDS))[[[REPORT_WORDS.index(word) for word in text.split()] for text in texts]]
    cut = min(2 * len(y) // 3, MOST_REPORTS)
    return (x[:cut], y[:cut], texts[:cut]), (x[cut:], y[cut:], texts[cut:])
