"""A walk at random is the same for the same seed, and finds what it looks for."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from engine import Casework, walk
from engine.case import Case
from engine.model import Action, Move, Programme
from engine.reading import read_programme
from engine.reading.office import read_office
from engine.rehearsal import stage
from engine.rehearsal.shuffling import decided_apart, other_order
from engine.running.opening import Opening, open_case
from engine.running.outlook import OFFERED, REFUSED
from engine.step import Actor, Inputs, Step
from engine.why_not import Unmet
from tests.rehearsal.stage import FLIGHT, PATH, PROGRAMME, TEXTS, changed

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
CLERK = Actor(user="clara", roles=frozenset({"caseworker"}))
DENIED = {"notice_dated": "2026-03-02", "decided_on": "2026-03-02", "source": "letter.pdf"}


def taken(steps: int, seed: int, **texts: str):
    return walk({**TEXTS, **texts}, {PATH: FLIGHT}, PROGRAMME, steps, seed)


def test_the_same_seed_takes_the_same_walk_and_another_seed_another():
    first, again, other = taken(60, 7), taken(60, 7), taken(60, 8)
    assert first == again
    assert (first.done, first.refused, dict(first.outcomes)) != (other.done, other.refused, dict(other.outcomes))


def test_a_walk_takes_as_many_steps_as_asked_and_counts_its_cases():
    walked = taken(80, 3)
    assert walked.steps == 80
    assert walked.opened == walked.ended + walked.open_at_the_end
    assert walked.ended == sum(walked.outcomes.values())
    assert walked.done > 20


def test_a_programme_that_does_not_come_to_rest_is_found_with_the_steps_that_led_there():
    ring = changed(
        TEXTS[f"{PROGRAMME}/programme.yaml"],
        (
            "      collected: {waits_on: nobody}",
            "      collected:\n        waits_on: nobody\n        only_while:\n"
            "          not_ready: {check: 'not case.at(\"ready\")', says: The case is ready, to: to_collect}",
        ),
        (
            "      to_collect:\n",
            "      to_collect:\n        automatically: [{when: anyone(known(notice_dated)), to: collected}]\n",
        ),
        ("when: to_travel.clear_on(today), to: ready", "when: 'papers.at(\"collected\")', to: ready"),
        ("all_clear: {check: to_travel.clear_on(today), says", "all_clear: {check: 'papers.at(\"collected\")', says"),
    )
    walked = taken(120, 1, **{f"{PROGRAMME}/programme.yaml": ring})
    assert any("cannot come to rest" in one.what or "same move twice" in one.what for one in walked.found)
    assert all(one.steps for one in walked.found)


def test_a_sound_programme_is_walked_without_a_find():
    assert taken(150, 5).found == ()


def found_in(text: str, steps: int = 150, seed: int = 5) -> list[str]:
    return [one.what for one in taken(steps, seed, **{f"{PROGRAMME}/programme.yaml": text}).found]


def test_a_case_that_comes_to_no_ending_any_more_is_found():
    unfit = changed(
        TEXTS[f"{PROGRAMME}/programme.yaml"],
        ("            to: examined\n", "            to: examined\n          refuse: {by: physician, to: unfit}\n"),
        ("      examined:\n", "      unfit: {waits_on: nobody}\n      examined:\n"),
    )
    assert found_in(unfit) == ["From 'clearing' no ending can be come to any more, unless somebody gives up"]
    assert found_in(f"{unfit}anywhere:\n  skip: {{people: chosen, waives: [medical], to: stay}}\n") == []


def test_a_machine_that_is_led_back_by_itself_in_one_step_is_found():
    renewed = changed(
        TEXTS[f"{PROGRAMME}/programme.yaml"],
        (
            "    facts: {given_on: date}\n",
            "    facts: {given_on: date}\n    when_changed: {facts: [notice_dated], to: to_give}\n",
        ),
        (
            "      to_give:\n",
            "      to_give:\n        automatically: [{when: known(given_on), to: given}]\n",
        ),
    )
    told = f"{renewed}anywhere:\n  date: {{people: chosen, ask_each: [notice_dated], to: stay}}\n"
    assert found_in(told) == ["vaccines goes by itself from given to to_give and back in one step"]


PARTED = """anywhere:
  part: {does: split, people: chosen, into: clearing, to: stay}
  join: {does: merge, to: stay}
