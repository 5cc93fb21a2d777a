"""What every lesson must be, as small functions: each takes a Lesson and returns its problems, one text each.

tests/test_rules.py applies them to all lessons, and feeds each a small notebook that must fail it.
Nothing is executed here but a break (`breaks.made`): rules read what is stored.
"""

from tools.rules import (
    breaks,
    code,
    comparisons,
    coverage,
    folded,
    form,
    links,
    minutes,
    pictures,
    quizzes,
    stored,
    turns,
)
from tools.rules.exemptions import is_rewritten
from tools.rules.lesson import Lesson

__all__ = ["FORM", "OLD_FORM", "RULES", "Lesson", "problems", "rules_of"]

RULES = [
    stored.in_normal_form,
    stored.executed,
    stored.no_errors_and_no_stderr,
    stored.nothing_that_varies,
    stored.compared_by_nbval,
    stored.ignored_outputs_are_of_these_sources,
    stored.small_enough,
    pictures.figures_have_alt_text,
    pictures.markdown_images_have_alt_text,
    form.has_its_parts,
    code.cells_are_short,
    code.keras_but_no_tensorflow,
    code.keras_comes_quietly,
    code.starts_in_a_second,
    comparisons.comparisons_are_used,
    quizzes.quizzes_exist,
    quizzes.quizzes_show_their_questions,
    quizzes.answers_are_not_given_away,
    quizzes.explorers_are_tagged,
    links.links_resolve,
    turns.turns_are_whole,
    breaks.breaks_can_be_made,
    coverage.teaches_its_concepts,
]
# Asked of every lesson that is not in NOT_YET_REWRITTEN.
FORM = [
    minutes.core_is_an_honest_hour,
    form.gives_enough_to_do_and_to_see,
    form.every_section_shows_something,
    form.ends_well,
    form.collapsed_sections_come_last,
    form.no_slide_talk,
    pictures.sounds_play_untrusted,
    folded.folded_cells_say_what_unfolds,
    folded.proofs_claim,
    folded.nothing_visible_needs_a_folded_cell,
    folded.visible_cells_show_something,
    comparisons.comparisons_say_how_close,
    quizzes.each_question_is_asked_once,
    quizzes.quizzes_are_decided,
    quizzes.quizzes_agree_with_their_cells,
    coverage.concepts_are_asserted,
    coverage.appendix_decides_errata,
]
# Asked of those in the list, in place of FORM.
OLD_FORM = [coverage.errata_are_decided]


def rules_of(lesson):
    """Return the rules that a lesson must keep."""
    return RULES + (FORM if is_rewritten(lesson) else OLD_FORM)


def problems(lesson, rules=None):
    """Return every problem of a lesson, (rule's name, text) each; without rules: those that it must keep."""
    rules = rules_of(lesson) if rules is None else rules
    return [(rule.__name__, problem) for rule in rules for problem in rule(lesson)]
