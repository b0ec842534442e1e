"""Semantics 26 to 35, and Timer of the reference: time is a step, and silence an answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.entry import Written
from engine.running.outlook import deadlines, next_instant
from engine.step import Corrected
from tests.running.stories import Story, clock


def timed(timer, extra="", at="2026-03-02 09:00", zone="UTC", holidays=(), **facts):
    """A case at a desk where one timer runs; `late` is where it leads unless it says otherwise."""
    text = f"""
facts:
  case:
    on_day: date
    about: {{type: date, partial: true}}
    at_hour: moment
    stop: {{type: boolean, default: false}}
    slow: {{type: boolean, default: false}}
    written: date
    written_at: moment
phases:
  work:
    desk:
      timers:
        patience: {timer}
      actions:
        say: {{may_ask: [on_day, about, at_hour, stop, slow], to: stay}}
        go: {{to: hall}}
        answer: {{requires: {{in_time: {{check: not patience.ended(), says: Too late}}}}, to: hall}}
    hall: {{actions: {{back: {{to: desk}}}}}}
    late: {{actions: {{return: {{to: desk}}}}}}
endings: {{over: no_contact}}
anywhere:
  excuse: {{in: [late, over], overturns: patience, to: hall}}
  confirm_all: {{in: [late], confirm: true, to: stay}}
{extra}
"""
    return Story(text, at=at, zone=zone, holidays=holidays).open(facts=facts)


def ends(story):
    return [clock(story, one.ends) for one in deadlines(story.law, story.case, story.inputs, story.now)]


# the shapes


def test_after_a_visit_began_it_ends_at_that_local_time():
    story = timed("{after: 10 days, to: late}")
    assert ends(story) == ["2026-03-12 09:00"]
    assert story.at("2026-03-12 08:59").state() == "desk"
    assert story.at("2026-03-12 09:00").state() == "late"


def test_after_a_date_it_ends_with_its_last_day():
    story = timed("{after: 10 days, from: on_day, to: late}", on_day="2026-03-02")
    assert ends(story) == ["2026-03-13 00:00"]
    assert story.at("2026-03-12 23:59").state() == "desk"
    assert story.at("2026-03-13 00:00").state() == "late"


def test_after_a_moment_in_hours_it_is_elapsed_time():
    story = timed("{after: 72 hours, from: at_hour, to: late}", at_hour="2026-03-02 10:30")
    assert ends(story) == ["2026-03-05 10:30"]


def test_before_a_date_it_ends_as_that_day_begins():
    story = timed("{before: 3 days, of: on_day, to: late}", on_day="2026-03-20")
    assert ends(story) == ["2026-03-17 00:00"]


def test_before_another_timer_it_ends_so_long_ahead_of_its_end():
    story = timed(
        "{after: 30 days, from: on_day, to: late}\n        warning: {before: 10 days, of: patience, tells: boss}",
        on_day="2026-03-02",
    )
    assert ends(story) == ["2026-03-23 00:00", "2026-04-02 00:00"]
    story.at("2026-03-24 00:00")
    assert story.entries[-1].told == ("boss",) and story.state() == "desk"


def test_at_a_date_it_ends_with_that_day():
    assert ends(timed("{at: on_day, to: late}", on_day="2026-03-20")) == ["2026-03-21 00:00"]


def test_what_it_counts_from_unknown_it_does_not_run():
    story = timed("{after: 10 days, from: on_day, to: late}")
    assert ends(story) == [] and story.wait("1 year").state() == "desk"


def test_counted_from_a_date_known_in_part_it_ends_as_from_the_last_it_may_be():
    assert ends(timed("{after: 1 month, from: about, to: late}", about="2026-02")) == ["2026-03-29 00:00"]


@pytest.mark.parametrize(
    ("span", "start", "last"),
    [
        ("1 month", "2026-01-31", "2026-02-28"),
        ("1 year", "2024-02-29", "2025-02-28"),
        ("3 weeks", "2026-02-28", "2026-03-21"),
    ],
)
def test_months_clamp_to_the_end_of_the_month(span, start, last):
    story = timed(f"{{after: {span}, from: on_day, to: late}}", at=f"{start} 09:00", on_day=start)
    assert [ends(story)[0][:10]] == [date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()]


def test_working_days_come_from_the_office():
    story = timed("{after: 3 working days, from: on_day, to: late}", holidays=(date(2026, 3, 5),), on_day="2026-03-03")
    assert ends(story) == ["2026-03-10 00:00"]  # Wednesday; Thursday is a holiday; Friday; Monday


def test_a_deadline_tells_where_silence_leads_unless_a_condition_decides_or_nothing_moves():
    for does, leads in (
        ("to: late", "late"),
        ("to: [{when: stop, to: late}, {otherwise: hall}]", None),
        ("tells: boss", None),
    ):
        story = timed(f"{{after: 10 days, {does}}}")
        assert [one.leads_to for one in deadlines(story.law, story.case, story.inputs, story.now)] == [leads]


# what silence does


def test_silence_is_an_answer_that_counts_from_its_end():
    story = timed("{after: 10 days, to: late, sop: Paragraph 4}")
    story.now = story.moment("2026-04-01 09:00")
    story.make_up()
    entry = story.entries[-1]
    assert (entry.ground, clock(story, entry.due_at), entry.sop) == ("patience", "2026-03-12 09:00", "Paragraph 4")
    assert story.since() == "2026-03-12 09:00" and story.standing().silence == "patience"


def test_silence_writes_its_end_and_tells():
    story = timed(
        "{after: 10 days, from: on_day, tells: [boss, clerk], sets: {written: due, written_at: due}}",
        on_day="2026-03-02",
    )
    story.wait("30 days")
    assert story.entries[-1].told == ("boss", "clerk") and story.state() == "desk"
    assert story.fact("written") == date(2026, 3, 12) and clock(story, story.fact("written_at")) == "2026-03-13 00:00"


def test_it_tells_once():
    story = timed("{after: 1 day, tells: boss}")
    story.wait("90 days")
    assert story.causes().count("timer") == 1


def test_instead_another_span_while_its_condition_holds():
    story = timed("{after: 10 days, instead: [{when: slow, after: 20 days}], to: late}")
    assert ends(story) == ["2026-03-12 09:00"]
    story.do("say", slow=True)
    assert ends(story) == ["2026-03-22 09:00"] and story.at("2026-03-13 09:00").state() == "desk"


def test_unless_is_asked_at_its_end_and_it_is_silent_then_and_later_in_this_visit():
    story = timed("{after: 10 days, unless: stop, to: late}")
    story.do("say", stop=True)
    story.wait("11 days").do("say", stop=False)
    assert story.wait("30 days").state() == "desk"
    story.do("go")
    story.do("back")
    assert story.wait("11 days").state() == "late"


def test_an_unknown_unless_does_not_silence():
    story = timed("{after: 10 days, unless: known(on_day) and on_day > today, to: late}")
    assert story.wait("11 days").state() == "late"


def test_late_post_waits_before_it_speaks_and_its_end_stays_its_end():
    story = timed("{after: 10 days, from: on_day, late_post: 5 days, to: late}", on_day="2026-03-02")
    assert story.at("2026-03-17 23:59").state() == "desk"
    assert story.at("2026-03-18 00:00").state() == "late"
    assert clock(story, story.entries[-1].due_at) == "2026-03-13 00:00" and story.since() == "2026-03-13 00:00"


def test_late_post_after_an_end_in_the_course_of_a_day_keeps_that_hour():
    story = timed("{after: 10 days, late_post: 5 days, to: late}")
    assert story.at("2026-03-17 08:59").state() == "desk"
    assert story.at("2026-03-17 09:00").state() == "late"


def test_what_was_posted_in_time_counts_while_the_letter_travels():
    story = timed("{after: 10 days, from: on_day, late_post: 5 days, to: late}", on_day="2026-03-02")
    story.at("2026-03-16 12:00")
    assert story.refused("answer") == ["in_time"]
    story.do("answer", happened="2026-03-12 23:59")
    assert story.state() == "hall"


# standing still


def test_a_timer_stands_still_while_told_to_and_its_end_moves_by_that_time():
    story = timed("{after: 10 days, pauses_while: stop, to: late}")
    story.wait("2 days").do("say", stop=True)
    story.wait("30 days")
    assert story.state() == "desk"
    story.do("say", stop=False)
    assert ends(story) == ["2026-04-11 09:00"]
    assert story.at("2026-04-11 08:59").state() == "desk" and story.at("2026-04-11 09:00").state() == "late"


def test_it_may_stand_still_twice():
    story = timed("{after: 10 days, pauses_while: stop, to: late}")
    for _ in range(2):
        story.wait("1 day").do("say", stop=True)
        story.wait("5 days").do("say", stop=False)
    assert ends(story) == ["2026-03-22 09:00"]


HOLD = """
holds:
  freeze:
    over: [case, programme]
    placed_by: clerk
    lifted_by: boss
    blocks: [go]
    pauses: [patience]
