"""The case as it becomes while a step is decided: entries made so far, and the case that they tell."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from engine.case import Case, Overdue, Pending, Standing
from engine.entry import Entry, Written
from engine.looking.watched import NOTHING, joined
from engine.model import CASE, STAY, Machine, Move, Programme
from engine.running.entering import Changes, entering, forgotten, standing_for
from engine.running.machine import tables_of
from engine.running.news import NOTHING_NEW, told_by, voids
from engine.running.replay import fold
from engine.running.view import CaseView, view_of
from engine.running.watching import Touched, touched_by
from engine.step import Inputs


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
                for person in standing_for(self.case, track) if track.when_changed else ():
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
        brings, private = what.pop("changes", ()), what.pop("private", False)
        brought = {"private": private, "spoken": _spoken(brings)}
        changes = (*brings, *entering(self.programme, self.case, machine, person, confirmed, **brought))
        fresh = what.pop("fresh", frozenset())
        written = (*what.pop("written", ()), *self._forgetting(machine, person, confirmed, fresh))
        self.record(machine, person, cause, target=confirmed, changes=changes, written=written, **what)

    def arrive(self, machine: Machine, person: str | None, cause: str, target: str, **what: Any) -> None:
        """Go to a state that no move of the programme leads to: opened, brought back, or the last one has left."""
        standing = self.case.standing_of(machine.name, person)
        self._once(machine, person, standing.state if standing else "", target)
        changes = what.pop("changes", None)
        if changes is None:
            changes = self.entering(machine, person, target)
        kept = what.pop("written", ())
        fresh = frozenset((one.owner, one.fact) for one in kept)
        written = (*kept, *self._forgetting(machine, person, target, fresh))
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

    def entering(self, machine: Machine, person: str | None, target: str) -> Changes:
        """What else changes when this state or ending is entered."""
        return entering(self.programme, self.case, machine, person, target)

    def _forgetting(
        self, machine: Machine, person: str | None, target: str, fresh: frozenset[tuple[str, str]]
    ) -> Iterable[Written]:
        """The emptying of what the state forgets, except what this very step has asked."""
        emptied = forgotten(self.programme, self.case, machine, person, target)
        return (one for one in emptied if (one.owner, one.fact) not in fresh)

    def is_overdue(self, machine: str, person: str | None, timer: str) -> bool:
        """Whether a time which ran out in the past has left a task."""
        return Overdue(machine=machine, person=person, timer=timer) in self.case.overdue


def _spoken(changes: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(change["spoke"] for change in changes if "spoke" in change)


def chosen(moves: tuple[Move, ...], view: CaseView) -> Move | None:
    """The first arm whose `when` is true, else `otherwise`; None when a list without `otherwise` has none."""
    return next((move for move in moves if move.when is None or move.when.holds(view)), None)


def leads_on(move: Move | None) -> bool:
    return move is not None and move.to != STAY
