"""The families of the demonstration who are relocated: each opened so many days ago that it stands where it should."""

from collections.abc import Callable
from datetime import timedelta

from cli.demonstration.eu_relocation import course
from cli.demonstration.families import family
from cli.demonstration.stage import Course, Story, Telling

ATHENS, ROME = "athens-office", "rome-office"


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


def refused_and_asked_again(case: Telling) -> Course:
    """The State takes one person for another, and is asked to look again."""
    yield from course.up_to(case, course.list_sent)
    yield case.day(17)
    refusal = {"replied_on": case.today} | case.decided("refusal.pdf")
    case.act("dublin_unit", "offer.refuse", case.everybody, reason="wrong_data", **refusal)
    case.act("contact_point", "offer.verify_refuse", case.everybody)
    yield case.day(19)
    asked = {"asked_again_on": case.today, "new_grounds": "Another person of that name, as the prints show"}
    case.act("dublin_unit", "offer.ask_again", case.everybody, **asked)


def under_appeal(case: Telling) -> Course:
    yield from course.up_to(case, course.notified)
    yield case.day(29)
    lodged = {"appealed_on": case.today, "appeal_paper": "appeal.pdf", "decided_on": case.today}
    case.act("registration", "appeal", **lodged)
    yield case.day(33)
    case.act("dublin_unit", "record_suspension", **case.decided("order.pdf"))


def volunteer_is_silent(case: Telling) -> Course:
    """A pledge of good will: nothing follows from silence until the day on which another State is asked."""
    yield from course.registered(case, "voluntary")
    yield from course.between(case, course.informed, course.list_sent)
    yield case.day(20)
    interview = {"interview_on": case.date(29).isoformat()} | case.decided("invitation.pdf")
    case.act("dublin_unit", "invite_to_interview", **interview)


def child_before_the_panel(case: Telling) -> Course:
    yield from course.registered(case, alone=True)
    yield case.day(1)
    guardian = {"guardian_name": "Guardian Example", "guardian_appointed_on": case.today}
    case.act("protection", "best_interests.record_guardian", case.everybody, **guardian)
    yield from course.between(case, course.informed, course.checked)
    yield case.day(8)
    case.act("dublin_unit", "best_interests.record_tracing", case.everybody, traced_family="found")
    report = {"view_of_child": "A made-up wish", "recommendation": "go", "receiving_carer": "acceptance.pdf"}
    case.act("protection", "best_interests.recommend", case.everybody, **report)


def called_to_interview(case: Telling) -> Course:
    yield from course.up_to(case, course.eligible)
    yield case.day(5)
    called = {"called_for": case.date(12).isoformat()}
    case.act("security", "security_check.call_to_interview", case.everybody[:1], **called)


def waits_with_most_points(case: Telling) -> Course:
    yield from course.up_to(case, course.checked)
    ties = {"tie_state": "SE", "tie": ["close_family", "language"]}
    yield from course.prioritised_for(case, ("severe_illness", "single_parent"), ties)


def said_no_at_the_airport(case: Telling) -> Course:
    yield from course.up_to(case, course.checked_at_the_gate)
    yield course.departs(case) - timedelta(hours=1)
    case.act("airport", "consent.take_back", case.everybody[:1], decided_on=case.today)
    case.act("movement", "travel.confirm_cancelled", cancelled_on=case.today)


def gone(case: Telling) -> Course:
    yield from course.up_to(case, course.consented)
    yield case.day(29)
    case.act("dublin_unit", "record_absconding", absconded_on=case.today, note="Not seen in the centre for two days")


def fear_of_somebody_there(case: Telling) -> Course:
    yield from course.up_to(case, course.ready)
    yield case.day(31)
    case.act("protection", "place_protection", case.everybody[:1], note="Somebody is feared in that State")


STORIES = (
    Story(
        office=ATHENS,
        family=family("Ropeladder", "سلم الحبال", "SY", "tariq 36, hala 33 spouse, nour 9 child"),
        opened=96,
        told=up_to(course.marked),
    ),
    Story(
        office=ROME, family=family("Marblestep", "درجة الرخام", "ER", "ilyas 24"), opened=41, told=up_to(course.landed)
    ),
    Story(
        office=ATHENS,
        family=family("Chalkboard", "السبورة", "AF", "parisa 30, omid 33 spouse"),
        opened=45,
        told=under_appeal,
    ),
    Story(
        office=ROME,
        family=family("Seashell", "صدفة البحر", "SO", "amina 27, adam 5 child"),
        opened=40,
        told=said_no_at_the_airport,
    ),
    Story(
        office=ATHENS,
        family=family("Yellowkite", "الطائرة الصفراء", "SY", "farid 41, salma 39 spouse, sami 15 child"),
        opened=39,
        told=up_to(course.list_sent),
    ),
    Story(
        office=ATHENS, family=family("Doorbell", "جرس الباب", "IQ", "jamal 29, yara 26 spouse"), opened=38, told=gone
    ),
    Story(
        office=ATHENS,
        family=family("Fountainpen", "قلم الحبر", "SY", "mariam 34, karim 35 spouse, layla 7 child"),
        opened=35,
        told=up_to(course.booked),
    ),
    Story(
        office=ROME,
        family=family("Clothespeg", "مشبك الغسيل", "ER", "zahra 28, yusuf 31 spouse"),
        opened=33,
        told=fear_of_somebody_there,
    ),
    Story(
        office=ROME, family=family("Nightferry", "عبّارة الليل", "SD", "reza 26"), opened=25, told=volunteer_is_silent
    ),
    Story(
        office=ROME,
        family=family("Teaspoon", "ملعقة الشاي", "SY", "salma 45, mina 12 child"),
        opened=30,
        told=waits_with_most_points,
    ),
    Story(
        office=ATHENS,
        family=family("Weatherglass", "زجاجة الطقس", "YE", "sami 32"),
        opened=24,
        told=refused_and_asked_again,
    ),
    Story(
        office=ATHENS,
        family=family("Smallboat", "القارب الصغير", "SO", "adam 15"),
        opened=12,
        told=child_before_the_panel,
    ),
    Story(
        office=ROME,
        family=family("Longcoat", "المعطف الطويل", "IQ", "darius 37, shirin 34 spouse"),
        opened=9,
        told=called_to_interview,
    ),
    Story(
        office=ATHENS,
        family=family("Firstlight", "الضوء الأول", "AF", "mina 22"),
        opened=1,
        told=up_to(course.registered),
    ),
)
