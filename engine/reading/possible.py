"""How far the machines of a programme can come together: a track that opens when the case is booked waits for that.

Everything that hangs on answers, days or holds may turn out well; only what hangs on where machines stand is asked. So
what cannot be come to here can be come to by nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import CASE, MEMBER, PERSON, STAY, Action, Machine, Move, Programme, Timer


@dataclass(frozen=True, slots=True)
class _Step:
    """One move that may be made, where its guards can be true, and there what the target asks; or only a waiver."""

    machine: str
    origin: str
    target: str
    guards: tuple[Expression, ...] = ()
    admits: tuple[Expression, ...] = ()
    case_in: frozenset[str] | None = None
    waives: tuple[str, ...] = ()
    gives_up: bool = False  # by what is offered in every open state, or as nobody is left


@dataclass(frozen=True, slots=True)
class Steps:
    """Every move of a programme with its guards, to be followed from several beginnings."""

    programme: Programme
    moves: tuple[_Step, ...]

    @classmethod
    def of(cls, programme: Programme) -> "Steps":
        found = (one for machine in programme.machines() for one in _of_machine(programme, machine))
        return cls(programme, tuple(_each_once(found)))

    def from_the_beginning(self) -> "Possible":
        starts = {CASE: {*self.programme.starts_in, *_of_splits(self.programme)}}
        return self._followed(Possible(self.programme, _begun(self.programme, starts)))

    def of_a_newcomer(self, state: str, others: "Possible", closed: frozenset[str]) -> "Possible":
        """How far somebody can come who is added in a state of the case, where some tracks are closed for good.

        The case's own tracks are as far as they can be.
        """
        shared = {name: set(others.reached[name]) for name, one in self.programme.tracks.items() if one.per != PERSON}
        past = {CASE: frozenset(others.before(self, state))}
        begun = _begun(self.programme, {**shared, CASE: {state}})
        return self._followed(Possible(self.programme, begun, past=past, closed=closed, newcomer=True))

    def as_split_off(self, into: str, kept: frozenset[str], past: frozenset[str], others: "Possible") -> "Possible":
        """Who begins anew in a state of the case, before anything has moved: with a standing, a waiver and the kept
        tracks as far as they can have come. `past`: the states of the case in which they may have been."""
        member = self.programme.tracks[MEMBER]
        along = {name: set(others.reached[name]) for name in kept}
        begun = _begun(self.programme, {**along, MEMBER: others.reached[MEMBER] & member.states.keys(), CASE: {into}})
        closed = self.programme.case.states[into].closes
        return Possible(self.programme, begun, past={CASE: past}, closed=closed, waived=set(others.waived))

    def without_giving_up(self, found: "Possible") -> "Possible":
        """How far they come from there, if nobody just closes the case or leaves it."""
        return self._followed(found, [one for one in self.moves if not one.gives_up])

    def _followed(self, found: "Possible", moves: Iterable[_Step] | None = None) -> "Possible":
        waiting, moved = list(self.moves if moves is None else moves), True
        while moved:
            still = [one for one in waiting if not found.take(one)]
            opened = found.open_tracks()
            moved, waiting = opened or len(still) < len(waiting), still
        return found


def _of_splits(programme: Programme) -> Iterator[str]:
    """The states in which a case begins that a split opens."""
    yield from (one.does.into for one in programme.case.every_action() if one.does and one.does.into)


def _begun(programme: Programme, starts: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {machine.name: set(starts.get(machine.name, ())) for machine in programme.machines()}


@dataclass(frozen=True, slots=True)
class Possible:
    """The states that each machine can be in. `past`: states in which a machine may have stood before.

    `newcomer`: there may be others in the case, of whom anything may be true.
    """

    programme: Programme
    reached: dict[str, set[str]]
    past: Mapping[str, frozenset[str]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    newcomer: bool = False
    waived: set[str] = field(default_factory=set)

    def before(self, steps: Steps, state: str) -> Iterator[str]:
        """The states of the case from which this one can be come to."""
        leading: dict[str, set[str]] = {}
        for one in steps.moves:
            if one.machine == CASE and one.origin in self.reached[CASE]:
                leading.setdefault(one.target, set()).add(one.origin)
        row, seen = [state], {state}
        while row:
            for origin in leading.get(row.pop(), set()) - seen:
                seen.add(origin)
                row.append(origin)
                yield origin

    def take(self, step: _Step) -> bool:
        """Makes the move if it can be made, or tells that it cannot be made yet."""
        there = self.reached[step.machine]
        if step.origin not in there or not self.case_is_in(step.case_in):
            return False
        if not all(self.may(one, step.machine, step.origin) for one in step.guards):
            return False
        if not all(self.may(one, step.machine, step.target) for one in step.admits):
            return False
        there.add(step.target)
        self.waived.update(step.waives)
        return True

    def case_is_in(self, states: frozenset[str] | None) -> bool:
        return states is None or not states.isdisjoint(self.reached[CASE])

    def open_tracks(self) -> bool:
        """Opens what can be opened; whether there was any."""
        shut = [
            one for one in self.programme.tracks.values() if not self.reached[one.name] and one.name not in self.closed
        ]
        opened = [one for one in shut if one.opens_when is None or self.may(one.opens_when)]
        for track in opened:
            self.reached[track.name].add(track.initial)
        return bool(opened)

    def clear(self, track: str) -> bool:
        """Whether the track can be clear: it comes to a state that clears, or may be waived."""
        states = self.programme.tracks[track].states
        return track in self.waived or any(states[one].clears for one in self.reached[track] if one in states)

    def doable(self, machine: Machine, action: Action, states: Iterator[str]) -> bool:
        """Whether an action can be done in one of these states."""
        asked = [one.check for one in (*action.requires, *action.requires_each)]
        there = [one for one in states if one in self.reached[machine.name]]
        return self.case_is_in(action.case_in) and any(
            all(self.may(one, machine.name, state) for one in asked) for state in there
        )

    def may(self, asked: Expression, machine: str = "", state: str = "") -> bool:
        """Whether this can be true, asked by a machine that stands in this state."""
        return self._may(asked.node, True, (machine, state))

    def _may(self, node: Node, truth: bool, here: tuple[str, str]) -> bool:
        if node.kind == "not":
            return self._may(node.parts[0], not truth, here)
        if node.kind == "named":
            return self._may(node.parts[0], truth, here)
        if node.kind in ("and", "or"):
            parts = (self._may(part, truth, here) for part in node.parts)
            return all(parts) if (node.kind == "and") is truth else any(parts)
        if node.kind in ("at", "phase") and here[0] == node.subject:
            return (here[1] in self._named(node)) is truth
        return not truth or self._may_be_true(node)

    def _may_be_true(self, node: Node) -> bool:
        if node.kind in ("at", "was", "phase") and node.subject in self.reached:
            past = self.past.get(node.subject, frozenset()) if node.kind == "was" else frozenset()
            return not self._named(node).isdisjoint(self.reached[node.subject] | past)
        if node.kind == "clear":
            return all(self.clear(one) for one in self._tracks(node))
        if node.kind in ("each", "people") and node.parts:
            return self._of_people(node)
        return True

    def _of_people(self, node: Node) -> bool:
        """Of a newcomer there are others beside, of whom anything may be true; everyone means the newcomer too."""
        if node.subject == "nobody":
            return self._may(node.parts[0], False, ("", ""))
        return self.newcomer and node.kind == "people" or self._may(node.parts[0], True, ("", ""))

    def _named(self, node: Node) -> frozenset[str]:
        if node.kind != "phase":
            return frozenset(node.words)
        return frozenset(state for phase in node.words for state in self.programme.phases[phase].states)

    def _tracks(self, node: Node) -> tuple[str, ...]:
        name = node.subject or ""
        return self.programme.checklists.get(name, (name,))


def _of_machine(programme: Programme, machine: Machine) -> Iterator[_Step]:
    for name, state in machine.states.items():
        for action in state.actions.values():
            yield from _of_action(machine, name, action)
        yield from _arms(machine, name, state.automatically)
        yield from (_Step(machine.name, name, one.to) for one in state.only_while if one.to)
        yield from (step for timer in state.timers.values() for step in _arms(machine, name, timer.to))
        if state.clears and state.clears.then:
            yield _Step(machine.name, name, state.clears.then)
        if machine.when_changed:
            yield _Step(machine.name, name, machine.when_changed.to)
    for action in machine.anywhere.values():
        for name in action.offered_in or machine.states:
            yield from _of_action(machine, name, action, _is_giving_up(machine, action))
    for timer in machine.timers.values():
        yield from (step for name in _speaks_in(machine, timer) for step in _arms(machine, name, timer.to))
    if machine.name == CASE:
        nobody = (step for name in machine.states for step in _arms(machine, name, programme.when_empty, gives_up=True))
        yield from nobody


def _is_giving_up(machine: Machine, action: Action) -> bool:
    """What is offered in every open state of the case, or of somebody's standing: closing, withdrawing."""
    return machine.name in (CASE, MEMBER) and action.offered_in is None and action.case_in is None


