"""A whole store copied from one kind of database to the other, and compared row by row before it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.driver import known_errors
from desktop_crm.store.engine import make_engine
from desktop_crm.store.files import put_in_place, refuse_existing, scratch_beside
from desktop_crm.store.identity import HEAD, read_facts
from desktop_crm.store.migrate import bring_to
from desktop_crm.store.open import open_store
from desktop_crm.store.search import rebuild_indexes
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.tables import ChangeLog, StoreFact, WriteContext
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Reading, Store

# Each kind says these of itself.
_OWN_FACTS = frozenset({"triggers", "trigger_texts", "search"})
_OWN_TABLES = frozenset({"store_fact", "write_context"})
_PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Moved:
    """A store that was copied and compared: where it is now, and how many rows it has."""

    location: Location
    rows: int


def move_store(source: Location, target: Location, key: bytes | None = None) -> Moved:
    """Copy the store at `source` whole to `target`, of whichever kind each is; the first one stays.

    Identity, recording times, change log, secrets and drafts go along. `key` is the source's, if it is a file.
    The copy is of one moment; what is written to the source afterwards is not in it.

    Raises `StoreProblem` when something is at `target`, or the copy differs; then nothing is left there.
    """
    store = open_store(source, key)
    try:
        with store.read() as view, _being_made(target) as made:
            rows = sum(_copy(view.connection, made, table) for table in _tables())
            _introduce(view, made)
            _refuse_difference(view.connection, made, target)
    finally:
        store.close()
    Store(target).close()
    return Moved(target, rows)


def _tables() -> list[Table]:
    """The tables that are copied, each after those that it refers to."""
    return [table for table in whole_schema().sorted_tables if table.name not in _OWN_TABLES]


@contextmanager
def _being_made(target: Location) -> Iterator[Connection]:
    """Give a connection to a store with tables and nothing in them; it is there when the block ends well."""
    if isinstance(target, Address):
        from desktop_crm.store.server.create import being_filled

        with being_filled(target) as connection:
            yield connection
        return
    refuse_existing(target)
    with scratch_beside(target) as scratch, known_errors(target):
        bring_to(scratch, None)
        with _filling_file(scratch) as connection:
            yield connection
        put_in_place(scratch, target)


@contextmanager
def _filling_file(path: Path) -> Iterator[Connection]:
    engine = make_engine(path, None, writes=True)
    try:
        with engine.begin() as connection:
            # Rows may come before those they refer to; `_refuse_difference` has seen that none is missing.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            yield connection
            driver: Any = connection.connection.driver_connection
            rebuild_indexes(driver)
    finally:
        engine.dispose()


def _copy(source: Connection, target: Connection, table: Table) -> int:
    count = 0
    for piece in _pieces(source, table):
        target.execute(insert(table), [dict(row) for row in piece])
        count += len(piece)
    return count


def _pieces(connection: Connection, table: Table) -> Iterator[Any]:
    """Read a table in the order of its key, which is that of its making, some rows at a time."""
    rows = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_PIECE)
    return connection.execute(rows).mappings().partitions()


def _introduce(view: Reading, made: Connection) -> None:
    """Say who the store is, and where its stamps go on."""
    facts = [
        {"name": name, "content": content}
        for name, content in read_facts(view.driver).items()
        if name not in _OWN_FACTS
    ]
    made.execute(insert(StoreFact), facts)
    found = dict(view.connection.execute(select(WriteContext.__table__)).mappings().one())
    last = view.connection.execute(select(func.max(ChangeLog.xid), func.max(ChangeLog.hlc))).one()
    stamp = max(found["hlc"], last[1] or 0)
    if view.dialect == "postgresql":
        stamp = max(stamp, view.driver.execute("SELECT last_value FROM change_stamp").fetchone()[0])
    found |= {"xid": max(found["xid"], last[0] or 0), "hlc": stamp, "schema_rev": HEAD, "silent": 0}
    made.execute(insert(WriteContext), [found])
    if made.dialect.name == "postgresql":
        _continue_counts(made, stamp)


def _continue_counts(made: Connection, stamp: int) -> None:
    """Let the sequences go on where the copied rows end."""
    made.execute(text("SELECT setval('change_stamp', :stamp)"), {"stamp": stamp})
    for table, column in (("change_log", "seq"), ("search_doc", "rid")):
        made.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
            f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
        )


def _refuse_difference(source: Connection, made: Connection, target: Location) -> None:
    for table in _tables():
        if digest_of(source, table) != digest_of(made, table):
            raise StoreProblem(
                _(
                    "The copy in {target} could not be read back as it was written ({table} differs), so it "
                    "was thrown away; the store was not changed. Try again."
                ).format(target=target, table=table.name)
            )


def digest_of(connection: Connection, table: Table) -> str:
    """Return the SHA-256 of a table's rows in the order of its key, the same on either database."""
    found = hashlib.sha256()
    for piece in _pieces(connection, table):
        for row in piece:
            found.update(repr(tuple(row.values())).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
