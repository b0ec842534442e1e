"""Semantics 52 to 54: why, and what may I do. What `explain` says and what `decide` does are one."""

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.running.decide import decide
from engine.running.outlook import AFTER_ANSWERS, OFFERED, REFUSED, deadlines, explain, turn
from engine.running.view import turn_of, view_of
from engine.step import Step
from tests.running.stories import Story
from tests.running.test_holds import HELD
from tests.running.test_steps import DESK, SECOND
from tests.running.test_writing import FAMILY

BY = ("clerk", "clerk2", "doctor", "boss", "boss2", "spy")
ANSWERS = {
    "paper": "a",
    "weight": "3",
    "seen_on": "2026-03-02",
    "seen": "2026-03-02",
    "flight": "2026-05-01",
    "score": "5",
    "decided_on": "2026-03-02",
    "seat": "4a",
    "role": "clerk",
    "to": "clerk9",
}
EACH = {"finding": "good", "risk": False, "born_on": "2020", "name": "Amina", "fit": True}


def answered(story, offer, by):
    """A step with every question of an offered action answered."""
    asks = offer.of.asks
    people = (
        (offer.person,)
        if offer.person
        else ("yusuf",)
        if offer.of.people == "chosen" or offer.of.kind == "place"
        else ()
    )
    adds = offer.of.does is not None and offer.of.does.kind == "add_person"
    about = ("sara",) if adds else people or tuple(story.present())
    return Step(
        action=offer.action,
        actor=story.actor(by),
        people=people,
        newcomers=about if adds else (),
        answers={one.key: ANSWERS[one.key] for one in asks if not one.each},
        each={who: {one.key: EACH[one.key] for one in asks if one.each} for who in about}
        if any(one.each for one in asks)
        else {},
        reason=next(iter(offer.of.reasons), None),
        note="A note",
        colleague=story.actor("clerk9"),
    )


def agree(story):
    """Whatever is offered is accepted with the same empty answers; whatever is refused is refused for no less."""
    for by in BY:
        for offer in explain(story.law, story.case, story.inputs, story.now, story.actor(by)):
            people = (offer.person,) if offer.person else ()
            if offer.of.kind == "lift":
                people = tuple(
                    one.over for one in story.case.holds if one.name == offer.of.concerns and one.over != "case"
                )[:1]
            step = Step(action=offer.action, actor=story.actor(by), people=people)
            decision = decide(story.law, story.case, step, story.inputs, story.now)
            if offer.status == OFFERED:
                assert not decision.refused, (by, offer, decision.refused)
            if offer.status == REFUSED:
                told = {(one.code, one.person) for one in decision.refused}
                assert {(one.code, one.person) for one in offer.unmet} <= told, (
                    by,
                    offer.action,
                    offer.unmet,
                    decision.refused,
                )


@settings(max_examples=40)
@given(
    some.sampled_from([DESK, SECOND, FAMILY, HELD]),
    some.lists(some.tuples(some.integers(0, 200), some.sampled_from(BY)), max_size=10),
)
def test_what_is_offered_is_accepted_and_what_is_refused_is_refused_for_no_less(text, choices):
    story = Story(text).open(amina={}, yusuf={})
    agree(story)
    for number, by in choices:
        offers = [one for one in story.offers(by).values() if one.status != REFUSED]
        if offers:
            decision = decide(
                story.law, story.case, answered(story, offers[number % len(offers)], by), story.inputs, story.now
            )
            if not decision.refused:
                story.settled(decision)
                agree(story)


def test_an_action_is_offered_possible_after_answers_or_refused():
    story = Story(DESK).open()
    offers = story.offers()
    assert offers["twice_a_visit", None].status == OFFERED
    assert offers["see", None].status == AFTER_ANSWERS and offers["see", None].unmet == ()
    assert offers["file", None].status == REFUSED
    assert [one.code for one in offers["file", None].unmet] == ["dated", "shelf.is_good"]


def test_what_hangs_on_the_answers_is_not_refused_before_they_are_given():
    story = Story(DESK).open()
    story.do("see", seen_on="2026-03-02")
    story.do("judge", each={"amina": {"finding": "good"}})
    assert story.offer("file").status == AFTER_ANSWERS


def test_an_action_of_another_state_is_explained_as_refused():
    assert [one.code for one in Story(DESK).open().offer("take").unmet] == ["not_in_this_state"]


def test_confirming_is_offered_to_a_second_person_where_a_decision_waits():
    story = Story(SECOND).open(amina={"risk": False}, yusuf={"risk": False})
    assert ("member.verify_approve", "amina") not in story.offers("doctor")
    story.do("member.approve", "amina", score="5")
    offers = story.offers("doctor")
    assert offers["member.verify_approve", "amina"].status == OFFERED
    assert ("member.verify_approve", "yusuf") not in offers
    story.do("note_risk", each={"amina": {"risk": True}})
    assert [one.code for one in story.offers("doctor")["member.verify_approve", "amina"].unmet] == ["no_risk"]


