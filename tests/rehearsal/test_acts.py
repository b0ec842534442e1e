"""Acts of a story are tried with the product's own validation, and refusals are compared exactly."""

import pytest

from tests.rehearsal.stage import APPROVED, FLIGHT, HEAD, changed, failures, line_of, only_failure, played, story

REFUSED = "refused: [booked.clear_that_day]"
BECAUSE = "because: [amina.medical.lapsed, sami.medical.lapsed]"


def test_a_step_that_is_refused_against_the_story_ends_it_with_the_words_of_the_refusal():
    text = changed(FLIGHT, ("{by: carim, do: depart}", "{by: nadia, do: depart}"))
    failure = only_failure(text)
    assert (failure.what, failure.expected) == ("It was refused", "done")
    assert failure.found.startswith("same_person: Somebody else must do this")
    assert (failure.line, failure.step) == (line_of(text, "- {by: nadia, do: depart}"), "{by: nadia, do: depart}")


def test_another_code_than_the_one_refused_with_is_a_failure():
    failure = only_failure(changed(FLIGHT, (REFUSED, "refused: [not_your_role]")))
    assert failure.expected == "refused: [not_your_role]"
    assert "booked.clear_that_day" in failure.found


@pytest.mark.parametrize("codes", ["[same_person, held]", "[]"])
def test_a_refusal_is_exact_no_more_and_no_fewer(codes):
    text = changed(FLIGHT, ("do: depart, refused: [same_person]", f"do: depart, refused: {codes}"))
    assert only_failure(text).expected.startswith("refused: [")


def test_a_refusal_among_others_is_enough_where_the_story_says_so():
    both = "{by: carim, do: member.approve, for: amina, with: {source: a.pdf}, refused_among: [answers_missing]}"
    assert failures(story(both)) == ()
    assert len(failures(story(both.replace("answers_missing", "held")))) == 1


@pytest.mark.parametrize("reasons", ["[amina.medical.lapsed]", "[amina.medical.lapsed, sami.medical.missing]"])
def test_a_missing_or_another_reason_is_a_failure(reasons):
    failure = only_failure(changed(FLIGHT, (BECAUSE, f"because: {reasons}")))
    assert failure.what == "The reasons are others"
    assert failure.found == "because: [amina.medical.lapsed, sami.medical.lapsed]"


def test_words_that_are_not_shown_to_that_person_are_a_failure():
    failure = only_failure(changed(FLIGHT, ("says: not clear on the day", "says: no seats")))
    assert failure.expected == "says: no seats"


def test_a_step_that_should_be_refused_and_is_not_ends_the_story():
    text = changed(FLIGHT, ("with: {travel_date: 2026-05-03}", "with: {travel_date: 2026-05-02}"))
    failure = only_failure(text)
    assert (failure.what, failure.found) == ("It was not refused", "done")


def test_a_row_of_a_table_is_an_act_and_its_refusal_is_told_at_the_row():
    text = changed(FLIGHT, ("2026-03-03  | well    | exam_is_over", "2026-03-02  | well    | exam_is_over"))
    failure = only_failure(text)
    assert (failure.what, failure.line) == ("It was not refused", line_of(text, "amina | 2026-03-02"))


def test_everyone_is_who_is_in_the_case_now():
    steps = (
        "{by: nadia, do: member.withdraw_person, for: sami, with: {decided_on: today}}",
        "{by: nadia, do: member.approve, for: everyone, with: {decided_on: today, source: a.pdf}}",
        "now: {pending: [amina.member.approve]}",
    )
    assert failures(story(*steps)) == ()


def test_a_decision_may_be_rejected_by_the_second_person():
    steps = (
        "{by: nadia, do: member.approve, for: amina, with: {decided_on: today, source: a.pdf}}",
        "{by: rana, reject: member.approve, for: amina, note: Another letter}",
        "now: {pending: [], case: clearing}",
    )
    assert failures(story(*steps)) == ()


def test_who_placed_a_hold_does_not_lift_it_over_a_person_the_case_or_the_programme():
    for hold, over in (("security", "amina"), ("security", "case"), ("suspension", "programme")):
        steps = (
            f"{{by: nadia, place: {hold}, over: {over}, refused: [not_your_role]}}",
            f"{{by: rana, place: {hold}, over: {over}}}",
            f"now: {{holds: {{{over}: [{hold}]}}}}",
            f"{{by: rana, lift: {hold}, over: {over}, refused: [same_person]}}",
            f"{{by: ruth, lift: {hold}, over: {over}}}",
            f"now: {{holds: {{{over}: []}}}}",
        )
        assert failures(story(*steps)) == ()


def test_a_hold_over_the_programme_stops_what_people_do():
    steps = (
        "{by: rana, place: suspension, over: programme}",
        "{by: nadia, do: papers.collect, refused: [held]}",
        "{by: nadia, do: member.withdraw_person, for: sami, with: {decided_on: today}}",
    )
    assert failures(story(*steps)) == ()


EXAMINED = (
    "{by: nadia, do: member.approve, for: everyone, with: {decided_on: today, source: letter.pdf}}",
    "{by: rana, verify: member.approve, for: everyone}",
    "{by: idris, do: medical.examine, for: everyone, with: {examined_on: today, finding: well}}",
)


