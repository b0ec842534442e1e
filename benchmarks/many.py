"""What pages cost at a hundred thousand cases: server time, statements and kilobytes of HTML. Only read, on SQLite."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.desk import OFFICE
from benchmarks.filling import READERS, filled
from benchmarks.timing import figures, measured
from engine import Caseway
from engine.records.lines import ROW, case_lines, line_of
from engine.records.tables import log
from tests.web.conftest import PASSWORD, sign_in
from tests.web.statements import statements
from web import create_app
from web.accounts.passwords import hashed

CASES, ROUNDS, WARM_UP, ROWS = 100_000, 20, 2, 50
FLOOR = "no page: its 50 rows read by their keys, and opened"
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
    "About to lapse": "/lapsing",
}
OF_LEADS = {"Team board": "/team", "Statistics": "/statistics?programme=us-rsc"}


class Looked:
    """A page, or the floor, that is asked for again and again."""

    def __init__(self, ask: Callable[[], Any]):
        self.cases, self.ask = 1, ask

    def prepare(self) -> str:
        return ""

    def act(self) -> None:
        self.ask()


def run(cases: int = CASES, rounds: int = ROUNDS) -> dict[str, list[dict[str, Any]]]:
    found = {}
    with filled(cases) as (caseway, home):
        for name, reader in READERS.items():
            client = _signed_in(caseway, home, name)
            paths = PAGES | _of_a_case(caseway) | (OF_LEADS if reader.leads else {})
            title = f"Pages with {cases:,} cases: {reader.title}"
            found[title] = _costs(caseway, client, paths, rounds)
    return found


def _costs(caseway: Caseway, client: FlaskClient, paths: dict[str, str], rounds: int) -> list[dict[str, Any]]:
    sizes = {title: _size(caseway, client, path) for title, path in paths.items()}
    pages = {title: Looked(lambda path=path: _get(client, path)) for title, path in paths.items()}
    taken = measured({FLOOR: Looked(_floor(caseway)), **pages}, rounds, WARM_UP)
    return [line | sizes.get(line["contender"], {}) for line in figures(taken, FLOOR)]


def _size(caseway: Caseway, client: FlaskClient, path: str) -> dict[str, float]:
    _get(client, path)
    with statements(caseway) as asked:
        length = len(_get(client, path))
    return {"statements": len(asked), "kilobytes": round(length / 1000, 1)}


def _of_a_case(caseway: Caseway) -> dict[str, str]:
    """The pages of the case with the longest log; only those of which others are copies have one."""
    which = ROW.id.in_(select(log.c.case_id)), ROW.programme == "us-rsc", ROW.office == OFFICE, ROW.outcome.is_(None)
    longest = select(ROW.reference).where(*which).order_by(ROW.version.desc()).limit(1)
    with caseway.records.reading() as reading:
        case = f"/cases/{reading.connection.execute(longest).scalar_one()}"
    return {"A case": case, "A form of a step": f"{case}/do/amend_person", "A log": f"{case}/log"}


def _floor(caseway: Caseway) -> Callable[[], Any]:
    """The rows of one page read by their keys and opened, and nothing around it."""
    with caseway.records.reading() as reading:
        ids = reading.connection.execute(select(ROW.id).limit(ROWS)).scalars().all()

    def read() -> None:
        with caseway.records.reading() as reading:
            for row in reading.connection.execute(case_lines().where(ROW.id.in_(ids))):
                line_of(reading, row)

    return read


def _signed_in(caseway: Caseway, home: Path, name: str) -> FlaskClient:
    app = create_app(caseway, home, testing=True)
    account = caseway.signing_in.account_named(name)
    assert account is not None
    with app.app_context():
        caseway.signing_in.set_password(account.id, hashed(PASSWORD))
    client = app.test_client()
    assert sign_in(client, name).status_code == 303
    return client


def _get(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer.data
