"""Tracks that a role follows up from a day on, though it is nobody's turn in the house: for the lists."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("track_row", sa.Column("followed_by", sa.Text(), nullable=True))
    op.add_column("track_row", sa.Column("followed_from", sa.Text(), nullable=True))
    op.create_index(op.f("ix_track_row_followed_from"), "track_row", ["followed_from"])
