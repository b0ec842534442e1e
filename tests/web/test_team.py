"""The team's page: for whoever gives cases out, with numbers that lead to the cases they count."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient

import engine
from tests.web.conftest import FACTS, TestClock
from tests.web.journeys import is_ready
from tests.web.test_steps import acts

Clients = Callable[[str], FlaskClient]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|[\u2066-\u2069]", " ", page).split())


def leading(page: str) -> list[tuple[str, int]]:
    """The links of a page to the list of cases, with the numbers that they are."""
    found = re.findall(r'<a href="(/cases\?[^"]*)">(\d+)[^<]*</a>', page)
    return [(unescape(href), int(number)) for href, number in found]


def counted(client: FlaskClient, href: str) -> int:
    """How many cases the list behind a link has; that it is cut is seen."""
    page = client.get(href)
    assert page.status_code == 200 and 'class="chip"' in page.text, href
    return int(re.search(r"(\d+) of \d+ case", page.text)[1])  # type: ignore[index]


def rows(page: str, table: str) -> Iterator[str]:
    body = re.search(rf'id="{table}".*?<tbody.*?</tbody>', page, flags=re.S)
    found = re.findall(r"<tr.*?</tr>", body[0].partition("<tbody")[2], flags=re.S) if body else []
    yield from (words(row) for row in found)


def test_a_supervisor_sees_who_keeps_how_many_and_each_number_leads_to_its_cases(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    selma, nadia = signed_in("selma"), caseway.administration.caller_named("nadia")
    actor, person = engine.Actor(user=nadia.user, roles=frozenset()), dict(family_case.people[0].facts)
    alone = engine.Opening(actor=actor, people={"other": person}, facts=FACTS)
    caseway.casework.open(nadia, "us-rsc", "amman-office", alone)
    assert list(rows(selma.get("/team").text, "members")) == ["Nobody yet 2 0 0 0"]
    acts(caseway, "nadia", family_case, "take_case", answers={"role": "caseworker"})
    page = selma.get("/team").text
    assert list(rows(page, "members")) == [
        "Nadia Give cases to a colleague : Nadia · Absence and cover : Nadia 1 0 0 0",
        "Nobody yet 1 0 0 0",
    ]
    links = leading(page)
    assert [number for _, number in links] == [1, 1, 1, 1]
    for href, number in links:
        assert counted(selma, href) == number, href
    assert family_case.reference in selma.get(links[0][0]).text


def test_who_gives_out_only_some_of_their_cases_is_led_to_these_alone(
    family_case: engine.Case, caseway: engine.Caseway
) -> None:
    cairo = caseway.administration.caller_named("nadia_in_cairo")
    opening = engine.Opening(
        actor=engine.Actor(user="", roles=frozenset()), people={"one": dict(family_case.people[0].facts)}, facts=FACTS
    )
    caseway.casework.open(cairo, "us-rsc", "cairo-office", opening)
    selma = caseway.administration.caller_named("selma")
    both = replace(selma, duties=(*selma.duties, *cairo.duties))
    assert caseway.team.board(selma).whole and not caseway.team.board(both).whole
    (nobody,) = [one for one in caseway.team.board(both).members if one.user is None]
    found = [caseway.case_lists.cases(both, engine.Wanted(team=team)).tally.found for team in (("given",), ())]
    assert found == [nobody.open, 2] == [1, 2]


def test_only_who_gives_cases_out_finds_the_team(signed_in: Clients, family_case: engine.Case) -> None:
    assert 'href="/team"' in signed_in("selma").get("/").text
    for name in ("nadia", "aziz"):
        client = signed_in(name)
        assert client.get("/team").status_code == 404
        assert 'href="/team"' not in client.get("/cases").text


def test_what_stands_still_is_told_with_what_would_help(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    assert "Every open case can go on." in signed_in("selma").get("/team").text
    caseway.administration.close_user(None, "nadia")
    (nobody,) = rows(signed_in("selma").get("/team").text, "stuck")
    assert nobody.startswith("Nobody at this office is RSC caseworker, and cases wait for one 1 case")
    assert nobody.endswith("Ask the administrator to give somebody this role")
    selma = signed_in("selma")
    links = leading(selma.get("/team").text)
    assert any("turn=caseworker" in href for href, _ in links)
    assert [counted(selma, href) for href, _ in links] == [number for _, number in links]


def test_what_fell_due_while_no_clock_ran_is_told(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_ready(caseway, family_case)
    test_clock.passes(timedelta(days=400))
    late = [row for row in rows(signed_in("selma").get("/team").text, "stuck") if "fell due" in row]
    assert [row.endswith("Ask the administrator whether the clock runs") for row in late] == [True]


def test_a_hold_that_was_to_be_looked_at_again_is_told_from_the_day_after(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    people = (family_case.people[0].id,)
    acts(caseway, "nadia", family_case, "place_missing_document", people=people, note="The family book")
    for days, told in ((14, 0), (1, 1)):
        test_clock.passes(timedelta(days=days))
        found = [row for row in rows(signed_in("selma").get("/team").text, "stuck") if "Missing document" in row]
        assert len(found) == told
