"""The words that customers are found by, each once, so that a misspelt one is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from desktop_crm.store.vocabulary import words_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PIECE = 10_000


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("backwards", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
    )
    op.create_index("ix_search_word_backwards", "search_word", ["backwards"])
    if not context.is_offline_mode():
        _fill(op.get_bind())


def downgrade() -> None:
    op.drop_table("search_word")


def _fill(connection: sa.Connection) -> None:
    """Enter the words of the customers who are there."""
    words: set[str] = set()
    texts = sa.text("SELECT words FROM search_doc").execution_options(yield_per=_PIECE)
    for (text,) in connection.execute(texts):
        words.update(text.split())
    known = sa.table("search_word", sa.column("word"), sa.column("backwards"))
    rows = [{"word": word, "backwards": word[::-1]} for word in sorted(words_of(words))]
    for start in range(0, len(rows), _PIECE):
        connection.execute(sa.insert(known), rows[start : start + _PIECE])
