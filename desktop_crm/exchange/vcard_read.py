"""vCards read: each card of a file becomes a customer to take in, or a reason why it can't be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.data import (
    AddressData,
    ConsentData,
    CustomerData,
    CustomerKind,
    FileData,
    PointData,
    Status,
    canonical_json,
)
from desktop_crm.customers.filed_data import IdentifierData, StatementData
from desktop_crm.customers.names import split_full_name, split_surname
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Incoming, Related
from desktop_crm.exchange.cards import RawCard, cards_of
from desktop_crm.exchange.content_line import Property, parse_line, split_value, unescaped
from desktop_crm.exchange.pictures import file_of
from desktop_crm.exchange.vcard_own import TOLD, period_of, told_by
from desktop_crm.exchange.words import OURS, PRODUCT, REST, custom_label, data_address, one_line

_VERSIONS = frozenset({"2.1", "3.0", "4.0"})
_OUR_PRODUCT = f"PRODID:{PRODUCT}".encode()
# About the file rather than the person.
_PASSED_OVER = frozenset({"VERSION", "PRODID", "REV", "BEGIN", "END"})
_DEFAULT_TYPES = frozenset({"voice", "internet", "pref", "dom", "intl", "postal", "parcel", "x400", "uri"})
_MOBILE = frozenset({"cell", "mobile", "iphone", "pcs"})
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$")


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A card of a file: whom it brings in, or why it is rejected; `raw` are its lines as they stand there."""

    line: int
    incoming: Incoming | None
    reason: str
    raw: list[bytes]


def read_cards(stream: BinaryIO, *, skip: int = 0) -> Iterator[ReadCard]:
    """Yield what each card of a file says, one at a time, so that a file of any size takes little memory.

    The first `skip` cards are left out.
    """
    for card in islice(cards_of(stream), skip, None):
        if card.broken:
            yield ReadCard(card.line, None, card.broken, card.raw)
            continue
        try:
            yield ReadCard(card.line, _Reader(card).read(), "", card.raw)
        except Invalid as error:
            yield ReadCard(card.line, None, error.sentence, card.raw)


