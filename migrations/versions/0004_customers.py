"""Customers and everything that hangs on one: contact points, addresses, consent, trades, contact history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _customer()
    _import_run()
    _address()
    _attachment()
    _consent()
    _contact()
    _contact_point()
    _planned_contact()
    _relation()
    _trade()
    _question()


def downgrade() -> None:
    op.drop_table("question")
    op.drop_table("trade")
    op.drop_table("relation")
    op.drop_table("planned_contact")
    op.drop_table("contact_point")
    op.drop_table("contact")
    op.drop_table("consent")
    op.drop_table("attachment")
    op.drop_table("address")
    op.drop_table("import_run")
    op.drop_table("customer")


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("additional", sa.Text(), nullable=False),
        sa.Column("particle", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner_id", Id()),
        sa.Column("since", sa.Date()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_number", "customer", ["number"])
    op.create_index("ix_customer_owner_id", "customer", ["owner_id"])
    op.create_index("ix_customer_reference", "customer", ["reference"])
    op.create_index("ix_customer_sort_key", "customer", ["sort_key"])


def _import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", Id(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )


def _address() -> None:
    op.create_table(
        "address",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("extended", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_address_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
    )
    op.create_index("ix_address_customer_id", "address", ["customer_id"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id()),
        sa.Column("contact_id", Id()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_attachment_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_contact_id", "attachment", ["contact_id"])
    op.create_index("ix_attachment_customer_id_recorded_at", "attachment", ["customer_id", "recorded_at"])
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_consent_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_customer_id", "consent", ["customer_id"])


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("received_at", Instant()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("work_item_id", Id()),
        sa.Column("replica", Id()),
        sa.Column("monotonic_ns", sa.BigInteger()),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contact_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_case_id_happened_at", "contact", ["case_id", "happened_at"])
    op.create_index("ix_contact_customer_id_happened_at", "contact", ["customer_id", "happened_at"])
    op.create_index("ix_contact_happened_at", "contact", ["happened_at"])


def _contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contact_point_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
    )
    op.create_index("ix_contact_point_customer_id", "contact_point", ["customer_id"])
    op.create_index("ix_contact_point_normal", "contact_point", ["normal"])


def _planned_contact() -> None:
    op.create_table(
        "planned_contact",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("done_contact_id", Id()),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_planned_contact_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_contact"),
    )
    op.create_index(
        "ix_planned_contact_customer_id_planned_at", "planned_contact", ["customer_id", "planned_at"]
    )
    op.create_index(
        "ix_planned_contact_employee_id_planned_at", "planned_contact", ["employee_id", "planned_at"]
    )


def _relation() -> None:
    op.create_table(
        "relation",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("other_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_relation_customer_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customer.id"], name="fk_relation_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_relation"),
    )
    op.create_index("ix_relation_customer_id", "relation", ["customer_id"])
    op.create_index("ix_relation_other_id", "relation", ["other_id"])


def _trade() -> None:
    op.create_table(
        "trade",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("until", Instant()),
        sa.Column("master", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_trade_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trade"),
    )
    op.create_index("ix_trade_customer_id_happened_at", "trade", ["customer_id", "happened_at"])


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("case_id", Id()),
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("answer_contact_id", Id()),
        sa.Column("answered_at", Instant()),
        sa.Column("answer_recorded_at", Instant()),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_question_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_question_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_case_id", "question", ["case_id"])
    op.create_index("ix_question_contact_id", "question", ["contact_id"])
    op.create_index("ix_question_customer_id", "question", ["customer_id"])
