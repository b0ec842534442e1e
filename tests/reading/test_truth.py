"""What must be known for an expression to be true, and which two cannot be true together."""

import pytest

from engine.expressions import Names, Symbol, read
from engine.expressions.names import CONDITION, FACT, TRACK
from engine.expressions.node import Node
from engine.reading.truth import exclude_each_other, needed

CODES = {"harbour": "", "station": "", "camp": ""}
FACTS = {
    "seen": Symbol(kind=FACT, whole="seen", type="boolean"),
    "seats": Symbol(kind=FACT, whole="seats", type="number"),
    "place": Symbol(kind=FACT, whole="place", type="choice", codes=CODES),
    "well": Symbol(kind=FACT, whole="well", type="boolean", owner="person"),
    "born_on": Symbol(kind=FACT, whole="born_on", type="date", owner="person"),
}
TRACKS = {"visa": Symbol(kind=TRACK, whole="visa", owner="person", states=("asked", "given", "lost"))}


def node(text: str) -> Node:
    names = Names(symbols={**FACTS, **TRACKS}, case_states=("open", "later"))
    ready, _ = read("seen and seats > 3", names)
    assert ready is not None
    told = Symbol(kind=CONDITION, whole="ready", node=ready.node)
    expression, faults = read(text, Names(symbols={**names.symbols, "ready": told}, case_states=names.case_states))
    assert expression is not None, faults
    return expression.node


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("seen", {"seen"}),
        ("not seen", {"seen"}),
        ("known(seats)", {"seats"}),
        ("not known(seats)", set()),
        ("seen and seats > 3", {"seen", "seats"}),
        ("seen or seats > 3", set()),
        ("seen and known(seats) or seen", {"seen"}),
        ("not (seen or seats > 3)", {"seen", "seats"}),
        ("not (seen and seats > 3)", set()),
        ("ready", {"seen", "seats"}),
        ('place.any_of("harbour or camp")', {"place"}),
        ("everyone(well)", {"well"}),
        ("nobody(well)", {"well"}),
        ("nobody(known(well))", set()),
        ("anyone(known(well))", {"well"}),
        ("not anyone(well)", set()),
        ("count(well) == 0", set()),
        ("anyone(age > 3)", {"born_on"}),
        ('everyone(visa.at("given"))', set()),
    ],
)
def test_what_must_be_known_follows_from_how_the_parts_are_joined(text: str, facts: set[str]) -> None:
    expression, _ = read("true", Names(symbols={}))
    assert expression is not None
    assert needed(type(expression)(text, node(text))) == facts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seen", "not seen"),
        ("seen and seats > 3", "not seen"),
        ("ready", "not ready"),
        ("ready", "not seen"),
        ("not (seen or seats > 3)", "seen"),
        ('place == "harbour"', 'place == "camp"'),
        ('place == "harbour"', 'place != "harbour"'),
        ('place == "harbour"', 'place.any_of("camp or station")'),
        ('place.any_of("harbour or camp")', 'not place.any_of("harbour or camp or station")'),
        ("seats > 3", "seats <= 3"),
        ("seats == 3", "seats >= 4"),
        ('case.at("open")', 'case.at("later")'),
        ('everyone(visa.at("given"))', 'anyone(visa.at("lost or asked"))'),
        ("everyone(well)", "nobody(well)"),
        ("anyone(well and age > 3)", "nobody(well)"),
        ("principal(well)", "principal(not well)"),
        ('place == "camp" or place == "station"', 'place == "harbour"'),
    ],
)
def test_what_excludes_each_other_is_seen_from_both_sides(one: str, other: str) -> None:
    assert exclude_each_other(node(one), node(other))
    assert exclude_each_other(node(other), node(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seen", "seats > 3"),
        ("seen or seats > 3", "not seen"),
        ("not ready", "seen"),
        ("not (seen and seats > 3)", "seen"),
        ('place == "harbour"', 'place.any_of("harbour or camp")'),
        ('place != "harbour"', 'place != "camp"'),
        ('place != "harbour"', 'place == "camp"'),
        ("seats >= 3", "seats <= 3"),
        ('anyone(visa.at("given"))', 'anyone(visa.at("lost"))'),
        ("anyone(well)", "anyone(not well)"),
        ("principal(well)", "anyone(not well)"),
        ("everyone(well)", "nobody(age > 3)"),
        ('seen or place == "camp"', 'place == "harbour"'),
    ],
)
def test_what_may_be_true_together_is_never_said_to_exclude_each_other(one: str, other: str) -> None:
    assert not exclude_each_other(node(one), node(other))
    assert not exclude_each_other(node(other), node(one))
