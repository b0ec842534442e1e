"""Runs over many cases as somebody may see them: whose they are, how far they came, and what came of each case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bulk_step import BulkStep, step_of
from engine.caller import EVERYWHERE, Caller
from engine.entries_seen import machine_seen
from engine.model import Programme
from engine.published import InForce
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records.bulk import ABLE, FAILED, NEW, Run, RunCase
from engine.records.lines import CaseLine
from engine.step import Actor
from engine.team import gives_out
from engine.why_not import Unmet
from engine.work_items import ListedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One thing that stood in the way in a case, and the name of whom it is about, if anybody."""

    unmet: Unmet
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOfRun:
    """What came of a case, or would come. `case` None: out of the reader's reach now. `why` None: not for this reader.

    `standing`: `new` (not looked at yet), `able` or `blocked` (as it was looked at), `done`, `refused`, `changed`
    (somebody else acted in it meanwhile, so that nothing was done). `entry` is the number in the log.
    """

    number: int
    standing: str
    case: ListedCase | None
    answers: Mapping[str, str]  # of the step, this case's own
    why: tuple[Why, ...] | None
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRun:
    """A run as one reader may see it. `step` None: what was typed is not for this reader; `action` None: nor what.

    `standing`: `looking`, `looked` (waits to be confirmed), `running`, `ended`, `stopped`. `tally`: how many of its
    cases stand how. `again`: the run whose failed cases it takes up once more.
    """

    id: str
    own: bool
    owner: str
    law: Programme
    begun: datetime
    standing: str
    action: str | None
    step: BulkStep | None
    offices: tuple[str, ...]
    tally: Mapping[str, int]
    again: str | None

    @property
    def cases(self) -> int:
        return sum(self.tally.values())

    @property
    def failed(self) -> int:
        return sum(self.tally.get(one, 0) for one in FAILED)

    @property
    def left(self) -> int:
        """How many cases are still to be looked at, or to be done."""
        return self.tally.get(NEW, 0) or self.tally.get(ABLE, 0)


def run_seen(in_force: InForce, caller: Caller, run: Run, name: str, tally: Mapping[str, int]) -> BulkRun:
    law = in_language(in_force.version(run.programme, run.content["digest"]), caller.language)
    step, is_read = step_of(run.content), reads(caller, run)
    return BulkRun(
        id=run.id,
        own=run.owner == caller.user,
        owner=name,
        law=law,
        begun=run.begun,
        standing=run.standing,
        action=step.action if is_read or _knows(law, caller, run, step.action) else None,
        step=step if is_read else None,
        offices=tuple(run.content["offices"]),
        tally=tally,
        again=run.content["again"],
    )


def reads(caller: Caller, run: Run) -> bool:
    """Whether the caller has every role now in which it was typed, at each of its offices."""
    return all(caller.roles_at(run.programme, office).issuperset(roles) for office, roles in _offices(run))


def _knows(law: Programme, caller: Caller, run: Run, action: str) -> bool:
    """Whether the caller sees the machine of an action at every office of a run."""
    found = law.find_action(action)
    actors = (Actor(user=caller.user, roles=caller.roles_at(run.programme, office)) for office, _ in _offices(run))
    return found is not None and all(machine_seen(law, found[0].name, one) for one in actors)


def _offices(run: Run) -> Sequence[tuple[str, Sequence[str]]]:
    return tuple(run.content["offices"].items())


def may_see(in_force: InForce, caller: Caller, run: Run) -> bool:
    """Who began it; and who gives cases out at all of its offices."""
    if run.owner == caller.user:
        return True
    laws = {run.programme: in_force.current(run.programme)}
    places = {one.office for one in grants_of(caller) if gives_out(laws, one)}
    return EVERYWHERE in places or places.issuperset(run.content["offices"])


def gives_out_in(in_force: InForce, caller: Caller) -> list[str]:
    laws = {name: in_force.current(name) for name in caller.programmes()}
    return sorted({one.programme for one in grants_of(caller) if gives_out(laws, one)})


def why(caller: Caller, run: Run, one: RunCase, line: CaseLine | None) -> tuple[Why, ...] | None:
    """What stood in the way, for whoever may read all that it was told to; the critical for nobody else."""
    told = one.told.get("unmet", ())
    if not told:
        return ()
    if line is None or not caller.roles_at(line.programme, line.office).issuperset(one.told["roles"]):
        return None
    if run.owner != caller.user and any(each["critical"] for each in told):
        return None
    return tuple(Why(unmet=_unmet(each), name=each["name"]) for each in told)


def _unmet(told: Mapping[str, Any]) -> Unmet:
    return Unmet(code=told["code"], kind=told["kind"], says=told["says"], unknown=told["unknown"])
