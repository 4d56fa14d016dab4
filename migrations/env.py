"""Alembic's entry: brings the database of a given connection, or a script for one, to a revision."""

from __future__ import annotations

from alembic import context

from desktop_crm.store.migrate import is_ours
from desktop_crm.store.whole import whole_schema

target = whole_schema()

connection = context.config.attributes.get("connection")
if connection is None:
    # Without a database: the script that another dialect would run (`upgrade(…, sql=True)`).
    context.configure(
        dialect_name=context.config.get_main_option("dialect", "postgresql"),
        target_metadata=target,
        include_name=is_ours,
        literal_binds=True,
    )
else:
    context.configure(
        connection=connection,
        target_metadata=target,
        include_name=is_ours,
        compare_type=True,
        # SQLite alters a table by copying it; the caller switched foreign keys off and dropped the triggers.
        render_as_batch=True,
        transaction_per_migration=False,
    )

with context.begin_transaction():
    context.run_migrations()
