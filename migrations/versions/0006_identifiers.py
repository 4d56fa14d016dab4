"""What customers are called in other systems and in the files they were imported from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identifier",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("import_id", Id()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identifier"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_identifier_customer_id"),
    )
    op.create_index("ix_identifier_customer_id", "identifier", ["customer_id"])
    op.create_index("ix_identifier_system_code", "identifier", ["system", "code"])


def downgrade() -> None:
    op.drop_table("identifier")
