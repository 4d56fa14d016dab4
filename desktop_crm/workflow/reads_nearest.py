"""The clock of a case that runs out first, as lists show it: from the stored verdict, without judging anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desktop_crm.core.i18n import _
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.model import ClockState, Judged, Measure
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_rows import NearestClock

DAY_SECONDS = 86_400


def pause_in_words(reason: str, party: str) -> str:
    """Return for whom a case waits, to be read after the word “paused”."""
    if party:
        return _("for {party}").format(party=party)
    return {
        "customer": _("for the customer"),
        "date_asked": _("until the date the customer asked for"),
        "third_party": _("for a third party"),
    }.get(reason, "")


def time_between(calendar: Calendar | None, start: datetime, end: datetime) -> int:
    """Return the whole seconds between two instants in either order: of the calendar, or wall time without one."""
    low, high = min(start, end), max(start, end)
    seconds = (high - low).total_seconds() if calendar is None else calendar.elapsed(low, high)
    return int(seconds)


def nearest_clock(plan: Plan, row: tuple[Any, ...], now: datetime) -> NearestClock | None:
    """Return the list form of a clock row (ksf, measure, state, due, warn), or None where there is none."""
    ksf_code, measure, state, due, warn = row
    if ksf_code is None:
        return None
    ksf = plan.model.ksf.get(ksf_code)
    name = ksf.name if ksf else ksf_code
    if state == ClockState.PAUSED or due is None:
        face = "paused" if state == ClockState.PAUSED else "running"
        return NearestClock(ksf_code, name, measure, face, None, due, warn)
    calendar = None if measure == Measure.PROMISE_KEPT else _judging_calendar(plan, ksf_code)
    face, left = running_face(due, warn, now), time_between(calendar, now, due)
    # What was due as the office closed is not late before it opens again: no second of its calendar has gone by.
    if face == "overdue" and not left and calendar is not None and not calendar.elapsed(due, now):
        face = "running"
    opens = None
    if face == "running" and calendar is not None and not calendar.is_open(now):
        face, opens = "out_of_hours", calendar.next_open(now)
    return NearestClock(ksf_code, name, measure, face, left, due, warn, opens, day_seconds(calendar))


def day_seconds(calendar: Calendar | None) -> float:
    """Return what one day is: the working day of a calendar, or 24 hours of wall time without one."""
    if calendar is None or not any(calendar.weekly):
        return DAY_SECONDS
    return calendar.working_day_seconds()


def running_face(due: datetime, warn: datetime | None, now: datetime) -> str:
    """Return which face a running clock wears: at risk from `warn` on, overdue after `due`."""
    if now > due:
        return "overdue"
    return "at_risk" if warn is not None and now >= warn else "running"


def _judging_calendar(plan: Plan, ksf_code: str) -> Calendar | None:
    """Return the calendar in which a KSF's time is judged; None where the customer's wall clock is."""
    ksf = plan.model.ksf.get(ksf_code)
    if ksf is None or ksf.judged == Judged.CUSTOMER or not ksf.calendar:
        return None
    return calendar_of(plan, ksf.calendar)
