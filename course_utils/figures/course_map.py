"""The map of the course: fifteen lessons, and which one needs which."""

from dataclasses import dataclass

import svg

from course_utils.figures.picture import Picture
from course_utils.figures.sketch import arrow, sketch, text
from course_utils.figures.style import COLOURS, tint


@dataclass(frozen=True)
class Lesson:
    """A lesson: its title, the lessons it builds on directly, the slide decks (0 to 4) it draws from."""

    title: str
    needs: tuple[int, ...]
    decks: tuple[int, ...]


# From the agendas of the five decks: what a plain network lacks, how a recurrent one works, what that one
# lacks, gates, encoder and decoder; the order in which the concept map teaches them.
LESSONS = (
    Lesson("Welcome", (), (0, 1, 2, 3, 4)),
    Lesson("Why recurrent? And the types", (0,), (0, 1, 2, 3, 4)),
    Lesson("Bag of words and its limits", (1,), (0, 3)),
    Lesson("Words as tensors", (2,), (1, 2, 3, 4)),
    Lesson("Forward propagation", (3,), (0, 1, 2, 3, 4)),
    Lesson("Back-prop through time", (4,), (0, 1, 2, 3, 4)),
    Lesson("Vanishing and exploding gradients", (5,), (0, 1, 2, 3, 4)),
    Lesson("LSTM: the gates", (4, 6), (0, 1, 3, 4)),
    Lesson("LSTM and GRU from scratch", (5, 7), (1, 2, 3)),
    Lesson("Keras recurrent layers", (4, 7), (2, 3, 4)),
    Lesson("Many to one", (2, 9), (0, 1, 2, 3, 4)),
    Lesson("One to many, many to many", (10,), (0, 2, 3, 4)),
    Lesson("Encoder and decoder", (11,), (3, 4)),
    Lesson("Summaries and ROUGE", (12,), (3, 4)),
    Lesson("Notation, errata, index", (), (0, 1, 2, 3, 4)),
)

WIDTH, HEIGHT = 760, 424
BOX, TALL, GAP, STRIDE = 130, 88, 21, 142
PLACES = {
    lesson: (row, column) for row in range(3) for column, lesson in enumerate(range(5 * row, 5 * row + 5))
}
# Lesson 14 is open at any time and stands aside; the lessons that use Keras have a row of their own.
PLACES |= {14: (1, 4)} | {lesson: (2, lesson - 9) for lesson in range(9, 14)}
HEADINGS = (
    "Sequences, and a network that reads them",
    "How it learns, why that is hard, and the cure",
    "Layers at work",
)
LOOKS = {  # the fill, and a mark in words beside it
    "chosen": ("highlight", "you are here"),
    "needed": ("input", "needed"),
    "earlier": ("muted", "earlier"),
    "unlocked": ("output", "unlocked"),
}


def course_map(highlight=None):
    """Draw the map of the lessons; an arrow runs from a lesson to one that needs it.

    Only the arrows that others do not imply are drawn.

    Parameters
    ----------
    highlight : int, optional
        A lesson, 0 to 14: what it needs directly, what comes earlier still, and what it unlocks are marked.

    Returns
    -------
    Picture
        With data ``arrows`` (pairs of lessons) and, for a chosen lesson, the sets ``needed``, ``earlier``,
        ``unlocked``.

    Raises
    ------
    ValueError
        If `highlight` is not one of the lessons.

    Examples
    --------
    >>> sorted(course_map(highlight=9).data["needed"])
    [4, 7]
    """
    if highlight is not None and highlight not in range(len(LESSONS)):
        raise ValueError(f"highlight must be a lesson from 0 to {len(LESSONS) - 1}; got {highlight!r}")
    data = {"highlight": highlight, "arrows": _arrows(), "needed": set(), "earlier": set(), "unlocked": set()}
    if highlight is not None:
        data["needed"] = set(LESSONS[highlight].needs)
        data["earlier"] = _ancestors(highlight) - data["needed"]
        data["unlocked"] = {number for number, lesson in enumerate(LESSONS) if highlight in lesson.needs}
    parts = [text(40, 20 + row * STRIDE, words, bold=True) for row, words in enumerate(HEADINGS)]
    for number in range(len(LESSONS)):
        parts += _box(number, _role(number, data))
    parts += [stroke for pair in data["arrows"] for stroke in _connection(*pair)]
    return Picture(sketch(WIDTH, HEIGHT, parts), alt=_in_words(data), data=data)


