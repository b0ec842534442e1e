"""What waits for somebody in a case, what they have to follow up, and on whom it waits otherwise: one item for each."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from engine.caller import Caller
from engine.civil import Office
from engine.model import ANYONE, CASE, Action, Machine, Programme, State
from engine.published import InForce
from engine.reading.translating import in_language
from engine.records.lines import CaseLine, TrackLine
from engine.records.rows import KeeperRow
from engine.running.following import is_outside, renewing
from engine.running.secrecy import may_see_track

CONFIRMING = ("verify", "countersign")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A case in a list, in the words of its own programme. `today` is the day at its office."""

    id: str
    reference: str
    principal: str
    people: int
    programme: str
    programme_title: str  # the short one, if it has one
    office: str
    office_title: str
    phase: str | None
    state: str
    state_title: str
    outcome: str | None
    waits_on: str | None
    due: date | None
    today: date
    on_hold: bool
    shown: datetime  # when its last entry was written that everybody may see
    shown_on: date  # the same as a day at its office
    new_from: datetime  # what was written since the beginning of the last working day of its office is new
    points: int | None  # its priority; None: not worked out, or the programme has none
    then_by: date | None  # decides among equal points; not for showing
    lapses_on: date | None  # the first last day of a clearance that everybody may see
    opened: datetime
    law: Programme = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How what is to do came: a colleague `given` the case to the reader, who has not answered yet; or lately it came
    back from somebody else.

    `by`: the name of whoever did it, "" where nobody did or it may not be told; `action` the whole name of what they
    did; `note` what was written with it; `role` the one in which a case was given.
    """

    given: bool
    by: str
    action: str | None
    note: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One thing to do, or to wait for. `track` None: the case's own step; `people` are ids of those whom it is about.

    `action` is the whole name of the first step that these roles have there, `confirms` whether it waits for a second
    person of the role. `role` is the one whose turn it is, `keeper` the account that keeps the case in it, if any.
    `given_away`: the reader gave the case to a colleague, who has not answered yet.
    `place` is the title of the state in which the case, or the track, stands. `waits_on` names whose turn it is when
    it is nobody's who reads: where the case as a whole waits, or its tracks that they may see.
    With both, somebody outside has to act first, and the step writes down what they did.
    `machine` is the name of the track, or `case`; `came` how it came, where that was lately; `review_on`
    the day on which a hold over the case is to be looked at again.
    `lapses`: a clearance that counts through `due` and is to be renewed; `action` None: not before it has lapsed.
    """

    case: ListedCase
    place: str
    track: str | None = None
    people: tuple[str, ...] = ()
    action: str | None = None
    action_title: str | None = None
    role: str | None = None
    keeper: str | None = None
    given_away: bool = False
    confirms: bool = False
    due: date | None = None
    waits_on: tuple[str, ...] = ()
    lapses: bool = False
    machine: str = CASE
    came: Came | None = None
    review_on: date | None = None


def listed(line: CaseLine, law: Programme, office: Office, now: datetime) -> ListedCase:
    """A line of a list in the words of the programme that its case is on."""
    phase = law.phases.get(line.phase or "")
    return ListedCase(
        id=line.id,
        reference=line.reference,
        principal=line.summary.get("principal", ""),
        people=int(line.summary.get("people", "0")),
        programme=line.programme,
        programme_title=law.called,
        office=line.office,
        office_title=office.title,
        phase=phase.title if phase else None,
        state=line.state,
        state_title=law.case.state_title(line.state),
        outcome=line.outcome,
        waits_on=line.waits_on,
        due=line.due_on,
        today=office.day_of(now),
        on_hold=line.on_hold,
        shown=line.shown,
        shown_on=office.day_of(line.shown),
        new_from=office.new_from(now),
        points=line.priority,
        then_by=line.then_by,
        lapses_on=line.lapses_on,
        opened=line.opened,
        law=law,
    )


