"""By which words a case is found, each as a keyed digest."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_search_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "word", name=op.f("pk_search_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_row_word"), "search_row", ["word"])
