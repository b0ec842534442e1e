"""Runs over many cases go on, a piece at a time: whoever holds a run does a piece, and whoever is gone holds nothing.

A piece that was cut short is taken up again by the next; what it did is known by the key of each act and done once.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic, sleep

from engine.bulk_step import OfCases
from engine.caller import Caller
from engine.casework import Casework
from engine.colleagues import caller_of
from engine.errors import Unavailable
from engine.records import accounts, bulk
from engine.records.bulk import BLOCKED, ENDED, LOOKED, LOOKING, REFUSED, RUNNING, STOPPED, WORKS_ON, Run, RunCase

PIECE, SECONDS = 25, 1.0
"""How many cases a piece takes, and after how long it ends earlier."""
BREATH = 0.25
"""For how much of the time that a case took others are let at the database, before the next: SQLite has no queue."""
HELD = timedelta(seconds=60)
"""For how long a run is held by who does a piece of it; far longer than a piece takes."""
THEN = {LOOKING: LOOKED, RUNNING: ENDED}
WENT_WRONG = "Something went wrong in this case; nothing was recorded, and the operator is told"


class BulkWork:
    """What carries runs on, in the name of who began them, with the roles that they have now."""

    def __init__(self, casework: Casework, of_cases: OfCases):
        self.casework, self.of_cases = casework, of_cases
        self.records, self.now = casework.records, casework.now

    def carry_on(self, run_id: str | None = None) -> bool:
        """Does a piece of a run, or of the one that waits longest; whether there was one that nobody held.

        Raises Unavailable.
        """
        with self.records.reading() as reading:
            found = run_id or bulk.waiting(reading, self.now())
        by = secrets.token_hex(8)
        run = self._held(found, by) if found else None
        if run is None:
            return False
        try:
            self._piece(run)
        finally:
            with self.records.writing() as writing:
                bulk.release(writing, run.id, by)
        return True

    def _held(self, run_id: str, by: str) -> Run | None:
        with self.records.writing() as writing:
            held = bulk.hold(writing, run_id, by, self.now(), self.now() + HELD)
            return bulk.run_of(writing, run_id) if held else None

    def _piece(self, run: Run) -> None:
        """The next cases of a run, and what came of them; without any left, the run has come to its end."""
        with self.records.reading() as reading:
            account = accounts.account_of(reading, run.owner)
            cases = bulk.cases_of(reading, run, (WORKS_ON[run.standing],), limit=PIECE + 1)
        if not account.active:
            return self._moved(run, STOPPED)
        caller = caller_of(account, run.content["through"], run.content["language"])
        settled = list(self._settled(caller, run, cases[:PIECE]))
        with self.records.writing() as writing:
            bulk.settle(writing, run, settled)
            if len(settled) == len(cases):
                bulk.move(writing, run.id, (run.standing,), THEN[run.standing])

    def _moved(self, run: Run, to: str) -> None:
        with self.records.writing() as writing:
            bulk.move(writing, run.id, (run.standing,), to)

    def _settled(self, caller: Caller, run: Run, cases: tuple[RunCase, ...]) -> Iterator[RunCase]:
        work, until = self.of_cases.looked if run.standing == LOOKING else self.of_cases.acted, monotonic() + SECONDS
        for one in cases:
            since = monotonic()
            yield self._settled_one(work, caller, run, one)
            if monotonic() > until:
                return
            sleep((monotonic() - since) * BREATH)

    def _settled_one(
        self, work: Callable[[Caller, Run, RunCase], RunCase], caller: Caller, run: Run, one: RunCase
    ) -> RunCase:
        """A case in which something is broken keeps no other back, and is an incident."""
        try:
            return work(caller, run, one)
        except Unavailable:
            raise
        except Exception as error:
            self.casework.incidents.append(f"{one.case}: {type(error).__name__} in a run over many cases")
            why = {
                "says": WENT_WRONG,
                "code": "broken",
                "kind": "state",
                "unknown": False,
                "name": "",
                "critical": False,
            }
            told = {**one.told, "roles": [], "unmet": [why]}
            return replace(one, standing=BLOCKED if run.standing == LOOKING else REFUSED, told=told)
