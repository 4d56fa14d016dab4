"""Cases, work items, events, registered values, promises, clocks and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _draft()
    _crm_case()
    _item_value()
    _case_event()
    _case_token()
    _clock()
    _promise()
    _work_item()


def downgrade() -> None:
    op.drop_table("work_item")
    op.drop_table("promise")
    op.drop_table("clock")
    op.drop_table("case_token")
    op.drop_table("case_event")
    op.drop_table("item_value")
    op.drop_table("crm_case")
    op.drop_table("draft")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", Id(), nullable=False),
        sa.Column("employee_id", Id(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("employee_id", "subject", name="uq_draft_employee_id_subject"),
    )


def _crm_case() -> None:
    op.create_table(
        "crm_case",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("concluded_at", Instant()),
        sa.Column("first_concluded_at", Instant()),
        sa.Column("linked_case_id", Id()),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.Column("promised_until", Instant()),
        sa.Column("paused_until", Instant()),
        sa.Column("grade", sa.Integer()),
        sa.Column("graded_by", sa.Text(), nullable=False),
        sa.Column("net_seconds", sa.BigInteger()),
        sa.Column("customer_seconds", sa.BigInteger()),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_crm_case_customer_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["employee.id"], name="fk_crm_case_owner_id"),
        sa.ForeignKeyConstraint(["version_id"], ["model_version.id"], name="fk_crm_case_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_crm_case"),
    )
    op.create_index("ix_crm_case_customer_id", "crm_case", ["customer_id"])
    op.create_index("ix_crm_case_number", "crm_case", ["number"])
    op.create_index("ix_crm_case_process_started_at", "crm_case", ["process", "started_at"])
    op.create_index(
        "ix_crm_case_running",
        "crm_case",
        ["owner_id"],
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )


def _item_value() -> None:
    op.create_table(
        "item_value",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id()),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("registered_by", Id()),
        sa.Column("work_item_id", Id()),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("replaces_id", Id()),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_item_value_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_value"),
    )
    op.create_index("ix_item_value_case_id", "item_value", ["case_id", "item"])
    op.create_index("ix_item_value_customer_id", "item_value", ["customer_id", "item"])


def _case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("work_item_id", Id()),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor_id", Id()),
        sa.Column("replica", Id()),
        sa.Column("monotonic_ns", sa.BigInteger()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["crm_case.id"], name="fk_case_event_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_case_event_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id", "sequence"])


def _case_token() -> None:
    op.create_table(
        "case_token",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("from_step", sa.Text(), nullable=False),
        sa.Column("to_step", sa.Text(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("taken_at", Instant()),
        sa.ForeignKeyConstraint(["case_id"], ["crm_case.id"], name="fk_case_token_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_case_token_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_token"),
    )
    op.create_index("ix_case_token_case_id", "case_token", ["case_id", "to_step"])


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("ksf", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", Id()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", Instant()),
        sa.Column("due_at", Instant()),
        sa.Column("warn_at", Instant()),
        sa.Column("stopped_at", Instant()),
        sa.Column("net_seconds", sa.BigInteger()),
        sa.Column("customer_seconds", sa.BigInteger()),
        sa.Column("revised", sa.Boolean(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["crm_case.id"], name="fk_clock_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_clock_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
        sa.UniqueConstraint(
            "case_id", "ksf", "subject", "subject_id", name="uq_clock_case_id_ksf_subject_subject_id"
        ),
    )
    op.create_index("ix_clock_case_id", "clock", ["case_id"])


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("contact_id", Id()),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("made_by", Id()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["crm_case.id"], name="fk_promise_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_promise_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_case_id", "promise", ["case_id"])


def _work_item() -> None:
    op.create_table(
        "work_item",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder_id", Id()),
        sa.Column("lender_id", Id()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("claimed_at", Instant()),
        sa.Column("opened_at", Instant()),
        sa.Column("ended_at", Instant()),
        sa.Column("ended_by", Id()),
        sa.ForeignKeyConstraint(["case_id"], ["crm_case.id"], name="fk_work_item_case_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_work_item_customer_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["employee.id"], name="fk_work_item_holder_id"),
        sa.ForeignKeyConstraint(["lender_id"], ["employee.id"], name="fk_work_item_lender_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_item"),
    )
    op.create_index("ix_work_item_case_id", "work_item", ["case_id"])
    op.create_index(
        "ix_work_item_holder",
        "work_item",
        ["holder_id"],
        sqlite_where=sa.text("state IN ('offered', 'claimed', 'open', 'paused')"),
        postgresql_where=sa.text("state IN ('offered', 'claimed', 'open', 'paused')"),
    )
    op.create_index(
        "ix_work_item_queue",
        "work_item",
        ["role", "offered_at"],
        sqlite_where=sa.text("state IN ('offered', 'claimed', 'open', 'paused')"),
        postgresql_where=sa.text("state IN ('offered', 'claimed', 'open', 'paused')"),
    )
