"""Where time comes from: the system in production, a hand-set clock in tests."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from desktop_crm.core.i18n import _

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class TimeSource(Protocol):
    """Tells the wall time and a reading that never runs backwards."""

    def now(self) -> datetime:
        """Return the wall time as an aware UTC datetime."""
        ...

    def monotonic_ns(self) -> int:
        """Return nanoseconds since an arbitrary start; never less than an earlier reading."""
        ...


class SystemTime:
    """The clocks of this machine."""

    def now(self) -> datetime:
        """Return the system's wall time in UTC."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return the system's monotonic clock in nanoseconds."""
        return time.monotonic_ns()


class FakeTime:
    """A clock that stands still until it is moved; for tests, the tour and the generator."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._monotonic_ns = 1_000_000_000

    def now(self) -> datetime:
        """Return the time last set."""
        return self._now

    def monotonic_ns(self) -> int:
        """Return a reading that moves with `advance` only, as a real one does."""
        return self._monotonic_ns

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._monotonic_ns += round(seconds * 1e9)

    def set(self, moment: datetime) -> None:
        """Change the wall clock alone, as a user or a time server might."""
        self._now = moment.astimezone(UTC)


def to_micros(moment: datetime) -> int:
    """Return microseconds since 1970 UTC, exactly (a float timestamp would round)."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the aware UTC datetime of `micros` microseconds since 1970."""
    return _EPOCH + micros * _MICROSECOND


def long_duration(seconds: float, day_seconds: float = 86_400) -> str:
    """Return ``7 h 53`` or ``3 d 6 h 19``; a day is the calendar's own where net time is told."""
    days, rest = divmod(int(seconds), int(day_seconds))
    hours, minutes = rest // 3_600, rest % 3_600 // 60
    if days:
        return _("{days} d {hours} h {minutes:02d}").format(days=days, hours=hours, minutes=minutes)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
