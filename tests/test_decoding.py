"""Decoding: the searches against exhaustive search on drawn distributions, and every promise about states."""

from collections import namedtuple
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.decoding import Hypothesis, beam_search, greedy_search, sample

property_test = settings(deadline=None, derandomize=True, max_examples=60)
START, END = 0, 1


class Tree:
    """A distribution over sequences in which every prefix has next-token probabilities of its own.

    The state is the number of the prefix, so a state given to the wrong hypothesis gives wrong probabilities.
    Some tokens are impossible. `calls` notes how many hypotheses each call of `step` was asked about.
    """

    def __init__(self, seed, vocabulary_size, depth, impossible=0.2):
        random = np.random.default_rng(seed)
        self.vocabulary_size = vocabulary_size
        prefixes = sum(vocabulary_size**d for d in range(depth + 1))
        probabilities = random.dirichlet(np.ones(vocabulary_size), prefixes)
        probabilities[random.random(probabilities.shape) < impossible] = 0
        probabilities[:, -1] += 0.01  # nowhere a dead end
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        self.log_probs = np.log(
            probabilities, where=probabilities > 0, out=np.full(probabilities.shape, -np.inf)
        )
        self.calls = []

    def child(self, prefix, token):
        return prefix * self.vocabulary_size + token + 1

    def step(self, tokens, state):
        """The prefixes are stored before their last token, which comes as `tokens`."""
        self.calls.append(len(tokens))
        root = state < 0
        prefixes = np.where(root, 0, self.child(state, tokens))
        return self.log_probs[prefixes], prefixes

    state = np.array([-1])

    def all_sequences(self, max_length, length_penalty=0.0):
        """Every possible sequence, best first, by going through the whole tree."""
        found = []

        def visit(prefix, tokens, total):
            for token, log_prob in enumerate(self.log_probs[prefix]):
                n = len(tokens) + 1
                if log_prob == -np.inf:
                    continue
                if token == END:
                    found.append((Hypothesis(tokens, total + log_prob, True), n))
                elif n == max_length:
                    found.append((Hypothesis([*tokens, token], total + log_prob, False), n))
                else:
                    visit(self.child(prefix, token), [*tokens, token], total + log_prob)

        visit(0, [], 0.0)
        found.sort(key=lambda pair: -pair[0].log_probability / pair[1] ** length_penalty)
        return [hypothesis for hypothesis, _ in found]


def reference_beam_search(tree, max_length, width, length_penalty):
    """The definition of beam search in lists and loops: slow, and with no arrays to index wrongly."""
    beam = [(0, [], 0.0, 0, False)]  # prefix, tokens, total, generated, finished
    for _ in range(max_length):
        candidates = []
        for rank, (prefix, tokens, total, n, finished) in enumerate(beam):
            if finished:
                candidates.append((-total / n**length_penalty, rank, END, beam[rank]))
                continue
            for token, log_prob in enumerate(tree.log_probs[prefix]):
                if log_prob > -np.inf:
                    new = total + float(log_prob)
                    longer = tokens if token == END else [*tokens, token]
                    slot = (tree.child(prefix, token), longer, new, n + 1, token == END)
                    candidates.append((-new / (n + 1) ** length_penalty, rank, token, slot))
        beam = [slot for *_, slot in sorted(candidates, key=lambda candidate: candidate[:3])[:width]]
        if all(slot[-1] for slot in beam):
            break
    return [Hypothesis(tokens, total, finished) for _, tokens, total, _, finished in beam]


def assert_same(mine, reference):
    assert [h.tokens for h in mine] == [h.tokens for h in reference]
    assert [h.finished for h in mine] == [h.finished for h in reference]
    np.testing.assert_allclose(
        [h.log_probability for h in mine], [h.log_probability for h in reference], rtol=1e-12
    )


trees = st.builds(Tree, st.integers(0, 10**6), st.integers(2, 4), st.just(4))
penalties = st.sampled_from([0.0, 0.6, 1.0, 2.0])


@property_test
@given(trees, st.integers(1, 4), penalties)
def test_a_wide_beam_equals_exhaustive_search(tree, max_length, length_penalty):
    reference = tree.all_sequences(max_length, length_penalty)
    for width in (len(reference), len(reference) + 7):
        found = beam_search(tree.step, tree.state, START, END, max_length, width, length_penalty)
        assert_same(found, reference)


