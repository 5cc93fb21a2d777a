"""Sentences on their way into an array: rows that do not fit, one-hot rows, windows, rows of an embedding."""

from course_utils.figures.batch.one_hot import one_hot_rows, row_lookup
from course_utils.figures.batch.table import batch_table
from course_utils.figures.batch.window import window_over_table
from course_utils.figures.batch.words import SIDES, word_map

__all__ = ["SIDES", "batch_table", "one_hot_rows", "row_lookup", "window_over_table", "word_map"]
