"""Explorer: choose a lesson and see what it needs and what it unlocks."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.course_map import course_map, option
from course_utils.lessons import present


def course_map_explorer(lesson=4):
    """Return an explorer of the map of all lessons that exist.

    Parameters
    ----------
    lesson : int or str
        The lesson chosen at the start: its number (of a lesson in two parts, the first), or a number such as
        ``"08_1"``.

    Returns
    -------
    Explorer
        With the control ``lesson``, whose values are numbers such as ``"04"``.

    Raises
    ------
    ValueError
        If no such lesson exists.

    Examples
    --------
    >>> explorer = course_map_explorer()
    >>> explorer.controls["lesson"].value = "02"
    >>> sorted(explorer.picture.data["needed"])
    ['01']
    """
    lessons = present()
    choice = widgets.Dropdown(
        options=[(option(one), one.number) for one in lessons],
        value=_number(lesson, lessons),
        description="Lesson",
        layout={"width": "400px", "max_width": "100%"},
    )
    return Explorer(lambda lesson: course_map(lessons, highlight=lesson), {"lesson": choice})


def _number(lesson, lessons):
    """The number of the lesson asked for."""
    numbers = [one.number for one in lessons]
    asked = f"{lesson:02d}" if isinstance(lesson, int) and not isinstance(lesson, bool) else lesson
    found = [number for number in numbers if asked in (number, number.split("_")[0])]
    if not found:
        raise ValueError(f"lesson must be one of {', '.join(numbers)}; got {lesson!r}")
    return found[0]
