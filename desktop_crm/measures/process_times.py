"""Where a process loses its time: waiting, holding and working per step, and what each hand-over between roles costs.

Waiting is from when a step was offered to when somebody took it, holding from there until it was first open on a
screen, working from there to its completion (`clocks.md`), in the working time of the calendar by which the
process is judged. Times of work that fewer people did than the rule says are not told; what customers, partners and
the system do is nobody's time of ours, and is told.

What is told is made of whole cells: the work on an activity in the cases that were concluded in one month, once that
month is over. Whatever periods somebody compares, no cell comes apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import bindparam, select

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.frozen import frozen
from desktop_crm.measures.crowds import NOBODY, count_people
from desktop_crm.measures.months import begin_of, monday_before, month_of, months_of
from desktop_crm.process.model import Performer
from desktop_crm.store.plain import id_of, plain
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.timing.calendar import Calendar
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.tables import Case, WorkItem

MOST_VARIANTS = 20
_ITEMS = Prepared(
    select(
        plain(WorkItem.case_id), WorkItem.step, WorkItem.activity, WorkItem.role, plain(WorkItem.offered_at),
        plain(WorkItem.claimed_at), plain(WorkItem.opened_at), plain(WorkItem.ended_at),
        plain(WorkItem.ended_by), plain(Case.concluded_at),
    )
    .join(Case, Case.id == WorkItem.case_id)
    .where(
        Case.process == bindparam("process"), Case.concluded_at >= bindparam("since"),
        Case.concluded_at < bindparam("until"), Case.status == "concluded", WorkItem.state == "completed",
    )
    .order_by(WorkItem.case_id, WorkItem.offered_at, WorkItem.id)
)  # fmt: skip


@frozen
class StepTimes:
    """One activity of a process: how often it was done, and the medians of its times, in seconds.

    Attributes:
        role: who answers for it. `times`: waiting, holding, working; None where too few people did it.
        waiting_share: which part of all its time is waiting, 0 to 1.
    """

    activity: str
    name: str
    role: str
    count: int
    times: tuple[float, float, float] | None
    waiting_share: float | None


@frozen
class HandOver:
    """From one role to another: how often, and the median and sum of what was lost there, in seconds."""

    origin: str
    to: str
    count: int
    median: float
    total: float


@frozen
class Way:
    """One way in which cases ran; `as_drawn` tells whether the model leads along it.

    Attributes:
        code: names it, to ask for the cases that ran so.
    """

    activities: tuple[str, ...]
    cases: int
    as_drawn: bool
    code: str = ""


@frozen
class ProcessTimes:
    """A process in some months: the cases that were concluded in them.

    Attributes:
        waiting_share: which part of all told step time is waiting; `largest` the activity where most of it is.
        day_seconds: what one day is, in the time that is told here.
    """

    process: str
    name: str
    cases: int
    steps: tuple[StepTimes, ...]
    hand_overs: tuple[HandOver, ...]
    ways: tuple[Way, ...]
    waiting_share: float | None
    largest: str
    day_seconds: float


@dataclass(frozen=True, slots=True)
class _Work:
    """The work on steps as columns: microseconds of waiting, holding and working, and who did it."""

    activity: list[str]
    role: list[str]
    phases: Any
    people: Any
    months: Any  # in which the case was concluded
    follows: Any  # the same case as the row above


def process_times(
    view: Reading, plan: Plan, process: str, *, first: int, last: int, now: datetime, fewest: int
) -> ProcessTimes:
    """Return where the time of a process went in the months from `first` to `last` that are over."""
    rows = _read(view, process, first, last, now)
    calendar = _calendar(plan, process)
    work = _work(rows, calendar)
    told = _told(plan, work, fewest)
    steps = tuple(_steps(plan, process, work, told))
    phases = [work.phases[rows] for rows in told.values()]
    sums = np.concatenate(phases).sum(axis=0) if phases else np.zeros(3)
    largest = max(told, key=lambda code: int(work.phases[told[code]][:, 0].sum()), default="")
    names = {one.activity: one.name for one in steps}
    return ProcessTimes(
        process, plan.model.process[process].name, len({row[0] for row in rows}), steps,
        tuple(_hand_overs(plan, work, fewest)), _ways(plan, process, rows),
        float(sums[0] / sums.sum()) if sums.sum() else None, names.get(largest, ""),
        calendar.working_day_seconds(),
    )  # fmt: skip


def cases_behind_times(
    view: Reading,
    plan: Plan,
    process: str,
    *,
    first: int,
    last: int,
    now: datetime,
    fewest: int,
    way: str = "",
    activity: str = "",
    hand_over: tuple[str, str] = ("", ""),
) -> list[UUID]:
    """Return the cases behind one figure of `process_times`: that ran a way, had an activity, or a hand-over.

    Of times that are not told there are none: neither of an activity nor of a hand-over between two roles, which
    are given by their names, as `HandOver` has them. Where nothing is named, all cases that are counted.
    """
    rows = _read(view, process, first, last, now)
    if not (way or activity or any(hand_over)):
        return [id_of(case) for case in dict.fromkeys(row[0] for row in rows)]
    if way:
        return [id_of(case) for case, steps in _steps_of(rows).items() if _code(steps) == way]
    work = _work(rows, _calendar(plan, process))
    if activity:
        places = _told(plan, work, fewest).get(activity, [])
    else:
        places = _pairs(plan, work, fewest).get(hand_over, [])
    return [id_of(case) for case in dict.fromkeys(rows[place][0] for place in places)]


def _read(view: Reading, process: str, first: int, last: int, now: datetime) -> list[tuple[Any, ...]]:
    """Return the work in the cases that were concluded in those of some months that are over."""
    since, until = begin_of(first), begin_of(min(last + 1, month_of(monday_before(now))))
    return view.rows(_ITEMS, process=process, since=since, until=until) if until > since else []


def _calendar(plan: Plan, process: str) -> Calendar:
    """Return the calendar of the first clock of the process that has one, else of the model, else no closing."""
    model = plan.model
    own = [model.ksf[cell.ksf].calendar for cell in model.measured.get(process, ()) if cell.ksf in model.ksf]
    code = next((one for one in own if one), model.calendars[0].code if model.calendars else "")
    return calendar_of(plan, code)


def _work(rows: list[tuple[Any, ...]], calendar: Calendar) -> _Work:
    who: dict[Any, int] = {None: NOBODY}
    people = np.array([who.setdefault(row[8], len(who)) for row in rows], np.int64)
    moments = np.array(
        [
            (offered, claimed or opened or ended, opened or ended, ended)
            for *_codes, offered, claimed, opened, ended, _worker, _concluded in rows
        ],
        np.int64,
    ).reshape(-1, 4)
    months = months_of([row[9] for row in rows])
    cases = [row[0] for row in rows]
    follows = np.array([place > 0 and case == cases[place - 1] for place, case in enumerate(cases)], bool)
    phases = np.diff(_worked(np.maximum.accumulate(moments, axis=1), calendar), axis=1)
    return _Work([row[2] for row in rows], [row[3] for row in rows], phases, people, months, follows)


def _worked(moments: Any, calendar: Calendar) -> Any:
    """Return, for each moment, how much working time passed before it since the first of all, in microseconds."""
    if not moments.size:
        return moments
    first, last = (from_micros(int(one)) for one in (moments.min(), moments.max() + 1))
    stretches = [one for one in calendar.intervals(first, last) if one.counted]
    starts = np.array([to_micros(one.start) for one in stretches], np.int64)
    ends = np.array([to_micros(one.end) for one in stretches], np.int64)
    if not len(starts):
        return np.zeros_like(moments)
    before = np.concatenate(([0], np.cumsum(ends - starts)))
    place = np.searchsorted(starts, moments, side="right")
    inside = np.clip(moments - starts[place - 1], 0, (ends - starts)[place - 1])
    return np.where(place > 0, before[place - 1] + inside, 0)


def _may_tell(work: _Work, rows: Any, fewest: int) -> Any:
    """Return those of some rows that rest on enough people in each month: what is told adds up from months."""
    kept = []
    for month in np.unique(work.months[rows]):
        some = rows[work.months[rows] == month]
        if count_people(work.people[some]) >= fewest:
            kept.append(some)
    return np.concatenate(kept) if kept else rows[:0]


def _told(plan: Plan, work: _Work, fewest: int) -> dict[str, Any]:
    """Return, for each activity of which times may be told, its rows."""
    places: dict[str, list[int]] = {}
    for place, activity in enumerate(work.activity):
        places.setdefault(activity, []).append(place)
    found = {}
    for code, some in places.items():
        spec = plan.model.activity.get(code)
        rows = np.array(some, np.int64)
        ours = spec is None or spec.performer is Performer.EMPLOYEE
        found[code] = _may_tell(work, rows, fewest) if ours else rows
    return {code: rows for code, rows in found.items() if len(rows)}


def _steps(plan: Plan, process: str, work: _Work, told: Mapping[str, Any]) -> Iterable[StepTimes]:
    """Yield the activities in the order in which the process has them, then those added from outside."""
    counts = Counter(work.activity)
    roles: dict[str, Counter[str]] = {}
    for activity, role in zip(work.activity, work.role, strict=True):
        roles.setdefault(activity, Counter())[role] += 1
    drawn = [step.activity for step in plan.model.process[process].steps if step.activity]
    for code in dict.fromkeys([*drawn, *sorted(counts)]):
        spec = plan.model.activity.get(code)
        phases = work.phases[told[code]] if code in told else None
        yield StepTimes(
            code, spec.name if spec else code, _role(plan, code, roles.get(code)), counts[code],
            None if phases is None else _seconds(phases),
            None if phases is None or not phases.sum() else float(phases[:, 0].sum() / phases.sum()),
        )  # fmt: skip


def _seconds(phases: Any) -> tuple[float, float, float]:
    waiting, holding, working = (np.median(phases, axis=0) / 1e6).tolist()
    return waiting, holding, working


def _role(plan: Plan, activity: str, did: Counter[str] | None) -> str:
    """Return the name of the role that did it most, or else answers for it."""
    known = plan.activities.get(activity)
    code = did.most_common(1)[0][0] if did else known.role_for({}) if known else ""
    return _name(plan, code)


def _name(plan: Plan, role: str) -> str:
    return plan.model.role[role].name if role in plan.model.role else role


def _hand_overs(plan: Plan, work: _Work, fewest: int) -> Iterable[HandOver]:
    found = []
    for names, rows in _pairs(plan, work, fewest).items():
        lost = work.phases[rows][:, 0] / 1e6
        found.append(HandOver(*names, len(lost), float(np.median(lost)), float(lost.sum())))
    return sorted(found, key=lambda one: -one.total)


def _pairs(plan: Plan, work: _Work, fewest: int) -> dict[tuple[str, str], Any]:
    """Return the rows before which work went from one role to another, by the names of both, as they may be told."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for place in np.flatnonzero(work.follows).tolist():
        both = (work.role[place - 1], work.role[place])
        if both[0] != both[1]:
            pairs.setdefault((_name(plan, both[0]), _name(plan, both[1])), []).append(place)
    told = {names: _may_tell(work, np.array(places, np.int64), fewest) for names, places in pairs.items()}
    return {names: rows for names, rows in told.items() if len(rows)}


