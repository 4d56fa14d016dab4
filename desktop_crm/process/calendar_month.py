"""A month of a working calendar: what holds on each day and why, and what typing on a day changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.process.model import CalendarSpec
from desktop_crm.process.sheet_company import WEEKDAYS, Hours, read_hours

WEEKS = 6  # a month lies in six weeks at most
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayWhy(StrEnum):
    """Why a day has the hours it has."""

    WEEK = "week"
    PUBLIC = "public"  # a public holiday
    CLOSED = "closed"  # closed besides public holidays
    SPECIAL = "special"  # hours of its own


@frozen
class MonthDay:
    """A day of a calendar; `name` is the holiday's."""

    day: date
    hours: Hours
    why: DayWhy
    name: str = ""


def month_days(spec: CalendarSpec, public: Mapping[date, str], month: date) -> tuple[MonthDay, ...]:
    """Return six weeks from the Monday on or before the first of the month that `month` lies in.

    Args:
        public: the public holidays of the calendar's country and region.
    """
    first = month.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    return tuple(month_day(spec, public, monday + timedelta(days=number)) for number in range(7 * WEEKS))


def month_day(spec: CalendarSpec, public: Mapping[date, str], day: date) -> MonthDay:
    """Return what holds on one day: special days are stronger than holidays, and these than the week."""
    if day in spec.special_days:
        return MonthDay(day, spec.special_days[day], DayWhy.SPECIAL, public.get(day, ""))
    if day in public:
        return MonthDay(day, (), DayWhy.PUBLIC, public[day])
    if day in spec.holidays:
        return MonthDay(day, (), DayWhy.CLOSED)
    return MonthDay(day, spec.weekly.get(WEEKDAYS[day.weekday()], ()), DayWhy.WEEK)


def typed_day(spec: CalendarSpec, public: Mapping[date, str], day: date, text: str) -> dict[str, Any]:
    """Return the attributes of a calendar that typing `text` on a day changes, for `edit.change`.

    Hours such as ``09:00-12:00, 13:00-17:00`` replace those of the day, “closed” closes it, and nothing lets
    the week and the holidays hold again. Raises `Invalid` for hours that overlap or can't be read.
    """
    special = {one: hours for one, hours in spec.special_days.items() if one != day}
    holidays = tuple(one for one in spec.holidays if one != day)
    words = text.strip()
    if words:
        closed = words.casefold() in {"closed", _("closed").casefold()}
        hours: Hours = () if closed else read_hours(words)
        usual = month_day(_without(spec, special, holidays), public, day)
        if closed and usual.why is not DayWhy.PUBLIC and usual.hours:
            holidays = tuple(sorted((*holidays, day)))
        elif hours != usual.hours:
            special = dict(sorted({**special, day: hours}.items()))
    return {"special_days": special, "holidays": holidays}


def moved_month(month: date, by: int) -> date:
    """Return the first of the month `by` months later, within the years that calendars count."""
    place = max(_FIRST.year * 12, min(_LAST.year * 12 + 11, month.year * 12 + month.month - 1 + by))
    return date(place // 12, place % 12 + 1, 1)


def open_minutes(days: tuple[MonthDay, ...], month: date) -> int:
    """Return for how many minutes on the wall a month is open."""
    return sum(
        _minutes(end) - _minutes(start)
        for one in days
        if (one.day.year, one.day.month) == (month.year, month.month)
        for start, end in one.hours
    )


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def _without(spec: CalendarSpec, special: dict[date, Hours], holidays: tuple[date, ...]) -> CalendarSpec:
    return CalendarSpec(
        spec.code, spec.name, spec.timezone, spec.weekly, spec.country, spec.region, holidays, special
    )
