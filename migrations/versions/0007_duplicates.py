"""Pairs of customers who look like one and were found to be two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_apart",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("other_id", Id(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_told_apart"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_told_apart_customer_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customer.id"], name="fk_told_apart_other_id"),
    )
    op.create_index("ix_told_apart_customer_id", "told_apart", ["customer_id"])
    op.create_index("ix_told_apart_other_id", "told_apart", ["other_id"])


def downgrade() -> None:
    op.drop_table("told_apart")
