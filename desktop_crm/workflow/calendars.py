"""The working calendars of a version of the model, made ready to count."""

from __future__ import annotations

import threading
from uuid import UUID

from desktop_crm.process.model import CalendarSpec
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.calendar_file import calendar_from_json
from desktop_crm.workflow.plan import Plan

# A calendar that never closes, for norms on the customer's own time.
ALWAYS = calendar_from_json(
    {
        "timezone": "UTC",
        "weekly": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
        "name": "around the clock",
    }
)


class _Calendars:
    """Calendars made ready once per version of the model: expanding one costs milliseconds."""

    def __init__(self) -> None:
        self._made: dict[tuple[UUID, str], Calendar] = {}
        self._lock = threading.Lock()

    def of(self, plan: Plan, code: str) -> Calendar:
        if not code:
            return ALWAYS
        key = (plan.version, code)
        found = self._made.get(key)
        if found is None:
            with self._lock:
                found = self._made.get(key)
                if found is None:
                    spec = next(one for one in plan.model.calendars if one.code == code)
                    found = self._made[key] = calendar_from_spec(spec)
        return found


_calendars = _Calendars()


def calendar_of(plan: Plan, code: str) -> Calendar:
    """Return the calendar of a norm, made ready; without a code the one that never closes."""
    return _calendars.of(plan, code)


def calendar_from_spec(spec: CalendarSpec) -> Calendar:
    """Return the calendar that a model's entry describes, with the public holidays that its version keeps."""
    years = [day.year for day in spec.public]
    return calendar_from_json(
        {
            "code": spec.code,
            "name": spec.name,
            "version": spec.version,
            "timezone": spec.timezone,
            "weekly": {day: [list(hours) for hours in times] for day, times in spec.weekly.items()},
            "holidays": [
                *({"date": day.isoformat(), "name": name} for day, name in spec.public.items()),
                *(day.isoformat() for day in spec.holidays),
            ],
            **({"public_years": [min(years), max(years)] if years else []} if spec.country else {}),
            "special_days": {
                day.isoformat(): [list(hours) for hours in times] for day, times in spec.special_days.items()
            },
        },
        f"calendar {spec.code}",
    )
