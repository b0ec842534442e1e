"""The ordinary course of a family to Australia, chapter by chapter. Days are counted from the opening of the case."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cli.demonstration.stage import Course, Ordinary, Telling

STAY = {"amman-office": "JO", "beirut-office": "LB", "nairobi-office": "KE"}
ROUTE = {"amman-office": "AMM-DXB-MEL", "beirut-office": "BEY-DOH-SYD", "nairobi-office": "NBO-DXB-PER"}
FLIGHT = 240
CHARACTER, ADULT, CLASS = 16, 18, 5  # ages from which the programme asks for these
RESERVED_AHEAD = timedelta(days=60)  # so near its end a place is reserved in the next programme year


def opened(case: Telling, pathway: str = "unhcr", **of_principal: bool) -> Course:
    yield case.day(0)
    people = {nick: known | {"migrating": True} for nick, known in case.people().items()}
    people[next(iter(people))] |= of_principal
    facts = {"pathway": pathway, "home_country": case.family.nationality, "country_of_stay": STAY[case.office.name]}
    case.open(facts, "intake", people)


def referred(case: Telling) -> Course:
    yield case.day(3)
    number = f"999-{case.plain_date(0).year % 100:02}C{case.number:05}"
    case.act("intake", "record_referral", unhcr_case_number=number, referral="rrf.pdf", **case.decided("rrf.pdf"))


def applied(case: Telling) -> Course:
    yield case.day(14)
    case.act("intake", "apply", applied_on=case.today, application="form-842.pdf")


def acknowledged(case: Telling) -> Course:
    yield case.day(24)
    case.act("intake", "acknowledge", told_it_is_free=True)


def called(case: Telling) -> Course:
    yield case.day(70)
    case.act("caseworker", "call_to_interview", interview_on=case.date(95).isoformat(), interview_language="ar")


def interviewed(case: Telling) -> Course:
    yield case.day(95)
    told = {
        "interviewed_on": case.today,
        "interpreter": f"Interpreter {case.number % 5 + 1}",
        "account": "A made-up account",
    }
    case.act("caseworker", "record_interview", each={one: {"heard_alone": True} for one in case.aged(ADULT)}, **told)
    case.act("caseworker", "identity.record_done", case.everybody, done_on=case.today)


def assessed(case: Telling) -> Course:
    yield case.day(110)
    assess(case, "s200")


def assess(case: Telling, subclass: str) -> None:
    case.act("caseworker", "assess_claims", assessed_as=subclass, assessment="assessment.pdf")


def checks_begun(case: Telling) -> Course:
    yield case.day(113)
    case.act("caseworker", "health.refer", case.everybody, health_number=f"9{case.number:07}")
    case.act("security", "security_check.request", case.aged(CHARACTER), requested_on=case.today)


def examined(case: Telling) -> Course:
    yield case.day(128)
    examine(case, case.everybody)


def examine(case: Telling, people: Sequence[str], grading: str = "a") -> None:
    report = {"examined_on": case.today, "grading": grading, "medical_report": "emedical.pdf"}
    case.act("physician", "health.examine", people, **report)


def character_met(case: Telling) -> Course:
    yield case.day(150)
    shown = {"character_form": "form-80.pdf", "shown_by": "declaration", "shown_on": case.today}
    case.act("caseworker", "character.find_met", case.aged(CHARACTER), **shown)
    case.act("caseworker", "values_statement.record_done", case.aged(ADULT), done_on=case.today)


def security_clear(case: Telling) -> Course:
    yield case.day(172)
    replied = {"replied_on": case.today, **case.decided("reply.pdf")}
    case.act("security", "security_check.record_clear_reply", case.aged(CHARACTER), **replied)


def place_reserved(case: Telling) -> Course:
    yield case.day(180)
    reserve(case)


def reserve(case: Telling) -> None:
    reserved = {"reserved_on": case.today, "places_reserved": len(case.everybody)}
    case.act("planner", "place.reserve", year_ends_on=_year_ends(date.fromisoformat(case.today)), **reserved)


def _year_ends(day: date) -> str:
    """The 30th of June with which the programme year ends in which a place is reserved."""
    return date((day + RESERVED_AHEAD + timedelta(days=184)).year, 6, 30).isoformat()


def granted(case: Telling) -> Course:
    yield case.day(188)
    grant(case, "grant", case.everybody, enter_before=400)


def grant(case: Telling, action: str, people: Sequence[str], enter_before: int) -> None:
    """The visas of these people. `enter_before`: a day of the case."""
    visa = {"visa_granted_on": case.today, "enter_before": case.plain_date(enter_before).isoformat()}
    each = {one: visa | {"visa_number": f"V-{case.number}-{place}"} for place, one in enumerate(people, start=1)}
    if action == "grant":
        case.act("delegate", action, each=each, notice_dated=case.today, notice="grant.pdf")
    else:
        case.act("delegate", action, people, each=each)


def papers_had(case: Telling) -> Course:
    yield case.day(196)
    paper(case, case.everybody)


def paper(case: Telling, people: Sequence[str]) -> None:
    had = {"paper": "dftta", "paper_number": f"D-{case.number}", "issued_on": case.today}
    case.act("caseworker", "travel_document.record_paper", people, **had)


def course_attended(case: Telling) -> Course:
    yield case.day(198)
    case.act("trainer", "orientation.book_class", case.aged(CLASS), class_on=case.date(203).isoformat())
    yield case.day(208)
    case.act("trainer", "orientation.attend", case.aged(CLASS), attended_on=case.today, certificate="ausco.pdf")


def exit_permit(case: Telling) -> Course:
    yield case.day(212)
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)
    yield case.day(217)
    permitted = {"valid_from": case.today, **case.decided("exit-permit.pdf")}
    case.act("movement", "exit_permit.record_grant", case.everybody, **permitted)
    case.act("caseworker", "exit_permit.verify_record_grant", case.everybody)


def booked(case: Telling) -> Course:
    yield case.day(221)
    case.book(FLIGHT, 18, ROUTE)


def departs(case: Telling) -> datetime:
    return case.at(case.plain_date(FLIGHT), 18)


def seen_before_departure(case: Telling) -> Course:
    yield departs(case) - timedelta(hours=60)
    see(case, case.everybody)


def see(case: Telling, people: Sequence[str]) -> None:
    seen = f"{case.stage.clock.at.astimezone(case.office.zone):%Y-%m-%d %H:%M}"
    case.act("physician", "departure_check.see", people, seen_at=seen, fitness="fit")


def departed(case: Telling) -> Course:
    yield departs(case) + timedelta(minutes=20)
    case.act("airport", "travel.depart", each={one: {"travel_packet": f"packet-{one}.pdf"} for one in case.everybody})


def arrived(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=22)
    case.act("movement", "travel.confirm_arrival", arrived_on=case.today, met_by="Sample settlement service")


def settled(case: Telling) -> Course:
    yield departs(case) + timedelta(days=150)
    case.act("settlement", "support.end_support", support_ended_on=case.today)


ORDINARY = Ordinary(
    chapters=(
        opened,
        referred,
        applied,
        acknowledged,
        called,
        interviewed,
        assessed,
        checks_begun,
        examined,
        character_met,
        security_clear,
        place_reserved,
        granted,
        papers_had,
        course_attended,
        exit_permit,
        booked,
        seen_before_departure,
        departed,
        arrived,
        settled,
    )
)

up_to, between = ORDINARY.up_to, ORDINARY.between
