"""Quizzes: every file is well formed, wrong options explain themselves, the answer is never stored."""

import json

import pytest

from course_utils import quiz as room
from course_utils.figures import COLOURS, tint
from course_utils.quiz import Option, Question, Quiz, quiz, read_questions

FILES = sorted(room.QUIZZES.glob("*.toml"))


def toml(options, question="Which shape?"):
    blocks = [f'[shape]\nquestion = "{question}"']
    for option in options:
        blocks.append("[[shape.options]]\n" + "\n".join(f"{key} = {value}" for key, value in option.items()))
    return "\n\n".join(blocks)


def option(text, /, right=None, **changes):
    lines = {"text": f'"{text}"', "explanation": f'"because {text}"'}
    if right is not None:
        lines["right"] = right
    return {key: value for key, value in {**lines, **changes}.items() if value is not None}


GOOD = [option("one"), option("two", right="true"), option("three")]


def read(tmp_path, text):
    path = tmp_path / "07.toml"
    path.write_text(text, encoding="utf-8")
    return read_questions(path)


@pytest.fixture
def small():
    return Quiz(
        Question(
            "What is <code>h.shape</code>?",
            (
                Option("<code>(N, T)</code>", "H is missing."),
                Option("<code>(N, T, H)</code>", "One state a step.", right=True),
                Option("<code>(N, H)</code>", "That is the last one."),
            ),
        )
    )


def place(quiz, text):
    return next(index for label, index in quiz.choice.options if label.endswith(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_well_formed(path):
    assert read_questions(path)


def test_the_right_answer_is_not_always_at_one_place():
    questions = [f"{path.stem}-{key}" for path in FILES for key in read_questions(path)]
    places = [[option.right for option in quiz(name).options].index(True) for name in questions]
    assert {0, 1, 2} <= set(places)
    assert max(map(places.count, places)) < 0.6 * len(places)


def test_the_order_is_drawn_from_name_and_text(small):
    question = small.question
    orders = [[one.text for one in Quiz(question, str(name)).options] for name in range(20)]
    assert len({tuple(order) for order in orders}) == 6
    mirrored = Question(question.question, question.options[::-1])
    assert [one.text for one in Quiz(mirrored, "3").options] == orders[3]


def test_a_good_question_is_read_in_the_order_of_the_file(tmp_path):
    question = read(tmp_path, toml(GOOD))["shape"]
    assert question.question == "Which shape?"
    assert [one.text for one in question.options] == ["one", "two", "three"]
    assert [one.right for one in question.options] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (toml([option("one"), option("two"), option("three")]), "exactly one right option; got 0"),
        (toml([*GOOD[:2], option("three", right="true")]), "exactly one right option; got 2"),
        (toml([*GOOD[:2], option("three", explanation=None)]), "explanation of option 3 must be text"),
        (toml([*GOOD[:2], option("three", explanation='" "')]), "explanation of option 3 must be text"),
        (toml([*GOOD[:2], option("three", text=None)]), "text of option 3 must be text"),
        (toml([*GOOD[:2], option("three", rigth="true")]), r"option 3 has unknown keys \['rigth'\]"),
        (
            toml([*GOOD[:2], option("three", right='"no"')]),
            "option 3 must have right = true, or no such line",
        ),
        (toml([*GOOD[:2], option("one")]), "must have different options"),
        (toml(GOOD[:2]), "must have three or four options"),
        (toml([*GOOD, option("four"), option("five")]), "must have three or four options"),
        (toml(GOOD, question=" "), "question must be text"),
        (toml(GOOD, question="What is a^<t>?"), r"question: write &lt; for <.*\['t'\]"),
        ('[shape]\nquestion = "Which?"', "must have a question and options"),
        ("shape = 3", "must have a question and options"),
    ],
)
def test_a_malformed_question_is_named(tmp_path, text, message):
    with pytest.raises(ValueError, match=f"quiz 07-shape.*{message}"):
        read(tmp_path, text)


def test_a_malformed_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"07\.toml must be TOML"):
        read(tmp_path, "[shape\n")


@pytest.mark.parametrize("name", ["00-nothing", "99-order", "order", "", "../quizzes/00-fair-opponent"])
def test_an_unknown_quiz_is_named(name):
    with pytest.raises(ValueError, match="name must be") as raised:
        quiz(name)
    assert repr(name) in str(raised.value)


def test_each_option_explains_itself_and_a_wrong_one_allows_another_try(small):
    small.check.click()
    assert "Choose an answer first" in small.feedback.value
    small.choice.value = place(small, "(N, T)")
    small.check.click()
    assert "✗ Not this one." in small.feedback.value
    assert "H is missing. Try another answer." in small.feedback.value
    small.choice.value = place(small, "(N, T, H)")
    assert "Not this one" not in small.feedback.value  # it spoke of another choice
    small.check.click()
    assert "✓ Right." in small.feedback.value
    assert "One state a step." in small.feedback.value
    assert "H is missing" not in small.feedback.value


def test_nothing_is_chosen_at_first_and_radio_buttons_are_plain_text(small):
    assert small.choice.value is None
    assert [label for label, _ in small.choice.options] == ["A) (N, H)", "B) (N, T, H)", "C) (N, T)"]


def test_what_is_stored_holds_question_and_options_and_never_the_answer(small):
    bundle = small._repr_mimebundle_()
    assert set(bundle) == {room.VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == (
        "What is h.shape?\nA) (N, H)\nB) (N, T, H)\nC) (N, T)\nRun this cell to answer."
    )
    assert "Run this cell to answer." in bundle["text/html"]
    assert bundle["text/html"].count("<li>") == 3
    mirrored = Quiz(
        Question(
            small.question.question,
            tuple(
                Option(one.text, "other words", right=number == 2)
                for number, one in enumerate(small.question.options)
            ),
        )
    )
    stored = mirrored._repr_mimebundle_()
    assert {key: stored[key] for key in ("text/html", "text/plain")} == {
        key: bundle[key] for key in ("text/html", "text/plain")
    }


def test_the_browser_gets_no_explanation_before_the_check(small):
    sent = json.dumps(
        [widget.get_state() for widget in (small.choice, small.check, small.feedback)], default=str
    )
    assert "One state a step." not in sent
    assert "H is missing." not in sent


def test_right_and_wrong_have_their_own_colours_and_readable_paper(small):
    said = {}
    for text, verdict in (("(N, T, H)", "right"), ("(N, H)", "wrong")):
        small.choice.value = place(small, text)
        small.check.click()
        said[verdict] = small.feedback.value
        assert f"background: {tint(verdict, 0.1)}; color: {COLOURS['ink']}" in said[verdict]
        assert f"6px solid {COLOURS[verdict]}" in said[verdict]
