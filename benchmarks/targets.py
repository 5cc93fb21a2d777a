"""What each benchmark is to reach (design, section 11), and whether it did: the column *reached*.

A cell is "yes", "no" with what is missing, or "–" where nothing was asked.
"""

NOT_ASKED = "–"
LEVEL = 0.95  # "level with": not more than a twentieth behind
SLOWER = {
    "Keras, tf.function": 20,
    "Keras, model()": 250,
    "Keras, predict()": 2500,
}  # greedy, over ours at least
BEAM = 3.5  # a beam of five, over greedy at most
RUST = 0.5  # a corpus, over the Rust package's speed at least


def verdict(missed):
    """Return the cell for a list of what was missed.

    >>> verdict([]), verdict(["keras 0.9", "torch 0.8"])
    ('yes', 'no: keras 0.9, torch 0.8')
    """
    return f"no: {', '.join(missed)}" if missed else "yes"


def recurrent(layer, units, name, ratios):
    """Return the cell of a recurrent layer: forward and backward ahead of Keras and torch at every size.

    Of torch's LSTM it is enough to be level, at 256 units. ``ratios`` are {peer: its time / ours}.

    >>> recurrent("GRU", 64, "forward + backward", {"keras": 1.2, "torch": 0.98})
    'no: torch 0.98'
    >>> recurrent("LSTM", 256, "forward + backward", {"keras": 1.2, "torch": 0.98})
    'yes'
    """
    if name != "forward + backward":
        return NOT_ASKED
    least = {"keras": 1.0, "torch": 1.0}
    if layer == "LSTM":
        least = {"keras": 1.0, "torch": LEVEL} if units == 256 else {"keras": 1.0}
    return verdict(
        [f"{p} {ratios[p]:.2f}" for p, bound in least.items() if p in ratios and ratios[p] < bound]
    )


def decoding(name, greedy_ratio, beam_ratio):
    """Return the cell of a way to decode: ours is far ahead of Keras, and our beam costs little.

    ``greedy_ratio`` is its greedy time over our quickest, ``beam_ratio`` its beam's time over its greedy's.

    >>> decoding("Keras, tf.function", 21.9, 1.5), decoding("ours, LSTM.step", 1.6, 4.0)
    ('yes', 'no: beam ×4.0')
    """
    if name in SLOWER:
        return verdict(
            [] if greedy_ratio >= SLOWER[name] else [f"×{greedy_ratio:,.0f}, not ×{SLOWER[name]:,}"]
        )
    return verdict([] if beam_ratio <= BEAM else [f"beam ×{beam_ratio:.1f}"])


def rouge(ours, rust):
    """Return the cell of a corpus: at least half as fast as the Rust package, both over Google's.

    >>> rouge(56.7, 98.2), rouge(5.8, 13.3)
    ('yes', 'no: 0.436 of Rust')
    """
    return verdict([] if ours >= RUST * rust else [f"{ours / rust:.3f} of Rust"])


def summary(tables):
    """Return one line that counts the rows of all tables that reached their target.

    >>> summary([("title", ["a", "reached"], [["1", "yes"], ["2", "no: torch 0.9"], ["3", "–"]])])
    'reached: 1 of 2 targets'
    """
    cells = [
        row[header.index("reached")] for _, header, rows in tables for row in rows if "reached" in header
    ]
    return f"reached: {cells.count('yes')} of {len(cells) - cells.count(NOT_ASKED)} targets"
