"""Lists show what is in reach, in order, page by page, and count the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.records import facets
from engine.records.accounts import Grant
from engine.records.choices import Looking, Wanted
from engine.records.database import Reading, Records
from engine.records.lines import CaseLine, Page, TrackLine
from engine.records.listings import FEW, ORDERS, cases, kept, notices, of_others, queue
from engine.records.search_lists import beginning, find
from engine.records.track_lists import followed, open_tracks
from engine.records.turns import turns, turns_and_followings
from tests.records.stories import a_case, after, at, moving, rows_of

EVERYWHERE = Grant(programme="*", role="auditor")
CLERK = Grant(programme="resettle", role="clerk", office="north")
LOOKING = Looking(today=date(2026, 6, 4), user="u1", tracks=("medical",))
NURSE = Grant(programme="resettle", role="nurse")


def queue_of(reading: Reading, grants: Sequence[Grant], *more: Any) -> Page:
    return queue(reading, turns(reading, grants), grants, *more)


def of_others_of(reading: Reading, grants: Sequence[Grant], *more: Any) -> Page:
    return of_others(reading, turns(reading, grants), grants, *more)


def kept_of(reading: Reading, grants: Sequence[Grant], *more: Any) -> tuple[CaseLine, ...]:
    return kept(reading, turns(reading, grants), grants, *more)


@pytest.fixture
def ids(records: Records) -> Mapping[str, str]:
    """Cases at versions 1 to 6, the last two in the south; a larger version is due, and changed, later."""
    return {
        f"C{number}": a_case(records, f"C{number}", entries=number, office="south" if number > 4 else "north").id
        for number in range(1, 7)
    }


def end(records: Records, case_id: str) -> None:
    """Brings a case to an end."""
    with records.writing() as writing:
        case = writing.case(case_id)
        entry = moving(case_id, case.version + 1)
        ended = replace(after(case, entry), outcome="resettled")
        writing.append(case.version, [entry], ended, replace(rows_of(ended, []), waits_on=None))


def test_a_clerk_sees_what_waits_for_clerks_at_that_office_first_due_first(records: Records, ids: Mapping) -> None:
    with records.reading() as reading:
        page = queue_of(reading, [CLERK])
    assert [line.reference for line in page.lines] == ["C2", "C4"]
    assert page.lines[0].due_on == date(2026, 4, 9)
    assert page.lines[0].summary == {"principal": "Amina Testcase"}


def test_a_track_that_waits_brings_its_case_into_the_list(records: Records, ids: Mapping) -> None:
    with records.reading() as reading:
        page = queue_of(reading, [NURSE])
        tracks = open_tracks(reading, page.lines)
    assert {line.reference for line in page.lines} == {"C2", "C4", "C5"}
    assert {(it.case.reference, it.person, it.track, it.waits_on) for it in tracks} == {
        (reference, "p1", "medical", "nurse") for reference in ("C2", "C4", "C5")
    }


def test_an_ended_case_waits_for_nobody(records: Records, ids: Mapping) -> None:
    end(records, ids["C2"])
    with records.reading() as reading:
        assert [line.reference for line in queue_of(reading, [CLERK]).lines] == ["C4"]


def test_without_a_grant_there_is_nothing_to_see(records: Records, ids: Mapping) -> None:
    elsewhere = Grant(programme="another", role="clerk")
    with records.reading() as reading:
        for grants in ([], [elsewhere]):
            assert queue_of(reading, grants).lines == cases(reading, grants, Wanted(), LOOKING).lines == ()
            assert facets.counted(reading, grants, Wanted(), LOOKING).all == 0
            assert notices(reading, grants, at(0)) == ()


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 7])
def test_pages_hold_every_case_once_the_last_changed_first(records: Records, ids: Mapping, limit: int) -> None:
    seen, key = [], None
    with records.reading() as reading:
        while True:
            page = cases(reading, [EVERYWHERE], Wanted(), LOOKING, "changed", limit, key)
            seen += [line.reference for line in page.lines]
            if (key := page.next) is None:
                break
    assert seen == ["C6", "C5", "C4", "C3", "C2", "C1"]


def test_pages_of_the_queue_hold_every_case_once(records: Records, ids: Mapping) -> None:
    grants = [replace(CLERK, office="*"), replace(CLERK, role="officer", office="*")]
    seen, key = [], None
    with records.reading() as reading:
        while True:
            page = queue_of(reading, grants, 2, key)
            seen += [line.reference for line in page.lines]
            if (key := page.next) is None:
                break
    assert sorted(seen) == sorted(ids.keys() - {"C5"})  # somebody keeps it


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Wanted(office=("south",)), {"C5", "C6"}),
        (Wanted(office=("south", "north"), standing=("closed", "on_hold")), {"C1", "C3"}),
        (Wanted(programme=("another",)), set()),
        (Wanted(standing=("on_hold",)), {"C3"}),
        (Wanted(standing=("closed",)), {"C1"}),
        (Wanted(standing=("open",), office=("north",)), {"C2", "C3", "C4"}),
        (Wanted(standing=("overdue",)), {"C2", "C3", "C4", "C5", "C6"}),
        (Wanted(phase=("selection",), office=("south",)), {"C5", "C6"}),
        (Wanted(lapses=("past",)), {"C1", "C2"}),
        (Wanted(lapses=("30", "90")), {"C3", "C4", "C5", "C6"}),
        (Wanted(kept=("me",)), {"C5"}),
        (Wanted(kept=("nobody",)), {"C1", "C2", "C3"}),
        (Wanted(kept=("others", "me")), {"C4", "C5", "C6"}),
        (Wanted(points=("6",)), {"C6"}),
        (Wanted(points=("none",)), {"C1", "C2", "C3", "C4"}),
        (Wanted(points=("odd",), standing=("odd",)), {"C1", "C2", "C3", "C4", "C5", "C6"}),
        (Wanted(reference="c4"), {"C4"}),
        (Wanted(reference="_4"), set()),
        (Wanted(state=("elsewhere",)), set()),
        (Wanted(opened=("2026-03",)), {"C1", "C2", "C3", "C4", "C5", "C6"}),
        (Wanted(opened=("2026-02", "odd")), set()),
        (Wanted(opened=("since-2026-04",)), set()),
        (Wanted(opened=("since-2026-02",)), {"C1", "C2", "C3", "C4", "C5", "C6"}),
        (Wanted(ends=("2026-05-28",)), {"C1", "C2"}),
        (Wanted(outcome=("resettled",)), {"C1"}),
        (Wanted(outcome=("denied",)), set()),
        (Wanted(turn=("nurse",)), {"C1", "C2", "C4", "C5"}),
        (Wanted(turn=("clerk",)), {"C2", "C4", "C6"}),
        (Wanted(case=("C2", "C5", "none")), {"C2", "C5"}),
    ],
)
def test_a_list_is_cut_to_what_is_wanted(records: Records, ids: Mapping, which: Wanted, expected: set[str]) -> None:
    end(records, ids["C1"])
    with records.reading() as reading:
        assert {line.reference for line in cases(reading, [EVERYWHERE], which, LOOKING).lines} == expected
        counted = facets.counted(reading, [EVERYWHERE], which, LOOKING)
    assert (counted.found, counted.all) == (
        len(expected),
        0 if which.reference == "_4" else 1 if which.reference else 2 if which.case else 6,
    )


@pytest.mark.parametrize("many", [0, FEW + 1])
@pytest.mark.parametrize("order", ORDERS)
def test_in_every_order_pages_hold_every_case_once(records: Records, ids: Mapping, order: str, many: int) -> None:
    with records.reading() as reading:
        whole = [line.id for line in cases(reading, [EVERYWHERE], Wanted(), LOOKING, order).lines]
        seen, key = list[str](), None
        while len(seen) <= 6:
            page = cases(reading, [EVERYWHERE], Wanted(), LOOKING, order, 2, key, many)
            seen += [line.id for line in page.lines]
            if (key := page.next) is None:
                break
    assert seen == whole and set(whole) == set(ids.values())


@pytest.mark.parametrize("order", ORDERS)
def test_of_very_many_the_same_are_found_along_the_index_of_the_order(
    records: Records, ids: Mapping, order: str
) -> None:
    end(records, ids["C1"])
    every = (Wanted(office=("south",)), Wanted(standing=("open",)), Wanted(reference="c4"), Wanted(kept=("others",)))
    every += (Wanted(standing=("overdue",)), Wanted(lapses=("past",)))
    with records.reading() as reading:
        for which in every:
            few, many = (cases(reading, [EVERYWHERE], which, LOOKING, order, many=many) for many in (0, FEW + 1))
            assert few == many and few.lines


def test_orders_differ_and_what_has_no_day_comes_last(records: Records, ids: Mapping) -> None:
    with records.reading() as reading:
        listed = {
            order: [line.reference for line in cases(reading, [EVERYWHERE], Wanted(), LOOKING, order).lines]
            for order in ORDERS
        }
    assert listed["lapses"] == ["C2", "C3", "C4", "C5", "C6", "C1"]
    assert listed["reference"] == ["C1", "C2", "C3", "C4", "C5", "C6"] == listed["changed"][::-1]
    assert listed["due"][:2] == ["C1", "C2"]
    assert listed["priority"][:2] == ["C6", "C5"]


def test_each_choice_counts_what_it_would_leave(records: Records, ids: Mapping) -> None:
    """As many as the list has when just that is chosen; in another programme what belongs to this one falls away."""
    end(records, ids["C1"])
    given: tuple[dict[str, tuple[str, ...]], ...] = (
        {},
        {"programme": ("resettle",), "office": ("north",)},
        {"programme": ("resettle",), "standing": ("open",), "kept": ("nobody",), "waits_on": ("clerk",)},
        {"lapses": ("30",), "points": ("5",), "office": ("south", "north")},
    )
    with records.reading() as reading:
        for chosen in given:
            found = facets.counted(reading, [EVERYWHERE], Wanted(**chosen), LOOKING, ("5", "none")).choices
            assert {"programme", "office", "standing", "lapses", "kept", "points"} <= found.keys()
            for facet, choices in found.items():
                for choice, many in choices.items():
                    kept = {} if facet != "programme" else dict.fromkeys(facets.OF_A_PROGRAMME, ())
                    which = Wanted(**{**chosen, **kept, facet: (choice,)})
                    lines = cases(reading, [EVERYWHERE], which, LOOKING).lines
                    assert many == len(lines), (chosen, facet, choice)
            for facet in chosen:
                assert sum(found[facet].values()) > 0


def test_nothing_is_counted_further_than_the_most(
    records: Records, ids: Mapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of six cases four are in the north; at the most five are counted, then three."""
    monkeypatch.setattr(facets, "MOST_COUNTED", 5)
    with records.reading() as reading:
        whole = facets.counted(reading, [EVERYWHERE], Wanted(), LOOKING)
        north = facets.counted(reading, [EVERYWHERE], Wanted(office=("north",)), LOOKING)
        clerk = facets.counted(reading, [CLERK], Wanted(), LOOKING)
        monkeypatch.setattr(facets, "MOST_COUNTED", 3)
        cut = facets.counted(reading, [EVERYWHERE], Wanted(office=("south",), kept=("others",)), LOOKING)
        less = facets.counted(reading, [EVERYWHERE, CLERK], Wanted(office=("north",), standing=("open",)), LOOKING)
    assert (whole.all, whole.found, whole.choices) == (6, 6, {})
    assert (north.all, north.found, north.choices["standing"]["open"]) == (6, 4, 4)
    assert "office" not in north.choices and (clerk.all, clerk.choices["office"]) == (4, {"north": 4})
    assert (cut.all, cut.found) == (4, 1)
    assert (less.all, less.found, less.choices) == (4, 4, {})


