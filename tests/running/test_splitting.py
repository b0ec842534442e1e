"""Semantics 40: some of the people leave for a case of their own, in one step over two cases."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from engine.case import Paused, Standing
from engine.entries_seen import entry_as_seen, entry_hidden
from engine.entry import Entry
from engine.running.brought import standing_read, standing_told
from engine.running.decide import decide
from engine.running.outlook import AFTER_ANSWERS, clearances
from engine.seeing import as_seen
from engine.step import Actor, Listed
from tests.running.stories import Story

FAMILY = """
facts:
  case:
    interpreter: text
    account: {type: text, may_read: [spy]}
    flight_on: date
  person:
    name: text
    guardian: person
    decision: {type: choice, of: [approved, denied]}
checklists: {to_fly: [medical, visa]}
holds:
  security:
    over: [person, case]
    placed_by: spy
    lifted_by: [spy, boss]
    may_see: [spy]
    shown_as: A check
    blocks: [book]
  papers: {over: [person, case], placed_by: clerk, lifted_by: clerk, blocks: [book], at_most: 30 days}
tracks:
  member:
    per: person
    states:
      listed:
        automatically: [{when: decision == "approved", to: approved}, {when: decision == "denied", to: refused}]
      approved: {waits_on: nobody}
      refused:
        actions: {ask_review: {at_most: 1, to: in_review}}
        timers: {review: {after: 90 days, to: out_refused}}
      in_review: {actions: {turn_down: {to: refused}}}
    endings: {out_refused: denied, out_withdrawn: withdrawn_by_person}
    anywhere:
      withdraw_person: {never_blocked: true, to: out_withdrawn}
  medical:
    per: person
    opens_when: member.at("approved")
    facts: {examined_on: date}
    when_changed: {facts: [name], to: asked}
    states:
      asked:
        actions:
          examine: {by: doctor, ask: [examined_on], to: passed}
      passed:
        clears: {from: examined_on, for: 6 months, used_up_by: case.gone, then: asked}
        actions:
          look_again: {by: doctor, countersigned_by: boss, to: asked}
  visa:
    per: person
    opens_when: member.at("approved")
    facts: {stamped_on: date}
    states:
      wanted: {actions: {stamp: {not_whoever_did: [examine_all], ask: [stamped_on], to: stamped}}}
      stamped: {clears: {from: stamped_on, for: 1 year, used_up_by: case.gone}}
  vetting:
    per: person
    shown_as: A check
    opens_when: member.at("approved")
    facts: {finding: {type: text, may_read: [spy]}}
    states:
      running: {actions: {clear: {by: spy, ask: [finding], to: cleared}}}
      cleared: {waits_on: nobody}
  house:
    per: case
    facts: {address: text}
    states: {wanted: {actions: {find: {ask: [address], to: found}}}, found: {waits_on: nobody}}
phases:
  work:
    desk:
      automatically: [{when: to_fly.clear_on(today), to: ready}]
      actions: {examine_all: {to: stay}}
    ready:
      forgets: [flight_on]
      only_while: {clear: {check: to_fly.clear_on(today), says: Not clear, to: desk}}
      actions:
        book: {ask: [flight_on], to: booked}
    booked:
      only_while:
        all_four: {check: count(people) >= 2, says: Two seats are booked, to: unbooking}
      actions: {fly: {to: gone}}
    unbooking: {actions: {unbook: {to: desk}}}
    parted: {forgets: [interpreter], waits_on: nobody}
    gone: {waits_on: nobody, actions: {arrive: {to: arrived}}}
endings: {arrived: completed, nobody_left: family_left}
anywhere:
  decide: {people: chosen, ask_each: [decision], may_ask_each: [guardian], to: stay}
  note_it: {may_ask: [interpreter, account, flight_on], to: stay}
  part:
    does: split
    people: chosen
    may_ask_each: [name]
    into: desk
    keeps: [medical, vetting, house]
    requires_each: {not_held: {check: not held("security"), says: A check is not done}}
    to: stay
  part_at_rest: {does: split, people: chosen, into: desk, to: parted}
  part_ready: {does: split, people: chosen, into: ready, keeps: [to_fly], to: stay}
  part_at_once: {does: split, people: chosen, into: desk, keeps: [to_fly, vetting], to: unbooking}
  part_kept: {does: split, people: chosen, into: desk, keeps: [to_fly], to: stay}
  watch:
    people: chosen
    requires_each: {guarded: {check: guardian.medical.at("asked"), says: The guardian is to be examined}}
    to: stay
  part_with_boss: {does: split, people: chosen, into: desk, countersigned_by: boss, waives: [visa], to: stay}
  part_approved: {does: split, people: decision == "approved", into: desk, to: stay}
  part_as_it_was:
    does: split
    people: chosen
    into: desk
    requires: {three: {check: count(people) == 3, says: Three}}
    to: stay
  reopen: {in: [arrived], does: reopen, to: desk}
