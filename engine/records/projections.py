"""What the lists need, as rows of the tables, made from a case and its `CaseRows`; only what differs is written."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Table

from engine.case import Case
from engine.entry import Entry
from engine.records import canonical, moments, search
from engine.records.kinds import followers, turn_fields
from engine.records.recent import Opened
from engine.records.rows import CaseRows, CoveredRow, KeeperRow, NoticeRow, TimerRow, TrackRow
from engine.records.sealing import CaseKey
from engine.records.snapshot import case_to_json
from engine.records.statements import Statement, changing
from engine.records.tables import keeper_row, roles_text, timer_row, track_row
from engine.records.transaction import Transaction

Plain = Mapping[str, Sequence[Any]]

_TRACK = ("person", "track", "state", "clear_until", "waits_on", "due_on", "followed_by", "followed_from")
_KEEPER = ("role", "keeper", "given")
_TIMER = ("person", "machine", "timer", "ends")
UNSAID: Mapping[str, Any] = {"priority": None, "then_by": None, "lapses_on": None, "kept": False}


def snapshot_place(case_id: str, version: int) -> str:
    """Where a snapshot stands, as it is authenticated."""
    return f"{case_id}:snapshot:{version}"


def summary_place(case_id: str, version: int) -> str:
    return f"{case_id}:summary:{version}"


def case_fields(case: Case, rows: CaseRows) -> dict[str, Any]:
    """The open columns of the case row, save `head`, `changed` and `shown`, which the last entries give."""
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
        "entered_on": moments.instant(case.standing.since)[:10],
        "priority": rows.priority,
        "then_by": moments.maybe_day(rows.then_by),
        "lapses_on": moments.maybe_day(rows.lapses_on),
        "kept": bool(rows.keepers),
    }


def written_at(entries: Sequence[Entry], rows: CaseRows) -> dict[str, str | None]:
    """When the last entry of a whole case was written, and the last one that everybody may see."""
    return {"changed": moments.instant(entries[-1].recorded), "shown": moments.maybe_instant(rows.shown)}


def _row(case: Case, rows: CaseRows) -> dict[str, Any]:
    """The same as a snapshot holds it: of what is not there nothing is said, as before there were such columns."""
    found = case_fields(case, rows)
    return {name: value for name, value in found.items() if name not in UNSAID or value != UNSAID[name]}


def snapshot_tree(case: Case, rows: CaseRows, before: Opened | None) -> dict[str, Any]:
    """What the snapshot holds: the case, and the rows that stand, to know next time what changed."""
    return {"case": case_to_json(case, before), **standing_rows(case, rows, before)}


def standing_rows(case: Case, rows: CaseRows, before: Opened | None = None) -> dict[str, Any]:
    """The rows that stand, as a snapshot holds them; those that are as they were `before` are taken from there."""
    was = before.rows if before else None
    if before is None or was is None or _standing(rows) != _standing(was):
        return {"row": _row(case, rows), "calendar": rows.calendar, **plain(rows)}
    stand = {name: before.tree[name] for name in ("tracks", "timers", "keepers", "sought") if name in before.tree}
    return {"row": _row(case, rows), "calendar": rows.calendar, **stand}


def _standing(rows: CaseRows) -> tuple[object, ...]:
    return rows.tracks, rows.timers, rows.keepers, rows.sought


def sealed_fields(now: Opened, rows: CaseRows, key: CaseKey) -> dict[str, bytes]:
    """The sealed columns of the case row."""
    case_id, version = now.case.id, now.case.version
    return {
        "summary": key.seal(summary_place(case_id, version), canonical.canonical(rows.summary)),
        "snapshot": key.seal(snapshot_place(case_id, version), canonical.written(now.tree)),
    }


def plain(rows: CaseRows) -> Plain:
    """The track, timer and keeper rows as they stand in the tables, in the order of their columns, and what is sought.

    Where nobody keeps the case, or follows a track, nothing is said of it, as in snapshots made before anybody did.
    """
    found: dict[str, list[Any]] = {
        "tracks": [_track(row) for row in rows.tracks],
        "timers": [_timer(row) for row in rows.timers],
    }
    if rows.keepers:
        found["keepers"] = [_keeper(row) for row in rows.keepers]
    return found | {"sought": list(rows.sought)} if rows.sought else found


def _track(row: TrackRow) -> list[Any]:
    until, due = moments.maybe_day(row.clear_until), moments.maybe_day(row.due_on)
    found = [row.person or "", row.track, row.state, until, row.waits_on, due]
    return [*found, roles_text(row.followed_by), moments.maybe_day(row.followed_from)] if row.followed_by else found


def whole_track(case: Case, row: Sequence[Any]) -> tuple[Any, ...]:
    """A track row with every column of its table: that nobody follows it is left out in snapshots, and where it is."""
    if len(row) < len(_TRACK):
        return (*row, None, None)
    *its, roles, since = row
    return (*its, followers(case.programme, case.office, roles), since)


def _timer(row: TimerRow) -> list[Any]:
    return [row.person or "", row.machine, row.timer, moments.instant(row.ends)]


def _keeper(row: KeeperRow) -> list[Any]:
    return [row.role, row.keeper] if row.given is None else [row.role, row.keeper, row.given]


def whole_keeper(row: Sequence[Any]) -> tuple[Any, ...]:
    """A keeper row with every column of its table: that nothing is to be accepted is left out in snapshots."""
    return (*row, None) if len(row) < len(_KEEPER) else tuple(row)


def notice(case_id: str, row: NoticeRow) -> dict[str, Any]:
    since = moments.instant(row.since)
    return {"case_id": case_id, "entry": row.entry, "role": row.role, "text": row.text, "since": since}


def covered(case_id: str, row: CoveredRow) -> dict[str, Any]:
    return {"case_id": case_id, "entry": row.entry, "absent": row.absent, "since": moments.instant(row.since)}


def changed_fields(before: Opened, now: Opened) -> dict[str, Any]:
    """Those open columns of the case row that are other than before."""
    was, row = before.tree["row"], now.tree["row"]
    changed = {name: value for name, value in row.items() if was.get(name) != value}
    return {**{name: UNSAID[name] for name in was.keys() - row.keys()}, **changed, **_turned(before.tree, now.tree)}


def _turned(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str | None]:
    before, after = turn_fields(was), turn_fields(now)
    return {name: value for name, value in after.items() if before[name] != value}


def put_rows(transaction: Transaction, case_id: str, before: Opened | None, now: Opened, rows: CaseRows) -> None:
    """Writes those track, timer and keeper rows and words sought that changed; the notices and what was covered."""
    does, was = transaction.statements, before.tree if before else {}
    for name, table, names, add, drop in (
        ("tracks", track_row, _TRACK, does.add_track, does.drop_track),
        ("timers", timer_row, _TIMER, does.add_timer, does.drop_timer),
        ("keepers", keeper_row, _KEEPER, does.add_keeper, does.drop_keeper),
    ):
        old, new = was.get(name, ()), now.tree.get(name, ())
        if old is not new and old != new:
            _put(transaction, _Rows(now.case, table, names, old, new), add, drop)
    if (old := was.get("sought", ())) != (new := now.tree.get("sought", ())):
        search.put(transaction, now.case, old, new)
    transaction.run_each(does.add_notice, [notice(case_id, row) for row in rows.notices])
    transaction.run_each(does.add_covered, [covered(case_id, row) for row in rows.covered])


def _put(transaction: Transaction, rows: "_Rows", add: Statement, drop: Statement) -> None:
    transaction.run_each(drop, rows.gone())
    transaction.run_each(add, rows.new())
    for columns, row in rows.changed():
        transaction.run(changing(transaction.connection.dialect.name, rows.table, columns), row)


class _Rows:
    """The rows of one table that a case had and has; all but the last columns, which may change, are their key."""

    __slots__ = ("after", "before", "case_id", "names", "table")

    def __init__(
        self,
        case: Case,
        table: Table,
        names: Sequence[str],
        before: Sequence[Sequence[Any]],
        after: Sequence[Sequence[Any]],
    ) -> None:
        self.case_id, self.table, self.names = case.id, table, names
        width = len(table.primary_key) - 1
        whole = {track_row: partial(whole_track, case), keeper_row: whole_keeper}.get(table, tuple)
        self.before = {tuple(row[:width]): whole(row) for row in before}
        self.after = {tuple(row[:width]): whole(row) for row in after}

    def gone(self) -> list[dict[str, Any]]:
        return [self._named(row) for key, row in self.before.items() if key not in self.after]

    def new(self) -> list[dict[str, Any]]:
        return [self._named(row) for key, row in self.after.items() if key not in self.before]

    def changed(self) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        """The columns that changed, and the row."""
        for key, row in self.after.items():
            was = self.before.get(key, row)
            if was != row:
                pairs = zip(self.names, was, row, strict=True)
                yield tuple(name for name, old, new in pairs if old != new), self._named(row)

    def _named(self, row: Sequence[Any]) -> dict[str, Any]:
        return {"case_id": self.case_id, **dict(zip(self.names, row, strict=True))}
