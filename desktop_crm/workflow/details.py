"""How an event's fields are written to `case_event.detail` and read back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from desktop_crm.workflow.events import KINDS, Event, ItemClaimed, ItemCompleted, ItemOffered, ItemOpened

_quoted = json.encoder.encode_basestring_ascii


class Detail:
    """How an event's fields are written to `case_event.detail` and read back."""

    # Kinds that happen at every step have no fields but the item, or few: they are written at once.
    EMPTY: ClassVar[str] = "{}"

    @staticmethod
    def write(event: Event) -> str:
        """Return the event's fields as JSON; ids as 32 hexadecimal digits, instants as ISO 8601."""
        kind: Any = type(event)
        if kind is ItemOpened:
            return Detail.EMPTY
        if kind is ItemClaimed:
            return f'{{"holder":"{event.holder.hex}"}}'  # type: ignore[union-attr]
        if kind is ItemCompleted:
            return _completed(event)  # type: ignore[arg-type]
        if kind is ItemOffered:
            return _offered(event)  # type: ignore[arg-type]
        return _in_full(event)

    @staticmethod
    def read(kind: str, item: UUID | None, detail: str) -> Event:
        """Return the event that `write` wrote."""
        stored = json.loads(detail)
        known: Any = KINDS[kind]
        values: dict[str, Any] = {
            name: _typed(of_type, stored[name]) if name in stored else empty
            for name, (of_type, empty) in _FIELDS[known].items()
        }
        if "item" in known.__annotations__:
            values["item"] = item
        return known(**values)  # type: ignore[no-any-return]


def _completed(event: ItemCompleted) -> str:
    parts = []
    if event.values:
        parts.append('"values":["' + '","'.join([value.hex for value in event.values]) + '"]')
    if event.contact is not None:
        parts.append(f'"contact":"{event.contact.hex}"')
    return "{" + ",".join(parts) + "}"


def _offered(event: ItemOffered) -> str:
    if event.took or event.outside or event.reason:
        return _in_full(event)
    after = f',"after":{_quoted(event.after)}' if event.after else ""
    return f'{{"step":{_quoted(event.step)},"activity":{_quoted(event.activity)},"role":{_quoted(event.role)}{after}}}'


def _in_full(event: Event) -> str:
    # Not `asdict`: it copies deeply, which took half the time of writing a case.
    detail = {name: getattr(event, name) for name in _FIELDS[type(event)]}
    return json.dumps({name: _plain(value) for name, value in detail.items() if not _is_empty(value)})


def _is_empty(value: object) -> bool:
    """Whether a field is left out of the detail; reading gives it back by its type."""
    return value is None or value is False or value in ("", ())


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _empty(of_type: str) -> object:
    if "None" in of_type:
        return None
    return {"str": "", "bool": False}.get(of_type, ())


def _fields(known: type[Any]) -> dict[str, tuple[str, object]]:
    """For each field of a kind of event, save the item: its type as written, and what it is when empty."""
    named = {field.name: str(field.type) for field in fields(known) if field.name != "item"}
    return {name: (of_type, _empty(of_type)) for name, of_type in named.items()}


_FIELDS: dict[type[Any], dict[str, tuple[str, object]]] = {kind: _fields(kind) for kind in KINDS.values()}


def _typed(kind: str, value: Any) -> Any:
    if kind.startswith("tuple[tuple"):
        return tuple(tuple(one) for one in value)
    if kind == "tuple[UUID, ...]":
        return tuple(UUID(hex=one) for one in value)
    if kind.startswith("tuple"):
        return tuple(value)
    if "UUID" in kind or kind.split(" ")[0].endswith("Id"):
        return UUID(hex=value)
    return datetime.fromisoformat(value) if kind.startswith("datetime") else value
