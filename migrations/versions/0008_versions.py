"""What is done with versions of the model and said of them, their aims, who tries one first; carried cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _model_act()
    _model_success()
    _model_pilot()
    op.add_column("crm_case", sa.Column("carried_at", Instant()))


def downgrade() -> None:
    op.drop_column("crm_case", "carried_at")
    op.drop_table("model_pilot")
    op.drop_table("model_success")
    op.drop_table("model_act")


def _model_act() -> None:
    op.create_table(
        "model_act",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["model_version.id"], name="fk_model_act_version_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_model_act_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_model_act"),
    )
    op.create_index("ix_model_act_version_id", "model_act", ["version_id", "recorded_at"])


def _model_success() -> None:
    op.create_table(
        "model_success",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("ksf", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Integer()),
        sa.Column("aim", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["model_version.id"], name="fk_model_success_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_model_success"),
        sa.UniqueConstraint("version_id", "ksf", name="uq_model_success_version_id_ksf"),
    )


def _model_pilot() -> None:
    op.create_table(
        "model_pilot",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.Column("role", sa.Text()),
        sa.ForeignKeyConstraint(["version_id"], ["model_version.id"], name="fk_model_pilot_version_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_model_pilot_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_model_pilot"),
    )
    op.create_index("ix_model_pilot_version_id", "model_pilot", ["version_id"])