"""


def test_a_hold_may_pause_a_timer():
    story = timed("{after: 10 days, to: late}", HOLD)
    story.do("place_freeze")
    story.wait("30 days").do("lift_freeze", by="boss")
    assert story.state() == "desk" and ends(story) == ["2026-04-11 09:00"]


def test_a_hold_over_the_programme_may_pause_a_timer():
    story = timed("{after: 10 days, to: late}", HOLD)
    story.hold_programme("freeze")
    assert story.wait("30 days").state() == "desk"
    story.hold_programme()
    assert ends(story) == ["2026-04-11 09:00"]


# extension

BY_THE_BOSS = "by: boss, decision_of: ministry, times: 1, up_to: 30 days, reason: [ill]"
EXTENDED = f"{{after: 10 days, from: on_day, extended: {{{BY_THE_BOSS}}}, to: late}}"


def extended(**more):
    return {"until": "2026-03-20", "reason": "ill", "decided_on": "2026-03-02", "source": "a.pdf", "by": "boss", **more}


def test_a_decision_of_tomorrow_has_not_been_taken():
    story = timed(EXTENDED, on_day="2026-03-02")
    (unmet,) = story.refusal("extend_patience", **extended(decided_on="2026-03-03"))
    assert unmet.field == "decided_on" and "has not happened yet" in unmet.says


def test_an_extension_moves_the_end():
    story = timed(EXTENDED, on_day="2026-03-02")
    story.do("extend_patience", **extended())
    assert ends(story) == ["2026-03-21 00:00"] and story.at("2026-03-20 23:59").state() == "desk"


def test_an_extended_time_follows_its_fact_where_that_gives_more():
    story = timed(EXTENDED, on_day="2026-03-02")
    story.do("extend_patience", **extended())
    story.do("say", on_day="2026-03-05")
    assert ends(story) == ["2026-03-21 00:00"]  # by the fact alone it would end on 15 March
    story.do("say", on_day="2026-03-15")
    assert ends(story) == ["2026-03-26 00:00"]
    story.do("say", on_day="2026-03-01")
    assert ends(story) == ["2026-03-21 00:00"]


def test_an_extension_is_bounded_by_number_by_length_and_by_the_end():
    story = timed(EXTENDED, on_day="2026-03-02")
    assert story.refused("extend_patience", **extended(until="2026-04-02")) == ["extension_too_long"]
    assert story.refused("extend_patience", **extended(until="2026-03-12")) == ["extension_too_long"]
    story.do("extend_patience", **extended(until="2026-04-01"))
    assert story.refused("extend_patience", **extended(until="2026-03-25")) == ["extension_too_long", "times_used"]


def test_a_time_that_is_over_is_not_extended():
    story = timed(EXTENDED.replace("to: late", "tells: boss"), on_day="2026-03-02")
    story.wait("20 days")
    assert story.refused("extend_patience", **extended(until="2026-03-30")) == ["time_is_over"]
    story.do("extend_patience", **extended(until="2026-03-30", happened="2026-03-12 10:00"))
    assert ends(story) == ["2026-03-31 00:00"]


def test_a_time_that_does_not_run_is_not_extended():
    assert timed(EXTENDED).refused("extend_patience", **extended()) == ["not_open_yet"]


def test_an_extension_to_the_last_day_allowed_from_a_moment_is_granted():
    story = timed("{after: 10 days, extended: {by: boss, times: 1, up_to: 30 days}, to: late}")
    story.do("extend_patience", by="boss", until="2026-04-01")
    assert ends(story) == ["2026-04-02 00:00"]


def test_an_extension_of_a_time_at_a_date_is_bounded_from_that_date():
    story = timed("{at: on_day, extended: {by: boss, up_to: 30 days}, to: late}", on_day="2026-05-01")
    assert story.refused("extend_patience", by="boss", until="2026-06-01") == ["extension_too_long"]
    story.do("extend_patience", by="boss", until="2026-05-31")
    assert ends(story) == ["2026-06-01 00:00"]


def test_an_extension_from_a_start_at_midnight_is_bounded_by_the_day_before():
    story = timed("{after: 10 days, extended: {by: boss, up_to: 30 days}, to: late}", at="2026-03-02 00:00")
    assert story.refused("extend_patience", by="boss", until="2026-04-01") == ["extension_too_long"]
    story.do("extend_patience", by="boss", until="2026-03-31")


def test_an_extension_of_a_time_before_a_date_may_last_to_the_end_of_its_last_day():
    story = timed("{before: 36 hours, of: on_day, extended: {by: boss, up_to: 3 weeks}, to: late}", on_day="2026-03-31")
    assert ends(story) == ["2026-03-29 12:00"]
    assert story.refused("extend_patience", by="boss", until="2026-04-20") == ["extension_too_long"]
    story.do("extend_patience", by="boss", until="2026-04-19")


def test_an_extension_takes_no_standstill_away():
    story = timed(
        "{after: 10 days, from: on_day, pauses_while: stop, extended: {by: boss}, to: late}", on_day="2026-03-02"
    )
    story.do("say", stop=True)
    story.wait("20 days").do("say", stop=False)
    assert ends(story) == ["2026-04-02 00:00"]
    story.do("extend_patience", by="boss", until="2026-04-05")
    assert ends(story) == ["2026-04-06 00:00"]
    story.do("say", on_day="2026-03-12")
    assert ends(story) == ["2026-04-12 00:00"]  # ten days after 12 March, and the twenty that it stood still


# the fact changes


def test_the_end_moves_with_the_fact_it_counts_from():
    story = timed("{after: 10 days, from: on_day, to: late}", on_day="2026-03-02")
    story.do("say", on_day="2026-03-10")
    assert ends(story) == ["2026-03-21 00:00"]


def test_a_timer_that_told_tells_again_when_its_fact_moves_ahead():
    story = timed("{after: 10 days, from: on_day, tells: boss}", on_day="2026-03-02")
    story.wait("20 days").do("say", on_day="2026-03-20")
    assert "runs_again" in story.causes()
    story.wait("30 days")
    assert story.causes().count("timer") == 2


# late entries


def test_a_move_of_the_past_into_an_ending_becomes_a_task():
    story = timed("{after: 10 days, from: on_day, tells: boss, to: over}", at="2026-06-01 09:00")
    entries = story.do("say", on_day="2026-03-02")
    assert story.case.outcome is None and entries[-1].told == ("boss",)
    assert [one.timer for one in story.case.overdue] == ["patience"]
    assert clock(story, entries[-1].due_at) == "2026-03-13 00:00"
    assert story.wait("90 days").case.outcome is None


def test_the_task_falls_when_the_date_is_corrected():
    story = timed("{after: 10 days, from: on_day, to: over}", at="2026-06-01 09:00")
    story.do("say", on_day="2026-03-02")
    story.do("say", on_day="2026-06-01")
    assert story.case.overdue == ()
    assert story.wait("20 days").case.outcome == "no_contact"


def test_the_task_falls_when_the_date_never_was_and_comes_again_with_another_one():
    story = timed("{after: 10 days, from: on_day, tells: boss, to: over}", at="2026-06-01 09:00")
    (said, *_) = story.do("say", on_day="2026-03-02")
    stands = (Written(owner="case", fact="on_day", value=date(2026, 3, 2)),)
    story.inputs = replace(story.inputs, corrected=Corrected(entry=said, action="say", stands=stands))
    story.do("correct_entry", corrects=said.seq, empties=("on_day",), note="There was no such day")
    assert (story.case.overdue, ends(story)) == ((), [])
    assert story.refused("confirm_patience", by="boss") == ["not_in_this_state"]
    story.do("say", on_day="2026-04-02")
    assert [one.timer for one in story.case.overdue] == ["patience"]
    story.do("confirm_patience", by="boss")
    assert story.since() == "2026-04-13 00:00"


def test_the_task_falls_when_the_case_moves_on():
    story = timed("{after: 10 days, from: on_day, to: over}", at="2026-06-01 09:00")
    story.do("say", on_day="2026-03-02")
    story.do("go")
    assert story.case.overdue == ()


def test_somebody_confirms_that_time_ran_out():
    story = timed("{after: 10 days, from: on_day, tells: boss, to: over}", at="2026-06-01 09:00")
    assert story.refused("confirm_patience", by="boss") == ["not_in_this_state"]
    story.do("say", on_day="2026-03-02")
    assert story.refused("confirm_patience", by="doctor") == ["not_your_role"]
    story.do("confirm_patience", by="boss")
    assert story.case.outcome == "no_contact" and story.since() == "2026-03-13 00:00"


@pytest.mark.parametrize(("elsewhere", "who"), [("actions: {go: {by: boss, to: over}}", "boss"), ("", "clerk")])
def test_where_nobody_acts_a_time_that_ran_out_is_confirmed_by_the_machine_or_by_who_opens_cases(elsewhere, who):
    text = f"""
