"""Contacts are found from whose they are and from the step in which they were; steps from their activity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.server.saying import REMOVED

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_IN_STEP = sa.text("work_item_id IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_contact_employee_id_happened_at", "contact", ["employee_id", "happened_at"])
    op.create_index(
        "ix_contact_work_item_id",
        "contact",
        ["work_item_id"],
        sqlite_where=_IN_STEP,
        postgresql_where=_IN_STEP,
    )
    op.create_index("ix_work_item_activity_case_id", "work_item", ["activity", "case_id"])


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in REMOVED:
            op.execute(statement)
    op.drop_index("ix_work_item_activity_case_id", table_name="work_item")
    op.drop_index("ix_contact_work_item_id", table_name="contact")
    op.drop_index("ix_contact_employee_id_happened_at", table_name="contact")
