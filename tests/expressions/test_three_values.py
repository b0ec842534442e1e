"""True, false, unknown, and what could not be evaluated: only true opens anything."""

from datetime import date

import pytest

from engine.civil import Days, parse_date
from engine.expressions import FAILED
from engine.values import parse_moment
from tests.expressions.views import OFFICE, Facts, sound

T, F, U = True, False, None


def asked(text, person=False, **facts):
    return sound(text, person=person).ask(Facts(**facts))


def test_a_missing_fact_is_unknown_and_opens_nothing():
    assert asked("n > 3") is None and not sound("n > 3").holds(Facts())


def test_of_nobody_everyone_is_false_and_nobody_is_true():
    assert [asked(f"{word}(fit)") for word in ("everyone", "anyone", "nobody")] == [F, F, T]
    assert asked("count(fit) == 0") is T and asked("count(people) == 0") is T


def test_a_date_known_in_part_is_true_only_if_true_for_every_day_it_may_be():
    year = parse_date("2026", partial=True)
    for text, answer in [
        ("d < e", U),
        ("d != e", U),
        ("d == e", U),
    ]:
        assert asked(text, d=year, e=date(2026, 6, 1)) is answer
    assert asked("d < e", d=year, e=date(2027, 1, 1)) is T
    assert asked("d <= e", d=year, e=date(2026, 12, 31)) is T
    assert asked("d < e", d=year, e=date(2026, 1, 1)) is F
    assert asked("d == e", d=year, e=date(2025, 12, 31)) is F
    assert asked("d != e", d=year, e=date(2025, 12, 31)) is T


def test_what_cannot_be_evaluated_opens_nothing_is_an_incident_and_shows_no_exception():
    view = Facts(d=date(9999, 12, 31))
    expression = sound('d.plus("1 day") > today')
    assert expression.ask(view) is FAILED and not expression.holds(view)
    assert [type(error) for _, error in view.failures] == [OverflowError] * 2
    assert repr(FAILED) == "cannot be evaluated"


@pytest.mark.parametrize(
    "text", ["not p", "p or q", "p and q", "p", "n == 3", "n != 3", "known(n) and n > 2", "everyone(fit)"]
)
def test_unknown_opens_nothing_whatever_is_asked(text):
    view = Facts(people=({"id": "a"},))
    assert not sound(text).holds(view)


@pytest.mark.parametrize(
    ("p", "q", "both", "either"),
    [(T, T, T, T), (T, F, F, T), (F, F, F, F), (T, U, U, T), (F, U, F, U), (U, U, U, U), (U, T, U, T), (U, F, F, U)],
)
def test_and_and_or_in_three_values(p, q, both, either):
    facts = {name: value for name, value in (("p", p), ("q", q)) if value is not None}
    assert (asked("p and q", **facts), asked("p or q", **facts)) == (both, either)


def test_known_is_never_unknown():
    assert asked("known(n)") is F and asked("known(n)", n=0) is T and asked("known(p)", p=False) is T


def test_everyone_anyone_and_nobody_with_one_unknown():
    some = ({"id": "a", "fit": True}, {"id": "b"})
    assert [asked(f"{word}(fit)", people=some) for word in ("everyone", "anyone", "nobody")] == [U, T, F]
    none = ({"id": "a", "fit": False}, {"id": "b"})
    assert [asked(f"{word}(fit)", people=none) for word in ("everyone", "anyone", "nobody")] == [F, U, U]


def test_a_count_with_unknown_ones_lies_between():
    people = ({"fit": True}, {"fit": True}, {}, {"fit": False})
    assert [asked(f"count(fit) {text}", people=people) for text in (">= 2", ">= 3", ">= 4", "< 4", "== 3")] == [
        T,
        U,
        F,
        T,
        U,
    ]


def test_the_principal_those_who_ever_were_and_who_left_last():
    people, left = ({"fit": True}, {"fit": False}), ({"fit": False, "score": 1}, {"score": 2})
    assert asked("principal(fit)", people=people) is T and asked("principal(fit)") is U
    assert asked("anyone_ever(score == 1)", people=people, left=left) is not F
    assert asked("last_to_leave(score == 2)", left=left) is T and asked("last_to_leave(score == 1)", left=left) is F


@pytest.mark.parametrize(
    ("born", "answer"),
    [("2008-03-02", T), ("2008-03-03", F), ("2007", T), ("2009", F), ("2008", U), ("2008-03", U), ("unknown", U)],
)
def test_an_age_of_a_birth_date_known_in_part_is_a_span_of_ages(born, answer):
    view = Facts(of={"id": "a", "born_on": parse_date(born, partial=True)})
    assert sound("age >= 18", person=True).ask(view) is answer


def test_an_age_may_be_reckoned_with():
    view = Facts(of={"born_on": Days(date(2008, 1, 1), date(2008, 12, 31), "2008")})
    assert sound("age + 1 >= 18", person=True).ask(view) is T
    assert (
        sound("age_on(d) - 1 < 18", person=True).ask(Facts(of={"born_on": date(2008, 1, 1)}, d=date(2026, 6, 1))) is T
    )


@pytest.mark.parametrize(
    ("day", "moment", "before"),
    [
        ("2026-03-01", "2026-03-02 09:00", T),
        ("2026-03-02", "2026-03-02 09:00", U),
        ("2026-03-03", "2026-03-02 09:00", F),
    ],
)
def test_a_day_against_an_hour_is_the_whole_day(day, moment, before):
    assert asked("d < t", d=date.fromisoformat(day), t=parse_moment(moment, OFFICE)) is before


def test_what_is_unmet_is_told_with_the_values_read():
    parts = sound("n > 3 and (p or q) and known(d)").unmet(Facts(n=2, p=False))
    assert [(one.text, one.answer, one.facts) for one in parts] == [
        ("n > 3", False, (("n", 2),)),
        ("p", False, (("p", False),)),
        ("q", None, (("q", None),)),
        ("known(d)", False, (("d", None),)),
    ]


def test_what_is_unmet_for_one_of_everyone_names_them():
    people = ({"id": "a", "score": 9}, {"id": "b", "score": 1}, {"id": "c"})
    parts = sound("everyone(score > 3)").unmet(Facts(people=people))
    assert [(one.person, one.answer) for one in parts] == [("b", False), ("c", None)]


def test_what_is_met_has_nothing_unmet():
    assert sound("n > 3 or p").unmet(Facts(p=True)) == ()
