"""The tables. Instants and days are text of one width in UTC (`engine.records.moments`), alike in both databases.

`log`, `log_value`, `log_file` and `definition` only ever grow; triggers made by the migrations refuse UPDATE and
DELETE.
`case_row`, `track_row`, `timer_row`, `keeper_row`, `search_row`, `notice_row`, `covered_row`, `link_row`,
`register_head`, `reading_head`, `reading_row`, `publication`, `programme_hold`, `absence` and what `account` and
`account_grant` say of names and roles are projections of the log.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    func,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

FACETS = (
    *("programme", "office", "outcome", "due_on", "on_hold", "lapses_on", "kept", "priority", "then_by"),
    *("phase", "state", "waits_on", "opened", "entered_on", "id"),
)
"""What lists of cases are cut, counted and sorted by, in an index of its own: the rows beside it are wide."""

NEVER = "9999-12-31"  # sorts what has no such day behind all that has one
LEAST = -2_000_000_000  # and what has no points behind all that has some

GROW_ONLY = ("log", "log_value", "log_file", "definition")


class _Bytes(TypeDecorator[bytes]):
    """Bytes. SQLite keeps in any column whatever is put there: what is of another kind was not written by us, and is
    read as no bytes at all, which no hash and no seal fits."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        return value if isinstance(value, bytes | None) else b""


class _Number(TypeDecorator[int]):
    """A whole number; what is of another kind is read as 0, which no entry has."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return value if isinstance(value, int | None) else 0


def _text(name: str, *, key: bool = False, empty: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=empty)


def _kind(name: str, *, empty: bool = True) -> Column[str]:
    """Text that is compared byte by byte in both databases, so that what begins alike lies together."""
    return Column(name, Text().with_variant(Text(collation="C"), "postgresql"), nullable=empty)


def _number(name: str, *, key: bool = False, empty: bool = False) -> Column[int]:
    return Column(name, _Number, primary_key=key, nullable=empty, autoincrement=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, _Bytes, nullable=False)


def roles_text(roles: Iterable[str]) -> str:
    """Several roles in one column, such that each is found whole: `|caseworker|physician|`."""
    return f"|{'|'.join(roles)}|"


def _case(key: bool = True) -> Column[str]:
    return Column("case_id", Text, ForeignKey("case_row.id"), primary_key=key, nullable=False)


log = Table(
    "log",
    metadata,
    _text("case_id", key=True),
    _number("seq", key=True),
    _number("step"),
    _bytes("entry"),
    _bytes("prev"),
    _bytes("hash"),
)

log_value = Table(
    "log_value",
    metadata,
    _text("case_id", key=True),
    _number("seq", key=True),
    _bytes("sealed"),
    ForeignKeyConstraint(["case_id", "seq"], ["log.case_id", "log.seq"]),
    sqlite_with_rowid=False,
)

log_file = Table(
    "log_file",
    metadata,
    _text("case_id", key=True),
    _text("file", key=True),
    _bytes("sealed"),
    Index(None, "file"),
)

case_key = Table("case_key", metadata, _text("case_id", key=True), _text("key_id"), _bytes("wrapped"))

case_row = Table(
    "case_row",
    metadata,
    _text("id", key=True),
    _kind("reference", empty=False),
    _text("programme"),
    _text("digest"),
    _text("office"),
    _number("version"),
    _bytes("head"),
    _text("state"),
    _text("phase", empty=True),
    _text("outcome", empty=True),
    _text("waits_on", empty=True),
    _text("due_on", empty=True),
    _text("next_instant", empty=True),
    Column("on_hold", Boolean, nullable=False),
    _text("opened"),
    _text("entered_on", empty=True),
    _text("changed"),
    Column("shown", Text, nullable=False, server_default=""),
    _bytes("summary"),
    _bytes("snapshot"),
    Column("watched", Boolean, nullable=False, server_default=false()),
    _number("priority", empty=True),
    _text("then_by", empty=True),
    _text("lapses_on", empty=True),
    Column("kept", Boolean, nullable=False, server_default=false()),
    _kind("turns"),
    _kind("rank"),
    UniqueConstraint("reference"),
    Index(None, "next_instant", "id", "version"),
    Index(None, "shown", "id"),
    Index(None, "turns", "rank"),
    Index("ix_case_row_facets", *FACETS),
)


def by_day(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A day by which cases are sorted; those that have none come last."""
    return func.coalesce(column, literal_column(f"'{NEVER}'", Text))


