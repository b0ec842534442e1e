"""Who keeps a case, in which role: for the lists of those who keep some."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeper_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_keeper_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "role", name=op.f("pk_keeper_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_keeper_row_keeper"), "keeper_row", ["keeper"])
