"""CSV files read: each row becomes a customer to take in, or a reason why it can't be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import (
    NO_EXTRA,
    TEXTS,
    AddressData,
    ConsentData,
    CustomerData,
    CustomerKind,
    PointData,
    Status,
    canonical_json,
)
from desktop_crm.customers.filed_data import IdentifierData, StatementData
from desktop_crm.customers.names import split_full_name, split_surname
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Incoming
from desktop_crm.exchange.csv_rows import Row, open_table
from desktop_crm.exchange.dates import DateOrder, parse_day
from desktop_crm.exchange.headings import OWN, Slot
from desktop_crm.exchange.layout import AS_TOLD, Layout

# Several values in one field, as Google writes them.
_SEVERAL = " ::: "
# Texts that come out as they went in, blanks around them too.
_AS_WRITTEN = frozenset(TEXTS) | {"note"}
_DAYS = {
    slot.name: heading
    for heading, slot in OWN.items()
    if slot.what == "field" and slot.name in {"birth_date", "since"}
}
_KINDS = {
    "organisation": CustomerKind.ORGANISATION,
    "organization": CustomerKind.ORGANISATION,
    "organisatie": CustomerKind.ORGANISATION,
    "company": CustomerKind.ORGANISATION,
    "bedrijf": CustomerKind.ORGANISATION,
    "person": CustomerKind.PERSON,
    "persoon": CustomerKind.PERSON,
}
_POINT_KINDS = {str(kind): kind for kind in PointKind}
_STATUSES = {str(status): status for status in Status}
_BIRTH = ("birth_year", "birth_month", "birth_day")
_NAME = ("name", "given", "additional", "particle", "family")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a file: whom it brings in, or why it is rejected; `raw` is how it stands there.

    Attributes:
        notes: what of it could not be read, and was kept as it stands.
    """

    line: int
    incoming: Incoming | None
    reason: str
    raw: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CsvFile:
    """The head line as it stands in the file, for the file of rejected rows; then the rows."""

    head: bytes
    rows: Iterator[ReadRow]
    headings: tuple[str, ...] = ()


def read_rows(stream: BinaryIO, layout: Layout = AS_TOLD, *, skip: int = 0) -> CsvFile:
    """Read a CSV file but for its first `skip` rows.

    Raises `Invalid` when it is none, or when no column of it is known.
    """
    table = open_table(stream, encoding=layout.read_in, separator=layout.separator)
    slots = layout.slots(table.headings)
    if all(slot.what in {"extra", "nothing"} for slot in slots):
        raise Invalid(
            _("No heading is known, so nothing was imported; name a column “Name” or “Family name”.")
        )
    order = layout.dates or DateOrder.DAY
    return CsvFile(
        table.head,
        (_read(row, slots, order) for row in islice(table.rows, skip, None)),
        tuple(table.headings),
    )


def _read(row: Row, slots: list[Slot], order: DateOrder) -> ReadRow:
    if row.broken:
        return ReadRow(row.line, None, row.broken, row.raw)
    if len(row.texts) > len(slots) and any(text.strip() for text in row.texts[len(slots) :]):
        reason = _("The row has {count} texts and there are {columns} headings.").format(
            count=len(row.texts), columns=len(slots)
        )
        return ReadRow(row.line, None, reason, row.raw)
    try:
        reader = _Reader(row, slots, order)
        incoming = reader.read()
        return ReadRow(row.line, incoming, "", row.raw, tuple(reader.notes))
    except Invalid as error:
        return ReadRow(row.line, None, error.sentence, row.raw)


