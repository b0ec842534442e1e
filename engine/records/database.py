"""Opens the database and gives one transaction at a time, for writing or for reading.

SQLite: one file in WAL mode, every commit durable. A writer begins with BEGIN IMMEDIATE, since a transaction that
reads first and then wants to write would lose updates or fail; readers have connections of their own, only to read.
PostgreSQL: writers READ COMMITTED, where the version of the case decides who was first; readers REPEATABLE READ.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnection

from engine.case import Case
from engine.entry import Entry
from engine.errors import Unavailable
from engine.records import log
from engine.records.lending import Lending
from engine.records.log import Foretold, KeptEntry
from engine.records.recent import Recent
from engine.records.rows import CaseRows
from engine.records.sealing import Vault, open_vault
from engine.records.subjects import Subject, subjects
from engine.records.tables import setting
from engine.records.transaction import Transaction
from engine.records.upgrade import is_current, is_new, upgrade

_KEY_ID = "key_id"
_OPENING = 6_227_431  # any number of our own for PostgreSQL's advisory lock
_MOST_SECONDS_TO_CONNECT = 10
_IDLE = 5.0  # seconds after which a connection is asked whether it is still there; one in use tells by itself
_PATIENCE = 30.0  # seconds for which one who opens a SQLite file waits for another who opens it
_LASTING, _FLEETING = "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF"
_PRAGMAS = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)


class Reading(Transaction):
    """A transaction that sees one state of the database and changes nothing."""

    __slots__ = ()

    def case(self, sought: str) -> Case:
        """The case of this id or reference. Raises NotFound, Broken, WrongKey."""
        return log.read_case(self, sought)

    def cases(self, case_ids: Sequence[str]) -> dict[str, Case]:
        """These cases by their ids, read at once. Raises Broken, WrongKey."""
        return log.read_cases(self, case_ids)

    def entries(self, sought: str, after: int = 0, limit: int | None = None) -> tuple[KeptEntry, ...]:
        """What was recorded in a case, from number `after` + 1 on. Raises NotFound, Broken, WrongKey."""
        return log.entries(self, log.id_of(self, sought), after, limit)

    def last_entries(self, sought: str, before: int | None = None, limit: int = 50) -> tuple[KeptEntry, ...]:
        """A page of the log, newest first: the `limit` entries before number `before`."""
        return log.last_entries(self, log.id_of(self, sought), before, limit)

    def entries_numbered(self, case_id: str, numbers: Sequence[int]) -> tuple[KeptEntry, ...]:
        """The entries of these numbers, newest first."""
        return log.entries_numbered(self, case_id, numbers)

    def entries_at(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        """Entries of several cases, each by its case and its number."""
        return log.entries_at(self, places)

    def subjects(self, case_id: str) -> tuple[Subject, ...]:
        """What each entry of a case is about, the first one first. Raises Broken."""
        return subjects(self, case_id)

    def foretold(self, case: Case) -> Foretold:
        """When this case, read in this transaction, can next change by itself, as its sealed rows say."""
        return log.foretold(self, case)

    def counted(self) -> tuple[int, int]:
        """How many cases and how many entries there are."""
        return log.counted(self)


class Writing(Reading):
    """A transaction that is kept whole when its block ends, and given up whole when an error leaves the block."""

    __slots__ = ()

    def listed(self, case: Case) -> CaseRows | None:
        """The list rows as they stand, where they are known without reading them."""
        return log.listed(self, case)

    def lock(self, *case_ids: str) -> None:
        """Keeps other writers from these cases until the end: for a step over two, whichever is named first."""
        log.lock(self, case_ids)

    def append(self, before_version: int, entries: Sequence[Entry], after: Case, rows: CaseRows) -> None:
        """Writes a step of a case; `before_version` 0 opens it. Raises OutOfDate where somebody was faster."""
        log.append(self, before_version, entries, after, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The open database. Safe to share between threads."""

    writers: Lending
    readers: Lending
    vault: Vault
    recent: Recent = field(default_factory=Recent)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Raises Unavailable where the database cannot be reached, or cannot take more."""
        try:
            with self.writers.transaction() as connection:
                yield Writing(connection, self.vault, self.recent)
        except Exception as error:
            told = self._unavailable(error)
            if told is None:
                raise
            raise told from error

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Raises Unavailable where the database cannot be reached."""
        try:
            with self.readers.transaction() as connection:
                yield Reading(connection, self.vault, self.recent)
        except Exception as error:
            told = self._unavailable(error)
            if told is None:
                raise
            raise told from error

    def _unavailable(self, error: Exception) -> Unavailable | None:
        """What the database itself failed at, in our words; whoever comes next connects anew. None: it was not that."""
        says = _out_of_reach(self.writers.database, error)
        if says is None:
            return None
        self.close()
        return Unavailable(f"The database {self.writers.database.url!r} cannot be used: {says}")

    def close(self) -> None:
        self.writers.close()
        self.readers.close()


