"""Who is away, and who covers for them: entered by themselves or by whoever gives them cases, ended by the day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.caller import EVERYWHERE, OF_NO_PROGRAMME, Caller
from engine.clock import Clock, clock
from engine.colleagues import caller_of
from engine.errors import NotFound, Refused
from engine.published import InForce, Published
from engine.reading.translating import in_language
from engine.records import absences, accounts, team_lists
from engine.records.absences import Absence
from engine.records.accounts import Account, Grant
from engine.records.database import Reading, Records
from engine.records.register import Doing
from engine.records.team_lists import KeptIn
from engine.why_not import Unmet

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """What is asked for: who is away (an opaque id), from the first day through the last, who covers (None: nobody).

    `programme` `*`: all programmes in which the absent works.
    """

    absent: str
    covered_by: str | None
    programme: str
    first: date
    last: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceSeen:
    """An absence with the names of who is in it; `programme_title` None: all programmes. `now`: it has begun."""

    absence: Absence
    absent: str
    covered_by: str | None
    programme_title: str | None
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCover:
    """Somebody who may be away: in which programmes, by title, and who could cover for them."""

    user: str
    name: str
    programmes: dict[str, str]
    colleagues: tuple[tuple[str, str], ...]
    today: date


class Covering:
    """The door through which absences are entered and ended. What covering means is told in semantics 10b."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def to_cover(self, caller: Caller, absent: str) -> ToCover:
        """Who may cover for somebody, and where. Raises NotFound for whose absence the caller may not enter."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            away = accounts.account_of(reading, absent)
            places = [one for one in _works(away) if self._may_enter(in_force, caller, away, one.programme)]
            if not places:
                raise NotFound(f"There is no user {absent}")
            names = dict.fromkeys(one.programme for one in places)
            titles = {name: in_language(in_force.current(name), caller.language).called for name in names}
            kept = team_lists.kept_in(reading, absent)
            others = (one for one in accounts.every_account(reading) if one.id != absent and one.active)
            able = (one for one in others if _shares_a_role(caller_of(one), _works(away)))
            colleagues = tuple((one.id, one.display_name) for one in able if not any(_lacks(one, kept)))
            return ToCover(
                user=absent,
                name=away.display_name,
                programmes=titles,
                colleagues=tuple(sorted(colleagues, key=lambda one: one[1])),
                today=self._today(in_force, away),
            )

    def begin(self, caller: Caller, away: Away) -> int:
        """Enters an absence; gives the number of the register's entry. Raises Refused with all that stands against it,
        NotFound."""
        with self.records.writing() as writing:
            in_force = self.published.in_force(writing)
            absent = accounts.account_of(writing, away.absent)
            _refuse(self._not_entered(in_force, caller, absent, away))
            _refuse(self._stands_against(writing, in_force, caller, absent, away))
            doing = Doing(actor=caller.user, now=self.now(), note=away.note, on_behalf_of=caller.through)
            days = (away.first, away.last)
            return absences.begin(writing, doing, away.absent, away.covered_by, away.programme, *days)

    def end(self, caller: Caller, entry: int) -> None:
        """Ends an absence before its last day. Raises Refused, NotFound."""
        with self.records.writing() as writing:
            lasting = absences.lasting(writing, self.now().date() - timedelta(1))
            absence = next((one for one in lasting if one.entry == entry), None)
            if absence is None:
                raise NotFound(f"There is no absence {entry}")
            absent, in_force = accounts.account_of(writing, absence.absent), self.published.in_force(writing)
            if not self._may_enter(in_force, caller, absent, absence.programme):
                raise Refused((_not_theirs(),))
            absences.end(writing, Doing(actor=caller.user, now=self.now(), on_behalf_of=caller.through), entry)

    def seen(self, caller: Caller) -> tuple[AbsenceSeen, ...]:
        """The absences now and ahead that are the caller's own, that they cover, or that they may enter and end."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            lasting = absences.lasting(reading, self.now().date() - timedelta(1))
            known = {one.id: one for one in accounts.every_account(reading)} if lasting else {}
            found = (self._seen(in_force, caller, known, one) for one in lasting)
            return tuple(one for one in found if one is not None)

    def _seen(
        self, in_force: InForce, caller: Caller, known: dict[str, Account], absence: Absence
    ) -> AbsenceSeen | None:
        away = known[absence.absent]
        today = self._today(in_force, away)
        own = caller.user in (absence.absent, absence.covered_by)
        if today > absence.last or not (own or self._may_enter(in_force, caller, away, absence.programme)):
            return None
        everywhere = absence.programme == EVERYWHERE
        law = None if everywhere else in_language(in_force.current(absence.programme), caller.language)
        return AbsenceSeen(
            absence=absence,
            absent=away.display_name,
            covered_by=known[absence.covered_by].display_name if absence.covered_by else None,
            programme_title=law.called if law else None,
            now=absence.first <= today,
        )

    def _today(self, in_force: InForce, account: Account) -> date:
        """The day at the offices of an account, the earliest; in UTC where it works at all of them."""
        days = [in_force.office(one.office).day_of(self.now()) for one in _works(account) if one.office != EVERYWHERE]
        return min(days, default=self.now().date())

    def _may_enter(self, in_force: InForce, caller: Caller, absent: Account, programme: str) -> bool:
        """The absent, and whoever gives them cases: of all programmes, in each of those in which they work."""
        if caller.user == absent.id:
            return True
        places = [one for one in _works(absent) if programme in (one.programme, EVERYWHERE)]
        return bool(places) and all(self._gives(in_force, caller, one) for one in places)

    def _gives(self, in_force: InForce, caller: Caller, place: Grant) -> bool:
        law = in_force.current(place.programme)
        held = _roles(caller, place)
        return not held.isdisjoint(law.assigned_by or law.roles)

    def _not_entered(self, in_force: InForce, caller: Caller, absent: Account, away: Away) -> Iterator[Unmet]:
        if not any(away.programme in (one.programme, EVERYWHERE) for one in _works(absent)) or not absent.active:
            yield _wrong("programme", "Whoever is to be away does not work there")
        elif not self._may_enter(in_force, caller, absent, away.programme):
            yield _not_theirs()

    def _stands_against(
        self, writing: Reading, in_force: InForce, caller: Caller, absent: Account, away: Away
    ) -> Iterator[Unmet]:
        yield from _wrong_days(away)
        if away.first < self._today(in_force, absent):
            yield _wrong("first", "An absence begins today or later")
        yield from _clashes(away, [one for one in absences.lasting(writing, away.first) if one.first <= away.last])
        yield from self._cannot_cover(writing, in_force, caller, absent, away)

    def _cannot_cover(
        self, reading: Reading, in_force: InForce, caller: Caller, absent: Account, away: Away
    ) -> Iterator[Unmet]:
        """Who covers could keep each of the cases: nobody gets a role by covering."""
        if away.covered_by is None or away.covered_by == away.absent:
            return
        cover = accounts.account_of(reading, away.covered_by)
        places = [one for one in _works(absent) if away.programme in (one.programme, EVERYWHERE)]
        if not cover.active or not _shares_a_role(caller_of(cover), places):
            yield _wrong("covered_by", f"{cover.display_name} works in none of these roles here")
            return
        kept = [one for one in team_lists.kept_in(reading, absent.id) if away.programme in (one.programme, EVERYWHERE)]
        titles = dict[str, None]()
        for one in _lacks(cover, kept):
            law = in_language(in_force.current(one.programme), caller.language)
            titles[law.roles.get(one.role, one.role)] = None
        if titles:
            held = " or ".join(titles)
            yield _wrong("covered_by", f"{cover.display_name} does not hold each role in which cases are kept: {held}")


