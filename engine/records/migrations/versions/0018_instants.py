"""What falls due is found along one index together with the version by which it may sleep: many cases sleep past the
instant of their row, and those were read one by one.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_case_row_next_instant"), table_name="case_row")
    columns = ["next_instant", "id", "version"]
    op.create_index(op.f("ix_case_row_next_instant_id_version"), "case_row", columns)


def downgrade() -> None:
    op.drop_index(op.f("ix_case_row_next_instant_id_version"), table_name="case_row")
    op.create_index(op.f("ix_case_row_next_instant"), "case_row", ["next_instant"])
