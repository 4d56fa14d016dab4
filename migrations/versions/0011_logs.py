"""Event logs that were imported, and their cases; months of verdicts, and on how many people figures rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0011"
down_revision = "0010"
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
    _measured()


def _measured() -> None:
    op.create_table(
        "measured_month",
        sa.Column("month", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_measured_month"),
    )
    op.create_table(
        "crowd_rule",
        sa.Column("id", Id(), nullable=False),
        sa.Column("fewest", sa.Integer(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", Id()),
        sa.PrimaryKeyConstraint("id", name="pk_crowd_rule"),
    )
    for table, columns in (("clock", ["stopped_at"]), ("crm_case", ["process", "concluded_at"])):
        there = sa.text(f"{columns[-1]} IS NOT NULL")
        name = f"ix_{table}_{'_'.join(columns)}"
        op.create_index(name, table, columns, sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    op.drop_index("ix_crm_case_process_concluded_at", "crm_case")
    op.drop_index("ix_clock_stopped_at", "clock")
    op.drop_table("crowd_rule")
    op.drop_table("measured_month")
    op.drop_table("logged_case")
    op.drop_table("event_log")
