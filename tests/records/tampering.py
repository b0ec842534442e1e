"""Everything that somebody with the database in their hands may do to it, each with what a verification must call it.

The tampering is done past Caseway: foreign keys and triggers are off. `CASE` is a case of nine entries, `OTHER` another
of the same shape, and the register has an office, a programme, an account, a programme-wide hold and an absence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, create_engine, text

CASE = "NOR-1"
OTHER = "NOR-2"


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand in the database. `case` and `other` are the ids of the two cases."""

    connection: Connection
    case: str
    other: str

    def does(self, sql: str, **values: Any) -> None:
        """Runs SQL that must concern at least one row."""
        names = {"case": self.case, "other": self.other} | values
        bound = {name: value for name, value in names.items() if f":{name}" in sql}
        assert self.connection.execute(text(sql), bound).rowcount != 0, sql

    def reads(self, sql: str) -> Any:
        names = {name: value for name, value in (("case", self.case), ("other", self.other)) if f":{name}" in sql}
        return self.connection.execute(text(sql), names).scalar_one()

    def flips(self, table: str, column: str, where: str, at: int = -1) -> None:
        """Changes one byte of a column."""
        kept = bytearray(self.reads(f"SELECT {column} FROM {table} WHERE {where}"))
        kept[at] ^= 1
        self.does(f"UPDATE {table} SET {column} = :flipped WHERE {where}", flipped=bytes(kept))

    def rewrites(self, seq: int, old: bytes, new: bytes) -> None:
        """Changes an entry and gives it the hash that fits."""
        kept = bytes(self.reads(f"SELECT entry FROM log WHERE case_id = :case AND seq = {seq}"))
        assert old in kept
        entry = kept.replace(old, new)
        fits = {"entry": entry, "hash": sha256(b"\x00" + entry).digest()}
        self.does(f"UPDATE log SET entry = :entry, hash = :hash WHERE case_id = :case AND seq = {seq}", **fits)


@contextmanager
def hand_in(url: str, case: str, other: str) -> Iterator[Hand]:
    database = create_engine(url)
    with database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield Hand(connection, case, other)
    database.dispose()


def remove_from_the_middle(hand: Hand) -> None:
    hand.does("DELETE FROM log_value WHERE case_id = :case AND seq = 4")
    hand.does("DELETE FROM log WHERE case_id = :case AND seq = 4")


def close_the_gap(hand: Hand) -> None:
    """Removes entry 4 and moves those after it down by one, one after the other."""
    remove_from_the_middle(hand)
    for seq in range(5, 10):
        for table in ("log", "log_value"):
            hand.connection.execute(
                text(f"UPDATE {table} SET seq = :new WHERE case_id = :case AND seq = :old"),
                {"case": hand.case, "old": seq, "new": seq - 1},
            )
    hand.does("UPDATE case_row SET version = 8 WHERE id = :case")


def remove_first(hand: Hand) -> None:
    hand.does("DELETE FROM log_value WHERE case_id = :case AND seq = 1")
    hand.does("DELETE FROM log WHERE case_id = :case AND seq = 1")


def cut_tail(hand: Hand) -> None:
    hand.does("DELETE FROM log_value WHERE case_id = :case AND seq > 7")
    hand.does("DELETE FROM log WHERE case_id = :case AND seq > 7")


def swap_entries(hand: Hand) -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        for table in ("log", "log_value"):
            hand.connection.execute(
                text(f"UPDATE {table} SET seq = :new WHERE case_id = :case AND seq = :old"),
                {"case": hand.case, "old": old, "new": new},
            )


def add_entry(hand: Hand) -> None:
    hand.does(
        "INSERT INTO log (case_id, seq, step, entry, prev, hash) "
        "SELECT case_id, 10, 10, entry, prev, hash FROM log WHERE case_id = :case AND seq = 9"
    )


