"""The languages of the pages: chosen, kept, mirrored, counted, and never half a frame."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, ngettext
from playwright.sync_api import Page

from tests.web.conftest import PASSWORD, sign_in, token_of
from web import words
from web.languages import FOLDER, LANGUAGES, catalogues

TRANSLATED = [code for code in LANGUAGES if code != "en"]
WHOLE = ("frame.py", "problems.py", "accounts/", "templates/frame.html", "templates/problem.html")
"""What is never shown half in another language: the way in, the frame, the problems, and the words of a status."""


def test_every_offered_language_has_its_catalogue() -> None:
    assert sorted(catalogues()) == sorted(TRANSLATED)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_way_in_the_frame_and_the_status_words_are_translated_whole(code: str) -> None:
    wanted = words.used()
    places = {message.id: [file for file, _ in message.locations] for message in wanted}
    shown = (*WHOLE, "templates/accounts/", "templates/parts/words.html")
    lacking = [id for id, _ in words.lacking(catalogues()[code], wanted)]
    assert [id for id in lacking if any(place.startswith(shown) for place in places[id])] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_keeps_the_blanks_of_its_text(code: str) -> None:
    for message in catalogues()[code]:
        if message.id and isinstance(message.id, str) and message.string:
            assert blanks(message.string) == blanks(message.id), message.id


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w*\}", text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_word_of_any_page_lacks_its_translation(code: str) -> None:
    assert list(words.lacking(catalogues()[code], words.used())) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_a_guess_from_another_text(code: str) -> None:
    assert [message.id for message in catalogues()[code] if message.id and message.fuzzy] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_has_as_many_forms_as_its_language(code: str) -> None:
    catalogue = catalogues()[code]
    plurals = [message for message in catalogue if isinstance(message.id, tuple)]
    assert len(plurals) > 20 and catalogue.num_plurals == {"fr": 2, "ar": 6}[code]
    assert [one.id for one in plurals if len(one.string) != catalogue.num_plurals or not all(one.string)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_count_that_a_plural_form_meets_in_many_numbers_is_shown(code: str) -> None:
    many = {"fr": (1,), "ar": (3, 4, 5)}[code]
    for message in catalogues()[code]:
        if isinstance(message.id, tuple):
            wanted = set(blanks(message.id[1]))
            assert all(set(blanks(message.string[form])) == wanted for form in many), message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_names_no_blank_that_its_text_lacks(code: str) -> None:
    for message in catalogues()[code]:
        if isinstance(message.id, tuple) and all(message.string):
            known = {blank for form in message.id for blank in blanks(form)}
            assert all(set(blanks(form)) <= known for form in message.string), message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_whoever_opens_a_catalogue_sees_that_no_speaker_has_reviewed_it(code: str) -> None:
    assert "Not yet reviewed by a speaker" in (FOLDER / code / "LC_MESSAGES" / "messages.po").read_text()[:300]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "يوم واحد"), (2, "يومان"), (3, "3 أيام"), (10, "10 أيام"), (11, "11 يومًا"), (99, "99 يومًا"), (100, "100 يوم")],
)
def test_arabic_counts_in_six_ways(app: Flask, count: int, expected: str) -> None:
    with app.test_request_context(), force_locale("ar_JO"):
        assert ngettext("%(num)s day", "%(num)s days", count) == expected


def test_a_text_without_translation_is_shown_in_english(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert ngettext("%(num)s zebra", "%(num)s zebras", 2) == "2 zebras"


def test_an_arabic_page_runs_from_right_to_left_with_its_own_sheet(stranger: FlaskClient) -> None:
    page = stranger.get("/language/ar?next=/sign-in", follow_redirects=True).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "تسجيل الدخول" in page
    assert "bootstrap.rtl.min.css" in page and "bootstrap.min.css" not in page


def test_the_chosen_language_outlives_the_session(stranger: FlaskClient) -> None:
    stranger.get("/language/fr")
    sign_in(stranger, "nadia")
    assert "Mes réglages" in stranger.get("/account").text
    stranger.post("/sign-out", data={"csrf_token": token_of(stranger.get("/account"))})
    assert "Se connecter" in stranger.get("/sign-in").text


def test_the_language_of_the_browser_is_taken_until_one_is_chosen(stranger: FlaskClient) -> None:
    asks_french = {"Accept-Language": "fr-CH, de;q=0.8, en;q=0.5"}
    assert "Se connecter" in stranger.get("/sign-in", headers=asks_french).text
    stranger.get("/language/en")
    assert "Se connecter" not in stranger.get("/sign-in", headers=asks_french).text


def test_a_language_that_is_not_offered_is_not_found(stranger: FlaskClient) -> None:
    assert stranger.get("/language/tlh").status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_never_leads_to_another_site(stranger: FlaskClient, elsewhere: str) -> None:
    assert stranger.get("/language/fr", query_string={"next": elsewhere}).headers["Location"] == "/"


def test_choosing_a_language_goes_back_to_the_page_with_its_question(caseworker: FlaskClient) -> None:
    page = caseworker.get("/account?q=a%26b").text
    link = re.search(r'href="(/language/fr[^"]+)"', page)
    assert link and caseworker.get(link[1]).headers["Location"] == "/account?q=a%26b"


def test_one_signs_in_in_arabic_without_javascript(page_without_javascript: Page, address: str) -> None:
    page = page_without_javascript
    page.goto(f"{address}/account")
    page.get_by_role("link", name="العربية").click()
    page.get_by_label("اسم المستخدم").fill("nadia")
    page.get_by_label("كلمة المرور").fill(PASSWORD)
    page.get_by_role("button", name="تسجيل الدخول").click()
    assert page.get_by_role("heading", level=1).inner_text() == "إعداداتي"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
