"""Event logs that were imported, and their cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_log",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("imported_by", Id()),
        sa.Column("finished_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_event_log"),
    )
    op.create_table(
        "logged_case",
        sa.Column("id", Id(), nullable=False),
        sa.Column("log_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["event_log.id"], name="fk_logged_case_log_id"),
        sa.PrimaryKeyConstraint("id", name="pk_logged_case"),
    )
    op.create_index("ix_logged_case_log_id", "logged_case", ["log_id", "started_at"])


def downgrade() -> None:
    op.drop_table("logged_case")
    op.drop_table("event_log")
