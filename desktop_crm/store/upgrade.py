"""Bringing a store up to date: a copy first, then the migrations, then what every open verifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from desktop_crm.core.clock import SystemTime, TimeSource
from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.copying import copy_store
from desktop_crm.store.driver import connect, fold_in, known_errors
from desktop_crm.store.files import free_name
from desktop_crm.store.identity import HEAD, REVISIONS, revision_of, verified
from desktop_crm.store.migrate import bring_to
from desktop_crm.store.open import refuse_unfit
from desktop_crm.store.search import broken_indexes, rebuild_indexes
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.verify import other_triggers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: from which schema to which, and where the copy of the old store is, if any."""

    before: str
    after: str
    copy: Path | None


def upgrade_store(path: Location, key: bytes | None = None, time: TimeSource | None = None) -> Upgraded:
    """Bring the store at `path` to this release's schema, and make its triggers again.

    A copy is put beside a file before anything changes. The migrations run in one transaction, so that a
    failure leaves the store as it was. A store that is up to date and whole is not touched.

    Raises `StoreProblem` when the store is newer, damaged, in use, or can't be written.
    """
    if isinstance(path, Address):
        from desktop_crm.store.server.upgrade import upgrade_server_store

        return Upgraded(*upgrade_server_store(path), None)
    refuse_unfit(path, key)
    with known_errors(path):
        before = _revision(path, key)
        if before == HEAD and _is_whole(path, key):
            return Upgraded(before, before, None)
        copy = free_name(path, f"before-upgrade-{(time or SystemTime()).now():%Y%m%d-%H%M%S}")
        copy_store(path, copy, key)
        fold_in(path, key)
        bring_to(path, key)
        _with(path, key, rebuild_indexes, writes=True)
        _with(path, key, lambda driver: verified(driver, path))
    return Upgraded(before, HEAD, copy)


def _revision(path: Path, key: bytes | None) -> str:
    revision = _with(path, key, lambda driver: revision_of(driver, path))
    if revision not in REVISIONS:
        # `verified` has the sentence for a store that is newer than this release.
        _with(path, key, lambda driver: verified(driver, path))
    return str(revision)


def _is_whole(path: Path, key: bytes | None) -> bool:
    try:
        _with(path, key, lambda driver: verified(driver, path))
    except StoreProblem:
        return False
    return not _with(path, key, other_triggers) and not _with(path, key, broken_indexes, writes=True)


def _with(path: Path, key: bytes | None, ask: Callable[[Any], T], *, writes: bool = False) -> T:
    driver = connect(path, key, writes=writes)
    try:
        return ask(driver)
    finally:
        driver.close()
