"""Employees, their roles and secrets, and rights as rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _access_right()
    _employee()
    _recovery_key()
    _log_in_try()
    _credential()
    _employee_role()


def downgrade() -> None:
    op.drop_table("employee_role")
    op.drop_table("credential")
    op.drop_table("log_in_try")
    op.drop_table("recovery_key")
    op.drop_table("employee")
    op.drop_table("access_right")


def _access_right() -> None:
    op.create_table(
        "access_right",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("object_code", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_right"),
    )
    op.create_index("ix_access_right_version_id_role", "access_right", ["version_id", "role"])
    op.create_index(
        "ix_access_right_version_id_verb_object_code", "access_right", ["version_id", "verb", "object_code"]
    )


def _employee() -> None:
    op.create_table(
        "employee",
        sa.Column("id", Id(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("all_roles", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("left_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_employee"),
        sa.UniqueConstraint("login", name="uq_employee_login"),
    )


def _recovery_key() -> None:
    op.create_table(
        "recovery_key",
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_key"),
    )


def _log_in_try() -> None:
    op.create_table(
        "log_in_try",
        sa.Column("login_hash", sa.Text(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("wait_until", Instant()),
        sa.PrimaryKeyConstraint("login_hash", name="pk_log_in_try"),
    )


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("employee_id", Id(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_credential_employee_id"),
        sa.PrimaryKeyConstraint("employee_id", name="pk_credential"),
    )


def _employee_role() -> None:
    op.create_table(
        "employee_role",
        sa.Column("id", Id(), nullable=False),
        sa.Column("employee_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_employee_role_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_employee_role"),
        sa.UniqueConstraint("employee_id", "role", name="uq_employee_role_employee_id_role"),
    )
    op.create_index("ix_employee_role_role", "employee_role", ["role"])
