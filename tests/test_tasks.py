"""Turns and exercises: what a learner can hand in, and what she is told; nothing raises or outlives it."""

import functools
import itertools
import linecache
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from html.parser import HTMLParser

import numpy as np
import pytest

from course_utils.tasks import Task, check, find, lesson_04, your_turn
from course_utils.tasks.base import Mistake, Rule
from course_utils.tasks.run import Answer, TimeUp, time_limit
from course_utils.tasks.source import without_docstring
from course_utils.tasks.turns import all_tasks, judge
from course_utils.tasks.values import Values
from course_utils.tasks.verdict import Verdict

STEP = find("04-step")
SIGNATURE = "def step(x_t, h_before, W_x, W_h, b):\n"
STUB = SIGNATURE + '    """One step."""\n    raise NotImplementedError  # your turn\n'
RIGHT = "np.tanh(x_t @ W_x + h_before @ W_h + b)"
numbers = itertools.count()


def cell(source, **names):
    """Run source as a notebook's cell does, its text kept for tracebacks, and return what it binds."""
    source = textwrap.dedent(source)
    filename = f"ipykernel_1/{next(numbers)}.py"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    names |= {"np": np}
    exec(compile(source, filename, "exec"), names)
    return names


def step(body, **names):
    """Return the function `step` with that body."""
    return cell(SIGNATURE + textwrap.indent(textwrap.dedent(body), "    "), **names)["step"]


def told(answer, task=STEP):
    """Return the verdict's text without hint and ours."""
    return repr(judge(task, answer)).split("\nHint:")[0].split("\nOurs:")[0]


# --- the catalogue ------------------------------------------------------------


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_every_task_is_whole(task):
    assert find(task.id) is task
    assert task.hint.endswith((".", "?"))
    assert task.checks
    assert all(one.about and one.about[-1] not in ".!" for one in task.checks)
    assert 1 <= task.lines <= 15
    assert '"""' not in task.source
    assert max(map(len, task.source.splitlines())) <= 110
    bound = cell(task.source)[task.name]
    assert judge(task, bound).is_right


def test_ids_are_unique_and_an_unknown_one_is_named():
    ids = [task.id for task in all_tasks()]
    assert len(set(ids)) == len(ids)
    with pytest.raises(ValueError, match=r"id must be one of .*04-step.*; got '04-stride'"):
        your_turn("04-stride", None)


def test_a_task_knows_its_name_its_lines_and_whether_it_is_a_puzzle():
    assert (STEP.name, STEP.lines, STEP.is_puzzle) == ("step", 1, False)
    assert (find("04-forward").name, find("04-forward").lines) == ("forward", 6)
    puzzle = find("04-forgotten")
    assert (puzzle.name, puzzle.lines, puzzle.is_puzzle) == ("forgotten", 1, True)


def test_ours_is_shown_without_its_docstring():
    assert without_docstring(lesson_04.step) == STEP.source == f"{SIGNATURE}    return {RIGHT}"


# --- untouched, ours, right ---------------------------------------------------


@pytest.mark.parametrize(
    "stub",
    [
        STUB,
        SIGNATURE + "    raise NotImplementedError\n",
        SIGNATURE + "    raise NotImplementedError('your turn')\n",
        SIGNATURE + '    """One step."""\n    ...\n',
        SIGNATURE + "    pass\n",
        SIGNATURE + '    """One step."""\n',
    ],
)
def test_untouched(stub):
    verdict = judge(STEP, cell(stub)["step"])
    assert verdict == Verdict(
        "○", "Not written yet. The lesson goes on with ours.", hint=STEP.hint, ours=STEP.source
    )


def test_untouched_without_a_source():
    names = {}
    exec(STUB, names)
    assert told(names["step"]) == "○ Not written yet. The lesson goes on with ours."


@pytest.mark.parametrize("data", [..., (..., ...), {"a": ..., "b": [..., ...]}])
def test_an_untouched_puzzle(data):
    assert judge(find("04-forgotten"), data).mark == "○"