def listed_for(in_force: InForce, caller: Caller, line: CaseLine, now: datetime) -> ListedCase:
    """The same for somebody, in their language and by the version and the office of the case."""
    law = in_language(in_force.version(line.programme, line.digest), caller.language)
    return listed(line, law, in_force.office(line.office), now)


Keepers = Mapping[tuple[str, str], KeeperRow]


def items_of(case: ListedCase, caller: Caller, tracks: Iterable[TrackLine], keepers: Keepers) -> Iterator[WorkItem]:
    """The case's own step, and one item for all people of whom a track, one of these of the case, waits in the same
    state until the same day."""
    roles = caller.roles_at(case.programme, case.office)
    if is_turn_of(case, caller):
        yield _item(case, case.law.case, case.state, case.waits_on, roles, case.due, (), keepers)
    for (track, state, _), group in groupby(sorted(tracks, key=_alike), key=_alike):
        alike = list(group)
        people = tuple(one.person for one in alike if one.person)
        yield _item(case, case.law.tracks[track], state, alike[0].waits_on, roles, alike[0].due_on, people, keepers)


def to_follow(
    cases: Mapping[str, ListedCase], caller: Caller, lines: Iterable[TrackLine], keepers: Keepers
) -> Iterator[WorkItem]:
    """One item for all people of a case whose track stands alike, and is to be followed up today."""
    known = [one for one in lines if _is_to_follow(cases[one.case.id], caller, one)]
    for _, group in groupby(sorted(known, key=_followed_alike), key=_followed_alike):
        alike = list(group)
        case, people = cases[alike[0].case.id], tuple(one.person for one in alike if one.person)
        yield _followed_item(case, caller, alike[0], people, keepers)


def _followed_alike(line: TrackLine) -> tuple[str, ...]:
    return line.case.id, *_alike(line), line.clear_until.isoformat() if line.clear_until else ""


def _is_to_follow(case: ListedCase, caller: Caller, line: TrackLine) -> bool:
    """Today at its office, and by somebody who may read the track."""
    if line.followed_from is None or line.followed_from > case.today:
        return False
    if line.clear_until is not None and line.clear_until < case.today:
        return False
    return may_see_track(case.law, caller.roles_at(case.programme, case.office), case.law.tracks[line.track])


def _followed_item(
    case: ListedCase, caller: Caller, line: TrackLine, people: tuple[str, ...], keepers: Keepers
) -> WorkItem:
    """What is about to lapse, with the act that renews it; or what somebody outside is late with."""
    machine, roles = case.law.tracks[line.track], caller.roles_at(case.programme, case.office)
    lapses, state = line.clear_until is not None, machine.states[line.state]
    acts = renewing(machine, state) if lapses else _steps(machine, line.state, roles, False)
    action = next((one for one in acts if _may(one, roles) and _stands(one, case.state)), None)
    mine = [role for role in sorted(roles) if action is None or role in action.by or ANYONE in action.by]
    kept = next((found for role in mine if (found := keepers.get((case.id, role)))), None)
    return WorkItem(
        case=case,
        place=machine.state_title(line.state),
        track=machine.title,
        people=people,
        action=machine.whole(action.name) if action else None,
        action_title=action.title if action else machine.title,
        role=next(iter(mine), None),
        keeper=kept.keeper if kept else None,
        due=line.clear_until or line.due_on,
        waits_on=() if lapses or line.waits_on is None else (line.waits_on,),
        lapses=lapses,
        machine=machine.name,
    )


def _alike(line: TrackLine) -> tuple[str, str, str]:
    return line.track, line.state, line.due_on.isoformat() if line.due_on else ""


