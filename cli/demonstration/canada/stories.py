"""The families bound for Canada: opened so many days ago that each case stands where it should today."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cli.demonstration.canada import course
from cli.demonstration.families import family
from cli.demonstration.stage import Course, Story, Telling

ANKARA, BEIRUT, AMMAN = "ankara-office", "beirut-office", "amman-office"
URGENT_FLIGHT = 12


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


def self_sufficient(case: Telling) -> Course:
    yield from course.up_to(case, course.landed)
    yield case.day(400)
    case.act("caseworker", "support.end_support", support_ended_on=case.today)


def somebody_stays(case: Telling) -> Course:
    """The last of the family looks after a grandmother, and follows within a year."""
    yield from course.up_to(case, course.visas)
    yield case.day(126)
    stays = case.everybody[-1]
    wish = {"each": {stays: {"accompanying": False}}, "note": "Looks after a grandmother"}
    case.act("caseworker", "change_who_travels", (stays,), **wish, decided_on=case.today)
    own = {"each": {stays: {"relationship": "principal"}}, "note": "Follows within the year"}
    case.act("caseworker", "open_window", **own)
    case.act("supervisor", "countersign_open_window")
    yield from course.between(case, course.papers_asked, course.landed)


def exit_is_blocked(case: Telling) -> Course:
    """Everything is there but the permission to leave, and the medical results near their end."""
    yield from course.up_to(case, course.papers_had)
    for day in (150, 260):
        yield case.day(day)
        refused = case.decided("exit-refusal.pdf")
        case.act("movement", "exit_permit.record_refusal", case.everybody[:1], reason="restriction_code", **refused)
        case.act("movement", "exit_permit.ask_for_it", case.everybody[:1], asked_on=case.today)
    yield case.day(330)
    case.act("movement", "hold_for_exit", case.everybody[:1], note="A code in the register of the host government")


def letter(case: Telling) -> Course:
    yield from course.up_to(case, course.interviewed)
    yield case.day(52)
    told = {"concerns": "Two dates in the account differ", "officer_notes": "Made up, for demonstration"}
    case.act("caseworker", "raise_concerns", **told, **case.decided("notes.pdf"))
    yield case.day(54)
    sent = {"fairness_letter": "fairness-letter.pdf", "fairness_sent_on": case.today}
    case.act("caseworker", "send_fairness_letter", **sent, **case.decided("fairness-letter.pdf"))


def refused(case: Telling) -> Course:
    """Nobody answers the letter; the officer decides on what is there."""
    yield from letter(case)
    yield case.day(100)
    decided: dict[str, Any] = {
        "officer_notes": "Made up, for demonstration",
        "refusal_letter": "refusal.pdf",
        "refused_on": case.today,
        "copies_sent_to": ["applicant", "unhcr"],
    }
    case.act("caseworker", "refuse", reason="credibility", **decided, **case.decided("refusal.pdf"))
    case.act("supervisor", "verify_refuse")


def reserved_by_a_group(case: Telling) -> Course:
    yield from course.up_to(case, course.screened)
    yield case.day(112)
    case.act("caseworker", "offer_to_groups", offered_on=case.today, **case.decided("bvor-list.pdf"))
    profile = {"posted_on": case.today, "profile": "Two adults and a child; a baker"}
    case.act("caseworker", "matching.post_profile", **profile, **case.decided("bvor-list.pdf"))
    yield case.day(119)
    group = {"group_name": "Sample Parish", "reserved_on": case.today}
    case.act("caseworker", "matching.reserve", **group, **case.decided("reservation.pdf"))
    case.act(
        "caseworker",
        "matching.confirm_reservation",
        confirmed_by_group_on=case.today,
        **case.decided("confirmation.pdf"),
    )


def on_a_permit(case: Telling) -> Course:
    """Enters first; the checks that are owed are finished in Canada."""
    danger = {"urgency": "emergency", "urgent_because": "Return is being prepared"}
    yield from course.registered(case, **danger)
    yield case.day(1)
    forms = {"form_0008": "imm-0008.pdf", "form_0008_schedule_2": "imm-0008-2.pdf", "form_5669": "imm-5669.pdf"}
    case.act("caseworker", "open_file", file_number=f"G{case.number:09}", **forms, **case.decided("file.pdf"))
    case.act("caseworker", "security.request", case.aged(course.IS_SCREENED), requested_on=case.today)
    said = {"refugee_class": "convention_refugee", "officer_notes": "Made up, for demonstration"}
    case.act("caseworker", "waive_interview", note="Emergency", **said, **case.decided("notes.pdf"))
    case.act("caseworker", "issue_permit", permit_number=f"P-{case.number:04}", **case.decided("permit.pdf"))
    case.act("supervisor", "verify_issue_permit")
    yield from _flies_at_once(case)
    yield course.departs(case, URGENT_FLIGHT) + timedelta(hours=19)
    case.act("movement", "admit_on_permit", entered_on=case.today, **case.decided("stamp.pdf"))


def _flies_at_once(case: Telling) -> Course:
    yield case.day(4)
    case.act("caseworker", "destining.request_destination", requested_on=case.today)
    city = case.decided("destination.pdf")
    case.act("caseworker", "destining.record_destination", destination="Sampletown", **city)
    fund = case.decided("loan.pdf")
    case.act("caseworker", "travel_loan.record_no_loan", reason="contribution_fund", **fund)
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)
    permit = case.decided("exit-permit.pdf")
    case.act("movement", "exit_permit.record_grant", case.everybody, valid_from=case.today, **permit)
    case.act("caseworker", "exit_permit.verify_record_grant", case.everybody)
    yield case.day(8)
    case.book(URGENT_FLIGHT, 14, course.ROUTE)
    announced = {"sent_on": case.today, "announced_for": case.plain_date(URGENT_FLIGHT).isoformat()}
    case.act("movement", "arrival_notice.send_notice", notice_number=f"NAT-{case.number:04}", **announced)
    case.act("movement", "arrival_notice.record_acknowledgement", **case.decided("acknowledgement.pdf"))
    yield from course.flown(case, URGENT_FLIGHT)


def sponsored(case: Telling) -> Course:
    """An agreement holder undertakes to help; the file is opened when the undertaking is approved."""
    yield from course.registered(case, "psr")
    yield case.day(1)
    package: dict[str, Any] = {
        "sponsor_kind": "sah",
        "sponsor_name": "Sample Diocese",
        "sponsor_form": {"name": "imm-5373.pdf", "signed_on": case.plain_date(-10).isoformat()},
        "settlement_plan": "settlement-plan.pdf",
        "names_agree": True,
        "places_confirmed": True,
    }
    case.act("caseworker", "undertaking.accept_package", **package, **case.decided("roc-o.pdf"))
    yield case.day(2)
    taken_on = {"undertaken_people": len(case.everybody), "sponsor_community": "Sampletown"}
    case.act("caseworker", "undertaking.approve_undertaking", **taken_on, **case.decided("roc-o.pdf"))


def sponsored_papers(case: Telling) -> Course:
    yield from sponsored(case)
    yield from course.between(case, course.file_opened, course.papers_asked)


def sponsor_withdrew(case: Telling) -> Course:
    yield from sponsored(case)
    yield from course.between(case, course.file_opened, course.examined)
    yield case.day(84)
    gone = case.decided("withdrawal.pdf")
    case.act("caseworker", "undertaking.withdraw_sponsorship", note="The diocese has closed", **gone)


def package_received(case: Telling) -> Course:
    yield from course.registered(case, "psr")


STORIES = (
    Story(
        office=ANKARA,
        family=family("Silverspoon", "ملعقة الفضة", "SY", "yusuf 38, hala 35 spouse, nour 15 child"),
        opened=420,
        told=self_sufficient,
    ),
    Story(
        office=ANKARA,
        family=family("Rainbarrel", "برميل المطر", "SY", "mariam 41, karim 45 spouse, layla 20 child"),
        opened=345,
        told=exit_is_blocked,
    ),
    Story(
        office=ANKARA,
        family=family("Woodenstool", "کرسی چوبی", "AF", "zahra 36, reza 39 spouse, omid 19 child"),
        opened=240,
        told=somebody_stays,
    ),
    Story(
        office=BEIRUT,
        family=family("Olivepress", "معصرة الزيتون", "SY", "farid 30, salma 28 spouse, adam 4 child"),
        opened=167,
        told=up_to(course.booked),
    ),
    Story(
        office=BEIRUT,
        family=family("Fieldgate", "بوابة الحقل", "IQ", "ilyas 33, yara 31 spouse"),
        opened=129,
        told=sponsored_papers,
    ),
    Story(
        office=AMMAN,
        family=family("Breadbasket", "سلة الخبز", "SY", "jamal 44, amina 40 spouse, sami 9 child"),
        opened=123,
        told=reserved_by_a_group,
    ),
    Story(
        office=ANKARA,
        family=family("Tinwhistle", "سوت حلبی", "IR", "darius 29"),
        opened=118,
        told=refused,
    ),
    Story(
        office=BEIRUT,
        family=family("Stonebridge", "جسر الحجر", "SD", "tariq 37, hala 34 spouse"),
        opened=90,
        told=sponsor_withdrew,
    ),
    Story(
        office=ANKARA,
        family=family("Morningbell", "جرس الصباح", "SY", "layla 27, adam 3 child"),
        opened=75,
        told=letter,
    ),
    Story(
        office=BEIRUT,
        family=family("Fivecandles", "الشموع الخمس", "SY", "nour 22, sami 24 spouse"),
        opened=44,
        told=package_received,
    ),
    Story(
        office=AMMAN,
        family=family("Nightferry", "عبّارة الليل", "SD", "salma 26, mina 5 child"),
        opened=30,
        told=on_a_permit,
    ),
    Story(
        office=ANKARA,
        family=family("Emptyframe", "قاب خالی", "AF", "parisa 32, omid 35 spouse"),
        opened=2,
        told=up_to(course.registered),
    ),
)
