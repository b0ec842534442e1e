"""How a case comes to rest: the layers of semantics 16 to 25, one thing at a time, from the top after each."""

from collections.abc import Iterable

from engine.case import Standing
from engine.entry import Written
from engine.looking.in_turn import in_turn
from engine.model import CASE, MEMBER, STAY, Machine, State
from engine.running import judged, links, rounds, silence, validity
from engine.running.ahead import needed_ahead
from engine.running.draft import CannotRest, Draft, chosen
from engine.running.entering import standing_for
from engine.running.standings import standings_of
from engine.running.view import CaseView
from engine.running.watching import undisturbed, watching

MOST_ROUNDS = 2_000


def settle(draft: Draft) -> None:
    """Let everything follow that follows by itself. Raises CannotRest with the chain in words."""
    for _ in range(MOST_ROUNDS):
        if not _one_thing(draft):
            return
    raise CannotRest(f"after {MOST_ROUNDS} entries there is still something that follows")


def _one_thing(draft: Draft) -> bool:
    if draft.case.outcome is not None:
        return False
    return (
        links.sees(draft)
        or draft.tell_news()
        or _a_hold_ends(draft)
        or _nobody_left(draft)
        or _sides(draft)
        or _moves(draft, draft.programme.case, None, draft.case.standing)
    )


def _sides(draft: Draft) -> bool:
    """The tracks, one on which others hang before those: it opens, begins another round, or moves."""
    if undisturbed(watching(draft.programme).sides, draft.touched):
        return False
    return any(
        _opens(draft, track) or _rounds(draft, track) or _stirs(draft, track) for track in in_turn(draft.programme)
    )


def _a_hold_ends(draft: Draft) -> bool:
    """A hold that may lie so long at most falls by itself."""
    for hold in draft.case.holds:
        if hold.ends is not None and hold.ends <= draft.now:
            change = {"lifted": {"hold": hold.name, "over": hold.over}}
            draft.record(draft.programme.case, None, "hold", ground=hold.name, due_at=hold.ends, changes=(change,))
            return True
    return False


def _nobody_left(draft: Draft) -> bool:
    """Nobody is left in the case: `when_empty` says where it goes."""
    moves = draft.programme.when_empty
    if draft.case.present or not draft.case.people or not moves:
        return False
    move = chosen(moves, draft.view())
    if move is None or move.to in (STAY, draft.case.standing.state):
        return False
    told = judged.of_automatic(draft.programme.case, move, draft.view())
    changes = (*draft.entering(draft.programme.case, None, move.to), *judged.read(told))
    names = judged.names(told)
    draft.arrive(draft.programme.case, None, "when_empty", move.to, ground="when_empty", judged=names, changes=changes)
    return True


def _opens(draft: Draft, track: Machine) -> bool:
    """A track whose `opens_when` and `needed_if` are true, now or on a day ahead, and that is not open: it opens."""
    place = draft.programme.case.states.get(draft.case.standing.state)
    closed = place.closes if place else frozenset()  # while the case stands here no such track opens any more
    if track.name in closed or undisturbed(watching(draft.programme).openings[track.name], draft.touched):
        return False
    asks_itself = _asks_itself(track)
    return any(
        _opens_for(place.at_machine(track) if asks_itself else place, track) and _begins(draft, place, track)
        for place in _wanting(draft.view(), track)
    )


def _begins(draft: Draft, place: CaseView, track: Machine) -> bool:
    """A track opens at once; one that repeats with the first of its rounds."""
    if track.repeats is not None:
        return _begins_round(draft, place, track, None)
    told = judged.told(judged.of_opening(track, place, False))
    changes = (*draft.entering(track, place.person_id, track.initial), *told.pop("changes", ()))
    draft.arrive(track, place.person_id, "opens_when", track.initial, changes=changes, **told)
    return True


def _begins_round(draft: Draft, place: CaseView, track: Machine, standing: Standing | None) -> bool:
    number = rounds.due(place, track, standing)
    day, opened = (rounds.day_of(place, track, number), rounds.opens(place, track, number)) if number else (None, None)
    if number is None or day is None or opened is None:
        return False
    told = judged.told(judged.of_opening(track, place, standing is not None))
    draft.begin_round(track, place.person_id, number, day, opened, told)
    return True


def _rounds(draft: Draft, track: Machine) -> bool:
    """Another round of a track that repeats begins, or the date that its rounds count from has moved its day."""
    return track.repeats is not None and any(_round(draft, track, person) for person in standing_for(draft.case, track))


