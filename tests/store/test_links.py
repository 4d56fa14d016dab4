"""Rows written many at a time: the same rows as one by one, in the same order, each logged."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from desktop_crm.core.ids import new_id
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.tables import ContactPoint
from desktop_crm.customers.writing import _POINT
from desktop_crm.store.tables import ChangeLog
from desktop_crm.store.work import Store
from tests.customers.people import customers_of

COLUMNS = (
    "id",
    "customer_id",
    "kind",
    "label",
    "content",
    "normal",
    "preferred",
    "position",
    "since",
    "until",
)


@pytest.mark.parametrize("count", [0, 50, 130])
def test_many_rows_are_written_and_logged_as_each_would_be(store: Store, count: int) -> None:
    (customer,) = customers_of(store).add_customer(data=CustomerData(family="Vries")).ids("customer")
    rows = [
        (new_id(), customer, "web", "", f"x{place}.nl", "", False, place, None, None)
        for place in range(count)
    ]
    with store.write(None) as work:
        work.run_rows(_POINT, COLUMNS, rows)
    with store.read() as view:
        kept = view.connection.execute(
            select(ContactPoint.id, ContactPoint.content, ContactPoint.since)
            .where(ContactPoint.kind == "web")
            .order_by(ContactPoint.position)
        ).all()
        logged = view.connection.execute(
            select(ChangeLog.pk).where(ChangeLog.table_name == "contact_point").order_by(ChangeLog.seq)
        ).scalars()
        assert [(row[0], row[4], None) for row in rows] == kept
        assert [UUID(pk) for pk in logged] == [row[0] for row in rows]
