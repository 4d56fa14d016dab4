"""The unit of work: a transaction that knows who acts, when it is recorded, and runs prepared statements."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from desktop_crm.core.clock import SystemTime, TimeSource
from desktop_crm.store.database import database_at
from desktop_crm.store.links import Link, Links
from desktop_crm.store.prepared import Statement, convert_row
from desktop_crm.store.server.address import Location

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_crm.store.server.logins import LogIn


class Reading:
    """A consistent view of the store; rows come back as tuples of Python values.

    Attributes:
        driver: the driver's connection; `dialect`: the database's name, as SQLAlchemy gives it.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.dialect = link.dialect
        self.driver: Any = link.driver

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection in this transaction, for statements that can't be prepared."""
        return self._link.connection

    def rows(self, statement: Statement, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a prepared SELECT."""
        compiled = statement.compiled(self.dialect)
        found = self.driver.execute(compiled.text, compiled.bind(values)).fetchall()
        if not compiled.readers:
            return found  # type: ignore[no-any-return]
        return [convert_row(compiled, row) for row in found]

    def row(self, statement: Statement, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a prepared SELECT, or None."""
        compiled = statement.compiled(self.dialect)
        found = self.driver.execute(compiled.text, compiled.bind(values)).fetchone()
        return None if found is None else convert_row(compiled, found)

    def interrupt(self) -> None:
        """Stop what is asked at the moment, from another thread."""
        self._link.interrupt()


class Writing(Reading):
    """A transaction. Nothing is kept unless the `with` block ends without an exception.

    Attributes:
        now: the instant of recording, stamped on every row and log entry of this transaction.
        actor: who acts; None for the system itself.
        replica: the store in which this is registered; `monotonic_ns` its device's monotonic reading.
    """

    def __init__(
        self, link: Link, now: datetime, actor: UUID | None, replica: UUID, monotonic_ns: int
    ) -> None:
        super().__init__(link)
        self.now = now
        self.actor = actor
        self.replica = replica
        self.monotonic_ns = monotonic_ns

    def hold(self, statement: Statement, **values: Any) -> None:
        """Lock the rows that a decision is about, before they are read, where others write at the same time.

        Not in the statement that reads them: waiting for a colleague, it would go on with what it had read.
        """
        if self._link.locks_rows:
            self.rows(statement, **values)

    def run(self, statement: Statement, **values: Any) -> int:
        """Execute a prepared INSERT, UPDATE or DELETE; return the number of rows it touched."""
        compiled = statement.compiled(self.dialect)
        return int(self.driver.execute(compiled.text, compiled.bind(values)).rowcount)

    def run_many(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute a prepared statement once per row of values."""
        compiled = statement.compiled(self.dialect)
        self._link.execute_many(compiled.text, [compiled.bind(row) for row in rows])

    def run_rows(self, statement: Statement, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Execute a prepared INSERT once per row; each is the values of all its `columns`, in that order."""
        compiled = statement.compiled(self.dialect)
        if bound := compiled.bind_rows(columns, rows):
            self._link.execute_many(compiled.text, bound)

    def run_plain(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement of the database's own once per row of the driver's values."""
        self._link.execute_many(statement, rows)

    def run_alike(
        self, statement: Statement, shared: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        """Execute a prepared INSERT once per row; all rows have the values of `shared` in common."""
        compiled = statement.compiled(self.dialect)
        self._link.execute_many(compiled.text, compiled.bind_alike(shared, rows))


class Store:
    """An open store: one writer at a time in this process, any number of readers.

    Attributes:
        location: the file, or the address of the database; `database`: what is there.
        time: where recording times come from.
        encrypted: whether the file opens with a key only.
        replica: the UUID of this store, written with every fact.
        writing: what `write` gives out; a benchmark records with another.
        one_writer: held by whoever writes.
    """

    writing: type[Writing] = Writing

    def __init__(
        self,
        location: Location,
        key: bytes | None = None,
        *,
        time: TimeSource | None = None,
        sync: str = "FULL",
        log_in: LogIn | None = None,
    ) -> None:
        self.location = location
        self.time: TimeSource = time or SystemTime()
        self.database = database_at(
            location, key, sync, stamps=isinstance(self.time, SystemTime), log_in=log_in
        )
        self.encrypted = self.database.encrypted
        self._readers = Links(partial(self.database.link, writes=False))
        self._writer: Link | None = None
        self.one_writer = threading.RLock()
        self.replica = self._identity()

    def _identity(self) -> UUID:
        try:
            with self.read() as view:
                return self.database.verified(view.driver)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a read transaction: everything inside sees one state of the store."""
        with self.database.errors(), self._readers.one() as link:
            link.begin(writes=False)
            try:
                yield Reading(link)
                link.end(keep=True)
            except BaseException:
                link.end(keep=False)
                raise

    def write(self, actor: UUID | None) -> AbstractContextManager[Writing]:
        """Open the write transaction of one use case; rolls back when the block raises.

        Args:
            actor: the employee who acts (triggers write it to the change log), None for the system.
        """
        return _Act(self, actor)

    def held_writer(self) -> Link:
        """Return the connection that writes; whoever uses it holds `one_writer`."""
        if self._writer is not None and not self._writer.is_alive():
            self._writer.close()
            self._writer = None
        if self._writer is None:
            self._writer = self.database.link(writes=True)
        return self._writer

    def log_in_as(self, other: Store) -> None:
        """Connect from now on with the log-in of `other`, opened by the same employee: the password may be new."""
        self.database.log_in = other.database.log_in

    @property
    def own_session(self) -> int | None:
        """What a server calls the connection that writes here; None for a file, and while nothing was written."""
        writer = self._writer
        return None if writer is None else writer.session

    def interruptible(self, ask: Callable[[Reading], Any]) -> tuple[Callable[[], Any], Callable[[], None]]:
        """Return a query to run on a reader's thread, and what interrupts it from another."""
        running: list[Any] = []

        def go() -> Any:
            with self.read() as view:
                running.append(view)
                try:
                    return ask(view)
                finally:
                    running.clear()

        def stop() -> None:
            for view in running[:]:
                view.interrupt()

        return go, stop

    def close(self) -> None:
        """Close all connections; the store file is then complete in itself."""
        with self.one_writer:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self._readers.close()


class _Act:
    """The `with` block of a write transaction; written out, since a generator's costs three times as much."""

    __slots__ = ("_actor", "_link", "_store")

    def __init__(self, store: Store, actor: UUID | None) -> None:
        self._store, self._actor = store, actor
        self._link: Link | None = None

    def __enter__(self) -> Writing:
        store, actor = self._store, self._actor
        store.one_writer.acquire()
        try:
            link = self._link = store.held_writer()
            link.begin(writes=True)
            now = store.time.now()
            work = store.writing(link, now, actor, store.replica, store.time.monotonic_ns())
            work.now = store.database.introduce(work, now)
        except BaseException as error:  # noqa: BLE001 - raised again, in a sentence where it is known
            self._give_up(error)
        return work

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            self._give_up(error)
        assert self._link is not None
        try:
            self._link.end(keep=True)
        except BaseException as problem:  # noqa: BLE001 - raised again, in a sentence where it is known
            self._give_up(problem)
        self._store.one_writer.release()

    def _give_up(self, error: BaseException) -> NoReturn:
        """Roll back, let others write, and raise what happened."""
        with self._store.database.errors():
            try:
                if self._link is not None:
                    self._link.end(keep=False)
            finally:
                self._store.one_writer.release()
            raise error
