"""A family of four from referral to arrival, by a caseworker and her colleagues, entirely through the pages."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

import engine
from tests.web.conftest import TestClock
from tests.web.walking import Colleague, Office

RELATIONSHIP = "Relationship to the principal applicant"
FAMILY = {
    "Amina": {"Date of birth": "1991-05-04", "Sex": "Female"},
    "Yusuf": {"Date of birth": "1988", "Sex": "Male", RELATIONSHIP: "Spouse", "Nationality": "Syria"},
    "Nour": {"Date of birth": "2014-09-12", "Sex": "Female", RELATIONSHIP: "Child", "Nationality": "Syria"},
    "Sami": {"Date of birth": "2023-01-20", "Sex": "Male", RELATIONSHIP: "Child", "Nationality": "Syria"},
}
NAMES = tuple(f"{name} Specimen" for name in FAMILY)
DECIDED, SOURCE = "Decided on", "Source of the decision"


@pytest.fixture
def office(browser: Browser, address: str) -> Iterator[Office]:
    """Half of the steps are done with scripts and half without: each flow is walked in both ways elsewhere."""
    colleagues = Office(browser=browser, address=address, without_scripts=frozenset({"rana", "omar", "idris"}))
    yield colleagues
    colleagues.goes_home()


def at(clock: TestClock, day: str, hour: int = 10) -> None:
    """The clock of the office in Amman (UTC+3)."""
    clock.now = datetime.fromisoformat(day).replace(hour=hour - 3, tzinfo=UTC)


def decided(day: str, source: str) -> dict[str, str]:
    return {DECIDED: day, SOURCE: source}


def opens_the_case(nadia: Colleague) -> str:
    """The reference of a new case of four; the people are typed in one by one."""
    nadia.opens("/cases/new")
    nadia.page.get_by_role("link", name="US Refugee Admissions Program").click()
    nadia.answers({"Referred by": "UNHCR", "Country of stay": "Jordan"})
    nadia.answers({"Nationality": "Syria"})
    nadia.goes_on()
    nadia.is_refused("A referral from UNHCR needs the UNHCR case number")
    nadia.answers({"UNHCR case number": "999-26C00004"})
    nadia.goes_on()
    for number, (name, answers) in enumerate(FAMILY.items(), start=1):
        if number > 1:
            nadia.page.get_by_role("button", name="Add another person").click()
        person = nadia.page.get_by_role("group", name=f"Person {number} of {number}")
        nadia.answers({"Given names": name, "Family name": "Specimen", **answers}, person)
    nadia.goes_on()
    nadia.goes_on()
    nadia.page.get_by_role("button", name="Open the case").click()
    expect(nadia.page.get_by_role("status")).to_contain_text("Opened")
    return nadia.page.url.rpartition("/")[2]


def is_prescreened(case: str, office: Office, clock: TestClock) -> None:
    nadia, rana = office["nadia"], office["rana"]
    granted = {"Access priority": "P-1 individual referral", **decided("2026-03-02", "access.pdf")}
    nadia.does(case, "Grant access", granted)
    nadia.does(case, "Schedule the prescreening", {"Day of the prescreening": "2026-03-16"})
    at(clock, "2026-03-16")
    papers = {"Signed privacy release": "release.pdf", "Form I-590": "i-590.pdf", "Form G-646": "g-646.pdf"}
    talk = {"Interpreter": "Interpreter 7", "Account of persecution": "Kept in the file"}
    on_the_day = {name: {"Prescreened on": "2026-03-16"} for name in NAMES}
    nadia.opens_case(case)
    nadia.begins("Record the prescreening")
    nadia.answers({"Told that every service is free": "No", **papers, **talk})
    nadia.answers_each(on_the_day)
    nadia.checks()
    nadia.is_refused("Every family hears first that the service is free of charge")
    nadia.answers({"Told that every service is free": "Yes"})
    nadia.checks()
    nadia.confirms("Record the prescreening")
    at(clock, "2026-03-18")
    rana.opens(f"/cases/{case}/file-check")
    rana.answers({"Everything not ticked above": "In the paper file"})
    rana.page.get_by_role("button", name="Record what was found").click()
    rana.does(case, "Pass the quality check")


def is_decided(case: str, office: Office, clock: TestClock) -> None:
    nadia, rana = office["nadia"], office["rana"]
    nadia.does(case, "Name check (CLASS): Send the request", {"Request sent on": "2026-03-18"})
    nadia.does(case, "Interagency check: Send the request", {"Request sent on": "2026-03-18"})
    nadia.does(case, "Schedule the interview", {"Day of the USCIS interview": "2026-05-04", "Circuit ride": "Ride 2"})
    at(clock, "2026-04-20")
    reply = {"Reply dated": "2026-04-19", **decided("2026-04-19", "reply.pdf")}
    nadia.does(case, "Name check (CLASS): Record a clear reply", reply)
    nadia.does(case, "Interagency check: Record a clear reply", reply)
    at(clock, "2026-05-04", 14)
    nadia.does(case, "Record the interview", {"Interviewed by USCIS on": "2026-05-04"})
    nadia.does(case, "Fingerprints: Record it as done", {"Done on": "2026-05-04"})
    at(clock, "2026-05-18")
    nadia.does(case, "Record an approval", decided("2026-05-14", "approval.pdf"))
    nadia.sees_state("Decisions awaited")
    rana.does(case, "Verify: Record an approval")
    rana.sees_state("Clearances under way")


def is_cleared(case: str, office: Office, clock: TestClock) -> None:
    nadia, idris, tala, omar = office["nadia"], office["idris"], office["tala"], office["omar"]
    at(clock, "2026-05-31")
    idris.does(case, "Invite to the medical exam", {"Day of the appointment": "2026-06-07"})
    nadia.does(case, "Send for allocation", {"Sent for allocation on": "2026-05-31"})
    at(clock, "2026-06-07", 15)
    idris.does(case, "Record the medical exam", {"Day of the exam": "2026-06-07"})
    at(clock, "2026-06-14")
    healthy = {"Finding": "No class", "Forms of the panel physician": "ds-2054.pdf"}
    idris.does(case, "Record the medical result", healthy, people=[NAMES[0], *NAMES[2:]])
    ill = {"Finding": "Class B1, tuberculosis", "Forms of the panel physician": "ds-3030.pdf"}
    idris.does(case, "Record the medical result", ill)
    at(clock, "2026-06-16")
    assured = {"Assurance dated": "2026-06-15", "Agency or sponsor group": "Agency Seven"}
    assured |= {"Place of resettlement": "Sampletown", "People counted in the assurance": "4"}
    nadia.does(case, "Record the assurance", {**assured, **decided("2026-06-15", "assurance.pdf")})
    tala.does(case, "Book a class", {"First day of the class": "2026-06-22"})
    at(clock, "2026-06-24", 16)
    tala.does(case, "Record attendance", {"Class finished on": "2026-06-24"})
    nadia.does(case, "Travel loan: Record it as done", {"Done on": "2026-06-24"})
    omar.does(case, "Apply for the paper", {"Application sent on": "2026-06-24"})
    at(clock, "2026-07-05")
    omar.does(case, "Record the grant", {"Valid from": "2026-07-05", **decided("2026-07-05", "permit.pdf")})
    nadia.does(case, "Verify: Record the grant")
    nadia.sees_state("Ready to be booked")


def knows_nothing_of_the_screening(nadia: Colleague, case: str) -> None:
    """Who is screened before departure tells a finding that only physicians read."""
    for page in ("", "/log", "/facts"):
        nadia.opens(f"/cases/{case}{page}")
        expect(nadia.page.get_by_role("main")).not_to_contain_text("Screening")


def flies(case: str, office: Office, clock: TestClock) -> None:
    idris, omar, gita = office["idris"], office["omar"], office["gita"]
    flight = {"Day of travel": "2026-07-28", "Departure": "2026-07-28T15:30", "Route": "AMM-JFK"}
    omar.does(case, "Book the flight", {**flight, "Booking reference": "SAMPLE1"})
    knows_nothing_of_the_screening(office["nadia"], case)
    at(clock, "2026-07-10")
    seen = {"Time of the check": "2026-07-10T09:50", "Result": "Fit"}
    idris.does(case, "Screening before departure: Record the travel check", seen)
    at(clock, "2026-07-28", 15)
    packets = {name: {"Boarding letter and travel packet": "packet.pdf"} for name in NAMES}
    gita.opens_case(case)
    gita.sees_why_not("Record the departure", "Yusuf Specimen: Fitness to travel, missing (Panel physician)")
    seen = {"Time of the check": "2026-07-28T14:50", "Result": "Fit"}
    idris.does(case, "Fitness to travel: Record the travel check", seen)
    clock.now = datetime(2026, 7, 28, 12, 40, tzinfo=UTC)
    gita.does(case, "Record the departure", each=packets)


def arrives(case: str, office: Office, clock: TestClock) -> None:
    nadia, omar = office["nadia"], office["omar"]
    at(clock, "2026-07-29")
    omar.does(case, "Confirm the arrival", {"Arrived on": "2026-07-29", "Who met the family": "Agency Seven"})
    admitted = {"Admitted to the United States on": "2026-07-29", **decided("2026-07-29", "i-94.pdf")}
    omar.does(case, "Record the admission", admitted)
    at(clock, "2026-10-28")
    nadia.does(case, "End the support", {"Support ended on": "2026-10-28"})


def test_a_family_of_four_arrives_and_nobody_needed_more_than_the_pages(
    office: Office, test_clock: TestClock, caseway: engine.Caseway
) -> None:
    nadia = office["nadia"]
    case = opens_the_case(nadia)
    is_prescreened(case, office, test_clock)
    is_decided(case, office, test_clock)
    is_cleared(case, office, test_clock)
    flies(case, office, test_clock)
    arrives(case, office, test_clock)
    expect(nadia.page.locator(".facts")).to_contain_text("Closed asCompleted")
    assert caseway.auditing.verify(None).is_whole
