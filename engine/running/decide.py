"""One step, decided: the entries to record, or one refusal with everything that stands in the way. Pure.

No database, no clock, no input or output: the same programme, case, step, inputs and moment give the same answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.case import Case
from engine.entry import Entry
from engine.model import Action, Machine, Programme
from engine.running import derived
from engine.running.acting import carry_out, entering, weigh
from engine.running.asked import action_meant, asked_for
from engine.running.draft import CannotRest, Draft
from engine.running.instants import next_instant
from engine.running.links import looking_again
from engine.running.second_person import pend, second
from engine.running.settle import settle
from engine.running.view import CaseView
from engine.running.watching import Touched
from engine.step import Inputs, Step
from engine.why_not import Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one step comes to. Refused: nothing else is set. `failures`: expressions that could not be evaluated.

    `touched`: what the step touched (see `engine.running.watching`). `seen`: the case as it was seen last. `beside`:
    what it comes to in the other case, the one that a split opens or a merge ends.
    """

    entries: tuple[Entry, ...] = ()
    case: Case | None = None
    refused: tuple[Unmet, ...] = ()
    failures: tuple[str, ...] = ()
    touched: Touched = None
    seen: CaseView | None = field(default=None, compare=False, repr=False)
    beside: "Decision | None" = None


def decide(
    programme: Programme, case: Case, step: Step, inputs: Inputs, now: datetime, rested: bool = False
) -> Decision:
    """What follows when somebody asks for this step now (UTC): entries and the case after them, or a refusal.

    `rested`: it is known that nothing would follow by itself now, so that only what the step touches is asked.
    """
    draft = Draft(programme, case, inputs, now, rested=rested)
    found = action_meant(draft, step)
    if found is None:
        unknown = Unmet(code="not_in_this_state", kind="state", says=f"There is no action '{step.action}'")
        return Decision(refused=(unknown,))
    draft = looking_again(draft, found[1])
    draft.event = min(step.happened or now, now)
    return at_rest(draft, lambda: _take(draft, *found, step))


def let_time_pass(
    programme: Programme, case: Case, inputs: Inputs, now: datetime, recorded: datetime | None = None
) -> Decision:
    """Time as a step: what falls due at this instant, written then or at the moment of recording.

    Raises CannotRest on an author's cycle (an incident).
    """
    draft = Draft(programme, case, inputs, now, recorded)
    settle(draft)
    return _decision(draft)


def time_steps(
    programme: Programme,
    case: Case,
    inputs: Inputs,
    after: datetime,
    until: datetime,
    recorded: datetime | None = None,
) -> Iterator[tuple[datetime, Case, Decision]]:
    """The steps of time after an instant and through another, each at its own, with the case before it.

    Raises CannotRest on an author's cycle.
    """
    while (at := next_instant(programme, case, inputs, after)) is not None and at <= until:
        after, then = at, let_time_pass(programme, case, inputs, at, recorded)
        yield at, case, then
        case = then.case or case


def at_rest(draft: Draft, take: Callable[[], list[Unmet]]) -> Decision:
    """What somebody does, and all that follows until the case is at rest; or the refusal."""
    try:
        unmet = take()
        if not unmet:
            settle(draft)
            if draft.beside is not None:
                settle(draft.beside)
    except CannotRest as chain:
        unmet = [Unmet(code="cannot_rest", kind="author", says=f"The programme cannot come to rest: {chain}")]
    if unmet:
        return Decision(refused=tuple(dict.fromkeys(unmet)), failures=_failures(draft))
    return _decision(draft)


def _decision(draft: Draft) -> Decision:
    found = Decision(
        entries=tuple(draft.entries),
        case=draft.case,
        failures=_failures(draft),
        touched=draft.touched,
        seen=draft.last_view(),
    )
    return found if draft.beside is None else replace(found, beside=_decision(draft.beside))


def _failures(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{text}: {type(error).__name__}" for text, error in draft.failures))


def _take(draft: Draft, machine: Machine, action: Action, step: Step) -> list[Unmet]:
    """Put the step into the draft, or say all that is unmet."""
    if action.kind in ("verify", "countersign", "reject"):
        return second(draft, machine, action, step)
    asked = asked_for(draft, machine, action, step)
    if action.kind != "act":
        return derived.take(draft, asked)
    unmet, targets = weigh(draft, asked)
    if unmet or action.verified_by or action.countersigned_by:
        unmet += entering(draft, asked, targets)
        if not unmet:
            pend(draft, asked)
        return unmet
    return carry_out(draft, asked, targets)