def swap_values_of_cases(hand: Hand) -> None:
    mine = hand.reads("SELECT sealed FROM log_value WHERE case_id = :case AND seq = 2")
    theirs = hand.reads("SELECT sealed FROM log_value WHERE case_id = :other AND seq = 2")
    hand.does("UPDATE log_value SET sealed = :theirs WHERE case_id = :case AND seq = 2", theirs=theirs)
    hand.does("UPDATE log_value SET sealed = :mine WHERE case_id = :other AND seq = 2", mine=mine)


def swap_files_of_cases(hand: Hand) -> None:
    mine = hand.reads("SELECT sealed FROM log_file WHERE case_id = :case")
    theirs = hand.reads("SELECT sealed FROM log_file WHERE case_id = :other")
    hand.does("UPDATE log_file SET sealed = :theirs WHERE case_id = :case", theirs=theirs)
    hand.does("UPDATE log_file SET sealed = :mine WHERE case_id = :other", mine=mine)


def swap_values_of_entries(hand: Hand) -> None:
    hand.does(
        "UPDATE log_value SET sealed = (SELECT o.sealed FROM log_value o WHERE o.case_id = :case AND o.seq = 7) "
        "WHERE case_id = :case AND seq = 8"
    )


def swap_keys(hand: Hand) -> None:
    theirs = hand.reads("SELECT wrapped FROM case_key WHERE case_id = :other")
    hand.does("UPDATE case_key SET wrapped = :theirs WHERE case_id = :case", theirs=theirs)


def old_snapshot(hand: Hand) -> None:
    """The snapshot of the other case in this one's row."""
    hand.does("UPDATE case_row SET snapshot = (SELECT o.snapshot FROM case_row o WHERE o.id = :other) WHERE id = :case")


def add_grant(hand: Hand) -> None:
    hand.does("INSERT INTO account_grant VALUES ('u1', '*', 'auditor', '*')")


def flip(table: str, column: str, where: str, at: int = -1) -> Callable[[Hand], None]:
    return lambda hand: hand.flips(table, column, where, at)


def sql(statement: str) -> Callable[[Hand], None]:
    return lambda hand: hand.does(statement)


def rewrite(seq: int, old: bytes, new: bytes) -> Callable[[Hand], None]:
    return lambda hand: hand.rewrites(seq, old, new)


MINE = "case_id = :case AND seq = "

