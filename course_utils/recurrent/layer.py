"""What all recurrent layers share: weights, checks, masks, the direction of time, gradients of the input.

A cell is one subclass of ``Layer`` in one file: its equations in ``step``, the same for a whole sequence in
``_run`` and ``_run_back``.

Inside, time comes first, ``(T, N, H)``, in the order computed: one step is then one block of memory. Behind
the D features stands an input that is always 1, so that the bias is one more row of the kernel.
"""

from dataclasses import dataclass

import numpy as np

from course_utils import shapes


def sigmoid(z, out=None):
    """Return the logistic function 1 / (1 + exp(-z)) of an array: ½ + ½ tanh(z / 2), which cannot overflow.

    Parameters
    ----------
    z : numpy.ndarray
        Floating-point numbers, any shape.
    out : numpy.ndarray, optional
        Where the result is written; it may be `z`.

    Returns
    -------
    numpy.ndarray
        The shape and dtype of `z`.

    Examples
    --------
    >>> sigmoid(np.array([-800.0, 0.0, 800.0]))
    array([0. , 0.5, 1. ])
    """
    out = np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
    return out


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of a loss; each has the shape of what it belongs to."""

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray | None
    x: np.ndarray
    initial_state: np.ndarray | tuple


class WeightSums:
    """The gradients of weights and inputs: all steps use the same weights, so these are sums over time.

    A block of steps adds to them by products of tall matrices, with a row for each step of each sequence.
    """

    def __init__(self, layer, sequence, dtype):
        self._layer_kernel = layer.kernel
        self._inputs = sequence.inputs
        t, n, features = sequence.inputs.shape
        self.x = np.empty((t, n, features - 1), dtype)
        self.kernel = np.zeros((features, layer.kernel.shape[1]), dtype)  # with the bias as its last row
        self.recurrent_kernel = np.zeros(layer.recurrent_kernel.shape, dtype)
        self.recurrent_bias = None

    def add_inputs(self, block, dz):
        """Add what ``dz`` (B, N, G·H), dL/dz at the product of the inputs, says about a block of steps."""
        rows = dz.reshape(-1, dz.shape[-1])
        self.kernel += self._inputs[block].reshape(len(rows), -1).T @ rows
        self.x[block] = (rows @ self._layer_kernel.T).reshape(*dz.shape[:2], -1)

    def add_recurrent(self, h, dz, columns=slice(None)):
        """Add the share of ``h`` (B, N, H), which entered the recurrent product, given dL/dz behind it."""
        self.recurrent_kernel[:, columns] += h.reshape(-1, h.shape[-1]).T @ dz.reshape(-1, dz.shape[-1])


@dataclass(frozen=True, eq=False)
class Sequence:
    """The input of one pass as the cells take it: time first, in the order computed."""

    inputs: np.ndarray  # (T, N, D + 1): the last feature is 1, a masked step is all 0
    initial: tuple  # one (N, H) array for each state
    masked: np.ndarray | None  # (T, N, 1), True where a step is to be skipped
    go_backwards: bool

    @property
    def leading(self):
        """(T, N, 1), True before a row's first real step; None where there is no such step."""
        if self.masked is None or not self.masked[0].any():
            return None
        return np.logical_and.accumulate(self.masked, axis=0)

    @property
    def masked_steps(self):
        """For each step its (N, 1) of ``masked``, or None where that skips no row."""
        if self.masked is None:
            return [None] * len(self.inputs)
        return [step if step.any() else None for step in self.masked]

    def empty_states(self):
        """For each state an array (T + 1, N, H), filled only in front, with the initial state."""
        states = []
        for initial in self.initial:
            states.append(np.empty((len(self.inputs) + 1, *initial.shape), self.inputs.dtype))
            states[-1][0] = initial
        return states


@dataclass(frozen=True, eq=False, kw_only=True)
class Trace:
    """What a forward pass computed: ``h`` (N, T, H), the output of every step; ``state``, the last state."""

    layer: object  # the layer that ran: only its own weights can take the pass back
    h: np.ndarray
    state: np.ndarray | tuple
    sequence: Sequence
    states: tuple  # for each state (T + 1, N, H), the initial state in front


def swap_time_and_batch(array):
    """Return (T, N, ...) seen as (N, T, ...), or the other way round."""
    return array.swapaxes(0, 1)


