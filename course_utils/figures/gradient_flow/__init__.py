"""How far a nudge reaches: norms along a sentence on a log scale, and the sentence coloured by influence."""

from course_utils.figures.gradient_flow.chain import chain_of_steps
from course_utils.figures.gradient_flow.curves import norm_curves
from course_utils.figures.gradient_flow.influence import STRONGEST, influence_on_text
from course_utils.figures.gradient_flow.picture import MOST_WORDS, SEEDS, gradient_flow
from course_utils.figures.gradient_flow.plot import HIGH, LOW
from course_utils.figures.gradient_flow.scale import depths, judged, power

__all__ = [
    "HIGH",
    "LOW",
    "MOST_WORDS",
    "SEEDS",
    "STRONGEST",
    "chain_of_steps",
    "depths",
    "gradient_flow",
    "influence_on_text",
    "judged",
    "norm_curves",
    "power",
]
