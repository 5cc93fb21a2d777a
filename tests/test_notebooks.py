"""Every lesson keeps every rule, and a small notebook breaks each rule. Nothing is executed here."""

import base64
import re
from pathlib import Path

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from tools import notebook_rules as rules
from tools.notebook_rules import Lesson
from tools.notebooks import lessons, normal_form, text_of

ROOT = Path(__file__).resolve().parents[1]
LESSONS = [Lesson(path) for path in lessons()]

# --- all lessons -------------------------------------------------------------


def test_there_are_lessons():
    assert [lesson.path.name for lesson in LESSONS][:1] == ["00_welcome.ipynb"]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.path.stem)
def test_lesson(lesson, rule):
    problems = rule(lesson)
    assert not problems, "\n".join([lesson.path.name, *problems])


def test_every_concept_is_taught_once_the_course_is_complete():
    assert not rules.untaught_concepts(LESSONS)


def test_the_core_paths_are_printed(say):
    for lesson in LESSONS:
        say(f"{lesson.path.name}: core path about {rules.core_minutes(lesson):.1f} minutes")


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_of_the_pages(path):
    page = path.read_text(encoding="utf-8")
    assert not rules.link_problems(page, path, ROOT)
    assert not rules.image_problems(page)


def test_the_tables_are_those_of_the_concept_map():
    concepts, errata = rules.rows(ROOT, "concepts.csv"), rules.rows(ROOT, "errata.csv")
    assert list(concepts) == [f"C{n:03}" for n in range(1, 200)]
    assert list(errata) == [f"E{n:02}" for n in range(1, 100)]
    assert all(
        re.fullmatch(r"\d\d( \d\d)*", row["notebooks"]) and row["content"] for row in concepts.values()
    )
    kinds = [row["kind"] for row in errata.values()]
    assert {kind: kinds.count(kind) for kind in "INOSW"} == {"I": 46, "N": 11, "O": 3, "S": 9, "W": 30}
    concept_map = ROOT.parent / "shared" / "concept-map.md"
    if concept_map.exists():  # the page that the tables were written from; the repository does not need it
        text = concept_map.read_text(encoding="utf-8")
        for name, row in concepts.items():
            notebooks = row["notebooks"].replace(" ", ", ")
            assert f"| {name} | {row['place']} | {row['content']} | " in text
            assert re.search(rf"^\| {name} \|.*\| {notebooks} \|$", text, re.MULTILINE)
        for name, row in errata.items():
            assert f"| {name} | {row['kind']} | {row['place']} | {row['says']} | {row['right']} | " in text


