"""The way back through gated cells: the terms of one step as matrices, their product along many steps."""

import numpy as np
import svg

from course_utils.figures.gradient_flow import DASHES, SEEDS, judged, power
from course_utils.figures.letters import wrap
from course_utils.figures.picture import Picture
from course_utils.figures.sketch import sketch, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 456, 452  # of each panel
COLUMN, SIDE = 226, 152  # of one matrix: its place, and the matrix itself
LEFT, RIGHT, TOP, BOTTOM = 62, 436, 74, 340  # the frame of the plot
LOW, HIGH = -12, 8  # decades shown
PREDICTIONS = ("vanishes", "stays of its size", "explodes")
SHOW = "just show me"


def term_maps(matrices, title="", height=HEIGHT, names=("c", "c")):
    """Return up to four matrices as SVG text, two in a row: squares as large as the numbers, and the norms.

    Parameters
    ----------
    matrices : dict of str to ndarray (H, H), or None
        Name of the term: its matrix; None where a cell has no such way.
    title : str
        A line above.
    height : int
        Of the drawing in CSS pixels.
    names : pair of str
        Of the state that is moved (rows) and the state that is nudged (columns).

    Raises
    ------
    ValueError
        If there are no matrices, or more than four.

    Examples
    --------
    >>> term_maps({"direct": np.eye(3)})[:4]
    '<svg'
    """
    if not 0 < len(matrices) <= 4:
        raise ValueError(f"matrices must be 1 to 4; got {len(matrices)}")
    most = max((np.abs(matrix).max() for matrix in matrices.values() if matrix is not None), default=0.0)
    strokes = [text(10, 22, title, bold=True)]
    for place, (name, matrix) in enumerate(matrices.items()):
        x, y = 10 + COLUMN * (place % 2), 50 + (SIDE + 36) * (place // 2)
        strokes += _matrix(x, y, name, matrix, max(float(most), 1e-30))
    foot = height - 26
    strokes.append(text(10, foot, f"Row: unit of {names[0]}. Column: unit of {names[1]}.", "muted"))
    strokes.append(text(10, foot + 18, "Filled orange: above 0. Hollow blue: below.", "muted"))
    return sketch(WIDTH, height, strokes)


def _matrix(x, y, name, matrix, most):
    """Draw one matrix: the area of a square is the size of its number."""
    if matrix is None:
        yield text(x, y, f"{name}: no such way", "muted", bold=True)
        return
    norm = np.linalg.norm(matrix, 2)
    yield text(x, y, f"{name}: {power(norm)}", bold=True)
    yield svg.Rect(x=x, y=y + 8, width=SIDE, height=SIDE, fill="#F4F4F4", stroke="#BBBBBB")
    pitch = SIDE / len(matrix)
    for (j, k), value in np.ndenumerate(matrix):
        side = round(pitch * min(abs(value) / most, 1) ** 0.5 * 0.94, 1)
        if side < 0.5:
            continue
        left, top = x + (k + 0.5) * pitch - side / 2, y + 8 + (j + 0.5) * pitch - side / 2
        look = (
            {"fill": COLOURS["hidden"]}
            if value > 0
            else {"fill": "white", "stroke": COLOURS["input"], "stroke_width": 1.5}
        )
        yield svg.Rect(x=round(left, 1), y=round(top, 1), width=side, height=side, **look)


def gradient_highway(title, norms, terms, alone, step, prediction=""):
    """Draw the terms of one step back, and, once it is predicted, how much arrives after all steps.

    Parameters
    ----------
    title : str
        What network it is, in a few words.
    norms : ndarray (3, T)
        For each seed the norm of the derivative of the last state by state r, r = 1 … T.
    terms : dict of str to ndarray (H, H), or None
        The terms of the step from state t − 1 to state t, first seed; None where there is no such way.
    alone : ndarray (T,) or None
        The norms where only the direct way is open, first seed; None where there is none.
    step : int
        Which step t the terms belong to, 2 … T.
    prediction : str
        Empty, one of `PREDICTIONS`, or `SHOW`; while it is empty, the curves wait.

    Returns
    -------
    Picture
        Two panels; `data` holds the arguments, and `verdict`.

    Raises
    ------
    ValueError
        If `norms` has another shape, or `step` or `prediction` is none of those.

    Examples
    --------
    >>> picture = gradient_highway("test", np.ones((3, 4)), {"direct": np.eye(2)}, np.ones(4), step=2)
    >>> picture.data["verdict"]
    'stays of its size'
    """
    norms = np.asarray(norms, dtype=float)
    if norms.ndim != 2 or len(norms) != len(SEEDS) or not 2 <= step <= norms.shape[1]:
        raise ValueError(
            f"norms must be ({len(SEEDS)}, T) and step from 2 to T; got {norms.shape} and {step}"
        )
    if prediction not in ("", SHOW, *PREDICTIONS):
        raise ValueError(f"prediction must be empty, one of {PREDICTIONS}, or {SHOW!r}; got {prediction!r}")
    back = norms.shape[1] - 1
    verdict = judged(norms[:, 0])
    sizes = {
        name: "none" if matrix is None else power(np.linalg.norm(matrix, 2)) for name, matrix in terms.items()
    }
    together = power(np.linalg.norm(sum(matrix for matrix in terms.values() if matrix is not None), 2))
    of_step = f"Step {step}, norms of its terms: " + ", ".join(
        f"{name} {size}" for name, size in sizes.items()
    )
    said = _said(norms, alone, verdict, prediction, back)
    panels = [
        term_maps(terms, f"Step {step}, norms; all together: {together}", names=_names(title, step)),
        _plot(norms, alone, step, title, said) if prediction else _waiting(title, back),
    ]
    alt = f"{title}. {of_step}; together {together}. {said}"
    data = {
        "norms": norms,
        "terms": terms,
        "alone": alone,
        "step": step,
        "verdict": verdict,
        "prediction": prediction,
    }
    return Picture(panels, alt=alt, data=data, change=f"{of_step}. {said}")


def _names(title, step):
    letter = "c" if title.startswith("LSTM") else "h"
    return f"{letter} at step {step}", f"{letter} at step {step - 1}"


def _said(norms, alone, verdict, prediction, back):
    """Return what the curves say, or the question."""
    if not prediction:
        return f"Predict: the norm after {back} such steps back vanishes, stays of its size, or explodes?"
    firsts = ", ".join(power(value) for value in norms[:, 0])
    said = f"{back} steps back, three seeds: {firsts}. It {verdict}."
    if alone is not None:
        said += f" By the direct way alone {power(alone[0])} arrives, first seed."
    if prediction != SHOW:
        right = "You were right." if prediction == verdict else f"You said: it {prediction}."
        said += f" {right}"
    return said


def _waiting(title, back):
    """Draw the empty plot that asks for a prediction."""
    question = (
        f"The other panel shows one step back. What do {back} of them do to the norm? Choose: it vanishes "
        "(below 0.01), stays of its size, or explodes (above 100). Then the curves are drawn."
    )
    lines = wrap(question, WIDTH - 60)
    strokes = [text(10, 22, title, bold=True)]
    strokes.append(svg.Rect(x=10, y=60, width=WIDTH - 20, height=340, rx=6, fill="#F4F4F4", stroke="#BBBBBB"))
    strokes += [text(30, 190 + 22 * k, line) for k, line in enumerate(lines)]
    return sketch(WIDTH, HEIGHT, strokes)


def _plot(norms, alone, step, title, said):
    """Draw the curves on a scale of decades, from the first state on the left to the last."""
    last = norms.shape[1]
    strokes = [text(10, 22, title, bold=True), text(10, 44, "norm of the way back to step r, log scale")]
    for decade in range(LOW, HIGH + 1, 4):
        y = _height(10.0**decade)
        line = "#8A8A8A" if decade == 0 else "#E4E4E4"
        dash = [4, 4] if decade == 0 else None
        strokes.append(svg.Line(x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=line, stroke_dasharray=dash))
        strokes.append(text(LEFT - 8, y + 5, power(10.0**decade).replace("1·", ""), anchor="end"))
    for r in sorted({1, (1 + last) // 2, last}):
        strokes.append(text(_across(r, last), BOTTOM + 20, str(r), anchor="middle"))
    strokes.append(
        text((LEFT + RIGHT) / 2, BOTTOM + 40, "step r (the last one on the right)", anchor="middle")
    )
    x = _across(step, last)
    strokes.append(svg.Line(x1=x, y1=TOP, x2=x, y2=BOTTOM, stroke=COLOURS["highlight"], stroke_width=1.5))
    strokes.append(text(min(max(x, LEFT + 30), RIGHT - 30), TOP - 6, f"step {step}", "highlight", "middle"))
    for seed in reversed(range(len(norms))):
        strokes.append(_curve(norms[seed], "cell" if seed == 0 else "muted", 3 - (seed > 0), DASHES[seed]))
    legend = [("all ways, three seeds", "cell", 3, None)]
    if alone is not None:
        strokes.append(_curve(alone, "forget", 2, [2, 3]))
        legend.append(("direct way alone, first seed", "forget", 2, [2, 3]))
    for k, (words, colour, width, dash) in enumerate(legend):
        y = BOTTOM + 62 + 20 * k
        look = {"stroke": COLOURS[colour], "stroke_width": width, "stroke_dasharray": dash}
        strokes.append(svg.Line(x1=LEFT, y1=y - 5, x2=LEFT + 40, y2=y - 5, **look))
        strokes.append(text(LEFT + 50, y, words, colour))
    strokes.append(text(10, BOTTOM + 104, _short(said), bold=True))
    return sketch(WIDTH, HEIGHT, strokes)


def _short(said):
    """Return the verdict's sentence, and what was said of the prediction."""
    sentences = said.split(". ")
    found = [one.strip(".") + "." for one in sentences if one.startswith(("It ", "You "))]
    return " ".join(found)


def _curve(values, colour, width, dash):
    points = [value for r, norm in enumerate(values, 1) for value in (_across(r, len(values)), _height(norm))]
    look = {"stroke": COLOURS[colour], "stroke_width": width, "stroke_dasharray": dash}
    return svg.Polyline(points=points, fill="none", **look)


def _across(r, last):
    return round(LEFT + (RIGHT - LEFT) * (r - 1) / (last - 1), 1)


def _height(norm):
    decade = min(max(np.log10(max(float(norm), 10.0 ** (LOW - 1))), LOW), HIGH)
    return round(float(BOTTOM - (BOTTOM - TOP) * (decade - LOW) / (HIGH - LOW)), 1)
