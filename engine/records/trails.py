"""The newest entries of many cases, from their open bytes: who brought them where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.records import moments
from engine.records.entries import read_open
from engine.records.subjects import Subject
from engine.records.tables import case_row, log
from engine.records.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace(Subject):
    """Of one entry besides: its number and that of its step's first, its person, the state entered if any, the act,
    and who did it (None: it came about by itself)."""

    seq: int
    step: int
    person: str | None
    target: str | None
    action: str | None
    actor: str | None


def trails(transaction: Transaction, case_ids: Sequence[str], count: int) -> dict[str, tuple[Trace, ...]]:
    """The last so many entries of each of these cases, the newest first. Raises Broken."""
    if not case_ids:
        return {}
    newest = select(log.c.case_id, log.c.entry).join_from(case_row, log, log.c.case_id == case_row.c.id)
    wanted = newest.where(case_row.c.id.in_(case_ids), log.c.seq > case_row.c.version - count)
    found: dict[str, list[Trace]] = {}
    for case_id, entry in transaction.connection.execute(wanted.order_by(log.c.case_id, log.c.seq.desc())):
        found.setdefault(case_id, []).append(_trace(read_open(entry)))
    return {case_id: tuple(own) for case_id, own in found.items()}


def _trace(tree: dict[str, Any]) -> Trace:
    always = {name: tree[name] for name in ("seq", "step", "cause", "machine")}
    maybe = {name: tree.get(name) for name in ("person", "target", "action", "ground", "actor")}
    return Trace(**always, **maybe, recorded=moments.read_instant(tree["recorded"]))
