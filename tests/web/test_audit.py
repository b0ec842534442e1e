"""The auditor's pages: for nobody else, honest about what was checked and what is broken, and the system's own log."""

import sqlite3

import pytest

from tests.web.conftest import token_of


@pytest.fixture
def auditor(signed_in):
    return signed_in("aziz")


def check(client):
    token = token_of(client.get("/audit"))
    assert client.post("/audit/check", data={"csrf_token": token}).status_code == 303
    return client.get("/audit").text


def tamper(home, sql, *values):
    """A hand in the database, past Caseway."""
    with sqlite3.connect(home / "caseway.sqlite") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(sql, values).rowcount > 0
    connection.close()


@pytest.mark.parametrize("name", ["nadia", "selma", "dana", "adem"])
def test_for_others_there_is_no_audit(signed_in, name):
    client = signed_in(name)
    assert client.get("/audit").status_code == 404
    assert client.post("/audit/check", data={"csrf_token": token_of(client.get("/"))}).status_code == 404


def test_before_the_first_check_nothing_is_called_intact(auditor, family_case):
    page = auditor.get("/audit").text
    assert "Not checked since the server started" in page and "Log intact" not in page


def test_a_check_says_what_was_looked_at_and_when_and_is_remembered(auditor, signed_in, family_case):
    page = check(auditor)
    assert "Log intact" in page and "of 1 case" in page and "2 Mar 2026 07:00 UTC" in page
    assert "Log intact" in signed_in("aziz").get("/audit").text


def test_looking_at_the_page_checks_nothing(auditor, home, family_case):
    check(auditor)
    tamper(home, "UPDATE log SET hash = x'00' WHERE case_id = ? AND seq = 1", family_case.id)
    assert "Log intact" in auditor.get("/audit").text
    assert "Log intact" not in check(auditor)


def test_a_broken_log_is_told_by_place_with_what_holds_and_whom_to_call(auditor, home, family_case):
    tamper(home, "UPDATE log SET hash = x'00' WHERE case_id = ? AND seq = 1", family_case.id)
    page = check(auditor)
    assert "Log broken" in page and f"Case {family_case.reference}, entry 1" in page
    assert "What still holds" in page and "Call whoever runs the server" in page


def test_a_list_that_cannot_be_opened_does_not_hide_that_the_log_is_broken(auditor, home, family_case):
    tamper(home, "UPDATE case_row SET summary = x'00' WHERE id = ?", family_case.id)
    assert auditor.get("/audit").status_code == 200
    page = check(auditor)
    assert "Log broken" in page and "The list cannot be opened" in page


def test_a_register_that_cannot_be_opened_does_not_hide_that_the_log_is_broken(auditor, home):
    tamper(home, "UPDATE log_value SET sealed = x'00' WHERE case_id = 'register'")
    page = check(auditor)
    assert "Log broken" in page and "The register cannot be opened" in page and "The register of the system" in page


def test_the_register_tells_of_publishing_accounts_and_holds(auditor, caseway):
    selma = caseway.administration.caller_named("selma")
    caseway.holding.place(selma, "us-rsc", "suspension", "by decree 7")
    page = auditor.get("/audit").text
    for words in ("First start", "Programme published: us-rsc", "Calendar published: amman-office"):
        assert words in page
    assert "Account added: Nadia" in page and "us-rsc:caseworker" in page
    assert "Hold placed over us-rsc" in page and "by decree 7" in page and "Selma" in page


def test_the_register_is_read_page_by_page_to_its_beginning(auditor, caseway):
    for number in range(30):
        caseway.administration.add_user(None, f"clerk-{number}", ["auditor"])
    first = auditor.get("/audit").text
    assert "Account added: Clerk-29" in first and "First start" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = auditor.get(older).text
    assert "First start" in second and "Account added: Clerk-29" not in second


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "9" * 40, "²"])
def test_an_address_that_makes_no_sense_shows_a_page(auditor, before):
    assert auditor.get("/audit", query_string={"before": before, "reference": "\x00" + before}).status_code == 200


def test_the_way_to_a_case_is_its_log(auditor, family_case):
    page = auditor.get("/audit", query_string={"reference": family_case.reference[:4]}).text
    assert f'href="/cases/{family_case.reference}/log"' in page
    assert auditor.get(f"/cases/{family_case.reference}/log").status_code == 200
    assert family_case.reference not in auditor.get("/audit?reference=ZZZ").text


def test_who_may_open_no_case_is_not_asked_to(auditor, caseworker):
    assert "/cases/new" not in auditor.get("/cases").text
    assert "There is no programme in which you may open a case" in auditor.get("/cases/new").text
    assert "/cases/new" in caseworker.get("/cases").text
    choice = caseworker.get("/cases/new").text
    assert choice.count("<h3>US Refugee Admissions Program") == 1
    assert '/cases/new/us-rsc/amman-office"><span class="visually-hidden">US Refugee' in choice
