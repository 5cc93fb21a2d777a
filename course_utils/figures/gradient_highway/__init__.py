"""The way back through gated cells: the terms of one step as matrices, their product along many steps."""

from course_utils.figures.gradient_highway.maps import term_maps
from course_utils.figures.gradient_highway.picture import gradient_highway
from course_utils.figures.gradient_highway.plot import PREDICTIONS, SHOW
from course_utils.figures.gradient_highway.scores import score_dots

__all__ = ["PREDICTIONS", "SHOW", "gradient_highway", "score_dots", "term_maps"]
