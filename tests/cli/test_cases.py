"""Cases by commands: opened, acted on, explained and shown, in somebody's name."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import engine
from cli.place import system_user
from cli.telling import entry_as_json
from tests.cli.shell import AMINA, OPENING, Shell, day, decided
from tests.test_casework import Clock, booked, small_texts


def prescreened(shell: Shell, case: str, by: str = "nadia") -> None:
    shell.grant_access(by, case)
    shell.act(by, case, "schedule_prescreening", prescreen_on=day())
    done = shell.act(
        by,
        case,
        "conduct_prescreening",
        told_it_is_free=True,
        privacy_release="release.pdf",
        application="i-590.pdf",
        sworn_statement="g-646.pdf",
        interpreter="Interpreter 7",
        account="Kept in the file",
        each={"amina": {"prescreened_on": day()}},
    )
    assert done.json["state"] == "prescreened"


def test_a_case_goes_from_its_opening_to_a_booked_flight_by_commands_alone(shell: Shell) -> None:
    case = shell.open().json["reference"]
    prescreened(shell, case)
    person = ("--person", "amina")
    steps = [
        ("rana", "check_paper_file", (), {"everything": "there"}),
        ("rana", "pass_quality_check", (), {}),
        ("nadia", "name_check.request", person, {"requested_on": day()}),
        ("nadia", "interagency_check.request", person, {"requested_on": day()}),
        ("nadia", "name_check.record_clear_reply", person, {"replied_on": day(), **decided()}),
        ("nadia", "interagency_check.record_clear_reply", person, {"replied_on": day(), **decided()}),
        ("nadia", "schedule_interview", (), {"interview_on": day(), "ride": "Ride 2"}),
        ("nadia", "record_interview", (), {"interviewed_on": day()}),
        ("nadia", "fingerprints.record_done", person, {"done_on": day()}),
        ("nadia", "member.approve", person, decided()),
        ("rana", "member.verify_approve", person, {}),
        ("idris", "medical.invite", person, {"invited_for": day()}),
        ("idris", "medical.examine", person, {"examined_on": day()}),
        ("idris", "medical.give_result", person, {"finding": "no_class", "medical_report": "ds-2054.pdf"}),
        ("nadia", "assurance.send_to_allocation", (), {"sent_on": day()}),
        (
            "nadia",
            "assurance.record_assurance",
            (),
            {
                "assured_on": day(),
                "assured_by": "Agency Seven",
                "destination": "Sampletown",
                "assured_people": 1,
                **decided(),
            },
        ),
        ("tala", "orientation.book_class", person, {"class_on": day()}),
        ("tala", "orientation.attend", person, {"attended_on": day()}),
        ("nadia", "travel_loan.record_done", person, {"done_on": day()}),
        ("omar", "exit_permit.ask_for_it", person, {"asked_on": day()}),
        ("omar", "exit_permit.record_grant", person, {"valid_from": day(), **decided()}),
        ("nadia", "exit_permit.verify_record_grant", person, {}),
    ]
    for by, action, more, answers in steps:
        done = shell.act(by, case, action, *more, **answers)
        assert done.code == 0, (action, done.err)
    flight = {"travel_date": day(20), "departs_at": f"{day(20)} 14:00", "route": "AMM-JFK", "booking_reference": "S1"}
    booked = shell.act("omar", case, "travel.book", **flight)
    assert booked.json["state"] == "travel.booked"
    assert booked.json["people"]["amina"]["tracks"]["fit_check"] == "to_check"
    (ahead,) = shell("forecast", "us-rsc", "--days", "366", "--as", "nadia", "--json").json["cases"]
    assert (ahead["reference"], ahead["travels_on"], ahead["booked"]) == (case, day(20), True)
    medical = next(one for one in ahead["lapses"] if one["track"] == "medical")
    assert (medical["person"], medical["renewed_by"], medical["renewed_from"]) == ("amina", ["physician"], day())
    assert {"machine": "medical", "person": "amina", "from": "cleared", "to": "to_invite"} in medical["falls"]
    assert f"booked for {day(20)}" in shell("forecast", "--days", "366", "--as", "nadia").out
    assert shell("forecast", "--days", "0", "--as", "nadia").out == "Nothing lapses within 0 days\n"
    proof = shell("log", "verify", "--json").json
    assert (proof["whole"], proof["cases"]) == (True, 1)


def test_the_forecast_of_what_is_not_there_is_a_wrong_argument_in_one_line(shell: Shell) -> None:
    for wrong in (("no-such",), ("--days", "-1"), ("--days", "many"), ("--days", "367")):
        refused = shell("forecast", *wrong, "--as", "nadia", "--json")
        assert refused.code == 2 and "error" in refused.json, wrong
    assert shell("forecast", "us-rsc", "--office", "nowhere", "--as", "nadia", "--json").json["cases"] == []


def test_what_is_printed_names_the_case_its_version_and_the_entries_made(shell: Shell) -> None:
    opened = shell.open()
    assert opened.err == ""
    assert {"case", "reference", "programme", "digest", "version", "state", "tracks"} <= opened.json.keys()
    done = shell.grant_access("nadia", opened.json["case"]).json
    assert (done["state"], done["version"]) == ("access_granted", opened.json["version"] + len(done["entries"]))
    assert done["entries"][0]["action"] == "grant_access"
    assert done["entries"][0]["to"] == "access_granted"


def test_a_refusal_is_exit_3_with_every_code_and_nothing_is_written(shell: Shell) -> None:
    opened = shell.open().json
    refused = shell.act("nadia", opened["case"], "grant_access", priority="p9")
    assert refused.code == 3
    assert sorted(refused.codes) == ["answers_missing", "answers_missing", "answers_wrong"]
    assert {one["field"] for one in refused.json["refused"]} == {"priority", "decided_on", "source"}
    assert "answers_wrong: " in refused.err
    assert shell("show", opened["case"], "--as", "nadia", "--json").json["version"] == opened["version"]


def test_a_case_that_moved_on_is_exit_4_and_tells_its_version(shell: Shell) -> None:
    opened = shell.open().json
    moved = shell.grant_access("nadia", opened["case"]).json
    expected = ("--expect-version", str(opened["version"]))
    late = shell.act("nadia", opened["case"], "schedule_prescreening", *expected, prescreen_on=day(3))
    assert late.code == 4
    assert late.json["version"] == moved["version"]
    assert len(late.err.splitlines()) == 1
    assert shell("show", opened["case"], "--as", "nadia", "--json").json["state"] == "access_granted"


def test_the_same_key_does_it_once_and_tells_the_same(shell: Shell) -> None:
    case = shell.open().json["case"]
    first, again = (shell.grant_access("nadia", case, "--idempotency-key", "k1").json for _ in range(2))
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["entries"] == first["entries"]
    assert again["version"] == first["version"]


def test_the_same_key_opens_one_case(shell: Shell) -> None:
    first, again = (shell.open("nadia", "--idempotency-key", "k1").json["case"] for _ in range(2))
    assert first == again


def test_in_the_name_of_another_role_the_act_is_refused(shell: Shell) -> None:
    case = shell.open().json["case"]
    refused = shell.grant_access("omar", case)
    assert (refused.code, refused.codes) == (3, ["not_your_role"])


def test_in_the_name_of_another_office_there_is_no_such_case(shell: Shell) -> None:
    reference = shell.open().json["reference"]
    for command in (("show",), ("explain",), ("act", "grant_access")):
        found = shell(command[0], reference, *command[1:], "--as", "carla")
        assert (found.code, found.err) == (2, f"caseway: There is no case {reference}\n")


def test_whoever_prescreened_does_not_pass_the_quality_check(shell: Shell) -> None:
    case = shell.open("selim").json["case"]
    prescreened(shell, case, by="selim")
    shell.act("rana", case, "check_paper_file", everything="there")
    refused = shell.act("selim", case, "pass_quality_check")
    assert (refused.code, refused.codes) == (3, ["same_person"])
    assert shell.act("rana", case, "pass_quality_check").json["state"] == "checks_running"


def test_the_systems_user_is_logged_beside_the_account_whatever_the_environment_says(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    case = shell.open().json["case"]
    entry = shell.grant_access("nadia", case).json["entries"][0]
    assert entry["through"] == system_user() != "somebody-else"
    assert entry["actor"].startswith("u-")


def test_for_whom_somebody_covered_is_told_with_the_absence() -> None:
    change = {"for_keeper": {"role": "clerk", "user": "u-a", "absence": 7}}
    now = datetime(2026, 3, 2, tzinfo=UTC)
    what = {"case": "c1", "seq": 2, "step": 2, "cause": "action", "machine": "case", "actor": "u-b"}
    entry = engine.Entry(**what, happened=now, recorded=now, digest="d", labels_digest="l", changes=(change,))
    assert entry_as_json(entry)["for_absent"] == [{"user": "u-a", "absence": 7}]
    assert "for_absent" not in entry_as_json(replace(entry, changes=()))


def test_nothing_is_done_in_nobodys_name(shell: Shell) -> None:
    assert shell("show", "AMM-00000001").code == 2
    unknown = shell("show", "AMM-00000001", "--as", "nobody")
    assert unknown.code == 2
    assert "caseway user add nobody" in unknown.err


def test_explain_tells_what_is_open_and_everything_that_is_missing(shell: Shell) -> None:
    case = shell.open().json["case"]
    found = {one["action"]: one for one in shell("explain", case, "--as", "nadia", "--json").json["actions"]}
    assert found["grant_access"]["status"] == "possible after answers"
    assert found["close_resettled_elsewhere"]["unmet"][0]["code"] == "not_your_role"
    one = shell("explain", case, "grant_access", "--as", "nadia", "--json").json["actions"]
    assert [it["action"] for it in one] == ["grant_access"]
    assert shell("explain", case, "fly_away", "--as", "nadia").code == 2


def test_show_as_of_tells_the_case_by_its_record_time(shell: Shell) -> None:
    opened = shell.open().json
    at = opened["entries"][-1]["recorded"]
    shell.grant_access("nadia", opened["case"])

    def then(moment: str) -> tuple[str, int]:
        seen = shell("show", opened["case"], "--as", "nadia", "--json", "--as-of", moment).json
        return seen["state"], seen["version"]

    assert then(at) == ("referred", opened["version"])
    assert then(day())[0] == "access_granted"
    before = (datetime.fromisoformat(at) - timedelta(seconds=1)).isoformat()
    early = shell("show", opened["case"], "--as", "nadia", "--as-of", before)
    assert early.code == 2
    assert "was not open at that time" in early.err


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30", "2026-13-01T10:00+02:00", "0000-00-00", ""])
def test_a_moment_that_is_none_is_a_wrong_argument(shell: Shell, moment: str) -> None:
    case = shell.open().json["case"]
    for wrong in (
        shell("show", case, "--as", "nadia", "--as-of", moment),
        shell.act("nadia", case, "grant_access", "--happened", moment),
    ):
        assert wrong.code == 2
        assert len(wrong.err.splitlines()) == 1


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_edge_of_the_calendar_is_a_day(shell: Shell, moment: str) -> None:
    case = shell.open().json["case"]
    assert shell("show", case, "--as", "nadia", "--as-of", moment).code == (2 if moment < "2000" else 0)


def test_what_happened_earlier_is_logged_with_both_times(shell: Shell) -> None:
    opened = shell.open().json
    at = opened["entries"][0]["recorded"]
    soon = (datetime.now().astimezone() + timedelta(hours=1)).isoformat()
    refused = shell.grant_access("nadia", opened["case"], "--happened", soon)
    assert (refused.code, refused.codes) == (3, ["in_the_future"])
    entry = shell.grant_access("nadia", opened["case"], "--happened", at).json["entries"][0]
    assert entry["happened"] == at < entry["recorded"]


def test_whoever_works_in_two_offices_says_at_which(shell: Shell) -> None:
    shell("user", "add", "wida", "--role", "us-rsc:caseworker")
    asked = shell.open("wida")
    assert asked.code == 2
    offices = sorted(one.stem for one in Path("programmes/offices").glob("*.yaml"))
    assert f"--office {' | '.join(offices)}" in asked.err
    assert shell.open("wida", "--office", "cairo-office").json["reference"].startswith("CAI-")


BAD_FILES = {
    "no JSON object": "[]",
    "holds no JSON object": "1",
    "is not JSON": "",
    "is not JSON: Expecting value": '{"case": ',
    "NaN is no number": '{"case": {"referred_by": NaN}}',
    "'case' is there twice": '{"case": {}, "case": {}}',
    "half a character": '{"case": {"referred_by": "\\ud800"}}',
    "nested too deep": '{"case":' * 100_000,
    "deeper than 16 levels": '{"case":' * 400 + "1" + "}" * 400,
    "Exceeds the limit": '{"case": {"a": ' + "9" * 9000 + "}}",
    "holds 'facts'; it may hold: case": '{"facts": {}}',
    "'people' in": '{"people": []}',
    "'amina' in": '{"people": {"amina": "Amina"}}',
    "'starts_in' in": '{"starts_in": ["referred"]}',
    "'links' in": '{"links": ["a"]}',
    "is no reference": '{"links": {"a": {"b": "c"}}}',
    "is larger than 4000000 bytes": '{"case": {"a": "' + "x" * 4_000_000 + '"}}',
}
"""By what is said of each."""


@pytest.mark.parametrize(("says", "holds"), BAD_FILES.items(), ids=BAD_FILES)
def test_a_bad_file_of_facts_is_one_line_that_says_what_is_wrong(shell: Shell, says: str, holds: str) -> None:
    wrong = shell.open(holds=holds)
    assert wrong.code == 2
    assert says in wrong.json["error"]
    assert len(wrong.err.splitlines()) == 1


@pytest.mark.parametrize("path", ["/dev/zero", "/nowhere/facts.json", "/"])
def test_a_file_that_cannot_be_read_is_one_line(shell: Shell, path: str) -> None:
    wrong = shell("open", "us-rsc", "--as", "nadia", "--facts", path)
    assert wrong.code == 2
    assert path in wrong.err
    assert len(wrong.err.splitlines()) == 1


@pytest.mark.parametrize("value", [None, [], {}, [["a"]], 1e308, -1, True, "\u0000", "\u202e", "x" * 100_000, "١٩٩١"])
def test_no_answer_whatever_it_is_breaks_the_opening(shell: Shell, value: object) -> None:
    done = shell.open(holds=OPENING | {"people": {"amina": dict.fromkeys(AMINA, value)}})
    assert (done.code, done.json["refused"] != []) == (3, True), done.err


def test_words_that_steer_a_terminal_are_shown_as_none(shell: Shell) -> None:
    steering = "ami\u001b[2Jna\u202e"
    shown = shell("open", "us-rsc", "--as", "nadia", "--facts", shell.file(OPENING | {"people": {steering: AMINA}}))
    assert "\u001b" not in shown.out + shown.err
    assert "\u202e" not in shown.out + shown.err


def test_people_read_the_same_as_scripts(shell: Shell) -> None:
    case = shell.open().json
    shown = shell("show", case["reference"], "--as", "nadia")
    assert shown.out.splitlines()[0].startswith(f"{case['reference']}  referred  (version {case['version']}, us-rsc")
    refused = shell("act", case["case"], "grant_access", "--as", "omar")
    assert refused.out == ""
    assert refused.err.splitlines()[0] == "Refused:"


def test_on_postgresql_the_same_commands_give_the_same_answers(on_postgresql: Shell) -> None:
    shell = on_postgresql
    opened = shell.open("nadia", "--idempotency-key", "k").json
    assert shell.open("nadia", "--idempotency-key", "k").json["case"] == opened["case"]
    assert shell.grant_access("omar", opened["case"]).codes == ["not_your_role"]
    assert shell.grant_access("nadia", opened["reference"]).json["state"] == "access_granted"
    late = shell.act("nadia", opened["case"], "schedule_prescreening", "--expect-version", "1", prescreen_on=day())
    assert late.code == 4
    hidden = shell.open(holds=OPENING | {"people": {"amina": AMINA | {"family_name": "a\u0000b"}}})
    assert hidden.code in (0, 3)
    at = opened["entries"][-1]["recorded"]
    seen = shell("show", opened["case"], "--as", "aziz", "--as-of", at, "--json")
    assert json.loads(seen.out)["state"] == "referred"
    assert shell("log", "verify", "--json").json["whole"] is True
    assert shell("log", "rebuild", "--check", "--json").json["whole"] is True


def test_who_acts_is_told_no_more_of_the_case_than_they_may_read(shell: Shell) -> None:
    case = shell.open().json["reference"]
    prescreened(shell, case)
    shown = shell.act("idris", case, "take_case")
    assert shown.code == 0 and shown.json["facts"]["interpreter"] == "Interpreter 7"
    assert "Kept in the file" not in shown.out and "needs_opinion" not in shown.json["people"]["amina"]["facts"]
    assert "Kept in the file" not in shell.act("nadia", case, "take_case").out
    assert shell("show", case, "--as", "nadia", "--json").json["facts"]["account"] == "Kept in the file"


def test_what_is_due_and_not_recorded_yet_is_shown_apart_from_what_the_log_tells(empty: Shell) -> None:
    caseway = engine.open_caseway(f"sqlite:///{empty.home}/caseway.sqlite", empty.home, Clock())
    caseway.administration.first_start(small_texts())
    for role in ("caseworker", "physician", "movement"):
        caseway.administration.add_user(None, role, [f"small-resettlement:{role}"], ["amman-office"])
    case = booked(caseway)  # in March 2026, with a medical that counts until September
    caseway.close()
    shown = empty("show", case, "--as", "caseworker", "--json").json
    assert (shown["state"], shown["version"]) == ("booked", shown["due"][0]["seq"] - 1)
    assert [(one["cause"], one["to"]) for one in shown["due"]] == [("lapse", "to_examine"), ("only_while", "unbooking")]
    assert "Due by now, not recorded yet:" in empty("show", case, "--as", "caseworker").out
    then = empty("show", case, "--as", "caseworker", "--as-of", "2026-03-02", "--json").json
    assert (then["state"], "due" in then) == ("booked", False)


def test_an_entry_is_corrected_by_a_command_that_first_tells_what_was_built_on_it(shell: Shell) -> None:
    case = shell.open().json["case"]
    shell.grant_access("nadia", case)
    looked = shell("explain", case, "--corrects", "1", "--as", "nadia", "--json").json
    assert {"owner": "amina", "fact": "family_name", "value": "Specimen"} in looked["stands"]
    assert (looked["corrects"], looked["action"]) == (1, None)
    assert "amina: family_name: Specimen" in shell("explain", case, "--corrects", "1", "--as", "nadia").out
    file = shell.file({"each": {"amina": {"family_name": "Exemplar"}}})
    asked = ("act", case, "correct_entry", "--corrects", "1", "--answers", file, "--as", "nadia", "--json")
    refused = shell(*asked)
    assert (refused.code, refused.codes) == (3, ["answers_missing"])
    done = shell(*asked, "--note", "As in the passport")
    assert (done.code, done.json["entries"][0]["cause"], done.json["entries"][0]["corrects"]) == (0, "correction", 1)
    assert done.json["people"]["amina"]["facts"]["family_name"] == "Exemplar"
    assert shell(*asked[:4], "0", "--as", "nadia", "--json").code == 2
