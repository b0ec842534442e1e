"""Two cases linked: one is named when the other is opened, read only, and what it shows moves the one that looks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import Acted, Caller, Caseway, Opening, Refused, Step, open_caseway
from tests.linked.texts import linked_texts
from tests.test_casework import NOBODY, Clock

OFFICE = "amman-office"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caseway(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home", clock)
    opened.administration.first_start(linked_texts())
    people = {"clerk": ["petition:clerk", "joining:clerk"], "joiner": ["joining:clerk"], "pia": ["joining:protection"]}
    for name, roles in people.items():
        opened.administration.add_user(None, name, roles, [OFFICE])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


def opened(caseway: Caseway, programme: str, who: str = "clerk", **more: object) -> Acted:
    opening = Opening(actor=NOBODY, people={"amina": {"family_name": "Specimen"}}, **more)  # type: ignore[arg-type]
    return caseway.casework.open(staff(caseway, who), programme, OFFICE, opening)


def act(caseway: Caseway, case: str, action: str, **answers: object) -> Acted:
    return caseway.casework.act(staff(caseway, "clerk"), case, Step(action=action, actor=NOBODY, answers=answers))


def both(caseway: Caseway) -> tuple[str, str]:
    """A petition, and the family that looks at it."""
    petition = opened(caseway, "petition", facts={"threatened": "true", "address": "1 Hill Road"}).case
    return petition.id, opened(caseway, "joining", links={"anchor": petition.reference}).case.id


def state(caseway: Caseway, case: str) -> str:
    return caseway.casework.see(staff(caseway, "clerk"), case).case.standing.state


def kept_state(caseway: Caseway, case: str) -> str:
    """Where the case stands by its log, without what is due and not recorded yet."""
    with caseway.records.reading() as reading:
        return reading.case(case).standing.state


def test_a_change_of_the_other_case_settles_this_one_in_a_step_of_its_own(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    assert kept_state(caseway, family) == "collecting"
    due = caseway.casework.see(staff(caseway, "clerk"), family).due
    assert [one.cause for one in due] == ["link", "automatic"]
    assert state(caseway, family) == "ready"
    assert caseway.casework.let_due_pass() == 1
    with caseway.records.reading() as reading:
        *_, seen, moved = (one.entry for one in reading.entries(family))
    assert (seen.cause, seen.ground, seen.step, seen.actor) == ("link", "anchor", seen.seq, None)
    assert (moved.cause, moved.target, moved.step) == ("automatic", "ready", seen.seq)
    assert caseway.auditing.verify(None).is_whole
    assert caseway.casework.let_due_pass() == 0


def test_a_step_is_judged_by_the_other_case_as_it_stands_even_before_the_clock_has_looked(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    with pytest.raises(Refused) as refused:
        act(caseway, family, "see", seen_on="2026-03-02")
    assert "safe" in [one.code for one in refused.value.unmet]
    assert state(caseway, family) == "ready"  # what was seen stays, though the act was refused


def test_every_step_keeps_at_which_version_the_other_case_was_seen(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    caseway.casework.let_due_pass()
    with caseway.records.reading() as reading:
        inputs = [one.entry.inputs.get("linked") for one in reading.entries(family) if one.entry.inputs]
        newest = next(one.entry for one in reading.last_entries(family) if one.entry.cause == "link")
    assert inputs == [{"anchor": f"{petition}@2"}, {"anchor": f"{petition}@3"}]
    assert newest.changes[0]["seen"]["version"] == 3


def test_no_number_of_the_other_case_is_told_to_who_works_here(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    caseway.casework.let_due_pass()
    clerk = staff(caseway, "clerk")
    lines = caseway.auditing.log_page(clerk, family).lines
    assert {one.entry.inputs.get("linked") for one in lines} == {None}
    assert [one.entry.changes[0]["seen"]["version"] for one in lines if one.entry.cause == "link"] == [0]
    assert caseway.casework.see(clerk, family).case.links["anchor"].version == 0


def test_what_is_not_shown_is_not_in_the_log_and_wakes_nobody_for_a_step(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    caseway.casework.let_due_pass()
    act(caseway, petition, "move_house", address="2 Hill Road")
    assert caseway.casework.let_due_pass() == 0
    with caseway.records.reading() as reading:
        kept = [one.entry for one in reading.entries(family)]
    assert "Hill Road" not in str(kept)
    assert [one.changes[0]["seen"]["facts"] for one in kept if one.cause == "link"] == [
        {"status": "refugee", "threatened": True}
    ]


def test_a_case_of_a_later_version_shows_no_more_than_that_version_names(caseway: Caseway) -> None:
    texts = linked_texts()
    path = "petition/programme.yaml"
    shown = "they_see: [state, ending, status, filed_on, threatened]"
    assert shown in texts[path]
    later = {**texts, path: texts[path].replace(shown, "they_see: [state]")}
    caseway.drafting.publish(None, later, "petition")
    _, family = both(caseway)
    seen = caseway.casework.see(staff(caseway, "pia"), family).case.links["anchor"]
    assert (seen.state, dict(seen.facts)) == ("filed", {})


def test_who_may_not_see_a_case_is_told_the_words_of_one_that_is_not_there(caseway: Caseway) -> None:
    reference = opened(caseway, "petition").case.reference
    told = []
    for named in (reference, "NONE-2026-000001"):
        with pytest.raises(Refused) as refused:
            opened(caseway, "joining", "joiner", links={"anchor": named})
        (unmet,) = refused.value.unmet
        told.append((unmet.code, unmet.field, unmet.says.replace(named, "…")))
    assert told[0] == told[1] == ("answers_wrong", "links.anchor", "There is no case … of petition")


@pytest.mark.parametrize("name", ["anchor", "uncle"])
def test_a_case_of_another_programme_and_a_link_that_is_none_are_refused(caseway: Caseway, name: str) -> None:
    reference = opened(caseway, "joining").case.reference
    with pytest.raises(Refused):
        opened(caseway, "joining", links={name: reference})
    assert caseway.auditing.verify(None).cases == 1


def test_a_fact_shown_to_a_role_is_read_by_the_role_of_that_name_only(caseway: Caseway) -> None:
    _, family = both(caseway)
    seen = {who: caseway.casework.see(staff(caseway, who), family).case.links["anchor"] for who in ("clerk", "pia")}
    assert "threatened" not in seen["clerk"].facts and seen["pia"].facts["threatened"] is True
    page = caseway.auditing.log_page(staff(caseway, "clerk"), family)
    assert "threatened" not in str([one.entry for one in page.lines])


def test_a_case_that_is_looked_at_wakes_only_those_that_look_at_it(caseway: Caseway) -> None:
    petition, family = both(caseway)
    other, alone = both(caseway)[1], opened(caseway, "joining").case.id
    act(caseway, petition, "approve")
    with caseway.records.reading() as reading:
        woken = [row.case_id for row in reading.connection.execute(text("SELECT case_id FROM waking"))]
    assert woken == [family] and other not in woken and alone not in woken


def test_a_link_that_was_tampered_with_is_told(caseway: Caseway) -> None:
    both(caseway)
    with caseway.records.writing() as writing:
        writing.connection.execute(text("DELETE FROM link_row"))
    told = [one.what for one in caseway.auditing.verify(None).breaches]
    assert any("anchor" in one for one in told) and any("watched" in one for one in told)
    caseway.auditing.rebuild(None)
    assert caseway.auditing.verify(None).is_whole


def test_a_closed_case_looks_no_more(caseway: Caseway, clock: Clock) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    act(caseway, petition, "close")
    caseway.casework.let_due_pass()
    act(caseway, family, "close_for_good")
    clock.now += timedelta(days=1)
    assert caseway.casework.let_due_pass() == 0


def test_a_closed_case_is_taken_up_again_by_what_the_other_shows_now(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, family, "set_aside")
    act(caseway, petition, "approve")
    offers = caseway.casework.see(staff(caseway, "clerk"), family).offers
    assert [one.status for one in offers if one.action == "take_up_again"] == ["offered"]
    act(caseway, family, "take_up_again")
    assert kept_state(caseway, family) == "ready"


def test_foreseeing_takes_the_other_case_as_it_stands_and_writes_nothing(caseway: Caseway) -> None:
    petition, family = both(caseway)
    act(caseway, petition, "approve")
    step = Step(action="see", actor=NOBODY, answers={"seen_on": "2026-03-02"})
    told = caseway.casework.foresee(staff(caseway, "clerk"), family, step)
    assert "safe" in [one.code for one in told.refused]
    assert kept_state(caseway, family) == "collecting"


IN_FRENCH = """
msgid ""
msgstr "Language: fr\\n"

msgctxt "petition/states/filed/title"
msgid "Filed"
msgstr "Déposée"
"""


def test_where_a_linked_case_stands_is_told_in_the_language_of_the_reader_by_the_words_of_its_own_programme(
    caseway: Caseway,
) -> None:
    petition, family = both(caseway)
    texts = {**linked_texts(), "petition/labels/fr.po": IN_FRENCH}
    caseway.drafting.publish(None, texts, "petition")
    reader = replace(staff(caseway, "clerk"), language="fr")
    seen = caseway.casework.see(reader, family).case.links["anchor"]
    assert (seen.state, seen.state_title) == ("filed", "Déposée")
    assert caseway.casework.see(staff(caseway, "clerk"), family).case.links["anchor"].state_title == "Filed"
    act(caseway, petition, "approve")
    untold = caseway.casework.see(reader, family).case.links["anchor"].state_title
    assert untold == "\u2066Approved\u2069"
