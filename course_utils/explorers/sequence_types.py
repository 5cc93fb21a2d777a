"""Choose a kind of network and its lengths; see its graph, its shapes and the systems that have it."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.sequence_types import (
    KINDS,
    LONGEST,
    allowed_lengths,
    free_lengths,
    sequence_types_picture,
)


def sequence_types_explorer():
    """Return the explorer of lesson 01: five kinds of network, each with T_x inputs and T_y outputs.

    Its controls are ``kind`` (one of five names) and ``t_in`` and ``t_out`` (1 to 6). A length that a kind
    fixes cannot be moved and shows the value in force; the one chosen before comes back with a kind that
    leaves it free.

    Examples
    --------
    >>> explorer = sequence_types_explorer()
    >>> explorer.controls["kind"].value = "many-to-one"
    >>> explorer.controls["t_out"].disabled, explorer.controls["t_out"].value
    (True, 1)
    >>> explorer.picture.data["layers"][-1]
    ('Dense(10)', (32, 10))
    """
    style = {"style": {"description_width": "initial"}}
    kind = widgets.Dropdown(options=KINDS, value=KINDS[3], description="Kind", **style)
    t_in = widgets.IntSlider(4, 1, LONGEST, description="Inputs, T_x", **style)
    t_out = widgets.IntSlider(3, 1, LONGEST, description="Outputs, T_y", **style)
    lengths = {"t_in": t_in, "t_out": t_out}
    wanted = {name: slider.value for name, slider in lengths.items()}

    def remember(change):
        if not change.owner.disabled:
            wanted["t_in" if change.owner is t_in else "t_out"] = change.new

    def show_what_is_in_force(change=None):
        for slider, free in zip(lengths.values(), free_lengths(kind.value), strict=True):
            slider.disabled = not free
        for slider, value in zip(lengths.values(), allowed_lengths(kind.value, **wanted), strict=True):
            slider.value = value

    # The sliders move first, so that the explorer never draws a length that is not in force.
    for slider in lengths.values():
        slider.observe(remember, "value")
    for control in (kind, *lengths.values()):
        control.observe(show_what_is_in_force, "value")
    show_what_is_in_force()
    return Explorer(sequence_types_picture, {"kind": kind} | lengths, rows=[[kind], [t_in, t_out]])
