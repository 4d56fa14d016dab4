"""Customers in the search index: which of their words and numbers the search box looks in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Row, bindparam, func, select
from sqlalchemy.sql import Select

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Address, ContactPoint, Customer, CustomerMerge
from desktop_crm.store import search
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import Document, fold
from desktop_crm.store.tables import SearchDoc
from desktop_crm.store.work import Reading, Writing

CHUNK = 5_000
_NO_DIGIT = re.compile(r"\D+")
_PHONES = frozenset({"phone", "mobile", "fax"})
_NAME = (Customer.given, Customer.additional, Customer.particle, Customer.family, Customer.nickname)
_CUSTOMERS = select(
    Customer.id, Customer.number, Customer.name, Customer.reference, Customer.organisation, *_NAME
).where(Customer.deleted_at.is_(None))
_POINTS = select(ContactPoint.customer_id, ContactPoint.kind, ContactPoint.content, ContactPoint.normal)
_ADDRESSES = select(Address.customer_id, Address.street, Address.postcode, Address.town)
# Whoever was merged with a customer is found by name and number as before.
_FORMER = (
    select(CustomerMerge.customer_id, Customer.number, Customer.name, Customer.reference)
    .join(Customer, Customer.id == CustomerMerge.gone_id)
    .where(CustomerMerge.undone_at.is_(None))
)


class _Person(NamedTuple):
    """A customer's own row, as far as it is looked in."""

    id: UUID
    number: str
    name: str
    reference: str
    organisation: str
    given: str
    additional: str
    particle: str
    family: str
    nickname: str


class _Place(NamedTuple):
    """An address, likewise."""

    street: str
    postcode: str
    town: str


class _Former(NamedTuple):
    """Somebody who was merged with the customer."""

    number: str
    name: str
    reference: str


# Of one customer, as at each save: built and compiled once.
_whose: BindParameter[Any] = bindparam("whose")
_PERSON = Prepared(_CUSTOMERS.where(Customer.id == _whose))
_ITS_POINTS = Prepared(
    select(ContactPoint.kind, ContactPoint.content, ContactPoint.normal).where(
        ContactPoint.customer_id == _whose
    )
)
_ITS_ADDRESSES = Prepared(
    select(Address.street, Address.postcode, Address.town).where(Address.customer_id == _whose)
)
_ITS_FORMER = Prepared(
    _FORMER.with_only_columns(Customer.number, Customer.name, Customer.reference).where(
        CustomerMerge.customer_id == _whose
    )
)


def index_customer(work: Writing, customer_id: CustomerId) -> None:
    """Bring a customer's entry in the search index up to date, inside the transaction that changed them."""
    found = work.row(_PERSON, whose=customer_id)
    if found is None:
        search.remove_document(work, customer_id)
        return
    person = _Person(*found)
    points = work.rows(_ITS_POINTS, whose=customer_id)
    addresses = [_Place(*row) for row in work.rows(_ITS_ADDRESSES, whose=customer_id)]
    former = [_Former(*row) for row in work.rows(_ITS_FORMER, whose=customer_id)]
    known = findable(person, points, addresses, former)
    search.put_document(work, known.document(person.id, person.number))


def rebuild(work: Writing) -> int:
    """Make the whole index anew, as after an import in bulk; return how many customers it holds."""
    search.clear(work)
    count = 0
    last = UUID(int=0)
    while found := _rows(work, _CUSTOMERS.where(Customer.id > last).order_by(Customer.id).limit(CHUNK)):
        search.put_many(work, [*_documents(work, found, last)])
        count += len(found)
        last = found[-1].id
    return count


def unindexed(view: Reading) -> int:
    """Return how many customers the search box wouldn't find, or would though they are gone."""
    alive = select(Customer.id).where(Customer.deleted_at.is_(None))
    known = select(SearchDoc.customer_id)
    missing = select(func.count()).select_from(Customer)
    missing = missing.where(Customer.deleted_at.is_(None), Customer.id.not_in(known))
    left_over = select(func.count()).select_from(SearchDoc).where(SearchDoc.customer_id.not_in(alive))
    counts = (view.connection.execute(statement).scalar_one() for statement in (missing, left_over))
    return sum(counts)


