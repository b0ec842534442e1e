"""A step over two cases through the door of casework: one transaction, two logs that name each other and are whole."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from engine import Acted, Actor, Caller, Caseway, Opening, OutOfDate, Refused, Step, open_caseway, texts_under
from engine.running.replay import replay

ROOT = Path(__file__).resolve().parents[1]
NOBODY = Actor(user="", roles=frozenset())
FAMILIES = """
programme: families
title: Families
usually_by: clerk
roles: {clerk: Clerk, doctor: Doctor}
facts:
  case: {interpreter: text, seen_on: date}
  person: {name: text}
checklists: {to_go: [medical]}
tracks:
  medical:
    per: person
    facts: {examined_on: date}
    states:
      asked: {actions: {examine: {by: doctor, ask: [examined_on], to: passed}}}
      passed: {clears: {from: examined_on, for: 6 months}}
phases:
  work:
    desk: {due: 30 days, actions: {close: {ask: [seen_on], to: closed}}}
    apart: {due: 30 days, actions: {go_on: {to: desk}}}
endings: {closed: completed, everybody_left: family_left, merged: duplicate_merged}
anywhere:
  note_it: {may_ask: [interpreter], to: stay}
  part: {does: split, people: chosen, into: apart, keeps: [to_go], to: stay}
  join: {does: merge, to: stay}
  join_agreed: {does: merge, countersigned_by: clerk, to: stay}
  part_agreed: {does: split, people: chosen, into: apart, countersigned_by: clerk, to: stay}
