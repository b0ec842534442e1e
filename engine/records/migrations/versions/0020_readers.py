"""Whose readings of what is critical the entries of that chain are, so that everybody finds their own. The rows are
written anew from the chain.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("reading_row")
    rows = op.create_table(
        "reading_row",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_reading_row")),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_reading_row_case_id_case_row")),
    )
    op.create_index(op.f("ix_reading_row_case_id_entry"), "reading_row", ["case_id", "entry"])
    op.create_index(op.f("ix_reading_row_reader_entry"), "reading_row", ["reader", "entry"])
    op.bulk_insert(rows, read_from_chain(op.get_bind()))


def read_from_chain(connection: sa.Connection) -> list[dict[str, object]]:
    chain = connection.execute(sa.text("SELECT seq, entry FROM log WHERE case_id = 'readings'"))
    told = ((row.seq, json.loads(bytes(row.entry))) for row in chain)
    return [{"entry": seq, "case_id": it["inputs"]["read"]["case"], "reader": it["actor"]} for seq, it in told]
