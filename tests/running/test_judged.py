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
