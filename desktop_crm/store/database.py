"""The database behind a store: what differs between a SQLite file and a PostgreSQL server, in one place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from desktop_crm.core.clock import to_micros
from desktop_crm.store.driver import connect, known_errors
from desktop_crm.store.identity import verified
from desktop_crm.store.links import Link, SqliteLink
from desktop_crm.store.prepared import kept
from desktop_crm.store.server.address import Address, Location

if TYPE_CHECKING:
    from desktop_crm.store.server.logins import LogIn
    from desktop_crm.store.work import Writing

_SET_CONTEXT = kept("store", "SET_CONTEXT")


class Database(Protocol):
    """What the unit of work asks of either kind.

    Attributes:
        encrypted: whether a key opens it.
        log_in: as whom it is connected to, where every employee has a log-in of their own.
    """

    encrypted: bool
    log_in: LogIn | None

    def link(self, *, writes: bool) -> Link:
        """Return a new connection."""
        ...

    def verified(self, driver: Any) -> UUID:
        """Return the store's UUID, or raise `StoreProblem` for what can't be opened."""
        ...

    def errors(self) -> AbstractContextManager[None]:
        """Turn the driver's errors into known ones."""
        ...

    def introduce(self, work: Writing, now: datetime) -> datetime:
        """Say who acts in the transaction that has begun; return its instant of recording."""
        ...


class SqliteFile:
    """A store in a file of its own: one writer at a time, who holds the whole of it."""

    def __init__(self, path: Path, key: bytes | None, sync: str) -> None:
        self._path, self._key, self._sync = path, key, sync
        self.encrypted = key is not None
        self.log_in: LogIn | None = None

    def link(self, *, writes: bool) -> Link:
        """Return a new connection; readers can't write at all."""
        sync = self._sync if writes else "FULL"
        return SqliteLink(connect(self._path, self._key, writes=writes, sync=sync))

    def verified(self, driver: Any) -> UUID:
        """Return the store's UUID, or raise `StoreProblem`."""
        return verified(driver, self._path)

    def errors(self) -> AbstractContextManager[None]:
        """Turn SQLite's errors into known ones."""
        return known_errors(self._path)

    def introduce(self, work: Writing, now: datetime) -> datetime:
        """Set the one row that the triggers read."""
        actor = None if work.actor is None else work.actor.hex
        work.run(_SET_CONTEXT, now=now, who=actor, wall=stamp_of(now))
        return now


def database_at(
    location: Location,
    key: bytes | None = None,
    sync: str = "FULL",
    *,
    stamps: bool = True,
    log_in: LogIn | None = None,
) -> Database:
    """Return the database at `location`; a server's driver is loaded only where there is one.

    Args:
        sync: SQLite's ``synchronous``; anything but FULL is for benchmarks and generators.
        stamps: whether a server gives the instants of recording, rather than the desk.
        log_in: who connects to a server; None leaves that to the environment.
    """
    if isinstance(location, Address):
        from desktop_crm.store.server.database import ServerDatabase

        return ServerDatabase(location, stamps=stamps, log_in=log_in)
    return SqliteFile(location, key, sync)


def stamp_of(now: datetime) -> int:
    """Return the hybrid logical clock's stamp of a wall time, before any counting."""
    return (to_micros(now) // 1000) << 16
