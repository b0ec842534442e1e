"""The families of the demonstration who go to Australia, opened so that each case stands where it should today."""

from collections.abc import Callable
from datetime import timedelta

from cli.demonstration.australia import course
from cli.demonstration.families import family
from cli.demonstration.stage import Course, Story, Telling

AMMAN, BEIRUT, NAIROBI = "amman-office", "beirut-office", "nairobi-office"


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


def unheard_and_before_the_court(case: Telling) -> Course:
    """A letter stays unanswered; the family is refused, and goes to court in time."""
    yield from course.up_to(case, course.interviewed)
    yield case.day(112)
    case.act("caseworker", "send_concerns", concerns="letter.pdf", letter_given_on=case.today)
    yield case.day(160)
    case.act("delegate", "refuse", refused_because="claims", notice_dated=case.today, notice="refusal.pdf")
    yield case.day(185)
    case.act("caseworker", "go_to_court", court_file=f"F-{case.number}", decided_on=case.today)


def proposer_withdrew(case: Telling) -> Course:
    """The proposer withdraws while the checks run, and the case goes back to the assessment."""
    yield from course.opened(case, "close_family")
    yield case.day(4)
    case.act("intake", "record_proposal", transaction_number=f"T-{case.number}", number_issued_on=case.today)
    yield from course.applied(case)
    yield case.day(20)
    came = case.plain_date(-700).isoformat()
    case.act(
        "intake",
        "proposal.accept_proposal",
        proposer_name="Sample Proposer",
        proposer_is="resident",
        proposal_form="form-681.pdf",
        proposer_granted_on=came,
        declared_then=True,
    )
    yield from course.between(case, course.acknowledged, course.interviewed)
    yield case.day(110)
    course.assess(case, "s202")
    yield from course.between(case, course.checks_begun, course.examined)
    yield case.day(133)
    withdrawn = {"withdrawal_letter": "letter.pdf", **case.decided("letter.pdf")}
    case.act("caseworker", "proposal.withdraw_proposal", **withdrawn)


def one_not_waived(case: Telling) -> Course:
    """A child does not meet the health requirement, and the whole family waits to be heard."""
    yield from course.up_to(case, course.checks_begun)
    yield case.day(128)
    *others, child = case.everybody
    course.examine(case, others)
    course.examine(case, (child,), "b")
    yield case.day(150)
    opinion = {"opinion": "does_not_meet", **case.decided("moc.pdf")}
    case.act("caseworker", "health.record_opinion", (child,), **opinion)
    case.act("delegate", "health.verify_record_opinion", (child,))
    yield case.day(158)
    case.act("delegate", "health.refuse_waiver", (child,), note="A made-up reason, for demonstration")


def in_treatment(case: Telling) -> Course:
    """Somebody has tuberculosis: the decision is deferred, and is overdue."""
    yield from course.up_to(case, course.checks_begun)
    yield case.day(128)
    first, *others = case.everybody
    course.examine(case, (first,), "b")
    course.examine(case, others)
    yield case.day(146)
    opinion = {"opinion": "defer", **case.decided("moc.pdf")}
    case.act("caseworker", "health.record_opinion", (first,), **opinion)
    case.act("delegate", "health.verify_record_opinion", (first,))
    yield from course.character_met(case)


def restricted_hold(case: Telling) -> Course:
    yield from course.up_to(case, course.place_reserved)
    yield case.day(182)
    case.act("security", "place_restricted", case.everybody[:1], note="A name on a list, made up for demonstration")


def child_born_after_the_grant(case: Telling) -> Course:
    """A child is born when the flight could be booked, and needs a visa, papers and a place."""
    yield from course.up_to(case, course.exit_permit)
    yield case.day(219)
    born = case.family.newborn("yara", case.plain_date(215)) | {"birth_notice": "form-1022.pdf"}
    case.act("caseworker", "add_newborn", newcomers=("yara",), each={"yara": born})


