"""A programme that can be stopped as a whole, with many cases under way."""

from pathlib import Path
from time import perf_counter

from sqlalchemy import event

from engine import Actor, Caller, Case, Caseway, Opening, open_caseway
from tests.linked.texts import linked_texts
from tests.test_casework import Clock

OFFICE, PROGRAMME = "amman-office", "relief"
TEXT = """
programme: relief
title: Relief
usually_by: clerk
roles: {clerk: Clerk, boss: Head of office, chief: Head of programme, guard: Security officer}
facts:
  person: {family_name: text}
opening: {may_ask_each: [family_name]}
phases:
  deciding:
    asked:
      due: 30 days
      timers:
        silence: {after: 20 days, to: granted}
      actions:
        grant: {to: granted}
        look: {to: stay}
  giving:
    granted:
      actions:
        close: {never_blocked: true, confirm: true, to: completed}
endings: {completed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
holds:
  moratorium:
    over: [programme]
    placed_by: [boss, chief]
    lifted_by: [boss, chief]
    blocks: everything
    pauses: [due, silence]
    review: 14 days
    at_most: 60 days
  quiet:
    over: [programme]
    placed_by: [guard, boss]
    lifted_by: [guard, boss]
    blocks: [grant]
    review: 3 days
    may_see: guard
    shown_as: Something is being looked at
"""


def a_place(url: str, home: Path, clock: Clock) -> Caseway:
    """A place that runs the programme, with a clerk, two who may stop it, and one who sees more."""
    opened = open_caseway(url, home, clock)
    opened.administration.first_start({**linked_texts(), f"{PROGRAMME}/programme.yaml": TEXT})
    for role in ("clerk", "boss", "chief", "guard"):
        opened.administration.add_user(None, role, [f"{PROGRAMME}:{role}"], [OFFICE])
    return opened


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


def open_cases(caseway: Caseway, count: int) -> list[str]:
    """So many cases through the door; gives their ids."""
    caller, opening = staff(caseway, "clerk"), Opening(actor=Actor(user="", roles=frozenset()), people={"amina": {}})
    return [caseway.casework.open(caller, PROGRAMME, OFFICE, opening).case.id for _ in range(count)]


def pass_all(caseway: Caseway) -> int:
    """Lets the clock look until nothing is due any more; gives how often it looked."""
    looks = 1
    while caseway.casework.let_due_pass():
        looks += 1
    return looks


def cases(caseway: Caseway, ids: list[str]) -> list[Case]:
    with caseway.records.reading() as reading:
        return [reading.case(one) for one in ids]


class Counted:
    """Statements and seconds of what is done within the block."""

    def __init__(self, caseway: Caseway):
        self.database, self.statements, self.seconds = caseway.records.writers.database, 0, 0.0

    def __enter__(self) -> "Counted":
        event.listen(self.database, "before_cursor_execute", self._count)
        self._began = perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = perf_counter() - self._began
        event.remove(self.database, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.statements += 1
