"""Runs over many cases, with what came of each."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("begun", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.Column("held_until", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
    )
    op.create_index(op.f("ix_bulk_run_owner_begun"), "bulk_run", ["owner", "begun"])
    op.create_index(op.f("ix_bulk_run_programme_begun"), "bulk_run", ["programme", "begun"])
    op.create_index(op.f("ix_bulk_run_standing"), "bulk_run", ["standing"])
    op.create_table(
        "bulk_case",
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_bulk_case_case_id_case_row")),
        sa.ForeignKeyConstraint(["run"], ["bulk_run.id"], name=op.f("fk_bulk_case_run_bulk_run")),
        sa.PrimaryKeyConstraint("run", "number", name=op.f("pk_bulk_case")),
    )
    op.create_index(op.f("ix_bulk_case_run_standing_number"), "bulk_case", ["run", "standing", "number"])
