"""Semantics 36 to 39, and Clears of the reference: clear on a day, and if not, why."""

from datetime import date

import pytest

from engine.running.outlook import clearances
from engine.running.view import view_of
from tests.running.stories import Story


def checked(clears, needed="true", at="2026-03-02 09:00", zone="UTC", then=True, **people):
    """A check of each person, whose cleared state has this window; facts of the case name the events."""
    text = f"""
facts:
  case: {{flight: date, departs: moment, until_day: date, last: {{type: date, partial: true}}}}
  person:
    born_on: {{type: date, partial: true}}
    kind: {{type: choice, of: [a, b]}}
checklists: {{to_go: [check], both: [check, other]}}
tracks:
  check:
    per: person
    needed_if: {needed}
    states:
      to_do:
        actions:
          give: {{may_ask: [seen_on, seen_at, part], to: cleared}}
      cleared:
        clears: {clears}
        actions:
          amend: {{may_ask: [seen_on, seen_at, part], to: stay}}
          drop: {{to: to_do}}
      lapsed: {{actions: {{anew: {{to: to_do}}}}}}
    facts: {{seen_on: date, seen_at: moment, part: {{type: date, partial: true}}}}
  other:
    per: case
    states: {{to_do: {{actions: {{give: {{to: cleared}}}}}}, cleared: {{clears: true}}}}
  trip:
    per: person
    states: {{home: {{actions: {{go: {{to: away}}}}}}, away: {{actions: {{back: {{to: home}}}}}}}}
phases:
  work:
    desk:
      actions:
        say: {{may_ask: [flight, departs, until_day, last], may_ask_each: [born_on, kind], to: stay}}
        waive: {{people: chosen, waives: [check], to: stay}}
        shut: {{to: closed}}
    closed: {{closes: [to_go], actions: {{finish: {{to: end}}}}}}
endings: {{end: completed}}
"""
    return Story(text, at=at, zone=zone).open(**(people or {"amina": {}}))


def clear(story, day, checklist="to_go", at=None):
    view = view_of(story.law, story.case, story.inputs, at or story.now)
    asked = date.fromisoformat(day) if isinstance(day, str) and len(day) == 10 else day and story.moment(day)
    return view.clear_on(checklist, asked)


def why(story, day, checklist="to_go"):
    view = view_of(story.law, story.case, story.inputs, story.now)
    asked = date.fromisoformat(day) if isinstance(day, str) and len(day) == 10 else day and story.moment(day)
    return [one.name for one in view.reasons(checklist, asked)]


def given(clears, **more):
    facts = {key: more.pop(key) for key in ("seen_on", "seen_at", "part") if key in more}
    story = checked(clears, **more)
    story.do("check.give", "amina", **facts)
    return story


SIX_MONTHS = "{from: seen_on, for: 6 months, then: lapsed}"


def test_what_is_not_open_or_does_not_clear_is_missing():
    assert why(checked(SIX_MONTHS), "2026-03-02") == ["amina.check.missing"]


def test_a_window_holds_through_its_last_day():
    story = given(SIX_MONTHS, seen_on="2026-03-02")
    assert clear(story, "2026-09-02") is True
    assert clear(story, "2026-09-03") is False and why(story, "2026-09-03") == ["amina.check.lapsed"]


def test_a_window_lapses_with_its_last_day():
    story = given(SIX_MONTHS, seen_on="2026-03-02")
    assert story.at("2026-09-02 23:59").state("check") == "cleared"
    assert story.at("2026-09-03 00:00").state("check") == "lapsed"
    assert story.entries[-1].cause == "lapse" and story.entries[-1].due_at == story.moment("2026-09-03 00:00")


def test_without_then_it_stays_and_is_not_clear():
    story = given("{from: seen_on, for: 6 months}", seen_on="2026-03-02")
    story.at("2026-10-01 09:00")
    assert story.state("check") == "cleared" and clear(story, "2026-10-01") is False


def test_before_its_first_day_it_is_too_early_and_says_from_when():
    story = given(SIX_MONTHS, seen_on="2026-04-01")
    (reason,) = view_of(story.law, story.case, story.inputs, story.now).reasons("to_go", date(2026, 3, 31))
    assert (reason.answer, reason.first_day) == ("too_early", date(2026, 4, 1))
    assert clear(story, "2026-04-01") is True


def test_an_unknown_start_is_not_clear_and_does_not_lapse():
    story = given(SIX_MONTHS)
    assert clear(story, "2026-03-02") is None and why(story, "2026-03-02") == ["amina.check.unknown"]
    assert story.wait("1 year").state("check") == "cleared"


