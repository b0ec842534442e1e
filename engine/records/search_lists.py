"""The cases that a search finds, as far as the grants of whoever searches reach."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

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
    """The cases in reach that have, for each of the sets `asked`, one of its words; the last opened first."""
    has_all = (_has(transaction, words, programmes) for words in asked)
    return _found(transaction, and_(in_reach(grants), *has_all), limit)


def _has(transaction: Transaction, words: frozenset[str], programmes: Sequence[str]) -> ColumnElement[bool]:
    digests = [transaction.vault.sought(programme, word) for programme in programmes for word in sorted(words)]
    return ROW.id.in_(select(search_row.c.case_id).where(search_row.c.word.in_(digests)))


def beginning(transaction: Transaction, grants: Sequence[Grant], reference: str, limit: int) -> tuple[CaseLine, ...]:
    """The cases in reach whose reference begins so, in whatever letters; the last opened first."""
    return _found(transaction, and_(in_reach(grants), ROW.reference.istartswith(reference, autoescape=True)), limit)


def _found(transaction: Transaction, which: ColumnElement[bool], limit: int) -> tuple[CaseLine, ...]:
    wanted = case_lines().where(which).order_by(ROW.opened.desc(), ROW.reference).limit(limit)
    return tuple(line_of(transaction, row) for row in transaction.connection.execute(wanted))