def _out_of_reach(database: Engine, error: Exception) -> str | None:
    """What a database says that is gone, full, locked, damaged or only to be read, in one line; None for other errors.

    It may come through SQLAlchemy, or from the driver's own cursor.
    """
    if isinstance(error, NoConnection):
        return "all its connections are in use"
    driver, cause = database.dialect.loaded_dbapi, getattr(error, "orig", error)
    reached = (driver.OperationalError, driver.InterfaceError, driver.InternalError)
    if not isinstance(cause, reached) and type(cause) is not driver.DatabaseError:
        return None
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def open_records(url: str, home: Path, *, make: bool = True, lasting: bool = True) -> Records:
    """Opens the database at a SQLAlchemy URL (`sqlite:///…` or `postgresql+psycopg://…`), made or upgraded if need be.

    `home` is where the key file lives; `make` False: one in which nothing was ever kept is not made; `lasting` False:
    a SQLite file that is thrown away afterwards, which nobody waits for the disk to have. Raises Unavailable where the
    database cannot be had, WrongKey where the key file is missing or another one.
    """
    address = _address(url)
    if not make:
        _must_be_there(address)
    is_file = address.get_backend_name() == "sqlite"
    writers, readers = _on_sqlite(address, lasting) if is_file else _on_postgresql(address)
    with _shut_unless_opened(writers):
        try:
            vault = _prepared(writers, home, make)
            lent = [Lending(one, keeps=is_file) for one in (writers, readers)]
            return Records(writers=lent[0], readers=lent[1], vault=vault)
        except Exception as error:
            says = _out_of_reach(writers, error)
            if says is None:
                raise
            raise Unavailable(f"The database {address!r} cannot be used: {says}") from None


def _must_be_there(address: URL) -> None:
    """Raises Unavailable where the file of a database is not there yet, or holds nothing."""
    file = Path(address.database or "")
    if address.get_backend_name() == "sqlite" and not (file.exists() and (file.is_dir() or file.stat().st_size)):
        raise Unavailable(f"There is no database {file}; set CASEWAY_HOME or CASEWAY_DATABASE_URL to where it is")


@contextmanager
def _shut_unless_opened(writers: Engine) -> Iterator[None]:
    """Leaves no connection behind where opening fails."""
    try:
        yield
    except BaseException:
        writers.dispose()
        raise


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise Unavailable("The database's address is not one; write it like sqlite:///caseway.sqlite") from None
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise Unavailable(f"Caseway keeps its records in SQLite or PostgreSQL, not in {address.drivername}")
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise Unavailable("A database in memory would be lost; name a file, like sqlite:///caseway.sqlite")
    return address


def _on_sqlite(address: URL, lasting: bool) -> tuple[Engine, Engine]:
    Path(address.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    writers, readers = create_engine(address), create_engine(address)
    always = (*_PRAGMAS, _LASTING if lasting else _FLEETING)
    for database, pragmas in ((writers, always), (readers, (*always, "PRAGMA query_only = ON"))):
        event.listen(database, "connect", _connecting(pragmas))
        event.listen(database, "connect", _in_wal_mode)
    event.listen(writers, "begin", _begin_immediately)
    event.listen(readers, "begin", _begin)
    return writers, readers


def _connecting(pragmas: Sequence[str]) -> Any:
    def connect(connection: Any, record: Any) -> None:
        # The driver must not begin transactions of its own: it would begin them too late.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    return connect


def _in_wal_mode(connection: Any, record: Any) -> None:
    """SQLite refuses at once, without its busy timeout, where several turn a new file to WAL at the same moment."""
    until = monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.005)


def _begin_immediately(connection: Connection) -> None:
    connection.connection.driver_connection.execute("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.connection.driver_connection.execute("BEGIN")


def _on_postgresql(address: URL) -> tuple[Engine, Engine]:
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": _MOST_SECONDS_TO_CONNECT}
    try:
        writers = create_engine(address, isolation_level="READ COMMITTED", connect_args=patience)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise Unavailable("PostgreSQL needs the package psycopg: install caseway[postgres]") from None
    reading = {"isolation_level": "REPEATABLE READ", "execution_options": {"postgresql_readonly": True}}
    readers = create_engine(address, connect_args=patience, **reading)
    for database in (writers, readers):
        event.listen(database, "checkin", _laid_by)
        event.listen(database, "checkout", _still_there(database))
    return writers, readers


def _laid_by(connection: Any, record: Any) -> None:
    record.info["since"] = monotonic()


def _still_there(database: Engine) -> Any:
    """Connections that lay idle are asked first: a server that was restarted in between has forgotten them."""

    def ask(connection: Any, record: Any, proxy: Any) -> None:
        if monotonic() - record.info.get("since", monotonic()) < _IDLE:
            return
        try:
            database.dialect.do_ping(connection)
        except database.dialect.loaded_dbapi.Error:
            raise DisconnectionError from None

    return ask


def _prepared(writers: Engine, home: Path, make: bool) -> Vault:
    """The vault of a database that is brought up to date; of several who open it at once, one after the other."""
    with writers.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_OPENING)))
        if not make and is_new(connection):
            raise Unavailable(f"{writers.url!r} holds no records; set CASEWAY_DATABASE_URL to where they are")
        if not is_current(connection):
            upgrade(connection)
        return _vault(connection, home)


def _vault(connection: Connection, home: Path) -> Vault:
    """The vault whose key the database was sealed with; a new database is given to the key of this home."""
    known = connection.execute(select(setting.c.value).where(setting.c.name == _KEY_ID)).scalar()
    vault = open_vault(home, known)
    if known is None:
        connection.execute(insert(setting).values(name=_KEY_ID, value=vault.key_id))
    return vault
