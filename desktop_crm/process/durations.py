"""Norms as people write them: ``4 h``, ``30 min``, ``2 working days``, ``14 days``."""

from __future__ import annotations

import re

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.model import CalendarSpec

_FORM = re.compile(r"(\d{1,7})\s*(s|min|h|working days?|days?)")
_SMALLER = {
    "h": ("minute", "second"),
    "min": ("second",),
}  # told in these, a larger unit would say it otherwise
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "day": 86_400, "days": 86_400}


def working_day_seconds(calendar: CalendarSpec) -> int:
    """Return the seconds of one working day: the most usual length of the calendar's open weekdays.

    "One working day is that calendar's own day" (`clocks.md`); of several lengths equally usual, the longest.
    """
    lengths = [
        sum(_minutes(end) - _minutes(start) for start, end in hours)
        for hours in calendar.weekly.values()
        if hours
    ]
    if not lengths:
        raise Invalid(
            _("This calendar has no weekly hours, so a working day has no length."), where=calendar.code
        )
    return max(lengths, key=lambda length: (lengths.count(length), length)) * 60


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def read_duration(text: str, calendar: CalendarSpec | None, where: str) -> int:
    """Return the seconds of a norm; raise `Invalid` with `where` for anything else."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise Invalid(
            _("“{text}” is not a norm; write it like 30 min, 4 h, 2 working days or 14 days.").format(
                text=text
            ),
            where=where,
        )
    amount, unit = int(match.group(1)), match.group(2)
    if not unit.startswith("working"):
        return amount * _SECONDS[unit]
    if calendar is None:
        raise Invalid(_("A norm in working days needs a calendar; name one."), where=where)
    return amount * working_day_seconds(calendar)


def write_duration(seconds: int, calendar: CalendarSpec | None, unit: str = "") -> str:
    """Return a norm as people write it, so that `read_duration` gives the same seconds back.

    Args:
        seconds: the norm, zero or more.
        calendar: the calendar whose working day counts.
        unit: the unit the key success factor is told in (``hours``, ``days``, ``working days``); it is kept
            where it says the norm exactly, else the largest that does.
    """
    if unit.startswith("working") and calendar is not None and any(calendar.weekly.values()):
        days, rest = divmod(seconds, working_day_seconds(calendar))
        if days and not rest:
            return f"{days} working days" if days > 1 else "1 working day"
    if not unit.startswith(("hour", "minute", "second")) and seconds and seconds % 86_400 == 0:
        days = seconds // 86_400
        return f"{days} days" if days > 1 else "1 day"
    for name, length in (("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0 and not unit.startswith(_SMALLER[name]):
            return f"{seconds // length} {name}"
    return f"{seconds} s"
