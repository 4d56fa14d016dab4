"""What a clock shows at a moment: how much is left, and whether it is at risk or overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from desktop_crm.timing.calendar import in_seconds, instant
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.clocks import due_at
from desktop_crm.timing.model import ClockState, Judged

# Without measured history of the remaining work: at risk in the last fifth of the norm.
AT_RISK_PART = 0.2


class Display(StrEnum):
    """What a clock's chip says. `AT_RISK`, `OVERDUE` and `OUT_OF_HOURS` are computed, never stored."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    OUT_OF_HOURS = "out_of_hours"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


def display(
    clock: Clock,
    now: datetime,
    *,
    remaining_work_seconds: float | None = None,
    at_risk_part: float = AT_RISK_PART,
) -> Display:
    """Return what a clock shows at `now` (aware), without judging it again: time alone moves it.

    At risk: no more is left than the work that remains usually takes (`remaining_work_seconds`) or, where
    that isn't known, than `at_risk_part` of the whole norm. A miss that is still running is overdue.
    """
    if clock.stopped is not None or clock.state not in (ClockState.RUNNING, ClockState.MISSED):
        return Display(clock.state)
    left = seconds_left(clock, now)
    if clock.state is ClockState.MISSED or (left is not None and left < 0):
        return Display.OVERDUE
    if left is not None and left <= _margin(clock, remaining_work_seconds, at_risk_part):
        return Display.AT_RISK
    if clock.target.judged is Judged.NET and clock.target.norm_seconds is not None:
        return Display.RUNNING if clock.calendar.is_open(now) else Display.OUT_OF_HOURS
    return Display.RUNNING


def seconds_left(clock: Clock, now: datetime) -> float | None:
    """Return how much of the norm is left at `now`, negative when overdrawn; None without a norm of time.

    In working seconds where net time is judged, else in wall seconds (a promise always). Of a clock that
    stopped or is paused: what was left then.
    """
    norm = clock.target.norm_seconds
    if clock.started is None or (norm is None and clock.due is None):
        return None
    if norm is None or clock.target.judged is Judged.CUSTOMER:
        assert clock.due is not None  # a promise has its time, a norm of wall time always one
        return in_seconds(instant(clock.due) - instant(clock.stopped or now))
    left = norm - clock.net_seconds
    if clock.stopped is None and clock.state is not ClockState.PAUSED and now > clock.as_of:
        left -= clock.calendar.elapsed(clock.as_of, now)
    return left


def warn_at(
    clock: Clock, *, remaining_work_seconds: float | None = None, at_risk_part: float = AT_RISK_PART
) -> datetime | None:
    """Return the instant (aware UTC) at which a running clock comes to be at risk; None if nothing is due."""
    if clock.stopped is not None or clock.started is None or clock.due is None:
        return None
    margin = _margin(clock, remaining_work_seconds, at_risk_part)
    norm = clock.target.norm_seconds
    if norm is None or clock.target.judged is Judged.CUSTOMER:
        return max(clock.started, clock.due - timedelta(seconds=margin)).astimezone(UTC)
    earlier = replace(clock.target, norm_seconds=max(0, round(norm - margin)))
    return due_at(earlier, clock.started, clock.gaps, clock.calendar)


def _margin(clock: Clock, remaining_work_seconds: float | None, at_risk_part: float) -> float:
    """Return from how many seconds before its end a clock is at risk."""
    if remaining_work_seconds is not None:
        return remaining_work_seconds
    whole: float | None = clock.target.norm_seconds
    if whole is None and clock.due is not None and clock.started is not None:
        whole = in_seconds(instant(clock.due) - instant(clock.started))
    return (whole or 0) * at_risk_part
