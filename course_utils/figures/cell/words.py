"""The cell's drawing in words."""

from course_utils.figures.cell.numbers import PARTS, known_parts
from course_utils.figures.sketch import signed

NAMES = {
    "h": "shown state",
    "o": "output gate",
    "c": "cell state",
    "f": "forget gate",
    "i": "input gate",
    "g": "candidate",
    "c_before": "cell state before",
}


def cell_in_words(numbers, lit=PARTS, gradients=None, step="t"):
    """Return what `lstm_cell` draws, in words: its text equivalent.

    Parameters
    ----------
    numbers, lit, gradients, step
        As for `lstm_cell`.

    Raises
    ------
    ValueError
        If `lit` names something else.

    Examples
    --------
    >>> from course_utils.figures.cell import cell_numbers
    >>> numbers = cell_numbers(c_before=0.5, f=0.9, i=0.1, g=-1.0, o=0.5)
    >>> cell_in_words(numbers, lit=["forget"], step=3)
    'Before step 3 the cell holds +0.50. The forget gate is 0.90 open and lets +0.45 pass.'
    """
    lit = known_parts(lit)
    said = [f"Before step {step} the cell holds {signed(numbers['c_before'])}."]
    if "forget" in lit:
        said.append(f"The forget gate is {numbers['f']:.2f} open and lets {signed(numbers['kept'])} pass.")
    if "candidate" in lit:
        said.append(f"The candidate is {signed(numbers['g'])}.")
    if "input" in lit:
        said.append(f"The input gate is {numbers['i']:.2f} open: {signed(numbers['written'])} is added.")
    if {"forget", "input", "candidate"} <= lit:
        said.append(f"The new cell state is {signed(numbers['c'])}.")
    if "output" in lit:
        said.append(f"The output gate is {numbers['o']:.2f} open and shows {signed(numbers['h'])}.")
    if gradients:
        slopes = ", ".join(f"{NAMES[name]} {signed(value)}" for name, value in gradients.items())
        said.append(f"Slopes of the loss, from right to left: {slopes}.")
    return " ".join(said)