@dataclass
class _Reader:
    """Gathers one customer, property by property; what no field holds goes to `rest` as it is."""

    card: RawCard
    fields: dict[str, Any] = field(default_factory=dict)
    points: list[PointData] = field(default_factory=list)
    addresses: list[AddressData] = field(default_factory=list)
    consents: list[ConsentData] = field(default_factory=list)
    files: list[FileData] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    statements: list[StatementData] = field(default_factory=list)
    identifiers: list[IdentifierData] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    rest: list[list[Any]] = field(default_factory=list)
    version: str = "3.0"
    exact: bool = False

    def read(self) -> Incoming:
        """Return the customer; raise `Invalid` with the line of what can't be read."""
        self.version = self._version()
        self.exact = any(content == _OUR_PRODUCT for _line, content in self.card.lines[:5])
        carets = self.exact or self.version == "4.0"
        found = [parse_line(bytes(content), line, carets=carets) for line, content in self.card.lines]
        labels = {
            one.group: custom_label(self._plain(one.value))
            for one in found
            if one.group and one.name == "X-ABLABEL"
        }
        used: set[str] = set()
        for place, one in enumerate(found):
            if self.exact and one.name == REST:
                self.rest += [self._kept(other) for other in found[place + 1 :]]
                return self._incoming()
            if one.name in _PASSED_OVER or one.name == "X-ABLABEL":
                continue
            if self._take(one, labels.get(one.group, "")):
                used.add(one.group)
            else:
                self.rest.append(self._kept(one))
        labelled = (one for one in found if one.name == "X-ABLABEL" and one.group not in used)
        self.rest += [self._kept(one) for one in labelled]
        return self._incoming()

    def _version(self) -> str:
        for line, content in self.card.lines[:20]:
            name, _colon, value = bytes(content).partition(b":")
            if name.split(b";")[0].strip().upper() == b"VERSION":
                version = value.decode("ascii", "replace").strip()
                if version not in _VERSIONS:
                    raise Invalid(
                        _("Version {version} of vCard is not known.").format(version=version[:20]),
                        where=_("line {number}").format(number=line),
                    )
                return version
        return "2.1" if self.card.old else "3.0"

    def _take(self, one: Property, label: str) -> bool:
        """Put a property into its field; tell whether there was one for it."""
        if one.name.startswith(OURS):
            return self._ours(one)
        taker = _TAKERS.get(one.name)
        return taker is not None and taker(self, one, label)

    def _plain(self, value: str) -> str:
        text = unescaped(value, exact=self.exact)
        return text if self.exact else text.strip()

    def _once(self, name: str, value: Any) -> bool:
        """Fill a field; False when an earlier property filled it, so that this one is kept beside it."""
        if name in self.fields:
            return False
        self.fields[name] = value
        return True

    def _kept(self, one: Property) -> list[Any]:
        """A property that no field holds, as it can be written again."""
        value = one.value
        if one.binary is not None and not value:
            value = data_address(one.parameter("MEDIATYPE") or "application/octet-stream", one.binary)
        parameters = {name: list(values) for name, values in one.parameters.items() if name != "MEDIATYPE"}
        return [one.group, one.name, parameters, one_line(value)]

    def _label(self, one: Property, custom: str) -> str:
        if "X-LABEL" in one.parameters:
            return one.parameter("X-LABEL")
        if custom:
            return custom
        skipped = _DEFAULT_TYPES | _MOBILE | {"fax"}
        return ", ".join(kind for kind in one.types if kind not in skipped)

    def _name(self, one: Property, _label: str) -> bool:
        if "family" in self.fields:
            return False
        parts = [self._components(part) for part in split_value(one.value, ";")]
        parts += [[""]] * (5 - len(parts))
        family = " ".join(filter(None, parts[0])) if not self.exact else parts[0][0]
        self.fields["family"] = family
        for name, part in zip(("given", "additional", "prefix"), parts[1:4], strict=True):
            self.fields[name] = part[0] if self.exact else " ".join(filter(None, part))
        self.fields["suffix"] = parts[4][0] if self.exact else ", ".join(filter(None, parts[4]))
        return True

    def _components(self, part: str) -> list[str]:
        """A component's values: 3.0 and later separate several by commas, 2.1 does not."""
        values = [part] if self.version == "2.1" else split_value(part, ",")
        return [self._plain(value) for value in values]

    def _full_name(self, one: Property, _label: str) -> bool:
        return self._once("name", self._plain(one.value))

    def _text(self, one: Property, _label: str) -> bool:
        # As it was written, blanks around it too.
        text = unescaped(one.value, exact=self.exact)
        return not text or self._once(_TEXT_FIELDS[one.name], text)

    def _organisation(self, one: Property, _label: str) -> bool:
        first, *units = [self._plain(part) for part in split_value(one.value, ";")]
        if "organisation" in self.fields:
            return False
        self.fields["organisation"] = first
        self.fields["department"] = units[0] if self.exact and units else "; ".join(filter(None, units))
        return True

    def _phone(self, one: Property, label: str) -> bool:
        types = set(one.types)
        kind = PointKind.FAX if "fax" in types else PointKind.MOBILE if types & _MOBILE else PointKind.PHONE
        text = self._plain(one.value)
        if one.parameter("VALUE").lower() == "uri" and text.lower().startswith("tel:"):
            text = text[4:]
        return self._point(one, kind, text, label)

    def _email(self, one: Property, label: str) -> bool:
        text = self._plain(one.value)
        return self._point(
            one, PointKind.EMAIL, text.removeprefix("mailto:") if not self.exact else text, label
        )

    def _web(self, one: Property, label: str) -> bool:
        return self._point(one, PointKind.WEB, self._plain(one.value), label)

    def _point(self, one: Property, kind: PointKind, text: str, label: str) -> bool:
        if text.strip():
            preferred = "PREF" in one.parameters or "pref" in one.types
            days = period_of(one)
            self.points.append(PointData(kind, text, self._label(one, label), preferred, *days))
        return True

    def _address(self, one: Property, label: str) -> bool:
        parts = [", ".join(filter(None, self._components(part))) for part in split_value(one.value, ";")]
        if self.exact:
            parts = [self._plain(part) for part in split_value(one.value, ";")]
        parts += [""] * (7 - len(parts))
        if any(part.strip() for part in parts):
            box, extended, street, town, region, postcode, country = parts[:7]
            self.addresses.append(
                AddressData(
                    street,
                    postcode,
                    town,
                    country,
                    self._label(one, label),
                    box,
                    extended,
                    region,
                    *period_of(one),
                )
            )
        return True

    def _born(self, one: Property, _label: str) -> bool:
        return not one.value.strip() or self._day("birth_date", one.value)

    def _day(self, name: str, value: str) -> bool:
        match = _DAY.match(value.strip())
        try:
            return bool(match) and self._once(name, date(*(int(part) for part in match.groups())))  # type: ignore[union-attr]
        except ValueError:
            return False

    def _picture(self, one: Property, _label: str) -> bool:
        if not one.binary and not self.exact:
            return not one.value.strip()
        if one.binary is None:
            return False
        self.files.append(file_of(one))
        return True

    def _language(self, one: Property, _label: str) -> bool:
        return not one.parameters and self._once("language", self._plain(one.value))

    def _uid(self, one: Property, _label: str) -> bool:
        return self._once("card", self._plain(one.value))

    def _kind(self, one: Property, _label: str) -> bool:
        kind = one.value.strip().lower()
        if kind in {"org", "company"}:
            self.fields["kind"] = CustomerKind.ORGANISATION
        return kind in {"org", "company", "individual", ""}

    def _relation(self, one: Property, _label: str) -> bool:
        kind = one.parameter("X-RELATION")
        if kind:
            self.related.append(Related(kind, one.value, *period_of(one)))
        return bool(kind)

    def _ours(self, one: Property) -> bool:
        """Properties of our own, for what vCard has no word for."""
        name, text = one.name.removeprefix(OURS), self._plain(one.value)
        if name == "STATUS":
            return text in set(Status) and self._once("status", Status(text))
        if name == "SINCE":
            return self._day("since", text)
        if name == "OTHER":
            return self._point(one, PointKind.OTHER, text, "")
        if name == "FILE" and one.binary is not None:
            self.files.append(file_of(one))
            return True
        if name == "EXTRA":
            return self._more(text)
        if name in TOLD:
            return self._told(name, one, text)
        return name in _OUR_FIELDS and self._once(name.lower(), text)

    def _more(self, text: str) -> bool:
        try:
            held = json.loads(text)
        except ValueError:
            return False
        return isinstance(held, dict) and self._once("extra", held)

    def _told(self, name: str, one: Property, text: str) -> bool:
        """Consent, a tag, a statement, a name in another system; False for what is none."""
        told = told_by(name, one, text, [self._plain(part) for part in split_value(one.value, ";")])
        if told is None:
            return False
        listed: dict[type[Any], list[Any]] = {
            str: self.tags,
            ConsentData: self.consents,
            StatementData: self.statements,
            IdentifierData: self.identifiers,
        }
        listed[type(told)].append(told)
        return True

    def _incoming(self) -> Incoming:
        fields = self.fields
        card, number = fields.pop("card", ""), fields.pop("number", "")
        own_id = _own_id(card) if self.exact else None
        self._settle_name()
        more = fields.pop("extra", {})
        extra = canonical_json(more | {"properties": self.rest} if self.rest else more)
        data = CustomerData(
            **fields,
            extra=extra,
            points=tuple(self.points),
            addresses=tuple(self.addresses),
            consents=tuple(self.consents),
            files=tuple(self.files),
            tags=tuple(self.tags),
            statements=tuple(self.statements),
            identifiers=tuple(self.identifiers),
        )
        return Incoming(data, own_id, number, "" if own_id else card, tuple(self.related))

    def _settle_name(self) -> None:
        """Take particle and family name apart, and tell organisations from persons."""
        fields = self.fields
        particle = fields.pop("particle", None)
        surname = fields.get("family", "")
        if particle is not None:
            fields["particle"] = particle
            fields["family"] = surname.removeprefix(particle).removeprefix(" ") if particle else surname
        else:
            fields["particle"], fields["family"] = split_surname(surname)
        if self.exact:
            return
        has_parts = any(fields.get(part) for part in ("given", "family", "additional"))
        name, organisation = fields.get("name", ""), fields.get("organisation", "")
        if organisation and not has_parts and name in {"", organisation}:
            fields["kind"] = CustomerKind.ORGANISATION
        elif name and not has_parts and fields.get("kind") is not CustomerKind.ORGANISATION:
            fields["given"], fields["particle"], fields["family"] = split_full_name(name)


def _own_id(card: str) -> UUID | None:
    try:
        return UUID(card.removeprefix("urn:uuid:"))
    except ValueError:
        return None


_TEXT_FIELDS = {"NICKNAME": "nickname", "TITLE": "job_title", "NOTE": "note"}
_OUR_FIELDS = frozenset({"SEGMENT", "REFERENCE", "NUMBER", "PARTICLE"})
_TAKERS = {
    "FN": _Reader._full_name,
    "N": _Reader._name,
    "NICKNAME": _Reader._text,
    "TITLE": _Reader._text,
    "NOTE": _Reader._text,
    "ORG": _Reader._organisation,
    "TEL": _Reader._phone,
    "EMAIL": _Reader._email,
    "URL": _Reader._web,
    "ADR": _Reader._address,
    "BDAY": _Reader._born,
    "PHOTO": _Reader._picture,
    "LOGO": _Reader._picture,
    "LANG": _Reader._language,
    "UID": _Reader._uid,
    "KIND": _Reader._kind,
    "X-ABSHOWAS": _Reader._kind,
    "RELATED": _Reader._relation,
}
