"""Statistics: for whoever gives cases out, with small numbers withheld on the page and in the file."""

import csv
import io
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.web.test_team import words
from web.statistics import table

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
    assert rows[0] == ["Table", "Row", "Cases"]
    assert ["Open cases by phase", "Access", "fewer than 5"] in rows
    assert all(one.isdigit() or one == "fewer than 5" for _, _, one in rows[1:])


def test_only_who_gives_cases_out_finds_the_statistics(signed_in: Clients) -> None:
    for name in ("nadia", "aziz"):
        client = signed_in(name)
        assert client.get("/statistics").status_code == client.get("/statistics.csv").status_code == 404
    assert signed_in("selma").get("/statistics?programme=another").status_code == 404


def test_a_table_of_which_no_number_may_be_told_says_so_once(app: Flask) -> None:
    told = [{"a": None, "b": None}, {"a": None, "b": 0}, {"a": None, "b": 10}]
    with app.test_request_context():
        shown = [table("Title", engine.Tallied(cells=one, total=None), {"a": "A", "b": "B"}) for one in told]
    assert [one["untold"] for one in shown] == [True, False, False]
