"""A batch of sentences as a block of N × T × D numbers, with one slice of it lit."""

from course_utils.figures.tensor.picture import MOST_SENTENCES, MOST_STEPS, draw_tensor
from course_utils.figures.tensor.prediction import judge
from course_utils.figures.tensor.slices import (
    EMBEDDING,
    SENTENCES,
    SLICES,
    VECTORS,
    VOCABULARY,
    used_indices,
)

__all__ = [
    "EMBEDDING",
    "MOST_SENTENCES",
    "MOST_STEPS",
    "SENTENCES",
    "SLICES",
    "VECTORS",
    "VOCABULARY",
    "draw_tensor",
    "judge",
    "used_indices",
]