@pytest.mark.parametrize(
    ("role", "on", "expected"),
    [
        ("doctor", date(2026, 5, 6), ["C3", "C5"]),
        ("night_nurse", date(2026, 5, 5), ["C3"]),
        ("night_nurse", date(2026, 6, 5), ["C5"]),
        ("nurse", date(2026, 5, 6), []),
        ("d_ctor", date(2026, 5, 6), []),
    ],
)
def test_a_track_is_followed_up_by_the_roles_named_for_it_from_its_day_until_its_last(
    records: Records, ids: Mapping, role: str, on: date, expected: list[str]
) -> None:
    with records.reading() as reading:
        found = followed_up(reading, Grant(programme="resettle", role=role), on)
        assert followed_up(reading, Grant(programme="another", role=role), on) == ()
    assert [it.case.reference for it in found] == expected
    assert all(it.followed_from <= on <= it.clear_until for it in found)


def followed_up(reading: Reading, grant: Grant, on: date) -> tuple[TrackLine, ...]:
    return followed(reading, turns_and_followings(reading, [grant])[1], [grant], on, on)


def test_an_ended_case_is_followed_up_by_nobody(records: Records, ids: Mapping) -> None:
    end(records, ids["C3"])
    with records.reading() as reading:
        found = followed_up(reading, Grant(programme="*", role="doctor"), date(2026, 5, 6))
    assert [it.case.reference for it in found] == ["C5"]


