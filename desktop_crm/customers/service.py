"""Use cases on customers: add and change them, how to reach them, whom they belong with, what is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.tables import Employee
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, EmployeeId, new_id
from desktop_crm.customers.data import (
    AddressData,
    ConsentData,
    CustomerData,
    PointData,
    changed_fields,
    checked,
)
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.reach import is_planned
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.stored import read_customer
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    PlannedContact,
    Relation,
)
from desktop_crm.customers.writing import (
    add_addresses,
    add_consents,
    add_points,
    change_customer_row,
    insert_customer,
    replace_lists,
    require_customer,
)
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing

Version = Callable[[Reading], UUID | None]
# What may still refuse an act, in its transaction.
Guard = Callable[[Writing], None]


def unguarded(_work: Writing) -> None:
    """Refuse nothing."""


_OWN = Prepared(
    update(Customer).where(Customer.id == bindparam("whose")).values(owner_id=bindparam("employee"))
)
_EMPLOYEE = Prepared(select(Employee.state, Employee.name).where(Employee.id == bindparam("who")))
_RELATION = Prepared(insert(Relation), ["id", "customer_id", "other_id", "kind"])
_SAME_RELATION = Prepared(
    select(Relation.id).where(
        Relation.customer_id == bindparam("one"),
        Relation.other_id == bindparam("other"),
        Relation.kind == bindparam("as_what"),
    )
)
_RELATED = Prepared(
    select(Relation.other_id).where(
        Relation.id == bindparam("row"), Relation.customer_id == bindparam("whose")
    )
)
_PLAN = Prepared(insert(PlannedContact), [column.key for column in PlannedContact.__table__.columns])


def _removal(table: Any, *conditions: Any) -> Prepared:
    return Prepared(
        delete(table).where(
            table.id == bindparam("row"), table.customer_id == bindparam("whose"), *conditions
        )
    )


def _next_place(table: Any) -> Prepared:
    return Prepared(
        select(func.coalesce(func.max(table.position) + 1, 0)).where(table.customer_id == bindparam("whose"))
    )


_REMOVE_POINT, _NEXT_POINT = _removal(ContactPoint), _next_place(ContactPoint)
_REMOVE_ADDRESS, _NEXT_ADDRESS = _removal(Address), _next_place(Address)
_REMOVE_RELATION, _REMOVE_CONSENT = _removal(Relation), _removal(Consent)
_REMOVE_PLAN = _removal(PlannedContact, PlannedContact.done_contact_id.is_(None))
_THEIR_DOCUMENT, _THEIR_CONTACT = (
    Prepared(select(table.id).where(table.id == bindparam("row"), table.customer_id == bindparam("whose")))
    for table in (Attachment, Contact)
)


@dataclass(frozen=True)
class CustomerService:
    """What an employee may do with customers.

    Attributes:
        published: gives the version of the process model whose rights rows count; None before the first.
    """

    store: Store
    actor: Actor
    published: Version

    @use_case
    def add_customer(self, *, data: CustomerData, owner: EmployeeId | None = None) -> Changes:
        """Add a customer, with the next number; the id is in the changes. Raises `Invalid`, `Refused`."""
        data = checked(data)
        with self._serving() as work:
            if owner is not None:
                require_colleague(work, owner)
            return Changes.of("customer", insert_customer(work, data, owner=owner))

    @use_case
    def change_customer(self, *, customer: CustomerId, changes: Mapping[str, Any]) -> Changes:
        """Change single fields of a customer; `points` and `addresses` replace the whole list.

        Raises `Invalid` (with the field as its place), `NotFound`, `Refused`.
        """
        if {"consents", "files", "tags", "statements", "identifiers"} & set(changes):
            raise Invalid(_("What is filed with a customer is added, not changed; nothing was changed."))
        with self._serving() as work:
            before = read_customer(work, customer, files=False).data
            after = changed_fields(before, changes)
            if after == before:
                return Changes()
            change_customer_row(work, customer, after)
            replace_lists(
                work,
                customer,
                points=after.points if after.points != before.points else None,
                addresses=after.addresses if after.addresses != before.addresses else None,
            )
            index_customer(work, customer)
        return Changes.of("customer", customer)

    @use_case
    def give_owner(self, *, customer: CustomerId, owner: EmployeeId | None) -> Changes:
        """Let an employee be whom the customer may turn to; None: nobody in particular."""
        with self._serving() as work:
            require_customer(work, customer)
            if owner is not None:
                require_colleague(work, owner)
            own(work, customer, owner)
        return Changes.of("customer", customer)

    @use_case
    def add_contact_point(self, *, customer: CustomerId, point: PointData) -> Changes:
        """Add a telephone number, e-mail or web address at the end of the list."""
        with self._about(customer) as work:
            checked(CustomerData(name="?", points=(point,)))
            (made,) = add_points(work, customer, [point], _place(work, _NEXT_POINT, customer))
        return Changes.of("customer", customer) | Changes.of("contact_point", made)

    @use_case
    def remove_contact_point(self, *, customer: CustomerId, point: UUID) -> Changes:
        """Remove a contact point; raises `NotFound` when it is not this customer's."""
        with self._about(customer) as work:
            _must_touch(work.run(_REMOVE_POINT, row=point, whose=customer))
        return Changes.of("customer", customer)

    @use_case
    def add_address(self, *, customer: CustomerId, address: AddressData) -> Changes:
        """Add a postal address at the end of the list; raises `Invalid` for an empty one."""
        with self._about(customer) as work:
            if address in {AddressData(), AddressData(label=address.label)}:
                raise Invalid(_("An address needs at least a street or a town."), where="address")
            checked(CustomerData(name="?", addresses=(address,)))
            (made,) = add_addresses(work, customer, [address], _place(work, _NEXT_ADDRESS, customer))
        return Changes.of("customer", customer) | Changes.of("address", made)

    @use_case
    def remove_address(self, *, customer: CustomerId, address: UUID) -> Changes:
        """Remove an address; raises `NotFound` when it is not this customer's."""
        with self._about(customer) as work:
            _must_touch(work.run(_REMOVE_ADDRESS, row=address, whose=customer))
        return Changes.of("customer", customer)

    @use_case
    def relate(self, *, customer: CustomerId, other: CustomerId, kind: str) -> Changes:
        """State that `other` is the `kind` (director, employer, household…) of `customer`."""
        kind = plain_text(kind, field="kind").strip()
        if not kind:
            raise Invalid(_("Say what they are to each other: director, employer, household."), where="kind")
        if customer == other:
            raise Invalid(_("A customer can't be related to themselves; choose another."), where="other")
        with self._serving() as work:
            require_customer(work, customer)
            require_customer(work, other)
            if work.row(_SAME_RELATION, one=customer, other=other, as_what=kind) is not None:
                raise Conflict(_("This relation is registered already; nothing was changed."))
            made = new_id()
            work.run(_RELATION, id=made, customer_id=customer, other_id=other, kind=kind)
        return Changes.of("customer", customer, other) | Changes.of("relation", made)

    @use_case
    def unrelate(self, *, customer: CustomerId, relation: UUID) -> Changes:
        """Remove a relation of this customer."""
        with self._serving() as work:
            both = related_by(work, customer, relation)
            _must_touch(work.run(_REMOVE_RELATION, row=relation, whose=customer))
        return Changes.of("customer", *both)

    @use_case
    def register_consent(
        self,
        *,
        customer: CustomerId,
        consent: ConsentData,
        document: UUID | None = None,
        contact: UUID | None = None,
    ) -> Changes:
        """Register whether the customer may be reached through a channel; the newest word counts.

        Args:
            document: the document of this customer that proves it.
            contact: the contact with this customer in which it was said.
        """
        if not consent.channel:
            raise Invalid(_("Consent is for a channel; choose one."), where="channel")
        with self._serving() as work:
            require_customer(work, customer)
            checked(CustomerData(name="?", consents=(consent,)))
            if consent.happened_at > work.now:
                raise Invalid(_("Consent can't be given in the future; correct the time."), where="at")
            for proof, row in ((_THEIR_DOCUMENT, document), (_THEIR_CONTACT, contact)):
                if row is not None and work.row(proof, row=row, whose=customer) is None:
                    raise NotFound(
                        _("What proves it is not this customer's; nothing was stored. Choose another.")
                    )
            (made,) = add_consents(work, customer, [consent], document=document, contact=contact)
        return Changes.of("customer", customer) | Changes.of("consent", made)

    @use_case
    def take_consent_back(self, *, customer: CustomerId, consent: UUID) -> Changes:
        """Remove a consent that was registered by mistake; what the customer said before it counts again."""
        with self._serving() as work:
            _must_touch(work.run(_REMOVE_CONSENT, row=consent, whose=customer))
        return Changes.of("customer", customer)

    @use_case
    def plan_contact(
        self,
        *,
        customer: CustomerId,
        channel: str,
        subject: str,
        at: datetime,
        employee: EmployeeId | None = None,
        once: bool = False,
        guard: Guard = unguarded,
    ) -> Changes:
        """Plan a contact with a customer, for oneself unless another employee is named.

        With `once` the very same one is refused (`Conflict`), as an appointment that is put in again is. `guard` may
        refuse it, in the same transaction.
        """
        plain_text(subject, field="subject")
        if not channel:
            raise Invalid(_("A contact needs a channel; choose one."), where="channel")
        with self._serving() as work:
            require_customer(work, customer)
            if at < work.now:
                raise Invalid(_("A contact is planned ahead; choose a later time."), where="at")
            if once and is_planned(work, customer=customer, at=at, subject=subject):
                raise Conflict(
                    _("“{subject}” is planned already; nothing was stored.").format(subject=subject)
                )
            if employee is not None:
                require_colleague(work, employee)
            guard(work)
            plan = new_id()
            work.run(
                _PLAN,
                id=plan,
                customer_id=customer,
                channel=channel,
                subject=subject,
                planned_at=at,
                employee_id=employee or self.actor.id,
                done_contact_id=None,
            )
        return Changes.of("customer", customer) | Changes.of("plan", plan)

    @use_case
    def cancel_plan(self, *, customer: CustomerId, plan: UUID) -> Changes:
        """Take back a planned contact that did not take place."""
        with self._serving() as work:
            _must_touch(work.run(_REMOVE_PLAN, row=plan, whose=customer))
        return Changes.of("customer", customer)

    @contextmanager
    def _serving(self) -> Iterator[Writing]:
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            yield work

    @contextmanager
    def _about(self, customer: CustomerId) -> Iterator[Writing]:
        """A change of what the search box looks in."""
        with self._serving() as work:
            require_customer(work, customer)
            yield work
            index_customer(work, customer)


def _place(work: Writing, statement: Prepared, customer: CustomerId) -> int:
    found = work.row(statement, whose=customer)
    assert found is not None, "an aggregate gives one row"
    return int(found[0])


def _must_touch(rows: int) -> None:
    if rows != 1:
        raise NotFound(_("This is not there any more, or not this customer's; nothing was changed."))


def related_by(view: Reading, customer: CustomerId, relation: UUID) -> tuple[UUID, ...]:
    """Return the customers on whose files a relation of `customer` stands; nobody when there is none."""
    found = view.row(_RELATED, row=relation, whose=customer)
    return () if found is None else (customer, found[0])


def own(work: Writing, customer: CustomerId, owner: EmployeeId | None) -> None:
    """Write whom a customer may turn to."""
    work.run(_OWN, whose=customer, employee=owner)


def require_colleague(view: Reading, employee: EmployeeId) -> None:
    """Raise `NotFound` or `Refused` unless somebody of this id works here."""
    found = view.row(_EMPLOYEE, who=employee)
    if found is None:
        raise NotFound(_("There is no such employee; nothing was changed."))
    if found[0] != "active":
        raise Refused(_("{who} no longer works here; choose a colleague.").format(who=found[1]))
