"""The team as whoever gives its cases out sees it: who keeps how many, what is stuck, why, and what would help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.caller import Caller
from engine.case import Case
from engine.civil import days_now
from engine.clock import Clock, clock
from engine.colleagues import caller_of
from engine.errors import Broken, WrongKey
from engine.linking import Linking
from engine.model import Programme
from engine.published import InForce, Published
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records import absences, accounts, team_lists, turns
from engine.records.absences import Absence
from engine.records.accounts import EVERY, Account, Grant
from engine.records.database import Reading, Records
from engine.records.team_lists import Load, Turn
from engine.records.turns import Kind
from engine.running.draft import CannotRest
from engine.running.secrecy import may_see_hold, may_see_track
from engine.up_to_now import AFTER_AN_INCIDENT, UpToNow
from engine.work_items import ListedCase, listed_for

CLOCK_IS_LATE, MOST = timedelta(minutes=15), 50
CANNOT_REST, BROKEN, NO_CLOCK = "cannot_rest", "broken", "no_clock"
NOBODY, REVIEW, ABSENT = "nobody", "review", "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the team (`user` the opaque id), or nobody yet (None), with the open cases that they keep.

    `closed`: the account is, and cases are left with it.
    """

    user: str | None
    name: str
    open: int = 0
    overdue: int = 0
    soon: int = 0
    on_hold: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Why cases stand still, by its `kind`.

    `cannot_rest`: the programme goes round in a ring; `broken`: what is kept of the case does not fit its log;
    `no_clock`: what fell due is not recorded; `nobody`: nobody at the office holds the role for which they wait;
    `review`: a hold was to be looked at again on a day that has passed; `absent`: who keeps the cases (`user`, `says`
    the name) is away since a day, or for good (`since` None), and nobody covers. One case, or how many they are: of
    those without a clock, the programme and office of the one that waits longest, and the references of all (`named`).
    """

    kind: str
    law: Programme
    office: str  # its title
    place: str | None = None  # its name
    cases: int = 1
    case: ListedCase | None = None
    role: str | None = None
    user: str | None = None
    says: str = ""
    since: date | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What `Team.board` gives: everybody of the team, busiest first, then nobody; what is stuck; how many open cases
    somebody keeps, each counted once. `whole`: the caller gives out every case that they may list."""

    members: tuple[Member, ...]
    kept: int
    whole: bool
    stuck: tuple[Stuck, ...]


class Team:
    """The door of whoever gives cases to colleagues (`assigned_by`; where a programme names nobody, all its roles)."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now
        self.time = UpToNow(records, published, Linking(published), now)

    def board(self, caller: Caller) -> Board:
        """The team in the caller's reach; with nobody in it, nothing is in reach."""
        today = self.now().date()
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            laws = {name: in_force.current(name) for name in caller.programmes()}
            grants = tuple(one for one in grants_of(caller) if gives_out(laws, one))
            team = accounts.every_account(reading)
            loads = team_lists.loads(reading, grants, today)
            members, kept = _members(team, grants, loads), team_lists.kept(reading, grants)
            kinds, held = turns.turns(reading, grants), _held(team)
            unheld = [one for one in kinds if _unheld(in_force, one, held)]
            stuck = (
                *self._uncovered(reading, in_force, caller, team, loads),
                *self._behind(reading, in_force, caller, grants),
                *_without_anybody(reading, in_force, caller, held, team_lists.turns(reading, unheld)),
                *self._to_review(reading, in_force, caller, kinds),
            )
        whole = len(grants) == len(grants_of(caller))
        return Board(members=members, stuck=stuck, kept=kept, whole=whole)

    def _uncovered(
        self, reading: Reading, in_force: InForce, caller: Caller, team: Iterable[Account], loads: Iterable[Load]
    ) -> Iterator[Stuck]:
        """The open cases of those who are away and whom nobody covers there, or whose account is closed."""
        lasting, known = absences.lasting(reading, days_now(self.now())[0]), {one.id: one for one in team}
        for load in loads:
            keeper = known.get(load.keeper or "")
            office = in_force.office(load.office)
            today = office.day_of(self.now())
            away = [one for one in lasting if one.absent == load.keeper and one.lasts_on(load.programme, today)]
            if keeper is None or keeper.active and not away or any(_is_covered(one, known, load) for one in away):
                continue
            law = in_language(in_force.current(load.programme), caller.language)
            since = min((one.first for one in away), default=None) if keeper.active else None
            told = {"cases": load.open, "user": keeper.id, "says": keeper.display_name, "since": since}
            yield Stuck(kind=ABSENT, law=law, office=office.title, place=office.name, **told)

    def _behind(self, reading: Reading, in_force: InForce, caller: Caller, grants: Sequence[Grant]) -> Iterator[Stuck]:
        """What fell due and is not recorded: the case cannot go on, or no clock runs, which is told once."""
        now, late = self.now(), list[Stuck]()
        for line in team_lists.left_behind(reading, grants, now - CLOCK_IS_LATE, now + AFTER_AN_INCIDENT, MOST):
            case = listed_for(in_force, caller, line, self.now())
            day = in_force.office(line.office).day_of(line.next_instant or self.now())
            found = Stuck(kind=NO_CLOCK, law=case.law, office=case.office_title, case=case, since=day)
            try:
                *_, due = self.time.as_of_now(reading, reading.case(line.id))
                late += [found] if due else []
            except CannotRest as ring:
                yield replace(found, kind=CANNOT_REST, says=str(ring) if _sees_all(case, caller) else "")
            except (Broken, WrongKey):
                yield replace(found, kind=BROKEN)
        if late:
            named = tuple(one.case.reference for one in late if one.case)
            yield late[0] if len(late) == 1 else replace(late[0], case=None, cases=len(late), named=named)

    def _to_review(self, reading: Reading, in_force: InForce, caller: Caller, kinds: Sequence[Kind]) -> Iterator[Stuck]:
        """The holds that the caller may see and that were to be looked at again by now."""
        lines = team_lists.on_hold(reading, kinds, MOST)
        kept = reading.cases([line.id for line in lines])
        for line in lines:
            listed_case = listed_for(in_force, caller, line, self.now())
            for title, day in _reviews(listed_case.law, caller, kept[line.id]):
                if day < listed_case.today:
                    office = listed_case.office_title
                    law = listed_case.law
                    yield Stuck(kind=REVIEW, law=law, office=office, case=listed_case, says=title, since=day)


