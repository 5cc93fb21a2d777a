"""The figures' base: a palette everybody can tell apart, pictures that carry their text, equal bytes."""

import base64
import io
import re
import subprocess
import sys
import wave
from html.parser import HTMLParser
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from nbval.plugin import get_sanitize_patterns
from PIL import Image

from course_utils.figures import COLOURS, Picture, ink_on, picture, play, raster, show, sound, subplots, tint

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
    picture = Picture(figure, alt="six axes")
    assert picture.size == (550, 330)
    assert Image.open(io.BytesIO(picture.png())).size == (1100, 660)  # sharp on dense screens
    assert 'width="550"' in picture.html()


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
    assert all(matplotlib.get_data_path() in font for font in raster.FONTS)


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


def test_a_plot_is_stored_with_a_palette_that_the_eye_does_not_see():
    figure, axes = subplots()
    for shift in range(6):
        axes.plot(np.sin(np.linspace(0, 6, 80) + shift))
    stored = Image.open(io.BytesIO(Picture(figure, alt="six waves").png()))
    assert stored.mode == "P"
    exact = raster.draw_figure(figure)
    assert exact.getcolors(512) is None
    difference = np.subtract(np.asarray(stored.convert("RGB"), int), np.asarray(exact, int))
    assert np.abs(difference).max() <= 16
    assert stored.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_photograph_keeps_its_colours():
    def noise():
        figure, axes = subplots(size=(2.0, 2.0))
        axes.imshow(np.random.default_rng(0).uniform(size=(200, 200, 3)))
        return figure

    stored = Image.open(io.BytesIO(Picture(noise(), alt="noise").png()))
    assert stored.mode == "RGB"
    assert (np.asarray(stored) == np.asarray(raster.draw_figure(noise()))).all()


def box(width, height, colour="#0072B2"):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">' + (
        f'<rect width="{width}" height="{height}" fill="{colour}"/></svg>'
    )


def test_panels_stand_side_by_side_in_one_still_picture():
    one, two = box(60, 20), box(30, 50, "#C04A00")
    pair = Picture([one, two], alt="two boxes")
    assert pair.panels == (one, two)
    assert pair.svg == one + two
    assert pair.size == (60 + 16 + 30, 50)
    image = Image.open(io.BytesIO(pair.png())).convert("RGB")
    assert image.size == (212, 100)
    blue, white, orange = (0, 114, 178), (255, 255, 255), (192, 74, 0)
    places = [(5, 5), (119, 39), (119, 41), (130, 5), (155, 99)]  # at twice the size
    assert [image.getpixel(place) for place in places] == [blue, blue, white, white, orange]


def test_one_svg_is_one_panel_and_a_figure_has_none():
    assert Picture(SVG, alt="a formula").panels == (SVG,)
    assert Picture(drawn(), alt="a line").panels == ()


def test_a_panel_fits_into_a_narrow_window():
    Picture([box(480, 9), box(480, 9)], alt="two boxes")
    with pytest.raises(ValueError, match="panels at most 480 pixels wide"):
        Picture([box(480, 9), box(481, 9)], alt="two boxes")
    Picture(box(760, 9), alt="one box is no panel")


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


def test_mimebundle_has_html_and_the_alt_text_and_no_second_copy():
    square = Picture(SVG, alt="a square")
    assert square.mimebundle() == {"text/html": square.html(), "text/plain": "a square"}
    assert square._repr_mimebundle_() == square.mimebundle()


@pytest.mark.parametrize("alt", ["", "  \n", None, 3])
def test_a_picture_demands_alt_text(alt):
    with pytest.raises(ValueError, match="alt must say what the picture shows; got"):
        Picture(SVG, alt=alt)
    with pytest.raises(ValueError, match="alt must say"):
        show(SVG, alt)


@pytest.mark.parametrize("source", [None, "a path.svg", b"<svg>", np.zeros(3), [], [SVG, 3], {"a": SVG}])
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


