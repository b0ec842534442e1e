"""A hold over a programme that has ended stays, with the instant until which it lay."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lying = op.get_bind().execute(sa.text("SELECT entry, programme, name, sealed FROM programme_hold")).mappings().all()
    op.drop_table("programme_hold")
    made = op.create_table(
        "programme_hold",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_programme_hold")),
    )
    op.create_index(op.f("ix_programme_hold_programme_until"), "programme_hold", ["programme", "until"])
    op.bulk_insert(made, [dict(one) for one in lying])
