"""The ordinary course of a voluntary return, chapter by chapter. Days are counted from the opening of the case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cli.demonstration.stage import Course, Ordinary, Telling

STAY = {"tripoli-office": "LY", "aden-office": "YE"}
PORT = {"tripoli-office": "Mitiga airport", "aden-office": "Port of Aden"}
DEPARTURE = 40
COMES_OF_AGE = 18
OPTIONS = ["stay_here", "seek_asylum", "other_country", "return_home", "withdraw_freely"]
SAID = "I want to see my grandmother"
OPENED_AS = ("family_name", "given_names", "name_variants", "born_on", "sex", "relationship")


def registered(case: Telling, held_in: str = "") -> Course:
    yield case.day(0)
    principal = next(iter(case.family.ages))
    origin = case.family.nationality
    facts = {"reached_by": "hotline", "country_of_stay": STAY[case.office.name], "country_of_origin": origin}
    people = {nick: _person(case, nick, one, principal, held_in) for nick, one in case.people().items()}
    case.open(facts, "registration", people)


def _person(case: Telling, nick: str, known: dict[str, Any], principal: str, held_in: str) -> dict[str, Any]:
    told = {name: known[name] for name in OPENED_AS} | {"detained": bool(held_in)}
    child = {"guardian": principal} if case.family.age(nick) < COMES_OF_AGE else {}
    return told | child | ({"held_in": held_in} if held_in else {})


def counselled(case: Telling) -> Course:
    yield case.day(2)
    case.act("counsellor", "begin_counselling", told_it_is_free=True)
    yield case.day(4)
    counsel(case, case.everybody)
    case.act(
        "counsellor",
        "risk.assess",
        case.everybody,
        assessed_on=case.today,
        claims_asylum=False,
        risk_found="none_found",
    )


def counsel(case: Telling, people: Sequence[str], where: str = "office") -> None:
    case.act(
        "counsellor",
        "consent.counsel",
        people,
        counselled_on=case.today,
        counselled_where=where,
        counselled_in="ar",
        in_private=True,
        options_told=OPTIONS,
        all_options_told=True,
        able_to_decide=True,
    )


def agreed(case: Telling) -> Course:
    """The adults sign first: a child's consent stands on the guardian's."""
    yield case.day(5)
    adults = case.aged(COMES_OF_AGE)
    children = [one for one in case.everybody if one not in adults]
    signed = {
        "consented_on": case.today,
        "declaration": "declaration.pdf",
        "data_may_go": True,
        "decided_on": case.today,
    }
    case.act("witness", "consent.sign", adults, **signed)
    if children:
        case.act("witness", "consent.sign", children, guardian_signed=True, words_of_child=SAID, **signed)


def screened(case: Telling) -> Course:
    yield case.day(7)
    case.act(
        "reviewer",
        "screening.screen",
        case.everybody,
        screened_on=case.today,
        survivor=False,
        medical_need="no_need",
        disability=False,
    )


def papers_asked(case: Telling) -> Course:
    yield case.day(9)
    case.act("liaison", "travel_document.ask_consulate", case.everybody)
    case.act("reception", "receiving_mission.say_ready", said_on=case.today, expected_people=len(case.everybody))


def papers_had(case: Telling) -> Course:
    yield case.day(20)
    paper = {"document_number": f"LP-{case.number}", "issued_on": case.today}
    until = case.plain_date(110).isoformat()
    issued = paper | {"expires_on": until} | case.decided("laissez-passer.pdf")
    case.act("liaison", "travel_document.record_issue", case.everybody, **issued)
    case.act("reviewer", "travel_document.verify_record_issue", case.everybody)
    yield case.day(21)
    case.act("liaison", "exit_visa.ask_for_it", case.everybody, asked_on=case.today)
    yield case.day(25)
    case.act(
        "liaison", "exit_visa.record_grant", case.everybody, valid_from=case.today, **case.decided("exit-list.pdf")
    )
    case.act("reviewer", "exit_visa.verify_record_grant", case.everybody)


def ready(case: Telling) -> Course:
    yield case.day(26)
    case.act("physician", "medical.examine", case.everybody, examined_on=case.today, result="fit")


def on_the_manifest(case: Telling) -> Course:
    yield case.day(30)
    case.act(
        "movement",
        "put_on_manifest",
        departs_at=f"{case.plain_date(DEPARTURE)} 10:00",
        charter=f"Charter {case.number}",
        manifest_number=f"M-{case.number:03}",
        departs_from=PORT[case.office.name],
    )


def departs(case: Telling) -> datetime:
    return case.at(case.plain_date(DEPARTURE), 10)


def moment(case: Telling) -> str:
    return f"{case.stage.clock.at.astimezone(case.office.zone):%Y-%m-%d %H:%M}"


def asked_again(case: Telling) -> Course:
    yield departs(case) - timedelta(hours=60)
    said = {"confirmed_at": moment(case), "confirmed_in": "ar", "decided_on": case.today}
    case.act("witness", "reconfirmation.confirm_again", case.everybody, **said)
    case.act("physician", "fit_check.check", case.everybody, checked_at=moment(case), fitness="fit")


def boarded(case: Telling) -> Course:
    yield departs(case) - timedelta(minutes=50)
    case.act("airport", "boarding.board", case.everybody, boarded_at=moment(case))


def departed(case: Telling) -> Course:
    yield departs(case) + timedelta(minutes=15)
    case.act("airport", "boarding.depart", case.everybody, departed_at=moment(case))


def arrived(case: Telling) -> Course:
    yield departs(case) + timedelta(hours=9)
    case.act(
        "reception", "boarding.confirm_arrival", case.everybody, arrived_on=case.today, met_by="Sample receiving team"
    )


def plan_agreed(case: Telling) -> Course:
    yield case.day(DEPARTURE + 9)
    case.act("reintegration", "agree_plan", reintegration_plan="plan.pdf", plan_agreed_on=case.today)


def spoken_to(case: Telling) -> Course:
    """After a month and after a year; in between nobody answers."""
    for day in (DEPARTURE + 28, DEPARTURE + 360):
        yield case.day(day)
        talk = {"spoke_on": case.today, "spoke_by": "call", "wellbeing": "well"}
        case.act("reintegration", "follow_up.speak", case.everybody, **talk)


ORDINARY = Ordinary(
    chapters=(
        registered,
        counselled,
        agreed,
        screened,
        papers_asked,
        papers_had,
        ready,
        on_the_manifest,
        asked_again,
        boarded,
        departed,
        arrived,
        plan_agreed,
        spoken_to,
    )
)

up_to = ORDINARY.up_to
