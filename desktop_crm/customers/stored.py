"""Customers read back whole, many at a time, for comparing, changing and exporting."""

from __future__ import annotations

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
from desktop_crm.customers.hanging import among, by_customer, hanging
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Related
from desktop_crm.customers.sheet import ADDRESS
from desktop_crm.customers.tables import Address, Attachment, Consent, ContactPoint, Customer, Relation
from desktop_crm.store.prepared import Prepared, placed
from desktop_crm.store.work import Reading

CHUNK = 200
_HEAD = ("id", "number", *TEXTS, "kind", "status", "birth_date", "since", "note", "extra")
_HEADS = Prepared(
    select(*(getattr(Customer, column) for column in _HEAD))
    .where(among(Customer.id), Customer.deleted_at.is_(None))
    .order_by(Customer.id)
)
_POINTS = hanging(ContactPoint, ("kind", "content", "label", "preferred", "since", "until"), "position", "id")
_ADDRESSES = hanging(Address, ADDRESS, "position", "id")
_CONSENTS = hanging(Consent, ("channel", "given", "happened_at", "purpose", "proof"), "happened_at", "id")
# Of a customer's attachments these are the ones of the person: no case and no contact brought them.
_FILES = hanging(
    Attachment,
    ("name", "media_type", "content"),
    "id",
    where=(Attachment.case_id.is_(None), Attachment.contact_id.is_(None)),
)
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
    ids = sorted(customers)
    heads = [dict(zip(_HEAD, row, strict=True)) for keys in placed(ids) for row in view.rows(_HEADS, **keys)]
    points = by_customer(view, _POINTS, ids, _point)
    addresses = by_customer(view, _ADDRESSES, ids, AddressData)
    consents = by_customer(view, _CONSENTS, ids, ConsentData)
    pictures = by_customer(view, _FILES, ids, FileData) if files else {}
    gathered = read_filed(view, ids) if (files if filed is None else filed) else {}
    found: list[StoredCustomer] = []
    for head in heads:
        customer, number = head.pop("id"), head.pop("number")
        other = gathered.get(customer, NOTHING_FILED)
        data = CustomerData(
            **head | {"kind": CustomerKind(head["kind"]), "status": Status(head["status"])},
            points=tuple(points.get(customer, ())),
            addresses=tuple(addresses.get(customer, ())),
            consents=tuple(consents.get(customer, ())),
            files=tuple(pictures.get(customer, ())),
            tags=other.tags,
            statements=other.statements,
            identifiers=other.identifiers,
        )
        found.append(StoredCustomer(CustomerId(customer), number, data))
    return found


def _point(kind: str, *rest: Any) -> PointData:
    return PointData(PointKind(kind), *rest)


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
