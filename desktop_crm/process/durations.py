"""Norms as people write them: ``4 h``, ``30 min``, ``2 working days``, ``14 days``."""

from __future__ import annotations

import re

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import CalendarSpec

MOST_SECONDS = 100 * 366 * 86_400

_FORM = re.compile(r"([0-9]{1,10})\s*(s|min|h|working days?|days?)")
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "day": 86_400, "days": 86_400}
# A norm told in the one is not written in the other, though it would say it exactly.
_SMALLER = {"h": ("minute", "second"), "min": ("second",)}


def working_day_seconds(calendar: CalendarSpec) -> int:
    """Return the seconds of one working day: the most usual length of the calendar's open weekdays.

    "One working day is that calendar's own day" (`clocks.md`); of several lengths equally usual, the longest.
    Raises `Invalid` for a calendar that is never open.
    """
    days = [
        sum(_minutes(end) - _minutes(start) for start, end in hours) for hours in calendar.weekly.values()
    ]
    lengths = [length for length in days if length > 0]
    if not lengths:
        raise Invalid(
            _("The calendar “{code}” is never open, so a working day has no length.").format(
                code=calendar.code
            ),
            where=f"calendar {calendar.code}",
        )
    return max(lengths, key=lambda length: (lengths.count(length), length)) * 60


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def read_duration(text: str, calendar: CalendarSpec | None, where: str) -> int:
    """Return the seconds of a norm; raise `Invalid` with `where` for anything else."""
    match = _FORM.fullmatch(text.strip())
    seconds = MOST_SECONDS + 1
    if match is not None:
        unit = match.group(2)
        length = _working_day(calendar, where) if unit.startswith("working") else _SECONDS[unit]
        seconds = int(match.group(1)) * length
    if seconds > MOST_SECONDS:
        raise Invalid(
            _("“{text}” is not a norm; write it like 30 min, 4 h, 2 working days or 14 days.").format(
                text=text
            ),
            where=where,
        )
    return seconds


def _working_day(calendar: CalendarSpec | None, where: str) -> int:
    if calendar is None:
        raise Invalid(_("A norm in working days needs a calendar; name one."), where=where)
    try:
        return working_day_seconds(calendar)
    except Invalid as problem:
        raise Invalid(problem.sentence, where=where) from None


def write_duration(seconds: int, calendar: CalendarSpec | None, unit: str = "") -> str:
    """Return a norm as people write it, so that `read_duration` gives the same seconds back.

    Args:
        seconds: the norm, zero or more.
        calendar: the calendar whose working day counts.
        unit: the unit the key success factor is told in (``hours``, ``days``, ``working days``); it is kept
            where it says the norm exactly, else the largest that does.
    """
    if unit.startswith("working") and calendar is not None:
        days = _working_days(seconds, calendar)
        if days:
            return f"{days} working days" if days > 1 else "1 working day"
    if not unit.startswith(("hour", "minute", "second")) and seconds and seconds % 86_400 == 0:
        days = seconds // 86_400
        return f"{days} days" if days > 1 else "1 day"
    for name, length in (("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0 and not unit.startswith(_SMALLER[name]):
            return f"{seconds // length} {name}"
    return f"{seconds} s"


def _working_days(seconds: int, calendar: CalendarSpec) -> int:
    """Return how many working days `seconds` are, or 0 where they are no whole number of them."""
    try:
        days, rest = divmod(seconds, working_day_seconds(calendar))
    except Invalid:
        return 0  # a calendar that is never open: its norms were told in another unit
    return 0 if rest else days
