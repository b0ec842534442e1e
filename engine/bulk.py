"""One step done in many cases: looked at first, then done, each case a step of its own; what came of each is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.bulk_choice import MOST
from engine.bulk_seen import BulkRun, CaseOfRun, gives_out_in, may_see, reads, run_seen, why
from engine.bulk_step import BulkStep, OfCases, step_kept, step_of
from engine.bulk_work import BulkWork
from engine.caller import Caller
from engine.casework import Casework
from engine.errors import NotFound, Refused
from engine.published import InForce, Published
from engine.reach import grants_of
from engine.records import accounts, bulk, bulk_lists, idempotency, listings
from engine.records.bulk import FAILED, LOOKED, LOOKING, NEW, RUNNING, STOPPED, Run, RunCase
from engine.records.bulk_lists import Chosen, Standing
from engine.records.choices import Looking
from engine.records.database import Reading
from engine.why_not import Unmet
from engine.work_items import listed_for

LISTED, RUNS = 50, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkCase:
    """A case to be taken up in a run, with the answers that are its own."""

    id: str
    answers: Mapping[str, str]


class Bulk:
    """The door to runs over many cases. Whoever gives cases out sees those of the team, and only sees them."""

    def __init__(self, casework: Casework, published: Published):
        self.casework, self.published = casework, published
        self.records, self.now = casework.records, casework.now
        self.of_cases = OfCases(casework)
        self.work = BulkWork(casework, self.of_cases)

    # beginning

    def begin(
        self,
        caller: Caller,
        key: str,
        programme: str,
        step: BulkStep,
        cases: Sequence[BulkCase],
        *,
        tried_on: Sequence[str] = (),
        again: str | None = None,
    ) -> str:
        """Keeps a run over cases of one programme, to be looked at first; gives its id, which is `key`: the same begun
        again is one run. What was typed is tried on some of the cases (`tried_on`).

        Raises Refused where there are none, too many, or what was typed is wrong in all of these; NotFound.
        """
        if self.has(caller, key):
            return key
        if not 0 < len(cases) <= MOST:
            raise Refused((_unmet(f"Choose from 1 to {MOST} cases"),))
        run, wrapped = self._run(caller, key, programme, step, cases, again)
        wrong = [self.of_cases.wrong_answers(caller, run, RunCase(number=0, case=one)) for one in tried_on]
        if wrong and all(wrong):
            raise Refused(wrong[0])
        kept = (
            RunCase(number=number, case=one.id, told={"answers": dict(one.answers)})
            for number, one in enumerate(cases, 1)
        )
        with self.records.writing() as writing:
            idempotency.in_turn(writing, caller.user, key)
            if bulk.run_of(writing, key) is None:
                bulk.begin(writing, run, wrapped, kept)
        return key

    def has(self, caller: Caller, key: str) -> bool:
        """Whether the caller began a run under this key. Raises NotFound where somebody else did."""
        with self.records.reading() as reading:
            found = bulk.run_of(reading, key)
        if found is not None and found.owner != caller.user:
            raise _no_run(key)
        return found is not None

    def _run(
        self,
        caller: Caller,
        key: str,
        programme: str,
        step: BulkStep,
        cases: Sequence[BulkCase],
        again: str | None,
    ) -> tuple[Run, bytes]:
        with self.records.reading() as reading:
            found = self._in_reach(reading, caller, programme, cases)
            sealing, wrapped = bulk.new_key(reading, key)
        offices = {one.office: sorted(caller.roles_at(programme, one.office)) for one in found}
        about = {"step": step_kept(step), "language": caller.language, "through": caller.through}
        content = {**about, "offices": offices, "digest": found[0].digest, "again": again}
        run = Run(
            id=key,
            owner=caller.user,
            programme=programme,
            begun=self.now(),
            standing=LOOKING,
            content=content,
            key=sealing,
        )
        return run, wrapped

    def _in_reach(
        self, reading: Reading, caller: Caller, programme: str, cases: Sequence[BulkCase]
    ) -> tuple[Standing, ...]:
        """Where these cases stand. Raises NotFound where one is not the caller's to act in, or of another programme."""
        ids = tuple(dict.fromkeys(one.id for one in cases))
        looking = Looking(today=self.now().date(), user=caller.user)
        found = bulk_lists.standings(reading, grants_of(caller), Chosen(ids=ids), looking, len(ids))
        here = tuple(one for one in found if one.programme == programme and caller.roles_at(programme, one.office))
        if len(here) < len(ids):
            raise NotFound("Not all of these cases are within your reach")
        return here

    def again(self, caller: Caller, run_id: str, key: str) -> str:
        """Begins a run over the cases of one of the caller's in which nothing was done; those that are out of reach are
        left out. Raises NotFound, Refused."""
        with self.records.reading() as reading:
            run = self._own(reading, caller, run_id)
            failed = bulk.cases_of(reading, run, FAILED)
            lines = listings.lines(reading, [one.case for one in failed])
        near = {one.id for one in lines.values() if caller.roles_at(one.programme, one.office)}
        cases = [BulkCase(id=one.case, answers=one.told.get("answers", {})) for one in failed if one.case in near]
        return self.begin(caller, key, run.programme, step_of(run.content), cases, again=run.id)

    # going on

    def carry_on(self, run_id: str | None = None) -> bool:
        """Does a piece of this run, or of the one that waits longest; whether there was one that nobody else did.

        In the name of who began it, with the roles held now. Raises Unavailable.
        """
        return self.work.carry_on(run_id)

    def start(self, caller: Caller, run_id: str) -> None:
        """Confirms what was looked at: it is done now. Said twice, it is done once. Raises NotFound."""
        self._move(caller, run_id, (LOOKED,), RUNNING)

    def stop(self, caller: Caller, run_id: str) -> None:
        """What was done stays done; the rest waits. Raises NotFound."""
        self._move(caller, run_id, (LOOKING, RUNNING), STOPPED)

    def go_on(self, caller: Caller, run_id: str) -> None:
        """Takes up what was stopped where it was. Raises NotFound."""
        with self.records.reading() as reading:
            unseen = bulk.tally(reading, [run_id])[run_id].get(NEW, 0)
        self._move(caller, run_id, (STOPPED,), LOOKING if unseen else RUNNING)

    def _move(self, caller: Caller, run_id: str, standings: tuple[str, ...], to: str) -> None:
        with self.records.writing() as writing:
            self._own(writing, caller, run_id)
            bulk.move(writing, run_id, standings, to)

    # seeing

    def runs(self, caller: Caller) -> tuple[BulkRun, ...]:
        """The caller's runs and those of the team, the last begun first."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            found = bulk.runs_of(reading, caller.user, gives_out_in(in_force, caller), RUNS)
            seen = [one for one in found if may_see(in_force, caller, one)]
            return self._seen(reading, in_force, caller, seen)

    def run(self, caller: Caller, run_id: str) -> BulkRun:
        """Raises NotFound."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            (seen,) = self._seen(reading, in_force, caller, [self._visible(reading, in_force, caller, run_id)])
            return seen

    def cases(
        self, caller: Caller, run_id: str, standings: Sequence[str] = (), after: int = 0, limit: int | None = LISTED
    ) -> tuple[CaseOfRun, ...]:
        """The cases of a run that stand so (none named: all), behind a number, in their order. Raises NotFound."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            run = self._visible(reading, in_force, caller, run_id)
            kept = bulk.cases_of(reading, run, standings, after, limit)
            lines = listings.lines(reading, list({one.case for one in kept}))
            near = {name: one for name, one in lines.items() if caller.roles_at(one.programme, one.office)}
            listed = {name: listed_for(in_force, caller, one, self.now()) for name, one in near.items()}
        return tuple(
            CaseOfRun(
                number=one.number,
                standing=one.standing,
                case=listed.get(one.case),
                answers=one.told.get("answers", {}) if reads(caller, run) else {},
                why=why(caller, run, one, near.get(one.case)),
                entry=one.entry,
            )
            for one in kept
        )

    def _seen(self, reading: Reading, in_force: InForce, caller: Caller, runs: Sequence[Run]) -> tuple[BulkRun, ...]:
        names = accounts.display_names(reading, {one.owner for one in runs})
        tallies = bulk.tally(reading, [one.id for one in runs])
        return tuple(run_seen(in_force, caller, one, names.get(one.owner, ""), tallies[one.id]) for one in runs)

    def _visible(self, reading: Reading, in_force: InForce, caller: Caller, run_id: str) -> Run:
        found = bulk.run_of(reading, run_id)
        if found is None or not may_see(in_force, caller, found):
            raise _no_run(run_id)
        return found

    def _own(self, reading: Reading, caller: Caller, run_id: str) -> Run:
        found = bulk.run_of(reading, run_id)
        if found is None or found.owner != caller.user:
            raise _no_run(run_id)
        return found


def _no_run(run_id: str) -> NotFound:
    """Of what is somebody else's as of what is not."""
    return NotFound(f"There is no run {run_id}")


def _unmet(says: str) -> Unmet:
    return Unmet(code="answers_wrong", kind="answer", says=says)
