"""Hearing what others change by asking: for who reaches a shared store through a pooler, where nothing is told.

A pooler that shares connections between transactions takes `LISTEN` and forgets it. Asked once a second, the change
log says the same as the server would have told, with our own changes among them.
"""

from __future__ import annotations

import secrets
from collections import defaultdict, deque
from contextlib import closing
from threading import Event
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop_crm.core.changes import Changes
from desktop_crm.store.hearing import MOST, everything
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect, is_pooled
from desktop_crm.store.server.telling import CHANNEL
from desktop_crm.store.told import told_by
from desktop_crm.store.whole import whole_schema

if TYPE_CHECKING:
    from desktop_crm.store.server.logins import LogIn
    from desktop_crm.store.work import Reading, Store

EVERY = 1.0
# Seconds within which what is told arrives, where anything does.
_PROBED = 1.0
# Long transactions are rare: of so many earlier looks one was before the oldest that is still under way.
_LOOKS = 600
_HERE = "SELECT seen, following, last FROM crm_told_until()"
_SINCE = "SELECT of_table, thing, customer FROM crm_told_since(%s, %s, %s)"


def is_told(listening: Any, address: Address, log_in: LogIn | None) -> bool:
    """Tell whether a connection that listens is told anything; True at once where no pooler is in between."""
    if not is_pooled(listening):
        return True
    word = f"probe {secrets.token_hex(8)}"
    with closing(connect(address, writes=True, log_in=log_in)) as beside:
        beside.autocommit = True
        beside.execute("SELECT pg_notify(%s, %s)", (CHANNEL, word))
    return any(found.payload == word for found in listening.notifies(timeout=_PROBED, stop_after=1))


class PolledEar:
    """Asks a shared store every second what changed since it asked before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hushed = Event()
        self._seen: str | None = None
        # The end of the log at a look, and the first transaction that began after the look that followed: none of
        # that one or later wrote an entry before that end.
        self._ends: deque[tuple[int, int]] = deque(maxlen=_LOOKS)
        self._last = 0

    def hear(self) -> Changes:
        """Wait for the time to ask, then tell what changed; at first, that anything may have."""
        if self._seen is not None and self._hushed.wait(EVERY):
            return Changes()
        before = self._seen
        self._seen = None  # until the answer is here; asked again after a failure, it begins anew
        with self._store.read() as view:
            found = everything() if before is None else self._since(view, before)
            self._seen = self._look(view)
        return found

    def hush(self) -> None:
        """End the turn."""
        self._hushed.set()

    def close(self) -> None:
        """Nothing is held."""

    def _look(self, view: Reading) -> str:
        seen, following, last = view.driver.execute(_HERE).fetchone()
        self._ends.append((following, self._last))
        self._last = last or 0
        return str(seen)

    def _floor(self, before: str) -> int:
        """Return an entry of the log before which nothing was written by who was under way at a look, or after it."""
        oldest = int(before.partition(":")[0])
        return max((end for began, end in self._ends if began <= oldest), default=0)

    def _since(self, view: Reading, before: str) -> Changes:
        rows = view.driver.execute(_SINCE, (before, self._floor(before), MOST + 1)).fetchall()
        if len(rows) > MOST:
            return everything()
        marks: dict[str, set[str]] = defaultdict(set)
        whole: set[str] = set()
        tables = whole_schema().tables
        for name, thing, customer in rows:
            for kind, column in told_by(tables[name]):
                if column == "id":
                    marks[kind].add(thing)
                elif column != "customer_id":
                    whole.add(kind)
                elif customer is not None:
                    marks[kind].add(customer)
        told = MappingProxyType({kind: frozenset(found) for kind, found in marks.items()})
        return Changes(marks=told, whole=frozenset(whole))