def test_the_last_entry_of_an_act_of_somebody_is_corrected():
    wrong = "{by: idris, correct: medical.examine, for: amina, with: {examined_on: 2026-02-27}, note: Misread}"
    days = "{amina: {medical: {examined_on: 2026-02-27}}, sami: {medical: {examined_on: 2026-03-02}}}"
    assert failures(story(*EXAMINED, wrong, f"now: {{facts: {days}}}")) == ()
    nobody = wrong.replace("medical.examine", "book")
    assert (
        only_failure(story(*EXAMINED, nobody.replace("examined_on", "travel_date"))).what == "This cannot be done here"
    )


def test_the_opening_is_corrected_and_what_need_not_be_answered_emptied():
    head = HEAD.replace("born_on: 1991-05-04}", "born_on: 1991-05-04, remarks: Kept apart}")
    steps = (
        "{by: nadia, correct: opening, each: {sami: {born_on: 2023-04-01}}, empty: [amina.born_on], note: Not so}",
        "{by: nadia, correct: opening, empty: [amina.remarks], note: Not so, refused: [answers_wrong]}",
        "ask: {that: known(born_on), for: amina, is: false}",
        "now: {facts: {sami: {born_on: 2023-04-01}}}",
    )
    assert failures(story(*steps, head=head)) == ()


def test_what_happened_is_the_time_of_the_event_only():
    steps = (
        "{wait: 10 days}",
        "{by: nadia, do: member.deny, for: amina, happened: 2026-03-05 10:00, with: {notice_dated: 2026-03-05, "
        "decided_on: 2026-03-05, source: a.pdf}}",
        "now: {timers: {amina.member.review_time: 2026-04-04}}",
        "{by: nadia, do: member.ask_review, for: amina, happened: 2026-03-04, with: {decided_on: today}, "
        "refused: [before_the_visit]}",
    )
    assert failures(story(*steps)) == ()


def test_an_opening_that_is_refused_is_told_in_its_words():
    text = story("note: Nothing more").replace("family_name: Specimen, born_on: 1991-05-04", "family_name: Nobody")
    failure = only_failure(text)
    assert failure.what == "The case could not be opened"
    assert "has_name (amina): This is no name" in failure.found


NOBODY = "{by: %s, open: another, people: {lina: {family_name: Nobody}}%s}"


def test_an_opening_that_must_be_refused_and_is_holds_and_leaves_the_case_alone():
    refused = NOBODY % ("nadia", ", refused: [has_name], says: This is no name")
    assert failures(story(refused, "now: {version: same}")) == ()
    assert only_failure(story(refused.replace("has_name", "no_name"))).what == "It was refused for other reasons"
    assert "is no name" in only_failure(story(refused.replace("says: This is", "says: This was"))).found


def test_an_opening_that_must_be_refused_and_is_not_or_the_other_way_round_is_a_failure():
    named = (NOBODY % ("nadia", ", refused: [has_name]")).replace("Nobody", "Specimen")
    assert only_failure(story(named)).what == "It was not refused"
    assert only_failure(story(NOBODY % ("nadia", ""))).what == "It was refused"


def test_whose_role_opens_no_case_is_refused():
    assert failures(story(NOBODY % ("idris", ", refused: [not_your_role]"))) == ()


def test_another_case_of_a_story_goes_on_under_its_nick():
    steps = (
        "{by: nadia, open: another, people: {lina: {family_name: Sample}}}",
        "{in: another, by: nadia, do: member.withdraw_person, for: lina, with: {decided_on: today}}",
        "{in: another, now: {ending: family_left, left: {lina: withdrawn_by_person}}}",
        "now: {case: clearing, people: [amina, sami], left: {}}",
    )
    assert failures(story(*steps)) == ()
    assert only_failure(story(*(one.replace("[amina, sami]", "[amina]") for one in steps))).found == "[amina, sami]"


def test_what_must_never_be_true_is_asked_in_every_case_of_a_story():
    opened = "{by: nadia, open: another, people: {lina: {family_name: Sample}}}"
    text = changed(story(opened), ("story:", "never: {sampled: family_name == 'Sample'}\nstory:"))
    assert only_failure(text).found == "true of lina"


def test_a_story_that_does_not_touch_what_it_means_to_cover_fails_there():
    text = changed(story("note: Nothing"), ("story:", "covers: [medical.examine, clearing]\nstory:"))
    failure = only_failure(text)
    assert (failure.step, failure.line) == ("covers: medical.examine", line_of(text, "covers:"))


def test_a_prelude_is_played_before_with_the_people_of_the_story_and_by_itself():
    text = story("now: {people: [amina, sami, lina]}").replace(
        "sami: {family_name", "lina: {family_name: Specimen}, sami: {family_name"
    )
    approved = changed(
        text,
        ("story:", "begins_after: approved\nstory:"),
        ("now: {people", 'ask: {that: member.at("approved"), for: lina, is: true}\n  - now: {people'),
    )
    rehearsal = played(approved, APPROVED)
    assert [(one.title, one.failures) for one in rehearsal.played] == [("A story", ()), ("approved", ())]


def test_a_prelude_may_be_played_in_the_middle_of_a_story():
    assert (
        failures(
            story("{wait: 2 days}", "{play: approved}", 'ask: {that: everyone(member.at("approved")), is: true}'),
            APPROVED,
        )
        == ()
    )