def by_gate(matrix, gates):
    """Copy a matrix (rows, G·H) to (G, rows, H), so that each gate's columns are one block of memory."""
    return matrix.reshape(len(matrix), gates, -1).swapaxes(0, 1).copy()


def check_own_trace(layer, trace):
    """Check that a trace is what this very layer's ``forward`` returned; raises ``ValueError``."""
    if isinstance(trace, layer.trace_class) and trace.layer is layer:
        return
    own = type(layer).__name__
    got = (
        f"{type(trace).__name__} of another {own}"
        if isinstance(trace, layer.trace_class)
        else type(trace).__name__
    )
    raise ValueError(f"trace must come from forward of this {own}; got {got}")


BLOCK_BYTES = 2**19  # a share of the cache of a processor core


def blocks(steps, bytes_per_step):
    """Cut the steps into slices whose work fits the processor's cache.

    Parameters
    ----------
    steps, bytes_per_step : int
        How many steps there are, and how much memory one works on.

    Returns
    -------
    list of slice
        Slices of the steps, in order.

    Examples
    --------
    >>> blocks(steps=5, bytes_per_step=BLOCK_BYTES // 2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    size = max(1, BLOCK_BYTES // bytes_per_step)
    return [slice(start, min(start + size, steps)) for start in range(0, steps, size)]


class Layer:
    """The base of the recurrent layers; ``SimpleRNN`` shows how they are used."""

    gates = 1  # G: the kernels have G blocks of H columns
    states = 1  # how many arrays (N, H) make a state
    trace_class = Trace
    keras_options = ()  # options of the constructor, called the same in Keras
    keras_constants = (("dropout", 0.0), ("recurrent_dropout", 0.0), ("stateful", False))

    def __init__(self, kernel, recurrent_kernel, bias=None, *, go_backwards=False):
        self.kernel = shapes.as_floating("kernel", kernel)
        self.recurrent_kernel = shapes.as_floating("recurrent_kernel", recurrent_kernel)
        self.bias = None if bias is None else shapes.as_floating("bias", bias)
        self.go_backwards = bool(go_backwards)

        columns = self.gates * self.recurrent_kernel.shape[0] if self.recurrent_kernel.ndim else "H"
        shapes.check_shape(
            "recurrent_kernel", self.recurrent_kernel, ("H", columns), f"with {self.gates} · H columns"
        )
        match = f"to match recurrent_kernel {self.recurrent_kernel.shape}"
        shapes.check_shape("kernel", self.kernel, ("D", columns), match)
        if self.bias is not None:
            shapes.check_shape("bias", self.bias, self._bias_shape(), match)
        for name, weight in self._weights().items():
            shapes.check_no_nan(name, weight)

    @property
    def input_dim(self):
        """D, the number of input features."""
        return self.kernel.shape[0]

    @property
    def units(self):
        """H, the number of hidden units."""
        return self.recurrent_kernel.shape[0]

    @classmethod
    def initialize(cls, input_dim, units, seed=0, dtype=np.float64, **options):
        """Return a layer with initial weights as Keras draws them: Glorot uniform, orthogonal, bias 0.

        Parameters
        ----------
        input_dim, units : int
            The sizes D and H.
        seed : int or numpy.random.SeedSequence
            Equal seeds draw equal weights.
        dtype : dtype
            Of the weights.
        **options
            The constructor's.

        Returns
        -------
        Layer
            A layer of this class. An LSTM's forget gate starts with bias 1.

        Raises
        ------
        ValueError
            If a size is not a positive integer.

        References
        ----------
        Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.
        Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning.

        Examples
        --------
        >>> from course_utils.recurrent import SimpleRNN
        >>> SimpleRNN.initialize(input_dim=3, units=4, activation="relu").kernel.shape
        (3, 4)
        """
        for name, size in (("input_dim", input_dim), ("units", units)):
            if not isinstance(size, int | np.integer) or size < 1:
                raise ValueError(f"{name} must be a positive integer; got {size!r}")
        random = np.random.default_rng(seed)
        columns = cls.gates * units
        limit = np.sqrt(6 / (input_dim + columns))
        kernel = random.uniform(-limit, limit, (input_dim, columns))
        orthogonal, triangular = np.linalg.qr(random.normal(size=(columns, units)))
        orthogonal *= np.sign(np.diag(triangular))  # without it, some orthogonal matrices would be likelier
        layer = cls(kernel.astype(dtype), orthogonal.T.astype(dtype), **options)
        layer.bias = layer._initial_bias().astype(dtype)
        return layer

    @classmethod
    def from_keras(cls, keras_layer, dtype=None):
        """Return a layer with the weights, dtype and ``go_backwards`` of a built Keras layer of this name.

        Parameters
        ----------
        keras_layer : keras.layers.Layer
            A SimpleRNN, GRU or LSTM that has weights.
        dtype : dtype, optional
            Converts the weights; None keeps Keras's.

        Returns
        -------
        Layer
            A layer of this class, with copies of the weights.

        Raises
        ------
        ValueError
            If it is another kind of layer, not built, or, naming the option, has what this layer lacks.

        Examples
        --------
        >>> from course_utils.recurrent import SimpleRNN
        >>> from course_utils.training import keras
        >>> theirs = keras.layers.SimpleRNN(4)
        >>> theirs.build((None, None, 3))
        >>> SimpleRNN.from_keras(theirs).kernel.shape
        (3, 4)
        """
        layer = cls._copy_of(keras_layer, dtype)
        if keras_layer.zero_output_for_mask:
            raise ValueError(f"keras_layer has zero_output_for_mask=True; {cls.__name__} knows False only")
        return layer

    @classmethod
    def _copy_of(cls, keras_layer, dtype):
        kinds = [kind.__name__ for kind in type(keras_layer).__mro__]
        if cls.__name__ not in kinds or not hasattr(keras_layer, "get_config"):
            own = " of this package" if isinstance(keras_layer, Layer) else ""
            raise ValueError(f"keras_layer must be Keras's {cls.__name__}; got {kinds[0]}{own}")
        config = keras_layer.get_config()
        for name, known in cls.keras_constants:
            if config[name] != known:
                raise ValueError(
                    f"keras_layer has {name}={config[name]!r}; {cls.__name__} knows {known!r} only"
                )
        weights = keras_layer.get_weights()
        if not weights:
            raise ValueError("keras_layer must be built, so that it has weights; got one without")
        if dtype is not None:
            weights = [weight.astype(dtype) for weight in weights]
        options = {name: config[name] for name in cls.keras_options}
        return cls(*weights, go_backwards=config["go_backwards"], **options)

    def forward(self, x, initial_state=None, mask=None, go_backwards=None):
        """Run over a batch of sequences and return the trace of the pass.

        Parameters
        ----------
        x : numpy.ndarray (N, T, D)
            Floating-point numbers.
        initial_state : like ``trace.state``, optional
            None is 0.
        mask : numpy.ndarray of bool (N, T), optional
            True at real steps: a masked step carries the state and repeats the previous output, which is 0
            before the first real step.
        go_backwards : bool, optional
            Whether to read from the last step to the first; None is the layer's own default.

        Returns
        -------
        Trace
            Its arrays (N, T, H) are in the order computed.

        Raises
        ------
        ValueError
            If a shape or dtype is wrong, N or T is 0, or there is a NaN at a real step.

        Examples
        --------
        >>> from course_utils.recurrent import SimpleRNN
        >>> rnn = SimpleRNN(np.array([[1.0]]), np.array([[0.5]]), activation="linear")
        >>> rnn.forward(np.array([[[1.0], [0.0], [0.0]]])).h.ravel()  # a pulse fades
        array([1.  , 0.5 , 0.25])
        """
        sequence = self._sequence(x, initial_state, mask, go_backwards)
        states, named = self._run(sequence)
        h = states[0][1:]
        if sequence.leading is not None and initial_state is not None:
            h = np.where(sequence.leading, 0, h)
        return self.trace_class(
            layer=self,
            h=swap_time_and_batch(h),
            state=self._packed([state[-1].copy() for state in states]),
            sequence=sequence,
            states=tuple(states),
            **named,
        )

    def __call__(self, x, initial_state=None, mask=None, go_backwards=None):
        """Return the output of every step (N, T, H); takes what :meth:`forward` takes."""
        return self.forward(x, initial_state, mask, go_backwards).h

    def backward(self, trace, dh, dstate=None):
        """Return the gradients of a loss, by backpropagation through time.

        Parameters
        ----------
        trace : Trace
            What `forward` of this layer returned.
        dh : numpy.ndarray (N, T, H)
            dL/d ``trace.h``, in the order computed.
        dstate : like ``trace.state``, optional
            dL/d ``trace.state``; None is 0.

        Returns
        -------
        Gradients
            Of the weights, of ``x`` in input order, and of the initial state.

        Raises
        ------
        ValueError
            If the trace is another layer's, a shape or dtype is wrong, or there is a NaN.

        References
        ----------
        Werbos (1990), Backpropagation through time: what it does and how to do it.

        Examples
        --------
        >>> from course_utils.recurrent import SimpleRNN
        >>> rnn = SimpleRNN(np.array([[1.0]]), np.array([[0.5]]), activation="linear")
        >>> trace = rnn.forward(np.array([[[1.0], [0.0], [0.0]]]))
        >>> rnn.backward(trace, dh=np.array([[[0.0], [0.0], [1.0]]])).x.ravel()  # blame fades as well
        array([0.25, 0.5 , 1.  ])
        """
        check_own_trace(self, trace)
        sequence = trace.sequence
        dh = shapes.as_floating("dh", dh)
        shapes.check_shape("dh", dh, trace.h.shape, "to match trace.h")
        dstate = self._unpacked("dstate", dstate, len(dh))
        shapes.check_no_nan("dstate", *dstate)
        dtype = np.result_type(trace.h, dh, *dstate)

        dh = swap_time_and_batch(dh)
        if sequence.leading is not None:
            dh = np.where(sequence.leading, 0, dh)  # there the output is 0, whatever the state
        shapes.check_no_nan("dh", swap_time_and_batch(dh))
        sums = WeightSums(self, sequence, dtype)
        initial_state = self._run_back(trace, dh, [d.astype(dtype) for d in dstate], sums)
        bias = (
            sums.kernel[-1]
            if sums.recurrent_bias is None
            else np.stack([sums.kernel[-1], sums.recurrent_bias])
        )
        dx = swap_time_and_batch(sums.x)
        return Gradients(
            kernel=sums.kernel[:-1],
            recurrent_kernel=sums.recurrent_kernel,
            bias=None if self.bias is None else bias,
            x=dx[:, ::-1] if sequence.go_backwards else dx,
            initial_state=self._packed(initial_state),
        )

    def step_back(self, x, state, dstate):
        """Return the gradients of one step: the equations of `backward`.

        Parameters
        ----------
        x : numpy.ndarray (N, D)
            The input that `step` was given.
        state : numpy.ndarray (N, H)
            The state that `step` was given: h, of an LSTM the pair (h, c).
        dstate : like state
            dL/d of the state that it returned, from the outputs and from the steps after it.

        Returns
        -------
        Gradients
            This step's share in those of the weights; `x` (N, D); `initial_state`, of the state before.

        Raises
        ------
        ValueError
            If a shape or dtype is wrong.

        Examples
        --------
        >>> from course_utils.recurrent import LSTM, SimpleRNN
        >>> rnn = SimpleRNN(np.array([[0.5]]), np.array([[2.0]]), activation="linear")
        >>> back = rnn.step_back(np.array([[1.0]]), np.array([[3.0]]), dstate=np.array([[1.0]]))
        >>> back.kernel, back.recurrent_kernel, back.x, back.initial_state
        (array([[1.]]), array([[3.]]), array([[0.5]]), array([[2.]]))
        >>> lstm = LSTM.initialize(input_dim=3, units=2)
        >>> zero, one = np.zeros((5, 2)), np.ones((5, 2))
        >>> dh, dc = lstm.step_back(np.zeros((5, 3)), (zero, zero), (zero, one)).initial_state
        >>> dc[0].round(3)  # along the cell state the forget gate alone decides
        array([0.731, 0.731])
        """
        x, states = self._step_arguments(x, state)
        dz, recurrent_kernel, bias, before = self._step_back(
            x, states, self._unpacked("dstate", dstate, len(x))
        )
        return Gradients(
            kernel=x.T @ dz,
            recurrent_kernel=recurrent_kernel,
            bias=None if self.bias is None else bias,
            x=dz @ self.kernel.T,
            initial_state=self._packed(before),
        )

    # What a cell says about itself: the first four always, the others where it differs.

    def step(self, x, state):
        """Return the state after one step from ``state``, for ``x`` (N, D)."""
        raise NotImplementedError

    def _step_back(self, x, states, dstates):
        """Return dL/d of a step's products of the inputs (N, G·H), of its weights, and of the states before.

        The weights are ``recurrent_kernel`` and ``bias``; ``dstates`` are dL/d of the states after it.
        """
        raise NotImplementedError

    def _run(self, sequence):
        """Return the arrays of states (T + 1, N, H) and a dict of what else the trace holds."""
        raise NotImplementedError

    def _run_back(self, trace, dh, dstate, sums):
        """Return the gradients of the initial state, and add those of weights and inputs to ``sums``.

        ``dh`` is (T, N, H). The arrays of ``dstate`` may be overwritten.
        """
        raise NotImplementedError

    def _bias_shape(self):
        return (self.gates * self.units,)

    def _initial_bias(self):
        return np.zeros(self._bias_shape())

    def _input_bias(self):
        """Return the bias (G·H,) that is added to the product of the inputs."""
        return 0 if self.bias is None else self.bias

    # What they share.

    def _weights(self):
        weights = {"kernel": self.kernel, "recurrent_kernel": self.recurrent_kernel, "bias": self.bias}
        return {name: weight for name, weight in weights.items() if weight is not None}

    def _kernel_and_bias(self, dtype):
        """Return the kernel with the bias as its last row, (D + 1, G·H)."""
        stacked = np.empty((self.input_dim + 1, self.kernel.shape[1]), dtype)
        stacked[:-1] = self.kernel
        stacked[-1] = self._input_bias()
        return stacked

    def _packed(self, states):
        """Return the state as the caller sees it: one array by itself, more as a tuple."""
        return states[0] if self.states == 1 else tuple(states)

    def _unpacked(self, name, state, n):
        """Return the checked arrays (N, H) of a state; None is 0, in a dtype that promotes no other."""
        if state is None:
            return [np.zeros((n, self.units), self.kernel.dtype)] * self.states
        if self.states == 1:
            state = [state]
        elif not isinstance(state, tuple | list) or len(state) != self.states:
            got = f"{len(state)} of them" if isinstance(state, tuple | list) else type(state).__name__
            raise ValueError(f"{name} must be {self.states} arrays (N, H); got {got}")
        arrays = [shapes.as_floating(name, array) for array in state]
        for array in arrays:
            shapes.check_shape(name, array, (n, self.units), f"to match {n} rows and {self.units} units")
        return arrays

    def _sequence(self, x, initial_state, mask, go_backwards):
        x = shapes.as_floating("x", x)
        shapes.check_shape("x", x, ("N", "T", self.input_dim), f"to match kernel {self.kernel.shape}")
        n, t, d = x.shape
        initial = self._unpacked("initial_state", initial_state, n)
        shapes.check_no_nan("initial_state", *initial)
        dtype = np.result_type(x, *self._weights().values(), *initial)
        if dtype not in (np.float32, np.float64, np.complex128):
            raise ValueError(f"x, weights and states must give float32, float64 or complex128; got {dtype}")
        backwards = self.go_backwards if go_backwards is None else bool(go_backwards)
        order = slice(None, None, -1 if backwards else 1)

        inputs = np.empty((t, n, d + 1), dtype)
        inputs[..., :-1] = swap_time_and_batch(x)[order]
        inputs[..., -1] = 1
        masked = self._masked(mask, n, t, order)
        if masked is not None:
            np.copyto(inputs, 0, where=masked)
        shapes.check_no_nan("x", swap_time_and_batch(inputs[order]))
        return Sequence(inputs, tuple(initial), masked, backwards)

    def _step_arguments(self, x, state):
        """Return the arguments of ``step``, the state as a list; a step is short, so NaN passes."""
        x = shapes.as_floating("x", x)
        shapes.check_shape("x", x, ("N", self.input_dim), f"to match kernel {self.kernel.shape}")
        return x, self._unpacked("state", state, len(x))

    @staticmethod
    def _masked(mask, n, t, order):
        if mask is None:
            return None
        mask = np.asarray(mask)
        shapes.check_shape("mask", mask, (n, t), "to match x")
        if mask.dtype != bool:
            raise ValueError(f"mask must hold booleans, True at real steps; got {mask.dtype}")
        return None if mask.all() else ~swap_time_and_batch(mask)[order, :, np.newaxis]
