"""What waits for somebody, and the list of cases: as far as their roles at their offices reach."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engine.caller import AUDITOR, Caller
from engine.civil import days_now
from engine.clock import Clock, clock
from engine.coming_back import with_given, with_how_it_came
from engine.errors import NotFound
from engine.published import InForce, Published
from engine.reach import Reach, grants_of, reach_of
from engine.reading.translating import in_other_words
from engine.records import listings, track_lists, turns
from engine.records.accounts import Grant
from engine.records.database import Records
from engine.records.lines import CaseLine, NoticeLine, TrackLine
from engine.reviewing import to_review, with_review
from engine.standing_in import Covers, StandingIn, standing_in
from engine.work_items import Keepers, ListedCase, WorkItem, items_of, listed_for, rank, to_follow, to_record, waiting

MOST, FOLLOWED, NOTICES = 50, 100, 30
GROUPS = (
    *("returned", "given", "review", "mine", "covered", "to_confirm", "new", "overdue", "soon", "later"),
    *("colleagues", "waiting", "on_hold"),
)
SOON, TOLD = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something told to a role: in which case, and when."""

    case: ListedCase
    role: str
    text: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything on somebody's list. Each item is in one group only, the most pressing that it fits.

    `returned` came back lately from whoever had it or had the turn, `given` are of cases that a colleague gave the
    reader, who has not answered yet;
    `mine` are those of other cases that the reader keeps, `covered` of cases of the absent for whom they cover,
    `colleagues` of cases that others of the team keep; the groups between them are the team's queue. `review`: holds
    that are to be looked at again by now. `waiting` holds those that are due first, `waiting_in_all` is how many there
    are; of the queue the first are there, `queue_here` of the `queue_in_all` cases that it has. `covers`: for whom the
    reader covers now; `was_away`: lately, or now. `reach`: as `Worklist.reach` gives it, of the same moment.
    """

    returned: tuple[WorkItem, ...]
    given: tuple[WorkItem, ...]
    review: tuple[WorkItem, ...]
    mine: tuple[WorkItem, ...]
    covered: tuple[WorkItem, ...]
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
    covers: tuple[Covers, ...]
    was_away: bool
    reach: Reach | None = None
    waiting_in_all: int = 0
    queue_in_all: int = 0
    queue_here: int = 0

    @property
    def cases(self) -> int:
        """How many cases need something from this person."""
        own = (
            self.returned,
            self.given,
            self.review,
            self.mine,
            self.to_confirm,
            self.new,
            self.overdue,
            self.soon,
            self.later,
        )
        return len({item.case.id for group in own for item in group})

    @property
    def queue(self) -> tuple[WorkItem, ...]:
        """What anybody of the team may take, the most pressing first."""
        return tuple(sorted((*self.overdue, *self.soon, *self.new, *self.later), key=rank))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the team's queue: what is to be done in its cases, how many there are, the key of the next page."""

    items: tuple[WorkItem, ...]
    in_all: int
    next: tuple[str, ...] | None


