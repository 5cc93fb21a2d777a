"""Questions to answer before running a cell; each wrong option explains itself."""

import hashlib
import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import ipywidgets as widgets

from course_utils.figures.keyboard import KEYBOARD
from course_utils.figures.style import COLOURS, tint

QUIZZES = Path(__file__).with_name("quizzes")
VIEW = "application/vnd.jupyter.widget-view+json"
TAG = r"</?([A-Za-z]\w*)[^>]*>"
WAKE = "Run this cell to answer."
FEEDBACK_HEIGHT = "4.2em"  # three lines: the page keeps its height when an explanation appears


@dataclass(frozen=True)
class Option:
    """One answer to choose: its text, why it is right or wrong, and which of the two it is.

    Attributes
    ----------
    text, explanation : str
        What the button says, and what a learner reads who has chosen it.
    right : bool
        Whether it is the answer.

    Examples
    --------
    >>> Option("(N, T)", "H is missing.").right
    False
    """

    text: str
    explanation: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question and its options, one of them right.

    Attributes
    ----------
    question : str
        HTML with ``<code>``, ``<em>`` or ``<strong>``.
    options : tuple of Option
        The answers to choose from.

    Examples
    --------
    >>> Question("Which?", (Option("this", "Yes.", right=True), Option("that", "No."))).options[0].text
    'this'
    """

    question: str
    options: tuple[Option, ...]


class Quiz:
    """A question with radio buttons, a button that checks the choice, and the explanation of that choice.

    Only the question and its options are stored in a notebook: the answer stays in the kernel. The options
    stand in an order drawn from the quiz's name, the same in every run.

    Parameters
    ----------
    question : Question
        What is asked.
    name : str
        The quiz's name; it draws the order.

    Attributes
    ----------
    choice, check, feedback : ipywidgets.Widget
        The radio buttons, the button below them, and what the explanation is written into.

    Examples
    --------
    >>> question = Question("Which?", (Option("this", "It is.", right=True), Option("that", "It is not.")))
    >>> asked = Quiz(question, "00-which")
    >>> asked.choice.value = asked.options.index(question.options[1])
    >>> asked.check.click()
    >>> "It is not." in asked.feedback.value
    True
    """

    def __init__(self, question, name=""):
        self.question = question
        self.options = sorted(question.options, key=lambda option: _draw(name, option.text))
        # A radio button shows plain text only.
        labels = [
            (f"{letter}) {_plain(option.text)}", index)
            for index, (letter, option) in enumerate(zip("ABCD", self.options, strict=False))
        ]
        self.choice = widgets.RadioButtons(
            options=labels,
            value=None,
            description="Your answer",
            layout={"width": "auto", "max_width": "100%"},
            style={"description_width": "initial"},
        )
        self.check = widgets.Button(description="Check")
        self.feedback = widgets.HTML(layout={"height": FEEDBACK_HEIGHT, "overflow": "auto"})
        self.choice.observe(lambda change: self._say(""), "value")
        self.check.on_click(self._explain)
        text = widgets.HTML(f'<p class="course-question"><strong>{question.question}</strong></p>')
        keyboard = widgets.HTML(KEYBOARD, layout={"display": "none"})
        self.view = widgets.VBox([text, self.choice, self.check, self.feedback, keyboard])
        # The names by which KEYBOARD and the browser tests find the parts.
        self.view.add_class("course-live").add_class("course-quiz")
        self.feedback.add_class("course-text").add_class("course-status")
        self._say("")

    def _explain(self, button):
        if self.choice.value is None:
            self._say("Choose an answer first.")
            return
        option = self.options[self.choice.value]
        if option.right:
            self._say(f"<strong>✓ Right.</strong> {option.explanation}", "right")
        else:
            self._say(f"<strong>✗ Not this one.</strong> {option.explanation} Try another answer.", "wrong")

    def _say(self, message, verdict=None):
        style = "line-height: 1.35"
        if verdict:  # its own paper: readable on a dark page too
            edge = f"border-left: 6px solid {COLOURS[verdict]}; padding: 2px 8px"
            style += f"; background: {tint(verdict, 0.1)}; color: {COLOURS['ink']}; {edge}"
        self.feedback.value = f'<div style="{style}">{message}</div>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        items = "".join(f"<li>{option.text}</li>" for option in self.options)
        lettered = zip("ABCD", self.options, strict=False)
        lines = [f"{letter}) {_plain(option.text)}" for letter, option in lettered]
        return {
            VIEW: self.view._repr_mimebundle_()[VIEW],
            "text/html": f'<p><strong>{self.question.question}</strong></p><ol type="A">{items}</ol>'
            f"<p><em>{WAKE}</em></p>",
            "text/plain": "\n".join([_plain(self.question.question), *lines, WAKE]),
        }


def _draw(name, text):
    return hashlib.sha256(f"{name} {text}".encode()).hexdigest()


def quiz(name):
    """Return the quiz of that name: the last expression of a notebook's cell.

    Parameters
    ----------
    name : str
        Lesson and question, such as ``"04-shape-of-h"``: table ``[shape-of-h]`` of ``quizzes/04.toml``.

    Returns
    -------
    Quiz
        Displayed: a live widget; stored: question and options, never the answer.

    Raises
    ------
    ValueError
        If there is no such question, or its file is malformed.

    Examples
    --------
    >>> quiz("00-fair-opponent").check.description
    'Check'
    >>> quiz("00-nothing")
    Traceback (most recent call last):
    ...
    ValueError: name must be a quiz of quizzes/00.toml: 00-fair-opponent; got '00-nothing'
    """
    lesson, _, key = name.partition("-")
    path = QUIZZES / f"{lesson}.toml"
    lessons = sorted(file.stem for file in QUIZZES.glob("*.toml"))
    if lesson not in lessons:
        raise ValueError(f"name must begin with a lesson that has quizzes {lessons}; got {name!r}")
    questions = read_questions(path)
    if key not in questions:
        known = ", ".join(f"{lesson}-{key}" for key in sorted(questions))
        raise ValueError(f"name must be a quiz of quizzes/{path.name}: {known}; got {name!r}")
    return Quiz(questions[key], name)


def right_letter(name):
    """Return the letter under which the right option of a quiz is shown, to count answers at the end.

    Parameters
    ----------
    name : str
        As for `quiz`.

    Returns
    -------
    str
        ``"A"`` to ``"D"``.

    Raises
    ------
    ValueError
        As `quiz`.

    Examples
    --------
    >>> right_letter("00-fair-opponent") in "ABC"
    True
    """
    return next(letter for letter, option in zip("ABCD", quiz(name).options, strict=False) if option.right)


def read_questions(path):
    """Return the questions of one TOML file, all of them checked.

    Parameters
    ----------
    path : pathlib.Path
        A file with one table a question: ``question``, and three or four ``options`` with ``text``,
        ``explanation``, and ``right = true`` on exactly one.

    Returns
    -------
    dict of str to Question
        The questions by key, in the order of the file.

    Raises
    ------
    ValueError
        If the file is not TOML or a question is malformed; the message names it.

    Examples
    --------
    >>> len(read_questions(QUIZZES / "00.toml")["fair-opponent"].options)
    3
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} must be TOML: {error}") from error
    return {key: _question(f"{path.stem}-{key}", table) for key, table in tables.items()}


