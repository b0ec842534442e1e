"""Cases that are linked: who looks at whom, and whether anybody looks at a case at all."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_row", sa.Column("watched", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "link_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_link_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_link_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_link_row_other"), "link_row", ["other"])
