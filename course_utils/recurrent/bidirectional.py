"""Two recurrent layers over the same input, one in each direction, and their outputs merged."""

from dataclasses import dataclass

import numpy as np

from course_utils import shapes
from course_utils.recurrent.layer import Layer, Trace, check_own_trace
from course_utils.recurrent.lstm import LSTM

MERGES = ("concat", "sum", "mul", "ave")


@dataclass(frozen=True, eq=False)
class BidirectionalTrace:
    """What both halves computed, each in its own order; ``h`` is merged in input order."""

    layer: object  # the Bidirectional that ran
    forward: Trace
    backward: Trace
    h: np.ndarray
    state: tuple
    masked: np.ndarray | None  # (N, T, 1), True where h was set to 0


@dataclass(frozen=True, eq=False)
class BidirectionalGradients:
    """Gradients of a loss: each half's own, and those of the input that both read."""

    forward: object
    backward: object
    x: np.ndarray
    initial_state: tuple


class Bidirectional:
    """One layer that reads from first to last, one from last to first; their outputs stand side by side.

    States, ``dstate`` and gradients of the initial state are pairs (forward, backward).

    Parameters
    ----------
    forward_layer, backward_layer : Layer
        Recurrent layers of this package with the same D.
    merge : {"concat", "sum", "mul", "ave"}
        How the outputs of the halves become one.
    zero_output_for_mask : bool
        Whether the output of masked steps is 0, as in Keras's layer of this name where it returns sequences;
        without it each half repeats its output there.

    Raises
    ------
    ValueError
        If the layers do not fit together.

    References
    ----------
    Schuster and Paliwal (1997), Bidirectional recurrent neural networks.

    Examples
    --------
    >>> both = Bidirectional.initialize(input_dim=3, units=2)
    >>> trace = both.forward(np.zeros((5, 4, 3)))
    >>> trace.h.shape, trace.backward.h.shape
    ((5, 4, 4), (5, 4, 2))
    >>> both.backward(trace, dh=np.ones((5, 4, 4))).forward.kernel.shape
    (3, 8)
    """

    trace_class = BidirectionalTrace

    def __init__(self, forward_layer, backward_layer, merge="concat", *, zero_output_for_mask=False):
        for name, layer in (("forward_layer", forward_layer), ("backward_layer", backward_layer)):
            if not isinstance(layer, Layer):
                raise ValueError(f"{name} must be a recurrent layer; got {type(layer).__name__}")
        if forward_layer.go_backwards:
            raise ValueError("forward_layer must read forwards; got one with go_backwards=True")
        if merge not in list(MERGES):
            raise ValueError(f"merge must be one of {', '.join(MERGES)}; got {merge!r}")
        one, other = forward_layer.kernel.shape, backward_layer.kernel.shape
        if forward_layer.input_dim != backward_layer.input_dim:
            raise ValueError(
                f"backward_layer must have D = {one[0]} to match forward_layer; got kernel {other}"
            )
        if merge != "concat" and forward_layer.units != backward_layer.units:
            units = forward_layer.units
            got = backward_layer.units
            raise ValueError(f"backward_layer must have {units} units for merge {merge!r}; got {got}")
        self.forward_layer = forward_layer
        self.backward_layer = backward_layer
        self.merge = merge
        self.zero_output_for_mask = bool(zero_output_for_mask)

    @classmethod
    def initialize(cls, input_dim, units, seed=0, dtype=np.float64, layer=LSTM, merge="concat", **options):
        """Return two halves of one kind, each initialised by itself.

        Parameters
        ----------
        input_dim, units, seed, dtype
            As in ``LSTM.initialize``; the halves draw different weights.
        layer : type
            The kind of both halves: SimpleRNN, GRU or LSTM.
        merge : {"concat", "sum", "mul", "ave"}
            How their outputs become one.
        **options
            The constructor's of `layer`.

        Returns
        -------
        Bidirectional
            Its halves have `units` units each.

        Raises
        ------
        ValueError
            If a size is not a positive integer or an option is unknown.

        Examples
        --------
        >>> Bidirectional.initialize(input_dim=3, units=2, merge="sum").forward_layer.units
        2
        """
        seeds = np.random.SeedSequence(seed).spawn(2)
        halves = [layer.initialize(input_dim, units, seed, dtype, **options) for seed in seeds]
        return cls(*halves, merge=merge)

    @classmethod
    def from_keras(cls, keras_layer, dtype=None):
        """Return a layer with the weights and options of a built Keras ``Bidirectional``.

        Parameters
        ----------
        keras_layer : keras.layers.Bidirectional
            Around a SimpleRNN, GRU or LSTM; it has weights.
        dtype : dtype, optional
            Converts the weights; None keeps Keras's.

        Returns
        -------
        Bidirectional
            With copies of the weights.

        Raises
        ------
        ValueError
            If it is another kind of layer, not built, or, naming the option, has what this layer lacks.

        Examples
        --------
        >>> from course_utils.training import keras
        >>> theirs = keras.layers.Bidirectional(keras.layers.GRU(2, return_sequences=True))
        >>> theirs.build((None, None, 3))
        >>> Bidirectional.from_keras(theirs).backward_layer.units
        2
        """
        if not hasattr(keras_layer, "forward_layer") or not hasattr(keras_layer, "merge_mode"):
            raise ValueError(f"keras_layer must be Keras's Bidirectional; got {type(keras_layer).__name__}")
        if keras_layer.merge_mode not in list(MERGES):
            raise ValueError(
                f"keras_layer has merge_mode={keras_layer.merge_mode!r}; known: {', '.join(MERGES)}"
            )
        kinds = {kind.__name__: kind for kind in Layer.__subclasses__()}
        halves = []
        for half in (keras_layer.forward_layer, keras_layer.backward_layer):
            name = type(half).__name__
            if name not in kinds:
                raise ValueError(f"keras_layer must wrap one of {', '.join(kinds)}; got {name}")
            halves.append(kinds[name]._copy_of(half, dtype))
        zero_output = keras_layer.forward_layer.zero_output_for_mask
        return cls(*halves, merge=keras_layer.merge_mode, zero_output_for_mask=zero_output)

    def forward(self, x, initial_state=None, mask=None):
        """Run both halves over a batch of sequences and return their traces and the merged output.

        Parameters
        ----------
        x : numpy.ndarray (N, T, D)
            Floating-point numbers.
        initial_state : pair, optional
            Of what the halves take; None is 0.
        mask : numpy.ndarray of bool (N, T), optional
            True at real steps.

        Returns
        -------
        BidirectionalTrace
            ``trace.h`` is (N, T, 2H) for "concat", (N, T, H) otherwise, in input order.

        Raises
        ------
        ValueError
            If a half refuses what it is given, or `initial_state` is no pair.

        Examples
        --------
        >>> both = Bidirectional.initialize(input_dim=3, units=2, merge="ave")
        >>> both.forward(np.zeros((5, 4, 3))).h.shape
        (5, 4, 2)
        """
        one, other = self._pair("initial_state", initial_state)
        forward = self.forward_layer.forward(x, one, mask, go_backwards=False)
        backward = self.backward_layer.forward(x, other, mask, go_backwards=True)
        h = self._merged(forward.h, backward.h[:, ::-1])
        masked = None
        if self.zero_output_for_mask and mask is not None:
            masked = ~np.asarray(mask)[..., np.newaxis]
            h[np.broadcast_to(masked, h.shape)] = 0
        return BidirectionalTrace(self, forward, backward, h, (forward.state, backward.state), masked)

    def __call__(self, x, initial_state=None, mask=None):
        """Return the merged output of every step; takes what :meth:`forward` takes."""
        return self.forward(x, initial_state, mask).h

    def backward(self, trace, dh, dstate=None):
        """Return the gradients of a loss.

        Parameters
        ----------
        trace : BidirectionalTrace
            What `forward` of this layer returned.
        dh : numpy.ndarray, shaped like ``trace.h``
            dL/d ``trace.h``, in input order.
        dstate : pair, like ``trace.state``, optional
            dL/d ``trace.state``; None is 0.

        Returns
        -------
        BidirectionalGradients
            Those of both halves, of ``x``, and of the initial states.

        Raises
        ------
        ValueError
            If the trace is another layer's, a shape or dtype is wrong, or there is a NaN.

        Examples
        --------
        >>> both = Bidirectional.initialize(input_dim=3, units=2)
        >>> trace = both.forward(np.zeros((5, 4, 3)))
        >>> both.backward(trace, dh=np.ones((5, 4, 4))).x.shape
        (5, 4, 3)
        """
        check_own_trace(self, trace)
        dh = shapes.as_floating("dh", dh)
        shapes.check_shape("dh", dh, trace.h.shape, "to match trace.h")
        if trace.masked is not None:
            dh = np.where(trace.masked, 0, dh)
        d_one, d_other = self._split(dh, trace.forward.h, trace.backward.h[:, ::-1])
        one, other = self._pair("dstate", dstate)
        forward = self.forward_layer.backward(trace.forward, d_one, one)
        backward = self.backward_layer.backward(trace.backward, d_other[:, ::-1], other)
        initial_state = (forward.initial_state, backward.initial_state)
        return BidirectionalGradients(forward, backward, forward.x + backward.x, initial_state)

    def _merged(self, one, other):
        if self.merge == "concat":
            return np.concatenate([one, other], axis=2)
        if self.merge == "mul":
            return one * other
        return one + other if self.merge == "sum" else (one + other) / 2

    def _split(self, dh, one, other):
        """Return what ``dh`` of the merged output means for the outputs of the halves."""
        if self.merge == "concat":
            return dh[:, :, : one.shape[2]], dh[:, :, one.shape[2] :]
        if self.merge == "mul":
            return dh * other, dh * one
        return (dh, dh) if self.merge == "sum" else (dh / 2, dh / 2)

    @staticmethod
    def _pair(name, pair):
        if pair is None:
            return None, None
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(f"{name} must be a pair (forward, backward); got {type(pair).__name__}")
        return pair
