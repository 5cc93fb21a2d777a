"""Choose a kind of network and its lengths; see its graph, its shapes and the systems that have it."""

import ipywidgets as widgets

from course_utils.explorers.base import Explorer
from course_utils.figures.sequence_types import KINDS, LONGEST, allowed_lengths, sequence_types_picture


def sequence_types_explorer():
    """Return the explorer of lesson 01: five kinds of network, each with T_x inputs and T_y outputs.

    Its controls are ``kind`` (one of five names) and ``t_in`` and ``t_out`` (1 to 6). A length that a kind
    fixes cannot be moved, and the picture does not depend on it. Raises nothing.

    >>> explorer = sequence_types_explorer()
    >>> explorer.controls["kind"].value = "many-to-one"
    >>> explorer.picture.data["layers"][-1]
    ('Dense(10)', (32, 10))
    """
    style = {"style": {"description_width": "initial"}}
    kind = widgets.Dropdown(options=KINDS, value=KINDS[-1], description="Kind", **style)
    t_in = widgets.IntSlider(4, 1, LONGEST, description="Inputs, T_x", **style)
    t_out = widgets.IntSlider(3, 1, LONGEST, description="Outputs, T_y", **style)

    def free_only_what_matters(_=None):
        def depends_on(**longer):
            return allowed_lengths(kind.value, **{"t_in": 1, "t_out": 1} | longer) != (1, 1)

        t_in.disabled = not depends_on(t_in=2)
        t_out.disabled = not depends_on(t_out=2)

    kind.observe(free_only_what_matters, "value")
    free_only_what_matters()
    controls = {"kind": kind, "t_in": t_in, "t_out": t_out}
    return Explorer(sequence_types_picture, controls, rows=[[kind], [t_in, t_out]])
