"""The LSTM layer: a cell state that gates write to, keep and read.

i, f, o = σ(x_t W + h_{t-1} U + b) and g = tanh(x_t W + h_{t-1} U + b), each with columns of its own;
c_t = f ⊙ c_{t-1} + i ⊙ g; h_t = o ⊙ tanh(c_t). In the weights the gates stand in Keras's order i, f, c, o,
where c is the candidate g.
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
class LSTMTrace(Trace):
    """What an LSTM computed: besides ``h`` and ``state`` the gates and the cell state, each (N, T, H)."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    gates: np.ndarray  # i, f, g, o in one array (4, T, N, H)


class LSTM(Layer):
    """A long short-term memory layer with H units; its state is the pair (h, c).

    Parameters
    ----------
    kernel : numpy.ndarray (D, 4H)
        Floating-point numbers in Keras's layout, gates i, f, c, o, like the other weights.
    recurrent_kernel : numpy.ndarray (H, 4H)
        What the output before is multiplied with.
    bias : numpy.ndarray (4H,), optional
        None: no bias.
    go_backwards : bool
        The default of `forward`.

    Raises
    ------
    ValueError
        If a shape or dtype is wrong or there is a NaN.

    References
    ----------
    Hochreiter and Schmidhuber (1997), Long short-term memory.
    Gers, Schmidhuber and Cummins (2000), Learning to forget: continual prediction with LSTM.

    Examples
    --------
    >>> lstm = LSTM.initialize(input_dim=3, units=2)
    >>> trace = lstm.forward(np.zeros((5, 4, 3)))
    >>> trace.f.shape, [state.shape for state in trace.state]
    ((5, 4, 2), [(5, 2), (5, 2)])
    >>> lstm.backward(trace, dh=np.ones((5, 4, 2))).bias.shape
    (8,)
    """

    gates = 4
    states = 2
    trace_class = LSTMTrace
    keras_constants = (*Layer.keras_constants, ("activation", "tanh"), ("recurrent_activation", "sigmoid"))

    def step(self, x, state):
        """Return the state after one step: c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c').

        Parameters
        ----------
        x : numpy.ndarray (N, D)
            The input of the step.
        state : pair of numpy.ndarray (N, H)
            The state (h, c) before it; None is 0.

        Returns
        -------
        tuple of numpy.ndarray (N, H)
            The state (h, c) after it.

        Raises
        ------
        ValueError
            If a shape or dtype is wrong.

        Examples
        --------
        >>> lstm = LSTM.initialize(input_dim=3, units=2)
        >>> h, c = lstm.step(np.zeros((5, 3)), (np.zeros((5, 2)), np.ones((5, 2))))
        >>> c[0].round(3)  # what the forget gate keeps at its initial bias 1
        array([0.731, 0.731])
        """
        x, (h, c) = self._step_arguments(x, state)
        i, f, g, o = self._gates(x, h)
        c = f * c + i * g
        h = o * np.tanh(c)
        return h, c

    def _step_back(self, x, states, dstates):
        (h_before, c_before), (dh, dc) = states, dstates
        i, f, g, o = self._gates(x, h_before)
        tanh_c = np.tanh(f * c_before + i * g)

        dc = dc + dh * o * (1 - tanh_c**2)
        dz_i = dc * g * i * (1 - i)
        dz_f = dc * c_before * f * (1 - f)
        dz_g = dc * i * (1 - g**2)
        dz_o = dh * tanh_c * o * (1 - o)
        dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
        return dz, h_before.T @ dz, dz.sum(axis=0), [dz @ self.recurrent_kernel.T, dc * f]

    def _gates(self, x, h):
        """Return i, f, g, o, each (N, H)."""
        z_i, z_f, z_g, z_o = np.split(
            x @ self.kernel + h @ self.recurrent_kernel + self._input_bias(), 4, axis=1
        )
        return sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)

    def _initial_bias(self):
        bias = np.zeros(self._bias_shape())
        bias[self.units : 2 * self.units] = 1  # the forget gate starts open: Jozefowicz et al. (2015)
        return bias

    def _run(self, sequence):
        h, c = sequence.empty_states()
        t, n, units = h[1:].shape
        gates = np.empty((4, t, n, units), h.dtype)
        z = np.empty((4, n, units), h.dtype)
        write, tanh_c = np.empty((2, n, units), h.dtype)

        # One tanh serves all gates: σ(z) = ½ + ½ tanh(½ z), and the candidate tanh(z) = 0 + 1 · tanh(1 · z).
        half = np.array([0.5, 0.5, 1, 0.5], h.real.dtype).reshape(4, 1, 1)
        rest = 1 - half
        kernel = by_gate(self._kernel_and_bias(h.dtype), 4) * half
        recurrent_kernel = by_gate(self.recurrent_kernel.astype(h.dtype), 4) * half

        steps = list(
            zip(gates.swapaxes(0, 1), h[:-1], h[1:], c[:-1], c[1:], sequence.masked_steps, strict=True)
        )
        for block in blocks(t, z.nbytes):
            rows = sequence.inputs[block].reshape(-1, self.input_dim + 1)
            np.matmul(rows, kernel, out=gates[:, block].reshape(4, len(rows), units))
            for now, h_before, h_now, c_before, c_now, masked in steps[block]:
                np.matmul(h_before, recurrent_kernel, out=z)
                z += now
                np.tanh(z, out=z)
                z *= half
                np.add(z, rest, out=now)
                i, f, g, o = now
                np.multiply(f, c_before, out=c_now)
                np.multiply(i, g, out=write)
                c_now += write
                np.tanh(c_now, out=tanh_c)
                np.multiply(o, tanh_c, out=h_now)
                if masked is not None:
                    np.copyto(h_now, h_before, where=masked)
                    np.copyto(c_now, c_before, where=masked)

        if sequence.masked is not None:
            np.copyto(gates, 0, where=sequence.masked)
        i, f, g, o = (swap_time_and_batch(gate) for gate in gates)
        named = {"i": i, "f": f, "g": g, "o": o, "c": swap_time_and_batch(c[1:])}
        return [h, c], {**named, "gates": gates}

    def _run_back(self, trace, dh, dstate, sums):
        (h, c), gates = trace.states, trace.gates
        dh_now, dc_now = dstate
        dtype = dh_now.dtype
        _, t, n, units = gates.shape
        recurrent_kernel = self.recurrent_kernel.T.astype(dtype)
        dh_before, through_h = np.empty((2, n, units), dtype)
        masked_steps = trace.sequence.masked_steps

        all_blocks = blocks(t, gates[:, 0].nbytes)
        longest = all_blocks[0].stop
        slopes = np.empty((4, longest, n, units), dtype)
        opening = np.empty((longest, n, units), dtype)
        dz = np.empty((longest, n, 4 * units), dtype)
        dz_by_gate = dz.reshape(longest, n, 4, units).swapaxes(1, 2)

        for block in reversed(all_blocks):
            size = block.stop - block.start
            self._local_derivatives(
                gates[:, block], c[block], c[1:][block], out=(slopes[:, :size], opening[:size])
            )
            for k in reversed(range(size)):
                now = block.start + k
                dh_now += dh[now]
                np.multiply(dh_now, opening[k], out=through_h)
                dc_now += through_h
                np.multiply(dc_now, slopes[:3, k], out=dz_by_gate[k, :3])
                np.multiply(dh_now, slopes[3, k], out=dz_by_gate[k, 3])
                np.matmul(dz[k], recurrent_kernel, out=dh_before)
                masked, f = masked_steps[now], gates[1, now]
                if masked is None:
                    dc_now *= f
                else:
                    np.copyto(dh_before, dh_now, where=masked)
                    np.multiply(dc_now, f, out=dc_now, where=~masked)
                dh_now, dh_before = dh_before, dh_now
            sums.add_inputs(block, dz[:size])
            sums.add_recurrent(h[block], dz[:size])
        return [dh_now, dc_now]

    @staticmethod
    def _local_derivatives(gates, c_before, c, out):
        """Write what needs no later step, for a block: ∂c/∂z of i, f, g and ∂h/∂z of o, and ∂h/∂c.

        The gates of masked steps are 0, and so are these.
        """
        slopes, opening = out
        i, _, g, o = gates
        np.tanh(c, out=opening)
        np.subtract(1, gates, out=slopes)
        slopes *= gates  # σ' = σ (1 - σ), for i, f and o
        slopes[0] *= g
        slopes[1] *= c_before
        slopes[3] *= opening
        np.multiply(g, g, out=slopes[2])  # tanh' = 1 - tanh²
        np.subtract(1, slopes[2], out=slopes[2])
        slopes[2] *= i
        opening *= opening
        np.subtract(1, opening, out=opening)
        opening *= o