# --- a small course, and the ways to break it --------------------------------

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
FIGURE = f'<figure><img alt="The state grows with every word" src="data:image/png;base64,{PNG}"></figure>'
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
"""
SHOWN = "<p>What is the <em>shape</em> of h?</p><ol><li>(2, 4)</li><li>(2, 5, 4)</li></ol>"


def picture():
    return new_output(
        "display_data",
        data={"text/html": FIGURE, "image/png": PNG, "text/plain": "The state grows with every word"},
    )


def question():
    return new_output("display_data", data={"text/html": SHOWN, "text/plain": "What is the shape of h?"})


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def markdown(source, **metadata):
    return new_markdown_cell(source, metadata=metadata)


def code(source, *outputs, count=1, **metadata):
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def small_lesson():
    """A lesson that keeps every rule."""
    return [
        markdown(
            "# 04 · Small\n\n[the first](00_welcome.ipynb#What-waits), [part](#Summary-and-more), $f[a](x)$"
        ),
        markdown("You can\n\n- do\n- say", tags=["objectives"]),
        code("import numpy as np", tags=["imports"]),
        code("print(np.float64(1))", printed("1.0\n"), concepts=["C001"]),
        code("small_explorer()", picture(), tags=["explorer"], concepts=["C002"]),
        *[code('quiz("04-shape")', question(), tags=["quiz"]) for _ in range(3)],
        markdown("## What the slides say\n\n**E01** says 4."),
        code("assert 2 * 2 == 4", errata=["E01"]),
        markdown("## Summary and more\n\n![The map of the whole course](map.png)"),
    ]


@pytest.fixture
def course(tmp_path):
    """Return a function that stores cells as lesson 04 of a small repository, in normal form unless told."""
    for directory in ("notebooks", "docs", "course_utils/quizzes", "exercises/source/04"):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / "notebooks" / "map.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "exercises" / "source" / "04" / "rnn_step.ipynb").touch()
    (tmp_path / "course_utils" / "quizzes" / "04.toml").write_text(QUIZ)
    (tmp_path / "docs" / "concepts.csv").write_text(
        "id,notebooks,content,place\nC001,04,one,x\nC002,04 05,two,x\nC003,05 04,three,x\n"
    )
    (tmp_path / "docs" / "errata.csv").write_text("id,kind,says,right,place\nE01,W,4,5,x\n")

    def store(cells, name="04_small.ipynb", normal=True):
        notebook = new_notebook(cells=cells)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"
        path = tmp_path / "notebooks" / name
        path.write_text(text_of(normal_form(notebook) if normal else notebook))
        return Lesson(path)

    store([markdown("# 00 · Welcome\n\n## What waits")], "00_welcome.ipynb")
    return store


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_small_lesson_keeps_every_rule(course, rule):
    assert rule(course(small_lesson())) == []


LONG = "\n".join(f"x = {n}" for n in range(26))

# (rule, what it must say, and the cells that are put in the place of the small lesson's, or after it)
BROKEN = [
    ("executed", "never run", {3: code("print(1)", count=None)}),
    ("executed", "stripped", {n: code("1") for n in (2, 3, 4, 5, 6, 7, 9)}),
    ("executed", "cell 4 .* no stored output", {4: code("small_explorer()", tags=["explorer"])}),
    ("executed", "cell 5 .* no stored output", {5: code('quiz("04-shape")', tags=["quiz"])}),
    (
        "no_errors_and_no_stderr",
        "stores a ValueError",
        {3: code("f()", new_output("error", ename="ValueError", evalue="", traceback=[]))},
    ),
    ("no_errors_and_no_stderr", "stderr", {3: code("f()", printed("W0000 hm", "stderr"))}),
    ("nothing_that_varies", "address", {3: code("f", printed("<function f at 0x7f3a5c0b1d90>\n"))}),
    ("nothing_that_varies", "progress", {3: code("f", printed("Epoch 1/5\n"))}),
    ("nothing_that_varies", "progress", {3: code("f", printed("1/1 ━━━━ 0s 35ms/step\n"))}),
    ("compared_by_nbval", "nbval-skip", {3: code("1", tags=["nbval-skip"])}),
    ("compared_by_nbval", "raises-exception", {3: code("1/0", tags=["raises-exception"])}),
    ("compared_by_nbval", "comment", {3: code("# NBVAL_IGNORE_OUTPUT\n1")}),
    (
        "figures_have_alt_text",
        "no alt",
        {
            3: code(
                "f()", new_output("display_data", data={"text/html": '<img src="data:image/png;base64,A">'})
            )
        },
    ),
    (
        "figures_have_alt_text",
        "no alt",
        {3: code("f()", new_output("display_data", data={"text/html": '<img alt=" " src="data:x">'}))},
    ),
    (
        "figures_have_alt_text",
        "too short",
        {3: code("f()", new_output("display_data", data={"text/html": '<img alt="figure" src="data:x">'}))},
    ),
    (
        "figures_have_alt_text",
        "without an <img",
        {3: code("f()", new_output("display_data", data={"image/png": PNG, "text/plain": "<Figure>"}))},
    ),
    (
        "figures_have_alt_text",
        "SVG",
        {3: code("f()", new_output("display_data", data={"text/html": "<svg><circle/></svg>"}))},
    ),
    ("markdown_images_have_alt_text", "no alt", {10: markdown("![](map.png)")}),
    ("markdown_images_have_alt_text", "too short", {10: markdown("![map](map.png)")}),
    ("markdown_images_have_alt_text", "no alt", {10: markdown('<img src="map.png">')}),
    ("has_its_parts", "title", {0: markdown("Hello")}),
    ("has_its_parts", "tag objectives", {1: markdown("- do\n- say")}),
    ("has_its_parts", "no list", {1: markdown("You can do all.", tags=["objectives"])}),
    ("has_its_parts", "tag imports", {2: code("import numpy")}),
    ("has_its_parts", "2 quiz cells", {5: markdown("")}),
    ("has_its_parts", "no explorer", {4: code("1")}),
    ("has_its_parts", "concepts", {3: code("1"), 4: code("e()", tags=["explorer"])}),
    ("has_its_parts", "summary", {10: markdown("## Ende")}),
    ("cells_are_short", "26 lines", {3: code(LONG)}),
    ("cells_are_short", "empty", {3: code("\n")}),
    ("core_under_an_hour", "takes 6[0-9] minutes", {3: markdown("word " * 12_000)}),
    ("keras_but_no_tensorflow", "uses tf.reduce_sum", {3: code("x = tf.reduce_sum(1)")}),
    ("keras_but_no_tensorflow", "imports tensorflow", {3: code("import tensorflow as tf")}),
    ("keras_but_no_tensorflow", "imports tensorflow", {3: code("from tensorflow.keras import layers")}),
    ("keras_comes_quietly", "training import keras", {3: code("import keras")}),
    ("keras_comes_quietly", "training import keras", {3: code("from keras.layers import LSTM")}),
    (
        "starts_in_a_second",
        "at the top",
        {2: code("from course_utils.training import keras", tags=["imports"])},
    ),
    ("quizzes_exist", "no question", {5: code('quiz("04-colour")', tags=["quiz"])}),
    ("quizzes_exist", "no question", {5: code('quiz("05-shape")', tags=["quiz"])}),
    ("quizzes_exist", "go together", {5: code('quiz("04-shape")')}),
    ("quizzes_exist", "go together", {5: code("1", tags=["quiz"])}),
    (
        "quizzes_show_their_questions",
        "does not show '\\(2, 5, 4\\)'",
        {
            5: code(
                'quiz("04-shape")',
                new_output("display_data", data={"text/html": SHOWN.replace("(2, 5, 4)", "")}),
                tags=["quiz"],
            )
        },
    ),
    (
        "answers_are_not_given_away",
        "gives away",
        {
            5: code(
                "q", new_output("display_data", data={"text/html": "Steps stay &amp; features become units."})
            )
        },
    ),
    ("answers_are_not_given_away", "gives away", {5: code("# That is the last state only.")}),
    ("answers_are_not_given_away", "which option", {5: code("1", printed('{"right": True}'))}),
    ("explorers_are_tagged", "go together", {4: code("small_explorer()", picture())}),
    ("explorers_are_tagged", "go together", {3: code("1", tags=["explorer"])}),
    ("links_resolve", "05_later.ipynb leads nowhere", {8: markdown("[next](05_later.ipynb)")}),
    ("links_resolve", "no heading", {8: markdown("[next](00_welcome.ipynb#What-is-not)")}),
    ("links_resolve", "no heading", {8: markdown("[next](#Beginning)")}),
    ("links_resolve", "leads nowhere", {8: markdown("![The map of something else](other.png)")}),
    ("links_resolve", "leads nowhere", {8: markdown('<a href="../../outside.md">out</a>')}),
    ("links_resolve", "leads nowhere", {8: markdown("[out](/etc/hosts)")}),
    ("links_resolve", "offline", {8: markdown("![The map of something else](https://example.org/map.png)")}),
    (
        "links_resolve",
        "leads nowhere",
        {3: code("f()", new_output("display_data", data={"text/html": '<a href="05_later.ipynb">next</a>'}))},
    ),
    ("teaches_its_concepts", "no cell teaches C001: one", {3: code("1")}),
    ("teaches_its_concepts", "C999 is not in", {8: markdown("x", concepts=["C999"])}),
    (
        "errata_are_decided",
        "E01 is not printed",
        {8: markdown("## What the slides say\n\nNothing.\n\n## Else\n\nE01")},
    ),
    ("errata_are_decided", "E01 is printed, but no code", {9: markdown("see above", errata=["E01"])}),
    ("errata_are_decided", "E77 is not in", {9: code("assert 1", errata=["E01", "E77"])}),
]


@pytest.mark.parametrize(("name", "message", "changes"), BROKEN, ids=[f"{b[0]}-{b[1]}" for b in BROKEN])
def test_a_broken_lesson_fails_its_rule(course, name, message, changes):
    cells = [changes.get(place, cell) for place, cell in enumerate(small_lesson())]
    problems = getattr(rules, name)(course(cells))
    assert re.search(message, "\n".join(problems)), problems
    # The rule names this mistake, and does not find others in the rest of the lesson.
    assert len(problems) <= 2


def test_a_lesson_not_in_normal_form_fails(course):
    for metadata in ({"execution": {"iopub.execute_input": "12:00"}}, {"collapsed": True}):
        lesson = course([code("1", **metadata)], normal=False)
        assert rules.in_normal_form(lesson) == ["not in normal form: run `make notebooks`"]


def test_every_rule_has_a_notebook_that_fails_it():
    broken = {name for name, *_ in BROKEN} | {"in_normal_form"}
    assert {rule.__name__ for rule in rules.RULES} == broken


def test_untaught_concepts_count_only_when_the_course_is_complete(course):
    lesson = course(small_lesson())
    assert rules.untaught_concepts([lesson]) == []
    index = course([markdown("# 14 · Index")], "14_notation_errata_index.ipynb")
    assert rules.untaught_concepts([lesson, index]) == ["no lesson teaches C003"]


def test_links_to_exercises_resolve_where_their_sources_are(course):
    exercise = "[X05](../exercises/release/04/rnn_step.ipynb)"
    assert rules.links_resolve(course([markdown(exercise)])) == []
    assert rules.links_resolve(course([markdown(exercise.replace("step", "steps"))]))


def test_the_first_keras_cell_of_a_numpy_lesson_may_own_up(course):
    slow = code("from course_utils.training import keras", tags=["imports", "needs-keras"])
    assert rules.starts_in_a_second(course([slow])) == []
    top = code("from course_utils.training import keras", tags=["imports"])
    assert rules.starts_in_a_second(course([top], "09_keras_layers.ipynb")) == []


def test_the_estimate_counts_words_code_and_quizzes_of_the_core(course):
    core = [
        markdown("word " * 100 + "[two words](https://example.org/address/does/not/count) <b>one</b>"),
        code("1"),
        code('quiz("04-shape")', tags=["quiz"]),
    ]
    optional = [markdown("word " * 500, tags=["going-further"]), code("1", tags=["going-further"])]
    assert rules.core_minutes(course(core + optional)) == pytest.approx(103 / 200 + 2 + 1)


def test_a_page_with_a_broken_link_or_a_bare_picture_fails(tmp_path):
    (tmp_path / "there.md").touch()
    page = tmp_path / "README.md"
    assert not rules.link_problems("[a](there.md) [b](https://example.org)", page, tmp_path)
    assert rules.link_problems("[a](gone.md)", page, tmp_path)
    assert rules.image_problems("![](there.png)")