def _works(account: Account) -> list[Grant]:
    """Where somebody works on cases."""
    return [one for one in account.grants if one.programme != EVERYWHERE and one.role not in OF_NO_PROGRAMME]


def _roles(caller: Caller, place: Grant) -> frozenset[str]:
    """The roles somebody has at the place of a grant; where that is every office, those held at any."""
    if place.office != EVERYWHERE:
        return caller.roles_at(place.programme, place.office)
    return frozenset(one.role for one in caller.duties if one.programme == place.programme)


def _shares_a_role(cover: Caller, places: Iterable[Grant]) -> bool:
    return any(one.role in _roles(cover, one) for one in places)


def _lacks(cover: Account, kept: Iterable[KeptIn]) -> Iterator[KeptIn]:
    """Where cases are kept in a role that somebody does not hold there."""
    caller = caller_of(cover)
    return (one for one in kept if one.role not in caller.roles_at(one.programme, one.office))


def _wrong_days(away: Away) -> Iterator[Unmet]:
    if away.last < away.first:
        yield _wrong("last", "The last day lies before the first")
    elif away.last - away.first >= LONGEST:
        yield _wrong("last", "An absence lasts a year at most; it can be entered anew")


def _clashes(away: Away, standing: Sequence[Absence]) -> Iterator[Unmet]:
    """Nobody is away twice, covers for themselves, or covers for somebody who covers for another."""
    at_once = [one for one in standing if EVERYWHERE in (one.programme, away.programme) or one.is_for(away.programme)]
    if any(one.absent == away.absent for one in at_once):
        yield _wrong("first", "An absence on some of these days is entered already; end it first")
    if any(one.covered_by == away.absent for one in standing):
        says = "Whoever is to be away covers for somebody on some of these days; nobody covers at second hand"
        yield _wrong("first", says)
    if away.covered_by is not None and away.covered_by == away.absent:
        yield _wrong("covered_by", "Nobody covers for themselves")
    elif any(one.absent == away.covered_by for one in standing):
        yield _wrong("covered_by", "Whoever is to cover is away on some of these days")


def _refuse(found: Iterable[Unmet]) -> None:
    if unmet := tuple(found):
        raise Refused(unmet)


def _wrong(field: str, says: str) -> Unmet:
    return Unmet(code="answers_wrong", kind="answer", says=says, field=field)


def _not_theirs() -> Unmet:
    says = "An absence is entered and ended by whoever is away, or by whoever gives them cases"
    return Unmet(code="not_your_role", kind="role", says=says)
