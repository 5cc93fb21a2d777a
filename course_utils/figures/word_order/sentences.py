"""The first panel: the two sentences, and the table of which representation tells them apart."""

import svg

from course_utils.figures.letters import wrap
from course_utils.figures.sketch import clickable, text
from course_utils.figures.style import COLOURS
from course_utils.figures.word_order.words import in_full, size_in_words, verdicts

LEFT, RIGHT = 12, 448
VERDICTS, ROW = 196, 29  # where the table of verdicts begins, and the height of its rows
NUMBERS, DISTANCE, VERDICT = 196, 272, 290  # its columns: right edge, right edge, left edge


def draw_sentences(data):
    """Yield both sentences in two lines each, what they have in common, and what was cut.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> next(draw_sentences(data)).text
    'Can they be told apart?'
    """
    yield text(LEFT, 26, "Can they be told apart?", size=16, bold=True)
    y = 54
    for i, name in enumerate(("first", "second"), 1):
        yield text(LEFT, y, str(i), "muted", bold=True)
        for line in wrap(" ".join(data[name]), RIGHT - LEFT - 20, most=2):
            yield text(LEFT + 20, y, line)
            y += 20
        y += 4
    if data["first"] and data["second"]:
        yield text(LEFT, y + 2, in_full(data), "muted")
        y += 20
    for line in wrap(data["message"], RIGHT - LEFT, most=2):
        yield text(LEFT, y + 2, line, "wrong")
        y += 19


def draw_verdicts(data):
    """Yield a row for each representation: its numbers, the distance of the sentences, and the verdict.

    Parameters
    ----------
    data : dict
        What `word_order` gives its picture.

    Examples
    --------
    >>> from course_utils.figures.word_order.picture import word_order
    >>> data = word_order("dog bites man", "man bites dog").data
    >>> [part.text for part in draw_verdicts(data) if isinstance(part, svg.Text)]
    ['numbers', 'distance', 'apart?']
    """
    yield svg.Line(x1=LEFT, y1=VERDICTS - 22, x2=RIGHT, y2=VERDICTS - 22, stroke=COLOURS["muted"])
    yield text(NUMBERS, VERDICTS, "numbers", "muted", anchor="end")
    yield text(DISTANCE, VERDICTS, "distance", "muted", anchor="end")
    yield text(VERDICT, VERDICTS, "apart?", "muted")
    for i, (name, (verdict, colour)) in enumerate(verdicts(data).items(), 1):
        row = _verdict(data, name, VERDICTS + ROW * i, verdict, colour)
        yield clickable(row, "Show", name)


def _verdict(data, name, y, verdict, colour):
    shown = name == data["shown"]
    fill = "#F0F0F0" if shown else COLOURS["paper"]
    yield svg.Rect(x=LEFT - 4, y=y - 19, width=RIGHT - LEFT + 8, height=28, rx=3, fill=fill)
    yield text(LEFT, y, name, bold=shown)
    yield text(NUMBERS, y, size_in_words(data, name), anchor="end")
    yield text(DISTANCE, y, f"{data['distances'][name]:.2f}", anchor="end")
    yield text(VERDICT, y, verdict, colour, bold=True)