def _documents(work: Writing, found: Sequence[Row[*tuple[Any, ...]]], before: UUID) -> Iterator[Document]:
    first, last = before, found[-1].id
    points = _grouped(
        work,
        _POINTS.where(ContactPoint.customer_id > first, ContactPoint.customer_id <= last).order_by(
            ContactPoint.customer_id
        ),
    )
    addresses = _grouped(
        work,
        _ADDRESSES.where(Address.customer_id > first, Address.customer_id <= last).order_by(
            Address.customer_id
        ),
    )
    former = _grouped(
        work,
        _FORMER.where(CustomerMerge.customer_id > first, CustomerMerge.customer_id <= last).order_by(
            CustomerMerge.customer_id
        ),
    )
    for row in found:
        yield document(row, points.get(row.id, ()), addresses.get(row.id, ()), former.get(row.id, ()))


def _grouped(
    work: Writing, statement: Select[*tuple[Any, ...]]
) -> dict[UUID, Sequence[Row[*tuple[Any, ...]]]]:
    return {key: list(rows) for key, rows in groupby(_rows(work, statement), attrgetter("customer_id"))}


def _rows(work: Writing, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return work.connection.execute(statement).all()


def document(
    customer: Row[*tuple[Any, ...]],
    points: Iterable[Row[*tuple[Any, ...]]],
    addresses: Iterable[Row[*tuple[Any, ...]]],
    former: Iterable[Row[*tuple[Any, ...]]] = (),
) -> Document:
    """Return what the search box looks in for one customer, from rows with the columns of their tables.

    `former` are those who were merged with them: number, name and reference.
    """
    found = findable(customer, [(one.kind, one.content, one.normal) for one in points], addresses, former)
    return found.document(customer.id, customer.number)


class Findable(NamedTuple):
    """What the search box looks in for one customer, all but the number; folded, and each word once.

    Attributes:
        before, after: the words in front of the number and behind it that the name doesn't hold.
        digits: what else was their number once, and their telephone numbers.
    """

    sort_key: str
    bare_key: str
    name: str
    before: str
    after: str
    digits: str

    def document(self, customer: UUID, number: str) -> Document:
        """Return the entry of the search index of a customer with this number."""
        folded, decimals = fold(number), _decimals(number)
        rest = [one for one in (self.before, folded, self.after) if one]
        digits = " ".join([one for one in (decimals, self.digits) if one])
        # A number is nearly always a word that is no other's: then each is there once as it is.
        if " " in folded or f" {folded} " in f" {self.name} {self.before} {self.after} ":
            rest = _others(" ".join(rest), self.name)
        if f" {decimals} " in f" {self.digits} ":
            digits = " ".join(dict.fromkeys(digits.split()))
        words = " ".join([self.name, *rest])
        return Document(customer, self.sort_key, self.bare_key, words, digits)


def findable(
    customer: Any,
    points: Iterable[tuple[Any, ...]],
    addresses: Iterable[Any],
    former: Iterable[Any] = (),
) -> Findable:
    """Return what the search box looks in.

    Args:
        customer: anything with the names and the reference of one.
        points: the kind, content and normal form of each.
        addresses: anything with a street, postcode and town.
        former: as of `document`.
    """
    points, former = list(points), list(former)
    surname = " ".join((customer.particle, customer.family)).strip() or customer.name
    given = " ".join((customer.given, customer.additional))
    bare = customer.family or customer.name
    rest = [customer.reference]
    rest += [content for kind, content, _normal in points if kind not in _PHONES]
    for other in former:
        rest += [other.name, other.number, other.reference]
    for address in addresses:
        # A postcode is typed with and without its blank: 8011 AB, 8011ab.
        rest += [address.street, address.postcode, address.postcode.replace(" ", ""), address.town]
    dialled = [one for kind, *both in points if kind in _PHONES for one in both]
    key, name = fold(f"{surname} {given}"), fold(customer.name)
    before = " ".join(_others(fold(f"{customer.nickname} {customer.organisation}"), name))
    # As written at home (0…) and abroad (31…).
    digits = map(_decimals, [*(other.number for other in former), *dialled])
    return Findable(
        sort_key=key,
        bare_key=key if bare == surname else fold(f"{bare} {given}"),
        name=name,
        before=before,
        after=" ".join(_others(fold(" ".join(rest)), f"{name} {before}")),
        digits=" ".join(dict.fromkeys(filter(None, digits))),
    )


def _others(words: str, known: str) -> list[str]:
    """Every word that is not among the known ones, once."""
    there = set(known.split())
    return [*dict.fromkeys([word for word in words.split() if word not in there])]


def _decimals(text: str) -> str:
    return _NO_DIGIT.sub("", text)