def test_an_unknown_day_is_unknown():
    assert clear(given(SIX_MONTHS, seen_on="2026-03-02"), None) is None


def test_a_start_known_in_part_begins_late_and_ends_early():
    story = given("{from: part, for: 1 month}", part="2026-02")
    assert clear(story, "2026-02-27") is False and clear(story, "2026-02-28") is True
    assert clear(story, "2026-03-01") is True and clear(story, "2026-03-02") is False


def test_the_earlier_end_wins():
    story = given("{from: seen_on, for: 6 months, until: until_day, then: lapsed}", seen_on="2026-03-02")
    assert clear(story, "2026-08-01") is True
    story.do("say", until_day="2026-06-30")
    assert clear(story, "2026-06-30") is True and clear(story, "2026-07-01") is False
    assert story.at("2026-07-01 00:00").state("check") == "lapsed"


def test_for_ever_never_lapses():
    story = given("{from: seen_on, for: forever, then: lapsed}", seen_on="2026-03-02")
    assert story.wait("9 years").state("check") == "cleared" and clear(story, "2200-01-01") is True


def test_a_window_in_hours_ends_to_the_hour_and_a_day_counts_only_whole():
    story = given("{from: seen_at, for: 72 hours, then: lapsed}", at="2026-03-02 15:00", seen_at="2026-03-02 15:00")
    assert clear(story, "2026-03-04") is True and clear(story, "2026-03-05") is False
    assert clear(story, "2026-03-05 14:59") is True and clear(story, "2026-03-05 15:00") is False
    assert story.at("2026-03-05 14:59").state("check") == "cleared"
    assert story.at("2026-03-05 15:00").state("check") == "lapsed"


def test_a_clearance_given_in_the_course_of_a_day_counts_for_that_day_and_not_for_an_earlier_hour():
    story = given("{from: seen_at, for: 72 hours}", at="2026-03-02 15:00", seen_at="2026-03-02 15:00")
    assert clear(story, "2026-03-02") is True and clear(story, "2026-03-02 14:00") is False


BEFORE = "{from: seen_at, within: 72 hours, before: departs, then: lapsed}"


def at_gate(**more):
    story = checked(BEFORE, at="2026-03-02 15:00")
    story.do("say", departs="2026-03-05 15:00")
    story.do("check.give", "amina", seen_at="2026-03-02 15:00", **more)
    return story


def test_within_so_long_before_an_event_it_is_clear_for_that_event():
    assert clear(at_gate(), "2026-03-05 15:00") is True


def test_the_event_moved_too_far_it_lapses():
    story = at_gate()
    story.do("say", departs="2026-03-05 15:01")
    assert story.state("check") == "lapsed"


def test_the_event_past_it_is_not_clear_for_later_and_has_not_lapsed():
    story = at_gate()
    story.at("2026-03-06 09:00")
    assert story.state("check") == "cleared"
    assert clear(story, "2026-03-06 09:00") is False and clear(story, "2026-03-05 15:00") is True
    assert clear(story, "2026-03-05") is True and clear(story, "2026-03-06") is False


def test_the_event_unknown_it_is_unknown_and_does_not_lapse():
    story = checked(BEFORE, at="2026-03-02 15:00")
    story.do("check.give", "amina", seen_at="2026-03-02 15:00")
    assert clear(story, "2026-03-05 15:00") is None and story.wait("30 days").state("check") == "cleared"


def test_a_check_after_the_event_does_not_count_for_it():
    story = at_gate()
    story.do("say", departs="2026-03-02 14:00")
    assert clear(story, "2026-03-02 14:00") is False and story.state("check") == "cleared"


@pytest.mark.parametrize(("seen", "counts"), [("2026-03-02", True), ("2026-03-01", False)])
def test_three_days_before_a_day_are_counted_from_the_day(seen, counts):
    story = checked("{from: seen_on, within: 3 days, before: flight, then: lapsed}")
    story.do("say", flight="2026-03-05")
    story.do("check.give", "amina", seen_on=seen)
    assert (story.state("check") == "cleared") is counts


def test_hours_before_an_event_are_judged_by_the_strictest_reading_of_a_day():
    story = checked("{from: seen_on, within: 72 hours, before: departs, then: lapsed}")
    story.do("say", departs="2026-03-05 00:00")
    story.do("check.give", "amina", seen_on="2026-03-02")
    assert story.state("check") == "cleared"
    story.do("say", departs="2026-03-05 00:01")
    assert story.state("check") == "lapsed"


