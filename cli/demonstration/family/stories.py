"""Families who want to join somebody, and whom: opened so many days ago that each case stands where it should today."""

from collections.abc import Callable
from datetime import date, timedelta

from cli.demonstration.families import family
from cli.demonstration.family import anchor, course
from cli.demonstration.stage import Course, Story, Telling

BERLIN, ERBIL, ANKARA = "berlin-office", "erbil-office", "ankara-office"
NEAR = timedelta(days=90)


def up_to(last: Callable[[Telling], Course]) -> Callable[[Telling], Course]:
    """The ordinary course, this chapter included."""
    return lambda case: course.up_to(case, last)


def refused_one(case: Telling) -> Course:
    """The grown daughter is refused, has the letter, and has ten days left; the others might go ahead."""
    yield from course.up_to(case, course.authority_agreed)
    *others, refused = case.everybody
    yield from course.granted_to(case, tuple(others))
    letter = {"refusal_ground": "livelihood", "refusal_letter": "letter.pdf", **case.decided("letter.pdf")}
    case.act("liaison", "member.refuse", [refused], **letter)
    case.act("reviewer", "member.verify_refuse", [refused])
    yield case.day(55)
    case.act("caseworker", "member.hand_over", [refused], served_on=case.today, told_in="ar")


def papers_burnt(case: Telling) -> Course:
    """No paper can be had; other evidence lies with the file checker, and something was told in confidence."""
    yield from course.registered(case)
    yield case.day(4)
    why = {"reason": "destroyed", "note": "The registry has burnt"}
    case.act("caseworker", "documents.cannot_get", case.everybody, **why)
    yield case.day(6)
    shown = {"evidence_kinds": ["unhcr_registration", "photographs"], "evidence": "folder.pdf"}
    case.act("caseworker", "documents.offer_evidence", case.everybody, **shown)
    case.act("protection", "place_protection", note="To be spoken with alone")


def birthday_near(case: Telling) -> Course:
    """The elder child becomes too old in three months, and the age is frozen only when the family lodges."""
    elder = next(nick for nick, age in case.family.ages.items() if age < course.OF_AGE)
    born = {"born_on": _eighteen_on(case.stage.ends.date() + NEAR).isoformat()}
    yield from course.registered_as(case, "visa_application", {elder: born})
    yield from course.papers(case)
    yield from course.complete(case)


def _eighteen_on(day: date) -> date:
    return day.replace(year=day.year - 18, day=min(day.day, 28))


ANCHORS = (
    Story(office=BERLIN, family=family("Rosewater", "ماء الورد", "SY", "karim 39"), opened=205, told=anchor.reunited),
    Story(office=BERLIN, family=family("Fernleaf", "برگ سرخس", "AF", "omid 34"), opened=115, told=anchor.approved),
    Story(office=BERLIN, family=family("Brassbell", "جرس النحاس", "SY", "tariq 41"), opened=110, told=anchor.approved),
    Story(
        office=BERLIN,
        family=family("Kiteshop", "دكان الطائرات", "SY", "ilyas 37"),
        opened=92,
        told=anchor.lost_the_status,
    ),
    Story(office=BERLIN, family=family("Birdcage", "قفص العصفور", "IQ", "sami 30"), opened=60, told=anchor.approved),
    Story(
        office=BERLIN, family=family("Longletter", "الرسالة الطويلة", "SY", "jamal 45"), opened=55, told=anchor.approved
    ),
    Story(office=BERLIN, family=family("Saltshaker", "رشّاشة الملح", "SY", "adam 38"), opened=120, told=anchor.approved),
    Story(office=BERLIN, family=family("Snowglobe", "كرة الثلج", "SY", "yusuf 36"), opened=100, told=anchor.approved),
    Story(
        office=BERLIN, family=family("Postbox", "صندوق البريد", "SD", "hala 33"), opened=40, told=anchor.evidence_wanted
    ),
    Story(office=BERLIN, family=family("Paperlamp", "مصباح الورق", "IQ", "zahra 44"), opened=20, told=anchor.opened),
)

FAMILIES = (
    Story(
        office=ERBIL,
        family=family("Rosewater", "ماء الورد", "SY", "salma 36, nour 12 child, adam 7 child"),
        opened=180,
        told=up_to(course.settled),
    ),
    Story(
        office=ANKARA,
        family=family("Fernleaf", "برگ سرخس", "AF", "parisa 31, mina 6 child"),
        opened=46,
        told=up_to(course.invited),
    ),
    Story(
        office=ERBIL,
        family=family("Brassbell", "جرس النحاس", "SY", "mariam 40, sami 13 child, layla 19 child"),
        opened=76,
        told=refused_one,
    ),
    Story(
        office=ANKARA,
        family=family("Kiteshop", "دكان الطائرات", "SY", "amina 35, yara 9 child"),
        opened=68,
        told=up_to(course.booked),
    ),
    Story(
        office=ANKARA,
        family=family("Saltshaker", "رشّاشة الملح", "SY", "layla 35, karim 8 child"),
        opened=90,
        told=up_to(course.arrived),
    ),
    Story(
        office=ERBIL,
        family=family("Snowglobe", "كرة الثلج", "SY", "yara 33, farid 10 child"),
        opened=57,
        told=up_to(course.visas),
    ),
    Story(
        office=ERBIL,
        family=family("Birdcage", "قفص العصفور", "IQ", "zahra 28, reza 3 child"),
        opened=12,
        told=papers_burnt,
    ),
    Story(
        office=ANKARA,
        family=family("Longletter", "الرسالة الطويلة", "SY", "hala 43, farid 17 child, nour 11 child"),
        opened=30,
        told=birthday_near,
    ),
)