# What is done, how, and the places (case or register, entry, thing) one of which a verification must name.
CATALOGUE: dict[str, tuple[Callable[[Hand], None], set[tuple[str, int | None, str]]]] = {
    "one byte in an entry": (flip("log", "entry", MINE + "4", 20), {(CASE, 4, "hash")}),
    "the first byte of an entry": (flip("log", "entry", MINE + "4", 0), {(CASE, 4, "hash")}),
    "an entry rewritten with its hash": (rewrite(4, b'"stage 4"', b'"stage 5"'), {(CASE, 5, "link")}),
    "the last entry rewritten with its hash": (rewrite(9, b'"stage 9"', b'"stage 8"'), {(CASE, None, "head")}),
    "an entry written otherwise": (rewrite(4, b'"v":1', b'"v": 1'), {(CASE, 4, "entry")}),
    "an entry of another case": (rewrite(4, b'"seq":4', b'"seq":6'), {(CASE, 4, "entry")}),
    "an entry that is no JSON": (rewrite(4, b"{", b"["), {(CASE, 4, "entry")}),
    "an entry of an unknown format": (rewrite(4, b'"v":1', b'"v":2'), {(CASE, 4, "entry")}),
    "a commitment taken out": (rewrite(4, b'"commits"', b'"discard"'), {(CASE, 4, "value")}),
    "one byte in a hash": (flip("log", "hash", MINE + "4"), {(CASE, 4, "hash")}),
    "one byte in a link": (flip("log", "prev", MINE + "4"), {(CASE, 4, "link")}),
    "another step": (sql("UPDATE log SET step = 3 WHERE case_id = :case AND seq = 4"), {(CASE, 4, "entry")}),
    "one byte in a sealed value": (flip("log_value", "sealed", MINE + "4"), {(CASE, 4, "value")}),
    "one byte in a sealed value's nonce": (flip("log_value", "sealed", MINE + "4", 0), {(CASE, 4, "value")}),
    "a sealed value cut short": (
        sql("UPDATE log_value SET sealed = substr(sealed, 1, 5) WHERE case_id = :case AND seq = 4"),
        {(CASE, 4, "value")},
    ),
    "values removed": (sql("DELETE FROM log_value WHERE case_id = :case AND seq = 4"), {(CASE, 4, "value")}),
    "values put where there were none": (
        sql("INSERT INTO log_value SELECT case_id, 3, sealed FROM log_value WHERE case_id = :case AND seq = 2"),
        {(CASE, 3, "value")},
    ),
    "values of no entry": (
        sql("INSERT INTO log_value SELECT case_id, 30, sealed FROM log_value WHERE case_id = :case AND seq = 2"),
        {(CASE, 30, "value")},
    ),
    "values swapped between cases": (swap_values_of_cases, {(CASE, 2, "value")}),
    "values swapped between entries": (swap_values_of_entries, {(CASE, 8, "value")}),
    "one byte in a file": (flip("log_file", "sealed", "case_id = :case"), {(CASE, 7, "file")}),
    "one byte in a file's nonce": (flip("log_file", "sealed", "case_id = :case", 0), {(CASE, 7, "file")}),
    "a file cut short": (
        sql("UPDATE log_file SET sealed = substr(sealed, 1, 20) WHERE case_id = :case"),
        {(CASE, 7, "file")},
    ),
    "a file removed": (sql("DELETE FROM log_file WHERE case_id = :case"), {(CASE, 7, "file")}),
    "a file under another name": (
        sql("UPDATE log_file SET file = 'another' WHERE case_id = :case"),
        {(CASE, 7, "file")},
    ),
    "a file slipped in": (
        sql("INSERT INTO log_file SELECT case_id, 'another', sealed FROM log_file WHERE case_id = :case"),
        {(CASE, None, "file")},
    ),
    "a file of no case": (
        sql("INSERT INTO log_file SELECT 'nowhere', file, sealed FROM log_file WHERE case_id = :case"),
        {("nowhere", None, "case row")},
    ),
    "files swapped between cases": (swap_files_of_cases, {(CASE, 7, "file")}),
    "one byte in a wrapped key": (flip("case_key", "wrapped", "case_id = :case"), {(CASE, None, "key")}),
    "a key of another key file": (
        sql("UPDATE case_key SET key_id = 'another' WHERE case_id = :case"),
        {(CASE, None, "key")},
    ),
    "keys swapped between cases": (swap_keys, {(CASE, None, "key")}),
    "a key removed": (sql("DELETE FROM case_key WHERE case_id = :case"), {(CASE, None, "key")}),
    "an entry removed from the middle": (remove_from_the_middle, {(CASE, 4, "entry")}),
    "an entry removed and the gap closed": (close_the_gap, {(CASE, 4, "link")}),
    "the first entry removed": (remove_first, {(CASE, 1, "entry")}),
    "the last entries removed": (cut_tail, {(CASE, None, "version")}),
    "all entries removed": (sql("DELETE FROM log WHERE case_id = :case"), {(CASE, None, "version")}),
    "two entries swapped": (swap_entries, {(CASE, 4, "entry")}),
    "an entry added": (add_entry, {(CASE, 10, "entry")}),
    "the version of a case row": (sql("UPDATE case_row SET version = 8 WHERE id = :case"), {(CASE, None, "version")}),
    "the head of a case row": (flip("case_row", "head", "id = :case"), {(CASE, None, "head")}),
    "a case row removed": (sql("DELETE FROM case_row WHERE id = :case"), {(CASE, None, "case row")}),
    "a snapshot changed": (flip("case_row", "snapshot", "id = :case"), {(CASE, None, "case row")}),
    "a snapshot of another case": (old_snapshot, {(CASE, None, "case row")}),
    "a summary changed": (flip("case_row", "summary", "id = :case"), {(CASE, None, "case row")}),
    **{
        f"the {column} of a case row": (
            sql(f"UPDATE case_row SET {column} = {value} WHERE id = :case"),
            {(CASE, None, "case row")},
        )
        for column, value in {
            "programme": "'other'",
            "digest": "'d9'",
            "office": "'south'",
            "state": "'ended'",
            "phase": "NULL",
            "outcome": "'resettled'",
            "waits_on": "'nobody'",
            "due_on": "'2030-01-01'",
            "next_instant": "NULL",
            "on_hold": "NOT on_hold",
            "opened": "'2020-01-01T00:00:00.000000Z'",
            "changed": "'2020-01-01T00:00:00.000000Z'",
            "shown": "'2020-01-01T00:00:00.000000Z'",
        }.items()
    },
    "the reference of a case row": (
        sql("UPDATE case_row SET reference = 'NOR-9' WHERE id = :case"),
        {("NOR-9", None, "case row")},
    ),
    "a track row changed": (
        sql("UPDATE track_row SET state = 'clear' WHERE case_id = :case"),
        {(CASE, None, "track row")},
    ),
    "a track row's last day": (
        sql("UPDATE track_row SET clear_until = '2099-01-01' WHERE case_id = :case"),
        {(CASE, None, "track row")},
    ),
    "a track row's followers": (
        sql("UPDATE track_row SET followed_by = '|nobody|', followed_from = '2026-01-01' WHERE case_id = :case"),
        {(CASE, None, "track row")},
    ),
    "a track row removed": (sql("DELETE FROM track_row WHERE case_id = :case"), {(CASE, None, "track row")}),
    "a track row added": (
        sql("INSERT INTO track_row VALUES (:case, 'p1', 'security', 'clear', NULL, NULL, NULL, NULL, NULL)"),
        {(CASE, None, "track row")},
    ),
    "a track row of no case": (
        sql("INSERT INTO track_row VALUES ('nowhere', 'p1', 'security', 'clear', NULL, NULL, NULL, NULL, NULL)"),
        {("nowhere", None, "case row")},
    ),
    "a timer row changed": (
        sql("UPDATE timer_row SET ends = '2099-01-01T00:00:00.000000Z' WHERE case_id = :case"),
        {(CASE, None, "timer row")},
    ),
    "a timer row removed": (sql("DELETE FROM timer_row WHERE case_id = :case"), {(CASE, None, "timer row")}),
    "a keeper row changed": (
        sql("UPDATE keeper_row SET keeper = 'u9' WHERE case_id = :case"),
        {(CASE, None, "keeper row")},
    ),
    "a keeper row said to wait for an answer": (
        sql("UPDATE keeper_row SET given = 2 WHERE case_id = :case"),
        {(CASE, None, "keeper row")},
    ),
    "a keeper row removed": (sql("DELETE FROM keeper_row WHERE case_id = :case"), {(CASE, None, "keeper row")}),
    "a keeper row of no case": (
        sql("INSERT INTO keeper_row (case_id, role, keeper) VALUES ('nowhere', 'officer', 'u9')"),
        {("nowhere", None, "case row")},
    ),
    "a search row added": (
        sql("INSERT INTO search_row SELECT case_id, hash FROM log WHERE case_id = :case AND seq = 2"),
        {(CASE, None, "search row")},
    ),
    "a search row removed": (sql("DELETE FROM search_row WHERE case_id = :case"), {(CASE, None, "search row")}),
    "a search row of no case": (
        sql("INSERT INTO search_row SELECT 'nowhere', hash FROM log WHERE case_id = :case AND seq = 2"),
        {("nowhere", None, "case row")},
    ),
    "a notice changed": (sql("UPDATE notice_row SET text = 'x' WHERE case_id = :case"), {(CASE, None, "notice row")}),
    "a notice removed": (sql("DELETE FROM notice_row WHERE case_id = :case"), {(CASE, None, "notice row")}),
    "a definition's text": (flip("definition", "texts", "kind = 'programme'"), {("register", None, "definition")}),
    "a definition's hash": (
        sql("UPDATE definition SET sha256 = '0' WHERE kind = 'programme'"),
        {("register", None, "definition")},
    ),
    "a definition removed": (sql("DELETE FROM definition WHERE kind = 'office'"), {("register", None, "definition")}),
    "a definition slipped in": (
        sql("INSERT INTO definition SELECT kind, name, 'd9', '', sha256, texts FROM definition WHERE kind = 'office'"),
        {("register", None, "definition")},
    ),
    "another version made current": (
        sql(
            "INSERT INTO publication "
            "SELECT 99, kind, name, digest, '', published FROM publication WHERE kind = 'office'"
        ),
        {("register", 99, "publication")},
    ),
    "a publication removed": (sql("DELETE FROM publication WHERE kind = 'office'"), {("register", 2, "publication")}),
    "the register rewritten": (flip("log", "entry", "case_id = 'register' AND seq = 3", 20), {("register", 3, "hash")}),
    "the register cut short": (
        sql("DELETE FROM log WHERE case_id = 'register' AND seq = 6"),
        {("register", None, "head")},
    ),
    "the register's head": (flip("register_head", "head", "one = 1"), {("register", None, "head")}),
    "the register's head removed": (sql("DELETE FROM register_head"), {("register", None, "head")}),
    "a reading rewritten": (flip("log", "entry", "case_id = 'readings' AND seq = 1", 20), {("readings", 1, "hash")}),
    "what was read changed": (
        flip("log_value", "sealed", "case_id = 'readings' AND seq = 1"),
        {("readings", 1, "value")},
    ),
    "the readings cut short": (
        sql("DELETE FROM log WHERE case_id = 'readings' AND seq = 2"),
        {("readings", None, "head")},
    ),
    "the readings all removed": (
        sql("DELETE FROM log WHERE case_id = 'readings'"),
        {("readings", None, "head")},
    ),
    "a reading said to be of another case": (
        sql("UPDATE reading_row SET case_id = :other WHERE entry = 1"),
        {("readings", 1, "reading")},
    ),
    "a reading said to be somebody else's": (
        sql("UPDATE reading_row SET reader = 'another' WHERE entry = 1"),
        {("readings", 1, "reading")},
    ),
    "a programme's hold removed": (sql("DELETE FROM programme_hold"), {("register", 5, "programme hold")}),
    "a programme's hold changed": (flip("programme_hold", "sealed", "entry = 5"), {("register", 5, "programme hold")}),
    "a programme's hold slipped in": (
        sql("INSERT INTO programme_hold SELECT 98, programme, 'fire', until, sealed FROM programme_hold"),
        {("register", 98, "programme hold")},
    ),
    "an absence removed": (sql("DELETE FROM absence"), {("register", 6, "absence")}),
    "an absence made longer": (sql("UPDATE absence SET last = '2027-01-01'"), {("register", 6, "absence")}),
    "an absence covered by somebody else": (
        sql("UPDATE absence SET covered_by = 'u3'"),
        {("register", 6, "absence")},
    ),
    "an absence ended by hand": (
        sql("UPDATE absence SET ended = '2026-03-09T10:00:00.000000Z'"),
        {("register", 6, "absence")},
    ),
    "an absence slipped in": (
        sql("INSERT INTO absence SELECT 99, 'u2', 'u1', programme, first, last, ended, sealed FROM absence"),
        {("register", 99, "absence")},
    ),
    "who entered an absence": (flip("absence", "sealed", "entry = 6"), {("register", 6, "absence")}),
    "a covered row removed": (sql("DELETE FROM covered_row WHERE case_id = :case"), {(CASE, None, "covered row")}),
    "a covered row changed": (
        sql("UPDATE covered_row SET absent = 'u9' WHERE case_id = :case"),
        {(CASE, None, "covered row")},
    ),
    "a covered row of no case": (
        sql("INSERT INTO covered_row VALUES ('nowhere', 2, 'u9', '2026-03-08T10:00:00.000000Z')"),
        {("nowhere", None, "case row")},
    ),
    "a role granted by hand": (add_grant, {("register", None, "account")}),
    "a user put back to work by hand": (
        sql("UPDATE account SET active = NOT active WHERE id = 'u1'"),
        {("register", None, "account")},
    ),
    "a user slipped in": (
        sql(
            "INSERT INTO account SELECT 'u9', 'eve', display_name, password_hash, active, 'f9', created, NULL, NULL, "
            "NULL, NULL, 0 FROM account WHERE id = 'u1'"
        ),
        {("register", None, "account")},
    ),
}

