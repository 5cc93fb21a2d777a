"""Pictures and sounds: stored once, as all that an untrusted notebook shows, with words that say the same."""

from tools.rules.reading import images, tags

SHORTEST_ALT = 15


def figures_have_alt_text(lesson):
    """Every stored figure is an <img> with a useful alt text: all that an untrusted notebook shows."""
    problems = []
    for i, output in lesson.outputs:
        data = output.get("data", {})
        page = data.get("text/html", "")
        found = [problem for image in tags(page, "img") if (problem := alt_problem(image.get("alt")))]
        problems += [f"cell {i}: {problem}" for problem in found]
        if "image/svg+xml" in data or tags(page, "svg"):
            problems.append(
                f"cell {i} stores SVG, which an untrusted notebook hides; show it with figures.show"
            )
        elif any(mime.startswith("image/") for mime in data):
            problems.append(
                f"cell {i} stores an image outside a figure's <img alt=…>; show it once, with figures.show"
            )
    return problems


def sounds_play_untrusted(lesson):
    """Every stored sound is an <audio src="data:…"> with a caption, and its text stands beside it."""
    problems = []
    for i, output in lesson.outputs:
        data = output.get("data", {})
        page = data.get("text/html", "")
        for sound in tags(page, "audio"):
            if not sound.get("src", "").startswith("data:audio/wav;base64,"):
                problems.append(f"cell {i}: a sound without src stays mute; play it with figures.play")
            if not tags(page, "figcaption") or alt_problem(data.get("text/plain")):
                problems.append(f"cell {i}: a sound has no caption or no text that says what is heard")
    return problems


def markdown_images_have_alt_text(lesson):
    """Every image in a Markdown cell has a useful alt text."""
    return [f"cell {i}: {problem}" for i, cell in lesson.markdown for problem in image_problems(cell.source)]


def image_problems(source):
    """Return what is wrong with the alt texts of a Markdown text."""
    return [problem for image in images(source) if (problem := alt_problem(image.get("alt")))]


def alt_problem(alt):
    """Return what is wrong with an alt text, or None."""
    if not alt or not alt.strip():
        return "an image has no alt text"
    if len(alt.strip()) < SHORTEST_ALT or len(alt.split()) < 3:
        return f"the alt text {alt!r} is too short to say what to notice"
    return None
