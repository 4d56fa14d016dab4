"""What hangs on customers (points, tags, consents), read for many at once by statements compiled once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading

_T = TypeVar("_T")


def among(key: Any) -> ColumnElement[bool]:
    """Return the condition that a column is one of the keys of a prepared statement (see `store.prepared`)."""
    one_of: ColumnElement[bool] = key.in_([bindparam(place, type_=key.type) for place in places()])
    return one_of


def hanging(table: Any, columns: Sequence[str], *order: str, where: Sequence[Any] = ()) -> Prepared:
    """Return the statement that reads `columns` of the rows of several customers, behind whose each is."""
    return Prepared(
        select(table.customer_id, *(getattr(table, column) for column in columns))
        .where(among(table.customer_id), *where)
        .order_by(*(getattr(table, column) for column in order))
    )


def by_customer(
    view: Reading, statement: Prepared, customers: Collection[UUID], made: Callable[..., _T]
) -> dict[UUID, list[_T]]:
    """Return what `made` makes of the columns of each row, by whose it is, in the order of the statement."""
    found: defaultdict[UUID, list[_T]] = defaultdict(list)
    for keys in placed([*customers]):
        for customer, *rest in view.rows(statement, **keys):
            found[customer].append(made(*rest))
    return found