def test_a_puzzle_half_filled():
    assert "A part is still `...`" in told(("dog", ...), find("04-forgotten"))


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_given_back_ours_there_is_no_false_right(task, capsys):
    assert your_turn(task.id, task.reference) is task.reference
    assert capsys.readouterr().out == "○ This is ours. Run the stub's cell, then this one.\n"


def test_after_a_wrong_answer_ours_comes_back_and_after_a_right_one_hers(capsys):
    assert your_turn("04-step", step("return 0")) is lesson_04.step
    hers = step(f"return {RIGHT}")
    again = your_turn("04-step", your_turn("04-step", hers))
    assert again is hers
    lines = [line for line in capsys.readouterr().out.splitlines() if line[0] in "○✗✓"]
    assert [line[:22] for line in lines] == ["✗ Not yet. Check 1 of ", *["✓ Yours is right: 7 ch"] * 2]


def test_right():
    verdict = judge(STEP, step(f"return {RIGHT}"))
    assert verdict == Verdict(
        "✓",
        "Yours is right: 7 checks on fresh inputs. From here on the lesson runs on it.",
        ours=STEP.source,
    )


class Layer:
    def __call__(self, x_t, h_before, W_x, W_h, b):
        return np.tanh(x_t @ W_x + h_before @ W_h + b)

    def method(self, *arguments):
        return self(*arguments)


def with_scale(scale, x_t, h_before, W_x, W_h, b):
    return np.tanh(scale * (x_t @ W_x + h_before @ W_h + b))


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, h, U, W, bias: np.tanh(x @ U + h @ W + bias),
        Layer(),
        Layer().method,
        functools.partial(with_scale, 1.0),
        lambda *arguments: Layer()(*arguments),
    ],
    ids=["lambda", "object", "method", "partial", "stars"],
)
def test_any_callable_with_right_values_is_right(answer):
    assert judge(STEP, answer).is_right


def test_float64_states_from_float32_arguments_are_right():
    body = """
        states = np.zeros((len(x_t), len(b)))
        states[:] = np.tanh(x_t @ W_x + h_before @ W_h + b)
        return states
    """
    assert judge(STEP, step(body)).is_right


# --- wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return c", "Line 2 of your cell, `return c`, raised NameError: name 'c' is not defined."),
        (f"h = {RIGHT}", "Your function returned None: is `return` missing?"),
        (f"yield {RIGHT}", "Your function has a `yield`, which makes it a generator"),
        (f"return step(x_t, {RIGHT}, W_x, W_h, b)", "Your function calls itself too often"),
        ("exit()", "Line 2 of your cell, `exit()`, raised SystemExit."),
        ("raise KeyboardInterrupt", "It was interrupted after 0 seconds. It was in line 2"),
        (f"h = {RIGHT}\nraise NotImplementedError  # your turn", "Delete the last line, `raise NotImpl"),
        (f"raise NotImplementedError  # your turn\nreturn {RIGHT}", "Delete the line, `raise NotImpl"),
        ("return np.tanh", "Your function returned a function; expected an array of shape (3, 6)"),
        (f"return list({RIGHT})", "Your function returned a list of 3; expected an array"),
        ("return 0.5", "Your function returned the number 0.5; expected an array"),
        ("return {}", "Your function returned an object of type dict; expected"),
        (f"return {RIGHT}.astype(object)", "returned an array of dtype object; expected"),
        (f"return {RIGHT}.astype(int)", "Your result has dtype int64; expected float64"),
        (f"return {RIGHT}.astype('float32')", "Your result has dtype float32; expected float64"),
        (f"return {RIGHT} + 0j", "Your result has dtype complex128; expected float64"),
        (f"return {RIGHT}.round(6)", "is wrong by"),
        (f"return {RIGHT}.T", "Your result has shape (6, 3); expected (3, 6), that is (N, H)"),
        (f"return {RIGHT} * np.nan", "is nan; expected"),
        ("x_t[0] @ W_h", "The shapes here: x_t (3, 5), h_before (3, 6), W_x (5, 6), W_h (6, 6), b (6,)."),
        ("return x_t[7]", "The shapes here"),
        ("if x_t: return x_t", "An array is neither true nor false: ask `is None`."),
    ],
)
def test_each_mistake_is_told_in_words(body, words):
    verdict = judge(STEP, step(body))
    assert verdict.mark == "✗"
    assert words in repr(verdict)
    assert verdict.words[-1] == "The lesson goes on with ours."


