"""Columns as the driver has them, for figures over millions of rows: nothing is made of what is only told apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, type_coerce
from sqlalchemy.types import NullType

from desktop_crm.store.converting import id_from_bytes


def plain(column: Any) -> ColumnElement[Any]:
    """Return a column whose values stay the driver's: of an instant its microseconds, of an id what tells it apart."""
    return type_coerce(column, NullType())


def id_of(value: Any) -> UUID:
    """Return the UUID that the driver of either database has as `value`."""
    found = id_from_bytes(value) if isinstance(value, bytes) else value
    assert isinstance(found, UUID), "an id is never empty"
    return found
