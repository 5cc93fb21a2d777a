"""Lesson 01: reading as a fold, a rule that reads Roman numerals, the kind of network a system needs."""

import numpy as np

from course_utils.tasks.base import Mistake, Rule, Task
from course_utils.tasks.compare import kind_of
from course_utils.tasks.values import Values


def read(words, update, state):
    """Return the last state: each word in turn makes a new one, `update(state, word)`."""
    for word in words:
        state = update(state, word)
    return state


def roman(state, value):
    """One letter of a Roman numeral: the state is what the letters so far are worth, and the last of them."""
    total, before = state
    if value > before:
        total -= 2 * before
    return total + value, value


# --- reading ------------------------------------------------------------------


class Start(tuple):
    """A first state that says why nothing can be added to it."""

    def __add__(self, other):
        """Raise `Mistake`: what makes the next state is the rule, not the loop."""
        raise Mistake(
            "Your function adds something to the state. How a new state is made is up to the rule: call "
            "`update(state, word)`, and bind what it returns to `state`."
        )


START = Start(("start",))


def diary(state, word):
    """Write down what an update was given, or say what is wrong with that."""
    if isinstance(word, tuple):
        raise Mistake("`update` got the word first and the state second: call `update(state, word)`.")
    if isinstance(word, list):
        raise Mistake("`update` got all words at once: hand it one word at a time.")
    if not isinstance(word, str):
        raise Mistake(
            f"`update` got {kind_of(word)} as its word: let the loop run over the words themselves."
        )
    if not isinstance(state, tuple):
        raise Mistake(
            f"`update` got {kind_of(state)} as its state. The first call gets the `state` that `read` was "
            "given, each later call what the call before returned."
        )
    return (*state, word)


class Words(list):
    """A list of words that says why it cannot be split."""

    def split(self, *_):
        """Raise `Mistake`: a list has no such method, and needs none."""
        raise Mistake("`words` is a list of words already: there is nothing to split. Loop over it.")


def some_words(random):
    """Return three different words, in a fresh order."""
    return list(random.permutation(["dog", "bites", "man", "cat", "runs"])[:3].tolist())


def reads_three_words(answer, random):
    """Say what is wrong with the last state after three words."""
    words = some_words(random)
    result = answer(Words(words), diary, START)
    if answer.changed:
        return "Your function changes the list of words, and whoever called it still needs it: only read it."
    return _wrong_reading(result, words)


def _wrong_reading(result, words):
    expected = (*START, *words)
    if result == expected:
        return None
    if isinstance(result, list) and result and result[-1] == expected:
        return "That is a list of all states: return the last one alone."
    if isinstance(result, str):
        return "That is a word. A word goes into the state; the state is what comes back."
    if not isinstance(result, tuple):
        return f"Your function returned {kind_of(result)}; expected the last state that `update` made."
    return {
        START: "The state that came back is the first one: is what `update` returns bound to `state`?",
        expected[:2]: "Only the first word was read: does `return` stand inside the loop?",
        expected[:-1]: "The last word is missing: does the loop stop one too early?",
        (*START, *words[1:]): "The first word is missing: Python counts from 0.",
        (*START, words[-1]): (
            "Only the last word is in the state: every update started from the first state again. Hand each "
            "call the state that the call before returned."
        ),
        (*START, *words[::-1]): "The words were read from the last to the first.",
        (*START, *words, *words): "Every word was read twice.",
        (*START, *[words[0]] * 3): "The first word was read at every step.",
    }.get(result, f"After {', '.join(words)} the state holds {', '.join(result)}: each word in turn, once.")


def reads_no_words(answer, random):
    """Say what is wrong where there is nothing to read."""
    result = answer([], diary, START)
    if result == START:
        return None
    return f"Nothing was read, and {kind_of(result)} came back; expected the state that went in."


def letter_by_letter(random):
    """Return arguments of `read` whose state is a number."""
    start = int(random.integers(2, 90))
    return {"words": "mississippi", "update": lambda state, letter: 3 * state + ord(letter), "state": start}


def a_long_text(random):
    """Return 2,000 letters, of which 1,000 are to be counted."""
    return {"words": "ab" * 1000, "update": lambda state, letter: state + (letter == "a"), "state": 0}


def rows_of_numbers(random):
    """Return words and a state that are rows of numbers, as in a network."""
    W = random.normal(size=(3, 4))
    return {
        "words": random.normal(size=(5, 3)),
        "update": lambda h, x_t: np.tanh(x_t @ W + 0.5 * h),
        "state": random.normal(size=4),
    }


