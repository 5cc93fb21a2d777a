"""The drawing of one unit of a GRU: one handle, z, moves two valves; r stands before the candidate's ear."""

import svg

from course_utils.figures.sketch import arrow, signed, sketch, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 480, 352
BELT, LOWER = 78, 222  # the lines of the state and of the candidate
LEFT, KEEP, PLUS, END = 54, 186, 300, 420


def gru_unit(h_before, z, r, g, title=""):
    """Return one unit of a GRU as SVG text, its numbers on the wires.

    The state rides from left to right. The update gate z lets a share of it pass, and what it holds back it
    lets in of the candidate. The reset gate r stands on the way from the state to the candidate.

    Parameters
    ----------
    h_before : float
        The state before the step, from −1 to 1.
    z, r : float
        The update and reset gates, from 0 to 1.
    g : float
        The candidate, from −1 to 1.
    title : str
        A line above.

    Raises
    ------
    ValueError
        If a gate or the candidate is out of range.

    Examples
    --------
    >>> gru_unit(0.5, z=0.9, r=0.2, g=-1.0)[:4]
    '<svg'
    """
    for name, value, least in (("z", z, 0), ("r", r, 0), ("g", g, -1), ("h_before", h_before, -1)):
        if not least <= value <= 1:
            raise ValueError(f"{name} must be from {least} to 1; got {value!r}")
    kept, added = z * h_before, (1 - z) * g
    h = kept + added
    sum_in_words = f"{z:.2f}·({signed(h_before)}) + {1 - z:.2f}·({signed(g)}) = {signed(h)}"
    return sketch(
        WIDTH,
        HEIGHT,
        [
            text(8, 22, title, bold=True),
            arrow(LEFT + 46, BELT, KEEP - 12, BELT, "hidden", 2),
            arrow(KEEP + 12, BELT, PLUS - 17, BELT, "hidden", 2),
            arrow(PLUS + 17, BELT, END - 48, BELT, "hidden", 2),
            *_valve(KEEP, BELT, z, "update", upright=True),
            text(KEEP, BELT - 28, f"z {z:.2f}", "update", "middle", bold=True),
            text(KEEP, BELT + 40, f"keeps {signed(kept)}", "update", "middle"),
            svg.Circle(cx=PLUS, cy=BELT, r=15, fill="white", stroke=COLOURS["ink"], stroke_width=1.5),
            text(PLUS, BELT + 6, "+", anchor="middle", size=18, bold=True),
            arrow(PLUS, LOWER - 22, PLUS, LOWER - 64, "candidate", 2),
            arrow(PLUS, LOWER - 84, PLUS, BELT + 17, "candidate", 2),
            *_valve(PLUS, LOWER - 74, 1 - z, "update", upright=False),
            text(PLUS + 28, LOWER - 69, f"1 − z = {1 - z:.2f}", "update", bold=True),
            text(PLUS + 28, LOWER - 49, f"adds {signed(added)}", "candidate"),
            *_box(LEFT, BELT, "h before", h_before, "hidden"),
            *_box(END, BELT, "h", h, "hidden"),
            *_box(PLUS, LOWER, "g", g, "candidate"),
            arrow(LEFT, BELT + 22, LEFT, LOWER - 54, "hidden", 2),
            *_valve(LEFT, LOWER - 42, r, "reset", upright=False),
            text(LEFT + 28, LOWER - 37, f"r {r:.2f}", "reset", bold=True),
            svg.Line(x1=LEFT, y1=LOWER - 32, x2=LEFT, y2=LOWER, stroke=COLOURS["hidden"], stroke_width=2),
            arrow(LEFT, LOWER, PLUS - 48, LOWER, "hidden", 2),
            text(LEFT + 8, LOWER - 8, "what r lets through of h", "hidden"),
            text(8, LOWER + 65, "z, r and g hear x and all of h", "muted"),
            svg.Rect(
                x=PLUS - 46, y=LOWER + 48, width=92, height=24, rx=6, fill="white", stroke=COLOURS["input"]
            ),
            text(PLUS, LOWER + 65, "the word x", "input", "middle"),
            arrow(PLUS, LOWER + 48, PLUS, LOWER + 22, "input", 2),
            text(8, HEIGHT - 38, "h = z·h before + (1 − z)·g", "hidden"),
            text(8, HEIGHT - 16, f"= {sum_in_words}", "hidden"),
        ],
    )


def _box(x, y, name, value, colour):
    place = {"x": x - 46, "y": y - 20, "width": 92, "height": 40, "rx": 6}
    yield svg.Rect(**place, fill="white", stroke=COLOURS[colour], stroke_width=2)
    yield text(x, y - 3, name, colour, "middle")
    yield text(x, y + 14, signed(value), anchor="middle", bold=True)


def _valve(x, y, value, colour, upright):
    """Draw two plates with a gap between them as wide as the gate is open."""
    half, shut = 10, (1 - value) * 10
    frame = {"x": x - 8, "y": y - 20, "width": 16, "height": 40} if upright else None
    frame = frame or {"x": x - 20, "y": y - 8, "width": 40, "height": 16}
    yield svg.Rect(**frame, rx=4, fill="white", stroke=COLOURS[colour], stroke_width=2)
    for start in (-half, half - shut):
        along = {"x": x - 5, "y": y + start, "width": 10, "height": shut}
        across = {"x": x + start, "y": y - 5, "width": shut, "height": 10}
        yield svg.Rect(**(along if upright else across), fill=COLOURS[colour])
