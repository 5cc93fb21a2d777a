"""What a learner writes: turns and exercises, each with our answer and checks that name the suspect."""

from course_utils.tasks.base import Rule, Task
from course_utils.tasks.turns import check, find, your_turn
from course_utils.tasks.values import Values

__all__ = ["Rule", "Task", "Values", "check", "find", "your_turn"]