def test_used_up_it_goes_where_a_lapse_goes():
    story = given("{from: seen_on, for: 1 year, used_up_by: trip.away, then: lapsed}", seen_on="2026-03-02")
    story.do("trip.go", "amina")
    assert story.state("check") == "lapsed" and story.entries[-1].ground == "used_up"


def test_what_was_used_before_it_was_given_is_not_used_up():
    story = checked("{from: seen_on, for: 1 year, used_up_by: trip.away, then: lapsed}")
    story.do("trip.go", "amina")
    story.do("check.give", "amina", seen_on="2026-03-02")
    assert story.state("check") == "cleared"
    story.do("trip.back", "amina")
    story.do("trip.go", "amina")
    assert story.state("check") == "lapsed"


def test_closed_it_neither_lapses_nor_is_used_up():
    story = given("{from: seen_on, for: 6 months, used_up_by: trip.away, then: lapsed}", seen_on="2026-03-02")
    story.do("shut")
    story.do("trip.go", "amina")
    assert story.wait("2 years").state("check") == "cleared"


def test_of_a_checklist_everybody_in_each_track_is_meant():
    story = checked("true", amina={}, yusuf={})
    story.do("check.give", "amina")
    assert why(story, "2026-03-02", "both") == ["yusuf.check.missing", "other.missing"]
    story.do("check.give", "yusuf")
    story.do("other.give")
    assert clear(story, "2026-03-02", "both") is True


def test_one_who_is_not_clear_outweighs_one_unknown():
    story = given(SIX_MONTHS, amina={}, yusuf={})
    assert clear(story, "2026-03-02") is False


def test_not_needed_it_is_clear_and_an_unknown_need_is_unknown():
    story = checked("true", 'kind == "a"', amina={"kind": "b"})
    assert clear(story, "2026-03-02") is True
    assert clear(checked("true", 'kind == "a"'), "2026-03-02") is None


def test_an_age_is_taken_on_the_day_asked_about():
    story = checked("true", "age >= 18", amina={"born_on": "2008-03-20"})
    assert clear(story, "2026-03-19") is True and clear(story, "2026-03-20") is False


def test_a_birth_year_makes_need_unknown_only_where_it_matters():
    story = checked("true", "age >= 18", amina={"born_on": "2008"})
    assert (clear(story, "2025-12-31"), clear(story, "2026-06-01"), clear(story, "2027-01-01")) == (True, None, False)


def test_waived_it_is_clear_and_owed_until_it_truly_is():
    story = checked("true")
    story.do("waive", "amina")
    view = view_of(story.law, story.case, story.inputs, story.now)
    assert clear(story, "2026-03-02") is True and view.owed("to_go") is True
    story.do("check.give", "amina")
    assert view_of(story.law, story.case, story.inputs, story.now).owed("to_go") is False


def test_of_nobody_a_checklist_is_not_clear():
    story = checked("true")
    story.do("member.record_death", "amina", note="In the night")
    assert clear(story, "2026-03-02", "both") is False


def test_earliest_end_days_left_and_who_lapses_first():
    story = checked(SIX_MONTHS, amina={}, yusuf={})
    story.do("check.give", "amina", seen_on="2026-03-02")
    view = view_of(story.law, story.case, story.inputs, story.now)
    assert view.clear_until("to_go") is None and view.first_to_lapse("to_go") == "yusuf: Check"
    story.do("check.give", "yusuf", seen_on="2026-02-15")
    view = view_of(story.law, story.case, story.inputs, story.now)
    assert view.clear_until("to_go") == date(2026, 8, 15) and view.first_to_lapse("to_go") == "yusuf: Check"


def test_the_table_of_clearances_says_who_must_act():
    story = checked(SIX_MONTHS, amina={}, yusuf={})
    story.do("check.give", "amina", seen_on="2026-03-02")
    found = clearances(story.law, story.case, story.inputs, story.now, date(2026, 9, 3))
    assert [(one.person, one.track, one.answer.answer, one.waits_on) for one in found] == [
        ("amina", "check", "lapsed", "clerk"),
        ("yusuf", "check", "missing", "clerk"),
        (None, "other", "missing", "clerk"),
    ]


