"""What waits for somebody, and the list of cases: as far as their roles at their offices reach."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from engine.caller import AUDITOR, Caller
from engine.civil import Office
from engine.clock import Clock, clock
from engine.model import ANYONE, PERSON, Action, Machine, Programme
from engine.published import Published
from engine.reading.translating import in_language, in_other_words
from engine.records import definitions, listings
from engine.records.accounts import Grant
from engine.records.database import Reading, Records
from engine.records.definitions import PROGRAMME
from engine.records.listings import CaseLine, NoticeLine, TrackLine, Wanted
from engine.running.secrecy import may_see_track

MOST, NOTICES = 200, 30
SOON, NEWLY, TOLD = timedelta(days=7), timedelta(days=1), timedelta(days=14)
CONFIRMING = ("verify", "countersign")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A case in a list, in the words of its own programme. `today` is the day at its office."""

    id: str
    reference: str
    principal: str
    people: int
    programme: str
    programme_title: str
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
    changed: datetime
    points: int | None  # its priority; None: not worked out, or the programme has none
    then_by: date | None  # decides among equal points; not for showing
    law: Programme = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One thing to do, or to wait for. `track` None: the case's own step; `people` are ids of those whom it is about.

    `action` is the whole name of the first step that these roles have there, `confirms` whether it waits for a second
    person of the role. `role` is the one whose turn it is, `keeper` the account that keeps the case in it, if any.
    `place` is the title of the state in which the case, or the track, stands. `waits_on` names whose turn it is when
    it is nobody's who reads: where the case as a whole waits, or its tracks that they may see.
    With both, somebody outside has to act first, and the step writes down what they did.
    """

    case: ListedCase
    place: str
    track: str | None = None
    people: tuple[str, ...] = ()
    action: str | None = None
    action_title: str | None = None
    role: str | None = None
    keeper: str | None = None
    confirms: bool = False
    due: date | None = None
    waits_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something told to a role: in which case, when, by which entry."""

    case: ListedCase
    role: str
    text: str
    since: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything on somebody's list. Each item is in one group only, the most pressing that it fits.

    `mine` are those of cases that the reader keeps, `colleagues` of cases that others of the team keep; the groups
    between them are the team's queue.
    """

    mine: tuple[WorkItem, ...]
    to_confirm: tuple[WorkItem, ...]
    new: tuple[WorkItem, ...]
    overdue: tuple[WorkItem, ...]
    soon: tuple[WorkItem, ...]
    later: tuple[WorkItem, ...]
    colleagues: tuple[WorkItem, ...]
    waiting: tuple[WorkItem, ...]
    on_hold: tuple[WorkItem, ...]
    told: tuple[Told, ...]
    today: date

    @property
    def cases(self) -> int:
        """How many cases need something from this person."""
        own = (self.mine, self.to_confirm, self.new, self.overdue, self.soon, self.later)
        return len({item.case.id for group in own for item in group})

    @property
    def queue(self) -> tuple[WorkItem, ...]:
        """What anybody of the team may take, the most pressing first."""
        return tuple(sorted((*self.overdue, *self.soon, *self.new, *self.later), key=_rank))


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page of the case list. `found` of `all` cases in reach; `next` is handed in as `after` for the next page."""

    cases: tuple[ListedCase, ...]
    found: int
    all: int
    next: tuple[str, ...] | None


class Worklist:
    """The door to the lists."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def work(self, caller: Caller) -> Work:
        """What waits for the caller's roles, what waits for others, what is on hold, what was told."""
        grants = _grants(caller)
        with self.records.reading() as reading:
            mine = listings.work_list(reading, grants, MOST).lines
            tracks = listings.waiting_tracks(reading, grants, [line.id for line in mine])
            others = listings.cases(reading, _working(grants), Wanted(open=True), MOST).lines
            told = listings.notices(reading, grants, self.now() - TOLD, NOTICES)
            seen = {line.id: self._listed(reading, caller, line) for line in (*mine, *others)}
            keepers = listings.keepers(reading, [line.id for line in mine])
            found = [item for line in mine for item in _items(seen[line.id], caller, tracks, keepers)]
            items = sorted((item for item in found if item.action is not None), key=_rank)
            notices = tuple(self._told(reading, caller, one) for one in told)
            own = {item.case.id for item in items}
            left = [seen[line.id] for line in others if line.id not in own]
            under_way = listings.open_tracks(reading, [one.id for one in left if _is_turn_of(one, caller)])
        waiting = [_waiting(case, caller, under_way) for case in left]
        waiting += [_waiting(case, caller, ()) for case in seen.values() if case.id in own and _to_record(case, caller)]
        return self._sorted(caller, items, waiting, notices)

    def _sorted(self, caller: Caller, items: list[WorkItem], waiting: list[WorkItem], told: tuple[Told, ...]) -> Work:
        groups: dict[str, list[WorkItem]] = {}
        for item in [*items, *sorted(waiting, key=_rank)]:
            groups.setdefault(self._group(item, caller), []).append(item)
        names = ("mine", "to_confirm", "new", "overdue", "soon", "later", "colleagues", "waiting", "on_hold")
        today = max((item.case.today for item in items), default=self.now().date())
        return Work(told=told, today=today, **{name: tuple(groups.get(name, ())) for name in names})

    def _group(self, item: WorkItem, caller: Caller) -> str:
        if item.confirms:
            return "to_confirm"
        if item.keeper is not None:
            return "mine" if item.keeper == caller.user else "colleagues"
        is_own = item.action is not None and not item.waits_on
        if item.due is not None and item.due < item.case.today and is_own:
            return "overdue"
        if item.case.on_hold:
            return "on_hold"
        if not is_own:
            return "waiting"
        if item.case.changed > self.now() - NEWLY:
            return "new"
        return "soon" if item.due is not None and item.due <= item.case.today + SOON else "later"

    def cases(
        self,
        caller: Caller,
        which: Wanted,
        *,
        overdue: bool = False,
        after: tuple[str, ...] | None = None,
        limit: int = 25,
        by_priority: bool = False,
    ) -> CasePage:
        """The cases in the caller's reach that are wanted: the last changed first, or as they are to be taken.

        `after` is the key of the line before, of the same order.
        """
        grants = _grants(caller)
        wanted = replace(which, due_before=self.now().date(), open=True) if overdue else which
        with self.records.reading() as reading:
            page = listings.cases(reading, grants, wanted, limit, after, by_priority)
            return CasePage(
                cases=tuple(self._listed(reading, caller, line) for line in page.lines),
                found=listings.how_many(reading, grants, wanted),
                all=listings.how_many(reading, grants, Wanted()),
                next=page.next,
            )

    def programmes(self, caller: Caller) -> tuple[Programme, ...]:
        """The current versions of the programmes in the caller's reach, by title."""
        with self.records.reading() as reading:
            names = definitions.names(reading, PROGRAMME) if caller.has(AUDITOR) else caller.programmes()
            laws = [self.published.current(reading, name) for name in sorted(names)]
        found = [in_language(law, caller.language) for law in laws]
        return tuple(sorted(found, key=lambda one: one.title))

    def _listed(self, reading: Reading, caller: Caller, line: CaseLine) -> ListedCase:
        law, inputs = self.published.law_of(reading, line.programme, line.digest, line.office)
        return listed(line, in_language(law, caller.language), inputs.office, self.now())

    def _told(self, reading: Reading, caller: Caller, line: NoticeLine) -> Told:
        """A notice, which is kept in the English of its time."""
        case = self._listed(reading, caller, line.case)
        text = in_other_words(case.law, line.text)
        return Told(case=case, role=line.role, text=text, since=line.since, entry=line.entry)