when_empty: [{otherwise: everybody_left}]
"""


def texts(programme: str = FAMILIES) -> dict[str, str]:
    offices = {path: one for path, one in texts_under(ROOT / "programmes").items() if path.startswith("offices/")}
    return {"families/programme.yaml": programme, **offices}


@pytest.fixture
def caseway(database_url: str, tmp_path: Path) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home")
    opened.administration.first_start(texts())
    try:
        for name, offices in (("clerk", ["amman-office", "cairo-office"]), ("clerk2", ["amman-office"])):
            opened.administration.add_user(None, name, ["families:clerk"], offices)
        yield opened
    finally:
        opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


def opened(caseway: Caseway, *names: str, office: str = "amman-office", **facts: str) -> str:
    people = {name: {"name": name.title()} for name in names}
    opening = Opening(actor=NOBODY, people=people, facts=facts)
    return caseway.casework.open(staff(caseway, "clerk"), "families", office, opening).case.id


def act(caseway: Caseway, case: str, action: str, *people: str, by: str = "clerk", **more: object) -> Acted:
    own = {name: more.pop(name) for name in ("expected", "expected_other", "key") if name in more}
    step = Step(action=action, actor=NOBODY, people=people, **more)  # type: ignore[arg-type]
    return caseway.casework.act(staff(caseway, by), case, step, **own)  # type: ignore[arg-type]


def version(caseway: Caseway, case: str) -> int:
    return caseway.casework.see(staff(caseway, "clerk"), case).case.version


def entries(caseway: Caseway, case: str) -> list:
    with caseway.records.reading() as reading:
        return [one.entry for one in reading.entries(case)]


def is_whole(caseway: Caseway) -> bool:
    return caseway.auditing.verify(None).is_whole and caseway.auditing.check_projections(None).is_whole


def test_a_split_opens_a_case_with_the_next_reference_and_both_logs_are_whole(caseway: Caseway) -> None:
    old = opened(caseway, "amina", "salma")
    acted = act(caseway, old, "part", "salma")
    assert acted.other_case is not None and acted.other_case.did == "opened"
    new = caseway.casework.see(staff(caseway, "clerk"), acted.other_case.reference).case
    assert (new.id, [one.id for one in new.present]) == (acted.other_case.case, ["salma"])
    assert new.reference.rpartition("-")[2] == "000002"
    assert replay(entries(caseway, new.id)) == new
    assert is_whole(caseway)


def test_a_refused_split_takes_no_reference_and_opens_nothing(caseway: Caseway) -> None:
    old = opened(caseway, "amina", "salma")
    with pytest.raises(Refused):
        act(caseway, old, "part", "amina", "salma")
    assert (caseway.cases(), version(caseway, old)) == (1, len(entries(caseway, old)))
    act(caseway, old, "part", "salma")
    assert {one.rpartition("-")[2] for one in references(caseway)} == {"000001", "000002"}


@pytest.mark.parametrize("going", [("salma", "omar"), ("salma", "nobody"), ("salma", "gone")])
def test_several_go_together_or_nobody_does(caseway: Caseway, going: tuple[str, str]) -> None:
    old = opened(caseway, "amina", "salma", "gone")
    act(caseway, old, "part", "gone")
    before = version(caseway, old), caseway.cases()
    with pytest.raises(Refused) as refused:
        act(caseway, old, "part", *going)
    assert any(going[1] in one.says for one in refused.value.unmet)
    assert (version(caseway, old), caseway.cases()) == before
    assert is_whole(caseway)


def offered(caseway: Caseway, case: str, action: str, by: str = "clerk2") -> str:
    (offer,) = caseway.casework.explain(staff(caseway, by), case, action)
    return offer.status


def test_a_split_that_waits_is_explained_to_the_second_person_who_can_then_agree(caseway: Caseway) -> None:
    old = opened(caseway, "amina", "salma")
    act(caseway, old, "part_agreed", "salma")
    assert offered(caseway, old, "countersign_part_agreed") == "offered"
    acted = act(caseway, old, "countersign_part_agreed", by="clerk2")
    assert acted.other_case is not None and caseway.cases() == 2


def test_a_merge_that_waits_is_offered_to_a_second_person_who_sees_the_other_case_and_to_no_other(
    caseway: Caseway,
) -> None:
    here, near, far = opened(caseway, "amina"), opened(caseway, "salma"), opened(caseway, "omar", office="cairo-office")
    act(caseway, here, "join_agreed", other=far)
    assert offered(caseway, here, "countersign_join_agreed") == "refused"
    there = opened(caseway, "yusuf")
    act(caseway, there, "join_agreed", other=near)
    assert offered(caseway, there, "countersign_join_agreed") == "offered"
    assert act(caseway, there, "countersign_join_agreed", by="clerk2").other_case is not None


def references(caseway: Caseway) -> list[str]:
    with caseway.records.reading() as reading:
        return list(reading.connection.execute(text("SELECT reference FROM case_row")).scalars())


def test_what_is_personal_is_sealed_under_the_new_cases_own_key(caseway: Caseway) -> None:
    old = opened(caseway, "amina", "salma")
    new = act(caseway, old, "part", "salma").other_case
    assert new is not None
    with caseway.records.writing() as writing:
        writing.connection.execute(text("DELETE FROM case_key WHERE case_id = :id"), {"id": old})
    with caseway.records.reading() as reading:
        (first, *_) = reading.entries(new.case)
    assert {(one.owner, one.value) for one in first.entry.written} == {("salma", "Salma")}
    assert b"Salma" not in first.recorded_bytes


def test_the_same_split_sent_twice_is_one_and_names_the_same_new_case(caseway: Caseway) -> None:
    old = opened(caseway, "amina", "salma")
    first = act(caseway, old, "part", "salma", key="k1")
    again = act(caseway, old, "part", "salma", key="k1")
    assert again.repeated and again.other_case == first.other_case
    assert caseway.cases() == 2


def test_a_merge_empties_the_other_case_in_the_same_transaction(caseway: Caseway) -> None:
    here, there = opened(caseway, "amina"), opened(caseway, "salma")
    acted = act(caseway, here, "join", other=there)
    assert [one.id for one in acted.case.present] == ["amina", "salma"]
    other = caseway.casework.see(staff(caseway, "clerk"), there).case
    assert (other.outcome, other.standing.state) == ("duplicate_merged", "merged")
    assert acted.other_case is not None and acted.other_case.entry == entries(caseway, there)[-1].seq
    assert replay(entries(caseway, there)) == other and replay(entries(caseway, here)) == acted.case
    assert is_whole(caseway)


def test_either_case_out_of_date_stops_a_merge_and_nothing_is_written_in_either(caseway: Caseway) -> None:
    here, there = opened(caseway, "amina"), opened(caseway, "salma")
    seen = version(caseway, here), version(caseway, there)
    act(caseway, there, "note_it", answers={"interpreter": "Sami"})
    with pytest.raises(OutOfDate) as late:
        act(caseway, here, "join", other=there, expected=seen[0], expected_other=seen[1])
    assert (late.value.expected, late.value.actual) == (seen[1], seen[1] + 1)
    assert (version(caseway, here), version(caseway, there)) == (seen[0], seen[1] + 1)
    act(caseway, here, "note_it", answers={"interpreter": "Sami"})
    with pytest.raises(OutOfDate):
        act(caseway, here, "join", other=there, expected=seen[0], expected_other=seen[1] + 1)


def test_a_merge_that_fails_half_way_leaves_both_cases_as_they_were(
    caseway: Caseway, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = opened(caseway, "amina"), opened(caseway, "salma")
    seen = version(caseway, here), version(caseway, there)

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(caseway.casework.two_cases, "record", full)
    with pytest.raises(OSError, match="disk is full"):
        act(caseway, here, "join", other=there)
    assert (version(caseway, here), version(caseway, there)) == seen
    assert is_whole(caseway)


def test_two_who_merge_the_same_two_cases_crosswise_at_once_do_not_wait_for_each_other(caseway: Caseway) -> None:
    one, two = opened(caseway, "amina"), opened(caseway, "salma")
    came: list[object] = []
    together = Barrier(2)

    def merge(here: str, there: str) -> None:
        together.wait()
        try:
            came.append(act(caseway, here, "join", other=there).case.id)
        except (Refused, OutOfDate) as stopped:
            came.append(type(stopped))

    threads = [Thread(target=merge, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(came) == 2 and len({one, two} & set(came)) == 1
    assert is_whole(caseway)


def test_a_case_of_an_office_where_the_caller_does_not_work_is_none_to_merge(caseway: Caseway) -> None:
    here, there = opened(caseway, "amina"), opened(caseway, "salma", office="cairo-office")
    with pytest.raises(Refused) as refused:
        act(caseway, here, "join", by="clerk2", other=there)
    assert [one.says for one in refused.value.unmet] == [f"There is no case {there}"]
    act(caseway, here, "join", by="clerk", other=there)
    assert is_whole(caseway)


def test_a_case_of_another_version_is_none_to_merge(caseway: Caseway) -> None:
    there = opened(caseway, "salma")
    caseway.drafting.publish(
        None, texts(FAMILIES.replace("due: 30 days, actions: {close", "actions: {close")), "families"
    )
    here = opened(caseway, "amina")
    with pytest.raises(Refused) as refused:
        act(caseway, here, "join", other=there)
    assert "under another version" in refused.value.unmet[0].says


def test_what_would_follow_is_foretold_with_nothing_written(caseway: Caseway) -> None:
    here, there = opened(caseway, "amina", interpreter="Sami"), opened(caseway, "salma", interpreter="Rana")
    caller = staff(caseway, "clerk")
    asked = caseway.casework.foresee(caller, here, Step(action="join", actor=NOBODY, other=there))
    assert [one.field for one in asked.refused] == ["interpreter"]
    step = Step(action="join", actor=NOBODY, other=there, answers={"interpreter": "Rana"})
    decision = caseway.casework.foresee(caller, here, step)
    assert decision.case is not None and len(decision.case.present) == 2
    assert (version(caseway, here), version(caseway, there)) == (1 + 2, 1 + 2)
