"""How long the work that remains usually takes, and with it when each running clock comes to be at risk.

A clock whose case stands at a step is at risk from the moment when no more time is left than such cases took
from that step until their clock stopped, in the middle of them; not from a fixed part of its norm. Where too
few cases tell, the last fifth of the norm stands (`timing.display`). Nobody's figures but the cases' go in.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, literal_column, or_, select, update

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.process.model import Ksf
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.model import ENOUGH, Judged, Measure
from desktop_crm.workflow.calendars import ALWAYS, calendar_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.states import LIVE
from desktop_crm.workflow.tables import Case, ClockRow, WorkItem

_CASES = 300  # the latest of a process: what usually remains changes with how one works
_MOVED = timedelta(minutes=1)  # a warning that moved less stays as it is

_latest = (
    select(Case.id, Case.version_id)
    .where(Case.process == bindparam("process"), Case.status == "concluded")
    .order_by(Case.started_at.desc())
    .limit(_CASES)
    .subquery()
)
_STOPPED = Prepared(
    select(
        ClockRow.ksf,
        WorkItem.step,
        WorkItem.offered_at,
        ClockRow.stopped_at,
        _latest.c.version_id,
    )
    .join(_latest, _latest.c.id == ClockRow.case_id)
    .join(WorkItem, WorkItem.case_id == ClockRow.case_id)
    .where(
        or_(ClockRow.state == "met", ClockRow.state == "missed"),
        ClockRow.stopped_at > WorkItem.offered_at,
        WorkItem.step != "",
    )
)
# Written out so that SQLite recognises the condition of the index on running cases.
_RUNNING = Prepared(
    select(
        ClockRow.id,
        ClockRow.ksf,
        ClockRow.started_at,
        ClockRow.due_at,
        ClockRow.warn_at,
        Case.process,
        Case.version_id,
        WorkItem.step,
    )
    .join(Case, Case.id == ClockRow.case_id)
    .join(WorkItem, WorkItem.case_id == Case.id)
    .where(
        literal_column("crm_case.status = 'running'"),
        ClockRow.state == "running",
        ClockRow.stopped_at.is_(None),
        ClockRow.due_at.is_not(None),
        or_(*(WorkItem.state == str(state) for state in sorted(LIVE))),
    )
)
_WARN = Prepared(
    update(ClockRow)
    .where(ClockRow.id == bindparam("clock"), ClockRow.stopped_at.is_(None))
    .values(warn_at=bindparam("warn"))
)


def warn_by_remaining_work(store: Store, plans: Plans) -> Changes:
    """Let each running clock warn when the work that remains usually takes what is left; return what moved.

    It is an act of the system, so no right is asked for, and nothing is written where nothing moved.
    """
    with store.read() as view:
        moved = dict(_moved(view, plans))
    if not moved:
        return Changes()
    with store.write(None) as work:
        for clock, warn in moved.items():
            work.run(_WARN, clock=clock, warn=warn)
    return Changes.of("clock", *moved)


def _moved(view: Reading, plans: Plans) -> Iterator[tuple[UUID, datetime]]:
    """Yield the running clocks whose warning is to move, and to when."""
    usual: dict[str, dict[tuple[str, str], float]] = {}
    margins: dict[UUID, float] = {}
    clocks: dict[UUID, tuple[Calendar, datetime, datetime, datetime | None]] = {}
    for clock, ksf, started, due, warn, process, version, step in view.rows(_RUNNING):
        plan = plans.of(view, version)
        if process not in usual:
            usual[process] = usual_remaining(view, plans, process)
        margin = usual[process].get((ksf, step))
        if margin is not None and ksf in plan.model.ksf:
            # Of steps side by side the one that takes longest is waited for.
            margins[clock] = max(margin, margins.get(clock, 0.0))
            clocks[clock] = judging(plan, plan.model.ksf[ksf]), started, due, warn
    for clock, (calendar, started, due, before) in clocks.items():
        try:
            at = max(started, calendar.subtract(due, margins[clock]))
        except Invalid:  # not open for so long
            continue
        if before is None or abs(at - before) >= _MOVED:
            yield clock, at


def usual_remaining(view: Reading, plans: Plans, process: str) -> dict[tuple[str, str], float]:
    """Return by key success factor and step the seconds from there until its clocks stopped, in the median.

    Working seconds where net time is judged, else wall seconds. What fewer than ten cases tell is left out.
    """
    found: dict[tuple[str, str], list[float]] = {}
    for ksf, step, offered, stopped, version in view.rows(_STOPPED, process=process):
        plan = plans.of(view, version)
        if ksf in plan.model.ksf:
            seconds = judging(plan, plan.model.ksf[ksf]).elapsed(offered, stopped)
            found.setdefault((ksf, step), []).append(seconds)
    return {key: statistics.median(took) for key, took in found.items() if len(took) >= ENOUGH}


def judging(plan: Plan, ksf: Ksf) -> Calendar:
    """Return the calendar in which a key success factor is judged; wall time is one that never closes."""
    if ksf.judged == Judged.CUSTOMER or ksf.measure == Measure.PROMISE_KEPT:
        return ALWAYS
    return calendar_of(plan, ksf.calendar)
