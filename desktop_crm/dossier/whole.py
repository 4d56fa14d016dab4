"""A customer's file with more of its time line than a window asks for at once."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.access.model import Actor
from desktop_crm.core.ids import CustomerId
from desktop_crm.dossier.file import model_in_force, open_customer_file
from desktop_crm.dossier.rows import CustomerFile, TimeRow
from desktop_crm.dossier.time_line import time_line_page
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans


def whole_customer_file(
    view: Reading, customer: CustomerId, *, plans: Plans, actor: Actor, now: datetime, rows: int
) -> tuple[CustomerFile, tuple[tuple[TimeRow, ...], ...]]:
    """Return a customer's file as `actor` may see it, and the further pages of its time line up to some rows.

    Raises `NotFound`, and `Refused` to somebody who serves no customers.
    """
    file = open_customer_file(view, customer, plans=plans, actor=actor, now=now)
    model, pages = model_in_force(view, plans, actor), []
    page, count = file.time_line, len(file.time_line)
    while file.more and page and count < rows:
        page = time_line_page(view, customer, model=model, before=page[-1].key)
        count += len(page)
        pages.append(page)
    return file, tuple(pages)
