"""`unasked`: a fact that no action, timer or opening ever asks or sets stays empty for good (warning).

A programme without an `opening` takes whatever is brought when a case is opened, so only facts of tracks are told.

PASS  facts: {case: {travel_date: date}}   actions: {book: {ask: [travel_date], to: booked}}
FAIL  facts: {case: {travel_date: date}}   and nothing asks it
"""

from collections.abc import Iterator

from engine.model import FILE_AGREES, LINK, Machine, Programme
from engine.reading.finding import WARNING, Finding
from engine.reading.sites import Sites

ID = "unasked"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    brought_at_opening = not programme.opening.asks
    filled = answered(programme) | {FILE_AGREES}
    for name, fact in programme.facts.items():
        if fact.owner == LINK:
            continue
        if name not in filled and fact.default is None and not (brought_at_opening and fact.track is None):
            yield sites.fact(name).finding(
                ID, f"Nothing ever asks or sets '{name}'", "Ask it in an action, or take it out", WARNING
            )


def answered(programme: Programme) -> frozenset[str]:
    """The facts that an opening, an action or a timer asks or sets, or a round."""
    of_machines = (name for one in programme.machines() for name in _filled(one))
    return frozenset(ask.fact.name for ask in programme.opening.asks).union(of_machines)


def _filled(machine: Machine) -> Iterator[str]:
    if machine.repeats:
        yield machine.repeats.day
    for action in machine.every_action():
        yield from (ask.fact.name for ask in action.asks)
        yield from (name for name, _ in (*action.sets, *action.sets_each))
    for timers in (machine.timers, *(state.timers for state in machine.states.values())):
        yield from (name for timer in timers.values() for name, _ in timer.sets)
