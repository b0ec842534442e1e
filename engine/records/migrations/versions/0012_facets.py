"""What lists of cases are cut and counted by: when the first clearance ends, whether anybody keeps the case."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FACETS = ["programme", "office", "outcome", "due_on", "on_hold", "lapses_on", "kept", "priority", "then_by"]


def upgrade() -> None:
    op.add_column("case_row", sa.Column("lapses_on", sa.Text(), nullable=True))
    op.add_column("case_row", sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE case_row SET kept = true WHERE id IN (SELECT case_id FROM keeper_row)")
    op.create_index("ix_case_row_facets", "case_row", [*FACETS, "phase", "state", "waits_on", "id"])
