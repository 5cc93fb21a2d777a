"""Explorers: the shell, what each one of the course must be, and the pictures that lessons store of them."""

import ast
import html
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image, ImageChops

from course_utils import explorers
from course_utils.explorers import Explorer, base
from course_utils.figures import Picture, subplots, tint
from course_utils.figures.keyboard import STYLE
from course_utils.figures.picture import PANEL
from tools.alike import pictures, unlike
from tools.notebooks import IGNORED, lessons
from tools.rules import Lesson
from tools.rules.lesson import tags_of
from tools.rules.names import needed
from tools.rules.reading import tree

EXPLORERS = [getattr(explorers, name) for name in explorers.__all__ if name.endswith("_explorer")]
TEN_POINTS = 10 * 96 / 72
SHADE = 4  # of 255: what no eye sees
TYPED = [
    "",
    "a" * 300,
    "many words " * 60,
    "<script>alert('&amp;')</script>",
    "🐕 bites 🧑",
    "狗咬人",
    "a\x00b\ud83d",
]


def line(length):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><path d="M0 4h{length}"/></svg>'
    return Picture(svg, alt=f"a line of {length} pixels & <more>", data={"length": length})


def curve(length):
    figure, axes = subplots(size=(2.0, 1.0))
    axes.plot([0, length])
    return Picture(figure, alt=f"a line up to {length}")


def slider(**changes):
    return {"length": widgets.IntSlider(**{"value": 3, "description": "Length"} | changes)}


# --- the shell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("draw", "kind"), [(line, widgets.HTML), (curve, widgets.Image)])
def test_moving_a_control_changes_picture_and_text(draw, kind):
    explorer = Explorer(draw, slider())
    canvas, said = explorer._canvas, explorer._text
    assert isinstance(canvas, kind)
    before = canvas.value, said.value, explorer.picture
    explorer.controls["length"].value = 40
    assert canvas.value != before[0]
    assert said.value != before[1]
    assert explorer.picture is not before[2]
    assert explorer.text == explorer.picture.alt
    assert "40" in explorer.text
    assert html.escape(explorer.text) in said.value


def test_live_picture_is_inline_svg_or_the_very_png():
    assert line(3).svg in Explorer(line, slider())._canvas.value
    explorer = Explorer(curve, slider())
    assert explorer._canvas.value == explorer.picture.png()


def test_the_frame_grows_with_its_picture_and_the_text_has_a_fixed_height():
    explorer = Explorer(line, slider())
    frame = next(part for part in all_widgets(explorer.view) if "course-picture" in part._dom_classes)
    assert frame.layout.height is None
    assert explorer._text.layout.height == base.TEXT_HEIGHT


def test_rows_wrap_and_nothing_is_wider_than_the_output():
    controls, button = slider(), widgets.Button(description="Next", layout={"width": "900px"})
    explorer = Explorer(line, controls, rows=[[controls["length"], button]])
    assert explorer.view.children[0].layout.flex_flow == "row wrap"
    parts = [controls["length"], button, explorer._canvas]
    assert [part.layout.max_width for part in parts] == ["100%"] * 3


def test_panels_stand_in_one_wrapping_row():
    def pair(length):
        return Picture([line(length).svg, line(2).svg], alt="two lines")

    canvas = Explorer(pair, slider())._canvas.value
    assert canvas.count("<svg") == 2
    assert canvas.startswith('<div class="course-panels" role="img"')
    assert "flex-wrap: wrap" in STYLE


def test_only_what_is_new_is_announced():
    def told(length):
        svg, fixed = line(length).svg, "The paper is white. " * 30
        return Picture(svg, alt=f"{fixed}The line has {length} pixels. It is <thin>.")

    explorer = Explorer(told, slider())
    assert explorer._status.value == ""
    explorer.controls["length"].value = 40
    assert explorer._status.value == "The line has 40 pixels."


def test_a_picture_may_say_what_changed():
    def told(length):
        change = f"Longer: {length}. <b> stays."
        return Picture(line(length).svg, alt=f"A line of {length} pixels.", change=change)

    explorer = Explorer(told, slider())
    explorer.controls["length"].value = 40
    assert explorer._status.value == "Longer: 40."


def test_a_long_announcement_is_cut():
    said = base.what_is_new("", "words " * 100)
    assert len(said) <= base.MOST_SAID + 2
    assert said.endswith("words …")


def test_play_moves_a_slider_and_knows_its_changing_limits():
    control = widgets.IntSlider(2, 1, 3, description="Step t")
    play = base.player(control)
    assert not play.playing  # nothing moves by itself
    play.value = 3
    assert control.value == 3
    control.max = 7
    control.value = 6
    assert (play.max, play.value) == (7, 6)


