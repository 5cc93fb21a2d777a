"""The benchmarks compare with a textbook's layers that are right, and know what is to be reached."""

import numpy as np
import pytest

from benchmarks import targets, textbook
from benchmarks.timing import medians
from course_utils.gradients import complex_step_gradient
from course_utils.recurrent import GRU, LSTM, SimpleRNN

CELLS = {SimpleRNN: textbook.simple_rnn, LSTM: textbook.lstm, GRU: textbook.gru}
every_cell = pytest.mark.parametrize(("cls", "run"), CELLS.items(), ids=[cls.__name__ for cls in CELLS])


def error(mine, reference):
    return np.abs(mine - reference).max() / np.abs(reference).max()


def problem(cls, seed=0):
    n, t, d, h = 5, 4, 3, 2
    random = np.random.default_rng(seed)
    layer = cls.initialize(d, h, seed=seed)
    layer.bias = random.normal(size=layer.bias.shape)
    return layer, random.normal(size=(n, t, d)), random.normal(size=(n, t, h))


@every_cell
def test_the_textbook_equals_the_package(cls, run):
    layer, x, dh = problem(cls)
    weights = (layer.kernel, layer.recurrent_kernel, layer.bias)
    trace = layer.forward(x)
    ours = layer.backward(trace, dh)
    h, gradients = run(x, dh, *weights)
    assert error(h, trace.h) < 1e-14
    for mine, reference in zip(
        gradients, (ours.kernel, ours.recurrent_kernel, ours.bias, ours.x), strict=True
    ):
        assert error(mine, reference) < 1e-13
    h, nothing = run(x, None, *weights)
    assert error(h, trace.h) < 1e-14
    assert nothing is None


@every_cell
def test_the_textbooks_gradients_equal_complex_steps(cls, run):
    layer, x, dh = problem(cls, seed=1)
    arguments = [layer.kernel, layer.recurrent_kernel, layer.bias, x]
    _, gradients = run(x, dh, *arguments[:3])
    for k, mine in enumerate(gradients):

        def loss(value, k=k):
            *weights, inputs = [*arguments[:k], value, *arguments[k + 1 :]]
            # The pass writes into arrays of x's dtype: all are complex.
            return np.sum(run(inputs.astype(complex), None, *weights)[0] * dh)

        assert error(mine, complex_step_gradient(loss, arguments[k])) < 1e-13


@pytest.mark.parametrize(
    ("arguments", "cell"),
    [
        (("SimpleRNN", 32, "forward", {"keras": 0.1}), "–"),
        (("SimpleRNN", 32, "forward + backward", {"keras": 1.3, "torch": 1.01}), "yes"),
        (("SimpleRNN", 256, "forward + backward", {"keras": 0.72, "torch": 1.27}), "no: keras 0.72"),
        (("GRU", 64, "forward + backward", {"keras": 0.9, "torch": 0.99}), "no: keras 0.90, torch 0.99"),
        (("LSTM", 64, "forward + backward", {"keras": 1.3, "torch": 0.6}), "yes"),
        (("LSTM", 256, "forward + backward", {"keras": 1.1, "torch": 0.86}), "no: torch 0.86"),
        (("LSTM", 256, "forward + backward", {"keras": 1.1, "torch": 0.96}), "yes"),
        (("LSTM", 256, "forward + backward", {"keras": 1.1}), "yes"),  # torch is not installed
    ],
)
def test_what_a_layer_is_to_reach(arguments, cell):
    assert targets.recurrent(*arguments) == cell


def test_what_decoding_is_to_reach():
    assert targets.decoding("Keras, model()", 285, 1.0) == "yes"
    assert targets.decoding("Keras, predict()", 2400, 1.0) == "no: ×2,400, not ×2,500"
    assert targets.decoding("ours, LSTM.step", 1.6, 2.4) == "yes"
    assert targets.decoding("ours, LSTM.step", 1.6, 3.6) == "no: beam ×3.6"


def test_what_rouge_is_to_reach():
    assert targets.rouge(537.3, 1081.4) == "no: 0.497 of Rust"
    assert targets.rouge(541, 1081.4) == "yes"


def test_the_targets_reached_are_counted():
    rows = [["yes"], ["no: x"], ["–"], ["yes"]]
    assert (
        targets.summary([("t", ["reached"], rows), ("u", ["other"], [["yes"]])]) == "reached: 2 of 3 targets"
    )


def test_medians_take_turns():
    order = []
    times = medians({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, seconds=0, at_least=3)
    assert set(times) == {"a", "b"}
    assert "".join(order) == "aabb" + "ab" * 3
