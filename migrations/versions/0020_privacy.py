"""What was told of people and erased, how long which kind of information is kept, and where copies are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_REMOVED_PLANS = sa.text("op = 'D' AND table_name = 'planned_contact'")


def upgrade() -> None:
    _privacy_act()
    _retention_rule()
    op.create_table(
        "store_copy",
        sa.Column("id", Id(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store_copy"),
    )
    op.create_index(
        "ix_change_log_removed",
        "change_log",
        ["scope"],
        sqlite_where=_REMOVED_PLANS,
        postgresql_where=_REMOVED_PLANS,
    )


def downgrade() -> None:
    op.drop_index("ix_change_log_removed", "change_log")
    op.drop_table("store_copy")
    op.drop_table("retention_rule")
    op.drop_table("privacy_act")


def _privacy_act() -> None:
    op.create_table(
        "privacy_act",
        sa.Column("id", Id(), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("freed_at", Instant()),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_privacy_act_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_act"),
    )
    op.create_index("ix_privacy_act_customer_id", "privacy_act", ["customer_id"])
    op.create_index("ix_privacy_act_happened_at", "privacy_act", ["happened_at"])


def _retention_rule() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer()),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", Id()),
        sa.PrimaryKeyConstraint("id", name="pk_retention_rule"),
        sa.UniqueConstraint("kind", name="uq_retention_rule_kind"),
    )
