"""The log's page: what was recorded, by whom and on what ground, and nothing that its reader may not see."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

import engine
from tests.web.conftest import TestClock, sign_in
from tests.web.test_cases import words
from tests.web.test_steps import acts, grants_access, is_interviewed

Clients = Callable[[str], FlaskClient]


def log_of(client: FlaskClient, case: engine.Case, query: str = "") -> str:
    return client.get(f"/cases/{case.reference}/log{query}").text


def entry_of(page: str, number: int) -> str:
    """The row of one entry, as text."""
    found = re.search(rf'id="entry-{number}">(.*?)</tr>', page, flags=re.S)
    assert found, f"entry {number} is not on the page"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


def test_an_entry_tells_who_did_what_when_and_how_it_is_proved(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    test_clock.passes(timedelta(hours=2))
    grants_access(caseway, family_case)
    nadia = caseway.administration.caller_named("nadia")
    line = caseway.auditing.log_page(nadia, family_case.id).lines[0]
    row = entry_of(log_of(signed_again(caseworker), family_case), line.entry.seq)
    for one in ("Grant access", "Access to be decided", "Prescreening to be arranged", "Nadia", "RSC caseworker"):
        assert one in row
    assert "Decided by Refugee coordinator (PRM)" in row
    assert f"{line.hash[:4]}…{line.hash[-4:]}" in row
    assert f"programme {line.entry.digest[:8]}" in row
    assert "12:00" in row


def test_the_newest_entry_is_first_and_older_pages_are_reached_by_links(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    latest = caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id).case.version
    numbers, page = [], log_of(caseworker, family_case)
    while True:
        numbers += [int(one) for one in re.findall(r'id="entry-(\d+)"', page)]
        following = re.search(r'href="([^"]+)" rel="next"', page)
        if following is None:
            break
        page = caseworker.get(following[1]).text
    assert numbers == list(range(latest, 0, -1))


def test_a_withdrawal_never_reads_as_completed(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    answers = {"decided_on": "2026-03-02", "withdrawal_statement": "signed.pdf"}
    acted = acts(caseway, "nadia", family_case, "withdraw", answers=answers)
    row = entry_of(log_of(caseworker, family_case), acted.entries[0].seq)
    assert "Withdrawn by the person" in row
    assert "Completed" not in row


def test_what_was_written_down_late_says_when_it_happened(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    happened = test_clock.now + timedelta(hours=1)
    test_clock.passes(timedelta(days=2))
    answers = {"priority": "p1", "decided_on": "2026-03-02", "source": "access.pdf"}
    acted = acts(caseway, "nadia", family_case, "grant_access", answers=answers, happened=happened)
    row = entry_of(log_of(signed_again(caseworker), family_case), acted.entries[0].seq)
    assert "late entry" in row
    assert "Happened 2 Mar 2026, 11:00" in row


def signed_again(client: FlaskClient) -> FlaskClient:
    """A session does not outlast two days; the same person signs in once more."""
    from_page = client.application.test_client()
    assert sign_in(from_page, "nadia").status_code == 303
    return from_page


def test_a_hidden_hold_is_not_in_the_log_of_whoever_may_not_see_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    acts(caseway, "ines", family_case, "place_security", people=(family_case.people[0].id,), note="Look closely")
    assert "Security hold" in log_of(signed_in("ines"), family_case)
    page = log_of(signed_in("nadia"), family_case)
    assert "ecurity" not in page
    assert "Look closely" not in page


def test_whoever_works_elsewhere_finds_no_log(signed_in: Clients, family_case: engine.Case) -> None:
    assert signed_in("nadia_in_cairo").get(f"/cases/{family_case.reference}/log").status_code == 404


def test_an_auditor_reads_the_log_of_every_case(signed_in: Clients, family_case: engine.Case) -> None:
    assert "Case opened" in log_of(signed_in("aziz"), family_case)


def test_the_log_keeps_the_frame_of_the_case_for_whoever_works_on_it(
    signed_in: Clients, family_case: engine.Case
) -> None:
    whole, alone = log_of(signed_in("nadia"), family_case), log_of(signed_in("aziz"), family_case)
    assert 'class="tabs"' in whole and "Log of" not in whole
    assert 'class="tabs"' not in alone and "Log of" in alone


def test_an_odd_page_number_is_the_newest_page(caseworker: FlaskClient, family_case: engine.Case) -> None:
    for odd in ("-1", "x", "9" * 50, "٣"):
        assert 'id="entry-1"' in log_of(caseworker, family_case, f"?before={odd}")


def test_an_entry_has_a_page_with_its_whole_hash_and_versions(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    nadia = caseway.administration.caller_named("nadia")
    line, *_ = caseway.auditing.log_page(nadia, family_case.id).lines
    number, log = line.entry.seq, log_of(signed_again(caseworker), family_case)
    assert f'href="/cases/{family_case.reference}/log/{number}"' in log
    page = caseworker.get(f"/cases/{family_case.reference}/log/{number}").text
    for proof in (line.hash, line.entry.digest, line.entry.labels_digest):
        assert f">{proof}<" in page
    assert line.entry.recorded.isoformat() in page and "Grant access" in page
    version = f"/programmes/{family_case.programme}?version={line.entry.digest}"
    assert f'href="{version}"' in page and caseworker.get(version).status_code == 200


def test_the_hash_before_is_shown_to_the_auditor_alone_where_something_may_be_hidden(
    signed_in: Clients, caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    aziz = caseway.administration.caller_named("aziz")
    line, before, *_ = caseway.auditing.log_page(aziz, family_case.id).lines
    address = f"/cases/{family_case.reference}/log/{line.entry.seq}"
    assert line.prev == before.hash
    assert f">{before.hash}<" in signed_in("aziz").get(address).text
    assert f">{before.hash}<" not in signed_again(caseworker).get(address).text


@pytest.mark.parametrize("number", ["0", "99", "999999999999999999999", "x"])
def test_an_entry_that_is_not_there_has_no_page(caseworker: FlaskClient, family_case: engine.Case, number: str) -> None:
    assert caseworker.get(f"/cases/{family_case.reference}/log/{number}").status_code == 404


def test_the_page_of_an_entry_tells_by_what_it_was_judged(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    page = caseworker.get(f"/cases/{family_case.reference}/log/1").text
    assert "What it was judged by" in page and "principal_first" in page and "nationality_known" in page
    is_interviewed(caseway, family_case)
    lines = caseway.auditing.log_page(caseway.administration.caller_named("nadia"), family_case.id).lines
    first = min(one.entry.seq for one in lines if one.entry.cause == "automatic")
    shown = words(caseworker.get(f"/cases/{family_case.reference}/log/{first}").text)
    assert "known(prescreened_on) · Amina Specimen met Amina Specimen · Prescreened on: 2 Mar 2026" in shown
