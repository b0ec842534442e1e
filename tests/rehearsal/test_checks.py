"""Every kind of check is green where it should be, and goes red, at its place, where the story says otherwise."""

import pytest

from tests.rehearsal.stage import (
    APPROVED,
    FLIGHT,
    PATH,
    PROGRAMME,
    TEXTS,
    changed,
    failures,
    line_of,
    only_failure,
    played,
    story,
)

READY = (
    "{by: idris, do: medical.examine, for: everyone, with: {examined_on: today, finding: well}}",
    "{by: idris, do: vaccines.give, for: amina, with: {given_on: today}}",
)
AFTER = "begins_after: approved\n"


def after(*steps: str) -> str:
    """A scenario of these steps, after both people were approved."""
    return story(*steps).replace("story:", f"{AFTER}story:")


def test_a_story_that_holds_has_no_failure():
    assert failures(FLIGHT) == ()


def test_a_wrong_cell_of_a_table_is_told_by_line_and_column_with_the_log_of_that_person():
    text = changed(FLIGHT, ("amina | approved | to_examine | to_give  |", "amina | approved | examined   | to_give  |"))
    failure = only_failure(text)
    row = line_of(text, "amina | approved | examined")
    assert (failure.path, failure.line) == (PATH, row)
    assert text.split("\n")[row - 1][failure.column - 1 :].startswith("examined")
    assert (failure.expected, failure.found) == ("examined", "to_examine")
    assert failure.log and all("amina" in line for line in failure.log)
    assert any("not open → to_examine" in line for line in failure.log)


def test_two_wrong_cells_are_two_failures():
    text = changed(FLIGHT, ("sami  | approved | to_examine | x ", "sami  | listed   | examined   | x "))
    assert [(one.expected, one.found) for one in failures(text)] == [("listed", "approved"), ("examined", "to_examine")]


def test_a_track_that_is_not_needed_is_x_and_one_that_is_not_open_is_a_dash():
    table = 'now: {table: "who | vaccines | medical\\namina | x | -\\nsami | - | -"}'
    found = failures(story(table))
    assert [(one.expected, one.found) for one in found] == [("x", "-"), ("-", "x")]


@pytest.mark.parametrize(
    ("check", "expected", "found"),
    [
        ("{case: ready}", "ready", "clearing"),
        ("{ending: completed}", "completed", "still open"),
        ("{people: [amina]}", "[amina]", "[amina, sami]"),
        ("{left: {amina: deceased}}", "deceased", "still in the case"),
        ("{waits_on: reviewer}", "reviewer", "caseworker"),
        ("{waits_on: {sami.medical: reviewer}}", "reviewer", "physician"),
        ("{waits_on: {sami.vaccines: nobody}}", "nobody", "physician"),
        ("{holds: {amina: [security]}}", "[security]", "[]"),
        ("{holds: {programme: [suspension]}}", "[suspension]", "[]"),
        ("{pending: [amina.member.approve]}", "[amina.member.approve]", "[]"),
        ("{facts: {travel_date: 2026-05-01}}", "1 May 2026", "not known"),
        ("{facts: {amina: {family_name: Sample}}}", "Sample", "Specimen"),
        ("{facts: {amina: {medical: {finding: well}}}}", "well", "not known"),
        ("{timers: {reminder: 2026-03-05}}", "2026-03-05", "not running"),
        ("{version: same}", "nothing recorded", "7 entries"),
        ("{log: [Approve, Depart]}", "Depart", "not there"),
        ("{log: [Verify, opening]}", "opening", "not there"),
    ],
)
def test_a_check_of_the_case_that_is_not_so_fails_with_both_sides(check, expected, found):
    failure = only_failure(after(f"now: {check}"), APPROVED)
    assert (failure.expected, failure.found) == (expected, found)
    assert failure.step == f"now: {check}"


