"""`never-answered`: what must be known for a requirement to be met, or for an automatic to move, can be known there.

A requirement that reads a fact which nobody asks before, or which a state on the way has forgotten, is never met: the
case waits for ever, and nobody is told for what. An action with `open_from` opens only when the day that it hangs on
was said before.

PASS  waiting: {actions: {book: {ask: [travel_date], requires: {ahead: {check: travel_date > today, …}}, to: booked}}}
FAIL  waiting: {forgets: [travel_date], automatically: [{when: travel_date > today, to: booked}]}
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.expressions import Expression
from engine.model import CASE, LINK, STAY, Action, Machine, Programme, State
from engine.reading.finding import Finding
from engine.reading.graph import Edge, answered, offered
from engine.reading.place import Block, Place
from engine.reading.sites import Sites
from engine.reading.truth import needed

ID = "never-answered"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    known = _Known(programme, sites)
    for machine in programme.machines():
        if machine.opens_when:
            yield from _told(known.anywhere, machine.name, machine.opens_when, _opens_at(machine, sites))
        for state in machine.states.values():
            yield from _of_state(known, machine, state, sites.state_block(machine.name, state.name))
        for state, action, block in sites.actions(machine):
            yield from _of_action(known, machine, state, action, block)


def _opens_at(machine: Machine, sites: Sites) -> Place:
    block, _ = sites.resolved.tracks[machine.name].find("opens_when") or (Block(sites.track(machine.name)), False)
    return block.values_at.get("opens_when", block.place)


def _of_state(known: "_Known", machine: Machine, state: State, block: Block) -> Iterator[Finding]:
    entering, inside = known.entering(machine, state.name), known.inside(machine, state.name)
    for one in state.only_while:
        place = block.block("only_while").block(one.name).values_at["check"]
        yield from _told(entering, state.name, one.check, place)
    for move, arm in zip(state.automatically, block.row("automatically"), strict=True):
        if move.when:
            yield from _told(inside, state.name, move.when, arm.values_at["when"])


def _of_action(
    known: "_Known", machine: Machine, state: State | None, action: Action, block: Block
) -> Iterator[Finding]:
    where = [state.name] if state else action.offered_in or machine.states
    there = frozenset().union(*(known.inside(machine, name) for name in where if name in machine.states))
    if not any(name in machine.states for name in where):
        return
    for key, found in (("requires", action.requires), ("requires_each", action.requires_each)):
        for one in found:
            place = block.block(key).block(one.name).values_at["check"]
            yield from _told(there | answered(action), action.name, one.check, place)
    yield from _opens(there, action, block.block("open_from"))


def _opens(known: frozenset[str], action: Action, block: Block) -> Iterator[Finding]:
    """The day of the event is asked before the action, whose own answers come too late to open it."""
    if action.open_from is not None and action.open_from.of not in known:
        message = f"'{_bare(action.name)}' is possible from a day before '{block['of']}', which nobody has said by then"
        yield block.values_at["of"].finding(ID, message, f"Ask {block['of']} before")


def _told(known: frozenset[str], who: str, asked: Expression, place: Place) -> Iterator[Finding]:
    for fact in sorted(needed(asked) - known):
        message = f"'{_bare(who)}' requires '{_bare(fact)}', and nobody can have answered it"
        yield place.finding(ID, message, f"Ask {_bare(fact)} before, or here")


def _bare(name: str) -> str:
    return name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class _Standing:
    """The facts that may be known when a state is entered, and during the visit."""

    entering: frozenset[str]
    inside: frozenset[str]


class _Known:
    """Which facts may be known where: in the state of one machine, whatever the others have done."""

    def __init__(self, programme: Programme, sites: Sites):
        self.programme, self.sites = programme, sites
        self.brought = _brought(programme)
        self.filled = {machine.name: _fills(machine) for machine in programme.machines()}
        self.anywhere = self.brought.union(*self.filled.values())
        self.standing = {machine.name: self._standing(machine) for machine in programme.machines()}

    def entering(self, machine: Machine, state: str) -> frozenset[str]:
        return self.standing[machine.name][state].entering

    def inside(self, machine: Machine, state: str) -> frozenset[str]:
        return self.standing[machine.name][state].inside

    def _standing(self, machine: Machine) -> dict[str, _Standing]:
        """Facts that others fill may be known at any time; of the machine's own it is followed from state to state."""
        others = frozenset().union(*(one for name, one in self.filled.items() if name != machine.name))
        facts = self.programme.facts.items()
        fixed = frozenset(name for name, fact in facts if fact.default is not None or fact.owner == LINK)
        always, ways = others | fixed, self.sites.ways[machine.name]
        asked = {name: _asked_inside(machine, name) for name in machine.states}
        starts = self.programme.starts_in if machine.name == CASE else (machine.initial,)
        entering = {name: always | self.brought if name in starts else frozenset[str]() for name in machine.states}
        return {
            name: _Standing(found, found | asked[name])
            for name, found in _spread(machine, entering, asked, ways, always).items()
        }


def _spread(
    machine: Machine,
    entering: dict[str, frozenset[str]],
    asked: dict[str, frozenset[str]],
    ways: Sequence[Edge],
    always: frozenset[str],
) -> dict[str, frozenset[str]]:
    """What may be known on entering each state, carried along every way until nothing is added any more."""
    leading: dict[str, list[Edge]] = {}
    for edge in ways:
        leading.setdefault(edge.origin, []).append(edge)
    row = [name for name, known in entering.items() if known] or list(entering)
    while row:
        here = row.pop()
        inside = entering.get(here, frozenset()) | asked.get(here, frozenset())
        for edge in (edge for edge in leading.get(here, ()) if edge.target in machine.states):
            kept = inside - frozenset(machine.states[edge.target].forgets)
            then = entering[edge.target] | kept | edge.may_fill | edge.fills | always
            if then != entering[edge.target]:
                entering[edge.target] = then
                row.append(edge.target)
    return entering


def _brought(programme: Programme) -> frozenset[str]:
    """What the opening may bring: what it asks, or, where it does not say, everything but the facts of tracks."""
    asked = programme.opening.asks
    named = [ask.fact.name for ask in asked] or [name for name, fact in programme.facts.items() if fact.track is None]
    return frozenset(named)


def _asked_inside(machine: Machine, state: str) -> frozenset[str]:
    stays = [one for one in offered(machine, state) if any(move.to == STAY for move in one.to)]
    told = [name for timer in machine.states[state].timers.values() for name, _ in timer.sets]
    return frozenset(told).union(*(answered(one) for one in stays))


def _fills(machine: Machine) -> frozenset[str]:
    """Every fact that the machine may give a value in any of its states."""
    timers = [*machine.timers.values(), *(one for state in machine.states.values() for one in state.timers.values())]
    told = [name for timer in timers for name, _ in timer.sets]
    return frozenset(told).union(*(answered(one) for one in machine.every_action()), *_of_states(machine))


def _of_states(machine: Machine) -> Iterator[frozenset[str]]:
    yield from (answered(action) for state in machine.states.values() for action in state.actions.values())
