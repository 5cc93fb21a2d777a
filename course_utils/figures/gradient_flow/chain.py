"""The walk back through a short sentence: the norm of every step's matrix, and of their product."""

import svg

from course_utils.figures.gradient_flow.scale import power
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, sketch, subscript, text
from course_utils.figures.style import COLOURS


def chain_of_steps(words, steps, products):
    """Return the walk back through a sentence as SVG text: the norm of every matrix and of their product.

    Parameters
    ----------
    words : sequence of str
        T words, at most five.
    steps : ndarray (T,)
        The norm of the matrix that leads from each state to the one before it; the first belongs to h_1.
    products : ndarray (T + 1,)
        The norms of the products of all matrices after h_r, r = 0 … T.

    Raises
    ------
    ValueError
        If the numbers of words, steps and products do not fit, or there are more than five words.

    Examples
    --------
    >>> chain_of_steps(["dog"], [0.5], [0.5, 1.0])[:4]
    '<svg'
    """
    if not len(words) == len(steps) == len(products) - 1 <= 5:
        raise ValueError(
            "words, steps and products must be T, T and T + 1 of them, T at most 5; got "
            f"{len(words)}, {len(steps)} and {len(products)}"
        )
    pitch, middle = 82, 92
    strokes = [text(10, 22, "From the last state back to the first", bold=True)]
    for r in range(len(words) + 1):
        x = 12 + r * pitch
        strokes.append(
            svg.Rect(x=x, y=middle - 16, width=34, height=32, rx=6, fill="white", stroke=COLOURS["hidden"])
        )
        strokes.append(text(x + 17, middle + 5, subscript("h", r), "hidden", anchor="middle", bold=True))
        strokes.append(text(x + 17, 184, power(products[r]), "highlight", anchor="middle", bold=True))
        if r:
            strokes.append(text(x + 17, middle - 26, words[r - 1], "input", anchor="middle"))
            strokes.append(arrow(x - 2, middle, x - pitch + 37, middle, "recurrent"))
            strokes.append(
                text(x - pitch / 2 + 17, middle + 34, power(steps[r - 1]), "recurrent", anchor="middle")
            )
    strokes.append(text(12, 150, "norm of one step's matrix", "recurrent"))
    below = "norm of the product of all matrices up to here"
    strokes.append(text(12, 208, below, "highlight"))
    return sketch(max(12 + len(words) * pitch + 52, round(width_of(below)) + 24), 220, strokes)
