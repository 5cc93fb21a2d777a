"""What all drawings have in common: words in the middle of their boxes, arrows that join, nothing askew.

Asked of the drawings of lessons, and of every explorer with every choice it offers.
"""

from itertools import combinations, pairwise

import ipywidgets as widgets
import numpy as np
import pytest
import svg

from course_utils import explorers
from course_utils.figures import (
    backprop,
    bags,
    batch,
    cell,
    conveyor,
    gradient_flow,
    gradient_highway,
    gru,
    heat,
    wirings,
)
from course_utils.figures.sequence_types import LONGEST, loop_picture
from course_utils.figures.sketch import arrow, sketch, text
from tests.drawings import arrows, numbers, parts, span

EXPLORERS = [getattr(explorers, name) for name in explorers.__all__ if name.endswith("_explorer")]
TOKENS = ["<pad>", "<unk>", "dog", "bites", "man"]
DAYS = np.arange(28).reshape(7, 4) / 2
TWINS = ("dog bites man bites cat bites dog", "dog bites cat bites man bites dog")
LESSONS = {
    "one bag": lambda: bags.one_bag(["dog bites man", "man bites dog"], ["everyday", "news"]),
    "bag": lambda: bags.bag("praise", ("a good movie " * 3).split()),
    "pushes": lambda: bags.pushes(["good", "not bad", "bad"], {"good": 0.4, "bad": -0.6, "not": -1.0}),
    "windows": lambda: bags.windows(["in town dog bites man at noon", "cat bites man"], [3, 0], 2),
    "walk": lambda: bags.walk(TWINS[0]),
    "walk on the spot": lambda: bags.walk("dog dog bites dog dog"),
    "batch": lambda: batch.batch_table([["dog", "bites", "man"], ["man"]], title="two sentences"),
    "padded": lambda: batch.batch_table([["dog", "man"], ["<pad>", "man"]], mask=[[1, 1], [0, 1]]),
    "one-hot": lambda: batch.one_hot_rows(["dog", "bites", "man"], [2, 3, 4], TOKENS),
    "look-up": lambda: batch.row_lookup(np.arange(15).reshape(5, 3) / 9 - 0.5, TOKENS, 2),
    "window": lambda: batch.window_over_table(DAYS, ["rain", "high", "low", "wind"], 1, 3, 2, 4),
    "leak": lambda: batch.window_over_table(DAYS, ["rain", "high", "low", "wind"], 1, 3, 2, 2, title="slip"),
    "unit": lambda: backprop.one_unit_back([1, 0.5, -1], [0.5, 0.6, -0.1], 0.8, [0.1, 0.2, 0.3], [1, 1, -1]),
    "head to tail": lambda: backprop.head_to_tail([-0.3, 0.5, -0.3]),
    "chain": lambda: gradient_flow.chain_of_steps(["dog", "bites", "man"], [0.5] * 3, [0.1, 0.2, 0.5, 1.0]),
    "influence": lambda: gradient_flow.influence_on_text(TWINS[0].split(), np.logspace(-5, 0, 7), "title"),
    "heat map": lambda: heat.heat_map(np.eye(2, 3), ["unit 0", "unit 1"], ["a", "b", "c"], "title", mark=1),
    "one step": lambda: heat.one_step(0.5, -0.25, 1.5, 0.8, 0.1),
    "shapes": lambda: heat.step_shapes(2, 3, 4),
    "cell": lambda: cell.lstm_cell(cell.cell_numbers(0.5, 0.9, 0.3, -0.6, 0.8), title="one unit"),
    "conveyor": lambda: conveyor.conveyor_in_time(
        ["a", "b"], [cell.cell_numbers(c, 0.9, 0.3, -0.6, 0.8) for c in (0.5, -0.2)], now=1, title="two steps"
    ),
    "GRU": lambda: gru.gru_unit(0.5, z=0.9, r=0.2, g=-1.0, title="one unit"),
    "terms": lambda: gradient_highway.term_maps(
        {"direct": np.eye(3), "through g": -np.ones((3, 3))}, "title"
    ),
    "states": lambda: wirings.chain_panel("XIV", [(0, 0), (10, 10), (11, 1), (14, 5)], title="XIV"),
} | {wiring: lambda wiring=wiring: wirings.wiring_panel(wiring, 6) for wiring in wirings.WIRINGS}

# Arrows in the air: many are as long as a number, and those of a cell lead out of the picture.
MEASURING = {"one bag", "pushes", "head to tail", "look-up", "cell", "lstm_gate_explorer"}
# Bars and words that follow each other stand where their lengths put them; the others, which lessons store,
# are a pixel aside.
ALMOST = {"gradient_flow_explorer", "tensor_explorer", "unrolled_rnn_explorer"}
ALMOST |= {"walk on the spot", "unit", "chain", "cell", "lstm_gate_explorer"}


