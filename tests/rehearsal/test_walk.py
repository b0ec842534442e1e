"""A walk at random is the same for the same seed, and finds what it looks for."""

from dataclasses import replace

from engine import Casework, walk
from engine.case import Unmet
from engine.rehearsal import stage
from engine.running.outlook import OFFERED, REFUSED
from tests.rehearsal.stage import FLIGHT, PATH, PROGRAMME, TEXTS, changed


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
