"""What a page asks of the database, counted by the tests of budgets and by the benchmark of pages, on both kinds."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

import engine

NO_QUESTION = re.compile(r"BEGIN|COMMIT|ROLLBACK|PRAGMA")


@contextmanager
def statements(caseway: engine.Caseway) -> Iterator[list[str]]:
    """What the database is asked meanwhile, by whatever way; whoever reads first begins with a used connection."""
    told: list[str] = []
    drivers = [_driver(lent) for lent in (caseway.records.readers, caseway.records.writers)]
    for one in drivers:
        _tell(one, told.append)
    asked: list[str] = []
    try:
        yield asked
    finally:
        asked += [one for one in told if not NO_QUESTION.match(one)]
        for one in drivers:
            _tell(one, None)


def _driver(lent: Any) -> Any:
    """The driver's own connection, which is lent again to whoever comes next."""
    with lent.transaction() as connection:
        return connection.connection.dbapi_connection


def _tell(driver: Any, told: Callable[[str], None] | None) -> None:
    if isinstance(driver, psycopg.Connection):
        driver.cursor_factory = psycopg.Cursor if told is None else _telling(told)
    else:
        driver.set_trace_callback(told)


def _telling(told: Callable[[str], None]) -> type[psycopg.Cursor]:
    class Telling(psycopg.Cursor):
        def execute(self, query: Any, *given: Any, **how: Any) -> Any:
            told(str(query))
            return super().execute(query, *given, **how)

        def executemany(self, query: Any, params_seq: Sequence[Any], **how: Any) -> Any:
            for _ in params_seq:
                told(str(query))
            return super().executemany(query, params_seq, **how)

    return Telling