def heard(monkeypatch, *arguments, **more):
    shown = []
    monkeypatch.setattr(sound, "display", shown.append)
    assert play(*arguments, **more) is None
    (bundle,) = (one._repr_mimebundle_() for one in shown)
    return bundle


def test_a_sound_is_a_player_that_untrusted_notebooks_keep(monkeypatch):
    wave_form = np.array([0, 0.5, -0.5, 1, -1])
    bundle = heard(monkeypatch, wave_form, 4000, 'a "click" & more', caption="Listen <here>.")
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == 'a "click" & more'
    parsed = Tags(bundle["text/html"])
    assert [tag for tag, _ in parsed.tags] == ["figure", "audio", "figcaption"]
    player = parsed.tags[1][1]
    assert "controls" in player
    assert player["title"] == player["aria-label"] == bundle["text/plain"]
    assert parsed.words == 'Listen <here>. a "click" & more'
    stored = base64.b64decode(player["src"].removeprefix("data:audio/wav;base64,"))
    with wave.open(io.BytesIO(stored)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 4000, 5)
        samples = np.frombuffer(file.readframes(5), "<i2") / 32767
    np.testing.assert_allclose(samples, wave_form, atol=1 / 32767)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alt": " "}, "alt must say what is to be heard"),
        ({"rate": 8001}, "rate must be a whole number from 1 to 8000"),
        ({"rate": 0}, "rate must be"),
        ({"rate": 4000.0}, "rate must be"),
        ({"rate": True}, "rate must be"),
        ({"sound": np.zeros(6 * 4000 + 1)}, "at most 6 seconds at rate 4000"),
        ({"sound": np.zeros(0)}, "sound must be real numbers"),
        ({"sound": np.zeros((2, 5))}, r"float64 of shape \(2, 5\)"),
        ({"sound": np.zeros(3, complex)}, "sound must be real numbers"),
        ({"sound": np.array([0, 1.5])}, "sound must lie from -1 to 1"),
        ({"sound": np.array([0, np.nan])}, "sound must lie from -1 to 1"),
    ],
)
def test_a_sound_names_what_is_wrong(changes, message):
    with pytest.raises(ValueError, match=message):
        play(**{"sound": np.zeros(9), "rate": 4000, "alt": "silence"} | changes)


def test_the_slowest_and_the_fastest_rate_are_played(monkeypatch):
    for rate in (1, 8000):
        assert "<audio" in heard(monkeypatch, np.zeros(6), rate, "silence")["text/html"]


def test_a_sound_is_sanitised_for_nbval(monkeypatch):
    patterns = get_sanitize_patterns((Path(__file__).parent / "nbval.cfg").read_text(encoding="utf-8"))
    pages = [heard(monkeypatch, np.full(9, level), 4000, "a level")["text/html"] for level in (0.1, 0.2)]
    assert pages[0] != pages[1]
    for pattern, replacement in patterns:
        pages = [re.sub(pattern, replacement, page) for page in pages]
    assert pages[0] == pages[1]
    assert "a level" in pages[0]


@pytest.mark.parametrize("name", ["cividis", "viridis", "RdBu", "Greys"])
def test_ink_is_readable_on_every_colour_of_a_map(name):
    shades = [matplotlib.colors.to_hex(shade) for shade in matplotlib.colormaps[name](np.arange(256))]
    assert min(contrast(ink_on(shade), shade) for shade in shades) >= 4.5
    assert {ink_on(shade) for shade in shades} == {"#000000", "#FFFFFF"}


def test_tint_runs_from_white_to_the_colour():
    assert tint("hidden", 0) == "#FFFFFF"
    assert tint("hidden", 1) == COLOURS["hidden"]
    assert contrast(tint("hidden", 0.2), "#FFFFFF") < contrast(tint("hidden", 0.6), "#FFFFFF")


def test_figures_need_neither_widgets_nor_tensorflow():
    code = "import sys, course_utils.figures; print({'ipywidgets', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
