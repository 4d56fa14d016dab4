"""What every open verifies: this is a store, of the schema this release knows, with all its triggers."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _

# Kept beside the migrations by a test, so that opening a store needs no Alembic (0.2 s).
REVISIONS = tuple(f"{number:04}" for number in range(1, 23))
HEAD = REVISIONS[-1]


def verified(driver: Any, location: object) -> UUID:
    """Return the UUID of the SQLite store behind a driver's connection, or raise `StoreProblem`.

    Takes about a millisecond: the schema is read anyhow, and one hash is computed.
    """
    refuse_revision(revision_of(driver, location), location)
    return identified(read_facts(driver), trigger_digest(driver), location)


def refuse_revision(revision: str, location: object) -> None:
    """Raise `StoreProblem` unless a store is of the schema that this release knows."""
    if revision not in REVISIONS:
        raise StoreProblem(
            _(
                "The store {location} was brought up to date by a newer release (schema {revision}); nothing "
                "was changed. Install that release, or a later one."
            ).format(location=location, revision=revision)
        )
    if revision != HEAD:
        raise StoreProblem(
            _(
                "The store {location} is of an earlier release (schema {revision}); nothing was changed. "
                "Run “desktop-crm store upgrade” first."
            ).format(location=location, revision=revision)
        )


def identified(facts: dict[str, str], triggers: str, location: object) -> UUID:
    """Return the UUID of a store whose triggers have the hash that was kept, or raise `StoreProblem`."""
    if triggers != facts.get("triggers"):
        raise StoreProblem(
            _(
                "The store {location} has lost some of its triggers, so changes would go unlogged; nothing "
                "was changed. Run “desktop-crm store upgrade”, which makes them again."
            ).format(location=location)
        )
    return UUID(facts["store"])


def read_facts(driver: Any) -> dict[str, str]:
    """Return what the store says of itself: ``store``, ``created``, ``release``, ``triggers``."""
    return dict(driver.execute("SELECT name, content FROM store_fact").fetchall())


def trigger_digest(driver: Any) -> str:
    """Return the hash of the triggers that are in the store."""
    return digest([row[0] for row in driver.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")])


def revision_of(driver: Any, location: object) -> str:
    """Return the schema revision of a SQLite store, or raise `StoreProblem` for another database."""
    ours = driver.execute(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'store_fact')"
    ).fetchone()[0]
    return one_revision(driver, ours == 2, location)


def one_revision(driver: Any, ours: bool, location: object) -> str:
    """Return the schema revision of a database that has our tables, or raise `StoreProblem`."""
    found = driver.execute("SELECT version_num FROM alembic_version").fetchall() if ours else []
    if len(found) != 1:
        raise StoreProblem(
            _(
                "{location} is a database, but not a store of this program; nothing was changed. "
                "Name another, or make a store there with “desktop-crm store create”."
            ).format(location=location)
        )
    return str(found[0][0])


def digest(created: list[str]) -> str:
    """Return the SHA-256 of trigger texts, as kept in `store_fact` and compared with ``sqlite_master``."""
    joined = "\n".join(sorted(created))  # SQLite keeps the text of a trigger as it was given
    return hashlib.sha256(joined.encode()).hexdigest()
