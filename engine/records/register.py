"""The system's own chain, kept like a case of the name `register`: publishing, accounts, absences, programme holds.

What follows from it stands in the tables `publication`, `programme_hold`, `absence`, `account` and `account_grant`,
written in the same transaction; `told` gives the same from the entries alone, and `verify` compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.entry import Entry
from engine.records import moments, own_chain
from engine.records.tables import register_head
from engine.records.transaction import Transaction

REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something to the system, when (record time, UTC), and why. `actor` None: the system itself."""

    actor: str | None
    now: datetime
    reason: str | None = None
    note: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the register tells: publications, holds (each with until when it lay) and absences by entry, accounts by id.

    Of an absence with `by`, `note`, and `ended`: when it was ended before its last day.
    """

    published: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    holds: Mapping[int, tuple[Mapping[str, Any], str | None]] = field(default_factory=dict)
    absences: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    accounts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def first_start(transaction: Transaction, doing: Doing) -> int:
    """Records that the system started for the first time. Gives the entry's number."""
    return record(transaction, doing, "opening", "first start")


def started(transaction: Transaction) -> bool:
    """Whether anything was ever recorded."""
    return transaction.connection.execute(select(register_head.c.version)).scalar() is not None


def record(
    transaction: Transaction,
    doing: Doing,
    cause: str,
    action: str,
    *,
    change: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> int:
    """Appends an entry to the register; gives its number. `change` is kept sealed, `inputs` open.

    Raises Overtaken where two begin a register at once.
    """

    def made(number: int) -> Entry:
        return Entry(
            case=REGISTER,
            seq=number,
            step=number,
            cause=cause,
            machine=REGISTER,
            action=action,
            actor=doing.actor,
            on_behalf_of=doing.on_behalf_of,
            reason=doing.reason,
            note=doing.note,
            happened=doing.now,
            recorded=doing.now,
            digest="",
            labels_digest="",
            inputs=inputs or {},
            changes=() if change is None else (change,),
        )

    return own_chain.add(transaction, REGISTER, register_head, made)


def told(entries: Iterable[Entry]) -> Told:
    """What these entries of the register tell, from the first on."""
    now = Told()
    for entry in entries:
        if "published" in entry.inputs:
            now = replace(now, published={**now.published, entry.seq: entry.inputs["published"]})
        for change in entry.changes:
            now = _changed(now, entry, change)
    return now


def _changed(now: Told, entry: Entry, change: Mapping[str, Any]) -> Told:
    if "placed" in change:
        return replace(now, holds={**now.holds, entry.seq: (change["placed"], None)})
    if "lifted" in change:
        return _lies_until(now, change["lifted"], moments.instant(entry.recorded))
    if "ended" in change:
        return _lies_until(now, change["ended"], change["ended"]["at"])
    if "absence" in change:
        away = {**change["absence"], "by": entry.actor, "note": entry.note, "ended": None}
        return replace(now, absences={**now.absences, entry.seq: away})
    if "back" in change:
        return _back(now, change["back"]["entry"], moments.instant(entry.recorded))
    account = change["account"]
    return replace(now, accounts={**now.accounts, account["id"]: account})


def _back(now: Told, absence: int, at: str) -> Told:
    return replace(now, absences={**now.absences, absence: {**now.absences[absence], "ended": at}})


def _lies_until(now: Told, gone: Mapping[str, Any], until: str) -> Told:
    """The hold of that name that lay there does so no more."""
    over = {
        seq: (placed, until)
        for seq, (placed, ended) in now.holds.items()
        if ended is None and (placed["programme"], placed["hold"]["name"]) == (gone["programme"], gone["name"])
    }
    return replace(now, holds={**now.holds, **over})
