"""ROUGE-Lsum: what the lines of a candidate together find in each line of a reference."""

from collections import defaultdict
from itertools import chain

from rapidfuzz.distance import LCSseq

from course_utils.rouge.shared import Score, number_alike, score_hits


def score_lines(candidate: list[list], reference: list[list]) -> Score:
    """Score a candidate against a reference, each a list of lines, each line a list of tokens."""
    numbered = number_alike(*candidate, *reference)
    candidate, reference = numbered[: len(candidate)], numbered[len(candidate) :]
    found = [token for line in reference for token in _union_of_subsequences(line, candidate)]
    hits = clipped_hits(list(chain.from_iterable(candidate)), found)
    return score_hits(hits, sum(map(len, candidate)), sum(map(len, reference)))


def _union_of_subsequences(line: list[int], others: list[list[int]]) -> list[int]:
    """Return the tokens of a line that are in its longest common subsequence with any of the other lines.

    The table of the dynamic programme is kept as whole numbers, one for each token of the other line; bit i
    is row i, token i of this line, and says whether the subsequence grows by 1 there (Hyyrö, "Bit-parallel
    LCS-length computation revisited", 2004). Going back from the last row and column: a match is taken; where
    there is none but growth, the column is left; else the row.
    """
    places = defaultdict(int)
    for i, token in enumerate(line):
        places[token] |= 1 << i
    full = (1 << len(line)) - 1
    union = 0
    for other in others:
        flat = full  # rows without growth
        columns = []
        for token in other:
            matches = places.get(token, 0)
            both = flat & matches
            flat = (flat + both | flat - both) & full
            columns.append((matches, ~flat))
        rows = full  # rows not yet left
        for matches, grows in reversed(columns):
            row = 1 << ((matches | grows) & rows).bit_length() >> 1  # the last with a match or growth
            if row & matches:
                union |= row
                rows = row - 1
            else:
                rows &= 2 * row - 1
    return [token for i, token in enumerate(line) if union >> i & 1]


def clipped_hits(candidate: list[int], reference: list[int]) -> int:
    """Count what both lists have, each number as often as both have it.

    Order plays no part here, so both may be sorted, and sorted lists share just one subsequence: all of that.
    """
    return LCSseq.similarity(sorted(candidate), sorted(reference))
