"""Measure which recurrent layers learn the recall task at which gap, and write data/recall.csv.

    python -m tools.measure_recall                    # all of it: about eight minutes on an idle core
    python -m tools.measure_recall SimpleRNN LSTM     # these cells; the other rows of the file stay

The recipe is one for all: 32 units and a softmax, 2,000 sequences, batches of 128, Adam at 0.003 with every
gradient clipped to norm 1, 10 epochs, float32, one thread. The accuracy is that on 1,000 other sequences.
Two rows change one thing: the epochs, or the gain of the orthogonal matrix that W_h begins with.
"""

import csv
import sys
from pathlib import Path

from course_utils.datasets.recall import CLASSES, TOKENS, recall_sequences
from course_utils.training import fit, keras, set_seed

FILE = Path(__file__).resolve().parents[1] / "data" / "recall.csv"
GAPS, SEEDS = (9, 20, 40, 80, 150), (0, 1, 2)
UNITS = 32
# The layer, and what is written into its biases: None leaves them as Keras draws them (LSTM: forget bias 1).
CELLS = {
    "SimpleRNN": ("SimpleRNN", None),
    "SimpleRNN, 30 epochs": ("SimpleRNN", None),
    "SimpleRNN, gain 1.2": ("SimpleRNN", None),
    "LSTM": ("LSTM", None),
    "LSTM, forget bias 4": ("LSTM", (0.0, 4.0)),
    "LSTM, forget bias 4, input bias -4": ("LSTM", (-4.0, 4.0)),
}
EPOCHS = {"SimpleRNN, 30 epochs": 30}
GAINS = {"SimpleRNN, gain 1.2": 1.2}


def build(cell, seed):
    """Return the compiled model whose recurrent layer is `cell`."""
    layer, biases = CELLS[cell]
    set_seed(seed)
    recurrent = getattr(keras.layers, layer)(UNITS)
    model = keras.Sequential(
        [keras.Input((None, TOKENS)), recurrent, keras.layers.Dense(CLASSES, activation="softmax")]
    )
    if biases is not None:
        kernel, recurrent_kernel, bias = recurrent.get_weights()
        bias[:UNITS], bias[UNITS : 2 * UNITS] = (
            biases  # Keras's order of the gates: input, forget, cell, output
        )
        recurrent.set_weights([kernel, recurrent_kernel, bias])
    if cell in GAINS:
        kernel, recurrent_kernel, bias = recurrent.get_weights()
        recurrent.set_weights([kernel, GAINS[cell] * recurrent_kernel, bias])
    model.compile(keras.optimizers.Adam(3e-3, clipnorm=1.0), "sparse_categorical_crossentropy")
    return model


def measure(cell, gap, seed):
    """Train one network and return its accuracy on sequences it has not seen."""
    model = build(cell, seed)
    epochs = EPOCHS.get(cell, 10)
    fit(model, *recall_sequences(gap, 2_000, seed=seed), epochs=epochs, batch_size=128, seed=seed)
    x, y = recall_sequences(gap, 1_000, seed=1_000 + seed)
    return float((model.predict(x, batch_size=250, verbose=0).argmax(axis=1) == y).mean())


def read(path=FILE):
    """Return {(cell, gap, seed): accuracy} of the file, empty where there is none."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as source:
        return {
            (row["cell"], int(row["gap"]), int(row["seed"])): float(row["accuracy"])
            for row in csv.DictReader(source)
        }


def write(rows, path=FILE):
    """Write the rows in the order of the table, whatever order they were measured in."""
    order = {cell: place for place, cell in enumerate(CELLS)}
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["cell", "gap", "seed", "accuracy"])
        for key in sorted(rows, key=lambda key: (order[key[0]], *key[1:])):
            writer.writerow([*key, f"{rows[key]:.3f}"])


def main(cells):
    """Measure the cells named, and write after every run, so that a stopped measurement is not lost."""
    rows = read()
    for cell in cells or CELLS:
        for gap in GAPS:
            for seed in SEEDS:
                rows[cell, gap, seed] = measure(cell, gap, seed)
                write(rows)
                print(cell, gap, seed, f"{rows[cell, gap, seed]:.3f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