# SQLite keeps in any column whatever is put there; PostgreSQL refuses all of these.
OF_ANOTHER_KIND: dict[str, tuple[Callable[[Hand], None], set[tuple[str, int | None, str]]]] = {
    "a file as a number": (sql("UPDATE log_file SET sealed = 7 WHERE case_id = :case"), {(CASE, 7, "file")}),
    "an entry as text": (
        sql("UPDATE log SET entry = CAST(entry AS TEXT) WHERE case_id = :case AND seq = 4"),
        {(CASE, 4, "hash")},
    ),
    "an entry as a number": (sql("UPDATE log SET entry = 7 WHERE case_id = :case AND seq = 4"), {(CASE, 4, "hash")}),
    "a hash as text": (
        sql("UPDATE log SET hash = 'a' WHERE case_id = :case AND seq = 4"),
        {(CASE, 4, "hash"), (CASE, 5, "link")},
    ),
    "a link as text": (sql("UPDATE log SET prev = 'a' WHERE case_id = :case AND seq = 4"), {(CASE, 4, "link")}),
    "the number of an entry as text": (
        sql("UPDATE log SET seq = 'four' WHERE case_id = :case AND seq = 4"),
        {(CASE, 4, "entry")},
    ),
    "a sealed value as text": (
        sql("UPDATE log_value SET sealed = 'a' WHERE case_id = :case AND seq = 4"),
        {(CASE, 4, "value")},
    ),
    "a wrapped key as text": (sql("UPDATE case_key SET wrapped = 'a' WHERE case_id = :case"), {(CASE, None, "key")}),
    "the version of a case row as text": (
        sql("UPDATE case_row SET version = 'nine' WHERE id = :case"),
        {(CASE, None, "version")},
    ),
    "a summary as text": (sql("UPDATE case_row SET summary = 'a' WHERE id = :case"), {(CASE, None, "case row")}),
    "a snapshot as text": (sql("UPDATE case_row SET snapshot = 'a' WHERE id = :case"), {(CASE, None, "case row")}),
    "a definition's texts as text": (
        sql("UPDATE definition SET texts = 'a' WHERE kind = 'programme'"),
        {("register", None, "definition")},
    ),
    "the kind of a definition as bytes": (
        sql("UPDATE definition SET kind = x'ff' WHERE kind = 'programme'"),
        {("register", None, "records")},
    ),
    "an entry of the register as text": (
        sql("UPDATE log SET entry = CAST(entry AS TEXT) WHERE case_id = 'register' AND seq = 3"),
        {("register", 3, "hash")},
    ),
    "the register's version as text": (sql("UPDATE register_head SET version = 'five'"), {("register", None, "head")}),
    "the last day of a track as bytes": (
        sql("UPDATE track_row SET clear_until = x'ff' WHERE case_id = :case"),
        {(CASE, None, "track row")},
    ),
    "a state that is no UTF-8": (
        sql("UPDATE track_row SET state = CAST(x'ff' AS TEXT) WHERE case_id = :case"),
        {(CASE, None, "records")},
    ),
}
