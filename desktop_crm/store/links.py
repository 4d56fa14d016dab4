"""The connections of a store: the driver's, with SQLAlchemy's on top of one only where a statement needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Link:
    """One connection to a store.

    Attributes:
        driver: the driver's connection; hot paths run on it.
        dialect: the database's name, as SQLAlchemy gives it.
    """

    dialect = "sqlite"

    def __init__(self, driver: Any, connection: Connection | None = None) -> None:
        self.driver = driver
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection in the same transaction; the first one loads SQLAlchemy (0.4 s)."""
        if self._connection is None:
            from desktop_crm.store.engine import connection_on

            self._connection = connection_on(self.driver)
        return self._connection

    def begin(self, how: str) -> None:
        """Begin a transaction on the driver: SQLAlchemy's own way takes a tenth of a step's time."""
        self.driver.execute(how)

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


class Links:
    """Connections of one kind, opened when all others are in use, and kept."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._idle: list[Link] = []
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[Link]:
        """Lend a connection that nobody else uses meanwhile."""
        try:
            link = self._idle.pop()
        except IndexError:
            link = Link(self._connect())
        try:
            yield link
        finally:  # whatever became of the transaction, it is over
            if self._closed:
                link.close()
            else:
                self._idle.append(link)

    def close(self) -> None:
        """Close the connections; one that is lent closes when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
