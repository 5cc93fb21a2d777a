"""Twelve candidates who do not exist: a table whose rows have no order in time."""

from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset

_ROWS = """
Alder     alder@example.org        PH  7  8
Beech     beech.example.org        CS  9  6
Cedar     cedar@example.org        CS  8  8
Elm       elm@example              MA  5  7
Fir       fir@example.org          BI  6  9
Hazel     hazel@@example.org       CS  9  9
Juniper   juniper@example.org      PH  4  6
Larch     larch@example.org        MA  8  5
Maple     maple@example,org        BI  7  7
Oak       oak@example.org          MA  10 8
Rowan     rowan@example.org        CS  6  4
Willow    willow@example.org       PH  8  10
"""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Candidates(Dataset):
    """A table as surveys make them; see `candidates_table`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, str, int, int], ...]
    names: tuple[str, ...]
    departments: np.ndarray
    ratings: np.ndarray


def candidates_table() -> Candidates:
    """Write down the decks' kind of survey table: twelve rows of five columns, all invented.

    Returns
    -------
    Candidates
        A data set with `columns`, the five headings; `rows`, twelve tuples (name, e-mail, department
        code, coding rating, writing rating); and what a model can use: `names`, twelve strings,
        `departments` (12,) codes BI, CS, MA or PH, and `ratings` (12, 2), int64 from 0 to 10. Four
        e-mail addresses are malformed, as such tables are; example.org belongs to nobody.

    Examples
    --------
    >>> table = candidates_table()
    >>> table.rows[0]
    ('Alder', 'alder@example.org', 'PH', 7, 8)
    >>> table.ratings.shape
    (12, 2)
    """
    cells = [line.split() for line in _ROWS.strip().splitlines()]
    rows = tuple((name, mail, code, int(coding), int(writing)) for name, mail, code, coding, writing in cells)
    return Candidates(
        columns=("name", "e-mail", "department", "coding", "writing"),
        rows=rows,
        names=tuple(row[0] for row in rows),
        departments=np.array([row[2] for row in rows]),
        ratings=np.array([row[3:] for row in rows]),
        licence="CC BY 4.0, as the course's text",
        source="invented for this course",
    )