@pytest.mark.parametrize("extreme", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_dates_at_the_edges_of_the_calendar_break_nothing(extreme, zone):
    story = given(SIX_MONTHS, zone=zone)
    story.do("check.amend", "amina", seen_on=extreme)
    story.do("say", until_day=extreme, flight=extreme)
    story.wait("1 year")
    clearances(story.law, story.case, story.inputs, story.now, date.fromisoformat(extreme))


TURNING = """
facts:
  case: {travel_date: date, departs_at: moment, x: text}
  person: {born_on: {type: date, partial: true}}
checklists: {to_travel: [check, baby_check], at_gate: [adult_check]}
tracks:
  check: {per: person, needed_if: age >= 14, states: {open: {actions: {do_it: {to: done}}}, done: {clears: true}}}
  adult_check: {per: person, needed_if: age >= 18, states: {open: {waits_on: nobody}}}
  other: {per: person, needed_if: age >= 14, states: {open: {waits_on: nobody}}}
  baby_check: {per: person, needed_if: age < 3, states: {open: {waits_on: nobody}}}
phases:
  work:
    ready:
      actions:
        plan: {ask: [travel_date], may_ask: [departs_at], to: stay}
        book: {to: booked}
    booked:
      only_while: {clear: {check: to_travel.clear_on(travel_date), says: Not clear, to: ready}}
      actions: {go: {requires: {seen: {check: at_gate.clear_on(departs_at), says: Not seen}}, to: end}}
endings: {end: completed, empty: family_left}
when_empty: [{otherwise: empty}]
anywhere: {take_in: {does: add_person, ask_each: [born_on], to: stay}}
"""


def test_a_track_that_an_age_makes_needed_on_a_day_ahead_opens_once_that_day_is_known():
    story = Story(TURNING, at="2026-03-02 09:00").open(amina={"born_on": "1991-05-04"}, ali={"born_on": "2012-04-10"})
    assert story.state("check", "ali") is None
    story.do("plan", travel_date="2026-04-09")
    assert story.state("check", "ali") is None
    story.do("plan", travel_date="2026-04-10")
    assert story.state("check", "ali") == "open"
    assert story.refused("book") == ["booked.clear"]
    story.do("check.do_it", "amina", "ali")
    story.do("book")
    assert story.state() == "booked"


def test_only_what_is_asked_for_that_day_opens_ahead_and_a_moment_counts_as_its_day():
    story = Story(TURNING, at="2026-03-02 09:00").open(ali={"born_on": "2012-04-10"}, huda={"born_on": "2008-04-10"})
    story.do("plan", travel_date="2026-04-20", departs_at="2026-04-20 14:00")
    assert (story.state("check", "ali"), story.state("other", "ali")) == ("open", None)
    assert (story.state("adult_check", "huda"), story.state("adult_check", "ali")) == ("open", None)


def test_a_day_that_has_passed_opens_nothing_and_what_is_open_ahead_is_not_asked_for_today():
    story = Story(TURNING, at="2026-03-02 09:00").open(ali={"born_on": "2012-04-10"})
    story.do("plan", travel_date="2026-04-20")
    (reason,) = clearances(story.law, story.case, story.inputs, story.now)[:1]
    assert (reason.state, reason.answer.clear, reason.answer.required) == ("open", True, False)
    late = Story(TURNING, at="2026-03-02 09:00").open(ali={"born_on": "2012-04-10"})
    late.do("take_in", newcomers=("mona",), each={"mona": {"born_on": "2023-03-02"}})
    late.do("plan", travel_date="2026-03-01")
    assert late.state("baby_check", "mona") is None


def test_a_clearance_asked_for_a_moment_that_moves_with_now_changes_at_its_own_instant():
    story = Story("""
    facts: {case: {x: text}, person: {seen_at: moment}}
    tracks: {check: {per: person, states: {seen: {clears: {from: seen_at, for: 72 hours}}}}}
    phases:
      work:
        desk: {automatically: [{when: 'everyone(known(seen_at)) and check.clear_on(now.plus("24 hours"))', to: near}]}
        near:
          only_while: {a_day: {check: 'check.clear_on(now.plus("24 hours"))', says: Less than a day is left, to: late}}
        late: {actions: {go: {to: end}}}
    endings: {end: completed, empty: family_left}
    when_empty: [{otherwise: empty}]
    anywhere: {see: {may_ask_each: [seen_at], to: stay}}
    """).open()
    story.do("see", each={"amina": {"seen_at": "2026-03-02 09:00"}})
    assert story.state() == "near"
    story.at("2026-03-04 08:59")
    assert story.state() == "near"
    story.at("2026-03-04 12:00")
    assert (story.state(), story.since()) == ("late", "2026-03-04 09:00")