READ = Task(
    id="01-read",
    reference=read,
    hint="A loop over the words. In it one line: call `update`, and give what it returns the name `state`.",
    checks=(
        Rule("three words", reads_three_words),
        Rule("no words at all", reads_no_words),
        Values(
            "another rule, and a state that is a number",
            letter_by_letter,
            "A state that is a number goes wrong: is something of words or texts fixed in the code?",
            mistakes=(
                (
                    lambda words, update, state: read(words, update, 0),
                    "It began with 0: begin with the `state` that is handed over.",
                ),
            ),
        ),
        Values(
            "a text of 2,000 letters",
            a_long_text,
            "Of 2,000 letters 1,000 are an a: does a length stand in the code?",
        ),
        Values(
            "words and states that are rows of numbers",
            rows_of_numbers,
            "Words and states that are rows of numbers go wrong: your code must not look into them.",
            "the numbers of the last state",
        ),
    ),
)


# --- Roman numerals -----------------------------------------------------------

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
WORTH = {value: letter for letter, value in VALUES.items()}
PARTS = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def numeral(number):
    """Return the Roman numeral of a number from 1 to 3999.

    >>> numeral(1994)
    'MCMXCIV'
    """
    written = ""
    for worth, letters in PARTS:
        count, number = divmod(number, worth)
        written += count * letters
    return written


def taken_back(times):
    """Return the rule that takes a smaller letter back so many times."""

    def rule(state, value):
        total, before = state
        return total + value - (times * before if value > before else 0), value

    return rule


def against_the_total(state, value):
    """Make the mistake of comparing with the sum of all letters so far."""
    total, before = state
    return total + value - (2 * before if value > total else 0), value


def two_totals(state, value):
    """Make the mistake of taking back all that was read."""
    total, before = state
    return total + value - (2 * total if value > before else 0), value


def only_the_pair(state, value):
    """Make the mistake of forgetting the total where a smaller letter stands before a larger one."""
    total, before = state
    return value - before if value > before else total + value, value


def ties_taken_back(state, value):
    """Make the mistake of taking a letter back before an equal one."""
    total, before = state
    return total + value - (2 * before if value >= before else 0), value


def taken_from_the_larger(state, value):
    """Make the mistake of subtracting the wrong way round."""
    total, before = state
    return total + value - (2 * before if value < before else 0), value


def subtracts_what_falls(state, value):
    """Make the mistake of subtracting the letter that comes after a larger one."""
    total, before = state
    return total - value if value < before else total + value, value


def subtracts_what_rises(state, value):
    """Make the mistake of subtracting the larger letter in place of the smaller one before it."""
    total, before = state
    return total - value if value > before else total + value, value


ROMAN_MISTAKES = (
    (
        against_the_total,
        "Is the letter compared with the total? A letter is taken back if the one after it is larger: "
        "compare with the letter before.",
    ),
    (
        taken_back(0),
        "The {before} was added, and then the {value}: nothing was taken back. What does a smaller letter "
        "mean before a larger one?",
    ),
    (
        taken_back(1),
        "The {before} was taken back once. That only undoes that it was added; {both} is worth {worth}.",
    ),
    (only_the_pair, "What was read before {both} is gone from the total."),
    (two_totals, "All letters so far were taken back; only the one before the {value} is."),
    (ties_taken_back, "Equal letters are added: is it `>=` where `>` is meant?"),
    (
        taken_from_the_larger,
        "It takes back where the letters fall. A letter is taken back where a larger one follows.",
    ),
    (
        subtracts_what_falls,
        "The {value} was subtracted because it is smaller than the {before} before it: after a larger letter "
        "it is added. Only a smaller letter *before* a larger one is subtracted.",
    ),
    (
        subtracts_what_rises,
        "The {value} was subtracted. A larger letter is added; what is taken back is the smaller one right "
        "before it, if there is one.",
    ),
)


def _problem(state, value, result):
    """Return what is wrong with one update, or None. The words speak of letters."""
    shown = f"`roman({state}, {value})`"
    try:
        pair = tuple(int(part) for part in result)
    except (TypeError, ValueError):
        pair = ()
    if len(pair) != 2 or isinstance(result, str | dict | set):
        return (
            f"{shown} returned {kind_of(result)}; expected the new state, a pair: total, this letter's value."
        )
    expected = roman(state, value)
    if pair == expected:
        return None
    if pair == expected[::-1]:
        return f"{shown} is {pair}: the two parts of the state have changed places. The total comes first."
    found = f"{shown} is {pair}; expected {expected}."
    if pair[0] == expected[0]:
        return f"{found} The total is right. The second number is what the next letter will be compared with."
    names = {name: WORTH.get(number, "") for name, number in (("before", state[1]), ("value", value))}
    names |= {"both": names["before"] + names["value"], "worth": value - state[1]}
    for wrong, words in ROMAN_MISTAKES:
        if wrong(state, value)[0] == pair[0]:
            return f"{found} {words.format(**names)}"
    return found


