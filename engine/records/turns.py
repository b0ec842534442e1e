"""Cases that are alike in whose turn they are lie together in an index, in the order in which they are to be taken.

Of such kinds there are few, however many cases: the kinds are found one after the other along the index, and of those
that concern somebody the first cases are read, and no others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import CTE, JSON, Column, ColumnElement, Select, cast, func, literal, select, union_all

from engine.records.accounts import EVERY, Grant
from engine.records.kinds import HELD, ID_IN_RANK, KEPT
from engine.records.lines import places
from engine.records.tables import case_row, track_row
from engine.records.transaction import Transaction

_BEYOND = "~"  # sorts behind every kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Of what kind cases, or tracks, are that are alike to the lists; `text` as their rows have it.

    `roles` are those whose turn it is, or who follow a track; in those of `kept` somebody keeps the case.
    """

    text: str
    programme: str
    office: str
    roles: frozenset[str]
    kept: frozenset[str] = frozenset()
    on_hold: bool = False

    def roles_of(self, grants: Iterable[Grant]) -> frozenset[str]:
        """Those of its roles that are granted where it is."""
        return self.roles & {one.role for one in grants if one.is_at(self.programme, self.office)}


def turns(transaction: Transaction, grants: Sequence[Grant]) -> tuple[Kind, ...]:
    """The kinds of open cases in reach."""
    return _in_reach(transaction, grants, case_row.c.turns)[0]


def turns_and_followings(
    transaction: Transaction, grants: Sequence[Grant]
) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """The same, and the kinds of tracks in reach that are followed up."""
    cases, tracks = _in_reach(transaction, grants, case_row.c.turns, track_row.c.followed_by)
    return cases, tracks


def _kind_of_case(text: str) -> Kind:
    programme, office, held, roles = text.split(" ")
    whose = [one for one in roles.split("|") if one]
    return Kind(
        text=text,
        programme=programme,
        office=office,
        on_hold=held == HELD,
        roles=frozenset(one.removesuffix(KEPT) for one in whose),
        kept=frozenset(one.removesuffix(KEPT) for one in whose if one.endswith(KEPT)),
    )


def _kind_of_track(text: str) -> Kind:
    programme, office, roles = text.split(" ")
    return Kind(text=text, programme=programme, office=office, roles=frozenset(one for one in roles.split("|") if one))


_READ: Mapping[str, Callable[[str], Kind]] = {"turns": _kind_of_case, "followed_by": _kind_of_track}


def _in_reach(transaction: Transaction, grants: Sequence[Grant], *columns: Column[str]) -> tuple[tuple[Kind, ...], ...]:
    """The kinds in each of these columns. The next one is sought from the last one on: rows between are passed over."""
    spans = [_span(one) for one in places(grants)]
    if not spans:
        return tuple(() for _ in columns)
    found = [_kinds(column, spans) for column in columns]
    wanted = (select(literal(one.name).label("column"), its.c.kind) for one, its in zip(columns, found, strict=True))
    rows = transaction.connection.execute(union_all(*wanted)).all()
    texts = [[row.kind for row in rows if row.column == one.name and row.kind is not None] for one in columns]
    return tuple(
        tuple(
            kind
            for kind in map(_READ[one.name], some)
            if any(grant.is_at(kind.programme, kind.office) for grant in grants)
        )
        for one, some in zip(columns, texts, strict=True)
    )


def _span(place: Grant) -> tuple[str, str]:
    """Between which texts the kinds of a place lie; a place is a programme, an office in it, or everywhere."""
    if place.programme == EVERY:
        return "", _BEYOND
    before = f"{place.programme} " if place.office == EVERY else f"{place.programme} {place.office} "
    return before, f"{before[:-1]}!"  # the character behind the space


def _kinds(column: Column[str], spans: Sequence[tuple[str, str]]) -> CTE:
    """Of each span the first kind, and the one that follows each, until there is none."""
    within = union_all(*(select(literal(low).label("low"), literal(high).label("high")) for low, high in spans)).cte()
    found = select(_least(column, column >= within.c.low, within), within.c.high).cte(
        f"{column.name}_found", recursive=True
    )
    following = select(_least(column, column > found.c.kind, found), found.c.high)
    return found.union_all(following.where(found.c.kind.is_not(None)))


def _least(column: Column[str], follows: ColumnElement[bool], of: CTE) -> ColumnElement[Any]:
    its = select(func.min(column)).where(follows, column < of.c.high)
    return its.correlate(of).scalar_subquery().label("kind")


def first(transaction: Transaction, kinds: Sequence[Kind], limit: Any, after: str | None = None) -> Select[Any]:
    """The ids of the first cases of these kinds, behind the one of rank `after`. Of each kind the first are found
    along the index, which tells their ids as well, so that it does not matter how many there are."""
    its, other, found = case_row.c, case_row.alias("other").c, _each(transaction, kinds)
    follows = [] if after is None else [other.rank > after]
    last = select(other.rank).where(other.turns == found.c.kind, *follows).order_by(other.rank).offset(limit).limit(1)
    until = func.coalesce(last.correlate(found).scalar_subquery(), _BEYOND)
    wanted = select(_id(transaction).label("id")).select_from(found.join(case_row, its.turns == found.c.kind))
    wanted = wanted.where(its.rank <= until, *([] if after is None else [its.rank > after]))
    return wanted.order_by(its.rank).limit(limit + 1)


def _id(transaction: Transaction) -> ColumnElement[str]:
    """The id at the end of a rank; on PostgreSQL compared as ids are, or it would look for it in no index."""
    found = func.substr(case_row.c.rank, ID_IN_RANK)
    return found.collate("default") if transaction.connection.dialect.name == "postgresql" else found


def _each(transaction: Transaction, kinds: Sequence[Kind]) -> CTE:
    """The kinds as rows of one column, however many they are."""
    texts = literal(orjson.dumps([one.text for one in kinds]).decode())
    if transaction.connection.dialect.name == "postgresql":
        each = func.json_array_elements_text(cast(texts, JSON)).table_valued("value")
    else:
        each = func.json_each(texts).table_valued("value")
    return select(each.c.value.label("kind")).cte("kinds")


def of_kinds(transaction: Transaction, column: Column[str], kinds: Sequence[Kind], *wanted: Any) -> Select[Any]:
    """These columns of all rows of these kinds."""
    its = _each(transaction, kinds)
    return select(*wanted).select_from(its.join(column.table, column == its.c.kind))


def how_many(kinds: Sequence[Kind], most: int) -> ColumnElement[int]:
    """How many cases of these kinds there are, counted no further than one beyond `most`."""
    some = select(case_row.c.id).where(case_row.c.turns.in_([one.text for one in kinds])).limit(most + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()
