"""Who is away and who covers for them; and what was done for somebody who was away."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("absent", sa.Text(), nullable=False),
        sa.Column("covered_by", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_absent_last"), "absence", ["absent", "last"])
    op.create_index(op.f("ix_absence_covered_by_last"), "absence", ["covered_by", "last"])
    op.create_table(
        "covered_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("absent", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_covered_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "entry", name=op.f("pk_covered_row")),
    )
    op.create_index(op.f("ix_covered_row_absent_since"), "covered_row", ["absent", "since"])
