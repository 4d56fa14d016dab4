"""Writing customers inside somebody's transaction: rows, numbers, normal forms and the search index."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId, EmployeeId, new_id
from desktop_crm.customers.data import (
    AddressData,
    ConsentData,
    CustomerData,
    FileData,
    PointData,
)
from desktop_crm.customers.filed import add_filed, refuse_taken
from desktop_crm.customers.filed_data import NOTHING_FILED
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.sheet import (
    ADDRESS,
    CONSENT,
    FILE,
    HEAD,
    POINT,
    Row,
    Sheet,
    address_row,
    consent_row,
    file_row,
    head_row,
    point_row,
    sheet_of,
)
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    ContactPoint,
    Customer,
    CustomerMerge,
)
from desktop_crm.store.numbers import next_numbers
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.search import put_many
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
_CHANGE = Prepared(
    update(Customer)
    .where(Customer.id == bindparam("whose"), Customer.deleted_at.is_(None))
    .values({field: bindparam(field) for field in HEAD})
)
_NUMBERS_TAKEN = Prepared(
    select(Customer.number).where(Customer.number.in_([bindparam(place) for place in places()]))
)
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


class Newcomer(NamedTuple):
    """A customer to be added.

    Attributes:
        id: a free one. `number`: taken over when it is free, else the next number is given.
    """

    id: CustomerId
    sheet: Sheet
    number: str = ""
    owner: EmployeeId | None = None


def insert_customer(work: Writing, data: CustomerData, *, owner: EmployeeId | None = None) -> CustomerId:
    """Insert a customer whose `data` were checked, with everything that hangs on them; return their id."""
    refuse_taken(work, data.identifiers)
    customer = CustomerId(new_id())
    insert_customers(work, [Newcomer(customer, sheet_of(data), owner=owner)])
    return customer


def insert_customers(work: Writing, people: Sequence[Newcomer]) -> None:
    """Insert customers with everything that hangs on them, and make them findable: one execution a table."""
    numbers = given_numbers(work, [one.number for one in people])
    heads = [
        (one.id, one.id, number, one.owner, work.now, None, *one.sheet.head)
        for one, number in zip(people, numbers, strict=True)
    ]
    own = ("id", "customer_id", "number", "owner_id", "created_at", "deleted_at")
    work.run_rows(_CUSTOMER, (*own, *HEAD), heads)
    _add_listed(work, _POINT, POINT, ((one.id, one.sheet.points) for one in people))
    _add_listed(work, _ADDRESS, ADDRESS, ((one.id, one.sheet.addresses) for one in people))
    for one in people:
        if one.sheet.consents:
            _add_consents(work, one.id, one.sheet.consents)
        if one.sheet.files:
            _add_files(work, one.id, one.sheet.files)
        if one.sheet.filed != NOTHING_FILED:
            add_filed(work, one.id, one.sheet.filed)
    put_many(
        work,
        [one.sheet.found_by.document(one.id, number) for one, number in zip(people, numbers, strict=True)],
    )


def _add_listed(
    work: Writing,
    statement: Prepared,
    columns: tuple[str, ...],
    lists: Iterable[tuple[CustomerId, Iterable[Row]]],
    first: int = 0,
) -> list[UUID]:
    """Insert rows that have a place in a list of their customer's, each list from place `first` on."""
    rows = [
        (new_id(), customer, place, *row)
        for customer, listed in lists
        for place, row in enumerate(listed, first)
    ]
    work.run_rows(statement, ("id", "customer_id", "position", *columns), rows)
    return [row[0] for row in rows]


def change_customer_row(work: Writing, customer: CustomerId, data: CustomerData) -> None:
    """Write the fields of `data` (not its lists) over those of a customer; raises `NotFound`."""
    if work.run(_CHANGE, whose=customer, **dict(zip(HEAD, head_row(data), strict=True))) != 1:
        raise NotFound(_("There is no customer {id}; nothing was changed.").format(id=customer))


def given_numbers(work: Writing, wanted: Sequence[str]) -> list[str]:
    """Return a number for each customer: the one that is wanted, where it is free, else the next of the series."""
    taken = _taken(work, filter(None, wanted))
    given: list[str] = []
    for number in wanted:
        given.append("" if number in taken else number)
        taken.add(number)
    fresh = _fresh_numbers(work, given.count(""), taken)
    return [number or next(fresh) for number in given]


def _fresh_numbers(work: Writing, count: int, taken: Collection[str]) -> Iterator[str]:
    """Yield the next numbers of the series; an import may have brought some that it had yet to reach."""
    if not count:
        return
    chosen = work.row(_NUMBER_FORMAT)
    written = str(chosen[0]) if chosen else NUMBER_FORMAT
    while count:
        numbers = [written.format(number) for number in next_numbers(work, "customer", count)]
        there = _taken(work, numbers) | set(taken)
        for number in numbers:
            if number not in there:
                count -= 1
                yield number


def _taken(view: Reading, numbers: Iterable[str]) -> set[str]:
    return {row[0] for keys in placed([*numbers]) for row in view.rows(_NUMBERS_TAKEN, **keys)}


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
    return _add_listed(work, _POINT, POINT, [(customer, map(point_row, points))], first)


def add_addresses(
    work: Writing, customer: CustomerId, addresses: Iterable[AddressData], first: int
) -> list[UUID]:
    """Insert addresses at positions from `first` on; return their ids."""
    return _add_listed(work, _ADDRESS, ADDRESS, [(customer, map(address_row, addresses))], first)


def add_consents(
    work: Writing,
    customer: CustomerId,
    consents: Iterable[ConsentData],
    *,
    document: UUID | None = None,
    contact: UUID | None = None,
) -> list[UUID]:
    """Insert what a customer said on being reached, with the document or contact that proves it; return the ids."""
    return _add_consents(work, customer, map(consent_row, consents), document, contact)


def _add_consents(
    work: Writing,
    customer: CustomerId,
    rows: Iterable[Row],
    document: UUID | None = None,
    contact: UUID | None = None,
) -> list[UUID]:
    made = [(new_id(), customer, document, contact, *row) for row in rows]
    work.run_rows(_CONSENT, ("id", "customer_id", "document_id", "contact_id", *CONSENT), made)
    return [row[0] for row in made]


def add_files(
    work: Writing, customer: CustomerId, files: Iterable[FileData], *, contact: ContactId | None = None
) -> None:
    """Insert files that came with a contact, or else belong to the person rather than to a case or contact."""
    _add_files(work, customer, map(file_row, files), contact)


def _add_files(
    work: Writing, customer: CustomerId, rows: Iterable[Row], contact: ContactId | None = None
) -> None:
    whose = ("id", "customer_id", "case_id", "contact_id", "recorded_at")
    work.run_rows(
        _FILE, (*whose, *FILE), [(new_id(), customer, None, contact, work.now, *row) for row in rows]
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
