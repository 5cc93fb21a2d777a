"""A small lesson keeps every rule, and each rule has a lesson that breaks it."""

import base64
import re
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import normal_form, remember_sources, text_of
from tools.rules import (
    FORM,
    OLD_FORM,
    RULES,
    Lesson,
    __main__,
    comparisons,
    coverage,
    form,
    links,
    minutes,
    pictures,
    quizzes,
    stored,
)
from tools.rules.names import bound, needed
from tools.rules.reading import tree

EVERY = {rule.__name__: rule for rule in RULES + FORM + OLD_FORM}

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
IMAGE = f'<img alt="The state grows with every word" src="data:image/png;base64,{PNG}">'
FIGURE = f"<figure>{IMAGE}<figcaption>It grows.</figcaption></figure>"
WAV = '<audio controls src="data:audio/wav;base64,UklGRg=="></audio>'
SOUND = f"<figure>{WAV}<figcaption>Do, re.</figcaption></figure>"
QUIZ = """
[shape]
question = "What is the <em>shape</em> of h?"
[[shape.options]]
text = "(2, 4)"
explanation = "That is the last state only."
[[shape.options]]
text = "(2, 5, 4)"
right = true
explanation = "Steps stay & features become units."

[place]
question = "Where is it?"
[[place.options]]
text = "here"
right = true
explanation = "It has not moved."
[[place.options]]
text = "there"
explanation = "It would have to move."

[time]
question = "When is it?"
[[time.options]]
text = "now"
right = true
explanation = "It has not waited."
[[time.options]]
text = "then"
explanation = "It would have to wait."
"""
SHOWN = "<p>What is the <em>shape</em> of h?</p><ol><li>(2, 5, 4)</li><li>(2, 4)</li></ol>"
OTHERS = {
    "place": "<p>Where is it?</p><ol><li>here</li><li>there</li></ol>",
    "time": "<p>When is it?</p><ol><li>then</li><li>now</li></ol>",
}
STUB = 'def {0}(x):\n    """Return x, (N, H)."""\n    raise NotImplementedError  # your turn'
EDIT = {"cell": "cell-15", "old": "(1)", "new": "(7)", "then": "7.0"}
COLLAPSED = {"jp-MarkdownHeadingCollapsed": True}
FOLDED = {"source_hidden": True}


def html(page, text="The state grows with every word", **data):
    return new_output("display_data", data={"text/html": page, "text/plain": text, **data})


def question():
    return html(SHOWN, "What is the shape of h?")


def asks(slug):
    return code(f'quiz("04-{slug}")', html({"shape": SHOWN, **OTHERS}[slug], "It is asked."), tags=["quiz"])


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def markdown(source, **metadata):
    return new_markdown_cell(source, metadata=metadata)


def code(source, *outputs, count=1, **metadata):
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def figure(source, *outputs, **metadata):
    return code(source, *outputs, tags=["figure"], jupyter=FOLDED, **metadata)


def proof(source, *outputs, **metadata):
    return code(source, *outputs, tags=["proof"], jupyter=FOLDED, **metadata)


def collapsed(heading, sentence="What it holds, in a sentence."):
    return markdown(f"## {heading}\n\n{sentence}", **COLLAPSED)


