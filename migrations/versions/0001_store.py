"""The store's own tables: change log, who writes, facts, number series, search documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_crm.store.schema import Id, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _change_log()
    _number_series()
    _search_doc()
    _store_fact()
    _write_context()
    if op.get_context().dialect.name == "sqlite":
        _full_text()


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE search_part")
        op.execute("DROP TABLE search_fts")
    op.drop_table("write_context")
    op.drop_table("store_fact")
    op.drop_table("search_doc")
    op.drop_table("number_series")
    op.drop_table("change_log")


def _change_log() -> None:
    op.create_table(
        "change_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_n", sa.BigInteger()),
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.Column("schema_rev", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("pk", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text()),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("old", sa.Text()),
        sa.Column("new", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_change_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_log_change_id", "change_log", ["change_id"])
    op.create_index("ix_change_log_table_name_pk", "change_log", ["table_name", "pk"])


def _number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_number_series"),
    )


def _search_doc() -> None:
    op.create_table(
        "search_doc",
        sa.Column("rid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", Id(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("bare_key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rid", name="pk_search_doc"),
        sa.UniqueConstraint("customer_id", name="uq_search_doc_customer_id"),
    )
    op.create_index("ix_search_doc_bare_key", "search_doc", ["bare_key"])
    op.create_index("ix_search_doc_sort_key", "search_doc", ["sort_key"])


def _store_fact() -> None:
    op.create_table(
        "store_fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_store_fact"),
    )


def _write_context() -> None:
    op.create_table(
        "write_context",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("hlc", sa.BigInteger(), nullable=False),
        sa.Column("schema_rev", sa.Text(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_write_context"),
    )


def _full_text() -> None:
    """Make two indexes over `search_doc`, keyed by its `rid`: whole words; parts of names and numbers.

    They refer to its texts instead of keeping them, and what is deleted is overwritten at once: an erased
    person leaves nothing behind in the file (with `contentless_delete` words stay until segments merge).
    """
    op.execute(
        "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_doc', content_rowid='rid', "
        "prefix='2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE search_part USING fts5(sort_key, digits, content='search_doc', "
        "content_rowid='rid', tokenize='trigram')"
    )
    for table in ("search_fts", "search_part"):
        op.execute(f"INSERT INTO {table}({table}, rank) VALUES('secure-delete', 1)")