when_empty: [{otherwise: nobody_left}]
"""

PAPERS = """
  papers:
    per: person
    states:
      old: {actions: {renew: {to: renewed}}}
      renewed: {clears: {from: born_on, for: 99 years, used_up_by: card.issued, then: old}}
"""
CARD = """
  card: {per: person, states: {issued: {waits_on: nobody}}}
"""
TOGETHER = """
facts: {person: {born_on: date}}
tracks:
  member: {per: person, states: {listed: {waits_on: nobody}}, endings: {out: withdrawn_by_person}}
TRACKS
phases: {work: {desk: {waits_on: nobody}}}
endings: {gone: completed, nobody_left: family_left}
anywhere: {part: {does: split, people: chosen, into: desk, keeps: [papers, card], to: stay}}
when_empty: [{otherwise: nobody_left}]
"""


def family(*names: str) -> Story:
    names = names or ("amina", "yusuf", "salma")
    return Story(FAMILY).open(facts={"interpreter": "Sami"}, **{one: {"name": one.title()} for one in names})


def approved(*names: str) -> Story:
    story = family(*names)
    people = story.present()
    story.do("decide", *people, each={one: {"decision": "approved"} for one in people})
    return story


def answer(story: Story, track: str, person: str) -> str | None:
    found = clearances(story.law, story.case, story.inputs, story.now)
    return next(one.answer.answer for one in found if (one.track, one.person) == (track, person))


def examined(*names: str) -> Story:
    story = approved(*names)
    for one in story.present():
        story.do("medical.examine", one, by="doctor", examined_on="2026-03-01")
    return story


def ready() -> Story:
    story = examined()
    for one in story.present():
        story.do("visa.stamp", one, by="clerk2", stamped_on="2026-03-01")
    assert story.state() == "ready"
    return story


# who goes, who stays


def test_who_goes_leaves_as_split_off_and_is_the_same_person_in_a_case_of_their_own():
    old = family()
    new = old.part("part", "yusuf", "salma")
    assert (old.present(), new.present()) == (["amina"], ["yusuf", "salma"])
    assert [(one.id, one.left.outcome, one.left.into) for one in old.case.people if one.left] == [
        ("yusuf", "split_off", "c2"),
        ("salma", "split_off", "c2"),
    ]
    assert new.fact("name", "yusuf") == "Yusuf"
    assert (new.case.id, new.case.reference, new.case.programme) == ("c2", "C2", "story")


def test_both_logs_name_each_other_and_who_changed_over():
    old = family()
    new = old.part("part", "salma")
    (there,) = [one for one in old.entries if one.other_case]
    here = new.entries[0]
    assert (there.other_case.did, there.other_case.case, there.other_case.entry) == ("opened", "c2", 1)
    assert (here.other_case.did, here.other_case.case, here.other_case.entry) == ("divided", "c1", there.seq)
    assert there.other_case.people == here.other_case.people == ("salma",)
    assert (here.actor, here.action, here.cause) == ("clerk", "part", "opening")


def test_the_new_case_begins_in_its_state_with_the_facts_of_the_case_and_none_that_the_state_forgets():
    old = ready()
    old.do("book", flight_on="2026-04-01")
    new = old.part("part_ready", "yusuf", "salma")
    assert new.state() == "ready"
    assert (new.fact("interpreter"), new.fact("flight_on")) == ("Sami", None)
    assert str(old.fact("flight_on")) == "2026-04-01"


def test_a_check_of_the_paper_file_stays_with_the_file_that_was_checked():
    old = Story(FAMILY.replace("name: text", "name: text\n    file_agrees: boolean", 1))
    old.open(amina={"name": "Amina"}, yusuf={"name": "Yusuf"})
    old.inputs = replace(old.inputs, listed=(Listed(owner="yusuf", name="name", record="there"),))
    old.do("check_paper_file", everything="there")
    new = old.part("part", "yusuf")
    assert (old.fact("file_agrees", "amina"), new.fact("file_agrees", "yusuf")) == (True, None)


def test_what_the_old_case_forgets_with_the_same_step_goes_along_all_the_same():
    old = family()
    new = old.part("part_at_rest", "salma")
    assert (old.state(), old.fact("interpreter"), new.fact("interpreter")) == ("parted", None, "Sami")


def test_the_new_case_has_been_where_the_people_have_been():
    old = ready()
    new = old.part("part", "salma")
    assert set(new.standing().been) == {"desk", "ready"} and new.standing().visit == 1


def test_nobody_goes_where_nobody_is_chosen():
    assert "answers_missing" in family().refused("part")


def test_somebody_stays_in_the_old_case():
    story = family("amina", "yusuf")
    (unmet,) = story.refusal("part", "amina", "yusuf")
    assert unmet.says == "Somebody has to stay in the case"


def test_nobody_goes_where_nobody_is_as_the_programme_names_them():
    (unmet,) = family().refusal("part_approved")
    assert unmet.says == "Nobody would leave the case"


def test_who_has_left_does_not_go():
    story = family()
    story.do("member.withdraw_person", "salma")
    (unmet,) = story.refusal("part", "salma")
    assert unmet.says == "'salma' has left this case"


def test_the_programme_may_name_who_goes():
    old = family()
    old.do("decide", "salma", each={"salma": {"decision": "approved"}})
    assert old.part("part_approved").present() == ["salma"]


def test_the_principal_applicant_goes_along_as_such_else_it_is_the_first_named():
    assert family().part("part", "yusuf", "amina").case.principal == "amina"
    assert family().part("part", "salma", "yusuf").case.principal == "salma"


# what goes along


def test_the_member_track_goes_along_with_its_origin():
    old = family()
    old.do("decide", "salma", each={"salma": {"decision": "denied"}})
    old.wait("10 days")
    new = old.part("part", "salma")
    (brought,) = [one for one in new.entries if one.machine == "member" and one.cause == "brought_along"]
    told = next(one["brought"] for one in brought.changes if "brought" in one)
    was = old.standing("member", "salma")
    assert (told["case"], told["entry"], told["visit"]) == ("c1", was.entry, was.visit)
    assert new.since("member", "salma") == "2026-03-02 09:00"


def test_a_time_that_runs_goes_on_where_it_was_in_the_new_case():
    old = family()
    old.do("decide", "salma", each={"salma": {"decision": "denied"}})
    old.wait("60 days")
    new = old.part("part", "salma")
    new.at("2026-05-30 09:00")
    assert new.case.outcome is None
    new.at("2026-06-01 09:00")
    assert (new.state("member", "salma"), new.case.outcome) == ("out_refused", "family_left")
    old.at("2026-06-01 09:00")
    assert old.state("member", "salma") == "refused", "who has gone is nobody's any more in the old case"


def test_what_could_be_done_once_was_done_and_what_was_done_is_known_in_the_new_case():
    old = family()
    old.do("decide", "salma", each={"salma": {"decision": "denied"}})
    old.do("member.ask_review", "salma")
    old.do("member.turn_down", "salma")
    new = old.part("part", "salma")
    assert new.refused("member.ask_review", "salma") == ["times_used"]


def test_who_may_not_do_something_after_something_else_may_not_in_the_new_case_either():
    old = approved()
    old.do("examine_all", by="clerk")
    new = old.part("part", "salma")
    assert new.refused("visa.stamp", "salma", by="clerk", stamped_on="2026-03-02") == ["same_person"]
    new.do("visa.stamp", "salma", by="clerk2", stamped_on="2026-03-02")


def test_a_kept_track_goes_along_with_its_facts_and_from_then_on_lapses_alone():
    old = examined("amina", "salma")
    new = old.part("part", "salma")
    assert (new.state("medical", "salma"), str(new.fact("medical.examined_on", "salma"))) == ("passed", "2026-03-01")
    new.at("2026-09-02 09:00")
    assert new.state("medical", "salma") == "asked"
    assert old.state("medical", "amina") == "passed", "the old case has not been looked at yet"


def test_a_track_that_is_not_kept_opens_anew_by_the_rules_without_its_facts():
    old = ready()
    new = old.part("part", "salma")
    assert (new.state("visa", "salma"), new.fact("visa.stamped_on", "salma")) == ("wanted", None)
    assert new.standing("visa", "salma").visit == 1


def test_a_kept_track_of_the_case_is_copied_and_stays_in_both():
    old = family()
    old.do("house.find", address="Station Road 5")
    new = old.part("part", "salma")
    assert (new.state("house"), new.fact("house.address")) == ("found", "Station Road 5")
    assert (old.state("house"), old.fact("house.address")) == ("found", "Station Road 5")


def test_a_clearance_that_was_used_is_used_in_the_new_case_too():
    old = ready()
    old.do("book", flight_on="2026-04-01")
    old.do("fly")
    new = old.part("part_kept", "salma")
    assert new.state("visa", "salma") == "stamped"
    assert answer(new, "visa", "salma") == "used_up"


def test_coming_along_together_uses_up_nothing_whichever_track_is_written_first():
    for tracks in (PAPERS + CARD, CARD + PAPERS):
        old = Story(TOGETHER.replace("TRACKS\n", tracks)).open(amina={}, salma={"born_on": "2001-02-03"})
        old.do("papers.renew", "salma")
        assert old.part("part", "salma").state("papers", "salma") == "renewed"


def test_what_was_waived_for_a_person_is_waived_in_the_new_case():
    old = examined()
    old.do("part_with_boss", "salma")
    new = old.part("countersign_part_with_boss", by="boss")
    assert new.case.person("salma").waived == {"visa"}
    assert [one.id for one in old.case.people if one.waived] == ["salma"]


def test_the_holds_over_who_goes_go_along_and_those_over_the_case_are_copied():
    old = family()
    old.do("place_papers", "salma", note="Birth certificate")
    old.do("place_papers", "amina")
    old.do("place_papers")
    new = old.part("part", "salma")
    assert {(one.name, one.over) for one in old.case.holds} == {("papers", "amina"), ("papers", "case")}
    assert {(one.name, one.over) for one in new.case.holds} == {("papers", "salma"), ("papers", "case")}
    (own,) = [one for one in new.case.holds if one.over == "salma"]
    assert (own.by, own.note, own.happened) == ("clerk", "Birth certificate", old.entries[0].happened)


def test_who_laid_a_hold_does_not_lift_it_in_the_new_case_either():
    old = family()
    old.do("place_security", by="spy")
    new = old.part("part_at_once", "salma")
    assert new.refused("lift_security", by="spy") == ["same_person"]
    new.do("lift_security", by="boss")
    assert [one.name for one in old.case.holds] == ["security"], "the other case keeps its own"


def test_a_hold_that_falls_by_itself_falls_on_its_day_in_both_cases():
    old = family()
    old.do("place_papers")
    new = old.wait("10 days").part("part", "salma")
    for story in (old, new):
        story.at("2026-04-02 09:00")
        assert story.case.holds == ()


# what must be true


def test_what_is_required_is_asked_of_the_people_as_they_still_are_in_the_case():
    story = family()
    story.do("place_security", "salma", by="spy")
    assert story.refused("part", "salma") == ["not_held"]
    old = family()
    assert old.part("part_as_it_was", "salma").present() == ["salma"]


def test_the_state_into_which_they_go_is_entered_only_while_it_may_be():
    story = approved()
    assert story.refused("part_ready", "salma") == ["ready.clear"]


def test_the_old_case_goes_where_it_must_when_too_few_are_left():
    old = ready()
    old.do("book", flight_on="2026-04-01")
    new = old.part("part", "yusuf", "salma")
    assert (old.state(), new.state()) == ("unbooking", "desk")
    assert [one.cause for one in old.last.entries][-1] == "only_while"


def test_a_withdrawal_from_a_booked_case_frees_the_seats_as_a_split_does():
    story = ready()
    story.do("book", flight_on="2026-04-01")
    story.do("member.withdraw_person", "salma")
    assert story.state() == "booked"
    story.do("member.withdraw_person", "yusuf")
    assert story.state() == "unbooking"


def test_news_given_with_the_split_voids_what_it_voids_in_the_new_case():
    old = examined()
    new = old.part("part", "salma", each={"salma": {"name": "Selma"}})
    assert (new.fact("name", "salma"), new.state("medical", "salma")) == ("Selma", "asked")


def test_what_waits_for_a_second_person_is_decided_before_it_goes_along():
    story = examined()
    story.do("medical.look_again", "salma", by="doctor")
    assert story.refused("part", "salma") == ["pending"]
    assert story.part("part", "yusuf").present() == ["yusuf"]


def test_a_split_that_a_second_person_agrees_to_is_carried_out_with_that():
    old = family()
    old.do("part_with_boss", "salma")
    assert old.present() == ["amina", "yusuf", "salma"]
    new = old.part("countersign_part_with_boss", by="boss")
    assert new.entries[0].confirmed_by == ("boss",)
    assert (new.present(), old.case.pending) == (["salma"], ())


def test_a_split_refused_writes_nothing_in_either_case():
    story = family("amina")
    decision = decide(story.law, story.case, story.step("part", ("amina",), "clerk", {}), story.inputs, story.now)
    assert decision.refused and not decision.entries and decision.beside is None


def test_a_split_is_offered_and_asks_for_whom():
    assert family().offer("part").status == AFTER_ANSWERS


def test_a_split_of_the_past_happened_then_in_both_cases():
    old = family().wait("10 days")
    new = old.part("part", "salma", happened="2026-03-05 12:00")
    assert new.since() == "2026-03-05 12:00"
    assert new.case.opened == old.case.person("salma").left.happened


# afterwards


def test_a_question_about_somebody_in_another_case_is_unknown():
    old = family()
    own = {"decision": "approved"}
    old.do("decide", "amina", "salma", each={"amina": own, "salma": {**own, "guardian": "amina"}})
    old.do("watch", "salma")
    new = old.part("part_kept", "salma")
    (unmet,) = new.refusal("watch", "salma")
    assert (unmet.code, unmet.unknown) == ("guarded", True)


def test_a_reopened_case_leaves_in_peace_who_is_in_another_one():
    old = ready()
    new = old.part("part", "salma")
    for step in ("book", "fly", "arrive"):
        old.do(step, **({"flight_on": "2026-04-01"} if step == "book" else {}))
    assert old.case.outcome == "completed"
    old.do("reopen")
    assert (old.present(), new.present()) == (["amina", "yusuf"], ["salma"])


# who sees what


def test_what_is_hidden_stays_hidden_in_the_new_case():
    old = approved()
    old.do("note_it", account="It was said in confidence")
    old.do("vetting.clear", "salma", by="spy", finding="Nothing known")
    old.do("place_security", by="spy", note="A name on a list")
    new = old.part("part_at_once", "salma")
    clerk, spy = Actor(user="clerk", roles=frozenset({"clerk"})), Actor(user="spy", roles=frozenset({"spy"}))

    def words(actor: Actor) -> str:
        shown = [one for one in new.entries if not entry_hidden(new.law, one, actor)]
        return str([as_seen(new.law, new.case, actor), *(entry_as_seen(new.law, one, actor) for one in shown)])

    for secret in ("It was said in confidence", "Nothing known", "A name on a list", "'cleared'", "security"):
        assert secret in words(spy)
        assert secret not in words(clerk), secret


# the shape of what came along

EVERYTHING = Standing(
    state="here",
    since=datetime(2026, 3, 2, 9, tzinfo=UTC),
    visit=3,
    round=2,
    entry=17,
    step=16,
    came_from="there",
    been={"there": 4, "here": 17},
    closed=16,
    spoken=frozenset({"reminder"}),
    extended={"review": datetime(2026, 5, 1, tzinfo=UTC)},
    extensions={"review": 2},
    paused={"review": Paused(since=datetime(2026, 4, 1, tzinfo=UTC), seconds=60), "due": Paused(seconds=5)},
    silence="member.review",
    silence_ended=datetime(2026, 4, 2, tzinfo=UTC),
    used_up=True,
)


def entry_of(story: Story, seq: int) -> Entry:
    return replace(story.entries[0], seq=seq, step=seq)


def test_nothing_of_a_standing_is_lost_on_the_way_and_it_counts_from_its_new_entry():
    told = standing_told(family().case, EVERYTHING, used_up=True)
    assert all(getattr(EVERYTHING, one.name) != one.default for one in fields(Standing) if one.name != "since")
    read = standing_read(entry_of(family(), 5), told)
    assert read == replace(EVERYTHING, entry=5, step=5, closed=5, been={"there": 5, "here": 5})


@pytest.mark.parametrize("closed", [0, 3])
def test_an_open_track_stays_open_and_a_closed_one_closed(closed: int):
    told = standing_told(family().case, replace(EVERYTHING, closed=closed), used_up=False)
    assert bool(standing_read(entry_of(family(), 1), told).closed) == bool(closed)
