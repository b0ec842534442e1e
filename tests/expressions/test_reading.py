"""Every node outside the small grammar is refused where it stands; every name, type and constant is checked."""

import pytest

from engine.expressions.read import MOST_CHARACTERS
from tests.expressions.views import Facts, sound, wrong


@pytest.mark.parametrize(
    "text",
    [
        "[n]",
        "{n}",
        "{n: 1}",
        "(n, 1) == n",
        "lambda: p",
        "[x for x in d]",
        "p if q else p",
        "n * 2 == 4",
        "n / 2 == 1",
        "n ** 2 == 4",
        "n % 2 == 0",
        "n == 1 == 1",
        "n in (1, 2)",
        "n is 1",
        "p & q",
        "~n == 1",
        "n[0] == 1",
        "print(n)",
        "n.real == 1",
        "__import__('os')",
        "().__class__",
        "(p := q)",
        "f'{n}' == word",
        "b'x' == word",
        "1.5 < n",
        "None",
        "...",
        "True",
        "known(n, m)",
        "known(*d)",
        "known(n=1)",
        "medical.clear_on(today)(1)",
        "await p",
        "not n",
        "n and p",
        "+n == 1",
        "-p",
        "everyone(fit, fit)",
        "known()",
        "held(n)",
        "medical.at(n)",
        "",
        " ",
        "p q",
        "p = q",
    ],
)
def test_what_is_outside_the_grammar_is_refused(text):
    assert all(one.message for one in wrong(text))


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("nn > 3", "name", "Did you mean 'n'?"),
        ('finding == "goood"', "code", "Did you mean 'good'?"),
        ('finding.any_of("good or baad")', "code", "Did you mean 'bad'?"),
        ('medical.at("cleard")', "state", "Did you mean 'cleared'?"),
        ('case.at("hal")', "state", "Did you mean 'hall'?"),
        ('case.phase.any_of("wok")', "phase", "Did you mean 'work'?"),
        ("score > 3", "scope", "Write everyone(score …), anyone(score …) or nobody(score …)"),
        ('today + "10 days" > d', "type", 'Write date.plus("10 days") to move a date'),
        ('d > "2026-01-01"', "type", 'Write a date fact, today, or today.plus("10 days")'),
        ("p && q", "expression", "Write 'and', 'or', 'not'"),
        ("n = 3", "expression", "Compare with '=='"),
        ("to_travel.clear_on(n)", "type", "Write clear_on(today) or clear_on(travel_date)"),
    ],
)
def test_a_fault_says_what_to_write_instead(text, code, hint):
    fault = next(one for one in wrong(text))
    assert (fault.code, fault.hint) == (code, hint)


@pytest.mark.parametrize(
    "text",
    [
        "n > p",
        "word > word",
        "n == word",
        "paper == paper",
        "several == several",
        "d",
        "n",
        "finding > finding",
        'd.plus("3 hours") > d',
        'd.plus("3 dayz") > d',
        "n.plus(n)",
        "word.any_of('a')",
        "medical",
        "to_travel",
        "patience",
        "known(today)",
    ],
)
def test_what_has_the_wrong_type_is_refused(text):
    wrong(text)


@pytest.mark.parametrize("text", ['land == "SY"', 'land == "syria"'])
def test_a_country_is_compared_with_two_small_letters(text):
    assert wrong(text)[0].hint == "Write its code in small letters, like sy"


def test_every_fault_is_told_at_once_each_at_its_place():
    faults = wrong("(nn > 3 and p or\n dd < today)")
    assert [(one.line, one.column, one.length) for one in faults] == [(0, 1, 2), (1, 1, 2)]


def test_a_column_counts_characters_and_not_bytes():
    assert wrong('word == "é" and nn > 3')[0].column == 16


def test_lines_may_end_in_any_way():
    assert [(one.line, one.column) for one in wrong("(p and\r nn > 3)")] == [(1, 1)]
    assert [(one.line, one.column) for one in wrong("(p and\r\n nn > 3)")] == [(1, 1)]


def test_a_text_too_long_too_deep_or_of_too_many_parts_is_refused():
    assert "characters" in wrong("p" * (MOST_CHARACTERS + 1))[0].message
    assert "deep" in wrong("not " * 12 + "p")[0].message
    assert "parts" in wrong(" or ".join(["p<q"] * 100))[0].message
    assert wrong("(" * 400 + "p" + ")" * 400)[0].message


def test_of_a_document_its_dates_are_asked():
    assert sound("paper.signed_on <= today").ask(Facts()) is None
    assert wrong("paper.sealed_on <= today")[0].hint == "Did you mean 'signed_on'?"


def test_a_choice_of_several_has_one_of_these_codes():
    assert sound('several.any_of("good or bad")').ask(Facts(several=("bad",))) is True
    assert sound('several.any_of("good")').ask(Facts(several=("bad",))) is False
    assert sound('finding.any_of("good")').ask(Facts()) is None


def test_it_says_what_it_reads_and_asks():
    expression = sound("everyone(score > n) and to_travel.clear_on(d)")
    assert expression.reads == {("person", "score"), ("case", "n"), ("case", "d")}
    assert "clear_on:to_travel" in expression.asks


def test_a_constant_text_is_no_fact_to_be_known():
    wrong('known("n")')
    wrong("known(n == m)")
