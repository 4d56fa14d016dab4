"""What else a customer's file holds: tags, statements of theirs, periods of numbers and addresses, costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LASTING = ("contact_point", "address", "relation")
_CHANGED_PROFILE = sa.text(
    "op <> 'I' AND table_name IN ('address', 'attachment', 'consent', 'contact_point', "
    "'customer_statement', 'customer_tag', 'identifier', 'relation')"
)


def upgrade() -> None:
    for table in _LASTING:
        op.add_column(table, sa.Column("since", sa.Date()))
        op.add_column(table, sa.Column("until", sa.Date()))
    op.add_column("trade", sa.Column("cost_cents", sa.BigInteger()))
    _customer_tag()
    _customer_statement()
    op.create_index(
        "ix_change_log_scope",
        "change_log",
        ["scope"],
        sqlite_where=_CHANGED_PROFILE,
        postgresql_where=_CHANGED_PROFILE,
    )


def downgrade() -> None:
    op.drop_index("ix_change_log_scope", "change_log")
    op.drop_table("customer_statement")
    op.drop_table("customer_tag")
    op.drop_column("trade", "cost_cents")
    for table in _LASTING:
        op.drop_column(table, "until")
        op.drop_column(table, "since")


def _customer_tag() -> None:
    op.create_table(
        "customer_tag",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_tag_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_tag"),
    )
    op.create_index("ix_customer_tag_customer_id", "customer_tag", ["customer_id"])
    op.create_index("ix_customer_tag_tag", "customer_tag", ["tag"])


def _customer_statement() -> None:
    op.create_table(
        "customer_statement",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("contact_id", Id()),
        sa.Column("employee_id", Id()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_statement_customer_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_customer_statement_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_statement"),
    )
    op.create_index(
        "ix_customer_statement_customer_id_said_at", "customer_statement", ["customer_id", "said_at"]
    )
    op.create_index("ix_customer_statement_contact_id", "customer_statement", ["contact_id"])
