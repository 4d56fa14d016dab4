"""vCards written, version 4.0 or 3.0, so that reading them gives an equal customer.

What vCard has no word for stands in properties of our own, and signs it can't hold (a carriage return) are
escaped in a way that our reader undoes; every other program sees a plain, valid card.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from desktop_crm.customers.data import (
    AddressData,
    CustomerData,
    CustomerKind,
    FileData,
    PointData,
    Status,
    canonical_json,
)
from desktop_crm.customers.names import join_surname, split_surname
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Related
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.words import OURS, PRODUCT, REST, data_address

VERSIONS = ("4.0", "3.0")
_LINE_BYTES = 75
_TEXT = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", ",": "\\,", ";": "\\;"})
_PARAMETER = str.maketrans({"^": "^^", "\n": "^n", "\r": "^r", '"': "^'"})
_PLAIN_LABELS = frozenset({"home", "work"})
_NAMES = {
    PointKind.PHONE: ("TEL", "voice"),
    PointKind.MOBILE: ("TEL", "cell"),
    PointKind.FAX: ("TEL", "fax"),
    PointKind.EMAIL: ("EMAIL", ""),
    PointKind.WEB: ("URL", ""),
    PointKind.OTHER: (OURS + "OTHER", ""),
}


def card_of(customer: StoredCustomer, *, version: str = "4.0", related: Iterable[Related] = ()) -> bytes:
    """Return a customer's card, in UTF-8 with CR LF, lines folded at 75 bytes.

    `related` are those with whom they belong.
    """
    data = customer.data
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"PRODID:{PRODUCT}", f"UID:urn:uuid:{customer.id}"]
    lines += _names(data, version)
    lines += [_point(point, version) for point in data.points]
    for address in data.addresses:
        parts = (
            address.box,
            address.extended,
            address.street,
            address.town,
            address.region,
            address.postcode,
            address.country,
        )
        lines.append(_line("ADR", _structured(parts), [*_label(address.label), *_period(address)]))
    lines += _plain(data, version)
    lines += [_file(file, version) for file in data.files]
    lines += [_line("RELATED", one.other, [("X-RELATION", one.kind), *_period(one)]) for one in related]
    lines += _ours(customer)
    lines += _rest(data)
    lines.append("END:VCARD")
    return b"".join(fold_line(line) for line in lines)


def _names(data: CustomerData, version: str) -> Iterator[str]:
    if data.kind is CustomerKind.ORGANISATION:
        yield "KIND:org" if version == "4.0" else "X-ABShowAs:COMPANY"
    yield _line("FN", _escaped(data.name))
    surname = join_surname(data.particle, data.family)
    yield _line("N", _structured((surname, data.given, data.additional, data.prefix, data.suffix)))
    if split_surname(surname) != (data.particle, data.family):
        yield _line(OURS + "PARTICLE", _escaped(data.particle))
    if data.organisation or data.department:
        yield _line("ORG", _structured((data.organisation, data.department)))


def _plain(data: CustomerData, version: str) -> Iterator[str]:
    if data.birth_date is not None:
        day = data.birth_date.isoformat()
        yield f"BDAY:{day.replace('-', '') if version == '4.0' else day}"
    for name, text in (
        ("NICKNAME", data.nickname),
        ("TITLE", data.job_title),
        ("LANG", data.language),
        ("NOTE", data.note),
    ):
        if text:
            yield _line(name, _escaped(text))


def _point(point: PointData, version: str) -> str:
    name, type_ = _NAMES[point.kind]
    parameters = [("TYPE", type_)] if type_ else []
    parameters += _label(point.label)
    if point.preferred:
        parameters.append(("PREF", "1") if version == "4.0" else ("TYPE", "pref"))
    parameters += _period(point)
    return _line(name, _escaped(point.content), parameters)


def _period(lasting: PointData | AddressData | Related) -> list[tuple[str, str]]:
    days = (("X-SINCE", lasting.since), ("X-UNTIL", lasting.until))
    return [(name, day.isoformat()) for name, day in days if day is not None]


def _label(label: str) -> list[tuple[str, str]]:
    if not label:
        return []
    return [("TYPE", label)] if label in _PLAIN_LABELS else [("X-LABEL", label)]


def _file(file: FileData, version: str) -> str:
    picture = file.media_type.startswith("image/")
    name = "PHOTO" if picture else OURS + "FILE"
    parameters = [("X-FILE-NAME", file.name), ("X-MEDIA-TYPE", file.media_type)]
    if version == "4.0":
        return _line(
            name, data_address("image/*" if picture else "application/octet-stream", file.content), parameters
        )
    return _line(name, base64.b64encode(file.content).decode("ascii"), [("ENCODING", "b"), *parameters])


def _ours(customer: StoredCustomer) -> Iterator[str]:
    data = customer.data
    if data.status is not Status.PROSPECT:
        yield f"{OURS}STATUS:{data.status}"
    if data.since is not None:
        yield f"{OURS}SINCE:{data.since.isoformat()}"
    for heading, text in (
        ("NUMBER", customer.number),
        ("REFERENCE", data.reference),
        ("SEGMENT", data.segment),
    ):
        if text:
            yield _line(OURS + heading, _escaped(text))
    for consent in data.consents:
        said = [("X-GIVEN", "yes" if consent.given else "no"), ("X-AT", consent.happened_at.isoformat())]
        yield _line(OURS + "CONSENT", _structured((consent.channel, consent.purpose, consent.proof)), said)
    for tag in data.tags:
        yield _line(OURS + "TAG", _escaped(tag))
    for words in data.statements:
        told = [("X-KIND", words.kind), ("X-AT", words.said_at.isoformat())]
        yield _line(OURS + "STATEMENT", _escaped(words.text), told)
    for name in data.identifiers:
        yield _line(OURS + "IDENTIFIER", _structured((name.system, name.code)))


def _rest(data: CustomerData) -> Iterator[str]:
    """What other programs said and no field of ours holds; of ours only what is no property at all."""
    extra = json.loads(data.extra)
    properties = extra.get("properties")
    if isinstance(properties, list) and properties and all(map(_is_property, properties)):
        del extra["properties"]
    else:
        properties = []
    if extra:
        yield _line(OURS + "EXTRA", _escaped(canonical_json(extra)))
    if properties:
        yield f"{REST}:{len(properties)}"
    for group, name, parameters, value in properties:
        pairs = [(key, one) for key, values in parameters.items() for one in values or [""]]
        yield _line(f"{group}.{name}" if group else name, value, pairs)


def _is_property(one: Any) -> bool:
    return (
        isinstance(one, list)
        and len(one) == 4
        and all(isinstance(one[place], str) for place in (0, 1, 3))
        and isinstance(one[2], dict)
        and "\n" not in one[3]
        and "\r" not in one[3]
    )


def _line(name: str, value: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    written = "".join(f";{key}={_parameter(text)}" for key, text in parameters)
    return f"{name}{written}:{value}"


def _parameter(text: str) -> str:
    plain = text.translate(_PARAMETER)
    return plain if plain.isascii() and plain.replace("-", "").isalnum() else f'"{plain}"'


def _escaped(text: str) -> str:
    return text.translate(_TEXT)


def _structured(parts: Sequence[str]) -> str:
    return ";".join(_escaped(part) for part in parts)


def fold_line(line: str) -> bytes:
    """Return a line in UTF-8, folded at 75 bytes (RFC 6350, section 3.2), never inside a character."""
    content = line.encode("utf-8")
    if len(content) <= _LINE_BYTES:
        return content + b"\r\n"
    pieces = []
    start, room = 0, _LINE_BYTES
    while start < len(content):
        end = min(start + room, len(content))
        while end < len(content) and content[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(content[start:end])
        start, room = end, _LINE_BYTES - 1
    return b"\r\n ".join(pieces) + b"\r\n"
