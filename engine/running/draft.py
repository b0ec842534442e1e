"""The case as it becomes while a step is decided: entries made so far, and the case that they tell."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from engine.case import Case, Entry, Inputs, Overdue, Pending, Person, Standing, Written
from engine.looking.watched import NOTHING, joined
from engine.model import CASE, MEMBER, STAY, Machine, Move, Programme
from engine.running import timers
from engine.running.machine import tables_of
from engine.running.news import NOTHING_NEW, told_by, voids
from engine.running.replay import fold
from engine.running.view import CaseView, view_of
from engine.running.watching import Touched, touched_by


class CannotRest(Exception):
    """A machine would take the same move twice in one step: the author's error, told with the chain in words."""


class Draft:
    """One step under way. Nothing is recorded until somebody takes `entries`; throwing a draft away undoes it.

    `event`: when that happened of which everything in the step follows; `recorded`: when it is written.
    `rested`: the case had come to rest, and its next instant has not come.
    """

    def __init__(
        self,
        programme: Programme,
        case: Case,
        inputs: Inputs,
        now: datetime,
        recorded: datetime | None = None,
        rested: bool = False,
    ):
        self.programme, self.tables, self.inputs, self.now = programme, tables_of(programme), inputs.at(now), now
        self.case, self.entries = case, list[Entry]()
        self.event, self.recorded = now, recorded or now
        self.rejected: tuple[Pending, ...] = ()
        self.beside: Draft | None = None  # of the other case, in a step over two
        self.first = case.version + 1
        self.touched: Touched = NOTHING if rested else None
        self.moved: dict[tuple[str, str | None, str, str], str] = {}
        self.changed = NOTHING_NEW  # what of it voids a track, and has not been told yet
        self.failures: list[tuple[str, BaseException]] = []
        self._view: tuple[Case, datetime, CaseView] | None = None

    def copy(self) -> "Draft":
        """A draft to try something on."""
        twin = Draft(self.programme, self.case, self.inputs, self.now, self.recorded)
        twin.first, twin.entries, twin.moved = self.first, list(self.entries), dict(self.moved)
        twin.event, twin.failures, twin.rejected = self.event, self.failures, self.rejected
        twin.touched, twin.changed = self.touched, self.changed
        twin.beside = self.beside
        twin._view = self._view
        return twin

    def view(self, at: datetime | None = None) -> CaseView:
        """The case as it stands now in the draft, judged at an instant (of recording, unless told)."""
        moment = at or self.now
        if self._view is None or self._view[0] is not self.case or self._view[1] != moment:
            view = view_of(self.programme, self.case, self.inputs, moment)
            view.shared.failures = self.failures
            self._view = (self.case, moment, view)
        return self._view[2]

    def sees(self, view: CaseView | None) -> None:
        """Takes over what was found out of this very case at this moment, where nothing came to it from outside."""
        if view is None:
            return
        shared = view.shared
        if shared.case is self.case and shared.now == self.now and not shared.inputs.programme_holds:
            self._view = (self.case, self.now, view)

    def last_view(self) -> CaseView | None:
        """The case as it was seen last, with what was found out then."""
        return self._view[2] if self._view else None

    def record(self, machine: Machine, person: str | None, cause: str, **what: Any) -> Entry:
        """One more entry of this step, folded into the case. A move (`target`) is confirmed by the state tables."""
        standing = self.case.standing_of(machine.name, person)
        entry = Entry(
            case=self.case.id,
            seq=self.case.version + 1,
            step=self.first,
            cause=cause,
            machine=machine.name,
            person=person,
            origin=standing.state if standing else None,
            visit=standing.visit if standing else None,
            round=what.pop("round", standing.round if standing else 0) or None,
            recorded=self.recorded,
            digest=self.programme.digest,
            labels_digest=self.programme.labels_digest,
            inputs=self.inputs.versions({**self.case.links, **self.inputs.linked}) if not self.entries else {},
            **{"happened": self._began(standing), **what},
        )
        self.entries.append(entry)
        self.touched = joined((self.touched, touched_by(entry)))
        if entry.written:
            self.changed |= told_by(self.programme, self.case, entry)
        if self.case.unheard and {"outcome": None} in entry.changes:
            self.changed |= frozenset(
                (whose, fact) for whose, _, fact in (one.partition("|") for one in self.case.unheard)
            )
        self.case = fold(self.case, entry)
        return entry

    def tell_news(self) -> bool:
        """Each track that what has changed voids goes where it says, until nothing new has changed; whether any did."""
        before = len(self.entries)
        while self.changed:
            changed, self.changed = self.changed, NOTHING_NEW
            for track in self.programme.tracks.values():
                for person in self.standing_for(track) if track.when_changed else ():
                    if voids(track, person, self.case.standing_of(track.name, person), changed):
                        self._void(track, person)
        return len(self.entries) > before

    def _void(self, track: Machine, person: str | None) -> None:
        assert track.when_changed is not None
        news = track.when_changed
        self.move(track, person, "when_changed", "when_changed", news.to, ground=news.says)

    def _began(self, standing: Standing | None) -> datetime:
        """What follows by itself happened with what caused it, yet never before its machine's visit began."""
        return max(self.event, standing.since) if standing else self.event

    def move(self, machine: Machine, person: str | None, cause: str, by: str, target: str, **what: Any) -> None:
        """Move a machine, with all that entering the target brings (semantics 13 and 14). `by`: the table's cause."""
        standing = self.case.standing_of(machine.name, person)
        assert standing is not None
        self._once(machine, person, standing.state, target)
        confirmed = self.tables.confirm(machine.name, standing.state, by, target)
        brings = what.pop("changes", ())
        changes = (*brings, *self.entering(machine, person, confirmed, what.pop("private", False), _spoken(brings)))
        fresh = what.pop("fresh", frozenset())
        written = (*what.pop("written", ()), *self.forgetting(machine, person, confirmed, fresh))
        self.record(machine, person, cause, target=confirmed, changes=changes, written=written, **what)

    def arrive(self, machine: Machine, person: str | None, cause: str, target: str, **what: Any) -> None:
        """Go to a state that no move of the programme leads to: opened, brought back, or the last one has left."""
        standing = self.case.standing_of(machine.name, person)
        self._once(machine, person, standing.state if standing else "", target)
        changes = what.pop("changes", None)
        if changes is None:
            changes = self.entering(machine, person, target, False)
        kept = what.pop("written", ())
        fresh = frozenset((one.owner, one.fact) for one in kept)
        written = (*kept, *self.forgetting(machine, person, target, fresh))
        self.record(machine, person, cause, target=target, changes=changes, written=written, **what)

    def begin_round(
        self, track: Machine, person: str | None, number: int, day: date, opened: datetime, told: Mapping[str, Any]
    ) -> None:
        """The first or another run of a track that repeats: nothing of the one before is left but its facts. It begins
        no sooner than it runs (`opened`, UTC), however late the date that it counts from was typed in. `told`: by what
        it was judged."""
        assert track.repeats is not None
        self.moved = {key: target for key, target in self.moved.items() if key[:2] != (track.name, person)}
        written = (Written(owner=person or CASE, fact=track.repeats.day, value=day),)
        due_at = min(opened, self.now)
        began = max(self._began(self.case.standing_of(track.name, person)), due_at)
        what = {"changes": (), **told, "round": number, "written": written, "due_at": due_at, "happened": began}
        self.arrive(track, person, "round", track.initial, **what)

    def _once(self, machine: Machine, person: str | None, origin: str, target: str) -> None:
        key = (machine.name, person, origin, target)
        if key in self.moved:
            chain = " → ".join(
                (*(f"{origin} to {target}" for _, _, origin, target in self.moved), f"{origin} to {target}")
            )
            raise CannotRest(f"{machine.name} would take the same move twice in one step: {chain}")
        self.moved[key] = target

    def entering(
        self, machine: Machine, person: str | None, target: str, private: bool, spoken: frozenset[str] = frozenset()
    ) -> tuple[Mapping[str, Any], ...]:
        """What else changes when this state or ending is entered. `spoken`: the timer by which it is."""
        ending, kept = machine.endings.get(target), self.running_on(machine, person, spoken)
        if ending is None:
            back = self._coming_back(machine, person)
            returned = frozenset(change["returned"] for change in back if "returned" in change)
            return (*kept, *back, *self.closing(machine, target, returned))
        if machine.name == CASE:
            return (*kept, *self._case_ends(ending.outcome))
        if machine.name == MEMBER and person:
            return (*kept, *self._person_leaves(person, ending.outcome, private))
        return kept

    def _case_ends(self, outcome: str) -> tuple[Mapping[str, Any], ...]:
        left = ({"left": {"person": one.id, "outcome": outcome}} for one in self.case.present)
        return (*left, {"closed": self.all_tracks()}, {"outcome": outcome})

    def _person_leaves(self, person: str, outcome: str, private: bool) -> tuple[Mapping[str, Any], ...]:
        tracks = [[name, person] for name in self.case.person(person).tracks if not self._outlives(name)]
        return ({"left": {"person": person, "outcome": outcome, "private": private}}, {"closed": tracks})

    def running_on(
        self, machine: Machine, person: str | None, spoken: frozenset[str] = frozenset()
    ) -> tuple[Mapping[str, Any], ...]:
        """That the timers outside the states run on, those that have spoken with them."""
        standing = self.case.standing_of(machine.name, person)
        kept = timers.kept(machine, standing, spoken) if standing and machine.timers else ()
        return ({"runs_on": list(kept)},) if kept else ()

    def _outlives(self, track: str) -> bool:
        return track == MEMBER or self.programme.tracks[track].outlives_person

    def all_tracks(self) -> list[list[str | None]]:
        """Every track that was ever opened, of the case and of its people, save where each person stands."""
        own: list[list[str | None]] = [[name, None] for name in self.case.tracks]
        return own + [[name, one.id] for one in self.case.people for name in one.tracks if name != MEMBER]

    def closing(
        self, machine: Machine, target: str, returned: frozenset[str] = frozenset()
    ) -> tuple[Mapping[str, Any], ...]:
        """What a state closes, of who comes back with its entering too."""
        names = machine.states[target].closes
        closed: list[list[str | None]] = [
            [name, one] for name in sorted(names) for one in self.standing_for(self.programme.tracks[name], returned)
        ]
        return ({"closed": closed},) if closed else ()

    def standing_for(self, track: Machine, returned: frozenset[str] = frozenset()) -> tuple[str | None, ...]:
        """For whom a track is open: the case, or which of its people; one that outlives them, those who left too."""
        if track.per == "case":
            return (None,) if track.name in self.case.tracks else ()
        people = (one for one in self.case.people if track.outlives_person or one.left is None or one.id in returned)
        return tuple(one.id for one in people if track.name in one.tracks)

    def _coming_back(self, machine: Machine, person: str | None) -> tuple[Mapping[str, Any], ...]:
        """A state entered from an ending brings back the person, or the case, with the tracks that it had closed."""
        standing = self.case.standing_of(machine.name, person)
        if standing is None or standing.state not in machine.endings:
            return ()
        if machine.name == MEMBER and person is not None:
            return self._person_back(person, standing.step)
        if machine.name == CASE:
            return self._case_back(standing.step)
        return ()

    def _person_back(self, person: str, step: int) -> tuple[Mapping[str, Any], ...]:
        """With the tracks that closed then, save those that the case has closed for all meanwhile."""
        tracks, place = (
            _closed_in(self.case.person(person), step),
            self.programme.case.states.get(self.case.standing.state),
        )
        shut = [pair for pair in tracks if place and pair[0] in place.closes]
        return ({"returned": person}, {"reopened": tracks}, *(({"closed": shut},) if shut else ()))

    def closed_here(self) -> list[list[str | None]]:
        """The tracks that the state in which the case stands has stopped, when it was entered or as somebody came."""
        standing = self.case.standing
        place = self.programme.case.states.get(standing.state)
        return [
            [name, one]
            for name in sorted(place.closes if place else ())
            for one in self.standing_for(self.programme.tracks[name])
            if (own := self.case.standing_of(name, one)) is not None and own.closed >= standing.step
        ]

    def _case_back(self, step: int) -> tuple[Mapping[str, Any], ...]:
        gone = self.gone_with(step)
        return (
            *({"returned": one.id} for one in gone),
            {"reopened": self.closed_in(step, gone)},
            {"outcome": None},
        )

    def closed_in(self, step: int, people: Iterable[Person]) -> list[list[str | None]]:
        """The tracks of the case that a step has closed, those that these people lost with it or as they left, and
        those that had outlived others until then."""
        back = {one.id: one.left.entry if one.left else step for one in people}
        case: list[list[str | None]] = [[name, None] for name, one in self.case.tracks.items() if one.closed == step]
        own = (pair for one in self.case.people if one.id in back for pair in _closed_in(one, back[one.id]))
        others = (pair for one in self.case.people if one.id not in back for pair in _closed_in(one, step))
        return [*case, *own, *(pair for pair in others if self._outlives(str(pair[0])))]

    def gone_with(self, step: int) -> list[Person]:
        """Who was in the case when it closed in that step; where nobody was, who left last before it.

        Whoever is in another case instead stays there.
        """
        gone = [(one.left.entry, one) for one in self.case.people if one.left and not one.left.into]
        inside = [one for entry, one in gone if entry == step and self.was_inside(one)]
        last = max((entry for entry, _ in gone), default=0)
        return inside or [one for entry, one in gone if entry == last]

    def was_inside(self, person: Person) -> bool:
        """Whether somebody who is gone left with the case, not by an ending of their own nor into another case."""
        if person.left is not None and person.left.into:
            return False
        return person.tracks[MEMBER].state not in self.programme.tracks[MEMBER].endings

    def forgetting(
        self, machine: Machine, person: str | None, target: str, fresh: frozenset[tuple[str, str]]
    ) -> tuple[Any, ...]:
        """The emptying of what the state forgets, except what this very step has asked."""
        return tuple(
            one
            for one in forgotten(self.programme, self.case, machine, person, target)
            if (one.owner, one.fact) not in fresh
        )

    def is_overdue(self, machine: str, person: str | None, timer: str) -> bool:
        """Whether a time which ran out in the past has left a task."""
        return Overdue(machine=machine, person=person, timer=timer) in self.case.overdue


