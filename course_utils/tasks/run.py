"""A learner's code, run so that nothing it does outlives the check: copies, a time limit, restored state."""

import _thread
import contextlib
import inspect
import random as python_random
import re
import signal
import threading
import warnings

import numpy as np
from IPython.utils.capture import capture_output

from course_utils.tasks.base import Mistake, NotWritten
from course_utils.tasks.compare import fresh
from course_utils.tasks.source import (
    body_of,
    function_of,
    is_old_raise,
    is_untouched,
    place_of,
    values_read,
    without_paths,
)

SECONDS = 2  # for all checks of one answer
SHAPES = re.compile(
    r"broadcast|core dimension|not aligned|enough dimensions|inhomogeneous|dimensions must|must match"
)


class TimeUp(BaseException):
    """The time limit is reached. No `Exception`: a learner's `except Exception` must not stop it."""


class Answer:
    """A learner's function to be called on copies of its arguments; what goes wrong becomes a `Mistake`.

    `printed` is what the last call printed; `changed`, a sentence about the first argument that a call
    changed, or an empty text.

    Parameters
    ----------
    function : callable
        The learner's.
    ours : callable
        The task's reference, whose signature names the arguments.
    """

    def __init__(self, function, ours):
        self.function, self.ours = function, ours
        self.printed, self.changed = "", ""

    def again(self):
        """Return a fresh answer of the same function, so that this one keeps what it printed."""
        return Answer(self.function, self.ours)

    def __call__(self, *arguments, **keywords):
        """Call the function; a result of None, a generator or an exception raises `Mistake`."""
        named = inspect.signature(self.ours).bind(*arguments, **keywords).arguments
        arguments, keywords = list(map(fresh, arguments)), {k: fresh(v) for k, v in keywords.items()}
        with capture_output() as held, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a warning would be stored with a path
            try:
                result = self.function(*arguments, **keywords)
                problem = self._no_result(result)
            except (TimeUp, KeyboardInterrupt) as stop:
                problem = stop
            except Mistake as mistake:  # from a function of ours that the answer called
                problem = Mistake(f"{mistake}{self.reads_the_notebook()}")
            except BaseException as error:  # SystemExit too: a page must survive `exit()`
                problem = self._told(error, named)
        self.printed = held.stdout + held.stderr
        if problem is not None:
            raise problem
        for (name, before), after in zip(named.items(), [*arguments, *keywords.values()], strict=True):
            if not is_unchanged(before, after):
                self.changed = self.changed or _changed(name, before)
        return result

    def reads_the_notebook(self):
        """Return a sentence about the notebook's values that the function reads, or an empty text."""
        names = ", ".join(f"`{name}`" for name in values_read(self.function))
        if not names:
            return ""
        return f" Your code reads from the notebook: {names}. Use the arguments and their `shape`."

    def _no_result(self, result):
        if inspect.iscoroutine(result):
            result.close()
            return Mistake("`async def` makes no ordinary function: write `def`.")
        if inspect.isgenerator(result) and result.__name__ == "<genexpr>":
            return Mistake("`(… for … in …)` in round brackets makes a generator: write square ones, `[ ]`.")
        if inspect.isgenerator(result):
            return Mistake("Your function has a `yield`, which makes it a generator: collect and `return`.")
        return Mistake("Your function returned None: is `return` missing?") if result is None else None

    def _told(self, error, named):
        """Return an exception of the learner's code as a Mistake."""
        place = place_of(error, self.function)
        if isinstance(error, NotImplementedError) and (place is None or "NotImplementedError" in place[1]):
            return self._old_raise(place)
        where = f"Line {place[0]} of your cell, `{place[1]}`," if place else "Calling your function"
        text = "" if isinstance(error, SystemExit) else without_paths(str(error)).rstrip(". ")
        text = text.partition(", and the inputs could not be")[0]  # NumPy goes on about its casting rules
        words = f"{where} raised {type(error).__name__}{': ' if text else ''}{text}."
        return Mistake(f"{words}{self._advice(error, place, text, named)}")

    def _old_raise(self, place):
        if place is None:
            return NotWritten("It is not written yet.")
        body = body_of(self.function)
        if is_untouched(self.function):  # an exercise's stub is called; a turn's is not
            return NotWritten("It is not written yet.")
        which = "last line" if body and is_old_raise(body[-1]) else "line"
        return Mistake(f"Delete the {which}, `{place[1]}` (line {place[0]}): it stops what you wrote.")

    def _advice(self, error, place, text, named):
        if isinstance(error, RecursionError):
            return " Your function calls itself too often: Python stops at about a thousand calls at once."
        if "truth value of an array" in text:
            return " An array is neither true nor false: ask `is None`."
        if re.search(r"bitwise_xor|for \^", text):
            return " Python's power is `**`: `^` combines the bits of whole numbers, and these are not whole."
        if isinstance(error, NameError) and hasattr(np, error.name or ""):
            return f" Write `np.{error.name}`."
        if isinstance(error, TypeError) and place is not None and "missing" in text:
            return " Hand all of its arguments on."
        if isinstance(error, TypeError) and place is None:
            return f" Keep the stub's arguments: `{self.ours.__name__}{inspect.signature(self.ours)}`."
        if SHAPES.search(text) or isinstance(error, IndexError):
            shapes = ", ".join(f"{k} {v.shape}" for k, v in named.items() if isinstance(v, np.ndarray))
            line = "" if place is None else place[1]
            rule = " For `A @ B` the last number of A must be the first of B." if "@" in line else ""
            if "broadcast input array" in text:
                rule = " What is computed has another shape than the place it is put into."
            elif "broadcast" in text and re.search(r"\+|(?<!\*)\*(?!\*)", line):
                rule = " `+` and `*` go entry by entry, on equal shapes; the matrix product is `@`."
            shapes = f" The shapes here: {shapes}." if shapes else ""
            return f"{shapes}{rule}{self.reads_the_notebook()}"
        return ""


