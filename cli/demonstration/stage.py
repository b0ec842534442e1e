"""The stage of the demonstration: a clock that runs from the past to now, the staff, and the cases told there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from cli.demonstration.families import Family
from engine import Actor, Caller, Case, Caseway, Office, Opening, Refused, Step

BEGINS = timedelta(days=425)
MORNING = timedelta(days=1)
NOBODY = Actor(user="", roles=frozenset())

Course = Iterator[datetime]
"""A case being told: it gives the moment at which it goes on, and acts when it is asked for the next one."""


@dataclass(slots=True)
class PastClock:
    """A clock that stands where it was put."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True, kw_only=True)
class Stage:
    """Caseway as it was, with its clock. `staff`: who acts, by role and office; `ends`: the moment that is now, UTC.

    `references`: of the cases opened so far, by programme and the name of the family.
    """

    caseway: Caseway
    clock: PastClock
    ends: datetime
    staff: Mapping[tuple[str, str], Caller] = field(default_factory=dict)
    references: dict[tuple[str, str], str] = field(default_factory=dict)

    def go_to(self, moment: datetime) -> None:
        """Moves the clock on. What falls due on the way is taken every day, as a running system does."""
        while self.clock.at + MORNING <= moment:
            self.clock.at += MORNING
            self.caseway.casework.let_due_pass()
        self.clock.at = max(self.clock.at, moment)

    def play(self, courses: Sequence[tuple[str, Course]]) -> tuple[str, ...]:
        """Tells all cases side by side, as the days go by; gives the titles of those that were refused a step."""
        waiting = [(self.clock.at, number, title, course) for number, (title, course) in enumerate(courses)]
        heapify(waiting)
        unfinished = []
        while waiting:
            moment, number, title, course = heappop(waiting)
            self.go_to(moment)
            try:
                following = next(course, None)
            except Refused as refused:
                unfinished.append(f"{title}: {refused}")
                continue
            if following is not None:
                heappush(waiting, (max(moment, min(following, self.ends)), number, title, course))
        self.go_to(self.ends)
        self.caseway.casework.let_due_pass()
        return tuple(unfinished)


@dataclass(slots=True, kw_only=True)
class Telling:
    """One case while it is told. Days are counted from its opening, `opened` days before now."""

    stage: Stage
    programme: str
    office: Office
    family: Family
    number: int
    opened: int
    reference: str = ""
    case: Case | None = None

    def date(self, day: int) -> date:
        """The first working day of the office on or after this day of the case."""
        found = self.plain_date(day)
        while not self.office.works_on(found):
            found += timedelta(days=1)
        return found

    def plain_date(self, day: int) -> date:
        """This day of the case, worked or not: flights go on every day."""
        return self.office.day_of(self.stage.ends) - timedelta(days=self.opened - day)

    def day(self, day: int) -> datetime:
        """A moment of the office's working hours, on the working day that `date` gives."""
        return self.at(self.date(day), 8 + (self.number * 5 + day) % 8, (self.number * 17 + day * 7) % 60)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A local time of the office."""
        return datetime.combine(day, time(hour, minute), self.office.zone)

    @property
    def today(self) -> str:
        return self.office.day_of(self.stage.clock.at).isoformat()

    def decided(self, source: str) -> dict[str, str]:
        """The answers that come with an authority's decision."""
        return {"decided_on": self.today, "source": source}

    @property
    def everybody(self) -> tuple[str, ...]:
        """Who is in the case, in the order of joining."""
        return tuple(person.id for person in self.case.present) if self.case else ()

    def aged(self, age: int) -> tuple[str, ...]:
        """Those in the case who are at least so old."""
        return tuple(one for one in self.everybody if self.family.age(one) >= age)

    def people(self) -> dict[str, dict[str, Any]]:
        """What is known of each of the family, by nick."""
        return self.family.answers(self.stage.ends.date())

    def open(
        self,
        facts: Mapping[str, Any],
        role: str = "caseworker",
        people: Mapping[str, Mapping[str, Any]] | None = None,
        links: Mapping[str, str] | None = None,
    ) -> None:
        """Somebody of a role opens the case. `people`: what is told of each, else `people()`; `links`: the references
        of other cases. Raises Refused."""
        opening = Opening(actor=NOBODY, people=people or self.people(), facts=facts, links=links or {})
        caller = self.stage.staff[role, self.office.name]
        self.case = self.stage.caseway.casework.open(caller, self.programme, self.office.name, opening).case
        self.reference = self.case.reference
        self.stage.references[self.programme, self.family.name] = self.reference

    def act(self, role: str, action: str, people: Sequence[str] = (), **more: Any) -> None:
        """Somebody of a role does something. `more`: `each`, `reason`, `note`, `happened`, `private`, `newcomers`; the
        rest are answers. Raises Refused."""
        step = {name: more.pop(name) for name in _OF_A_STEP if name in more}
        asked = Step(action=action, actor=NOBODY, people=tuple(people), answers=more, **step)
        caller = self.stage.staff[role, self.office.name]
        self.case = self.stage.caseway.casework.act(caller, self.reference, asked).case

    def book(self, day: int, hour: int, routes: Mapping[str, str]) -> None:
        """The flight is booked for this day and hour of the case, by the route from its office. Raises Refused."""
        flight = self.plain_date(day)
        self.act(
            "movement",
            "travel.book",
            travel_date=flight.isoformat(),
            departs_at=f"{flight} {hour}:00",
            route=routes[self.office.name],
            booking_reference=f"SAMPLE{self.number}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """The ordinary course of a programme's cases, chapter by chapter."""

    chapters: Sequence[Callable[[Telling], Course]]

    def up_to(self, case: Telling, last: Callable[[Telling], Course]) -> Course:
        """From the beginning to a chapter, which is included."""
        return self.between(case, self.chapters[0], last)

    def between(self, case: Telling, first: Callable[[Telling], Course], last: Callable[[Telling], Course]) -> Course:
        """From one chapter to another, both included."""
        for chapter in self.chapters[self.chapters.index(first) : self.chapters.index(last) + 1]:
            yield from chapter(case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A family, the office that keeps its case, how many days ago it was opened, and how it is told."""

    office: str
    family: Family
    opened: int
    told: Callable[[Telling], Course]


_OF_A_STEP = ("each", "reason", "note", "happened", "private", "newcomers")