def listed(line: CaseLine, law: Programme, office: Office, now: datetime) -> ListedCase:
    """A line of a list in the words of the programme that its case is on."""
    phase = law.phases.get(line.phase or "")
    return ListedCase(
        id=line.id,
        reference=line.reference,
        principal=line.summary.get("principal", ""),
        people=int(line.summary.get("people", "0")),
        programme=line.programme,
        programme_title=law.title,
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
        changed=line.changed,
        points=line.priority,
        then_by=line.then_by,
        law=law,
    )


def _grants(caller: Caller) -> tuple[Grant, ...]:
    return tuple(Grant(programme=one.programme, role=one.role, office=one.office) for one in caller.duties)


def _working(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants of those who work on cases; an auditor waits for nothing."""
    return tuple(one for one in grants if one.role != AUDITOR)


Keepers = Mapping[tuple[str, str], str]


def _items(case: ListedCase, caller: Caller, tracks: Iterable[TrackLine], keepers: Keepers) -> Iterator[WorkItem]:
    """The case's own step, and one item for all people whose track waits in the same state until the same day."""
    roles = caller.roles_at(case.programme, case.office)
    if _is_turn_of(case, caller):
        yield _item(case, case.law.case, case.state, case.waits_on, roles, case.due, (), keepers)
    own = sorted((one for one in tracks if one.case.id == case.id), key=_alike)
    for (track, state, _), group in groupby(own, key=_alike):
        alike = list(group)
        people = tuple(one.person for one in alike if one.person)
        yield _item(case, case.law.tracks[track], state, alike[0].waits_on, roles, alike[0].due_on, people, keepers)


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
    return WorkItem(
        case=case,
        place=machine.state_title(state),
        track=None if machine is case.law.case else machine.title,
        people=people,
        action=machine.whole(action.name) if action else None,
        action_title=action.title if action else case.state_title,
        role=waits_on,
        keeper=keepers.get((case.id, waits_on or "")),
        confirms=confirms,
        due=due,
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


def _waiting(case: ListedCase, caller: Caller, under_way: Iterable[TrackLine]) -> WorkItem:
    """A case in which nothing is the reader's turn; where its own state waits for them, it waits on its tracks."""
    own = (case.waits_on,) if case.waits_on else ()
    if _is_turn_of(case, caller):
        roles = caller.roles_at(case.programme, case.office)
        lines = (one for one in under_way if one.case.id == case.id)
        own = tuple(dict.fromkeys(_turns(case.law, lines, roles)))
    step = _to_record(case, caller)
    return WorkItem(
        case=case,
        place=case.state_title,
        action=step.name if step else None,
        action_title=step.title if step else None,
        due=case.due,
        waits_on=own,
    )


def _to_record(case: ListedCase, caller: Caller) -> Action | None:
    """The first step of a state that waits for somebody outside, where the reader writes down what they did."""
    state = case.law.case.states.get(case.state)
    if state is None or case.waits_on is None or case.waits_on not in (PERSON, *case.law.authorities):
        return None
    first = next((one for one in state.actions.values() if one.kind == "act"), None)
    return first if first is not None and _may(first, caller.roles_at(case.programme, case.office)) else None


def _turns(law: Programme, lines: Iterable[TrackLine], roles: frozenset[str]) -> Iterator[str]:
    for one in lines:
        if one.waits_on not in (None, "nobody") and may_see_track(law, roles, law.tracks[one.track]):
            yield one.waits_on


def _is_turn_of(case: ListedCase, caller: Caller) -> bool:
    return case.waits_on in caller.roles_at(case.programme, case.office)


def _rank(item: WorkItem) -> tuple[float, date, date]:
    """As they are to be taken: most points first, of equals the earlier date of the programme, then the first due."""
    points = math.inf if item.case.points is None else -item.case.points
    return points, item.case.then_by or date.max, item.due or date.max