def _item(
    case: ListedCase,
    machine: Machine,
    state: str,
    waits_on: str | None,
    roles: frozenset[str],
    due: date | None,
    people: tuple[str, ...],
    keepers: Keepers,
) -> WorkItem:
    place = machine.states.get(state)
    confirms = place is not None and waits_on not in place.turns
    action = next((one for one in _steps(machine, state, roles, confirms) if _stands(one, case.state)), None)
    kept = keepers.get((case.id, waits_on or ""))
    return WorkItem(
        case=case,
        place=machine.state_title(state),
        track=None if machine is case.law.case else machine.title,
        people=people,
        action=machine.whole(action.name) if action else None,
        action_title=action.title if action else case.state_title,
        role=waits_on,
        keeper=kept.keeper if kept else None,
        confirms=confirms,
        due=due,
        machine=machine.name,
    )


def _stands(action: Action, case_state: str) -> bool:
    """Whether the step is there while the case stands where it does."""
    return action.case_in is None or case_state in action.case_in


def _steps(machine: Machine, state: str, roles: frozenset[str], confirms: bool) -> Iterator[Action]:
    """The actions of a state that these roles do, as written; or those that a decision waits for.

    What may be done in many states and moves nobody, as taking in a newborn child, is never what is next.
    """
    place = machine.states.get(state)
    written = [*place.actions.values()] if place else []
    named = [one for one in machine.anywhere.values() if one.offered_in and state in one.offered_in and not one.does]
    kinds = CONFIRMING if confirms else ("act", "confirm_end")
    for action in (*written, *named):
        if action.kind in kinds and _may(action, roles):
            yield action


def _may(action: Action, roles: frozenset[str]) -> bool:
    return ANYONE in action.by or not roles.isdisjoint(action.by)


def waiting(case: ListedCase, caller: Caller, under_way: Iterable[TrackLine]) -> WorkItem:
    """A case in which nothing is the reader's turn; where its own state waits for them, it waits on its tracks."""
    own = (case.waits_on,) if case.waits_on else ()
    if is_turn_of(case, caller):
        roles = caller.roles_at(case.programme, case.office)
        own = tuple(dict.fromkeys(_turns(case.law, under_way, roles)))
    step = to_record(case, caller)
    return WorkItem(
        case=case,
        place=case.state_title,
        action=step.name if step else None,
        action_title=step.title if step else None,
        due=case.due,
        waits_on=own,
    )


def next_step(case: ListedCase) -> Action | None:
    """The first step of whoever's turn it is in the case, whoever reads; with somebody outside, the one that writes
    down what they did. None where nobody has a step, or a second person has to confirm one of several."""
    state = case.law.case.states.get(case.state)
    if case.outcome is not None or state is None or case.waits_on is None:
        return None
    if is_outside(case.law, case.waits_on):
        return _first_act(state)
    if case.waits_on not in case.law.roles:
        return None
    confirms = case.waits_on not in state.turns
    found = list(_steps(case.law.case, case.state, frozenset({case.waits_on}), confirms))
    return found[0] if len(found) == 1 or (found and not confirms) else None


def _first_act(state: State) -> Action | None:
    return next((one for one in state.actions.values() if one.kind == "act"), None)


def to_record(case: ListedCase, caller: Caller) -> Action | None:
    """The first step of a state that waits for somebody outside, where the reader writes down what they did."""
    state = case.law.case.states.get(case.state)
    if state is None or not is_outside(case.law, case.waits_on):
        return None
    first = _first_act(state)
    return first if first is not None and _may(first, caller.roles_at(case.programme, case.office)) else None


def _turns(law: Programme, lines: Iterable[TrackLine], roles: frozenset[str]) -> Iterator[str]:
    for one in lines:
        if one.waits_on is not None and may_see_track(law, roles, law.tracks[one.track]):
            yield one.waits_on


def is_turn_of(case: ListedCase, caller: Caller) -> bool:
    return case.waits_on in caller.roles_at(case.programme, case.office)


def rank(item: WorkItem) -> tuple[float, date, date]:
    """As they are to be taken: most points first, of equals the earlier date of the programme, then the first due."""
    points = math.inf if item.case.points is None else -item.case.points
    return points, item.case.then_by or date.max, item.due or date.max
