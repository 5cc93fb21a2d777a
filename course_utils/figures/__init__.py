"""Figures: plain data in, a picture out. No widgets here (they stand in front, in ``explorers``)."""

from course_utils.figures.picture import Picture, show
from course_utils.figures.style import COLOURS, subplots, tint

__all__ = ["COLOURS", "Picture", "show", "subplots", "tint"]
