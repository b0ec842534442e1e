"""The tracks in lists: those that wait, those to be followed up, those about to lapse."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select, tuple_

from engine.model import ANYONE
from engine.records.accounts import Grant
from engine.records.lines import ROW, TrackLine, covers, in_reach, track_lines, tracks_of
from engine.records.tables import roles_text, track_row
from engine.records.transaction import Transaction


def open_tracks(transaction: Transaction, case_ids: Sequence[str]) -> tuple[TrackLine, ...]:
    """The tracks of these cases that wait for anybody."""
    wanted = track_lines().where(ROW.id.in_(case_ids), track_row.c.waits_on.is_not(None))
    return tracks_of(transaction, wanted.order_by(ROW.id, track_row.c.track, track_row.c.person))


def followed(
    transaction: Transaction, grants: Sequence[Grant], since: date, until: date, limit: int = 50
) -> tuple[TrackLine, ...]:
    """The tracks of open cases that a role granted there follows up on a day between these, both included: somebody
    outside is late, or they are about to lapse. What has lapsed before is not among them; the first due come first."""
    its = track_row.c
    counts = or_(its.clear_until.is_(None), its.clear_until >= since.isoformat())
    follows = (its.followed_from <= until.isoformat(), counts, ROW.outcome.is_(None), _follows(grants))
    wanted = track_lines().where(*follows)
    first = func.coalesce(its.clear_until, its.due_on)
    return tracks_of(transaction, wanted.order_by(first, ROW.id, its.track, its.person).limit(limit))


def _follows(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Whether the track is followed up by a role that a grant gives there."""
    by = track_row.c.followed_by
    own = (
        and_(*covers(one, None), by.contains(roles_text((one.role,)), autoescape=True) | (by == roles_text((ANYONE,))))
        for one in grants
    )
    return func.coalesce(or_(false(), *own), false())  # of the few that are followed: along their days


def lapsing_cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    programme: str | None,
    office: str | None,
    since: date,
    until: date,
    limit: int = 50,
    after: tuple[str, str] | None = None,
) -> tuple[tuple[str, str], ...]:
    """The first such day and the id of each wanted case in reach, in that order: a pair is the key of a page."""
    first = func.min(track_row.c.clear_until)
    wanted = select(first, ROW.id).join(track_row, track_row.c.case_id == ROW.id).group_by(ROW.id)
    wanted = wanted.where(track_row.c.clear_until >= since.isoformat(), _lapses(grants, until), *_at(programme, office))
    if after is not None:
        wanted = wanted.having(tuple_(first, ROW.id) > tuple_(*after))
    rows = transaction.connection.execute(wanted.order_by(first, ROW.id).limit(limit))
    return tuple((day, case_id) for day, case_id in rows)


def _at(programme: str | None, office: str | None) -> Iterator[ColumnElement[bool]]:
    if programme is not None:
        yield ROW.programme == programme
    if office is not None:
        yield ROW.office == office


def _lapses(grants: Sequence[Grant], until: date) -> ColumnElement[bool]:
    return and_(track_row.c.clear_until <= until.isoformat(), ROW.outcome.is_(None), in_reach(grants))
