"""Explorer of lesson 03: build a batch of sentences, slice it, predict the shape."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.tensor import MOST_STEPS, SENTENCES, SLICES, VECTORS, draw_tensor, used_indices


def tensor_explorer():
    """Return an explorer of a batch of sentences as a block of N × T × D numbers.

    Its controls are those of `course_utils.figures.tensor.draw_tensor`. An index that the slice does not name
    cannot be moved. It starts with one word. The box for the prediction is empty at the start, and is
    emptied where another slice or another batch is asked for: a verdict on an old prediction says too much.

    Returns
    -------
    Explorer
        With controls ``sentences``, ``steps``, ``vectors``, ``padding``, ``part``, ``i``, ``t``, ``d`` and
        ``prediction``.

    Examples
    --------
    >>> explorer = tensor_explorer()
    >>> explorer.controls["part"].value = "X[i, t]"
    >>> explorer.controls["prediction"].value = "(4,)"
    >>> explorer.picture.data["verdict"]
    'right'
    """

    def choice(options, value, label):
        return widgets.Dropdown(
            options=list(options), value=value, description=label, layout={"width": "16em"}
        )

    def index(label, most):
        narrow = {"style": {"description_width": "2em"}, "layout": {"width": "7em"}}
        return widgets.BoundedIntText(0, 0, most, description=label, **narrow)

    controls = {
        "sentences": widgets.Textarea(
            SENTENCES, description="Sentences", rows=4, layout={"width": "28em", "height": "6.5em"}
        ),
        "steps": widgets.IntSlider(5, 1, MOST_STEPS, description="T (steps)"),
        "vectors": choice(VECTORS, "embedding", "A word is"),
        "padding": choice(("post", "pre"), "post", "Padding"),
        "part": choice(SLICES, "X[i, t]", "Slice"),
        "i": index("i", 3),
        "t": index("t", MOST_STEPS - 1),
        "d": index("d", 8),
        "prediction": widgets.Text(
            "", description="Its shape?", placeholder="such as (2, 3)", layout={"width": "20em"}
        ),
    }
    controls["t"].value = 1

    def free_what_the_slice_names(change=None):
        for name in "itd":
            controls[name].disabled = name not in used_indices(controls["part"].value)

    controls["part"].observe(free_what_the_slice_names, "value")
    free_what_the_slice_names()

    def forget_the_prediction(change):
        controls["prediction"].value = ""

    for name in ("sentences", "steps", "vectors", "part"):
        controls[name].observe(forget_the_prediction, "value")
    rows = [
        [controls["sentences"]],
        [controls[name] for name in ("steps", "vectors", "padding")],
        [controls[name] for name in ("part", "i", "t", "d")],
        [controls["prediction"]],
    ]
    return Explorer(draw_tensor, controls, rows)
