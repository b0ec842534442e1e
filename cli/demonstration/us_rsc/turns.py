"""What became of some families on their way: refusals, absences, reviews, holds, papers that ran out.

Days are those of the case, counted from its opening.
"""

from datetime import timedelta

from cli.demonstration.stage import Course, Telling
from cli.demonstration.us_rsc.course import (
    NEEDS_CLASS,
    SIGNS_LOAN,
    access,
    approved,
    assurance_sent,
    assured,
    between,
    booked,
    departs,
    exit_permit,
    exit_permit_on,
    fit_check,
    interviewed,
    invitation,
    medical_exams,
    opening,
    prescreening,
    quality_check,
    record_assurance,
    replies,
    requests,
    services_completed,
    up_to,
)


def access_refused(case: Telling) -> Course:
    yield from up_to(case, opening)
    yield case.day(20)
    case.act("caseworker", "refuse_access", note="Not in an access category", **case.decided("refusal.pdf"))


def nobody_came(case: Telling) -> Course:
    yield from up_to(case, invitation)
    yield case.day(33)
    case.act("caseworker", "record_absence", reason="no_transport")


def sent_back(case: Telling) -> Course:
    yield from up_to(case, prescreening)
    yield case.day(36)
    differs = {"given_names": "differs: Spelt with another vowel on Form I-590"}
    case.act("reviewer", "check_paper_file", everything="there", each={case.everybody[0]: differs})
    case.act("reviewer", "send_back", note="The spelling of the given names differs from the paper file")


def possible_match(case: Telling) -> Course:
    yield from up_to(case, requests)
    yield case.day(64)
    case.act(
        "caseworker",
        "name_check.record_match",
        case.everybody[:1],
        replied_on=case.today,
        basis="Same name and year of birth",
        **case.decided("match.pdf"),
    )


def papers_missing(case: Telling) -> Course:
    yield from up_to(case, quality_check)
    yield case.day(40)
    case.act("caseworker", "place_missing_document", note="The family book is with the registry")


def withdrawn(case: Telling) -> Course:
    yield from up_to(case, replies)
    yield case.day(100)
    case.act("caseworker", "withdraw", withdrawal_statement="statement.pdf", decided_on=case.today)


def not_reached(case: Telling) -> Course:
    yield from up_to(case, access)
    yield case.day(70)
    case.act("caseworker", "close_unreachable", note="Four calls, two letters and one visit since June")
    yield case.day(72)
    case.act("supervisor", "countersign_close_unreachable")


def one_awaits_verification(case: Telling) -> Course:
    yield from up_to(case, interviewed)
    yield case.day(130)
    case.act("caseworker", "member.approve", case.everybody[:1], **case.decided("approval-letter.pdf"))


def held_by_uscis(case: Telling) -> Course:
    yield from up_to(case, interviewed)
    yield case.day(131)
    first, *others = case.everybody
    case.act("caseworker", "member.hold_decision", [first], note="More is asked for", **case.decided("letter.pdf"))
    case.act("caseworker", "member.approve", others, **case.decided("approval-letter.pdf"))
    yield case.day(133)
    case.act("reviewer", "member.verify_approve", others)


def denied(case: Telling, who: int) -> Course:
    """From the interview on: one of the family is denied, the others are approved."""
    yield case.day(134)
    one = case.everybody[who]
    others = [other for other in case.everybody if other != one]
    notice = {"denial_ground": "credibility", "notice_dated": case.today, **case.decided("notice.pdf")}
    case.act("caseworker", "member.deny", [one], **notice)
    if others:
        case.act("caseworker", "member.approve", others, **case.decided("approval-letter.pdf"))
    yield case.day(136)
    case.act("reviewer", "member.verify_deny", [one])
    if others:
        case.act("reviewer", "member.verify_approve", others)


def somebody_denied(case: Telling) -> Course:
    yield from up_to(case, interviewed)
    yield from denied(case, 1)


def review_typed_in_late(case: Telling) -> Course:
    """The request was posted on day 170 and found in the post three weeks later."""
    yield from somebody_denied(case)
    yield case.day(191)
    posted = case.day(170)
    case.act(
        "caseworker",
        "member.request_review",
        case.everybody[1:2],
        review_letter="request-for-review.pdf",
        decided_on=posted.date().isoformat(),
        happened=posted,
    )


