"""Rows of many things inserted together: one execution a table instead of one a row, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from desktop_crm.store.prepared import Statement
from desktop_crm.store.work import Writing


class Gathering(Writing):
    """A transaction that keeps the rows of some INSERTs until `settle`; all else is done at once.

    Until then no question finds them: whoever asks for what may be among them settles first.

    Args:
        work: the transaction in which this happens.
        later: the INSERT statements whose rows wait, each after those of the tables that it refers to.
    """

    def __init__(self, work: Writing, later: Iterable[Statement]) -> None:
        super().__init__(work._link, work.now, work.actor, work.replica, work.monotonic_ns)
        self._rows: dict[Statement, list[Mapping[str, Any]]] = {statement: [] for statement in later}

    def run(self, statement: Statement, **values: Any) -> int:
        """Keep a row for later, or execute the statement."""
        if statement in self._rows:
            self._rows[statement].append(values)
            return 1
        return super().run(statement, **values)

    def run_many(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep rows for later, or execute the statement for each."""
        if statement in self._rows:
            self._rows[statement].extend(rows)
        else:
            super().run_many(statement, rows)

    def settle(self) -> None:
        """Insert what was kept."""
        for statement, rows in self._rows.items():
            if rows:
                super().run_many(statement, rows)
                rows.clear()
