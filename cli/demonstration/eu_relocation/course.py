"""The ordinary course of a relocation, chapter by chapter. Days are counted from the opening of the case."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cli.demonstration.stage import Course, Ordinary, Telling

SENDING = {"athens-office": "GR", "rome-office": "IT"}
ROUTE = {"athens-office": "ATH-MUC", "rome-office": "FCO-LIS"}
RECEIVING = {"athens-office": "DE", "rome-office": "PT"}
FLIGHT = 38
COMES_OF_AGE, HAS_PRINTS, IS_CHECKED = 18, 14, 14


def registered(case: Telling, scheme: str = "regulation_2024", alone: bool = False) -> Course:
    yield case.day(0)
    facts = {
        "scheme": scheme,
        "sending_state": SENDING[case.office.name],
        "lodged_on": case.plain_date(-9).isoformat(),
        "had_a_case": False,
    }
    case.open(facts, "registration", {nick: _person(case, nick, one, alone) for nick, one in case.people().items()})


def _person(case: Telling, nick: str, known: Mapping[str, Any], alone: bool) -> dict[str, Any]:
    age, principal = case.family.age(nick), next(iter(case.family.ages))
    child = {"alone": True} if alone else {"guardian": principal}
    return dict(known) | {"fingerprinted": age >= HAS_PRINTS} | (child if age < COMES_OF_AGE else {})


def informed(case: Telling) -> Course:
    yield case.day(1)
    case.act("registration", "inform", informed_on=case.today, informed_in="ar", told_no_choice=True)


def eligible(case: Telling) -> Course:
    yield case.day(3)
    case.act("eligibility", "find_eligible")


def checked(case: Telling) -> Course:
    yield case.day(5)
    case.act("security", "security_check.find_nothing", case.aged(IS_CHECKED), checked_on=case.today)


def prioritised(case: Telling) -> Course:
    yield from prioritised_for(case, ("none_known",))


def prioritised_for(case: Telling, needs: tuple[str, ...], ties: Mapping[str, Any] | None = None) -> Course:
    """`needs` and `ties` of the principal applicant; the others have none."""
    yield case.day(9)
    each: dict[str, dict[str, Any]] = {one: {"needs": ["none_known"]} for one in case.everybody}
    each[case.everybody[0]] = {"needs": list(needs)} | dict(ties or {})
    case.act("protection", "prioritise", each=each)


def matched(case: Telling) -> Course:
    yield case.day(12)
    case.act(
        "matching",
        "match",
        offered_state=RECEIVING[case.office.name],
        pledge=f"{RECEIVING[case.office.name]}-SAMPLE",
        places_left=40 - case.number,
        matched_by=["language", "places"],
        why_this_state="A made-up reason, for demonstration",
    )


def list_sent(case: Telling) -> Course:
    yield case.day(13)
    case.act(
        "dublin_unit",
        "send_list",
        list_number=f"L-{case.number:03}",
        list_sent_on=case.today,
        relocation_file="relocation-file.pdf",
    )


def accepted(case: Telling) -> Course:
    yield case.day(17)
    reply = {"accepted_on": case.today} | case.decided("reply.pdf")
    case.act("dublin_unit", "offer.accept", case.everybody, **reply)
    case.act("contact_point", "offer.verify_accept", case.everybody)


def decided(case: Telling) -> Course:
    yield case.day(19)
    case.act("dublin_unit", "decide_transfer", transfer_decision="transfer-decision.pdf")
    case.act("dublin_head", "countersign_decide_transfer")


def notified(case: Telling) -> Course:
    yield case.day(21)
    case.act("registration", "notify", notified_on=case.today, notified_in="ar")


def no_appeal(case: Telling) -> Course:
    yield case.day(22)
    case.act("registration", "waive_appeal", decided_on=case.today)


def counsel(case: Telling, people: Sequence[str]) -> None:
    case.act(
        "registration",
        "consent.counsel",
        people,
        counselled_on=case.today,
        counselled_where="office",
        counselled_in="ar",
        in_private=True,
        options_told=["examined_here", "relocated_there", "withdraw_freely"],
        all_options_told=True,
        able_to_decide=True,
    )


def consented(case: Telling) -> Course:
    """The adults sign first: a child's consent stands on the guardian's."""
    yield case.day(24)
    counsel(case, case.everybody)
    signed = {
        "consented_on": case.today,
        "declaration": "consent.pdf",
        "data_may_go": True,
        "decided_on": case.today,
    }
    adults = case.aged(COMES_OF_AGE)
    case.act("eligibility", "consent.sign", adults, **signed)
    if children := tuple(one for one in case.everybody if one not in adults):
        case.act("eligibility", "consent.sign", children, guardian_signed=True, **signed)
    case.act("dublin_unit", "reception.send", asked_for_on=case.today)


def prepared(case: Telling) -> Course:
    yield case.day(26)
    case.act("physician", "health.examine", case.everybody, examined_on=case.today, result="fit")
    case.act("trainer", "orientation.book_class", case.everybody, class_on=case.today)
    case.act("trainer", "orientation.attend", case.everybody, attended_on=case.today)
    yield case.day(28)
    ready = {"said_on": case.today, "expected_people": len(case.everybody), "handover_at": "Arrivals, sample desk"}
    case.act("dublin_unit", "reception.record_ready", **ready, **case.decided("answer.pdf"))


def ready(case: Telling) -> Course:
    yield case.day(30)
    paper = {
        "paper_number": f"LP-{case.number:03}",
        "issued_on": case.today,
        "present_until": case.plain_date(44).isoformat(),
        "paper": "laissez-passer.pdf",
    }
    case.act("dublin_unit", "laissez_passer.issue", case.everybody, **paper)


def booked(case: Telling) -> Course:
    yield case.day(31)
    case.book(FLIGHT, 13, ROUTE)


def departs(case: Telling) -> datetime:
    return case.at(case.plain_date(FLIGHT), 13)


def checked_at_the_gate(case: Telling) -> Course:
    yield departs(case) - timedelta(hours=5)
    moment = f"{case.stage.clock.at.astimezone(case.office.zone):%Y-%m-%d %H:%M}"
    case.act("physician", "fit_check.check", case.everybody, checked_at=moment, fitness="fit")


def departed(case: Telling) -> Course:
    yield departs(case) - timedelta(minutes=10)
    case.act("airport", "travel.depart", each={one: {"travel_packet": f"packet-{one}.pdf"} for one in case.everybody})


def landed(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=5)
    case.act("movement", "travel.confirm_arrival", arrived_on=case.today, met_by="Sample receiving team")


def confirmed(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=28)
    there = {"there_on": case.plain_date(FLIGHT).isoformat(), "received_by": "Sample reception centre"}
    case.act("dublin_unit", "arrival.confirm_person", case.everybody, **there, **case.decided("confirmation.pdf"))


def marked(case: Telling) -> Course:
    yield case.day(FLIGHT + 5)
    case.act("dublin_unit", "record_responsibility", responsible_since=case.today, **case.decided("eurodac.pdf"))


ORDINARY = Ordinary(
    chapters=(
        registered,
        informed,
        eligible,
        checked,
        prioritised,
        matched,
        list_sent,
        accepted,
        decided,
        notified,
        no_appeal,
        consented,
        prepared,
        ready,
        booked,
        checked_at_the_gate,
        departed,
        landed,
        confirmed,
        marked,
    )
)

up_to, between = ORDINARY.up_to, ORDINARY.between
