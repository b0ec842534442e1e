"""Forms that somebody has begun, through the door: only their writer sees them, sealed, and not for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import Caseway, Form, NotFound, Refused
from tests.test_casework import Clock, act, caseway, clock, opened, staff

__all__ = ["caseway", "clock"]

KEY = "a1b2c3"
DECIDED = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}


def begun(caseway: Caseway, case: str | None, key: str = KEY, who: str = "caseworker", note: str = "typed") -> Form:
    form = Form(
        key=key,
        programme="small-resettlement",
        office="amman-office",
        fields=(("a-source", "letter.pdf"), ("note", note), ("people", "amina"), ("people", "yusuf")),
        case=case,
        action="refer" if case else None,
    )
    caseway.unfinished.keep(staff(caseway, who), form)
    return form


def test_a_form_comes_back_as_it_was_typed_and_says_until_when(caseway: Caseway, clock: Clock) -> None:
    case, caller = opened(caseway).case.id, staff(caseway, "caseworker")
    begun(caseway, case, note="first")
    form = begun(caseway, case, note="ملاحظة")
    found = caseway.unfinished.form(caller, KEY)
    assert found is not None
    assert (found.fields, found.case, found.action) == (form.fields, case, "refer")
    assert found.ends == clock.now + timedelta(days=14)
    assert [one.key for one in caseway.unfinished.forms(caller)] == [KEY]


def test_nobody_else_finds_it_even_by_its_key(caseway: Caseway) -> None:
    caseway.administration.add_user(None, "nadia", ["small-resettlement:caseworker"], ["amman-office"])
    begun(caseway, opened(caseway).case.id)
    assert caseway.unfinished.form(staff(caseway, "nadia"), KEY) is None
    assert caseway.unfinished.forms(staff(caseway, "nadia")) == ()
    caseway.unfinished.discard(staff(caseway, "nadia"), KEY)
    assert caseway.unfinished.form(staff(caseway, "caseworker"), KEY) is not None


def test_nothing_typed_stands_in_the_database_in_clear_text(caseway: Caseway) -> None:
    begun(caseway, opened(caseway).case.id, note="Persecuted in Sampletown")
    with caseway.records.reading() as reading:
        row = reading.connection.execute(text("SELECT * FROM unfinished")).one()
    kept = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in map(_plain, row))
    assert b"Persecuted in Sampletown" not in kept
    assert b"letter.pdf" not in kept


def _plain(cell: object) -> object:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def test_it_is_gone_when_it_has_lain_for_two_weeks(caseway: Caseway, clock: Clock) -> None:
    caller = staff(caseway, "caseworker")
    begun(caseway, opened(caseway).case.id)
    clock.now += timedelta(days=14)
    assert caseway.unfinished.form(caller, KEY) is not None
    clock.now += timedelta(seconds=1)
    assert caseway.unfinished.form(caller, KEY) is None
    assert caseway.unfinished.forms(caller) == ()
    caseway.casework.let_due_pass()
    assert _rows(caseway) == 0


def _rows(caseway: Caseway) -> int:
    with caseway.records.reading() as reading:
        return reading.connection.execute(text("SELECT count(*) FROM unfinished")).scalar_one()


def test_the_step_that_is_recorded_takes_its_form_away(caseway: Caseway) -> None:
    case, caller = opened(caseway).case.id, staff(caseway, "caseworker")
    begun(caseway, case)
    begun(caseway, case, key="another")
    act(caseway, "caseworker", case, "member.decide", answers=DECIDED, key=KEY)
    assert [one.key for one in caseway.unfinished.forms(caller)] == ["another"]
    acted = caseway.unfinished.recorded(caller, KEY)
    assert acted is not None and (acted.case.id, acted.repeated) == (case, True)
    with pytest.raises(Refused, match="recorded already"):
        begun(caseway, case)


def test_a_form_of_a_case_that_is_not_theirs_is_neither_kept_nor_listed(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    with pytest.raises(NotFound):
        begun(caseway, case, who="elsewhere")
    with pytest.raises(NotFound):
        begun(caseway, None, who="elsewhere")
    begun(caseway, case)
    begun(caseway, None, key="new")
    moved = replace(staff(caseway, "caseworker"), duties=staff(caseway, "elsewhere").duties)
    assert caseway.unfinished.forms(moved) == ()


def test_too_much_is_refused_and_what_was_kept_before_stays(caseway: Caseway) -> None:
    case, caller = opened(caseway).case.id, staff(caseway, "caseworker")
    begun(caseway, case)
    with pytest.raises(Refused, match="200000 characters"):
        begun(caseway, case, note="x" * 200_000)
    assert caseway.unfinished.form(caller, KEY) is not None
    for number in range(59):
        begun(caseway, case, key=f"k{number}")
    begun(caseway, case, note="again")
    with pytest.raises(Refused, match="60 drafts"):
        begun(caseway, case, key="onemore")