def _ways(plan: Plan, process: str, rows: list[tuple[Any, ...]]) -> tuple[Way, ...]:
    """Return the ways in which cases ran, most common first; how often is no time of anybody's."""
    leads = _follows(plan, process)
    found = Counter(tuple(one) for one in _steps_of(rows).values())
    names: Mapping[str, Any] = plan.model.activity
    return tuple(
        Way(
            tuple(names[activity].name if activity in names else activity for _step, activity in way),
            count,
            _as_drawn([step for step, _activity in way], leads),
            _code(way),
        )
        for way, count in found.most_common(MOST_VARIANTS)
    )


def _steps_of(rows: list[tuple[Any, ...]]) -> dict[Any, list[tuple[str, str]]]:
    """Return for each case its steps and their activities, in the order in which they were offered."""
    steps: dict[Any, list[tuple[str, str]]] = {}
    for case, step, activity, *_rest in rows:
        steps.setdefault(case, []).append((step, activity))
    return steps


def _code(way: Iterable[tuple[str, str]]) -> str:
    return ">".join(step or f"+{activity}" for step, activity in way)


def _follows(plan: Plan, process: str) -> dict[str, set[str]]:
    """Return, for each step, those that may come at any time after it as the model leads."""
    spec = plan.model.process[process]
    after = {step.code: {flow.to for flow in step.flows} for step in spec.steps}
    for _round in after:
        for reached in after.values():
            reached |= {further for one in tuple(reached) for further in after.get(one, ())}
    return after


def _as_drawn(steps: list[str], leads: Mapping[str, set[str]]) -> bool:
    """Whether the model leads from step to step: after one before it, before none that it leads to, again in a loop."""
    seen: set[str] = set()
    for step in steps:
        if step not in leads or (step in seen and step not in leads[step]):
            return False
        if seen and not any(step in leads[earlier] for earlier in seen):
            return False
        if any(earlier in leads[step] and step not in leads[earlier] for earlier in seen):
            return False
        seen.add(step)
    return True
