"""The demonstration: true on every day on which it is made, in every phase, with sign-ins that work."""

import os
import signal
import socket
import stat
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

import engine
from cli.demonstration import COMPLETE, FOREIGN, as_it_began, fill
from cli.demonstration import STORIES as OF_ALL
from cli.demonstration.families import GIVEN
from cli.demonstration.us_rsc import STORIES
from tests.cli.shell import Shell

AUDITOR = engine.Caller(user="a", name="A", duties=(engine.Duty(programme="*", role="auditor", office="*"),))
LEAP_DAY, FREE_FRIDAY = datetime(2028, 2, 29, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, 3, 0, tzinfo=UTC)


STATES = {
    "referred": 2,
    "access_granted": 2,
    "access_refused": 1,
    "prescreening_scheduled": 1,
    "prescreened": 1,
    "returned": 1,
    "checks_running": 2,
    "interview_scheduled": 1,
    "interviewed": 2,
    "awaiting_reviews": 2,
    "clearing": 4,
    "travel.ready": 2,
    "travel.booked": 2,
    "travel.unbooking": 1,
    "travel.departed": 1,
    "support.settling": 2,
    "completed": 2,
    "everybody_denied": 1,
    "withdrawn": 1,
    "no_contact": 1,
}


RETURNS = {
    "TRI-2027-000001": "completed",
    "TRI-2027-000002": "reintegrating",
    "TRI-2028-000001": "unlisting",
    "TRI-2028-000002": "under_way",
    "TRI-2028-000003": "ready",
    "TRI-2028-000004": "counselling",
    "TRI-2028-000005": "counselling",
    "TRI-2028-000006": "preparing",
    "ADE-2027-000001": "withdrawn",
    "ADE-2028-000001": "ready",
    "ADE-2028-000002": "manifested",
    "ADE-2028-000003": "registered",
}


RELOCATIONS = {
    "ATH-2027-000001": "relocated",
    "ATH-2028-000001": "under_appeal",
    "ATH-2028-000002": "to_decide",
    "ATH-2028-000003": "whereabouts_unknown",
    "ATH-2028-000004": "travel.booked",
    "ATH-2028-000005": "said_no",
    "ATH-2028-000006": "assessing",
    "ATH-2028-000007": "registered",
    "ROM-2028-000001": "landed",
    "ROM-2028-000002": "preparing",
    "ROM-2028-000003": "travel.ready",
    "ROM-2028-000004": "to_match",
    "ROM-2028-000005": "interview_arranged",
    "ROM-2028-000006": "checking",
}


TO_AUSTRALIA = {
    "AMM-2027-000001": "preparing",
    "AMM-2027-000002": "travel.booked",
    "AMM-2027-000003": "criterion_failed",
    "AMM-2027-000004": "concerns_sent",
    "BEI-2027-000001": "clearing",
    "BEI-2027-000002": "before_court",
    "BEI-2027-000003": "preparing",
    "BEI-2027-000004": "queued",
    "NAI-2027-000001": "settled",
    "NAI-2027-000002": "support.settling",
    "NAI-2027-000003": "decision_ready",
    "NAI-2027-000004": "assessing",
    "NAI-2028-000001": "invited",
}


TO_CANADA = {
    "ANK-000001": "completed",
    "ANK-000002": "clearing",
    "ANK-000003": "support.settling",
    "ANK-000004": "refused",
    "ANK-000005": "awaiting_landing",
    "ANK-000006": "answer_awaited",
    "ANK-000007": "file_to_open",
    "BEI-000001": "travel.booked",
    "BEI-000002": "clearing",
    "BEI-000003": "without_sponsor",
    "BEI-000004": "with_resettlement_centre",
    "AMM-000001": "provisional",
    "AMM-000002": "on_permit",
}
FROM_A_SPLIT = 1  # whoever did not travel to Canada with the family has a case of their own


FAMILIES = {
    "FR-ERB-2027-000001": "reunited",
    "FR-ERB-2027-000002": "remedies",
    "FR-ERB-2028-000001": "preparing",
    "FR-ERB-2028-000002": "collecting",
    "FR-ANK-2027-000001": "settling",
    "FR-ANK-2027-000002": "travel.unbooking",
    "FR-ANK-2028-000001": "at_post",
    "FR-ANK-2028-000002": "complete",
    "ANC-BER-2027-000001": "reunited",
    "ANC-BER-2028-000003": "evidence_asked",
    "ANC-BER-2028-000004": "eligible",
}


@contextmanager
def made_on(now: datetime, home: Path) -> Iterator[tuple[engine.Caseway, Path]]:
    """A demonstration made on some day."""
    caseway = engine.open_caseway(f"sqlite:///{home / 'caseway.sqlite'}", home, lambda: now)
    as_it_began(caseway).administration.first_start(engine.texts_under(Path("programmes")))
    fill(caseway, home)
    yield caseway, home
    caseway.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[engine.Caseway, Path]]:
    """The demonstration of a leap day, late in the evening."""
    with made_on(LEAP_DAY, tmp_path_factory.mktemp("demonstration")) as made:
        yield made


