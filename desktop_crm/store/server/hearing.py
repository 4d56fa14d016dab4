"""Hearing what others change in a shared store: the server tells whoever listens, as their commits are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import psycopg

from desktop_crm.core.changes import Changes
from desktop_crm.core.clock import SystemTime
from desktop_crm.store.hearing import everything
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.clock import clock_off
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.polling import PolledEar, is_told
from desktop_crm.store.server.problems import server_errors
from desktop_crm.store.server.telling import CHANNEL, MANY
from desktop_crm.store.told import kinds
from desktop_crm.store.whole import whole_schema

if TYPE_CHECKING:
    from psycopg import Connection, Notify

    from desktop_crm.store.work import Store

# After a word, what comes within so many seconds is told together: fifty changes a second are two reads, not fifty.
_TOGETHER = 0.4


class ServerEar:
    """Listens on a connection of its own, which does nothing else; through a pooler that tells nothing, it asks."""

    def __init__(self, store: Store, address: Address, turn: float) -> None:
        self._store, self._address, self._turn = store, address, turn
        self._asking: PolledEar | None = None
        self._heard = False
        self._kinds = kinds(whole_schema())
        self._connection: Connection[Any] | None = None

    def hear(self) -> Changes:
        """Wait a turn for the first word of a burst, which is told at once; those after it are told together."""
        if self._asking is not None:
            return self._asking.hear()
        with server_errors(self._address):
            if self._connection is None:
                self._connection = self._listening()
                if self._connection is None:
                    self._asking = PolledEar(self._store)
                return everything()
            try:
                words = [
                    *(
                        self._connection.notifies(timeout=_TOGETHER)
                        if self._heard
                        else self._connection.notifies(timeout=self._turn, stop_after=1)
                    )
                ]
            except BaseException:
                self.close()
                raise
        self._heard = bool(words)
        return self._understood(words)

    def clock_off(self) -> float:
        """Ask the server; where tests make up the time, it is the store's own."""
        return clock_off(self._store) if isinstance(self._store.time, SystemTime) else 0.0

    def hush(self) -> None:
        """End the turn of who asks; no other ends before its time, and is short."""
        if self._asking is not None:
            self._asking.hush()

    def close(self) -> None:
        """Close the connection; heard again, it is made anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listening(self) -> Connection[Any] | None:
        """Return a connection that is told what others change; None where none is to be had."""
        address, log_in = self._address.behind(), self._store.database.log_in
        try:
            made = connect(address, writes=True, log_in=log_in)
        except psycopg.OperationalError:
            if address is self._address:
                raise
            return None  # the pooler is reached, or its own refusal says why it isn't
        try:
            made.autocommit = True
            made.execute(f"LISTEN {CHANNEL}")
            told = is_told(made, address, log_in)
        except BaseException:
            made.close()
            raise
        if not told:
            made.close()
        return made if told else None

    def _understood(self, words: Iterable[Notify]) -> Changes:
        marks: dict[str, set[str]] = defaultdict(set)
        whole: set[str] = set()
        ours = self._store.own_session
        for word in words:
            kind, _space, mark = word.payload.partition(" ")
            if word.pid == ours or kind not in self._kinds:  # anybody may say anything on a channel
                continue
            if mark == MANY:
                whole.add(kind)
            else:
                marks[kind].add(mark)
        told = MappingProxyType({kind: frozenset(found) for kind, found in marks.items()})
        return Changes(marks=told, whole=frozenset(whole))
