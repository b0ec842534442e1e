"""Where the benchmarks keep what they write: SQLite in a temporary folder, and a PostgreSQL server that is durable."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.places.postgres import SERVER, Server, fresh_database, private_folder, unprivileged

# Unlike the tests' server, this one must wait for the disk, or there would be nothing to compare.
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


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


@contextmanager
def two_databases(url: URL) -> Iterator[list[str]]:
    """The addresses of two fresh databases on this server: one for the floor, one for Caseway."""
    with fresh_database(url) as one, fresh_database(url) as two:
        yield [one.render_as_string(hide_password=False), two.render_as_string(hide_password=False)]


def driver_address(url: URL) -> str:
    """A SQLAlchemy address as psycopg reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
