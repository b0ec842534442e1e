"""Where something moves by what not everybody may read, the others learn that it moved, and in other words why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Caseway, LogLine
from tests.quiet import act, open_case, opened, staff

PROGRAMME = """
programme: waiting
title: Waiting
usually_by: caseworker
roles: {caseworker: Caseworker, physician: Physician}
facts:
  case: {plague: {type: boolean, class: critical, may_read: [physician]}}
  person:
    given_names: text
    feverish: {type: boolean, class: critical, may_read: [physician]}
    tired: {type: boolean, class: critical, may_read: [physician]}
tracks:
  exam:
    per: person
    when_changed: {facts: [tired], to: to_see, says: The person has slept, shown_as: Something else is known}
    states:
      to_see: {actions: {see: {to: seen}}}
      seen:
        waits_on: nobody
        only_while:
          not_feverish: {check: not feverish, says: Has a fever, shown_as: To be seen again, to: to_see}
phases:
  all:
    begun:
      actions:
        examine: {by: physician, ask: [plague], to: stay}
        ask_each: {by: physician, people: chosen, ask_each: [feverish, tired], to: stay}
      automatically:
        - {when: plague, to: waiting, shown_as: The physician asks to wait}
    waiting: {actions: {go_on: {to: finished}}}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(sqlite_url, tmp_path / "home", PROGRAMME, ("caseworker", "physician"))
    yield made
    made.close()


def line(caseway: Caseway, who: str, case: str, cause: str) -> LogLine:
    lines = caseway.auditing.log_page(staff(caseway, who), case).lines
    return next(one for one in lines if one.entry.cause == cause)


def test_who_may_not_read_the_reason_of_a_move_reads_other_words(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    act(caseway, "physician", case, "examine", answers={"plague": True})
    told = line(caseway, "caseworker", case, "automatic")
    assert (told.entry.target, told.entry.ground, told.why) == ("waiting", None, "The physician asks to wait")
    known = line(caseway, "physician", case, "automatic")
    assert (known.entry.ground, known.why) == ("plague", None)
    page = caseway.auditing.log_page(staff(caseway, "physician"), case, reads=True)
    (moved,) = (one.entry for one in page.lines if one.entry.cause == "automatic")
    assert moved.changes == ({"read": [{"name": "plague", "person": None, "values": {"case": {"plague": True}}}]},)
    assert (told.entry.judged, told.entry.changes) == ((), ())
    assert caseway.auditing.verify(None).is_whole


@pytest.mark.parametrize(
    "news, cause, words, reason",
    [
        ({"feverish": False, "tired": True}, "when_changed", "Something else is known", "The person has slept"),
        ({"feverish": True, "tired": False}, "only_while", "To be seen again", "exam.seen.not_feverish"),
    ],
)
def test_neither_the_name_of_a_condition_nor_the_news_is_told(
    caseway: Caseway, news: dict[str, bool], cause: str, words: str, reason: str
) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    act(caseway, "physician", case, "ask_each", "amina", each={"amina": {"feverish": False, "tired": False}})
    act(caseway, "caseworker", case, "exam.see", "amina")
    act(caseway, "physician", case, "ask_each", "amina", each={"amina": news})
    told, known = line(caseway, "caseworker", case, cause), line(caseway, "physician", case, cause)
    assert (told.entry.ground, told.why) == (None, words)
    assert (known.entry.ground, known.why) == (reason, None)
