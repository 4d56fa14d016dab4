"""Whom an e-mail address belongs to, and what is registered of a message or an appointment already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.points import normal_email
from desktop_crm.customers.tables import Contact, ContactPoint, Customer, PlannedContact
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_AT = Prepared(
    select(Customer.id, Customer.number, Customer.name)
    .join(ContactPoint, ContactPoint.customer_id == Customer.id)
    .where(
        ContactPoint.normal == bindparam("normal"),
        ContactPoint.kind == "email",
        Customer.deleted_at.is_(None),
    )
    .distinct()
    .order_by(Customer.id)
    .limit(10)
)
_SAME_CONTACT = Prepared(
    select(Contact.id)
    .where(
        Contact.customer_id == bindparam("whose"),
        Contact.happened_at == bindparam("at"),
        Contact.channel == bindparam("by"),
        Contact.subject == bindparam("about"),
        Contact.text == bindparam("said"),
    )
    .limit(1)
)
_SAME_PLAN = Prepared(
    select(PlannedContact.id)
    .where(
        PlannedContact.customer_id == bindparam("whose"),
        PlannedContact.planned_at == bindparam("at"),
        PlannedContact.subject == bindparam("about"),
    )
    .limit(1)
)
_PLANNED = (
    select(
        PlannedContact.id,
        PlannedContact.customer_id,
        PlannedContact.subject,
        Customer.name,
        PlannedContact.planned_at,
    )
    .join(Customer, Customer.id == PlannedContact.customer_id)
    .where(PlannedContact.done_contact_id.is_(None), Customer.deleted_at.is_(None))
    .order_by(PlannedContact.planned_at, PlannedContact.id)
)
_PLANNED_WITH = Prepared(_PLANNED.where(PlannedContact.customer_id == bindparam("whose")))
_PLANNED_BY = Prepared(_PLANNED.where(PlannedContact.employee_id == bindparam("whose")))


@dataclass(frozen=True, slots=True)
class Reached:
    """A customer who has an address."""

    id: CustomerId
    number: str
    name: str


def customers_at(view: Reading, address: str) -> tuple[Reached, ...]:
    """Return who has an e-mail address, at most ten."""
    normal = normal_email(address)
    return tuple(Reached(*row) for row in view.rows(_AT, normal=normal)) if normal else ()


def is_registered(
    view: Reading, *, customer: UUID, at: datetime, channel: str, subject: str, text: str
) -> bool:
    """Tell whether the very same contact is in the customer's history."""
    said = {"by": channel, "about": subject, "said": text}
    return view.row(_SAME_CONTACT, whose=customer, at=at, **said) is not None


def is_planned(view: Reading, *, customer: UUID, at: datetime, subject: str) -> bool:
    """Tell whether the very same contact is planned, or was and took place."""
    return view.row(_SAME_PLAN, whose=customer, at=at, about=subject) is not None


def open_plans(
    view: Reading, *, customer: UUID | None = None, employee: UUID | None = None
) -> list[tuple[UUID, UUID, str, str, datetime]]:
    """Return what is planned with a customer, or by an employee: plan, customer, subject, name, when."""
    if customer is not None:
        return view.rows(_PLANNED_WITH, whose=customer)
    return view.rows(_PLANNED_BY, whose=employee)
