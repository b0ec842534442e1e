"""What a page may cost: questions to the database and bytes over a slow line."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.web.conftest import PASSWORD, TestClock
from tests.web.journeys import is_clearing
from tests.web.statements import statements
from tests.web.test_steps import acts, grants_access
from tests.web.test_work import is_examined, opened
from web.accounts import give_first_password

MOST_STATEMENTS, MOST_BYTES, MOST_COMPRESSED = 12, 40_000, 80_000
MOST_OF_WORK = 13  # one more where a hold is to be looked at again
MOST_OF_A_CASE = {"": MOST_STATEMENTS, "/log": 16}


NAMES = (
    ("Mohammad Reza Abdolkarim", "Specimen-Hosseinzadeh"),
    ("عبد الرحمن مصطفى", "النموذجي الخيالي"),
    ("Tsegereda Woldemariam", "Exemplarios-Gebreselassie"),
    ("فاطمة الزهراء أمينة", "عيّنة بنت النموذج"),
)
COLUMNS = "".join(f"&cols={name}" for name in ("programme", "state", "lapses", "due", "next", "kept"))


@pytest.fixture
def many(caseway: engine.Caseway, test_clock: TestClock) -> None:
    """Fifty-two cases as they come: with long names in two scripts, referred or waiting, late or on hold, and some
    being cleared, so that something lapses; opened on as many days."""
    for number in range(52):
        given, family = NAMES[number % len(NAMES)]
        case = opened(caseway, given=f"{given} Testa", family=family)
        if number < 5:
            is_clearing(caseway, case)
            is_examined(caseway, case, "one")
            continue
        if number % 2:
            grants_access(caseway, case)
        if number % 5 == 3:
            acts(caseway, "nadia", case, "place_protection", note="Somebody follows the family")
        test_clock.passes(timedelta(hours=20))


@pytest.mark.usefixtures("many")
def test_a_list_of_many_cases_asks_little_and_is_short(
    signed_in: Callable[[str], FlaskClient], caseway: engine.Caseway, app: Flask
) -> None:
    nadia = signed_in("nadia")
    for path in (
        "/",
        "/cases",
        "/cases?rows=50",
        "/cases?rows=50&programme=us-rsc&cols=kept&cols=due",
        "/search?q=testa",
    ):
        with statements(caseway) as asked:
            page = nadia.get(path)
        assert page.status_code == 200
        assert 3 <= len(asked) <= (MOST_OF_WORK if path == "/" else MOST_STATEMENTS), (path, asked)
        assert len(page.data) <= MOST_BYTES, path

    assert max(_fifty(signed_in, caseway, app)) <= MOST_BYTES


def _fifty(signed_in: Callable[[str], FlaskClient], caseway: engine.Caseway, app: Flask) -> Iterator[int]:
    """How long a list of fifty is in each language, for whoever works at every office and so reads of which one each
    case is; in Arabic a letter has two bytes."""
    added = caseway.administration.add_user(None, "safa", ["us-rsc:caseworker"], [])
    give_first_password(app, added.token, PASSWORD)
    safa = signed_in("safa")
    for language in ("en", "fr", "ar"):
        safa.get(f"/language/{language}")
        for path in ("/cases?rows=50", f"/cases?rows=50{COLUMNS}"):
            page = safa.get(path)
            assert page.text.count("<th scope=row>") == 50
            yield len(page.data)


def test_the_pages_of_a_case_ask_little_however_long_its_log_is(
    signed_in: Callable[[str], FlaskClient], caseway: engine.Caseway
) -> None:
    nadia, case = signed_in("nadia"), opened(caseway, given="Testa")
    short = {path: _asked(nadia, caseway, f"/cases/{case.reference}{path}") for path in MOST_OF_A_CASE}
    grants_access(caseway, case)
    for path, most in MOST_OF_A_CASE.items():
        assert 3 <= _asked(nadia, caseway, f"/cases/{case.reference}{path}") <= short[path] <= most, path


def _asked(client: FlaskClient, caseway: engine.Caseway, path: str) -> int:
    with statements(caseway) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_first_visit_fits_a_slow_line(stranger: FlaskClient) -> None:
    """The page, its style sheets and its script, compressed as a proxy sends them: in both directions of reading."""
    for language in ("en", "ar"):
        page = stranger.get(f"/language/{language}?next=/sign-in", follow_redirects=True)
        parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        assert len(parts) == 3
        sent = [page.data]
        for part in parts:
            with stranger.get(part.replace("&amp;", "&")) as answer:
                sent.append(answer.data)
        assert all(sent) and sum(len(gzip.compress(one)) for one in sent) <= MOST_COMPRESSED
