"""Whole stores of the sample company with generated customers, made once and kept in the cache."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from desktop_crm.bench.generator.company import settle
from desktop_crm.bench.generator.filling import Progress, fill
from desktop_crm.core.paths import cache_folder, resources
from desktop_crm.store.create import create_store
from desktop_crm.store.files import put_in_place, refuse_existing, scratch_beside
from desktop_crm.store.identity import HEAD
from desktop_crm.store.triggers import statements
from desktop_crm.store.whole import whole_schema

# Raised whenever the same seed would give other rows.
GENERATOR = 4
# With so much talk a customer has ten contacts: what searches, files and contact history are measured at.
TALKATIVE = 3.25


def generate(
    store_path: Path,
    customers: int,
    seed: int = 1999,
    anchor: datetime | None = None,
    talk: float = 1.0,
    progress: Progress | None = None,
) -> int:
    """Make a store of the sample company with generated customers at `store_path`; return the number of rows.

    It is built under another name and put in place when it is whole. `anchor`, `talk`, `progress` and errors as
    in `fill`; raises `StoreProblem` when something is at `store_path` already.
    """
    refuse_existing(store_path)
    with scratch_beside(store_path) as scratch:
        store = create_store(scratch)
        try:
            with store.write(None) as work:
                settle(work)
        finally:
            store.close()
        rows = fill(scratch, customers=customers, seed=seed, anchor=anchor, talk=talk, progress=progress)
        put_in_place(scratch, store_path)
    return rows


def cached_store(
    customers: int, seed: int = 1999, progress: Progress | None = None, talk: float = 1.0
) -> Path:
    """Return a generated store of this size from the cache, making it first where it is not there.

    `talk` as in `fill`. Copy it before you write to it. Its history ends when it was made.
    """
    path = cached_path(customers, seed, talk)
    if not path.exists():
        generate(path, customers, seed, talk=talk, progress=progress)
    return path


def cached_path(customers: int, seed: int = 1999, talk: float = 1.0) -> Path:
    """Return where a generated store of this size is kept, made or not."""
    more = "" if talk == 1.0 else f"-{talk:g}"
    return cache_folder() / "generated" / f"{customers}-{seed}-{version()}{more}.store"


def version() -> str:
    """Return what a generated store depends on besides size and seed, in twelve letters.

    The generator, the sample company, the schema and its triggers: when one changes, stores are made anew.
    """
    mark = hashlib.sha256(f"{GENERATOR}/{HEAD}".encode())
    for name in ("model", "employees", "people", "talk"):
        mark.update((resources() / "sample" / f"{name}.toml").read_bytes())
    for statement in statements(whole_schema()):
        mark.update(statement.encode())
    return mark.hexdigest()[:12]