opening: {{by: clerk, may_ask: [on_day]}}
facts: {{case: {{on_day: date}}}}
tracks:
  papers:
    per: case
    states:
      silent: {{timers: {{patience: {{after: 10 days, from: on_day, to: over}}}}}}
      desk: {{{elsewhere}}}
    endings: {{over: refused}}
phases: {{work: {{open: {{actions: {{say: {{by: doctor, to: stay}}}}}}}}}}
"""
    story = Story(text, at="2026-06-01 09:00").open(facts={"on_day": "2026-03-02"})
    assert [one.timer for one in story.case.overdue] == ["patience"]
    assert [one.told for one in story.entries if one.cause == "timer"] == [(who,)]
    assert story.refused("papers.confirm_patience", by="doctor") == ["not_your_role"]
    story.do("papers.confirm_patience", by=who)
    assert story.state("papers") == "over"


def test_what_is_confirmed_ends_by_the_facts_as_they_are_and_writes_what_silence_writes():
    story = timed("{after: 10 days, from: on_day, tells: boss, sets: {written: due}, to: over}", at="2026-06-01 09:00")
    story.do("say", on_day="2026-03-02")
    story.do("say", on_day="2026-04-02")
    story.do("confirm_patience", by="boss")
    assert (story.since(), str(story.fact("written"))) == ("2026-04-13 00:00", "2026-04-12")


def test_what_is_confirmed_and_leads_nowhere_any_more_is_recorded_and_no_task_any_more():
    story = timed(
        "{after: 10 days, from: on_day, to: [{when: slow, to: over}, {otherwise: stay}]}", at="2026-06-01 09:00"
    )
    story.do("say", on_day="2026-03-02", slow=True)
    story.do("say", slow=False)
    entries = story.do("confirm_patience")
    assert [one.cause for one in entries] == ["overdue"] and (story.state(), story.case.overdue) == ("desk", ())


def test_a_time_that_became_a_task_is_given_more_time():
    story = timed("{after: 10 days, from: on_day, extended: {by: boss}, to: over}", at="2026-06-01 09:00")
    story.do("say", on_day="2026-03-02")
    story.do("extend_patience", by="boss", until="2026-06-10")
    assert story.case.overdue == () and ends(story) == ["2026-06-11 00:00"]
    assert story.wait("20 days").case.outcome == "no_contact"


def test_a_move_of_the_past_elsewhere_is_made():
    story = timed("{after: 10 days, from: on_day, to: late}", at="2026-06-01 09:00")
    story.do("say", on_day="2026-03-02")
    assert story.state() == "late"


def test_a_timer_outside_the_states_runs_on_through_them():
    text = "\ntimers:\n  life: {after: 20 days, from: on_day, in: [desk, hall], tells: boss}"
    story = timed("{after: 300 days, to: late}", text, on_day="2026-03-02")
    story.wait("10 days").do("go")
    story.wait("11 days")
    assert story.entries[-1].ground == "life"
    story.do("back")
    assert story.wait("10 days").causes().count("timer") == 1


FORGETFUL = """
facts: {case: {on_day: date}}
phases:
  work:
    desk: {timers: {patience: {after: 10 days, from: on_day, sets: {on_day: due}, to: shelf}}}
    shelf: {forgets: [on_day], actions: {back: {to: desk}}}
