"""Customers read back whole, many at a time, for comparing, changing and exporting."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import (
    TEXTS,
    AddressData,
    ConsentData,
    CustomerData,
    CustomerKind,
    FileData,
    PointData,
    Status,
)
from desktop_crm.customers.filed import read_filed
from desktop_crm.customers.filed_data import NOTHING_FILED
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Related
from desktop_crm.customers.tables import Address, Attachment, Consent, ContactPoint, Customer, Relation
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

CHUNK = 200
# Of a customer's attachments these are the ones of the person: no case and no contact brought them.
_OWN_FILE = (Attachment.case_id.is_(None), Attachment.contact_id.is_(None))


_RELATIONS = Prepared(
    select(Relation.kind, Relation.other_id, Relation.since, Relation.until)
    .join(Customer, Customer.id == Relation.other_id)
    .where(Relation.customer_id == bindparam("whose"), Customer.deleted_at.is_(None))
    .order_by(Relation.id)
)


@dataclass(frozen=True, slots=True)
class StoredCustomer:
    """A customer as the store has them."""

    id: CustomerId
    number: str
    data: CustomerData


def read_customer(
    view: Reading, customer: CustomerId, *, files: bool = True, filed: bool | None = None
) -> StoredCustomer:
    """Return one customer whole; raise `NotFound`. See `read_customers`."""
    found = read_customers(view, [customer], files=files, filed=filed)
    if not found:
        raise NotFound(_("There is no customer {id}.").format(id=customer))
    return found[0]


def read_customers(
    view: Reading, customers: Collection[UUID], *, files: bool = True, filed: bool | None = None
) -> list[StoredCustomer]:
    """Return customers whole, in the order of their ids, from eight statements; erased ones are left out.

    Without `files` pictures and documents are left out, and without `filed` (unless said, as `files`) tags,
    statements and names elsewhere.
    """
    statement = select(Customer).where(Customer.id.in_(customers), Customer.deleted_at.is_(None))
    heads = view.connection.execute(select(*statement.order_by(Customer.id).subquery().columns)).mappings()
    points = _points(view, customers)
    addresses = _addresses(view, customers)
    consents = _consents(view, customers)
    pictures = _files(view, customers) if files else {}
    gathered = read_filed(view, customers) if (files if filed is None else filed) else {}
    return [
        StoredCustomer(
            CustomerId(head["id"]),
            head["number"],
            CustomerData(
                **{field: head[field] for field in TEXTS},
                kind=CustomerKind(head["kind"]),
                birth_date=head["birth_date"],
                status=Status(head["status"]),
                since=head["since"],
                note=head["note"],
                extra=head["extra"],
                points=tuple(points.get(head["id"], ())),
                addresses=tuple(addresses.get(head["id"], ())),
                consents=tuple(consents.get(head["id"], ())),
                files=tuple(pictures.get(head["id"], ())),
                tags=(other := gathered.get(head["id"], NOTHING_FILED)).tags,
                statements=other.statements,
                identifiers=other.identifiers,
            ),
        )
        for head in heads
    ]


def all_customers(view: Reading, *, files: bool = True) -> Iterator[StoredCustomer]:
    """Yield every customer, in the order in which they were made, holding 200 at a time."""
    last = UUID(int=0)
    while True:
        statement = (
            select(Customer.id)
            .where(Customer.id > last, Customer.deleted_at.is_(None))
            .order_by(Customer.id)
            .limit(CHUNK)
        )
        ids = [row[0] for row in view.connection.execute(statement)]
        if not ids:
            return
        yield from read_customers(view, ids, files=files, filed=True)
        last = ids[-1]


def read_relations(view: Reading, customer: CustomerId) -> list[Related]:
    """Return each relation a customer has, the other named by their id as cards do."""
    return [
        Related(kind, f"urn:uuid:{other}", since, until)
        for kind, other, since, until in view.rows(_RELATIONS, whose=customer)
    ]


def customer_count(view: Reading) -> int:
    """Return how many customers there are."""
    counted = select(func.count()).select_from(Customer).where(Customer.deleted_at.is_(None))
    return int(view.connection.execute(counted).scalar_one())


def _points(view: Reading, customers: Collection[UUID]) -> dict[UUID, list[PointData]]:
    statement = (
        select(
            ContactPoint.customer_id,
            ContactPoint.kind,
            ContactPoint.content,
            ContactPoint.label,
            ContactPoint.preferred,
            ContactPoint.since,
            ContactPoint.until,
        )
        .where(ContactPoint.customer_id.in_(customers))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    found: defaultdict[UUID, list[PointData]] = defaultdict(list)
    for customer, kind, content, label, preferred, since, until in view.connection.execute(statement):
        found[customer].append(PointData(PointKind(kind), content, label, preferred, since, until))
    return found


def _addresses(view: Reading, customers: Collection[UUID]) -> dict[UUID, list[AddressData]]:
    fields = tuple(field.name for field in dataclasses.fields(AddressData))
    statement = (
        select(Address.customer_id, *(getattr(Address, field) for field in fields))
        .where(Address.customer_id.in_(customers))
        .order_by(Address.position, Address.id)
    )
    return _grouped(view, statement, AddressData)


def _consents(view: Reading, customers: Collection[UUID]) -> dict[UUID, list[ConsentData]]:
    statement = (
        select(
            Consent.customer_id,
            Consent.channel,
            Consent.given,
            Consent.happened_at,
            Consent.purpose,
            Consent.proof,
        )
        .where(Consent.customer_id.in_(customers))
        .order_by(Consent.happened_at, Consent.id)
    )
    return _grouped(view, statement, ConsentData)


def _files(view: Reading, customers: Collection[UUID]) -> dict[UUID, list[FileData]]:
    statement = (
        select(Attachment.customer_id, Attachment.name, Attachment.media_type, Attachment.content)
        .where(Attachment.customer_id.in_(customers), *_OWN_FILE)
        .order_by(Attachment.id)
    )
    return _grouped(view, statement, FileData)


def _grouped(view: Reading, statement: Any, made: Any) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for customer, *rest in view.connection.execute(statement):
        found[customer].append(made(*rest))
    return found
