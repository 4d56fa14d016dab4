"""Bringing a PostgreSQL database to a revision: one transaction, one administrator at a time."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import Connection

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.identity import HEAD
from desktop_crm.store.migrate import configuration
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.engine import make_engine
from desktop_crm.store.server.roles import as_owner, make_roles
from desktop_crm.store.server.schema import complete, drop_triggers

# Any number that no other program is likely to lock in the same database.
_ADMINISTRATOR = 7301004178


def bring_to(address: Address, revision: str = HEAD, *, down: bool = False) -> None:
    """Migrate the database at `address` to `revision`; at `HEAD` it has its triggers and functions.

    Raises `StoreProblem` when another administrator does the same, and the server's own errors.
    """
    engine = make_engine(address, writes=True)
    try:
        with engine.connect() as connection, connection.begin():
            migrate(connection, address, revision, down=down)
    finally:
        engine.dispose()


def migrate(connection: Connection, address: Address, revision: str = HEAD, *, down: bool = False) -> None:
    """Do `bring_to` in a transaction that has begun, so that more can belong to it."""
    _alone(connection, address)
    bare: Any = connection.connection.driver_connection
    make_roles(bare, address)
    with as_owner(connection):
        drop_triggers(connection)
        (command.downgrade if down else command.upgrade)(configuration(connection), revision)
        if revision == HEAD:
            complete(connection)
        elif revision == "base":
            connection.exec_driver_sql("DROP SEQUENCE IF EXISTS change_stamp")


def _alone(connection: Connection, address: Address) -> None:
    bare: Any = connection.connection.driver_connection
    # What copies a large table may take longer than a step may.
    bare.execute("SET LOCAL statement_timeout = 0")
    if not bare.execute("SELECT pg_try_advisory_xact_lock(%s)", (_ADMINISTRATOR,)).fetchone()[0]:
        raise StoreProblem(
            _(
                "Another administrator is upgrading the store {location}; nothing was changed. "
                "Wait until that is done."
            ).format(location=address)
        )
