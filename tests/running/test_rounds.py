"""Language 5.3: a track that repeats runs one round for each span after a date."""

from datetime import date

from engine.running.view import view_of
from tests.running.stories import Story, clock

FOLLOWED = """
facts: {case: {arrived_on: date, x: text}, person: {born_on: {type: date, partial: true}}}
checklists: {followed: [visit]}
tracks:
  member:
    per: person
    states: {listed: {waits_on: nobody}}
    endings: {out: withdrawn_by_person}
    anywhere: {leave: {never_blocked: true, to: out}}
  visit:
    per: person
    repeats: {at: [1 month, 3 months, 6 months], after: arrived_on, opens: 14 days}
    opens_when: known(arrived_on)
    facts: {round_due_on: date, spoke_on: date}
    states:
      due:
        forgets: everything
        actions:
          speak: {ask: [spoke_on], to: spoken}
          alarm: {to: alarmed}
        timers: {answer: {after: 21 days, from: round_due_on, to: not_reached}}
      alarmed: {actions: {take_care: {to: spoken}}}
      not_reached: {waits_on: nobody, actions: {late: {overturns: answer, to: spoken}}}
      spoken: {waits_on: nobody, clears: true}
    endings: {lost: refused}
  report:
    repeats: {at: [10 days, 20 days], after: arrived_on}
    facts: {round_due_on: date}
    states: {open: {actions: {send: {to: sent}}}}
    endings: {sent: done}
phases:
  after:
    arrived:
      automatically: [{when: 'followed.clear_on(today) and report.at("sent")', to: end}]
endings: {end: completed, empty: family_left}
when_empty: [{otherwise: empty}]
anywhere:
  arrive: {ask: [arrived_on], to: stay}
  take_in: {does: add_person, to: stay}
"""


def followed():
    return Story(FOLLOWED, at="2026-01-10 09:00").open()


def arrived(on="2026-01-10"):
    story = followed()
    story.do("arrive", arrived_on=on)
    return story


def rounds(story, track="visit", person="amina"):
    standing = story.case.standing_of(track, person)
    return standing and (standing.round, standing.state)


def test_a_round_opens_so_long_before_its_day_which_the_engine_writes():
    story = arrived()
    assert rounds(story) is None
    story.at("2026-01-26 23:59")
    assert rounds(story) is None
    story.at("2026-01-27 00:00")
    assert rounds(story) == (1, "due")
    assert story.fact("visit.round_due_on", "amina") == date(2026, 2, 10)
    entry = story.entries[-1]
    assert (entry.cause, entry.round, clock(story, entry.due_at)) == ("round", 1, "2026-01-27 00:00")


def test_without_a_span_before_a_round_opens_with_its_day_and_once_for_a_track_of_the_case():
    story = arrived().at("2026-01-19 23:59")
    assert rounds(story, "report", None) is None
    story.at("2026-01-20 00:00")
    assert rounds(story, "report", None) == (1, "open")


def test_the_next_round_begins_when_its_time_has_come_and_the_one_before_is_over():
    story = arrived().at("2026-02-01 09:00")
    story.do("visit.speak", "amina", spoke_on="2026-02-01")
    story.at("2026-03-26 23:59")
    assert rounds(story) == (1, "spoken")
    story.at("2026-03-27 00:00")
    assert rounds(story) == (2, "due")
    assert story.fact("visit.round_due_on", "amina") == date(2026, 4, 10)
    assert story.fact("visit.spoke_on", "amina") is None


def test_a_round_waits_while_somebody_still_has_to_do_something_in_the_one_before():
    story = arrived().at("2026-02-01 09:00")
    story.do("visit.alarm", "amina")
    story.at("2026-04-05 09:00")
    assert rounds(story) == (1, "alarmed")
    story.do("visit.take_care", "amina")
    assert rounds(story) == (2, "due")


def test_a_timer_runs_from_the_day_of_the_round_and_silence_leads_on_to_the_next():
    story = arrived().at("2026-03-03 23:59")
    assert rounds(story) == (1, "due")
    story.at("2026-03-04 00:00")
    assert rounds(story) == (1, "not_reached")
    story.at("2026-03-27 00:00")
    assert rounds(story) == (2, "due")
    standing = story.standing("visit")
    assert (standing.visit, dict(standing.been).keys(), standing.silence) == (3, {"due"}, None)