@dataclass
class _Reader:
    """Gathers one customer, column by column."""

    row: Row
    slots: list[Slot]
    order: DateOrder
    fields: dict[str, Any] = field(default_factory=dict)
    points: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def read(self) -> Incoming:
        """Return the customer; raise `Invalid` with the column of what can't be read."""
        fields = self.fields
        for slot, text in zip(self.slots, self.row.texts, strict=False):
            if slot.what == "field":
                if text and slot.name not in fields:
                    fields[slot.name] = text
            elif text.strip() or (text and slot.what == "extra"):
                self._put(slot, text)
        details = self._details()
        if details is not None:
            return _exact(self.fields, self.points, self.addresses, details)
        return self._foreign()

    def _put(self, slot: Slot, text: str) -> None:
        if slot.what == "point":
            self.points.setdefault((slot.name, slot.place), (slot.label, text))
        elif slot.what == "address":
            part = self.addresses.setdefault(slot.place, {"label": slot.label})
            part.setdefault(slot.name, text)
        elif slot.what == "label":
            self.labels[slot.name, slot.place] = text.strip()
        elif slot.what == "extra":
            self.extra[slot.name] = text

    def _details(self) -> dict[str, Any] | None:
        """What our own export adds for what has no column; None for a file of somebody else's."""
        if "details" not in self.fields:
            return None
        try:
            held = json.loads(self.fields.pop("details"))
        except ValueError:
            return None
        return held if isinstance(held, dict) and held.get("desktop-crm") == 1 else None

    def _foreign(self) -> Incoming:
        texts = {name: text if name in _AS_WRITTEN else text.strip() for name, text in self.fields.items()}
        own_id, number, kind = texts.pop("id", ""), texts.pop("number", ""), texts.pop("kind", "")
        if own_id:
            # Somebody else's key serves to recognise the customer, as a reference does.
            texts.setdefault("reference", own_id)
        self._join_birth_date(texts)
        for name in ("birth_date", "since"):
            if not texts.get(name):
                texts.pop(name, None)
            else:
                self._put_day(name, texts.pop(name))
        status = texts.pop("status", "").lower()
        if number:
            self.extra["Number"] = number
        for heading, value, known in (("Kind", kind.lower(), _KINDS), ("Status", status, _STATUSES)):
            if value and value not in known:
                self.extra[heading] = value
        names = self._names(texts, kind.lower())
        data = CustomerData(
            **texts,
            **names,
            birth_date=self._day("birth_date"),
            since=self._day("since"),
            status=_STATUSES.get(status, Status.PROSPECT),
            points=tuple(self._points()),
            addresses=tuple(self._addresses()),
            extra=canonical_json({"columns": self.extra}) if self.extra else NO_EXTRA,
        )
        return Incoming(data, stated=number.strip())

    def _join_birth_date(self, texts: dict[str, str]) -> None:
        """Thunderbird has the birth date in three columns; what is no whole date is kept beside the fields."""
        if texts.keys().isdisjoint(_BIRTH):
            return
        parts = {name: texts.pop(name, "") for name in _BIRTH}
        if all(parts.values()):
            year, month, day = parts.values()
            texts.setdefault("birth_date", f"{year:0>4}-{month:0>2}-{day:0>2}")
        else:
            self.extra.update({name: text for name, text in parts.items() if text})

    def _put_day(self, name: str, text: str) -> None:
        """Take a date, or keep what is none among what no field holds: it is no reason to lose a customer."""
        try:
            self.fields[name] = parse_day(text, field=name, order=self.order)
        except Invalid as error:
            self.extra[_DAYS[name]] = text
            self.notes.append(error.sentence)

    def _day(self, name: str) -> date | None:
        found = self.fields.get(name)
        return found if isinstance(found, date) else None

    def _names(self, texts: dict[str, str], kind: str) -> dict[str, Any]:
        """Take the name out of `texts` and apart, and tell organisations from persons."""
        given = {name: texts.pop(name, "") for name in _NAME}
        has_parts = bool(given["given"] or given["additional"] or given["family"])
        if kind in _KINDS:
            chosen = _KINDS[kind]
        else:
            alone = not has_parts and given["name"] in {"", texts.get("organisation", "")}
            chosen = CustomerKind.ORGANISATION if alone and texts.get("organisation") else CustomerKind.PERSON
        if has_parts and not given["particle"]:
            given["particle"], given["family"] = split_surname(given["family"])
        elif given["name"] and not has_parts and chosen is CustomerKind.PERSON:
            given["given"], given["particle"], given["family"] = split_full_name(given["name"])
        return {**given, "kind": chosen}

    def _points(self) -> Iterator[PointData]:
        for (name, place), (label, text) in self.points.items():
            told = self.labels.get((name, place), "")
            kind = _told_kind(_POINT_KINDS[name], told)
            if not told and _SEVERAL not in text:
                yield PointData(kind, text.strip(), label)
                continue
            for one in text.split(_SEVERAL):
                if one.strip():
                    yield PointData(
                        kind, one.strip(), told.lstrip("* ").lower() or label, told.startswith("*")
                    )

    def _addresses(self) -> Iterator[AddressData]:
        for place, parts in self.addresses.items():
            found = {name: text.strip() for name, text in parts.items()}
            number = found.pop("number", "")
            found["street"] = " ".join(filter(None, (found.get("street", ""), number)))
            told = self.labels.get(("address", place), "").lstrip("* ").lower()
            texts: dict[str, Any] = {**found, "label": told or found["label"]}
            yield AddressData(**texts)