def test_the_cases_of_others_are_those_that_wait_for_no_role_of_mine_the_first_due_first(
    records: Records, ids: Mapping
) -> None:
    with records.reading() as reading:
        page = of_others_of(reading, [CLERK], 1)
        assert [line.reference for line in page.lines] == ["C1"] and page.next
        assert [line.reference for line in of_others_of(reading, [CLERK], 9).lines] == [
            "C1",
            "C3",
        ]
        assert of_others_of(reading, [CLERK], 1).in_all == 1  # C3 is on hold
        assert of_others_of(reading, [], 9).lines == ()


def test_a_notice_is_shown_to_the_role_that_it_is_for(records: Records, ids: Mapping) -> None:
    with records.reading() as reading:
        mine = notices(reading, [NURSE], at(0))
        assert notices(reading, [CLERK], at(0)) == notices(reading, [NURSE], at(3)) == ()
    assert {(it.case.reference, it.text, it.since, it.entry) for it in mine} == {
        (f"C{number}", "Look", at(2), 2) for number in range(2, 7)
    }


def test_a_case_is_found_by_all_the_words_asked_in_reach_and_in_the_programmes_named(
    records: Records, ids: Mapping
) -> None:
    amina, two, three = (frozenset((word,)) for word in ("name amn", "number 2", "number 3"))
    with records.reading() as reading:
        for grants, asked, expected in (
            ([EVERYWHERE], [amina], {"C1", "C2", "C3", "C4", "C5", "C6"}),
            ([CLERK], [amina], {"C1", "C2", "C3", "C4"}),
            ([EVERYWHERE], [amina, two | three], {"C2", "C3"}),
            ([EVERYWHERE], [two, three], set()),
            ([], [amina], set()),
        ):
            assert {it.reference for it in find(reading, grants, asked, ["resettle", "another"], 9)} == expected
        assert find(reading, [EVERYWHERE], [amina], ["another"], 9) == ()
        assert [it.reference for it in beginning(reading, [CLERK], "c", 2)] == ["C1", "C2"]
        assert beginning(reading, [CLERK], "_", 9) == ()


def test_the_queue_leaves_out_what_somebody_keeps_in_that_role_and_who_keeps_it_has_all_of_it(
    records: Records, ids: Mapping
) -> None:
    officer = Grant(programme="resettle", role="officer")
    with records.reading() as reading:
        assert [it.reference for it in queue_of(reading, [officer]).lines] == [
            "C1",
            "C3",
        ]  # of C5 u1 is the officer
        assert [it.reference for it in kept_of(reading, [officer], ["u1"])] == ["C5"]
        assert [it.reference for it in kept_of(reading, [officer], ["u0"], 1)] == [
            "C5",
            "C4",
        ]  # C4 is all her own
        assert kept_of(reading, [CLERK], ["u1"]) == kept_of(reading, [], ["u1"]) == ()
        assert {it.reference for it in queue_of(reading, [NURSE]).lines} == {
            "C2",
            "C4",
            "C5",
        }  # in another role
        assert queue_of(reading, [officer, NURSE], 2).in_all == 5
        assert queue_of(reading, [officer, NURSE], 9).in_all == len(queue_of(reading, [officer, NURSE]).lines)