@pytest.mark.parametrize(
    ("body", "is_told"), [("x_t * W_x", True), ("x_t + W_x", True), ("(x_t - W_x) ** 2", False)]
)
def test_only_a_sum_or_a_product_brings_the_matrix_product_to_mind(body, is_told):
    assert ("the matrix product is `@`" in told(step(f"return {body}"))) == is_told


def test_coroutines_are_named_and_leave_no_warning(recwarn):
    answer = cell(f"async def step(x_t, h_before, W_x, W_h, b):\n    return {RIGHT}")["step"]
    assert "`async def` makes no ordinary function" in told(answer)
    assert not recwarn.list


@pytest.mark.parametrize("answer", [5, None, np.zeros((2, 4)), "np.tanh", ...])
def test_what_is_no_function_is_named(answer):
    assert f"`step` must be a function; it holds an object of type {type(answer).__name__}." in told(answer)


def test_other_arguments_are_named():
    answer = cell("def step(x):\n    return x")["step"]
    assert "Keep the stub's arguments: `step(x_t, h_before, W_x, W_h, b)`." in told(answer)


def test_sizes_of_the_notebook_are_named():
    answer = step("return np.zeros((N, H))", N=2, H=4)
    assert "Your code reads from the notebook: `H`, `N`." in told(answer)


def test_values_learnt_by_heart_are_wrong():
    x_t, h_before, W_x, W_h, b = lesson_04.step_inputs(np.random.default_rng(0)).values()
    known = lesson_04.step(x_t, h_before, W_x, W_h, b)
    assert judge(STEP, lambda *arguments: known).mark == "✗"


def test_inputs_are_fresh_each_time():
    first, second = [], []
    for seen in (first, second):
        judge(STEP, lambda *arguments, seen=seen: seen.append(arguments))
    assert not np.array_equal(first[0][0], second[0][0])


def test_a_changed_argument_is_named_after_the_values():
    writes = "h_before[:] = " + RIGHT + "\nreturn h_before"
    assert (
        told(step(writes)).splitlines()[0] == "✗ Not yet. The values are right, but an argument was changed."
    )
    assert "Your function writes into `h_before`" in told(step(writes))
    assert "is `b` added?" in told(step(writes.replace(" + b", "")))


def test_a_result_that_behaves_like_nothing_known_does_not_end_the_page():
    class Strange(np.ndarray):
        @property
        def shape(self):
            raise LookupError("in /srv/me/secret.py")

    answer = lambda x_t, h_before, W_x, W_h, b: np.zeros((3, 6)).view(Strange)  # noqa: E731
    assert "The answer cannot be read: LookupError: in …" in told(answer)


def test_no_message_holds_a_path():
    body = "raise OSError('no /srv/me/data.csv, no D:\\\\data\\\\me, no ~/x; 1/2 of N/A is fine')"
    text = repr(judge(STEP, step(body)))
    assert "raised OSError: no …, no …, no …; 1/2 of N/A is fine." in text
    assert "/srv" not in text.replace("no /srv/me/data.csv, no D:", "")  # the learner's own line is shown
    assert "ipykernel" not in text
    assert "ipykernel" not in told(step("import numpy.nothing"))


def test_the_line_is_the_learners_own_also_within_numpy_and_helpers():
    names = cell("def helper(x):\n    return np.linalg.inv(x)\n")
    answer = step("y = 1\nreturn helper(x_t)", helper=names["helper"])
    assert "Line 3 of your cell, `return helper(x_t)`, raised LinAlgError" in told(answer)


