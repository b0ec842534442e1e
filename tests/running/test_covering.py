"""Who covers for somebody absent: acts in their place, counts as both of them, and has no other right for it."""

from dataclasses import replace

from engine.case import Cover
from engine.step import Actor
from tests.running.stories import Story

TEAM = """
assigned_by: boss
phases:
  work:
    desk:
      actions:
        complete: {to: stay}
        review: {by: [clerk, doctor], not_whoever_did: [complete], to: stay}
        decide: {countersigned_by: {role: clerk, at_least: 2}, to: stay}
endings: {away: completed}
anywhere:
  drop: {by: boss, to: away}
tracks:
  shots:
    per: person
    states:
      due:
        actions:
          give: {people: chosen, to: stay}
          check: {people: chosen, not_whoever_did: [shots.give], to: given}
      given: {waits_on: nobody}
holds:
  stop: {over: [case], placed_by: clerk, lifted_by: [clerk, doctor]}
"""


class Covered(Story):
    """A story in which clerk2 and the doctor cover for the clerk, who is absent, until they are `back`."""

    covering: tuple[str, ...] = ("clerk2", "doctor")

    def actor(self, nick: str) -> Actor:
        covers = (Cover(absent="clerk", absence=7),) if nick in self.covering else ()
        return replace(super().actor(nick), covers=covers)

    def back(self) -> None:
        self.covering = ()


def kept() -> Covered:
    """A case that the clerk keeps and has worked on."""
    story = Covered(TEAM)
    story.open()
    story.do("take_case", by="clerk")
    return story


FOR_CLERK = {"for_keeper": {"role": "clerk", "user": "clerk", "absence": 7}}


def test_what_is_done_in_the_place_of_somebody_absent_says_so_and_counts_for_both_ever_after():
    story = kept()
    (entry,) = story.do("complete", by="clerk2")
    assert (entry.actor, entry.changes) == ("clerk2", (FOR_CLERK,))
    assert entry.covers == (Cover(absent="clerk", absence=7, role="clerk"),)
    story.back()
    assert story.refused("review", by="clerk") == story.refused("review", by="clerk2") == ["same_person"]
    story.do("review", by="clerk3")


def test_who_covers_approves_nothing_that_the_absent_did_whoever_keeps_the_case():
    story = kept()
    story.do("complete", by="clerk")
    story.do("hand_back_case", by="clerk")
    assert story.refused("review", by="clerk2") == story.refused("review", by="doctor") == ["same_person"]
    story.back()
    story.do("review", by="clerk2")


def test_a_colleague_who_does_not_cover_acts_for_the_keeper_and_counts_as_one():
    story = kept()
    (entry,) = story.do("complete", by="clerk3")
    assert entry.covers == ()
    story.do("review", by="clerk")


def test_a_second_person_is_neither_who_covers_nor_whoever_is_covered():
    story = kept()
    story.do("decide", by="clerk")
    assert story.refused("countersign_decide", by="clerk2") == ["same_person"]
    story.do("reject_decide", by="clerk")
    story.do("decide", by="clerk2")
    assert story.refused("countersign_decide", by="clerk") == ["same_person"]
    story.do("reject_decide", by="clerk2")
    story.do("decide", by="clerk4")
    story.do("countersign_decide", by="clerk2")
    story.back()
    assert story.refused("countersign_decide", by="clerk") == ["same_person"]
    (confirmed, carried_out) = story.do("countersign_decide", by="clerk3")
    assert (confirmed.covers, carried_out.covers, carried_out.confirmed_by) == ((), (), ("clerk2", "clerk3"))


def test_a_decision_asked_for_somebody_absent_is_carried_out_for_them_whoever_keeps_the_case_by_then():
    story = kept()
    story.do("decide", by="clerk2")
    story.do("assign_case", by="clerk2", to="clerk3", colleague=story.actor("clerk3"), note="Away for long")
    story.back()
    story.do("countersign_decide", by="clerk3")
    *_, carried_out = story.do("countersign_decide", by="clerk4")
    assert (carried_out.cause, carried_out.actor) == ("action", "clerk2") and FOR_CLERK in carried_out.changes


def test_a_hold_laid_for_somebody_absent_is_lifted_by_neither_and_one_of_theirs_not_by_who_covers():
    story = kept()
    story.do("place_stop", by="clerk2")
    story.back()
    assert story.refused("lift_stop", by="clerk") == story.refused("lift_stop", by="clerk2") == ["same_person"]
    story.do("lift_stop", by="clerk3")
    story.do("place_stop", by="clerk")
    story.covering = ("clerk2",)
    assert story.refused("lift_stop", by="clerk2") == ["same_person"]
    story.do("lift_stop", by="doctor")


def test_of_several_people_in_one_step_each_counts_for_both():
    story = Covered(TEAM)
    story.open(amina={}, bassam={})
    story.do("take_case", by="clerk")
    entries = story.do("shots.give", "amina", "bassam", by="clerk2")
    assert [FOR_CLERK in one.changes for one in entries] == [True, True]
    story.back()
    for person in ("amina", "bassam"):
        assert story.refused("shots.check", person, by="clerk") == ["same_person"]
    story.do("shots.check", "amina", "bassam", by="clerk3")


def test_who_covers_hands_the_case_on_in_the_role_in_which_it_is_kept_and_in_no_other():
    story = kept()
    assert story.refused("hand_back_case", by="doctor") == ["not_your_role"]
    assert story.refused("hand_back_case", by="clerk3") == ["not_your_role"]
    (entry,) = story.do("hand_back_case", by="clerk2")
    assert entry.covers == (Cover(absent="clerk", absence=7, role="clerk"),)
    assert story.refused("drop", by="clerk2") == ["not_your_role"]
    story.do("take_case", by="clerk")
    story.back()
    assert story.refused("hand_back_case", by="clerk2") == ["not_your_role"]
