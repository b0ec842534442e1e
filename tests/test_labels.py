"""A programme in the reader's language through the doors: what is refused, listed, logged, and what stays English."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import Acted, Actor, Caller, Caseway, Opening, Refused, Step, Wanted, open_caseway, texts_under
from tests.docs.guide import small_programme

NOBODY = Actor(user="", roles=frozenset())
PROGRAMME = "small-resettlement"
PATH = f"{PROGRAMME}/labels/fr.po"
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
FRENCH = {
    "states/deciding/title": ("Deciding", "Décision en cours"),
    "states/booked/only_while/clear_that_day/says": (
        "{who} is not clear on the day of travel",
        "Pour le jour du voyage, tout n’est pas valable : {who}",
    ),
    "states/booked/title": ("Booked", "Réservé"),
    "states/ready/actions/book/title": ("Book", "Réserver"),
    "tracks/medical/title": ("Medical exam", "Visite médicale"),
    "facts/travel_date/label": ("Day of travel", "Jour du voyage"),
    "phases/decision/title": ("Decision", "Décision"),
    "tracks/member/states/listed/actions/decide/title": ("Decide", "Décider"),
}


def catalogue(words: dict[str, tuple[str, str]]) -> str:
    entries = (
        f'msgctxt "{PROGRAMME}/{path}"\nmsgid "{english}"\nmsgstr "{french}"\n'
        for path, (english, french) in words.items()
    )
    return "\n".join(('msgid ""\nmsgstr "Language: fr\\n"\n', *entries))


def texts(words: dict[str, tuple[str, str]] | None = None) -> dict[str, str]:
    shipped = texts_under(Path(__file__).resolve().parents[1] / "programmes")
    offices = {path: text for path, text in shipped.items() if path.startswith("offices/")}
    return {**small_programme(), **offices, **({PATH: catalogue(words)} if words is not None else {})}


@pytest.fixture
def caseway(database_url: str, tmp_path: Path) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home", lambda: NOW)
    opened.administration.first_start(texts(FRENCH))
    for role in ("caseworker", "physician", "movement"):
        opened.administration.add_user(None, role, [f"{PROGRAMME}:{role}"], ["amman-office"])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str, language: str = "fr") -> Caller:
    return replace(caseway.administration.caller_named(name), language=language)


def opened(caseway: Caseway, language: str = "fr") -> Acted:
    opening = Opening(actor=NOBODY, people={"amina": {"family_name": "Specimen", "born_on": "1991"}})
    return caseway.casework.open(staff(caseway, "caseworker", language), PROGRAMME, "amman-office", opening)


def act(caseway: Caseway, who: str, case: str, action: str, language: str = "fr", **answers: str) -> Acted:
    people = ("amina",) if "." in action else ()
    step = Step(action=action, actor=NOBODY, people=people, answers=answers)
    return caseway.casework.act(staff(caseway, who, language), case, step)


def cleared(caseway: Caseway, language: str = "fr") -> str:
    case = opened(caseway, language).case.id
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    act(caseway, "caseworker", case, "member.decide", language, **decided)
    act(caseway, "physician", case, "medical.record_exam", language, examined_on="2026-03-02")
    return case


def test_a_refusal_is_told_in_french_with_what_stands_in_its_blanks(caseway: Caseway) -> None:
    case = cleared(caseway)
    with pytest.raises(Refused) as refused:
        act(caseway, "movement", case, "book", travel_date="2026-12-01")
    (unmet,) = refused.value.unmet
    assert unmet.code == "booked.clear_that_day"
    assert unmet.says == "Pour le jour du voyage, tout n’est pas valable : Specimen: Visite médicale"


def test_a_refusal_to_the_command_line_stays_english(caseway: Caseway) -> None:
    case = cleared(caseway)
    with pytest.raises(Refused) as refused:
        act(caseway, "movement", case, "book", "en", travel_date="2026-12-01")
    assert [one.says for one in refused.value.unmet] == ["Specimen: Medical exam is not clear on the day of travel"]


def test_what_is_recorded_is_the_same_in_every_language(caseway: Caseway) -> None:
    french, english = cleared(caseway), cleared(caseway, "en")
    kept = []
    for case in (french, english):
        entries = [line.entry for line in caseway.auditing.log_page(staff(caseway, "caseworker", "en"), case).lines]
        kept.append([replace(one, case="", inputs={}) for one in entries if one.cause != "opening"])
    assert kept[0] == kept[1]
    assert caseway.auditing.verify(None).is_whole


def test_sheets_lists_and_logs_speak_the_language_of_the_reader(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    reader = staff(caseway, "caseworker")
    assert caseway.casework.see(reader, case).programme.case.state_title("deciding") == "Décision en cours"
    assert caseway.auditing.log_page(reader, case).programme.case.state_title("deciding") == "Décision en cours"
    (listed,) = caseway.case_lists.cases(reader, Wanted()).cases
    assert (listed.state_title, listed.phase) == ("Décision en cours", "Décision")
    assert [one.phases["decision"].title for one in caseway.worklist.reach(reader).programmes.values()] == ["Décision"]
    assert "Décider" in {one.title for one in caseway.casework.see(reader, case).offers}
    assert caseway.drafting.current(PROGRAMME, "fr")[0].facts["travel_date"].label == "Jour du voyage"


def test_mended_words_are_in_force_for_open_cases_and_no_new_version(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    before = caseway.drafting.current(PROGRAMME)[1]
    mended = {**FRENCH, "states/deciding/title": ("Deciding", "En attente de décision")}
    after = caseway.drafting.publish(None, texts(mended), PROGRAMME)
    assert after.digest == before.digest
    assert after.labels_digest != before.labels_digest
    sheet = caseway.casework.see(staff(caseway, "caseworker"), case)
    assert sheet.programme.case.state_title("deciding") == "En attente de décision"
    assert caseway.auditing.verify(None).is_whole


def test_a_forecast_speaks_the_language_of_the_reader(caseway: Caseway) -> None:
    cleared(caseway)
    (french,) = caseway.forecasting.cases(staff(caseway, "movement"), 300).cases
    assert french.case.law.tracks["medical"].title == "Visite médicale"
    (english,) = caseway.forecasting.cases(staff(caseway, "movement", "en"), 300).cases
    assert english.case.law.tracks["medical"].title == "Medical exam"


def test_what_would_be_refused_is_told_in_french_before_anything_is_sent(caseway: Caseway) -> None:
    step = Step(action="book", actor=NOBODY, answers={"travel_date": "2026-12-01"})
    decision = caseway.casework.foresee(staff(caseway, "movement"), cleared(caseway), step)
    assert [one.says for one in decision.refused] == [
        "Pour le jour du voyage, tout n’est pas valable : Specimen: Visite médicale"
    ]
