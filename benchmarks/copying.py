"""The cases of the kept SQLite file in a PostgreSQL database, row by row as they are: the same cases on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, create_engine, select
from sqlalchemy.engine import URL

from benchmarks.places import driver_address, postgres
from engine import Caseway, open_caseway
from engine.records.tables import metadata, setting
from tests.places.postgres import fresh_database


@contextmanager
def copied(file: Path, home: Path, now: datetime) -> Iterator[tuple[Caseway, URL]]:
    """A Caseway on PostgreSQL with everything that a SQLite file holds, sealed by the same key file."""
    with postgres() as server, fresh_database(server) as url:
        address = url.render_as_string(hide_password=False)
        open_caseway(address, home, lambda: now).close()  # makes the tables
        _copy(file, url)
        caseway = open_caseway(address, home, lambda: now)
        try:
            yield caseway, url
        finally:
            caseway.close()


def _copy(file: Path, url: URL) -> None:
    kept = create_engine(f"sqlite:///{file}")
    with kept.connect() as source, psycopg.connect(driver_address(url), autocommit=True) as into:
        with into.transaction():
            into.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(setting.name)))
            for table in metadata.sorted_tables:
                _copy_table(source, into, table)
        into.execute("VACUUM ANALYZE")  # as a server does by itself, in time
    kept.dispose()


def _copy_table(source: Connection, into: psycopg.Connection, table: Table) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in table.columns)
    told = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with into.cursor() as cursor, cursor.copy(told) as copy:
        for row in source.execution_options(yield_per=1000).execute(select(table)):
            copy.write_row(row)
