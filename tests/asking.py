"""Asking a store in plain SQL, the same on both databases: ids go in and come out as 16 bytes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from desktop_crm.store.work import Reading, Writing


def ask(view: Reading, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a question with parameters as ``:name``."""
    found = view.connection.execute(text(sql), _known(view, values))
    return [tuple(v.bytes if isinstance(v, UUID) else v for v in row) for row in found]


def tell(work: Writing, sql: str, **values: Any) -> None:
    """Execute a statement that gives no rows."""
    work.connection.execute(text(sql), _known(work, values))


def _known(view: Reading, values: dict[str, Any]) -> dict[str, Any]:
    """Ids as the database wants them."""
    if view.dialect == "sqlite":
        return {name: v.bytes if isinstance(v, UUID) else v for name, v in values.items()}
    return {name: UUID(bytes=v) if isinstance(v, bytes) and len(v) == 16 else v for name, v in values.items()}
