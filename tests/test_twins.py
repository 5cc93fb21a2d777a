"""Which sentences have a twin that no bag of pairs tells apart: the rule against all of them."""

from collections import defaultdict
from itertools import pairwise, product

import pytest

from course_utils.tasks.lesson_02 import TWINS, has_twin


@pytest.mark.parametrize(("size", "longest"), [(2, 9), (3, 7), (4, 6)])
def test_a_sentence_has_a_twin_exactly_where_the_rule_says_so(size, longest):
    for length in range(2, longest + 1):
        alike = defaultdict(list)
        for words in product(range(size), repeat=length):
            alike[tuple(sorted(pairwise(words)))].append(list(words))
        for group in alike.values():
            assert {has_twin(words) for words in group} == {len(group) > 1}, group


def test_our_twins_have_a_twin():
    assert all(has_twin(sentence.split()) for sentence in TWINS.reference)
