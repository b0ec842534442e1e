"""Every scenario of every programme holds, played on a virtual clock through the doors of the product."""

from functools import cache
from pathlib import Path

import pytest

from engine import Rehearsal, check, programmes_in, rehearse, scenario_texts_under, texts_under
from engine.rehearsal import Played, render_failure

FOLDER = Path(__file__).parents[2] / "programmes"
SCENARIOS = [
    (programme, path)
    for programme in programmes_in(texts_under(FOLDER))
    for path in scenario_texts_under(FOLDER, programme)
]


@cache
def rehearsal(programme: str) -> Rehearsal:
    return rehearse(texts_under(FOLDER), scenario_texts_under(FOLDER, programme), programme)


def told(programme: str, path: str) -> Played | None:
    return next((one for one in rehearsal(programme).played if one.path == path), None)


@pytest.mark.parametrize(("programme", "path"), SCENARIOS, ids=[path for _, path in SCENARIOS])
def test_the_scenario_holds(programme, path):
    findings = [f"{one} {one.hint or ''}" for one in rehearsal(programme).findings if one.path == path]
    assert findings == []
    played = told(programme, path)
    assert played is not None, "a prelude that it begins after has findings"
    assert played.passed, "\n".join(render_failure(one) for one in played.failures)


@pytest.mark.parametrize("name", programmes_in(texts_under(FOLDER)))
def test_no_hold_lies_for_ever_unseen(name):
    law = check(texts_under(FOLDER), name).programmes[name]
    assert [hold.name for hold in law.holds.values() if hold.review is None and hold.at_most is None] == []


def test_every_programme_has_scenarios():
    assert {programme for programme, _ in SCENARIOS} == set(programmes_in(texts_under(FOLDER)))
