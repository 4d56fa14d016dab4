"""Who is away and who stands in for them, and what employees say of the program, counted without their names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", Id(), nullable=False),
        sa.Column("employee_id", Id(), nullable=False),
        sa.Column("deputy_id", Id()),
        sa.Column("begins_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", Id()),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_absence_employee_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["employee.id"], name="fk_absence_deputy_id"),
    )
    op.create_index("ix_absence_ends_at", "absence", ["ends_at"])
    op.create_table(
        "pulse_rule",
        sa.Column("id", Id(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", Id()),
        sa.PrimaryKeyConstraint("id", name="pk_pulse_rule"),
    )
    op.create_table(
        "pulse_asked",
        sa.Column("employee_id", Id(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name="pk_pulse_asked"),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_pulse_asked_employee_id"),
    )
    op.create_table(
        "pulse_count",
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "answer", name="pk_pulse_count"),
    )


def downgrade() -> None:
    for name in ("pulse_count", "pulse_asked", "pulse_rule", "absence"):
        op.drop_table(name)
