"""Who is away from which day through which, and who covers for them: told by the register, read with every decision.

The row of an absence stays when it is over, or was ended before its last day: what was done meanwhile names its entry.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from engine.errors import NotFound
from engine.records import canonical, moments
from engine.records.accounts import EVERY
from engine.records.keys import key_of
from engine.records.register import REGISTER, Doing, record
from engine.records.tables import absence
from engine.records.transaction import Transaction

_ITS = absence.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody away from the `first` day through the `last`, as the day is at the office of each case.

    `absent` and `covered_by` are opaque ids of accounts; `covered_by` None: nobody covers. `programme` `*`: all of
    them. `entry` is the register's, `by` who entered it, `ended` the instant at which it was ended before its last day.
    """

    entry: int
    absent: str
    covered_by: str | None
    programme: str
    first: date
    last: date
    by: str
    note: str | None = None
    ended: datetime | None = None

    def is_for(self, programme: str) -> bool:
        return self.programme in (programme, EVERY)

    def lasts_on(self, programme: str, day: date) -> bool:
        """Whether it lasts on a day for a case of this programme."""
        return self.is_for(programme) and self.ended is None and self.first <= day <= self.last


def absence_place(entry: int) -> str:
    """Where the note of an absence stands sealed, as it is authenticated."""
    return f"{REGISTER}:absence:{entry}"


def begin(
    transaction: Transaction, doing: Doing, absent: str, covered_by: str | None, programme: str, first: date, last: date
) -> int:
    """Keeps an absence; gives the entry's number. `doing.actor` enters it, `doing.note` says why."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    tree = {"absent": absent, "covered_by": covered_by, "programme": programme, **days}
    entry = record(transaction, doing, "absence", "begin", change={"absence": tree})
    about = canonical.canonical({"by": doing.actor, "note": doing.note})
    sealed = key_of(transaction, REGISTER).seal(absence_place(entry), about)
    transaction.connection.execute(insert(absence).values(entry=entry, **tree, sealed=sealed))
    return entry


def end(transaction: Transaction, doing: Doing, entry: int) -> None:
    """Ends an absence before its last day. Raises NotFound where none of that number stands."""
    own = (_ITS.entry == entry, _ITS.ended.is_(None))
    ends = update(absence).where(*own).values(ended=moments.instant(doing.now))
    if not transaction.connection.execute(ends).rowcount:
        raise NotFound(f"There is no absence {entry}")
    record(transaction, doing, "absence", "end", change={"back": {"entry": entry}})


def lasting(transaction: Transaction, since: date) -> tuple[Absence, ...]:
    """The absences not ended whose last day is this one or a later, by their first day."""
    wanted = select(absence).where(_ITS.last >= since.isoformat(), _ITS.ended.is_(None))
    return _read(transaction, wanted.order_by(_ITS.first, _ITS.entry))


def covered(transaction: Transaction, user: str, programme: str, since: date, until: date) -> Mapping[str, int]:
    """For whom somebody covers in a programme on a day between these, both included: the absent, each with the number
    of the absence."""
    days = {"since": since.isoformat(), "until": until.isoformat()}
    rows = transaction.all(transaction.statements.read_covers, {"user": user, "programme": programme, **days})
    return dict(rows)


def concerning(transaction: Transaction, user: str, since: date) -> tuple[Absence, ...]:
    """The absences of an account, also those that were ended, and those that it covers, which lasted until this day or
    beyond; by their first day."""
    wanted = select(absence).where(or_(_ITS.absent == user, _ITS.covered_by == user), _ITS.last >= since.isoformat())
    return _read(transaction, wanted.order_by(_ITS.first, _ITS.entry))


def away(transaction: Transaction, users: Collection[str], programme: str, day: date) -> Mapping[str, Absence]:
    """Of these accounts, who is away on a day from a programme, each with the absence."""
    wanted = select(absence).where(_ITS.absent.in_(users), _ITS.first <= day.isoformat(), _ITS.last >= day.isoformat())
    return {one.absent: one for one in _read(transaction, wanted) if one.lasts_on(programme, day)}


def _read(transaction: Transaction, wanted: Any) -> tuple[Absence, ...]:
    return tuple(_absence(transaction, row) for row in transaction.connection.execute(wanted).all())


def _absence(transaction: Transaction, row: Row[Any]) -> Absence:
    about = canonical.read(key_of(transaction, REGISTER).open(absence_place(row.entry), row.sealed))
    return Absence(
        entry=row.entry,
        absent=row.absent,
        covered_by=row.covered_by,
        programme=row.programme,
        first=date.fromisoformat(row.first),
        last=date.fromisoformat(row.last),
        by=about["by"] or "",
        note=about["note"],
        ended=moments.read_maybe_instant(row.ended),
    )