def panels_of(make):
    """Yield the panels of an explorer with every choice that it offers, one at a time."""
    explorer = make()
    yield from explorer.picture.panels
    for control in explorer.controls.values():
        first = control.value
        for option in getattr(control, "options", ()):
            control.value = option[1] if isinstance(option, tuple) else option
            yield from explorer.picture.panels
        if isinstance(control, (widgets.IntSlider, widgets.FloatSlider)):
            for end in (control.min, control.max):
                control.value = end
                yield from explorer.picture.panels
        control.value = first


def name_of(drawing):
    """Return a name without an address: two workers must collect the same tests."""
    return getattr(drawing, "__name__", drawing)


@pytest.fixture(scope="module", params=[*LESSONS, *EXPLORERS, "loops"], ids=name_of)
def drawings(request):
    """A drawing's name and its panels."""
    if request.param in LESSONS:
        return request.param, [LESSONS[request.param]()]
    if request.param == "loops":
        return request.param, [loop_picture(steps).svg for steps in range(1, LONGEST + 1)]
    return request.param.__name__, list(dict.fromkeys(panels_of(request.param)))


def wrong(find, panels):
    """Return what a ruler finds in panels, a line for each."""
    return "\n".join(map(str, filter(None, map(find, panels))))


def holder(words, boxes):
    """Return the smallest box around the middle of words, or None."""
    left, right = span(words)
    x, y = (left + right) / 2, words.y - 5
    around = [b for b in boxes if b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height]
    return min(around, key=lambda box: box.width * box.height, default=None)


def upright(panel):
    """Return the words that are not turned."""
    return [one for one in parts(panel, "text") if one.text and not hasattr(one, "transform")]


def around(words):
    """Return the box of words: left, top, right, bottom."""
    (left, right), size = span(words), words.font_size
    return left, words.y - 0.75 * size, right, words.y + 0.2 * size


def off_centre(panel):
    """Return words that stand alone in a box and not in its middle."""
    _, *boxes = parts(panel, "rect")
    words = [
        one for one in parts(panel, "text") if one.text and "rotate" not in str(vars(one).get("transform"))
    ]
    held = [(one, holder(one, boxes)) for one in words]
    found = []
    for one, box in held:
        if box is None or one.text_anchor != "middle":
            continue
        aside = one.x - box.x - box.width / 2
        alone = sum(other is box for _, other in held) == 1 and not parts_in(panel, box)
        below = one.y - 0.36 * one.font_size - box.y - box.height / 2
        if abs(aside) > 0.11 or (alone and abs(below) > 0.75):
            found.append((one.text, round(aside, 2), round(below, 2)))
    return found


def parts_in(panel, box):
    return [bar for bar in parts(panel, "rect") if bar is not box and inside(bar, box)]


def inside(one, other):
    area = one.width * one.height < other.width * other.height
    return area and (
        other.x - 0.1 <= one.x
        and other.y - 0.1 <= one.y
        and one.x + one.width <= other.x + other.width + 0.1
        and one.y + one.height <= other.y + other.height + 0.1
    )


def test_words_stand_in_the_middle_of_their_boxes(drawings):
    assert wrong(off_centre, drawings[1]) == ""


def to_border(point, box):
    """Return how far a point is from the border of a box (left, top, right, bottom)."""
    (x, y), (left, top, right, bottom) = point, box
    aside, above = max(left - x, x - right), max(top - y, y - bottom)
    return abs(max(aside, above)) if max(aside, above) <= 0 else np.hypot(max(aside, 0), max(above, 0))


def loose_ends(panel):
    """Return the ends of arrows that touch no box, circle or line, and stand at no word."""
    boxes = [(one.x, one.y, one.x + one.width, one.y + one.height) for one in parts(panel, "rect")[1:]]
    rings = [(one.cx, one.cy, one.r) for one in parts(panel, "circle")]
    words = [around(one) for one in parts(panel, "text") if one.text]
    ends = [(one.x2, one.y2) for one in parts(panel, "line")]
    for one in [*parts(panel, "polyline"), *parts(panel, "path")]:
        path = numbers(getattr(one, "points", None) or one.d)
        ends += [tuple(path[:2]), tuple(path[-2:])]
    found = []
    for both in arrows(panel):
        for name, end in zip(("start", "tip"), both, strict=True):
            near = [to_border(end, box) / 6.1 for box in boxes]
            near += [abs(np.hypot(end[0] - x, end[1] - y) - r) / 6.1 for x, y, r in rings]
            near += [to_border(end, box) / 10.1 for box in words]
            near += [np.hypot(end[0] - x, end[1] - y) / 2.1 for x, y in ends]
            if min(near) > 1:
                found.append((name, end, round(min(near), 2)))
    return found


