"""A family brought far on its way straight through the front door, to prepare a page."""

from datetime import UTC, datetime

import engine
from tests.web.conftest import TestClock
from tests.web.test_steps import acts, is_interviewed

TODAY, DECIDED = "2026-03-02", {"decided_on": "2026-03-02", "source": "notice.pdf"}
FLIGHT = {"travel_date": "2026-03-24", "departs_at": "2026-03-24T14:00", "route": "AMM-JFK", "booking_reference": "S1"}


def is_clearing(caseway: engine.Caseway, case: engine.Case) -> None:
    """Everybody is approved; the clearances are under way."""
    is_interviewed(caseway, case)
    people = tuple(one.id for one in case.people)
    acts(caseway, "nadia", case, "member.approve", people=people, answers=DECIDED)
    acts(caseway, "rana", case, "member.verify_approve", people=people)


def is_ready(caseway: engine.Caseway, case: engine.Case) -> None:
    """Every clearance is there, all of the first day; the exit permits count until 1 April."""
    is_clearing(caseway, case)
    people = tuple(one.id for one in case.people)
    adults, trained, done = people[:2], people[:3], {"done_on": TODAY}
    acts(caseway, "nadia", case, "fingerprints.record_done", people=adults, answers=done)
    acts(caseway, "nadia", case, "travel_loan.record_done", people=adults, answers=done)
    acts(caseway, "idris", case, "medical.invite", people=people, answers={"invited_for": TODAY})
    acts(caseway, "idris", case, "medical.examine", people=people, answers={"examined_on": TODAY})
    healthy = {"finding": "no_class", "medical_report": "ds-2054.pdf"}
    acts(caseway, "idris", case, "medical.give_result", people=people, answers=healthy)
    acts(caseway, "tala", case, "orientation.book_class", people=trained, answers={"class_on": TODAY})
    acts(caseway, "tala", case, "orientation.attend", people=trained, answers={"attended_on": TODAY})
    acts(caseway, "nadia", case, "assurance.send_to_allocation", answers={"sent_on": TODAY})
    assured = {"assured_on": TODAY, "assured_by": "Agency Seven", "destination": "Sampletown", "assured_people": "4"}
    acts(caseway, "nadia", case, "assurance.record_assurance", answers={**assured, **DECIDED})
    acts(caseway, "omar", case, "exit_permit.ask_for_it", people=people, answers={"asked_on": TODAY})
    acts(caseway, "omar", case, "exit_permit.record_grant", people=people, answers={"valid_from": TODAY, **DECIDED})
    acts(caseway, "nadia", case, "exit_permit.verify_record_grant", people=people)


def is_booked(caseway: engine.Caseway, case: engine.Case) -> None:
    is_ready(caseway, case)
    acts(caseway, "omar", case, "travel.book", answers=FLIGHT)


def has_departed(caseway: engine.Caseway, case: engine.Case, clock: TestClock) -> None:
    """The family is in the air since 24 March, 14:00 in Amman."""
    is_booked(caseway, case)
    people = tuple(one.id for one in case.people)
    clock.now = datetime(2026, 3, 24, 8, 0, tzinfo=UTC)
    seen = {"checked_at": "2026-03-24T10:30", "fitness": "fit"}
    acts(caseway, "idris", case, "fit_check.check", people=people, answers=seen)
    clock.now = datetime(2026, 3, 24, 11, 5, tzinfo=UTC)
    acts(caseway, "gita", case, "travel.depart", each={one: {"travel_packet": "packet.pdf"} for one in people})
