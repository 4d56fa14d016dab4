"""SQLAlchemy on a store file: engines of its own, and a connection on one that the driver has open already.

A store opens without any of this: what runs at the start is kept compiled (see `prepared`). SQLAlchemy is
imported when the first other statement asks for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from desktop_crm.store.driver import connect


def make_engine(path: Path, key: bytes | None, *, writes: bool, sync: str = "FULL") -> Engine:
    """Return an engine on a SQLite file, with one connection.

    Args:
        key: the raw 32-byte key of an encrypted store, or None.
        writes: begin every transaction with the write lock; otherwise the connection can't write at all.
        sync: SQLite's ``synchronous``; anything but FULL is for benchmarks and generators.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, writes=writes, sync=sync),
        module=driver,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_reset_on_return="rollback",
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.connection.driver_connection.execute(begin)

    return engine


def connection_on(bare: Any) -> Connection:
    """Return SQLAlchemy's connection on a driver's one; it joins the transaction that is under way there."""
    dialect = sqlite_dialect()
    # Not by `create_engine`: that looks the connection over at its first use, and rolls back to end it.
    pool = StaticPool(lambda: bare, dialect=dialect)
    return Engine(pool, dialect, _scratch_engine().url).connect()


def sqlite_dialect() -> Dialect:
    """Return the dialect that knows what the SQLite of the driver can do."""
    engine = _scratch_engine()
    return engine.dialect


@cache
def _scratch_engine() -> Engine:
    """An engine on an empty database in memory, for what SQLAlchemy finds out about SQLite."""
    engine = create_engine(
        "sqlite://", creator=lambda: driver.connect(":memory:"), module=driver, poolclass=NullPool
    )
    engine.connect().close()
    return engine