def small_lesson():
    """A lesson that keeps every rule."""
    return [
        markdown(
            "# 04 · Small\n\n25 minutes.\n\n"
            "[the first](00_welcome.ipynb#What-waits), [part](#Summary-and-more), $f[a](x)$"
        ),
        markdown("You can\n\n- do\n- say", tags=["objectives"]),
        code("import numpy as np", tags=["imports"]),
        markdown("## See it"),
        figure("# Draw: the state\ndraw()", *[html(FIGURE)] * 7),
        code("small_explorer()", html(FIGURE), tags=["explorer"], concepts=["C002"]),
        asks("shape"),
        proof(
            '# Proved: five steps\nclaim("five", x == 5)',
            printed("✓ five\n"),
            decides="04-shape",
            answer="(2, 5, 4)",
        ),
        asks("place"),
        markdown("## Write it"),
        code(STUB.format("step")),
        code('step = your_turn("04-step", step)', printed("○ Not written yet.\n")),
        code(STUB.format("forward")),
        code('forward = your_turn("04-forward", forward)', printed("○ Not written yet.\n")),
        markdown("Put 7 in the place of 1.", **{"break": EDIT}),
        code("x = np.float64(1)\nprint(x)", printed("1.0\n")),
        proof(
            '# Proved: x is 1\nclaim("x is 1", x == 1)',
            printed("✓ x is 1\n"),
            concepts=["C001", "C002"],
            decides="04-place",
            answer="here",
        ),
        markdown(
            "## Summary and more\n\n![The map of the whole course](map.png)\n\n"
            "You are done. What follows is extra."
        ),
        collapsed("Going further"),
        code("print(x + 1)", printed("2.0\n")),
        collapsed("Appendix: the slides, checked"),
        markdown("- **E01** says 4.\n- **E02** writes it with another letter."),
        code("assert x + 4 == 5\nprint(x + 4)", printed("5.0\n"), errata=["E01"]),
        asks("time"),
        proof(
            '# Proved: x is small\nclaim("small", x < 2)',
            printed("✓ small\n"),
            decides="04-time",
            answer="now",
        ),
    ]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Return a function that stores cells as lesson 04 of a small repository, in normal form unless told."""
    for directory in (
        "notebooks/applications",
        "docs",
        "data",
        "course_utils/quizzes",
        "exercises/source/04",
    ):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "notebooks" / "map.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "exercises" / "source" / "04" / "rnn_step.ipynb").touch()
    (tmp_path / "course_utils" / "quizzes" / "04.toml").write_text(QUIZ)
    (tmp_path / "docs" / "concepts.csv").write_text(
        "id,notebooks,content,place\nC001,04,one,x\nC002,04 05,two,x\nC003,05 04,three,x\n"
    )
    (tmp_path / "docs" / "errata.csv").write_text(
        "id,kind,lesson,says,right,place\nE01,W,04,4,5,x\nE02,N,04,a,b,x\nE03,W,05,a,b,x\n"
    )

    def store(cells, name="04_small.ipynb", normal=True):
        notebook = new_notebook(cells=cells)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"
        path = tmp_path / "notebooks" / name
        path.write_text(text_of(remember_sources(normal_form(notebook)) if normal else notebook))
        return Lesson(path)

    store([markdown("# 00 · Welcome\n\n## What waits")], "00_welcome.ipynb")
    monkeypatch.setattr(coverage, "HISTORY", {})
    monkeypatch.setattr(coverage, "WAITING", {})
    return store


@pytest.mark.parametrize("rule", RULES + FORM, ids=lambda rule: rule.__name__)
def test_the_small_lesson_keeps_every_rule(course, rule):
    assert rule(course(small_lesson())) == []


LONG = "\n".join(f"x = {n}" for n in range(26))

# (rule, what it must say, and the cells that are put in the place of the small lesson's)
BROKEN = [
    ("executed", "never run", {15: code("print(1)", count=None)}),
    (
        "executed",
        "stripped",
        {n: code("1") for n in (2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 19, 22, 23, 24)},
    ),
    ("executed", "cell 5 .* no stored output", {5: code("small_explorer()", tags=["explorer"])}),
    ("executed", "cell 6 .* no stored output", {6: code('quiz("04-shape")', tags=["quiz"])}),
    (
        "no_errors_and_no_stderr",
        "stores a ValueError",
        {15: code("f()", new_output("error", ename="ValueError", evalue="", traceback=[]))},
    ),
    ("no_errors_and_no_stderr", "stderr", {15: code("f()", printed("W0000 hm", "stderr"))}),
    ("nothing_that_varies", "address", {15: code("f", printed("<function f at 0x7f3a5c0b1d90>\n"))}),
    ("nothing_that_varies", "progress", {15: code("f", printed("Epoch 1/5\n"))}),
    ("nothing_that_varies", "progress", {15: code("f", printed("1/1 ━━━━ 0s 35ms/step\n"))}),
    ("compared_by_nbval", "nbval-skip", {15: code("1", tags=["nbval-skip"])}),
    ("compared_by_nbval", "raises-exception", {15: code("1/0", tags=["raises-exception"])}),
    ("compared_by_nbval", "comment", {15: code("# NBVAL_IGNORE_OUTPUT\n1")}),
    ("small_enough", "700,000 at most", {15: code("1", printed("x" * 700_000))}),
    ("figures_have_alt_text", "no alt", {15: code("f()", html('<img src="data:image/png;base64,A">'))}),
    ("figures_have_alt_text", "no alt", {15: code("f()", html('<img alt=" " src="data:x">'))}),
    ("figures_have_alt_text", "too short", {15: code("f()", html('<img alt="figure" src="data:x">'))}),
    (
        "figures_have_alt_text",
        "outside a figure",
        {15: code("f()", new_output("display_data", data={"image/png": PNG, "text/plain": "<Figure>"}))},
    ),
    ("figures_have_alt_text", "SVG", {15: code("f()", html("<svg><circle/></svg>"))}),
    ("sounds_play_untrusted", "stays mute", {15: code("f()", html("<audio><source></audio><figcaption>"))}),
    ("sounds_play_untrusted", "no caption", {15: code("f()", html(SOUND.replace("figcaption", "p")))}),
    ("sounds_play_untrusted", "what is heard", {15: code("f()", html(SOUND, "<IPython.Audio>"))}),
    ("markdown_images_have_alt_text", "no alt", {17: markdown("![](map.png)")}),
    ("markdown_images_have_alt_text", "too short", {17: markdown("![map](map.png)")}),
    ("markdown_images_have_alt_text", "no alt", {17: markdown('<img src="map.png">')}),
    ("has_its_parts", "title", {0: markdown("Hello")}),
    ("has_its_parts", "tag objectives", {1: markdown("- do\n- say")}),
    ("has_its_parts", "no list", {1: markdown("You can do all.", tags=["objectives"])}),
    ("has_its_parts", "tag imports", {2: code("import numpy")}),
    ("has_its_parts", "2 quiz cells", {6: markdown("")}),
    ("has_its_parts", "no explorer", {5: code("1")}),
    ("has_its_parts", "concepts", {5: code("e()", tags=["explorer"]), 16: code("1")}),
    ("has_its_parts", "summary", {17: markdown("## Ende")}),
    ("cells_are_short", "26 lines", {15: code(LONG)}),
    ("cells_are_short", "empty", {15: code("\n")}),
    ("keras_but_no_tensorflow", "uses tf.reduce_sum", {15: code("x = tf.reduce_sum(1)")}),
    ("keras_but_no_tensorflow", "imports tensorflow", {15: code("import tensorflow as tf")}),
    ("keras_but_no_tensorflow", "imports tensorflow", {15: code("from tensorflow.keras import layers")}),
    ("keras_comes_quietly", "training import keras", {15: code("import keras")}),
    ("keras_comes_quietly", "training import keras", {15: code("from keras.layers import LSTM")}),
    (
        "starts_in_a_second",
        "at the top",
        {2: code("from course_utils.training import keras", tags=["imports"])},
    ),
    ("starts_in_a_second", "at the top", {2: code("from course_utils import training", tags=["imports"])}),
    ("quizzes_exist", "no question", {6: code('quiz("04-colour")', tags=["quiz"])}),
    ("quizzes_exist", "no question", {6: code('quiz("05-shape")', tags=["quiz"])}),
    ("quizzes_exist", "go together", {6: code('quiz("04-shape")')}),
    ("quizzes_exist", "go together", {6: code("1", tags=["quiz"])}),
    (
        "quizzes_show_their_questions",
        "does not show '\\(2, 5, 4\\)'",
        {6: code('quiz("04-shape")', html(SHOWN.replace("(2, 5, 4)", "")), tags=["quiz"])},
    ),
    (
        "answers_are_not_given_away",
        "gives away",
        {6: code("q", html("Steps stay &amp; features become units."))},
    ),
    ("answers_are_not_given_away", "gives away", {6: code("# That is the last state only.")}),
    ("answers_are_not_given_away", "which option", {6: code("1", printed('{"right": True}'))}),
    ("each_question_is_asked_once", "'04-place' is asked 2 times", {15: asks("place")}),
    ("each_question_is_asked_once", "nobody asks '04-time'", {23: code("1")}),
    ("quizzes_are_decided", "no cell decides '04-shape' before", {7: proof("assert x")}),
    ("quizzes_are_decided", "no cell decides '04-time'", {24: code("assert x")}),
    ("quizzes_are_decided", "without a claim", {7: proof("print(x)", decides="04-shape")}),
    ("quizzes_are_decided", "without a claim", {7: proof('claim("yes", True)', decides="04-shape")}),
    ("quizzes_are_decided", "is not the quiz above", {4: proof("assert x", decides="04-shape")}),
    ("quizzes_are_decided", "decides '04-time', which is not", {7: proof("assert x", decides="04-time")}),
    ("quizzes_are_decided", "is no code cell", {14: markdown("", decides="04-place")}),
    (
        "quizzes_agree_with_their_cells",
        r"cell 7 decides '04-shape' for '\(2, 4\)'; its right option is \['\(2, 5, 4\)'\]",
        {7: proof("assert x", decides="04-shape", answer="(2, 4)")},
    ),
    ("quizzes_agree_with_their_cells", "for None", {7: proof("assert x", decides="04-shape")}),
    # comparisons
    (
        "comparisons_say_how_close",
        "allclose must say atol",
        {15: code("assert np.allclose(a, b, rtol=1e-13)")},
    ),
    ("comparisons_say_how_close", "isclose must say atol", {15: code("assert isclose(a, b)")}),
    ("comparisons_say_how_close", "isclose must say abs_tol", {15: code("assert math.isclose(a, b)")}),
    ("comparisons_are_used", "'np.allclose.* is thrown away", {15: code("np.allclose(a, b)\nprint(1)")}),
    ("comparisons_are_used", "compare.* is thrown", {15: code("for a in b:\n    compare('a', a, b)")}),
    ("comparisons_are_used", "'a == b'", {15: code("a == b\nprint(1)")}),
    ("comparisons_are_used", "'not np.array_equal", {16: proof("not np.array_equal(a, b)")}),
    ("comparisons_are_used", "'len", {16: proof("claim('c', x)\nlen(a) and a < b")}),
    ("explorers_are_tagged", "go together", {5: code("small_explorer()", html(FIGURE))}),
    ("explorers_are_tagged", "go together", {15: code("1", tags=["explorer"])}),
    ("links_resolve", "05_later.ipynb leads nowhere", {14: markdown("[next](05_later.ipynb)")}),
    ("links_resolve", "no heading", {14: markdown("[next](00_welcome.ipynb#What-is-not)")}),
    ("links_resolve", "no heading", {14: markdown("[next](#Beginning)")}),
    ("links_resolve", "leads nowhere", {14: markdown("![The map of something else](other.png)")}),
    ("links_resolve", "leads nowhere", {14: markdown('<a href="../../outside.md">out</a>')}),
    ("links_resolve", "leads nowhere", {14: markdown("[out](/etc/hosts)")}),
    ("links_resolve", "offline", {14: markdown("![The map of something else](https://example.org/map.png)")}),
    ("links_resolve", "leads nowhere", {15: code("f()", html('<a href="05_later.ipynb">next</a>'))}),
    # turns
    ("turns_are_whole", "no turn of this lesson", {11: code('step = your_turn("05-step", step)')}),
    ("turns_are_whole", "knows no turn 04-dance", {11: code('step = your_turn("04-dance", step)')}),
    ("turns_are_whole", "nothing else", {11: code('step = your_turn("04-step", step)\nprint(1)')}),
    ("turns_are_whole", "nothing else", {11: code('mine = your_turn("04-step", step)')}),
    ("turns_are_whole", "no stub that binds step", {10: code("print(1)")}),
    ("turns_are_whole", "stub, cell 10", {10: code("def step(x):\n    return x")}),
    ("turns_are_whole", "stub, cell 10", {10: code("def step(x):\n    raise NotImplementedError")}),
    ("turns_are_whole", "stub, cell 10", {10: code('step = "mine"')}),
    (
        "turns_are_whole",
        "a second time",
        {12: code(STUB.format("step")), 13: code('step = your_turn("04-step", step)')},
    ),
    (
        "turns_are_whole",
        "ours unfolds as step",
        {10: code(STUB.format("mine")), 11: code('mine = your_turn("04-step", mine)')},
    ),
    # breaks
    (
        "breaks_can_be_made",
        "no code cell has that id",
        {14: markdown("", **{"break": EDIT | {"cell": "gone"}})},
    ),
    ("breaks_can_be_made", "0 times", {14: markdown("", **{"break": EDIT | {"old": "(2)"}})}),
    ("breaks_can_be_made", "2 times", {14: markdown("", **{"break": EDIT | {"old": "x"}})}),
    ("breaks_can_be_made", "before anything", {14: markdown("", **{"break": EDIT | {"then": "1.0"}})}),
    ("breaks_can_be_made", "changes nothing", {14: markdown("", **{"break": EDIT | {"new": "(1)"}})}),
    ("breaks_can_be_made", "four texts", {14: markdown("", **{"break": EDIT | {"then": ""}})}),
    ("breaks_can_be_made", "four texts", {14: markdown("", **{"break": {"cell": "cell-15"}})}),
    ("breaks_can_be_made", "only a Markdown cell", {19: code("1", **{"break": EDIT})}),
    # minutes
    ("core_is_an_honest_hour", "takes [67]\\d.\\d minutes, 60 at most", {3: markdown("word " * 8_000)}),
    ("core_is_an_honest_hour", "say how long it takes: 25", {0: markdown("# 04 · Small")}),
    ("core_is_an_honest_hour", "says 30 minutes; .* say 25", {0: markdown("# 04 · Small\n\n30 minutes")}),
    # form
    ("gives_enough_to_do_and_to_see", "1 turns, needs 2", {13: code("1", printed("1"))}),
    ("gives_enough_to_do_and_to_see", "7 pictures, needs 8", {4: figure("# Draw", *[html(FIGURE)] * 6)}),
    ("gives_enough_to_do_and_to_see", "1 pictures, needs 8", {4: figure("# Draw", *[html(IMAGE)] * 8)}),
    ("gives_enough_to_do_and_to_see", "0 break cells, needs 1", {14: markdown("Put 7 there.")}),
    ("every_section_shows_something", "“Think” has neither", {15: markdown("## Think\n\nA lot.")}),
    ("every_section_shows_something", "“Think” has neither", {9: markdown("## Think\n\n## Write it")}),
    ("ends_well", "what follows is extra", {17: markdown("## Summary\n\nextra\n\nYou are done.")}),
    ("ends_well", "what follows is extra", {17: code("# extra")}),
    ("collapsed_sections_come_last", "is not collapsed", {18: markdown("## Going further\n\nMore.")}),
    ("collapsed_sections_come_last", "only “Going further”", {18: collapsed("More")}),
    ("collapsed_sections_come_last", "comes after", {19: markdown("## And then")}),
    ("collapsed_sections_come_last", "comes after", {19: markdown("# And then")}),
    ("collapsed_sections_come_last", "each once", {18: collapsed("Appendix: the slides, checked")}),
    ("collapsed_sections_come_last", "one sentence", {18: collapsed("Going further", "One. Two.")}),
    ("collapsed_sections_come_last", "one sentence", {18: collapsed("Going further", "")}),
    ("collapsed_sections_come_last", "in the core", {19: code("e_explorer()", tags=["explorer"])}),
    ("no_slide_talk", "cell 3 talks of 'Slides'", {3: markdown("## See it\n\nSlides say more.")}),
    ("no_slide_talk", "cell 3 talks of 'deck'", {3: markdown("## See it\n\nThe deck says more.")}),
    ("no_slide_talk", "cell 3 talks of 'E62'", {3: markdown("## See it\n\nIt is the state (E62).")}),
    ("no_slide_talk", "cell 15 talks of 'C012'", {15: code("x = 1  # C012", printed("1"))}),
    ("no_slide_talk", "cell 15 talks of 'slide'", {15: code("f()", printed("as on the slide"))}),
    ("no_slide_talk", "cell 15 talks of 'decks'", {15: code("f()", html("<p>of<b> decks</b></p>"))}),
    # folded cells
    ("folded_cells_say_what_unfolds", "goes with the tag", {4: code("# Draw", jupyter=FOLDED)}),
    ("folded_cells_say_what_unfolds", "goes with the tag", {4: code("# Draw", tags=["figure"])}),
    ("folded_cells_say_what_unfolds", "is a comment", {4: figure("draw()  # Draw")}),
    ("folded_cells_say_what_unfolds", "not both", {4: code("# D", tags=["figure", "proof"], jupyter=FOLDED)}),
    ("proofs_claim", "calls claim", {16: proof("# Proved: x is 1\nassert x == 1")}),
    ("nothing_visible_needs_a_folded_cell", "uses 'x', which .* 16", {16: proof("# Proved\nx = 1")}),
    (
        "nothing_visible_needs_a_folded_cell",
        "uses 'small_explorer'",
        {4: figure("# D\nimport small_explorer")},
    ),
    ("visible_cells_show_something", "cell 15 shows nothing", {15: code("y = 1")}),
    (
        "visible_cells_show_something",
        "cell 15 shows nothing",
        {15: code("y = 1"), 16: figure("# D\nprint(y)")},
    ),
    ("visible_cells_show_something", "cell 22 shows nothing", {22: code("assert x == 1")}),
    # coverage
    ("teaches_its_concepts", "no cell teaches C001: one", {16: code("1")}),
    ("teaches_its_concepts", "C999 is not in", {14: markdown("x", concepts=["C999"])}),
    ("concepts_are_asserted", "C001 .* could fail: one", {16: markdown("", concepts=["C001", "C002"])}),
    ("concepts_are_asserted", "C002 .* could fail: two", {16: proof("assert 1", concepts=["C001", "C002"])}),
    (
        "concepts_are_asserted",
        "C001",
        {16: proof('claim("six", len("abcdef") == 6)', concepts=["C001", "C002"])},
    ),
    ("appendix_decides_errata", "E02 does not stand", {21: markdown("- **E01** says 4.")}),
    ("appendix_decides_errata", "E01 does not stand", {21: markdown("- **E02** says 4.")}),
    ("appendix_decides_errata", "E01 is decided by no", {22: code("print(5)", errata=["E01"])}),
    ("appendix_decides_errata", "E01 is decided by no", {22: code("assert x")}),
    ("appendix_decides_errata", "E77 is not in", {22: code("assert x", errata=["E01", "E77"])}),
    ("appendix_decides_errata", "E77 is not in", {21: markdown("E01, E02 and E77")}),
    ("errata_are_decided", "E01 is not printed", {8: markdown("## What the slides say\n\n## Else\n\nE01")}),
    ("errata_are_decided", "no code", {8: markdown("## What the slides say\n\nE01"), 22: code("1")}),
    ("errata_are_decided", "E77 is not in", {8: markdown("## What the slides say\n\nE01", errata=["E77"])}),
]


@pytest.mark.parametrize(("name", "message", "changes"), BROKEN, ids=[f"{b[0]}-{b[1]}" for b in BROKEN])
def test_a_broken_lesson_fails_its_rule(course, name, message, changes):
    cells = [changes.get(place, cell) for place, cell in enumerate(small_lesson())]
    problems = EVERY[name](course(cells))
    assert re.search(message, "\n".join(problems)), problems
    # The rule names this mistake, and does not find others in the rest of the lesson.
    assert len(problems) <= 2


def test_a_comparison_on_the_last_line_is_seen(course):
    for source in (
        "print(a)\nnp.array_equal(a, b)",
        "a == b",
        "assert np.allclose(a, b, 0, 1e-9, equal_nan=True)",
    ):
        assert comparisons.comparisons_are_used(course([code(source)])) == []
    for source in (
        "np.allclose(a, b, rtol=0, atol=0)",
        "np.isclose(a, b, 0, 0)",
        "math.isclose(a, b, abs_tol=0)",
    ):
        assert comparisons.comparisons_say_how_close(course([code(source)])) == []


def test_a_key_moved_to_a_wrong_option_is_seen(course):
    lesson = course(small_lesson())
    path = lesson.root / "course_utils" / "quizzes" / "04.toml"
    here, there = 'text = "here"\nright = true\n', 'text = "there"\n'
    moved = QUIZ.replace(here, 'text = "here"\n').replace(there, there + "right = true\n")
    assert quizzes.quizzes_agree_with_their_cells(lesson) == []
    path.write_text(moved)
    [problem] = quizzes.quizzes_agree_with_their_cells(lesson)
    assert "decides '04-place' for 'here'; its right option is ['there']" in problem


def test_a_lesson_not_in_normal_form_fails(course):
    for metadata in ({"execution": {"iopub.execute_input": "12:00"}}, {"collapsed": True}, {"jupyter": {}}):
        lesson = course([code("1", **metadata)], normal=False)
        assert stored.in_normal_form(lesson) == ["not in normal form: run `make notebooks`"]


def test_an_ignored_output_of_other_sources_fails(course):
    ignored = {"tags": ["nbval-ignore-output"]}
    lesson = course([code("seed = 1"), code("print(score(seed))", printed("0.91"), **ignored)])
    assert stored.ignored_outputs_are_of_these_sources(lesson) == []
    text = lesson.path.read_text()
    for old, new in (("seed = 1", "seed = 2"), ("score(seed)", "score(3)"), ("made_from", "made_for")):
        lesson.path.write_text(text.replace(old, new))
        assert len(stored.ignored_outputs_are_of_these_sources(Lesson(lesson.path))) == 1


def test_every_rule_has_a_notebook_that_fails_it():
    broken = {name for name, *_ in BROKEN} | {"in_normal_form", "ignored_outputs_are_of_these_sources"}
    assert set(EVERY) == broken


def test_a_name_that_a_visible_cell_binds_again_needs_no_folded_cell(course):
    rule = EVERY["nothing_visible_needs_a_folded_cell"]
    cells = [proof("# Proved\nx = 1"), code("x = 2"), proof("# Proved\nx"), code("print(x)")]
    assert rule(course(cells)) == []
    assert len(rule(course([cells[1], cells[0], cells[3]]))) == 1


def test_a_collapsed_section_needs_no_picture_also_where_there_is_no_summary(course):
    assert form.every_section_shows_something(course([collapsed("Going further"), markdown("More.")])) == []


# --- who is excused ------------------------------------------------------------


def test_the_door_and_the_index_are_excused_by_name(course):
    bare = [markdown("# Small\n\n## Empty\n\nThe deck."), code("1")]
    for name, talk in (("00_small.ipynb", 1), ("14_small.ipynb", 0)):
        lesson = course(bare, name)
        assert form.gives_enough_to_do_and_to_see(lesson) == []
        assert form.every_section_shows_something(lesson) == []
        assert len(form.no_slide_talk(lesson)) == talk


def test_an_application_has_one_turn_and_four_pictures(course):
    cells = small_lesson()
    shorter = [*cells[:4], figure("# Draw", *[html(FIGURE)] * 4), *cells[10:12], *cells[15:17]]
    name = "applications/04_small.ipynb"
    assert form.gives_enough_to_do_and_to_see(course(shorter, name)) == []
    assert form.has_its_parts(course(shorter, name)) == []
    assert form.every_section_shows_something(course([markdown("## Look")], name)) == []
    fewer = [*cells[:4], figure("# Draw", *[html(FIGURE)] * 3), *cells[15:17]]
    assert form.gives_enough_to_do_and_to_see(course(fewer, name)) == [
        "has 0 turns, needs 1",
        "has 3 pictures, needs 4",
    ]


def test_the_limits_of_minutes(course):
    for name, most in (
        ("00_small.ipynb", 25),
        ("applications/10_small.ipynb", 35),
        ("04_small.ipynb", 60),
        ("08_1_small.ipynb", 60),
    ):
        for words, green in ((most * 200 - 10, True), (most * 200 + 10, False)):
            lesson = course([markdown(f"# {most + 5 * (not green)} minutes\n\n" + "word " * words)], name)
            assert (minutes.core_is_an_honest_hour(lesson) == []) is green, name
    assert minutes.core_is_an_honest_hour(course([markdown("word " * 40_000)], "14_index.ipynb")) == []


def test_parts_and_applications_of_a_lesson_cover_its_rows_together(course):
    whole, part = small_lesson(), small_lesson()
    part[16] = code("1")  # the cell of C001
    part[21] = markdown("- **E01** says 4.")
    rules = (coverage.teaches_its_concepts, coverage.concepts_are_asserted, coverage.appendix_decides_errata)
    first = course(part, "04_1_small.ipynb")
    assert [len(rule(first)) for rule in rules] == [1, 1, 1]
    course(whole, "applications/04_small.ipynb")
    assert [rule(first) for rule in rules] == [[], [], []]


def test_exempted_rows_are_not_asked_for(course, monkeypatch):
    cells = small_lesson()
    cells[16] = code("1")
    lesson = course(cells)  # C001 is nowhere, C002 on the explorer only
    assert [len(coverage.teaches_its_concepts(lesson)), len(coverage.concepts_are_asserted(lesson))] == [1, 1]
    monkeypatch.setattr(coverage, "WAITING", {"C001": "04_later"})
    monkeypatch.setattr(coverage, "HISTORY", {"C002": "a date"})
    assert [coverage.teaches_its_concepts(lesson), coverage.concepts_are_asserted(lesson)] == [[], []]


def test_untaught_concepts_count_only_when_the_course_is_complete(course):
    lesson = course(small_lesson())
    assert coverage.untaught_concepts([lesson]) == []
    index = course([markdown("# 14 · Index")], "14_notation_errata_index.ipynb")
    assert coverage.untaught_concepts([lesson, index]) == ["no lesson teaches C003"]


def test_links_to_exercises_resolve_where_their_sources_are(course):
    exercise = "[X05](../exercises/release/04/rnn_step.ipynb)"
    assert links.links_resolve(course([markdown(exercise)])) == []
    assert links.links_resolve(course([markdown(exercise.replace("step", "steps"))]))


def test_an_application_links_from_its_own_directory(course):
    name = "applications/04_small.ipynb"
    assert links.links_resolve(course([markdown("[first](../00_welcome.ipynb#What-waits)")], name)) == []
    assert links.links_resolve(course([markdown("[first](00_welcome.ipynb)")], name))


def test_the_first_keras_cell_of_a_numpy_lesson_may_own_up(course):
    rule = EVERY["starts_in_a_second"]
    slow = code("from course_utils.training import keras", tags=["imports", "needs-keras"])
    assert rule(course([slow])) == []
    top = code("from course_utils.training import keras", tags=["imports"])
    assert rule(course([top], "09_keras_layers.ipynb")) == []


# --- minutes -------------------------------------------------------------------


def test_the_estimate_counts_each_cell_once_by_what_it_asks_for(course):
    core = [
        markdown("word " * 100 + "[two words](https://example.org/address/does/not/count) <b>one</b>"),
        code("1"),
        code('quiz("04-shape")', question(), tags=["quiz"]),  # six words
        code("small_explorer()", html(FIGURE), tags=["explorer"], jupyter=FOLDED),  # a caption of two words
        figure("# Draw", html(FIGURE)),  # two words
        code(STUB.format("step")),
        code('step = your_turn("04-step", step)'),  # ours has one line
        code(STUB.format("forward")),
        code('forward = your_turn("04-forward", forward)'),
        code("forgotten = ..."),
        code('forgotten = your_turn("04-forgotten", forgotten)'),  # a puzzle
    ]
    extra = [collapsed("Going further", "word " * 500), code("1"), code('quiz("04-shape")', tags=["quiz"])]
    spent = minutes.minutes_by_kind(course(core + extra))
    assert spent == {
        "words": (103 + 6 + 2 + 2) / 200,
        "turn": 4 + 8 + 4,
        "quiz": 2,
        "explorer": 5,
        "folded": 0.25,
        "visible": 1.25,
    }
    assert minutes.core_minutes(course(core + extra)) == pytest.approx(sum(spent.values()))


@pytest.mark.parametrize(
    ("puzzle", "lines", "spent"),
    [(True, 9, 4), (False, 4, 4), (False, 5, 8)],
    ids=["puzzle", "short", "long"],
)
def test_a_turn_takes_as_long_as_ours_is(course, monkeypatch, puzzle, lines, spent):
    task = SimpleNamespace(is_puzzle=puzzle, lines=lines)
    monkeypatch.setattr(minutes, "task_of", lambda turn: task)
    lesson = course([code(STUB.format("step")), code('step = your_turn("04-step", step)')])
    assert minutes.minutes_by_kind(lesson)["turn"] == spent


def test_the_companion_says_what_is_wrong_and_where_the_minutes_go(course, capsys):
    lesson = course(small_lesson())
    assert __main__.main([str(lesson.path)]) == 0
    said = capsys.readouterr().out
    assert "keeps every rule" in said
    assert re.search(r"turn +4 +12\.0", said)
    assert re.search(r"at most 60; say 25 minutes", said)
    assert __main__.main([str(course(small_lesson()[1:]).path)]) == 1
    assert "has_its_parts: the first cell is no title" in capsys.readouterr().out


# --- the tools of the rules ----------------------------------------------------


@pytest.mark.parametrize(
    ("source", "binds", "needs"),
    [
        ("x = x + 1", "x", "x"),
        ("x = 1\ny = x", "x y", ""),
        ("x += 1", "x", "x"),
        ("for t in steps:\n    print(t)", "t", "steps print"),
        ("rows = [a * b for a in many]", "rows", "many b"),
        ("def f(a, n=size):\n    k = a + shift\n    return k", "f", "size shift"),
        ("f = lambda a: a + b", "f", "b"),
        ("import numpy as np, os.path", "np os", ""),
        ("from a import b as c", "c", ""),
        ("try:\n    f()\nexcept ValueError as error:\n    print(error)", "error", "f ValueError print"),
        ("with open(p) as file:\n    text = file.read()", "file text", "open p"),
        ("x[0] = 1", "", "x"),
    ],
)
def test_names_that_a_cell_binds_and_needs(source, binds, needs):
    node = tree(code(source))
    assert bound(node) == set(binds.split())
    assert needed(node) == set(needs.split())


def test_a_repository_that_outgrew_its_bounds_fails(tmp_path, monkeypatch):
    for name in ("notebooks", "data"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"x" * 100)
    assert stored.too_big(tmp_path) == []
    monkeypatch.setattr(stored, "DATA_BYTES", 100)
    assert stored.too_big(tmp_path) == ["data/ has 100 bytes; 100 at most"]
    monkeypatch.setattr(stored, "ALL_NOTEBOOKS_BYTES", 100)
    assert len(stored.too_big(tmp_path)) == 2


def test_a_page_with_a_broken_link_or_a_bare_picture_fails(tmp_path):
    (tmp_path / "there.md").touch()
    page = tmp_path / "README.md"
    assert not links.link_problems("[a](there.md) [b](https://example.org)", page, tmp_path)
    assert links.link_problems("[a](gone.md)", page, tmp_path)
    assert pictures.image_problems("![](there.png)")
