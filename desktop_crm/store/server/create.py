"""Making a store on a server: all of it in one transaction, in a database that is empty or made for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from desktop_crm.core.clock import SystemTime, TimeSource
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.store.create import introduce
from desktop_crm.store.database import stamp_of
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.engine import make_engine
from desktop_crm.store.server.identity import is_empty
from desktop_crm.store.server.migrate import bring_to, migrate
from desktop_crm.store.server.problems import server_errors
from desktop_crm.store.server.roles import as_owner, drop_roles
from desktop_crm.store.server.schema import complete, drop_triggers
from desktop_crm.store.work import Store

# The database that every server has, from which others are made.
_MAINTENANCE = "postgres"


def create_server_store(address: Address, time: TimeSource | None = None) -> Store:
    """Make an empty store in the database at `address`, which is made first where there is none, and open it.

    Raises `StoreProblem` when the database holds anything, or may not be made; then nothing is left.
    """
    with begun_store(address, time) as store:
        return store


@contextmanager
def begun_store(address: Address, time: TimeSource | None = None) -> Iterator[Store]:
    """Give a new store that stays only when the block ends without an error."""
    clock = time or SystemTime()
    made = make_database(address)
    built = False
    try:
        build(address, clock)
        built = True
        store = Store(address, time=clock)
        try:
            yield store
        except BaseException:
            store.close()
            raise
    except BaseException:
        if made:
            drop_database(address)
        elif built:
            _empty(address)
        raise


@contextmanager
def being_filled(address: Address) -> Iterator[Connection]:
    """Give a connection to a new store without rows or triggers, in a transaction.

    When the block ends well it gets its triggers and stays; otherwise nothing of it is left.
    """
    made = make_database(address)
    engine = make_engine(address, writes=True)
    try:
        with server_errors(address), engine.begin() as connection:
            migrate(connection, address)
            # What is copied is logged already.
            with as_owner(connection):
                drop_triggers(connection)
            connection.exec_driver_sql("DELETE FROM store_fact")
            yield connection
            with as_owner(connection):
                complete(connection)
    except BaseException:
        engine.dispose()
        if made:
            drop_database(address)
        raise
    finally:
        engine.dispose()


def make_database(address: Address) -> bool:
    """Make sure that there is an empty database at `address`; tell whether it had to be made."""
    with server_errors(address):
        try:
            with closing(connect(address, writes=False)) as there:
                _refuse_used(there, address)
                return False
        except psycopg.OperationalError as error:
            if "does not exist" not in str(error) or address.database not in str(error):
                raise
        on_server(
            address,
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
        )
        return True


def drop_database(address: Address) -> None:
    """Remove the database at `address` and all that it holds, with the roles that were made for it."""
    with server_errors(address):
        on_server(address, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with closing(connect(beside(address), writes=True)) as there:
            there.autocommit = True
            drop_roles(there, address.database)


def _empty(address: Address) -> None:
    """Take a store out of a database that was there before it."""
    bring_to(address, "base", down=True)
    with server_errors(address), closing(connect(address, writes=True)) as there:
        there.execute("DROP TABLE IF EXISTS alembic_version")
        there.commit()


def build(address: Address, clock: TimeSource) -> None:
    """Fill an empty database with the tables and all that they need, in one transaction."""
    engine = make_engine(address, writes=True)
    try:
        with server_errors(address), engine.begin() as connection:
            migrate(connection, address)
            introduce(connection, new_id(), clock)
            _begin_stamps(connection, stamp_of(clock.now()))
    finally:
        engine.dispose()


def _begin_stamps(connection: Connection, stamp: int) -> None:
    connection.exec_driver_sql("SELECT setval('change_stamp', %s)", (stamp,))


def _refuse_used(there: Any, address: Address) -> None:
    if not is_empty(there):
        raise StoreProblem(
            _("There is something in {location} already; nothing was changed. Name another database.").format(
                location=address
            )
        )


def on_server(address: Address, statement: str) -> None:
    """Run what can't be run in the database that it is about."""
    with closing(connect(beside(address), writes=True)) as there:
        there.autocommit = True
        there.execute(sql.SQL(statement).format(sql.Identifier(address.database)))


def beside(address: Address) -> Address:
    """Return the database that every server has, for what can't be run in the one that it is about."""
    return Address(address.host, address.port, _MAINTENANCE, address.protection, address.authority)
