"""Requests are forgotten after some time: an index by which the old ones are found."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_idempotency_made"), "idempotency", ["made"])
