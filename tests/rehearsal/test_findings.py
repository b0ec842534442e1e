"""Names that the programme does not know are told at their line and column, with what may have been meant."""

import pytest

from tests.rehearsal.stage import APPROVED, FLIGHT, PATH, changed, played, story


def the_finding(text: str, *preludes: str):
    rehearsal = played(text, *preludes)
    assert not any(one.path == PATH for one in rehearsal.played)
    assert not rehearsal.passed
    (finding,) = rehearsal.findings
    return finding


@pytest.mark.parametrize(
    ("old", "new", "word", "code", "hint"),
    [
        ("{by: carim, do: depart}", "{by: karim, do: depart}", "karim", "unknown-member-of-staff", "carim"),
        ("{by: carim, do: depart}", "{by: carim, do: departs}", "departs", "unknown-action", "depart"),
        ("{case: ready, people", "{case: reedy, people", "reedy", "unknown-state", "ready"),
        ("people: [amina, sami]", "people: [amina, samy]", "samy", "unknown-person", "sami"),
        (
            "sami  | approved | to_examine | x",
            "sami  | approved | to_examin  | x",
            "to_examin ",
            "unknown-state",
            "to_examine",
        ),
        ("sami  | approved | to_examine | x", "samy  | approved | to_examine | x", "samy", "unknown-person", "sami"),
        ("| vaccines | papers", "| vacines  | papers", "vacines", "unknown-track", "vaccines"),
        (
            "family_name: Specimen, born_on: 1991",
            "familyname: Specimen, born_on: 1991",
            "familyname",
            "unknown-fact",
            "family_name",
        ),
        ("with: {given_on: today}", "with: {givenon: today}", "givenon", "unknown-answer", "given_on"),
        ("nadia: caseworker", "nadia: casework", "casework,", "unknown-role", "caseworker"),
        ("timers: {reminder:", "timers: {remainder:", "remainder", "unknown-timer", "reminder"),
        ("for: sami, is: true", "for: samy, is: true", "samy", "unknown-person", "sami"),
        ("covers: [member.approve", "covers: [member.aprove", "member.aprove", "unknown-name", "member.approve"),
        ("{by: carim, do: depart}", "{by: carim, correct: dapart, note: No}", "dapart", "unknown-action", "depart"),
        (
            "{by: carim, do: depart}",
            "{by: carim, correct: opening, empty: [amina.reemarks], note: No}",
            "amina.reemarks",
            "unknown-answer",
            "remarks",
        ),
        ("told: {who: [nadia", "told: {who: [nadja", "nadja", "unknown-member-of-staff", "nadia"),
        ("told: {who: [nadia", "told: {not: [nadja", "nadja", "unknown-member-of-staff", "nadia"),
        (
            "{by: carim, do: depart}",
            "{by: carim, open: it, people: {x: {born: 1990}}}",
            "born:",
            "unknown-fact",
            "born_on",
        ),
        (
            "pending: [amina.member.approve",
            "pending: [amina.member.aprove",
            "amina.member.aprove",
            "unknown-action",
            "member.approve",
        ),
        (
            "facts: {travel_date: 2026-05-02,",
            "facts: {traveldate: 2026-05-02,",
            "traveldate",
            "unknown-fact",
            "travel_date",
        ),
        ("calendar: amman-office", "calendar: aman-office", "aman-office", "unknown-office", "amman-office"),
        ("that: medical.clear_on(travel_date)", "that: medcal.clear_on(travel_date)", "medcal", "name", "medical"),
        ('case.at("departed") and', 'case.at("departet") and', "departet", "state", "departed"),
    ],
)
def test_a_name_that_is_not_there_is_told_at_its_place_with_what_was_meant(old, new, word, code, hint):
    text = changed(FLIGHT, (old, new))
    finding = the_finding(text)
    assert finding.code == code
    assert text.split("\n")[finding.line - 1][finding.column - 1 :].lstrip('"').startswith(word)
    assert finding.hint == f"Did you mean '{hint}'?"


@pytest.mark.parametrize(
    ("facts", "word", "hint"),
    [
        ("{amina: {finding: well}}", "finding", "Write it below its track: medical: {finding: …}"),
        ("{amina: {medical: {findng: well}}}", "findng", "Did you mean 'finding'?"),
    ],
)
def test_what_a_hint_about_a_fact_of_a_track_says_can_be_written(facts, word, hint):
    text = story(f"now: {{facts: {facts}}}")
    finding = the_finding(text)
    assert (finding.code, finding.hint) == ("unknown-fact", hint)
    assert text.split("\n")[finding.line - 1][finding.column - 1 :].startswith(word)


