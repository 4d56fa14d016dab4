"""Arithmetic of open time in whole microseconds: fast, exact, and the same on either side of a clock change.

Open stretches are expanded a year at a time, kept, and summed up from the beginning, so that an elapsed time
over years is two look-ups. Instants are microseconds since 1970 UTC, amounts microseconds of open time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.timing.openings import WallHours

# Contacts before and promises beyond these years are typing errors. The bound also keeps a hostile time from
# making us expand millions of days.
FIRST_YEAR = 1900
LAST_YEAR = 2199


def _year_starts(year: int) -> int:
    return to_micros(datetime(year, 1, 1, tzinfo=UTC))


class _Index:
    """The open stretches of some years with the open time before and after each; never changed once made."""

    __slots__ = ("before", "ends", "first", "high", "last", "low", "starts", "sums")

    def __init__(self, first: int, last: int, opened: list[tuple[int, int]]) -> None:
        self.first, self.last = first, last
        self.low, self.high = _year_starts(first), _year_starts(last + 1)
        self.starts = [start for start, _end in opened]
        self.ends = [end for _start, end in opened]
        self.before: list[int] = []
        self.sums: list[int] = []
        total = 0
        for start, end in opened:
            self.before.append(total)
            total += end - start
            self.sums.append(total)

    def worked(self, at: int) -> int:
        """Return the open time from the beginning of the index until `at`."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        end = self.ends[place]
        return self.sums[place] if at >= end else self.sums[place] - (end - at)

    def forward(self, start: int, amount: int) -> int | None:
        """Return the earliest instant by which `amount` since `start` is used up; None if not in here."""
        if amount == 0:  # the closing instant counts as open for work of no length
            place = bisect_left(self.ends, start)
            return max(start, self.starts[place]) if place < len(self.ends) else None
        goal = self.worked(start) + amount
        place = bisect_left(self.sums, goal)
        return self.starts[place] + goal - self.before[place] if place < len(self.sums) else None

    def backward(self, start: int, amount: int) -> int | None:
        """Return the latest instant from which `amount` passes until `start`; None if not in here."""
        if amount == 0:
            place = bisect_right(self.starts, start) - 1
            return min(start, self.ends[place]) if place >= 0 else None
        goal = self.worked(start) - amount
        if goal < 0:
            return None
        place = bisect_right(self.before, goal) - 1
        return self.starts[place] + goal - self.before[place]


class OpenTime:
    """The open time of one calendar, expanded as far as it has been asked about.

    Threads may share it: an index is finished before it replaces the one in use.
    """

    def __init__(self, wall: WallHours) -> None:
        self._wall = wall
        self._years: dict[int, list[tuple[int, int]]] = {}
        self._index: _Index | None = None

    def elapsed(self, start: int, end: int) -> int:
        """Return the open time between two instants, `start` being the earlier one."""
        index = self._index
        if index is None or start < index.low or end > index.high:
            index = self._reaching(start, end)
        return index.worked(end) - index.worked(start)

    def is_open(self, at: int) -> bool:
        """Tell whether open time passes right after an instant."""
        return self.elapsed(at, at + 1) > 0

    def forward(self, start: int, amount: int) -> int:
        """Return the earliest instant by which `amount` (zero or more) of open time since `start` is used up.

        For zero the first open instant not before `start`. Raises `Invalid` when it isn't open for so long.
        """
        index = self._reaching(start, start)
        while (found := index.forward(start, amount)) is None:
            index = self._longer(index, earlier=0, later=1 + index.last - index.first)
        return found

    def backward(self, start: int, amount: int) -> int:
        """Return the latest instant from which `amount` (zero or more) of open time passes until `start`.

        For zero the last open instant not after `start`. Raises `Invalid` when it wasn't open for so long.
        """
        index = self._reaching(start, start)
        while (found := index.backward(start, amount)) is None:
            index = self._longer(index, earlier=1 + index.last - index.first, later=0)
        return found

    def check(self, start: int, end: int) -> None:
        """Raise `Invalid` for an instant outside the years that can be counted."""
        for at in (start, end):
            if not _year_starts(FIRST_YEAR) <= at <= _year_starts(LAST_YEAR + 1):
                raise Invalid(
                    _("{moment} lies outside the years {first} to {last}; check the date.").format(
                        moment=from_micros(at).isoformat(), first=FIRST_YEAR, last=LAST_YEAR
                    )
                )

    def _reaching(self, start: int, end: int) -> _Index:
        """Return an index that holds both instants."""
        index = self._index
        if index is not None and index.low <= start and end <= index.high:
            return index
        self.check(start, end)
        first, last = from_micros(start).year, from_micros(end).year
        if index is not None:
            first, last = min(first, index.first), max(last, index.last)
        return self._grown(first, last)

    def _longer(self, index: _Index, *, earlier: int, later: int) -> _Index:
        """Return an index of some more years, so that a calendar that seldom opens takes few steps."""
        exhausted = index.last >= LAST_YEAR if later else index.first <= FIRST_YEAR
        if exhausted:
            raise Invalid(
                _("The calendar isn't open for so long between {first} and {last}; check its hours.").format(
                    first=FIRST_YEAR, last=LAST_YEAR
                )
            )
        return self._grown(index.first - earlier, index.last + later)

    def _grown(self, first: int, last: int) -> _Index:
        first, last = max(first, FIRST_YEAR), min(last, LAST_YEAR)
        opened = [pair for year in range(first, last + 1) for pair in self._year(year)]
        self._index = index = _Index(first, last, opened)
        return index

    def _year(self, year: int) -> list[tuple[int, int]]:
        found = self._years.get(year)
        if found is None:
            stretches = self._wall.stretches(_year_starts(year), _year_starts(year + 1))
            found = self._years[year] = [(one.start, one.end) for one in stretches if one.open]
        return found