def denied_in_silence(case: Telling) -> Course:
    yield from up_to(case, interviewed)
    yield from denied(case, 0)


def clearing_begun(case: Telling) -> Course:
    """Nothing is there yet: exam tomorrow, class in a few days, and no agency has answered in time."""
    yield from up_to(case, approved)
    yield case.day(138)
    case.act("caseworker", "assurance.send_to_allocation", sent_on=case.today)
    yield case.day(155)
    case.act("physician", "medical.invite", case.everybody, invited_for=case.date(161).isoformat())
    case.act("trainer", "orientation.book_class", case.aged(NEEDS_CLASS), class_on=case.date(163).isoformat())
    case.act("caseworker", "travel_loan.record_done", case.aged(SIGNS_LOAN), done_on=case.today, proof="note.pdf")


def exam_runs_out_soon(case: Telling) -> Course:
    """The assurance came late; the exams end within weeks, and the exit permits are not there."""
    yield from up_to(case, medical_exams)
    yield from assurance_sent(case)
    yield case.day(170)
    case.act("caseworker", "assurance.record_decline", note="No housing of that size", **case.decided("no.pdf"))
    yield case.day(200)
    case.act("caseworker", "assurance.send_to_allocation", sent_on=case.today)
    yield case.day(208)
    record_assurance(case)
    yield case.day(210)
    case.act("trainer", "orientation.book_class", case.aged(NEEDS_CLASS), class_on=case.date(216).isoformat())
    yield case.day(216)
    case.act("trainer", "orientation.attend", case.aged(NEEDS_CLASS), attended_on=case.today)
    yield case.day(291)
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)


def fell_back(case: Telling) -> Course:
    """No seats for months: the exit permits lapsed and were had anew, then the medical exams lapsed."""
    yield from up_to(case, exit_permit)
    yield from exit_permit_on(case, 302, 310)


def in_treatment(case: Telling) -> Course:
    """One of the family is not medically clear, and a paper of that person is missing."""
    yield from up_to(case, approved)
    yield case.day(139)
    case.act("physician", "medical.invite", case.everybody, invited_for=case.date(146).isoformat())
    yield case.day(146)
    case.act("physician", "medical.examine", case.everybody, examined_on=case.today)
    yield case.day(154)
    first, *others = case.everybody
    case.act("physician", "medical.give_result", others, finding="no_class", medical_report="ds-2054.pdf")
    case.act("physician", "medical.give_result", [first], finding="class_a", medical_report="ds-3030.pdf")
    yield from assurance_sent(case)
    yield from assured(case)
    case.act("caseworker", "place_missing_document", [first], note="The passport has run out")


def one_withdraws(case: Telling) -> Course:
    """Somebody withdraws and wishes that the family learns only the result; the others go on without."""
    yield from up_to(case, interviewed)
    yield case.day(128)
    case.act("caseworker", "member.withdraw_person", case.everybody[-1:], decided_on=case.today, private=True)
    yield from between(case, approved, exit_permit)


def restricted_hold(case: Telling) -> Course:
    yield from up_to(case, exit_permit)
    yield case.day(175)
    case.act("integrity", "place_security", case.everybody[1:2], note="Under review")


def no_longer_fit(case: Telling) -> Course:
    """A new condition voids a medical exam under a booked flight; the booking falls by itself."""
    yield from up_to(case, booked)
    yield case.day(181)
    case.act("physician", "medical.report_new_condition", case.everybody[-1:], note="Seen in the clinic")


def one_checked_at_the_gate(case: Telling) -> Course:
    yield from up_to(case, booked)
    yield departs(case) - timedelta(hours=50)
    fit_check(case, case.everybody[:1])


def child_born(case: Telling) -> Course:
    """A child is born while the checks run, is prescreened and checked like everybody else, and travels along."""
    yield from up_to(case, requests)
    yield case.day(60)
    newborn = {"yara": case.family.newborn("yara", case.plain_date(50))}
    case.act("caseworker", "add_newborn", newcomers=("yara",), each=newborn)
    yield case.day(66)
    case.act("caseworker", "member.prescreen_person", ["yara"], prescreened_on=case.today)
    case.act("caseworker", "name_check.request", ["yara"], requested_on=case.today)
    case.act("reviewer", "check_paper_file", everything="there")
    yield from between(case, replies, services_completed)
