"""The author's companion: what is wrong with a notebook, and where its minutes go.

    python -m tools.rules notebooks/04_forward_propagation.ipynb

All rules of the new form are asked, also of a lesson that is not yet rewritten. Nothing is executed.
"""

import argparse
import sys
from pathlib import Path

from course_utils.quiz import read_questions
from tools.rules import FORM, RULES, Lesson, problems
from tools.rules.minutes import limit, minutes_by_kind, rounded_up, words_to_read


def what_is_missing(lesson):
    """Return what is wrong with the first bad question of a lesson's file, or None."""
    try:
        read_questions(lesson.root / "course_utils" / "quizzes" / f"{lesson.number}.toml")
    except ValueError as error:
        return str(error)


def report(lesson):
    """Print a notebook's problems by rule, then its minutes by kind of cell; return how many problems."""
    print(lesson.path.name)
    try:
        found = problems(lesson, RULES + FORM)
    except KeyError as error:  # a question that lacks something
        print(f"  {what_is_missing(lesson) or repr(error)}")
        return 1
    for rule, problem in found:
        print(f"  {rule}: {problem}")
    print(f"  {len(found)} problems" if found else "  keeps every rule")
    spent = minutes_by_kind(lesson)
    print(f"  {'minutes of the core':<20}{'cells':>7}")
    kinds = [lesson.kinds.get(i) for i, _ in lesson.core]
    for kind, minutes in spent.items():
        count = words_to_read(lesson) if kind == "words" else kinds.count(kind)
        print(f"  {kind:<20}{count:>7}{minutes:>8.1f}")
    total, most = sum(spent.values()), limit(lesson)
    print(f"  {'all':<27}{total:>8.1f}   at most {most}; say {rounded_up(total)} minutes")
    return len(found)


def main(arguments=None):
    """Report on every notebook named; the exit status is 1 where one has a problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("notebooks", nargs="+", type=Path)
    counts = [report(Lesson(path)) for path in parser.parse_args(arguments).notebooks]
    return int(any(counts))


if __name__ == "__main__":
    sys.exit(main())
