"""Tracks that repeat (semantics 19): when a round begins, for whom, and on which day it is due."""

from datetime import date, datetime

from tests.model import asking, clearing, days, moving, texts
from tests.model.moving import Key


def due_days(programme: dict, case: dict, key: Key) -> list[date]:
    """The day of each round; none while the date from which they count is not known."""
    repeats = programme["tracks"][key[0]]["repeats"]
    after = asking.fact(moving.place(programme, case, key, case["step"]["event"]), repeats["after"])
    return [] if after is None else [days.day_plus(after, span) for span in repeats["at"]]


def opening(programme: dict, case: dict, key: Key, day: date) -> datetime:
    """From when the round of this day is open."""
    opens = programme["tracks"][key[0]]["repeats"].get("opens")
    return days.begin(days.day_plus(day, opens, -1) if opens else day, case["zone"])


def following(programme: dict, case: dict, key: Key, current: int) -> tuple[int, date] | None:
    """The number and day of the round after this one (0: the first); who joined later is spared what lay before."""
    due = due_days(programme, case, key)
    since = days.day_of(case["joined"][key[1]], case["zone"])
    ahead = [(number, day) for number, day in enumerate(due, 1) if number > current]
    return next((one for one in ahead if one[1] >= since), ahead[-1] if ahead else None)


def first_is_due(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """Whether a track may open, as far as its rounds go."""
    return "repeats" not in programme["tracks"][key[0]] or _due(programme, case, key, 0, at) is not None


def _due(programme: dict, case: dict, key: Key, current: int, at: datetime) -> tuple[int, date] | None:
    found = following(programme, case, key, current)
    return found if found and opening(programme, case, key, found[1]) <= at else None


def begin(programme: dict, case: dict, key: Key, at: datetime, current: int = 0) -> None:
    """A round, with nothing of the one before but facts; its day is not forgotten where it begins."""
    case["step"]["written"] = set()
    number, since = 0, case["step"]["event"]
    if found := "repeats" in programme["tracks"][key[0]] and _due(programme, case, key, current, at):
        number, day = found
        _write(programme, case, key, day)
        case["step"]["moves"] = {taken for taken in case["step"]["moves"] if taken[0] != key}
        since = max(since, opening(programme, case, key, day))
    visits = 0
    if current:
        before = case["machines"][key]
        visits, since = before["visits"], max(since, before["since"])
    moving.open_machine(programme, case, key, since)
    case["machines"][key].update(round=number, visits=visits + 1)


def _write(programme: dict, case: dict, key: Key, day: date) -> None:
    _, whole, _ = texts.fact_named(programme, key[0], "round_due_on")  # type: ignore[misc]
    moving.write(case, key[1] or "case", whole, day)


def goes_on(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """The next round begins where the one before is over, or the day of this one is mended; whether it was so."""
    machine, stands = programme["tracks"][key[0]], case["machines"][key]
    if "repeats" not in machine or stands["closed"]:
        return False
    due = due_days(programme, case, key)
    if not due:
        return False
    owner, whole, _ = texts.fact_named(programme, key[0], "round_due_on")  # type: ignore[misc]
    goes = stands["state"] in machine["states"]
    if goes and case["facts"].get((key[1] or "case", whole)) != due[stands["round"] - 1]:
        _write(programme, case, key, due[stands["round"] - 1])
        return True
    rests = machine["states"].get(stands["state"], {"waits_on": "nobody"}).get("waits_on") == "nobody"
    here = moving.place(programme, case, key, at)
    needed = clearing.needed_now(here, key[0]) is True or clearing.needed_ahead(here, key[0])
    if not rests or not needed or _due(programme, case, key, stands["round"], at) is None:
        return False
    begin(programme, case, key, at, stands["round"])
    return True


def instants(programme: dict, case: dict) -> set[datetime]:
    return {
        opening(programme, case, (track, person), day)
        for track, machine in programme["tracks"].items()
        if "repeats" in machine
        for person in (case["people"] if machine.get("per") == "person" else [None])
        for day in due_days(programme, case, (track, person))
    }
