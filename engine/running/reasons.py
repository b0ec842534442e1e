"""Why one clearance does not count (semantics 38): what is missing, what holds it up, who must act."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.case import Standing
from engine.civil import Days
from engine.model import PERSON, Machine, Window
from engine.running import blocking
from engine.running.validity import Clearance, needed_on, window_of
from engine.why_not import Reason


def reason(place: Any, track: Machine, answer: Clearance, day: Any, waits_on: str | None) -> Reason:
    """The reason as it is, whoever may read it. `waits_on`: whose turn it is in the track."""
    found = Reason(
        person=place.person_id if track.per == PERSON else None,
        track=track.name,
        answer=answer.answer or "unknown",
        last_day=answer.last_day if answer.answer == "lapsed" else None,
        first_day=answer.first_day if answer.answer == "too_early" else None,
        missing=tuple(_not_known(place, track, day)) if answer.answer == "unknown" else (),
        waits_on=waits_on,
        shown_as=track.shown_as,
    )
    holds = _holding_up(place, track)
    return _held(place, found, holds) if holds else found


def _held(place: Any, found: Reason, holds: tuple[str, ...]) -> Reason:
    """The same where holds stop what would make it count: whoever lifts the first of them must act."""
    lifts = place.shared.programme.holds[holds[0]].lifted_by[0]
    return replace(
        found, answer="held", holds=holds, waits_on=lifts, otherwise=found, last_day=None, first_day=None, missing=()
    )


def _holding_up(place: Any, track: Machine) -> tuple[str, ...]:
    """The holds that stop the next action of the track, the first of the state in which it stands."""
    standing: Standing | None = place.standing(track.name)
    state = track.states.get(standing.state) if standing and not standing.closed else None
    action = next((one for one in state.actions.values() if one.kind == "act"), None) if state else None
    if action is None:
        return ()
    shared, people = place.shared, (place.person_id,) if track.per == PERSON and place.person_id else ()
    found = blocking.blocking(shared.programme, shared.case, shared.inputs, track, action, people, None)
    return tuple(dict.fromkeys(hold.name for hold in found))


def _not_known(place: Any, track: Machine, day: Any) -> Iterator[str]:
    """The facts that are not known, or not to the day, on which an unknown answer hangs."""
    here = place.at_machine(track)
    if track.needed_if is not None and needed_on(here, track, day) is None:
        names = [name for _, name in sorted(track.needed_if.reads)]
    else:
        names = _counted_from(window_of(track, here.standing(track.name)))
    yield from (name for name in names if isinstance(here.any_fact(name), Days | None))


def _counted_from(window: Window | None) -> list[str]:
    return [name for name in (window.counts_from, window.before) if name] if window else []
