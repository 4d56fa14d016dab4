"""What a use case asks of the driver, written down, and the same asked again by the driver alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from desktop_crm.store.driver import connect
from desktop_crm.store.work import Store


class Asked(NamedTuple):
    """One call of the driver's connection: the name of the method, and what it was given."""

    method: str
    given: tuple[Any, ...]


class Recorder:
    """Stands for the driver's connection of a writer, and writes down what it is asked."""

    def __init__(self, connection: Any, asked: list[Asked]) -> None:
        self._connection, self._asked = connection, asked

    def execute(self, text: str, values: Any = ()) -> Any:
        """Write down and pass on one statement."""
        self._asked.append(Asked("execute", (text, values)))
        return self._connection.execute(text, values)

    def executemany(self, text: str, rows: Any) -> Any:
        """Write down and pass on one statement for many rows."""
        self._asked.append(Asked("executemany", (text, rows)))
        return self._connection.executemany(text, rows)

    def commit(self) -> None:
        """Write down and pass on the end of a transaction."""
        self._asked.append(Asked("commit", ()))
        self._connection.commit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def recorded(store: Store) -> Iterator[list[Asked]]:
    """Write down what is asked of the writer of a store file, as long as the block lasts."""
    link, asked = store.held_writer(), list[Asked]()
    connection = link.driver
    link.driver = Recorder(connection, asked)
    try:
        yield asked
    finally:
        link.driver = connection


def replay(path: Path, asked: list[Asked]) -> float:
    """Ask the driver alone the same of a store that is as the first one was; return the seconds it takes."""
    with closing(connect(path, None, writes=True)) as connection:
        begun = time.perf_counter()
        for method, given in asked:
            found = getattr(connection, method)(*given)
            if method == "execute":
                found.fetchall()
        return time.perf_counter() - begun