def steps(*cases):
    """Return a check of single updates, each (state, value)."""

    def problem(answer, random):
        return next((words for case in cases if (words := _problem(*case, answer(*case)))), None)

    return problem


def reads_numerals(answer, random):
    """Say at which letter a numeral goes wrong."""
    for number in (4, 1994, 3999, *random.integers(1, 4000, size=40).tolist()):
        state = (0, 0)
        for letter in numeral(number):
            words = _problem(state, VALUES[letter], answer(state, VALUES[letter]))
            if words:
                return f"In {numeral(number)}, at the letter {letter}: {words}"
            state = roman(state, VALUES[letter])
    return None


ROMAN = Task(
    id="01-roman",
    reference=roman,
    hint="Add the letter's value. If the letter before was smaller, it should have been subtracted, and it "
    "was added: how much too much is the total then?",
    checks=(
        Rule("the first letter", steps(((0, 0), 5))),
        Rule("letters that are added: VI, XX, MDC", steps(((5, 5), 1), ((10, 10), 10), ((1500, 500), 100))),
        Rule("a smaller letter before a larger one: IV", steps(((1, 1), 5))),
        Rule("the same amid a numeral: XIX, MCM", steps(((11, 1), 10), ((1100, 100), 1000))),
        Rule("forty numerals, letter by letter", reads_numerals),
    ),
)


# --- kinds --------------------------------------------------------------------

ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE = "one-to-one", "one-to-many", "many-to-one"
ALIGNED, ENCODER_DECODER = "many-to-many (aligned)", "many-to-many (encoder-decoder)"
NAMES = (ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE, ALIGNED, ENCODER_DECODER)

# What the seven systems of the lesson are, and what to say to a wrong kind; None: to any other.
SYSTEMS = (
    (ONE_TO_ONE, {None: "one photo goes in, and one name comes out. Where is a sequence?"}),
    (
        ONE_TO_MANY,
        {
            MANY_TO_ONE: "a melody is not read here, it is written. What goes in is one mood.",
            ENCODER_DECODER: "there is no sequence to encode: what goes in is one mood.",
            None: "one mood goes in. How many notes come out?",
        },
    ),
    (
        MANY_TO_ONE,
        {
            ALIGNED: "nobody asks for an answer on each of the thirty days, only for one after the last.",
            None: "thirty prices go in. How many answers come out?",
        },
    ),
    (
        ALIGNED,
        {
            MANY_TO_ONE: "one answer for the whole recording would come too late, and not say when.",
            ENCODER_DECODER: "each answer belongs to one second and is due at once, not at the end.",
            None: "count what goes in and what comes out for a recording of 100 seconds.",
        },
    ),
    (
        ENCODER_DECODER,
        {
            MANY_TO_ONE: "a report is not one answer: it is a sequence of words.",
            ALIGNED: "a word of the report belongs to no single second, and words are far fewer.",
            ONE_TO_MANY: "a recording of many seconds is no single row of numbers.",
            None: "seconds go in, words come out. Does word t belong to second t?",
        },
    ),
    (
        ENCODER_DECODER,
        {
            ALIGNED: "the lengths agree, but an aligned network writes word t when it has read t words, and "
            "in a translation words change places.",
            None: "five words go in, five come out. Which French word belongs to the first English one?",
        },
    ),
    (
        MANY_TO_ONE,
        {
            ALIGNED: "the totals on the way are states of the loop; the value asked for comes at the end.",
            ENCODER_DECODER: "the value is one number, not a row of digits.",
            None: "letters go in; what comes out is one number.",
        },
    ),
)


def is_a_list_of_kinds(answer, random):
    """Say what keeps an answer from being a list of seven kinds."""
    if not isinstance(answer, list | tuple):
        return f"Write a list of {len(SYSTEMS)} kinds, `[…, …]`; this is {kind_of(answer)}."
    if len(answer) != len(SYSTEMS):
        return f"There are {len(SYSTEMS)} systems and {len(answer)} answers."
    for i, kind in enumerate(answer, 1):
        if kind not in NAMES:
            return f"Answer {i} is {kind!r:.40}; a kind is one of {', '.join(NAMES)}."
    return None


def has_the_right_kinds(answer, random):
    """Say what speaks against the first kind that is wrong, without naming the right one."""
    for i, (kind, (right, words)) in enumerate(zip(answer, SYSTEMS, strict=True), 1):
        if kind != right:
            return f"System {i} as {kind}: {words.get(kind, words[None])}"
    return None


KINDS = Task(
    id="01-kinds",
    reference=[right for right, _ in SYSTEMS],
    hint="Count what goes in and what comes out. Where both are many: does output t belong to input t, and "
    "can it be written at once?",
    checks=(
        Rule("it is a list of seven kinds", is_a_list_of_kinds),
        Rule("each system has its kind", has_the_right_kinds),
    ),
)

TASKS = (READ, ROMAN, KINDS)