def test_without_a_source_the_error_is_told_without_a_line():
    names = {"np": np}
    exec(SIGNATURE + "    return x_t @ c", names)
    assert "Calling your function raised NameError: name 'c' is not defined." in told(names["step"])


# --- nothing outlives it ------------------------------------------------------


def test_what_the_first_failing_call_prints_is_shown_and_nothing_else(capfd):
    verdict = judge(STEP, step("print('shape', x_t.shape)\nimport sys\nprint('<b>', file=sys.stderr)"))
    assert verdict.printed == "shape (3, 5)\n<b>\n"
    assert "It printed:\n    shape (3, 5)\n    <b>" in repr(verdict)
    assert "<pre>shape (3, 5)\n&lt;b&gt;</pre>" in verdict._repr_mimebundle_()["text/html"]
    assert capfd.readouterr() == ("", "")


def test_a_right_answer_that_prints_is_quiet(capfd):
    judge(STEP, step(f"print('here')\nreturn {RIGHT}"))
    assert capfd.readouterr() == ("", "")


def test_a_flood_of_prints_is_cut():
    verdict = judge(STEP, step("print('x' * 10**6)"))
    assert "… (1000000 characters in all)" in repr(verdict)
    assert len(repr(verdict)) < 2500


def test_warnings_are_not_shown(capfd):
    assert judge(STEP, step(f"np.log(-1.0)\nimport warnings\nwarnings.warn('x')\nreturn {RIGHT}")).is_right
    assert capfd.readouterr() == ("", "")


def test_random_states_and_globals_are_restored():
    body = """
        global rate, fresh
        import random
        random.seed(1)
        np.random.seed(1)
        rate, fresh = 9, 9
        return 0
    """
    answer = step(body, rate=5)
    before = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    assert judge(STEP, answer).mark == "✗"
    assert random.getstate() == before[0]
    assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert answer.__globals__["rate"] == 5
    assert "fresh" not in answer.__globals__


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        f"try:\n    while True:\n        pass\nexcept Exception:\n    return {RIGHT}",
        "import time\ntime.sleep(60)",
        "for _ in iter(int, 1): pass",
    ],
)
def test_what_does_not_end_is_stopped(body):
    started = time.monotonic()
    text = told(step(body))
    assert time.monotonic() - started < 4
    assert "It did not finish within 2 seconds. It was in line " in text
    assert text.splitlines()[0] == "✗ Not yet. Check 1 of 7: the result's shape."


def test_the_time_is_for_all_checks_together():
    started = time.monotonic()
    assert "did not finish" in told(step(f"import time\ntime.sleep(0.5)\nreturn {RIGHT}"))
    assert time.monotonic() - started < 4


def test_the_clock_is_put_back():
    handler, timer = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)
    judge(STEP, step("while True: pass"))
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == timer == (0.0, 0.0)


def endless():
    while True:
        pass


def test_without_alarms_a_timer_interrupts(monkeypatch):
    monkeypatch.delattr(signal, "SIGALRM")
    with pytest.raises(TimeUp), time_limit(0.2):
        endless()
    with time_limit(0.1):
        pass
    time.sleep(0.2)  # a timer that was not stopped would interrupt here


def test_without_alarms_a_learners_interrupt_is_one(monkeypatch):
    monkeypatch.delattr(signal, "SIGALRM")
    with pytest.raises(KeyboardInterrupt), time_limit(5):
        raise KeyboardInterrupt


def test_in_another_thread_answers_are_judged_too():
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(judge(STEP, Layer())))
    thread.start()
    thread.join()
    assert verdicts[0].is_right


# --- what is shown ------------------------------------------------------------


