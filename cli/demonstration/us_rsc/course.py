"""The ordinary course of a case of the US Refugee Admissions Program, chapter by chapter.

Days are those of the case, counted from its opening.
"""

from datetime import datetime, timedelta

from cli.demonstration.stage import Course, Ordinary, Telling

HOST = {"amman-office": "JO", "beirut-office": "LB", "cairo-office": "EG"}
ROUTE = {"amman-office": "AMM-JFK", "beirut-office": "BEY-FRA-JFK", "cairo-office": "CAI-JFK"}
FLIGHT = 197
IS_VETTED, NEEDS_CLASS, SIGNS_LOAN = 14, 5, 18  # ages from which the programme asks for these


def opening(case: Telling) -> Course:
    yield case.day(0)
    year = case.plain_date(0).year % 100
    number = f"999-{year:02}C{case.number:05}"
    case.open({"referred_by": "unhcr", "host_country": HOST[case.office.name], "unhcr_case_number": number})


def access(case: Telling) -> Course:
    yield case.day(12)
    case.act("caseworker", "grant_access", priority="p1", **case.decided("access-decision.pdf"))


def invitation(case: Telling) -> Course:
    yield case.day(18)
    case.act("caseworker", "schedule_prescreening", prescreen_on=case.date(32).isoformat())


def prescreening(case: Telling) -> Course:
    yield case.day(32)
    case.act(
        "caseworker",
        "conduct_prescreening",
        told_it_is_free=True,
        privacy_release="privacy-release.pdf",
        application="i-590.pdf",
        sworn_statement="g-646.pdf",
        interpreter=f"Interpreter {case.number % 5 + 1}",
        account="A made-up account, for demonstration",
        each={one: {"prescreened_on": case.today} for one in case.everybody},
    )


def quality_check(case: Telling) -> Course:
    yield case.day(36)
    case.act("reviewer", "check_paper_file", everything="there")
    case.act("reviewer", "pass_quality_check")


def requests(case: Telling) -> Course:
    yield case.day(38)
    case.act("caseworker", "name_check.request", case.everybody, requested_on=case.today)
    case.act("caseworker", "interagency_check.request", case.aged(IS_VETTED), requested_on=case.today)


def replies(case: Telling) -> Course:
    yield case.day(86)
    replied = {"replied_on": case.today, **case.decided("reply.pdf")}
    case.act("caseworker", "name_check.record_clear_reply", case.everybody, **replied)
    case.act("caseworker", "interagency_check.record_clear_reply", case.aged(IS_VETTED), **replied)


def interview_arranged(case: Telling) -> Course:
    yield case.day(92)
    case.act("caseworker", "schedule_interview", interview_on=case.date(122).isoformat(), ride="Circuit ride 3")


def interviewed(case: Telling) -> Course:
    yield case.day(122)
    case.act("caseworker", "record_interview", interviewed_on=case.today)
    case.act("caseworker", "fingerprints.record_done", case.aged(IS_VETTED), done_on=case.today)


def approved(case: Telling) -> Course:
    yield case.day(134)
    case.act("caseworker", "member.approve", case.everybody, **case.decided("approval-letter.pdf"))
    yield case.day(136)
    case.act("reviewer", "member.verify_approve", case.everybody)


def medical_exams(case: Telling) -> Course:
    yield case.day(139)
    case.act("physician", "medical.invite", case.everybody, invited_for=case.date(146).isoformat())
    yield case.day(146)
    case.act("physician", "medical.examine", case.everybody, examined_on=case.today)
    yield case.day(154)
    case.act("physician", "medical.give_result", case.everybody, finding="no_class", medical_report="ds-2054.pdf")


def assurance_sent(case: Telling) -> Course:
    yield case.day(154)
    case.act("caseworker", "assurance.send_to_allocation", sent_on=case.today)


def assured(case: Telling) -> Course:
    yield case.day(160)
    record_assurance(case)


def record_assurance(case: Telling) -> None:
    case.act(
        "caseworker",
        "assurance.record_assurance",
        assured_on=case.today,
        assured_by=f"Sample Agency {case.number % 4 + 1}",
        destination="Sampletown",
        assured_people=len(case.everybody),
        **case.decided("assurance.pdf"),
    )


def class_attended(case: Telling) -> Course:
    yield case.day(161)
    case.act("trainer", "orientation.book_class", case.aged(NEEDS_CLASS), class_on=case.date(164).isoformat())
    yield case.day(164)
    case.act("trainer", "orientation.attend", case.aged(NEEDS_CLASS), attended_on=case.today)


def loan_signed(case: Telling) -> Course:
    yield case.day(165)
    case.act("caseworker", "travel_loan.record_done", case.aged(SIGNS_LOAN), done_on=case.today, proof="note.pdf")


def exit_permit(case: Telling) -> Course:
    yield from exit_permit_on(case, 166, 172)


def exit_permit_on(case: Telling, asked: int, granted: int) -> Course:
    yield case.day(asked)
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)
    yield case.day(granted)
    granting = {"valid_from": case.today, **case.decided("exit-permit.pdf")}
    case.act("movement", "exit_permit.record_grant", case.everybody, **granting)
    yield case.day(granted + 1)
    case.act("caseworker", "exit_permit.verify_record_grant", case.everybody)


def booked(case: Telling) -> Course:
    yield case.day(177)
    case.book(FLIGHT, 14, ROUTE)


def departs(case: Telling) -> datetime:
    return case.at(case.plain_date(FLIGHT), 14)


def fit_to_travel(case: Telling) -> Course:
    yield departs(case) - timedelta(hours=50)
    fit_check(case, case.everybody)


def fit_check(case: Telling, people: tuple[str, ...]) -> None:
    checked = f"{case.stage.clock.at.astimezone(case.office.zone):%Y-%m-%d %H:%M}"
    case.act("physician", "fit_check.check", people, checked_at=checked, fitness="fit")


def departed(case: Telling) -> Course:
    yield departs(case) + timedelta(minutes=12)
    packets = {one: {"travel_packet": f"packet-{one}.pdf"} for one in case.everybody}
    case.act("airport", "travel.depart", each=packets)


def admitted(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=20)
    case.act("movement", "travel.confirm_arrival", arrived_on=case.today, met_by="Sample Agency")
    case.act("movement", "record_admission", admitted_on=case.today, **case.decided("i-94.pdf"))


def services_completed(case: Telling) -> Course:
    yield departs(case) + timedelta(days=93)
    case.act("caseworker", "support.end_support", support_ended_on=case.today)


ORDINARY = Ordinary(
    chapters=(
        opening,
        access,
        invitation,
        prescreening,
        quality_check,
        requests,
        replies,
        interview_arranged,
        interviewed,
        approved,
        medical_exams,
        assurance_sent,
        assured,
        class_attended,
        loan_signed,
        exit_permit,
        booked,
        fit_to_travel,
        departed,
        admitted,
        services_completed,
    )
)

up_to, between = ORDINARY.up_to, ORDINARY.between
