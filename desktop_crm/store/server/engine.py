"""SQLAlchemy on a server: engines for migrations, and a connection on one that the driver has open already."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine
from sqlalchemy.pool import NullPool, StaticPool

from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect


def make_engine(address: Address, *, writes: bool) -> Engine:
    """Return an engine on a server, each of whose connections is its own; raises what `connect` does."""
    return _engine(lambda: connect(address, writes=writes))


def connection_on(bare: Any) -> Connection:
    """Return SQLAlchemy's connection on a driver's one; it joins the transaction that is under way there."""
    dialect = server_dialect()
    return Engine(StaticPool(lambda: bare, dialect=dialect), dialect, _apart().url).connect()


def server_dialect() -> Dialect:
    """Return the dialect in which statements for a server are compiled."""
    return _apart().dialect


@cache
def _apart() -> Engine:
    return _engine(None)


def _engine(creator: Any) -> Engine:
    more = {} if creator is None else {"creator": creator}
    # Parameters by position, as SQLite's: the driver's list then serves both, and binding is quicker.
    return create_engine(
        "postgresql+psycopg://", poolclass=NullPool, paramstyle="format", use_native_hstore=False, **more
    )
