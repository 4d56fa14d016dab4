"""The unit of work: a transaction that knows who acts, when it is recorded, and runs prepared statements."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, case, update

from desktop_crm.core.clock import SystemTime, TimeSource, to_micros
from desktop_crm.store.engine import begin_writing, end_writing, known_errors, make_engine
from desktop_crm.store.identity import verified
from desktop_crm.store.prepared import Prepared, convert_row
from desktop_crm.store.tables import WriteContext

# The hybrid logical clock's next stamp: 48 bits of milliseconds, 16 bits that count. Never less than the last
# one, never behind the wall clock (Kulkarni et al., 2014, section 3).
_SET_CONTEXT = Prepared(
    update(WriteContext).values(
        xid=WriteContext.xid + 1,
        at=bindparam("now"),
        actor=bindparam("who"),
        hlc=case((WriteContext.hlc < bindparam("wall"), bindparam("wall")), else_=WriteContext.hlc + 1),
    )
)


class Reading:
    """A consistent view of the store; rows come back as tuples of Python values."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._dialect = connection.dialect
        self.driver: Any = connection.connection.driver_connection

    def rows(self, statement: Prepared, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a prepared SELECT."""
        compiled = statement.compiled(self._dialect)
        found = self.driver.execute(compiled.text, compiled.bind(values)).fetchall()
        if not compiled.converted:
            return found  # type: ignore[no-any-return]
        return [convert_row(compiled, row) for row in found]

    def row(self, statement: Prepared, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a prepared SELECT, or None."""
        compiled = statement.compiled(self._dialect)
        found = self.driver.execute(compiled.text, compiled.bind(values)).fetchone()
        return None if found is None else convert_row(compiled, found)


class Writing(Reading):
    """A transaction. Nothing is kept unless the `with` block ends without an exception.

    Attributes:
        now: the instant of recording, stamped on every row and log entry of this transaction.
        actor: who acts; None for the system itself.
        replica: the store in which this is registered; `monotonic_ns` its device's monotonic reading.
    """

    def __init__(
        self, connection: Connection, now: datetime, actor: UUID | None, replica: UUID, monotonic_ns: int
    ) -> None:
        super().__init__(connection)
        self.now = now
        self.actor = actor
        self.replica = replica
        self.monotonic_ns = monotonic_ns

    def run(self, statement: Prepared, **values: Any) -> int:
        """Execute a prepared INSERT, UPDATE or DELETE; return the number of rows it touched."""
        compiled = statement.compiled(self._dialect)
        return int(self.driver.execute(compiled.text, compiled.bind(values)).rowcount)

    def run_many(self, statement: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute a prepared statement once per row of values."""
        compiled = statement.compiled(self._dialect)
        self.driver.executemany(compiled.text, [compiled.bind(row) for row in rows])

    def run_alike(
        self, statement: Prepared, shared: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        """Execute a prepared INSERT once per row; all rows have the values of `shared` in common."""
        compiled = statement.compiled(self._dialect)
        self.driver.executemany(compiled.text, compiled.bind_alike(shared, rows))


class Store:
    """An open store: one writer at a time, any number of readers.

    Attributes:
        location: the path as the user gave it.
        time: where recording times come from.
        encrypted: whether the file opens with a key only.
        replica: the UUID of this store, written with every fact.
        writing: what `write` gives out; a benchmark records with another.
    """

    writing: type[Writing] = Writing

    def __init__(
        self, path: Path, key: bytes | None = None, *, time: TimeSource | None = None, sync: str = "FULL"
    ) -> None:
        self.location = path
        self.encrypted = key is not None
        self.time: TimeSource = time or SystemTime()
        self._reader: Engine = make_engine(path, key, writes=False)
        self._writer: Engine = make_engine(path, key, writes=True, sync=sync)
        self._one_writer = threading.RLock()
        self._held: Connection | None = None
        self.replica = self._identity()

    def _identity(self) -> UUID:
        try:
            with self.read() as view:
                return verified(view.driver, self.location)
        except BaseException:
            self.close()
            raise

    @property
    def dialect(self) -> str:
        """The database's name, as SQLAlchemy gives it."""
        return self._writer.dialect.name

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a read transaction: everything inside sees one state of the store."""
        with known_errors(self.location), self._reader.begin() as connection:
            yield Reading(connection)

    @contextmanager
    def write(self, actor: UUID | None) -> Iterator[Writing]:
        """Open the write transaction of one use case; rolls back when the block raises.

        Args:
            actor: the employee who acts (triggers write it to the change log), None for the system.
        """
        with self._one_writer, known_errors(self.location):
            connection = self._held_writer()
            begin_writing(connection)
            try:
                now = self.time.now()
                work = self.writing(connection, now, actor, self.replica, self.time.monotonic_ns())
                work.run(_SET_CONTEXT, now=now, who=None if actor is None else actor.hex, wall=stamp_of(now))
                yield work
                end_writing(connection, keep=True)
            except BaseException:
                end_writing(connection, keep=False)
                raise

    def _held_writer(self) -> Connection:
        """Return the writer's connection: there is one, and fetching it from the pool each time costs."""
        if self._held is None or self._held.closed:
            self._held = self._writer.connect()
        return self._held

    def interruptible(self, ask: Callable[[Reading], Any]) -> tuple[Callable[[], Any], Callable[[], None]]:
        """Return a query to run on a reader's thread, and what interrupts it from another."""
        running: list[Any] = []

        def go() -> Any:
            with self.read() as view:
                running.append(view.driver)
                try:
                    return ask(view)
                finally:
                    running.clear()

        def stop() -> None:
            for connection in running[:]:
                connection.interrupt()

        return go, stop

    def close(self) -> None:
        """Close all connections; the store file is then complete in itself."""
        with self._one_writer:
            if self._held is not None:
                self._held.close()
        self._reader.dispose()
        self._writer.dispose()


def stamp_of(now: datetime) -> int:
    """Return the hybrid logical clock's stamp of a wall time, before any counting."""
    return (to_micros(now) // 1000) << 16
