"""What proves a consent, and by what a transaction that comes again is recognised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PROOFS = ("document_id", "contact_id")


def upgrade() -> None:
    for column in _PROOFS:
        op.add_column("consent", sa.Column(column, Id()))
    op.create_index("ix_trade_master_reference", "trade", ["master", "reference"])


def downgrade() -> None:
    op.drop_index("ix_trade_master_reference", "trade")
    for column in reversed(_PROOFS):
        op.drop_column("consent", column)
