"""Bags of words: sentences that fall into one, words that push, a window, two walks along the same pairs."""

from course_utils.figures.bags.push import pushes
from course_utils.figures.bags.sacks import bag, one_bag
from course_utils.figures.bags.walks import walk
from course_utils.figures.bags.window import windows

__all__ = ["bag", "one_bag", "pushes", "walk", "windows"]
