"""Blame on its way back through time: one unit with its numbers, and a layer that adds up share by share."""

from course_utils.figures.backprop.panels import HEIGHT, WIDTH
from course_utils.figures.backprop.picture import MOST_WORDS, walk_back
from course_utils.figures.backprop.unit import head_to_tail, one_unit_back
from course_utils.figures.backprop.walk import ANSWERS, WEIGHTS, answer_layer

__all__ = [
    "ANSWERS",
    "HEIGHT",
    "MOST_WORDS",
    "WEIGHTS",
    "WIDTH",
    "answer_layer",
    "head_to_tail",
    "one_unit_back",
    "walk_back",
]
