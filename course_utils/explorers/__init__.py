"""Explorers: knobs in front of the pictures of ``course_utils.figures``."""

from course_utils.explorers.base import Explorer
from course_utils.explorers.unrolled_rnn import unrolled_rnn_explorer

__all__ = ["Explorer", "unrolled_rnn_explorer"]