def visas_run_out_soon(case: Telling) -> Course:
    """No exit permit has come, and the day before which the family must enter is near."""
    yield from course.up_to(case, course.papers_had)
    yield case.day(212)
    case.act("movement", "exit_permit.ask_for_it", case.everybody, asked_on=case.today)
    yield case.day(240)
    refused = {"reason": "overstay_fine", **case.decided("refusal.pdf")}
    case.act("movement", "exit_permit.record_refusal", case.everybody, **refused)


def woman_at_risk(case: Telling) -> Course:
    yield from course.opened(case, without_protection=True)
    for chapter in (course.referred, course.applied, course.acknowledged):
        yield from chapter(case)


def one_seen_before_departure(case: Telling) -> Course:
    """The flight leaves in two days; one of them has been seen, one declined."""
    yield from course.up_to(case, course.booked)
    yield course.departs(case) - timedelta(hours=64)
    first, second, *_ = case.everybody
    course.see(case, (first,))
    case.act("physician", "departure_check.decline", (second,), decided_on=case.today)


def number_runs_out(case: Telling) -> Course:
    yield from course.opened(case, "citizen")
    yield case.day(4)
    case.act("intake", "record_proposal", transaction_number=f"T-{case.number}", number_issued_on=case.today)


def letter_to_be_answered(case: Telling) -> Course:
    yield from course.up_to(case, course.assessed)
    yield case.day(112)
    case.act("caseworker", "send_concerns", concerns="letter.pdf", letter_given_on=case.today)


STORIES = (
    Story(
        office=NAIROBI,
        family=family("Acaciashade", "ظل الأكاسيا", "SO", "hala 34, adam 9 child"),
        opened=415,
        told=up_to(course.settled),
    ),
    Story(
        office=AMMAN,
        family=family("Brassgate", "بوابة النحاس", "IQ", "farid 41, mariam 39 spouse"),
        opened=395,
        told=visas_run_out_soon,
    ),
    Story(
        office=BEIRUT,
        family=family("Papercrane", "طائر الورق", "SY", "yusuf 33, salma 31 spouse, nour 9 child"),
        opened=300,
        told=unheard_and_before_the_court,
    ),
    Story(
        office=NAIROBI,
        family=family("Redkettle", "الغلاية الحمراء", "SD", "jamal 36, layla 33 spouse, sami 12 child"),
        opened=268,
        told=up_to(course.arrived),
    ),
    Story(
        office=AMMAN,
        family=family("Swallownest", "عش السنونو", "SY", "tariq 38, amina 36 spouse, yara 10 child"),
        opened=238,
        told=one_seen_before_departure,
    ),
    Story(
        office=BEIRUT,
        family=family("Cloudberry", "توت السحاب", "SY", "karim 29, hala 27 spouse"),
        opened=224,
        told=child_born_after_the_grant,
    ),
    Story(
        office=NAIROBI,
        family=family("Greenkey", "المفتاح الأخضر", "SO", "ilyas 44, mariam 42 spouse"),
        opened=186,
        told=restricted_hold,
    ),
    Story(
        office=AMMAN,
        family=family("Wheatfield", "حقل القمح", "SY", "farid 37, salma 35 spouse, adam 8 child"),
        opened=176,
        told=one_not_waived,
    ),
    Story(
        office=BEIRUT,
        family=family("Lemonboat", "قارب الليمون", "SY", "jamal 48, layla 45 spouse, nour 13 child"),
        opened=330,
        told=in_treatment,
    ),
    Story(
        office=NAIROBI,
        family=family("Silverthread", "الخيط الفضي", "SO", "amina 30, sami 8 child"),
        opened=150,
        told=proposer_withdrew,
    ),
    Story(
        office=AMMAN,
        family=family("Oldclock", "الساعة القديمة", "IQ", "yusuf 46"),
        opened=132,
        told=letter_to_be_answered,
    ),
    Story(
        office=BEIRUT,
        family=family("Moonlamp", "مصباح القمر", "SY", "hala 32, nour 10 child"),
        opened=61,
        told=woman_at_risk,
    ),
    Story(
        office=NAIROBI,
        family=family("Bluethimble", "الكشتبان الأزرق", "SD", "tariq 27"),
        opened=58,
        told=number_runs_out,
    ),
)