def _told_kind(kind: PointKind, told: str) -> PointKind:
    """A label may say that a number is a mobile or a fax."""
    if kind is PointKind.PHONE:
        words = told.lower()
        if "fax" in words:
            return PointKind.FAX
        if any(word in words for word in ("mobile", "cell", "mobiel")):
            return PointKind.MOBILE
    return kind


def _exact(
    fields: dict[str, Any],
    points: dict[tuple[str, str], tuple[str, str]],
    addresses: dict[str, dict[str, str]],
    details: dict[str, Any],
) -> Incoming:
    """Put a customer of our own export together again; what somebody typed into a column wins."""
    try:
        columns = {(slot.name, slot.place): heading for heading, slot in OWN.items() if slot.what == "point"}
        typed = {columns[key]: text for key, (_label, text) in points.items() if key in columns}
        listed = [_exact_point(one, typed) for one in details["points"]]
        added = [
            PointData(PointKind(OWN[heading].name), text) for heading, text in typed.items()
        ]  # what no entry of the list used up
        first: dict[str, Any] = {
            name: text for name, text in addresses.get("1", {}).items() if name != "label"
        }
        placed = [
            AddressData(**(one | (first if place == 0 else {}) | _exact_period(one)))
            for place, one in enumerate(details["addresses"])
        ]
        if first and not placed:
            placed = [AddressData(**first)]
        own_id, number = UUID(fields.pop("id", "")), fields.pop("number", "")
        typed_fields = _typed_fields(fields)
        data = CustomerData(
            **{**fields, **details["blank"]},
            **typed_fields,
            points=tuple([point for point in listed if point is not None] + added),
            addresses=tuple(placed),
            consents=tuple(
                ConsentData(channel, given, datetime.fromisoformat(at), purpose, proof)
                for channel, given, at, purpose, proof in details["consents"]
            ),
            tags=tuple(str(tag) for tag in details.get("tags", ())),
            statements=tuple(
                StatementData(str(kind), str(text), datetime.fromisoformat(at))
                for kind, text, at in details.get("statements", ())
            ),
            identifiers=tuple(
                IdentifierData(str(system), str(code)) for system, code in details.get("identifiers", ())
            ),
            extra=canonical_json(details["extra"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            _("The column “Details” was changed and can't be read; restore it, or empty it."), where="Details"
        ) from error
    return Incoming(data, own_id, number)


def _exact_point(one: list[Any], typed: dict[str, str]) -> PointData | None:
    """An entry ``[kind, label, preferred, heading, text]``, with first and last day where they are known.

    The text is in its column, if it has one.
    """
    kind, label, preferred, heading, text, *period = one
    if heading:
        text = typed.pop(heading, "")
    days = _exact_period(dict(zip(("since", "until"), period, strict=False)))
    return PointData(PointKind(kind), text, label, preferred, **days) if text else None


def _exact_period(one: dict[str, str]) -> dict[str, date | None]:
    return {name: _exact_day(one[name]) for name in ("since", "until") if name in one}


def _typed_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Take the fields that are no texts out of `fields`, as what they are."""
    return {
        "kind": CustomerKind(fields.pop("kind", "person")),
        "status": Status(fields.pop("status", "prospect")),
        "birth_date": _exact_day(fields.pop("birth_date", "")),
        "since": _exact_day(fields.pop("since", "")),
    }


def _exact_day(text: str) -> date | None:
    return parse_day(text, field="date") if text else None
