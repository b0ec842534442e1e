"""Statistics: for whoever gives cases out, with small numbers withheld on the page and in the file."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.web.conftest import TestClock
from tests.web.test_steps import acts, grants_access
from tests.web.test_team import counted, leading, words
from tests.web.test_work import opened
from web.statistics import Row, table

Clients = Callable[[str], FlaskClient]


def test_small_numbers_are_withheld_on_the_page_and_in_the_file(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    selma = signed_in("selma")
    page = words(selma.get("/statistics").text)
    assert "Access fewer than 5" in page and "All of them withheld" in page and "Mar 2026 fewer than 5" in page
    assert "No case has ended yet." in page
    file = selma.get("/statistics.csv?programme=us-rsc")
    assert file.mimetype == "text/csv" and "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Table", "Row", "Number"]
    assert ["Open cases by phase", "Access", "fewer than 5"] in rows
    assert ["Open cases by state", "Access to be decided", "fewer than 5"] in rows
    few = ["Access to be decided", ""]
    assert [rest for kind, *rest in rows if "Days" in kind or "target" in kind] == [few, few, few]
    assert all(one.isdigit() or one in ("fewer than 5", "") for _, _, one in rows[1:])
    assert leading(selma.get("/statistics").text) == []


def test_only_who_gives_cases_out_finds_the_statistics(signed_in: Clients) -> None:
    for name in ("nadia", "aziz"):
        client = signed_in(name)
        assert client.get("/statistics").status_code == client.get("/statistics.csv").status_code == 404
    assert signed_in("selma").get("/statistics?programme=another").status_code == 404


def test_a_table_of_which_no_number_may_be_told_says_so_once(app: Flask) -> None:
    told = [{"a": None, "b": None}, {"a": None, "b": 0}, {"a": None, "b": 10}]
    rows = {"a": Row("A", {"phase": "a"}), "b": Row("B", {"phase": "b"})}
    with app.test_request_context():
        shown = [table("p", "Title", engine.Tallied(cells=one, total=None), rows, {}) for one in told]
    assert [one["untold"] for one in shown] == [True, False, False]
    assert [[row["href"] for row in one["rows"]] for one in shown] == [
        [None, None],
        [None, None],
        [None, "/cases?programme=p&phase=b"],
    ]


def test_every_number_of_the_statistics_leads_to_the_list_of_these_cases(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    """Numbers are rounded to five; the list tells how many they are."""
    cases = [family_case, *(opened(caseway, given=f"Testa {number}") for number in range(11))]
    for case in cases[:6]:
        grants_access(caseway, case)
    for case in cases[7:]:
        told = {"people": (case.people[0].id,), "answers": {"decided_on": "2026-03-02"}}
        acts(caseway, "nadia", case, "member.withdraw_person", **told)
    test_clock.passes(timedelta(days=100))
    selma = signed_in("selma")
    page = selma.get("/statistics").text
    links = leading(page)
    assert len(links) == 7, links
    assert any("state=" in href and "overdue" in href for href, _ in links)
    assert any("opened=" in href for href, _ in links)
    for href, number in links:
        exactly = counted(selma, href)
        assert 5 <= exactly and abs(exactly - number) <= 2, href
    assert "fewer than 5" in page
