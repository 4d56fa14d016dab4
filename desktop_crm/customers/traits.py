"""Reading what is compared of every customer, a page at a time, and packing it small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.likeness import Traits
from desktop_crm.customers.places import Place
from desktop_crm.customers.points import PointKind, normal_form
from desktop_crm.customers.tables import Address, ContactPoint, Customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import fold
from desktop_crm.store.work import Reading

PAGE = 5_000
# Somebody with ten thousand telephone numbers would keep the scan busy comparing them with each other's.
MOST_OF_A_KIND = 12
_CALLED = frozenset({PointKind.PHONE, PointKind.MOBILE})
# What says how a firm is owned, not which firm it is.
_LEGAL_FORMS = frozenset(
    {"bv", "b", "v", "nv", "n", "vof", "cv", "eenmanszaak", "stichting", "vereniging"}
    | {"gmbh", "ag", "kg", "ltd", "limited", "inc", "llc", "plc", "sa", "sarl", "srl", "spa"}
)
_NUMBER_LAST = re.compile(r"^(?P<street>.*\S) (?P<number>\d+(?: ?[a-z]{1,2})?)$")
_NUMBER_FIRST = re.compile(r"^(?P<number>\d+ ?[a-z]?) (?P<street>.*\D.*)$")

CUSTOMERS = Prepared(
    select(
        Customer.id,
        Customer.kind,
        Customer.name,
        Customer.given,
        Customer.family,
        Customer.organisation,
        Customer.birth_date,
    )
    .where(Customer.id > bindparam("after"), Customer.deleted_at.is_(None))
    .order_by(Customer.id)
    .limit(PAGE)
)
POINTS = Prepared(
    select(ContactPoint.customer_id, ContactPoint.kind, ContactPoint.content, ContactPoint.normal)
    .where(ContactPoint.customer_id > bindparam("after"), ContactPoint.customer_id <= bindparam("last"))
    .order_by(ContactPoint.customer_id)
)
ADDRESSES = Prepared(
    select(Address.customer_id, Address.street, Address.extended, Address.postcode, Address.town)
    .where(Address.customer_id > bindparam("after"), Address.customer_id <= bindparam("last"))
    .order_by(Address.customer_id)
)


def pages(view: Reading) -> Iterator[list[tuple[UUID, Traits]]]:
    """Yield every customer's traits, `PAGE` at a time, in the order of their ids."""
    after = UUID(int=0)
    while found := view.rows(CUSTOMERS, after=after):
        last = found[-1][0]
        points = _of_each(view.rows(POINTS, after=after, last=last))
        places = _of_each(view.rows(ADDRESSES, after=after, last=last))
        yield [(row[0], _traits(row, points.get(row[0], ()), places.get(row[0], ()))) for row in found]
        after = last


def _of_each(rows: list[tuple[Any, ...]]) -> dict[UUID, tuple[tuple[Any, ...], ...]]:
    return {one: tuple(group) for one, group in groupby(rows, key=itemgetter(0))}


def _traits(
    row: tuple[Any, ...], points: tuple[tuple[Any, ...], ...], places: tuple[tuple[Any, ...], ...]
) -> Traits:
    _id, kind, name, given, family, organisation, born = row
    person = kind != "organisation"
    return Traits(
        given=_joined(given),
        family=_joined(family) or (_joined(name) if person and not given else ""),
        organisation=firm(organisation or ("" if person else name)),
        born="" if born is None else _digits(born),
        emails=_once(normal or content.lower() for _c, what, content, normal in points if what == "email"),
        phones=_once(normal or _joined(content) for _c, what, content, normal in points if what in _CALLED),
        places=tuple(
            place for place in (place_of(*parts) for _c, *parts in places[:MOST_OF_A_KIND]) if any(place)
        ),
    )


def traits_of(data: CustomerData) -> Traits:
    """Return what is compared of a customer who may not be in the store yet."""
    row = (None, str(data.kind), data.name, data.given, data.family, data.organisation, data.birth_date)
    points = tuple(
        (None, str(point.kind), point.content, normal_form(point.kind, point.content))
        for point in data.points
    )
    places = tuple((None, one.street, one.extended, one.postcode, one.town) for one in data.addresses)
    return _traits(row, points, places)


def place_of(street: str, extended: str, postcode: str, town: str) -> Place:
    """Return an address as it is compared; the house number stands at either end of the street."""
    folded = fold(street)
    parts = _NUMBER_LAST.match(folded) or _NUMBER_FIRST.match(folded)
    number, road = (parts["number"], parts["street"]) if parts else ("", folded)
    return Place(
        number.replace(" ", ""), road.replace(" ", ""), _joined(extended), _joined(postcode), _joined(town)
    )


def firm(name: str) -> str:
    """Return a firm's name as it is compared: folded words without its legal form."""
    words = fold(name).split()
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _digits(born: date) -> str:
    return f"{born.year:04d}{born.month:02d}{born.day:02d}"


def _once(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(text for text in texts if text), MOST_OF_A_KIND))


# Packed, a million customers are some 150 MB in one piece that several processes read without a copy. Folded
# texts hold no control characters, and an address that does is of no use to compare.
_FIELDS, _SEVERAL, _PARTS = "\x1f", "\x1e", "\x1d"
_CONTROL = re.compile(r"[\x1d-\x1f]")


def pack(one: Traits) -> bytes:
    """Return traits as bytes."""
    several = (one.emails, one.phones, tuple(_PARTS.join(place) for place in one.places))
    lists = (
        _SEVERAL.join(_CONTROL.sub(" ", text) if kind < 2 else text for text in texts)
        for kind, texts in enumerate(several)
    )
    text = _FIELDS.join((one.given, one.family, one.organisation, one.born, *lists))
    return text.encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> Traits:
    """Return the traits that were packed."""
    given, family, organisation, born, emails, phones, places = packed.decode("utf-8", "surrogatepass").split(
        _FIELDS
    )
    return Traits(
        given,
        family,
        organisation,
        born,
        tuple(emails.split(_SEVERAL)) if emails else (),
        tuple(phones.split(_SEVERAL)) if phones else (),
        tuple(Place(*place.split(_PARTS)) for place in places.split(_SEVERAL)) if places else (),
    )
