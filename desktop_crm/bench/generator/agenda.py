"""When generated things happen: calls in opening hours, messages at any hour, work in office hours."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.timing.calendar import Calendar

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Messages by local hour, from midnight on: few by night, most in the morning and after dinner.
_BY_HOUR = (1, 0, 0, 0, 0, 1, 3, 7, 12, 14, 13, 11, 8, 9, 10, 9, 8, 7, 6, 9, 11, 9, 5, 2)
# How busy we are: by month (renewals in January, holidays in July), by weekday, and by local hour at the desk.
_BY_MONTH = (1.35, 1.1, 1.0, 1.0, 0.95, 0.95, 0.7, 0.75, 1.05, 1.05, 1.1, 1.2)
_BY_WEEKDAY = (1.25, 1.05, 1.0, 1.0, 0.95, 0.6, 0.35)
_AT_DESK = {8: 0.8, 9: 1.35, 10: 1.45, 11: 1.2, 12: 0.65, 13: 0.9, 14: 1.1, 15: 1.0, 16: 0.8}
_EVENING = 0.55


class Agenda:
    """Believable instants, as microseconds since 1970 UTC.

    Args:
        office: the calendar in which work is done; `desk`: in which calls and visitors are received.
        first: the earliest instant of history; `last`: the latest, which is "now".

    Attributes:
        random: where chance comes from; see `drawing_from`.
    """

    def __init__(self, office: Calendar, desk: Calendar, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.office = office.open_time
        self.desk = desk.open_time
        self.random = Random(0)
        self._zone = ZoneInfo(desk.timezone)
        self._slots, self._before = self._open_slots(desk)
        self._midnights, self._days_before = self._every_day()
        self._hours = list(accumulate(_BY_HOUR))

    def drawing_from(self, random: Random) -> Agenda:
        """Return the same agenda with another source of chance."""
        other = copy(self)
        other.random = random
        return other

    def _open_slots(self, desk: Calendar) -> tuple[list[tuple[int, int]], list[float]]:
        """Return the opening hours as (start, length), and how much of all business lies before each."""
        slots: list[tuple[int, int]] = []
        weights = []
        for stretch in desk.intervals(from_micros(self.first), from_micros(self.last)):
            at, end = to_micros(stretch.start), to_micros(stretch.end)
            while stretch.counted and at < end:
                local = from_micros(at).astimezone(self._zone)
                length = min(HOUR - at % HOUR, end - at)
                slots.append((at, length))
                weights.append(length * _busy(local) * _AT_DESK.get(local.hour, _EVENING))
                at += length
        return slots, [0.0, *accumulate(weights)]

    def _every_day(self) -> tuple[list[int], list[float]]:
        """Return the first instant of each local day, and how many of all messages come before it."""
        day = self.day_of(self.first)
        starts, weights = [], []
        for _index in range((self.last - self.first) // DAY + 1):
            midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
            starts.append(to_micros(midnight))
            weights.append(_busy(midnight))
            day += timedelta(days=1)
        return starts, [0.0, *accumulate(weights)]

    def moment(self, *, immediate: bool) -> int:
        """Return an instant of history: for a call or visit while we are open, for a message at any time."""
        if immediate:
            return self.open_moment(self.random.random())
        before = self._days_before
        while True:
            day = bisect_right(before, self.random.random() * before[-1]) - 1
            at = self._midnights[day] + self._time_of_day()
            if self.first <= at < self.last:
                return at

    def open_moment(self, share: float) -> int:
        """Return the instant at which `share` (0 to 1, without 1) of all business of history is done."""
        before = self._before
        passed = share * before[-1]
        index = min(bisect_right(before, passed), len(self._slots)) - 1
        start, length = self._slots[index]
        within = (passed - before[index]) / (before[index + 1] - before[index])
        return start + min(length - 1, int(within * length))

    def share_since(self, at: int) -> float:
        """Return which share of all business of history is done from `at` on."""
        index = bisect_right(self._slots, (at, 0))
        return 1 - self._before[min(index, len(self._slots))] / self._before[-1]

    def _time_of_day(self) -> int:
        drawn = self.random.random() * self._hours[-1]
        hour = bisect_right(self._hours, drawn)
        return hour * HOUR + int(self.random.random() * HOUR)

    def day_of(self, at: int) -> date:
        """Return the local date of an instant."""
        return from_micros(at).astimezone(self._zone).date()

    def soon(self, at: int, mean_minutes: float) -> int:
        """Return an instant in office hours, after about `mean_minutes` of working time."""
        wait = min(self.random.expovariate(1 / mean_minutes), mean_minutes * 6)
        return self.office.forward(at, int(wait * MINUTE))


def _busy(day: datetime) -> float:
    return _BY_MONTH[day.month - 1] * _BY_WEEKDAY[day.weekday()]
