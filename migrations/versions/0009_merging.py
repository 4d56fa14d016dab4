"""Which customers were found to be one, and what came with each, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("kept_id", Id(), nullable=False),
        sa.Column("gone_id", Id(), nullable=False),
        sa.Column("merged_at", Instant(), nullable=False),
        sa.Column("merged_by", Id()),
        sa.Column("undone_at", Instant()),
        sa.Column("undone_by", Id()),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merge"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_merge_customer_id"),
        sa.ForeignKeyConstraint(["kept_id"], ["customer.id"], name="fk_customer_merge_kept_id"),
        sa.ForeignKeyConstraint(["gone_id"], ["customer.id"], name="fk_customer_merge_gone_id"),
    )
    for column in ("customer_id", "kept_id", "gone_id"):
        op.create_index(f"ix_customer_merge_{column}", "customer_merge", [column])
    op.create_table(
        "merged_row",
        sa.Column("id", Id(), nullable=False),
        sa.Column("merge_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("place", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_merged_row"),
        sa.ForeignKeyConstraint(["merge_id"], ["customer_merge.id"], name="fk_merged_row_merge_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_merged_row_customer_id"),
        sa.UniqueConstraint("merge_id", "kind", "row_id", name="uq_merged_row_merge_id_kind_row_id"),
    )
    op.create_index("ix_merged_row_row_id", "merged_row", ["row_id"])
    op.create_index("ix_merged_row_customer_id", "merged_row", ["customer_id"])


def downgrade() -> None:
    op.drop_table("merged_row")
    op.drop_table("customer_merge")
