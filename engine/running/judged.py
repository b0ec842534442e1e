"""What an entry keeps of the requirements by which it was judged: their names, and what they read (semantics 42)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.entry import Judged, Written
from engine.expressions import Expression
from engine.looking.days_asked import days_asked
from engine.model import CASE, PERSON, Machine, Move, Programme, State, Timer
from engine.running.asked import Asked
from engine.running.behind import facts_behind
from engine.running.entering import forgotten
from engine.running.news import NOTHING_NEW, Changed
from engine.running.view import CaseView
from engine.values import to_json

Change = Mapping[str, Any]
READ = "read"


@dataclass(frozen=True, slots=True)
class Asking:
    """One condition as it was asked: under which name, what of, and from which place.

    `check`: an expression, or the facts of a window or a time (whole names). `emptied`: what the state entered had
    forgotten when it was asked, though the place is from before. `truth`: what came out.
    """

    name: str
    check: Expression | tuple[str, ...]
    place: CaseView
    emptied: Changed = NOTHING_NEW
    truth: str = "true"


def of_act(asked: Asked, place: CaseView, person: str | None, move: Move | None) -> Iterator[Asking]:
    """Everything that had to be true for the act to be taken, for the person or the case whose machine it moves."""
    here = place.of(person).at_machine(asked.machine)
    yield from (Asking(one.name, one.check, here) for one in asked.action.requires)
    ever = {one.id for one in place.shared.case.people}
    for each in asked.people if person is None else (person,):
        there = here.of(each) if each in ever else here
        yield from (Asking(one.name, one.check, there) for one in asked.action.requires_each)
    yield from of_state(asked.machine, move.to if move else "", here)


def of_state(machine: Machine, state: str, place: CaseView) -> Iterator[Asking]:
    """What is asked before the state is entered, and ever after. `place`: before the state has forgotten anything."""
    found = machine.states.get(state)
    if found is None or not found.only_while:
        return
    gone = (
        forgotten(place.shared.programme, place.shared.case, machine, place.person_id, state) if found.forgets else ()
    )
    emptied = frozenset((one.owner, one.fact) for one in gone)
    for one in found.only_while:
        yield Asking(f"{machine.whole(state)}.{one.name}", one.check, place, emptied)


def of_automatic(machine: Machine, move: Move, place: CaseView) -> tuple[Asking, ...]:
    """What made a machine move by itself, under its own words, and what is asked where it leads."""
    made = (Asking(move.when.text, move.when, place),) if move.when else ()
    return (*made, *of_state(machine, move.to, place))


def of_window(machine: Machine, state: State, place: CaseView) -> tuple[Asking, ...]:
    """The days by which a window has ended."""
    window = state.clears
    days = (window.counts_from, window.until, window.before) if window else ()
    return (Asking(f"{machine.whole(state.name)}.clears", tuple(one for one in days if one), place, truth="false"),)


def of_timer(machine: Machine, timer: Timer, move: Move | None, place: CaseView) -> tuple[Asking, ...]:
    """What decided that a time was over, whether it spoke, and where it led."""
    name = machine.whole(timer.name)
    days, spans = _counted_from(machine, timer), _spans(machine, timer, place)
    over = (Asking(name, days, place),) if days else ()
    unless = (_told(f"{name}.unless", timer.unless, place),) if timer.unless else ()
    made = (Asking(move.when.text, move.when, place),) if move and move.when else ()
    return (*over, *spans, *unless, *made)


def _spans(machine: Machine, timer: Timer, place: CaseView) -> Iterator[Asking]:
    """What gave the time another span: each that was asked, to the first that is true."""
    for when, _ in timer.instead:
        asking = _told(f"{machine.whole(timer.name)}.instead", when, place)
        yield asking
        if asking.truth == "true":
            return


def of_pause(machine: Machine, timer: Timer, place: CaseView) -> tuple[Asking, ...]:
    """What a time stands still for, or does no more."""
    name = f"{machine.whole(timer.name)}.pauses_while"
    return (_told(name, timer.pauses_while, place),) if timer.pauses_while else ()


def of_end(machine: Machine, timer: Timer, place: CaseView) -> tuple[Asking, ...]:
    """The days by which a time that was over is not over any more; unknown where nothing is left of them."""
    days = _counted_from(machine, timer)
    truth = "unknown" if any(place.any_fact(one) is None for one in days) else "false"
    return (Asking(machine.whole(timer.name), days, place, truth=truth),) if days else ()


def _counted_from(machine: Machine, timer: Timer) -> tuple[str, ...]:
    """The facts from which a time counts; where it lies before the end of another time, those of that."""
    every = (machine.timers, *(state.timers for state in machine.states.values()))
    other = next((timers[timer.of] for timers in every if timer.of in timers), None) if timer.of else None
    if other is not None:
        return _counted_from(machine, other)
    return tuple(one for one in (timer.counts_from, timer.of, timer.at) if one)


def of_opening(track: Machine, place: CaseView, opened: bool) -> tuple[Asking, ...]:
    """Why a track opens (`opened`: it was open, and begins another round)."""
    opens = ((f"{track.name}.opens_when", track.opens_when),) if track.opens_when and not opened else ()
    asked = tuple(Asking(name, check, place) for name, check in opens)
    days = (track.repeats.after,) if track.repeats else ()
    due = (Asking(f"{track.name}.repeats", days, place),) if days else ()
    return (*asked, *_needed(track, place.at_machine(track)), *due)


def _needed(track: Machine, place: CaseView) -> tuple[Asking, ...]:
    """Needed today; else on a day ahead, which was read too."""
    if track.needed_if is None:
        return ()
    name, programme = f"{track.name}.needed_if", place.shared.programme
    if track.needed_if.holds(place):
        return (Asking(name, track.needed_if, place),)
    ahead = (facts_behind(programme, day) for day in days_asked(programme).get(track.name, ()))
    return (Asking(name, tuple(sorted(facts_behind(programme, track.needed_if).union(*ahead))), place),)


def _told(name: str, check: Expression, place: CaseView) -> Asking:
    return Asking(name, check, place, truth={True: "true", None: "unknown"}.get(check.ask(place), "false"))


def told(askings: Iterable[Asking]) -> dict[str, Any]:
    """By what it was judged, for an entry of what came about by itself."""
    every = tuple(askings)
    return {"judged": names(every), "changes": read(every)} if every else {}


def names(askings: Iterable[Asking]) -> tuple[Judged, ...]:
    """By name and person, as the entry tells it openly."""
    return tuple(Judged(name=one.name, person=one.place.person_id, truth=one.truth) for one in askings)


def read(askings: Iterable[Asking], written: Iterable[Written] = ()) -> tuple[Change, ...]:
    """The values that each read, with what the act has just `written`; nothing where none was known. To be sealed."""
    now = {(one.owner, one.fact): one.value for one in written}
    told = [
        {"name": one.name, "person": one.place.person_id, "values": values}
        for one in askings
        if (values := dict(_values(one, {**dict.fromkeys(one.emptied), **now} if one.emptied else now)))
    ]
    return ({READ: told},) if told else ()


def _values(asking: Asking, now: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    programme = asking.place.shared.programme
    check = asking.check
    behind = check if isinstance(check, tuple) else sorted(facts_behind(programme, check))
    for owner, place in _owners(asking.place):
        known = {name: value for name in behind if (value := _value(programme, owner, place, name, now)) is not None}
        if known:
            yield owner, {name: to_json(value) for name, value in known.items()}


def _owners(place: CaseView) -> Iterator[tuple[str, CaseView]]:
    yield CASE, place
    people = (place,) if place.person_id else place.person_views()
    yield from ((one.person_id, one) for one in people if one.person_id)


def _value(programme: Programme, owner: str, place: CaseView, name: str, now: Mapping[tuple[str, str], Any]) -> Any:
    """The value as this owner has it; of somebody else's fact nothing."""
    if (programme.facts[name].owner == PERSON) != (owner != CASE):
        return None
    key = (owner, name)
    return now[key] if key in now else place.any_fact(name)
