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
        open_desk = [
            (to_micros(stretch.start), to_micros(stretch.end))
            for stretch in desk.intervals(from_micros(first), from_micros(last))
            if stretch.counted
        ]
        self._stretches = [start for start, _end in open_desk]
        self._before = [0, *accumulate(end - start for start, end in open_desk)]
        self._zone = ZoneInfo(desk.timezone)
        self._first_day = from_micros(first).astimezone(self._zone).date()
        self._days = max(1, (last - first) // DAY)
        self._hours = list(accumulate(_BY_HOUR))
        self._midnights = [self._midnight(index) for index in range(self._days + 1)]

    def drawing_from(self, random: Random) -> Agenda:
        """Return the same agenda with another source of chance."""
        other = copy(self)
        other.random = random
        return other

    def _midnight(self, index: int) -> int:
        day = self._first_day + timedelta(days=index)
        return to_micros(datetime(day.year, day.month, day.day, tzinfo=self._zone))

    def moment(self, *, immediate: bool) -> int:
        """Return an instant of history: for a call or visit while we are open, for a message at any time."""
        if immediate:
            return self.open_moment(self.random.random())
        while True:
            at = self._midnights[int(self.random.random() * len(self._midnights))] + self._time_of_day()
            if self.first <= at < self.last:
                return at

    def open_moment(self, share: float) -> int:
        """Return the instant at which `share` (0 to 1) of all opening time of history has passed."""
        passed = int(share * self._before[-1])
        index = bisect_right(self._before, passed) - 1
        return self._stretches[index] + passed - self._before[index]

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
