"""Whose turn open cases are, and in which order they are to be taken: cases, and tracks that somebody follows up, that
are alike in this lie together in an index. What they are found by stands beside it already and is only put together.
"""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NEVER, LEAST = "9999-12-31", -2_000_000_000
TURNS = "SELECT case_id, waits_on FROM track_row WHERE waits_on <> 'nobody' ORDER BY case_id"
OPEN = "SELECT id, programme, office, waits_on, on_hold, priority, then_by, due_on FROM case_row WHERE outcome IS NULL"
FOLLOWED = """UPDATE track_row SET followed_by = (SELECT programme || ' ' || office || ' ' FROM case_row
WHERE case_row.id = track_row.case_id) || followed_by WHERE followed_by IS NOT NULL"""


def upgrade() -> None:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("case_row", sa.Column("turns", kind, nullable=True))
    op.add_column("case_row", sa.Column("rank", kind, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("track_row", "followed_by", type_=sa.Text(collation="C"))
    put_together(op.get_bind())
    op.drop_index(op.f("ix_case_row_waits_on_office"), table_name="case_row")
    op.drop_index(op.f("ix_track_row_waits_on"), table_name="track_row")
    op.drop_index(op.f("ix_track_row_followed_from"), table_name="track_row")
    op.drop_index(op.f("ix_track_row_clear_until"), table_name="track_row")
    op.create_index(op.f("ix_track_row_clear_until_case_id"), "track_row", ["clear_until", "case_id"])
    op.create_index(op.f("ix_case_row_turns_rank"), "case_row", ["turns", "rank"])
    columns = ["followed_by", "clear_until", "followed_from"]
    op.create_index(op.f("ix_track_row_followed_by_clear_until_followed_from"), "track_row", columns)


def put_together(connection: sa.Connection) -> None:
    tracks = connection.execute(sa.text(TURNS)).all()
    waits = {case: {row.waits_on for row in rows} for case, rows in groupby(tracks, key=lambda row: row.case_id)}
    kept: dict[str, set[str]] = {}
    for case, role in connection.execute(sa.text("SELECT case_id, role FROM keeper_row")):
        kept.setdefault(case, set()).add(role)
    found = [
        {"its": row.id, "turns": turns(row, waits.get(row.id, set()), kept.get(row.id, set())), "rank": rank(row)}
        for row in connection.execute(sa.text(OPEN))
    ]
    if found:
        connection.execute(sa.text("UPDATE case_row SET turns = :turns, rank = :rank WHERE id = :its"), found)
    connection.execute(sa.text(FOLLOWED))


def turns(row: Any, waits: set[str], kept: set[str]) -> str:
    whose = sorted({row.waits_on, *waits} - {None, "nobody"})
    roles = "|".join(f"{one}=" if one in kept else one for one in whose)
    return f"{row.programme} {row.office} {'held' if row.on_hold else 'free'} |{roles}|"


def rank(row: Any) -> str:
    behind = -(LEAST if row.priority is None else row.priority) - LEAST
    return f"{behind:010} {row.then_by or NEVER} {row.due_on or NEVER} {row.id}"
