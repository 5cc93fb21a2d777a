"""The batch as a block of cubes, with a slice pulled out of it."""

import numpy as np
import svg

from course_utils.figures.sketch import text
from course_utils.figures.style import COLOURS, tint
from course_utils.figures.tensor.layout import FONT, HEIGHT, MARGIN, PANEL, index_label

TOP, LEFT, RIGHT = 0.18, 0.34, 0.5  # strength of the three visible sides: light falls from above
GAP = 1  # cubes between the block and the slice pulled out of it
LARGEST = 34  # CSS pixels: the side of a cube


def block(selected, mask, written, used):
    """Yield the block without what is selected, the selection pulled out above it, and the labelled axes.

    Parameters
    ----------
    selected : ndarray of bool (N, T, D)
        What the slice takes.
    mask : ndarray of bool (N, T)
        Where a real word stands.
    written : str
        The slice.
    used : set of str
        The indices that it names.

    Examples
    --------
    >>> one = np.ones((1, 1, 1), bool)
    >>> next(block(one, one[0], "X", set())).text
    'The batch X'
    """
    N, T, D = selected.shape
    whole = selected.all()
    depths = np.flatnonzero(selected.any(axis=(0, 1)))
    lift = 0 if whole or not len(depths) else depths[-1] + 1 + GAP
    # As large as the block and any slice above it allow: it keeps its size from slice to slice.
    side = min(LARGEST, (PANEL - 110) / (0.866 * (N + T)), (HEIGHT - 96) / (0.5 * (N + T) + 2 * D + GAP))
    x0 = 56 + (PANEL - 110 - 0.866 * side * (N + T)) / 2
    y0 = HEIGHT - 46 - side * (0.5 * T + D)

    def at(n, t, d):  # sentence 0 stands in front, step 0 at the left, number 0 on top
        return round(x0 + 0.866 * side * (t + n), 1), round(y0 + side * (0.5 * (t - n) + d), 1)

    yield text(MARGIN, 26, "The batch X", size=16, bold=True)
    if lift:
        yield text(PANEL - MARGIN, 26, f"pulled out: {written}", "highlight", anchor="end")
    rest = selected if whole else ~selected
    yield from _cubes(rest, mask, at, "highlight" if whole else None)
    if lift:
        yield from _traces(selected, at, lift)
        yield from _cubes(selected, mask, lambda n, t, d: at(n, t, d - lift), "highlight")
    yield from _axes(selected.shape, at, used)


def _cubes(present, mask, at, colour=None):
    """Yield the visible sides of the cubes that are there, from the farthest to the nearest."""
    N, T, D = present.shape

    def hidden(n, t, d):
        return 0 <= n < N and 0 <= t < T and 0 <= d < D and present[n, t, d]

    def side(corners, strength):
        points = [c for corner in corners for c in at(*corner)]
        return svg.Polygon(
            points=points, fill=tint(shade, strength), stroke=tint("ink", 0.55), stroke_width=0.7
        )

    cubes = map(tuple, np.argwhere(present).tolist())
    for n, t, d in sorted(cubes, key=lambda cube: (-cube[0], cube[1], -cube[2])):
        shade = colour or ("input" if mask[n, t] else "muted")
        weight = 1.6 if colour else 0.5 if mask[n, t] else 0.4
        if not hidden(n, t, d - 1):
            yield side([(n, t, d), (n, t + 1, d), (n + 1, t + 1, d), (n + 1, t, d)], TOP * weight)
            if not mask[n, t]:
                yield from _cross(at(n, t, d), at(n + 1, t + 1, d), at(n + 1, t, d), at(n, t + 1, d))
        if not hidden(n - 1, t, d):
            yield side([(n, t, d), (n, t + 1, d), (n, t + 1, d + 1), (n, t, d + 1)], LEFT * weight)
        if not hidden(n, t + 1, d):
            corners = [(n, t + 1, d), (n + 1, t + 1, d), (n + 1, t + 1, d + 1), (n, t + 1, d + 1)]
            yield side(corners, RIGHT * weight)


def _cross(a, b, c, d):  # so that padding does not hang on its colour
    for (x1, y1), (x2, y2) in ((a, b), (c, d)):
        yield svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=COLOURS["muted"], stroke_width=1.2)


def _traces(selected, at, lift):
    """Yield where a slice was, dashed also where other cubes hide it, and lines from there up to it."""
    inside = np.argwhere(selected)
    (n, t, d), (n1, t1, d1) = inside.min(axis=0).tolist(), (inside.max(axis=0) + 1).tolist()
    if (n1 - n) * (t1 - t) * (d1 - d) != len(inside):
        return  # the cubes of a mask need no traces: they leave no cube above or below
    dashed = {"fill": "none", "stroke": COLOURS["highlight"], "stroke_width": 1.5, "stroke_dasharray": [4, 3]}
    for corners in (
        [(n, t, d), (n, t1, d), (n1, t1, d), (n1, t, d)],
        [(n, t, d), (n, t1, d), (n, t1, d1), (n, t, d1)],
        [(n, t1, d), (n1, t1, d), (n1, t1, d1), (n, t1, d1)],
    ):
        yield svg.Polygon(points=[c for corner in corners for c in at(*corner)], **dashed)
    for corner in ((n, t), (n, t1), (n1, t1)):
        (x, low), (_, high) = at(*corner, d), at(*corner, d1 - lift)
        line = {"stroke": COLOURS["highlight"], "stroke_width": 1, "stroke_dasharray": [1, 3]}
        yield svg.Line(x1=x, y1=low, x2=x, y2=high, **line)


def _axes(shape, at, used):
    N, T, D = shape
    for t in range(T):
        x, y = at(0, t + 0.5, D)
        yield index_label("t", t, text(x - 6, y + 16, str(t), "muted", anchor="middle", size=FONT), used)
    for n in range(N):
        x, y = at(n + 0.5, T, D)
        yield index_label("i", n, text(x + 6, y + 16, str(n), "muted", anchor="middle", size=FONT), used)
    for d in range(D):
        x, y = at(0, 0, d + 0.5)
        yield index_label("d", d, text(x - 6, y + 5, str(d), "muted", anchor="end", size=FONT), used)
    (xt, yt), (xn, yn), (xd, yd) = at(0, T / 2, D), at(N / 2, T, D), at(0, 0, D / 2)
    yield text(xt - 20, yt + 34, f"T = {T}", anchor="end", bold=True)
    yield text(xn + 20, yn + 34, f"N = {N}", bold=True)
    label = text(xd - 26, yd, f"D = {D}", anchor="middle", bold=True)
    label.transform = [svg.Rotate(-90, xd - 26, yd)]
    yield label
