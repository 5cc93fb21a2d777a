"""The simple recurrent layer: h_t = φ(x_t W + h_{t-1} U + b)."""

import numpy as np

from course_utils.recurrent.layer import Layer, sigmoid


def relu(z, out=None):
    """Return max(z, 0), decided by the real part, so that complex steps pass."""
    out = np.array(z) if out is None else out
    np.copyto(out, 0, where=~(out.real > 0))
    return out


def linear(z, out=None):
    """Return z itself."""
    return z


# For each activation h = φ(z): φ, and its slope written with h.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "sigmoid": (sigmoid, lambda h: h * (1 - h)),
    "relu": (relu, lambda h: (h.real > 0).astype(h.dtype)),
    "linear": (linear, np.ones_like),
}


class SimpleRNN(Layer):
    """A recurrent layer with H units: every step's state is an activation of one sum of two products.

    Parameters
    ----------
    kernel : numpy.ndarray (D, H)
        Floating-point numbers in Keras's layout, like the other weights.
    recurrent_kernel : numpy.ndarray (H, H)
        What the state before is multiplied with.
    bias : numpy.ndarray (H,), optional
        None: no bias.
    activation : {"tanh", "relu", "sigmoid", "linear"}
        What is applied to the sum.
    go_backwards : bool
        The default of `forward`.

    Raises
    ------
    ValueError
        If a shape or dtype is wrong, there is a NaN, or the activation is another.

    References
    ----------
    Elman (1990), Finding structure in time.

    Examples
    --------
    >>> rnn = SimpleRNN(kernel=np.ones((3, 2)), recurrent_kernel=np.eye(2), bias=np.zeros(2))
    >>> trace = rnn.forward(np.zeros((5, 4, 3)))
    >>> trace.h.shape, trace.state.shape
    ((5, 4, 2), (5, 2))
    >>> rnn.backward(trace, dh=np.ones((5, 4, 2))).recurrent_kernel.shape
    (2, 2)
    """

    keras_options = ("activation",)

    def __init__(self, kernel, recurrent_kernel, bias=None, activation="tanh", *, go_backwards=False):
        if activation not in list(ACTIVATIONS):  # a list, because Keras's options need not be hashable
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {activation!r}")
        self.activation = activation
        super().__init__(kernel, recurrent_kernel, bias, go_backwards=go_backwards)

    def step(self, x, state):
        """Return the state after one step: φ(x W + h U + b).

        Parameters
        ----------
        x : numpy.ndarray (N, D)
            The input of the step.
        state : numpy.ndarray (N, H)
            The state h before it; None is 0.

        Returns
        -------
        numpy.ndarray (N, H)
            The state after it.

        Raises
        ------
        ValueError
            If a shape or dtype is wrong.

        Examples
        --------
        >>> rnn = SimpleRNN(np.array([[0.5]]), np.array([[2.0]]), activation="linear")
        >>> rnn.step(np.array([[1.0]]), np.array([[3.0]]))
        array([[6.5]])
        """
        x, (h,) = self._step_arguments(x, state)
        activate, _ = ACTIVATIONS[self.activation]
        return activate(x @ self.kernel + h @ self.recurrent_kernel + self._input_bias())

    def _step_back(self, x, states, dstates):
        (h_before,), (dh,) = states, dstates
        _, slope = ACTIVATIONS[self.activation]
        dz = dh * slope(self.step(x, h_before))
        return dz, h_before.T @ dz, dz.sum(axis=0), [dz @ self.recurrent_kernel.T]

    def _run(self, sequence):
        (h,) = sequence.empty_states()
        t, n, units = h[1:].shape
        activate, _ = ACTIVATIONS[self.activation]
        recurrent_kernel = self.recurrent_kernel.astype(h.dtype)
        product = np.empty((n, units), h.dtype)

        # The inputs' part of every z at once, written where its h will stand.
        inputs = sequence.inputs.reshape(t * n, -1)
        np.matmul(inputs, self._kernel_and_bias(h.dtype), out=h[1:].reshape(t * n, units))
        for before, now, masked in zip(h[:-1], h[1:], sequence.masked_steps, strict=True):
            np.matmul(before, recurrent_kernel, out=product)
            now += product
            activate(now, out=now)
            if masked is not None:
                np.copyto(now, before, where=masked)
        return [h], {}

    def _run_back(self, trace, dh, dstate, sums):
        (h,), (dstate,) = trace.states, dstate
        _, slope = ACTIVATIONS[self.activation]
        recurrent_kernel = self.recurrent_kernel.T.astype(dstate.dtype)
        before = np.empty_like(dstate)

        dz = slope(h[1:]).astype(dstate.dtype, copy=False)  # becomes dL/dz step by step
        if trace.sequence.masked is not None:
            np.copyto(dz, 0, where=trace.sequence.masked)
        steps = zip(dz, dh, trace.sequence.masked_steps, strict=True)
        for dz_now, dh_now, masked in reversed(list(steps)):
            dstate += dh_now
            dz_now *= dstate
            np.matmul(dz_now, recurrent_kernel, out=before)
            if masked is not None:
                np.copyto(before, dstate, where=masked)
            dstate, before = before, dstate

        sums.add_inputs(slice(None), dz)
        sums.add_recurrent(h[:-1], dz)
        return [dstate]
