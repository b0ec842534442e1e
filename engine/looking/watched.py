"""What each part of a programme looks at: facts, and where machines stand."""

from collections.abc import Iterable, Mapping

from engine.expressions import Expression
from engine.looking.days_asked import days_asked
from engine.looking.timely import running_in
from engine.model import CASE, Action, Machine, Programme, State, Timer, Window

Watched = frozenset[str] | None  # None: it must be asked whatever was touched
NOTHING: frozenset[str] = frozenset()


def value(fact: str) -> str:
    return f"fact {fact}"


def stand(machine: str) -> str:
    return f"at {machine}"


class Looking:
    """Finds what each part of one programme looks at. `holds`: what a question about holds looks at; `itself`: one
    about what the asking machine has been through, such as its timers."""

    def __init__(self, programme: Programme, holds: Watched, itself: Watched = None):
        self.programme, self.holds, self.itself = programme, holds, itself
        waited_on = {
            state.waits_on
            for machine in programme.machines()
            for state in machine.states.values()
            if state.waits_on in programme.tracks
        }
        tracks = [programme.tracks[name] for name in sorted(waited_on)]
        turns = (self.turn(one) for track in tracks for one in track.every_action())
        self.waited_on = joined((frozenset(map(stand, waited_on)), *turns))

    def openings(self) -> Mapping[str, Watched]:
        return {track.name: self.opening(track) for track in self.programme.tracks.values()}

    def states(self) -> Mapping[tuple[str, str], Watched]:
        return {
            (machine.name, state.name): self.state(machine, state)
            for machine in self.programme.machines()
            for state in machine.states.values()
        }

    def opening(self, track: Machine) -> Watched:
        """What opens and excuses it, the days ahead for which it is asked; the case, if it can keep it closed."""
        kept_closed = any(track.name in state.closes for state in self.programme.case.states.values())
        asked = (self.expression(one) for one in (track.opens_when, track.needed_if) if one)
        rounds = (value(track.repeats.after), stand(track.name)) if track.repeats else ()
        ahead = (self.expression(day) for day in days_asked(self.programme).get(track.name, ()))
        return joined((*asked, *ahead, frozenset((stand(CASE),) if kept_closed else ()), frozenset(rounds)))

    def state(self, machine: Machine, state: State) -> Watched:
        """Where the machine stands itself, and all that could move it on from there, with what its targets admit."""
        targets = [machine.states[move.to] for move in state.automatically if move.to in machine.states]
        places = (state, *targets)
        asked = [
            *(move.when for move in state.automatically if move.when),
            *(one.check for place in places for one in place.only_while),
        ]
        return joined(
            (
                frozenset((stand(machine.name),)),
                *(self.expression(one) for one in asked),
                *(self.timer(timer) for timer in running_in(machine, state)),
                *(_window(place.clears) for place in places),
            )
        )

    def row(self, machine: Machine) -> Watched:
        """Where it stands and until when it is clear; what is due there, what opens there, and whose turn it is."""
        states = machine.states.values()
        due = (value(state.due.at) for state in states if state.due and state.due.at)
        actions = [*machine.anywhere.values(), *(one for state in states for one in state.actions.values())]
        opens = (value(one.open_from.of) for one in actions if one.open_from)
        seen = frozenset((*due, *opens, *self.then_by(machine)))
        return joined((self.clearance(machine), self.waited_on, seen, *(self.turn(one) for one in actions)))

    def then_by(self, machine: Machine) -> tuple[str, ...]:
        """The date that orders cases of equal points, in the row of the case itself."""
        priority = self.programme.priority if machine.name == CASE else None
        return (value(priority.then_by),) if priority and priority.then_by else ()

    def turn(self, action: Action) -> Watched:
        """What an action requires and of whom, where a requirement says who can cure it."""
        required = (*action.requires, *action.requires_each)
        if not any(one.waits_on for one in required):
            return NOTHING
        of_whom = (action.people,) if isinstance(action.people, Expression) else ()
        return joined(self.expression(one) for one in (*(one.check for one in required), *of_whom))

    def clearance(self, machine: Machine, within: frozenset[str] = NOTHING) -> Watched:
        """What a clearance hangs on. `within`: the tracks whose own is being found."""
        excused = self.expression(machine.needed_if, within | {machine.name}) if machine.needed_if else NOTHING
        windows = (_window(state.clears) for state in machine.states.values())
        return joined((frozenset((stand(machine.name),)), excused, *windows))

    def timer(self, timer: Timer) -> Watched:
        facts = frozenset(value(name) for name in (timer.counts_from, timer.of, timer.at) if name)
        asked = [*(when for when, _ in timer.instead), timer.unless, timer.pauses_while]
        return joined((facts, *(self.expression(one) for one in asked if one)))

    def expression(self, expression: Expression, within: frozenset[str] = NOTHING) -> Watched:
        facts = frozenset(value(name) for _, name in expression.reads)
        return joined((facts, *(self.asked(one, within) for one in expression.asks)))

    def asked(self, question: str, within: frozenset[str]) -> Watched:
        """What a question looks at. Who is in the case and what is seen of a linked one touches everything when it
        changes; time is not touched."""
        kind, _, target = question.partition(":")
        if kind in ("today", "now", "age", "people", "link"):
            return NOTHING
        if kind == "holds":
            return self.holds
        if kind == "at":
            return frozenset((stand(target),))
        if kind == "clear_on":
            tracks = self.programme.checklists.get(target, (target,))
            found = (self.programme.tracks[name] for name in tracks if name not in within)
            return joined(self.clearance(track, within) for track in found)
        return self.itself

    def from_outside(self, track: Machine) -> Watched:
        """All that could open or move a track by itself, wherever it stands."""
        news = (value(fact) for fact in track.when_changed.facts) if track.when_changed else ()
        states = (self.state(track, state) for state in track.states.values())
        return joined((self.opening(track), frozenset(news), *states))


def looked_at(programme: Programme) -> Mapping[str, frozenset[str]]:
    """By track, all that could open or move it by itself, holds apart."""
    looking = Looking(programme, holds=NOTHING, itself=NOTHING)
    return {name: looking.from_outside(track) or NOTHING for name, track in programme.tracks.items()}


def brings_about(programme: Programme, machine: Machine) -> frozenset[str]:
    """What a machine touches as it moves, in the sense of `looked_at`: where it and what it closes stand, and facts."""
    states = machine.states.values()
    timers = (*machine.timers.values(), *(timer for state in states for timer in state.timers.values()))
    forgotten = (value(fact) for state in states for fact in state.forgets)
    told = (value(fact) for timer in timers for fact, _ in timer.sets)
    closed = (stand(name) for state in states for name in state.closes)
    return frozenset((stand(machine.name), *forgotten, *told, *closed))


def _window(window: Window | None) -> Watched:
    if window is None:
        return NOTHING
    facts = (value(name) for name in (window.counts_from, window.until, window.before) if name)
    used_up = (stand(window.used_up_by[0]),) if window.used_up_by else ()
    return frozenset((*facts, *used_up))


def joined(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found = list(parts)
    return None if None in found else NOTHING.union(*(one for one in found if one is not None))
