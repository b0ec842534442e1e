"""Run twice, the log is the same; with the people in another order, every machine rests in the same state."""

from itertools import permutations

import pytest

from tests.rehearsal.stage import FLIGHT, HEAD, changed, played, story


def test_two_runs_give_the_same_log():
    first, second = played(FLIGHT).played[0], played(FLIGHT).played[0]
    assert first.entries > 10
    assert first.digest == second.digest


def test_another_story_gives_another_log():
    later = changed(FLIGHT, ("{wait: 3 days}", "{wait: 4 days}"))
    assert played(FLIGHT).played[0].digest != played(later).played[0].digest


@pytest.mark.parametrize("order", list(permutations(("sami", "nour", "lina"))))
def test_people_in_another_order_rest_in_the_same_states(order):
    own = {
        nick: f'  {nick}: {{family_name: Specimen, born_on: "{year}"}}\n'
        for nick, year in (("amina", 1991), ("sami", 2023), ("nour", 2012), ("lina", 1962))
    }
    head = HEAD.split("people:")[0] + "people:\n" + own["amina"] + "".join(own[nick] for nick in order)
    text = story(
        "{by: nadia, do: member.approve, for: everyone, with: {decided_on: today, source: letter.pdf}}",
        "{by: rana, verify: member.approve, for: everyone}",
        "{by: idris, do: medical.examine, for: everyone, with: {examined_on: today, finding: well}}",
        "{by: idris, do: vaccines.give, for: [lina, nour, amina], with: {given_on: today}}",
        "{by: nadia, do: book, with: {travel_date: 2026-04-20}}",
        "{by: nadia, do: member.withdraw_person, for: nour, with: {decided_on: today}}",
        "{wait: 3 months}",
        head=head,
    )
    (one,) = played(text).played
    assert one.failures == ()
    assert one.rest == {
        "case": "clearing",
        "papers": "to_collect",
        "nour.member": "out_withdrawn",
        "nour.medical": "examined",
        "nour.vaccines": "given",
        "sami.member": "approved",
        "sami.medical": "to_examine",
        **{
            f"{nick}.{track}": state
            for nick in ("amina", "lina")
            for track, state in (("member", "approved"), ("medical", "to_examine"), ("vaccines", "given"))
        },
    }
