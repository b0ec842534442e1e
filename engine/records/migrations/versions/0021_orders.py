"""Lists in the order of their days, and of their points, are read along indexes that tell where each case is. On
PostgreSQL references are compared byte by byte, as in SQLite, so that what begins alike lies together; and the index of
what is followed up tells which tracks they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

DUE, LAPSES, THEN = (f"coalesce({one}, '9999-12-31')" for one in ("due_on", "lapses_on", "then_by"))
POINTS = "(-coalesce(priority, -2000000000))"
ORDERS = {
    "ix_case_row_by_due": [DUE, "id", "programme", "office", "due_on"],
    "ix_case_row_by_lapse": [LAPSES, "id", "programme", "office", "lapses_on"],
    "ix_case_row_by_priority": [POINTS, THEN, DUE, "id", "programme", "office", "priority", "then_by", "due_on"],
}


def upgrade() -> None:
    for name, columns in ORDERS.items():
        op.create_index(name, "case_row", [sa.text(one) for one in columns])
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("case_row", "reference", type_=sa.Text(collation="C"))
        followed = op.f("ix_track_row_followed_by_clear_until_followed_from")
        op.drop_index(followed, table_name="track_row")
        its, told = ["followed_by", "clear_until", "followed_from"], ["case_id", "track", "person"]
        op.create_index(followed, "track_row", its, postgresql_include=told)
