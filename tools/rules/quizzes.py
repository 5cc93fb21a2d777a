"""Quizzes and explorers: tags, questions that exist, and a stored form that gives nothing away."""

import re
import tomllib
from collections import Counter

from tools.rules.coverage import decides
from tools.rules.reading import plain, shown, stored_html, texts


def tables(lesson):
    """Return the questions of a lesson by their slugs; its parts and applications share one file."""
    file = lesson.root / "course_utils" / "quizzes" / f"{lesson.number}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def names(cell):
    """Return the names of the quizzes that a cell asks: "04-shape-of-h"."""
    return [str(name) for function, name in shown(cell) if function == "quiz"]


def asked(lesson, cell):
    """Return the questions that a cell asks and the lesson's file knows."""
    slugs = [name.partition("-")[2] for name in names(cell)]
    known = tables(lesson) if slugs else {}
    return [known[slug] for slug in slugs if slug in known]


def question_of(lesson, cell):
    """Return the text of the questions that a cell asks, as HTML."""
    return " ".join(table["question"] for table in asked(lesson, cell))


def quizzes_exist(lesson):
    """Quiz cells call quiz("NN-slug") with a question of this lesson's file, and only quiz cells do."""
    known = tables(lesson)
    tagged = {i for i, _ in lesson.tagged("quiz")}
    problems = []
    for i, cell in lesson.code:
        if bool(names(cell)) != (i in tagged):
            problems.append(f"cell {i}: the tag quiz and a call of quiz go together")
        for name in names(cell):
            number, _, slug = name.partition("-")
            if number != lesson.number or slug not in known:
                problems.append(
                    f"cell {i} asks {name!r}, which is no question in quizzes/{lesson.number}.toml"
                )
    return problems


def each_question_is_asked_once(lesson):
    """Parts and applications of a lesson ask every question of their file, each in one cell."""
    asking = Counter(name for part in lesson.family for _, cell in part.code for name in names(cell))
    mine = {name for _, cell in lesson.code for name in names(cell)}
    known = {f"{lesson.number}-{slug}" for slug in tables(lesson)}
    return [f"{name!r} is asked {asking[name]} times" for name in sorted(mine) if asking[name] > 1] + [
        f"nobody asks {name!r} of quizzes/{lesson.number}.toml" for name in sorted(known - set(asking))
    ]


def quizzes_are_decided(lesson):
    """Between a quiz and the next one a code cell has its name in `decides`, and a claim or an assert."""
    deciding = {i: cell.metadata["decides"] for i, cell in lesson.cells if "decides" in cell.metadata}
    problems, waiting, met = [], [], set()
    for i, cell in lesson.code:
        for name in names(cell):
            problems += [f"no cell decides {other!r} before the next quiz" for other in waiting]
            waiting = [name]
        if i not in deciding:
            continue
        met.add(i)
        if deciding[i] not in waiting:
            problems.append(f"cell {i} decides {deciding[i]!r}, which is not the quiz above it")
        elif not decides(cell):
            problems.append(f"cell {i} decides {deciding[i]!r} without a claim or an assert that could fail")
        else:
            waiting = []
    problems += [f"no cell decides {name!r}" for name in waiting]
    return problems + [f"cell {i} is no code cell and decides nothing" for i in sorted(set(deciding) - met)]


def quizzes_agree_with_their_cells(lesson):
    """The cell that decides a quiz has the right option's text as `answer`: a moved key contradicts it."""
    known = tables(lesson)
    problems = []
    for i, cell in lesson.code:
        name = cell.metadata.get("decides")
        table = known.get(str(name).partition("-")[2])
        if table is None:
            continue
        right = [option["text"] for option in table["options"] if option.get("right")]
        if [cell.metadata.get("answer")] != right:
            problems.append(
                f"cell {i} decides {name!r} for {cell.metadata.get('answer')!r}; its right option is {right}"
            )
    return problems


def quizzes_show_their_questions(lesson):
    """The stored output of a quiz has its question and all options, so that it reads without a kernel."""
    problems = []
    for i, cell in lesson.tagged("quiz"):
        if not cell.get("outputs"):  # the rule `executed` says so
            continue
        stored = plain(" ".join(stored_html(cell)))
        for table in asked(lesson, cell):
            said = [table["question"], *(option["text"] for option in table["options"])]
            problems += [f"cell {i} does not show {text!r}" for text in said if plain(text) not in stored]
    return problems


def answers_are_not_given_away(lesson):
    """Neither the sources nor the outputs hold an explanation or say which option is right."""
    everything = [(i, cell.source) for i, cell in lesson.cells]
    everything += [(i, text) for i, output in lesson.outputs for text in texts(output)]
    explanations = [
        plain(option["explanation"]) for table in tables(lesson).values() for option in table["options"]
    ]
    problems = []
    for i, text in everything:
        stored = plain(text)
        problems += [f"cell {i} gives away {answer!r}" for answer in explanations if answer in stored]
        if re.search(r"\bright\W{1,3}true\b", text, re.IGNORECASE):
            problems.append(f"cell {i} says which option is right")
    return problems


def explorers_are_tagged(lesson):
    """Explorer cells call a function that ends in _explorer, and only explorer cells do."""
    tagged = {i for i, _ in lesson.tagged("explorer")}
    return [
        f"cell {i}: the tag explorer and a call of an explorer go together"
        for i, cell in lesson.code
        if any(function.endswith("_explorer") for function, _ in shown(cell)) != (i in tagged)
    ]
