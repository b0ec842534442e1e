"""Who read what is critical: the head of that chain, and which of its entries concern a case."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_reading_head")),
        sa.CheckConstraint("one = 1", name=op.f("ck_reading_head_one")),
    )
    op.create_table(
        "reading_row",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_reading_row")),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_reading_row_case_id_case_row")),
    )
    op.create_index(op.f("ix_reading_row_case_id_entry"), "reading_row", ["case_id", "entry"])
