"""What a learner writes: turns and exercises, each with our answer and checks that name the suspect."""

from course_utils.tasks.base import Task
from course_utils.tasks.turns import check, find, your_turn

__all__ = ["Task", "check", "find", "your_turn"]
