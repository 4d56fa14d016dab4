"""Customers as JSON, so that reading them gives equal customers: one a line, and each of their files a line behind.

The file is one JSON document, and is written and read line by line, so that one of any size takes little memory.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from enum import Enum
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
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.recognise import Incoming, Related
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.physical import Line, whole_lines

SIGN = b'{"desktop-crm":'
HEAD = SIGN + b'"customers","version":1,"customers":[\n'
FOOT = b"{}]}\n"
_VERSION = b'"version":1,'

_LISTS: dict[str, type[Any]] = {
    "points": PointData,
    "addresses": AddressData,
    "consents": ConsentData,
    "statements": StatementData,
    "identifiers": IdentifierData,
}
_DAYS, _MOMENTS = frozenset({"since", "until", "birth_date"}), frozenset({"happened_at", "said_at"})
_APART = frozenset({"files", "extra"})
_OUR_OWN = frozenset({"id", "number", "related"})


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A customer of a file, or why it is rejected; `raw` are its lines as they stand there."""

    line: int
    incoming: Incoming | None
    reason: str
    raw: bytes


def record_of(customer: StoredCustomer, related: Iterable[Related] = ()) -> bytes:
    """Return a customer's lines; `related` are those with whom they belong."""
    data = customer.data
    told: dict[str, Any] = {"id": str(customer.id), "number": customer.number}
    told |= _plain(data)
    told["extra"] = json.loads(data.extra)
    told["related"] = [[_json(part) if part else "" for part in one] for one in related]
    lines = [told, *({"file": _file(one)} for one in data.files)]
    return b"".join(canonical_json(one).encode() + b",\n" for one in lines)


def _plain(value: Any) -> dict[str, Any]:
    """What a dataclass holds, but for what says nothing and what is told apart."""
    return {
        one.name: _json(held)
        for one in fields(value)
        if one.name not in _APART
        and (held := getattr(value, one.name)) != (None if one.default is MISSING else one.default)
    }


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (str, bool)) else _plain(value)


def _file(file: FileData) -> dict[str, str]:
    content = base64.b64encode(file.content).decode("ascii")
    return {"name": file.name, "media_type": file.media_type, "content": content}


def holds_records(head: bytes) -> bool:
    """Tell by its beginning whether a file holds customers as JSON of ours."""
    return head.lstrip().startswith(SIGN)


def read_records(stream: BinaryIO, longest: int) -> Iterator[ReadRecord]:
    """Yield what each customer of a file says, one at a time; a bad one costs its neighbours nothing.

    Raises `Invalid` when the file was written by a later release.
    """
    lines = whole_lines(stream, longest)
    first = next(lines)
    if _VERSION not in first.content:
        raise Invalid(_("The file was written by a later release; nothing was imported. Install that one."))
    waiting: list[Line] = []
    for line in lines:
        content = line.content.strip()
        if content in {b"", b"]}", b"{}]}"}:
            continue
        if waiting and not content.startswith(b'{"file":'):
            yield _read(waiting)
            waiting = []
        waiting.append(line)
    if waiting:
        yield _read(waiting)


def _read(lines: list[Line]) -> ReadRecord:
    raw = b"".join(line.content.rstrip(b"\r\n") + b"\n" for line in lines)
    try:
        told, *files = [_object(line) for line in lines]
        incoming = _incoming(told, [_read_file(one) for one in files])
    except Invalid as problem:
        return ReadRecord(lines[0].number, None, problem.sentence, raw)
    return ReadRecord(lines[0].number, incoming, "", raw)


def _object(line: Line) -> dict[str, Any]:
    if line.too_long:
        raise Invalid(_("The line is longer than any customer's."))
    try:
        held = json.loads(line.content.decode("utf-8").strip().removesuffix(","))
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no JSON object on a line of its own.")) from error
    if not isinstance(held, dict):
        raise Invalid(_("This is no JSON object on a line of its own."))
    return held


def _incoming(told: dict[str, Any], files: list[FileData]) -> Incoming:
    own = {name: told.pop(name, None) for name in _OUR_OWN}
    extra = told.pop("extra", {})
    if not isinstance(extra, dict):
        raise _wrong("extra")
    data = _made(CustomerData, told)
    return Incoming(
        replace(data, files=tuple(files), extra=canonical_json(extra)),
        _id(own["id"]),
        _text("number", own["number"] or ""),
        "",
        tuple(_related(own["related"] or [])),
    )


def _related(told: Any) -> Iterator[Related]:
    try:
        for kind, other, *days in told:
            since, until = (date.fromisoformat(day) if day else None for day in days)
            yield Related(_text("related", kind), _text("related", other), since, until)
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong("related") from error


def _id(told: Any) -> UUID | None:
    try:
        return UUID(told) if told else None
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong("id") from error


def _made(kind: type[Any], told: Any) -> Any:
    """Return a dataclass from what is told of its fields; raise `Invalid` with the field that is wrong."""
    if not isinstance(told, dict):
        raise _wrong(kind.__name__.removesuffix("Data").lower())
    known = {one.name for one in fields(kind)} - _APART
    for name in told:
        if name not in known:
            raise Invalid(_("There is no such field of a customer."), where=name)
    try:
        return kind(**{name: _value(kind, name, value) for name, value in told.items()})
    except TypeError as error:  # one without which there is nothing
        raise _wrong(kind.__name__.removesuffix("Data").lower()) from error


def _value(kind: type[Any], name: str, told: Any) -> Any:
    if name in _LISTS and isinstance(told, list):
        return tuple(_made(_LISTS[name], one) for one in told)
    if name == "tags" and isinstance(told, list):
        return tuple(_text(name, one) for one in told)
    if name in {"preferred", "given"} and kind is not CustomerData and isinstance(told, bool):
        return told
    makes: Callable[[str], Any] | None = _MAKES.get((kind, name))
    if makes is None and name in _DAYS:
        makes = date.fromisoformat
    if makes is None and name in _MOMENTS:
        makes = datetime.fromisoformat
    text = _text(name, told)
    try:
        found = makes(text) if makes is not None else text
    except ValueError as error:
        raise _wrong(name) from error
    if isinstance(found, datetime) and found.tzinfo is None:
        raise _wrong(name)
    return found


def _text(name: str, told: Any) -> str:
    if not isinstance(told, str):
        raise _wrong(name)
    return told


def _wrong(name: str) -> Invalid:
    return Invalid(_("This field holds something else; nothing was changed."), where=name)


def _read_file(told: dict[str, Any]) -> FileData:
    held = told.get("file")
    if not isinstance(held, dict) or set(held) != {"name", "media_type", "content"}:
        raise _wrong("file")
    try:
        content = base64.b64decode(_text("file", held["content"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong("file") from error
    return FileData(_text("file", held["name"]), _text("file", held["media_type"]), content)


_MAKES: dict[tuple[type[Any], str], Callable[[str], Any]] = {
    (CustomerData, "kind"): CustomerKind,
    (CustomerData, "status"): Status,
    (PointData, "kind"): PointKind,
}
