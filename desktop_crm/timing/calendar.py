"""Working calendars: which minutes of the week count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen, frozen_caching
from desktop_crm.core.i18n import _
from desktop_crm.timing.open_time import OpenTime
from desktop_crm.timing.openings import SECOND, Hours, Stretch, WallHours, Why

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@frozen
class Interval:
    """A stretch of real time that counts or not, and why.

    Attributes:
        start: aware UTC datetime; `end` likewise.
        counted: whether it is working time (in a clock's ledger: net time).
        reason: in words, in the reader's language.
    """

    start: datetime
    end: datetime
    counted: bool
    reason: str


@frozen_caching
class Calendar:
    """One version of a working calendar; build it from text with `calendar_file`.

    Attributes:
        timezone: IANA name, such as ``Europe/Amsterdam``.
        weekly: the hours of Monday to Sunday, in microseconds since local midnight.
        holidays: closed days with their names (empty where unknown), public holidays among them.
        public_years: where public holidays are closed, the years whose ones are in `holidays`.
        special_days: days whose hours replace those of the week and of a holiday; without hours: closed.
        pauses: stretches of real time in which nothing counts, sorted and apart.
    """

    timezone: str
    weekly: tuple[Hours, ...]
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    special_days: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    public_years: range | None = None
    code: str = ""
    name: str = ""
    version: int = 1

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def open_time(self) -> OpenTime:
        """The same arithmetic in microseconds since 1970 UTC, for the engine's hot path."""
        return OpenTime(self._wall)

    @cached_property
    def _wall(self) -> WallHours:
        pauses = [(to_micros(start), to_micros(end)) for start, end in self.pauses]
        return WallHours(self.zone, self.weekly, self.holidays, self.special_days, pauses, self.public_years)

    def elapsed(self, start: datetime, end: datetime) -> float:
        """Return the working seconds from `start` to `end` (aware datetimes); a whole number as an int.

        Raises `Invalid` when `end` lies before `start`: a reversed interval is an error, not a negative.
        """
        low, high = instant(start), instant(end)
        if high < low:
            raise Invalid(
                _("The interval ends at {end}, before it starts at {start}; swap the two.").format(
                    start=start.isoformat(), end=end.isoformat()
                )
            )
        return in_seconds(self.open_time.elapsed(low, high))

    def add(self, start: datetime, seconds: float) -> datetime:
        """Return the earliest instant (aware UTC) by which `seconds` of working time are used up.

        An amount that runs out exactly at closing ends at closing. Zero gives the next open instant, for
        which a closing instant still counts as open; a negative amount subtracts.
        Raises `Invalid` when the calendar isn't open for so long.
        """
        amount = _in_micros(seconds)
        if amount < 0:
            return from_micros(self.open_time.backward(instant(start), -amount))
        return from_micros(self.open_time.forward(instant(start), amount))

    def subtract(self, start: datetime, seconds: float) -> datetime:
        """Return the latest instant (aware UTC) from which `seconds` of working time pass until `start`.

        Zero gives the last open instant not after `start`; a negative amount adds. Raises as `add` does.
        """
        amount = _in_micros(seconds)
        if amount < 0:
            return from_micros(self.open_time.forward(instant(start), -amount))
        return from_micros(self.open_time.backward(instant(start), amount))

    def next_open(self, start: datetime) -> datetime:
        """Return the first open instant (aware UTC) not before `start`; a closing instant counts as open."""
        return self.add(start, 0)

    def is_open(self, at: datetime) -> bool:
        """Tell whether working time passes right after `at`."""
        return self.open_time.is_open(instant(at))

    def intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Yield intervals with their reasons that tile `start` to `end`; neighbours of one kind are one.

        Raises `Invalid` for a reversed interval.
        """
        self.elapsed(start, end)  # refuses what can't be counted
        for stretch in _joined(self._wall.stretches(instant(start), instant(end))):
            reason = reason_in_words(stretch.why, stretch.name)
            yield Interval(from_micros(stretch.start), from_micros(stretch.end), stretch.open, reason)

    def working_day_seconds(self) -> float:
        """Return the seconds of "one working day" here: the most usual length of a weekday.

        Raises `Invalid` for a calendar without weekly hours.
        """
        return self._working_day

    @cached_property
    def _working_day(self) -> float:
        lengths = [sum(end - start for start, end in hours) for hours in self.weekly if hours]
        if not lengths:
            raise Invalid(_("The calendar “{name}” has no weekly hours.").format(name=self.name or self.code))
        # Where several lengths are as usual, the longest: a customer is told what we can keep.
        return in_seconds(max(lengths, key=lambda length: (lengths.count(length), length)))


def instant(moment: datetime) -> int:
    """Return microseconds since 1970 UTC; raises `Invalid` for a time without a zone."""
    if moment.tzinfo is None:
        raise Invalid(
            _("{moment} has no time zone; write it with an offset, such as +01:00.").format(
                moment=moment.isoformat()
            )
        )
    return to_micros(moment)


def in_seconds(micros: int) -> float:
    """Return microseconds as seconds; whole ones as an int, so that figures read as people write them."""
    seconds, rest = divmod(micros, SECOND)
    return micros / SECOND if rest else seconds


def reason_in_words(why: Why, name: str = "") -> str:
    """Return why a stretch of time counts or not, in the reader's language."""
    if why is Why.HOLIDAY and name:
        return _("holiday {name}").format(name=name)
    return {
        Why.WORKING: _("working hours"),
        Why.UNSURE: _("working hours; the public holidays of this year are not known"),
        Why.CLOSED: _("closed"),
        Why.WEEKEND: _("weekend"),
        Why.HOLIDAY: _("holiday"),
        Why.SPECIAL_DAY: _("special day"),
        Why.PAUSE: _("pause"),
    }[why]


def _in_micros(seconds: float) -> int:
    try:
        return seconds * SECOND if isinstance(seconds, int) else round(seconds * SECOND)
    except (OverflowError, ValueError) as problem:  # infinite, or not a number
        raise Invalid(_("{seconds} is not an amount of seconds.").format(seconds=seconds)) from problem


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield stretches with neighbours of the same kind made one."""
    pending: Stretch | None = None
    for stretch in stretches:
        if pending is not None and pending[2:] == stretch[2:]:
            pending = pending._replace(end=stretch.end)
        else:
            if pending is not None:
                yield pending
            pending = stretch
    if pending is not None:
        yield pending
