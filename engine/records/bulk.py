"""Runs over many cases: which cases, how far each run has come, and what came of each case.

What was typed, and what was told of a case, is sealed under a key of the run. A run is held by one writer for a short
while only, which has to be renewed: whoever is gone holds nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update

from engine.records import canonical, moments
from engine.records.sealing import CaseKey
from engine.records.tables import bulk_case, bulk_run
from engine.records.transaction import Transaction

LOOKING, LOOKED, RUNNING, ENDED, STOPPED = "looking", "looked", "running", "ended", "stopped"
NEW, ABLE, BLOCKED, DONE, REFUSED, CHANGED = "new", "able", "blocked", "done", "refused", "changed"
WORKS_ON = {LOOKING: NEW, RUNNING: ABLE}
"""The standings in which a run goes on, and that of the cases which it takes up then."""
FAILED = (BLOCKED, REFUSED, CHANGED)

_RUN, _CASE = bulk_run.c, bulk_case.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run over cases of one programme. `owner` is the opaque id of an account; `content` is opened: what is done."""

    id: str
    owner: str
    programme: str
    begun: datetime
    standing: str
    content: Mapping[str, Any]
    key: CaseKey = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCase:
    """A case of a run. `version`: of the case as it was looked at, as the owner counts. `entry`: the first number in
    the log that was written. `told` is opened: what is its own of the step, and what stood in the way."""

    number: int
    case: str
    standing: str = NEW
    version: int | None = None
    entry: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


# beginning


def begin(transaction: Transaction, run: Run, wrapped: bytes, cases: Iterable[RunCase]) -> None:
    """Keeps a run, with `wrapped` its key, and its cases."""
    sealed = run.key.seal(_place(run.id), canonical.canonical(run.content))
    about = {"id": run.id, "owner": run.owner, "programme": run.programme, "begun": moments.instant(run.begun)}
    sealing = {"key_id": transaction.vault.key_id, "wrapped": wrapped, "sealed": sealed}
    transaction.connection.execute(insert(bulk_run).values(**about, standing=run.standing, **sealing))
    rows = [{"run": run.id, "number": one.number, "case_id": one.case, **_told(run, one)} for one in cases]
    transaction.connection.execute(insert(bulk_case), rows)


def new_key(transaction: Transaction, run_id: str) -> tuple[CaseKey, bytes]:
    """A key for a run, and the same wrapped."""
    return transaction.vault.new_key(_place(run_id))


def _told(run: Run, one: RunCase) -> dict[str, Any]:
    sealed = run.key.seal(f"{_place(run.id)}:{one.number}", canonical.canonical(one.told))
    return {"standing": one.standing, "version": one.version, "entry": one.entry, "sealed": sealed}


def _place(run_id: str) -> str:
    """Where a run stands, as it is authenticated: no other row opens in its place."""
    return f"bulk:{run_id}"


# reading


def run_of(transaction: Transaction, run_id: str) -> Run | None:
    """Raises Broken, WrongKey."""
    row = transaction.connection.execute(select(bulk_run).where(_RUN.id == run_id)).first()
    return _opened(transaction, row) if row is not None else None


def runs_of(transaction: Transaction, owner: str, programmes: Sequence[str], limit: int) -> tuple[Run, ...]:
    """The runs of an account, and all over cases of these programmes; the last begun first. Raises Broken, WrongKey."""
    theirs = or_(_RUN.owner == owner, _RUN.programme.in_(programmes))
    rows = transaction.connection.execute(select(bulk_run).where(theirs).order_by(_RUN.begun.desc()).limit(limit))
    return tuple(_opened(transaction, row) for row in rows)


def has_any(transaction: Transaction, owner: str) -> bool:
    """Whether an account ever began one."""
    own = select(_RUN.id).where(_RUN.owner == owner).limit(1)
    return transaction.connection.execute(own).first() is not None


def _opened(transaction: Transaction, row: Row[Any]) -> Run:
    key = transaction.vault.unwrap(_place(row.id), row.key_id, row.wrapped)
    return Run(
        id=row.id,
        owner=row.owner,
        programme=row.programme,
        begun=moments.read_instant(row.begun),
        standing=row.standing,
        content=canonical.read(key.open(_place(row.id), row.sealed)),
        key=key,
    )


