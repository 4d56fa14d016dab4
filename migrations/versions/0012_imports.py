"""Whether an import was taken back, by whom; and how files with certain headings are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_run", sa.Column("undone_at", Instant()))
    op.add_column("import_run", sa.Column("undone_by", Id()))
    op.create_table(
        "import_layout",
        sa.Column("id", Id(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("employee_id", Id()),
        sa.PrimaryKeyConstraint("id", name="pk_import_layout"),
        sa.UniqueConstraint("headings", name="uq_import_layout_headings"),
    )


def downgrade() -> None:
    op.drop_table("import_layout")
    op.drop_column("import_run", "undone_by")
    op.drop_column("import_run", "undone_at")