def test_questions_about_it_are_about_the_last_of_all_its_rounds():
    story = arrived()
    for day in ("2026-02-01", "2026-04-01"):
        story.at(f"{day} 09:00").do("visit.speak", "amina", spoke_on=day)
    for _ in range(2):
        story.do("report.send")
    assert (rounds(story), rounds(story, "report", None)) == ((2, "spoken"), (2, "sent"))
    assert story.state() == "arrived"
    story.at("2026-07-01 09:00")
    assert rounds(story) == (3, "due")
    story.do("visit.speak", "amina", spoke_on="2026-07-01")
    assert story.state() == "end"


def test_the_case_knows_that_a_track_was_somewhere_only_in_its_last_round():
    story = arrived().at("2026-01-21 09:00")
    story.do("report.send")
    place = view_of(story.law, story.case, story.inputs, story.now)
    assert (place.stands_in("report"), place.been_in("report"), place.refused("report")) == (None, (), False)
    story.at("2026-01-30 09:00").do("report.send")
    place = view_of(story.law, story.case, story.inputs, story.now)
    assert (place.stands_in("report"), place.been_in("report")) == ("sent", ("open", "sent"))


def test_who_joins_later_is_spared_the_rounds_that_are_over_save_the_last():
    story = arrived().at("2026-03-01 09:00")
    story.do("take_in", newcomers=("baby",), each={"baby": {}})
    assert rounds(story, person="baby") is None
    story.at("2026-03-27 00:00")
    assert rounds(story, person="baby") == (2, "due")
    story.at("2026-07-20 09:00").do("take_in", newcomers=("child",), each={"child": {}})
    assert rounds(story, person="child") == (3, "due")


def test_a_date_that_is_mended_moves_the_day_of_the_round_and_of_those_to_come():
    story = arrived().at("2026-02-01 09:00")
    story.do("arrive", arrived_on="2026-01-05")
    assert story.fact("visit.round_due_on", "amina") == date(2026, 2, 5)
    assert [(one.cause, one.ground) for one in story.entries[-2:]] == [("round", "arrived_on")] * 2
    story.do("visit.speak", "amina", spoke_on="2026-02-01")
    story.at("2026-03-21 23:59")
    assert rounds(story) == (1, "spoken")
    story.at("2026-03-22 00:00")
    assert rounds(story) == (2, "due")


def test_a_date_that_is_mended_to_long_before_somebody_joined_spares_them_the_rounds_between():
    story = arrived().at("2026-02-01 09:00")
    story.do("arrive", arrived_on="2025-09-20")
    assert rounds(story) == (1, "not_reached")
    story.at("2026-03-06 00:00")
    assert rounds(story) == (3, "due")


def test_a_date_that_comes_late_opens_one_round_after_the_other_at_once():
    story = Story(FOLLOWED, at="2026-05-05 09:00").open(happened="2026-01-02 09:00")
    story.do("arrive", arrived_on="2026-01-10")
    assert rounds(story) == (2, "not_reached")
    causes = [one.cause for one in story.entries if one.machine == "visit"]
    assert causes == ["round", "timer", "round", "timer"]


def test_a_round_begins_when_it_runs_however_late_its_date_was_typed_in():
    story = followed().at("2026-02-05 09:00")
    story.do("arrive", arrived_on="2026-01-10", happened="2026-01-10 09:00")
    assert rounds(story, "report", None) == (1, "open")
    assert clock(story, story.standing("report", None).since) == "2026-01-20 00:00"
    assert clock(story, story.standing("visit").since) == "2026-01-27 00:00"


def test_who_has_left_has_no_more_rounds():
    story = Story(FOLLOWED, at="2026-01-10 09:00").open(amina={}, yusuf={})
    story.do("arrive", arrived_on="2026-01-10")
    story.at("2026-02-01 09:00").do("visit.speak", "amina", "yusuf", spoke_on="2026-02-01")
    story.do("member.leave", "yusuf")
    story.at("2026-04-01 09:00")
    assert (rounds(story), rounds(story, person="yusuf")) == ((2, "due"), (1, "spoken"))
