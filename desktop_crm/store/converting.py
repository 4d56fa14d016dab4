"""Between Python's values and the driver's: whatever a column of a store is made of, apart from plain ones.

The column types of `schema` use these, and so do the statements that are kept compiled, by these names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.ids import uuid_of

Converter = Callable[[Any], Any]


def id_to_bytes(value: UUID | None) -> bytes | None:
    """Return a UUID as 16 bytes."""
    return None if value is None else value.int.to_bytes(16, "big")


def id_from_bytes(value: bytes | None) -> UUID | None:
    """Return the UUID of 16 bytes."""
    return None if value is None else uuid_of(int.from_bytes(value, "big"))


@lru_cache(maxsize=64)
def instant_to_int(value: datetime | None) -> int | None:
    """Return an aware datetime as microseconds since 1970 UTC.

    One act binds the same one or two instants a dozen times: remembered, they cost a third.
    """
    return None if value is None else to_micros(value)


def instant_from_int(value: int | None) -> datetime | None:
    """Return the aware UTC datetime of microseconds since 1970."""
    return None if value is None else from_micros(value)


def _truth_to_int(value: bool | None) -> int | None:
    if value is None or isinstance(value, bool):
        return None if value is None else int(value)
    raise TypeError(f"{value!r} is neither True nor False")


def _truth_from_int(value: int | None) -> bool | None:
    return None if value is None else bool(value)


TO_DRIVER: Mapping[str, Converter] = {"id": id_to_bytes, "instant": instant_to_int, "truth": _truth_to_int}
FROM_DRIVER: Mapping[str, Converter] = {
    "id": id_from_bytes,
    "instant": instant_from_int,
    "truth": _truth_from_int,
}
