"""The priority of a case, and the date that decides among equals: for the lists."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_row", sa.Column("priority", sa.Integer(), nullable=True))
    op.add_column("case_row", sa.Column("then_by", sa.Text(), nullable=True))
