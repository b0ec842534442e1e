"""The ordinary course of a case bound for Canada, chapter by chapter. Days are counted from the opening of the case."""

from datetime import datetime, timedelta
from typing import Any

from cli.demonstration.stage import Course, Ordinary, Telling

HOST = {"ankara-office": "TR", "beirut-office": "LB", "amman-office": "JO"}
ROUTE = {"ankara-office": "ESB-YYZ", "beirut-office": "BEY-FRA-YYZ", "amman-office": "AMM-FRA-YYZ"}
INTERVIEW, ASSESSED, FLIGHT = 45, 80, 172
IS_SCREENED, GIVES_PRINTS, NEEDS_CLASS = 18, 14, 13  # ages from which the programme asks for these
A_VISA_LASTS = 350  # days after the medical assessment, so that it ends before the result does


def registered(case: Telling, stream: str = "gar", **more: Any) -> Course:
    yield case.day(0)
    received = case.plain_date(-5)
    referred = {"unhcr_number": f"385-{received.year % 100:02}C{case.number:05}"} if stream == "gar" else {}
    facts = {"stream": stream, "locked_in_on": received.isoformat(), "host_country": HOST[case.office.name]}
    case.open(facts | {"told_it_is_free": True} | referred | more, people=_people(case))


def _people(case: Telling) -> dict[str, dict[str, Any]]:
    travelling = {"accompanying": True, "has_passport": True}
    return {nick: one | travelling for nick, one in case.people().items()}


def file_opened(case: Telling) -> Course:
    yield case.day(3)
    forms = {"form_0008": "imm-0008.pdf", "form_0008_schedule_2": "imm-0008-2.pdf", "form_5669": "imm-5669.pdf"}
    case.act("caseworker", "open_file", file_number=f"G{case.number:09}", **forms, **case.decided("file.pdf"))


def screening_asked(case: Telling) -> Course:
    yield case.day(5)
    case.act("caseworker", "security.request", case.aged(IS_SCREENED), requested_on=case.today)


def called(case: Telling) -> Course:
    yield case.day(10)
    day = case.date(INTERVIEW).isoformat()
    case.act("caseworker", "call_to_interview", interview_on=day, **case.decided("call-in-letter.pdf"))


def interviewed(case: Telling) -> Course:
    yield case.day(INTERVIEW)
    interpreter = f"Interpreter {case.number % 5 + 1}"
    case.act("caseworker", "record_interview", interviewed_on=case.today, interpreter=interpreter)
    prints = case.aged(GIVES_PRINTS)
    case.act("caseworker", "biometrics.record_done", prints, done_on=case.today)


def provisional(case: Telling) -> Course:
    yield case.day(INTERVIEW + 5)
    said = {"refugee_class": "convention_refugee", "officer_notes": "Made up, for demonstration"}
    case.act("caseworker", "pass_provisionally", **said, **case.decided("notes.pdf"))


def examined(case: Telling) -> Course:
    yield case.day(55)
    case.act("physician", "medical.invite", case.everybody, invited_for=case.date(62).isoformat())
    yield case.day(62)
    number = f"IME {case.number:04}"
    case.act("physician", "medical.examine", case.everybody, examined_on=case.today, exam_number=number)
    yield case.day(ASSESSED)
    found = {"assessed_on": case.today, "assessment": "no_condition"}
    case.act("physician", "medical.record_assessment", case.everybody, **found, **case.decided("assessment.pdf"))


def screened(case: Telling) -> Course:
    yield case.day(110)
    reply = case.decided("reply.pdf")
    case.act("caseworker", "security.record_clear_reply", case.aged(IS_SCREENED), replied_on=case.today, **reply)


def confirmed(case: Telling) -> Course:
    yield case.day(118)
    case.act("caseworker", "confirm_decision", confirmed_on=case.today, **case.decided("decision.pdf"))
    case.act("reviewer", "verify_confirm_decision")


def visas(case: Telling) -> Course:
    yield case.day(125)
    visa = {
        "visa_number": f"V{case.number:07}",
        "issued_on": case.today,
        "visa_until": (case.date(ASSESSED) + timedelta(days=A_VISA_LASTS)).isoformat(),
        "confirmation": "imm-5292.pdf",
    }
    case.act("caseworker", "visa.record_visa", case.everybody, **visa, **case.decided("imm-5292.pdf"))


def papers_asked(case: Telling) -> Course:
    yield case.day(127)
    if case.case is not None and "destining" in case.case.tracks:
        case.act("caseworker", "destining.request_destination", requested_on=case.today)
    case.act("trainer", "orientation.book_class", case.aged(NEEDS_CLASS), class_on=case.date(132).isoformat())
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)


def papers_had(case: Telling) -> Course:
    yield case.day(136)
    case.act("trainer", "orientation.attend", case.aged(NEEDS_CLASS), attended_on=case.today)
    if case.case is not None and "destining" in case.case.tracks:
        city = case.decided("destination.pdf")
        case.act("caseworker", "destining.record_destination", destination="Sampletown", **city)
    fund = case.decided("loan.pdf")
    case.act("caseworker", "travel_loan.record_no_loan", reason="contribution_fund", **fund)


def exit_allowed(case: Telling) -> Course:
    yield case.day(150)
    permit = case.decided("exit-permit.pdf")
    case.act("movement", "exit_permit.record_grant", case.everybody, valid_from=case.today, **permit)
    case.act("caseworker", "exit_permit.verify_record_grant", case.everybody)


def booked(case: Telling) -> Course:
    yield case.day(152)
    case.book(FLIGHT, 14, ROUTE)
    announced = {"sent_on": case.today, "announced_for": case.plain_date(FLIGHT).isoformat()}
    case.act("movement", "arrival_notice.send_notice", notice_number=f"NAT-{case.number:04}", **announced)
    yield case.day(153)
    case.act("movement", "arrival_notice.record_acknowledgement", **case.decided("acknowledgement.pdf"))


def departs(case: Telling, day: int = FLIGHT) -> datetime:
    return case.at(case.plain_date(day), 14)


def flown(case: Telling, day: int = FLIGHT) -> Course:
    yield departs(case, day) - timedelta(hours=20)
    moment = f"{case.stage.clock.at.astimezone(case.office.zone):%Y-%m-%d %H:%M}"
    case.act("physician", "fit_check.check", case.everybody, checked_at=moment, fitness="fit")
    yield departs(case, day)
    case.act("airport", "travel.depart", each={one: {"travel_packet": "packet.pdf"} for one in case.everybody})
    yield departs(case, day) + timedelta(hours=18)
    case.act("movement", "travel.confirm_arrival", arrived_on=case.today, met_by="Sample receiving team")


def landed(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=19)
    days = {"entered_on": case.today, "landed_on": case.today}
    case.act("movement", "land", **days, **case.decided("imm-5292.pdf"))


ORDINARY = Ordinary(
    chapters=(
        registered,
        file_opened,
        screening_asked,
        called,
        interviewed,
        provisional,
        examined,
        screened,
        confirmed,
        visas,
        papers_asked,
        papers_had,
        exit_allowed,
        booked,
        flown,
        landed,
    )
)

up_to, between = ORDINARY.up_to, ORDINARY.between