def gives_out(laws: Mapping[str, Programme], grant: Grant) -> bool:
    """Whether cases are given to colleagues by who holds this role in its programme."""
    law = laws.get(grant.programme)
    return law is not None and grant.role in (law.assigned_by or law.roles)


def _is_covered(absence: Absence, known: Mapping[str, Account], load: Load) -> bool:
    """Whether somebody who may sign in, and works where the cases are, covers."""
    cover = known.get(absence.covered_by or "")
    return cover is not None and cover.active and bool(caller_of(cover).roles_at(load.programme, load.office))


def _members(team: Iterable[Account], grants: Sequence[Grant], loads: Sequence[Load]) -> tuple[Member, ...]:
    """Whoever works where the grants reach, or keeps a case there; the busiest first, and last what nobody keeps."""
    kept = {one.keeper for one in loads}
    here = [one for one in team if one.id in kept or (one.active and any(_works_at(one, grant) for grant in grants))]
    found = [replace(_member(one.id, one.display_name, loads), closed=not one.active) for one in here]
    found.sort(key=lambda one: (-one.open, one.name))
    return (*found, _member(None, "", loads))


def _member(user: str | None, name: str, loads: Iterable[Load]) -> Member:
    own = [one for one in loads if one.keeper == user]
    sums = {key: sum(getattr(one, key) for one in own) for key in ("open", "overdue", "soon", "on_hold")}
    return Member(user=user, name=name, **sums)


def _works_at(account: Account, grant: Grant) -> bool:
    offices = {one.office for one in account.grants if one.programme == grant.programme}
    return bool(offices) and (grant.office in offices or EVERY in offices or grant.office == EVERY)


Held = frozenset[tuple[str, str, str]]


def _held(team: Iterable[Account]) -> Held:
    """The roles that are held by somebody with an open account: programme, role and office."""
    return frozenset(
        (one.programme, one.role, one.office) for account in team if account.active for one in account.grants
    )


def _unheld(in_force: InForce, kind: Kind, held: Held) -> bool:
    """Whether cases of this kind wait for a role that nobody holds at that office."""
    roles = kind.roles & in_force.current(kind.programme).roles.keys()
    return any(_is_nobody(kind.programme, role, kind.office, held) for role in roles)


def _is_nobody(programme: str, role: str, office: str, held: Held) -> bool:
    return held.isdisjoint({(programme, role, office), (programme, role, EVERY)})


def _without_anybody(
    reading: Reading, in_force: InForce, caller: Caller, held: Held, waits: Iterable[Turn]
) -> Iterator[Stuck]:
    """The turns of roles that nobody with an open account holds at that office; tracks that are hidden left out."""
    waiting = set[tuple[str, str, str]]()
    for turn in waits:
        law, roles = in_force.current(turn.programme), caller.roles_at(turn.programme, turn.office)
        seen = turn.track is None or turn.track in seen_tracks(law, roles)
        if seen and turn.role in law.roles and _is_nobody(turn.programme, turn.role, turn.office, held):
            waiting.add((turn.programme, turn.office, turn.role))
    for programme, place, role in sorted(waiting):
        law, office = in_language(in_force.current(programme), caller.language), in_force.office(place)
        tracks = seen_tracks(law, caller.roles_at(programme, place))
        cases = team_lists.waiting(reading, programme, place, role, tracks)
        yield Stuck(kind=NOBODY, law=law, office=office.title, place=place, role=role, cases=cases)


def seen_tracks(law: Programme, roles: frozenset[str]) -> tuple[str, ...]:
    """The tracks of which these roles may see whose turn it is."""
    return tuple(name for name, track in law.tracks.items() if may_see_track(law, roles, track))


def _sees_all(case: ListedCase, caller: Caller) -> bool:
    """Whether no track of the programme is hidden from the caller, so that where any of them stands may be told."""
    roles = caller.roles_at(case.programme, case.office)
    return all(may_see_track(case.law, roles, track) for track in case.law.tracks.values())


def _reviews(law: Programme, caller: Caller, case: Case) -> Iterator[tuple[str, date]]:
    roles = caller.roles_at(case.programme, case.office)
    for placed in case.holds:
        hold = law.holds.get(placed.name)
        if hold is not None and placed.review_on is not None and may_see_hold(hold, roles):
            yield hold.title, placed.review_on
