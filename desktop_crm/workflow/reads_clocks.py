"""Clocks as screens show them: the face a clock wears at a moment, time left, and why each interval counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desktop_crm.core.i18n import _
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.display import Display, display, seconds_left
from desktop_crm.timing.model import ClockState, Judged, Measure
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_rows import ClockLine, NearestClock

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
    face = running_face(due, warn, now)
    opens = None
    if face == "running" and calendar is not None and not calendar.is_open(now):
        face, opens = "out_of_hours", calendar.next_open(now)
    left = time_between(calendar, now, due)
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


def clock_line(plan: Plan, clock: Clock, pause: tuple[str, datetime] | None, now: datetime) -> ClockLine:
    """Return what the chip and the explanation of `clock` say at `now`.

    Args:
        pause: for whom the case waits, in words, and until when; None while it does not wait.
    """
    ksf = plan.model.ksf.get(clock.ksf)
    face = display(clock, now)
    paused = pause if face is Display.PAUSED else None
    opens = clock.calendar.next_open(now) if face is Display.OUT_OF_HOURS else None
    return ClockLine(
        ksf=clock.ksf,
        name=ksf.name if ksf else clock.ksf,
        words=clock.target.text or (ksf.text if ksf else ""),
        measure=str(clock.measure),
        face=str(face),
        state=str(clock.state),
        seconds=_shown_seconds(clock, face, now),
        started=clock.started,
        due=clock.due,
        stopped=clock.stopped,
        net_seconds=clock.net_seconds,
        customer_seconds=clock.customer_seconds,
        judged=str(clock.target.judged),
        norm_seconds=clock.target.norm_seconds,
        calendar_name=clock.calendar.name or clock.calendar.code,
        calendar_version=clock.calendar.version,
        model_version=plan.number,
        revised=clock.revised,
        paused_for=paused[0] if paused else "",
        paused_until=paused[1] if paused else None,
        opens_at=opens,
        grade=clock.grade,
        subject=clock.subject.id,
        day_seconds=DAY_SECONDS if _on_the_wall(clock) else day_seconds(clock.calendar),
        intervals=clock.intervals,
    )


def _on_the_wall(clock: Clock) -> bool:
    """Whether a clock's figures are wall time: where the customer's time is judged, and of a promised time."""
    return clock.target.judged is Judged.CUSTOMER or clock.target.norm_seconds is None


def _shown_seconds(clock: Clock, face: Display, now: datetime) -> int | None:
    """Return the seconds a chip shows: left, past the norm, used when met, too many when missed."""
    judged = clock.customer_seconds if _on_the_wall(clock) else clock.net_seconds
    if face is Display.MET:
        return int(judged)
    if face in (Display.NOT_STARTED, Display.CANCELLED, Display.PAUSED):
        return None
    left = seconds_left(clock, now)
    return None if left is None else abs(int(left))
