"""One unit of an LSTM: a conveyor, and three valves that open as far as their gates say."""

import svg

from course_utils.figures.cell.numbers import PARTS, known_parts
from course_utils.figures.heat import STRONGEST
from course_utils.figures.letters import width_of
from course_utils.figures.sketch import arrow, signed, sketch, subscript, text
from course_utils.figures.style import COLOURS

WIDTH, HEIGHT = 480, 392
GATES = {"f": "forget", "i": "input_gate", "g": "candidate", "o": "output_gate"}  # letter: its colour
GREY = "#8A8A8A"  # strokes of parts that are not lit: 3.5 : 1 on white
# Lines and columns of the drawing, in CSS pixels.
BELT, PIPE = 72, 26  # the conveyor's middle, and how wide conveyor and pipes are
FORGET, PLUS, CELL = 152, 272, 392  # on the conveyor: the valve, where is written, the new state
INPUT, OUTPUT = 148, 180  # lines of the two valves below it
BOX_WIDTH, BOX_HEIGHT = 96, 44
CANDIDATE, SHOWN = 206, 222  # tops of the boxes of g and h
LAYERS, RAIL = 290, 328  # lines of σ and tanh, and of what is read
COLUMNS = {"f": FORGET, "i": 196, "g": PLUS, "o": 324}  # where the four layers stand


def lstm_cell(numbers, lit=PARTS, gradients=None, title="", step="t"):
    """Return one unit of an LSTM as SVG text, its numbers on the wires.

    The cell state rides on a conveyor from left to right. The forget valve lets a share of it pass, the input
    valve adds a share of the candidate, and the output valve shows a share of its tanh. Each valve is drawn
    as far open as its gate says.

    Parameters
    ----------
    numbers : dict of str to float
        As `cell_numbers` returns them.
    lit : collection of str
        Of `PARTS`, what has colours and numbers; the rest is grey and silent.
    gradients : dict of str to float, optional
        As `cell_gradients` returns them; written under the numbers after "∂", and arrows go back.
    title : str
        A line above.
    step : int or str
        The step, for the names of the states: a number from 1, or "t".

    Raises
    ------
    ValueError
        If `lit` names something else.

    Examples
    --------
    >>> from course_utils.figures.cell import cell_numbers
    >>> lstm_cell(cell_numbers(c_before=0.5, f=0.9, i=0.1, g=-1.0, o=0.5))[:4]
    '<svg'
    """
    strokes = _Cell(numbers, known_parts(lit), gradients or {}, step).strokes()
    return sketch(WIDTH, HEIGHT, [text(8, 22, title, bold=True), *strokes])


