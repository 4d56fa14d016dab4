"""The connections of a store: the driver's, with SQLAlchemy's on top of one only where a statement needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

# So many rows are one statement where there are more: its beginning and end cost as much as writing a row.
_TOGETHER = 50
_VALUES = re.compile(r"VALUES (\((?:\?, )*\?\))$")


class Link:
    """One connection to a store; a kind for each database.

    Attributes:
        driver: the driver's connection; hot paths run on it.
        dialect: the database's name, as SQLAlchemy gives it.
        locks_rows: whether others write at the same time, so that a decision locks what it is about.
    """

    dialect: str
    locks_rows: bool

    def __init__(self, driver: Any, connection: Connection | None = None) -> None:
        self.driver = driver
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection in the same transaction; the first one loads SQLAlchemy (0.4 s)."""
        if self._connection is None:
            self._connection = self._through()
        return self._connection

    @property
    def session(self) -> int | None:
        """What the server calls this connection; None where there is no server."""
        return None

    def _through(self) -> Connection:
        """Return SQLAlchemy's connection on the driver's."""
        raise AssertionError("each kind has its own")

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction on the driver: SQLAlchemy's own way takes a tenth of a step's time."""

    def is_alive(self) -> bool:
        """Tell whether the connection still stands, as far as is known here without asking."""
        return True

    def interrupt(self) -> None:
        """Stop what is asked on this connection at the moment, from another thread."""

    def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once per row of values."""
        self.driver.executemany(statement, rows)

    def end(self, *, keep: bool) -> None:
        """Commit the transaction, or roll it back, with SQLAlchemy where it has joined in."""
        through = self._connection
        ends: Any = through if through is not None and through.in_transaction() else self.driver
        if keep:
            ends.commit()
        else:
            ends.rollback()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self.driver.close()


class SqliteLink(Link):
    """A connection to a file: its one writer holds the whole of it."""

    dialect = "sqlite"
    locks_rows = False

    def _through(self) -> Connection:
        from desktop_crm.store.engine import connection_on

        return connection_on(self.driver)

    def begin(self, *, writes: bool) -> None:
        """Begin; who writes takes the lock at once, so that nothing it reads can change."""
        self.driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once per row of values, an INSERT of many once per fifty."""
        many = len(rows) >= _TOGETHER and _VALUES.search(statement)
        whole = len(rows) - len(rows) % _TOGETHER if many else 0
        for start in range(0, whole, _TOGETHER):
            together = rows[start : start + _TOGETHER]
            self.driver.execute(_of_many(statement), [*chain.from_iterable(together)])
        if whole < len(rows):
            self.driver.executemany(statement, rows[whole:])

    def interrupt(self) -> None:
        """Stop what is asked at the moment."""
        self.driver.interrupt()


@lru_cache(maxsize=256)
def _of_many(statement: str) -> str:
    """Return the INSERT of one row as that of fifty."""
    return _VALUES.sub(lambda found: "VALUES " + ", ".join([found[1]] * _TOGETHER), statement)


class Links:
    """Connections of one kind, opened when all others are in use, and kept."""

    def __init__(self, connect: Callable[[], Link]) -> None:
        self._connect = connect
        self._idle: list[Link] = []
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[Link]:
        """Lend a connection that nobody else uses meanwhile."""
        link = self._take()
        try:
            yield link
        finally:  # whatever became of the transaction, it is over
            if self._closed:
                link.close()
            else:
                self._idle.append(link)

    def _take(self) -> Link:
        while True:
            try:
                link = self._idle.pop()
            except IndexError:
                return self._connect()
            if link.is_alive():
                return link
            link.close()

    def close(self) -> None:
        """Close the connections; one that is lent closes when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
