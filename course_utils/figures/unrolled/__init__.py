"""One step of a simple recurrent layer as a sum to check by hand, and beside it the sentence in time."""

from course_utils.figures.unrolled.picture import unrolled_rnn
from course_utils.figures.unrolled.sentence import MOST_WORDS
from course_utils.figures.unrolled.weights import WEIGHTS, parse, place, written

__all__ = ["MOST_WORDS", "WEIGHTS", "parse", "place", "unrolled_rnn", "written"]
