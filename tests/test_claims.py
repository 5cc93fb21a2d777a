"""A claim is printed when it holds and raised when it does not; only a truth value decides."""

import numpy as np
import pytest

from course_utils.claims import claim


@pytest.mark.parametrize("true", [True, np.True_, np.array([1, 2]).all()])
def test_a_true_claim_prints_one_line(true, capsys):
    assert claim("the loop equals Keras's layer", true) is None
    assert capsys.readouterr() == ("✓ the loop equals Keras's layer\n", "")


@pytest.mark.parametrize("false", [False, np.False_])
def test_a_false_claim_raises_with_the_same_words_and_prints_nothing(false, capsys):
    with pytest.raises(AssertionError, match=r"^the loop equals Keras's layer$"):
        claim("the loop equals Keras's layer", false)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        (np.array([True, True]), r"an array of shape \(2,\)"),
        (np.array(True), r"an array of shape \(\)"),
        (1, "1"),
        (0.5, "0.5"),
        (None, "None"),
        ("True", "'True'"),
    ],
)
def test_what_is_no_truth_value_is_refused(condition, what, capsys):
    with pytest.raises(ValueError, match=f"condition must be True or False; got {what}"):
        claim("something", condition)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["", " ", None, True])
def test_a_claim_has_words(text):
    with pytest.raises(ValueError, match="text must be the claim in words"):
        claim(text, True)
