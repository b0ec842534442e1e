"""The files of papers, which only grow, and those that were sent and are not recorded yet."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_file",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "file", name=op.f("pk_log_file")),
    )
    op.create_index(op.f("ix_log_file_file"), "log_file", ["file"])
    guard("log_file")
    op.create_table(
        "upload",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("saved", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_actor_saved"), "upload", ["actor", "saved"])
    op.create_index(op.f("ix_upload_saved"), "upload", ["saved"])


def guard(table: str) -> None:
    """No row of the table may be changed or removed, whoever asks. PostgreSQL has `only_grows` since 0001."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_never_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows: {what} is refused'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )
