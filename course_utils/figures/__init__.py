"""Figures: plain data in, a picture out. No widgets here (they stand in front, in ``explorers``)."""

from course_utils.figures.picture import Picture, show
from course_utils.figures.sound import play
from course_utils.figures.style import COLOURS, ink_on, subplots, tint

__all__ = ["COLOURS", "Picture", "ink_on", "play", "show", "subplots", "tint"]
