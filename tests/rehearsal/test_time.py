"""The clock stands still unless the story moves it, and every due instant on the way is visited in order."""

from tests.rehearsal.stage import FLIGHT, changed, failures, only_failure, story

DENIED = "{by: nadia, do: member.deny, for: %s, with: {notice_dated: %s, decided_on: today, source: a.pdf}}"


def test_what_falls_due_on_the_way_speaks_at_its_own_time_in_order():
    steps = (
        DENIED % ("amina", "today"),
        "{wait: 1 day}",
        DENIED % ("sami", "today"),
        "{wait: 3 months}",
        'now: {log: ["2026-04-02 00:00  amina member: denied → out_denied", "2026-04-03 00:00  sami member: denied"], '
        "ending: denied}",
    )
    assert failures(story(*steps)) == ()


def test_a_time_speaks_once_the_late_post_is_over_and_no_minute_before():
    steps = (
        DENIED % ("amina", "today"),
        '{at: "2026-04-06 23:59"}',
        "now: {people: [amina, sami]}",
        "{wait: 1 minute}",
        "now: {people: [sami], left: {amina: denied}}",
    )
    assert failures(story(*steps)) == ()


def test_the_clock_cannot_go_back():
    failure = only_failure(story("{at: 2026-03-04}", "{at: 2026-03-03}"))
    assert (failure.what, failure.found) == ("The clock cannot go back", "2026-03-03")


def test_what_must_never_be_true_is_asked_after_every_step_even_between_two_instants():
    text = changed(
        FLIGHT,
        ('flies_unexamined: case.at("departed") and not medical.clear_on(travel_date)', 'books: case.at("booked")'),
    )
    failure = only_failure(text)
    assert failure.what == "never books"
    assert failure.step.startswith("{by: nadia, do: book")


def test_what_must_never_be_true_is_asked_when_time_alone_makes_it_so():
    steps = (DENIED % ("amina", "today"), "{wait: 60 days}")
    text = changed(story(*steps), ("story:", "never: {sami_alone: count(people) == 1}\nstory:"))
    failure = only_failure(text)
    assert (failure.what, failure.found) == ("never sami_alone", "true of sami")
    assert failure.step == "{wait: 60 days}"


def test_what_is_true_only_between_two_due_instants_of_one_wait_is_found():
    steps = (DENIED % ("amina", "today"), "{wait: 1 day}", DENIED % ("sami", "today"), "{wait: 60 days}")
    text = changed(story(*steps), ("story:", "never: {alone: count(people) == 1}\nstory:"))
    assert only_failure(text).found == "true of sami"


def test_what_must_never_be_true_is_asked_once_the_case_has_ended():
    never = 'flies_unexamined: case.at("departed") and not medical.clear_on(travel_date)'
    failure = only_failure(changed(FLIGHT, (never, 'flies: case.at("departed") and medical.clear_on(travel_date)')))
    assert (failure.what, failure.found) == ("never flies", "true of amina")
    assert failure.step.startswith("{by: carim, do: depart")
    later = changed(FLIGHT, (never, 'lapsed: case.at("departed") and not medical.clear_on(today)'))
    assert failures(later) == ()
    assert only_failure(changed(later, ("never:\n", "  - {wait: 3 months}\nnever:\n"))).step == "{wait: 3 months}"


BOOKED = (
    "{by: nadia, do: member.approve, for: amina, with: {decided_on: today, source: letter.pdf}}",
    "{by: rana, verify: member.approve, for: amina}",
    "{by: idris, do: medical.examine, for: amina, with: {examined_on: today, finding: well}}",
    "{by: idris, do: vaccines.give, for: amina, with: {given_on: today}}",
    "{by: nadia, do: book, with: {travel_date: 2026-04-20}}",
    "now: {case: booked}",
)


def test_what_must_never_be_true_is_asked_of_who_leaves_and_not_of_who_is_gone():
    steps = ("{by: nadia, do: member.withdraw_person, for: sami, with: {decided_on: today}}", "{wait: 1 day}")
    left = 'member.at("out_withdrawn")'
    text = changed(story(*steps), ("story:", f"never: {{gone: {left}}}\nstory:"))
    assert only_failure(text).found == "true of sami"
    later = changed(story(*steps, *BOOKED), ("story:", f'never: {{gone: {left} and case.at("booked")}}\nstory:'))
    assert failures(later) == ()
