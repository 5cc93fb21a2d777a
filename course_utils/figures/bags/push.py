"""Texts along a line on which every word pushes to one side or the other."""

import svg

from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, signed, sketch, text
from course_utils.figures.style import COLOURS

WIDTH = 470


def pushes(texts, push, start=0.0, unit="push"):
    """Return texts as SVG text: a line for each, along which every word pushes, one arrow a word.

    Parameters
    ----------
    texts : sequence of str
        Their words must be keys of `push`.
    push : dict of str to float
        How far each word pushes; above 0 to the right.
    start : float
        Where every text begins.
    unit : str
        What the numbers are.

    Raises
    ------
    ValueError
        If a word has no push.

    Examples
    --------
    >>> pushes(["not bad"], {"not": -1.0, "bad": -0.6})[:4]
    '<svg'
    """
    rows = [written.split() for written in texts]
    if missing := [word for row in rows for word in row if word not in push]:
        raise ValueError(f"push must have all words of texts; it lacks {missing[0]!r}")
    ends = [start + sum(push[word] for word in row[:k]) for row in rows for k in range(len(row) + 1)]
    low, high = min(0, *ends), max(0, *ends, 0.01)

    def place(value):
        return 96 + (value - low) / (high - low) * (WIDTH - 226)  # room for words on both sides

    y, elements = 62, [text(96, 22, "← complaint", "wrong", bold=True)]
    elements.append(text(WIDTH - 8, 22, "praise →", "right", anchor="end", bold=True))
    top = 34
    for written, row in zip(texts, rows, strict=True):
        elements.append(text(8, y + 5, written, bold=True))
        at = start
        for word in row:
            colour = "right" if push[word] > 0 else "wrong"
            elements.append(arrow(place(at), y, place(at + push[word]), y, colour, width=3))
            label = f"{word} {signed(push[word])}"
            beside = max(place(at), place(at + push[word])) + 8
            if beside < place(0) < beside + width_of(label):
                beside = place(0) + 8  # or the line at 0 would cross it
            elements.append(text(beside, y + 5, label, colour))
            at += push[word]
            y += 22
        if len(row) > 1:
            elements.append(svg.Circle(cx=place(at), cy=y - 22, r=5, fill=COLOURS["ink"]))
        y += 16
    axis = svg.Line(
        x1=place(0), y1=top, x2=place(0), y2=y - 18, stroke=COLOURS["muted"], stroke_dasharray=[4, 3]
    )
    elements.append(text(place(0), y, f"0 ({unit})", "muted", anchor="middle"))
    return sketch(WIDTH, y + 12, [axis, *elements])