class Worklist:
    """The door to the lists."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def work(self, caller: Caller) -> Work:
        """What waits for the caller's roles, what waits for others, what is on hold, what was told.

        All cases that the caller keeps are there; of the queue and of what waits on others the first, and their number.
        """
        grants, working = grants_of(caller), _working(grants_of(caller))
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            kinds, followings = turns.turns_and_followings(reading, grants)
            queue = listings.queue(reading, kinds, grants, MOST)
            others = listings.of_others(reading, kinds, working, MOST)
            reach, place = reach_of(in_force, caller), standing_in(reading, in_force, caller, self.now())
            kept = listings.kept(reading, kinds, grants, (caller.user, *place.absent), MOST)
            mine = _once((*kept, *queue.lines))
            tracks = track_lists.open_tracks(reading, mine)
            followed = track_lists.followed(reading, followings, grants, *days_now(self.now()), FOLLOWED)
            told = listings.notices(reading, grants, self.now() - TOLD, NOTICES)
            to_see = _once((*mine, *others.lines, *(one.case for one in followed)))
            keepers = listings.keepers(reading, _ids(to_see))
            seen = {line.id: listed_for(in_force, caller, line, self.now()) for line in to_see}
            notices = tuple(self._told(in_force, caller, one) for one in told)
            own = [one for one in tracks if _is_for(caller, one)]
            found = _own_items(caller, [seen[line.id] for line in mine], own, keepers)
            there = {_which(one) for one in own}
            found += to_follow(seen, caller, [one for one in followed if _which(one) not in there], keepers)
            acts = sorted((item for item in found if item.action is not None or item.lapses), key=rank)
            items = with_how_it_came(reading, caller, acts)
            held = {key: one for key, one in seen.items() if one.on_hold}
            reviews = list(to_review(caller, held, reading.cases(list(held))))
            cases = [seen[line.id] for line in _once((*mine, *others.lines))]
            waits = sorted(_with_others(caller, cases, items, seen, tracks), key=rank)
            known = with_given(reading, caller, [*items, *waits], keepers)
        items, waits = known[: len(items)], known[len(items) :]
        items, waits = with_review(items, reviews), with_review(waits, reviews)
        due = sorted((one for one in reviews if one.due is not None and one.due <= one.case.today), key=rank)
        groups = _grouped([*items, *waits], lambda item: self._group(item, caller, place))
        groups["review"] = tuple(due)
        today = max((one.case.today for one in items), default=self.now().date())
        work = Work(told=notices, today=today, covers=place.covers, was_away=place.was_away, reach=reach, **groups)
        more = others.in_all - sum(not one.on_hold for one in others.lines)
        return replace(
            work,
            waiting_in_all=len(work.waiting) + max(more, 0),
            queue_in_all=queue.in_all,
            queue_here=len(queue.lines),
        )

    def queue(self, caller: Caller, after: tuple[str, ...] | None = None, limit: int = 25) -> QueuePage:
        """A page of what nobody of the team keeps, as it is to be taken: most points first, then the first due."""
        grants = grants_of(caller)
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            page = listings.queue(reading, turns.turns(reading, grants), grants, limit, after)
            tracks = [one for one in track_lists.open_tracks(reading, page.lines) if _is_for(caller, one)]
            keepers = listings.keepers(reading, _ids(page.lines))
        cases = [listed_for(in_force, caller, line, self.now()) for line in page.lines]
        items = [item for item in _own_items(caller, cases, tracks, keepers) if item.keeper is None]
        return QueuePage(items=tuple(items), in_all=page.in_all, next=page.next)

    def in_place_of(self, caller: Caller, absent: str) -> Work:
        """What the caller may do in the place of an absent for whom they cover today: of the cases that these keep.

        Raises NotFound where they do not.
        """
        grants = _working(grants_of(caller))
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            place = standing_in(reading, in_force, caller, self.now())
            if not any(one.user == absent for one in place.covers):
                raise NotFound(f"There is nobody {absent} whose work is covered")
            lines = listings.kept(reading, (), grants, (absent,), 0)
            seen = {line.id: listed_for(in_force, caller, line, self.now()) for line in lines}
            seen = {key: one for key, one in seen.items() if place.includes(absent, one.programme, one.today)}
            tracks = track_lists.open_tracks(reading, [line for line in lines if line.id in seen])
            keepers = listings.keepers(reading, list(seen))
            followings = turns.turns_and_followings(reading, grants)[1]
            followed = track_lists.followed(reading, followings, grants, *days_now(self.now()), FOLLOWED)
        own, late = [one for one in tracks if _is_for(caller, one)], [one for one in followed if one.case.id in seen]
        items, there = _own_items(caller, seen.values(), own, keepers), {_which(one) for one in own}
        items += to_follow(seen, caller, [one for one in late if _which(one) not in there], keepers)
        acts = [one for one in items if one.keeper == absent and not one.confirms and (one.action or one.lapses)]
        others = sorted(_with_others(caller, seen.values(), acts, {}, tracks), key=rank)
        groups = _grouped([*sorted(acts, key=rank), *others], self._pressing)
        return Work(told=(), today=self.now().date(), covers=place.covers, was_away=False, **groups)

    def _group(self, item: WorkItem, caller: Caller, place: StandingIn) -> str:
        if item.confirms:
            return "to_confirm"
        if item.came is not None:
            return "given" if item.came.given else "returned"
        if item.keeper is None:
            return self._pressing(item)
        if item.keeper == caller.user:
            return "mine"
        case = item.case
        return "covered" if place.includes(item.keeper, case.programme, case.today) else "colleagues"

    def _pressing(self, item: WorkItem) -> str:
        acts = item.action is not None or item.lapses
        if item.due is not None and item.due < item.case.today and acts:
            return "overdue"
        if item.case.on_hold:
            return "on_hold"
        if item.lapses:
            return "soon"
        if not acts or item.waits_on:
            return "waiting"
        if item.case.shown >= item.case.new_from:
            return "new"
        return "soon" if item.due is not None and item.due <= item.case.today + SOON else "later"

    def reach(self, caller: Caller) -> Reach:
        """The programmes and offices in the caller's reach. Raises NotFound where one of them is not published."""
        with self.records.reading() as reading:
            return reach_of(self.published.in_force(reading), caller)

    def _told(self, in_force: InForce, caller: Caller, line: NoticeLine) -> Told:
        """A notice, which is kept in the English of its time."""
        case = listed_for(in_force, caller, line.case, self.now())
        text = in_other_words(case.law, line.text)
        return Told(case=case, role=line.role, text=text, since=line.since)


