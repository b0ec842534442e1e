"""The floor: what one act durably writes, written again by the raw driver, by hand-written SQL in one transaction.

What that is, is read off an act that Caseway did in the floor's own database: as many rows in the same tables, of the
same sizes; the same columns changed, back and forth. It reads what any engine must, the case's row with its key, and
changes it only at the version that it read. The bytes that it writes it makes in straight lines (benchmarks/making.py)
or, as another contender, has ready. It decides, parses and checks nothing.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.desk import Repeated
from benchmarks.making import Making
from benchmarks.places import Place
from engine.records.sealing import Vault

KEYS = {
    "case_row": ("id",),
    "log": ("case_id", "seq"),
    "log_value": ("case_id", "seq"),
    "track_row": ("case_id", "person", "track"),
    "timer_row": ("case_id", "person", "machine", "timer"),
    "notice_row": ("case_id", "entry", "role"),
}
GROWS = ("log", "log_value")
MOVES = ("track_row", "timer_row", "notice_row")
READ = (
    "SELECT case_row.id, case_row.version, case_row.head, case_row.snapshot, case_key.key_id, case_key.wrapped "
    "FROM case_row JOIN case_key ON case_key.case_id = case_row.id WHERE case_row.id = ?"
)

Row = Mapping[str, Any]
Rows = Mapping[tuple[Any, ...], Row]


class Floor:
    """Does what this act does, again and again; on as many cases as the act does it, one after the other."""

    def __init__(self, place: Place, like: Repeated, vault: Vault | None = None):
        """`vault`: of the keys under which the bytes are sealed; None: the bytes are ready."""
        self.cases = deque(_OneCase(place, like, vault) for _ in range(like.cases))

    def prepare(self) -> str:
        self.cases.rotate()
        return self.cases[0].prepare()

    def act(self) -> None:
        self.cases[0].act()


class _OneCase:
    """Does it on one case, there and back."""

    def __init__(self, place: Place, like: Repeated, vault: Vault | None):
        self.place, self.cursor, self.turn = place, place.connection.cursor(), False
        self.case = like.prepare()
        before = {table: self._rows(table) for table in KEYS}
        like.act()
        after = {table: self._rows(table) for table in KEYS}
        _is_all(before, after)
        self.read = self._sql(READ)
        self._take_case(before["case_row"], after["case_row"])
        grown = {table: _new(before[table], after[table]) for table in GROWS}
        self.added = {table: self._adding(table, rows) for table, rows in grown.items()}
        self.making = self._making(vault, *grown.values()) if vault else None
        self.moves = [move for table in MOVES for move in self._moving(table, before[table], after[table])]

    def _take_case(self, before: Rows, after: Rows) -> None:
        ((self.was, self.becomes),) = _changed(before, after)
        self.first = self.was["version"] + 1
        self.steps = self.becomes["version"] - self.was["version"]
        self.columns = [name for name in _differing(self.was, self.becomes) if name != "version"]
        self.change = self._sql(f"{_update('case_row', ['version', *self.columns])} AND version = ?")

    def _making(self, vault: Vault, entries: Sequence[Row], values: Sequence[Row]) -> Making:
        self.cursor.execute(self.read, (self.case,))
        *_, key_id, wrapped = self.cursor.fetchone()
        return Making(vault, vault.unwrap(self.case, key_id, wrapped), self.becomes, entries, values)

    def _moving(self, table: str, before: Rows, after: Rows) -> Iterator[tuple[str, list[Any], list[Any]]]:
        """Of each row that changed: the statement, and its values there and back."""
        for was, row in _changed(before, after):
            names = _differing(was, row)
            there, back = ([one[name] for name in (*names, *KEYS[table])] for one in (row, was))
            yield self._sql(_update(table, names)), there, back

    def prepare(self) -> str:
        self.turn = not self.turn
        return self.case

    def act(self) -> None:
        run = self.cursor.execute
        run(self.place.begin)
        _, version, _, _, *key = run(self.read, (self.case,)).fetchone()
        row, made = (self.was if self.turn else self.becomes), {}
        if self.making:
            changed, made = self.making.make(*key)
            row = {**row, **changed}
        run(self.change, (version + self.steps, *(row[name] for name in self.columns), self.case, version))
        assert self.cursor.rowcount == 1
        for table, (sql, names, rows) in self.added.items():
            fresh = made.get(table, ({},) * len(rows))
            whole = [{**more, **own} for (_, more), own in zip(rows, fresh, strict=True)]
            numbered = [
                (self.case, version + rows[at][0], *(one[name] for name in names)) for at, one in enumerate(whole)
            ]
            run(sql, numbered[0]) if len(numbered) == 1 else self.cursor.executemany(sql, numbered)
        for sql, there, back in self.moves:
            run(sql, back if self.turn else there)
        run("COMMIT")

    def _rows(self, table: str) -> Rows:
        key = KEYS[table]
        self.cursor.execute(self._sql(f"SELECT * FROM {table} WHERE {key[0]} = ?"), (self.case,))
        names = [column[0] for column in self.cursor.description]
        rows = (dict(zip(names, row, strict=True)) for row in self.cursor.fetchall())
        return {tuple(row[name] for name in key): row for row in rows}

    def _sql(self, text: str) -> str:
        return text.replace("?", self.place.mark)

    def _adding(self, table: str, rows: Sequence[Row]) -> tuple[str, list[str], list[tuple[int, Row]]]:
        """The statement, its columns, and each row with how far after the case's version it stands."""
        names = [name for name in rows[0] if name not in ("case_id", "seq")]
        marks = ", ".join("?" for _ in range(len(names) + 2))
        sql = self._sql(f"INSERT INTO {table} (case_id, seq, {', '.join(names)}) VALUES ({marks})")
        return sql, names, [(row["seq"] - self.first + 1, row) for row in rows]


def _is_all(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> None:
    """An act that writes what this floor does not write would be beside the wrong floor."""
    for table in KEYS:
        if before[table].keys() != after[table].keys() and table not in GROWS:
            raise ValueError(f"The act makes or drops rows of {table}, which the floor does not do")


def _new(before: Rows, after: Rows) -> list[Row]:
    return [row for key, row in after.items() if key not in before]


def _changed(before: Rows, after: Rows) -> Iterator[tuple[Row, Row]]:
    """Each row that changed, as it was and as it is."""
    for key, row in after.items():
        if key in before and before[key] != row:
            yield before[key], row


def _differing(was: Row, row: Row) -> list[str]:
    return [name for name in row if row[name] != was[name]]


def _update(table: str, columns: Sequence[str]) -> str:
    own = " AND ".join(f"{name} = ?" for name in KEYS[table])
    return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE {own}"
