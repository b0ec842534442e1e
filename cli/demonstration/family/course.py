"""The ordinary course of a family that joins its anchor, chapter by chapter. Days are counted from the opening."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cli.demonstration.stage import Course, Ordinary, Telling

STAY = {"erbil-office": "IQ", "ankara-office": "TR"}
ROUTE = {"erbil-office": "EBL-IST-BER", "ankara-office": "ESB-BER"}
OF_AGE, IS_INTERVIEWED, GIVES_PRINTS = 18, 14, 12  # ages from which the programme asks for these
FLIGHT = 70
OPENED_AS = ("family_name", "given_names", "name_variants", "born_on", "sex", "nationality")


def registered(case: Telling) -> Course:
    yield from registered_as(case, "asylum_application", {})


def registered_as(case: Telling, lock_in: str, people: Mapping[str, Mapping[str, Any]]) -> Course:
    """`people`: what is told of somebody besides."""
    yield case.day(0)
    facts = {
        "country_of_stay": STAY[case.office.name],
        "lock_in": lock_in,
        "child_until": 18,
        "told_it_is_free": True,
        "data_consent": "consent.pdf",
    }
    everybody = {nick: _person(case, nick, known) | people.get(nick, {}) for nick, known in case.people().items()}
    anchor = case.stage.references["family-anchor", case.family.name]
    case.open(facts, "legal_aid", everybody, {"anchor": anchor})  # who may see the anchor's case names it


def _person(case: Telling, nick: str, known: dict[str, Any]) -> dict[str, Any]:
    principal = next(iter(case.family.ages))
    relation = "spouse" if nick == principal else known["relationship"]
    guardian = {"guardian": principal} if case.family.age(nick) < OF_AGE else {}
    return {name: known[name] for name in OPENED_AS} | {"relationship": relation} | guardian


def papers(case: Telling) -> Course:
    yield case.day(5)
    issued = case.plain_date(0).isoformat()
    extract = {"issued_on": issued, "papers": "register.pdf", "legalisation": "apostille"}
    case.act("caseworker", "documents.hand_in", case.everybody, **extract)
    children = [one for one in case.everybody if one not in case.aged(OF_AGE)]
    paper = {"reason": "travels_too", "custody_paper": "register.pdf"}
    case.act("caseworker", "custody.find_not_needed", children, **paper)


def complete(case: Telling) -> Course:
    yield case.day(9)
    case.act("reviewer", "check_paper_file", everything="there")
    case.act("reviewer", "declare_complete", completed_on=case.today)


def appointment(case: Telling) -> Course:
    yield case.day(12)
    at = f"{case.date(30)} 10:00"
    case.act("appointments", "give_appointment", appointment_at=at, place="Consulate General Sampletown")


def lodged(case: Telling) -> Course:
    yield case.at(case.date(30), 11)
    case.act("liaison", "lodge", lodged_on=case.today, file_numbers=f"SAMPLE-{case.number}")


def invited(case: Telling) -> Course:
    yield case.day(32)
    case.act("liaison", "local_consent.ask_authority", sent_on=case.today)
    at = f"{case.date(37)} 09:00"
    case.act("liaison", "interview.invite", case.aged(IS_INTERVIEWED), interview_at=at, interpreter="Interpreter 4")


def interviewed(case: Telling) -> Course:
    yield case.at(case.date(37), 16)
    heard = {"interviewed_on": case.today, "in_private": True}
    case.act("liaison", "interview.record_interview", case.aged(IS_INTERVIEWED), **heard)
    case.act("liaison", "biometrics.record_done", case.aged(GIVES_PRINTS), done_on=case.today)


def authority_agreed(case: Telling) -> Course:
    yield case.day(45)
    case.act("liaison", "local_consent.record_consent", **case.decided("consent-of-authority.pdf"))


def granted(case: Telling) -> Course:
    yield from granted_to(case, case.everybody)


def granted_to(case: Telling, people: tuple[str, ...]) -> Course:
    yield case.day(50)
    case.act("liaison", "member.grant", people, **case.decided("decision.pdf"))
    yield case.day(51)
    case.act("reviewer", "member.verify_grant", people)


def visas(case: Telling) -> Course:
    yield case.day(55)
    visa = {"issued_on": case.today, "enter_by": case.plain_date(140).isoformat(), **case.decided("visas.pdf")}
    case.act("liaison", "visa.record_visa", case.everybody, **visa)
    case.act("reviewer", "visa.verify_record_visa", case.everybody)
    case.act("liaison", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)
    case.act("trainer", "orientation.book_class", case.aged(IS_INTERVIEWED), class_on=case.date(58).isoformat())


def permitted_to_leave(case: Telling) -> Course:
    yield case.day(60)
    granting = {"valid_from": case.today, **case.decided("exit-permission.pdf")}
    case.act("liaison", "exit_permit.record_grant", case.everybody, **granting)
    case.act("reviewer", "exit_permit.verify_record_grant", case.everybody)


def class_attended(case: Telling) -> Course:
    yield case.day(61)
    case.act("trainer", "orientation.attend", case.aged(IS_INTERVIEWED), attended_on=case.today)


def booked(case: Telling) -> Course:
    yield case.day(62)
    case.book(FLIGHT, 14, ROUTE)


def departs(case: Telling) -> datetime:
    return case.at(case.plain_date(FLIGHT), 14)


def arrived(case: Telling) -> Course:
    yield departs(case) + timedelta(minutes=12)
    packets = {one: {"travel_packet": f"packet-{one}.pdf"} for one in case.everybody}
    case.act("airport", "travel.depart", each=packets)
    yield departs(case) + timedelta(hours=20)
    case.act("movement", "travel.confirm_arrival", arrived_on=case.today, met_by="The anchor")
    case.act("legal_aid", "record_entry", entered_on=case.today, **case.decided("stamps.pdf"))


def settled(case: Telling) -> Course:
    yield case.day(FLIGHT + 12)
    case.act("legal_aid", "register_residence", registered_on=case.today, permit_asked_on=case.today)


ORDINARY = Ordinary(
    chapters=(
        registered,
        papers,
        complete,
        appointment,
        lodged,
        invited,
        interviewed,
        authority_agreed,
        granted,
        visas,
        permitted_to_leave,
        class_attended,
        booked,
        arrived,
        settled,
    )
)

up_to = ORDINARY.up_to
