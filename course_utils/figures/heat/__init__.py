"""Matrices as heat maps, a sentence in time, and the step that makes one column of it from the last."""

from course_utils.figures.heat.matrix import STRONGEST, heat_map, sentence_in_time
from course_utils.figures.heat.step import one_step, step_shapes

__all__ = ["STRONGEST", "heat_map", "one_step", "sentence_in_time", "step_shapes"]
