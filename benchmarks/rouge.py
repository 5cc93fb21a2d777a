"""ROUGE in pairs per second, beside Google's `rouge_score` and the Rust package `rouge-score-rs`.

Run alone: `python -m benchmarks.rouge`. `rows()` gives the tables to `make bench`.
"""

import os

from benchmarks import targets
from benchmarks.timing import medians

os.environ["RAYON_NUM_THREADS"] = "1"  # read by the Rust package when it is imported

VARIANTS = ["rouge1", "rouge2", "rougeL"]
# Tokens a text, pairs in the corpus, pairs that Google is given of them.
SIZES = [(10, 1000, 200), (100, 500, 12), (800, 100, 1)]


def corpus(tokens: int, pairs: int, line: int | None = None) -> tuple[list[str], list[str]]:
    """Draw candidates of made-up words, as unevenly frequent as real ones; references repeat half of them."""
    import numpy as np

    random = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = np.array(["".join(random.choice(letters, n)) for n in random.integers(2, 10, 5000)])
    frequency = 1 / np.arange(1, 5001)
    frequency /= frequency.sum()
    candidates = random.choice(words, (pairs, tokens), p=frequency)
    others = random.choice(words, (pairs, tokens), p=frequency)
    references = np.where(random.random(candidates.shape) < 0.5, candidates, others)

    def text(row):
        lines = [row] if line is None else np.split(row, range(line, tokens, line))
        return "\n".join(" ".join(words) for words in lines)

    return [text(row) for row in candidates], [text(row) for row in references]


def measure(candidates, references, variants, stemmer: bool, google_pairs: int) -> dict:
    """Milliseconds a pair, for each way to score; all ways are checked to agree first."""
    import numpy as np
    from rouge_score.rouge_scorer import RougeScorer
    from rouge_score_rs.rouge_scorer import RougeScorer as RustScorer

    from course_utils.rouge import corpus_rouge, rouge

    google = RougeScorer(variants, use_stemmer=stemmer)
    rust = RustScorer(variants, use_stemmer=stemmer)
    pairs = list(zip(candidates, references, strict=True))
    for candidate, reference in pairs[:google_pairs]:
        expected = google.score(reference, candidate)
        for variant, score in rouge(candidate, reference, variants, stemmer).items():
            np.testing.assert_allclose(score, expected[variant], rtol=0, atol=1e-12)

    contenders = {
        "google": lambda: [google.score(r, c) for c, r in pairs[:google_pairs]],
        "one": lambda: [rouge(c, r, variants, stemmer) for c, r in pairs],
        "corpus": lambda: corpus_rouge(candidates, references, variants, stemmer),
        "rust one": lambda: [rust.score(r, c) for c, r in pairs],
        "rust corpus": lambda: rust.score_batch(references, candidates),
    }
    times = medians(contenders)
    return {name: time / (google_pairs if name == "google" else len(pairs)) for name, time in times.items()}


def rows() -> list[tuple[str, list[str], list[list[str]]]]:
    """Measure everything: a list of tables, each a title, a header and rows of text."""
    header = [
        "tokens",
        "stemming",
        "Google, pairs/s",
        "one pair",
        "corpus",
        "Rust, one",
        "Rust, corpus",
        "reached",
    ]

    def row(size, stemmer, times, is_asked):
        speeds = {name: times["google"] / each for name, each in times.items()}
        ratios = {name: f"×{speed:,.1f}" for name, speed in speeds.items()}
        return [
            size,
            "Porter" if stemmer else "none",
            f"{1000 / times['google']:,.0f}",
            ratios["one"],
            ratios["corpus"],
            ratios["rust one"],
            ratios["rust corpus"],
            targets.rouge(speeds["corpus"], speeds["rust corpus"]) if is_asked else targets.NOT_ASKED,
        ]

    whole, by_line = [], []
    for stemmer in (False, True):
        for tokens, pairs, google_pairs in SIZES:
            texts = corpus(tokens, pairs)
            times = measure(*texts, VARIANTS, stemmer, google_pairs)
            whole.append(row(str(tokens), stemmer, times, is_asked=True))
        texts = corpus(800, 20, line=20)
        times = measure(*texts, ["rougeLsum"], stemmer, 1)
        by_line.append(row("40 lines of 20", stemmer, times, is_asked=False))
    note = "speed over Google's; corpus with 1,000 bootstrap samples; medians of interleaved runs, one thread"
    whole_title = f"ROUGE-1, ROUGE-2 and ROUGE-L: {note}; to reach: a corpus at least half as fast as Rust's"
    return [
        (whole_title, header, whole),
        (f"ROUGE-Lsum: {note}", header, by_line),
    ]


if __name__ == "__main__":
    for title, header, lines in rows():
        print(f"\n{title}\n")
        for line in (header, ["---"] * len(header), *lines):
            print("| " + " | ".join(line) + " |")
