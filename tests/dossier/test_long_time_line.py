"""A time line of any length: what a page costs does not depend on how much there is, nor on how far down it is."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.tables import Contact, CustomerMerge
from desktop_crm.customers.time_line import NEWEST
from desktop_crm.dossier.rows import TimeRow
from desktop_crm.dossier.time_line import time_line_page
from tests.dossier.office import MODEL, Office

MANY = 100_000 if os.environ.get("DESKTOP_CRM_SOAK") == "1" else 12_000
FEW = 400
# A database counts its own steps by the hundred.
BY = 100


def a_life(office: Office, length: int) -> CustomerId:
    """A customer with `length` contacts, one a minute; the log need not tell of them."""
    customer = office.customer("Smit", number=str(length))
    rows = [office.contact_row(customer, 60.0 * place) for place in range(length)]
    with office.store.write(None) as work:
        work.connection.exec_driver_sql("UPDATE write_context SET silent = 1")
        work.connection.execute(insert(Contact), rows)
        work.connection.exec_driver_sql("UPDATE write_context SET silent = 0")
    return customer


def steps_of_a_page(
    office: Office, customer: CustomerId, before: tuple[datetime, UUID]
) -> tuple[int, tuple[TimeRow, ...]]:
    """Return how many hundred steps the database takes for a page, and the page."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    with office.store.read() as view:
        view.driver.set_progress_handler(step, BY)
        try:
            page = time_line_page(view, customer, model=MODEL, before=before)
        finally:
            view.driver.set_progress_handler(None, BY)
    return counted[0], page


def test_a_page_reads_as_much_of_a_long_life_as_of_a_short_one(office: Office) -> None:
    short, long = a_life(office, FEW), a_life(office, MANY)
    least, _page = steps_of_a_page(office, short, NEWEST)
    first, page = steps_of_a_page(office, long, NEWEST)
    deep = (office.now - timedelta(minutes=MANY - FEW), UUID(int=0))
    last, far = steps_of_a_page(office, long, deep)
    assert len(page) == len(far) == 100
    assert far[0].at < page[-1].at
    assert max(first, last) <= 1.2 * least, (least, first, last)


def test_merges_and_statements_stand_among_the_rest(office: Office) -> None:
    kept, gone = office.customer("Smit"), office.customer("Smid", number="000002")
    office.contact(kept, ago=60)
    office.put(
        CustomerMerge,
        id=new_id(),
        customer_id=kept,
        kept_id=kept,
        gone_id=gone,
        merged_at=office.now - timedelta(seconds=30),
    )
    _steps, page = steps_of_a_page(office, kept, NEWEST)
    assert [str(row.kind) for row in page] == ["merge", "contact"]
    assert page[0].title == "Merged: 000002 Smid is the same customer"