@property_test
@given(trees, st.integers(1, 4), st.integers(1, 6), penalties)
def test_a_narrow_beam_equals_the_definition(tree, max_length, width, length_penalty):
    found = beam_search(tree.step, tree.state, START, END, max_length, width, length_penalty)
    assert_same(found, reference_beam_search(tree, max_length, width, length_penalty))
    assert 1 <= len(found) <= width


@pytest.mark.parametrize("vocabulary_size", [400, 2000])
@pytest.mark.parametrize("width", [5, 40])
def test_a_beam_over_a_large_vocabulary_equals_the_definition(vocabulary_size, width):
    """Planted bug: the partition that finds the best scores counts from the wrong end."""
    tree = Tree(seed=vocabulary_size + width, vocabulary_size=vocabulary_size, depth=1)
    found = beam_search(tree.step, tree.state, START, END, 2, width, length_penalty=0.6)
    assert_same(found, reference_beam_search(tree, 2, width, 0.6))


def test_of_a_large_vocabulary_only_the_best_are_sorted(monkeypatch):
    """Planted bug: the same, where it costs time only."""
    sorted_sizes = []
    argsort = np.argsort

    def remember(values, **options):
        sorted_sizes.append(len(values))
        return argsort(values, **options)

    log_probs = np.log(np.random.default_rng(0).dirichlet(np.ones(2000)))
    monkeypatch.setattr(np, "argsort", remember)
    beam_search(
        lambda tokens, state: (np.tile(log_probs, (len(tokens), 1)), state), None, 0, None, 3, width=5
    )
    assert max(sorted_sizes) < 20  # five, and what is equal to the fifth


@property_test
@given(trees, st.integers(1, 4), penalties)
def test_width_one_equals_greedy(tree, max_length, length_penalty):
    greedy = greedy_search(tree.step, tree.state, START, END, max_length)
    assert beam_search(tree.step, tree.state, START, END, max_length, 1, length_penalty) == [greedy]


@property_test
@given(trees, st.integers(1, 4), st.integers(0, 100))
def test_temperature_towards_zero_equals_greedy(tree, max_length, seed):
    greedy = greedy_search(tree.step, tree.state, START, END, max_length)
    for temperature in (1e-6, 1e-300):
        assert sample(tree.step, tree.state, START, END, max_length, temperature, seed) == greedy


@property_test
@given(trees, st.integers(1, 4), st.integers(1, 5))
def test_step_is_called_once_a_time_step_for_the_unfinished(tree, max_length, width):
    found = beam_search(tree.step, tree.state, START, END, max_length, width)
    assert tree.calls[0] == 1
    assert len(tree.calls) <= max_length
    assert all(1 <= rows <= width for rows in tree.calls)
    if not all(hypothesis.finished for hypothesis in found):
        assert len(tree.calls) == max_length

    tree.calls.clear()
    greedy = greedy_search(tree.step, tree.state, START, END, max_length)
    assert tree.calls == [1] * (len(greedy.tokens) + greedy.finished)


def test_finished_hypotheses_are_not_asked_about():
    asked = []

    def step(tokens, state):
        asked.append(tokens.tolist())
        return np.log([[0.001, 0.4, 0.35, 0.249]] * len(tokens)), state

    beam_search(step, None, START, END, max_length=3, width=3)
    assert asked[:2] == [[START], [2, 3]]  # the third slot holds END alone


Pair = namedtuple("Pair", ["h", "c"])


