"""My work and the list of cases: what waits for whom, and nothing of anybody else's."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.web.conftest import TestClock
from tests.web.journeys import TODAY, has_departed, is_clearing
from tests.web.test_steps import acts, grants_access, is_interviewed
from web.case_facets import found_words

Clients = Callable[[str], FlaskClient]
WITHDRAWN = {"decided_on": TODAY, "withdrawal_statement": "signed.pdf"}


def block(page: str, name: str) -> str:
    """The words of one block of My work; empty where there is none."""
    found = re.search(rf'id="{name}">.*?</section>', page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def opened(
    caseway: engine.Caseway,
    name: str = "nadia",
    office: str = "amman-office",
    given: str = "Testa",
    family: str = "Sample",
) -> engine.Case:
    caller = caseway.administration.caller_named(name)
    person = {"family_name": family, "given_names": given, "nationality": "SY", "born_on": "1990", "sex": "female"}
    opening = engine.Opening(
        actor=engine.Actor(user=caller.user, roles=frozenset()),
        people={"one": {**person, "relationship": "principal"}},
        facts={"referred_by": "embassy", "host_country": "JO"},
    )
    return caseway.casework.open(caller, "us-rsc", office, opening).case


def test_a_case_that_waits_for_my_role_is_on_my_list_with_its_first_step(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    page = caseworker.get("/").text
    assert "Schedule the prescreening" in block(page, "new")
    assert "Amina Specimen" in block(page, "new")
    assert f'href="/cases/{family_case.reference}/do/schedule_prescreening"' in page
    assert "1 case needs something from you" in page


def is_examined(caseway: engine.Caseway, case: engine.Case, *people: str) -> None:
    acts(caseway, "idris", case, "medical.invite", people=people, answers={"invited_for": TODAY})
    acts(caseway, "idris", case, "medical.examine", people=people, answers={"examined_on": TODAY})
    healthy = {"finding": "no_class", "medical_report": "ds-2054.pdf"}
    acts(caseway, "idris", case, "medical.give_result", people=people, answers=healthy)


def test_what_is_about_to_lapse_is_on_the_list_of_who_can_renew_it_from_its_warning_on(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_clearing(caseway, family_case)
    is_examined(caseway, family_case, "amina", "yusuf")  # counts through 2 September, warned of 45 days before
    test_clock.now = datetime(2026, 7, 19, 12, tzinfo=UTC)
    assert "Renew the medical exam" not in block(signed_in("idris").get("/").text, "soon")
    test_clock.now = datetime(2026, 7, 20, 12, tzinfo=UTC)
    page = signed_in("idris").get("/").text
    soon = block(page, "soon")
    assert "Renew the medical exam" in soon and "2 people" in soon and "in 44 days" in soon
    assert f'href="/cases/{family_case.reference}/do/medical.examine_early?person=amina&amp;person=yusuf"' in page
    for somebody_else in ("omar", "tala", "nadia_in_cairo"):
        assert "Renew the medical exam" not in signed_in(somebody_else).get("/").text
    test_clock.now = datetime(2026, 9, 2, 20, tzinfo=UTC)
    assert "Renew the medical exam" in block(signed_in("idris").get("/").text, "soon")
    test_clock.now = datetime(2026, 9, 2, 22, tzinfo=UTC)  # the day after, in Amman
    assert "Renew the medical exam" not in signed_in("idris").get("/").text


def test_what_somebody_outside_is_late_with_is_on_the_list_of_who_writes_it_down_and_of_who_covers_for_them(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_clearing(caseway, family_case)
    is_examined(caseway, family_case, "amina")
    acts(caseway, "omar", family_case, "exit_permit.ask_for_it", people=("amina",), answers={"asked_on": TODAY})
    assert "Record" not in block(signed_in("omar").get("/").text, "overdue")
    test_clock.passes(timedelta(days=60))
    overdue = block(signed_in("omar").get("/").text, "overdue")
    assert "Record the grant" in overdue and "Waits on: Host government" in overdue and "46 days late" in overdue
    for somebody_else in ("tala", "gita"):
        assert "Record the grant" not in signed_in(somebody_else).get("/").text
    acts(caseway, "omar", family_case, "take_case", answers={"role": "movement"})
    caseway.administration.add_user(None, "carim", ["us-rsc:movement"], ["amman-office"])
    omar, carim = (caseway.administration.caller_named(name) for name in ("omar", "carim"))
    today = test_clock().date()
    away = engine.Away(absent=omar.user, covered_by=carim.user, programme="*", first=today, last=today)
    caseway.covering.begin(omar, away)
    (late,) = caseway.worklist.in_place_of(carim, omar.user).overdue
    assert late.track is not None and late.waits_on == ("host_state",)


def test_of_many_cases_that_wait_on_others_those_are_shown_that_are_due_first_and_all_are_counted(
    signed_in: Clients, caseway: engine.Caseway, test_clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.worklist.MOST", 2)
    for given in ("Erste", "Zweite", "Dritte"):
        opened(caseway, given=given)
        test_clock.passes(timedelta(days=3))
    acts(caseway, "nadia", opened(caseway, given="Vierte"), "place_protection", note="The last one that changed")
    page = signed_in("omar").get("/?all=waiting").text
    waiting = block(page, "waiting")
    assert "Waiting on others 3" in waiting
    assert "Erste" in waiting and "Zweite" in waiting and "Dritte" not in waiting
    assert 'href="/cases?standing=open"' in page


def test_no_case_that_is_kept_is_lost_however_long_the_queue_and_the_page_says_that_there_is_more(
    signed_in: Clients, caseway: engine.Caseway, test_clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.worklist.MOST", 2)
    for number in range(6):
        case = opened(caseway, given=f"Testa{number}")
        grants_access(caseway, case)
        if number > 2:
            acts(caseway, "nadia", case, "take_case")
        test_clock.passes(timedelta(days=1))
    page = signed_in("nadia").get("/?all=yours").text
    assert all(f"Testa{number}" in block(page, "yours") for number in (3, 4, 5))
    assert "Of the queue the first 2 cases are here." in page and 'href="/queue"' in page
    queue = signed_in("nadia").get("/queue").text
    assert "3 cases that nobody keeps" in queue
    assert [f"Testa{number}" in queue for number in range(6)] == [True] * 3 + [False] * 3
    monkeypatch.setattr("engine.worklist.MOST", 9)
    assert "Of the queue" not in signed_in("nadia").get("/").text


def test_the_queue_is_turned_page_by_page_and_nobody_elses(
    signed_in: Clients, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    for number in range(27):
        grants_access(caseway, opened(caseway, given=f"Testa{number:02}"))
        test_clock.passes(timedelta(hours=8))
    nadia, seen, address = signed_in("nadia"), list[str](), "/queue"
    while address:
        page = nadia.get(address).text
        seen += sorted(set(re.findall(r"Testa\d\d", page)))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"Testa{number:02}" for number in range(27)]
    assert {"Testa00", "Testa01"} <= set(seen[:25]) and "Testa26" in seen[25:]  # the first due come first
    assert "Testa" not in signed_in("nadia_in_cairo").get("/queue").text
    assert signed_in("aziz").get("/queue").status_code == 404
    for odd in ("x", "~~~", "1~2~3", "1~2~3~\x00", "99999999999~a~b~c"):
        assert nadia.get("/queue", query_string={"after": odd}).status_code == 200, odd


def test_what_is_overdue_is_told_as_late(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    grants_access(caseway, family_case)
    test_clock.passes(timedelta(days=70))
    page = signed_in("nadia").get("/").text
    assert "Schedule the prescreening" in block(page, "overdue")
    assert "days late" in block(page, "overdue")
    assert "Schedule the prescreening" not in block(page, "new")


def test_a_case_of_others_is_shown_with_whom_it_waits(caseworker: FlaskClient, family_case: engine.Case) -> None:
    waiting = block(caseworker.get("/").text, "waiting")
    assert "Amina Specimen" in waiting
    assert re.search(r"Waits on: Refugee coordinator \(PRM\) · nothing new since \w{3} \d+ \w{3}", waiting)


def test_who_writes_down_what_somebody_outside_does_sees_the_step_and_on_whom_it_waits(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    has_departed(caseway, family_case, test_clock)
    page = signed_in("omar").get("/").text
    assert "Confirm the arrival" in block(page, "waiting")
    assert "Under way · Waits on: Resettlement agency" in block(page, "waiting")
    assert f'href="/cases/{family_case.reference}/do/travel.confirm_arrival"' in page
    assert "0 cases need something from you" in page
    assert "Apply for the paper" not in page
    for name in ("nadia", "gita"):
        waiting = block(signed_in(name).get("/").text, "waiting")
        assert "Under way" in waiting and "Confirm the arrival" not in waiting


def test_what_waits_on_others_says_by_how_much_it_is_late_the_longest_first(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_interviewed(caseway, family_case)
    test_clock.passes(timedelta(days=5))
    opened(caseway)
    test_clock.passes(timedelta(days=40))
    late = re.findall(r"(\d+) days late", block(signed_in("omar").get("/").text, "waiting"))
    assert late == ["15", "10"]


def test_a_track_that_waits_for_my_role_is_one_line_for_all_its_people(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    new = block(caseworker.get("/").text, "new")
    assert re.search(r"Fingerprints: Record it as done\s+To be done · 2 people", new)


def test_a_decision_waits_on_the_list_of_the_second_person_only(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    people = tuple(one.id for one in family_case.people[:2])
    answers = {"decided_on": "2026-03-02", "source": "notice.pdf"}
    acts(caseway, "nadia", family_case, "member.approve", people=people, answers=answers)
    assert "Verify: Record an approval" in block(signed_in("rana").get("/").text, "second")
    assert block(signed_in("nadia").get("/").text, "second") == ""
    asked_for = block(signed_in("nadia").get("/?all=second").text, "second")
    assert "No decision waits for you as a second person." in asked_for


def test_a_case_on_hold_says_so_and_a_hidden_hold_does_not(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    other = opened(caseway)
    acts(caseway, "nadia", family_case, "place_protection", note="Somebody follows the family")
    acts(caseway, "ines", other, "place_security", note="A name on a list")
    held = block(caseworker.get("/").text, "on-hold")
    assert "Amina Specimen" in held
    assert "Testa Sample" not in held


def test_a_case_of_another_office_is_on_no_list(signed_in: Clients, caseway: engine.Caseway) -> None:
    opened(caseway, "nadia_in_cairo", "cairo-office", "Kairouan")
    nadia = signed_in("nadia")
    assert "Kairouan" not in nadia.get("/").text
    assert "Kairouan" not in nadia.get("/cases").text
    assert "Kairouan" in signed_in("nadia_in_cairo").get("/cases").text


def found(page: str) -> str:
    return re.search(r'id="found">([^<]*)<', page)[1]


def test_the_list_is_cut_by_its_address(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    other = opened(caseway)
    grants_access(caseway, other)
    acts(caseway, "nadia", family_case, "place_protection", note="Somebody follows the family")
    assert found(caseworker.get("/cases").text) == "2 of 2 cases"
    for query, name in (
        ("programme=us-rsc&phase=preparation", "Testa Sample"),
        ("programme=us-rsc&waits_on=prm", "Amina Specimen"),
        ("standing=on_hold", "Amina Specimen"),
    ):
        page = caseworker.get(f"/cases?{query}").text
        assert found(page) == "1 of 2 cases", query
        assert name in page, query
    assert found(caseworker.get("/cases?standing=closed").text) == "0 of 2 cases"
    assert "No case matches this filter" in caseworker.get("/cases?standing=closed").text


def test_each_filter_is_taken_away_by_its_own_link(caseworker: FlaskClient, family_case: engine.Case) -> None:
    page = caseworker.get("/cases?programme=us-rsc&phase=access&standing=open").text
    links = re.findall(r'class="chip" href="([^"]+)"', page)
    assert [link.replace("&amp;", "&") for link in links] == [
        "/cases?standing=open",
        "/cases?programme=us-rsc&standing=open",
        "/cases?programme=us-rsc&phase=access",
    ]


def test_every_case_is_on_one_page_and_only_one(
    caseworker: FlaskClient, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    for number in range(27):
        opened(caseway, given=f"Testa{number:02}")
        test_clock.passes(timedelta(seconds=number % 3))
    seen, address = [], "/cases"
    while address:
        page = caseworker.get(address).text
        seen += re.findall(r"Testa\d\d", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"Testa{number:02}" for number in range(27)]


def test_an_odd_address_gives_a_list_and_no_error(caseworker: FlaskClient, family_case: engine.Case) -> None:
    odd = ("after=x", "after=~", "after=%00~%00", "programme=%00", "phase=nothing", "standing=x")
    for query in odd:
        assert caseworker.get(f"/cases?{query}").status_code == 200, query


def test_what_may_be_done_in_many_states_is_never_what_is_next(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    page = caseworker.get("/").text
    assert "Fingerprints: Record it as done" in page
    assert "newborn" not in page


def test_a_case_that_waits_on_the_checks_of_others_says_with_whom(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    adults, done = tuple(one.id for one in family_case.people[:2]), {"done_on": "2026-03-02"}
    acts(caseway, "nadia", family_case, "fingerprints.record_done", people=adults, answers=done)
    acts(caseway, "nadia", family_case, "travel_loan.record_done", people=adults, answers=done)
    acts(caseway, "nadia", family_case, "assurance.send_to_allocation", answers={"sent_on": "2026-03-02"})
    waiting = block(caseworker.get("/").text, "waiting")
    assert "Clearances under way" in waiting
    assert "Panel physician" in waiting and "RSC caseworker" not in waiting


def test_the_longest_overdue_comes_first(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    today, papers = "2026-03-02", dict.fromkeys(("privacy_release", "application", "sworn_statement"), "a.pdf")
    talk = {"told_it_is_free": "true", "interpreter": "I7", "account": "In the file"}
    each = {one.id: {"prescreened_on": today} for one in family_case.people}
    grants_access(caseway, opened(caseway))
    grants_access(caseway, family_case)
    acts(caseway, "nadia", family_case, "schedule_prescreening", answers={"prescreen_on": today})
    acts(caseway, "nadia", family_case, "conduct_prescreening", answers={**papers, **talk}, each=each)
    acts(caseway, "rana", family_case, "send_back", note="A page is missing")
    test_clock.passes(timedelta(days=200))
    overdue = block(signed_in("nadia").get("/").text, "overdue")
    late = [int(days) for days in re.findall(r"(\d+) days late", overdue)]
    assert len(set(late)) > 2
    assert late == sorted(late, reverse=True)


def test_a_closed_case_still_says_how_many_people_it_was_about(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    acts(caseway, "nadia", family_case, "withdraw", answers=WITHDRAWN)
    page = caseworker.get("/cases?standing=closed").text
    assert f"{len(family_case.people)} people" in page
    assert "0 people" not in page


def test_the_clearances_of_each_person_add_up_to_those_of_the_case(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    page = caseworker.get(f"/cases/{family_case.reference}").text
    everybody = re.search(r"\d+ of (\d+) cleared", page)
    people = re.search(r"People of this case.*?</table>", page, flags=re.S)
    each = re.findall(r"\d+ of (\d+)", people[0])
    assert len(each) == len(family_case.people)
    assert sum(map(int, each)) + 1 == int(everybody[1])  # the sponsorship assurance is the whole case's


def test_the_filters_are_applied_above_and_below_them(caseworker: FlaskClient, family_case: engine.Case) -> None:
    form = re.search(r'<form class="facets".*?</form>', caseworker.get("/cases?standing=open").text, flags=re.S)[0]
    assert form.index("Apply filters") < form.index("<fieldset>") < form.rindex("</fieldset>") < form.rindex("Apply")


def test_choices_of_one_filter_add_up_and_say_how_many_cases_each_would_leave(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    acts(caseway, "nadia", family_case, "place_protection", note="Somebody follows the family")
    acts(caseway, "nadia", family_case, "take_case")
    grants_access(caseway, opened(caseway))
    for query, many, count in (
        ("programme=us-rsc&phase=access&phase=preparation", 2, ("phase", "preparation", 1)),
        ("kept=me", 1, ("kept", "nobody", 1)),
        ("kept=me&kept=nobody&standing=on_hold", 1, ("standing", "open", 2)),
        ("lapses=past", 0, ("standing", "closed", 0)),
    ):
        page = caseworker.get(f"/cases?{query}").text
        assert found(page) == f"{many} of 2 cases", query
        assert shown_count(page, *count[:2]) == count[2], query


def shown_count(page: str, facet: str, choice: str) -> int:
    found = re.search(rf'name="{facet}" value="{choice}"[^<]*<small>(\d+)<', page)
    assert found, (facet, choice)
    return int(found[1])


def test_a_hidden_hold_is_in_no_count_of_the_list(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    acts(caseway, "ines", family_case, "place_security", note="A name on a list")
    assert shown_count(caseworker.get("/cases").text, "standing", "on_hold") == 0


def test_columns_order_and_length_stand_in_the_address_and_stay_there(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    opened(caseway)
    page = caseworker.get("/cases?cols=changed&cols=kept&sort=reference&rows=50&standing=open").text
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+?)\s*<', page)
    assert heads == ["Case", "Last change", "Kept by"]
    assert 'aria-sort="ascending"' in page
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/cases\?[^"]+)"', page)]
    for link in links:
        assert "cols=changed&cols=kept" in link, link
        assert "rows=" in link or "rows" not in link, link
    assert any("sort=changed" in link and "standing=open" in link and "rows=50" in link for link in links)
    assert any(link.endswith("rows=100") for link in links)
    for name in ("cols", "sort", "rows"):
        assert f'type="hidden" name="{name}"' in page


def test_a_restricted_check_that_runs_out_is_in_no_column_and_no_count(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)  # name checks are clear, for so many months
    for name in ("nadia", "idris"):
        page = signed_in(name).get("/cases").text
        assert [shown_count(page, "lapses", one) for one in ("past", "30", "90", "later")] == [0, 0, 0, 0]
    is_examined(caseway, family_case, "amina")
    assert shown_count(signed_in("idris").get("/cases").text, "lapses", "later") == 1
    assert caseway.auditing.verify(None).is_whole


def words_of(client: FlaskClient) -> str:
    """The list as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/cases").text))


