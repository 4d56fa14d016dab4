"""Telling what is held on people and erasing them, on either database, by the list in `store.personal`.

On a server functions of the owner's do it, which ask for the right themselves. In a file what was erased is
overwritten too: the pages that are changed as they are changed, those that were freed before by writing over all
of them, and the write-ahead log by emptying it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Table

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.store.leftover import pages_tell
from desktop_crm.store.personal import ageing, erasing, held_in, logged_in, place_on_file
from desktop_crm.store.said import INDEX as SAID
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.triggers import ERASING, LOUD
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Reading, Store, Writing

LOGGED = ("seq", "at", "actor", "table_name", "pk", "op", "old", "new")
# SQLite's largest value is a thousand million bytes.
_MOST_BYTES = 900_000_000


def held_rows(view: Reading, people: Collection[UUID]) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that hold something of people, by their tables, as JSON values; large columns left out.

    Raises `Refused` on a server for who may not tell it.
    """
    schema = whole_schema().tables
    columns = {name: [column.name for column in table.columns] for name, table in schema.items()}
    found: dict[str, list[dict[str, Any]]] = {}
    if view.dialect == "postgresql":
        said = view.driver.execute("SELECT of_table, content FROM crm_held(%s)", (list(people),))
        for name, content in said.fetchall():
            found.setdefault(name, []).append(_plain_row(schema[name], json.loads(content)))
        return found
    for name, statement in held_in(place_on_file(people), columns):
        cursor = view.driver.execute(statement)
        names = [column[0] for column in cursor.description]
        rows = [_plain_row(schema[name], dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
        if rows:
            found[name] = rows
    return found


def held_log(view: Reading, people: Collection[UUID]) -> list[dict[str, Any]]:
    """Return what the change log says of people's rows, oldest first, as JSON values."""
    if view.dialect == "postgresql":
        said = view.driver.execute("SELECT * FROM crm_held_log(%s)", (list(people),))
    else:
        told = " UNION ".join(
            f"SELECT {', '.join(LOGGED)} FROM change_log WHERE {condition}"
            for _table, condition in logged_in(place_on_file(people))
        )
        said = view.driver.execute(f"{told} ORDER BY 1")
    return [_plain_entry(dict(zip(LOGGED, row, strict=True))) for row in said.fetchall()]


def _plain_entry(entry: dict[str, Any]) -> dict[str, Any]:
    for name in ("old", "new"):
        entry[name] = json.loads(entry[name]) if entry[name] else None
    entry["at"] = from_micros(entry["at"]).isoformat()
    entry["actor"] = str(UUID(entry["actor"])) if entry["actor"] else None
    return entry


def _plain_row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(table.columns[name], value) for name, value in row.items()}


def _plain(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Id):
        return str(UUID(bytes=value)) if isinstance(value, bytes) else str(value)
    if isinstance(column.type, Instant):
        return from_micros(value).isoformat()
    if isinstance(column.type, Boolean):
        return bool(value)
    return str(value) if isinstance(column.type, Date) else value


def erase_rows(work: Writing, people: Collection[UUID]) -> dict[str, int]:
    """Erase people in somebody's transaction, who are out of the search index already; nothing of it is logged.

    Returns how many rows of each table were removed or emptied.

    Raises `Refused` on a server for who may not, or while a case of theirs is running.
    """
    if work.dialect == "postgresql":
        return dict(work.driver.execute("SELECT * FROM crm_erase(%s)", (list(people),)).fetchall())
    return _run_erasing(work, erasing(place_on_file(people)))


def erase_older(work: Writing, person: UUID, kind: str, before: datetime) -> dict[str, int]:
    """Erase what a person's rows of a kind (`personal.AGEING`) say that are older; nothing of it is logged.

    Returns how many rows of each table were removed or emptied. Raises `Refused` on a server for who may not, or
    while a case of theirs is running.
    """
    moment = to_micros(before)
    if work.dialect == "postgresql":
        said = work.driver.execute("SELECT * FROM crm_age(%s, %s, %s)", ([person], kind, moment))
        return dict(said.fetchall())
    return _run_erasing(work, ageing(place_on_file([person]), kind, str(moment)))


def _run_erasing(work: Writing, statements: Iterable[tuple[str, str]]) -> dict[str, int]:
    # Until `free_pages` the pages that come free are overwritten as well: that costs writing them.
    work.driver.execute("PRAGMA secure_delete = ON").fetchall()
    work.driver.execute(f"UPDATE write_context SET silent = {ERASING}")
    touched: dict[str, int] = {}
    for name, statement in statements:
        touched[name] = touched.get(name, 0) + int(work.driver.execute(statement).rowcount)
    work.driver.execute(f"UPDATE write_context SET silent = {LOUD}")
    return {name: count for name, count in touched.items() if count and name != "change_log"}


def forget_said(work: Writing, words: Collection[str]) -> None:
    """Write the index of contact history in a file anew where it keeps part of a word that nobody has any more.

    That is where a page begins with it, which stays when the word is taken out of the page. `words` are folded.
    """
    if work.dialect == "sqlite" and pages_tell(work.driver, SAID, words):
        work.driver.execute(f"INSERT INTO {SAID} ({SAID}) VALUES ('optimize')")


@dataclass(frozen=True, slots=True)
class Freed:
    """What became of the pages on which erased rows stood.

    Attributes:
        pages: how many free pages of a file were overwritten.
        done: whether nothing is left of them; False while somebody reads an earlier state, and on a server until
            its tables are vacuumed (`compacting`).
    """

    pages: int
    done: bool


def free_pages(store: Store) -> Freed:
    """Overwrite what a file keeps of rows that were erased: free pages, and the write-ahead log."""
    with store.one_writer, store.database.errors():
        link = store.held_writer()
        if link.dialect != "sqlite":
            return Freed(0, False)
        driver = link.driver
        pages = int(driver.execute("PRAGMA freelist_count").fetchone()[0])
        driver.execute("PRAGMA secure_delete = ON").fetchall()
        for size in _pieces(pages * int(driver.execute("PRAGMA page_size").fetchone()[0])):
            # A value that takes all free pages, and gives them back empty.
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("CREATE TABLE erased_pages (content BLOB)")
            driver.execute("INSERT INTO erased_pages VALUES (zeroblob(?))", (size,))
            driver.execute("DROP TABLE erased_pages")
            driver.execute("COMMIT")
        driver.execute("PRAGMA secure_delete = FAST").fetchall()
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return Freed(pages, not busy)


def _pieces(size: int) -> Iterator[int]:
    while size > 0:
        yield min(size, _MOST_BYTES)
        size -= _MOST_BYTES
