"""Row identifiers: UUID version 7 (RFC 9562), so that keys sort by the time they were made."""

from __future__ import annotations

import threading
import time
from random import getrandbits
from typing import NewType
from uuid import UUID, SafeUUID

CustomerId = NewType("CustomerId", UUID)
CaseId = NewType("CaseId", UUID)
WorkItemId = NewType("WorkItemId", UUID)
ContactId = NewType("ContactId", UUID)
QuestionId = NewType("QuestionId", UUID)
EmployeeId = NewType("EmployeeId", UUID)
ValueId = NewType("ValueId", UUID)
VersionId = NewType("VersionId", UUID)
ProposalId = NewType("ProposalId", UUID)

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_MILLIS, _TAIL = (1 << 48) - 1, (1 << 74) - 1
_HIGH, _LOW = (1 << 12) - 1, (1 << 62) - 1  # the two parts of a tail
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUIDv7 greater than every one this process made before.

    48 bits of Unix milliseconds, then 74 bits of which the upper count up within one millisecond
    (RFC 9562, section 6.2, method 2: a monotonic random number), so that bulk inserts append.
    """
    global _last
    floor = (time.time_ns() // 1_000_000) << 74
    with _lock:
        # Head room: the top bit of a millisecond's first tail is zero, so that counting up never overflows.
        _last = _last + 1 + getrandbits(32) if _last >= floor else floor | getrandbits(73)
        made = _last
    return _spread(made)


def from_parts(millis: int, tail: int) -> UUID:
    """Return the UUIDv7 of a moment (Unix milliseconds) and a 74-bit tail; the generator uses it too."""
    return _spread((millis & _MILLIS) << 74 | tail & _TAIL)


def _spread(bits: int) -> UUID:
    """Return the UUIDv7 of its 122 free bits, between which the version and the variant stand."""
    return uuid_of(bits >> 74 << 80 | (bits >> 62 & _HIGH) << 64 | bits & _LOW | _VERSION_AND_VARIANT)


# A UUID lets nobody set its attributes; the descriptors of its slots do.
_new, _set_number, _set_safety = object.__new__, vars(UUID)["int"].__set__, vars(UUID)["is_safe"].__set__
_UNKNOWN = SafeUUID.unknown  # looked up once: a member of an enumeration costs more than the rest together


def uuid_of(number: int) -> UUID:
    """Return the UUID of a 128-bit number; a fifth of what its constructor takes, which checks every form."""
    made = _new(UUID)
    _set_number(made, number)
    _set_safety(made, _UNKNOWN)
    return made