def cases(caseway: engine.Caseway) -> list[engine.Case]:
    """All of them, by their references, which count from 1 at each office."""
    found = []
    for office in ("AMM", "BEI", "CAI"):
        for number in range(1, 1 + sum(one.office.upper().startswith(office) for one in STORIES)):
            found.append(caseway.casework.see(AUDITOR, f"{office}-{number:08}").case)
    return found


def test_every_story_is_told_to_its_end_and_the_log_is_whole(made: tuple[engine.Caseway, Path]) -> None:
    assert_complete(*made)


def test_on_a_day_on_which_nobody_works_it_is_the_same(tmp_path: Path) -> None:
    with made_on(FREE_FRIDAY, tmp_path) as made:
        assert_complete(*made)


def assert_complete(caseway: engine.Caseway, home: Path) -> None:
    """Every story is told to its end, in all phases and with all endings."""
    text = (home / "demonstration.txt").read_text(encoding="utf-8")
    roles = len({role for programme in caseway.drafting.programmes() for role in programme.roles})
    assert text.splitlines()[roles + 4 :] == [COMPLETE]
    assert caseway.cases() == sum(len(stories) for stories in OF_ALL.values()) + FROM_A_SPLIT
    assert Counter(one.standing.state for one in cases(caseway)) == STATES
    assert caseway.auditing.verify(None).breaches == ()


def test_returns_stand_in_every_phase_and_wait_for_a_flight_a_word_and_a_second_thought(
    made: tuple[engine.Caseway, Path],
) -> None:
    found = [made[0].casework.see(AUDITOR, f"VHR-{one}").case for one in RETURNS]
    assert {case.reference.removeprefix("VHR-"): case.standing.state for case in found} == RETURNS
    assert [hold.name for case in found for hold in seen_by(made[0], case, "airport").holds] == ["weather"]


def test_relocations_stand_in_every_phase_and_wait_for_a_panel_a_court_and_a_state(
    made: tuple[engine.Caseway, Path],
) -> None:
    found = {one: made[0].casework.see(AUDITOR, f"REL-{one}").case for one in RELOCATIONS}
    assert {one: case.standing.state for one, case in found.items()} == RELOCATIONS
    assert [hold.name for case in found.values() for hold in seen_by(made[0], case, "airport").holds] == ["protection"]
    silent = found["ATH-2028-000002"].present
    assert {person.tracks["offer"].state for person in silent} == {"accepted_by_silence"}
    (child,) = found["ATH-2028-000006"].present
    assert child.tracks["best_interests"].state == "with_panel"


def test_families_to_australia_stand_in_every_phase_one_is_held_and_one_visa_runs_out_soon(
    made: tuple[engine.Caseway, Path],
) -> None:
    found = [made[0].casework.see(AUDITOR, f"XB-{one}").case for one in TO_AUSTRALIA]
    assert {case.reference.removeprefix("XB-"): case.standing.state for case in found} == TO_AUSTRALIA
    assert [hold.name for case in found for hold in seen_by(made[0], case, "security").holds] == ["restricted"]
    now = made[0].casework.now().date()
    entries = [person.facts.get("enter_before") for person in found[0].people]
    assert all(timedelta() < one - now < timedelta(days=45) for one in entries)


def test_families_bound_for_canada_wait_for_a_group_a_letter_an_exit_and_a_landing(
    made: tuple[engine.Caseway, Path],
) -> None:
    caseway = made[0]
    found = [caseway.casework.see(AUDITOR, f"CA-{one}").case for one in TO_CANADA]
    assert {case.reference.removeprefix("CA-"): case.standing.state for case in found} == TO_CANADA
    assert [hold.name for case in found for hold in case.holds] == ["exit_blocked"]
    assert found[11].tracks["matching"].state == "application_due"
    assert {person.tracks["medical"].state for person in found[12].people} == {"to_invite"}


def test_families_stand_at_every_turn_and_what_befell_an_anchor_has_reached_the_booking(
    made: tuple[engine.Caseway, Path],
) -> None:
    found = [made[0].casework.see(AUDITOR, one).case for one in FAMILIES]
    assert {case.reference: case.standing.state for case in found} == FAMILIES
    (waiting,) = [case for case in found if case.standing.state == "complete"]
    assert waiting.score is not None and waiting.score.points == 60
    held = [hold.name for case in found for hold in seen_by(made[0], case, "protection").holds]
    assert held == ["protection"]


def test_holds_pending_decisions_and_what_is_late_are_there_to_be_seen(made: tuple[engine.Caseway, Path]) -> None:
    caseway, now = made[0], made[0].casework.now()
    found = [seen_by(caseway, one, "supervisor") for one in cases(caseway)]
    assert Counter(hold.name for one in found for hold in one.holds) == {"missing_document": 2, "security": 1}
    assert [one.action for case in found for one in case.pending] == ["member.approve"]
    (fallen,) = [one for one in found if one.standing.state == "clearing" and "travel.ready" in one.standing.been]
    assert {person.tracks["medical"].state for person in fallen.people} == {"to_invite"}
    ends = [min((one.ends for one in caseway.casework.see(AUDITOR, case.id).deadlines), default=now) for case in found]
    assert sum(one < now for one in ends) >= 5


