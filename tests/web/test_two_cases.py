"""A split and a merge through their pages: two cases, one step, nothing lost, nothing told that may not be known."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import FACTS
from tests.web.journeys import is_clearing
from tests.web.test_steps import acts, checked, grants_access, hidden, messages, sends, step_path, version

MERGE, SPLIT, AGREE = "merge_duplicate", "give_own_case", "countersign_give_own_case"
Clients = Callable[[str], FlaskClient]


def second_case(
    caseway: engine.Caseway, user: str = "nadia", office: str = "amman-office", **facts: str
) -> engine.Case:
    """Another case, of one more clearly invented person."""
    clerk = caseway.administration.caller_named(user)
    layla = {"family_name": "Specimen", "given_names": "Layla", "nationality": "SY", "born_on": "1999"}
    layla |= {"sex": "female", "relationship": "principal"}
    actor = engine.Actor(user=clerk.user, name=clerk.name, roles=frozenset())
    opening = engine.Opening(actor=actor, people={"layla": layla}, facts={**FACTS, **facts})
    return caseway.casework.open(clerk, "us-rsc", office, opening).case


def seen(caseway: engine.Caseway, reference: str) -> engine.Case:
    return caseway.casework.see(caseway.administration.caller_named("selma"), reference).case


def asked_to_split(caseway: engine.Caseway, case: engine.Case) -> None:
    """Yusuf is to have a case of his own; the supervisor has not agreed yet."""
    is_clearing(caseway, case)
    each = {"yusuf": {"relationship": "principal"}}
    acts(caseway, "nadia", case, SPLIT, people=("yusuf",), each=each, reason="divorced", note="Divorced on 20 March")


def agreed(client: FlaskClient, case: engine.Case) -> TestResponse:
    data = checked(client, case, AGREE, people="case")
    return client.post(step_path(case, AGREE), data=data, follow_redirects=True)


def other_reference(page: str, case: engine.Case) -> str:
    found = set(re.findall(r'href="/cases/([A-Z]{3}-[0-9]+)"', page)) - {case.reference}
    assert len(found) == 1, found
    return found.pop()


def test_the_check_page_of_a_split_tells_everything_that_goes_along(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    asked_to_split(caseway, family_case)
    before = version(caseway, family_case)
    page = sends(signed_in("selma"), step_path(family_case, AGREE), people="case").text
    assert "A case of their own opens for Yusuf Specimen, in: " in page
    assert "Its reference is told when this is recorded." in page
    assert "Goes along: Medical examination: " in page or "Goes along: Medical" in page
    assert version(caseway, family_case) == before


def test_after_a_split_the_new_case_is_told_with_a_link_that_opens_it(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    asked_to_split(caseway, family_case)
    client = signed_in("selma")
    page = agreed(client, family_case)
    reference = other_reference(page.text, family_case)
    assert "was opened for: Yusuf Specimen." in page.text
    new = client.get(f"/cases/{reference}")
    assert new.status_code == 200 and "Came from another case" in new.text and family_case.reference in new.text
    old = client.get(f"/cases/{family_case.reference}").text
    assert "Split off to another case" in old and f'href="/cases/{reference}"' in old


def test_both_logs_name_the_other_case_and_what_came_along(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    asked_to_split(caseway, family_case)
    client = signed_in("selma")
    reference = other_reference(agreed(client, family_case).text, family_case)
    old, new = client.get(f"/cases/{family_case.reference}/log").text, client.get(f"/cases/{reference}/log").text
    assert f'href="/cases/{reference}"' in old and "was opened for: Yusuf Specimen." in old
    assert f'href="/cases/{family_case.reference}"' in new and "Brought along: Medical" in new


def test_a_hold_that_goes_along_is_told_to_nobody_who_may_not_see_it(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    is_clearing(caseway, family_case)
    acts(caseway, "ines", family_case, "place_security", people=("yusuf",), note="A name on a list")
    each = {"yusuf": {"relationship": "principal"}}
    acts(caseway, "nadia", family_case, SPLIT, people=("yusuf",), each=each, reason="divorced", note="Divorced")
    client = signed_in("selma")
    hold = "Hold: Security hold"
    assert hold in sends(client, step_path(family_case, AGREE), people="case").text
    reference = other_reference(agreed(client, family_case).text, family_case)
    assert "Brought along: Hold" in client.get(f"/cases/{reference}/log").text
    page = signed_in("nadia").get(f"/cases/{reference}/log").text
    assert "Brought along: Hold" not in page and "Brought along: Medical" in page


def test_a_split_that_is_confirmed_twice_opens_one_case(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    asked_to_split(caseway, family_case)
    client = signed_in("selma")
    data = checked(client, family_case, AGREE, people="case")
    answers = [client.post(step_path(family_case, AGREE), data=data) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert caseway.cases() == 2


def test_a_case_that_is_not_there_and_one_that_is_not_seen_are_told_alike(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    client, path = signed_in("selma"), step_path(family_case, MERGE)
    elsewhere = second_case(caseway, "nadia_in_cairo", "cairo-office")
    for named in (elsewhere.reference, "XXX-99999999"):
        answer = sends(client, path, then="other", other=named)
        assert answer.status_code == 422
        assert messages(answer) == [f"There is no case {named}"]
        assert "Layla" not in answer.text
    assert messages(sends(client, path, then="other", other="")) == ["Name the other case"]
    same = messages(sends(client, path, then="other", other=family_case.reference))
    assert same == ["This is the same case; name the other one"]


def named(client: FlaskClient, case: engine.Case, other: engine.Case) -> TestResponse:
    answer = sends(client, step_path(case, MERGE), then="other", other=other.reference)
    assert answer.status_code == 303
    return client.get(answer.headers["Location"])


def to_record(client: FlaskClient, case: engine.Case, other: engine.Case, **sides: str) -> dict[str, list[str]]:
    page = named(client, case, other)
    typed = {f"c-{key}": side for key, side in sides.items()}
    sent = {**hidden(page), **typed, "then": "check", "note": "One family"}
    answer = client.post(step_path(case, MERGE), data=sent, follow_redirects=True)
    assert answer.status_code == 200, messages(answer)
    return {**hidden(answer), "then": ["record"], "sure": ["true"]}


def test_what_the_two_cases_differ_in_is_asked_side_by_side_and_the_choice_is_written(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    grants_access(caseway, family_case)
    other = second_case(caseway, host_country="LB", unhcr_case_number="999-26C00009")
    client = signed_in("selma")
    page = named(client, family_case, other)
    assert "Everybody in it comes: Layla Specimen." in page.text
    assert "Jordan" in page.text and "Lebanon" in page.text
    missing = client.post(step_path(family_case, MERGE), data={**hidden(page), "then": "check", "note": "One family"})
    assert missing.status_code == 422 and len(messages(missing)) == 2
    data = to_record(client, family_case, other, host_country="there", unhcr_case_number="here")
    done = client.post(step_path(family_case, MERGE), data=data, follow_redirects=True)
    assert "has ended; from it came: Layla Specimen." in done.text
    merged = seen(caseway, family_case.reference)
    assert (merged.facts["host_country"], merged.facts["unhcr_case_number"]) == ("lb", FACTS["unhcr_case_number"])
    assert seen(caseway, other.reference).outcome == "duplicate_merged"
    assert "Into the case" in client.get(f"/cases/{other.reference}/log").text


def test_a_merge_that_is_confirmed_twice_is_one_event(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    grants_access(caseway, family_case)
    other, client = second_case(caseway, host_country="LB"), signed_in("selma")
    data = to_record(client, family_case, other, host_country="there")
    answers = [client.post(step_path(family_case, MERGE), data=data) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    versions = seen(caseway, family_case.reference).version, seen(caseway, other.reference).version
    client.post(step_path(family_case, MERGE), data=data)
    assert versions == (seen(caseway, family_case.reference).version, seen(caseway, other.reference).version)


@pytest.mark.parametrize("which", ["this", "other"])
def test_a_change_in_either_case_meanwhile_is_a_conflict_in_which_nothing_typed_is_lost(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case, which: str
) -> None:
    grants_access(caseway, family_case)
    other, client = second_case(caseway, host_country="LB"), signed_in("selma")
    data = to_record(client, family_case, other, host_country="there")
    changed, person = (family_case, "amina") if which == "this" else (other, "layla")
    acts(
        caseway,
        "nadia",
        changed,
        "amend_person",
        people=(person,),
        each={person: {"sex": "female"}},
        note="By the passport",
    )
    answer = client.post(step_path(family_case, MERGE), data=data)
    assert answer.status_code == 409
    assert "Correct personal data" in answer.text and "One family" in answer.text and "Lebanon" in answer.text
    assert seen(caseway, other.reference).outcome is None
    again = client.post(step_path(family_case, MERGE), data=hidden(answer), follow_redirects=True)
    assert again.status_code == 200
    done = client.post(step_path(family_case, MERGE), data={**hidden(again), "then": "record", "sure": "true"})
    assert done.status_code == 303
    assert seen(caseway, family_case.reference).facts["host_country"] == "lb"


def test_an_old_merge_page_shows_the_conflict_before_the_check(
    signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    grants_access(caseway, family_case)
    other, client = second_case(caseway, host_country="LB"), signed_in("selma")
    page = named(client, family_case, other)
    acts(caseway, "nadia", other, "amend_person", people=("layla",), each={"layla": {"sex": "female"}}, note="Passport")
    sent = {**hidden(page), "then": "check", "note": "One family", "c-host_country": "there"}
    assert client.post(step_path(family_case, MERGE), data=sent).status_code == 409