endings: {over: no_contact}
"""


def test_what_silence_writes_is_not_forgotten_where_it_leads():
    story = Story(FORGETFUL).open(facts={"on_day": "2026-03-02"}).wait("20 days")
    assert (story.state(), str(story.fact("on_day"))) == ("shelf", "2026-03-12")


def test_a_timer_outside_the_states_that_has_moved_is_silent_where_it_leads():
    story = timed(
        "{after: 300 days, to: late}", "\ntimers:\n  life: {after: 9 days, from: on_day, in: [desk, hall], to: hall}"
    )
    story.do("say", on_day="2026-03-02")
    story.wait("10 days")
    assert (story.state(), story.standing().visit, story.standing().spoken) == ("hall", 2, {"life"})
    story.do("back")
    assert story.wait("10 days").state() == "desk"


# overturning


def silenced():
    story = timed("{after: 10 days, to: late}")
    return story.wait("20 days")


def test_silence_is_overturned_by_what_happened_before_its_end():
    story = silenced()
    assert story.refused("excuse", happened="2026-03-12 09:00") == ["time_is_over"]
    story.do("excuse", happened="2026-03-12 08:59")
    assert story.state() == "hall" and story.since() == "2026-03-12 08:59"


def test_silence_is_not_overturned_once_something_final_followed():
    story = silenced()
    story.do("confirm_all")
    assert story.refused("excuse", happened="2026-03-05 09:00") == ["not_in_this_state"]


def test_what_came_about_otherwise_is_not_overturned():
    story = timed("{after: 10 days, to: [{when: slow, to: hall}, {otherwise: late}]}", at="2026-03-02 09:00")
    assert story.refused("excuse", happened="2026-03-02 09:00") == ["not_in_this_state"]


def test_where_silence_ended_the_case_overturning_brings_it_back():
    story = timed("{after: 10 days, to: over}")
    story.wait("20 days")
    assert story.case.outcome == "no_contact" and story.present() == []
    story.do("excuse", happened="2026-03-10 09:00")
    assert (story.case.outcome, story.state(), story.present()) == (None, "hall", ["amina"])


PEOPLE_SILENCED = """
facts: {case: {x: text}}
tracks:
  member:
    per: person
    states:
      denied: {timers: {review_time: {after: 10 days, to: out_denied}}, actions: {clear_up: {to: fine}}}
      fine: {waits_on: nobody}
    endings: {out_denied: denied, out_left: withdrawn_by_person}
    anywhere:
      late_review: {in: [out_denied], overturns: review_time, decision_of: person, to: fine}
      leave: {never_blocked: true, to: out_left}
