"""The figures' base: a palette everybody can tell apart, pictures that carry their text, equal bytes."""

import base64
import io
import re
import subprocess
import sys
from html.parser import HTMLParser

import matplotlib
import numpy as np
import pytest
from PIL import Image

from course_utils.figures import COLOURS, Picture, picture, show, subplots, tint

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">'
    '<text x="2" y="15" font-size="14">h₁ = σ</text></svg>'
)

NAMES = [
    "input",
    "hidden",
    "output",
    "kernel",
    "recurrent",
    "bias",
    "forget",
    "input_gate",
    "candidate",
    "output_gate",
    "cell",
    "update",
    "reset",
    "muted",
    "highlight",
    "right",
    "wrong",
    "ink",
    "paper",
]

# Colours that meet in one picture.
TOGETHER = [
    ["input", "hidden", "output"],
    ["input", "hidden", "highlight"],
    ["kernel", "recurrent", "bias"],
    ["forget", "input_gate", "candidate", "output_gate", "cell", "hidden"],
    ["update", "reset", "candidate", "hidden"],
    ["right", "wrong"],
]

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation of color
# vision deficiency", 2009, severity 1.
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deuteranopia": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritanopia": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9309, 0.1476], [0.0047, 0.6914, 0.3039]],
}


def linear(colour):
    channels = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    luminances = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


def lab(linear_rgb):
    to_xyz = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
    xyz = to_xyz @ np.clip(linear_rgb, 0, 1) / [0.9505, 1, 1.0888]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_palette_has_the_names_of_the_course():
    assert list(COLOURS) == NAMES
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in COLOURS.values())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "paper"])
def test_every_colour_is_readable_as_text(name):
    assert contrast(COLOURS[name], COLOURS["paper"]) >= 4.5
    assert contrast(COLOURS["ink"], tint(name)) >= 4.5


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("names", TOGETHER, ids="-".join)
def test_colours_that_meet_stay_apart(names, sight):
    seen = [lab(np.array(SIGHTS[sight]) @ linear(COLOURS[name])) for name in names]
    closest = min(np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i])
    assert closest > 10


def test_style_has_no_small_font_and_no_tight_box():
    figure, axes = subplots()
    (line,) = axes.plot([0, 1], label="line")
    axes.set(title="t", xlabel="x", ylabel="y")
    texts = [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels()]
    texts += [
        *axes.get_yticklabels(),
        *axes.legend().get_texts(),
        axes.annotate("a", (0, 0)),
        figure.suptitle("s"),
    ]
    assert min(text.get_fontsize() for text in texts) >= 10
    assert matplotlib.rcParams["savefig.bbox"] is None
    assert line.get_color() == COLOURS["input"]


def test_subplots_is_of_fixed_size_and_constrained():
    figure, axes = subplots(2, 3, size=(5.0, 3.0))
    assert axes.shape == (2, 3)
    assert figure.get_layout_engine().__class__.__name__ == "ConstrainedLayoutEngine"
    assert Picture(figure, alt="six axes").size == (550, 330)


def drawn():
    figure, axes = subplots()
    axes.plot([0, 1], [1, 0])
    return figure


@pytest.mark.parametrize("make", [drawn, lambda: SVG], ids=["figure", "svg"])
def test_equal_pictures_have_equal_bytes_without_metadata(make):
    first, second = (Picture(make(), alt="a picture").png() for _ in range(2))
    assert first == second
    image = Image.open(io.BytesIO(first))
    assert not {"Software", "Creation Time", "date"} & set(image.info)
    assert len(set(image.convert("L").get_flattened_data())) > 2  # something was drawn


def test_svg_is_drawn_sharp_with_the_fonts_of_matplotlib_only():
    words = Picture(SVG, alt="a formula")
    image = Image.open(io.BytesIO(words.png()))
    assert words.size == (60, 20)
    assert image.size == (120, 40)
    assert image.convert("L").getextrema() == (0, 255)  # black letters were found, on white
    assert all(matplotlib.get_data_path() in font for font in picture.FONTS)


def test_the_palette_of_a_rasterised_drawing_keeps_its_colours():
    rectangles = "".join(
        f'<rect x="{10 * i}" width="10" height="10" fill="{tint(name, 0.12)}"/>'
        for i, name in enumerate(COLOURS)
    )
    drawing = Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="10">{rectangles}</svg>', alt="tints"
    )
    pixels = Image.open(io.BytesIO(drawing.png())).convert("RGB")
    for i, name in enumerate(COLOURS):
        wanted = bytes.fromhex(tint(name, 0.12)[1:])
        assert np.abs(np.subtract(pixels.getpixel((20 * i + 10, 10)), list(wanted))).max() <= 1


def test_a_figure_may_be_drawn_on_after_its_picture_was_taken():
    figure, axes = subplots()
    before = Picture(figure, alt="empty axes")
    kept = before.png()
    axes.plot([0, 1])
    assert before.png() == kept
    assert Picture(figure, alt="a line").png() != kept


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words += data


def test_html_is_the_figure_that_untrusted_notebooks_keep():
    alt, caption = 'h < 1 & "quoted"', "<b>state</b> & more"
    square = Picture(SVG, alt=alt, caption=caption)
    parsed = Tags(square.html())
    assert [tag for tag, _ in parsed.tags] == ["figure", "img", "figcaption"]
    image = parsed.tags[1][1]
    assert image["alt"] == alt
    assert parsed.words == caption
    assert base64.b64decode(image["src"].removeprefix("data:image/png;base64,")) == square.png()
    assert "figcaption" not in Picture(SVG, alt=alt).html()


def test_mimebundle_has_html_png_and_the_alt_text():
    square = Picture(SVG, alt="a square")
    assert square.mimebundle() == {
        "text/html": square.html(),
        "image/png": square.png(),
        "text/plain": "a square",
    }
    assert square._repr_mimebundle_() == square.mimebundle()


@pytest.mark.parametrize("alt", ["", "  \n", None, 3])
def test_a_picture_demands_alt_text(alt):
    with pytest.raises(ValueError, match="alt must say what the picture shows; got"):
        Picture(SVG, alt=alt)
    with pytest.raises(ValueError, match="alt must say"):
        show(SVG, alt)


@pytest.mark.parametrize("source", [None, "a path.svg", b"<svg>", np.zeros(3)])
def test_a_picture_demands_a_figure_or_svg(source):
    with pytest.raises(ValueError, match="source must be a matplotlib Figure or SVG text; got"):
        Picture(source, alt="something")


def test_svg_needs_a_size():
    with pytest.raises(ValueError, match="source must be SVG with a height in whole pixels"):
        Picture('<svg width="40" viewBox="0 0 40 20"></svg>', alt="something")


def test_show_displays_one_bundle_and_closes_the_figure(monkeypatch):
    from matplotlib import pyplot

    shown = []
    monkeypatch.setattr(picture, "display", shown.append)
    figure, axes = pyplot.subplots()
    axes.plot([0, 1])
    assert show(figure, alt="a line", caption="It rises.") is None
    assert [one.alt for one in shown] == ["a line"]
    assert "<figcaption>It rises.</figcaption>" in shown[0].html()
    assert pyplot.get_fignums() == []


def test_tint_runs_from_white_to_the_colour():
    assert tint("hidden", 0) == "#FFFFFF"
    assert tint("hidden", 1) == COLOURS["hidden"]
    assert contrast(tint("hidden", 0.2), "#FFFFFF") < contrast(tint("hidden", 0.6), "#FFFFFF")


def test_figures_need_neither_widgets_nor_tensorflow():
    code = "import sys, course_utils.figures; print({'ipywidgets', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
