"""Explorer: choose a lesson and see what it needs and what it unlocks."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.course_map import LESSONS, course_map


def course_map_explorer(lesson=4):
    """Return an explorer of the course's map.

    Parameters
    ----------
    lesson : int
        The lesson chosen at the start, 0 to 14.

    Returns
    -------
    Explorer
        With the control ``lesson``.

    Raises
    ------
    ValueError
        If `lesson` is not one of the lessons.

    Examples
    --------
    >>> explorer = course_map_explorer()
    >>> explorer.controls["lesson"].value = 8
    >>> sorted(explorer.picture.data["needed"])
    [5, 7]
    """
    if lesson not in range(len(LESSONS)):
        raise ValueError(f"lesson must be from 0 to {len(LESSONS) - 1}; got {lesson!r}")
    titles = [(f"{number:02d} {one.title}", number) for number, one in enumerate(LESSONS)]
    choice = widgets.Dropdown(options=titles, value=lesson, description="Lesson", layout={"width": "400px"})
    return Explorer(lambda lesson: course_map(highlight=lesson), {"lesson": choice})
