"""What stands in a drawing: its SVG read back as numbers, for tests of where things stand."""

import math
import re
from types import SimpleNamespace
from xml.etree import ElementTree

from course_utils.figures.letters import width_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+\.?\d*")
USUAL = ("fill", "stroke", "stroke_width", "stroke_dasharray", "rx", "font_weight", "text_anchor")


def numbers(text):
    """Return the numbers in a text: of a path, or of the points of a line."""
    return [float(number) for number in NUMBER.findall(text)]


def parts(panel, kind):
    """Return every element of one kind in the order of the code: its text and attributes, numbers as such."""
    found = []
    for element in ElementTree.fromstring(panel).iter(SVG + kind):
        attributes = {name.replace("-", "_"): value for name, value in element.attrib.items()}
        attributes = {k: float(v) if NUMBER.fullmatch(v) else v for k, v in attributes.items()}
        found.append(SimpleNamespace(**dict.fromkeys(USUAL) | attributes, text=element.text))
    return found


def arrows(panel):
    """Return every arrow as (start, tip), two points each, to a tenth of a pixel."""
    found = []
    for group in ElementTree.fromstring(panel).iter(SVG + "g"):
        if group.get("transform") is None:
            continue
        x, y, turn = numbers(group.get("transform"))
        length, turn = numbers(group[1].get("points"))[0], math.radians(turn)
        tip = round(x + length * math.cos(turn), 1), round(y + length * math.sin(turn), 1)
        found.append(((x, y), tip))
    return found


def width(words):
    """Return how wide a text element is."""
    return width_of(words.text, words.font_size, "bold" if words.font_weight else "regular")


def span(words):
    """Return where a text element begins and ends: left and right."""
    before = {"middle": width(words) / 2, "end": width(words)}.get(words.text_anchor, 0)
    return words.x - before, words.x - before + width(words)