phases: {work: {desk: {actions: {finish: {to: done}}}}}
endings: {done: completed, empty: denied}
when_empty: [{otherwise: empty}]
"""


REVIEW = {"happened": "2026-03-05 09:00", "decided_on": "2026-03-05"}


def test_an_overturned_silence_brings_the_person_back_and_with_the_last_one_the_case():
    story = Story(PEOPLE_SILENCED).open(amina={}, yusuf={})
    story.wait("20 days")
    assert story.case.outcome == "denied" and story.present() == []
    story.do("member.late_review", "amina", **REVIEW)
    assert story.present() == ["amina"] and story.case.outcome is None and story.state() == "desk"


def test_nobody_is_brought_back_into_a_case_that_ended_with_others_in_it():
    story = Story(PEOPLE_SILENCED).open(amina={}, yusuf={})
    story.do("member.clear_up", "yusuf")
    story.wait("20 days").do("finish")
    unmet = story.refusal("member.late_review", "amina", **REVIEW)
    assert [(one.code, one.says) for one in unmet] == [("not_in_this_state", "The case has ended: Done")]


LIFE = """
  undo: {in: [over], overturns: life, to: desk}
timers:
  life: {after: 9 days, from: on_day, in: [desk], to: over}
"""


def test_a_timer_outside_the_states_that_led_to_an_ending_tells_nothing_again_when_that_is_overturned():
    story = timed("{after: 300 days, to: late}", LIFE, on_day="2026-03-02")
    story.wait("10 days")
    story.do("undo", happened="2026-03-05 09:00")
    assert (story.state(), story.case.overdue) == ("desk", ())


OUTLIVED = PEOPLE_SILENCED.replace(
    "phases:",
    """  burial:
    per: person
    outlives_person: true
    states: {to_do: {actions: {bury: {to: done_there}}}}
    endings: {done_there: done}
