"""The GRU layer: an update gate z mixes the old state with a candidate, a reset gate r guards the candidate.

z, r = σ(x_t W + h_{t-1} U + b), each with columns of its own; h_t = z ⊙ h_{t-1} + (1 - z) ⊙ g. The
candidate g is tanh(x_t W + b + r ⊙ (h_{t-1} U + b')) where the reset comes after the product, as in Keras
by default, and tanh(x_t W + b + (r ⊙ h_{t-1}) U) where it comes before. In the weights the gates stand in
Keras's order z, r, h, where h is the candidate g.
"""

from dataclasses import dataclass

import numpy as np

from course_utils.recurrent.layer import (
    Layer,
    Trace,
    blocks,
    by_gate,
    sigmoid,
    swap_time_and_batch,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class GRUTrace(Trace):
    """What a GRU computed: besides ``h`` and ``state`` the gates and the candidate, each (N, T, H)."""

    z: np.ndarray
    r: np.ndarray
    g: np.ndarray
    gates: np.ndarray  # z, r, g in one array (3, T, N, H)
    resets: np.ndarray  # (T, N, H), what r was multiplied with


class GRU(Layer):
    """A gated recurrent unit layer with H units.

    Parameters
    ----------
    kernel : numpy.ndarray (D, 3H)
        Floating-point numbers in Keras's layout, gates z, r, h, like the other weights.
    recurrent_kernel : numpy.ndarray (H, 3H)
        What the state before is multiplied with.
    bias : numpy.ndarray (2, 3H) or (3H,), optional
        With `reset_after` one row for the inputs and one for the state, without it one for both; None: no
        bias.
    reset_after : bool
        Whether the reset gate comes after the product with the state, as in Keras, or before.
    go_backwards : bool
        The default of `forward`.

    Raises
    ------
    ValueError
        If a shape or dtype is wrong or there is a NaN.

    References
    ----------
    Cho et al. (2014), Learning phrase representations using RNN encoder-decoder.

    Examples
    --------
    >>> gru = GRU.initialize(input_dim=3, units=2)
    >>> trace = gru.forward(np.zeros((5, 4, 3)))
    >>> trace.z.shape, trace.state.shape
    ((5, 4, 2), (5, 2))
    >>> gru.backward(trace, dh=np.ones((5, 4, 2))).bias.shape
    (2, 6)
    """

    gates = 3
    trace_class = GRUTrace
    keras_options = ("reset_after",)
    keras_constants = (*Layer.keras_constants, ("activation", "tanh"), ("recurrent_activation", "sigmoid"))

    def __init__(self, kernel, recurrent_kernel, bias=None, reset_after=True, *, go_backwards=False):
        self.reset_after = bool(reset_after)
        super().__init__(kernel, recurrent_kernel, bias, go_backwards=go_backwards)

    def step(self, x, state):
        """Return the state after one step: h' = z ⊙ h + (1 - z) ⊙ g.

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
        >>> gru = GRU(np.zeros((3, 6)), np.zeros((2, 6)))
        >>> gru.step(np.ones((1, 3)), np.array([[2.0, 4.0]]))  # z is ½, the candidate 0
        array([[1., 2.]])
        """
        x, (h,) = self._step_arguments(x, state)
        z, _, g, _ = self._gates(x, h)
        return z * h + (1 - z) * g

    def _step_back(self, x, states, dstates):
        (h_before,), (dh,) = states, dstates
        z, r, g, guarded = self._gates(x, h_before)

        dz_z = dh * (h_before - g) * z * (1 - z)
        dz_g = dh * (1 - z) * (1 - g**2)
        if self.reset_after:
            dz_r = dz_g * guarded * r * (1 - r)
            of_x = np.concatenate([dz_z, dz_r, dz_g], axis=1)
            of_h = np.concatenate([dz_z, dz_r, dz_g * r], axis=1)
            d_recurrent = h_before.T @ of_h
            d_before = of_h @ self.recurrent_kernel.T
            d_bias = np.stack([of_x.sum(axis=0), of_h.sum(axis=0)])
        else:
            u_z, u_r, u_g = np.split(self.recurrent_kernel, 3, axis=1)
            d_guarded = dz_g @ u_g.T  # of r ⊙ h
            dz_r = d_guarded * h_before * r * (1 - r)
            of_x = np.concatenate([dz_z, dz_r, dz_g], axis=1)
            shares = [h_before.T @ dz_z, h_before.T @ dz_r, (r * h_before).T @ dz_g]
            d_recurrent = np.concatenate(shares, axis=1)
            d_before = dz_z @ u_z.T + dz_r @ u_r.T + d_guarded * r
            d_bias = of_x.sum(axis=0)
        return of_x, d_recurrent, d_bias, [d_before + dh * z]

    def _gates(self, x, h):
        """Return z, r, g, each (N, H), and what r was multiplied with."""
        x_z, x_r, x_g = np.split(x @ self.kernel + self._input_bias(), 3, axis=1)
        if self.reset_after:
            h_z, h_r, h_g = np.split(h @ self.recurrent_kernel + self._recurrent_bias(), 3, axis=1)
            z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
            return z, r, np.tanh(x_g + r * h_g), h_g
        u_z, u_r, u_g = np.split(self.recurrent_kernel, 3, axis=1)
        z, r = sigmoid(x_z + h @ u_z), sigmoid(x_r + h @ u_r)
        return z, r, np.tanh(x_g + (r * h) @ u_g), h

    def _bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def _input_bias(self):
        if self.bias is None:
            return 0
        return self.bias[0] if self.reset_after else self.bias

    def _recurrent_bias(self):
        """Return the bias (3H,) inside the product with the state."""
        if self.bias is None or not self.reset_after:
            return np.zeros(3 * self.units, self.kernel.dtype)
        return self.bias[1]

    def _run(self, sequence):
        (h,) = sequence.empty_states()
        t, n, units = h[1:].shape
        gates = np.empty((3, t, n, units), h.dtype)
        resets = np.empty((t, n, units), h.dtype)
        of_state = np.empty((3, n, units), h.dtype)
        of_reset = np.empty((n, units), h.dtype)

        # σ(z) = ½ + ½ tanh(½ z): the weights of z and r are halved here, once.
        half = np.array([0.5, 0.5, 1], h.real.dtype).reshape(3, 1, 1)
        recurrent_bias = self._recurrent_bias()
        kernel = by_gate(self._kernel_and_bias(h.dtype), 3)
        kernel[:2, -1] += recurrent_bias[: 2 * units].reshape(2, units)
        kernel *= half
        recurrent_kernel = by_gate(self.recurrent_kernel.astype(h.dtype), 3) * half
        candidate_bias = recurrent_bias[2 * units :]

        steps = list(zip(gates.swapaxes(0, 1), resets, h[:-1], h[1:], sequence.masked_steps, strict=True))
        for block in blocks(t, gates[:, 0].nbytes):
            rows = sequence.inputs[block].reshape(-1, self.input_dim + 1)
            np.matmul(rows, kernel, out=gates[:, block].reshape(3, len(rows), units))
            for now, reset, h_before, h_now, masked in steps[block]:
                open_gates = now[:2]
                z, r, g = now
                if self.reset_after:
                    np.matmul(h_before, recurrent_kernel, out=of_state)
                    np.add(of_state[2], candidate_bias, out=reset)
                else:
                    np.matmul(h_before, recurrent_kernel[:2], out=of_state[:2])
                    reset[...] = h_before
                open_gates += of_state[:2]
                np.tanh(open_gates, out=open_gates)
                open_gates *= 0.5
                open_gates += 0.5
                np.multiply(r, reset, out=of_reset)
                if self.reset_after:
                    g += of_reset
                else:
                    np.matmul(of_reset, recurrent_kernel[2], out=of_state[2])
                    g += of_state[2]
                np.tanh(g, out=g)
                np.subtract(h_before, g, out=h_now)  # z h + (1 - z) g = z (h - g) + g
                h_now *= z
                h_now += g
                if masked is not None:
                    np.copyto(h_now, h_before, where=masked)

        if sequence.masked is not None:
            np.copyto(gates, 0, where=sequence.masked)
        z, r, g = (swap_time_and_batch(gate) for gate in gates)
        return [h], {"z": z, "r": r, "g": g, "gates": gates, "resets": resets}

    def _run_back(self, trace, dh, dstate, sums):
        (h,), gates, resets = trace.states, trace.gates, trace.resets
        (dh_now,) = dstate
        dtype = dh_now.dtype
        _, t, n, units = gates.shape
        recurrent_kernel = self.recurrent_kernel.T.astype(dtype)
        dh_before, d_reset = np.empty((2, n, units), dtype)
        masked = trace.sequence.masked
        masked_steps = trace.sequence.masked_steps

        all_blocks = blocks(t, gates[:, 0].nbytes)
        longest = all_blocks[0].stop
        slopes = np.empty((3, longest, n, units), dtype)
        dz = np.empty((longest, n, 3 * units), dtype)  # at the product of the inputs
        du = np.empty((longest, n, 3 * units), dtype)  # at the product of the state
        z_and_r, candidate = slice(2 * units), slice(2 * units, None)
        recurrent_bias = np.zeros(3 * units, dtype)

        for block in reversed(all_blocks):
            size = block.stop - block.start
            self._local_derivatives(gates[:, block], h[block], resets[block], out=slopes[:, :size])
            if masked is not None:
                np.copyto(slopes[:, :size], 0, where=masked[block])
            for k in reversed(range(size)):
                now = block.start + k
                z, r = gates[0, now], gates[1, now]
                d_z, d_r, d_g = (du[k][:, gate * units : (gate + 1) * units] for gate in range(3))
                d_candidate = dz[k][:, candidate]
                dh_now += dh[now]
                np.multiply(dh_now, slopes[0, k], out=d_z)
                np.multiply(dh_now, slopes[2, k], out=d_candidate)
                if self.reset_after:
                    np.multiply(d_candidate, slopes[1, k], out=d_r)
                    np.multiply(d_candidate, r, out=d_g)
                    np.matmul(du[k], recurrent_kernel, out=dh_before)
                else:
                    np.matmul(d_candidate, recurrent_kernel[candidate], out=d_reset)
                    np.multiply(d_reset, slopes[1, k], out=d_r)
                    np.matmul(du[k][:, z_and_r], recurrent_kernel[z_and_r], out=dh_before)
                    d_reset *= r
                    dh_before += d_reset
                if masked_steps[now] is None:
                    dh_now *= z
                else:
                    np.multiply(dh_now, z, out=dh_now, where=~masked_steps[now])
                dh_now += dh_before
            dz[:size, :, z_and_r] = du[:size, :, z_and_r]
            sums.add_inputs(block, dz[:size])
            if self.reset_after:
                sums.add_recurrent(h[block], du[:size])
                recurrent_bias += du[:size].sum(axis=(0, 1))
            else:
                sums.add_recurrent(h[block], dz[:size, :, z_and_r], columns=z_and_r)
                sums.add_recurrent(gates[1, block] * h[block], dz[:size, :, candidate], columns=candidate)
        if self.reset_after:
            sums.recurrent_bias = recurrent_bias
        return [dh_now]

    @staticmethod
    def _local_derivatives(gates, h_before, resets, out):
        """Write what needs no later step, for a block: ∂h/∂z of z, ∂(r ⊙ reset)/∂z of r, ∂h/∂z of g."""
        z, _, g = gates
        np.subtract(1, gates, out=out)
        np.multiply(out[:2], gates[:2], out=out[:2])  # σ' = σ (1 - σ)
        out[0] *= h_before - g
        out[1] *= resets
        np.multiply(g, g, out=out[2])  # tanh' = 1 - tanh²
        np.subtract(1, out[2], out=out[2])
        out[2] *= 1 - z
