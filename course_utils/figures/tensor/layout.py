"""What both panels share: their size, and the labels of indices."""

from course_utils.figures.sketch import clickable

PANEL, HEIGHT, MARGIN = 460, 460, 12
FONT = 13.5  # 10 pt


def index_label(name, value, label, used):
    """Return a label which, where the slice names that index, can be clicked to choose it.

    Parameters
    ----------
    name : {"i", "t", "d"}
        The index.
    value : int
        The number that a click chooses.
    label : svg element
        What to click on.
    used : set of str
        The indices that the slice names.

    Examples
    --------
    >>> from course_utils.figures.sketch import text
    >>> index_label("i", 2, text(0, 0, "i=2"), {"t"}).text
    'i=2'
    """
    return clickable([label], name, str(value)) if name in used else label