def _round(draft: Draft, track: Machine, person: str | None) -> bool:
    standing = draft.case.standing_of(track.name, person)
    if standing is None or standing.closed or track.repeats is None:
        return False
    place = draft.view().of(person).at_machine(track)
    day = rounds.day_of(place, track, standing.round)
    if day is not None and day != place.any_fact(track.repeats.day) and standing.state in track.states:
        written = (Written(owner=person or CASE, fact=track.repeats.day, value=day),)
        draft.record(track, person, "round", ground=track.repeats.after, written=written)
        return True
    state = draft.programme.case.states.get(draft.case.standing.state)
    if (state and track.name in state.closes) or validity.needed_on(place, track, place.today) is not True:
        return False
    return _begins_round(draft, place, track, standing)


def _asks_itself(track: Machine) -> bool:
    """Whether it makes a difference to `opens_when` that it is asked from the track, and not just about it."""
    asks = track.opens_when.asks if track.opens_when else ()
    return any(one in ("entered", "times") or one.startswith("timer:") for one in asks)


def _wanting(view: CaseView, track: Machine) -> Iterable[CaseView]:
    """For whom a track is not open yet."""
    if track.per == CASE:
        return () if track.name in view.shared.case.tracks else (view,)
    return [one for one in view.person_views() if one.person and track.name not in one.person.tracks]


def _opens_for(place: CaseView, track: Machine) -> bool:
    if track.opens_when is not None and not track.opens_when.holds(place):
        return False
    here = place.at_machine(track)
    return validity.needed_on(here, track, here.today) is True or needed_ahead(here, track)


def _stirs(draft: Draft, track: Machine) -> bool:
    """One of a side track; in `member` everybody, so that those who leave at the same instant leave together."""
    found = standings_of(draft.view(), track.name)
    moves = (_moves(draft, machine, person, standing) for machine, person, standing in found)
    return any([*moves]) if track.name == MEMBER else any(moves)


def _moves(draft: Draft, machine: Machine, person: str | None, standing: Standing) -> bool:
    """The first that applies in one machine, safety before progress: lapse, `only_while`, timer, automatic."""
    state = machine.states.get(standing.state)
    if state is None or standing.closed or _rests(machine, state):
        return False
    if undisturbed(watching(draft.programme).states[machine.name, state.name], draft.touched):
        return False
    place = draft.view().of(person).at_machine(machine)
    return (
        _lapses(draft, machine, person, state, standing, place)
        or _falls_out(draft, machine, person, state, place)
        or silence.speaks(draft, machine, person, standing, place)
        or _goes_on(draft, machine, person, state, place)
    )


def _rests(machine: Machine, state: State) -> bool:
    """Whether nothing in the programme can move a machine by itself while it stands here."""
    return not (
        (state.clears and state.clears.then)
        or state.only_while
        or state.timers
        or state.automatically
        or state.due
        or machine.timers
    )


def _lapses(
    draft: Draft, machine: Machine, person: str | None, state: State, standing: Standing, place: CaseView
) -> bool:
    window = state.clears
    if window is None or window.then is None:
        return False
    found = validity.lapsed(place, window, standing)
    if found is None:
        return False
    answer, ended = found
    told = judged.told(judged.of_window(machine, state, place))
    draft.move(machine, person, "lapse", "lapse", window.then, ground=answer, due_at=min(ended, draft.now), **told)
    return True


def _falls_out(draft: Draft, machine: Machine, person: str | None, state: State, place: CaseView) -> bool:
    """An `only_while` that is not true any more: the first unmet one says where to."""
    broken = next((one for one in state.only_while if not one.check.holds(place)), None)
    if broken is None or broken.to is None:
        return False
    truth, name = (
        "unknown" if broken.check.ask(place) is None else "false",
        f"{machine.whole(state.name)}.{broken.name}",
    )
    told = judged.told((judged.Asking(name, broken.check, place, truth=truth),))
    draft.move(machine, person, "only_while", "only_while", broken.to, ground=name, **told)
    return True


def _goes_on(draft: Draft, machine: Machine, person: str | None, state: State, place: CaseView) -> bool:
    """The first automatic whose `when` is true and whose target admits."""
    for move in state.automatically:
        if (move.when is None or move.when.holds(place)) and _admits(draft, machine, person, move.to):
            ground = move.when.text if move.when else None
            told = judged.told(judged.of_automatic(machine, move, place))
            draft.move(machine, person, "automatic", "automatic", move.to, ground=ground, **told)
            return True
    return False


def _admits(draft: Draft, machine: Machine, person: str | None, target: str) -> bool:
    """Whether the target's `only_while` would be true there, tried on a copy."""
    state = machine.states.get(target)
    if state is None or not state.only_while:
        return True
    trial = draft.copy()
    trial.moved = {}
    trial.move(machine, person, "automatic", "automatic", target)
    trial.tell_news()
    place = trial.view().of(person).at_machine(machine)
    return all(one.check.holds(place) for one in state.only_while)
