"""Processor time, which a busy machine does not lengthen as it lengthens the time on the wall."""

from collections.abc import Callable
from pathlib import Path
from time import process_time

from engine import Caseway

Clock = Callable[[], float]


def processor_of(caseway: Caseway, *beside: int) -> Clock:
    """Seconds that this process has used; with those of the processes of a PostgreSQL server on this machine that
    answer it, where the system tells of them (Linux). `beside`: the numbers of more such processes."""
    told = [Path(f"/proc/{one}/schedstat") for one in (*_backends(caseway), *beside)]
    known = [one for one in told if one.exists()]
    return lambda: process_time() + sum(int(one.read_text().split()[0]) for one in known) / 1e9


def _backends(caseway: Caseway) -> list[int]:
    """The processes that serve the connections of which the pages are lent one."""
    found = []
    for lent in (caseway.records.readers, caseway.records.writers):
        with lent.transaction() as connection:
            driver = connection.connection.driver_connection
            if connection.dialect.name == "postgresql":
                found.append(driver.info.backend_pid)
    return found
