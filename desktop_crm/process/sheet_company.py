"""What a company says of itself once: its name, the segments of its customers, the hours that it works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process import sheet_fields as form
from desktop_crm.process.model import CalendarSpec, Model, Segment
from desktop_crm.process.moments import parse_date, show_date
from desktop_crm.process.sheet_lists import Field, ThingSheet
from desktop_crm.process.sheets import NEW, Head, OneByOne, is_new

Hours = tuple[tuple[str, str], ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COMPANY = "company"

_TIME = r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])"
_PART = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")
_DAY = re.compile(r"([0-9]+[-/.][0-9]+[-/.][0-9]+)\s+(.+)")


def show_hours(hours: Hours) -> str:
    """Return hours of a day as one types them, ``08:30-12:00, 13:00-17:00``; nothing for a closed day."""
    return ", ".join(f"{start}-{end}" for start, end in hours)


def read_hours(text: str) -> Hours:
    """Return hours of a day from a text; raise `Invalid` with a right example."""
    found: list[tuple[str, str]] = []
    for part in (one.strip() for one in text.split(",") if one.strip()):
        match = _PART.fullmatch(part)
        if match is None:
            raise Invalid(
                _("“{text}” are no hours; write them like 08:30-12:00, 13:00-17:00.").format(text=part)
            )
        first, minute, last, end = match.groups()
        times = (f"{int(first):02d}:{minute}", f"{int(last):02d}:{end}")
        if max(times) > "24:00" or times[0] >= times[1] or (found and found[-1][1] > times[0]):
            raise Invalid(_("“{text}” overlaps or runs backwards; split a night at 24:00.").format(text=part))
        found.append(times)
    return tuple(found)


def _weekday(day: str, title: Callable[[], str]) -> Field:
    """Return the column of a weekday's hours; an empty cell is a closed day."""

    def take(_model: Model, calendar: CalendarSpec, text: str) -> dict[str, Any]:
        hours = read_hours(text)
        if hours == calendar.weekly.get(day, ()):
            return {"weekly": calendar.weekly}
        week = {**calendar.weekly, day: hours}
        return {"weekly": {one: week[one] for one in WEEKDAYS if week.get(one)}}

    def say(_model: Model, calendar: CalendarSpec) -> str:
        return show_hours(calendar.weekly.get(day, ()))

    return Field(f"weekly.{day}", title, 96, say, take)


def _holidays() -> Field:
    """Return the column of the days that are closed besides public holidays."""

    def take(_model: Model, _calendar: CalendarSpec, text: str) -> dict[str, Any]:
        parts = (one.strip() for one in text.split(",") if one.strip())
        return {"holidays": tuple(date.fromisoformat(parse_date(one)) for one in parts)}

    def say(_model: Model, calendar: CalendarSpec) -> str:
        return ", ".join(show_date(day.isoformat()) for day in calendar.holidays)

    return Field("holidays", lambda: _("Closed on"), 170, say, take)


def _special_days() -> Field:
    """Return the column of days with hours of their own: ``24-12-2026 08:30-15:00; 31-12-2026 closed``."""

    def take(_model: Model, _calendar: CalendarSpec, text: str) -> dict[str, Any]:
        found: dict[date, Hours] = {}
        for part in (one.strip() for one in text.split(";") if one.strip()):
            match = _DAY.fullmatch(part)
            if match is None:
                raise Invalid(
                    _(
                        "“{text}” is no special day; write it like 24-12-2026 08:30-15:00, or 31-12-2026 closed."
                    ).format(text=part)
                )
            closed = match[2].strip().casefold() in {"closed", _("closed").casefold()}
            found[date.fromisoformat(parse_date(match[1]))] = () if closed else read_hours(match[2])
        return {"special_days": found}

    def say(_model: Model, calendar: CalendarSpec) -> str:
        return "; ".join(
            f"{show_date(day.isoformat())} {show_hours(hours) or 'closed'}"
            for day, hours in calendar.special_days.items()
        )

    return Field("special_days", lambda: _("Special days"), 260, say, take)


