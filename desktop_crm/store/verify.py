"""The whole check of a store: pages, references, schema, triggers and indexes, each finding a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from desktop_crm.core.i18n import _
from desktop_crm.store.copying import damage
from desktop_crm.store.driver import connect, explain, known_errors
from desktop_crm.store.engine import make_engine
from desktop_crm.store.findings import Finding
from desktop_crm.store.identity import verified
from desktop_crm.store.migrate import differences
from desktop_crm.store.open import refuse_unfit
from desktop_crm.store.search import broken_indexes
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.triggers import statements
from desktop_crm.store.whole import whole_schema


def check_store(path: Location, key: bytes | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with the store at `path`; empty when it is whole. Reads all of it, writes nothing.

    Raises `StoreProblem` when it can't be opened at all.
    """
    if isinstance(path, Address):
        from desktop_crm.store.server.upgrade import check_server_store

        return check_server_store(path)
    refuse_unfit(path, key)
    with known_errors(path):
        reading = connect(path, key, writes=False)
        try:
            damaged = tuple(_pages(reading, path))
            if damaged:
                return damaged
            verified(reading, path)
            found = [*_references(reading), *_triggers(reading), *_context(reading)]
        finally:
            reading.close()
        return (*found, *_schema(path, key), *_search(path, key))


def _pages(reading: Any, path: Path) -> Iterator[Finding]:
    try:
        for found in damage(reading):
            yield Finding("pages", _("The file is damaged: {what}. Restore a backup.").format(what=found))
    except driver.DatabaseError as error:
        yield Finding("pages", str(explain(error, path)))


def _references(reading: Any) -> Iterator[Finding]:
    broken: dict[tuple[str, str], int] = {}
    for table, _row, parent, _constraint in reading.execute("PRAGMA foreign_key_check"):
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), count in broken.items():
        yield Finding(
            "references",
            _(
                "{count} rows of {table} refer to rows of {parent} that are not there. Restore a backup."
            ).format(count=count, table=table, parent=parent),
        )


def _triggers(reading: Any) -> Iterator[Finding]:
    """Every open compares the triggers with their kept hash; this, with those that the release would make."""
    count = other_triggers(reading)
    if count:
        yield Finding(
            "triggers",
            _(
                "{missing} triggers are missing or of an earlier release. Run “desktop-crm store upgrade”."
            ).format(missing=count),
        )


def other_triggers(reading: Any) -> int:
    """Return how many triggers of a SQLite store are not those that this release makes."""
    there = {row[0] for row in reading.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    expected = set(statements(whole_schema()))
    return len(expected - there) or len(there - expected)


def _context(reading: Any) -> Iterator[Finding]:
    rows = reading.execute("SELECT silent FROM write_context").fetchall()
    if rows != [(0,)]:
        yield Finding(
            "context",
            _(
                "The row that says who is writing is missing, doubled or silent, so changes go unlogged. "
                "Restore a backup."
            ),
        )


def _schema(path: Path, key: bytes | None) -> Iterator[Finding]:
    engine = make_engine(path, key, writes=False)
    try:
        with engine.connect() as connection:
            for difference in differences(connection):
                yield Finding(
                    "schema", _("The tables differ from this release's: {what}.").format(what=difference)
                )
    finally:
        engine.dispose()


def _search(path: Path, key: bytes | None) -> Iterator[Finding]:
    connection = connect(path, key, writes=True)
    try:
        for index in broken_indexes(connection):
            yield Finding(
                "search",
                _(
                    "The search index {index} does not match the customers. Run “desktop-crm store upgrade”, "
                    "which makes it again."
                ).format(index=index),
            )
    finally:
        connection.close()
