"""Rows on their way into a store: collected by statement; indexes and triggers are made afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Table

from desktop_crm.store.whole import whole_schema

Row = tuple[Any, ...]


class Sink:
    """Rows that wait to be written, by the statement that writes them.

    Rows are tuples in the order of their columns; what a table defaults to stands in the statement itself.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[Row]] = {}

    def into(self, table: str, columns: str) -> Callable[[Row], None]:
        """Return what takes a row for `table`: a function of one tuple, with the values of `columns`.

        `columns` are names with a blank between two.
        """
        statement = insert_statement(whole_schema().tables[table], columns.split())
        return self._waiting.setdefault(statement, []).append

    def take(self) -> list[tuple[str, list[Row]]]:
        """Return the rows that wait, each list with its statement, and wait for new ones."""
        taken = [(statement, waiting[:]) for statement, waiting in self._waiting.items() if waiting]
        for waiting in self._waiting.values():
            waiting.clear()
        return taken


def insert_statement(table: Table, columns: Sequence[str]) -> str:
    """Return an INSERT with a mark for each of `columns`, and the defaults of the others that have one."""
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise KeyError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    names, values = list(columns), ["?"] * len(columns)
    for column in table.columns:
        if column.name not in columns and (column.default is not None or not column.nullable):
            names.append(column.name)
            values.append(_default(column))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(values)})"


def _default(column: Column[Any]) -> str:
    value = getattr(column.default, "arg", None)
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"{column.table.name}.{column.name} needs a value: its default can't be written out")


@contextmanager
def bulk(driver: Any) -> Iterator[None]:
    """Take secondary indexes and triggers away while rows are written, and put back exactly the same ones.

    With them each row would cost four times as much. The change log gets nothing about generated rows: nobody
    ever typed them in.
    """
    made = driver.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "WHERE sql IS NOT NULL AND type IN ('trigger', 'index') ORDER BY type, rowid"
    ).fetchall()
    storage = _full_text_storage(driver)
    made = [row for row in made if not storage.match(row[2])]
    for kind, name, _table, _sql in made:
        driver.execute(f'DROP {kind.upper()} "{name}"')
    yield
    for _kind, _name, _table, sql in made:
        driver.execute(sql)


def _full_text_storage(driver: Any) -> re.Pattern[str]:
    """Return a pattern of the tables in which full-text indexes keep themselves: those are theirs alone."""
    rows = driver.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall()
    names = "|".join(re.escape(name) for (name,) in rows)
    return re.compile(f"({names})(_|$)") if names else re.compile(r"(?!)")
