"""The statements of the hot path: written in SQLAlchemy Core, compiled once per kind of database, run by the driver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Dialect,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement, ColumnElement

from engine.records.tables import (
    absence,
    case_key,
    case_row,
    covered_row,
    keeper_row,
    log,
    log_value,
    notice_row,
    programme_hold,
    publication,
    search_row,
    timer_row,
    track_row,
)

_OFFICE, _PROGRAMME, _EVERY = literal_column("'office'"), literal_column("'programme'"), literal_column("'*'")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with placeholders by position, and the names of what stands at each."""

    text: str
    names: tuple[str, ...]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([row[name] for name in self.names])


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    read_by_id: Statement
    read_by_reference: Statement
    read_version: Statement
    read_in_force: Statement
    read_covers: Statement
    add_line: Statement
    add_sealed: Statement
    add_key: Statement
    add_case: Statement
    add_track: Statement
    drop_track: Statement
    add_timer: Statement
    drop_timer: Statement
    add_keeper: Statement
    drop_keeper: Statement
    add_word: Statement
    drop_word: Statement
    add_notice: Statement
    add_covered: Statement


_ROW, _KEY = case_row.c, case_key.c
HELD = select(_ROW.id, _ROW.version, _ROW.head, _ROW.snapshot, _KEY.key_id, _KEY.wrapped).join_from(
    case_row, case_key, _ROW.id == _KEY.case_id
)
_LAW = (_ROW.programme, _ROW.digest, _ROW.office, _ROW.changed)


@cache
def statements(kind: str) -> Statements:
    """The statements for `sqlite` or `postgresql`."""
    parts = {
        "read_by_id": _with_law().where(_ROW.id == bindparam("sought")),
        "read_by_reference": _with_law().where(_ROW.reference == bindparam("sought")),
        "read_version": select(case_row.c.version).where(case_row.c.id == bindparam("sought")),
        "read_in_force": select(*_in_force(*(bindparam(name) for name in ("programme", "digest", "office", "since")))),
        "add_line": insert(log),
        "add_sealed": insert(log_value),
        "add_key": insert(case_key),
        "add_case": insert(case_row),
        "add_track": insert(track_row),
        "drop_track": _drop(track_row),
        "add_timer": insert(timer_row),
        "drop_timer": _drop(timer_row),
        "add_keeper": insert(keeper_row),
        "drop_keeper": _drop(keeper_row),
        "add_word": insert(search_row),
        "drop_word": _drop(search_row),
        "add_notice": insert(notice_row),
        "read_covers": _covers(),
        "add_covered": insert(covered_row),
    }
    return Statements(**{name: _compiled(kind, part) for name, part in parts.items()})


def _with_law() -> Select[Any]:
    """A case as it is held, with what it goes by and what is in force of that, which every act asks."""
    return HELD.add_columns(*_LAW, *_in_force(*_LAW))


def _covers() -> Select[Any]:
    """For whom somebody covers in a programme on a day between two."""
    its, programme = absence.c, bindparam("programme")
    own = (
        its.covered_by == bindparam("user"),
        its.ended.is_(None),
        or_(its.programme == programme, its.programme == _EVERY),
    )
    then = (its.first <= bindparam("until"), its.last >= bindparam("since"))
    return select(its.absent, its.entry).where(*own, *then)


def _in_force(programme: Any, digest: Any, office: Any, since: Any) -> tuple[ColumnElement[Any], ...]:
    """The newest calendar of an office, the newest words of a programme's version, and whether a hold lies over it
    or has lain since."""
    calendar = _newest("digest", {"kind": _OFFICE, "name": office})
    words = _newest("labels_digest", {"kind": _PROGRAMME, "name": programme, "digest": digest})
    lies = or_(programme_hold.c.until.is_(None), programme_hold.c.until > since)
    held = exists().where(programme_hold.c.programme == programme, lies)
    return tuple(one.correlate(case_row).scalar_subquery() for one in (calendar, words)) + (held.correlate(case_row),)


def _newest(wanted: str, which: Mapping[str, Any]) -> Select[Any]:
    its, other = publication.c, publication.alias().c
    own, alike = ([table[name] == value for name, value in which.items()] for table in (its, other))
    newest = select(func.max(other.entry)).where(*alike).correlate(case_row).scalar_subquery()
    return select(its[wanted]).where(*own, its.entry == newest)


@cache
def changing(kind: str, table: Table, columns: tuple[str, ...]) -> Statement:
    """Sets these columns of one row, found by its primary key; of a case row only while it is at the version `before`,
    and gives back whether another case looks at it.

    Only what changed is set, as SQLite writes each index anew of which a column is named.
    """
    own = [column == bindparam(f"old_{column.name}") for column in table.primary_key]
    values = {name: bindparam(name) for name in columns}
    if table is not case_row:
        return _compiled(kind, update(table).where(*own).values(values))
    own.append(case_row.c.version == bindparam("before"))
    return _compiled(kind, update(table).where(*own).values(values).returning(case_row.c.watched))


def _drop(table: Table) -> ClauseElement:
    return delete(table).where(*(column == bindparam(f"old_{column.name}") for column in table.primary_key))


def _compiled(kind: str, statement: ClauseElement) -> Statement:
    made = statement.compile(dialect=_dialect(kind))
    return Statement(str(made), tuple(_names(made.positiontup)))


def _names(names: Iterable[str] | None) -> Iterable[str]:
    return (name.removeprefix("old_") for name in names or ())


def _dialect(kind: str) -> Dialect:
    """Both drivers take placeholders by position: `?` and `%s`."""
    return sqlite.dialect(paramstyle="qmark") if kind == "sqlite" else postgresql.psycopg.dialect(paramstyle="format")
