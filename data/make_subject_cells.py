"""Write subject_cells.npz: LSTMs of six units, before and after learning whom a sentence is about.

It runs on the course's own environment and takes about a minute on one idle core:

    .venv/bin/python data/make_subject_cells.py
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from course_utils.datasets.subjects import NAMES, TRAINED_ON, WORDS, subject_sentences, word_rows
from course_utils.training import fit, keras, set_seed

UNITS, EPOCHS, RATE, BATCH = 6, 15, 0.01, 64


def main():
    """Train three seeds and write what they learnt."""
    texts, people = subject_sentences()
    rows = [word_rows(text.split()) for text in texts]
    x = np.zeros((len(rows), max(map(len, rows)), len(WORDS)), "float32")
    for sentence, row in zip(x, rows, strict=True):
        sentence[-len(row) :] = row
    y = np.array([NAMES.index(person) for person in people])
    found = {}
    for seed in range(3):
        set_seed(seed)
        lstm, answer = keras.layers.LSTM(UNITS), keras.layers.Dense(len(NAMES), activation="softmax")
        model = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Masking(), lstm, answer])
        model.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy", metrics=["accuracy"])
        for when in ("untrained", "trained"):
            if when == "trained":
                fit(model, x[:TRAINED_ON], y[:TRAINED_ON], epochs=EPOCHS, batch_size=BATCH, seed=seed)
            names = ("kernel", "recurrent_kernel", "bias")
            for name, array in zip(names, lstm.get_weights(), strict=True):
                found.setdefault(f"{when}_{name}", []).append(array)
        for name, array in zip(("answer_kernel", "answer_bias"), answer.get_weights(), strict=True):
            found.setdefault(name, []).append(array)
        score = model.evaluate(x[TRAINED_ON:], y[TRAINED_ON:], verbose=0)[1]
        print(f"seed {seed}: {score:.3f} of {len(x) - TRAINED_ON:,} held-out sentences")
    stacked = {name: np.stack(arrays).astype(np.float32) for name, arrays in found.items()}
    np.savez(Path(__file__).with_name("subject_cells.npz"), **stacked)


if __name__ == "__main__":
    main()
