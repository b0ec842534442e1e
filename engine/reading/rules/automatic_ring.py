"""`automatic-ring`: what moves by itself comes to rest.

Inside one machine a ring of `automatically` alone, or of `only_while` alone, could turn for ever, and the step would
fail; there and back is written with one of each. Between machines a ring of `when` is refused, in which each waits for
the other to move first: a `when` one way and an `only_while` the other way is sound, and so is `only_while` both ways
(a child's consent reads the guardian's). `opens_when` and `used_up_by` make no ring, since they never lead back.

PASS  a: {automatically: [{when: x, to: b}]}   b: {only_while: {x_holds: {check: x, says: No x, to: a}}}
FAIL  a: {automatically: [{when: x, to: b}]}   b: {automatically: [{when: not x, to: a}]}
FAIL  case: {automatically: [{when: everyone(consent.at("given")), …}]}   consent: {… [{when: case.at("open"), …}]}
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.model import Machine, Programme
from engine.reading.finding import Finding
from engine.reading.graph import AUTOMATIC, ONLY_WHILE, Edge, reached
from engine.reading.place import Place
from engine.reading.sites import Sites
from engine.reading.waiting import machines_asked

ID = "automatic-ring"
MOST_STEPS = 10_000


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        ways = sites.ways[machine.name]
        yield from _automatic(machine, [edge for edge in ways if edge.cause == AUTOMATIC], sites)
        yield from _only_while(machine, [edge for edge in ways if edge.cause == ONLY_WHILE], sites)
    yield from _between(programme, sites)


def _automatic(machine: Machine, ring: list[Edge], sites: Sites) -> Iterator[Finding]:
    for name in machine.states:
        following = {edge.target for edge in ring if edge.origin == name}
        back = sorted(one for one in following if name in reached([one], ring))
        if back:
            block = sites.state_block(machine.name, name)
            message = f"Automatic moves lead from '{name}' to '{back[0]}' and back again"
            hint = "Write one of the two ways as an only_while"
            yield sites.key(block, "automatically").finding(ID, message, hint)


def _only_while(machine: Machine, ring: list[Edge], sites: Sites) -> Iterator[Finding]:
    for edge in ring:
        if edge.origin in reached([edge.target], ring):
            block = sites.state_block(machine.name, edge.origin).block("only_while").block(edge.name)
            message = f"'{edge.origin}' and '{edge.target}' lead to each other by only_while alone"
            hint = "Write one of the two ways as an automatic: while nothing is known both would be left"
            yield block.values_at["to"].finding(ID, message, hint)


# between machines


@dataclass(frozen=True, slots=True)
class _Asking:
    """Whom each machine asks: by a `when` (with the places of those), and by an `only_while`."""

    when: dict[str, dict[str, list[Place]]] = field(default_factory=dict)
    only_while: dict[str, set[str]] = field(default_factory=dict)

    def of(self, machine: str) -> Iterator[tuple[str, int]]:
        """Each machine asked, and 1 where it is asked by a `when`."""
        yield from ((name, 1) for name in self.when[machine])
        yield from ((name, 0) for name in sorted(self.only_while[machine] - self.when[machine].keys()))


def _between(programme: Programme, sites: Sites) -> Iterator[Finding]:
    asking = _asking(programme, sites)
    for machine, asked in asking.when.items():
        for other, places in asked.items():
            ring = _ring(asking, machine, other)
            if ring:
                hint = "Write one of the two as an only_while, or let an action move it"
                yield from (place.finding(ID, _words(ring), hint) for place in places)


def _asking(programme: Programme, sites: Sites) -> _Asking:
    found = _Asking()
    for machine in programme.machines():
        when = found.when.setdefault(machine.name, {})
        checks = [one.check.node for state in machine.states.values() for one in state.only_while]
        found.only_while[machine.name] = {
            name for node in checks for name in machines_asked(programme, machine.name, node) if name in sites.ways
        }
        for state in machine.states.values():
            arms = sites.state_block(machine.name, state.name).row("automatically")
            for move, arm in zip(state.automatically, arms, strict=True):
                for name in machines_asked(programme, machine.name, move.when.node) if move.when else ():
                    if name in sites.ways:
                        when.setdefault(name, []).append(arm.values_at["when"])
    return found


def _ring(asking: _Asking, machine: str, other: str) -> tuple[str, ...]:
    """A ring through this `when` with a second `when` in it, each machine once; nothing where there is none."""
    if machine == other:
        return (machine,)
    row: list[tuple[tuple[str, ...], int]] = [((machine, other), 0)]
    for _ in range(MOST_STEPS):
        if not row:
            return ()
        path, whens = row.pop(0)
        for name, by_when in asking.of(path[-1]):
            if name == machine and whens + by_when:
                return path
            if name not in path:
                row.append(((*path, name), whens + by_when))
    return ()


def _words(ring: tuple[str, ...]) -> str:
    if len(ring) == 1:
        return f"'{ring[0]}' of one person waits for '{ring[0]}' of another"
    names = [f"'{name}'" for name in ring]
    return f"{', '.join(names[:-1])} and {names[-1]} wait for each other"
