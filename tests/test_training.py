"""Training: nothing on stderr, one seed for all, a bar in Jupyter that stores nothing and text nowhere."""

import os
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest

from course_utils import training
from course_utils.training import fit, keras, set_seed

X = np.linspace(-1, 1, 96, dtype="float32").reshape(32, 3)
Y = X.sum(axis=1, keepdims=True)


def model(dropout=0.0):
    set_seed(1)
    layers = [keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dropout(dropout), keras.layers.Dense(1)]
    network = keras.Sequential(layers)
    network.compile("adam", "mse", metrics=["mae"])
    return network


def run(code):
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)


def test_import_first_operation_and_training_leave_stderr_and_stdout_empty():
    done = run(
        "from course_utils.training import keras, fit, set_seed\n"
        "import numpy as np\n"
        "model = keras.Sequential([keras.Input((5, 2)), keras.layers.LSTM(3), keras.layers.Dense(1)])\n"
        "model.compile('adam', 'mse')\n"
        "fit(model, np.zeros((8, 5, 2)), np.zeros((8, 1)), epochs=2)\n"
        "model.predict(np.zeros((8, 5, 2)), verbose=0)\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_was_held_back_is_told_when_the_import_fails():
    done = run(
        "import os, sys\n"
        "class Broken:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'keras':\n"
        "            os.write(2, b'a library is missing\\n')\n"
        "            raise ImportError('no keras here')\n"
        "sys.meta_path.insert(0, Broken())\n"
        "import course_utils.training\n"
    )
    assert done.returncode == 1
    assert "a library is missing" in done.stderr
    assert "no keras here" in done.stderr


def test_stderr_works_again_after_the_import():
    done = run("import os, sys, course_utils.training; os.write(2, b'one '); print('two', file=sys.stderr)")
    assert done.stderr == "one two\n"


def test_history_is_a_dict_of_lists_of_plain_numbers():
    history = fit(model(), X, Y, epochs=3, validation_data=(X, Y))
    assert sorted(history) == ["loss", "mae", "val_loss", "val_mae"]
    assert all(type(values) is list and len(values) == 3 for values in history.values())
    assert all(type(value) is float for values in history.values() for value in values)


def test_equal_seeds_train_equally_and_others_do_not():
    first, second, other = (fit(model(0.5), X, Y, epochs=3, batch_size=8, seed=s) for s in (0, 0, 1))
    assert first == second
    assert first != other


@pytest.mark.parametrize(("batch_size", "steps"), [(None, 1), (8, 4), (5, 7)])
def test_the_batch_size_reaches_keras(batch_size, steps):
    seen = []
    callback = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
    options = {} if batch_size is None else {"batch_size": batch_size}
    fit(model(), X, Y, epochs=1, callbacks=[callback], **options)
    assert len(seen) == steps


def test_options_and_callbacks_reach_keras():
    seen = []
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    history = fit(model(), X, Y, epochs=2, callbacks=[callback], validation_split=0.25)
    assert seen == [0, 1]
    assert "val_loss" in history


def test_outside_jupyter_nothing_is_shown(capfd, monkeypatch):
    monkeypatch.setattr(training, "display", lambda *a, **k: pytest.fail("something was shown"))
    fit(model(), X, Y, epochs=1)
    assert capfd.readouterr() == ("", "")


def test_in_jupyter_a_bar_moves_and_only_its_live_view_is_displayed(monkeypatch):
    class Shell:
        kernel = "a kernel"

    shown, bars = [], []
    monkeypatch.setattr(training, "get_ipython", Shell)
    monkeypatch.setattr(training, "display", lambda bundle, raw: shown.append((set(bundle), raw)))
    make = ipywidgets.IntProgress

    def remember(**arguments):
        bars.append(make(**arguments))
        return bars[-1]

    monkeypatch.setattr(ipywidgets, "IntProgress", remember)
    fit(model(), X, Y, epochs=3)
    assert shown == [({training.VIEW}, True)]
    assert [(bar.value, bar.max, bar.description) for bar in bars] == [(3, 3, "Training")]


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "0", None, True])
def test_a_bad_seed_is_named(seed):
    with pytest.raises(ValueError, match="seed must be an integer from 0 to"):
        set_seed(seed)


def passing_by():
    """Return a model that learns 2x and passes near x on its way: held out on x, its best epoch is early."""
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    network.compile(keras.optimizers.SGD(0.02), "mse")
    return network


def test_patience_stops_early_and_restores_the_best_weights():
    network = passing_by()
    history = fit(network, X, 2 * Y, epochs=50, batch_size=8, validation_data=(X, Y), patience=4)
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 1 + 4 < 50
    assert history["val_loss"][-1] > 2 * history["val_loss"][best]
    assert np.isclose(network.evaluate(X, Y, verbose=0), history["val_loss"][best])


def test_without_patience_all_epochs_are_trained_and_the_last_weights_kept():
    network = passing_by()
    history = fit(network, X, 2 * Y, epochs=12, batch_size=8, validation_data=(X, Y))
    assert len(history["val_loss"]) == 12
    assert np.isclose(network.evaluate(X, Y, verbose=0), history["val_loss"][-1])


def test_patience_looks_at_the_loss_where_nothing_is_held_out():
    network = passing_by()
    network.compile(keras.optimizers.SGD(0.0), "mse")  # never better than at first
    assert len(fit(network, X, Y, epochs=20, patience=3)["loss"]) == 4


def test_patience_looks_at_a_split_too():
    network = passing_by()
    # The last quarter is held out, and its targets are the negative of the others'.
    signs = np.where(np.arange(32) < 24, 1, -1)[:, None]
    history = fit(network, X, signs * Y, epochs=30, batch_size=8, validation_split=0.25, patience=2)
    assert len(history["loss"]) == 3
    assert history["loss"][2] < history["loss"][1] < history["loss"][0]


@pytest.mark.parametrize("patience", [0, -1, 2.5, "3", True])
def test_bad_patience_is_named(patience):
    with pytest.raises(ValueError, match="patience must be a positive integer"):
        fit(model(), X, Y, epochs=2, patience=patience)


@pytest.mark.parametrize("epochs", [0, -1, 2.5, None, True])
def test_bad_epochs_are_named(epochs):
    with pytest.raises(ValueError, match="epochs must be a positive integer"):
        fit(model(), X, Y, epochs=epochs)
