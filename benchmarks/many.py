"""What pages cost where a hundred thousand cases are open: the lists, a case, a search. Only read, on SQLite."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks.desk import OFFICE, STAFF, act, at_work, open_small
from benchmarks.places import on_sqlite
from benchmarks.timing import figures, measured
from engine import Caller, Caseway
from engine.listing import rows_of
from tests.web.conftest import PASSWORD, sign_in
from web import create_app
from web.accounts import give_first_password

CASES, ROUNDS, AT_ONCE = 100_000, 20, 500
ALIKE, APART, LAST = 26, timedelta(days=7), date(2026, 3, 2)
PAGES = {
    "My work": "/",
    "Team queue": "/queue",
    "Cases, 25 rows": "/cases",
    "Cases, 50 rows": "/cases?rows=50",
    "Cases of one programme, open, by due day": "/cases?programme=small-resettlement&standing=open&sort=due",
    "Search: a name that every case has": "/search?q=Ameena",
    "Search: a name that no case has": "/search?q=Zobeida",
    "About to lapse, 30 days": "/lapsing",
    "About to lapse, 90 days": "/lapsing?days=90",
}


class Looked:
    """Something that is asked again and again."""

    def __init__(self, ask: Callable[[], Any]):
        self.cases, self.ask = 1, ask

    def prepare(self) -> str:
        return ""

    def act(self) -> None:
        self.ask()


def run(cases: int = CASES, rounds: int = ROUNDS) -> dict[str, list[dict[str, Any]]]:
    with on_sqlite() as where, at_work(where.ours, where.home / "ours") as (caseway, caller):
        one = _open_many(caseway, caller, cases)
        client = _signed_in(caseway, where.home / "ours")
        doors = {
            "Worklist.work": Looked(lambda: caseway.worklist.work(caller)),
            "Forecasting.cases, 30 days": Looked(lambda: caseway.forecasting.cases(caller, 30)),
            "Forecasting.cases, 90 days": Looked(lambda: caseway.forecasting.cases(caller, 90)),
        }
        paths = PAGES | {"A case": f"/cases/{one}"}
        pages = {name: Looked(lambda path=path: _get(client, path)) for name, path in paths.items()}
        return {
            f"Pages with {cases:,} open cases (server time)": figures(measured({**doors, **pages}, rounds, warm_up=2))
        }


def _open_many(caseway: Caseway, caller: Caller, cases: int) -> str:
    """Cases of two people each, examined on as many different days as there are patterns of which they are copies.

    Gives the id of one.
    """
    for number in range(ALIKE):
        case = open_small(caseway, caller, 2)
        exam = {"examined_on": (LAST - number * APART).isoformat()}
        act(caseway, caller, case, "medical.record_exam", people=("p0", "p1"), answers=exam)
        _copied(caseway, case, cases // ALIKE + (number < cases % ALIKE) - 1)
    return case


def _copied(caseway: Caseway, pattern: str, copies: int) -> None:
    """The same log again and again under other ids, many in one transaction."""
    with caseway.records.reading() as reading:
        case, entries = reading.case(pattern), [one.entry for one in reading.entries(pattern)]
        law, inputs = caseway.casework.published.law_of(reading, case.programme, case.digest, case.office)
    rows = rows_of(law, case, inputs.office, entries)
    for first in range(0, copies, AT_ONCE):
        with caseway.records.writing() as writing:
            for number in range(first, min(first + AT_ONCE, copies)):
                copy = replace(case, id=f"{pattern}-{number}", reference=f"{case.reference}-{number}")
                writing.append(0, [replace(one, case=copy.id) for one in entries], copy, rows)


def _signed_in(caseway: Caseway, home: Path) -> FlaskClient:
    app = create_app(caseway, home, testing=True)
    give_first_password(app, caseway.administration.add_user(None, "reader", STAFF, [OFFICE]).token, PASSWORD)
    client = app.test_client()
    sign_in(client, "reader")
    return client


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