phases:""",
)


def test_what_became_a_task_of_the_case_tells_nothing_again_when_somebody_brings_the_case_back():
    text = PEOPLE_SILENCED.replace("x: text", "x: text, on_day: date").replace(
        "finish: {to: done}", "say: {ask: [on_day], to: stay}"
    )
    story = Story(text + "timers: {life: {after: 9 days, from: on_day, to: done}}").open(amina={})
    story.do("say", on_day="2026-01-02")
    assert [one.timer for one in story.case.overdue] == ["life"]
    story.wait("20 days").do("member.late_review", "amina", **REVIEW)
    assert (story.state(), story.case.overdue) == ("desk", ())


def test_what_led_the_last_one_out_tells_nothing_again_when_the_case_is_reopened():
    text = PEOPLE_SILENCED.replace("x: text", "x: text, on_day: date")
    text = text.replace(
        "    anywhere:\n",
        "    timers: {life: {after: 9 days, from: on_day, in: [denied], to: out_denied}}\n    anywhere:\n",
    )
    story = Story(text + "anywhere: {again: {in: [empty], does: reopen, to: desk}}").open(
        facts={"on_day": "2026-03-02"}, amina={}
    )
    story.wait("12 days").do("again")
    assert (story.present(), story.standing("member", "amina").state, story.case.overdue) == (["amina"], "denied", ())


def test_who_is_brought_back_into_a_state_that_closes_a_track_finds_it_closed():
    text = PEOPLE_SILENCED.replace(
        "phases:", "  visit: {per: person, states: {to_do: {actions: {go: {to: seen}}}, seen: {}}}\nphases:"
    )
    text = text.replace(
        "finish: {to: done}}}", "finish: {to: done}}}, quiet: {closes: [visit], actions: {end: {to: done}}}"
    )
    story = Story(text + "anywhere: {again: {in: [empty], does: reopen, to: quiet}}").open(amina={})
    story.wait("12 days").do("again")
    assert story.present() == ["amina"] and story.refused("visit.go", "amina") == ["not_in_this_state"]


def test_who_returns_while_the_case_stands_where_a_track_is_closed_finds_it_closed_until_it_goes_on_for_all():
    text = PEOPLE_SILENCED.replace(
        "phases:", "  visit: {per: person, states: {to_do: {actions: {go: {to: seen}}}, seen: {}}}\nphases:"
    )
    text = text.replace(
        "finish: {to: done}}}",
        "finish: {to: done}, hush: {to: quiet}}}, quiet: {closes: [visit], actions: {again: {does: reopen, to: desk}}}",
    )
    story = Story(text).open(amina={}, yusuf={})
    story.do("member.clear_up", "yusuf")
    story.wait("12 days").do("hush")
    story.do("member.late_review", "amina", **REVIEW)
    assert story.present() == ["amina", "yusuf"]
    for one in ("amina", "yusuf"):
        assert story.refused("visit.go", one) == ["not_in_this_state"]
    story.do("again")
    for one in ("amina", "yusuf"):
        story.do("visit.go", one)


def test_what_outlives_somebody_goes_on_when_another_brings_the_case_back():
    story = Story(OUTLIVED).open(amina={}, yusuf={})
    story.do("member.leave", "yusuf")
    story.wait("20 days")
    assert story.case.outcome == "denied"
    story.do("member.late_review", "amina", **REVIEW)
    story.do("burial.bury", "yusuf")
    assert story.case.person("yusuf").tracks["burial"].state == "done_there"


# event time


def test_the_future_is_refused():
    assert timed("{after: 10 days, to: late}").refused("go", happened="2026-03-02 09:01") == ["in_the_future"]


def test_what_happened_before_the_visit_began_is_refused():
    assert timed("{after: 10 days, to: late}").refused("go", happened="2026-03-02 08:59") == ["before_the_visit"]


def test_a_death_is_entered_on_its_own_day_whatever_was_decided_since():
    story = Story(PEOPLE_SILENCED).open(amina={}, yusuf={})
    story.wait("5 days").do("member.clear_up", "amina")
    story.do("member.leave", "amina", happened="2026-03-03 09:00")
    assert story.present() == ["yusuf"]


def test_what_follows_from_a_late_entry_begins_when_that_happened():
    story = timed("{after: 10 days, to: late}")
    story.wait("5 days").do("go", happened="2026-03-03 10:00")
    story.do("back", happened="2026-03-04 10:00")
    assert ends(story) == ["2026-03-14 10:00"]


# today


TODAY = """
facts:
  case: {{on_day: date, about: {{type: date, partial: true}}, at_hour: moment}}
  person: {{born_on: {{type: date, partial: true}}}}
