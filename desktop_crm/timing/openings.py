"""From hours on the wall to instants: which stretches of real time a calendar is open, and why.

A calendar speaks of local time, a clock of instants. Between them stand the changes of the time zone: each
stretch with one offset from UTC is expanded on its own, so that a moment is open exactly when the clock on
the wall reads an open time. A day of 23 or 25 hours, a skipped hour and an hour that comes twice then need
no special case.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desktop_crm.core.clock import from_micros
from desktop_crm.core.frozen import frozen

SECOND = 1_000_000
DAY = 86_400 * SECOND

# Open intervals of one local day in microseconds since local midnight: sorted, apart, at most `DAY`.
Hours = tuple[tuple[int, int], ...]

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_SATURDAY = 5
_ONE_MICROSECOND = timedelta(microseconds=1)


class Why(StrEnum):
    """Why a stretch of time counts as working time, or does not."""

    WORKING = "working hours"
    UNSURE = "working hours unless a holiday"
    CLOSED = "closed"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SPECIAL_DAY = "special day"
    PAUSE = "pause"


class Stretch(NamedTuple):
    """Real time from `start` to `end` (microseconds since 1970 UTC) of one kind.

    Attributes:
        name: the holiday's, where the calendar knows it.
    """

    start: int
    end: int
    open: bool
    why: Why
    name: str = ""


@frozen
class WallHours:
    """What a calendar says of local days, ready to be laid over real time.

    Attributes:
        week: the hours of Monday to Sunday.
        holidays: closed days and their names.
        special_days: days with hours of their own, stronger than the week and than a holiday.
        pauses: stretches of real time in which nothing counts (microseconds, sorted, apart).
        public_years: the years whose public holidays are in `holidays`; None where none are to be.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    holidays: Mapping[date, str]
    special_days: Mapping[date, Hours]
    pauses: Sequence[tuple[int, int]]
    public_years: range | None = None

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield stretches that tile `start` to `end` (microseconds) without gap or overlap."""
        for low, high, offset in _offsets(self.zone, start, end):
            for ordinal in range((low + offset) // DAY, (high + offset - 1) // DAY + 1):
                midnight = ordinal * DAY - offset
                yield from self._day(ordinal, midnight, max(low, midnight), min(high, midnight + DAY))

    def _day(self, ordinal: int, midnight: int, low: int, high: int) -> Iterator[Stretch]:
        day = date.fromordinal(ordinal + _EPOCH_ORDINAL)
        hours, open_why, shut_why, name = self._rule(day)
        at = low
        for opens, closes in hours:
            first, last = max(midnight + opens, at), min(midnight + closes, high)
            if first >= last:
                continue
            if at < first:
                yield Stretch(at, first, False, shut_why, name)
            yield from self._without_pauses(Stretch(first, last, True, open_why))
            at = last
        if at < high:
            yield Stretch(at, high, False, shut_why, name)

    def _rule(self, day: date) -> tuple[Hours, Why, Why, str]:
        """Return the hours of a day, the reason while open, the reason while shut, and a holiday's name."""
        special = self.special_days.get(day)
        if special is not None:
            return special, Why.SPECIAL_DAY, Why.SPECIAL_DAY, ""
        if day in self.holidays:
            return (), Why.WORKING, Why.HOLIDAY, self.holidays[day]
        hours = self.week[day.weekday()]
        weekend = not hours and day.weekday() >= _SATURDAY
        sure = self.public_years is None or day.year in self.public_years
        return hours, Why.WORKING if sure else Why.UNSURE, Why.WEEKEND if weekend else Why.CLOSED, ""

    def _without_pauses(self, stretch: Stretch) -> Iterator[Stretch]:
        at = stretch.start
        nearest = max(0, bisect_right(self.pauses, at, key=itemgetter(0)) - 1)
        for start, end in islice(self.pauses, nearest, None):
            if start >= stretch.end:
                break
            first, last = max(start, at), min(end, stretch.end)
            if first >= last:
                continue
            if at < first:
                yield stretch._replace(start=at, end=first)
            yield Stretch(first, last, False, Why.PAUSE)
            at = last
        if at < stretch.end:
            yield stretch._replace(start=at)


def _offset(zone: ZoneInfo, at: int) -> int:
    """Return how far the wall clock is ahead of UTC at an instant, in microseconds."""
    offset = from_micros(at).astimezone(zone).utcoffset()
    assert offset is not None  # every ZoneInfo has one
    return offset // _ONE_MICROSECOND


def _offsets(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (from, to, offset) that tile `start` to `end`, cut where the zone changes its offset.

    The zone is read once a day and a change found by halving; no zone has changed twice within a day.
    """
    low, offset = start, _offset(zone, start)
    at = start
    while at < end:
        following = min(at + DAY, end)
        after = _offset(zone, following)
        if after != offset:
            change = _change(zone, at, following, offset)
            if low < change:
                yield low, change, offset
            low, offset = change, after
        at = following
    if low < end:
        yield low, end, offset


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """Return the first instant after `before` at which the zone no longer has `offset`."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after
