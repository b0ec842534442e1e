"""Where a machine stands that came along from another case: told in plain JSON with its origin, and read again.

The entry keeps the visit as the other case numbered it. In the case itself all that came along counts from the entry
with which it came, so that numbers of two logs are never compared.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case import Case, Paused, Standing
from engine.entry import Entry

CAUSE = "brought_along"


def standing_told(case: Case, standing: Standing, used_up: bool) -> dict[str, Any]:
    """The visit with its origin: the case and the entries there that began it and the states before it."""
    return {
        "case": case.id,
        "entry": standing.entry,
        "state": standing.state,
        "since": standing.since.isoformat(),
        "visit": standing.visit,
        "round": standing.round,
        "came_from": standing.came_from,
        "been": dict(standing.been),
        "closed": bool(standing.closed),
        "spoken": sorted(standing.spoken),
        "extended": {name: until.isoformat() for name, until in standing.extended.items()},
        "extensions": dict(standing.extensions),
        "paused": {name: _still_told(still) for name, still in standing.paused.items()},
        "silence": standing.silence,
        "silence_ended": _told(standing.silence_ended),
        "used_up": used_up,
    }


def standing_read(entry: Entry, what: Mapping[str, Any]) -> Standing:
    """The same visit, numbered by the entry with which it came.

    Where it has been counts from the beginning of that step: of two that come together none uses up the other.
    """
    return Standing(
        state=what["state"],
        since=datetime.fromisoformat(what["since"]),
        visit=what["visit"],
        round=what["round"],
        entry=entry.seq,
        step=entry.step,
        came_from=what["came_from"],
        been=dict.fromkeys(what["been"], entry.step),
        closed=entry.step if what["closed"] else 0,
        spoken=frozenset(what["spoken"]),
        extended={name: datetime.fromisoformat(until) for name, until in what["extended"].items()},
        extensions=dict(what["extensions"]),
        paused={
            name: Paused(since=_read(still["since"]), seconds=still["seconds"])
            for name, still in what["paused"].items()
        },
        silence=what["silence"],
        silence_ended=_read(what["silence_ended"]),
        used_up=what["used_up"],
    )


def _still_told(still: Paused) -> dict[str, Any]:
    return {"since": _told(still.since), "seconds": still.seconds}


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
