"""ROUGE: how much of a reference summary a candidate repeats, in n-grams and in longest common subsequences.

The scores are those of Google's `rouge_score` package, on any text. `rouge` scores one pair of texts;
`corpus_rouge` scores many at once, by the same definitions on arrays of token numbers.
"""

from course_utils.rouge.intervals import corpus_rouge
from course_utils.rouge.pair import rouge, rouge_l, rouge_lsum, rouge_n
from course_utils.rouge.shared import Score

__all__ = ["Score", "corpus_rouge", "rouge", "rouge_l", "rouge_lsum", "rouge_n"]
