"""What learners of lesson 01 write: right answers in other words than ours, mistakes with their message."""

READ = "def read(words, update, state):\n    "
ROMAN = "def roman(state, value):\n    total, before = state\n    "

RIGHT = {
    "01-read": [
        """\
from functools import reduce

def read(words, update, state):
    return reduce(update, words, state)
""",
        '''\
def read(words, update, state):
    """By index, with a new name for each state."""
    states = [state]
    for t in range(len(words)):
        states.append(update(states[-1], words[t]))
    return states[-1]
''',
        """\
def read(words, update, state):
    if len(words) == 0:
        return state
    current = state
    words_left = iter(words)
    while True:
        try:
            word = next(words_left)
        except StopIteration:
            return current
        current = update(current, word)
""",
    ],
    "01-roman": [
        """\
def roman(state, value):
    total, last = state
    if value > last:
        return (total - last + (value - last), value)
    return (total + value, value)
""",
        """\
def roman(state, value):
    return [state[0] + value - 2 * state[1] * (state[1] < value), value]
""",
        """\
import numpy as np

def roman(state, value):
    total, before = state
    return np.array([total + value - (2 * before if before < value else 0), value])
""",
    ],
    "01-kinds": [
        """\
one_to_one, one_to_many, many_to_one = "one-to-one", "one-to-many", "many-to-one"
aligned, encoder_decoder = "many-to-many (aligned)", "many-to-many (encoder-decoder)"
kinds = [one_to_one, one_to_many, many_to_one, aligned, encoder_decoder, encoder_decoder, many_to_one]
""",
        """\
kinds = (
    "one-to-one",
    "one-to-many",
    "many-to-one",
    "many-to-many (aligned)",
    "many-to-many (encoder-decoder)",
    "many-to-many (encoder-decoder)",
    "many-to-one",
)
""",
    ],
}


def _loop(body, end="state", over="words"):
    """Return a `read` with another loop body, end or range."""
    return f"{READ}for word in {over}:\n        {body}\n    return {end}"


def _kinds(place, kind):
    """Return the right kinds but for one, counted from 1."""
    names = ["one-to-one", "one-to-many", "many-to-one", "many-to-many (aligned)"]
    names += ["many-to-many (encoder-decoder)"] * 2 + ["many-to-one"]
    names[place - 1] = kind
    return f"kinds = {names}"


