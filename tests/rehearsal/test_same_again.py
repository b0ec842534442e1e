"""Run twice, the log is the same; with people or side tracks in another order, every machine rests where it rested."""

import json
from collections.abc import Mapping
from itertools import permutations
from random import Random

import pytest

from engine import rehearse
from engine.reading.source import parse
from tests.docs.guide import every_key
from tests.rehearsal.stage import FLIGHT, HEAD, PATH, PROGRAMME, TEXTS, changed, played, story


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


def in_order_of(texts: Mapping[str, str], programme: str, order: Random) -> dict[str, str]:
    """The texts with the tracks of the programme written in another order."""
    path = f"{programme}/programme.yaml"
    tree = parse(path, texts[path]).tree
    assert tree is not None
    tracks = order.sample([*tree["tracks"]], len(tree["tracks"]))
    assert tracks != [*tree["tracks"]]
    return {**texts, path: json.dumps({**tree, "tracks": {name: tree["tracks"][name] for name in tracks}})}


@pytest.mark.parametrize("programme", [PROGRAMME, "every-key"])
def test_side_tracks_in_another_order_rest_in_the_same_states(programme):
    texts, stories = (TEXTS, {PATH: FLIGHT}) if programme == PROGRAMME else every_key()
    as_written = rehearse(texts, stories, programme)
    turned = rehearse(in_order_of(texts, programme, Random(1)), stories, programme)
    assert turned.findings == () and turned.passed
    assert [one.rest for one in turned.played] == [one.rest for one in as_written.played]
    assert all(one.rest for one in as_written.played)
