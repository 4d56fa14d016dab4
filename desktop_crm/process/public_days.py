"""The public holidays of a model's calendars, looked up once: what a version keeps is what its clocks count."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.core.errors import Invalid
from desktop_crm.core.public_holidays import public_holidays
from desktop_crm.process.model import CalendarSpec, Model


def with_public_holidays(model: Model) -> Model:
    """Return a model whose calendars hold the days and names of their country's public holidays."""
    if not any(calendar.country for calendar in model.calendars):
        return model
    return replace(model, calendars=tuple(_looked_up(calendar) for calendar in model.calendars))


def with_missing_public_holidays(model: Model) -> Model:
    """Return a model whose calendars of a country hold its public holidays; those that do are left alone."""
    if all(calendar.public or not calendar.country for calendar in model.calendars):
        return model
    calendars = (one if one.public or not one.country else _looked_up(one) for one in model.calendars)
    return replace(model, calendars=tuple(calendars))


def _looked_up(calendar: CalendarSpec) -> CalendarSpec:
    try:
        return replace(calendar, public=public_holidays(calendar.country, calendar.region))
    except Invalid:
        # A draft may be wrong; the finding `unknown-country` keeps it from being published.
        return replace(calendar, public={})
