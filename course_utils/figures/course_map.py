"""The map of the course: one station a lesson, and which lesson needs which."""

import svg

from course_utils.figures.letters import shorten, width_of
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, clickable, sketch, text
from course_utils.figures.style import COLOURS, tint
from course_utils.lessons import LESSONS

__all__ = ["LESSONS", "course_map", "option"]

WIDTH, TOP, ROW = 460, 46, 36
MARGIN, STATION, TALL = 12, 46, 24  # a station is 46 wide and 24 tall
WAY = 14  # between two ways that pass stations
BAND = 0.08  # pale enough for coloured words
LOOKS = {  # the colour, and the mark in words beside it
    "chosen": ("highlight", "chosen"),
    "needed": ("input", "needed"),
    "earlier": ("muted", "earlier"),
    "unlocked": ("output", "unlocked"),
}


def course_map(lessons, highlight=None):
    """Draw the map of the lessons; an arrow leads from a lesson to one that needs it.

    Only the arrows that others do not imply are drawn. Applications have a panel of their own.

    Parameters
    ----------
    lessons : sequence of course_utils.lessons.Lesson
        What the map shows; each needs only lessons that stand before it.
    highlight : str, optional
        A lesson's number: what it needs directly, what comes earlier still, and what it unlocks are marked.

    Returns
    -------
    Picture
        With data ``highlight``, ``arrows`` (pairs of numbers) and the sets ``needed``, ``earlier``,
        ``unlocked``, empty where no lesson is chosen.

    Raises
    ------
    ValueError
        If `highlight` is not the number of one of the lessons.

    Examples
    --------
    >>> sorted(course_map(LESSONS, highlight="09").data["needed"])
    ['04', '07']
    """
    shown = {lesson.number: lesson for lesson in lessons}
    if highlight is not None and highlight not in shown:
        raise ValueError(f"highlight must be one of {', '.join(shown)}; got {highlight!r}")
    before = _ancestors(shown)
    data = {"highlight": highlight, "arrows": _arrows(shown, before)}
    data |= {"needed": set(), "earlier": set(), "unlocked": set()}
    if highlight is not None:
        data["needed"] = set(shown[highlight].needs)
        data["earlier"] = before[highlight] - data["needed"]
        data["unlocked"] = {number for number, lesson in shown.items() if highlight in lesson.needs}
    stops = [lesson for lesson in shown.values() if not lesson.application]
    trips = [lesson for lesson in shown.values() if lesson.application]
    panels = [_panel("→ leads to a lesson that builds on it", stops, data)]
    if trips:
        panels.append(_panel("Applications: one real task each", trips, data))
    return Picture(panels, alt=_in_words(shown, data), data=data)


def option(lesson):
    """Return how a lesson is offered for choice, in the explorer's list and on the map.

    Parameters
    ----------
    lesson : course_utils.lessons.Lesson
        The lesson.

    Examples
    --------
    >>> option(LESSONS[4])
    '04 Forward propagation'
    """
    return f"{lesson.label} {lesson.title}" + " (application)" * lesson.application


def _ancestors(shown):
    """Return for each lesson the set of all that come before it."""
    before = {}
    for number, lesson in shown.items():
        before[number] = set(lesson.needs).union(*(before[one] for one in lesson.needs))
    return before


def _arrows(shown, before):
    """Return the pairs (needed, needing) that no longer way through other lessons implies."""
    return [
        (one, number)
        for number, lesson in shown.items()
        for one in lesson.needs
        if not any(one in before[other] for other in lesson.needs)
    ]


def _role(number, data):
    if number == data["highlight"]:
        return "chosen"
    return next((role for role in ("needed", "earlier", "unlocked") if number in data[role]), None)


def _panel(heading, lessons, data):
    rows = {lesson.number: row for row, lesson in enumerate(lessons)}
    pairs = [(rows[a], rows[b]) for a, b in data["arrows"] if a in rows and b in rows]
    ways = _ways([(a, b) for a, b in pairs if b > a + 1])
    left = MARGIN + WAY * (1 + max(ways.values(), default=-1))
    parts = [text(left, 26, heading, "muted")]
    for lesson in lessons:
        stop = _stop(lesson, left, _middle(rows[lesson.number]), _role(lesson.number, data))
        parts.append(clickable(stop, "Lesson", option(lesson)))
    x = left + STATION / 2
    for a, b in pairs:
        if b == a + 1:
            parts.append(arrow(x, _middle(a) + TALL / 2, x, _middle(b) - TALL / 2 - 1))
        else:
            parts += _around(_middle(a) + 6, _middle(b) - 6, left, WAY * (1 + ways[a, b]))
    return sketch(WIDTH, TOP + ROW * len(lessons), parts)


def _middle(row):
    return TOP + ROW * row + 14


def _ways(pairs):
    """Return for each pair of rows its way past the stations: no two share one where both run."""
    ways = {}
    for a, b in pairs:
        taken = {way for (c, d), way in ways.items() if c < b and a < d}
        ways[a, b] = next(way for way in range(len(pairs)) if way not in taken)
    return ways


def _around(y1, y2, left, far):
    """Yield an arrow past the stations between two rows, `far` to the left of them."""
    x = left - far
    path = f"M{left} {y1}H{x + 6}Q{x} {y1} {x} {y1 + 6}V{y2 - 6}Q{x} {y2} {x + 6} {y2}"
    yield svg.Path(d=path, fill="none", stroke=COLOURS["ink"], stroke_width=1.5)
    yield arrow(x + 5, y2, left - 1, y2)


def _stop(lesson, left, y, role):
    """Yield a lesson's station and title, on a band that says its role in colour, and in words at its end."""
    colour, mark = LOOKS.get(role, ("ink", ""))
    yield svg.Rect(
        x=left - 2,
        y=y - 14,
        width=WIDTH - MARGIN - left + 2,
        height=28,
        rx=14,
        fill=tint(colour, BAND) if role else COLOURS["paper"],  # a click finds white paper, but no gap
    )
    yield svg.Rect(
        x=left,
        y=y - TALL / 2,
        width=STATION,
        height=TALL,
        rx=TALL / 2,
        fill=COLOURS[colour] if role == "chosen" else COLOURS["paper"],
        stroke=COLOURS[colour],
        stroke_width=3 if role == "needed" else 1.5,
        stroke_dasharray=[4, 3] if role == "earlier" else None,
    )
    inside = "paper" if role == "chosen" else colour
    yield text(left + STATION / 2, y + 5, lesson.label, inside, anchor="middle", bold=True)
    start, end = left + STATION + 12, WIDTH - MARGIN - 12
    face, room = ("bold" if role == "chosen" else "regular"), end - start - width_of(mark) - 8
    yield text(start, y + 5, shorten(lesson.title, room, face=face), bold=role == "chosen")
    yield text(end, y + 5, mark, colour, anchor="end")


def _in_words(shown, data):
    number = data["highlight"]
    if number is None:
        arrows = "; ".join(f"{shown[b].label} needs {shown[a].label}" for a, b in data["arrows"])
        return f"Map of {len(shown)} notebooks: {_named(shown, shown)}. {arrows or 'None needs another'}."
    return (
        f"Chosen: {_named(shown, [number])}. "
        f"Directly needed: {_named(shown, data['needed'])}. "
        f"Earlier still: {_named(shown, data['earlier'])}. "
        f"Unlocked by it: {_named(shown, data['unlocked'])}."
    )


def _named(shown, numbers):
    return ", ".join(f"{one.label} {one.title}" for one in shown.values() if one.number in numbers) or "none"