@pytest.mark.parametrize(
    ("wrap", "unwrap"),
    [
        (lambda prefix: prefix, lambda state: state),
        (lambda prefix: prefix[:, None, None], lambda state: state[:, 0, 0]),
        (lambda prefix: (prefix, -prefix), lambda state: np.where(state[0] == -state[1], state[0], 0)),
        (lambda prefix: [prefix[:, None]], lambda state: state[0][:, 0]),
        (lambda prefix: {"h": prefix}, lambda state: state["h"]),
        (lambda prefix: {"decoder": [(prefix * 2, None), {}]}, lambda state: state["decoder"][0][0] // 2),
        (lambda prefix: Pair(prefix, prefix), lambda state: state.c),
    ],
    ids=["array", "3-d array", "tuple", "list", "dict", "nested", "named tuple"],
)
def test_states_of_every_kind_follow_their_hypotheses(wrap, unwrap):
    """Planted bug: the beam's state is not re-indexed."""
    for seed in range(20):
        tree = Tree(seed, vocabulary_size=4, depth=4)

        def step(tokens, state, tree=tree):
            assert type(state) is type(wrap(tree.state))
            log_probs, prefixes = tree.step(tokens, unwrap(state))
            return log_probs, wrap(prefixes)

        found = beam_search(step, wrap(tree.state), START, END, 4, width=3)
        assert_same(found, reference_beam_search(tree, 4, 3, 0.0))


def test_end_is_counted_and_not_shown():
    def step(tokens, state):
        return np.log([[0.1, 0.9]]), state

    only_end = Hypothesis([], np.log(0.9), finished=True)
    assert greedy_search(step, None, START, END, 1) == only_end
    assert beam_search(step, None, START, END, 1, width=1) == [only_end]
    assert sample(step, None, START, END, 1, temperature=1e-3) == only_end


def test_without_end_max_length_tokens_come():
    def step(tokens, state):
        return np.log([[0.25, 0.75]] * len(tokens)), state

    assert greedy_search(step, None, START, None, 5).tokens == [1] * 5
    assert len(sample(step, None, START, None, 5, seed=0).tokens) == 5
    found = beam_search(step, None, START, None, 5, width=3)
    assert [hypothesis.finished for hypothesis in found] == [False] * 3
    assert found[0].tokens == [1] * 5


def test_ties_go_to_the_better_parent_and_then_to_the_smaller_id():
    def even(tokens, state):
        return np.log(np.full((len(tokens), 4), 0.25)), state

    assert greedy_search(even, None, START, 3, 3).tokens == [0, 0, 0]
    found = beam_search(even, None, START, 3, 2, width=6)
    # END alone (id 3) beats any pair of tokens; then come the children of 0, then of 1, smaller ids first.
    assert [h.tokens for h in found] == [[], [0, 0], [0, 1], [0, 2], [0], [1, 0]]

    def crossing(tokens, state):  # 0 then 1, and 1 then 0, are equally probable: 0.6 * 0.4
        return np.log(np.array([[0.6, 0.4, 0.0], [0.6, 0.4, 0.0]])[tokens] + 1e-9), state

    found = beam_search(crossing, None, START, 2, 2, width=3)
    assert [h.tokens for h in found] == [[0, 0], [0, 1], [1, 0]]


@property_test
@given(trees, st.integers(1, 4), st.integers(1, 6), st.sampled_from([0.0, 1.0]), st.integers(0, 10**6))
def test_many_ties_are_broken_as_defined(tree, max_length, width, length_penalty, seed):
    # Whole numbers add up exactly, so that different paths have equal scores.
    tree.log_probs = -np.random.default_rng(seed).integers(1, 3, tree.log_probs.shape).astype(float)
    found = beam_search(tree.step, tree.state, START, END, max_length, width, length_penalty)
    assert found == reference_beam_search(tree, max_length, width, length_penalty)
    greedy = greedy_search(tree.step, tree.state, START, END, max_length)
    assert beam_search(tree.step, tree.state, START, END, max_length, 1) == [greedy]


def test_the_length_penalty_favours_longer_hypotheses():
    probabilities = np.array([[1e-9, 0.45, 0.55], [1e-9, 1 - 2e-9, 1e-9], [1e-9, 0.8, 0.2]])

    def step(tokens, state):  # END at once: 0.45; token 2 and END: 0.44
        return np.log(probabilities[tokens]), state

    assert beam_search(step, None, START, END, 3, width=4)[0].tokens == []
    assert beam_search(step, None, START, END, 3, width=4, length_penalty=1.0)[0].tokens == [2]


def test_finished_hypotheses_can_be_overtaken():
    def step(tokens, state):  # END at once is the worst of three; its place goes to better pairs
        return np.log([[0.49, 0.02, 0.49]] * len(tokens)), state

    found = beam_search(step, None, START, END, 2, width=3)
    assert [h.tokens for h in found] == [[0, 0], [0, 2], [2, 0]]


def test_dead_ends_are_dropped():
    table = np.log(np.array([[0, 0, 0.9, 0.1], [1, 0, 0, 0], [0, 0, 0, 0], [0, 1.0, 0, 0]]) + 1e-300)
    table[table < -600] = -np.inf

    def step(tokens, state):  # after the probable 2 nothing is possible
        return table[tokens], state

    assert [h.tokens for h in beam_search(step, None, START, END, 3, width=2)] == [[3]]
    with pytest.raises(ValueError, match="-inf everywhere"):
        beam_search(step, None, START, END, 3, width=1)
    with pytest.raises(ValueError, match="-inf everywhere"):
        greedy_search(step, None, START, END, 3)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_sampled_frequencies_match_the_probabilities(temperature):
    probabilities = np.array([0.05, 0.15, 0.3, 0.5, 0.0])

    def step(tokens, state):
        with np.errstate(divide="ignore"):
            return np.log(probabilities[np.newaxis]), state

    draws = sample(step, None, START, None, 20_000, temperature, seed=1)
    observed = np.bincount(draws.tokens, minlength=5)
    expected = probabilities ** (1 / temperature)
    expected *= len(draws.tokens) / expected.sum()
    assert observed[4] == 0
    chi_square = np.sum((observed - expected)[:4] ** 2 / expected[:4])
    assert chi_square < 16.27  # the 0.999 quantile with 3 degrees of freedom
    # The log-probability is the model's own, whatever the temperature.
    np.testing.assert_allclose(draws.log_probability, observed[:4] @ np.log(probabilities[:4]), rtol=1e-9)


@property_test
@given(trees, st.integers(1, 4), st.integers(0, 1000), st.floats(0.2, 5))
def test_samples_are_sequences_of_the_tree_and_seeds_repeat_them(tree, max_length, seed, temperature):
    drawn = sample(tree.step, tree.state, START, END, max_length, temperature, seed)
    assert drawn == sample(tree.step, tree.state, START, END, max_length, temperature, seed)
    by_tokens = {(tuple(h.tokens), h.finished): h for h in tree.all_sequences(max_length)}
    assert_same([drawn], [by_tokens[tuple(drawn.tokens), drawn.finished]])


@property_test
@given(trees, st.integers(1, 4), st.integers(2, 5))
def test_a_beam_is_sorted_and_float32_is_summed_in_float64(tree, max_length, width):
    tree.log_probs = tree.log_probs.astype(np.float32)
    found = beam_search(tree.step, tree.state, START, END, max_length, width)
    assert all(a.log_probability >= b.log_probability for a, b in pairwise(found))
    assert_same(found, reference_beam_search(tree, max_length, width, 0.0))


def fixed(*rows):
    return lambda tokens, state: (np.array(rows), state)


def searches(step, state=None, start=START, end=END, max_length=3):
    yield lambda: greedy_search(step, state, start, end, max_length)
    yield lambda: beam_search(step, state, start, end, max_length, width=2)
    yield lambda: sample(step, state, start, end, max_length, seed=0)


good = fixed([-1.0, -1.0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"step": fixed([-np.inf, -np.inf])}, "log_probs that are -inf everywhere"),
        ({"step": fixed([np.nan, -1.0])}, "got inf or NaN"),
        ({"step": fixed([np.inf, -1.0])}, "got inf or NaN"),
        ({"step": fixed(-1.0, -1.0)}, r"step must return log_probs \(1, V\); got shape \(2,\)"),
        ({"step": fixed([-1.0], [-1.0])}, r"step must return log_probs \(1, V\); got shape \(2, 1\)"),
        ({"step": good, "end": 2}, "end must lie between 0 and 1; got 2"),
        ({"step": good, "end": -1}, "end must lie between 0 and 1; got -1"),
        ({"step": good, "start": "<start>"}, "start must be a token id; got '<start>'"),
        ({"step": good, "max_length": 0}, "max_length must be an integer of at least 1; got 0"),
        ({"step": good, "max_length": 2.5}, "max_length must be an integer of at least 1; got 2.5"),
        ({"step": good, "state": np.zeros((2, 3))}, r"state must hold arrays \(1, ...\)"),
        ({"step": good, "state": {"h": np.zeros(())}}, r"state must hold arrays \(1, ...\)"),
    ],
)
def test_bad_input_is_named(arguments, message):
    for search in searches(**arguments):
        with pytest.raises(ValueError, match=message):
            search()


def test_bad_width_penalty_temperature_and_state():
    with pytest.raises(ValueError, match="width must be an integer of at least 1; got 0"):
        beam_search(good, None, START, END, 3, width=0)
    with pytest.raises(ValueError, match="length_penalty must be a finite number; got nan"):
        beam_search(good, None, START, END, 3, width=1, length_penalty=np.nan)
    for temperature in (0, -1.0, np.inf, np.nan):
        with pytest.raises(ValueError, match="temperature must be positive and finite; got"):
            sample(good, None, START, END, 3, temperature=temperature)
    with pytest.raises(
        ValueError, match=r"state must hold arrays \(1, ...\), one row a hypothesis; got \(4,\)"
    ):
        beam_search(
            lambda tokens, state: (np.array([[-1.0, -1.0]]), np.zeros(4)), None, START, END, 3, width=2
        )