def test_one_bundle_holds_the_live_view_and_the_still_picture():
    explorer = Explorer(line, slider())
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {base.VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == explorer.text
    assert html.escape(explorer.text) in bundle["text/html"]
    assert bundle[base.VIEW]["model_id"] == explorer.view.model_id


def test_buttons_may_stand_in_the_rows():
    controls, button = slider(), widgets.Button(description="Next")
    explorer = Explorer(line, controls, rows=[[controls["length"], button]])
    assert explorer.view.children[0].children == (controls["length"], button)


@pytest.mark.parametrize("control", [widgets.IntSlider(), widgets.Button(description="Go"), widgets.HBox()])
def test_a_control_needs_a_value_and_a_label(control):
    with pytest.raises(ValueError, match="control 'length' must have a value and a description"):
        Explorer(line, {"length": control})


def test_what_draw_raises_is_raised_and_shown():
    def draw(length):
        if length > 10:
            raise RuntimeError("a planted <bug>")
        return line(length)

    explorer = Explorer(draw, slider())
    with pytest.raises(RuntimeError, match="planted"):
        explorer.controls["length"].value = 11
    assert explorer.text == "RuntimeError: a planted <bug>"
    assert "<div role='alert'" in explorer._text.value
    assert "a planted &lt;bug&gt;" in explorer._text.value
    explorer.controls["length"].value = 4
    assert explorer.text == line(4).alt
    with pytest.raises(RuntimeError, match="planted"):
        Explorer(draw, slider(value=99))


def test_pictures_of_two_sizes_would_make_the_page_jump():
    def draw(length):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="{length}"></svg>'
        return Picture(svg, alt="paper")

    with pytest.raises(ValueError, match=r"pictures of one size, \(90, 3\); got \(90, 4\)"):
        Explorer(draw, slider()).controls["length"].value = 4


# --- every explorer of the course --------------------------------------------------------------------------


def all_widgets(widget):
    return [widget, *(one for child in getattr(widget, "children", ()) for one in all_widgets(child))]


def moves(control):
    """Return values to move a control to: every option, both ends and the middle, or what a learner types."""
    if hasattr(control, "options"):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    if isinstance(control, widgets.Checkbox):
        return [True, False]
    if hasattr(control, "min"):
        return [control.min, control.max, type(control.value)((control.min + control.max) / 2)]
    return TYPED


def freed(make, name):
    """Return a new explorer in which a control can be moved: perhaps another one must be moved first."""
    explorer = make()
    for other in explorer.controls.values():
        for value in moves(other) if hasattr(other, "options") else ():
            if not explorer.controls[name].disabled:
                return explorer
            other.value = value
    assert not explorer.controls[name].disabled, f"{name} can never be moved"
    return explorer


def seen_and_said(explorer):
    return explorer.picture.svg or explorer.picture.png(), explorer.text + explorer._status.value


def form_problems(explorer):
    """Return what is wrong with how an explorer is built: outputs, labels, rows, sizes."""
    parts = all_widgets(explorer.view)
    boxes = [box for box in explorer.view.children if isinstance(box, widgets.HBox)]
    inputs = [part for part in parts if part.has_trait("value") and not isinstance(part, widgets.HTML)]
    problems = [f"{part!r} is an Output" for part in parts if isinstance(part, widgets.Output)]
    problems += [f"{part!r} has no label" for part in inputs if not part.description]
    problems += [
        f"{name} stands nowhere" for name, control in explorer.controls.items() if control not in parts
    ]
    problems += ["a row does not wrap" for box in boxes if box.layout.flex_flow != "row wrap"]
    problems += [
        f"{part!r} may be wider than the output"
        for box in boxes
        for part in box.children
        if part.layout.max_width != "100%"
    ]
    for panel in explorer.picture.panels:
        letters = [one for one in ElementTree.fromstring(panel).iter() if one.tag.endswith("text")]
        problems += [f"{one.text!r} is small" for one in letters if float(one.get("font-size")) < TEN_POINTS]
        if float(ElementTree.fromstring(panel).get("width")) > PANEL:
            problems.append("a panel is wider than a narrow window")
    return problems


def dead_controls(make):
    """Return the names of controls that move nothing that is seen, or nothing that is said."""
    dead = []
    for name in make().controls:
        explorer = freed(make, name)
        before, after = seen_and_said(explorer), []
        for value in moves(explorer.controls[name]):
            explorer.controls[name].value = value
            after.append(seen_and_said(explorer))
        if not all(any(one[i] != before[i] for one in after) for i in (0, 1)):
            dead.append(name)
    return dead


def test_the_room_exports_every_explorer():
    files = {path.stem for path in Path(explorers.__file__).parent.glob("[a-z]*.py")} - {"base"}
    assert {make.__name__ for make in EXPLORERS} == {f"{stem}_explorer" for stem in files}


@pytest.mark.parametrize("make", EXPLORERS)
def test_every_explorer_is_labelled_wraps_and_reads(make):
    explorer = make()
    assert form_problems(explorer) == []
    for name, control in explorer.controls.items():
        for value in moves(control):
            control.value = value
            assert form_problems(explorer) == [], (name, value)


@pytest.mark.parametrize("make", EXPLORERS)
def test_every_control_changes_what_is_seen_and_what_is_said(make):
    assert dead_controls(make) == []


@pytest.mark.parametrize("make", EXPLORERS)
def test_every_explorer_shows_safely_whatever_is_typed(make):
    explorer = make()
    for control in explorer.controls.values():
        for typed in TYPED if isinstance(control, (widgets.Text, widgets.Textarea)) else ():
            control.value = typed
            shown = explorer._canvas.value + explorer._text.value + explorer._status.value
            assert "<script" not in shown
            for panel in explorer.picture.panels:
                ElementTree.fromstring(panel)  # no letter is left that XML forbids
    assert explorer.picture.png()


def planted(draw=line, **changes):
    """An explorer with a bug in it."""
    controls = slider()
    explorer = Explorer(draw, controls)
    for name, value in changes.items():
        setattr(explorer.view.children[0] if name == "layout" else explorer.view, name, value)
    return explorer


def small(length):
    text = f'<text x="1" y="8" font-size="8">{length}</text>'
    return Picture(f'<svg width="90" height="9">{text}</svg>', alt=f"small {length}")


def mute(length):
    return Picture(line(length).svg, alt="a line")


def wide(length):
    return Picture('<svg width="481" height="9"></svg>', alt=f"wide {length}")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: planted(children=[widgets.Output()]), "is an Output"),
        (lambda: planted(children=[]), "length stands nowhere"),
        (lambda: planted(children=[widgets.HBox([widgets.Text()])]), "has no label"),
        (lambda: planted(layout={"flex_flow": "row"}), "does not wrap"),
        (lambda: planted(children=[widgets.HBox([widgets.Button()])]), "may be wider"),
        (lambda: planted(small), "'3' is small"),
        (lambda: planted(wide), "a panel is wider"),
    ],
)
def test_an_explorer_that_is_not_as_it_must_be_is_seen(make, problem):
    assert problem in "\n".join(form_problems(make()))


