"""README's table of lessons, written from the notebooks that exist.

    python -m tools.readme

The list behind it is course_utils/lessons.toml.
"""

import sys
from pathlib import Path

from course_utils.lessons import present

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- The lessons that exist: written by `make readme`, not by hand. -->"
END = "<!-- End of the lessons. -->"


def table(lessons):
    """Return the Markdown tables of lessons and, where there are any, of applications."""
    parts = [_rows("lesson", [one for one in lessons if not one.application])]
    applications = [one for one in lessons if one.application]
    if applications:
        parts.append(_rows("application, readable after that lesson", applications))
    return "\n\n".join(parts)


def _rows(kind, lessons):
    rows = [f"| {one.label} | [{one.title}]({one.path}) | {one.able} |" for one in lessons]
    return "\n".join([f"| | {kind} | you leave it able to |", "|---|---|---|", *rows])


def renewed(page, lessons):
    """Return the page with the tables between its two marks; ValueError where it has not both, in order."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README must hold the marks {BEGIN!r} and {END!r}, in this order")
    return f"{before}{BEGIN}\n\n{table(lessons)}\n\n{END}{after}"


def main():
    """Write README's tables."""
    README.write_text(renewed(README.read_text(encoding="utf-8"), present()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
