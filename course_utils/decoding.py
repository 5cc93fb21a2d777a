"""Decoding: from a model that scores the next token to a whole sequence.

All three searches take the same `step(tokens, state) -> (log_probs, state)`: `tokens` (B,) are the last
tokens of B hypotheses, `log_probs` (B, V) the log-probabilities of what may follow each. A state is whatever
the model remembers: an array with the hypotheses on its leading axis, or a tuple, list or dict of such, also
nested; None where there is nothing to remember. At the start B is 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_LOWEST = np.finfo(np.float64).min  # every possible token lies above it, an impossible one (-inf) below
_ALL_IMPOSSIBLE = "step must leave at least one token possible; got log_probs that are -inf everywhere"


@dataclass(frozen=True)
class Hypothesis:
    """A decoded sequence: tokens without START and END, log-probability with END's, and whether END came.

    Examples
    --------
    >>> Hypothesis(tokens=[2, 4, 6], log_probability=-1.5, finished=True).tokens
    [2, 4, 6]
    """

    tokens: list[int]
    log_probability: float
    finished: bool


def greedy_search(step: Callable, state, start: int, end: int | None, max_length: int) -> Hypothesis:
    """Decode by taking the most probable next token at every step.

    Parameters
    ----------
    step : callable
        From (tokens, state) to (log_probs, state), as at the top of this module.
    state : array, or tuple, list or dict of arrays
        What the model remembers before it reads `start`; None where that is nothing.
    start : int
        The token fed first.
    end : int, optional
        The token that ends a sequence (None: no token does).
    max_length : int
        How many tokens may be generated, END included.

    Returns
    -------
    Hypothesis
        Of equally probable tokens the smaller id is taken.

    Raises
    ------
    ValueError
        If every token is impossible (-inf) or `step`, `state` or a number is not as said.

    Examples
    --------
    >>> def step(tokens, state):  # after token k comes k + 1, with probability 0.92
    ...     return np.log(0.9 * np.eye(5)[tokens + 1] + 0.02), state
    >>> hypothesis = greedy_search(step, state=None, start=0, end=4, max_length=10)
    >>> hypothesis.tokens, round(hypothesis.log_probability, 3), hypothesis.finished
    ([1, 2, 3], -0.334, True)
    """
    return _one_by_one(step, state, start, end, max_length, lambda log_probs, best: best)


def sample(
    step: Callable,
    state,
    start: int,
    end: int | None,
    max_length: int,
    temperature: float = 1.0,
    seed=None,
) -> Hypothesis:
    """Decode by drawing every next token at random, in proportion to probability**(1/temperature).

    Temperature 1 draws from the model as it is; towards 0 the draws become greedy, above 1 more even.

    Parameters
    ----------
    step, state, start, end, max_length
        As for `greedy_search`.
    temperature : float
        Above 0.
    seed : int, optional
        Of NumPy's `default_rng`.

    Returns
    -------
    Hypothesis
        Its log-probability is the model's own, at temperature 1.

    Raises
    ------
    ValueError
        If `greedy_search` would, or the temperature is not positive.

    Examples
    --------
    >>> def step(tokens, state):  # a fair coin, and END
    ...     return np.log([[0.4, 0.4, 0.2]]), state
    >>> sample(step, state=None, start=0, end=2, max_length=20, seed=0).tokens
    [1, 0, 0, 0]
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature must be positive and finite; got {temperature}")
    random = np.random.default_rng(seed)

    def draw(log_probs, best):
        with np.errstate(over="ignore"):  # at the smallest temperatures -inf is the right quotient
            weights = np.exp((log_probs - log_probs[best]) / temperature)
        return random.choice(len(weights), p=weights / weights.sum())

    return _one_by_one(step, state, start, end, max_length, draw)


def _one_by_one(step, state, start, end, max_length, choose) -> Hypothesis:
    """Decode a single hypothesis; `choose(log_probs, best)` picks the next token, `best` is the likeliest."""
    _check_start(state, start, max_length)
    tokens, total = [], 0.0
    last = start
    for _ in range(max_length):
        log_probs, state = _advance(step, np.array([last]), state, end)
        best = log_probs[0].argmax()
        if log_probs[0, best] < _LOWEST:
            raise ValueError(_ALL_IMPOSSIBLE)
        last = int(choose(log_probs[0], best))
        total += float(log_probs[0, last])
        if last == end:
            return Hypothesis(tokens, total, finished=True)
        tokens.append(last)
    return Hypothesis(tokens, total, finished=False)


