"""Versions of the process model and their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _model_version()
    _model_row()


def downgrade() -> None:
    op.drop_table("model_row")
    op.drop_table("model_version")


def _model_version() -> None:
    op.create_table(
        "model_version",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", Id()),
        sa.Column("published_at", Instant()),
        sa.Column("published_by", Id()),
        sa.Column("held_by", Id()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_model_version"),
        sa.UniqueConstraint("number", name="uq_model_version_number"),
    )


def _model_row() -> None:
    op.create_table(
        "model_row",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["model_version.id"], name="fk_model_row_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_model_row"),
        sa.UniqueConstraint(
            "version_id", "kind", "owner", "code", name="uq_model_row_version_id_kind_owner_code"
        ),
    )
    op.create_index("ix_model_row_version_id_position", "model_row", ["version_id", "position"])
