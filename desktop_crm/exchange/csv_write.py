"""CSV files written: a row a customer, plain columns for what people read, one column for the rest.

Pictures don't fit into a row; everything else comes back on reading as it was.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from desktop_crm.customers.data import AddressData, CustomerData, canonical_json
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.headings import OWN

_ADDRESS_COLUMNS = {slot.name: heading for heading, slot in OWN.items() if slot.what == "address"}


def head_row() -> bytes:
    """Return the headings, after the mark by which spreadsheets recognise UTF-8."""
    return b"\xef\xbb\xbf" + _row(list(OWN))


def customer_row(customer: StoredCustomer) -> bytes:
    """Return the row of one customer, in UTF-8 with CR LF."""
    data = customer.data
    columns: dict[str, str] = {"ID": str(customer.id), "Number": customer.number}
    blank: dict[str, str] = {}
    for heading, slot in OWN.items():
        if slot.what == "field" and hasattr(data, slot.name):
            text = _text(getattr(data, slot.name))
            columns[heading] = text
            if text and not text.strip():
                blank[slot.name] = text
    details = {
        "desktop-crm": 1,
        "points": _points(data, columns),
        "addresses": _addresses(data, columns),
        "consents": [
            [one.channel, one.given, one.happened_at.isoformat(), one.purpose, one.proof]
            for one in data.consents
        ],
        **_filed(data),
        "extra": json.loads(data.extra),
        "blank": blank,
    }
    columns["Details"] = canonical_json(details)
    return _row([columns.get(heading, "") for heading in OWN])


def _filed(data: CustomerData) -> dict[str, Any]:
    """Tags, statements and names elsewhere, where there are any."""
    filed: dict[str, Any] = {
        "tags": list(data.tags),
        "statements": [[one.kind, one.text, one.said_at.isoformat()] for one in data.statements],
        "identifiers": [[one.system, one.code] for one in data.identifiers],
    }
    return {name: listed for name, listed in filed.items() if listed}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else str(value.isoformat())


def _points(data: CustomerData, columns: dict[str, str]) -> list[list[Any]]:
    """Put each point into the first free column of its kind; return the list that says which is where."""
    free: dict[str, list[str]] = {}
    for heading, slot in OWN.items():
        if slot.what == "point":
            free.setdefault(slot.name, []).append(heading)
    listed: list[list[Any]] = []
    for point in data.points:
        headings = free.get(point.kind, [])
        heading = headings.pop(0) if headings else ""
        if heading:
            columns[heading] = point.content
        listed.append(
            [
                str(point.kind),
                point.label,
                point.preferred,
                heading,
                "" if heading else point.content,
                *([_text(point.since), _text(point.until)] if point.since or point.until else []),
            ]
        )
    return listed


def _addresses(data: CustomerData, columns: dict[str, str]) -> list[dict[str, str]]:
    listed = [_filled(address) for address in data.addresses]
    if listed:
        for name, heading in _ADDRESS_COLUMNS.items():
            if listed[0].get(name, "").strip():
                columns[heading] = listed[0].pop(name)
    return listed


def _filled(address: AddressData) -> dict[str, str]:
    return {name: _text(value) for name, value in asdict(address).items() if value}


def _row(texts: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(texts)
    return written.getvalue().encode("utf-8")
