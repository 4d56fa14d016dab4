"""Bringing a SQLite file to a revision: what must happen around Alembic so that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from desktop_crm.core import paths
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.engine import make_engine
from desktop_crm.store.identity import HEAD, digest
from desktop_crm.store.said import INDEX as SAID
from desktop_crm.store.search import INDEXES
from desktop_crm.store.triggers import statements
from desktop_crm.store.whole import whole_schema

if TYPE_CHECKING:
    from alembic.config import Config


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration: made here, not read from a file, so that it works in a package too."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def bring_to(path: Path, key: bytes | None, revision: str = HEAD, *, down: bool = False) -> None:
    """Migrate the store file at `path` to `revision` in one transaction; at `HEAD` it has its triggers.

    The order matters (SQLite): foreign keys off before BEGIN, since altering a parent by copying would delete
    the children of a cascade; all triggers dropped first, since one that names a renamed table aborts the
    renaming; then migrate, check foreign keys, make the triggers again.
    """
    from alembic import command

    engine = make_engine(path, key, writes=True)
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _drop_triggers(connection)
                (command.downgrade if down else command.upgrade)(configuration(connection), revision)
                _check_references(connection, path)
                if revision == HEAD:
                    make_triggers(connection)
    finally:
        engine.dispose()


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Tell Alembic whether to compare a table or an index: those of the search lie outside the metadata."""
    return kind not in {"table", "index"} or name is None or not name.startswith((*INDEXES, SAID))


def differences(connection: Connection) -> list[str]:
    """Return how the tables of a store differ from those of this release; empty when they are the same."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
    found: list[Any] = compare_metadata(context, whole_schema())
    return [str(difference) for difference in found]


def make_triggers(connection: Connection) -> None:
    """Make the triggers of all tables and keep their hash, which every open compares."""
    created = statements(whole_schema())
    for statement in created:
        connection.exec_driver_sql(statement)
    connection.execute(
        text("INSERT OR REPLACE INTO store_fact (name, content) VALUES ('triggers', :hash)"),
        {"hash": digest(created)},
    )
    connection.execute(text("UPDATE write_context SET schema_rev = :head"), {"head": HEAD})


def _drop_triggers(connection: Connection) -> None:
    found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in found:
        quoted = name.replace('"', '""')
        connection.exec_driver_sql(f'DROP TRIGGER "{quoted}"')


def _check_references(connection: Connection, path: Path) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        raise StoreProblem(
            _(
                "The store {location} has {count} rows that refer to rows which are not there (the first in "
                "{table}); nothing was changed. Restore a backup, or run “desktop-crm store check”."
            ).format(location=path, count=len(broken), table=broken[0][0])
        )
