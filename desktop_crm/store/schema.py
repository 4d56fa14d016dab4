"""Column types, naming and the marks that every table carries: whom its rows belong to, and what guards them.

Portable by construction: ids are 16 bytes (a native UUID on PostgreSQL), instants are whole microseconds
since 1970 in UTC on both databases, so that a log entry, a digest or a comparison reads the same on either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, Table, Uuid
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from desktop_crm.store.converting import id_from_bytes, id_to_bytes, instant_from_int, instant_to_int

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(naming_convention=NAMING)


class Base(DeclarativeBase):
    """The base of every table; one metadata, so that migrations and triggers see them all."""

    metadata = metadata


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, native on PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def bind_processor(self, dialect: Dialect) -> Callable[[UUID | None], Any] | None:
        """Return what turns a UUID into the driver's value."""
        if dialect.name == "postgresql":
            return None
        return id_to_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """Return what turns the driver's value into a UUID."""
        if dialect.name == "postgresql":
            return None
        return id_from_bytes


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Return what turns a datetime into microseconds."""
        return instant_to_int

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Return what turns microseconds into a datetime."""
        return instant_from_int


class Sync(StrEnum):
    """Whose a table's rows are, which decides who receives them on a replica."""

    CUSTOMER = "customer"  # carries customer_id: goes where the customer goes
    COMPANY = "company"  # everybody has it
    LOCAL = "local"  # never leaves this store


def marked(
    sync: Sync,
    *,
    unlogged: Iterable[str] = (),
    fixed: Iterable[str] = (),
    transitions: dict[str, frozenset[tuple[str, str]]] | None = None,
) -> dict[str, Any]:
    """Return ``Table.info``: how a table is synchronised, logged and guarded.

    Args:
        unlogged: columns whose old and new values the change log leaves out (derived ones, large ones).
        fixed: columns that a trigger keeps from ever changing once written.
        transitions: for a state column the allowed pairs ``(from, to)``; a trigger refuses all others.
    """
    return {
        "sync": sync,
        "unlogged": frozenset(unlogged),
        "fixed": tuple(fixed),
        "transitions": transitions or {},
    }


def sync_of(table: Table) -> Sync:
    """Return how a table is synchronised; every table must say (a structural test asks)."""
    return Sync(table.info["sync"])
