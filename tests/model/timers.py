"""The times that run in a case that is a dict (semantics 26 to 31), with what was granted beyond them (13)."""

from datetime import UTC, datetime, timedelta
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
    end = _end_of(here, stands, timer, zone)
    return None if end is None else end + stands["paused"].get(name, {}).get("total", timedelta())


def _end_of(here: Place, stands: dict, timer: dict, zone: ZoneInfo) -> datetime | None:
    if "after" in timer:
        start = asking.fact(here, timer["from"]) if "from" in timer else stands["since"]
        return None if start is None else days.later(start, timer["after"], zone)
    day = asking.fact(here, timer.get("of") or timer["at"])
    if day is None:
        return None
    if "before" in timer:
        return days.earlier(day, timer["before"], zone)
    return day.astimezone(UTC) if isinstance(day, datetime) else days.end(day, zone)


def note_pauses(programme: dict, case: dict, key: Key, at: datetime) -> bool:
    """That a timer begins or ceases to stand still (22, 30), or runs again; whether anything was noted."""
    stands, noted = case["machines"][key], False
    for name, timer in running(programme, case, key).items():
        end = timer_end(programme, case, key, name, timer)
        if end is None:
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
        if end is not None and end <= at and not silent(case, key, end):
            due.append((end, len(due), name, timer))
    return (min(due)[2:] + (min(due)[0],)) if due else None  # type: ignore[return-value]


def silent(case: dict, key: Key, end: datetime) -> bool:
    """A decision waits that happened before this end (8)."""
    return any(pending["key"] == key and pending["happened"] < end for pending in case["pending"])
