"""The words of a programme in the reader's language, and English marked as English where nobody has translated it."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import engine
from tests.web.test_steps import messages, sends, step_path
from tests.web.test_team import words
from web.marking import marked

Clients = Callable[[str], FlaskClient]
MARK = '<span lang="en" dir="ltr">'
LRI, PDI, FSI = "\u2066", "\u2069", "\u2068"


def reader(client: FlaskClient, language: str) -> FlaskClient:
    client.get(f"/language/{language}")
    return client


def untranslated(caseway: engine.Caseway, path: str) -> None:
    """Publishes us-rsc in other words: without the French and Arabic of this one."""
    texts = dict(engine.texts_under(Path("programmes")))
    for file in [one for one in texts if "/labels/" in one]:
        texts[file] = re.sub(rf'(msgctxt "{path}"\nmsgid [^\n]+\nmsgstr )"[^"]*"', r'\1""', texts[file])
    caseway.drafting.publish(None, texts, "us-rsc")


# whole pages


def test_a_page_in_arabic_shows_arabic_states_and_acts(caseworker: FlaskClient, family_case: engine.Case) -> None:
    page = reader(caseworker, "ar").get(f"/cases/{family_case.reference}").text
    for said in ("بانتظار قرار القبول", "منح القبول", "القبول في البرنامج", "منسق شؤون اللاجئين (PRM)"):
        assert said in page
    assert "Access to be decided" not in page
    assert "Grant access" not in page


def test_the_case_list_my_work_and_the_log_speak_arabic(caseworker: FlaskClient, family_case: engine.Case) -> None:
    reader(caseworker, "ar")
    for address in ("/cases", f"/cases/{family_case.reference}/log"):
        page = caseworker.get(address).text
        assert "بانتظار قرار القبول" in page, address
        assert "Access to be decided" not in page, address
    assert "منح القبول" in caseworker.get("/").text
    assert "القبول في البرنامج" in caseworker.get("/cases?programme=us-rsc").text, "the filter by phase"


@pytest.mark.usefixtures("family_case")
def test_lists_call_a_programme_by_its_short_title_and_never_by_its_id(signed_in: Callable[[str], FlaskClient]) -> None:
    selma = signed_in("selma")
    for language, called in (("en", "US resettlement"), ("ar", "إعادة التوطين: أمريكا")):
        reader(selma, language)
        for address in ("/?all=second", "/cases?cols=programme", "/search?q=specimen", "/lapsing"):
            shown = words(selma.get(address).text)
            assert called in shown and "us-rsc" not in shown, (language, address)


def test_a_refusal_is_told_in_french(caseworker: FlaskClient, family_case: engine.Case) -> None:
    reader(caseworker, "fr")
    granted = {"a-priority": "p1", "a-decided_on": "2026-03-01", "a-source": "access.pdf"}
    sent = sends(caseworker, step_path(family_case, "grant_access"), "check", **{**granted, "a-priority": ""})
    assert sent.status_code == 422
    assert any("Priorité d’accès" in one for one in messages(sent))
    page = caseworker.get(step_path(family_case, "grant_access")).text
    assert "Décidé le" in page and "Source de la décision" in page


def test_a_hidden_hold_is_told_in_the_translation_of_its_other_words(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    selma = caseway.administration.caller_named("selma")
    actor = engine.Actor(user=selma.user, roles=frozenset())
    step = engine.Step(action="place_security", actor=actor, people=("amina",), note="Specimen")
    caseway.casework.act(selma, family_case.id, step)
    page = reader(signed_in("nadia"), "fr").get(f"/cases/{family_case.reference}").text
    assert "Une vérification à accès restreint" in page
    assert "Blocage de sécurité" not in page and "Security hold" not in page
    seen = reader(signed_in("selma"), "fr").get(f"/cases/{family_case.reference}").text
    assert "Blocage de sécurité" in seen


def test_what_the_engine_derived_is_in_the_language_too(signed_in: Clients, family_case: engine.Case) -> None:
    page = unescape(reader(signed_in("selma"), "fr").get(f"/cases/{family_case.reference}").text)
    assert "Suspendre : Blocage de sécurité" in page


def test_reasons_are_told_in_the_language(
    caseworker: FlaskClient, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    nadia = caseway.administration.caller_named("nadia")
    granted = {"priority": "p1", "decided_on": "2026-03-01", "source": "access.pdf"}
    for action, answers in (("grant_access", granted), ("schedule_prescreening", {"prescreen_on": "2026-03-02"})):
        step = engine.Step(action=action, actor=engine.Actor(user="", roles=frozenset()), answers=answers)
        caseway.casework.act(nadia, family_case.id, step)
    page = unescape(reader(caseworker, "fr").get(step_path(family_case, "record_absence")).text)
    assert "Injoignable" in page and "Unreachable" not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_word_without_translation_is_english_and_told_to_be(
    caseworker: FlaskClient, caseway: engine.Caseway, language: str
) -> None:
    untranslated(caseway, "us-rsc/phases/access/title")
    untranslated(caseway, "us-rsc/states/referred/says")
    page = reader(caseworker, language).get("/programmes/us-rsc").text
    english = "It is being decided whether the case may enter the programme"
    assert f"{MARK}{english}</span>" in page
    assert page.count(english) == page.count(f"{MARK}{english}</span>") + page.count(f"{LRI}{english}{PDI}")


def test_an_english_page_marks_nothing(caseworker: FlaskClient, family_case: engine.Case) -> None:
    page = caseworker.get(f"/cases/{family_case.reference}").text
    assert "Access to be decided" in page
    assert MARK not in page and LRI not in page


# where a mark may stand


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<p>{LRI}Booked{PDI}</p>", f"<p>{MARK}Booked</span></p>"),
        (f"<p>حالة: {FSI}{LRI}Booked{PDI}{PDI}</p>", f"<p>حالة: {FSI}{MARK}Booked</span>{PDI}</p>"),
        (f'<a title="{LRI}Booked{PDI}">x</a>', f'<a title="{LRI}Booked{PDI}">x</a>'),
        (f"<title>{LRI}Booked{PDI}</title>", f"<title>{LRI}Booked{PDI}</title>"),
        (f"<option>{LRI}Booked{PDI}</option>", f"<option>{LRI}Booked{PDI}</option>"),
        (f"<svg><text>{LRI}Booked{PDI}</text></svg>", f"<svg><text>{LRI}Booked{PDI}</text></svg>"),
        (f"<textarea>{LRI}note{PDI}</textarea>", f"<textarea>{LRI}note{PDI}</textarea>"),
        (f"<p>{LRI}never closed</p>", f"<p>{LRI}never closed</p>"),
        (f"<p>{PDI}never opened{LRI}</p>", f"<p>{PDI}never opened{LRI}</p>"),
    ],
)
def test_english_is_marked_where_an_element_may_stand(page: str, expected: str) -> None:
    assert marked(page) == expected