def test_the_families_are_of_one_to_six_and_their_names_stand_in_two_scripts(made: tuple[engine.Caseway, Path]) -> None:
    found = cases(made[0])
    assert {len(one.people) for one in found} >= {1, 2, 3, 4, 6}
    for case in found:
        told = seen_by(made[0], case, "caseworker")
        variants = [str(person.facts.get("name_variants", "")) for person in told.people if person.id != "yara"]
        assert all(any("\u0600" <= letter <= "\u06ff" for letter in one) for one in variants)
    assert len({story.family.name for story in STORIES}) == len(STORIES)
    assert all(person in GIVEN for story in STORIES for person in story.family.ages)


def seen_by(caseway: engine.Caseway, case: engine.Case, role: str) -> engine.Case:
    duty = engine.Duty(programme=case.programme, role=role, office="*")
    return caseway.casework.see(engine.Caller(user="c", name="C", duties=(duty,)), case.id).case


def test_nothing_is_recorded_after_now_nor_longer_ago_than_the_demonstration(made: tuple[engine.Caseway, Path]) -> None:
    caseway = made[0]
    now = caseway.casework.now()
    lines = [line.entry for one in cases(caseway) for line in caseway.auditing.log_page(AUDITOR, one.id).lines]
    assert max(one.recorded for one in lines) <= now
    assert max(one.happened for one in lines) > now - timedelta(days=3)
    assert any(one.recorded - one.happened > timedelta(days=14) for one in lines if one.cause == "action")


def test_a_second_filling_changes_nothing_and_tells_the_same(made: tuple[engine.Caseway, Path]) -> None:
    caseway, home = made
    before = [one.version for one in cases(caseway)]
    assert fill(caseway, home) == (home / "demonstration.txt").read_text(encoding="utf-8")
    assert [one.version for one in cases(caseway)] == before


def test_a_database_with_cases_of_its_own_gets_no_demonstration(shell: Shell) -> None:
    shell.open()
    caseway = engine.open_caseway(f"sqlite:///{shell.home / 'caseway.sqlite'}", shell.home)
    assert fill(caseway, shell.home) == FOREIGN
    assert caseway.cases() == 1
    assert not (shell.home / "demonstration.txt").exists()
    caseway.close()


def test_of_two_that_fill_at_once_one_does_and_both_tell_the_same(empty: Shell) -> None:
    both = [engine.open_caseway(f"sqlite:///{empty.home / 'caseway.sqlite'}", empty.home) for _ in range(2)]
    with ThreadPoolExecutor() as threads:
        first, second = threads.map(lambda one: fill(one, empty.home), both)
    assert first == second == (empty.home / "demonstration.txt").read_text(encoding="utf-8")
    for one in both:
        one.close()


def test_a_filling_that_ended_before_its_first_case_keeps_no_server_from_starting(empty: Shell) -> None:
    assert empty("user", "add", "auditor", "--role", "auditor").code == 0
    caseway = engine.open_caseway(f"sqlite:///{empty.home / 'caseway.sqlite'}", empty.home)
    assert fill(caseway, empty.home) == FOREIGN
    caseway.close()


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize(("key", "holds"), [("session", b"short"), ("password", b"\xff" * 64)])
def test_a_damaged_key_of_signing_in_stops_the_start_in_one_line(
    shell: Shell, port: str, key: str, holds: bytes
) -> None:
    (shell.home / "keys" / f"{key}.key").write_bytes(holds)
    with shell.start("run", PORT=port) as started:
        try:
            _, err = started.communicate(timeout=30)
        finally:
            started.kill()
    path = shell.home / "keys" / f"{key}.key"
    assert err.decode() == f"caseway: The key file {path} is damaged; bring back its backup\n"
    assert started.returncode == 2


def test_run_serves_the_demonstration_keeps_its_sign_ins_to_the_owner_and_stops_on_ctrl_c(
    empty: Shell, port: str
) -> None:
    first = served(empty, port)
    file = empty.home / "demonstration.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8") in first
    assert "us-rsc" in next(line for line in first.splitlines() if line.startswith("First start: published "))
    again = served(empty, port)
    assert file.read_text(encoding="utf-8") in again
    assert "First start" not in again


def served(shell: Shell, port: str) -> str:
    """Starts, asks for a page, presses Ctrl-C; gives what was told on stderr."""
    with shell.start("run", "--demonstration", PORT=port) as started:
        try:
            assert "Caseway" in page(f"http://127.0.0.1:{port}/")
            os.kill(started.pid, signal.SIGINT)
            out, err = started.communicate(timeout=30)
        finally:
            started.kill()
    assert (started.returncode, out) == (0, b""), err.decode()
    assert "Traceback" not in err.decode()
    return err.decode()


def page(address: str) -> str:
    for _ in range(600):
        try:
            with urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")
