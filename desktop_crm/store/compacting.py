"""Writing a store anew without what was deleted: `VACUUM`, on either database, by who keeps it.

A server leaves the bytes of a deleted row where they were, even after an ordinary `VACUUM`; a full one writes each
table to new files. It locks the table meanwhile.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.personal import HOLDINGS
from desktop_crm.store.work import Store

_LOG_AND_WORDS = ("change_log", "search_word")


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was written anew: the whole file, or these tables; the bytes before and after."""

    tables: tuple[str, ...]
    before: int
    after: int


def compact(store: Store) -> Compacted:
    """Write the rows of a store anew, so that nothing is left of deleted ones; takes as long as copying it.

    Raises `Refused` on a server for a log-in that the store does not belong to, `StoreProblem` while it is in use.
    """
    with store.one_writer, store.database.errors():
        link = store.held_writer()
        if link.dialect == "sqlite":
            return _file(link.driver)
        return _server(link.driver)


def _file(driver: Any) -> Compacted:
    before = _pages(driver)
    driver.execute("PRAGMA temp_store = FILE").fetchall()  # the copy is as large as the store
    driver.execute("VACUUM")
    driver.execute("PRAGMA temp_store = MEMORY").fetchall()
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return Compacted((), before, _pages(driver))


def _pages(driver: Any) -> int:
    count, size = (
        int(driver.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
    )
    return count * size


def _server(driver: Any) -> Compacted:
    from psycopg import errors, sql

    from desktop_crm.store.server.roles import roles_of

    if not driver.execute("SELECT crm_free()").fetchone()[0]:
        raise Refused(
            _(
                "Only who keeps the store on the server may do this; nothing was changed. Ask for “store compact”."
            )
        )
    owner = roles_of(driver).owner
    driver.rollback()
    tables = tuple(sorted({name for name, one in HOLDINGS.items() if one.found} | {*_LOG_AND_WORDS}))
    before = _size(driver)
    driver.autocommit = True
    try:
        driver.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
        driver.execute("SET statement_timeout = 0")
        for name in tables:
            driver.execute(sql.SQL("VACUUM (FULL) public.{}").format(sql.Identifier(name)))
        driver.execute("RESET ROLE")
        with suppress(errors.InsufficientPrivilege):  # the server makes one by itself within minutes
            driver.execute("CHECKPOINT")
    finally:
        driver.execute("RESET ALL")
        driver.autocommit = False
    after = _size(driver)
    return Compacted(tables, before, after)


def _size(driver: Any) -> int:
    found = int(driver.execute("SELECT pg_database_size(current_database())").fetchone()[0])
    driver.rollback()
    return found
