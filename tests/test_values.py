"""Values of facts: read from what was typed, refused in words, written as JSON and read again."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.civil import Office, Span, parse_date
from engine.json_schema import Schema, faulty_pattern
from engine.values import Document, Money, WrongAnswer, from_json, read_value, to_json

CAIRO = Office("cairo", "Cairo", ZoneInfo("Africa/Cairo"), frozenset(range(5)), frozenset(), "d")
KINDS = [
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "moment",
    "span",
    "money",
    "country",
    "language",
    "choice",
    "choices",
    "list",
    "person",
    "document",
]
CODES = {"a": "A", "b": "B"}


def value(kind, raw, **more):
    return read_value(kind, raw, CAIRO, codes=CODES, **more)


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("text", "  Amina ", "Amina"),
        ("text", "Amina \u202eelpmaxE\u202c", "Amina elpmaxE"),
        ("number", "1.50", Decimal("1.50")),
        ("integer", "-3", -3),
        ("boolean", "yes", True),
        ("boolean", False, False),
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("country", "SY", "sy"),
        ("language", "kmr", "kmr"),
        ("moment", "2026-03-02 10:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("moment", "2026-03-02T10:00+05:00", datetime(2026, 3, 2, 5, tzinfo=UTC)),
        ("span", "3 weeks", Span(3, "week")),
        ("money", "120.50 usd", Money(Decimal("120.50"), "USD")),
        ("choice", "a", "a"),
        ("choices", ["a", "b"], ("a", "b")),
        ("list", "one\ntwo\n", ("one", "two")),
        ("person", "p1", "p1"),
        ("document", "a.pdf", Document("a.pdf")),
        ("document", {"name": "a.pdf", "signed_on": "2026-01-01"}, Document("a.pdf", signed_on=date(2026, 1, 1))),
    ],
)
def test_an_answer_becomes_a_value_of_its_type(kind, raw, expected):
    assert value(kind, raw) == expected


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        ("text", " ", "Write some words"),
        ("text", "a\x00", "cannot be kept"),
        ("integer", "1.5", "whole number"),
        ("integer", "1_000", "whole number"),
        ("integer", True, "whole number"),
        ("integer", "9" * 40, "too large"),
        ("number", "NaN", "Write a number"),
        ("number", "1e9", "Write a number"),
        ("number", True, "Write a number"),
        ("boolean", 1, "yes or no"),
        ("boolean", [], "yes or no"),
        ("date", "2026", "is not a date"),
        ("moment", "soon", "is not a moment"),
        ("moment", "0001-01-01 00:00", "beyond the calendar"),
        ("country", "syria", "Choose a country"),
        ("choice", "c", "Choose one of: a, b"),
        ("choice", ["a"], "Choose one of"),
        ("choices", {"a": 1}, "one item a line"),
        ("money", "12", "an amount and its currency"),
        ("span", "long", "is not a span"),
        ("document", {}, "Write some words"),
        ("document", {"name": "a", "signed_on": 5}, "is not a date"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(kind, raw, says):
    with pytest.raises(WrongAnswer, match=says):
        value(kind, raw)


def test_a_value_is_within_its_limit():
    assert value("text", "abc", most=3) == "abc" and value("integer", "5", most=5) == 5
    for kind, raw in (("text", "abcd"), ("integer", "6"), ("number", "5.01"), ("choices", ["a"] * 6)):
        with pytest.raises(WrongAnswer, match="At most"):
            value(kind, raw, most=3 if kind == "text" else 5)


@settings(max_examples=600)
@given(
    some.sampled_from(KINDS),
    some.recursive(
        some.none()
        | some.booleans()
        | some.integers()
        | some.floats()
        | some.text()
        | some.dates()
        | some.sampled_from(["2026-01-01", "9999~", "1 USD"]),
        lambda inner: (
            some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["name", "sha256", "signed_on"]), inner)
        ),
        max_leaves=4,
    ),
)
def test_whatever_is_typed_is_a_value_or_a_wrong_answer_and_nothing_else(kind, raw):
    try:
        found = value(kind, raw, partial=True)
    except WrongAnswer as wrong:
        assert str(wrong)
    else:
        assert from_json(json.loads(json.dumps(to_json(found)))) == found


@pytest.mark.parametrize(
    "one",
    [
        None,
        "text",
        True,
        0,
        Decimal("0.0000001"),
        date(2026, 3, 2),
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        parse_date("2009~", True),
        Span(10, "working day"),
        Money(Decimal("0.0000001"), "USD"),
        ("a", "b"),
        (date(2026, 1, 1),),
        Document("a.pdf", sha256="00", signed_on=date(2026, 1, 1), language="ar"),
    ],
)
def test_a_value_written_as_json_is_read_as_the_same(one):
    again = from_json(json.loads(json.dumps(to_json(one))))
    assert again == one and type(again) is type(one)


@pytest.mark.parametrize(
    ("kind", "raw", "body", "told"),
    [
        ("text", "jo-1", {"pattern": "^[A-Z]{2}-[0-9]$"}, "Write it like this: two letters, a hyphen, a digit"),
        ("text", "ab", {"minLength": 3}, "At least 3 characters"),
        ("text", "abc", {"maxLength": 2}, "At most 2 characters"),
        ("integer", "0", {"minimum": 1}, "At least 1"),
        ("integer", "41", {"maximum": 40}, "At most 40"),
        ("number", "0.0", {"exclusiveMinimum": 0}, "More than 0"),
        ("number", "9.5", {"exclusiveMaximum": 9}, "Less than 9"),
        ("integer", "5", {"multipleOf": 2}, "A multiple of 2"),
        ("country", "de", {"enum": ["jo", "lb"]}, "Only: jo, lb"),
        ("choices", ["a"], {"minItems": 2}, "At least 2 items"),
        ("list", "x\ny\nz", {"maxItems": 2}, "At most 2 items"),
        ("list", "x\nx", {"uniqueItems": True}, "Each item once only"),
        ("list", "+1\none", {"items": {"pattern": "^[+0-9]+$"}}, "Write it like this: two letters, a hyphen, a digit"),
    ],
)
def test_a_value_that_its_schema_does_not_take_is_refused_in_words(kind, raw, body, told):
    schema = Schema(body, like="two letters, a hyphen, a digit")
    with pytest.raises(WrongAnswer) as refused:
        value(kind, raw, schema=schema)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("kind", "raw", "body"),
    [
        ("text", "JO-1", {"pattern": "^[A-Z]{2}-[0-9]$"}),
        ("number", "0.5", {"exclusiveMinimum": 0, "maximum": 1}),
        ("country", "JO", {"enum": ["jo", "lb"]}),
        ("list", ["+1", "+2"], {"minItems": 2, "uniqueItems": True, "items": {"pattern": "^[+0-9]+$"}}),
    ],
)
def test_a_value_that_its_schema_takes_is_the_same_with_and_without_it(kind, raw, body):
    assert value(kind, raw, schema=Schema(body)) == value(kind, raw)


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|b)*c", "(?:a{2})+", "((a)*b){3}", "(?=a)b", "(?<!a)b", r"(a)\1"])
def test_a_pattern_that_could_be_tried_for_ever_is_not_taken(pattern):
    assert faulty_pattern(pattern)


@pytest.mark.parametrize("pattern", ["^[A-Z]{2}-[0-9]{6}$", "(ab)+", "(?:a+)?b", r"[(+*]+", r"\(+", "(a|b)c*"])
def test_a_plain_pattern_is_taken(pattern):
    assert faulty_pattern(pattern) is None


def test_a_text_too_long_to_be_compared_with_a_pattern_is_refused_before():
    with pytest.raises(WrongAnswer, match="At most 200 characters"):
        value("text", "a" * 201, schema=Schema({"pattern": "a+"}))
