"""Calendars as JSON: the file of the command line, a model's calendars, a row of the store."""

from __future__ import annotations

import json
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.public_holidays import YEARS, public_holidays
from desktop_crm.timing import calendar_fields as fields
from desktop_crm.timing.calendar import WEEKDAYS, Calendar
from desktop_crm.timing.openings import SECOND, Hours

_KEYS = frozenset(
    {
        "timezone",
        "weekly",
        "holidays",
        "public_years",
        "special_days",
        "pauses",
        "code",
        "name",
        "version",
        "country",
        "region",
    }
)


def read_calendar(text: str, where: str = "") -> Calendar:
    """Return the calendar written as one JSON object.

    Raises `Invalid` with `where` (the file) and the line or the key.
    """

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise Invalid(_("“{key}” is written twice; keep one.").format(key=key), where=where)
            found[key] = value
        return found

    try:
        content = json.loads(text, object_pairs_hook=without_repetition)
    except json.JSONDecodeError as problem:
        raise Invalid(
            _("This is not JSON at line {line}, column {column}: {problem}.").format(
                line=problem.lineno, column=problem.colno, problem=problem.msg
            ),
            where=where,
        ) from problem
    except (RecursionError, ValueError) as problem:  # nested without end; a number of thousands of digits
        raise Invalid(
            _("This is nested too deep, or a number too long, for a calendar."), where=where
        ) from problem
    return calendar_from_json(content, where)


def calendar_from_json(content: object, where: str = "") -> Calendar:
    """Return the calendar that an object of JSON values describes.

    Keys: ``timezone``; ``weekly``: ``{"mon": [["09:00", "17:00"]]}``, where ``24:00`` may end a day;
    ``holidays``: dates, or ``{"date", "name"}``; ``special_days``: date to hours, which replace those of the
    week and of a holiday; ``pauses``: pairs of ISO times, without an offset in the calendar's zone;
    ``country`` (with ``region``): its public holidays are closed too; ``public_years``, where they stand among
    ``holidays`` already: the first and the last year that they are known of; ``code``, ``name``, ``version``.
    Raises `Invalid` with `where` and the key.
    """
    given = fields.mapping(content, where)
    for key in given:
        if key not in _KEYS:
            raise Invalid(_("“{key}” is not part of a calendar; leave it out.").format(key=key), where=where)
    if "timezone" not in given or "weekly" not in given:
        raise Invalid(_("A calendar needs “timezone” and “weekly”; add what is missing."), where=where)

    def place(key: str) -> str:
        return fields.at(where, key)

    zone = fields.zone(given["timezone"], place("timezone"))
    weekly = fields.weekly(given["weekly"], place("weekly"))
    special_days = fields.special_days(given.get("special_days"), place("special_days"))
    if not any(weekly) and not any(special_days.values()):
        raise Invalid(_("The calendar never opens; give at least one day hours."), where=place("weekly"))
    country = fields.text(given.get("country"), place("country"))
    region = fields.text(given.get("region"), place("region"))
    return Calendar(
        timezone=zone.key,
        weekly=weekly,
        holidays=public_holidays(country, region, where=place("country"))
        | fields.holidays(given.get("holidays"), place("holidays")),
        public_years=YEARS if country else fields.years(given.get("public_years"), place("public_years")),
        special_days=special_days,
        pauses=fields.pauses(given.get("pauses"), zone, place("pauses")),
        code=fields.text(given.get("code"), place("code")),
        name=fields.text(given.get("name"), place("name")),
        version=fields.version(given.get("version", 1), place("version")),
    )


def calendar_to_json(calendar: Calendar) -> dict[str, Any]:
    """Return the object of JSON values from which `calendar_from_json` makes an equal calendar.

    Public holidays are written out, so that a version keeps its days when the library behind them changes.
    """
    return {
        "code": calendar.code,
        "name": calendar.name,
        "version": calendar.version,
        "timezone": calendar.timezone,
        "weekly": {day: _pairs(hours) for day, hours in zip(WEEKDAYS, calendar.weekly, strict=True) if hours},
        "holidays": [
            {"date": day.isoformat(), "name": name} if name else day.isoformat()
            for day, name in sorted(calendar.holidays.items())
        ],
        **_years(calendar.public_years),
        "special_days": {
            day.isoformat(): _pairs(hours) for day, hours in sorted(calendar.special_days.items())
        },
        "pauses": [[start.isoformat(), end.isoformat()] for start, end in calendar.pauses],
    }


def _years(years: range | None) -> dict[str, list[int]]:
    return {} if years is None else {"public_years": [years[0], years[-1]] if years else []}


def _pairs(hours: Hours) -> list[list[str]]:
    return [[_on_the_wall(start), _on_the_wall(end)] for start, end in hours]


def _on_the_wall(micros: int) -> str:
    minutes, seconds = divmod(micros // SECOND, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text