@pytest.mark.parametrize(
    ("facts", "word", "message", "hint"),
    [
        (
            "{family_name: Specimen}",
            "family_name",
            "'family_name' belongs to each person",
            "Write whose: facts: {amina: {family_name: …}}",
        ),
        (
            "{medical: {finding: well}}",
            "finding",
            "'finding' belongs to each person",
            "Write whose: facts: {amina: {medical: {finding: …}}}",
        ),
        (
            "{amina: {travel_date: 2026-05-02}}",
            "travel_date",
            "'travel_date' belongs to the case",
            "Write it below nobody: facts: {travel_date: …}",
        ),
    ],
)
def test_a_fact_that_stands_with_somebody_elses_is_told_with_where_to_write_it(facts, word, message, hint):
    text = story(f"now: {{facts: {facts}}}")
    finding = the_finding(text)
    assert (finding.code, finding.message, finding.hint) == ("wrong-scope", message, hint)
    assert text.split("\n")[finding.line - 1][finding.column - 1 :].startswith(word)


def test_a_step_about_a_linked_case_that_the_story_does_not_have_is_told():
    text = story("{linked: uncle, is: {state: ready}}")
    finding = the_finding(text)
    assert finding.code == "unknown-link"
    assert text.split("\n")[finding.line - 1][finding.column - 1 :].startswith("uncle")


@pytest.mark.parametrize(
    ("step", "word", "code"),
    [
        ("{by: nadia, do: papers.collect, in: secnd}", "secnd", "unknown-case"),
        ("{by: nadia, do: papers.collect, other: cse}", "cse", "unknown-case"),
        ("now: {new_case: {named: second, people: [samy]}}", "samy", "unknown-person"),
        ("now: {new_case: {named: second, case: reedy}}", "reedy", "unknown-state"),
        ("now: {new_case: {named: second, keeps: [medcal]}}", "medcal", "unknown-track"),
        ("now: {score: 3}", "score", "no-priority"),
    ],
)
def test_a_case_that_no_split_has_made_and_what_a_new_case_has_not_are_told(step, word, code):
    text = story(step)
    finding = the_finding(text)
    assert finding.code == code
    assert text.split("\n")[finding.line - 1][finding.column - 1 :].startswith(word)


def test_a_key_that_is_not_of_the_schema_is_told():
    assert the_finding(changed(FLIGHT, ("why: The straight", "wy: Because\nwhy: The straight"))).code == "unknown-key"


def test_everything_wrong_is_told_at_once():
    text = changed(FLIGHT, ("{by: carim, do: depart}", "{by: karim, do: departs}"), ("{case: ready,", "{case: reedy,"))
    assert [one.code for one in played(text).findings] == ["unknown-state", "unknown-member-of-staff", "unknown-action"]


def test_a_prelude_that_is_not_there_that_misses_its_staff_or_its_people_is_told():
    after = changed(story("note: Nothing"), ("story:", "begins_after: aproved\nstory:"))
    assert the_finding(after, APPROVED).hint == "Did you mean 'approved'?"
    without = changed(story("note: Nothing"), ("story:", "begins_after: approved\nstory:"), (", rana: reviewer", ""))
    assert the_finding(without, APPROVED).code == "staff-missing"
    about_lina = changed(
        APPROVED, ("do: member.approve, for: everyone", "do: member.approve, for: lina"), ("sami:", "lina:")
    )
    after = changed(story("note: Nothing"), ("story:", "begins_after: approved\nstory:"))
    assert the_finding(after, about_lina).code == "person-missing"


def test_a_prelude_that_leads_back_to_itself_is_told_and_not_played_for_ever():
    ring = changed(APPROVED, ("story:\n", "story:\n  - {play: approved}\n"))
    findings = played(FLIGHT, ring).findings
    assert [one.code for one in findings] == ["recursion"]


def test_a_story_after_a_prelude_with_findings_is_not_played():
    broken = changed(APPROVED, ("verify: member.approve", "verify: member.aprove"))
    after = changed(story("note: Nothing"), ("story:", "begins_after: approved\nstory:"))
    rehearsal = played(after, broken)
    assert rehearsal.played == ()
    assert [one.code for one in rehearsal.findings] == ["unknown-action"]


def test_a_clock_of_another_zone_than_the_office_keeps_is_told():
    assert the_finding(changed(FLIGHT, ("zone: Asia/Amman", "zone: Asia/Beirut"))).hint == "Write Asia/Amman"


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "scenario: [", "\x00", "scenario: &a 1", "a: " * 40])
def test_a_hostile_text_is_a_finding_and_never_a_crash(text):
    assert played(text).findings