def test_arrows_lead_from_something_to_something(drawings):
    name, panels = drawings
    if name not in MEASURING:
        assert wrong(loose_ends, panels) == ""


def almost(places):
    """Return pairs of neighbouring places that are one or two pixels apart: meant to be one line, and not."""
    return [(a, b) for a, b in pairwise(sorted(set(places))) if 0.21 < b - a < 2.1]


def almost_in_line(panel):
    """Return what stands almost in line: beginnings, middles, ends and lines of words, sides of boxes."""
    lines = {}
    for one in upright(panel):
        lines.setdefault(f"words' {one.text_anchor}", []).append(one.x)
        lines.setdefault(f"line of words of {one.font_size} px", []).append(one.y)
    for box in parts(panel, "rect")[1:]:
        size = f"{box.width} × {box.height}"
        lines.setdefault(f"left of {size}", []).append(box.x)
        lines.setdefault(f"top of {size}", []).append(box.y)
    for line in parts(panel, "line"):
        if line.x1 != line.x2 and line.y1 != line.y2:  # the two of a cross
            lines.setdefault("crosses' left", []).append(min(line.x1, line.x2))
            lines.setdefault("crosses' right", []).append(max(line.x1, line.x2))
    return {name: almost(places) for name, places in lines.items() if almost(places)}


def test_nothing_stands_almost_in_line(drawings):
    name, panels = drawings
    if name not in ALMOST:
        assert wrong(almost_in_line, panels) == ""


def collisions(panel):
    """Return words that cover others, and words and boxes that leave the paper."""
    (paper,) = parts(panel, "svg")
    boxes = [(one.text, around(one)) for one in upright(panel)]
    found = [
        words
        for words, (left, top, right, bottom) in boxes
        if min(left, top) < 0 or right > paper.width or bottom > paper.height
    ]
    found += [
        f"box at {box.x}, {box.y}"
        for box in parts(panel, "rect")[1:]
        if min(box.x, box.y) < 0 or box.x + box.width > paper.width or box.y + box.height > paper.height
    ]
    for (one, a), (other, b) in combinations(boxes, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1:
            found.append((one, other))
    return found


def test_no_words_cover_others_or_leave_the_paper(drawings):
    assert wrong(collisions, drawings[1]) == ""


def askew(panel):
    """Return crosses that do not lie in the middle of a box."""
    boxes = parts(panel, "rect")[1:]
    found = []
    for line in parts(panel, "line"):
        if line.x1 == line.x2 or line.y1 == line.y2:
            continue
        middle = (line.x1 + line.x2) / 2, (line.y1 + line.y2) / 2
        margins = [
            (abs(middle[0] - box.x - box.width / 2), abs(middle[1] - box.y - box.height / 2))
            for box in boxes
            if abs(line.x2 - line.x1) < box.width and abs(line.y2 - line.y1) < box.height
        ]
        if not any(aside <= 0.6 and above <= 0.6 for aside, above in margins):
            found.append(middle)
    return found


def test_a_cross_lies_in_the_middle_of_its_box(drawings):
    # The crosses of a block lie in parallelograms.
    assert wrong(askew, [panel for panel in drawings[1] if "The batch X" not in panel]) == ""


@pytest.mark.parametrize(
    ("find", "strokes"),
    [
        (off_centre, [svg.Rect(x=9, y=9, width=60, height=28), text(40, 28, "aside", anchor="middle")]),
        (off_centre, [svg.Rect(x=9, y=9, width=60, height=28), text(39, 30, "below", anchor="middle")]),
        (loose_ends, [svg.Rect(x=9, y=9, width=60, height=28), arrow(78, 23, 120, 23)]),
        (almost_in_line, [text(10, 20, "one"), text(11, 50, "other")]),
        (almost_in_line, [text(10, 20, "one"), text(70, 21, "other")]),
        (collisions, [text(10, 20, "one"), text(20, 26, "other")]),
        (collisions, [text(10, 20, "one"), text(190, 40, "other")]),
        (askew, [svg.Rect(x=9, y=9, width=60, height=28), svg.Line(x1=9, y1=9, x2=60, y2=30)]),
    ],
)
def test_the_rulers_see_what_is_planted(find, strokes):
    assert find(sketch(200, 60, strokes))
    assert not find(sketch(200, 60, strokes[:1]))
