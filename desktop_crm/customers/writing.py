"""Writing customers inside somebody's transaction: rows, numbers, normal forms and the search index."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId, EmployeeId, new_id
from desktop_crm.customers.data import TEXTS, AddressData, ConsentData, CustomerData, FileData, PointData
from desktop_crm.customers.names import sort_key
from desktop_crm.customers.points import PointKind, normal_form
from desktop_crm.customers.search import document, index_customer
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    ContactPoint,
    Customer,
    CustomerMerge,
)
from desktop_crm.store.numbers import next_number
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import Document
from desktop_crm.store.tables import StoreFact
from desktop_crm.store.work import Reading, Writing

_T = TypeVar("_T")

# How a customer number is written, unless the store has a format of its own (the fact `customer_number`).
NUMBER_FORMAT = "{:06d}"


def _insert(table: Any) -> Prepared:
    return Prepared(insert(table), [column.key for column in table.__table__.columns])


_CUSTOMER = _insert(Customer)
_POINT = _insert(ContactPoint)
_ADDRESS = _insert(Address)
_CONSENT = _insert(Consent)
_FILE = _insert(Attachment)
# What adds the rows of somebody new.
ADDITIONS = (_CUSTOMER, _POINT, _ADDRESS, _CONSENT, _FILE)
_FIELDS = (*TEXTS, "kind", "status", "birth_date", "since", "note", "extra", "sort_key")
_CHANGE = Prepared(
    update(Customer)
    .where(Customer.id == bindparam("whose"), Customer.deleted_at.is_(None))
    .values({field: bindparam(field) for field in _FIELDS})
)
_NUMBER_TAKEN = Prepared(select(Customer.id).where(Customer.number == bindparam("wanted")).limit(1))
_NUMBER_FORMAT = Prepared(select(StoreFact.content).where(StoreFact.name == "customer_number"))
_HOLD = Prepared(select(Customer.id).where(Customer.id == bindparam("whose")).with_for_update(key_share=True))
_HERE = Prepared(select(Customer.id).where(Customer.id == bindparam("whose"), Customer.deleted_at.is_(None)))
_NOW = Prepared(
    select(Customer.number, Customer.name)
    .join(CustomerMerge, CustomerMerge.customer_id == Customer.id)
    .where(CustomerMerge.gone_id == bindparam("whose"), CustomerMerge.undone_at.is_(None))
)


def _list(table: Any, *columns: str) -> tuple[Prepared, Prepared, Prepared]:
    """Reading the rows of a customer's list, removing one, and giving one its place."""
    rows = (
        select(table.id, *(getattr(table, column) for column in columns))
        .where(table.customer_id == bindparam("whose"))
        .order_by(table.position, table.id)
    )
    one = table.id == bindparam("row")
    placed = update(table).where(one, table.position != bindparam("place"))
    return (
        Prepared(rows),
        Prepared(delete(table).where(one)),
        Prepared(placed.values(position=bindparam("place"))),
    )


_POINT_ROWS, _NO_POINT, _PLACE_POINT = _list(
    ContactPoint, "kind", "content", "label", "preferred", "since", "until"
)
_ADDRESS_ROWS, _NO_ADDRESS, _PLACE_ADDRESS = _list(
    Address, "street", "postcode", "town", "country", "label", "box", "extended", "region", "since", "until"
)


def insert_customer(
    work: Writing,
    data: CustomerData,
    *,
    owner: EmployeeId | None = None,
    wanted_id: UUID | None = None,
    wanted_number: str = "",
    later: list[Document] | None = None,
) -> CustomerId:
    """Insert a customer whose `data` were checked, with everything that hangs on them; return their id.

    `wanted_id` must be free; `wanted_number` is taken over when it is free, else the next number is given.
    With `later` the caller puts the customer into the search index, by the document that is added to it.
    """
    customer = CustomerId(wanted_id or new_id())
    number = _number(work, wanted_number)
    work.run(
        _CUSTOMER,
        id=customer,
        customer_id=customer,
        number=number,
        owner_id=owner,
        created_at=work.now,
        deleted_at=None,
        **_columns(data),
    )
    add_points(work, customer, data.points, 0)
    add_addresses(work, customer, data.addresses, 0)
    add_consents(work, customer, data.consents)
    add_files(work, customer, data.files)
    if later is None:
        index_customer(work, customer)
    else:
        later.append(_document(customer, number, data))
    return customer


def _document(customer: CustomerId, number: str, data: CustomerData) -> Document:
    """What the search box looks in, from what was just written, without reading it back."""
    named: Any = SimpleNamespace(
        id=customer, number=number, **{field: getattr(data, field) for field in TEXTS}
    )
    points: Any = [
        SimpleNamespace(kind=point.kind, content=point.content, normal=normal_form(point.kind, point.content))
        for point in data.points
    ]
    addresses: Any = data.addresses
    return document(named, points, addresses)


def change_customer_row(work: Writing, customer: CustomerId, data: CustomerData) -> None:
    """Write the fields of `data` (not its lists) over those of a customer; raises `NotFound`."""
    if work.run(_CHANGE, whose=customer, **_columns(data)) != 1:
        raise NotFound(_("There is no customer {id}; nothing was changed.").format(id=customer))


def _columns(data: CustomerData) -> dict[str, Any]:
    columns = {field: getattr(data, field) for field in TEXTS}
    key = sort_key(family=data.family, particle=data.particle, given=data.given, name=data.name)
    return columns | {
        "kind": str(data.kind),
        "status": str(data.status),
        "birth_date": data.birth_date,
        "since": data.since,
        "note": data.note,
        "extra": data.extra,
        "sort_key": key,
    }


