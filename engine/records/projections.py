"""What the lists need, as rows of the tables, made from a case and its `CaseRows`; only what differs is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.case import Case
from engine.records import canonical, moments
from engine.records.rows import CaseRows, NoticeRow, TimerRow, TrackRow
from engine.records.sealing import CaseKey
from engine.records.snapshot import case_to_json
from engine.records.transaction import Held, Transaction

Plain = Mapping[str, Sequence[Sequence[Any]]]

_TRACK = ("person", "track", "state", "clear_until", "waits_on", "due_on")
_TIMER = ("person", "machine", "timer", "ends")


def snapshot_place(case_id: str, version: int) -> str:
    """Where a snapshot stands, as it is authenticated."""
    return f"{case_id}:snapshot:{version}"


def summary_place(case_id: str, version: int) -> str:
    return f"{case_id}:summary:{version}"


def case_fields(case: Case, rows: CaseRows) -> dict[str, Any]:
    """The open columns of the case row, save `head` and `changed`, which the last entry gives."""
    return {
        "id": case.id,
        "reference": case.reference,
        "programme": case.programme,
        "digest": case.digest,
        "office": case.office,
        "version": case.version,
        "state": case.standing.state,
        "phase": rows.phase,
        "outcome": case.outcome,
        "waits_on": rows.waits_on,
        "due_on": moments.maybe_day(rows.due_on),
        "next_instant": moments.maybe_instant(rows.next_instant),
        "on_hold": rows.on_hold,
        "opened": moments.instant(case.opened),
    }


def sealed_fields(case: Case, rows: CaseRows, key: CaseKey) -> dict[str, bytes]:
    """The sealed columns of the case row. The snapshot holds the list rows too, to know next time what changed."""
    summary = canonical.canonical(rows.summary)
    snapshot = canonical.written({"case": case_to_json(case), **plain(rows)})
    return {
        "summary": key.seal(summary_place(case.id, case.version), summary),
        "snapshot": key.seal(snapshot_place(case.id, case.version), snapshot),
    }


def plain(rows: CaseRows) -> Plain:
    """The track and timer rows as they stand in the tables, in the order of their columns."""
    return {"tracks": [_track(row) for row in rows.tracks], "timers": [_timer(row) for row in rows.timers]}


def _track(row: TrackRow) -> list[Any]:
    until, due = moments.maybe_day(row.clear_until), moments.maybe_day(row.due_on)
    return [row.person or "", row.track, row.state, until, row.waits_on, due]


def _timer(row: TimerRow) -> list[Any]:
    return [row.person or "", row.machine, row.timer, moments.instant(row.ends)]


def notice(case_id: str, row: NoticeRow) -> dict[str, Any]:
    since = moments.instant(row.since)
    return {"case_id": case_id, "entry": row.entry, "role": row.role, "text": row.text, "since": since}


def put_rows(transaction: Transaction, case_id: str, held: Held, rows: CaseRows) -> Plain:
    """Writes those track and timer rows that changed, and the notices; gives the rows that stand now."""
    does, now = transaction.statements, plain(rows)
    tracks = _Difference(case_id, _TRACK, 2, held.rows.get("tracks", ()), now["tracks"])
    timers = _Difference(case_id, _TIMER, 3, held.rows.get("timers", ()), now["timers"])
    transaction.run_each(does.drop_track, tracks.gone)
    transaction.run_each(does.put_track, tracks.new)
    transaction.run_each(does.drop_timer, timers.gone)
    transaction.run_each(does.put_timer, timers.new)
    transaction.run_each(does.add_notice, [notice(case_id, row) for row in rows.notices])
    return now


class _Difference:
    """Which rows are new or other than before, and which are gone; the first `width` columns are the key."""

    __slots__ = ("gone", "new")

    def __init__(
        self, case_id: str, names: Sequence[str], width: int,
        before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]],
    ) -> None:
        kept = {tuple(row[:width]) for row in after}
        self.new = [_named(case_id, names, row) for row in after if row not in before]
        self.gone = [_named(case_id, names, row) for row in before if tuple(row[:width]) not in kept]


def _named(case_id: str, names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {"case_id": case_id, **dict(zip(names, row, strict=True))}
