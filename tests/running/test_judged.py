"""Semantics 42: by what something was judged that came about by itself, and what a state entered had forgotten."""

from engine.entries_seen import entry_as_seen
from tests.running.stories import Story

BELT = """
facts:
  case:
    weighed: {type: integer, may_read: [boss]}
    sealed: boolean
    label: {type: text, max: 20}
tracks:
  member:
    per: person
    states: {inside: {actions: {go: {to: gone}}}}
    endings: {gone: withdrawn_by_person}
  look:
    per: person
    facts: {seen_on: date}
    states:
      to_look: {forgets: everything, actions: {look: {ask: [seen_on], to: looked}}}
      looked: {clears: {from: seen_on, for: 10 days, then: to_look}}
phases:
  work:
    belt:
      actions:
        weigh: {by: boss, ask: [weighed], may_ask: [label], to: stay}
        seal: {may_ask: [label, sealed], to: stay}
        shelve: {to: shelf}
      automatically:
        - {when: weighed > 5 and sealed, to: shelf, shown_as: It is heavy}
    shelf:
      forgets: [label]
      only_while: {unlabelled: {check: sealed or not known(label), says: There is a label, to: belt}}
      actions: {leave: {to: away}}
endings: {away: completed, nobody: family_left}
when_empty: [{when: weighed > 5, to: nobody, shown_as: It is over}, {otherwise: away}]
"""


def belt() -> Story:
    return Story(BELT).open(amina={})


def read_by(entry) -> dict[str, dict]:
    return {one["name"]: one["values"] for change in entry.changes for one in change.get("read", ())}


def names_of(entry) -> list[tuple[str, str]]:
    return [(one.name, one.truth) for one in entry.judged]


def last(story: Story, cause: str):
    return next(one for one in reversed(story.entries) if one.cause == cause)


def test_an_automatic_move_keeps_what_made_it_and_what_its_target_asked():
    story = belt()
    story.do("seal", sealed=True)
    story.do("weigh", by="boss", weighed="7", label="A1")
    moved = last(story, "automatic")
    assert names_of(moved) == [("weighed > 5 and sealed", "true"), ("shelf.unlabelled", "true")]
    assert read_by(moved)["weighed > 5 and sealed"] == {"case": {"sealed": True, "weighed": 7}}


def test_what_the_state_entered_had_forgotten_is_not_told_as_if_it_had_been_read():
    story = belt()
    story.do("seal", label="A1", sealed=False)
    (shelved, *_) = story.do("shelve")
    assert names_of(shelved) == [("shelf.unlabelled", "true")]
    assert read_by(shelved) == {"shelf.unlabelled": {"case": {"sealed": False}}}
    again = belt()
    again.do("seal", label="A1", sealed=True)
    again.do("weigh", by="boss", weighed="7")
    assert read_by(last(again, "automatic"))["shelf.unlabelled"] == {"case": {"sealed": True}}


def test_a_lapse_keeps_the_days_by_which_the_window_ended_though_they_are_forgotten():
    story = belt()
    story.do("look.look", "amina", seen_on="2026-03-02")
    story.at("2026-03-20 09:00")
    lapsed = last(story, "lapse")
    assert names_of(lapsed) == [("look.looked.clears", "false")]
    assert read_by(lapsed) == {"look.looked.clears": {"amina": {"look.seen_on": {"date": "2026-03-02"}}}}
    assert story.fact("look.seen_on", "amina") is None


def test_the_end_of_a_case_in_which_nobody_is_left_is_kept_with_what_chose_it():
    story = belt()
    story.do("weigh", by="boss", weighed="7")
    story.do("member.go", "amina")
    ended = last(story, "when_empty")
    assert (ended.target, names_of(ended)) == ("nobody", [("weighed > 5", "true")])
    assert read_by(ended) == {"weighed > 5": {"case": {"weighed": 7}}}


def test_who_may_not_know_the_reason_is_told_nothing_of_what_was_judged():
    story = belt()
    story.do("seal", sealed=True)
    story.do("weigh", by="boss", weighed="7")
    gone = belt()
    gone.do("weigh", by="boss", weighed="7")
    gone.do("member.go", "amina")
    for one, moved in ((story, last(story, "automatic")), (gone, last(gone, "when_empty"))):
        seen = entry_as_seen(one.law, moved, one.actor("clerk"))
        assert (seen.ground, seen.judged, read_by(seen)) == (None, (), {})
        assert "weighed" not in repr(seen)
        assert entry_as_seen(one.law, moved, one.actor("boss")) == moved