@pytest.mark.parametrize(
    "check",
    [
        "{case: clearing, people: [amina, sami], left: {}, holds: {amina: []}, pending: []}",
        "{waits_on: {case: caseworker, amina.medical: physician, papers: caseworker}}",
        '{facts: {amina: {born_on: 1991-05-04}, sami: {born_on: "2023"}}}',
        "{log: [opening, Approve, Verify, amina medical]}",
    ],
)
def test_a_check_of_the_case_that_is_so_holds(check):
    assert failures(after(f"now: {check}"), APPROVED) == ()


def test_one_wrong_key_hides_no_other():
    found = failures(after("now: {case: ready, people: [sami], pending: [amina.member.approve]}"), APPROVED)
    assert [one.expected for one in found] == ["ready", "[sami]", "[amina.member.approve]"]


def test_a_timer_is_told_to_the_day_or_to_the_minute_as_it_is_asked():
    booked = (*READY, "{by: nadia, do: book, with: {travel_date: 2026-04-01}}")
    assert failures(after(*booked, "now: {timers: {reminder: 2026-03-05}}"), APPROVED) == ()
    assert failures(after(*booked, 'now: {timers: {reminder: "2026-03-05 09:00"}}'), APPROVED) == ()
    assert only_failure(after(*booked, 'now: {timers: {reminder: "2026-03-05 10:00"}}'), APPROVED).found == (
        "2026-03-05 09:00"
    )


def test_a_timer_that_waits_for_the_post_says_so_only_after_its_end():
    denied = "{by: nadia, do: member.deny, for: amina, with: {notice_dated: today, decided_on: today, source: a.pdf}}"
    late = "now: {timers: {amina.member.review_time: waits_for_late_post}}"
    assert failures(story(denied, "{at: 2026-04-03 09:00}", late)) == ()
    assert only_failure(story(denied, "{at: 2026-03-31 09:00}", late)).found == "2026-04-01"


def test_what_a_member_of_staff_must_not_see_and_sees_is_a_failure():
    text = story("see: {as: rana, not: [Kept apart]}").replace(
        "born_on: 1991-05-04}", "born_on: 1991-05-04, remarks: Kept apart}"
    )
    assert "Kept apart" in only_failure(text).found
    assert failures(changed(text, ("as: rana", "as: nadia"))) == ()
    assert (
        only_failure(changed(text, ("not: [Kept apart]", "not: [amina.remarks]"))).expected == "not seen: amina.remarks"
    )


def test_what_is_kept_from_the_family_is_not_on_the_page_of_a_person():
    text = story("see: {as: sami, not: [Afraid at home, amina.worry]}", "see: {as: nadia, but: Afraid at home}")
    assert failures(text.replace("born_on: 1991-05-04}", "born_on: 1991-05-04, worry: Afraid at home}")) == ()


def test_what_must_be_seen_and_is_not_is_a_failure():
    assert "Somebody" in only_failure(story("see: {as: nadia, but: Somebody}")).expected


def test_a_hidden_hold_is_seen_in_its_own_words_by_those_who_may_and_in_others_by_the_rest():
    placed = "{by: rana, place: security, over: amina}"
    for nick in ("nadia", "amina"):
        assert failures(story(placed, f"see: {{as: {nick}, not: [Security hold], but: A restricted check}}")) == ()
    assert only_failure(story(placed, "see: {as: ruth, not: [Security hold]}")).what == "ruth sees it"


def test_whoever_was_not_told_in_the_last_step_is_a_failure():
    booked = (*READY, "{by: nadia, do: book, with: {travel_date: 2026-04-01}}", "{wait: 3 days}")
    assert failures(after(*booked, "told: {who: [carim], about: three days old}"), APPROVED) == ()
    assert "rana" in only_failure(after(*booked, "told: {who: [rana], about: three days old}"), APPROVED).what
    later = after(*booked, "{wait: 1 day}", "told: {who: [carim], about: three days old}")
    assert only_failure(later, APPROVED).found == "nobody was told anything"


