"""Gradients checked by the definition of the derivative, compared entry by entry, and clipped."""

from collections.abc import Callable, Sequence

import numpy as np


def numerical_gradient(f: Callable, x, eps: float = 1e-5) -> np.ndarray:
    """Estimate the gradient of a scalar function by central differences.

    Each entry of `x` is moved by `eps` up and down: df/dx_k is about (f(x + eps) - f(x - eps)) / (2 eps).
    The error of the formula shrinks as eps², the rounding error grows as 1/eps; 1e-5 is near the best
    compromise.

    Parameters
    ----------
    f : callable
        From an array shaped like `x` to a real scalar.
    x : array_like
        Real array of any shape, worked on in float64.
    eps : float
        The step.

    Returns
    -------
    numpy.ndarray
        Float64, shaped like `x`. `f` gets copies: `x` never changes.

    Raises
    ------
    ValueError
        If `x` is not real and finite, `eps` not positive, or `f` returns no real scalar.

    Examples
    --------
    >>> numerical_gradient(lambda x: np.sum(x**3), [1.0, 2.0]).round(6)
    array([ 3., 12.])
    """
    x = _real_point(x)
    _check_positive("eps", eps)
    gradient = np.empty_like(x)
    for k in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[k] += eps
        down[k] -= eps
        step = up[k] - down[k]  # nearly 2 eps: x + eps was rounded to a floating-point number
        gradient[k] = (_scalar(f(up), "real") - _scalar(f(down), "real")) / step
    return gradient


def complex_step_gradient(f: Callable, x, h: float = 1e-30) -> np.ndarray:
    """Compute the gradient of a scalar function to machine precision, by a step along the imaginary axis.

    f(x + ih) = f(x) + ih f'(x) + O(h²), so Im f(x + ih) / h is f'(x): nothing is subtracted, and `h` may
    be so small that the rest vanishes. `f` must be made of analytic operations, without `abs` or `max`.

    Parameters
    ----------
    f : callable
        From a complex128 array shaped like `x` to a complex scalar.
    x : array_like
        Real array of any shape.
    h : float
        The step.

    Returns
    -------
    numpy.ndarray
        Float64, shaped like `x`. `f` gets copies: `x` never changes.

    Raises
    ------
    ValueError
        If `x` is not real and finite, `h` not positive, or `f` returns no complex scalar (somewhere
        it dropped the imaginary part).

    References
    ----------
    Squire and Trapp (1998), Using complex variables to estimate derivatives of real functions, SIAM Review
    40(1).

    Examples
    --------
    >>> complex_step_gradient(lambda x: np.sum(np.tanh(x)), [0.0, 0.5]) == 1 - np.tanh([0.0, 0.5]) ** 2
    array([ True,  True])
    """
    x = _real_point(x)
    _check_positive("h", h)
    gradient = np.empty_like(x)
    for k in np.ndindex(x.shape):
        shifted = x.astype(np.complex128)
        shifted[k] += 1j * h
        gradient[k] = _scalar(f(shifted), "complex").imag / h
    return gradient


def compare(name: str, mine, reference, rtol: float = 1e-7) -> bool:
    """Print one row that says how near an array is to its reference, and return whether it is near enough.

    The error is normwise: max|mine - reference| / max(max|reference|, tiny). An array is exact when every
    entry is equal, and equal to rounding when its error is at most `rtol`; otherwise the row names the
    largest difference and its place. In a list of rows, the first bad one is the first wrong line of the
    backward pass.

    Parameters
    ----------
    name : str
        What the row is about.
    mine, reference : array_like
        Arrays of one shape.
    rtol : float
        The tolerance.

    Returns
    -------
    bool
        Whether they are equal to rounding. A NaN in `mine` differs from anything.

    Raises
    ------
    ValueError
        If the shapes differ or the reference is not finite.

    Examples
    --------
    >>> compare("bias", [1.0, 2.0], [1.0, 2.0])
    bias                exact
    True
    >>> compare("kernel", [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.5, 4.0]])
    kernel              differs: 5.0e-01 at (1, 0)
    False
    """
    mine, reference = np.asarray(mine), np.asarray(reference)
    if mine.shape != reference.shape:
        raise ValueError(f"mine must be {reference.shape} to match the reference; got {mine.shape}")
    if not np.all(np.isfinite(reference)):
        raise ValueError(f"reference must be finite; got {reference[~np.isfinite(reference)][0]}")

    equal, verdict = True, "exact"
    if not np.array_equal(mine, reference):
        # Unsigned and boolean arrays have no useful difference of their own.
        differences = np.abs(mine.astype(np.result_type(mine, 1.0)) - reference)
        where = np.unravel_index(np.argmax(differences), mine.shape)  # argmax stops at a NaN
        scale = max(np.abs(reference).max(), np.finfo(np.float64).tiny)
        equal = bool(differences[where] <= rtol * scale)
        place = ", ".join(map(str, where))
        verdict = "equal to rounding" if equal else f"differs: {differences[where]:.1e} at ({place})"
    print(f"{name:<18}  {verdict}")
    return equal


