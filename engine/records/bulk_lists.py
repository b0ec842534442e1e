"""The cases that were chosen to be taken up together, and where they and their tracks stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from engine.records.accounts import Grant
from engine.records.choices import Looking, Wanted
from engine.records.facets import filters
from engine.records.lines import ROW, in_reach
from engine.records.tables import track_row
from engine.records.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which cases: those of these references or ids, or all that a list is cut to."""

    references: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a chosen case stands."""

    id: str
    programme: str
    digest: str
    office: str
    state: str
    on_hold: bool
    kept: bool


def standings(
    transaction: Transaction, grants: Sequence[Grant], chosen: Chosen, looking: Looking, limit: int
) -> tuple[Standing, ...]:
    """The chosen cases in reach, by their references."""
    columns = [ROW[name] for name in ("id", "programme", "digest", "office", "state", "on_hold", "kept")]
    cut = and_(in_reach(grants), *_which(chosen, looking))
    rows = transaction.connection.execute(select(*columns).where(cut).order_by(ROW.reference).limit(limit))
    return tuple(
        Standing(
            id=row.id,
            programme=row.programme,
            digest=row.digest,
            office=row.office,
            state=row.state,
            on_hold=row.on_hold,
            kept=row.kept,
        )
        for row in rows
    )


def tracks(
    transaction: Transaction, grants: Sequence[Grant], chosen: Chosen, looking: Looking
) -> Iterable[tuple[str, str, str]]:
    """Of the chosen cases each track and state in which somebody stands: case, track, state."""
    own, cut = track_row.c, and_(in_reach(grants), *_which(chosen, looking))
    wanted = select(own.case_id, own.track, own.state).where(own.case_id.in_(select(ROW.id).where(cut))).distinct()
    return (tuple(row) for row in transaction.connection.execute(wanted))


def _which(chosen: Chosen, looking: Looking) -> Iterable[ColumnElement[bool]]:
    if chosen.wanted is not None:
        return filters(chosen.wanted, looking)
    return (or_(ROW.reference.in_(chosen.references), ROW.id.in_(chosen.ids)),)