def test_the_next_step_of_a_case_and_whose_it_is_are_a_column(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    """With somebody outside, the step that writes down what they did; whoever reads."""
    outside, ours = "Grant access Refugee coordinator (PRM)", "Schedule the prescreening RSC caseworker"
    assert outside in words_of(signed_in("nadia")) and outside in words_of(signed_in("idris"))
    grants_access(caseway, family_case)
    assert ours in words_of(signed_in("nadia")) and ours in words_of(signed_in("idris"))
    acts(caseway, "nadia", family_case, "withdraw", answers=WITHDRAWN)
    assert "RSC caseworker" not in words_of(signed_in("nadia")).partition("Next step")[2]


def test_very_many_cases_are_not_told_to_the_last_one(app: Flask) -> None:
    """They are not counted to the last one either."""
    most = engine.MOST_COUNTED
    told = {
        "en": ("12 of 300 cases", "12 of more than 10,000 cases", "More than 10,000 cases"),
        "fr": ("12 sur 300 dossiers", "12 sur plus de 10 000 dossiers", "Plus de 10 000 dossiers"),
    }
    for language, words in told.items():
        with app.test_request_context(headers={"Accept-Language": language}):
            tallies = (
                engine.Tally(all=every, found=some) for every, some in ((300, 12), (most + 1, 12), (most + 1,) * 2)
            )
            assert tuple(found_words(one).replace("\u202f", " ") for one in tallies) == words


def test_first_to_lapse_and_everybody_cleared_are_columns(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    before = words_of(caseworker)
    is_examined(caseway, family_case, "amina")
    page = words_of(caseworker)
    assert "2 Sept 2026" in page and "2 Sept 2026" not in before
    assert "No day yet" in page and len({re.search(r"\d+ not started", one)[0] for one in (before, page)}) == 2
    assert "2 Sept 2026" in caseworker.get("/cases?lapses=later").text
    assert found(caseworker.get("/cases?lapses=30&lapses=past").text) == "0 of 1 case"