def is_unchanged(before, after):
    """Return whether an argument, with all that is in it, is what it was before a call."""
    if isinstance(before, dict) and isinstance(after, dict):
        before, after = list(before.items()), list(after.items())
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(is_unchanged, before, after))
    return before is after or np.array_equal(before, after)


def _changed(name, value):
    if not isinstance(value, np.ndarray):
        return (
            f"Your function changes `{name}`, or what is in it, and whoever called it still needs it as it "
            "was. Only read it, and return something new."
        )
    return (
        f"Your function writes into `{name}`, and whoever called it still needs the old values. Make a new "
        f"array: no `{name}[…] = …`, no `{name} += …`, no `out={name}`."
    )


@contextlib.contextmanager
def kept_as_it_was(answer):
    """Restore the random states of Python and NumPy, and every global that the answer rebinds."""
    function = function_of(answer)
    names = function.__globals__ if function else {}
    before = dict(names)
    states = python_random.getstate(), np.random.get_state()  # noqa: NPY002  a learner may use the old one
    try:
        yield
    finally:
        python_random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
        for name in set(names) - set(before):
            del names[name]
        names.update(before)


@contextlib.contextmanager
def time_limit(seconds):
    """Raise `TimeUp` in the body after so many seconds, also inside `while True: pass`.

    Works in the main thread only, where notebooks run; elsewhere there is no limit. One long call of NumPy
    cannot be interrupted: the limit is noticed when it returns. Nor can an endless loop that catches every
    exception.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
    elif hasattr(signal, "SIGALRM"):
        with _alarm(seconds):
            yield
    else:
        with _interrupt(seconds):
            yield


@contextlib.contextmanager
def _alarm(seconds):
    def ring(number, frame):
        raise TimeUp

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)  # again and again: a bare except may catch one
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


@contextlib.contextmanager
def _interrupt(seconds):
    lock, state = threading.Lock(), {"running": True, "rung": False}

    def ring():
        with lock:
            if state["running"]:
                state["rung"] = True
                _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
        with lock:
            state["running"] = False
    except KeyboardInterrupt:
        if state["rung"]:
            raise TimeUp from None
        raise
    finally:
        timer.cancel()
