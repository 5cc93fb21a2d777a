"""How long the core of a lesson takes: a floor, by counting what there is to read, to answer and to write."""

import math
import re

from tools.rules.lesson import tags_of
from tools.rules.quizzes import question_of
from tools.rules.reading import plain, stored_html, words
from tools.rules.turns import task_of

WORDS_PER_MINUTE = 200
EACH = {"quiz": 2, "explorer": 5, "folded": 0.25, "visible": 1.25}
TURN, SHORT_TURN = 8, 4
SHORT_LINES = 4  # ours in at most so many lines: a short turn
MOST, MOST_WELCOME, MOST_APPLICATION = 60, 25, 35


def core_minutes(lesson):
    """Return the estimated minutes of a lesson's core: what comes before the first collapsed heading."""
    return sum(minutes_by_kind(lesson).values())


def minutes_by_kind(lesson):
    """Return the minutes of the core by what they are spent on: words, turns, quizzes and so on."""
    kinds = [lesson.kinds[i] for i, cell in lesson.core if cell.cell_type == "code"]
    places = {i for i, _ in lesson.core}
    spent = {
        "words": words_to_read(lesson) / WORDS_PER_MINUTE,
        "turn": float(sum(_minutes_of_turn(turn) for turn in lesson.turns if turn.cell in places)),
    }
    return spent | {kind: each * kinds.count(kind) for kind, each in EACH.items()}


def words_to_read(lesson):
    """Return how many words the core has: its Markdown, its pictures' captions, its quizzes' questions."""
    count = 0
    for _, cell in lesson.core:
        if cell.cell_type == "markdown":
            count += len(words(cell.source))
            continue
        captions = re.findall(r"<figcaption\b.*?</figcaption>", " ".join(stored_html(cell)), re.DOTALL)
        count += sum(len(plain(caption).split()) for caption in captions)
        if "quiz" in tags_of(cell):
            count += len(plain(question_of(lesson, cell)).split())
    return count


def limit(lesson):
    """Return the most minutes that a lesson's core may take, or None where there is no limit."""
    if lesson.number == "14":
        return None
    if lesson.is_application:
        return MOST_APPLICATION
    return MOST_WELCOME if lesson.number == "00" else MOST


def core_is_an_honest_hour(lesson):
    """The core takes no longer than it may, and title or objectives say how long, rounded up to five."""
    most = limit(lesson)
    if most is None:
        return []
    minutes = core_minutes(lesson)
    problems = []
    if minutes > most:
        problems.append(f"the core takes {minutes:.1f} minutes, {most} at most; cut, fold or collapse")
    top = [cell.source for _, cell in [*lesson.cells[:1], *lesson.tagged("objectives")]]
    stated = re.findall(r"(\d+)[\s-]minutes?\b", "\n".join(top))
    rounded = rounded_up(minutes)
    if not stated:
        problems.append(f"neither title nor objectives say how long it takes: {rounded} minutes")
    elif int(stated[0]) != rounded:
        problems.append(f"says {stated[0]} minutes; the core takes {minutes:.1f}, so say {rounded}")
    return problems


def rounded_up(minutes):
    """Return minutes rounded up to the next five, as a title states them."""
    return 5 * math.ceil(minutes / 5)


def _minutes_of_turn(turn):
    task = task_of(turn)
    return SHORT_TURN if task and (task.is_puzzle or task.lines <= SHORT_LINES) else TURN
