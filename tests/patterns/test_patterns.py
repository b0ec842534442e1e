"""Every pattern has an honest answer, and every programme that shows one holds, is guarded, and needs its essence."""

from collections.abc import Mapping
from functools import cache

import pytest

from engine import Rehearsal, check, check_stories, mutate, rehearse, scenario_texts_under, texts_under
from engine.rehearsal import render_failure
from tests.patterns.index import HERE, PAGE, Pattern, page, patterns

CONTROL_FLOW = "1 2 3 4 5 6 7 10 11 14 15 16 18 19 20 21 24 25 27 30 32 34 39 40 43"
RESOURCES = "R1 R2 R3 R4 R5 R6 R7 R10 R14 R21 R22 R23 R27 R29 R30 R31 R32 R33"
EXCEPTIONS = "deadline deadline person event constraint override all"
ASKED = {"Control flow": CONTROL_FLOW, "Resources": RESOURCES, "Exceptions": EXCEPTIONS}
OF_THE_ENGINE = ("R6", "R21", "R30")  # no word of the programme makes these; tests/running/test_keeping.py breaks them
SHOWN = [one for one in patterns() if one.folder]
BREAKABLE = [one for one in SHOWN if one.essence]
SHORTEST, LONGEST = 15, 50


def names(rows: list[Pattern]) -> list[str]:
    return [f"{one.id}-{one.name.replace(' ', '-')}" for one in rows]


@cache
def texts(folder: str) -> Mapping[str, str]:
    """The texts of one pattern's programme, with the offices."""
    return {path: text for path, text in texts_under(HERE).items() if path.split("/")[0] in (folder, "offices")}


@cache
def stories(folder: str) -> Mapping[str, str]:
    return scenario_texts_under(HERE, folder)


def played(one: Pattern, of: Mapping[str, str]) -> Rehearsal:
    assert one.folder
    return rehearse(of, stories(one.folder), one.folder)


def test_every_pattern_that_our_cases_need_has_an_answer():
    answered: dict[str, list[str]] = {}
    for one in patterns():
        answered.setdefault(one.group, []).append(one.id)
    assert {group: " ".join(ids) for group, ids in answered.items()} == ASKED


def test_who_says_no_shows_nothing_and_who_says_yes_shows_a_programme():
    assert {one.verdict for one in patterns()} <= {"native", "idiom", "no"}
    assert [one.name for one in patterns() if (one.verdict == "no") != (one.folder is None)] == []


def test_every_programme_is_in_the_index():
    assert {path.parent.name for path in HERE.glob("*/programme.yaml")} == {one.folder for one in SHOWN}


def test_the_page_says_what_the_index_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew with: python -m tests.patterns"


@pytest.mark.parametrize("one", SHOWN, ids=names(SHOWN))
def test_its_programme_is_short_and_without_any_finding(one: Pattern):
    found = check(texts(one.folder), one.folder)
    told = [*found.findings, *check_stories(texts(one.folder), stories(one.folder), found.programmes[one.folder])]
    assert [str(each) for each in told] == []
    lines = texts(one.folder)[f"{one.folder}/programme.yaml"].count("\n")
    assert SHORTEST <= lines <= LONGEST


@pytest.mark.parametrize("one", SHOWN, ids=names(SHOWN))
def test_its_stories_hold_and_notice_the_loss_of_every_safeguard(one: Pattern):
    found = mutate(texts(one.folder), stories(one.folder), one.folder)
    assert [render_failure(each) for story in found.rehearsal.played for each in story.failures] == []
    assert found.rehearsal.played
    assert [f"{each.kind} {each.name}" for each in found.untested] == []


def test_only_what_every_programme_has_is_without_an_essence():
    assert tuple(one.id for one in SHOWN if one.essence is None) == OF_THE_ENGINE


@pytest.mark.parametrize("one", BREAKABLE, ids=names(BREAKABLE))
def test_a_story_fails_when_its_essence_is_broken(one: Pattern):
    path = f"{one.folder}/programme.yaml"
    whole = texts(one.folder)[path]
    assert one.essence and one.essence in whole
    broken = {**texts(one.folder), path: whole.replace(one.essence, one.broken or "")}
    assert [str(each) for each in check(broken, one.folder).findings if each.is_error] == []
    assert not played(one, broken).passed
