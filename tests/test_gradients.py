"""Gradients: definitions against closed forms, the printed row, and clipping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from course_utils.gradients import (
    clip_by_global_norm,
    clip_by_norm,
    compare,
    complex_step_gradient,
    numerical_gradient,
)

property_test = settings(deadline=None, derandomize=True, max_examples=50)
shapes = array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=4)
small_arrays = arrays(np.float64, shapes, elements=st.floats(-2, 2))


def cubic_plus_tanh(x):
    return np.sum(x**3) + np.sum(np.tanh(x)) * np.sum(x)


def cubic_plus_tanh_gradient(x):
    return 3 * x**2 + (1 - np.tanh(x) ** 2) * np.sum(x) + np.sum(np.tanh(x))


def normwise_error(mine, reference):
    return np.abs(mine - reference).max() / max(np.abs(reference).max(), np.finfo(float).tiny)


@property_test
@given(small_arrays)
def test_numerical_gradient_equals_the_closed_form(x):
    gradient = numerical_gradient(cubic_plus_tanh, x)
    assert gradient.shape == x.shape
    np.testing.assert_allclose(gradient, cubic_plus_tanh_gradient(x), atol=1e-8)


@property_test
@given(small_arrays)
def test_complex_step_gradient_is_exact_to_machine_precision(x):
    gradient = complex_step_gradient(cubic_plus_tanh, x)
    assert gradient.shape == x.shape
    reference = cubic_plus_tanh_gradient(x)
    assert np.abs(gradient - reference).max() <= 1e-13 * max(np.abs(reference).max(), 1.0)


def test_complex_step_is_a_thousand_times_nearer_than_central_differences():
    x = np.linspace(-1.3, 1.1, 12).reshape(3, 4)
    reference = cubic_plus_tanh_gradient(x)
    assert normwise_error(complex_step_gradient(cubic_plus_tanh, x), reference) < 1e-15
    assert 1e-13 < normwise_error(numerical_gradient(cubic_plus_tanh, x), reference) < 1e-9


@pytest.mark.parametrize("gradient", [numerical_gradient, complex_step_gradient])
def test_x_is_left_unchanged(gradient):
    x = np.linspace(-1, 1, 6).reshape(2, 3)
    before = x.copy()

    def overwrites_its_argument(x):
        x *= 2
        return np.sum(x)

    np.testing.assert_allclose(gradient(overwrites_its_argument, x), np.full((2, 3), 2.0), rtol=1e-9)
    np.testing.assert_array_equal(x, before)

    def fails(x):
        x[...] = 0
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        gradient(fails, x)
    np.testing.assert_array_equal(x, before)


def test_float32_and_integer_points_are_worked_on_in_float64():
    for x in (np.array([1, 2], np.float32), np.array([1, 2]), [1, 2]):
        gradient = numerical_gradient(lambda x: np.sum(x**2), x)
        assert gradient.dtype == np.float64
        np.testing.assert_allclose(gradient, [2, 4], rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numerical_gradient(np.sum, [np.nan]), "x must be finite; got nan"),
        (
            lambda: numerical_gradient(np.sum, [1j]),
            "x must be an array of real numbers; got dtype complex128",
        ),
        (lambda: numerical_gradient(np.sum, [1.0], eps=0), "eps must be positive; got 0"),
        (lambda: numerical_gradient(lambda x: x, [1.0, 2.0]), r"f must return a scalar; .* shape \(2,\)"),
        (lambda: numerical_gradient(lambda x: 1j * x[0], [1.0]), "f must return a real number"),
        (lambda: complex_step_gradient(np.sum, [np.inf]), "x must be finite; got inf"),
        (lambda: complex_step_gradient(np.sum, [1.0], h=-1), "h must be positive; got -1"),
        (lambda: complex_step_gradient(lambda x: np.abs(x[0]), [1.0]), "f must return a complex number"),
        (lambda: compare("x", [1.0], [[1.0]]), r"mine must be \(1, 1\) to match the reference; got \(1,\)"),
        (lambda: compare("x", [1.0], [np.nan]), "reference must be finite; got nan"),
        (lambda: clip_by_norm([np.nan], 1.0), "grad must be finite; got nan"),
        (lambda: clip_by_norm([1.0], 0.0), "max_norm must be positive; got 0.0"),
        (lambda: clip_by_norm([1.0], np.nan), "max_norm must be positive; got nan"),
        (lambda: clip_by_global_norm([[1.0], [np.inf]], 1.0), r"grads\[1\] must be finite; got inf"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_compare_is_normwise_and_prints_one_row(capsys):
    reference = np.array([[1e-12, 100.0], [3.0, 4.0]])
    mine = reference.copy()
    mine[0, 0] += 1e-6  # a million times its own entry, but 1e-8 of the largest
    assert compare("kernel", mine, reference) is True
    assert compare("kernel", mine, reference, rtol=1e-9) is False
    rows = capsys.readouterr().out.splitlines()
    assert rows == [
        "kernel              equal to rounding",  # no number: rounding differs between machines
        "kernel              differs: 1.0e-06 at (0, 0)",
    ]


def test_compare_finds_a_nan_and_knows_zeros(capsys):
    assert compare("h", [1.0, np.nan, 5.0], [1.0, 2.0, 3.0]) is False
    assert "nan at (1)" in capsys.readouterr().out
    assert compare("zeros", np.zeros(3), np.zeros(3)) is True
    assert capsys.readouterr().out == "zeros               exact\n"
    assert compare("zeros", np.full(3, 1e-30), np.zeros(3)) is False
    assert compare("empty", np.zeros((0, 2)), np.zeros((0, 2))) is True
    assert compare("scalar", 1.0, 2.0) is False
    assert compare("booleans", [True, False], [True, True]) is False


@property_test
@given(st.lists(small_arrays, min_size=1, max_size=4), st.floats(0.01, 20))
def test_global_norm_is_at_most_the_limit_and_the_direction_is_kept(grads, max_norm):
    before = [grad.copy() for grad in grads]
    clipped = clip_by_global_norm(grads, max_norm)
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    clipped_norm = np.sqrt(sum(np.sum(grad**2) for grad in clipped))
    np.testing.assert_allclose(clipped_norm, min(norm, max_norm), rtol=1e-12)
    for grad, copy, old in zip(grads, clipped, before, strict=True):
        assert copy.shape == grad.shape
        assert not np.shares_memory(copy, grad)
        np.testing.assert_array_equal(grad, old)
        np.testing.assert_allclose(copy * norm, grad * clipped_norm, rtol=1e-9, atol=1e-12)


@property_test
@given(small_arrays, st.floats(0.01, 20))
def test_one_gradient_alone_is_the_global_norm_of_one(grad, max_norm):
    np.testing.assert_array_equal(clip_by_norm(grad, max_norm), clip_by_global_norm([grad], max_norm)[0])


def test_zero_exploding_and_float32_gradients():
    np.testing.assert_array_equal(clip_by_norm(np.zeros((2, 3)), 1.0), np.zeros((2, 3)))
    np.testing.assert_allclose(clip_by_norm(np.array([3e200, 4e200]), 1.0), [0.6, 0.8], rtol=1e-12)
    np.testing.assert_allclose(
        clip_by_norm(np.array([3e-200, 4e-200]), 1e-200), [0.6e-200, 0.8e-200], rtol=1e-12
    )
    single = clip_by_norm(np.array([3e30, 4e30], np.float32), 1.0)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, [0.6, 0.8], rtol=1e-6)
    assert clip_by_global_norm([], 1.0) == []
