"""What follows by itself: semantics 16 to 25, layer by layer, and time as a step (28)."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tests.model import asking, clearing, days, moving, rounds, texts, timers
from tests.model.moving import Key, place


def settle(programme: dict, case: dict, at: datetime) -> None:
    """The first that applies is done, and one begins again from the top, until none applies (16)."""
    while case["outcome"] is None and one_thing(programme, case, at):
        pass


def one_thing(programme: dict, case: dict, at: datetime) -> bool:
    """Does the first thing that applies; whether there was one."""
    if moving.tell_news(programme, case) or _hold_falls(programme, case, at):
        return True
    if _nobody_left(programme, case, at):
        return True
    return any(_stirs(programme, case, name, at) for name in (*texts.in_turn(programme), "case"))


def _stirs(programme: dict, case: dict, name: str, at: datetime) -> bool:
    """One track opens for somebody, or moves, people in the order of joining (19, 20); or the case does (21)."""
    if name != "case" and _opens(programme, case, name, at):
        return True
    people = [None, *case["people"]]
    keys = sorted((key for key in case["machines"] if key[0] == name), key=lambda key: people.index(key[1]))
    moves = (_moves(programme, case, key, at) for key in keys)
    return any([*moves]) if name == "member" else any(moves)  # those who leave at the same instant leave together (17)


def _hold_falls(programme: dict, case: dict, at: datetime) -> bool:
    return falls(case, at, ("case", "programme", *case["people"]))


def falls(case: dict, at: datetime, over: tuple[str, ...] = ("programme",)) -> bool:
    """What has lain as long as it may; one over the programme falls for a case that has ended, too (17)."""
    fallen = [hold for hold in case["holds"] if hold["ends"] and hold["ends"] <= at and hold["over"] in over]
    case["holds"] = [hold for hold in case["holds"] if hold not in fallen]
    return bool(fallen)


def _nobody_left(programme: dict, case: dict, at: datetime) -> bool:
    if asking.present(case) or not case["people"]:
        return False
    to = chosen(programme, case, ("case", None), programme["when_empty"], at)
    moving.follow(programme, case, ("case", None), to)
    case["emptied"] = case["outcome"] is not None
    return True


def chosen(programme: dict, case: dict, key: Key, to: Any, at: datetime) -> str:
    """The target of a list of moves: the first true `when`, else `otherwise`."""
    here = place(programme, case, key, at)
    for arm in texts.moves(to):
        if "otherwise" in arm:
            return arm["otherwise"]
        if asking.true(here, arm["when"]):
            return arm["to"]
    raise AssertionError("a list without otherwise")


def _opens(programme: dict, case: dict, track: str, at: datetime) -> bool:
    """Semantics 19; none opens that the state of the case closes (13)."""
    machine = programme["tracks"][track]
    if track in closed_here(programme, case):
        return False
    for person in asking.present(case) if machine.get("per") == "person" else [None]:
        if (track, person) in case["machines"] or not rounds.first_is_due(programme, case, (track, person), at):
            continue
        here = place(programme, case, (track, person), at)
        opens = "opens_when" not in machine or asking.true(here, machine["opens_when"])
        if opens and (clearing.needed_now(here, track) is True or clearing.needed_ahead(here, track)):
            rounds.begin(programme, case, (track, person), at)
            return True
    keys = [key for key in case["machines"] if key[0] == track]
    return any(rounds.goes_on(programme, case, key, at) for key in keys)


def closed_here(programme: dict, case: dict) -> set[str]:
    state = texts.machine(programme, "case")["states"].get(case["machines"]["case", None]["state"], {})
    return {track for name in state.get("closes", []) for track in texts.tracks_of(programme, name)}


def _moves(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """One machine: safety before progress (22)."""
    stands = case["machines"][key]
    state = texts.machine(programme, key[0])["states"].get(stands["state"])
    if stands["closed"] or state is None:
        return False
    if to := _lapse(programme, case, key, state, at) or unmet_target(programme, case, key, state, at):
        moving.follow(programme, case, key, to)
        return True
    return _speaks(programme, case, key, at) or _automatic(programme, case, key, state, at)


def _lapse(programme: dict, case: dict, key: Key, state: dict, at: datetime) -> str | None:
    window = state.get("clears")
    if not isinstance(window, dict) or "then" not in window:
        return None
    return window["then"] if clearing.lapsed(place(programme, case, key, at), window, case["machines"][key]) else None


def unmet_target(programme: dict, case: dict, key: Key, state: dict, at: datetime) -> str | None:
    here = place(programme, case, key, at)
    for rule in state.get("only_while", {}).values():
        if not asking.true(here, rule["check"]):
            return rule["to"]
    return None


def _speaks(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """Silence is an answer (31); one of the past into an ending becomes a task (33)."""
    if timers.note_pauses(programme, case, key, at):
        return True
    due = timers.due_timer(programme, case, key, at)
    if due is None:
        return False
    name, timer, end = due
    stands = case["machines"][key]
    if "unless" in timer and asking.true(place(programme, case, key, at), timer["unless"]):
        stands["unless"].add(name)
        return True
    stands["spoken"].add(name)
    to = chosen(programme, case, key, timer["to"], at) if "to" in timer else None
    past = timers.speaks(timer, end, case["zone"]) < at and not _was_kept_silent(case, key, end)
    if past and to in texts.machine(programme, key[0]).get("endings", {}):
        case["overdue"].add((*key, name))
        return True
    silence_moves(programme, case, key, name, timer, end, to)
    return True


def silence_moves(programme: dict, case: dict, key: Key, name: str, timer: dict, end: datetime, to: str | None) -> None:
    """What silence writes, and where it leads, at its end (31)."""
    case["step"]["written"] = set()
    for fact, value in timer.get("sets", {}).items():
        owner, whole, _ = texts.fact_named(programme, key[0], fact)  # type: ignore[misc]
        of = key[1] if owner == "person" else "case"
        if value != "due":
            moving.write(case, of, whole, value)
        elif end >= case["step"]["ends"].get((of, whole), end):  # the later of two ends in one step
            case["step"]["ends"][of, whole] = end
            moving.write(case, of, whole, days.day_of(end - datetime.resolution, case["zone"]))
    if to is not None and to != "stay":
        moving.move(programme, case, key, to, end)
        case["machines"][key]["silence"] = (name, end)


def _was_kept_silent(case: dict, key: Key, end: datetime) -> bool:
    """By a decision that this step rejects: then it speaks with its own end (9)."""
    return any(pending["key"] == key and pending["happened"] < end for pending in case["step"]["rejected"])


def _automatic(programme: dict, case: dict, key: Key, state: dict, at: datetime) -> bool:
    """The first true one whose target admits (23); what is tried is no move of the step (24)."""
    for arm in state.get("automatically", []):
        if asking.true(place(programme, case, key, at), arm["when"]) and _admits(programme, case, key, arm["to"], at):
            moving.follow(programme, case, key, arm["to"])
            return True
    return False


def _admits(programme: dict, case: dict, key: Key, to: str, at: datetime) -> bool:
    target = texts.machine(programme, key[0])["states"].get(to, {})
    if not target.get("only_while"):
        return True
    draft = moving.copied(case)
    draft["step"].update(written=set(), moves=set())
    moving.enter(programme, draft, key, to, case["step"]["event"])
    while moving.tell_news(programme, draft):
        pass
    return unmet_target(programme, draft, key, target, at) is None


# Time


def pass_time(programme: dict, case: dict, after: datetime, until: datetime) -> datetime | None:
    """The case made to the first instant after `after` at which something moves by itself, if that is not later than
    `until`; then the instant."""
    ahead = instants(programme, case, after, until)
    while ahead:
        at = ahead.pop(0)
        moving.begin_step(case, at)
        before, stilled = _seen(case), _stilled(case)
        settle(programme, case, at)
        if before != _seen(case):
            return at
        if stilled != _stilled(case):
            ahead = instants(programme, case, at, until)
    return None


def _stilled(case: dict) -> list[tuple]:
    """What moves the ends of times without a move."""
    return [(key, moving.copied(stands["paused"])) for key, stands in case["machines"].items()]


def _seen(case: dict) -> tuple:
    written_here = [hold for hold in case["holds"] if hold["over"] != "programme"]
    return len(case["moved"]), len(written_here), set(case["overdue"]), dict(case["facts"])


def instants(programme: dict, case: dict, after: datetime, until: datetime) -> list[datetime]:
    """Every instant at which anything could change, and many at which nothing does: the ends of timers and holds, and
    each day and moment that is known, moved by each length of time that the programme names."""
    found = (
        set(_ends(programme, case))
        | rounds.instants(programme, case)
        | {hold["ends"] for hold in case["holds"] if hold["ends"]}
    )
    spans = spans_in(programme)
    for _, value in case["facts"].items():
        for known in value if isinstance(value, tuple) else (value,):
            if isinstance(known, date):
                found |= _around(known, spans, case["zone"])
    return sorted(one for one in found if after < one <= until)


def _ends(programme: dict, case: dict) -> set[datetime]:
    ends = (
        (timers.timer_end(programme, case, key, name, timer), timer)
        for key in case["machines"]
        for name, timer in timers.running(programme, case, key).items()
    )
    known = [(end, timer) for end, timer in ends if end is not None]
    return {end for end, _ in known} | {timers.speaks(timer, end, case["zone"]) for end, timer in known}


def _around(known: date | datetime, spans: tuple[str, ...], zone) -> set[datetime]:
    found = set()
    for span in spans:
        for sign in (1, -1):
            if isinstance(known, datetime):
                moved = days.moment_plus(known, span, zone, sign)
                found |= {moved, moved + datetime.resolution, *_day_of(days.day_of(moved, zone), zone)}
            elif days.split(span)[1] == "hour":
                sides = (days.begin(known, zone), days.end(known, zone))
                found |= {days.moment_plus(one, span, zone, sign) for one in sides}
            else:
                found |= _day_of(days.day_plus(known, span, sign), zone)
    return found


def _day_of(day: date, zone) -> set[datetime]:
    return {days.begin(day, zone), days.end(day, zone)}


def spans_in(programme: dict) -> tuple[str, ...]:
    """Every length of time that the text of the programme names, and years as many as ages that are asked for."""
    return _spans(repr(programme))


@lru_cache(maxsize=64)
def _spans(text: str) -> tuple[str, ...]:
    named = re.findall(r"[0-9]+ (?:hour|day|week|month|year)s?", text)
    ages = re.findall(r"age [<>=!]+ ([0-9]+)", text)
    return tuple(sorted({"0 days", *named, *(f"{age} years" for age in ages)}))
