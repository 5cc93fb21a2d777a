"""Sentences about several people: the grammar says who is meant, and the stored cells know it."""

import numpy as np
import pytest

from course_utils.datasets.subjects import (
    IN_ALL,
    NAMES,
    TRAINED_ON,
    WORDS,
    kinds_of_words,
    load_subject_cells,
    subject_sentences,
    word_rows,
)


def test_the_answer_is_the_last_name_that_is_not_greeted():
    texts, people = subject_sentences(500)
    assert len(set(texts)) == 500
    for text, person in zip(texts, people, strict=True):
        words = text.split()
        subjects = [
            word for word, kind in zip(words, kinds_of_words(words), strict=True) if kind == "subject"
        ]
        assert subjects[-1] == person
        assert words[0] in NAMES
        assert set(words) <= set(WORDS)
        assert words[-1] == "who"


def test_fewer_sentences_are_the_first_of_more():
    assert subject_sentences(7)[0] == subject_sentences(40)[0][:7]
    assert subject_sentences(7, seed=1)[0] != subject_sentences(7)[0]


@pytest.mark.parametrize("count", [0, IN_ALL + 1])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(ValueError, match="count must be from 1 to 4000"):
        subject_sentences(count)


def test_rows_are_one_hot_in_the_order_of_the_words():
    np.testing.assert_array_equal(word_rows(WORDS), np.eye(len(WORDS)))
    assert word_rows([]).shape == (0, len(WORDS))


def test_trained_cells_know_who_is_meant_and_untrained_ones_do_not():
    cells = load_subject_cells()
    texts, people = subject_sentences()
    found = {"trained": [], "untrained": []}
    for when, rates in found.items():
        for cell, (weights, bias) in zip(getattr(cells, when), cells.answers, strict=True):
            last = [
                cell(word_rows(text.split())[None])[0, -1] for text in texts[TRAINED_ON : TRAINED_ON + 200]
            ]
            named = np.array(NAMES)[(np.array(last) @ weights + bias).argmax(axis=1)]
            rates.append(np.mean(named == people[TRAINED_ON : TRAINED_ON + 200]))
    assert min(found["trained"]) > 0.99
    assert max(found["untrained"]) < 0.5
    assert cells.licence
    assert cells.source
