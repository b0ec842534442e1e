"""The cases that a search finds, as far as the grants of whoever searches reach."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, and_, exists, false, func, literal, or_, select

from engine.records.accounts import Grant
from engine.records.lines import ROW, CaseLine, case_lines, in_reach, line_of
from engine.records.tables import search_row
from engine.records.transaction import Transaction


def find(
    transaction: Transaction,
    grants: Sequence[Grant],
    asked: Sequence[frozenset[str]],
    programmes: Sequence[str],
    limit: int,
) -> tuple[CaseLine, ...]:
    """The cases in reach that have, for each of the sets `asked`, one of its words; in the order of
    their ids, which tells nothing, so that of many no more are read than asked for."""
    digests = [_digests(transaction, words, programmes) for words in asked]
    if not all(digests):
        return ()
    return _found(transaction, and_(_reached(grants), *map(_has, digests)), ROW.id, limit)


def _reached(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Asked of the few cases that were found: written such that no index leads over all that are in reach."""
    return func.coalesce(in_reach(grants), false())


def _digests(transaction: Transaction, words: frozenset[str], programmes: Sequence[str]) -> list[bytes]:
    """What words are in the index. PostgreSQL guesses how many rows a list of them has by its most frequent ones, and
    would read all rows for words that stand in none: those are left out beforehand, each sought along the index."""
    digests = [transaction.vault.sought(programme, word) for programme in programmes for word in sorted(words)]
    if transaction.connection.dialect.name != "postgresql":
        return digests
    each = func.unnest(literal(digests, ARRAY(LargeBinary))).column_valued("asked_for")
    there = select(each).where(exists().where(search_row.c.word == each))
    return list(transaction.connection.execute(there).scalars())


def _has(digests: Sequence[bytes]) -> ColumnElement[bool]:
    return ROW.id.in_(select(search_row.c.case_id).where(search_row.c.word.in_(digests)))


def beginning(transaction: Transaction, grants: Sequence[Grant], reference: str, limit: int) -> tuple[CaseLine, ...]:
    """The cases in reach whose reference begins so, as it was typed or in capitals."""
    its = ROW.reference
    begins = or_(*(and_(its >= one, its < f"{one}\uffff") for one in sorted({reference, reference.upper()})))
    return _found(transaction, and_(_reached(grants), begins), ROW.reference, limit)


def _found(
    transaction: Transaction, which: ColumnElement[bool], order: ColumnElement[str], limit: int
) -> tuple[CaseLine, ...]:
    ids = select(ROW.id).where(which).order_by(order).limit(limit)
    wanted = case_lines().where(ROW.id.in_(ids)).order_by(order)
    return tuple(line_of(transaction, row) for row in transaction.connection.execute(wanted))