def _ancestors(number):
    needs = LESSONS[number].needs
    return set(needs).union(*(_ancestors(one) for one in needs))


def _arrows():
    """The pairs (needed, needing) that no longer way through other lessons implies."""
    return [
        (one, number)
        for number, lesson in enumerate(LESSONS)
        for one in lesson.needs
        if not any(one in _ancestors(other) for other in lesson.needs)
    ]


def _role(number, data):
    if number == data["highlight"]:
        return "chosen"
    return next((role for role in ("needed", "earlier", "unlocked") if number in data[role]), None)


def _corner(number):
    row, column = PLACES[number]
    return 12 + column * (BOX + GAP), 30 + row * STRIDE


def _box(number, role):
    x, y = _corner(number)
    colour, mark = LOOKS.get(role, ("ink", ""))
    yield svg.Rect(
        x=x,
        y=y,
        width=BOX,
        height=TALL,
        rx=6,
        fill=tint(colour, 0.12) if role else COLOURS["paper"],
        stroke=COLOURS[colour],
        stroke_width=3 if role == "chosen" else 1.5,
        stroke_dasharray=[5, 3] if number == 14 else None,
    )
    yield text(x + 8, y + 20, f"{number:02d}", colour, bold=True, size=15)
    yield text(x + BOX - 8, y + 20, mark, colour, anchor="end", size=13.5)
    for line, words in enumerate(_lines(LESSONS[number].title)):
        yield text(x + 8, y + 42 + 18 * line, words)
    if number == 14 and not role:
        yield text(x + BOX - 8, y + 20, "at any time", "muted", anchor="end", size=13.5)


def _lines(title, width=15):
    """The words of a title in lines of at most so many letters."""
    lines = [""]
    for word in title.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f"{word} "
    return [line.strip() for line in lines]


def _connection(one, other):
    """An arrow to the neighbour on the right, or through the space between two rows."""
    (x1, y1), (x2, y2) = _corner(one), _corner(other)
    if y1 == y2:
        yield arrow(x1 + BOX, y1 + TALL / 2, x2 - 1, y2 + TALL / 2)
    else:
        start, end, between = x1 + BOX / 2, x2 + 14, y1 + TALL + 14
        points = [start, y1 + TALL, start, between, end, between]
        yield svg.Polyline(points=points, fill="none", stroke=COLOURS["ink"], stroke_width=1.5)
        yield arrow(end, between, end, y2 - 1)


def _in_words(data):
    number = data["highlight"]
    if number is None:
        chain = ", ".join(f"{number:02d} {lesson.title}" for number, lesson in enumerate(LESSONS))
        branches = (
            "Arrows lead from 00 step by step to 07; from 07 to 08, and to 09 and on to 13; 14 stands alone."
        )
        return f"Map of the fifteen lessons: {chain}. {branches}"
    lesson = LESSONS[number]
    decks = ", ".join(map(str, lesson.decks))
    return (
        f"Lesson {number:02d}, {lesson.title}, from decks {decks}. "
        f"Directly needed: {_named(data['needed'])}. "
        f"Earlier still: {_named(data['earlier'], titles=False)}. Unlocked by it: {_named(data['unlocked'])}."
    )


def _named(numbers, titles=True):
    names = [
        f"{number:02d} {LESSONS[number].title}" if titles else f"{number:02d}" for number in sorted(numbers)
    ]
    return ", ".join(names) or "none"
