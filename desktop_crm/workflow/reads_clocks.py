"""Clocks as screens show them: the face a clock wears at a moment, time left, and why each interval counts."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.timing.clock import Clock
from desktop_crm.timing.display import Display, display, seconds_left
from desktop_crm.timing.model import Judged
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_nearest import DAY_SECONDS, day_seconds
from desktop_crm.workflow.reads_rows import ClockLine, EarlierNorm


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
        earlier=tuple(
            EarlierNorm(one.target.norm_seconds, one.until, str(one.because)) for one in clock.earlier
        ),
        missed_under=None if clock.missed_under is None else clock.missed_under.norm_seconds,
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
