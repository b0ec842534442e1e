"""The keeper of `transitions`: one flat machine per track and digest, which confirms where a move leads.

It holds no conditions, no model and no string of an author that it could resolve; `decide` chooses the target and
says why not. Event names are prefixed, so that no author's name can become an attribute of anything.
"""

from collections.abc import Iterator
from typing import Any

from transitions import Machine as StateTable
from transitions import MachineError

from engine.looking.by_digest import ByDigest
from engine.model import STAY, Action, Machine, Programme, State, Timer


class _Place:
    """Where one machine stands, for the length of one question."""

    __slots__ = ("state",)

    def __init__(self, state: str):
        self.state = state


class _Table(StateTable):
    @staticmethod
    def resolve_callable(func: Any, event_data: Any) -> Any:
        """A string would be looked up as a function anywhere on the path; no string ever is."""
        if isinstance(func, str):
            raise TypeError("a state table resolves no names")
        return func


class StateTables:
    """The tables of a programme's machines: which moves there are at all, by cause and target."""

    def __init__(self, programme: Programme):
        self._tables = {machine.name: _table(machine) for machine in programme.machines()}
        self._confirmed: dict[tuple[str, str, str, str], str] = {}

    def confirm(self, machine: str, origin: str, cause: str, target: str) -> str:
        """The state to which the move leads: a table never changes, so each move is asked of it once.

        Raises ValueError when the programme knows no such move.
        """
        asked = (machine, origin, cause, target)
        found = self._confirmed.get(asked)
        if found is None:
            found = self._confirmed[asked] = self._led_to(*asked)
        return found

    def _led_to(self, machine: str, origin: str, cause: str, target: str) -> str:
        place = _Place(origin)
        event = self._tables[machine].events.get(_event(cause, target))
        try:
            if event is None or not event.trigger(place):
                raise ValueError(f"{machine} knows no move '{cause}' to {target}")
        except MachineError:
            raise ValueError(f"{machine} knows no move '{cause}' from {origin} to {target}") from None
        return place.state


tables_of = ByDigest(StateTables)


def _event(cause: str, target: str) -> str:
    return f"move {cause} > {target}"


def _table(machine: Machine) -> StateTable:
    names = [*machine.states, *machine.endings]
    table = _Table(
        model=None, states=names, initial=machine.initial, auto_transitions=False, queued=False, send_event=True
    )
    for cause, origin, target in sorted(set(moves(machine))):
        table.add_transition(_event(cause, target), origin, target)
    return table


def moves(machine: Machine) -> Iterator[tuple[str, str, str]]:
    """Every move that the machine can make: cause (`action book`, `timer review`, `lapse` …), origin, target."""
    for state in machine.states.values():
        for action in state.actions.values():
            yield from _arms(f"action {action.name}", [state.name], action)
        yield from _by_itself(machine, state)
    for action in machine.anywhere.values():
        yield from _arms(f"action {action.name}", action.offered_in or machine.states, action)
    for timer in machine.timers.values():
        for origin in timer.offered_in or machine.states:
            yield from _of_timer(timer, origin)
    if machine.when_changed:
        yield from (("when_changed", origin, machine.when_changed.to) for origin in machine.states)


def _arms(cause: str, origins: Any, action: Action) -> Iterator[tuple[str, str, str]]:
    yield from ((cause, origin, move.to) for origin in origins for move in action.to if move.to != STAY)


def _of_timer(timer: Timer, origin: str) -> Iterator[tuple[str, str, str]]:
    yield from ((f"timer {timer.name}", origin, move.to) for move in timer.to if move.to != STAY)


def _by_itself(machine: Machine, state: State) -> Iterator[tuple[str, str, str]]:
    yield from (("automatic", state.name, move.to) for move in state.automatically if move.to != STAY)
    yield from (("only_while", state.name, one.to) for one in state.only_while if one.to)
    for timer in state.timers.values():
        yield from _of_timer(timer, state.name)
    if state.clears and state.clears.then:
        yield "lapse", state.name, state.clears.then