class Outline(HTMLParser):
    """The tags of a page, opened and closed, and its text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.text += "" if tag == "code" else "\n"

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "answer", [cell(STUB)["step"], step("return x_t < 1 & 2"), Layer()], ids=["○", "✗", "✓"]
)
def test_html_and_text_say_the_same(answer):
    bundle = judge(STEP, answer)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    page = Outline(bundle["text/html"])
    assert not page.open
    said = " ".join(page.text.split())
    for line in bundle["text/plain"].replace("`", "").splitlines():
        line = line.removeprefix("Hint: ").removeprefix("Ours:").strip()
        assert " ".join(line.split()) in said


def test_ours_and_the_hint_are_folded_in_that_order():
    page = Outline(judge(STEP, cell(STUB)["step"])._repr_mimebundle_()["text/html"])
    assert [tag for tag, _ in page.seen].count("details") == 2
    hint, ours = page.text.index("A hint"), page.text.index("Ours\n")
    assert hint < page.text.index(STEP.hint.split("`")[0]) < ours < page.text.index("def step")


def test_no_verdict_sets_a_colour():
    styles = [
        attrs.get("style", "")
        for answer in (cell(STUB)["step"], step("return 0"), Layer())
        for _, attrs in Outline(judge(STEP, answer)._repr_mimebundle_()["text/html"]).seen
    ]
    assert any(styles)
    assert not any("color" in style or "background" in style for style in styles)


def test_plain_python_prints_the_text():
    program = "from course_utils.tasks import your_turn\nyour_turn('04-step', None)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("✗ Not yet. This is no function.\n")


# --- checks of one's own ------------------------------------------------------


def double(x):
    """Return twice x."""
    return 2 * x


EXERCISE = Task(
    id="double",
    reference=double,
    hint="Add x to itself.",
    checks=(
        Values("of zeros", lambda random: {"x": np.zeros(3)}, "Zeros stay zeros.", "(N,)"),
        Values("of fresh numbers", lambda random: {"x": random.normal(size=3)}, "Is it x + x?", "(N,)"),
    ),
)


@pytest.fixture
def exercise(monkeypatch):
    monkeypatch.setattr(lesson_04, "TASKS", (*lesson_04.TASKS, EXERCISE))


@pytest.mark.usefixtures("exercise")
def test_check_prints_a_line_for_each_check(capsys):
    assert check("double", lambda x: x + x) is None
    assert capsys.readouterr().out == "✓ of zeros\n✓ of fresh numbers\n"


@pytest.mark.usefixtures("exercise")
def test_check_raises_at_the_first_that_fails(capsys):
    def answer(x):
        print("squared")
        return x**2

    words = r"^Check 2 of 2: of fresh numbers: Entry .* Is it x \+ x\?\nIt printed:\nsquared\n$"
    with pytest.raises(AssertionError, match=words):
        check("double", answer)
    assert capsys.readouterr().out == "✓ of zeros\n"


@pytest.mark.usefixtures("exercise")
def test_check_says_that_nothing_is_written():
    with pytest.raises(AssertionError, match=r"Check 1 of 2: of zeros: It is not written yet\."):
        check("double", cell("def double(x):\n    raise NotImplementedError\n")["double"])


def test_a_wrong_function_that_is_right_in_a_special_case_blames_nobody():
    one = Values("x", lambda random: {"x": np.zeros(2)}, "", "(N,)", mistakes=((lambda x: x, "That is x."),))
    assert judge(Task("x", double, (one,), "Hint."), lambda x: x + x).is_right


X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
PAIR = {"h": "(N, H)", "c": "(N, H), like h"}
HALF = ((lambda x: (x, 0 * x), "Where is c?"), (lambda x: (x / 2, x), "h is halved."))

SIGNS = (
    (lambda x: {"kernel": -x, "bias": x[0]}, "One sign."),
    (lambda x: {"kernel": -x, "bias": -x[0]}, "Both signs."),
)


def said(ours, answer, x=X, **options):
    """Return what a check says of an answer to x, or None."""
    one = Values("fresh x", lambda random: {"x": x}, "Look at x.", **options)
    try:
        one(Answer(answer, ours), np.random.default_rng(0))
    except Mistake as mistake:
        return str(mistake)


def both(x):
    return x, 2 * x


def total(x):
    return x.sum()


def rows(x):
    return [x[0], x[1]]


def keyed(x):
    return {"kernel": x, "bias": x[0]}


def whole(x):
    return (x > 2).sum(axis=1)


@pytest.mark.parametrize(
    ("ours", "answer", "options", "words"),
    [
        # several results by name
        (both, lambda x: [x, x + x], {"shape": PAIR}, None),
        (both, lambda x: x, {"shape": PAIR}, "an array of shape (2, 3); expected two arrays: `return h, c`."),
        (both, lambda x: (x, 2 * x, x), {"shape": PAIR}, "a tuple of 3; expected two arrays"),
        (both, lambda x: (x, 0.5), {"shape": PAIR}, "`c` is the number 0.5; expected an array of shape"),
        (both, lambda x: (x, 2 * x.T), {"shape": PAIR}, "`c` has shape (3, 2); expected (2, 3), that is"),
        (both, lambda x: (x, 3 * x), {"shape": PAIR}, "`c[0, 0]` is 3; expected 2. Look at x."),
        (both, lambda x: (x, np.float32(2 * x)), {"shape": PAIR}, "`c` has dtype float32; expected float64"),
        (both, lambda x: (0 * x, x), {"shape": PAIR, "only_shape": True}, None),
        (both, lambda x: (x, 0 * x), {"shape": PAIR, "mistakes": HALF}, "Where is c?"),
        (both, lambda x: (x / 2, 7 * x), {"shape": PAIR, "mistakes": HALF}, "h is halved."),
        (both, lambda x: (x, 7 * x), {"shape": PAIR, "mistakes": HALF}, "`c[0, 0]` is 7; expected 2."),
        # a number
        (total, lambda x: float(np.sum(x)), {}, None),
        (total, lambda x: x.mean(), {}, "Your result is 3.5; expected 21. Look at x."),
        (total, lambda x: x.mean(), {"mistakes": ((np.mean, "A mean."),)}, "is 3.5; expected 21. A mean."),
        (total, lambda x: list(x[0]), {"mistakes": ((lambda x: x[0], "A row."),)}, "one number. A row."),
        (total, lambda x: "21", {}, "an object of type str; expected one number."),
        (total, lambda x: 1e-9 + x.sum(), {}, "Your result is wrong by 1.0e-09: are digits lost?"),
        # lists and dicts
        (rows, lambda x: (x[0], x[1]), {}, None),
        (rows, lambda x: x, {}, "an array of shape (2, 3); expected a list of 2 arrays."),
        (rows, lambda x: [x[0], x], {}, "`result[1]` has shape (2, 3); expected (3,). Look at x."),
        (rows, lambda x: [x[0], 2 * x[1]], {}, "`result[1][0]` is 8; expected 4."),
        (keyed, lambda x: {"bias": x[0], "kernel": x}, {}, None),
        (keyed, lambda x: {"kernel": x}, {}, "expected a dict of arrays with the keys 'kernel', 'bias'."),
        (keyed, lambda x: {"kernel": x, "bias": x[1]}, {}, "`result['bias'][0]` is 4; expected 1."),
        (keyed, lambda x: {"bias": -x[0], "kernel": -x}, {"mistakes": SIGNS}, "Both signs."),
        # whole numbers and truth values
        (whole, lambda x: whole(x).astype(np.uint8), {}, None),
        (whole, lambda x: 1.0 * whole(x), {}, "Your result has dtype float64; expected whole numbers, which"),
        (whole, lambda x: 7.5 * whole(x), {}, "Your result has dtype float64; expected whole numbers, which"),
        (whole, lambda x: 1.0 * whole(x), {"also": "f"}, None),
        (whole, lambda x: whole(x) + 0.5, {"also": "f"}, "Entry [0] is 1.5; expected 1. Look"),
        (lambda x: x > 2, lambda x: 1 * (x > 2), {}, "has dtype int64; expected True and False"),
        (lambda x: x > 2, lambda x: x > 3, {}, "Entry [0, 2] is False; expected True."),
        (lambda x: 1 * (x > 9), lambda x: x > 9, {}, "it says whether, not how many"),
        # a tolerance, complex numbers, a sentence of one's own
        (np.sin, lambda x: np.sin(x) + 1e-8, {}, "is wrong by"),
        (np.sin, lambda x: np.sin(x) + 1e-8, {"tolerance": 1e-7}, None),
        (np.sin, lambda x: np.sin(x) + 1e-6, {"tolerance": 1e-7}, "expected 0.841471. Look at x."),
        (np.sin, lambda x: np.sin(x), {"x": X + 1j}, None),
        (np.sin, lambda x: np.sin(x).real, {"x": X + 1j}, "has dtype float64; expected complex128"),
        (np.sin, np.cos, {"difference": lambda named, *two: f"{list(named)} {len(two)}."}, "['x'] 2. Look"),
        (np.sin, lambda x: np.sin(x) + np.array([1e-9, 0.5, 0]), {}, "Entry [0, 1] is 1.4093; expected"),
        # lists that are right but for their kind, and not
        (np.sin, lambda x: list(np.sin(x)), {"mistakes": ((np.sin, "No."),)}, "of it: `np.stack`."),
        (np.sin, lambda x: [[1.0], [2.0, 3.0]], {}, "Your function returned a list of 2; expected an array"),
        (np.sin, lambda x: np.cos(x).tolist(), {"mistakes": ((np.cos, "No."),)}, "of it: `np.array`. No."),
    ],
)  # fmt: skip
def test_what_ours_returns_decides_what_is_compared(ours, answer, options, words):
    told = said(ours, answer, **options)
    assert told is None if words is None else words in told
    if told is not None and "No." not in words:
        assert "No." not in told


def test_where_an_answer_raises_repairs_and_advice_speak():
    def answer(x):
        return x @ np.ones(2)

    def turned(arguments):
        return {"x": arguments["x"].T}

    plain = said(np.sin, answer)
    assert "raised ValueError" in plain
    assert said(np.sin, answer, advice=(("matmul", "Count."), ("no such", "Do."))) == f"{plain} Count."
    assert said(np.sin, answer, repairs=((turned, lambda x: x.sum(axis=1), "Turned."),)) == "Turned."
    assert said(np.sin, answer, repairs=((turned, lambda x: x[:, 0], "Turned."),)) == plain
    assert said(np.sin, answer, repairs=((dict, lambda x: x.sum(axis=1), "Turned."),)) == plain


@pytest.mark.parametrize(
    "change", ["x['a'] += 1", "x['b'][0][0] = 5", "x['b'].append(1)", "x['c'] = 1", "x['d'] = 'no'"]
)
def test_a_change_within_a_list_or_dict_is_seen(change):
    given = {"a": np.zeros(2), "b": [np.zeros(2)], "d": "text"}
    answer = Answer(cell(f"def f(x):\n    {change}\n    return 0")["f"], lambda x: 0)
    assert answer(given) == 0
    assert answer.changed.startswith("Your function changes `x`, or what is in it")
    assert list(given) == ["a", "b", "d"]
    assert not np.any([given["a"], given["b"][0]])
    answer = Answer(lambda x: 0, lambda x: 0)
    assert answer(given) == 0
    assert not answer.changed


def test_a_rule_speaks_for_data():
    puzzle = Task(
        "04-pair", (1, 2), (Rule("a pair", lambda data, random: len(data) != 2 and "Two."),), "Two."
    )
    assert puzzle.name == "pair"
    assert puzzle.source == "pair = (1, 2)"
    assert judge(puzzle, (3, 4)).headline == "Yours is right: 1 checks. From here on the lesson runs on it."
    assert judge(puzzle, (3,)).words[0] == "Two."
    assert judge(puzzle, 3).words[0].startswith("The answer cannot be read: TypeError")


def test_a_mistake_raised_by_a_function_of_ours_reaches_the_learner():
    def refuse(x):
        raise Mistake("Not so.")

    one = Values("x", lambda random: {"f": refuse}, "", "(N,)", mistakes=())
    task = Task("x", lambda_reference, (one,), "Hint.")
    assert "Not so." in judge(task, lambda f: f(1)).words[0]


def lambda_reference(f):
    """Return zeros."""
    return np.zeros(2)
