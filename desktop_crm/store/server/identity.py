"""What every open of a shared store verifies, and what it says of itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from desktop_crm.store.identity import identified, one_revision, read_facts, refuse_revision
from desktop_crm.store.server.schema import trigger_digest


def verified(driver: Any, location: object) -> UUID:
    """Return the UUID of the store behind a connection, or raise `StoreProblem`."""
    refuse_revision(revision_of(driver, location), location)
    return identified(read_facts(driver), trigger_digest(driver), location)


def revision_of(driver: Any, location: object) -> str:
    """Return the schema revision of a store, or raise `StoreProblem` for another database."""
    ours = driver.execute(
        "SELECT to_regclass('public.alembic_version') IS NOT NULL "
        "AND to_regclass('public.store_fact') IS NOT NULL"
    ).fetchone()[0]
    return one_revision(driver, ours, location)


def is_empty(driver: Any) -> bool:
    """Tell whether a database holds no table of anybody's, so that a store can be made in it."""
    found = driver.execute(
        "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema' "
        "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
    ).fetchone()
    return bool(found[0] == 0)


def row_counts(driver: Any) -> dict[str, int]:
    """Return the number of rows of every table."""
    names = driver.execute(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "ORDER BY relname"
    ).fetchall()
    return {name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
