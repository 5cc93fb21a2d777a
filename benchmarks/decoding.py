"""Decoding 30 steps with our LSTM, and with the same weights in Keras, called in three ways.

Run alone: `python -m benchmarks.decoding`. `rows()` gives the table to `make bench`.
"""

from benchmarks import targets
from benchmarks.timing import medians

SYMBOLS, FEATURES, UNITS, STEPS, WIDTH = 40, 32, 64, 30, 5
START = 0
WRITTEN_OUT, LAYER = "ours, equations written out", "ours, LSTM.step"
SLOW = ("Keras, model()", "Keras, predict()")


def decoder():
    """Build a decoder in Keras: token (B, 1) and state to log-probabilities (B, V) and state."""
    from course_utils.training import keras, set_seed

    set_seed(0)
    token = keras.Input((1,), dtype="int32")
    h, c = keras.Input((UNITS,)), keras.Input((UNITS,))
    x = keras.layers.Embedding(SYMBOLS, FEATURES, embeddings_initializer="glorot_normal")(token)
    output, new_h, new_c = keras.layers.LSTM(UNITS, return_state=True)(x, initial_state=[h, c])
    scores = keras.layers.Dense(SYMBOLS, kernel_initializer="random_normal", activation="log_softmax")(output)
    return keras.Model([token, h, c], [scores, new_h, new_c])


def steps() -> dict:
    """The same step in five ways, each (tokens, state) -> (log_probs, state)."""
    model = decoder()  # imports TensorFlow, quietly
    import numpy as np
    import tensorflow as tf

    from course_utils.recurrent import LSTM

    weights = {type(layer).__name__: layer for layer in model.layers}
    lstm = LSTM.from_keras(weights["LSTM"])
    (embedding,) = weights["Embedding"].get_weights()
    kernel, bias = weights["Dense"].get_weights()

    def log_softmax(scores):
        return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)

    def layer(tokens, state):
        h, c = lstm.step(embedding[tokens], state)
        return log_softmax(h @ kernel + bias), (h, c)

    # One tanh serves all gates: σ(z) = ½ + ½ tanh(½ z). The product of every token's input is looked up.
    half = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), UNITS)
    rest = 1 - half
    of_token = (embedding @ lstm.kernel + lstm.bias) * half
    recurrent_kernel = lstm.recurrent_kernel * half

    def written_out(tokens, state):
        h, c = state
        z = h @ recurrent_kernel
        z += of_token[tokens]
        np.tanh(z, out=z)
        z *= half
        z += rest
        i, f, g, o = (z[:, k * UNITS : (k + 1) * UNITS] for k in range(4))
        c = f * c + i * g
        h = o * np.tanh(c)
        return log_softmax(h @ kernel + bias), (h, c)

    states = tf.TensorSpec((None, UNITS))
    compiled = tf.function(model, input_signature=[[tf.TensorSpec((None, 1), tf.int32), states, states]])

    def through(call):
        def step(tokens, state):
            log_probs, h, c = call([tokens[:, np.newaxis].astype(np.int32), *state])
            return np.asarray(log_probs), (np.asarray(h), np.asarray(c))

        return step

    return {
        WRITTEN_OUT: written_out,
        LAYER: layer,
        "Keras, tf.function": through(lambda inputs: compiled([tf.constant(part) for part in inputs])),
        "Keras, model()": through(model),
        "Keras, predict()": through(lambda inputs: model.predict(inputs, verbose=0)),
    }


def times(searches: dict) -> dict:
    """Median milliseconds of each; the slow ones take turns among themselves, and fewer."""
    slow = {name: search for name, search in searches.items() if name in SLOW}
    quick = {name: search for name, search in searches.items() if name not in SLOW}
    return {**medians(quick), **medians(slow, seconds=0, at_least=3)}


def rows() -> list[tuple[str, list[str], list[list[str]]]]:
    """Measure everything: a list of one table, a title, a header and rows of text."""
    import numpy as np

    from course_utils.decoding import beam_search, greedy_search

    state = (np.zeros((1, UNITS), np.float32), np.zeros((1, UNITS), np.float32))
    greedy, beam, expected = {}, {}, None
    for name, step in steps().items():
        greedy[name] = lambda step=step: greedy_search(step, state, START, None, STEPS)
        beam[name] = lambda step=step: beam_search(step, state, START, None, STEPS, WIDTH)
        found = [greedy[name](), *beam[name]()]
        expected = expected or found
        assert [h.tokens for h in found] == [h.tokens for h in expected], name
        np.testing.assert_allclose(
            [h.log_probability for h in found], [h.log_probability for h in expected], rtol=1e-5
        )
    greedy, beam = times(greedy), times(beam)
    lines = [
        [
            name,
            f"{greedy[name]:,.2f}",
            f"×{greedy[name] / greedy[WRITTEN_OUT]:,.1f}",
            f"×{greedy[name] / greedy[LAYER]:,.1f}",
            f"{beam[name]:,.2f}",
            f"×{beam[name] / greedy[name]:.1f}",
            targets.decoding(name, greedy[name] / greedy[WRITTEN_OUT], beam[name] / greedy[name]),
        ]
        for name in greedy
    ]
    to_reach = ", ".join(f"{name.split(', ')[1]} ×{least:,}" for name, least in targets.SLOWER.items())
    title = (
        f"Decoding {STEPS} steps, LSTM of {UNITS} units, {SYMBOLS} symbols, float32; medians of interleaved "
        f"runs, one thread; to reach over ours written out: {to_reach}; our beam of {WIDTH} at most "
        f"×{targets.BEAM} over our greedy"
    )
    header = ["step", "greedy, ms", "over written out", "over LSTM.step"]
    header += [f"beam of {WIDTH}, ms", f"beam of {WIDTH} over greedy", "reached"]
    return [(title, header, lines)]


if __name__ == "__main__":
    for title, header, lines in rows():
        print(f"\n{title}\n")
        for line in (header, ["---"] * len(header), *lines):
            print("| " + " | ".join(line) + " |")