def calendar_fields() -> tuple[Field, ...]:
    """Return the columns of a working calendar."""
    return (
        form.plain("timezone", lambda: _("Time zone"), 150),
        _weekday("mon", lambda: _("Monday")),
        _weekday("tue", lambda: _("Tuesday")),
        _weekday("wed", lambda: _("Wednesday")),
        _weekday("thu", lambda: _("Thursday")),
        _weekday("fri", lambda: _("Friday")),
        _weekday("sat", lambda: _("Saturday")),
        _weekday("sun", lambda: _("Sunday")),
        form.plain("country", lambda: _("Public holidays of"), 130),
        form.plain("region", lambda: _("Region"), 72),
        _holidays(),
        _special_days(),
        form.whole("version", lambda: _("Version"), 72, least=1, default=1),
    )


@dataclass(frozen=True, slots=True)
class CompanySheet(OneByOne):
    """The company's name, the segments and the calendars under each other; only calendars have hours."""

    segments: ThingSheet
    calendars: ThingSheet
    key: str = COMPANY
    matrix: bool = False

    @property
    def title(self) -> str:
        """What people call the sheet."""
        return _("Company")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """A list has no marks."""
        return ()

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the company, its segments and its calendars, each under a heading."""
        return (
            Head("company", _("The company"), heading=True),
            Head("model", model.name or _("the whole model")),
            *self._group(model, self.segments),
            *self._group(model, self.calendars),
        )

    def _group(self, model: Model, sheet: ThingSheet) -> Iterator[Head]:
        yield Head(f"{sheet.kind}s", sheet.title, heading=True)
        for row in sheet.rows(model):
            yield replace(
                row, code=f"{sheet.kind}/{row.code}" if not is_new(row.code) else f"{sheet.kind}{NEW}"
            )

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the columns of a calendar: name and code are those of all."""
        return self.calendars.columns(model)

    def _of(self, row: str) -> tuple[ThingSheet | None, str]:
        kind, _slash, code = row.partition(NEW)
        sheet = next((one for one in (self.segments, self.calendars) if one.kind == kind), None)
        return sheet, code or NEW

    def text(self, model: Model, row: str, column: str) -> str:
        """Return what a cell says."""
        sheet, code = self._of(row)
        if sheet is None:
            return model.name if column == "name" else ""
        return sheet.text(model, code, column) if _has(sheet, column) else ""

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Take a cell's text; a name in an empty row adds a segment or a calendar."""
        sheet, code = self._of(row)
        if sheet is not None and _has(sheet, column):
            return sheet.write(model, code, column, text)
        if sheet is None and column == "name":
            if not text.strip():
                raise Invalid(_("The company needs a name."))
            return replace(model, name=text.strip())
        if text.strip():
            raise Invalid(_("Only a calendar has this; add one in the last row of the calendars."))
        return model

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return nothing: names, places and hours are the company's own."""
        return ()

    def remove(self, model: Model, row: str) -> Model:
        """Take a segment or a calendar out."""
        sheet, code = self._of(row)
        return model if sheet is None else sheet.remove(model, code)

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move a segment or a calendar up or down."""
        sheet, code = self._of(row)
        return model if sheet is None else sheet.move(model, code, by)


def _has(sheet: ThingSheet, column: str) -> bool:
    return column in ("name", "code") or any(one.key == column for one in sheet.fields)


def company_sheet() -> CompanySheet:
    """Return the sheet of what the company says of itself."""
    weekdays = WEEKDAYS[:5]
    hours: Hours = (("09:00", "17:00"),)
    return CompanySheet(
        ThingSheet("segment", "segment", lambda: _("Segments"), (), Segment),
        ThingSheet(
            "calendar", "calendar", lambda: _("Calendars"), calendar_fields(),
            lambda code, name: CalendarSpec(code, name, "Europe/Amsterdam", dict.fromkeys(weekdays, hours)),
        ),
    )  # fmt: skip
