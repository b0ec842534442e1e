"""`no-effect`: whatever is written does something.

A key that the engine reads and that can change nothing where it stands is a thought that nobody finished: a case is
not asked to be clear, a track of the case has no person to outlive, a timer that only tells leads to nothing that a
letter in the post could keep from happening, a round that is due before the last one never comes.

PASS  reply: {after: 30 days, from: notice_dated, late_post: 5 days, to: out_denied}
FAIL  reply: {after: 30 days, from: notice_dated, late_post: 5 days, tells: clerk}
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from engine.civil import Office, Span, shifted
from engine.model import CASE, MEMBER, Action, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.sites import Sites

ID = "no-effect"
LEAVE_OUT = "Leave it out"
FROM_DAYS = (date(2001, 1, 1), date(2001, 2, 1))  # of a long and of a short month
_WEEKDAYS = Office("", "", ZoneInfo("UTC"), frozenset(range(5)), frozenset(), "")


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        yield from _of_actions(programme, machine, sites)
    yield from _of_timers(sites)
    for name in programme.case.states:
        yield from _clears(sites.state_block(CASE, name))
    for track in programme.tracks.values():
        yield from _outlives(track, sites)
        yield from _rounds(track, sites)


def _clears(state: Block) -> Iterator[Finding]:
    if "clears" in state:
        hint = "Put it into a state of a track, and name the track in a checklist"
        yield state.keys_at["clears"].finding(ID, "'clears' has no effect in a state of the case", hint)


# actions


def _of_actions(programme: Programme, machine: Machine, sites: Sites) -> Iterator[Finding]:
    leading = _leading(machine)
    for _, action, block in sites.actions(machine):
        yield from _waives(programme, block)
        yield from _private(machine, action, block)
        if action.overturns is not None and action.overturns not in leading:
            what = f"'{block['overturns']}' leads nowhere, so there is nothing to overturn"
            yield block.values_at["overturns"].finding(ID, what, "Name a timer with `to`")


def _waives(programme: Programme, block: Block) -> Iterator[Finding]:
    for name, place in block.row("waives").placed():
        tracks = (programme.tracks[one] for one in programme.checklists.get(name, (name,)))
        if not any(state.clears for track in tracks for state in track.states.values()):
            what = f"'{name}' has no state that clears, so there is nothing to waive"
            yield place.finding(ID, what, "Name a track that is asked to be clear")


def _private(machine: Machine, action: Action, block: Block) -> Iterator[Finding]:
    if action.may_be_private and machine.name != MEMBER:
        where = "here" if machine.name == CASE else f"in the track '{machine.name}'"
        what = f"'may_be_private' has no effect {where}: only how somebody leaves can be kept from the family"
        yield block.keys_at["may_be_private"].finding(ID, what, LEAVE_OUT)


# timers


def _of_timers(sites: Sites) -> Iterator[Finding]:
    for block in sites.resolved.blocks():
        for _, timer in block.blocks("timers"):
            if "late_post" in timer and "to" not in timer:
                what = "'late_post' is for a timer that leads somewhere, and this one only tells"
                yield timer.keys_at["late_post"].finding(ID, what, "Let it run so much longer")


def _leading(machine: Machine) -> frozenset[str]:
    """The names of the timers that move the machine."""
    every = (*machine.timers.values(), *(one for state in machine.states.values() for one in state.timers.values()))
    return frozenset(timer.name for timer in every if timer.to)


# tracks


def _outlives(track: Machine, sites: Sites) -> Iterator[Finding]:
    if track.outlives_person and track.per == CASE:
        found = sites.resolved.tracks[track.name].find("outlives_person")
        place = found[0].keys_at["outlives_person"] if found else sites.track(track.name)
        what = "'outlives_person' has no effect on a track of the case"
        yield place.finding(ID, what, "Leave it out, or write per: person")


def _rounds(track: Machine, sites: Sites) -> Iterator[Finding]:
    found = sites.resolved.tracks[track.name].find("repeats")
    if track.repeats is None or found is None:
        return
    places = [place for _, place in found[0].block("repeats").row("at").placed()]
    for (before, after), place in zip(pairwise(track.repeats.at), places[1:], strict=True):
        if not all(_day(start, before) < _day(start, after) for start in FROM_DAYS):
            what = f"The round after '{after}' would be due no later than the one before, after '{before}'"
            yield place.finding(ID, what, "Write the spans in rising order, each once")


def _day(start: date, span: Span) -> date:
    try:
        return shifted(start, span, office=_WEEKDAYS)
    except OverflowError:
        return date.max