class _Cell:
    """The strokes of one drawing."""

    def __init__(self, numbers, lit, gradients, step):
        self.numbers, self.lit, self.gradients = numbers, lit, gradients
        before = step - 1 if isinstance(step, int) else f"{step}-1"
        self.names = {
            "c_before": subscript("c", before),
            "c": subscript("c", step),
            "h": subscript("h", step),
        }
        self.read = subscript("h", before), subscript("x", step)

    def strokes(self):
        """Return everything, pipes first, so that valves and boxes stand on them."""
        return [*self._conveyor(), *self._writing(), *self._showing(), *self._layers(), *self._sums()]

    def _conveyor(self):
        """Draw the cell state's way, the forget valve on it."""
        yield _pipe(50, BELT, CELL, BELT)
        for start, end in (
            (102, FORGET - 10),
            (FORGET + 10, PLUS - 16),
            (PLUS + 16, CELL - 48),
            (CELL + 48, 476),
        ):
            yield self._arrow(start + 2, BELT, end - 2, BELT, "cell")
        yield from self._box(54, BELT, "c_before", "cell")
        yield from self._box(CELL, BELT, "c", "cell")
        yield from self._valve("f", FORGET, BELT, upright=True, lit="forget" in self.lit)
        if "forget" in self.lit:
            yield text(212, BELT - 20, f"keeps {signed(self.numbers['kept'])}", "forget", "middle")

    def _writing(self):
        """Draw the candidate's way up to the conveyor, the input valve on it."""
        both = {"input", "candidate"} <= self.lit
        yield _pipe(PLUS, BELT, PLUS, CANDIDATE)
        if both:
            yield self._arrow(PLUS, CANDIDATE - 2, PLUS, INPUT + 11, "candidate")
            yield self._arrow(PLUS, INPUT - 11, PLUS, BELT + 17, "input_gate")
        yield svg.Circle(cx=PLUS, cy=BELT, r=15, fill="white", stroke=COLOURS["ink"], stroke_width=1.5)
        yield text(PLUS, BELT + 6, "+", anchor="middle", size=18, bold=True)
        yield from self._valve("i", PLUS, INPUT, upright=False, lit="input" in self.lit)
        if "candidate" in self.lit:
            yield from self._box(PLUS, CANDIDATE + BOX_HEIGHT / 2, "g", "candidate", width=76)
        else:
            yield _grey_box(PLUS - 38, CANDIDATE, 76)
        if both:
            yield text(PLUS + 18, BELT + 37, f"adds {signed(self.numbers['written'])}", "input_gate")

    def _showing(self):
        """Draw the way down from the new cell state, the output valve on it."""
        lit = "output" in self.lit
        yield _pipe(CELL, BELT + BOX_HEIGHT / 2, CELL, SHOWN)
        yield from self._squash(CELL, 128, "tanh", "cell" if lit else None)
        yield from self._valve("o", CELL, OUTPUT, upright=False, lit=lit)
        if lit:
            for start, end in ((BELT + 22, 115), (141, OUTPUT - 9), (OUTPUT + 9, SHOWN)):
                yield self._arrow(CELL, start + 2, CELL, end - 2, "hidden" if start > OUTPUT else "cell")
            yield text(CELL + 28, 133, signed(self.numbers["shown"]), "cell")
            yield self._arrow(CELL + 50, SHOWN + 22, WIDTH - 6, SHOWN + 22, "hidden")
            yield from self._box(CELL, SHOWN + BOX_HEIGHT / 2, "h", "hidden")
        else:
            yield _grey_box(CELL - 48, SHOWN, BOX_WIDTH)

    def _layers(self):
        """Draw what is read, and the four layers that make three gates and a candidate of it."""
        yield svg.Rect(x=6, y=RAIL - 24, width=96, height=48, rx=6, fill="white", stroke=COLOURS["muted"])
        yield text(54, RAIL - 5, f"reads {self.read[0]}", "hidden", "middle")
        yield text(54, RAIL + 15, f"and {self.read[1]}", "input", "middle")
        yield svg.Line(x1=102, y1=RAIL, x2=COLUMNS["o"], y2=RAIL, stroke=COLOURS["muted"], stroke_width=1.5)
        for letter, part in zip("figo", PARTS, strict=True):
            x, colour = COLUMNS[letter], GATES[letter] if part in self.lit else None
            stroke = COLOURS.get(colour, GREY)
            yield svg.Line(x1=x, y1=RAIL, x2=x, y2=LAYERS, stroke=stroke, stroke_width=1.5)
            yield from self._squash(x, LAYERS, "tanh" if letter == "g" else "σ", colour)
            if letter in "fg":
                end = BELT + 23 if letter == "f" else CANDIDATE + BOX_HEIGHT
                yield self._arrow(x, LAYERS - 14, x, end, colour)
            else:
                line, valve = (INPUT, PLUS) if letter == "i" else (OUTPUT, CELL)
                yield svg.Line(x1=x, y1=LAYERS - 14, x2=x, y2=line, stroke=stroke, stroke_width=1.5)
                yield self._arrow(x, line, valve - 23, line, colour)

    def _sums(self):
        """Write the two equations with their numbers, as far as they are lit."""
        n, name = self.numbers, self.names
        terms = []
        if "forget" in self.lit:
            terms.append((f"f·{name['c_before']}", f"{n['f']:.2f}·({signed(n['c_before'])})", n["kept"]))
        if {"input", "candidate"} <= self.lit:
            terms.append(("i·g", f"{n['i']:.2f}·({signed(n['g'])})", n["written"]))
        if terms:
            letters, figures, values = zip(*terms, strict=True)
            left = f"{name['c']} = " if len(terms) == 2 else ""
            words = f"{left}{' + '.join(letters)} = {' + '.join(figures)} = {signed(sum(values))}"
            yield text(8, 368, words, "cell")
        if "output" in self.lit:
            words = f"{n['o']:.2f} · tanh({signed(n['c'])}) = {signed(n['h'])}"
            yield text(8, 388, f"{name['h']} = o · tanh {name['c']} = {words}", "hidden")

    def _box(self, x, y, key, colour, width=BOX_WIDTH):
        """Draw a state: its name and number, the slope under it, on orange above zero and blue below."""
        value, slope = self.numbers[key], self.gradients.get(key)
        place = {"x": x - width / 2, "y": y - BOX_HEIGHT / 2, "width": width, "height": BOX_HEIGHT, "rx": 6}
        yield svg.Rect(**place, fill="white")
        strength = round(min(abs(value), 1) * STRONGEST, 3)
        fill = COLOURS["hidden" if value > 0 else "input"]
        yield svg.Rect(**place, fill=fill, fill_opacity=strength, stroke=COLOURS[colour], stroke_width=2)
        words = f"{self.names.get(key, key)} {signed(value)}"
        yield text(x, y + (5 if slope is None else -4), words, anchor="middle", bold=True)
        if slope is not None:
            yield text(x, y + 15, f"∂ {signed(slope)}", anchor="middle")

    def _valve(self, letter, x, y, upright, lit):
        """Draw two plates across a pipe, with a gap between them as wide as the gate is open; unlit, none."""
        value, half = self.numbers[letter], PIPE / 2
        colour = COLOURS[GATES[letter]] if lit else GREY
        shut = (1 - value) * half
        for start in (-half, half - shut) if lit else ():
            along = {"x": x - 5, "y": y + start, "width": 10, "height": shut}
            across = {"x": x + start, "y": y - 5, "width": shut, "height": 10}
            yield svg.Rect(**(along if upright else across), fill=colour)
        frame = {"x": x - 8, "y": y - 20, "width": 16, "height": 40}
        turned = {"x": x - 20, "y": y - 8, "width": 40, "height": 16}
        yield svg.Rect(**(frame if upright else turned), rx=4, fill="none", stroke=colour, stroke_width=2)
        if lit:
            left, line = (FORGET - 8, y + 58) if upright else (COLUMNS[letter] + 6, y - 14)
            anchor = "end" if upright else "start"
            yield text(left, line, f"{letter} {value:.2f}", GATES[letter], anchor, bold=True)
            if letter in self.gradients:
                slope = f"∂ {signed(self.gradients[letter])}"
                yield text(left, line + (18 if upright else 34), slope, "highlight", anchor)

    def _squash(self, x, y, name, colour):
        """Draw σ or tanh in its lozenge."""
        width = width_of(name) + 14
        place = {"x": x - width / 2, "y": y - 13, "width": width, "height": 26, "rx": 13}
        yield svg.Rect(**place, fill="white", stroke=COLOURS.get(colour, GREY), stroke_width=1.5)
        yield text(x, y + 5, name, colour or "muted", "middle")

    def _arrow(self, x1, y1, x2, y2, colour):
        if colour is None:
            return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=GREY, stroke_width=1.5)
        if self.gradients:
            return arrow(x2, y2, x1, y1, "highlight", 2)
        return arrow(x1, y1, x2, y2, colour, 2)


def _pipe(x1, y1, x2, y2):
    """Draw a pipe along a line from top or left."""
    half = PIPE / 2
    place = {"x": x1 - half * (x1 == x2), "y": y1 - half * (y1 == y2)}
    size = {"width": x2 - x1 or PIPE, "height": y2 - y1 or PIPE}
    return svg.Rect(**place, **size, fill=COLOURS["cell"], fill_opacity=0.12)


def _grey_box(x, y, width):
    return svg.Rect(
        x=x, y=y, width=width, height=BOX_HEIGHT, rx=6, fill="white", stroke=GREY, stroke_width=1.5
    )
