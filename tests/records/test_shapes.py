"""What is written is read again exactly: every entry, and every field of a case, whatever it holds."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case import Case, Standing
from engine.civil import Days, Span
from engine.entry import Entry, Written
from engine.errors import Broken
from engine.records import canonical, entries
from engine.records.sealing import CaseKey
from engine.records.shapes import form_of
from engine.records.snapshot import case_from_json, case_to_json
from engine.values import Document, Money, Value

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
MOMENTS = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(UTC))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
DAYS = st.dates(min_value=date(2, 1, 1), max_value=date(9998, 1, 1))
KNOWN_IN_PART = st.builds(lambda year: Days(date(year, 1, 1), date(year, 12, 31), f"{year}"), st.integers(1000, 2999))
NAMED = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=9)
DOCUMENTS = st.builds(Document, name=NAMED, sha256=st.none() | NAMED, signed_on=st.none() | DAYS, language=st.none())
SINGLE = st.one_of(
    WORDS,
    WHOLE,
    st.booleans(),
    NUMBERS,
    DAYS,
    MOMENTS,
    KNOWN_IN_PART,
    st.builds(Span, st.integers(0, 99), st.sampled_from(["day", "working day"])),
    st.builds(Money, NUMBERS, st.sampled_from(["USD", "CHF"])),
    DOCUMENTS,
)
VALUES = st.one_of(SINGLE, st.lists(SINGLE, max_size=3).map(tuple))
TREES = st.recursive(
    st.none() | st.booleans() | WHOLE | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
FLAT = {str: WORDS, int: WHOLE, bool: st.booleans(), datetime: MOMENTS, date: DAYS, Any: TREES}


def things(hint: Any) -> st.SearchStrategy[Any]:
    """Anything of this type, every field of a dataclass filled."""
    origin, inner = get_origin(hint), get_args(hint)
    if set(inner) >= set(get_args(Value)):
        return VALUES | st.none() if NoneType in inner else VALUES
    if origin in (Union, UnionType):
        return st.none() | things(inner[0])
    if origin is tuple:
        return st.lists(things(inner[0]), max_size=2).map(tuple)
    if origin is frozenset:
        return st.frozensets(things(inner[0]), max_size=2)
    if origin is Mapping:
        return st.dictionaries(WORDS, things(inner[1]), max_size=2)
    if is_dataclass(hint):
        return st.builds(hint, **{name: things(part) for name, part in get_type_hints(hint).items()})
    return FLAT[hint]


ENTRIES = things(Entry)
CASES = things(Case)
KEY = CaseKey(bytes(32))


@given(ENTRIES)
def test_an_entry_is_read_again_as_it_was_written(entry: Entry) -> None:
    line = entries.keep(entry, bytes(32), KEY)
    assert entries.read_entry(line.text, line.sealed, KEY) == entry


@given(ENTRIES)
def test_the_bytes_of_an_entry_are_canonical(entry: Entry) -> None:
    text = entries.keep(entry, bytes(32), KEY).text
    assert canonical.canonical(canonical.read(text)) == text


@given(CASES)
def test_every_case_is_read_again_from_its_snapshot(case: Case) -> None:
    kept = canonical.canonical(case_to_json(case))
    assert case_from_json(canonical.read(kept)) == case


@given(VALUES)
def test_a_value_keeps_its_type(value: Value) -> None:
    entry = an_entry(written=(Written(owner="p", fact="f", value=value),))
    line = entries.keep(entry, bytes(32), KEY)
    again = entries.read_entry(line.text, line.sealed, KEY).written[0].value
    assert (type(again), again) == (type(value), value)


def an_entry(**parts: Any) -> Entry:
    noon = datetime(2026, 3, 8, 12, tzinfo=UTC)
    whole = {"case": "c1", "seq": 4, "step": 4, "cause": "action", "machine": "case"}
    return Entry(**whole, happened=noon, recorded=noon, digest="d", labels_digest="l", **parts)


def test_a_value_that_was_emptied_is_not_an_empty_text() -> None:
    emptied = an_entry(written=(Written(owner="p", fact="f", value=None),))
    empty = an_entry(written=(Written(owner="p", fact="f", value=""),))
    for entry in (emptied, empty):
        line = entries.keep(entry, bytes(32), KEY)
        assert entries.read_entry(line.text, line.sealed, KEY) == entry
    assert emptied != empty


def test_an_instant_is_kept_in_utc_whatever_its_offset() -> None:
    there = datetime(2026, 3, 8, 14, tzinfo=timezone(timedelta(hours=2)))
    line = entries.keep(an_entry(due_at=there), bytes(32), KEY)
    assert b'"due_at":"2026-03-08T12:00:00.000000Z"' in line.text


@pytest.mark.parametrize("wrong", [0.5, {"share": [1, 0.5]}, {1, 2}, 2**60, datetime(2026, 3, 8)])
@pytest.mark.parametrize("place", ["inputs", "changes"])
def test_what_is_not_plain_json_does_not_enter_the_log(place: str, wrong: Any) -> None:
    tree = {"odd": wrong}
    entry = an_entry(inputs=tree) if place == "inputs" else an_entry(changes=(tree,))
    with pytest.raises(ValueError, match="cannot be written in the log"):
        entries.keep(entry, bytes(32), KEY)


def test_an_instant_without_offset_is_not_taken() -> None:
    with pytest.raises(ValueError, match="no offset"):
        entries.keep(an_entry(due_at=datetime(2026, 3, 8)), bytes(32), KEY)


def test_the_same_value_twice_has_two_commitments() -> None:
    entry = an_entry(written=(Written(owner="p", fact="f", value="same"),) * 2)
    first, second = canonical.read(entries.keep(entry, bytes(32), KEY).text)["commits"]["written"]
    assert first != second


def test_an_entry_of_an_unknown_format_is_told() -> None:
    text = entries.keep(an_entry(), bytes(32), KEY).text.replace(b'"v":1', b'"v":9')
    with pytest.raises(Broken, match="format 9"):
        entries.read_entry(text, None, KEY)


def test_a_type_for_which_nothing_is_settled_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="not settled"):
        form_of(complex)


def test_what_holds_its_default_is_left_out() -> None:
    standing = Standing(state="s", since=datetime(2026, 1, 1, tzinfo=UTC))
    assert form_of(Standing).write(standing).keys() == {"state", "since"}
