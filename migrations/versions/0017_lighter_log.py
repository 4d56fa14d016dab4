"""The change log without an index that nothing asks, and without this store's own name on every entry."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_change_log_change_id", table_name="change_log")


def downgrade() -> None:
    op.create_index("ix_change_log_change_id", "change_log", ["change_id"])
