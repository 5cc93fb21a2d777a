"""Two sentences fall into two bags, word by word: five ways to count, and which can tell them apart."""

from course_utils.figures.word_order.numbers import REPRESENTATIONS, represent
from course_utils.figures.word_order.picture import PANEL, word_order
from course_utils.figures.word_order.sacks import BOTTOM, RIM
from course_utils.figures.word_order.words import MOST_WORDS

__all__ = ["BOTTOM", "MOST_WORDS", "PANEL", "REPRESENTATIONS", "RIM", "represent", "word_order"]
