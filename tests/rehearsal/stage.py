"""The small programme of these tests and its scenarios, as texts; and a rehearsal of them with something changed."""

from collections.abc import Mapping
from pathlib import Path

from engine import Coverage, Failure, Rehearsal, rehearse

HERE = Path(__file__).parent
PROGRAMME = "small-intake"
PATH = f"{PROGRAMME}/scenarios/story.yaml"
FLIGHT = (HERE / "a-flight.yaml").read_text("utf-8")
TEXTS: Mapping[str, str] = {
    f"{PROGRAMME}/programme.yaml": (HERE / "small-intake.yaml").read_text("utf-8"),
    "offices/amman-office.yaml": (HERE / "amman-office.yaml").read_text("utf-8"),
}
HEAD = """\
scenario: A story
why: Something must hold.
programme: small-intake
clock: {starts: 2026-03-02 09:00, zone: Asia/Amman, calendar: amman-office}
staff: {nadia: caseworker, carim: caseworker, rana: reviewer, ruth: reviewer, idris: physician}
people: {amina: {family_name: Specimen, born_on: 1991-05-04}, sami: {family_name: Specimen, born_on: "2023"}}
"""
APPROVED = """\
prelude: approved
programme: small-intake
needs: {nadia: caseworker, rana: reviewer}
clock: {starts: 2026-03-02 09:00, zone: Asia/Amman, calendar: amman-office}
people: {amina: {family_name: Specimen, born_on: 1991-05-04}, sami: {family_name: Specimen, born_on: "2023"}}
story:
  - {by: nadia, do: member.approve, for: everyone, with: {decided_on: today, source: letter.pdf}}
  - {by: rana, verify: member.approve, for: everyone}
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each of these put for another; every one must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def played(text: str, *preludes: str, programme: Mapping[str, str] = TEXTS) -> Rehearsal:
    """A scenario with its preludes, played."""
    inside = {f"{PROGRAMME}/scenarios/preludes/{number}.yaml": one for number, one in enumerate(preludes)}
    return rehearse(programme, {PATH: text, **inside}, PROGRAMME)


def story(*steps: str, head: str = HEAD) -> str:
    """A scenario of these steps, one a line."""
    return head + "story:\n" + "".join(f"  - {step}\n" for step in steps)


def failures(text: str, *preludes: str) -> tuple[Failure, ...]:
    """What did not hold; the text itself must be sound."""
    rehearsal = played(text, *preludes)
    assert [str(one) for one in rehearsal.findings] == []
    return tuple(failure for one in rehearsal.played for failure in one.failures)


def only_failure(text: str, *preludes: str) -> Failure:
    """The one thing that did not hold."""
    (failure,) = failures(text, *preludes)
    return failure


def line_of(text: str, words: str) -> int:
    """The number of the line in which these words stand first."""
    return text[: text.index(words)].count("\n") + 1


def covered(text: str) -> Coverage:
    return played(text).coverage
