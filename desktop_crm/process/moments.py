"""Dates and times as people type them, in ISO 8601 and in Dutch notation."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

LOCAL_ZONE = "Europe/Amsterdam"

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DUTCH_DATE = re.compile(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2}|[^\W\d_]{3,12}\.?)\s*[-/. ]\s*([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2})[:.uh]([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?(?:\s*(?:uur|h))?")
_OFFSET = re.compile(r"\s*(Z|[+-][0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)$")
_BETWEEN = re.compile(r"(?:[T,]\s*|\s+(?:om\s+|at\s+)?)(?=[0-9]{1,2}[:.uh][0-9])")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "maart march mrt mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "augustus august aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}


def parse_date(text: str) -> str:
    """Return a date in canonical form, ``2026-11-24``; raise `Invalid` with a right example."""
    return _date(text.strip()).isoformat()


def show_date(canonical: str) -> str:
    """Return a date in Dutch notation, ``24-11-2026``."""
    on = date.fromisoformat(canonical)
    return f"{on.day:02d}-{on.month:02d}-{on.year:04d}"


def parse_moment(text: str) -> str:
    """Return a date and time in canonical form: ISO 8601 with the offset it was said in.

    Without an offset it is local time; an hour that comes twice is the first of the two. Raises `Invalid`,
    also for an hour that the clock skips.
    """
    typed = text.strip()
    offset = _OFFSET.search(typed)
    if offset is not None and ":" in typed[: offset.start()]:
        zone, typed = offset.group(1), typed[: offset.start()]
    else:
        zone = ""
    parts = _BETWEEN.split(typed, maxsplit=1)
    if len(parts) != 2:
        raise Invalid(_("Give the date and the time. Write it like 24-11-2026 08:40."))
    moment = _at(_date(parts[0]), parts[1])
    if zone:
        moment = _with_offset(moment, zone)
    else:
        moment = moment.replace(tzinfo=ZoneInfo(LOCAL_ZONE))
        if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(
            tzinfo=None
        ):
            raise Invalid(
                _("The clocks went forward then: this time does not exist. Write it an hour later.")
            )
    return moment.isoformat()


def show_moment(canonical: str) -> str:
    """Return a moment in Dutch notation, ``24-11-2026 08:40``, as the clock stood where it was said.

    Its offset is shown where local time has another, or has that hour twice; seconds where there are any.
    """
    moment = datetime.fromisoformat(canonical)
    shown = f"{moment.day:02d}-{moment.month:02d}-{moment.year:04d} {moment:%H:%M}"
    if moment.second or moment.microsecond:
        shown += f":{moment.second:02d}"
    if moment.microsecond:
        shown += f",{moment.microsecond:06d}"
    local = moment.replace(tzinfo=ZoneInfo(LOCAL_ZONE))
    offsets = {local.utcoffset(), local.replace(fold=1).utcoffset()}
    if offsets == {moment.utcoffset()}:
        return shown
    offset = moment.isoformat()[len(moment.replace(tzinfo=None).isoformat()) :]
    return f"{shown} {offset}"


def _date(typed: str) -> date:
    iso, dutch = _ISO_DATE.fullmatch(typed), _DUTCH_DATE.fullmatch(typed)
    if iso is not None:
        year, month, day = iso.groups()
    elif dutch is not None:
        day, month, year = dutch.groups()
    elif _SHORT_YEAR.fullmatch(typed):
        raise Invalid(_("Write the year in four digits, like 24-11-2026."))
    else:
        raise Invalid(_("Not a date. Write it like 24-11-2026."))
    number = int(month) if month.isdigit() else _MONTHS.get(month.rstrip(".").casefold())
    if number is None:
        raise Invalid(
            _("Not a date: there is no month “{month}”. Write it like 24-11-2026.").format(month=month)
        )
    if int(year) < 1000:
        raise Invalid(_("Write a year from 1000 to 9999, like 24-11-2026."))
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise Invalid(_("There is no such day in the calendar. Write it like 24-11-2026.")) from None


def _at(on: date, typed: str) -> datetime:
    match = _TIME.fullmatch(typed.strip())
    if match is None:
        raise Invalid(_("Not a time. Write it like 08:40."))
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    micro = int((match.group(4) or "").ljust(6, "0"))
    if hour > 23 or minute > 59 or second > 59:
        raise Invalid(_("There is no such time of day. Write it like 08:40."))
    # Naive on purpose: the caller gives it the zone it was said in.
    return datetime.combine(on, datetime.min.time()) + timedelta(
        hours=hour, minutes=minute, seconds=second, microseconds=micro
    )


def _with_offset(moment: datetime, zone: str) -> datetime:
    try:
        known = datetime.strptime(zone, "%z").tzinfo
        given = moment.replace(tzinfo=known)
        given.astimezone(UTC)  # the first and the last day a calendar has may lie outside it elsewhere
    except (ValueError, OverflowError):
        raise Invalid(_("There is no such offset from UTC. Write it like +01:00.")) from None
    return given