phases:
  work:
    waiting: {{automatically: [{{when: '{when}', to: come}}], actions: {{a: {{to: end}}}}}}
    come: {{actions: {{a: {{to: end}}}}}}
endings: {{end: completed}}
"""


@pytest.mark.parametrize(
    ("when", "instant"),
    [
        ("today >= on_day", "2026-03-20 00:00"),
        ("today > on_day", "2026-03-21 00:00"),
        ("on_day <= today", "2026-03-20 00:00"),
        ("today == on_day", "2026-03-20 00:00"),
        ('today.plus("5 days") >= on_day', "2026-03-15 00:00"),
        ('today.plus("1 month") >= on_day.plus("20 days")', "2026-03-09 00:00"),
        ("now >= at_hour", "2026-03-18 14:30"),
        ('now.plus("2 hours") >= at_hour', "2026-03-18 12:30"),
        ("not (today < on_day)", "2026-03-20 00:00"),
        ("principal(age >= 18)", "2026-03-25 00:00"),
        ("anyone(age >= 18) and today >= on_day", "2026-03-25 00:00"),
        ("everyone(today >= on_day)", "2026-03-20 00:00"),
        ("principal(age_on(today) >= 18)", "2026-03-25 00:00"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Amman", "America/New_York"])
def test_a_comparison_with_today_or_now_is_made_when_it_turns(when, instant, zone):
    text = TODAY.format(when=when)
    story = Story(text, zone=zone).open(
        facts={"on_day": "2026-03-20", "at_hour": "2026-03-18 14:30"}, amina={"born_on": "2008-03-25"}
    )
    assert story.state() == "waiting"
    story.at("2026-04-30 09:00")
    assert clock(story, story.entries[-1].recorded) == instant


def test_who_was_born_on_29_february_is_a_year_older_on_1_march():
    story = Story(TODAY.format(when="principal(age >= 18)"), at="2026-02-20 09:00").open(
        amina={"born_on": "2008-02-29"}
    )
    story.at("2026-03-10 09:00")
    assert clock(story, story.entries[-1].recorded) == "2026-03-01 00:00"


def test_a_date_known_in_part_turns_when_it_is_true_for_all_it_may_be():
    story = Story(TODAY.format(when="today > about")).open(facts={"about": "2026-03"})
    story.at("2026-05-01 00:00")
    assert clock(story, story.entries[-1].recorded) == "2026-04-01 00:00"


def test_a_case_with_nothing_that_runs_has_no_next_instant():
    story = Story(TODAY.format(when="known(on_day)")).open()
    assert next_instant(story.law, story.case, story.inputs, story.now) is None


# zones


@pytest.mark.parametrize(
    ("zone", "start", "days", "hours"),
    [
        ("Europe/Berlin", "2026-03-28 12:00", "2026-03-29 12:00", "2026-03-29 13:00"),
        ("Europe/Berlin", "2026-10-24 12:00", "2026-10-25 12:00", "2026-10-25 11:00"),
        ("America/New_York", "2026-03-07 12:00", "2026-03-08 12:00", "2026-03-08 13:00"),
        ("Africa/Cairo", "2026-04-23 12:00", "2026-04-24 12:00", "2026-04-24 13:00"),
        ("Asia/Beirut", "2026-03-28 12:00", "2026-03-29 12:00", "2026-03-29 13:00"),
        ("Asia/Amman", "2026-03-28 12:00", "2026-03-29 12:00", "2026-03-29 12:00"),
    ],
)
def test_a_day_keeps_the_local_time_and_hours_are_elapsed(zone, start, days, hours):
    for span, expected in (("1 day", days), ("24 hours", hours)):
        story = timed(f"{{after: {span}, to: late}}", at=start, zone=zone)
        assert ends(story) == [expected]


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Auckland", "Asia/Tehran"])
def test_a_day_ends_at_24_00_of_the_office_also_when_midnight_does_not_exist(zone):
    story = timed("{at: on_day, to: late}", at="2026-03-02 09:00", zone=zone)
    for day in ("2026-03-28", "2026-04-23", "2026-10-24", "2026-10-29"):
        story.do("say", on_day=day)
        (instant,) = (one.ends for one in deadlines(story.law, story.case, story.inputs, story.now))
        office = story.inputs.office
        assert (office.day_of(instant) - date.fromisoformat(day)).days == 1
        assert office.day_of(instant - timedelta(seconds=1)) == date.fromisoformat(day)


def test_what_moves_by_itself_after_a_late_entry_began_when_that_happened():
    text = TODAY.format(when="known(on_day)")
    text += "anywhere: {say: {ask: [on_day], to: stay}}\n"
    story = Story(text).open()
    story.wait("9 days").do("say", on_day="2026-03-20", happened="2026-03-04 10:00")
    assert story.state() == "come" and story.since() == "2026-03-04 10:00"


ENDS_WITH_A_FACT = """
facts: {case: {until: date, flight: date, posted: date}}
phases:
  p:
    waiting:
      timers:
        over: {at: until, to: late}
        ahead: {before: 10 days, of: flight, to: late}
        answer: {after: 10 days, from: posted, to: late}
      actions: {amend: {may_ask: [until, flight, posted], to: stay}}
    late: {actions: {end: {to: ended}}}
endings: {ended: completed}
"""


@pytest.mark.parametrize(
    ("fact", "later", "sooner"),
    [
        ("until", "2026-05-01", "2026-02-01"),
        ("flight", "2026-05-01", "2026-03-05"),
        ("posted", "2026-03-01", "2026-02-01"),
    ],
)
def test_a_time_that_a_fact_moves_into_the_past_speaks_in_the_same_step(fact, later, sooner):
    story = Story(ENDS_WITH_A_FACT).open()
    story.do("amend", **{fact: later})
    assert story.state() == "waiting"
    story.do("amend", **{fact: sooner})
    assert story.state() == "late"


def test_an_automatic_goes_on_at_the_instant_from_which_its_target_admits():
    text = TODAY.replace("{{", "{").replace("}}", "}").replace("'{when}'", "known(at_hour)")
    text = text.replace("come: {", "come: {only_while: {then: {check: at_hour <= now, says: Too early, to: waiting}}, ")
    story = Story(text).open(facts={"at_hour": "2026-03-05 10:00"})
    assert story.at("2026-03-05 09:59").state() == "waiting"
    assert story.at("2026-03-05 10:00").state() == "come"
