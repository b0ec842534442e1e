"""Which open cases lose a clearance, and when, if nobody acts: page by page, as far as somebody's roles reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.caller import AUDITOR, Caller
from engine.case import Case
from engine.clock import Clock, clock
from engine.model import Programme
from engine.published import Published
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records import listings, tallies, track_lists
from engine.records.accounts import Grant
from engine.records.choices import WEEK
from engine.records.database import Reading, Records
from engine.records.lines import CaseLine
from engine.running.forecast import Forecast, forecast
from engine.running.view import view_of
from engine.step import Inputs
from engine.up_to_now import may_have_missed
from engine.work_items import ListedCase, listed

DAYS, MOST_DAYS, WEEKS = 30, 366, 12
MOST_ASKED = 4  # pages of cases that are looked through for one page of those that lose something
Where = tuple[str | None, str | None]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A case with what it will lose; `names` are the people's names by id."""

    case: ListedCase
    forecast: Forecast
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPage:
    """Cases that lose something within so many days, the first to lapse first.

    How many there are in all is not told: a count would betray what only some may know. `next` is handed in as `after`.
    """

    cases: tuple[Foreseen, ...]
    days: int
    next: Key | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The seven days from `first`, and how many cases lose their first clearance in them."""

    first: date
    cases: int


class Forecasting:
    """The door to what lapses."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def cases(
        self,
        caller: Caller,
        days: int = DAYS,
        *,
        programme: str | None = None,
        office: str | None = None,
        after: Key | None = None,
        limit: int = 25,
    ) -> ForecastPage:
        """The open cases in reach that lose a clearance of a checklist within so many days (at most a year).

        An auditor, who acts in no case, is told of none.
        """
        days = max(0, min(days, MOST_DAYS))
        found: list[Foreseen] = []
        with self.records.reading() as reading:
            for _ in range(MOST_ASKED):
                wanted = limit - len(found)
                keys = self._keys(reading, caller, days, (programme, office), after, wanted + 1)
                found += self._losing(reading, caller, days, [case_id for _, case_id in keys[:wanted]])
                after = keys[wanted - 1] if len(keys) > wanted else None
                if after is None or len(found) == limit:
                    break
        return ForecastPage(cases=tuple(found), days=days, next=after)

    def weeks(self, caller: Caller, programme: str | None = None, office: str | None = None) -> tuple[Week, ...]:
        """The next twelve weeks, of which the first begins today (in UTC), with the cases in reach that each one is
        the first to cost a clearance; of those clearances that everybody may see."""
        today = self.now().date()
        last = today + timedelta(WEEKS * WEEK - 1)
        with self.records.reading() as reading:
            days = tallies.by_lapse(reading, grants_of(caller), (programme, office), today, last)
        cases = [0] * WEEKS
        for day, count in days.items():
            cases[(day - today).days // WEEK] += count
        return tuple(Week(first=today + timedelta(WEEK * place), cases=count) for place, count in enumerate(cases))

    def _keys(
        self, reading: Reading, caller: Caller, days: int, where: Where, after: Key | None, limit: int
    ) -> tuple[Key, ...]:
        """By the days in the rows; a day more on each side, since offices do not begin a day together."""
        today = self.now().date()
        since, until = today - timedelta(1), today + timedelta(days + 1)
        grants = tuple(
            Grant(programme=one.programme, role=one.role, office=one.office)
            for one in caller.duties
            if one.role != AUDITOR
        )
        return track_lists.lapsing_cases(reading, grants, *where, since, until, limit, after)

    def _losing(self, reading: Reading, caller: Caller, days: int, ids: Sequence[str]) -> Iterator[Foreseen]:
        cases, lines = reading.cases(ids), listings.lines(reading, ids)
        laws: dict[tuple[str, str, str], tuple[Programme, Inputs]] = {}
        for case_id in ids:
            case = cases[case_id]
            which = case.programme, case.digest, case.office
            law, inputs = laws[which] = laws.get(which) or self.published.law_of(reading, *which)
            spoken = in_language(law, caller.language)
            rested = self._is_at_rest(reading, case, inputs)
            found = self._foreseen(caller, days, case, lines[case_id], spoken, inputs, rested)
            if found.forecast.lapses:
                yield found

    def _is_at_rest(self, reading: Reading, case: Case, inputs: Inputs) -> bool:
        """Whether it is known that nothing has fallen due; of what hangs on another case it is not."""
        quiet = replace(inputs, linked={})
        return not case.links and not may_have_missed(reading.foretold(case), case, quiet, self.now())

    def _foreseen(
        self, caller: Caller, days: int, case: Case, line: CaseLine, law: Programme, inputs: Inputs, rested: bool
    ) -> Foreseen:
        now, roles = self.now(), caller.roles_at(case.programme, case.office)
        view = view_of(law, case, inputs, now)
        return Foreseen(
            case=listed(line, law, inputs.office, now),
            forecast=forecast(law, case, inputs, now, _days_later(view.today, days), roles, rested),
            names={one.id: view.of(one.id).name() for one in case.present},
        )


def _days_later(today: date, days: int) -> date:
    return date.fromordinal(min(today.toordinal() + days, date.max.toordinal() - 2))
