"""Bulk rows into an embedded store: straight into the tables, indexes and triggers made afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table

from desktop_crm.store.schema import metadata

BATCH = 4_000


class Sink:
    """One writing connection and its waiting rows.

    Rows are tuples in the order of `columns`; what a table defaults to stands in the statement itself.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self.written = 0

    def into(self, table: str, columns: Sequence[str]) -> Any:
        """Return what takes a row for `table`: a function of one tuple, its values in the order of `columns`."""
        statement = insert_statement(metadata.tables[table], columns)
        return self._waiting.setdefault(statement, []).append

    def flush(self, least: int = 1) -> None:
        """Write the tables that have at least `least` rows waiting."""
        for statement, waiting in self._waiting.items():
            if len(waiting) >= least:
                self.connection.executemany(statement, waiting)
                self.written += len(waiting)
                waiting.clear()


def insert_statement(table: Table, columns: Sequence[str]) -> str:
    """Return an INSERT with a mark for each of `columns` and the default of every other column that has one."""
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise KeyError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    names, values = list(columns), ["?"] * len(columns)
    for column in table.columns:
        if column.name not in columns and column.default is not None:
            names.append(column.name)
            values.append(_literal(column.default.arg))  # type: ignore[attr-defined]
        elif column.name not in columns and not column.nullable:
            raise KeyError(f"{table.name}.{column.name} needs a value")
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(values)})"


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"no literal for {value!r}")


@contextmanager
def bulk(connection: Any) -> Iterator[None]:
    """Take secondary indexes and triggers away while rows are written, and put back exactly the same ones.

    The change log holds nothing about generated rows: they were never typed in by anybody.
    """
    made = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND (type = 'trigger' OR (type = 'index' AND tbl_name NOT LIKE 'sqlite_%')) ORDER BY type, rowid"
    ).fetchall()
    virtual = _shadow_tables(connection)
    made = [row for row in made if not _touches(row[2], virtual)]
    # The log and the guards are triggers: with them each row would cost four times as much.
    for kind, name, _sql in made:
        connection.execute(f'DROP {kind.upper()} "{name}"')
    yield
    for _kind, _name, sql in made:
        connection.execute(sql)


def _shadow_tables(connection: Any) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall()
    return [name for (name,) in rows]


def _touches(sql: str, tables: Sequence[str]) -> bool:
    """Tell whether a statement is about a virtual table's own storage."""
    on = re.search(r"\bON\s+\"?(\w+)", sql, re.IGNORECASE)
    return on is not None and any(on.group(1).startswith(f"{name}_") for name in tables)