"""


def parting(*changes: tuple[str, str]) -> str:
    """The programme with a split and a merge."""
    text = changed(TEXTS[f"{PROGRAMME}/programme.yaml"], *changes) + PARTED
    return changed(text, ("everybody_left: family_left}", "everybody_left: family_left, merged: duplicate_merged}"))


def test_cases_are_merged_on_the_way_and_go_on():
    walked = taken(400, 2, **{f"{PROGRAMME}/programme.yaml": parting()})
    assert walked.outcomes["duplicate_merged"] >= 2
    assert walked.found == ()


PARTED_STATE = """    parted:
      only_while: {few: {check: count(people) <= 1, says: " ", to: clearing}}
      actions: {go_on: {to: clearing}}
  travel:
    ready:
"""


def test_several_leave_together_for_a_case_of_their_own():
    text = changed(parting(("  travel:\n    ready:\n", PARTED_STATE)), ("into: clearing", "into: parted"))
    family = changed(FLIGHT, ("people:\n", "people:\n  lina: {family_name: Sample}\n  nour: {family_name: Sample}\n"))
    walked = walk({**TEXTS, f"{PROGRAMME}/programme.yaml": text}, {PATH: family}, PROGRAMME, 200, 2)
    assert [one.what for one in walked.found] == ["A refusal without words: parted.few"]


def opened() -> tuple[Programme, Case, Inputs]:
    law = read_programme(f"{PROGRAMME}/programme.yaml", TEXTS).programme
    office = read_office("offices/amman-office.yaml", TEXTS["offices/amman-office.yaml"])[0]
    assert law is not None and office is not None
    people = {nick: {"family_name": "Specimen"} for nick in ("amina", "sami", "nour")}
    opening = Opening(actor=CLERK, people=people)
    case = open_case(law, "case", "AMM-1", opening, Inputs(office=office), NOW).case
    assert case is not None
    return law, case, Inputs(office=office)


def test_what_a_step_comes_to_in_another_order_is_compared():
    law, case, inputs = opened()
    step = Step(action="member.deny", actor=CLERK, people=("sami", "amina"), answers=DENIED)
    other = other_order(law, Random(1))
    assert [*other.tracks] != [*law.tracks]
    assert [*decided_apart((law, other), case, step, inputs, NOW, Random(1))] == []
    elsewhere = replace(law.tracks["member"].states["listed"].actions["deny"], to=(Move(to="approved"),))
    apart = with_action(other, elsewhere)
    told = [*decided_apart((law, apart), case, step, inputs, NOW, Random(1))]
    assert "amina.member: denied, and in another order approved" in told
    assert "amina.medical: not there, and in another order to_examine" in told


def with_action(law: Programme, action: Action) -> Programme:
    member = law.tracks["member"]
    listed = replace(member.states["listed"], actions={**member.states["listed"].actions, action.name: action})
    changed_track = replace(member, states={**member.states, "listed": listed})
    return replace(law, tracks={**law.tracks, "member": changed_track}, digest="another")


class Promising(Casework):
    """A door that tells of everything that it can be done."""

    def explain(self, caller, case_id, action=None):
        return tuple(replace(one, status=OFFERED, unmet=()) for one in super().explain(caller, case_id, action))


def test_an_offer_that_is_refused_all_the_same_is_found(monkeypatch):
    monkeypatch.setattr(stage, "Casework", Promising)
    assert any("was offered and is refused: not_your_role" in one.what for one in taken(40, 2).found)


class Denying(Casework):
    """A door that tells of everything that it cannot be done, for a reason that is none."""

    def explain(self, caller, case_id, action=None):
        why = (Unmet(code="no_reason", kind="requirement", says="No"),)
        return tuple(replace(one, status=REFUSED, unmet=why) for one in super().explain(caller, case_id, action))


def test_a_reason_that_is_told_and_does_not_hold_is_found(monkeypatch):
    monkeypatch.setattr(stage, "Casework", Denying)
    assert any("was told to be refused for no_reason, and is not" in one.what for one in taken(40, 2).found)
