"""Explorers: knobs in front of the pictures of ``course_utils.figures``."""

from course_utils.explorers.base import Explorer

__all__ = ["Explorer"]
