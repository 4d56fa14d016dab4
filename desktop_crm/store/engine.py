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
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from desktop_crm.store.driver import connect


class _PlannedOnce(SQLiteCompiler):
    """Keeps from SQLite's planner how many rows are wanted, unless the number stands in the statement itself.

    Its planner looks at a number that is bound, and so SQLite plans such a statement anew at each run, which takes
    several times as long as running it. What is calculated it does not look at.
    """

    def limit_clause(self, select: Any, **kw: Any) -> str:
        limit, offset = select._limit_clause, select._offset_clause
        if limit is None:
            return str(super().limit_clause(select, **kw))  # type: ignore[no-untyped-call]
        # A text that is kept for statements that differ in their numbers only has none of them in it.
        fixed = None if self.cache_key or getattr(limit, "required", True) else getattr(limit, "value", None)
        text = f"\n LIMIT {fixed}" if isinstance(fixed, int) else f"\n LIMIT 0 + {self.process(limit, **kw)}"
        return text if offset is None else f"{text} OFFSET {self.process(offset, **kw)}"


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
    engine.dialect.statement_compiler = _PlannedOnce
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
    engine.dialect.statement_compiler = _PlannedOnce
    engine.connect().close()
    return engine