def test_whoever_was_told_and_must_not_be_is_a_failure():
    booked = (*READY, "{by: nadia, do: book, with: {travel_date: 2026-04-01}}", "{wait: 3 days}")
    assert failures(after(*booked, "told: {not: [rana, idris], about: three days old}"), APPROVED) == ()
    failure = only_failure(after(*booked, "told: {who: [nadia], not: [carim, rana], about: three days old}"), APPROVED)
    assert (failure.what, failure.expected) == ("carim was told", "not caseworker: three days old")
    assert "The booking is three days old" in failure.found


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("that: medical.clear_on(today), for: amina", "false"),
        ("that: known(notice_dated), for: sami", "false"),
        ("that: notice_dated <= today, for: sami", "unknown"),
        ('that: everyone(member.at("approved"))', "true"),
    ],
)
def test_the_answer_to_a_question_is_compared_in_three_values(question, answer):
    for given in ("true", "false", "unknown"):
        found = failures(after(f"ask: {{{question}, is: {given}}}"), APPROVED)
        assert [one.found for one in found] == ([] if given == answer else [answer])


FOLLOWED = """\
programme: small-intake
title: Follow-up
usually_by: caseworker
roles: {caseworker: Caseworker}
facts: {case: {arrived_on: date}}
tracks:
  visit:
    per: person
    repeats: {at: [1 month, 3 months], after: arrived_on}
    facts: {round_due_on: date}
    states: {due: {forgets: everything, actions: {speak: {to: spoken}}}}
    endings: {spoken: done}
phases: {after: {arrived: {actions: {note: {ask: [arrived_on], to: stay}, close: {to: closed}}}}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""
A_ROUND = """\
scenario: A round
why: One visit after one month, one after three.
programme: small-intake
clock: {starts: 2026-03-02 09:00, zone: Asia/Amman, calendar: amman-office}
staff: {nadia: caseworker}
people: {amina: {}}
story:
  - {by: nadia, do: note, with: {arrived_on: today}}
  - {at: 2026-04-03 09:00}
  - now: {table: "who | visit\\namina | due"}
  - {by: nadia, do: visit.speak, for: amina}
  - {at: 2026-06-03 09:00}
  - now: {table: "who | visit\\namina | due 2", facts: {amina: {visit: {round_due_on: 2026-06-02}}}}
"""


def rounds_played(text):
    rehearsal = played(text, programme={**TEXTS, f"{PROGRAMME}/programme.yaml": FOLLOWED})
    assert [str(one) for one in rehearsal.findings] == []
    return [failure for one in rehearsal.played for failure in one.failures]


LEAVES = "{by: nadia, do: member.withdraw_person, for: amina, with: {decided_on: today}}"


def test_what_must_never_be_true_is_asked_of_who_left_while_a_track_goes_on():
    gone = changed(
        A_ROUND,
        ("people: {amina: {}}", "people: {amina: {}, sami: {}}"),
        ("  - {by: nadia, do: visit.speak", f"  - {LEAVES}\n  - {{by: nadia, do: visit.speak"),
        ("\nstory:", '\nnever: {spoken_to: visit.at("spoken")}\nstory:'),
    )
    outliving = changed(
        FOLLOWED, ("per: person", "per: person\n    outlives_person: true"), ("[1 month, 3 months]", "[1 month]")
    )
    rehearsal = played(gone, programme={**TEXTS, f"{PROGRAMME}/programme.yaml": outliving})
    assert [one.found for told in rehearsal.played for one in told.failures][:1] == ["true of amina"]


def test_the_round_of_a_track_that_repeats_may_stand_behind_the_state_in_a_table():
    assert rounds_played(A_ROUND) == []
    (failure,) = rounds_played(changed(A_ROUND, ("| due 2", "| due 1")))
    assert (failure.expected, failure.found) == ("due 1", "due 2")
