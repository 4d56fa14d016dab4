"""Rows of any kind that a list shows, made from their types: as many as a list is to be scrolled with."""

from __future__ import annotations

import types
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

_MOMENT = datetime.fromisoformat("2026-11-02T09:30:00+00:00")
_WORDS = "Customer number {number}, with words as long as they usually are"


def made_row(kind: type, number: int, /, **given: Any) -> Any:
    """Return a row of a frozen class whose every field that a list may show has a value; some are `given`."""
    hints = get_type_hints(kind)
    found = {one.name: _value(hints[one.name], number) for one in fields(kind) if one.init}
    return kind(**(found | given))


def _value(kind: Any, number: int) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inside = next(one for one in inner if one is not type(None))
        # What may be missing and is more than a word, a clock say, stands on few rows.
        return None if is_dataclass(inside) else _value(inside, number)
    if origin is tuple and Ellipsis not in inner:
        return tuple(_value(one, number) for one in inner)
    if origin is not None:
        return {} if issubclass(origin, dict) or "Mapping" in origin.__name__ else ()
    kind = getattr(kind, "__supertype__", kind)
    plain = {
        str: _WORDS.format(number=number), int: number, float: (number % 100) / 100, bool: bool(number % 2),
        datetime: _MOMENT, date: _MOMENT.date(), UUID: UUID(int=number), bytes: b"", Hashable: number,
    }  # fmt: skip
    if kind in plain:
        return plain[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[number % len(kind)]
    return made_row(kind, number)