OVEN = """
facts:
  case:
    lit_on: date
    fuel: {type: text, max: 20, may_read: [boss]}
    watched: {type: boolean, default: false}
  person: {born_on: {type: date, partial: true}}
tracks:
  ash:
    per: person
    opens_when: case.at("baking")
    needed_if: age < 18
    states: {to_clear: {actions: {clear: {to: cleared}}}}
    endings: {cleared: done}
phases:
  work:
    oven:
      timers:
        burns:
          after: 10 days
          from: lit_on
          instead: [{when: fuel == "oak", after: 20 days}]
          unless: watched
          pauses_while: fuel == "none"
          to: [{when: fuel == "oak", to: baking, shown_as: It is hot}, {otherwise: out}]
          shown_as: The fire
      actions: {light: {may_ask: [lit_on, fuel, watched], to: stay}}
    baking: {actions: {leave: {to: out}}}
endings: {out: completed, nobody: family_left}
when_empty: [{otherwise: nobody}]
"""


def oven(**facts) -> Story:
    story = Story(OVEN).open(amina={"born_on": "2015-01-01"})
    story.do("light", **{"lit_on": "2026-03-02", **facts})
    return story


def test_a_time_that_leads_on_keeps_its_day_its_span_and_what_chose_where():
    story = oven(fuel="oak").at("2026-03-30 09:00")
    spoke, fuel = last(story, "timer"), {"case": {"fuel": "oak"}}
    asked = ["burns", "burns.instead", "burns.unless", 'fuel == "oak"']
    assert names_of(spoke) == list(zip(asked, ["true", "true", "false", "true"], strict=True))
    day = {"case": {"lit_on": {"date": "2026-03-02"}}}
    unless = {"case": {"watched": False}}
    assert read_by(spoke) == dict(zip(asked, [day, fuel, unless, fuel], strict=True))
    opened = last(story, "opens_when")
    assert names_of(opened) == [("ash.opens_when", "true"), ("ash.needed_if", "true")]
    assert read_by(opened) == {"ash.needed_if": {"amina": {"born_on": {"date": "2015-01-01"}}}}


def test_of_a_time_that_kept_silent_it_is_told_by_what():
    story = oven(fuel="oak", watched=True).at("2026-03-30 09:00")
    assert story.state() == "oven"
    assert names_of(last(story, "timer"))[2:] == [("burns.unless", "true")]


def test_a_time_that_stands_still_keeps_what_for():
    story = oven(fuel="none")
    assert names_of(last(story, "pause")) == [("burns.pauses_while", "true")]
    story.do("light", fuel="pine")
    paused = last(story, "pause")
    assert names_of(paused) == [("burns.pauses_while", "false")]
    assert read_by(paused) == {"burns.pauses_while": {"case": {"fuel": "pine"}}}
    seen = entry_as_seen(story.law, paused, story.actor("clerk"))
    assert (seen.ground, seen.judged, read_by(seen)) == ("burns", (), {})


def test_a_time_that_runs_again_keeps_the_day_from_which_it_counts():
    text = OVEN.replace("{otherwise: out}", "{otherwise: stay}", 1)
    story = Story(text).open(amina={"born_on": "2015-01-01"})
    story.do("light", lit_on="2026-03-02")
    story.at("2026-03-30 09:00").do("light", lit_on="2026-03-29")
    again = last(story, "runs_again")
    assert names_of(again) == [("burns", "false")]
    assert read_by(again) == {"burns": {"case": {"lit_on": {"date": "2026-03-29"}}}}


def test_of_a_time_who_may_not_know_what_it_asked_is_told_its_day():
    story = oven(fuel="oak").at("2026-03-30 09:00")
    spoke = last(story, "timer")
    seen = entry_as_seen(story.law, spoke, story.actor("clerk"))
    assert names_of(seen) == [("burns", "true"), ("burns.unless", "false")]
    assert "fuel" not in repr((seen.judged, seen.changes)) and seen.ground == "burns"
    assert entry_as_seen(story.law, spoke, story.actor("boss")) == spoke


def test_a_time_that_ran_out_and_is_confirmed_keeps_by_what_both_times():
    story = Story(OVEN, at="2026-06-01 09:00").open(amina={"born_on": "2015-01-01"})
    story.do("light", lit_on="2026-03-02", fuel="pine")
    asked = [("burns", "true"), ("burns.instead", "false"), ("burns.unless", "false")]
    assert names_of(last(story, "timer")) == asked
    assert names_of(story.do("confirm_burns")[0]) == asked
