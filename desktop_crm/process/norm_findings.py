"""Findings on key success factors, their norms, and the calendars on which they are judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_crm.core.i18n import _
from desktop_crm.core.public_holidays import has_public_holidays, unknown_country
from desktop_crm.process.model import CalendarSpec, Ksf, Model
from desktop_crm.process.severity import Finding, error, unknown, warning

# `timing.model.Measure` says the same; that room knows nothing of this one, nor this of that.
TIMED = frozenset({"reaction", "response", "next_response", "throughput"})
MEASURES = TIMED | {"promise_kept", "first_contact_resolution", "grade"}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_WEEKDAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})


def check_norms(model: Model) -> Iterator[Finding]:
    """Yield the findings on the list of key success factors and on the calendars."""
    measured = {cell.ksf for cell in model.measurements}
    for ksf in model.ksfs:
        place = f"ksf {ksf.code}"
        yield from _names(model, ksf, place)
        yield from _norm(model, ksf, place)
        if ksf.code not in measured:
            yield warning(
                "ksf-without-process", place, _("No process is measured by “{name}”.").format(name=ksf.name)
            )
        if not ksf.evidence:
            yield warning(
                "ksf-without-evidence",
                place,
                _("Nothing shows that customers said “{name}”.").format(name=ksf.name),
            )
    for process in model.processes:
        if not 0 < process.promise_share < 1:
            yield error(
                "out-of-range",
                f"process {process.code}",
                _("The share of promises to be kept in “{name}” lies between 0 and 100 %.").format(
                    name=process.name
                ),
            )
        if not model.measured[process.code]:
            yield warning(
                "process-without-ksf",
                f"process {process.code}",
                _("Nothing that customers said is measured here."),
            )
    for calendar in model.calendars:
        yield from _calendar(calendar)


def _names(model: Model, ksf: Ksf, place: str) -> Iterator[Finding]:
    for kind, code, known in (
        (_("calendar"), ksf.calendar, {one.code for one in model.calendars}),
        (_("segment"), ksf.segment, {one.code for one in model.segments}),
        (_("channel"), ksf.channel, set(model.channel)),
    ):
        if code and code not in known:
            yield unknown(kind, code, place)
    if ksf.measure not in MEASURES:
        yield unknown(_("measure"), ksf.measure, place)
    if ksf.judged not in {"net", "customer"}:
        yield unknown(_("time"), ksf.judged, place)


def _norm(model: Model, ksf: Ksf, place: str) -> Iterator[Finding]:
    if not 0 < ksf.share <= 1:
        yield error(
            "out-of-range", place, _("The share of “{name}” lies above 0 and up to 1.").format(name=ksf.name)
        )
    if ksf.measure == "grade":
        if ksf.norm_grade is None:
            yield error(
                "no-norm", place, _("“{name}” needs a grade as its norm, 1 to 10.").format(name=ksf.name)
            )
        elif not 1 <= ksf.norm_grade <= 10:
            yield error(
                "out-of-range", place, _("The grade of “{name}” lies from 1 to 10.").format(name=ksf.name)
            )
    if ksf.measure not in TIMED:
        return
    cells = [cell.norm_seconds for cell in model.measurements if cell.ksf == ksf.code]
    if ksf.norm_seconds is None and (not cells or None in cells):
        yield error(
            "no-norm", place, _("“{name}” measures time and needs a norm, like 4 h.").format(name=ksf.name)
        )
    urgent = [cell.urgent_seconds for cell in model.measurements if cell.ksf == ksf.code]
    if any(norm is not None and norm <= 0 for norm in (ksf.norm_seconds, *cells, *urgent)):
        yield error("out-of-range", place, _("A norm of “{name}” is no time at all.").format(name=ksf.name))
    if ksf.judged == "net" and not ksf.calendar:
        yield error(
            "no-calendar",
            place,
            _("“{name}” is judged on working time and needs a calendar.").format(name=ksf.name),
        )


def _calendar(calendar: CalendarSpec) -> Iterator[Finding]:
    place = f"calendar {calendar.code}"
    try:
        ZoneInfo(calendar.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield error(
            "unknown-timezone",
            place,
            _("“{zone}” is no time zone; write it like Europe/Amsterdam.").format(zone=calendar.timezone),
        )
    for day in calendar.weekly.keys() - _WEEKDAYS:
        yield unknown(_("weekday"), day, place)
    if not any(calendar.weekly.values()):
        yield error("never-open", place, _("This calendar never opens; give a day hours."))
    special = ((day.isoformat(), hours) for day, hours in calendar.special_days.items())
    for name, hours in (*calendar.weekly.items(), *special):
        times = [time for interval in hours for time in interval]
        if not all(_CLOCK.fullmatch(time) for time in times):
            yield error("hours-form", place, _("The hours of {day} are written like 08:30.").format(day=name))
        elif times != sorted(times) or any(start == end for start, end in hours):
            yield error(
                "hours-order", place, _("The hours of {day} overlap or run backwards.").format(day=name)
            )
    if calendar.country and not has_public_holidays(calendar.country, calendar.region):
        yield error("unknown-country", place, unknown_country(calendar.country, calendar.region))
