"""Findings as a person reads them in a terminal, and as editors and code hosts read them."""

import json

import pytest

from engine.reading import Finding, read_programme, render_json, render_sarif, render_text
from tests.reading.texts import with_modules

PATH = "small/programme.yaml"
FINDING = Finding(PATH, 2, 8, "error", "unknown-state", "'opne' is not a state", "Did you mean 'open'?", 4)
TEXTS = {PATH: "one: 1\n   to: opne\n"}
WHOLE = """programme: small
title: Small
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {answer: {type: choice, of: [yes_it_is, no_it_is_not]}}, person: {family_name: text}}
phases:
  asking:
    asked:
      due: 3 days
      actions:
        record: {ask: [answer], requires: {right: {check: answer == "yes_it_is", says: It is not}}, to: done}
endings: {done: completed}
when_empty: [{otherwise: done}]
"""


def test_a_finding_is_a_line_that_editors_jump_to() -> None:
    assert str(FINDING) == "small/programme.yaml:2:8: error unknown-state: 'opne' is not a state"


def test_the_word_is_marked_in_its_line_and_the_hint_stands_below() -> None:
    assert render_text([FINDING], TEXTS).split("\n")[1:] == [
        "       to: opne",
        "           ^^^^",
        "    Did you mean 'open'?",
    ]


def test_without_the_text_the_line_and_the_hint_are_still_told() -> None:
    assert render_text([FINDING], {}).split("\n") == [str(FINDING), "    Did you mean 'open'?"]


def test_of_an_endless_line_a_screens_width_around_the_word_is_shown() -> None:
    text = f"one: 1\n{'a' * 9_000} opne {'b' * 9_000}"
    finding = Finding(PATH, 2, 9_002, "error", "unknown-state", "", None, 4)
    row, marks = render_text([finding], {PATH: text}).split("\n")[1:]
    assert len(row) < 200
    assert row[marks.index("^") : len(marks)] == "opne"


@pytest.mark.parametrize("text", [" " * 9_000, "\r\n"])
def test_a_line_on_which_nothing_stands_is_not_shown(text: str) -> None:
    finding = Finding(PATH, 1, 1, "error", "too-large", "")
    assert render_text([finding], {PATH: text}) == str(finding)


def test_a_programme_that_is_not_called_as_its_folder_is_told_both_ways_out() -> None:
    text = with_modules(WHOLE.replace("programme: small", "programme: large"))
    (finding,) = read_programme(PATH, text).findings
    assert (finding.line, finding.column, finding.code) == (1, 12, "misnamed")
    assert finding.hint == "Write programme: small, or call the folder large"


@pytest.mark.parametrize("pattern", ["{ofice}-{serial}", "{serial:6}", "{serial}{serial}", "{year:04}{serial}"])
def test_a_reference_that_no_case_could_be_given_is_a_finding(pattern: str) -> None:
    text = with_modules(WHOLE.replace("title: Small", f'title: Small\nreference: "{pattern}"'))
    (finding,) = read_programme(PATH, text).findings
    assert (finding.line, finding.code) == (3, "wrong-shape")


@pytest.mark.parametrize(
    ("right", "wrong", "hint"),
    [
        ("ask: [answer]", "ask: answer", "Put it in square brackets"),
        ("due: 3 days", "due: 3 dayz", "A number and a unit"),
        ('answer == "yes_it_is"', "answer == yes_it_is", 'A code stands in quotation marks: "yes_it_is"'),
        ('answer == "yes_it_is"', "answer == 5", 'Write one of: "yes_it_is", "no_it_is_not"'),
        ('answer == "yes_it_is"', "answer == \u201cyes_it_is\u201d", "Write straight quotation marks"),
        ('answer == "yes_it_is"', "known(answer", "This bracket is never closed"),
        ('answer == "yes_it_is"', "known(answer))", "This bracket closes nothing"),
        ('answer == "yes_it_is"', "known(answer) AND true", "in small letters"),
        ('answer == "yes_it_is"', "KNOWN(answer)", "Did you mean 'known'?"),
    ],
)
def test_a_slip_of_somebody_who_writes_no_code_is_told_with_what_to_write(right: str, wrong: str, hint: str) -> None:
    assert read_programme(PATH, with_modules(WHOLE)).findings == ()
    (finding,) = read_programme(PATH, with_modules(WHOLE.replace(right, wrong))).findings
    assert hint in (finding.hint or "")


def test_json_holds_every_part() -> None:
    assert json.loads(render_json([FINDING])) == [
        {
            "path": PATH,
            "line": 2,
            "column": 8,
            "severity": "error",
            "code": "unknown-state",
            "message": "'opne' is not a state",
            "hint": "Did you mean 'open'?",
            "length": 4,
        }
    ]


def test_sarif_names_the_rule_and_the_region() -> None:
    run = json.loads(render_sarif([FINDING]))["runs"][0]
    assert run["tool"]["driver"]["rules"] == [{"id": "unknown-state"}]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("unknown-state", "error")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 8, "endColumn": 12}


