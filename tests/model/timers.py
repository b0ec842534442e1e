"""The times that run in a case that is a dict (semantics 26 to 31), with what was granted beyond them (13)."""

import ast
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.model import asking, days, moving, texts
from tests.model.asking import Place
from tests.model.moving import Key


def running(programme: dict, case: dict, key: Key) -> dict[str, dict]:
    """The timers that run where the machine stands: first the state's, then those outside the states."""
    machine, state = texts.machine(programme, key[0]), case["machines"][key]["state"]
    if state not in machine["states"] or case["machines"][key]["closed"]:
        return {}
    outside = machine.get("timers", {})
    of_state = machine["states"][state].get("timers", {})
    return {**of_state, **{n: t for n, t in outside.items() if state in texts.places(programme, key[0], t.get("in"))}}


def timer_end(programme: dict, case: dict, key: Key, name: str, timer: dict) -> datetime | None:
    """When it ends by what is known, its pauses of the past counted in; None while that is not known."""
    stands, zone = case["machines"][key], case["zone"]
    here = moving.place(programme, case, key, stands["since"])
    known = [one for one in (_end_of(here, stands, timer, zone), stands["extended"].get(name)) if one is not None]
    return max(known) + paused(stands, name) if known else None


def paused(stands: dict, name: str) -> timedelta:
    """How long it has stood still in all that is over."""
    return stands["paused"].get(name, {}).get("total", timedelta())


def end_as_it_is(programme: dict, case: dict, key: Key, name: str, timer: dict, at: datetime) -> datetime | None:
    """The end, moved by a standstill that lasts (30)."""
    end = timer_end(programme, case, key, name, timer)
    return end and end + stands_since(case["machines"][key], name, at)


def stands_since(stands: dict, name: str, at: datetime) -> timedelta:
    """How long it stands still by now."""
    since = stands["paused"].get(name, {}).get("since")
    return timedelta() if since is None else max(at - since, timedelta())


def at_latest(programme: dict, case: dict, key: Key, timer: dict, span: str) -> datetime | None:
    """The end of the last day to which it may be extended: so long after its start, or after the end that the facts
    give where it counts back from a date or ends on one."""
    stands, zone = case["machines"][key], case["zone"]
    here = moving.place(programme, case, key, stands["since"])
    start: date | datetime | None = stands["since"]
    if "after" not in timer:
        start = _end_of(here, stands, timer, zone)
    elif "from" in timer:
        start = asking.fact(here, timer["from"])
    if not isinstance(start, datetime):
        return None if start is None else days.later(start, span, zone)
    return days.end(days.day_of(later_than(start, span, zone) - datetime.resolution, zone), zone)


def later_than(end: datetime, span: str, zone: ZoneInfo) -> datetime:
    """So long after an instant; 24:00 belongs to the day that it ends."""
    if days.begin(days.day_of(end, zone), zone) == end:
        return days.later(days.day_of(end - datetime.resolution, zone), span, zone)
    return days.later(end, span, zone)


def speaks(timer: dict, end: datetime, zone: ZoneInfo) -> datetime:
    """It waits for late post; its end stays its end."""
    return later_than(end, timer["late_post"], zone) if "late_post" in timer else end


def _end_of(here: Place, stands: dict, timer: dict, zone: ZoneInfo) -> datetime | None:
    if "after" in timer:
        start = asking.fact(here, timer["from"]) if "from" in timer else stands["since"]
        return None if start is None else days.later(start, _span(here, timer), zone)
    day = asking.fact(here, timer.get("of") or timer["at"])
    if day is None:
        return None
    if "before" in timer:
        return days.earlier(day, timer["before"], zone)
    return day.astimezone(UTC) if isinstance(day, datetime) else days.end(day, zone)


def _span(here: Place, timer: dict) -> str:
    """Another one while the first condition of `instead` holds."""
    return next(
        (other["after"] for other in timer.get("instead", []) if asking.true(here, other["when"])), timer["after"]
    )


def note_pauses(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """That a timer begins or ceases to stand still (22, 30), or runs again; whether anything was noted."""
    stands, noted = case["machines"][key], False
    for name, timer in running(programme, case, key).items():
        end = timer_end(programme, case, key, name, timer)
        if end is None:
            if (*key, name) in case["overdue"]:
                stands["spoken"].remove(name)
                case["overdue"].discard((*key, name))
                noted = True
            continue
        if name in stands["spoken"] and end > at:
            stands["spoken"].remove(name)
            case["overdue"].discard((*key, name))
            noted = True
        if name in stands["spoken"]:
            continue
        still = stands["paused"].get(name, {}).get("since")
        stops = stands_still(programme, case, key, name, timer, at)
        if stops and still is None:
            stands["paused"].setdefault(name, {"total": timedelta()})["since"] = at
            noted = True
        elif not stops and still is not None:
            stands["paused"][name] = {"since": None, "total": stands["paused"][name]["total"] + (at - still)}
            noted = True
    return noted


def stands_still(programme: dict, case: dict, key: Key, name: str, timer: dict, at: datetime) -> bool:
    names = {
        one for hold in asking.holds_over(case, key[1]) for one in programme["holds"][hold["name"]].get("pauses", [])
    }
    if texts.whole(key[0], name) in names:
        return True
    return "pauses_while" in timer and asking.true(moving.place(programme, case, key, at), timer["pauses_while"])


def due_timer(programme: dict, case: dict, key: Key, at: datetime) -> tuple[str, dict, datetime] | None:
    """The timer that speaks next at this instant, with its end (22)."""
    due = []
    for name, timer in running(programme, case, key).items():
        stands = case["machines"][key]
        if name in stands["spoken"] | stands["unless"] or stands["paused"].get(name, {}).get("since") is not None:
            continue
        end = timer_end(programme, case, key, name, timer)
        if end is not None and speaks(timer, end, case["zone"]) <= at and not silent(case, key, end):
            due.append((end, len(due), name, timer))
    return (min(due)[2:] + (min(due)[0],)) if due else None  # type: ignore[return-value]


def silent(case: dict, key: Key, end: datetime) -> bool:
    """A decision waits that happened before this end (8)."""
    return any(pending["key"] == key and pending["happened"] < end for pending in case["pending"])


# what is asked about a time of the same machine


def _ends(place: Place, node: ast.AST, argument: Any) -> tuple[datetime, datetime] | None:
    """When it ends, by now; of one that led here by silence, when it ended."""
    name, machine = node.id, texts.machine(place.programme, place.track)  # type: ignore[attr-defined]
    key = (place.track, place.person if machine.get("per") == "person" else None)
    timer = running(place.programme, place.case, key).get(name)
    if timer is not None:
        end = end_as_it_is(place.programme, place.case, key, name, timer, place.at)
    else:
        led, ended = place.case["machines"][key]["silence"] or (None, None)
        end = ended if led == name else None
    return None if end is None else (end, end)


def _ended(place: Place, node: ast.AST, argument: Any) -> bool | None:
    if node.id in place.programme.get("links", {}):  # type: ignore[attr-defined]
        return asking.seen(place, node.id).get("ended")  # type: ignore[attr-defined]
    found = _ends(place, node, argument)
    return None if found is None else found[0] <= place.at


asking.METHODS.update(ends=_ends, ended=_ended)
