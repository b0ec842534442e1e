"""A mistake in the log is corrected by an entry of its own, by whoever may do the act; what follows is judged anew."""

import pytest

from engine import Acted, Actor, Caseway, NotFound, Refused, Step
from tests.test_casework import approve, booked, caseway, clock, opened, page, staff, state

__all__ = ["caseway", "clock"]
NOBODY = Actor(user="", roles=frozenset())


def correct(caseway: Caseway, who: str, case: str, entry: int, **more: object) -> Acted:
    more.setdefault("note", "It was copied from another file")
    step = Step(action="correct_entry", actor=NOBODY, corrects=entry, **more)  # type: ignore[arg-type]
    return caseway.casework.act(staff(caseway, who), case, step)


def refused(caseway: Caseway, who: str, case: str, entry: int, **more: object) -> list[str]:
    with pytest.raises(Refused) as found:
        correct(caseway, who, case, entry, **more)
    return [one.code for one in found.value.unmet]


def number_of(caseway: Caseway, case: str, action: str) -> int:
    return next(line.entry.seq for line in page(caseway, case) if line.entry.action == action)


def test_a_wrong_date_is_corrected_and_what_was_built_on_it_is_judged_anew(caseway: Caseway) -> None:
    case = booked(caseway)
    exam = number_of(caseway, case, "medical.record_exam")
    found = caseway.casework.correcting(staff(caseway, "physician"), case, exam)
    assert [one.key for one in found.asks] == ["examined_on"]
    assert [one.action or one.cause for one in found.built_on] == ["automatic", "book"]
    before = page(caseway, case)
    acted = correct(caseway, "physician", case, exam, each={"amina": {"examined_on": "2026-01-02"}})
    first = acted.entries[0]
    assert (first.cause, first.corrects, first.note) == ("correction", exam, "It was copied from another file")
    assert ("only_while", "unbooking") in [(one.cause, one.target) for one in acted.entries]
    assert page(caseway, case)[len(acted.entries) :] == before
    assert state(caseway, case) == "unbooking"
    assert caseway.auditing.verify(None).is_whole


def test_a_correction_is_made_by_whoever_may_do_the_act_and_says_why(caseway: Caseway) -> None:
    case = booked(caseway)
    exam = number_of(caseway, case, "medical.record_exam")
    wrong = {"amina": {"examined_on": "2026-01-02"}}
    assert refused(caseway, "movement", case, exam, each=wrong) == ["not_your_role"]
    assert refused(caseway, "physician", case, exam, each=wrong, note=None) == ["answers_missing"]
    assert refused(caseway, "physician", case, exam, each={"amina": {"examined_on": "soon"}}) == ["answers_wrong"]
    assert refused(caseway, "physician", case, exam, answers={"family_name": "Other"}) == ["answers_wrong"]


def test_only_what_somebody_recorded_can_be_corrected(caseway: Caseway) -> None:
    case = booked(caseway)
    by_itself = next(line.entry.seq for line in page(caseway, case) if line.entry.cause == "opens_when")
    assert refused(caseway, "caseworker", case, by_itself) == ["answers_wrong"]
    assert refused(caseway, "caseworker", case, 99) == ["answers_wrong"]
    with pytest.raises(NotFound):
        caseway.casework.correcting(staff(caseway, "caseworker"), case, 99)
    with pytest.raises(NotFound):
        caseway.casework.correcting(staff(caseway, "elsewhere"), case, 1)


def test_what_was_recorded_anew_is_corrected_where_it_was_recorded_last(caseway: Caseway) -> None:
    case = booked(caseway)
    exam = number_of(caseway, case, "medical.record_exam")
    correct(caseway, "physician", case, exam, each={"amina": {"examined_on": "2026-02-27"}})
    again = number_of(caseway, case, "correct_entry")
    assert caseway.casework.correcting(staff(caseway, "physician"), case, exam).asks == ()
    assert (
        refused(caseway, "physician", case, exam, each={"amina": {"examined_on": "2026-02-26"}})[0] == "answers_wrong"
    )
    assert refused(caseway, "movement", case, again, each={"amina": {"examined_on": "2026-02-26"}}) == ["not_your_role"]
    correct(caseway, "physician", case, again, each={"amina": {"examined_on": "2026-02-26"}})
    assert state(caseway, case) == "booked"


def test_the_opening_is_corrected_by_who_opens_cases_and_a_note_alone_changes_nothing(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    approve(caseway, case)
    acted = correct(caseway, "caseworker", case, 1, each={"amina": {"family_name": "Exemplar"}})
    person = acted.case.person("amina")
    assert (person.facts["family_name"], str(person.facts["born_on"])) == ("Exemplar", "1991")
    told = correct(caseway, "caseworker", case, 1, note="The file was read out on the telephone")
    assert [one.cause for one in told.entries] == ["correction"]
    assert told.entries[0].written == ()


def test_the_same_correction_twice_is_one(caseway: Caseway) -> None:
    case = booked(caseway)
    exam = number_of(caseway, case, "medical.record_exam")
    step = Step(action="correct_entry", actor=NOBODY, corrects=exam, note="Once")
    physician = staff(caseway, "physician")
    first = caseway.casework.act(physician, case, step, key="k1")
    assert caseway.casework.act(physician, case, step, key="k1").repeated
    assert first.case.version == caseway.casework.see(physician, case).case.version