def test_sarif_has_references_and_words_that_its_readers_take_as_written() -> None:
    finding = Finding("my own/ü.yaml", 1, 1, "error", "unknown-placeholder", "'{who}' stands for nothing")
    (result,) = json.loads(render_sarif([finding]))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "my%20own/%C3%BC.yaml"}
    assert result["message"]["text"] == "'{{who}}' stands for nothing"
    (absolute,) = json.loads(render_sarif([Finding("/a/b.yaml", 1, 1, "error", "yaml", "x")]))["runs"][0]["results"]
    assert absolute["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///a/b.yaml"}


def test_findings_come_in_the_order_of_the_file_and_each_once() -> None:
    reading = read_programme(PATH, with_modules("title: a\ntitle: b\nOne: 1\n"))
    assert [one.line for one in reading.findings] == [2, 3]


VISIT = """
chapter: visit
title: A visit
parameters:
  day: {type: fact}
  may_come: {type: condition}
exits: [seen]
states:
  visiting:
    due: {at: $day}
    actions:
      see: {requires: {allowed: {check: may_come, says: Not yet}}, to: exit seen}
"""
OF_VISIT = """
programme: small
title: Small
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {seen_on: date}, person: {born_on: date, may_come: boolean}}
opening: {ask: [seen_on], ask_each: [born_on], may_ask_each: [may_come]}
phases: {one: {visit: {use: visit, with: {day: seen_on, may_come: everyone(may_come)}, exits: {seen: closed}}}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "message", "line"),
    [
        (
            "day: seen_on",
            "day: born_on",
            "'born_on' belongs to each person; 'day' of 'visit' needs one of the case",
            10,
        ),
        (
            "may_come: everyone(may_come)",
            "may_come: not may_come",
            "'not may_come' belongs to each person; 'may_come' of 'visit' needs one of the case",
            12,
        ),
    ],
)
def test_what_a_module_cannot_use_is_told_where_it_was_given(right: str, wrong: str, message: str, line: int) -> None:
    texts = {PATH: OF_VISIT, "modules/visit.yaml": VISIT}
    assert read_programme(PATH, texts).findings == ()
    mistaken = OF_VISIT.replace(right, wrong)
    (finding,) = read_programme(PATH, {**texts, PATH: mistaken}).findings
    assert (finding.path, finding.line, finding.code) == (PATH, 8, "parameter-misfit")
    assert mistaken.split("\n")[7][finding.column - 1 :].startswith(wrong.partition(": ")[2])
    assert finding.message == message
    assert finding.hint == f"It is used in modules/visit.yaml, line {line}"


@pytest.mark.parametrize("path", ["other/programme.yaml", ""])
def test_a_file_that_is_not_there_is_a_finding(path: str) -> None:
    (finding,) = read_programme(path, {PATH: "a: 1"}).findings
    assert finding.code == "no-file"


def test_a_later_tier_is_silent_while_an_earlier_one_speaks() -> None:
    text = """
programme: small
title: Small
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {seen_on: date}}
phases: {one: {open: {actions: {close: {ask: [seen_on], to: clsoed}}}}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""
    assert [one.code for one in read_programme(PATH, with_modules(text)).findings] == ["unknown-state"]


def test_the_value_of_a_fact_is_never_shown_where_its_shape_is_wrong() -> None:
    text = "programme: small\ntitle: Small\nroles: {clerk: Clerk}\n"
    text += "facts: {person: {name: {type: text, max: Amina Haddad}}}\n"
    shown = render_json(read_programme(PATH, with_modules(text)).findings)
    assert "wrong-shape" in shown and "Amina" not in shown


SOUND = """
programme: small
title: Small
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {seen_on: date, place: {type: choice, of: [harbour, station]}}}
phases:
  one:
    waiting:
      actions:
        see: {ask: [seen_on, place], to: visited}
    visited:
      actions:
        close:
          by: clerk
          requires:
            was_seen:
              check: known(seen_on) and place == "harbour" and case.at("visited")
              says: Not seen
          to: closed
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("actions", "actoins"),
        ("date", "dat"),
        ("visited", "visted"),
        ("seen_on", "sen_on"),
        ("clerk", "clrek"),
        ("known", "knwon"),
        ("harbour", "habour"),
        ("completed", "complete"),
    ],
)
def test_a_misspelt_word_is_told_with_the_word_that_was_meant(right: str, wrong: str) -> None:
    at = SOUND.rindex(right)
    mistaken = SOUND[:at] + wrong + SOUND[at + len(right) :]
    (finding,) = read_programme(PATH, with_modules(mistaken)).findings
    assert finding.hint == f"Did you mean '{right}'?"
    line = mistaken.split("\n")[finding.line - 1]
    assert wrong in line[finding.column - 1 : finding.column - 1 + finding.length]
