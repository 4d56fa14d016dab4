"""A customer's file on paper: the contact sheet, with as much of the time line as one takes along."""

from __future__ import annotations

from desktop_crm.core.ids import CustomerId
from desktop_crm.dossier.whole import whole_customer_file
from desktop_crm.reports.apart import Book
from desktop_crm.ui.paper.sheet import Sheet, options_of
from desktop_crm.ui.session import Session

_ROWS = 1_000


def customer_paper(session: Session, customer: CustomerId, title: str) -> Sheet:
    """Return the contact sheet of a customer."""

    def gather() -> Book:
        with session.office.store.read() as view:
            file, more = whole_customer_file(
                view, customer, plans=session.plans, actor=session.actor, now=session.now(), rows=_ROWS
            )
        return Book("customer_sheet", file, {"more": more, **options_of(session)})

    return Sheet(title, gather)
