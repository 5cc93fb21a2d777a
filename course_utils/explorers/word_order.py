"""Explorer of lesson 02: edit two sentences, see their numbers, and what can tell them apart."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.word_order import REPRESENTATIONS, word_order

EXAMPLES = {
    "who bites whom": ("dog bites man", "man bites dog"),
    "what “not” stands before": ("the soup was not bland but tasty", "the soup was not tasty but bland"),
    "start and end": (
        "the soup was bland at the start but it was tasty at the end",
        "the soup was tasty at the start but it was bland at the end",
    ),
    "not good, not bad": ("this is not a good movie", "this is not a bad movie"),
    "one word more": ("god is great", "god is very great"),
}

OWN = "your own sentences"


def word_order_explorer(first="dog bites man", second="man bites dog"):
    """Return an explorer of two sentences, five representations, and which of them sees the order.

    Parameters
    ----------
    first, second : str
        The sentences at the start; 14 tokens of each are read.

    Returns
    -------
    Explorer
        With controls ``first``, ``second`` and ``representation`` (a name of
        `course_utils.figures.word_order.REPRESENTATIONS`).

    Raises
    ------
    ValueError
        If a sentence is not text.

    Examples
    --------
    >>> explorer = word_order_explorer()
    >>> explorer.controls["second"].value = "man bites cat"
    >>> explorer.picture.data["apart"]["counts"]
    True
    """
    for name, sentence in (("first", first), ("second", second)):
        if not isinstance(sentence, str):
            raise ValueError(f"{name} must be text; got {sentence!r}")
    wide = {"style": {"description_width": "7em"}, "layout": {"width": "700px"}}
    half = wide | {"layout": {"width": "346px"}}
    controls = {
        "first": widgets.Text(first, description="Sentence 1", **wide),
        "second": widgets.Text(second, description="Sentence 2", **wide),
        "representation": widgets.Dropdown(
            options=list(REPRESENTATIONS), value="counts", description="Show", **half
        ),
    }
    texts = controls["first"], controls["second"]
    example = widgets.Dropdown(
        options=[*EXAMPLES.items(), (OWN, ())], value=(), description="Example", **half
    )

    def name_what_stands_there(change=None):
        pair = tuple(text.value for text in texts)
        example.value = pair if pair in EXAMPLES.values() else ()

    def fill_in(change):
        if change.new:
            # Both at once: one sentence alone would be another example, or none.
            with texts[0].hold_trait_notifications(), texts[1].hold_trait_notifications():
                texts[0].value, texts[1].value = change.new

    name_what_stands_there()
    for text in texts:
        text.observe(name_what_stands_there, "value")
    example.observe(fill_in, "value")
    rows = [[texts[0]], [texts[1]], [example, controls["representation"]]]
    return Explorer(word_order, controls, rows)
