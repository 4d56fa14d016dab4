"""Entries leave the full-text indexes when these merge, which they do when they are told to; see `store.search`."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_MERGES_BY_ITSELF = 4


def upgrade() -> None:
    _set(secure_delete=0, automerge=0)


def downgrade() -> None:
    _set(secure_delete=1, automerge=_MERGES_BY_ITSELF)


def _set(*, secure_delete: int, automerge: int) -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    for table in ("search_fts", "search_part"):
        op.execute(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', {secure_delete})")
        op.execute(f"INSERT INTO {table}({table}, rank) VALUES('automerge', {automerge})")
