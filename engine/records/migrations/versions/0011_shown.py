"""When a case was last written to in a way that everybody may see: the order of the lists.

Of cases that are there already it is taken for the last entry; `caseway log rebuild` makes it that of the log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_row", sa.Column("shown", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE case_row SET shown = changed")
    op.drop_index(op.f("ix_case_row_changed_id"), table_name="case_row")
    op.create_index(op.f("ix_case_row_shown_id"), "case_row", ["shown", "id"])
