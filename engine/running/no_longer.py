"""What a correction makes untrue of what acts and the opening required, on the case as it stood then (semantics 35).

The log is told again with the value put right. What was true as it was told first, and is not now, holds no longer;
nothing is undone by that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby

from engine.case import Case
from engine.entry import Entry, Judged, Written
from engine.model import Machine, Programme, Requirement
from engine.running.behind import facts_behind
from engine.running.replay import fold
from engine.running.view import view_of
from engine.step import Inputs

OPENING, ACTION = "opening", "action"
BEFORE_THE_MOVE = frozenset({"joined", "principal", "waived"})  # what of an act its requirements have seen


@dataclass(frozen=True, slots=True)
class NoLonger:
    """A requirement of an entry that the correction makes untrue: its name as the entry has it, and what comes out."""

    entry: int
    action: str | None
    name: str
    person: str | None
    truth: str


@dataclass(slots=True)
class _Told:
    """A case as the log tells it: when an act has written its answers, and after its move."""

    answered: Case | None = None
    after: Case | None = None

    def hear(self, entries: tuple[Entry, ...]) -> None:
        self.answered = self.after
        for entry in entries:
            self.answered = fold(self.answered, _without_move(entry))
            self.after = fold(self.after, entry)


def no_longer(
    programme: Programme, inputs: Inputs, log: Iterable[Entry], corrected: int, written: tuple[Written, ...]
) -> Iterator[NoLonger]:
    """Of entry `corrected` and those after it, what was required and is untrue once `written` stands there instead."""
    facts, inputs = frozenset(one.fact for one in written), replace(inputs, beside=None, corrected=None)
    first, anew = _Told(), _Told()
    for entries in _in_acts(log):
        first.hear(entries)
        anew.hear(tuple(_put_right(one, written) if one.seq == corrected else one for one in entries))
        for entry in entries if entries[-1].seq >= corrected else ():
            for one in entry.judged if entry.cause in (OPENING, ACTION) else ():
                found = requirement_of(programme, entry.action, one.name)
                if found and not facts.isdisjoint(facts_behind(programme, found.check)):
                    yield from _compared(programme, inputs, entry, one, found, first, anew)


def _in_acts(log: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries of one act on several people together, each other entry by itself."""
    told = groupby(log, lambda one: (one.step, one.action, None if one.cause == ACTION else one.seq))
    yield from (tuple(entries) for _, entries in told)


def _put_right(entry: Entry, written: tuple[Written, ...]) -> Entry:
    values = {(one.owner, one.fact): one for one in written}
    return replace(entry, written=tuple(values.get((one.owner, one.fact), one) for one in entry.written))


def _without_move(entry: Entry) -> Entry:
    """As far as its requirements have seen it."""
    if entry.cause != ACTION:
        return entry
    changes = tuple(one for one in entry.changes if not one.keys().isdisjoint(BEFORE_THE_MOVE))
    return replace(entry, target=None, changes=changes)


def _compared(
    programme: Programme, inputs: Inputs, entry: Entry, judged: Judged, found: Requirement, first: _Told, anew: _Told
) -> Iterator[NoLonger]:
    machine, of_state = programme.machine(entry.machine), "." in judged.name
    cases = [one.after if of_state else one.answered for one in (first, anew)]
    was, now = (_asked(programme, inputs, one, machine, judged.person, found, entry.happened) for one in cases)
    if was is True and now is not True:
        truth = "unknown" if now is None else "false"
        yield NoLonger(entry.seq, entry.action, judged.name, judged.person, truth)


def _asked(
    programme: Programme,
    inputs: Inputs,
    case: Case | None,
    machine: Machine,
    person: str | None,
    requirement: Requirement,
    happened: datetime,
) -> bool | None:
    if case is None:
        return None
    known = person if any(one.id == person for one in case.people) else None
    place = view_of(programme, case, inputs.at(happened), happened).of(known).at_machine(machine)
    answer: bool | None = requirement.check.ask(place)
    return answer


def requirement_of(programme: Programme, action: str | None, name: str) -> Requirement | None:
    """The requirement under the name that an entry gives it: of an act or of the state that it enters (`state.name`),
    or of the opening (`action` None)."""
    if action is None:
        opening = programme.opening
        return next((one for one in (*opening.requires, *opening.requires_each) if one.name == name), None)
    machine, bare = programme.split(action)
    acts = [one for one in machine.every_action() if one.name == bare]
    own = (one for act in acts for one in (*act.requires, *act.requires_each) if one.name == name)
    entered = (
        one
        for state in machine.states.values()
        for one in state.only_while
        if f"{machine.whole(state.name)}.{one.name}" == name
    )
    return next(chain(own, entered), None)
