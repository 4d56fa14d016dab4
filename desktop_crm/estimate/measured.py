"""What the store says about arrivals, durations, branches and people: the inputs of an estimate.

Durations belong to activities, never to people: of an activity that fewer than five people did, those of all
activities together stand for its own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from statistics import fmean
from typing import Any

from sqlalchemy import bindparam, func, select

from desktop_crm.access.reads import EmployeeRow, employees
from desktop_crm.estimate.figures import calendar_of
from desktop_crm.estimate.model import Branch, Inputs, Rate, Source, Spread, Staff
from desktop_crm.process.model import Model, Performer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.timing.calendar import Calendar
from desktop_crm.workflow.tables import Case, CaseEvent, WorkItem

PERIOD = timedelta(days=90)
FEWEST = 5  # people: of fewer, no time is told
_MOST_ROWS = 50_000
_MOST_SAMPLES = 500
_OUTSIDE = frozenset({Performer.CUSTOMER, Performer.PARTNER})

_ARRIVALS = Prepared(
    select(Case.process, func.count())
    .where(Case.started_at >= bindparam("since"), Case.started_at < bindparam("until"))
    .group_by(Case.process)
)
# A step that was paused was open, or held, while we waited for somebody: its time is no work.
_PAUSED = (
    select(CaseEvent.id)
    .where(
        CaseEvent.case_id == WorkItem.case_id,
        CaseEvent.work_item_id == WorkItem.id,
        CaseEvent.kind == "ItemPaused",
    )
    .exists()
)
_WORK = Prepared(
    select(
        WorkItem.activity, WorkItem.role, WorkItem.offered_at, WorkItem.opened_at, WorkItem.ended_at,
        WorkItem.ended_by,
    )
    .where(
        WorkItem.state == "completed", WorkItem.ended_at >= bindparam("since"),
        WorkItem.ended_at < bindparam("until"), ~_PAUSED,
    )
    .order_by(WorkItem.ended_at.desc())
    .limit(_MOST_ROWS)
)  # fmt: skip
_WAYS = Prepared(
    select(Case.process, CaseEvent.kind, CaseEvent.detail)
    .join(Case, Case.id == CaseEvent.case_id)
    .where(
        Case.started_at >= bindparam("since"), Case.started_at < bindparam("until"),
        (CaseEvent.kind == "ItemOffered") | (CaseEvent.kind == "StepPassed") | (CaseEvent.kind == "TokenArrived"),
    )
    .order_by(Case.started_at.desc())
    .limit(_MOST_ROWS)
)  # fmt: skip


def measured(view: Reading, model: Model, now: datetime, period: timedelta = PERIOD) -> Inputs:
    """Return what was measured in the `period` before `now`, judged by the calendar of `model`."""
    calendar, since = calendar_of(model), now - period
    days = calendar.elapsed(since, now) / calendar.working_day_seconds()
    between = {"since": since, "until": now}
    counts: Mapping[str, int] = dict(view.rows(_ARRIVALS, **between))
    rows = view.rows(_WORK, **between)
    branches, passed = _ways(model, view.rows(_WAYS, **between))
    return Inputs(
        arrivals={code: Rate(count / days, Source.MEASURED) for code, count in counts.items()}
        if days
        else {},
        work=_durations(model, calendar, rows),
        staff=_staff(employees(view)),
        branches=branches,
        passed=passed,
        takers=_takers(rows),
    )


def stated(
    inputs: Inputs,
    *,
    arrivals: Mapping[str, float] | None = None,
    work: Mapping[str, float] | None = None,
    staff: Mapping[str, int] | None = None,
) -> Inputs:
    """Return the inputs with what somebody stated in place of what was measured.

    Args:
        arrivals: cases a working day by process. `work`: mean seconds by activity. `staff`: people by role.
    """
    return replace(
        inputs,
        arrivals={**inputs.arrivals, **{code: Rate(value) for code, value in (arrivals or {}).items()}},
        work={**inputs.work, **{code: Spread(value) for code, value in (work or {}).items()}},
        staff={**inputs.staff, **{code: Staff(value) for code, value in (staff or {}).items()}},
    )


def _durations(model: Model, calendar: Calendar, rows: Iterable[Sequence[Any]]) -> dict[str, Spread]:
    times: dict[str, list[float]] = defaultdict(list)
    people: dict[str, set[Any]] = defaultdict(set)
    outside: set[str] = set()
    for code, _role, offered, opened, ended, who in rows:
        activity = model.activity.get(code)
        if activity is None or activity.performer is Performer.SYSTEM:
            continue
        if activity.performer in _OUTSIDE:
            outside.add(code)
            times[code].append(max(0.0, (ended - offered).total_seconds()))
        elif opened is not None:
            times[code].append(calendar.elapsed(opened, max(opened, ended)))
            people[code].add(who)
    own = {code: found for code, found in times.items() if code in outside or len(people[code]) >= FEWEST}
    found = {code: _spread(values) for code, values in own.items()}
    rest = [code for code in times if code not in own]
    if rest and len(set().union(*people.values())) >= FEWEST:
        together = _spread([one for code, values in times.items() if code not in outside for one in values])
        found |= dict.fromkeys(rest, together)
    return found


def _spread(values: Sequence[float]) -> Spread:
    """Return a spread of at most some hundred samples that lie as all of them do."""
    ordered = sorted(values)
    if len(ordered) > _MOST_SAMPLES:
        step = len(ordered) / _MOST_SAMPLES
        ordered = [ordered[int((place + 0.5) * step)] for place in range(_MOST_SAMPLES)]
    return Spread(fmean(values), tuple(ordered), source=Source.MEASURED)


def _takers(rows: Iterable[Sequence[Any]]) -> dict[str, dict[str, float]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for code, role, *_times in rows:
        counts[code][role] += 1
    return {code: {role: float(count) for role, count in found.items()} for code, found in counts.items()}


def _ways(
    model: Model, rows: Iterable[Sequence[Any]]
) -> tuple[dict[Branch, dict[str, float]], dict[Branch, float]]:
    """Return how often each step followed another, and how often a step was passed over."""
    followed: dict[Branch, Counter[str]] = defaultdict(Counter)
    reached: dict[Branch, Counter[str]] = defaultdict(Counter)
    for process, kind, text in rows:
        detail = json.loads(text)
        step, before = detail.get("step", ""), detail.get("after") or detail.get("origin", "")
        if not step:
            continue
        if kind != "TokenArrived":
            reached[process, step][kind] += 1
        if before:
            followed[process, before][step] += 1
    passed = {
        place: counts["StepPassed"] / counts.total()
        for place, counts in reached.items()
        if _is_work(model, place) and counts.total()
    }
    return {place: {to: float(n) for to, n in counts.items()} for place, counts in followed.items()}, passed


def _is_work(model: Model, place: Branch) -> bool:
    process = model.process.get(place[0])
    step = process.by_code.get(place[1]) if process is not None else None
    return step is not None and bool(step.activity)


def _staff(people: Iterable[EmployeeRow]) -> dict[str, Staff]:
    """Count who works in each role; who has several is shared between them. Administrators of all are none's."""
    parts: dict[str, float] = defaultdict(float)
    for one in people:
        if one.active and not one.all_roles:
            for role in one.roles:
                parts[role] += 1 / len(one.roles)
    return {role: Staff(max(1, ceil(part - 1e-9)), Source.MEASURED) for role, part in parts.items()}
