"""Hearing what others change in a store: one ear for each kind of database, both with the same answer.

An ear is used by one thread of its own. What this very process writes is not heard: its windows know already.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from threading import Event
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from desktop_crm.core.changes import Changes
from desktop_crm.store.changed_rows import last_change
from desktop_crm.store.server.address import Address
from desktop_crm.store.told import kinds, told_by
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Reading, Store

# How long an ear listens at a time, in seconds: half the second within which a change has to be seen.
TURN = 0.4
# Of more rows than these only the kinds are told; nobody waits for a screen to look for itself among thousands.
MOST = 200
_SINCE = (
    "SELECT seq, table_name, pk, scope, CASE op WHEN 'D' THEN old END FROM change_log WHERE seq > ? "
    "ORDER BY seq LIMIT ?"
)


class Ear(Protocol):
    """What hears others' changes."""

    def hear(self) -> Changes:
        """Listen for a turn; return what others changed, which is nothing as a rule.

        The first answer is that anything may have changed: screens were read before the ear was there. Raises
        `StoreProblem` when the store can't be reached; asked again, it tries to reach it again, and begins anew.
        """
        ...

    def clock_off(self) -> float:
        """Return by how many seconds this computer's clock is ahead of the store's; less than nothing: behind."""
        ...

    def hush(self) -> None:
        """End the turn now, from another thread, and be done with listening."""
        ...

    def close(self) -> None:
        """Let go of what it listened with; on the thread that listened."""
        ...


def ear_of(store: Store, turn: float = TURN) -> Ear:
    """Return what hears others' changes of a store, from now on.

    Args:
        turn: for how many seconds it listens at a time.
    """
    if isinstance(store.location, Address):
        from desktop_crm.store.server.hearing import ServerEar

        return ServerEar(store, store.location, turn)
    return FileEar(store, turn)


def everything() -> Changes:
    """Return what is said when nobody knows what was missed."""
    return Changes(whole=kinds(whole_schema()))


class FileEar:
    """Hears what other processes write to a file: SQLite counts, for a connection, the commits of all others.

    It is the connection that writes here which is asked, so that our own commits don't count.
    """

    def __init__(self, store: Store, turn: float) -> None:
        self._store, self._turn = store, turn
        self._hushed = Event()
        self._commits = self._last = -1

    def hear(self) -> Changes:
        """Look once a turn whether others wrote, and what; at first, that anything may have changed."""
        if self._last >= 0:
            self._hushed.wait(self._turn)
        if self._hushed.is_set() or not self._others_wrote():
            return Changes()
        with self._store.read() as view:
            if self._last >= 0:
                return self._read(view)
            self._last = last_change(view)
            return everything()

    def clock_off(self) -> float:
        """A file goes by this computer's clock."""
        return 0.0

    def hush(self) -> None:
        """End the turn."""
        self._hushed.set()

    def close(self) -> None:
        """Nothing is held."""

    def _others_wrote(self) -> bool:
        # While somebody writes here, nobody else does: a later turn is early enough.
        if not self._store.one_writer.acquire(timeout=self._turn):
            return False
        try:
            with self._store.database.errors():
                writer = self._store.held_writer().driver
                (commits,) = writer.execute("PRAGMA data_version").fetchone()
        finally:
            self._store.one_writer.release()
        before, self._commits = self._commits, commits
        return bool(before != commits)

    def _read(self, view: Reading) -> Changes:
        rows = view.driver.execute(_SINCE, (self._last, MOST + 1)).fetchall()
        if len(rows) > MOST:
            self._last = last_change(view)
            return everything()
        if rows:
            self._last = rows[-1][0]
        found: dict[str, set[UUID]] = defaultdict(set)
        for kind, thing in _things(view, [row[1:] for row in rows]):
            found[kind].add(thing)
        return Changes(MappingProxyType({kind: frozenset(ids) for kind, ids in found.items()}))


def _things(
    view: Reading, entries: list[tuple[str, str, str | None, str | None]]
) -> Iterator[tuple[str, UUID]]:
    """Yield what entries of the log are told as: by the entry itself, else by the row it is of."""
    tables = whole_schema().tables
    for name, key, scope, old in dict.fromkeys(entries):
        gone: dict[str, Any] = json.loads(old) if old else {}
        for kind, column in told_by(tables[name]):
            if column == "id":
                yield kind, UUID(key)
            elif column == "customer_id":
                if scope:
                    yield kind, UUID(scope)
            elif old is not None:
                if gone.get(column):
                    yield kind, UUID(gone[column])
            else:
                found = view.driver.execute(
                    f'SELECT "{column}" FROM "{name}" WHERE id = ?', (UUID(key).bytes,)
                ).fetchone()
                if found is not None and found[0] is not None:
                    yield kind, UUID(bytes=found[0])