def _question(name, table):
    if not isinstance(table, dict) or set(table) != {"question", "options"}:
        raise ValueError(f"quiz {name} must have a question and options, and nothing else")
    _demand_text(f"quiz {name}: question", table["question"])
    options = table["options"]
    if not isinstance(options, list) or len(options) not in (3, 4):
        raise ValueError(f"quiz {name} must have three or four options")
    for number, option in enumerate(options, 1):
        if unknown := set(option) - {"text", "explanation", "right"}:
            raise ValueError(f"quiz {name}: option {number} has unknown keys {sorted(unknown)}")
        for part in ("text", "explanation"):
            _demand_text(f"quiz {name}: {part} of option {number}", option.get(part))
        if not isinstance(option.get("right", False), bool):
            raise ValueError(f"quiz {name}: option {number} must have right = true, or no such line")
    if (right := sum(option.get("right", False) for option in options)) != 1:
        raise ValueError(f"quiz {name} must have exactly one right option; got {right}")
    if len({_plain(option["text"]) for option in options}) < len(options):
        raise ValueError(f"quiz {name} must have different options")
    return Question(table["question"], tuple(Option(**option) for option in options))


def _demand_text(what, value):
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{what} must be text; got {value!r}")
    # A browser would swallow the <t> of a^<t>.
    if unknown := {tag for tag in re.findall(TAG, value) if tag not in ("code", "em", "strong")}:
        raise ValueError(f"{what}: write &lt; for <, tags are code, em and strong; got {sorted(unknown)}")


def _plain(text):
    return html.unescape(re.sub(TAG, "", text))