# (what is written, words of the message that it deserves)
WRONG = {
    "01-read": [
        (_loop("update(state, word)"), "The state that came back is the first one"),
        (_loop("new = update(state, word)", "new"), "every update started from the first state again"),
        (_loop("state = update(state, word)\n        return state"), "does `return` stand inside the loop?"),
        (_loop("state = update(word, state)"), "the word first and the state second"),
        (_loop("state = update(state, words)"), "`update` got all words at once"),
        (_loop("state = update(state, word)", over="range(len(words))"), "`update` got the number 0"),
        (_loop("state = update(state, words[0])"), "The first word was read at every step"),
        (_loop("state = update(state, word)", over="words[1:]"), "The first word is missing"),
        (_loop("state = update(state, word)", over="words[:-1]"), "The last word is missing"),
        (_loop("state = update(state, word)", over="reversed(words)"), "from the last to the first"),
        (_loop("state = update(state, word)", end="word"), "That is a word."),
        (_loop("state = update(state, word)", end="[state]"), "That is a list of all states"),
        (
            READ
            + "state = None\n    for word in words:\n        state = update(state, word)\n    return state",
            "`update` got an object of type NoneType as its state",
        ),
        (_loop("state = state + word"), "How a new state is made is up to the rule"),
        (_loop("state = state + 1"), "How a new state is made is up to the rule"),
        (_loop("state = update(state, word)", over="words.split()"), "there is nothing to split"),
        (
            _loop("state = update(state, word)\n        state = update(state, word)"),
            "each word in turn, once",
        ),
        (
            READ + "while words:\n        state = update(state, words.pop(0))\n    return state",
            "changes the list of words",
        ),
        (
            READ
            + "for word in words:\n        last = update(state, word)\n        state = last\n    return last",
            "UnboundLocalError",
        ),
        (
            READ
            + "for t in range(3):\n        if t < len(words):\n            state = update(state, words[t])\n"
            "    return state",
            "is something of words or texts fixed in the code?",
        ),
        (
            READ + "if len(words) == 0:\n        return state\n"
            "    return read(words[1:], update, update(state, words[0]))",
            "Your function calls itself too often",
        ),
        (READ + "for word in words:\n        state = update(state, word)", "is `return` missing?"),
    ],
    "01-roman": [
        (ROMAN + "return total + value, value", "nothing was taken back"),
        (
            ROMAN + "if value > before:\n        total -= before\n    return total + value, value",
            "was taken back once",
        ),
        (
            ROMAN
            + "if value > before:\n        return value - before, value\n    return total + value, value",
            "What was read before IX is gone",
        ),
        (
            ROMAN + "if value > total:\n        total -= 2 * before\n    return total + value, value",
            "Is the letter compared with the total?",
        ),
        (
            ROMAN + "if value > before:\n        total -= 2 * total\n    return total + value, value",
            "All letters so far were taken back",
        ),
        (
            ROMAN + "if value >= before:\n        total -= 2 * before\n    return total + value, value",
            "Equal letters are added",
        ),
        (
            ROMAN + "if value < before:\n        total -= 2 * before\n    return total + value, value",
            "It takes back where the letters fall",
        ),
        (
            ROMAN
            + "if value < before:\n        return total - value, value\n    return total + value, value",
            "because it is smaller than the V before it",
        ),
        (
            ROMAN
            + "if value > before:\n        return total - value, value\n    return total + value, value",
            "the smaller one right before it",
        ),
        (
            ROMAN + "if value > before:\n        total -= 2 * before\n    return total + value",
            "returned the number 5; expected the new state",
        ),
        (
            ROMAN + "if value > before:\n        total -= 2 * before\n    return value, total + value",
            "have changed places",
        ),
        (
            ROMAN + "if value > before:\n        total -= 2 * before\n    return total + value, before",
            "what the next letter will be compared with",
        ),
        (
            ROMAN
            + "if value > before:\n        total -= 2 * before\n    return total + value, total + value",
            "what the next letter will be compared with",
        ),
        (
            "def roman(state, value):\n    state[0] += value\n    return state",
            "does not support item assignment",
        ),
        ("def roman(state, value):\n    return state + value, value", "can only concatenate tuple"),
        ("def roman(state):\n    return state", "Keep the stub's arguments: `roman(state, value)`"),
        (ROMAN + "total += value", "is `return` missing?"),
    ],
    "01-kinds": [
        (_kinds(1, "many-to-one"), "one photo goes in, and one name comes out"),
        (_kinds(2, "many-to-one"), "a melody is not read here"),
        (_kinds(3, "many-to-many (aligned)"), "nobody asks for an answer on each of the thirty days"),
        (_kinds(4, "many-to-one"), "would come too late, and not say when"),
        (_kinds(4, "many-to-many (encoder-decoder)"), "due at once, not at the end"),
        (_kinds(5, "many-to-many (aligned)"), "belongs to no single second"),
        (_kinds(5, "one-to-many"), "no single row of numbers"),
        (_kinds(6, "many-to-many (aligned)"), "words change places"),
        (_kinds(7, "many-to-many (aligned)"), "the value asked for comes at the end"),
        (_kinds(7, "many-to-one") + "[:3]", "There are 7 systems and 3 answers"),
        ('kinds = "many-to-one"', "Write a list of 7 kinds"),
        (_kinds(4, "aligned"), "Answer 4 is 'aligned'"),
        (_kinds(4, "many-to-many"), "Answer 4 is 'many-to-many'"),
    ],
}
