"""The words of contact history, indexed on SQLite; an upgrade fills the index after the migrations."""

from __future__ import annotations

from alembic import op

from desktop_crm.store.said import CREATED, REMOVED

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for statement in CREATED:
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for statement in REMOVED:
            op.execute(statement)