def _grouped(items: Iterable[WorkItem], group_of: Callable[[WorkItem], str]) -> dict[str, tuple[WorkItem, ...]]:
    """Every group, also those in which nothing is."""
    found: dict[str, list[WorkItem]] = {name: [] for name in GROUPS}
    for item in items:
        found[group_of(item)].append(item)
    return {name: tuple(own) for name, own in found.items()}


def _once(lines: Iterable[CaseLine]) -> tuple[CaseLine, ...]:
    """Each case once, where it comes first."""
    return tuple({line.id: line for line in lines}.values())


def _is_for(caller: Caller, line: TrackLine) -> bool:
    """Whether a track waits for a role that the caller has there."""
    return line.waits_on in caller.roles_at(line.case.programme, line.case.office)


def _own_items(
    caller: Caller, cases: Iterable[ListedCase], tracks: Iterable[TrackLine], keepers: Keepers
) -> list[WorkItem]:
    of_case = _by_case(tracks)
    return [item for case in cases for item in items_of(case, caller, of_case.get(case.id, ()), keepers)]


def _by_case(tracks: Iterable[TrackLine]) -> dict[str, list[TrackLine]]:
    found: dict[str, list[TrackLine]] = {}
    for one in tracks:
        found.setdefault(one.case.id, []).append(one)
    return found


def _which(line: TrackLine) -> tuple[str, str, str | None]:
    return line.case.id, line.track, line.person


def _with_others(
    caller: Caller,
    cases: Iterable[ListedCase],
    items: Iterable[WorkItem],
    seen: Mapping[str, ListedCase],
    tracks: Sequence[TrackLine],
) -> list[WorkItem]:
    """The cases in which nothing is to be done by the caller, with whom they wait; and what others did, to be written
    down in those in which there is."""
    own = {item.case.id for item in items if not item.lapses and not item.waits_on}
    of_case = _by_case(tracks)
    found = [waiting(case, caller, of_case.get(case.id, ())) for case in cases if case.id not in own]
    return found + [waiting(case, caller, ()) for case in seen.values() if case.id in own and to_record(case, caller)]


def _ids(lines: Iterable[CaseLine]) -> list[str]:
    return list(dict.fromkeys(one.id for one in lines))


def _working(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants of those who work on cases; an auditor waits for nothing."""
    return tuple(one for one in grants if one.role != AUDITOR)
