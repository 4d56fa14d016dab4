"""What the store writes of a customer, taken apart into the columns of its tables: no store is needed for that."""

from __future__ import annotations

import hashlib
from operator import attrgetter
from typing import Any, NamedTuple

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
from desktop_crm.customers.filed_data import Filed
from desktop_crm.customers.names import sort_key
from desktop_crm.customers.points import PointKind, normal_form
from desktop_crm.customers.search import Findable, findable

# The columns of each table that the customer's data say, in the order of the rows below.
HEAD = (*TEXTS, "kind", "status", "birth_date", "since", "note", "extra", "sort_key")
POINT = ("kind", "content", "label", "preferred", "since", "until", "normal")
ADDRESS = (
    "street", "postcode", "town", "country", "label", "box", "extended", "region", "since", "until",
)  # fmt: skip
CONSENT = ("channel", "purpose", "given", "proof", "happened_at")
FILE = ("name", "media_type", "size", "sha256", "content")

_texts = attrgetter(*TEXTS)
_address = attrgetter(*ADDRESS)
_consent = attrgetter(*CONSENT)


Row = tuple[Any, ...]


class Sheet(NamedTuple):
    """A customer's rows, and what the search box looks in."""

    head: Row
    points: list[Row]
    addresses: list[Row]
    consents: list[Row]
    files: list[Row]
    found_by: Findable
    filed: Filed


def sheet_of(data: CustomerData) -> Sheet:
    """Return the rows of a customer whose data were checked."""
    points = [point_row(point) for point in data.points]
    return Sheet(
        head_row(data),
        points,
        [address_row(one) for one in data.addresses],
        [consent_row(one) for one in data.consents],
        [file_row(one) for one in data.files],
        findable(
            data, [(str(kind), content, normal) for kind, content, *_rest, normal in points], data.addresses
        ),
        data.filed,
    )


def data_of(sheet: Sheet) -> CustomerData:
    """Return the data of which `sheet_of` made a sheet."""
    said = dict(zip(HEAD, sheet.head, strict=True))
    del said["sort_key"]
    return CustomerData(
        **said | {"kind": CustomerKind(said["kind"]), "status": Status(said["status"])},
        points=tuple(PointData(PointKind(kind), *rest) for kind, *rest, _normal in sheet.points),
        addresses=tuple(AddressData(*row) for row in sheet.addresses),
        consents=tuple(ConsentData(**dict(zip(CONSENT, row, strict=True))) for row in sheet.consents),
        files=tuple(
            FileData(name, media_type, content) for name, media_type, _size, _hash, content in sheet.files
        ),
        tags=sheet.filed.tags,
        statements=sheet.filed.statements,
        identifiers=sheet.filed.identifiers,
    )


def head_row(data: CustomerData) -> Row:
    """Return the columns of a customer's own row."""
    key = sort_key(family=data.family, particle=data.particle, given=data.given, name=data.name)
    return (
        *_texts(data),
        str(data.kind),
        str(data.status),
        data.birth_date,
        data.since,
        data.note,
        data.extra,
        key,
    )


def point_row(one: PointData) -> Row:
    """Return the columns of a contact point."""
    normal = normal_form(one.kind, one.content)
    return str(one.kind), one.content, one.label, one.preferred, one.since, one.until, normal


def address_row(one: AddressData) -> Row:
    """Return the columns of an address."""
    return tuple(_address(one))


def consent_row(one: ConsentData) -> Row:
    """Return the columns of what a customer said on being reached."""
    return tuple(_consent(one))


def file_row(one: FileData) -> Row:
    """Return the columns of a file."""
    return one.name, one.media_type, len(one.content), hashlib.sha256(one.content).hexdigest(), one.content
