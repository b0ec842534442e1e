"""Strict YAML: what is taken as text, where it stands, and what is refused with one finding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expressions import Fault
from engine.reading import read_office, read_programme
from engine.reading.place import Block
from engine.reading.source import MOST_BYTES, parse
from tests.reading.texts import HERE, modules, with_modules

SMALL = (HERE / "programmes/small-resettlement.yaml").read_text()


def tree(text: str) -> Block:
    source = parse("a.yaml", text)
    assert source.tree is not None, source.findings
    return source.tree


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1.10", "1.10"),
        ("2026-03-02", "2026-03-02"),
        ("0777", "0777"),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("~", "~"),
        ("null", "null"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("", None),
        ("9999999999999999999", "9999999999999999999"),
    ],
)
def test_a_plain_word_means_what_it_shows(written: str, meant: object) -> None:
    value = tree(f"key: {written}")["key"]
    assert (value, type(value)) == (meant, type(meant))


def test_a_place_counts_characters_and_not_bytes() -> None:
    inner = tree('first: 1\nouter: {other: "😀é", inner: here}').block("outer")
    assert (inner.values_at["inner"].line, inner.values_at["inner"].column) == (2, 29)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("check: a < b", 12),
        ('check: "a < b"', 13),
        ("check: 'a < b'", 13),
        ('check: "a \\u003C b"', 8),
        ("check: >-\n  a < b", 8),
    ],
)
def test_a_fault_in_an_expression_is_told_in_the_file(text: str, column: int) -> None:
    finding = tree(text).values_at["check"].of_fault(Fault("wrong", column=4))
    assert (finding.line, finding.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("a: &x 1", 1, 4, "alias"),
        ("a: *x", 1, 4, "alias"),
        ("a: 1\n<<: {b: 1}", 2, 1, "alias"),
        ("a: !!str 1", 1, 4, "tag"),
        ("a: 1\nb: {c: 1, c: 2}", 2, 11, "duplicate-key"),
        ("a: 1\n---\nb: 1", 2, 1, "documents"),
        ("%YAML 1.2\n---\na: 1", 1, 1, "directive"),
        ("a:\n\tb: 1", 2, 1, "tab"),
        ("a: 1 \u202e 2", 1, 6, "hidden-character"),
        ("a: \x1b", 1, 4, "hidden-character"),
        ("a: \x00", 1, 4, "encoding"),
        ("a: 1\nb: P\ufffdnel", 2, 5, "encoding"),
        ("a: \ud800", 1, 4, "hidden-character"),
        ("no: 1", 1, 1, "name"),
        ("Title: 1", 1, 1, "name"),
        ("? [a]\n: 1", 1, 3, "name"),
        ("{a: 1, so it goes, b: 2}", 1, 8, "cut-at-comma"),
        ("{a: , b: 2}", 1, 2, "cut-at-comma"),
        ("- a", 1, 1, "yaml"),
        ("", 1, 1, "yaml"),
        ("a: 'b", 1, 4, "open-quote"),
        ("a: [b\nc: d", 2, 2, "yaml"),
        ("a: " + "[" * 60_000, 1, 35, "too-deep"),
        ("a: " + "{" * 60_000, 1, 5, "name"),
        ("a: [" + "0," * 60_000 + "]", 1, 99_999, "too-large"),
        ("a: " + "b" * 20_000, 1, 4, "too-large"),
        ("a: " + "b\n" * MOST_BYTES, 1, 1, "too-large"),
    ],
)
def test_what_may_not_be_written_is_told_once_and_at_its_place(text: str, line: int, column: int, code: str) -> None:
    source = parse("a.yaml", text)
    assert source.tree is None
    assert [(one.line, one.column, one.code) for one in source.findings] == [(line, column, code)]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('a: "b\nc: d\n', (1, 4), "is never closed"),
        ("a: 1\nb: {c: 'd, e: f}\ng: h\n", (2, 8), "is never closed"),
        ('a: "b\nc: 1\nd: "e"\n', (1, 4), "is closed only in line 3"),
        ("a: 'b\nc: it's\nd: 1\n", (1, 4), "is closed only in line 2"),
        ('a: {b: "c, d: e}\nf: {g: "h"}\n', (1, 8), "is closed only in line 2"),
        ('a: "b\nc: d == "e"\n', (1, 4), "is closed only in line 2"),
    ],
)
def test_a_missing_quotation_mark_is_told_where_the_text_began(text: str, place: tuple[int, int], said: str) -> None:
    (finding,) = parse("a.yaml", text).findings
    assert (finding.line, finding.column, finding.code) == (*place, "open-quote")
    assert said in finding.message


def test_an_error_after_a_sound_text_of_several_lines_is_told_at_its_own_place() -> None:
    (finding,) = parse("a.yaml", 'a: "b\n  c"\nd: [e\nf: g\n').findings
    assert (finding.line, finding.code) == (4, "yaml")


def test_an_alias_is_told_from_an_anchor() -> None:
    messages = [one.message for text in ("a: *x", "a: &x 1") for one in parse("a.yaml", text).findings]
    assert messages == ["Aliases are not allowed", "Anchors are not allowed"]


def test_every_wrong_name_is_told_at_once() -> None:
    assert [one.line for one in parse("a.yaml", "Aa: 1\nb: 2\nyes: 3\nb: 4\n").findings] == [1, 3, 4]


def test_below_a_json_schema_keys_are_free() -> None:
    assert tree("schema: {maxLength: 3}")["schema"] == {"maxLength": 3}


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_whatever_makes_reading_fail(text: str) -> None:
    assert read_programme("small/programme.yaml", {"small/programme.yaml": text}).findings
    assert read_office("an-office.yaml", text)[1]


@settings(max_examples=60)
@given(st.integers(0, len(SMALL)), st.integers(0, 40), st.text(alphabet="ab_:,[]{}\"'$- \n#&*!|>1.()=<", max_size=12))
def test_no_mutilation_of_a_programme_makes_reading_fail(at: int, cut: int, put: str) -> None:
    path = "small/programme.yaml"
    reading = read_programme(path, with_modules(SMALL[:at] + put + SMALL[at + cut :], path))
    assert reading.programme is not None or any(one.is_error for one in reading.findings)


@settings(max_examples=40)
@given(st.sampled_from(sorted(modules())), st.floats(0, 1), st.integers(1, 30))
def test_no_mutilation_of_a_module_makes_reading_fail(module: str, share: float, cut: int) -> None:
    texts = dict(with_modules(SMALL))
    at = int(share * len(texts[module]))
    texts[module] = texts[module][:at] + texts[module][at + cut :]
    reading = read_programme("small/programme.yaml", texts)
    assert reading.programme is not None or reading.findings
