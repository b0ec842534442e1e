"""Since when a case stands in its state, by which statistics tell how long cases wait; in the index of what lists are
cut and counted by, with the day on which a case was opened.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FACETS = ["programme", "office", "outcome", "due_on", "on_hold", "lapses_on", "kept", "priority", "then_by"]
SILENT = ("timer", "overdue")
ENTRIES = "SELECT case_id, entry FROM log ORDER BY case_id, seq"
FILLED = "UPDATE case_row SET entered_on = :day WHERE id = :its"


def upgrade() -> None:
    op.add_column("case_row", sa.Column("entered_on", sa.Text(), nullable=True))
    fill(op.get_bind())
    op.drop_index("ix_case_row_facets", table_name="case_row")
    columns = [*FACETS, "phase", "state", "waits_on", "opened", "entered_on", "id"]
    op.create_index("ix_case_row_facets", "case_row", columns)


def fill(connection: sa.Connection) -> None:
    days = dict[str, str]()
    for case_id, kept in connection.execute(sa.text(ENTRIES)):
        entry = json.loads(bytes(kept))
        if entry["machine"] == "case" and (entry["cause"] == "opening" or "target" in entry):
            ended = entry.get("due_at") if entry["cause"] in SILENT else None
            days[case_id] = (ended or entry["happened"])[:10]
    if days:
        connection.execute(sa.text(FILLED), [{"its": case_id, "day": day} for case_id, day in days.items()])
