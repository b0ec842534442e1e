"""Where the benchmarks keep what they write: SQLite in a temporary folder, and a PostgreSQL server that is durable."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.places.postgres import SERVER, Server, fresh_database, private_folder, unprivileged

# Unlike the tests' server, this one must wait for the disk, or there would be nothing to compare.
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Two fresh databases of one kind: the addresses of both, a folder for keys, the raw driver's connection to one.

    `begin` is how a writer begins there, `mark` how a value's place is written.
    """

    floor: str
    ours: str
    home: Path
    connection: Any
    begin: str
    mark: str


@contextmanager
def on_sqlite() -> Iterator[Place]:
    """As durable as Caseway's own: WAL, with the disk waited for at every commit."""
    with TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/floor.sqlite", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        floor, ours = (f"sqlite:///{folder}/{name}.sqlite" for name in ("floor", "ours"))
        yield Place(floor=floor, ours=ours, home=Path(folder), connection=connection, begin="BEGIN IMMEDIATE", mark="?")
        connection.close()


@contextmanager
def on_postgresql() -> Iterator[Place]:
    with TemporaryDirectory() as folder, postgres() as server, _two_databases(server) as (one, two):
        with psycopg.connect(driver_address(one), autocommit=True) as connection:
            floor, ours = (url.render_as_string(hide_password=False) for url in (one, two))
            yield Place(floor=floor, ours=ours, home=Path(folder), connection=connection, begin="BEGIN", mark="%s")


@contextmanager
def _two_databases(server: URL) -> Iterator[tuple[URL, URL]]:
    with fresh_database(server) as one, fresh_database(server) as two:
        yield one, two


@contextmanager
def postgres() -> Iterator[URL]:
    """A PostgreSQL server on which every commit is durable. Raises NoServer where none can be had."""
    if SERVER in os.environ:
        yield make_url(os.environ[SERVER])
        return
    server = Server(folder=private_folder(), owner=unprivileged())
    try:
        server.start()
        _make_durable(server.url)
        yield server.url
    finally:
        server.stop()


def _make_durable(url: URL) -> None:
    with psycopg.connect(driver_address(url), autocommit=True) as connection:
        for setting in DURABLE:
            connection.execute(f"ALTER SYSTEM SET {setting} = on")
        connection.execute("SELECT pg_reload_conf()")


def driver_address(url: URL) -> str:
    """A SQLAlchemy address as psycopg reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