def test_the_turn_passes_to_whoever_is_still_to_confirm():
    story = Story(SECOND).open(amina={"risk": False})
    assert turn(story.law, story.case, story.inputs, story.now) == "clerk"
    story.do("close")
    assert turn(story.law, story.case, story.inputs, story.now) == "boss"


def test_where_a_state_waits_on_a_track_it_is_the_turn_of_whoever_acts_there():
    story = Story("""
facts: {case: {x: text}}
tracks:
  exam:
    per: person
    states:
      to_do: {actions: {examine: {by: doctor, to: done_with}}}
      done_with: {waits_on: nobody}
phases: {work: {desk: {waits_on: exam, actions: {a: {to: end}}}}}
endings: {end: completed}
""").open(amina={}, yusuf={})
    story.do("exam.examine", "amina", by="doctor")
    assert turn(story.law, story.case, story.inputs, story.now) == "doctor"
    story.do("exam.examine", "yusuf", by="doctor")
    assert turn(story.law, story.case, story.inputs, story.now) == "nobody"


def test_an_ended_case_has_no_turn_and_no_deadlines():
    story = Story(DESK).open()
    story.do("drop", by="boss")
    assert turn(story.law, story.case, story.inputs, story.now) is None
    assert deadlines(story.law, story.case, story.inputs, story.now) == ()


CURES = """
facts:
  case: {paid: boolean, seats: integer, signed: boolean, secret: {type: boolean, may_read: [boss]}, opens_on: date}
  person: {well: boolean}
tracks:
  check:
    per: person
    states:
      waiting:
        actions: {see: {by: doctor, requires: {well: {check: well, says: Not well, waits_on: person}}, to: seen}}
      seen: {waits_on: nobody}
phases:
  work:
    desk:
      actions:
        book:
          ask: [seats]
          requires:
            paid: {check: paid, says: Nobody has paid, waits_on: boss}
            signed: {check: signed, says: Nobody has signed, waits_on: doctor}
            enough: {check: seats > 1, says: Too few seats, waits_on: spy}
          to: booked
    booked:
      actions:
        go:
          requires:
            told: {check: secret, says: Not yet, shown_as: Wait, waits_on: boss}
            paid: {check: paid, says: Nobody has paid, waits_on: doctor}
          to: gone
    gone:
      actions:
        end:
          open_from: {before: 2 days, of: opens_on}
          requires_each: {well: {check: well, says: Not well, waits_on: check}}
          to: end
endings: {end: completed, empty: family_left}
when_empty: [{otherwise: empty}]
anywhere: {say: {may_ask: [paid, signed, secret, opens_on], to: stay}, ask: {may_ask_each: [well], to: stay}}
holds: {stop: {over: [case], placed_by: boss, lifted_by: boss, blocks: [book]}}
"""


def turn_of_case(story):
    return turn(story.law, story.case, story.inputs, story.now)


def test_the_turn_passes_to_who_can_cure_the_one_thing_that_is_unmet_and_to_nobody_while_two_are():
    story = Story(CURES).open()
    assert turn_of_case(story) == "clerk"
    story.do("say", paid=True)
    assert turn_of_case(story) == "doctor"
    story.do("say", signed=True)
    assert turn_of_case(story) == "clerk"
    story.do("say", paid=False)
    assert turn_of_case(story) == "boss"


def test_a_hold_is_another_thing_that_is_unmet():
    story = Story(CURES).open(facts={})
    story.do("say", paid=True)
    story.do("place_stop", by="boss")
    assert turn_of_case(story) == "clerk"


def test_a_requirement_that_not_everybody_may_know_passes_no_turn():
    story = Story(CURES).open()
    story.do("say", paid=True, signed=True)
    story.do("book", seats=2)
    assert turn_of_case(story) == "clerk"


def test_of_each_person_the_turn_passes_in_that_persons_track_and_from_the_case_into_a_track():
    story = Story(CURES).open(amina={}, yusuf={})
    story.do("ask", each={"amina": {"well": True}, "yusuf": {"well": False}})
    place, check = view_of(story.law, story.case, story.inputs, story.now), story.law.tracks["check"]
    turns = {one.person_id: turn_of(one, check) for one in place.person_views()}
    assert turns == {"amina": "doctor", "yusuf": "person"}
    story.do("say", paid=True, signed=True, secret=True)
    story.do("book", seats=2)
    story.do("go")
    assert turn_of_case(story) == "clerk"
    story.do("say", opens_on="2026-03-04")
    assert turn_of_case(story) == "doctor"
