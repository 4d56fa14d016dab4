"""The time line of a customer, on both stores: a server minds of which type nothing is."""

from __future__ import annotations

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.fields import StatementKind
from desktop_crm.customers.filing import FilingService
from desktop_crm.customers.rows import TimeKind
from desktop_crm.customers.time_line import history_page
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished


def test_what_is_of_different_kinds_stands_on_one_page(store: Store) -> None:
    anna = an_employee(store, "anna")
    (smit,) = customers_of(store, anna).add_customer(data=CustomerData(name="Smit")).ids("customer")
    filing = FilingService(store, anna, unpublished)
    filing.register_statement(customer=CustomerId(smit), kind=StatementKind.WISH, text="A second van")
    filing.add_document(customer=CustomerId(smit), name="letter.txt", content=b"Dear Smit")
    with store.read() as view:
        page = history_page(view, CustomerId(smit))
        alone = [
            history_page(view, CustomerId(smit), kinds=[kind])
            for kind in (TimeKind.STATEMENT, TimeKind.DOCUMENT)
        ]
    assert {(row.kind, row.title) for row in page} == {
        (TimeKind.STATEMENT, "wish"),
        (TimeKind.DOCUMENT, "letter.txt"),
    }
    assert {row.id for rows in alone for row in rows} == {row.id for row in page}
    assert all(row.until is None for row in page)
