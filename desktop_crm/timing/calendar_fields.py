"""The fields of a calendar read from JSON values: each is taken exactly, or refused with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.timing.calendar import WEEKDAYS
from desktop_crm.timing.openings import DAY, SECOND, Hours

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


def at(where: str, key: str) -> str:
    """Return the place of a key, for the sentence of an error."""
    return f"{where}: {key}" if where else key


def mapping(value: object, where: str) -> dict[str, object]:
    """Return a JSON object as it is."""
    if not isinstance(value, dict):
        raise Invalid(
            _("Expected an object in braces, found {found}.").format(found=_shown(value)), where=where
        )
    return value


def text(value: object, where: str) -> str:
    """Return a text, or an empty one for nothing."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(_("Expected a text, found {found}.").format(found=_shown(value)), where=where)
    return value


def version(value: object, where: str) -> int:
    """Return a version number from 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Invalid(_("Expected a version from 1, found {found}.").format(found=_shown(value)), where=where)
    return value


def zone(value: object, where: str) -> ZoneInfo:
    """Return the time zone of an IANA name."""
    name = text(value, where)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:  # unknown; not a name; a folder's name
        raise Invalid(
            _("There is no time zone “{name}”; use a name such as Europe/Amsterdam.").format(name=name),
            where=where,
        ) from problem


def weekly(value: object, where: str) -> tuple[Hours, ...]:
    """Return the hours of Monday to Sunday; a day left out is closed."""
    days = mapping(value, where)
    for day in days:
        if day not in WEEKDAYS:
            raise Invalid(_("“{day}” is not a weekday; use mon to sun.").format(day=day), where=where)
    return tuple(hours(days.get(day), f"{where}.{day}") for day in WEEKDAYS)


def special_days(value: object, where: str) -> dict[date, Hours]:
    """Return days with hours of their own; a day without hours is closed."""
    days = mapping({} if value is None else value, where)
    return {_date(day, where): hours(given, f"{where}.{day}") for day, given in days.items()}


def holidays(value: object, where: str) -> dict[date, str]:
    """Return closed days with their names, from dates or from ``{"date", "name"}``."""
    found: dict[date, str] = {}
    for place, one in _items(value, where):
        if isinstance(one, dict):
            found[_date(one.get("date"), place)] = text(one.get("name"), place)
        else:
            found[_date(one, place)] = ""
    return found


def years(value: object, where: str) -> range | None:
    """Return the years from a pair of the first and the last; an empty list is no year, None is None."""
    if value is None:
        return None
    found = [one for _place, one in _items(value, where)]
    whole = [one for one in found if isinstance(one, int) and MINYEAR <= one <= MAXYEAR]
    if len(whole) != len(found) or len(found) not in (0, 2):
        raise Invalid(
            _("{found} is not a first and a last year; write it like [2000, 2060].").format(
                found=_shown(value)
            ),
            where=where,
        )
    return range(whole[0], whole[1] + 1) if whole else range(0)


def hours(value: object, where: str) -> Hours:
    """Return the sorted open intervals of one day; refuses overlaps and reversed intervals."""
    found: list[tuple[int, int]] = []
    for place, pair in _items(value, where):
        first, last = _pair(pair, place)
        opens, closes = _time(first, place), _time(last, place)
        if closes <= opens:
            raise Invalid(
                _("{opens} to {closes} ends before it starts; split a night at 24:00.").format(
                    opens=first, closes=last
                ),
                where=place,
            )
        found.append((opens, closes))
    found.sort()
    for (_opens, closes), (opens, _closes) in pairwise(found):
        if opens < closes:
            raise Invalid(_("Two intervals of this day overlap; make them one."), where=where)
    return tuple(found)


def pauses(value: object, calendar_zone: ZoneInfo, where: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return stretches of real time (aware UTC) in which nothing counts: sorted, joined where they touch."""
    found: list[tuple[datetime, datetime]] = []
    for place, pair in _items(value, where):
        start, end = (_moment(one, calendar_zone, place) for one in _pair(pair, place))
        if end < start:
            raise Invalid(_("The pause ends before it starts; swap the two times."), where=place)
        found.append((start, end))
    found.sort()
    joined: list[tuple[datetime, datetime]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def _items(value: object, where: str) -> Iterator[tuple[str, object]]:
    """Yield the place and the value of each item of a list; nothing is an empty list."""
    if value is None:
        return
    if not isinstance(value, list | tuple):
        raise Invalid(
            _("Expected a list in brackets, found {found}.").format(found=_shown(value)), where=where
        )
    for number, one in enumerate(value):
        yield f"{where}[{number}]", one


def _pair(value: object, where: str) -> tuple[object, object]:
    if isinstance(value, dict) and value.keys() == {"from", "to"}:
        return value["from"], value["to"]
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Invalid(_("Expected a pair of times, found {found}.").format(found=_shown(value)), where=where)
    return value[0], value[1]


def _time(value: object, where: str) -> int:
    """Return microseconds since midnight of ``HH:MM`` or ``HH:MM:SS``, up to ``24:00``."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        hour, minute, second = (int(part or 0) for part in match.groups())
        micros = ((hour * 60 + minute) * 60 + second) * SECOND
        if minute < 60 and second < 60 and micros <= DAY:
            return micros
    raise Invalid(
        _("{found} is not a time; write it like 09:00, at most 24:00.").format(found=_shown(value)),
        where=where,
    )


def _date(value: object, where: str) -> date:
    try:
        return date.fromisoformat(text(value, where))
    except ValueError as problem:
        raise Invalid(
            _("{found} is not a date; write it like 2026-12-25.").format(found=_shown(value)), where=where
        ) from problem


def _moment(value: object, calendar_zone: ZoneInfo, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text(value, where))
        return (moment if moment.tzinfo else moment.replace(tzinfo=calendar_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Invalid(
            _("{found} is not a time; write it like 2026-12-24T13:00:00+01:00.").format(found=_shown(value)),
            where=where,
        ) from problem


def _shown(value: object) -> str:
    """Return a value as an error may quote it: short, and between quotation marks."""
    shown = str(value)
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"