@pytest.mark.parametrize("draw", [mute, wide])
def test_a_control_that_says_or_shows_nothing_is_seen(draw):
    assert dead_controls(lambda: planted(line)) == []
    assert dead_controls(lambda: planted(draw)) == ["length"]


# --- what the lessons store --------------------------------------------------------------------------------

STORED = [
    pytest.param(Lesson(path), cell, id=f"{path.stem}-{cell.id}")
    for path in lessons()
    for _, cell in Lesson(path).tagged("explorer")
    if IGNORED not in tags_of(cell)
]


def redrawn(lesson, cell):
    """Return the explorer that a cell makes, without a kernel; imports and model run where it needs them."""
    names = {name: getattr(explorers, name) for name in explorers.__all__}
    if needed(tree(cell)) - set(names):
        for tag in ("imports", "model"):
            for _, above in lesson.tagged(tag):
                exec(compile(tree(above), lesson.path.name, "exec"), names)
    *first, last = tree(cell).body
    for statement in first:
        exec(compile(ast.Module([statement], []), lesson.path.name, "exec"), names)
    return eval(compile(ast.Expression(last.value), lesson.path.name, "eval"), names)


def drawing_differs(new, old):
    """Return how a drawing differs from the stored one: no pixel has moved, no fill is paler.

    A drawing is drawn alike by every processor (seen with Prescott's, Haswell's and AVX-512's kernels).
    """
    if why := unlike(new, old):
        return why
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in (new, old)]
    apart = np.array(ImageChops.difference(*images)).max(axis=2)
    return f"has another shade at {(apart > SHADE).sum():,} pixels" if (apart > SHADE).any() else ""


@pytest.mark.parametrize(("lesson", "cell"), STORED)
def test_the_stored_picture_is_what_the_explorer_draws(lesson, cell):
    (output,) = cell.outputs
    bundle = redrawn(lesson, cell).picture.mimebundle()
    assert output.data["text/plain"] == bundle["text/plain"]
    hidden = re.compile('base64,[^"]+')
    assert hidden.sub("", output.data["text/html"]) == hidden.sub("", bundle["text/html"])
    (old,) = pictures([output])
    (new,) = pictures([{"data": bundle}])
    assert not drawing_differs(new, old)


@pytest.mark.parametrize(
    ("move", "width", "strength", "why"),
    [
        (0, 4, 0.12, ""),
        (0.1, 4, 0.12, "has another shade"),
        (0.5, 4, 0.12, "has another shade"),
        (1.5, 4, 0.12, "looks different"),
        (0, 4.2, 0.12, "has another shade"),
        (0, 4, 0.16, "has another shade"),
    ],
)
def test_a_drawing_that_moved_or_faded_is_seen(move, width, strength, why):
    def drawn(x, width, strength):
        paper = f'<rect width="90" height="9" fill="{tint("input", strength)}"/>'
        line = f'<path d="M{x} 0v9" stroke="black" stroke-width="{width}"/>'
        return Picture(f'<svg width="90" height="9">{paper}{line}</svg>', alt="a line on paper").png()

    told = drawing_differs(drawn(20 + move, width, strength), drawn(20, 4, 0.12))
    assert told.startswith(why)
    assert bool(told) == bool(why)