def _spoken(changes: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(change["spoke"] for change in changes if "spoke" in change)


def _closed_in(person: Person, step: int) -> list[list[str | None]]:
    return [[name, person.id] for name, one in person.tracks.items() if one.closed == step]


def forgotten(programme: Programme, case: Case, machine: Machine, person: str | None, target: str) -> list[Any]:
    """The facts that a state empties when entered, as they stand now."""
    from_state = machine.states.get(target)
    names = from_state.forgets if from_state else ()
    found = []
    for name in names:
        fact = programme.facts[name]
        owners = ["case"] if fact.owner == "case" else [person] if person else [one.id for one in case.present]
        found += [written for owner in owners if owner and (written := emptied(case, owner, name))]
    return found


def emptied(case: Case, owner: str, name: str) -> Written | None:
    """A Written that empties the fact, or None when there is nothing to empty."""
    facts = case.facts if owner == "case" else case.person(owner).facts
    return Written(owner=owner, fact=name, value=None) if name in facts else None


def chosen(moves: tuple[Move, ...], view: CaseView) -> Move | None:
    """The first arm whose `when` is true, else `otherwise`; None when a list without `otherwise` has none."""
    return next((move for move in moves if move.when is None or move.when.holds(view)), None)


def leads_on(move: Move | None) -> bool:
    return move is not None and move.to != STAY
