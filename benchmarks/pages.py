"""What pages cost at a hundred thousand cases, on both kinds of database, beside the floor. They are only read, but for
the draft that the page of a check shows."""

import re
import sqlite3
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.copying import copied
from benchmarks.desk import OFFICE
from benchmarks.filling import NOW, READERS, filled
from benchmarks.places import driver_address
from benchmarks.processor import Clock, processor_of
from engine import Caseway
from engine.records.lines import ROW, case_lines, line_of
from engine.records.tables import log
from tests.web.conftest import PASSWORD, sign_in, token_of
from tests.web.statements import statements
from web import create_app
from web.accounts.passwords import hashed
from web.serving import look_for_rings_seldom

CASES, ROUNDS, WARM_UP, ROWS = 100_000, 15, 1, 50
FLOOR, OPENED = "floor: bare Flask, raw driver, 50 rows by their keys", "no page: those 50 rows, and opened"
LIST = f"/cases?rows={ROWS}"
PAGES = {
    "My work": "/",
    "Team queue": "/queue",
    "Cases, the last changed first": LIST,
    "Cases by reference": f"{LIST}&sort=reference",
    "Cases by due day": f"{LIST}&sort=due",
    "Cases by first lapse": f"{LIST}&sort=lapses",
    "Cases by priority": f"{LIST}&sort=priority",
    "Cases by priority, far down": f"{LIST}&sort=priority&after=0~9999-12-31~2026-01-01~0",
    "Cases, overdue, by due day": f"{LIST}&standing=overdue&sort=due",
    "Cases of one programme": f"{LIST}&programme=us-rsc",
    "Cases of one programme, on hold, by first lapse": f"{LIST}&programme=us-rsc&standing=on_hold&sort=lapses",
    "Search: a name that many have": "/search?q=Mariam",
    "Search: a name that none has": "/search?q=Zobeida",
    "Search: the beginning of a reference": "/search?q=US-AMM",
    "Forecast: about to lapse": "/lapsing",
}
OF_LEADS = {"Team board": "/team", "Statistics": "/statistics?programme=us-rsc"}
FORM, STEP, VERSION = "A form of a step", "amend_person", re.compile(r'name="version" value="([^"]+)"')
KINDS = ("sqlite", "postgresql")
Ask = Callable[[], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A filled database of one kind, the folder of its keys, and a connection of the raw driver beside it."""

    caseway: Caseway
    home: Path
    raw: Any

    @property
    def beside(self) -> tuple[int, ...]:
        """The process that answers the raw driver, where it is another."""
        return (self.raw.info.backend_pid,) if isinstance(self.raw, psycopg.Connection) else ()


def run(cases: int = CASES, rounds: int = ROUNDS, kinds: tuple[str, ...] = KINDS) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for kind in kinds:
        with _places(cases, kind) as place:
            look_for_rings_seldom()  # as the server does
            for name, reader in READERS.items():
                pages = _pages(place, name, reader.leads)
                title = f"Pages with {cases:,} cases, {kind}: {reader.title}"
                found[title] = _costs(place, pages, rounds)
    return found


@contextmanager
def _places(cases: int, kind: str) -> Iterator[Place]:
    with filled(cases) as (caseway, home):
        file = home / "caseway.sqlite"
        if kind == "sqlite":
            yield Place(caseway=caseway, home=home, raw=sqlite3.connect(file))
            return
    with copied(file, home, NOW) as (caseway, url), psycopg.connect(driver_address(url), autocommit=True) as raw:
        yield Place(caseway=caseway, home=home, raw=raw)


def _pages(place: Place, name: str, leads: bool) -> dict[str, Ask]:
    client = _signed_in(place, name)
    paths = PAGES | _of_a_case(place.caseway) | (OF_LEADS if leads else {})
    pages: dict[str, Ask] = {title: lambda path=path: _get(client, path) for title, path in paths.items()}
    return pages if leads else pages | {"Check and confirm": _check(client, _of_a_case(place.caseway, other=1)[FORM])}


def _costs(place: Place, pages: Mapping[str, Ask], rounds: int) -> list[dict[str, Any]]:
    sizes = {title: _size(place.caseway, ask) for title, ask in pages.items()}
    floors = {FLOOR: _floor(place), OPENED: _opened(place)}
    spent = _taken_in_turns({**floors, **pages}, rounds, processor_of(place.caseway, *place.beside))
    against = statistics.median(cpu for cpu, _ in spent[FLOOR])
    return [_line(title, spent[title], against) | sizes.get(title, {}) for title in spent]


def _taken_in_turns(
    contenders: Mapping[str, Ask], rounds: int, processor: Clock
) -> dict[str, list[tuple[float, float]]]:
    """Of each round the seconds of processor and of wall time."""
    spent: dict[str, list[tuple[float, float]]] = {title: [] for title in contenders}
    for number in range(WARM_UP + rounds):
        for title, ask in contenders.items():
            began = processor(), perf_counter()
            ask()
            ended = perf_counter(), processor()
            if number >= WARM_UP:
                spent[title].append((ended[1] - began[0], ended[0] - began[1]))
    return spent


def _line(title: str, spent: list[tuple[float, float]], against: float) -> dict[str, Any]:
    processor, wall = ([one[which] for one in spent] for which in (0, 1))
    return {
        "contender": title,
        "cpu_ms": round(statistics.median(processor) * 1000, 1),
        "wall_ms": round(statistics.median(wall) * 1000, 1),
        "times": round(statistics.median(processor) / against, 1),
    }


def _size(caseway: Caseway, ask: Ask) -> dict[str, float]:
    ask()
    with statements(caseway) as asked:
        length = len(ask())
    return {"statements": len(asked), "kilobytes": round(length / 1000, 1)}


def _of_a_case(caseway: Caseway, other: int = 0) -> dict[str, str]:
    """The pages of the case with the longest log, or so many after it; copies of others have none."""
    which = ROW.id.in_(select(log.c.case_id)), ROW.programme == "us-rsc", ROW.office == OFFICE, ROW.outcome.is_(None)
    longest = select(ROW.reference).where(*which).order_by(ROW.version.desc(), ROW.id).offset(other).limit(1)
    with caseway.records.reading() as reading:
        found = reading.case(reading.connection.execute(longest).scalar_one())
    case, person = f"/cases/{found.reference}", found.present[0].id
    return {"A case": case, FORM: f"{case}/do/{STEP}?person={person}", "A log": f"{case}/log"}


def _check(client: FlaskClient, path: str) -> Ask:
    """The page before a step is recorded, which writes nothing: the form was sent once, with another name, and is kept
    as a draft."""
    form = client.get(path)
    if form.location is not None:  # to the draft that an earlier run left
        return lambda: _get(client, form.location)
    person, version = path.partition("=")[2], VERSION.findall(form.text)[0]
    given = {f"e-{person}-family_name": "Exemplar", "note": "As in the passport"}
    sent = {"csrf_token": token_of(form), "version": version, "people": person, "then": "check", **given}
    kept = client.post(path.partition("?")[0], data=sent).location
    return lambda: _get(client, kept)


def _floor(place: Place) -> Ask:
    """A page without anything: the raw driver reads rows, and Flask sends them."""
    app, ids = Flask("floor"), _some(place.caseway)
    mark = "%s" if isinstance(place.raw, psycopg.Connection) else "?"
    asked = (
        "SELECT reference, programme, office, state, phase, due_on FROM case_row"
        f" WHERE id IN ({', '.join(mark for _ in ids)})"
    )

    @app.get("/")
    def rows() -> str:
        return "\n".join(str(row) for row in place.raw.execute(asked, ids).fetchall())

    client = app.test_client()
    return lambda: _get(client, "/")


def _opened(place: Place) -> Ask:
    """The rows of one page read by their keys and opened, and nothing around it."""
    ids = _some(place.caseway)

    def read() -> None:
        with place.caseway.records.reading() as reading:
            for row in reading.connection.execute(case_lines().where(ROW.id.in_(ids))):
                line_of(reading, row)

    return read


def _some(caseway: Caseway) -> list[str]:
    with caseway.records.reading() as reading:
        return list(reading.connection.execute(select(ROW.id).limit(ROWS)).scalars())


def _signed_in(place: Place, name: str) -> FlaskClient:
    app = create_app(place.caseway, place.home, testing=True)
    account = place.caseway.signing_in.account_named(name)
    assert account is not None
    with app.app_context():
        place.caseway.signing_in.set_password(account.id, hashed(PASSWORD))
    client = app.test_client()
    assert sign_in(client, name).status_code == 303
    return client


def _get(client: FlaskClient, path: str) -> bytes:
    return _ok(client.get(path), path)


def _ok(answer: Any, path: str) -> bytes:
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer.data
