"""The five kinds of network by what goes in and what comes out: graph, layers with their shapes, systems."""

from course_utils.figures.sequence_types.kinds import (
    LONGEST,
    N,
    allowed_lengths,
    free_lengths,
    graph,
    layers,
)
from course_utils.figures.sequence_types.loop import loop_picture
from course_utils.figures.sequence_types.picture import sequence_types_picture
from course_utils.figures.sequence_types.systems import KINDS, SYSTEMS

__all__ = [
    "KINDS",
    "LONGEST",
    "SYSTEMS",
    "N",
    "allowed_lengths",
    "free_lengths",
    "graph",
    "layers",
    "loop_picture",
    "sequence_types_picture",
]