def clip_by_norm(grad, max_norm: float) -> np.ndarray:
    """Return a copy of a gradient, shortened to `max_norm` where it is longer.

    Parameters
    ----------
    grad : array_like
        Finite array of any shape.
    max_norm : float
        The greatest Euclidean norm allowed.

    Returns
    -------
    numpy.ndarray
        The same shape and direction; a gradient within the limit keeps its values.

    Raises
    ------
    ValueError
        If `grad` is not finite or `max_norm` not positive.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, section 3.2.

    Examples
    --------
    >>> clip_by_norm([30.0, 40.0], max_norm=5.0)
    array([3., 4.])
    """
    (clipped,) = _clip({"grad": grad}, max_norm)
    return clipped


def clip_by_global_norm(grads: Sequence, max_norm: float) -> list[np.ndarray]:
    """Return copies of several gradients, shortened by one factor where their common norm exceeds `max_norm`.

    Parameters
    ----------
    grads : sequence of array_like
        Finite arrays of any shapes.
    max_norm : float
        The greatest norm allowed for all entries together.

    Returns
    -------
    list of numpy.ndarray
        Arrays of the same shapes; the joint direction is kept, which clipping each array by itself would
        not do.

    Raises
    ------
    ValueError
        If a gradient is not finite or `max_norm` not positive.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, section 3.2.

    Examples
    --------
    >>> clip_by_global_norm([np.array([3.0, 0.0]), np.array([[0.0, 4.0]])], max_norm=1.0)
    [array([0.6, 0. ]), array([[0. , 0.8]])]
    """
    return _clip({f"grads[{i}]": grad for i, grad in enumerate(grads)}, max_norm)


def _clip(grads: dict, max_norm: float) -> list[np.ndarray]:
    _check_positive("max_norm", max_norm)
    arrays = []
    for name, grad in grads.items():
        array = np.array(grad)
        if array.dtype.kind != "f":
            array = array.astype(np.float64)
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name} must be finite; got {array[~np.isfinite(array)][0]}")
        arrays.append(array)
    # Squares of exploding gradients overflow; squares of gradients over the largest entry do not.
    largest = max((float(np.abs(array).max(initial=0.0)) for array in arrays), default=0.0)
    if largest == 0.0:
        return arrays
    squares = sum(np.sum((array.astype(np.float64) / largest) ** 2) for array in arrays)
    relative_norm = float(np.sqrt(squares))
    if relative_norm <= max_norm / largest:
        return arrays
    return [(array / largest * (max_norm / relative_norm)).astype(array.dtype) for array in arrays]


def _real_point(x) -> np.ndarray:
    array = np.asarray(x)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"x must be an array of real numbers; got dtype {array.dtype}")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"x must be finite; got {array[~np.isfinite(array)][0]}")
    return array.astype(np.float64)


def _check_positive(name: str, value: float) -> None:
    if not value > 0:
        raise ValueError(f"{name} must be positive; got {value}")


def _scalar(value, kind: str):
    value = np.asarray(value)
    if value.shape != ():
        raise ValueError(f"f must return a scalar; got an array of shape {value.shape}")
    if np.iscomplexobj(value) != (kind == "complex"):
        raise ValueError(f"f must return a {kind} number here; got {value} of dtype {value.dtype}")
    return value[()]
