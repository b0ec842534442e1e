"""A programme with a priority: its story holds, what is spared gives the same, rows, lists and log tell it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import (
    Case,
    Caseway,
    Opening,
    Refused,
    Step,
    Wanted,
    casework,
    open_caseway,
    rehearse,
    walk,
)
from engine.listing import rows_of
from engine.running.decide import decide
from tests.priority.texts import intake_texts, stories
from tests.test_casework import NOBODY, Clock

OFFICE = "amman-office"
STAFF = {"nadia": "clerk", "pia": "counsellor", "lena": "lead", "leo": "lead"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caseway(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home", clock)
    opened.administration.first_start(intake_texts())
    for name, role in STAFF.items():
        opened.administration.add_user(None, name, [f"intake:{role}"], [OFFICE])
    yield opened
    opened.close()


def act(caseway: Caseway, case: Case, who: str, action: str, **more: object) -> Case:
    caller = caseway.administration.caller_named(who)
    return caseway.casework.act(caller, case.id, Step(action=action, actor=NOBODY, **more)).case  # type: ignore[arg-type]


def opened(caseway: Caseway, **people: dict[str, str]) -> Case:
    caller = caseway.administration.caller_named("nadia")
    return caseway.casework.open(caller, "intake", OFFICE, Opening(actor=NOBODY, people=people)).case


def registered(caseway: Caseway, on: str = "2026-03-01", **facts: str) -> Case:
    case = opened(caseway, amina={"family_name": "Specimen", **facts})
    return act(caseway, case, "nadia", "register", answers={"registered_on": on})


def order(caseway: Caseway, **which: object) -> list[str]:
    """The ids of the case list in the order of priority, gathered from pages of two."""
    caller, seen, after = caseway.administration.caller_named("nadia"), list[str](), None
    while True:
        wanted = Wanted(programme=("intake",), **which)  # type: ignore[arg-type]
        page = caseway.case_lists.cases(caller, wanted, after=after, limit=2, order="priority")
        seen += [one.id for one in page.cases]
        if (after := page.next) is None:
            return seen


def test_its_story_holds_and_every_walk_comes_to_rest() -> None:
    assert [one.passed for one in rehearse(intake_texts(), stories(), "intake").played] == [True]
    assert walk(intake_texts(), stories(), "intake", 300, 7).found == ()


def test_a_walk_comes_to_the_same_rows_whether_all_is_asked_or_only_what_was_touched(monkeypatch) -> None:
    spared = list[bool]()

    def listed(law, case, office, entries, before=None, touched=None, seen=None):
        sparing, whole = rows_of(law, case, office, entries, before, touched, seen), rows_of(law, case, office, entries)
        assert sparing == whole
        spared.append(before is not None and touched is not None)
        return sparing

    def decided(law, case, step, inputs, now, rested=False):
        sparing = decide(law, case, step, inputs, now, rested)
        assert sparing.entries == decide(law, case, step, inputs, now).entries
        return sparing

    monkeypatch.setattr(casework, "rows_of", listed)
    monkeypatch.setattr(casework, "decide", decided)
    assert walk(intake_texts(), stories(), "intake", 300, 3).found == ()
    assert any(spared)


def test_a_date_that_orders_equals_is_listed_as_it_stands_now(caseway: Caseway) -> None:
    first, second = registered(caseway, "2026-02-02"), registered(caseway, "2026-02-01")
    assert order(caseway) == [second.id, first.id]
    act(caseway, first, "nadia", "amend", answers={"registered_on": "2026-01-05"})
    assert order(caseway) == [first.id, second.id]
    assert caseway.auditing.verify(None).is_whole


def test_most_points_come_first_and_what_has_none_last(caseway: Caseway) -> None:
    unscored = opened(caseway, amina={"family_name": "Specimen"})
    none, child = registered(caseway, "2026-01-01"), registered(caseway, born_on="2015")
    mother = registered(caseway, expecting="true")
    assert order(caseway) == [mother.id, child.id, none.id, unscored.id]
    act(caseway, child, "leo", "change_priority", answers={"points": "40"}, note="A hearing is near")
    assert order(caseway) == [child.id, mother.id, none.id, unscored.id]
    assert order(caseway, points=("15",)) == [child.id, mother.id]
    assert order(caseway, points=("none",)) == [unscored.id]


def test_who_takes_the_next_takes_the_one_with_most_points(caseway: Caseway, clock: Clock) -> None:
    nadia = caseway.administration.caller_named("nadia")
    registered(caseway, "2026-01-01")
    clock.now += timedelta(days=20)
    mother = registered(caseway, "2026-03-20", expecting="true")
    clock.now += timedelta(days=15)
    assert [item.case.points for item in caseway.worklist.work(nadia).queue] == [15, 0]
    taken = caseway.keeping.take_next(nadia)
    assert taken is not None and taken.case.id == mother.id


def test_the_entry_keeps_points_reasons_and_the_values_read(caseway: Caseway) -> None:
    case = registered(caseway, expecting="true", born_on="2012")
    with caseway.records.reading() as reading:
        entry = next(one.entry for one in reading.entries(case.id) if one.entry.action == "register")
    (told,) = (change["scored"] for change in entry.changes if "scored" in change)
    assert told["points"] == 25 and told["people"] == {"amina": 25} and "before" not in told
    assert [(one["line"], one["people"]) for one in told["reasons"]] == [("child", ["amina"]), ("mother", ["amina"])]
    assert set(told["read"]["amina"]) == {"born_on", "expecting"}


def test_a_reader_sees_of_hidden_reasons_one_sum_and_never_whose_they_are(caseway: Caseway) -> None:
    case = registered(caseway, expecting="true")
    each = {"amina": {"violence": "true", "threatened": "true"}}
    act(caseway, case, "pia", "note_needs", people=("amina",), each=each)
    act(caseway, case, "pia", "review_needs")
    seen = {who: _seen(caseway, case, who) for who in ("nadia", "pia")}
    assert [(one.line, one.points, one.people, one.shown_as) for one in seen["nadia"]] == [
        ("mother", 15, ("amina",), None),
        (None, 60, (), "A need that was found in confidence"),
    ]
    assert [one.line for one in seen["pia"]] == ["mother", "violence", "threatened"]
    log = caseway.auditing.log_page(caseway.administration.caller_named("nadia"), case.id)
    told = json.dumps([line.entry.changes for line in log.lines])
    assert "60" in told and "violence" not in told and "threatened" not in told
    open_log = caseway.auditing.log_page(caseway.administration.caller_named("pia"), case.id)
    assert "violence" in json.dumps([line.entry.changes for line in open_log.lines])


def _seen(caseway: Caseway, case: Case, who: str):
    score = caseway.casework.see(caseway.administration.caller_named(who), case.id).case.score
    assert score is not None and score.points == score.worked_out == 75
    return score.reasons


def test_a_case_of_whom_nothing_is_true_has_no_points(caseway: Caseway) -> None:
    case = registered(caseway)
    assert (case.score.points, case.score.reasons) == (0, ())  # type: ignore[union-attr]


def test_points_beyond_measure_are_refused(caseway: Caseway) -> None:
    case = registered(caseway)
    for points in ("1000001", "-1000001", "1.5", "many"):
        with pytest.raises(Refused) as refused:
            act(caseway, case, "leo", "change_priority", answers={"points": points}, note="More")
        assert [one.code for one in refused.value.unmet] == ["answers_wrong"]


def test_a_row_that_tells_other_points_than_the_log_is_found(caseway: Caseway) -> None:
    case, other = registered(caseway), opened(caseway, amina={"family_name": "Specimen"})
    with caseway.records.writing() as writing:
        writing.connection.execute(text("UPDATE case_row SET priority = 99 WHERE id = :id"), {"id": case.id})
        writing.connection.execute(text("UPDATE case_row SET then_by = '1999-01-01' WHERE id = :id"), {"id": other.id})
    assert {one.what.split(" ")[0] for one in caseway.auditing.verify(None).breaches} == {"priority", "then_by"}
    assert caseway.auditing.rebuild(None) == 2
    assert caseway.auditing.verify(None).is_whole