def tally(transaction: Transaction, run_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many cases of each run stand how."""
    counts = select(_CASE.run, _CASE.standing, func.count().label("many")).where(_CASE.run.in_(run_ids))
    found: dict[str, dict[str, int]] = {one: {} for one in run_ids}
    for row in transaction.connection.execute(counts.group_by(_CASE.run, _CASE.standing)):
        found[row.run][row.standing] = row.many
    return found


def cases_of(
    transaction: Transaction, run: Run, standings: Sequence[str] = (), after: int = 0, limit: int | None = None
) -> tuple[RunCase, ...]:
    """The cases of a run that stand so (none named: all), in their order. Raises Broken."""
    own = select(bulk_case).where(_CASE.run == run.id, _CASE.number > after)
    wanted = own.where(_CASE.standing.in_(standings)) if standings else own
    return tuple(_cases(run, transaction.connection.execute(wanted.order_by(_CASE.number).limit(limit))))


def _cases(run: Run, rows: Iterable[Row[Any]]) -> Iterator[RunCase]:
    for row in rows:
        told = canonical.read(run.key.open(f"{_place(run.id)}:{row.number}", row.sealed))
        about = {"number": row.number, "standing": row.standing, "version": row.version, "entry": row.entry}
        yield RunCase(case=row.case_id, told=told, **about)


# going on


def waiting(transaction: Transaction, now: datetime) -> str | None:
    """The id of the run that was begun first of those that go on and that nobody holds."""
    free = select(_RUN.id).where(_RUN.standing.in_(WORKS_ON), _is_free(now)).order_by(_RUN.begun).limit(1)
    return transaction.connection.execute(free).scalar()


def hold(transaction: Transaction, run_id: str, by: str, now: datetime, until: datetime) -> bool:
    """Holds a run that goes on; False where it does not, or another holds it. Of two at once one succeeds."""
    free = and_(_RUN.id == run_id, _RUN.standing.in_(WORKS_ON), or_(_is_free(now), _RUN.held_by == by))
    held = update(bulk_run).where(free).values(held_by=by, held_until=moments.instant(until))
    return transaction.connection.execute(held).rowcount == 1


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_RUN.held_until.is_(None), _RUN.held_until < moments.instant(now))


def release(transaction: Transaction, run_id: str, by: str) -> None:
    let_go = update(bulk_run).where(_RUN.id == run_id, _RUN.held_by == by).values(held_by=None, held_until=None)
    transaction.connection.execute(let_go)


def settle(transaction: Transaction, run: Run, cases: Iterable[RunCase]) -> None:
    """Keeps what came of cases. What was done stays done, and is told even where another writer was refused it."""
    for one in cases:
        own = and_(_CASE.run == run.id, _CASE.number == one.number)
        open_yet = own if one.standing == DONE else and_(own, _CASE.standing == WORKS_ON[run.standing])
        transaction.connection.execute(update(bulk_case).where(open_yet).values(**_told(run, one)))


def move(transaction: Transaction, run_id: str, standings: Iterable[str], to: str) -> bool:
    """Puts a run that stands in one of these into another standing; False where it does not."""
    own = update(bulk_run).where(_RUN.id == run_id, _RUN.standing.in_(tuple(standings)))
    return transaction.connection.execute(own.values(standing=to)).rowcount == 1


def forget(transaction: Transaction, before: datetime) -> None:
    """Deletes what was begun before an instant and in which nothing was ever done."""
    began = select(_CASE.run).where(_CASE.standing.in_((DONE, REFUSED, CHANGED)))
    idle = and_(_RUN.begun < moments.instant(before), _RUN.standing != RUNNING, _RUN.id.not_in(began))
    old = list(transaction.connection.execute(select(_RUN.id).where(idle)).scalars())
    transaction.connection.execute(delete(bulk_case).where(_CASE.run.in_(old)))
    transaction.connection.execute(delete(bulk_run).where(_RUN.id.in_(old)))
