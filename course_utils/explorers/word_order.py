"""Explorer of lesson 02: two sentences fall into two bags, word by word; what can tell them apart?"""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer, player
from course_utils.figures.word_order import MOST_WORDS, REPRESENTATIONS, word_order
from course_utils.text import tokenize

EXAMPLES = {
    "who bites whom": ("dog bites man", "man bites dog"),
    "what “not” stands before": ("the soup was not bland but tasty", "the soup was not tasty but bland"),
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
        With controls ``first``, ``second``, ``read`` (how many words have fallen, from 1) and
        ``representation`` (a name of `course_utils.figures.word_order.REPRESENTATIONS`).

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
    wide = {"style": {"description_width": "6em"}, "layout": {"width": "456px"}}
    half = wide | {"layout": {"width": "320px"}}
    controls = {
        "first": widgets.Text(first, description="Sentence 1", **wide),
        "second": widgets.Text(second, description="Sentence 2", **wide),
        "representation": widgets.Dropdown(
            options=list(REPRESENTATIONS), value="counts", description="Show", **half
        ),
        "read": widgets.IntSlider(1, 1, 1, description="Words read", **half),
    }
    texts, read = (controls["first"], controls["second"]), controls["read"]
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

    def read_all(change=None):
        read.max = max(1, *(min(len(tokenize(text.value)), MOST_WORDS) for text in texts))
        read.value = read.max

    name_what_stands_there()
    read_all()
    for text in texts:
        text.observe(name_what_stands_there, "value")
        text.observe(read_all, "value")
    example.observe(fill_in, "value")
    rows = [[*texts], [example, controls["representation"]], [read, player(read, interval=900)]]
    return Explorer(word_order, controls, rows)
