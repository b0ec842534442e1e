"""Which entry gave a case to its keeper, who has neither accepted nor returned it yet."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("keeper_row", sa.Column("given", sa.Integer(), nullable=True))
