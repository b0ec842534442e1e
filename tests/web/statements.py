"""What a page asks of the database, counted by the tests of budgets and by the benchmark of pages. SQLite."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import engine

NO_QUESTION = re.compile(r"BEGIN|COMMIT|ROLLBACK|PRAGMA")


@contextmanager
def statements(caseway: engine.Caseway) -> Iterator[list[str]]:
    """What the database is asked meanwhile, by whatever way; whoever reads first begins with a used connection."""
    told: list[str] = []
    kept = caseway.records.readers, caseway.records.writers
    for lent in kept:
        with lent.transaction() as connection:
            connection.connection.dbapi_connection.set_trace_callback(told.append)
    asked: list[str] = []
    told.clear()
    try:
        yield asked
    finally:
        asked += [one for one in told if not NO_QUESTION.match(one)]
        for lent in kept:
            with lent.transaction() as connection:
                connection.connection.dbapi_connection.set_trace_callback(None)
