"""What customers said matters, proposed as key success factors from the contacts in which they said it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REFERENCES = (
    ("customer_id", "customer"),
    ("contact_id", "contact"),
    ("proposed_by", "employee"),
    ("version_id", "model_version"),
    ("decided_by", "employee"),
)


def upgrade() -> None:
    op.create_table(
        "ksf_proposal",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id()),
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("proposed_by", Id()),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version_id", Id()),
        sa.Column("decided_by", Id()),
        sa.Column("decided_at", Instant()),
        sa.Column("reason", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_ksf_proposal_{column}")
            for column, table in _REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ksf_proposal"),
    )
    for column in ("customer_id", "contact_id", "version_id", "proposed_by"):
        op.create_index(f"ix_ksf_proposal_{column}", "ksf_proposal", [column])


def downgrade() -> None:
    op.drop_table("ksf_proposal")