def _each_once(steps: Iterator[_Step]) -> Iterator[_Step]:
    """Without the moves that many actions make alike, such as closing a case from wherever it stands."""
    free = set[tuple[str, str, str, bool]]()
    for one in steps:
        way = (one.machine, one.origin, one.target, one.gives_up)
        if one.guards or one.admits or one.case_in is not None or one.waives:
            yield one
        elif way not in free:
            free.add(way)
            yield one


def _speaks_in(machine: Machine, timer: Timer) -> frozenset[str]:
    return timer.offered_in or frozenset(machine.states)


def _of_action(machine: Machine, origin: str, action: Action, gives_up: bool = False) -> Iterator[_Step]:
    asked = tuple(one.check for one in (*action.requires, *action.requires_each))
    yield from _arms(machine, origin, action.to, asked, action.case_in, gives_up)
    if action.waives:
        yield _Step(machine.name, origin, origin, asked, case_in=action.case_in, waives=action.waives)


def _arms(
    machine: Machine,
    origin: str,
    moves: tuple[Move, ...],
    asked: tuple[Expression, ...] = (),
    case_in: frozenset[str] | None = None,
    gives_up: bool = False,
) -> Iterator[_Step]:
    for move in moves:
        if move.to not in (STAY, origin):
            state = machine.states.get(move.to)
            admits = tuple(one.check for one in state.only_while) if state else ()
            guards = (*asked, move.when) if move.when else asked
            yield _Step(machine.name, origin, move.to, guards, admits, case_in, gives_up=gives_up)
