"""The state tables: which moves there are, and nothing of an author's that could be called."""

import os
import sys
from dataclasses import replace

import pytest

from engine.looking.by_digest import KEPT
from engine.model import Ending, Machine, Move, State
from engine.running.decide import decide
from engine.running.machine import StateTables, tables_of
from engine.step import Step
from tests.running.stories import Story, programme
from tests.running.test_steps import DESK


def test_only_moves_of_the_programme_are_confirmed():
    tables = StateTables(programme(DESK))
    assert tables.confirm("case", "desk", "action file", "shelf") == "shelf"
    for origin, cause, target in (
        ("shelf", "action file", "shelf"),
        ("desk", "action file", "away"),
        ("desk", "automatic", "shelf"),
    ):
        with pytest.raises(ValueError, match="knows no move"):
            tables.confirm("case", origin, cause, target)


def test_names_that_look_like_callbacks_resolve_nothing(monkeypatch):
    called = []
    monkeypatch.setattr(os, "system", called.append)
    names = ["os.system", "on_enter_os.system", "before_move", "is_os", "trigger", "to_os.system"]
    states = {
        name: State(name=name, title=name, automatically=tuple(Move(to=other) for other in names if other != name))
        for name in names
    }
    machine = Machine(
        name="case",
        title="Case",
        per="case",
        states=states,
        endings={"end": Ending(name="end", title="", outcome="completed")},
        initial="os.system",
    )
    law = replace(programme(DESK), case=machine, digest="callbacks")
    tables = StateTables(law)
    for origin in names:
        for target in names:
            if origin != target:
                assert tables.confirm("case", origin, "automatic", target) == target
    assert called == []


def test_a_string_handed_over_as_a_callback_is_an_error():
    table = StateTables(programme(DESK))._tables["case"]
    with pytest.raises(TypeError, match="resolves no names"):
        table.resolve_callable("os.system", None)


def test_ten_thousand_decisions_leave_the_tables_as_they_were():
    tables = StateTables(programme(DESK))
    before = {name: (len(table.events), len(table.models)) for name, table in tables._tables.items()}
    for _ in range(5_000):
        tables.confirm("case", "desk", "action file", "shelf")
        tables.confirm("case", "shelf", "action take", "desk")
    assert {name: (len(table.events), len(table.models)) for name, table in tables._tables.items()} == before


def test_tables_are_built_once_a_digest_and_not_kept_for_ever():
    law = programme(DESK)
    first = tables_of(law)
    assert tables_of(law) is first
    for number in range(KEPT):
        tables_of(replace(law, digest=f"other {number}"))
    assert tables_of(law) is not first


def calls_of_one_decision(story):
    """The work of one decision, counted in calls and not in seconds."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event == "call"

    step = Step(action="twice_a_visit", actor=story.actor("clerk"))
    sys.setprofile(counted)
    try:
        decide(story.law, story.case, step, story.inputs, story.now)
    finally:
        sys.setprofile(None)
    return count


def test_a_decision_does_not_get_slower_with_a_long_log():
    story = Story(DESK).open()
    story.do("again")
    few = calls_of_one_decision(story)
    for _ in range(60):
        story.do("again")
    assert len(story.entries) > 60 and calls_of_one_decision(story) == few
