"""Where the time of a save goes: reading, rows with their log, search index, commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PARTS = ("reading", "rows with their log", "search index", "commit")
_READING, _ROWS, _INDEX, _COMMIT = PARTS
# Tables by which customers are found, and contacts by what was said.
_FOUND_BY = ("search_", "contact_words")


class Watched:
    """Stands for the driver's connection of a writer; `seconds` tells what each part took since `begin`."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.begin()

    def begin(self) -> None:
        """Begin to count anew."""
        self.seconds = dict.fromkeys(PARTS, 0.0)

    def execute(self, text: str, values: Any = ()) -> Any:
        """Pass on and count one statement."""
        return self._counted(_part(text), self._connection.execute, text, values)

    def executemany(self, text: str, rows: Any) -> Any:
        """Pass on and count one statement for many rows."""
        return self._counted(_part(text), self._connection.executemany, text, rows)

    def commit(self) -> None:
        """Pass on and count the end of a transaction."""
        self._counted(_COMMIT, self._connection.commit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def _counted(self, part: str, does: Callable[..., Any], *given: Any) -> Any:
        begun = time.perf_counter()
        try:
            return does(*given)
        finally:
            self.seconds[part] += time.perf_counter() - begun


def _part(text: str) -> str:
    if any(name in text for name in _FOUND_BY):
        return _INDEX
    return _READING if text.lstrip().startswith(("SELECT", "BEGIN")) else _ROWS
