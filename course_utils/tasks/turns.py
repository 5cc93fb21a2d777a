"""The doors of the room: a turn in a lesson, the visible checks of an exercise, a task by its id."""

import copy
import importlib
import pkgutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from IPython.display import display

from course_utils.tasks.base import Mistake, NotWritten, Task
from course_utils.tasks.run import SECONDS, Answer, TimeUp, kept_as_it_was, time_limit
from course_utils.tasks.source import is_untouched, place_of, without_paths
from course_utils.tasks.verdict import Verdict

GOES_ON = "The lesson goes on with ours."


def your_turn(id: str, answer):
    """Show what is right or wrong with a learner's answer, and return it if it is right, ours otherwise.

    The answer is called on copies of fresh arguments, for all checks together at most two seconds (one long
    call of NumPy cannot be interrupted). Random states and rebound globals are restored.

    Parameters
    ----------
    id : str
        "NN-slug".
    answer : callable or data
        What the stub's cell binds: a function, or a puzzle's data.

    Returns
    -------
    callable or data
        The answer, or our reference.

    Raises
    ------
    ValueError
        If no task has this id; never because of the answer.

    Examples
    --------
    >>> ours = your_turn("04-step", lambda x_t, h_before, W_x, W_h, b: np.tanh(x_t @ W_x + h_before @ W_h))
    ✗ Not yet. Check 2 of 7: only the bias is active.
    Every entry is 0, and only the bias is active: is `b` added?
    The lesson goes on with ours.
    Hint: Two products and a bias, added; then one `np.tanh` over the sum.
    Ours:
        def step(x_t, h_before, W_x, W_h, b):
            return np.tanh(x_t @ W_x + h_before @ W_h + b)
    """
    task = find(id)
    verdict = judge(task, answer)
    display(verdict)
    return answer if verdict.is_right else task.reference


def check(exercise_name: str, function) -> None:
    """Run the visible checks of an exercise: a line for each that passes, an error at the first that fails.

    Parameters
    ----------
    exercise_name : str
        The function's name.
    function : callable
        The learner's.

    Raises
    ------
    AssertionError
        With what is wrong.
    ValueError
        If no exercise has this name.

    Examples
    --------
    >>> check("forget_everything", lambda h: 0 * h)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: id must be one of ...; got 'forget_everything'
    """
    task = find(exercise_name)
    trial = _try_all(task, function)
    for done in task.checks[: trial.passed]:
        print(f"✓ {done.about}")
    if trial.mistake is not None:
        shown = f"\nIt printed:\n{trial.printed}" if trial.printed else ""
        raise AssertionError(f"{trial.about}: {trial.mistake}{shown}")


def find(id: str) -> Task:
    """Return the task of that id.

    Parameters
    ----------
    id : str
        A turn's, "04-step", or an exercise's, the name of its function.

    Returns
    -------
    Task
        The one that the lesson's file holds.

    Raises
    ------
    ValueError
        If there is none, with the ids that exist.

    Examples
    --------
    >>> find("04-step").lines, find("04-forgotten").is_puzzle
    (1, True)
    """
    tasks = {task.id: task for task in all_tasks()}
    if id not in tasks:
        raise ValueError(f"id must be one of {', '.join(sorted(tasks))}; got {id!r}")
    return tasks[id]


def all_tasks() -> list[Task]:
    """Return the tasks of all lessons, in order."""
    room = [str(Path(__file__).parent)]
    names = sorted(module.name for module in pkgutil.iter_modules(room) if module.name.startswith("lesson_"))
    modules = [importlib.import_module(f"course_utils.tasks.{name}") for name in names]
    return [task for module in modules for task in module.TASKS]


def judge(task: Task, answer) -> Verdict:
    """Return the verdict on an answer; nothing is shown."""
    if answer is task.reference:
        return Verdict("○", "This is ours. Run the stub's cell, then this one.")
    trial = None if _is_open(task, answer) else _try_all(task, answer)
    if trial is None or isinstance(trial.mistake, NotWritten):
        return Verdict("○", f"Not written yet. {GOES_ON}", hint=task.hint, ours=task.source)
    if trial.mistake is not None:
        words = (str(trial.mistake), GOES_ON)
        return Verdict("✗", f"Not yet. {trial.about}.", words, trial.printed, task.hint, task.source)
    done = f"{len(task.checks)} checks" + ("" if task.is_puzzle else " on fresh inputs")
    return Verdict("✓", f"Yours is right: {done}. From here on the lesson runs on it.", ours=task.source)


def _is_open(task, answer):
    """Return whether the stub was left as it is: no code, or data of which every part is `...`."""
    return all(part is ... for part in _parts(answer)) if task.is_puzzle else is_untouched(answer)


def _parts(data):
    """Return the parts of a puzzle's answer: the entries of lists, tuples and dicts, however deep."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple) and data:
        return [part for entry in data for part in _parts(entry)]
    return [data]


@dataclass(frozen=True)
class _Trial:
    """How far an answer came: checks passed; if there is a mistake, where, which, and what was printed."""

    passed: int
    about: str = ""
    mistake: Mistake | None = None
    printed: str = ""


def _try_all(task, answer):
    """Run the checks of a task in order, up to the first that fails."""
    if not task.is_puzzle and not callable(answer):
        words = f"`{task.name}` must be a function; it holds an object of type {type(answer).__name__}."
        return _Trial(0, "This is no function", Mistake(words))
    if task.is_puzzle and any(part is ... for part in _parts(answer)):
        return _Trial(0, "It is not complete", Mistake("A part is still `...`: fill in all of them."))
    random, passed = np.random.default_rng(), 0
    trial = copy.deepcopy(answer) if task.is_puzzle else Answer(answer, task.reference)
    started = time.monotonic()
    try:
        with kept_as_it_was(answer), time_limit(SECONDS):
            for one in task.checks:
                one(trial, random)
                passed += 1
    except Mistake as mistake:
        found = mistake
    except (TimeUp, KeyboardInterrupt) as stop:
        found = Mistake(_stopped(stop, answer, time.monotonic() - started))
    except Exception as error:  # a result that behaves like nothing we know must not end the page
        text = f"{type(error).__name__}: {without_paths(str(error))}"
        found = Mistake(f"The answer cannot be read: {text}")
    else:
        changed = getattr(trial, "changed", "")
        if not changed:
            return _Trial(passed)
        return _Trial(passed, "The values are right, but an argument was changed", Mistake(changed))
    about = f"Check {passed + 1} of {len(task.checks)}: {task.checks[passed].about}"
    return _Trial(passed, about, found, getattr(trial, "printed", ""))


def _stopped(stop, answer, seconds):
    place = place_of(stop, answer)
    where = f" It was in line {place[0]} of your cell, `{place[1]}`." if place else ""
    if isinstance(stop, KeyboardInterrupt):
        return f"It was interrupted after {seconds:.0f} seconds.{where}"
    return f"It did not finish within {SECONDS} seconds.{where} Does every loop come to an end?"
