"""What a programme must keep to beyond names and types: one file a rule, in tiers.

A tier runs only when the tiers before found nothing wrong; inside a tier everything is told at once.
"""

from collections.abc import Callable, Iterator

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.graph import edges
from engine.reading.possible import Steps
from engine.reading.resolve import Resolved
from engine.reading.rules import (
    answered_before,
    automatic_ring,
    automatics_apart,
    can_be_done,
    case_operation,
    checklist_asked_for_the_day,
    clearance_can_be_had,
    clearance_in_checklist,
    date_is_fresh,
    dead_end,
    file_agrees,
    hold_leaves_a_way,
    hold_over_whom,
    kept_apart,
    kept_from_linked,
    late_post,
    leaving_is_always_possible,
    link_ring,
    move_tells,
    newcomer_can_be_clear,
    no_effect,
    offered_somewhere,
    order_decides,
    other_needs_note,
    outcome_fits,
    reachable,
    role_used,
    score_tells,
    second_person,
    secret_has_words,
    somebody_left,
    split_goes_on,
    timer_shape,
    unasked_fact,
    used_once,
    verified_decision,
    window_of_its_own,
)
from engine.reading.sites import Sites

Rule = Callable[[Programme, Sites], Iterator[Finding]]

BEFORE_NAMES = (used_once.check, timer_shape.check)
TIERS: tuple[tuple[Rule, ...], ...] = (
    (outcome_fits.check, case_operation.check, somebody_left.check, hold_over_whom.check, no_effect.check),
    (reachable.check, dead_end.check, leaving_is_always_possible.check, hold_leaves_a_way.check),
    (date_is_fresh.check, answered_before.check, window_of_its_own.check, late_post.check),
    (automatic_ring.check, automatics_apart.check, link_ring.check),
    (
        clearance_in_checklist.check,
        checklist_asked_for_the_day.check,
        clearance_can_be_had.check,
        newcomer_can_be_clear.check,
        split_goes_on.check,
    ),
    (
        role_used.check,
        order_decides.check,
        offered_somewhere.check,
        can_be_done.check,
        kept_apart.check,
        second_person.check,
        verified_decision.check,
        other_needs_note.check,
        secret_has_words.check,
        move_tells.check,
        score_tells.check,
        kept_from_linked.check,
        file_agrees.check,
        unasked_fact.check,
    ),
)


def before_names(resolved: Resolved) -> list[Finding]:
    """What is asked of a resolved text before its names are looked up."""
    return [finding for rule in BEFORE_NAMES for finding in rule(resolved)]


def check(programme: Programme, resolved: Resolved) -> list[Finding]:
    """The findings of the first tier that has an error, and every warning up to there."""
    ways = {machine.name: edges(programme, machine) for machine in programme.machines()}
    steps, found = Steps.of(programme), list[Finding]()
    sites = Sites(resolved, ways, steps, steps.from_the_beginning())
    for tier in TIERS:
        found += [finding for rule in tier for finding in rule(programme, sites)]
        if any(finding.is_error for finding in found):
            break
    return found
