"""Making a store: built whole under another name by the migrations, then put in place in one step."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, insert

import desktop_crm
from desktop_crm.core.clock import SystemTime, TimeSource
from desktop_crm.core.ids import new_id
from desktop_crm.store.database import stamp_of
from desktop_crm.store.driver import known_errors
from desktop_crm.store.engine import make_engine
from desktop_crm.store.files import put_in_place, refuse_existing, scratch_beside
from desktop_crm.store.identity import HEAD
from desktop_crm.store.migrate import bring_to
from desktop_crm.store.tables import StoreFact, WriteContext
from desktop_crm.store.work import Store


def create_store(path: Path, key: bytes | None = None, time: TimeSource | None = None) -> Store:
    """Make an empty store at `path` and open it.

    Args:
        key: 32 bytes that encrypt the file; None leaves it plain.

    Raises `StoreProblem` when a file is there already, or the place can't be written; then nothing is left.
    """
    clock = time or SystemTime()
    refuse_existing(path)
    with scratch_beside(path) as scratch, known_errors(path):
        _build(scratch, key, clock)
        put_in_place(scratch, path)
    return Store(path, key, time=clock)


def _build(path: Path, key: bytes | None, clock: TimeSource) -> None:
    bring_to(path, key)
    engine = make_engine(path, key, writes=True)
    try:
        with engine.begin() as connection:
            introduce(connection, new_id(), clock)
    finally:
        engine.dispose()


def introduce(connection: Connection, store: UUID, clock: TimeSource) -> None:
    """Write who this store is, and the one row in which each transaction says who acts."""
    now = clock.now()
    connection.execute(
        insert(WriteContext).values(
            one=1,
            xid=0,
            at=now,
            actor=None,
            origin=store.hex,
            hlc=stamp_of(now),
            schema_rev=HEAD,
            silent=0,
        )
    )
    facts = {"store": str(store), "created": now.isoformat(), "release": desktop_crm.__version__}
    connection.execute(
        insert(StoreFact), [{"name": name, "content": content} for name, content in facts.items()]
    )