def _number(work: Writing, wanted: str) -> str:
    if wanted and not number_taken(work, wanted):
        return wanted
    chosen = work.row(_NUMBER_FORMAT)
    written = str(chosen[0]) if chosen else NUMBER_FORMAT
    while True:
        number = written.format(next_number(work, "customer"))
        # An import may have brought numbers that the series has yet to reach.
        if not number_taken(work, number):
            return number


def number_taken(view: Reading, number: str) -> bool:
    """Tell whether somebody has, or had, this customer number."""
    return view.row(_NUMBER_TAKEN, wanted=number) is not None


def require_customer(view: Reading, customer: CustomerId) -> None:
    """Raise `NotFound` unless the customer is there, `Conflict` if merged; for a change they are locked."""
    if isinstance(view, Writing):
        view.hold(_HOLD, whose=customer)
    if view.row(_HERE, whose=customer) is not None:
        return
    now = view.row(_NOW, whose=customer)
    if now is not None:
        raise Conflict(
            _("This customer was merged with {number} {name} in the meantime; nothing was changed.").format(
                number=now[0], name=now[1]
            )
        )
    raise NotFound(_("There is no customer {id}; nothing was changed.").format(id=customer))


def add_points(work: Writing, customer: CustomerId, points: Iterable[PointData], first: int) -> list[UUID]:
    """Insert contact points at positions from `first` on; return their ids."""
    rows = [
        {
            "id": new_id(),
            "customer_id": customer,
            "kind": str(point.kind),
            "label": point.label,
            "content": point.content,
            "normal": normal_form(point.kind, point.content),
            "preferred": point.preferred,
            "position": first + place,
            "since": point.since,
            "until": point.until,
        }
        for place, point in enumerate(points)
    ]
    work.run_many(_POINT, rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


def add_addresses(
    work: Writing, customer: CustomerId, addresses: Iterable[AddressData], first: int
) -> list[UUID]:
    """Insert addresses at positions from `first` on; return their ids."""
    ids: list[UUID] = []
    for place, address in enumerate(addresses):
        ids.append(new_id())
        work.run(
            _ADDRESS,
            id=ids[-1],
            customer_id=customer,
            label=address.label,
            box=address.box,
            extended=address.extended,
            street=address.street,
            postcode=address.postcode,
            town=address.town,
            region=address.region,
            country=address.country,
            position=first + place,
            since=address.since,
            until=address.until,
        )
    return ids


def add_consents(
    work: Writing,
    customer: CustomerId,
    consents: Iterable[ConsentData],
    *,
    document: UUID | None = None,
    contact: UUID | None = None,
) -> list[UUID]:
    """Insert what a customer said on being reached, with the document or contact that proves it; return the ids."""
    ids: list[UUID] = []
    for consent in consents:
        ids.append(new_id())
        work.run(
            _CONSENT,
            id=ids[-1],
            customer_id=customer,
            channel=consent.channel,
            purpose=consent.purpose,
            given=consent.given,
            proof=consent.proof,
            happened_at=consent.happened_at,
            document_id=document,
            contact_id=contact,
        )
    return ids


def add_files(
    work: Writing, customer: CustomerId, files: Iterable[FileData], *, contact: ContactId | None = None
) -> None:
    """Insert files that came with a contact, or else belong to the person rather than to a case or contact."""
    for file in files:
        work.run(
            _FILE,
            id=new_id(),
            customer_id=customer,
            case_id=None,
            contact_id=contact,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
            recorded_at=work.now,
        )


def replace_lists(
    work: Writing,
    customer: CustomerId,
    *,
    points: Collection[PointData] | None = None,
    addresses: Collection[AddressData] | None = None,
) -> None:
    """Put other contact points or addresses in place of a customer's; None leaves them as they are.

    What stays as it was stays the same row, so that it is still known where it came from.
    """
    if points is not None:
        left, found = _kept(work, _POINT_ROWS, customer, points, _a_point)
        work.run_many(_NO_POINT, [{"row": row} for row in left])
        for place, (row, point) in enumerate(found):
            if row is None:
                add_points(work, customer, [point], place)
            else:
                work.run(_PLACE_POINT, row=row, place=place)
    if addresses is not None:
        left, there = _kept(work, _ADDRESS_ROWS, customer, addresses, _an_address)
        work.run_many(_NO_ADDRESS, [{"row": row} for row in left])
        for place, (row, address) in enumerate(there):
            if row is None:
                add_addresses(work, customer, [address], place)
            else:
                work.run(_PLACE_ADDRESS, row=row, place=place)


def _kept(
    work: Writing,
    rows: Prepared,
    customer: CustomerId,
    wanted: Iterable[_T],
    read: Callable[[tuple[Any, ...]], _T],
) -> tuple[list[UUID], list[tuple[UUID | None, _T]]]:
    """Return the rows that go, and for everything wanted the row that says it already, if any."""
    known: defaultdict[_T, deque[UUID]] = defaultdict(deque)
    for row, *rest in work.rows(rows, whose=customer):
        known[read(tuple(rest))].append(row)
    found = [(known[one].popleft() if known[one] else None, one) for one in wanted]
    return [row for rows_left in known.values() for row in rows_left], found


def _a_point(row: tuple[Any, ...]) -> PointData:
    kind, *rest = row
    return PointData(PointKind(kind), *rest)


def _an_address(row: tuple[Any, ...]) -> AddressData:
    return AddressData(*row)
