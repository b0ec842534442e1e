"""Search: a case is found by what somebody remembers of it, and by nothing that they may not read."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

import engine
from tests.web.journeys import is_clearing
from tests.web.test_steps import acts
from tests.web.test_work import opened

Clients = Callable[[str], FlaskClient]


def found(client: FlaskClient, asked: str) -> list[str]:
    page = client.get("/search", query_string={"q": asked})
    assert page.status_code == 200, asked
    return re.findall(r'class="ref[^>]*>([^<]+)<', page.text)


@pytest.mark.parametrize(
    "asked",
    ["Amina Specimen", "amena", "specimen amina", "أمينة", "Spechimen", "999-26C00004", "99926c4", "NOUR"],
)
def test_a_case_is_found_by_name_in_any_spelling_and_script_and_by_any_number(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, asked: str
) -> None:
    opened(caseway, given="Testa")
    assert found(caseworker, asked) == [family_case.reference]


def test_a_reference_is_found_with_and_without_separators_and_by_its_beginning(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    whole = family_case.reference
    for asked in (whole, whole.lower().replace("-", ""), whole.replace("-", " "), whole[:6], whole.rpartition("-")[2]):
        assert found(caseworker, asked) == [whole], asked


def test_the_page_says_why_a_case_was_found(caseworker: FlaskClient, family_case: engine.Case) -> None:
    page = caseworker.get("/search?q=amena").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Given names: Amina Amina Specimen another spelling" in words
    assert 'id="found">1 case<' in page
    assert "almost the same" in caseworker.get("/search?q=spechimen").text


def test_every_word_has_to_match(caseworker: FlaskClient, family_case: engine.Case) -> None:
    assert found(caseworker, "Amina Sample") == []


def test_a_case_of_another_office_is_not_found_and_not_counted(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    opened(caseway, "nadia_in_cairo", "cairo-office", "Kairouana")
    nadia = signed_in("nadia")
    for asked in ("Kairouana", "Kairouena", "Sample"):
        assert found(nadia, asked) == []
        assert 'id="found">0 cases<' in nadia.get(f"/search?q={asked}").text
    assert len(found(signed_in("nadia_in_cairo"), "Kairouana")) == 1
    assert len(found(signed_in("aziz"), "Kairouana")) == 1


def test_who_works_on_no_case_finds_and_lists_none(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    for name in ("dana", "adem"):
        client = signed_in(name)
        assert found(client, "Amina") == []
        for path in ("/cases", "/", "/cases?programme=us-rsc"):
            assert "Amina" not in client.get(path).text, (name, path)
        assert "0 of 0 cases" in client.get("/cases").text


def test_what_only_some_may_read_matches_for_nobody(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    people = ("amina",)
    acts(caseway, "idris", family_case, "medical.invite", people=people, answers={"invited_for": "2026-03-02"})
    acts(caseway, "idris", family_case, "medical.examine", people=people, answers={"examined_on": "2026-03-02"})
    notes = {"finding": "no_class", "medical_report": "ds-2054.pdf", "clinical_notes": "Film 7788991"}
    acts(caseway, "idris", family_case, "medical.give_result", people=people, answers=notes)
    assert "Film 7788991" in str(caseway.casework.read(caller(caseway, "idris"), family_case.id).case)
    for name in ("idris", "nadia", "aziz"):
        assert found(signed_in(name), "7788991") == found(signed_in(name), "Film 7788991") == []


def caller(caseway: engine.Caseway, name: str) -> engine.Caller:
    return caseway.administration.caller_named(name)


def test_a_name_that_was_corrected_is_found_and_the_old_one_no_more(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    assert found(caseworker, "Yusuf") == [family_case.reference]
    yusuf = family_case.people[1].id
    each = {yusuf: {"given_names": "Bassam"}}
    acts(caseway, "nadia", family_case, "amend_person", people=(yusuf,), each=each, note="As in the passport")
    assert found(caseworker, "Bassam") == [family_case.reference]
    assert found(caseworker, "Yusuf") == []
    assert caseway.auditing.verify(None).is_whole


def test_the_index_holds_no_word_and_is_proved_and_made_anew_from_the_log(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    with caseway.records.writing() as writing:
        kept = writing.connection.execute(text("SELECT word FROM search_row")).scalars().all()
        assert len(kept) > 6 and {len(word) for word in kept} == {8}
        writing.connection.execute(text("DELETE FROM search_row"))
    assert found(caseworker, "Amina") == []
    assert not caseway.auditing.verify(None).is_whole
    assert caseway.auditing.rebuild(None) == 1
    assert found(caseworker, "Amina") == [family_case.reference]
    assert caseway.auditing.verify(None).is_whole


def test_odd_words_find_nothing_and_break_nothing(caseworker: FlaskClient, family_case: engine.Case) -> None:
    for asked in ("", " ", "%", "_", "'", "\x00", "-", "al", "a " * 40, "x" * 500, "🙂", "0" * 90):
        assert found(caseworker, asked) == [], asked
