"""The families of the demonstration who return: opened so many days ago that each case stands where it should today."""

from collections.abc import Callable
from datetime import timedelta

from cli.demonstration.families import family
from cli.demonstration.stage import Course, Story, Telling
from cli.demonstration.vhr import course

TRIPOLI, ADEN = "tripoli-office", "aden-office"


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


def risk_referred(case: Telling) -> Course:
    """A fear is told when the papers are being had; protection refers."""
    yield from course.up_to(case, course.papers_asked)
    yield case.day(13)
    case.act("counsellor", "member.ask_for_a_talk", case.everybody[:1], decided_on=case.today)
    yield case.day(14)
    found = {"assessed_on": case.today, "claims_asylum": True, "risk_found": "persecution"}
    case.act("counsellor", "risk.assess", case.everybody[:1], **found)
    case.act("protection", "risk.refer", case.everybody[:1], reason="asylum")


def released(case: Telling) -> Course:
    """Somebody who consented in detention is released, and decides anew."""
    yield from course.registered(case, "Sample detention centre")
    for chapter in (course.counselled, course.agreed, course.screened, course.papers_asked):
        yield from chapter(case)
    yield case.day(18)
    case.act("registration", "record_release", case.everybody, each=_released(case))


def _released(case: Telling) -> dict[str, dict[str, str]]:
    return {one: {"released_on": case.today} for one in case.everybody}


def said_no_at_the_airport(case: Telling) -> Course:
    yield from course.up_to(case, course.asked_again)
    yield course.departs(case) - timedelta(hours=1)
    case.act("airport", "member.withdraw_person", case.everybody, decided_on=case.today, private=True)
    case.act("movement", "confirm_cancelled", cancelled_on=case.today)


def did_not_come(case: Telling) -> Course:
    yield from course.up_to(case, course.asked_again)
    yield course.departs(case) + timedelta(minutes=5)
    case.act("airport", "boarding.record_no_show", case.everybody, reason="no_transport")


def storm(case: Telling) -> Course:
    yield from course.up_to(case, course.on_the_manifest)
    yield case.day(36)
    case.act("airport", "place_weather", note="A sandstorm is announced")


STORIES = (
    Story(
        office=TRIPOLI,
        family=family("Tealantern", "فانوس الشاي", "NG", "karim 31"),
        opened=420,
        told=up_to(course.spoken_to),
    ),
    Story(
        office=TRIPOLI,
        family=family("Drumbeat", "دقة الطبل", "GM", "yara 27, adam 6 child"),
        opened=100,
        told=up_to(course.plan_agreed),
    ),
    Story(
        office=ADEN,
        family=family("Saltwind", "ريح الملح", "ET", "jamal 22"),
        opened=64,
        told=said_no_at_the_airport,
    ),
    Story(
        office=ADEN, family=family("Redcoral", "المرجان الأحمر", "SO", "tariq 29"), opened=51, told=up_to(course.ready)
    ),
    Story(
        office=TRIPOLI,
        family=family("Inkwell", "المحبرة", "SD", "farid 34, salma 30 spouse"),
        opened=43,
        told=did_not_come,
    ),
    Story(
        office=TRIPOLI,
        family=family("Threekeys", "المفاتيح الثلاثة", "NG", "sami 25"),
        opened=42,
        told=up_to(course.departed),
    ),
    Story(
        office=ADEN,
        family=family("Harbourbell", "جرس الميناء", "ET", "hala 33, nour 9 child"),
        opened=37,
        told=storm,
    ),
    Story(
        office=TRIPOLI,
        family=family("Sandglass", "الساعة الرملية", "ML", "ilyas 24"),
        opened=28,
        told=up_to(course.ready),
    ),
    Story(office=TRIPOLI, family=family("Openwindow", "النافذة المفتوحة", "ER", "amina 26"), opened=24, told=released),
    Story(
        office=TRIPOLI,
        family=family("Quietriver", "النهر الهادئ", "SD", "mariam 28, yusuf 32 spouse"),
        opened=19,
        told=risk_referred,
    ),
    Story(
        office=TRIPOLI,
        family=family("Bluecart", "العربة الزرقاء", "GH", "omid 21"),
        opened=14,
        told=up_to(course.papers_asked),
    ),
    Story(
        office=ADEN,
        family=family("Firststep", "الخطوة الأولى", "SO", "layla 30"),
        opened=1,
        told=up_to(course.registered),
    ),
)
