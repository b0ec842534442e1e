"""The first tables, and the triggers that keep the log from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GROW_ONLY = ("log", "log_value", "definition")


def upgrade() -> None:
    make_log()
    make_log_value()
    make_case_key()
    make_case_row()
    make_track_row()
    make_timer_row()
    make_notice_row()
    make_waking()
    make_register_head()
    make_definition()
    make_publication()
    make_programme_hold()
    make_account()
    make_account_grant()
    make_one_time()
    make_idempotency()
    make_reference_counter()
    make_setting()
    for table in GROW_ONLY:
        guard(table)


def guard(table: str) -> None:
    """No row of the table may be changed or removed, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite(table)
    else:
        guard_postgresql(table)


def guard_sqlite(table: str) -> None:
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_never_{what.lower()} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows: {what} is refused'); END"
        )


def guard_postgresql(table: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )


def make_log() -> None:
    op.create_table(
        "log",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_log")),
    )


def make_log_value() -> None:
    op.create_table(
        "log_value",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["log.case_id", "log.seq"], name=op.f("fk_log_value_case_id_seq_log")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_log_value")),
        sqlite_with_rowid=False,
    )


def make_case_key() -> None:
    op.create_table(
        "case_key",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_key")),
    )


def make_case_row() -> None:
    op.create_table(
        "case_row",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("waits_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("next_instant", sa.Text(), nullable=True),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_row")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_row_reference")),
    )
    op.create_index(op.f("ix_case_row_changed_id"), "case_row", ["changed", "id"])
    op.create_index(op.f("ix_case_row_next_instant"), "case_row", ["next_instant"])
    op.create_index(op.f("ix_case_row_waits_on_office"), "case_row", ["waits_on", "office"])


def make_track_row() -> None:
    op.create_table(
        "track_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("clear_until", sa.Text(), nullable=True),
        sa.Column("waits_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_track_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "person", "track", name=op.f("pk_track_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_track_row_clear_until"), "track_row", ["clear_until"])
    op.create_index(op.f("ix_track_row_waits_on"), "track_row", ["waits_on"])


def make_timer_row() -> None:
    op.create_table(
        "timer_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("timer", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_timer_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "person", "machine", "timer", name=op.f("pk_timer_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_timer_row_ends"), "timer_row", ["ends"])


def make_notice_row() -> None:
    op.create_table(
        "notice_row",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_notice_row_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", "entry", "role", name=op.f("pk_notice_row")),
    )
    op.create_index(op.f("ix_notice_row_role_since"), "notice_row", ["role", "since"])


def make_waking() -> None:
    op.create_table(
        "waking",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_waking_case_id_case_row")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_waking")),
    )


def make_register_head() -> None:
    op.create_table(
        "register_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_register_head_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_register_head")),
    )


def make_definition() -> None:
    op.create_table(
        "definition",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("labels_digest", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "digest", "labels_digest", name=op.f("pk_definition")),
    )


def make_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("labels_digest", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_kind_name_entry"), "publication", ["kind", "name", "entry"])


def make_programme_hold() -> None:
    op.create_table(
        "programme_hold",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "name", name=op.f("pk_programme_hold")),
    )


def make_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("last_login_at", sa.Text(), nullable=True),
        sa.Column("current_login_at", sa.Text(), nullable=True),
        sa.Column("last_login_ip", sa.Text(), nullable=True),
        sa.Column("current_login_ip", sa.Text(), nullable=True),
        sa.Column("login_count", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )


def make_account_grant() -> None:
    op.create_table(
        "account_grant",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "programme", "role", "office", name=op.f("pk_account_grant")),
    )


def make_one_time() -> None:
    op.create_table(
        "one_time",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.Column("used", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_account_id_account")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_one_time")),
    )
    op.create_index(op.f("ix_one_time_account_id"), "one_time", ["account_id"])


def make_idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_row.id"], name=op.f("fk_idempotency_case_id_case_row")),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )


def make_reference_counter() -> None:
    op.create_table(
        "reference_counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reference_counter")),
    )


def make_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
