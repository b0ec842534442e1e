"""A case as a step sees it: from the case's own place, or from one person's. Answers what expressions ask.

Answers are kept for as long as the case stays the same, so that a question is worked out once per step and person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from engine.case import Case, Person, Sight, Standing, action_key
from engine.civil import Days, Office
from engine.model import CASE, LINK, NOBODY, Machine, Programme
from engine.running import blocking, timers, validity
from engine.running.passing import passed_to
from engine.running.reasons import reason
from engine.running.validity import Clearance
from engine.step import Inputs
from engine.values import Value, is_of_type
from engine.why_not import Reason


@dataclass(slots=True)
class Shared:
    """What all the views of one case at one moment have in common, and the answers found so far."""

    programme: Programme
    case: Case
    inputs: Inputs
    now: datetime
    today: date
    answers: dict[Any, Any] = field(default_factory=dict)
    failures: list[tuple[str, BaseException]] = field(default_factory=list)


class CaseView:
    """The case from one place. Make one with `view_of`; the others come from its methods."""

    __slots__ = ("shared", "person", "office", "now", "today", "person_id", "age_day", "machine", "facts")

    def __init__(
        self, shared: Shared, person: Person | None = None, machine: Machine | None = None, age_day: Any = None
    ):
        self.shared, self.person, self.machine = shared, person, machine
        self.office: Office = shared.inputs.office
        self.now, self.today = shared.now, shared.today
        self.person_id = person.id if person else None
        self.age_day = age_day or shared.today
        self.facts: Mapping[str, Value] = person.facts if person else {}

    # other places

    def whole(self) -> "CaseView":
        return self if self.person is None else CaseView(self.shared, None, self.machine)

    def of(self, person_id: str | None) -> "CaseView":
        """The view of somebody who is or was in the case; of None the case's own. Raises KeyError."""
        if person_id is None:
            return self.whole()
        key = ("view", person_id, self.machine and self.machine.name)
        found = self.shared.answers.get(key)
        if found is None:
            found = self.shared.answers[key] = CaseView(self.shared, self.shared.case.person(person_id), self.machine)
        return found

    def at_machine(self, machine: Machine) -> "CaseView":
        """The same place with this machine in mind: `entered`, `times` and timers are its."""
        return self if self.machine is machine else CaseView(self.shared, self.person, machine)

    def on_day(self, day: date | Days | None) -> "CaseView":
        return CaseView(self.shared, self.person, self.machine, day or Days(date.min, date.max, "unknown"))

    def person_views(self) -> tuple["CaseView", ...]:
        key = ("people", self.machine and self.machine.name)
        found: tuple[CaseView, ...] | None = self.shared.answers.get(key)
        if found is None:
            found = tuple(self.of(person.id) for person in self.shared.case.present)
            self.shared.answers[key] = found
        return found

    def principal_view(self) -> "CaseView | None":
        case = self.shared.case
        return next((self.of(one.id) for one in case.present if one.id == case.principal), None)

    def ever_views(self) -> tuple["CaseView", ...]:
        return tuple(self.of(person.id) for person in self.shared.case.people)

    def last_to_leave_views(self) -> tuple["CaseView", ...]:
        people = self.shared.case.people
        last = max((one.left.entry for one in people if one.left), default=0)
        return tuple(self.of(one.id) for one in people if one.left and one.left.entry == last)

    def other_view(self, person_id: str) -> "CaseView | None":
        return next((self.of(one.id) for one in self.shared.case.present if one.id == person_id), None)

    # facts and standings

    def fact(self, owner: str, name: str) -> Value | None:
        found = (self.shared.case.facts if owner == "case" else self.facts).get(name)
        if found is not None:
            return found
        if owner == LINK:
            return self.seen_fact(name)
        fact = self.shared.programme.facts.get(name)
        return fact.default if fact else None

    def sight(self, link: str) -> Sight | None:
        """The other case as it was last seen; None where none was named."""
        return self.shared.case.links.get(link)

    def seen_fact(self, whole: str) -> Value | None:
        """`link.fact` of the other case; unknown where it is of another kind than this programme was read with."""
        link, _, name = whole.partition(".")
        sight, fact = self.sight(link), self.shared.programme.facts[whole]
        value = sight.facts.get(name) if sight else None
        return value if value is None or is_of_type(fact.type, value, fact.codes) else None

    def any_fact(self, name: str | None) -> Any:
        """A fact by its whole name, whoever owns it."""
        fact = self.shared.programme.facts.get(name or "")
        return self.fact(fact.owner, fact.name) if fact else None

    def standing(self, machine: str) -> Standing | None:
        if machine == CASE:
            return self.shared.case.standing
        track = self.shared.programme.tracks.get(machine)
        if track is not None and track.per == "case":
            return self.shared.case.tracks.get(machine)
        return self.person.tracks.get(machine) if self.person else None

    def asked_standing(self, machine: str) -> Standing | None:
        """Where a machine stands for whoever asks about it: of a track that repeats, in the last of all its rounds."""
        standing, track = self.standing(machine), self.shared.programme.tracks.get(machine)
        if standing is None or track is None or track.repeats is None:
            return standing
        return standing if standing.round == len(track.repeats.at) else None

    def stands_in(self, machine: str) -> str | None:
        standing = self.asked_standing(machine)
        return standing.state if standing else None

    def been_at(self, machine: str) -> Mapping[str, int]:
        standing = self.asked_standing(machine)
        return standing.been if standing else {}

    def been_in(self, machine: str) -> tuple[str, ...]:
        return tuple(self.been_at(machine))

    def refused(self, machine: str) -> bool:
        ending = self.shared.programme.machine(machine).endings.get(self.stands_in(machine) or "")
        return ending is not None and ending.outcome == "refused"

    def phase(self) -> str | None:
        return self.shared.programme.phase_of(self.shared.case.standing.state)

    def entered(self) -> datetime | None:
        standing = self.standing(self.machine.name) if self.machine else None
        return standing.since if standing else None

    def waived(self) -> frozenset[str]:
        own = self.person.waived if self.person else frozenset[str]()
        return own | self.shared.case.waived

    # clearances

    def clearance(self, track: Machine, day: Any) -> Clearance:
        """One track's answer for a day, from the person's place (a track of the case: the case's)."""
        key = ("clearance", self.person_id if track.per == "person" else None, track.name, day)
        found = self.shared.answers.get(key)
        if found is None:
            place = self if track.per == "person" else self.whole()
            found = self.shared.answers[key] = validity.clearance(place.at_machine(track), track, day)
        return found

    def cleared_tracks(self, target: str) -> tuple[tuple["CaseView", Machine], ...]:
        """Who and what a question about a track or checklist is about: everyone's, or this person's."""
        programme = self.shared.programme
        tracks = [programme.tracks[name] for name in programme.checklists.get(target, (target,))]
        people = (self,) if self.person else self.person_views()
        return tuple(
            (place, track) for track in tracks for place in (people if track.per == "person" else (self.whole(),))
        )

    def clear_on(self, target: str, day: Any) -> bool | None:
        """Of everybody in the case (from a person's place: of that person) in each of the tracks; of nobody false."""
        if self.person is None and not self.shared.case.present:
            return False
        unknown = False
        for place, track in self.cleared_tracks(target):
            clear = place.clearance(track, day).clear
            if clear is False:
                return False
            unknown = unknown or clear is None
        return None if unknown else True

    def reasons(self, target: str, day: Any) -> tuple[Reason, ...]:
        """Per person and track why it is not clear on that day, who must act, from when it could be."""
        found = ((place, track, place.clearance(track, day)) for place, track in self.cleared_tracks(target))
        return tuple(
            reason(place, track, answer, day, turn_of(place, track))
            for place, track, answer in found
            if answer.clear is not True
        )

    def owed(self, target: str) -> bool:
        """Whether anything counts as clear by a waiver alone."""
        return any(
            track.name in place.waived()
            and validity.unwaived(place.at_machine(track), track, self.today).clear is not True
            for place, track in self.cleared_tracks(target)
        )

    def clear_until(self, target: str) -> date | None:
        ends = [place.clearance(track, self.today) for place, track in self.cleared_tracks(target)]
        if not ends or any(one.clear is not True for one in ends):
            return None
        return validity.last_day(self.office, min(one.ends or validity.ALWAYS for one in ends))

    def first_to_lapse(self, target: str) -> str | None:
        """Person and track in words; one that is not clear comes before every end."""
        found = [(place, track, place.clearance(track, self.today)) for place, track in self.cleared_tracks(target)]
        if not found:
            return None
        first = min(found, key=lambda one: (one[2].clear is True, one[2].ends or datetime.min.replace(tzinfo=UTC)))
        return (
            f"{first[0].name()}: {first[1].shown_as or first[1].title}" if first[1].per == "person" else first[1].title
        )

    def name(self) -> str:
        """The person's name as recorded, given names first; the id while no name is known."""
        parts = (self.fact("person", "given_names"), self.fact("person", "family_name"))
        return " ".join(str(part) for part in parts if part) or (self.person_id or "")

    # holds, counts, timers

    def held(self, hold: str) -> bool:
        placed = blocking.holds_on(self.shared.case, self.shared.inputs, self.person_id)
        return any(one.name == hold for one in placed)

    def blocked(self, what: str) -> bool:
        return blocking.is_blocked(self.shared.programme, self.shared.case, self.shared.inputs, what, self.person_id)

    def times(self, action: str) -> int:
        machine = self.machine or self.shared.programme.case
        person = self.person_id if machine.per == "person" else None
        done = self.shared.case.done.get(action_key(machine.whole(action), person))
        return done.times if done else 0

    def timer_ends(self, timer: str) -> datetime | None:
        machine, standing = self.machine, self.standing(self.machine.name) if self.machine else None
        if machine is None or standing is None:
            return None
        found = next((one for one in timers.running(machine, standing) if one.name == timer), None)
        if found is not None:
            return timers.end(self, machine, found, standing)
        return standing.silence_ended if standing.silence == machine.whole(timer) else None

    def timer_ended(self, timer: str) -> bool | None:
        ends = self.timer_ends(timer)
        return None if ends is None else ends <= self.now

    def failed(self, text: str, error: BaseException) -> None:
        self.shared.failures.append((text, error))


def turn_of(place: CaseView, machine: Machine) -> str | None:
    """Whose turn it is in a machine: a role, an authority, `person`, `nobody`; before it opens, whoever comes first.

    Where one requirement alone keeps the first action of a state from being done, whoever can cure that.
    """
    standing = place.standing(machine.name)
    state = machine.states.get(standing.state if standing else machine.initial)
    waits_on = (passed_to(place, machine, state) if standing else None) or state.waits_on if state else None
    track = place.shared.programme.tracks.get(waits_on or "")
    return waits_on if track is None or track is machine else _turn_in(place, track)


def _turn_in(place: CaseView, track: Machine) -> str | None:
    """Where a machine waits on a track: whose turn it is there, the first who is not at rest."""
    places = place.person_views() if track.per == "person" and place.person is None else (place,)
    turns = (turn_of(one, track) for one in places)
    return next((turn for turn in turns if turn not in (None, NOBODY)), NOBODY)


def view_of(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> CaseView:
    """The case's own view at an instant (UTC): of the clock, or of the event that is judged."""
    return CaseView(Shared(programme, case, inputs, now, inputs.office.day_of(now)))


def concerned(machine: Machine, people: Iterable[str]) -> tuple[str | None, ...]:
    """For whom a machine stands: each of these people, or the case."""
    return tuple(people) if machine.per == "person" else (None,)