def by_points(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Points by which cases are sorted, the most first; those that have none come last."""
    return -func.coalesce(column, literal_column(str(LEAST), Integer), type_=Integer)


def _order(name: str, by: Sequence[ColumnElement[Any]], *columns: Column[Any]) -> None:
    """An index along which an order is read, with the place of each case, so that none is read to pass it over."""
    its = case_row.c
    Index(name, *by, its.id, its.programme, its.office, *columns)


_order("ix_case_row_by_due", [by_day(case_row.c.due_on)], case_row.c.due_on)
_order("ix_case_row_by_lapse", [by_day(case_row.c.lapses_on)], case_row.c.lapses_on)
_order(
    "ix_case_row_by_priority",
    [by_points(case_row.c.priority), by_day(case_row.c.then_by), by_day(case_row.c.due_on)],
    *(case_row.c.priority, case_row.c.then_by, case_row.c.due_on),
)

track_row = Table(
    "track_row",
    metadata,
    _case(),
    _text("person", key=True),
    _text("track", key=True),
    _text("state"),
    _text("clear_until", empty=True),
    _text("waits_on", empty=True),
    _text("due_on", empty=True),
    _kind("followed_by"),
    _text("followed_from", empty=True),
    Index(None, "clear_until", "case_id"),
    Index(
        *(None, "followed_by", "clear_until", "followed_from"),
        postgresql_include=["case_id", "track", "person"],
    ),
    sqlite_with_rowid=False,
)

timer_row = Table(
    "timer_row",
    metadata,
    _case(),
    _text("person", key=True),
    _text("machine", key=True),
    _text("timer", key=True),
    _text("ends"),
    Index(None, "ends"),
    sqlite_with_rowid=False,
)

keeper_row = Table(
    "keeper_row",
    metadata,
    _case(),
    _text("role", key=True),
    _text("keeper"),
    _number("given", empty=True),
    Index(None, "keeper"),
    sqlite_with_rowid=False,
)

search_row = Table(
    "search_row",
    metadata,
    _case(),
    Column("word", _Bytes, primary_key=True, nullable=False),
    Index(None, "word"),
    sqlite_with_rowid=False,
)

notice_row = Table(
    "notice_row",
    metadata,
    _case(),
    _number("entry", key=True),
    _text("role", key=True),
    _text("text"),
    _text("since"),
    Index(None, "role", "since"),
)

covered_row = Table(
    "covered_row",
    metadata,
    _case(),
    _number("entry", key=True),
    _text("absent"),
    _text("since"),
    Index(None, "absent", "since"),
)

waking = Table(
    "waking",
    metadata,
    _case(),
    _number("version"),
    _text("at"),
)

link_row = Table(
    "link_row",
    metadata,
    _case(),
    _text("name", key=True),
    _text("other"),
    Index(None, "other"),
    sqlite_with_rowid=False,
)

register_head = Table(
    "register_head",
    metadata,
    _number("one", key=True),
    _number("version"),
    _bytes("head"),
    CheckConstraint("one = 1", name="one"),
)

reading_head = Table(
    "reading_head",
    metadata,
    _number("one", key=True),
    _number("version"),
    _bytes("head"),
    CheckConstraint("one = 1", name="one"),
)

reading_row = Table(
    "reading_row",
    metadata,
    _number("entry", key=True),
    _case(key=False),
    _text("reader"),
    Index(None, "case_id", "entry"),
    Index(None, "reader", "entry"),
)

definition = Table(
    "definition",
    metadata,
    _text("kind", key=True),
    _text("name", key=True),
    _text("digest", key=True),
    _text("labels_digest", key=True),
    _text("sha256"),
    _bytes("texts"),
)

publication = Table(
    "publication",
    metadata,
    _number("entry", key=True),
    _text("kind"),
    _text("name"),
    _text("digest"),
    _text("labels_digest"),
    _text("published"),
    Index(None, "kind", "name", "entry"),
)

programme_hold = Table(
    "programme_hold",
    metadata,
    _number("entry", key=True),
    _text("programme"),
    _text("name"),
    _text("until", empty=True),
    _bytes("sealed"),
    Index(None, "programme", "until"),
)

absence = Table(
    "absence",
    metadata,
    _number("entry", key=True),
    _text("absent"),
    _text("covered_by", empty=True),
    _text("programme"),
    _text("first"),
    _text("last"),
    _text("ended", empty=True),
    _bytes("sealed"),
    Index(None, "absent", "last"),
    Index(None, "covered_by", "last"),
)

account = Table(
    "account",
    metadata,
    _text("id", key=True),
    _text("name"),
    _text("display_name"),
    _text("password_hash", empty=True),
    Column("active", Boolean, nullable=False),
    _text("fs_uniquifier"),
    _text("created"),
    _text("last_login_at", empty=True),
    _text("current_login_at", empty=True),
    _text("last_login_ip", empty=True),
    _text("current_login_ip", empty=True),
    _number("login_count"),
    UniqueConstraint("name"),
    UniqueConstraint("fs_uniquifier"),
)

account_grant = Table(
    "account_grant",
    metadata,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True, nullable=False),
    _text("programme", key=True),
    _text("role", key=True),
    _text("office", key=True),
)

one_time = Table(
    "one_time",
    metadata,
    _text("token_sha256", key=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False),
    _text("purpose"),
    _text("expires"),
    _text("used", empty=True),
    Index(None, "account_id"),
)

saved_view = Table(
    "saved_view",
    metadata,
    _text("id", key=True),
    _text("owner"),
    _text("programme"),
    _text("role"),
    _text("office"),
    _text("key_id"),
    _bytes("wrapped"),
    _bytes("sealed"),
    Index(None, "owner"),
    Index(None, "programme", "role"),
)

idempotency = Table(
    "idempotency",
    metadata,
    _text("actor", key=True),
    _text("key", key=True),
    _text("request_sha256"),
    _case(key=False),
    _number("first_seq"),
    _number("last_seq"),
    _text("made"),
    Index(None, "made"),
)

unfinished = Table(
    "unfinished",
    metadata,
    _text("actor", key=True),
    _text("key", key=True),
    _text("saved"),
    _text("key_id"),
    _bytes("wrapped"),
    _bytes("sealed"),
    Index(None, "saved"),
)

upload = Table(
    "upload",
    metadata,
    _text("file", key=True),
    _text("actor"),
    _text("saved"),
    _text("key_id"),
    _bytes("wrapped"),
    _bytes("about"),
    _bytes("sealed"),
    Index(None, "actor", "saved"),
    Index(None, "saved"),
)

bulk_run = Table(
    "bulk_run",
    metadata,
    _text("id", key=True),
    _text("owner"),
    _text("programme"),
    _text("begun"),
    _text("standing"),
    _text("held_by", empty=True),
    _text("held_until", empty=True),
    _text("key_id"),
    _bytes("wrapped"),
    _bytes("sealed"),
    Index(None, "owner", "begun"),
    Index(None, "programme", "begun"),
    Index(None, "standing"),
)

bulk_case = Table(
    "bulk_case",
    metadata,
    Column("run", Text, ForeignKey("bulk_run.id"), primary_key=True, nullable=False),
    _number("number", key=True),
    _case(key=False),
    _text("standing"),
    _number("version", empty=True),
    _number("entry", empty=True),
    _bytes("sealed"),
    Index(None, "run", "standing", "number"),
)

reference_counter = Table("reference_counter", metadata, _text("name", key=True), _number("last"))

setting = Table("setting", metadata, _text("name", key=True), _text("value"))
