"""Who looked at a colleague's contact, and notes to learn from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_look",
        sa.Column("id", Id(), nullable=False),
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("reader_id", Id(), nullable=False),
        sa.Column("author_id", Id(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_look"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_look_contact_id"),
        sa.ForeignKeyConstraint(["reader_id"], ["employee.id"], name="fk_contact_look_reader_id"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_contact_look_author_id"),
    )
    op.create_index("ix_contact_look_contact_id", "contact_look", ["contact_id"])
    op.create_table(
        "coaching_note",
        sa.Column("id", Id(), nullable=False),
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("author_id", Id(), nullable=False),
        sa.Column("about_id", Id(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_note"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_coaching_note_contact_id"),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name="fk_coaching_note_author_id"),
        sa.ForeignKeyConstraint(["about_id"], ["employee.id"], name="fk_coaching_note_about_id"),
    )
    op.create_index("ix_coaching_note_contact_id", "coaching_note", ["contact_id"])
    op.create_index("ix_coaching_note_about_id", "coaching_note", ["about_id", "seen_at"])


def downgrade() -> None:
    op.drop_table("coaching_note")
    op.drop_table("contact_look")