def beam_search(
    step: Callable,
    state,
    start: int,
    end: int | None,
    max_length: int,
    width: int,
    length_penalty: float = 0.0,
) -> list[Hypothesis]:
    """Decode by keeping the best few hypotheses at every step instead of one.

    A hypothesis of n generated tokens (END included) scores log_probability / n**length_penalty. At every
    step the unfinished ones are extended by every token, and the `width` best of the extended and the
    finished ones go on. The search stops when all that are kept have finished. Ties go to the better
    parent, then to the smaller id. Width 1 is greedy search; with a width as great as the number of
    sequences the search is exhaustive.

    Parameters
    ----------
    step, state, start, end, max_length
        As for `greedy_search`.
    width : int
        How many hypotheses are kept.
    length_penalty : float
        0 for none, 1 for the mean log-probability of a token.

    Returns
    -------
    list of Hypothesis
        At most `width` hypotheses, best first.

    Raises
    ------
    ValueError
        If nothing possible is left to keep or an argument is not as said.

    References
    ----------
    Graves (2012), Sequence transduction with recurrent neural networks, section 2.5 (the search).
    Wu et al. (2016), Google's neural machine translation system, section 7 (why to weigh lengths).

    Examples
    --------
    >>> next_token = np.array([[0.01, 0.55, 0.43, 0.01],  # after START, 0: greedy takes 1
    ...                        [0.01, 0.39, 0.30, 0.30],  # after 1 nothing is sure
    ...                        [0.01, 0.01, 0.01, 0.97]])  # after 2 comes END, 3
    >>> def step(tokens, state):
    ...     return np.log(next_token[tokens]), state
    >>> greedy_search(step, state=None, start=0, end=3, max_length=2).tokens
    [1, 1]
    >>> [hypothesis.tokens for hypothesis in beam_search(step, None, start=0, end=3, max_length=2, width=2)]
    [[2], [1, 1]]
    """
    _check_start(state, start, max_length)
    _check_count("width", width)
    if not np.isfinite(length_penalty):
        raise ValueError(f"length_penalty must be a finite number; got {length_penalty}")

    # One slot at the start, at most `width` later; slots are always sorted, the best first.
    history = np.empty((1, 0), np.int64)
    totals = np.zeros(1)
    lengths = np.zeros(1)
    unfinished = np.ones(1, bool)
    tokens = np.array([start])

    for _ in range(max_length):
        log_probs, state = _advance(step, tokens, state, end)
        vocabulary_size = log_probs.shape[1]
        if len(log_probs) < len(totals):
            # What has finished goes on as it is: one more END, certain, which adds no length.
            certain_end = np.where(np.arange(vocabulary_size) == end, 0.0, -np.inf)
            every_slot = np.tile(certain_end, (len(totals), 1))
            every_slot[unfinished] = log_probs
            log_probs = every_slot
        lengths = lengths + unfinished
        extended = totals[:, np.newaxis] + log_probs
        scores = extended / (lengths**length_penalty)[:, np.newaxis]

        kept = _best(scores.ravel(), width)
        if len(kept) == 0:
            raise ValueError(_ALL_IMPOSSIBLE)
        parents, ids = np.divmod(kept, vocabulary_size)
        rows = (np.cumsum(unfinished) - 1)[parents]  # only unfinished slots have a row in the state

        history = np.column_stack([history[parents], ids])
        totals = extended.ravel()[kept]
        lengths = lengths[parents]
        unfinished = unfinished[parents] & (ids != end)
        if not unfinished.any():
            break
        state = _take(state, rows[unfinished], count=len(tokens))
        tokens = ids[unfinished]

    words = lengths.astype(int) - ~unfinished  # END is counted, and not shown
    return [
        Hypothesis(line[:n].tolist(), float(total), not open_end)
        for line, n, total, open_end in zip(history, words, totals, unfinished, strict=True)
    ]


def _best(scores: np.ndarray, width: int) -> np.ndarray:
    """Find the places of the `width` highest scores, highest first; among equals the earlier place wins."""
    threshold = _LOWEST
    if width < len(scores):
        threshold = max(threshold, np.partition(scores, -width)[-width])
    places = np.flatnonzero(scores >= threshold)  # more than `width` where some are equal to the threshold
    return places[np.argsort(-scores[places], kind="stable")][:width]


def _advance(step: Callable, tokens: np.ndarray, state, end: int | None):
    log_probs, state = step(tokens, state)
    log_probs = np.asarray(log_probs, np.float64)
    if log_probs.ndim != 2 or len(log_probs) != len(tokens) or log_probs.shape[1] == 0:
        raise ValueError(f"step must return log_probs ({len(tokens)}, V); got shape {log_probs.shape}")
    if not (log_probs < np.inf).all():
        raise ValueError("step must return log-probabilities below infinity; got inf or NaN")
    if end is not None and not 0 <= end < log_probs.shape[1]:
        raise ValueError(f"end must lie between 0 and {log_probs.shape[1] - 1}; got {end}")
    return log_probs, state


def _take(state, rows: np.ndarray, count: int):
    """Re-index the state of `count` hypotheses: row k becomes that of the k-th kept one's parent."""

    def take(array):
        if array.ndim == 0 or len(array) != count:
            raise ValueError(
                f"state must hold arrays ({count}, ...), one row a hypothesis; got {array.shape}"
            )
        return array[rows]

    return _map_state(take, state)


def _map_state(function: Callable, state):
    if state is None:
        return None
    if isinstance(state, dict):
        return {name: _map_state(function, part) for name, part in state.items()}
    if isinstance(state, (tuple, list)):
        parts = [_map_state(function, part) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)
    return function(np.asarray(state))


def _check_start(state, start: int, max_length: int) -> None:
    _take(state, np.zeros(1, int), count=1)  # only to see that it can be done
    if not isinstance(start, (int, np.integer)):
        raise ValueError(f"start must be a token id; got {start!r}")
    _check_count("max_length", max_length)


def _check_count(name: str, value: int) -> None:
    if not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be an integer of at least 1; got {value!r}")
