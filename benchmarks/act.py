"""What one durable act costs, beside the floor: the same rows read and written by the raw driver, by hand-written SQL.

The contenders take turns in one process, so that the disk treats them alike; medians, and how many times the floor.
"""

import sqlite3
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from benchmarks.household import after, entry, household, rows
from benchmarks.places import driver_address, postgres, two_databases
from engine.records.database import Records, open_records

ROUNDS = 600
WARM_UP = 50

Act = Callable[[], None]

READ = (
    "SELECT case_row.version, case_row.head, case_row.snapshot, case_key.wrapped FROM case_row "
    "JOIN case_key ON case_key.case_id = case_row.id WHERE case_row.id = ?"
)
CHANGE = (
    "UPDATE case_row SET version = ?, head = ?, changed = ?, snapshot = ?, summary = ? WHERE id = ? AND version = ?"
)
ADD = "INSERT INTO log (case_id, seq, step, entry, prev, hash) VALUES (?, ?, ?, ?, ?, ?)"
ADD_VALUE = "INSERT INTO log_value (case_id, seq, sealed) VALUES (?, ?, ?)"
MOVE = "UPDATE track_row SET state = ? WHERE case_id = ? AND person = ? AND track = ?"


def open_household(records: Records) -> str:
    case = household(uuid4().hex)
    with records.writing() as writing:
        writing.append(0, [entry(case, 1)], case, rows(case))
    return case.id


def by_records(records: Records) -> Act:
    """Caseway's own room: the case read and opened, an entry hashed, sealed and appended, the rows that changed."""
    case_id = open_household(records)

    def act() -> None:
        with records.writing() as writing:
            case = writing.case(case_id)
            step = entry(case, case.version + 1)
            moved = after(case, step)
            writing.append(case.version, [step], moved, rows(moved))

    return act


def by_driver(records: Records, connection: Any, begin: str) -> Act:
    """The floor: bytes of the same size, ready made, in the same tables."""
    case_id = open_household(records)
    with records.writing() as writing:
        case = writing.case(case_id)
        step = entry(case, 2)
        writing.append(1, [step], after(case, step), rows(after(case, step)))
    place = "%s" if isinstance(connection, psycopg.Connection) else "?"
    read, change, add, add_value, move = (sql.replace("?", place) for sql in (READ, CHANGE, ADD, ADD_VALUE, MOVE))
    cursor = connection.cursor()
    summary, text, sealed = (_bytes(cursor, column, place, case_id) for column in ("summary", "entry", "sealed"))

    def act() -> None:
        cursor.execute(begin)
        version, head, snapshot, _ = cursor.execute(read, (case_id,)).fetchone()
        new, now = version + 1, f"2026-03-08T10:00:00.{version:06}Z"
        cursor.execute(change, (new, head, now, snapshot, summary, case_id, version))
        cursor.execute(add, (case_id, new, new, text, head, head))
        cursor.execute(add_value, (case_id, new, sealed))
        cursor.execute(move, (f"examined {new}", case_id, "p1", "medical"))
        cursor.execute("COMMIT")

    return act


def _bytes(cursor: Any, column: str, place: str, case_id: str) -> bytes:
    """What Caseway wrote there, to write as much."""
    table = {"summary": "case_row", "entry": "log", "sealed": "log_value"}[column]
    own = "id" if table == "case_row" else "case_id"
    return cursor.execute(f"SELECT {column} FROM {table} WHERE {own} = {place}", (case_id,)).fetchone()[0]


@contextmanager
def on_sqlite() -> Iterator[Mapping[str, Act]]:
    with TemporaryDirectory() as folder:
        floor, ours = (open_records(f"sqlite:///{folder}/{name}.sqlite", Path(folder)) for name in ("floor", "ours"))
        connection = sqlite3.connect(f"{folder}/floor.sqlite", isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        yield contenders(by_driver(floor, connection, "BEGIN IMMEDIATE"), ours)
        connection.close()
        floor.close()
        ours.close()


@contextmanager
def on_postgresql() -> Iterator[Mapping[str, Act]]:
    with TemporaryDirectory() as folder, postgres() as server, two_databases(server) as (one, two):
        floor, ours = open_records(one, Path(folder, "floor")), open_records(two, Path(folder, "ours"))
        with psycopg.connect(driver_address(make_url(one)), autocommit=True) as connection:
            yield contenders(by_driver(floor, connection, "BEGIN"), ours)
        floor.close()
        ours.close()


def contenders(floor: Act, records: Records) -> Mapping[str, Act]:
    """Whoever takes part, by the name in the table; the floor first. One more is one more line here."""
    return {"raw driver": floor, "records: read the case, append a step": by_records(records)}


def measured(acts: Mapping[str, Act], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """The microseconds of each round, the contenders taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(WARM_UP + rounds):
        for name, act in acts.items():
            began = perf_counter()
            act()
            if number >= WARM_UP:
                taken[name].append((perf_counter() - began) * 1e6)
    return taken


def figures(taken: Mapping[str, list[float]]) -> list[dict[str, Any]]:
    """The lines of the table; the first contender is the floor."""
    floor = statistics.median(next(iter(taken.values())))
    return [
        {
            "contender": name,
            "median_us": round(statistics.median(times)),
            "p95_us": round(statistics.quantiles(times, n=20)[-1]),
            "times_floor": round(statistics.median(times) / floor, 2),
        }
        for name, times in taken.items()
    ]


def run() -> dict[str, list[dict[str, Any]]]:
    """The figures of every kind of database."""
    found = {}
    for kind, place in (("SQLite", on_sqlite), ("PostgreSQL", on_postgresql)):
        with place() as acts:
            found[f"one durable act, {kind}"] = figures(measured(acts))
    return found
