"""Semantics 35: what acts required and a correction makes untrue is told and kept, and nothing is refused for it."""

from dataclasses import replace

from engine.entries_seen import entry_as_seen
from engine.numbers import Numbers
from engine.step import Corrected
from tests.running.stories import Story

BOAT = """
facts:
  case: {seats: integer, captain: {type: text, max: 20}, fee: integer}
  person: {weighs: {type: integer, may_read: [clerk]}}
opening:
  by: clerk
  may_ask: [seats]
  may_ask_each: [weighs]
  requires: {small: {check: not known(seats) or seats < 9, says: Too many seats}}
holds: {strike: {over: programme, placed_by: boss, lifted_by: boss}}
tracks:
  member:
    per: person
    states:
      ashore:
        actions:
          step_in: {requires: {level: {check: nobody(member.at("aboard")) and seats < 7, says: It rocks}}, to: aboard}
      aboard: {actions: {go: {to: gone}}}
    endings: {gone: withdrawn_by_person}
phases:
  work:
    quay:
      actions:
        count: {ask: [seats], may_ask: [captain], to: stay}
        weigh: {people: chosen, ask_each: [weighs], to: stay}
        book: {requires: {room: {check: case.at("quay") and count(people) <= seats, says: No room}}, to: booked}
    booked:
      only_while: {led: {check: known(captain) or seats < 5, says: Nobody leads, to: quay}}
      actions:
        pay: {ask: [fee], requires: {paid: {check: fee > seats or held("strike"), says: Too little}}, to: stay}
        load:
          people: chosen
          requires_each: {light: {check: weighs < 80 or seats > 6, says: Too heavy, shown_as: The load}}
          to: sea
    sea: {actions: {land: {to: landed}}}
endings: {landed: completed, nobody: family_left}
when_empty: [{otherwise: nobody}]
"""


def voyage() -> Story:
    story = Story(BOAT).open(amina={"weighs": 60}, yusuf={"weighs": 70})
    story.do("count", seats=4)
    story.do("book")
    story.do("pay", fee=5)
    story.do("load", "amina", "yusuf")
    return story


def puts_right(story: Story, action: str, **answers):
    """Of the last entry of that act, everything that it wrote."""
    entry = next(one for one in reversed(story.entries) if (one.action or one.cause) == action)
    what = Corrected(entry=entry, action=entry.action, stands=entry.written, log=tuple(story.entries))
    story.inputs = replace(story.inputs, corrected=what)
    each = answers.pop("each", {})
    (first, *_) = story.do("correct_entry", *each, corrects=entry.seq, each=each, note="Misread", **answers)
    return [
        (story.entries[one["entry"] - 1].action, one["name"], one["person"], one["truth"])
        for change in first.changes
        for one in change.get("no_longer", ())
    ]


def test_what_later_acts_required_and_the_state_that_they_entered_is_told_where_it_is_untrue_now():
    assert puts_right(voyage(), "count", seats=1) == [("book", "room", None, "false")]
    assert puts_right(voyage(), "count", seats=5) == [
        ("book", "booked.led", None, "false"),
        ("pay", "paid", None, "false"),
    ]
    assert puts_right(voyage(), "count", seats=3) == []


def test_the_act_that_is_corrected_is_asked_again_itself():
    story = voyage()
    assert puts_right(story, "pay", fee=4) == [("pay", "paid", None, "false")]
    assert story.fact("fee") == 4 and story.state() == "sea"


def test_people_of_one_step_are_asked_before_any_of_them_has_moved():
    story = voyage()
    story.do("member.step_in", "amina", "yusuf")
    told = puts_right(story, "count", seats=8)
    assert [one for one in told if one[0] == "member.step_in"] == [
        ("member.step_in", "level", "amina", "false"),
        ("member.step_in", "level", "yusuf", "false"),
    ]


def test_what_was_allowed_for_another_reason_than_is_known_now_is_not_told():
    story = Story(BOAT).open(amina={}, yusuf={})
    story.do("count", seats=4)
    story.do("book")
    story.hold_programme("strike")
    story.do("pay", fee=2)
    story.hold_programme()
    assert [one[:2] for one in puts_right(story, "count", seats=5)] == [("book", "booked.led")]


def test_what_the_opening_required_is_told_too_and_of_whom_it_was_asked():
    story = Story(BOAT).open(facts={"seats": 6}, amina={"weighs": 60}, yusuf={"weighs": 70})
    story.do("weigh", "amina", each={"amina": {"weighs": 75}})
    assert puts_right(story, "opening", seats=9) == [(None, "small", None, "false")]
    story = voyage()
    assert puts_right(story, "opening", each={"yusuf": {"weighs": 90}}) == [("load", "light", "yusuf", "false")]


def test_who_may_not_read_what_it_reads_is_told_other_words_and_counts_as_ever():
    story = voyage()
    puts_right(story, "opening", each={"yusuf": {"weighs": 90}})
    (told,) = (one for one in story.entries if one.cause == "correction")
    (untrue,) = (change["no_longer"] for change in told.changes if "no_longer" in change)
    rows = {nick: row(entry_as_seen(story.law, told, story.actor(nick))) for nick in ("clerk", "boss")}
    assert (rows["clerk"]["name"], rows["clerk"]["words"]) == ("light", "Too heavy")
    assert (rows["boss"]["name"], rows["boss"]["words"], rows["boss"]["truth"]) == (None, "The load", None)
    shown = tuple(one.seq for one in story.entries if one.action != "pay")
    assert row(Numbers(shown=shown).entry(told))["entry"] == untrue[0]["entry"] - 1
    unseen = Numbers(shown=tuple(one for one in shown if one != untrue[0]["entry"]))
    assert [one for one in unseen.entry(told).changes if one.get("no_longer")] == []


def row(entry):
    (told,) = (one for change in entry.changes for one in change.get("no_longer", ()))
    return told
