"""One database transaction: the connection, the driver under it, and the keys and heads of the cases read in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from engine.records.recent import Opened, Recent
from engine.records.sealing import CaseKey, Vault
from engine.records.statements import Statement, Statements, statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was read of a case and is needed to write to it: its version, last hash and key, and its snapshot opened."""

    version: int
    head: bytes
    key: CaseKey
    opened: Opened | None = None


@dataclass(slots=True)
class Transaction:
    """What `Reading` and `Writing` have in common. `run` is the driver's own cursor inside this transaction.

    `in_force`: what a case that was read goes by (programme, digest, office, since), and what was found in force of it.
    """

    connection: Connection
    vault: Vault
    recent: Recent
    held: dict[str, Held] = field(default_factory=dict)
    in_force: dict[tuple[str, ...], tuple[str | None, str | None, bool]] = field(default_factory=dict)
    cursor: Any = field(init=False)
    statements: Statements = field(init=False)

    def __post_init__(self) -> None:
        self.cursor = self.connection.connection.cursor()
        self.statements = statements(self.connection.dialect.name)

    def run(self, statement: Statement, row: Mapping[str, Any]) -> int:
        """Runs a statement; gives the number of rows that it concerned."""
        self.cursor.execute(statement.text, statement.values(row))
        return self.cursor.rowcount

    def run_each(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement for each of these rows, if there are any."""
        given = [statement.values(row) for row in rows]
        if len(given) == 1:
            self.cursor.execute(statement.text, given[0])
        elif given:
            self.cursor.executemany(statement.text, given)

    def all(self, statement: Statement, row: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Every row that a statement reads."""
        self.cursor.execute(statement.text, statement.values(row))
        return self.cursor.fetchall()

    def first(self, statement: Statement, row: Mapping[str, Any]) -> Sequence[Any] | None:
        self.cursor.execute(statement.text, statement.values(row))
        return self.cursor.fetchone()
