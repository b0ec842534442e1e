"""A story tells how the case behind a link stands, and what that case sees of this one."""

import pytest

from engine import Rehearsal, rehearse
from tests.linked.texts import linked_texts, stories

((PATH, STORY),) = stories().items()


def played(old: str = "", new: str = "") -> Rehearsal:
    assert old in STORY
    return rehearse(linked_texts(), {PATH: STORY.replace(old, new, 1)}, "joining")


def wrong(old: str, new: str) -> str:
    (failure,) = (failure for one in played(old, new).played for failure in one.failures)
    return f"{failure.what}: {failure.found}"


def test_a_linked_case_moves_this_one_forward_and_back():
    rehearsal = played()
    assert [str(one) for one in rehearsal.findings] == []
    assert [failure for one in rehearsal.played for failure in one.failures] == []


def test_without_a_case_behind_the_link_what_is_asked_of_it_is_not_known():
    text = STORY[: STORY.index("linked:")] + 'story:\n  - {ask: {that: anchor.at("approved"), is: unknown}}\n'
    text += "  - {ask: {that: anchor.ended(), is: unknown}}\n  - {ask: {that: known(anchor.status), is: false}}\n"
    rehearsal = rehearse(linked_texts(), {PATH: text}, "joining")
    assert [str(one) for one in rehearsal.findings] == []
    assert [failure for one in rehearsal.played for failure in one.failures] == []


def test_a_check_of_what_the_other_case_sees_can_fail():
    told = wrong("not: [an uncle at the border,", "not: [a letter came,")
    assert told.startswith("anchor sees it")


def test_what_is_kept_from_linked_cases_is_not_in_what_they_see():
    assert "does not see it" in wrong("but: a letter came", "but: an uncle at the border")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("anchor: {programme: petition, state", "anker: {programme: petition, state", "unknown-link"),
        ("programme: petition, state", "programme: joining, state", "unknown-programme 'joining' is not a programme"),
        ("state: filed", "state: fild", "unknown-state 'fild' is not a state Did you mean 'filed'?"),
        ("facts: {status: refugee", "facts: {statuss: refugee", "Did you mean 'status'?"),
        ("is: {state: approved}", "is: {state: aproved}", "Did you mean 'approved'?"),
        ("see: {as: anchor, not: [in", "see: {as: ancor, not: [in", "Did you mean 'anchor'?"),
    ],
)
def test_a_slip_about_a_linked_case_is_told_before_the_story_is_played(old: str, new: str, told: str):
    findings = played(old, new).findings
    assert any(told in f"{one.code} {one.message} {one.hint}" for one in findings), [str(one) for one in findings]


def test_a_value_that_a_fact_of_the_other_case_can_not_have_ends_the_story():
    told = wrong("facts: {filed_on: 2028-01-10}", "facts: {filed_on: soon}")
    assert told.startswith("The case behind anchor cannot stand so")
