"""One pair of texts, scored with lists of token numbers."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from rapidfuzz.distance import LCSseq

from course_utils.rouge.corpus import score_block
from course_utils.rouge.lines import clipped_hits, score_lines
from course_utils.rouge.shared import (
    DEFAULT,
    N_OF_VARIANT,
    Score,
    check_references,
    check_text,
    check_variants,
    choose_tokenizer,
    lines_of,
    number_alike,
    score_hits,
)

MANY_CHARACTERS = 4000  # from here on a corpus of one is quicker


def rouge(
    candidate: str,
    reference: str | Sequence[str],
    variants: Sequence[str] = DEFAULT,
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> dict[str, Score]:
    """Score a candidate text against a reference in several variants of ROUGE.

    "rouge1" to "rouge9" compare n-grams, "rougeL" finds the longest common subsequence of the whole texts,
    and "rougeLsum" that of each sentence, where a sentence is a line. Text is lower-cased and cut into runs
    of the letters a to z and digits: other letters count as gaps, as in the original program. Empty text
    scores 0.

    Parameters
    ----------
    candidate : str
        A text.
    reference : str or list of str
        A text, or several of which the best F1 counts, for each variant by itself.
    variants : sequence of str
        Their names.
    stemmer : bool
        True to compare Porter stems (of tokens longer than three letters).
    tokenizer : callable, optional
        A function from a text to the list of its tokens, in place of ours.

    Returns
    -------
    dict of str to Score
        One score a variant.

    Raises
    ------
    ValueError
        If a text is no string, there is no reference, or a variant is unknown.

    References
    ----------
    Lin (2004), ROUGE: a package for automatic evaluation of summaries, sections 2 and 3.

    Examples
    --------
    The slides' table, in which the candidate has a "really" too many:

    >>> candidate = "I really loved reading the Hunger Games"
    >>> reference = "I loved reading the Hunger Games"
    >>> for variant, score in rouge(candidate, reference).items():
    ...     print(f"{variant}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}")
    rouge1: precision 0.857, recall 1.000, F1 0.923
    rouge2: precision 0.667, recall 0.800, F1 0.727
    rougeL: precision 0.857, recall 1.000, F1 0.923
    """
    check_variants(variants)
    check_text("candidate", candidate)
    scores = [
        _score_pair(candidate, text, variants, stemmer, tokenizer)
        for text in check_references("reference", reference)
    ]
    if len(scores) == 1:
        return scores[0]
    return {variant: max((score[variant] for score in scores), key=attrgetter("f1")) for variant in variants}


def rouge_n(
    candidate: str,
    reference: str | Sequence[str],
    n: int,
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    """Score the n-grams that a candidate shares with a reference, each counted as often as both have it.

    Parameters
    ----------
    candidate, reference, stemmer, tokenizer
        As for `rouge`.
    n : int
        The length of the n-grams, 1 to 9.

    Returns
    -------
    Score
        Precision, recall and F1.

    Raises
    ------
    ValueError
        If a text is no string, there is no reference, or `n` is out of range.

    References
    ----------
    Lin (2004), section 2.

    Examples
    --------
    >>> rouge_n("the the the the", "the cat", n=1).recall  # "the" is found once, not four times
    0.5
    """
    if n not in range(1, 10):
        raise ValueError(f"n must be a whole number from 1 to 9; got {n!r}")
    return rouge(candidate, reference, (f"rouge{n}",), stemmer, tokenizer)[f"rouge{n}"]


def rouge_l(
    candidate: str,
    reference: str | Sequence[str],
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    """Score the longest sequence of tokens that stand in both texts in the same order, gaps allowed.

    Parameters
    ----------
    candidate, reference, stemmer, tokenizer
        As for `rouge`.

    Returns
    -------
    Score
        Precision, recall and F1.

    Raises
    ------
    ValueError
        If a text is no string, or there is no reference.

    References
    ----------
    Lin (2004), section 3.1.

    Examples
    --------
    >>> rouge_l("police kill the gunman", "police killed the gunman")
    Score(precision=0.75, recall=0.75, f1=0.75)
    """
    return rouge(candidate, reference, ("rougeL",), stemmer, tokenizer)["rougeL"]


def rouge_lsum(
    candidate: str,
    reference: str | Sequence[str],
    stemmer: bool = False,
    tokenizer: Callable[[str], list] | None = None,
) -> Score:
    r"""Score summaries of several lines: what all candidate lines together find in each reference line.

    For each reference line, its longest common subsequences with every candidate line are united; no token is
    counted more often than the candidate has it. Lines end at newlines and nowhere else.

    Parameters
    ----------
    candidate, reference, stemmer, tokenizer
        As for `rouge`.

    Returns
    -------
    Score
        Precision, recall and F1.

    Raises
    ------
    ValueError
        If a text is no string, or there is no reference.

    References
    ----------
    Lin (2004), section 3.2; which of several longest subsequences counts is Google's choice.

    Examples
    --------
    >>> rouge_lsum("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5").recall
    0.8
    """
    return rouge(candidate, reference, ("rougeLsum",), stemmer, tokenizer)["rougeLsum"]


def _score_pair(
    candidate: str, reference: str, variants: Iterable[str], stemmer, tokenizer
) -> dict[str, Score]:
    """Score a candidate against one reference."""
    if tokenizer is None and len(candidate) + len(reference) > MANY_CHARACTERS:  # quicker as a corpus of one
        tables = score_block([candidate], [reference], variants, stemmer, tokenizer)
        return {variant: Score(*table[0].tolist()) for variant, table in tables.items()}
    tokens_of = choose_tokenizer(stemmer, tokenizer)
    ours, theirs = number_alike(tokens_of(candidate), tokens_of(reference))
    scores = {}
    for variant in variants:
        if variant == "rougeLsum":
            scores[variant] = score_lines(lines_of(candidate, tokens_of), lines_of(reference, tokens_of))
        elif variant == "rougeL":
            scores[variant] = score_hits(LCSseq.similarity(ours, theirs), len(ours), len(theirs))
        else:
            our_grams, their_grams = _ngrams(ours, theirs, N_OF_VARIANT[variant])
            scores[variant] = score_hits(
                clipped_hits(our_grams, their_grams), len(our_grams), len(their_grams)
            )
    return scores


def _ngrams(candidate: list[int], reference: list[int], n: int) -> list[list[int]]:
    """Write numbers for the n-grams of two texts, equal ones alike.

    The number of a longer n-gram has two digits: that of its beginning, and its last token.
    """
    base = len(candidate) + len(reference)  # there are no more different tokens than that
    grams = [candidate, reference]
    for k in range(1, n):
        if k > 1:
            grams = number_alike(*grams)  # afresh, before the numbers grow too long to be compared quickly
        grams = [
            [beginning * base + last for beginning, last in zip(beginnings, tokens[k:], strict=False)]
            for beginnings, tokens in zip(grams, (candidate, reference), strict=True)
        ]
    return grams
