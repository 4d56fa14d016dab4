"""A shared store's database, as the unit of work uses it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.store.links import Link
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect, is_alive
from desktop_crm.store.server.identity import verified
from desktop_crm.store.server.problems import server_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_crm.store.server.logins import LogIn
    from desktop_crm.store.work import Writing

_BEGIN = "SELECT crm_begin(%s::text, %s::bigint)"


class ServerLink(Link):
    """A connection to a server: the driver begins a transaction at its first statement."""

    dialect = "postgresql"
    locks_rows = True

    @property
    def session(self) -> int | None:
        """The process that serves this connection."""
        return None if self.driver.closed else int(self.driver.info.backend_pid)

    def _through(self) -> Connection:
        from desktop_crm.store.server.engine import connection_on

        return connection_on(self.driver)

    def end(self, *, keep: bool) -> None:
        """Commit or roll back; where the connection broke, the server has rolled back already."""
        if keep or not self.driver.closed:
            super().end(keep=keep)

    def close(self) -> None:
        """Close the connection; of a broken one nothing is asked any more."""
        if self.driver.closed:
            self.driver.close()
        else:
            super().close()

    def is_alive(self) -> bool:
        """Tell whether the server has not said good-bye."""
        return is_alive(self.driver)

    def interrupt(self) -> None:
        """Ask the server to stop a query."""
        self.driver.cancel_safe(timeout=2)

    def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once per row of values, all in one round trip."""
        self.driver.cursor().executemany(statement, rows)


class ServerDatabase:
    """A store on a server: many write at once, each locking what a decision is about."""

    encrypted = False  # by a key of ours; how the server keeps its files is its administrator's to say

    def __init__(self, address: Address, *, stamps: bool, log_in: LogIn | None = None) -> None:
        self._address, self.stamps, self.log_in = address, stamps, log_in

    def link(self, *, writes: bool) -> Link:
        """Return a new connection."""
        return ServerLink(connect(self._address, writes=writes, log_in=self.log_in))

    def verified(self, driver: Any) -> UUID:
        """Return the store's UUID, or raise `StoreProblem`."""
        return verified(driver, self._address)

    def errors(self) -> AbstractContextManager[None]:
        """Turn the server's errors into known ones."""
        return server_errors(self._address)

    def introduce(self, work: Writing, now: datetime) -> datetime:
        """Say who acts where the triggers read it. The clocks of fifty desks differ: the instant is the
        server's, unless time is made up (by tests).
        """
        actor = None if work.actor is None else work.actor.hex
        said = work.driver.execute(_BEGIN, (actor, None if self.stamps else to_micros(now)))
        return from_micros(said.fetchone()[0])
