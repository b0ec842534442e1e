"""Cases are looked at when something may be due in them, and sleep until then."""

from datetime import timedelta

from engine.records import waking
from engine.records.database import Records
from tests.records.stories import a_case, at, go_on

MONTH = timedelta(days=30)


def due(records: Records, number: int, limit: int = 10) -> tuple[str, ...]:
    """What is to be looked at when the next instant of a case at version `number` is reached."""
    with records.reading() as reading:
        return waking.cases_due(reading, at(number) + MONTH, limit)


def test_cases_are_looked_at_in_the_order_of_their_next_instant(records: Records) -> None:
    late, early, middle = (a_case(records, f"C{entries}", entries=entries).id for entries in (3, 1, 2))
    assert due(records, 2) == (early, middle)
    assert due(records, 3, limit=1) == (early,)
    assert due(records, 3) == (early, middle, late)


def test_a_case_with_nothing_to_do_sleeps_until_the_instant_it_was_given(records: Records) -> None:
    case = a_case(records, entries=2)
    with records.writing() as writing:
        waking.sleep(writing, case.id, case.version, at(5) + MONTH)
    assert due(records, 4) == ()
    assert due(records, 5) == (case.id,)


def test_a_case_in_which_nothing_can_change_sleeps_for_good(records: Records) -> None:
    case = a_case(records)
    with records.writing() as writing:
        waking.sleep(writing, case.id, case.version, None)
    assert due(records, 10_000) == ()
    with records.reading() as reading:
        assert waking.planned(reading) == ((case.id, None),)


def test_the_next_entry_ends_a_sleep(records: Records) -> None:
    case = a_case(records)
    with records.writing() as writing:
        waking.sleep(writing, case.id, case.version, None)
        go_on(writing, case.id)
    assert due(records, 2) == (case.id,)
    with records.reading() as reading:
        assert waking.planned(reading)[0][1] is not None


def test_what_changes_outside_wakes_every_open_case_of_the_programme(records: Records) -> None:
    case = a_case(records, entries=4)
    with records.writing() as writing:
        waking.sleep(writing, case.id, case.version, None)
        waking.wake(writing, at(1), programme="another")
        assert waking.cases_due(writing, at(1), 10) == ()
        waking.wake(writing, at(1), programme="resettle")
        assert waking.cases_due(writing, at(1), 10) == (case.id,)
