"""A database of a hundred thousand cases, made once and kept: each demonstration case again and again.

A copy has the list rows, the snapshot, the key and the words sought of its pattern, under an id and a reference of its
own, written by the product's own statements, and sleeps where its pattern does; its log is not copied, so that a log
is read only of a pattern.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.desk import ROOT
from cli import demonstration
from engine import Case, Caseway, open_caseway, texts_under
from engine.listing import rows_of
from engine.records import moments, waking
from engine.records.database import Writing
from engine.records.kinds import turn_fields
from engine.records.log import make_key
from engine.records.projections import UNSAID, case_fields, put_rows, sealed_fields, snapshot_tree, written_at
from engine.records.rebuild import cases_by_id
from engine.records.recent import Opened
from engine.records.rows import CaseRows
from engine.records.tables import case_row
from engine.records.tables import waking as asleep

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
KEPT, AT_ONCE = ROOT / "var" / "benchmarks", 1000
MADE_BY = ("benchmarks/filling.py", "cli/demonstration", "engine/listing.py", "engine/records", "programmes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads pages: a caseworker at these offices (none: at all), or whoever gives cases out."""

    title: str
    offices: tuple[str, ...] = ()
    leads: bool = False


READERS = {
    "everywhere": Reader(title="a caseworker of every office"),
    "amman": Reader(title="a caseworker of one office", offices=("amman-office",)),
    "lead": Reader(title="who gives cases out", leads=True),
}
SLEEPING = select(asleep.c.case_id, asleep.c.at).join(case_row, waking.SAME)
Pattern = tuple[Case, CaseRows, Mapping[str, Any], str | None]


@contextmanager
def filled(cases: int, address: str | None = None, home: Path | None = None) -> Iterator[tuple[Caseway, Path]]:
    """So many cases, and the folder of their key file: on SQLite made once for these programmes and tables and then
    kept under `var`, or at an address, made there."""
    home = home or KEPT / f"{cases}-{_digest()}"
    kept, address = home / "whole", address or f"sqlite:///{home}/caseway.sqlite"
    if not kept.exists():
        _make(address, home, cases)
        kept.touch()
    caseway = open_caseway(address, home, lambda: NOW)
    try:
        yield caseway, home
    finally:
        caseway.close()


def _digest() -> str:
    """Of everything that says how the rows are made."""
    found = sha256()
    for place in MADE_BY:
        for path in sorted((ROOT / place).rglob("*")) or [ROOT / place]:
            if path.suffix in (".py", ".yaml", ".po"):
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _make(address: str, home: Path, cases: int) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    caseway = open_caseway(address, home, lambda: NOW)
    caseway.administration.first_start(texts_under(ROOT / "programmes"))
    demonstration.fill(caseway, home)
    for name, reader in READERS.items():
        _add_reader(caseway, name, reader)
    patterns = list(_patterns(caseway))
    copies = ((pattern, number) for number in range(cases) for pattern in patterns)
    wanted = islice(copies, max(cases - len(patterns), 0))
    while some := list(islice(wanted, AT_ONCE)):
        with caseway.records.writing() as writing:
            for pattern, number in some:
                _copy(writing, pattern, number)
    caseway.close()


def _add_reader(caseway: Caseway, name: str, reader: Reader) -> None:
    laws = caseway.drafting.programmes()
    leading = [f"{law.id}:{role}" for law in laws for role in law.assigned_by or law.roles]
    working = [f"{law.id}:caseworker" for law in laws if "caseworker" in law.roles]
    caseway.administration.add_user(None, name, leading if reader.leads else working, reader.offices)


def _patterns(caseway: Caseway) -> Iterator[Pattern]:
    with caseway.records.reading() as reading:
        sleeping = dict(reading.connection.execute(SLEEPING).tuples().all())
        for name in cases_by_id(reading):
            case, entries = reading.case(name), [one.entry for one in reading.entries(name)]
            law, inputs = caseway.casework.published.law_of(reading, case.programme, case.digest, case.office)
            rows = rows_of(law, case, inputs.office, entries)
            written = {"head": reading.held[case.id].head, **written_at(entries, rows)}
            yield case, rows, written, sleeping.get(name)


def _copy(writing: Writing, pattern: Pattern, number: int) -> None:
    case, rows, written, sleeps = pattern
    # An id is made at random: copies must lie among the others, and not side by side.
    its = sha256(f"{case.id} {number}".encode()).hexdigest()[: len(case.id)]
    copy = replace(case, id=its, reference=f"{case.reference}-{number}")
    key = make_key(writing, copy.id)
    now = Opened(copy, snapshot_tree(copy, rows, None), rows)
    row = case_fields(copy, rows) | sealed_fields(now, rows, key)
    writing.run(writing.statements.add_case, {**UNSAID, **row, **turn_fields(now.tree), **written, "watched": False})
    put_rows(writing, copy.id, None, now, rows)
    if sleeps is not None:
        waking.sleep(writing, its, copy.version, None if sleeps == waking.NEVER else moments.read_instant(sleeps))
