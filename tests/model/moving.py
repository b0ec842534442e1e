"""What a move does to a case that is a dict (semantics 11 to 15), and the times that run in it (26 to 31).

A machine is `case["machines"][track, person]`: its state, the instant `since` which it stands there, `been` (each state
with the number of its last entering), `entered` (the number of this one), `spoken` and `paused` timers, `closed`.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.model import asking, texts
from tests.model.asking import Place

Key = tuple[str, str | None]


class Ring(Exception):
    """The same move of the same machine twice in one step (24)."""


def empty_case(zone: ZoneInfo) -> dict:
    return {
        "zone": zone,
        "machines": {},
        "people": [],
        "left": {},
        "left_by": {},
        "left_in": {},
        "joined": {},
        "steps": 0,
        "facts": {},
        "waived": set(),
        "holds": [],
        "links": {},
        "pending": [],
        "done": {},
        "outcome": None,
        "emptied": False,
        "overdue": set(),
        "number": 0,
        "step": {"written": set(), "moves": set(), "event": None, "rejected": [], "news": set(), "ends": {}},
        "moved": [],
    }


def copied(thing: Any) -> Any:
    """A case, or a part of one, to try something on."""
    if isinstance(thing, dict):
        return {name: copied(one) for name, one in thing.items()}
    if isinstance(thing, list):
        return [copied(one) for one in thing]
    return set(thing) if isinstance(thing, set) else thing


def begin_step(case: dict, event: datetime) -> None:
    """A step, and its event time, which is also that of all that follows by itself."""
    case["steps"] += 1
    case["step"] = {"written": set(), "moves": set(), "event": event, "rejected": [], "news": set(), "ends": {}}


def place(programme: dict, case: dict, key: Key, at: datetime) -> Place:
    return Place(programme, case, key[0], key[1], at)


def open_machine(programme: dict, case: dict, key: Key, at: datetime, state: str | None = None) -> None:
    first = state or next(iter(texts.machine(programme, key[0])["states"]))
    case["machines"][key] = {"state": None, "been": {}, "closed": False, "visits": 0, "round": 0}
    case["machines"][key].update(paused={}, spoken=set(), unless=set(), extended={}, extensions={}, silence=None)
    enter(programme, case, key, first, at)


def move(programme: dict, case: dict, key: Key, to: str, at: datetime) -> None:
    """A move within a step; nothing takes the same one twice."""
    taken = (key, case["machines"][key]["state"], to)
    if taken in case["step"]["moves"]:
        raise Ring(taken)
    case["step"]["moves"].add(taken)
    enter(programme, case, key, to, at)


def follow(programme: dict, case: dict, key: Key, to: str) -> None:
    """A move that follows by itself: at the event time of the step, but not before the visit that it ends began. What
    the act has written is no news any more to what it enters."""
    case["step"]["written"] = set()
    move(programme, case, key, to, max(case["step"]["event"], case["machines"][key]["since"]))


def enter(programme: dict, case: dict, key: Key, to: str, at: datetime) -> None:
    """A new visit (13), and what an ending brings (14)."""
    machine, stands = texts.machine(programme, key[0]), case["machines"][key]
    case["number"] += 1
    case["moved"].append((key, stands["state"], to, at))
    runs_on = machine.get("timers", {})
    stands.update(came_from=stands["state"], state=to, since=at, entered=case["number"], visits=stands["visits"] + 1)
    for of_timers in ("paused", "extended", "extensions"):
        stands[of_timers] = {name: one for name, one in stands[of_timers].items() if name in runs_on}
    for told in ("spoken", "unless"):
        stands[told] = {name for name in stands[told] if name in runs_on}
    stands["been"][to] = case["number"]
    _fall(case, lambda pending: pending["key"] == key)
    case["overdue"] = {one for one in case["overdue"] if one[:2] != key}
    written = machine["states"].get(to, {})
    _forget(programme, case, key, written.get("forgets", []))
    for name in written.get("closes", []):
        for track in texts.tracks_of(programme, name):
            close(case, key, lambda other, track=track: other[0] == track)
    if to in machine.get("endings", {}):
        _end(programme, case, key, texts.outcome(machine, to))


def _forget(programme: dict, case: dict, key: Key, names: list[str] | str) -> None:
    machine = texts.machine(programme, key[0])
    own = [name for name in machine.get("facts", {}) if "repeats" not in machine or name != "round_due_on"]
    for name in own if names == "everything" else names:
        owner, whole, _ = texts.fact_named(programme, key[0], name)  # type: ignore[misc]
        for one in [key[1] or "case"] if owner == "person" or key[1] else ["case"]:
            where = (one if owner == "person" else "case", whole)
            if where not in case["step"]["written"] and case["facts"].pop(where, None) is not None:
                case["step"]["news"].add(where)


def close(case: dict, closer: Key, which) -> None:
    """Stops machines for good; by which entering of which machine, is remembered."""
    for key, stands in case["machines"].items():
        if which(key) and not stands["closed"]:
            stands["closed"] = (closer, case["machines"][closer]["entered"])
            _fall(case, lambda pending, key=key: pending["key"] == key)
            case["overdue"] = {one for one in case["overdue"] if one[:2] != key}


def _end(programme: dict, case: dict, key: Key, outcome: str) -> None:
    if key[0] == "case":
        for one in asking.present(case):
            _leaves(case, one, outcome, key)
        case["outcome"] = outcome
        close(case, key, lambda other: other[0] != "case")
        case["pending"], case["overdue"] = [], set()
    elif key[0] == "member":
        _leaves(case, key[1], outcome, key)
        outlive = {name for name, one in programme["tracks"].items() if one.get("outlives_person")}
        close(case, key, lambda other: other[1] == key[1] and other[0] not in outlive)
        _fall(case, lambda pending: pending["key"][1] == key[1] and pending["key"][0] not in outlive)


def _leaves(case: dict, person: str, outcome: str, through: Key) -> None:
    case["left"][person] = outcome
    case["left_in"][person] = case["steps"]
    case["left_by"][person] = (through, case["machines"][through]["entered"])


def _fall(case: dict, which) -> None:
    case["pending"] = [one for one in case["pending"] if not which(one)]


def write(case: dict, owner: str, fact: str, value: object) -> None:
    """A value, and the news that it is; a first value is none."""
    if case["facts"].get((owner, fact), value) != value:
        case["step"]["news"].add((owner, fact))
    case["facts"][owner, fact] = value
    case["step"]["written"].add((owner, fact))


def tell_news(programme: dict, case: dict) -> bool:
    """What the act, or a move that followed, has changed or emptied voids the tracks that watch it (12)."""
    changed, case["step"]["news"] = case["step"]["news"], set()
    for track, machine in programme["tracks"].items():
        watch = machine.get("when_changed")
        if not watch:
            continue
        whole = {texts.fact_named(programme, track, name)[1] for name in watch["facts"]}  # type: ignore[index]
        owners = {owner for owner, fact in changed if fact in whole}
        for person in case["people"] if machine.get("per") == "person" else [None]:
            stands = case["machines"].get((track, person))
            if stands is None or stands["closed"] or (person or "case") not in owners:
                continue
            if stands["state"] in machine["states"] and stands["state"] != watch["to"]:
                follow(programme, case, (track, person), watch["to"])
    return bool(changed)
