"""The list of the course's notebooks, and which of them exist here."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"lessons": "notebooks", "applications": "notebooks/applications"}


@dataclass(frozen=True)
class Lesson:
    """A notebook of the course: its file, its title, what it leaves a learner able to, what it builds on.

    Parameters
    ----------
    path : str
        The file, relative to the course's folder, with ``/``.
    title, able : str
        The title without its number; what a learner can do afterwards.
    needs : tuple of str
        The numbers of the lessons it builds on directly.

    Examples
    --------
    >>> lesson = Lesson("notebooks/08_1_lstm_from_scratch.ipynb", "LSTM from scratch", "write one", ("07",))
    >>> lesson.number, lesson.label, lesson.heading
    ('08_1', '08.1', '08.1 · LSTM from scratch')
    >>> Lesson("notebooks/applications/10_reviews.ipynb", "Reviews", "tell stars", ("10",)).number
    '10_reviews'
    """

    path: str
    title: str
    able: str
    needs: tuple[str, ...]

    @property
    def stem(self):
        """The file's name without its ending."""
        return Path(self.path).stem

    @property
    def application(self):
        """Whether it is one of the applications."""
        return "/applications/" in self.path

    @property
    def number(self):
        """What tells it from all others: ``"04"``, ``"08_1"``; an application's whole stem."""
        return self.stem if self.application else re.match(r"\d\d(_\d)?", self.stem)[0]

    @property
    def label(self):
        """The number as learners read it: ``"04"``, ``"08.1"``; an application has that of its lesson."""
        return self.stem[:2] if self.application else self.number.replace("_", ".")

    @property
    def heading(self):
        """The notebook's first heading."""
        return f"{self.label} · {self.title}"


def _planned():
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        Lesson(f"{folder}/{stem}.ipynb", row["title"], row["able"], tuple(row["needs"]))
        for kind, folder in FOLDERS.items()
        for stem, row in table[kind].items()
    )


LESSONS = _planned()


def present(root=ROOT):
    """Return the lessons, then the applications, whose notebook exists, in order.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    tuple of Lesson
        Each names in `needs` only lessons that exist.

    Examples
    --------
    >>> [lesson.number for lesson in present()][:3]
    ['00', '01', '02']
    """
    found = [lesson for lesson in LESSONS if (Path(root) / lesson.path).exists()]
    numbers = {lesson.number for lesson in found}
    return tuple(
        replace(lesson, needs=tuple(one for one in lesson.needs if one in numbers)) for lesson in found
    )
