"""What can honestly be promised to a customer, from the cases that ran before (`timing.promising`).

Comparable are cases of the same process that came to the same step, by channel and segment, under the load of
now. Which share of promises shall be kept is part of the process model, 80 % unless it says otherwise.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, CustomerId
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.model import Judged, Measure
from desktop_crm.timing.promising import Promising
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import LIVE
from desktop_crm.workflow.tables import Case, WorkItem

_MOST = 1_500  # cases that are learned from: enough for any percentile, read in some milliseconds
_TRIED = 300  # of them are promised something in hindsight, so that the ways of comparing are weighed
_FRESH = timedelta(minutes=10)
_TIMED = (Measure.THROUGHPUT, Measure.RESPONSE)  # what a promise of a conclusion can be taken from
_SOON, _STEP, _SHORT_STEP = timedelta(hours=2), timedelta(minutes=15), timedelta(minutes=5)

_COLUMNS = (Case.status, Case.concluded_at, Case.first_concluded_at, Case.channel, Case.segment)
_OPENED = Prepared(
    select(Case.id, Case.started_at, *_COLUMNS)
    .where(Case.process == bindparam("process"))
    .order_by(Case.started_at.desc())
    .limit(bindparam("most"))
)
_OFFERED = func.min(WorkItem.offered_at)
_CAME = Prepared(
    select(Case.id, _OFFERED, *_COLUMNS)
    .join(WorkItem, WorkItem.case_id == Case.id)
    .where(Case.process == bindparam("process"), WorkItem.step == bindparam("step"))
    .group_by(Case.id, Case.started_at, *_COLUMNS)
    .order_by(Case.started_at.desc())
    .limit(bindparam("most"))
)
_SEGMENT = Prepared(select(Customer.segment).where(Customer.id == bindparam("whose")))
_OF_CASE = Prepared(
    select(Case.process, Case.channel, Case.segment, Case.started_at, WorkItem.step, WorkItem.offered_at)
    .outerjoin(
        WorkItem,
        and_(WorkItem.case_id == Case.id, or_(*(WorkItem.state == str(state) for state in sorted(LIVE)))),
    )
    .where(Case.id == bindparam("of_case"))
    .order_by(WorkItem.offered_at.desc())
    .limit(1)
)


@frozen
class PromiseOffer:
    """What can be promised.

    Attributes:
        until: the promised time. `cases`: how many concluded cases it rests on; 0: on the norm alone.
        share: the part of comparable cases that had concluded by then, 0 to 1.
    """

    until: datetime
    cases: int
    share: float


@frozen
class Asked:
    """For what a promise is asked: a case of this kind that opens, or one that came to `step` at `since`."""

    process: str
    channel: str = ""
    segment: str = ""
    step: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class _Learned:
    promising: Promising
    at: datetime
    lock: threading.Lock = field(default_factory=threading.Lock)


class Promises:
    """Offers promises; what a process taught is kept for ten minutes, since learning it takes a moment."""

    def __init__(self) -> None:
        self._learned: dict[tuple[UUID, str, str], _Learned] = {}
        self._lock = threading.Lock()

    def offer(self, view: Reading, plan: Plan, asked: Asked, now: datetime) -> PromiseOffer | None:
        """Return what can be promised at `now` (aware); None where too few cases of the kind have concluded."""
        share = plan.model.process[asked.process].promise_share
        learned = self._of(view, plan, asked, share, now)
        at = now.timestamp()
        lasted = 0.0 if asked.since is None else max(0.0, at - asked.since.timestamp())
        with learned.lock:
            found = learned.promising.offer(at, (asked.channel, asked.segment), lasted)
        if found is None:
            return None
        earliest = now + timedelta(seconds=found.seconds - lasted)
        return PromiseOffer(worded_time(calendar_for(plan, asked.process), now, earliest), found.cases, share)

    def offer_on_opening(
        self,
        view: Reading,
        plan: Plan,
        process: str,
        channel: str,
        customer: CustomerId | None,
        now: datetime,
    ) -> PromiseOffer | None:
        """Return what can be promised when a case opens for a customer, who may be anonymous.

        Where too few cases tell, it is the norm of the process; None where it has none in time.
        """
        row = None if customer is None else view.row(_SEGMENT, whose=customer)
        found = self.offer(view, plan, Asked(process, channel, row[0] if row else ""), now)
        return found or _by_norm(plan, process, now)

    def offer_in_case(self, view: Reading, plan: Plan, case: CaseId, now: datetime) -> PromiseOffer | None:
        """Return what can be promised in a running case: from its newest open step, or else from its start."""
        row = view.row(_OF_CASE, of_case=case)
        if row is None:
            return None
        process, channel, segment, started, step, offered = row
        found = None
        if step:
            found = self.offer(view, plan, Asked(process, channel, segment, step, offered), now)
        return found or self.offer(view, plan, Asked(process, channel, segment, since=started), now)

    def _of(self, view: Reading, plan: Plan, asked: Asked, share: float, now: datetime) -> _Learned:
        key = (plan.version, asked.process, asked.step)
        with self._lock:  # who asks meanwhile waits for what is being learned
            found = self._learned.get(key)
            if found is None or not found.at <= now < found.at + _FRESH:
                found = self._learned[key] = _Learned(_learned(view, asked, share, now), now)
            return found


def _by_norm(plan: Plan, process: str, now: datetime) -> PromiseOffer | None:
    """Return the norm in time of a process's throughput, else of its answers, as a promise that rests on no case."""
    ksfs = [plan.model.ksf[cell.ksf] for cell in plan.model.measured.get(process, ())]
    timed = [ksf for ksf in ksfs if ksf.measure in _TIMED and ksf.norm_seconds]
    if not timed:
        return None
    ksf = min(timed, key=lambda one: one.measure != Measure.THROUGHPUT)
    calendar, seconds = calendar_of(plan, ksf.calendar), int(ksf.norm_seconds or 0)
    net = ksf.judged == Judged.NET
    earliest = calendar.add(now, seconds) if net else now + timedelta(seconds=seconds)
    return PromiseOffer(worded_time(calendar_for(plan, process), now, earliest), 0, ksf.share)


def calendar_for(plan: Plan, process: str) -> Calendar:
    """Return the calendar by which a process is worked: that of its throughput, else of any clock it has."""
    ksfs = [plan.model.ksf[cell.ksf] for cell in plan.model.measured.get(process, ())]
    ksfs.sort(key=lambda ksf: ksf.measure != Measure.THROUGHPUT)
    return calendar_of(plan, next((ksf.calendar for ksf in ksfs if ksf.calendar), ""))


def worded_time(calendar: Calendar, now: datetime, earliest: datetime) -> datetime:
    """Return the time as one says it to a customer, not before `earliest` save where nobody is at work then.

    Full quarters of an hour, five minutes where it is soon. What would come while we are closed has come when
    we close, or, where that is past, comes when we open.
    """
    step = _SHORT_STEP if earliest - now < _SOON else _STEP
    rest = timedelta(seconds=earliest.timestamp() % step.total_seconds())
    rounded = earliest + (step - rest if rest else timedelta())
    closed = calendar.subtract(rounded, 0)
    return closed if closed > now else calendar.next_open(rounded)


def _learned(view: Reading, asked: Asked, share: float, now: datetime) -> Promising:
    """Go through the cases of a process as they opened and concluded, promising some of them in hindsight."""
    if asked.step:
        rows = view.rows(_CAME, process=asked.process, step=asked.step, most=_MOST)
    else:
        rows = view.rows(_OPENED, process=asked.process, most=_MOST)
    # A cancelled case never concluded, and says nothing of how long that takes.
    cases = [row for row in rows if row[2] != "cancelled"]
    every = max(1, len(cases) // _TRIED)
    promising = Promising(share)
    for at, opens, number in sorted(_moments(cases, now)):
        identity, _opened, _status, _ended, _first, channel, segment = cases[number]
        if not opens:
            promising.concluded_at(identity, at)
            continue
        promising.opened(identity, at, (channel, segment))
        if number % every == 0:
            promising.promise(identity, at, (channel, segment))
    return promising


def _moments(cases: list[tuple[Any, ...]], now: datetime) -> list[tuple[float, int, int]]:
    """Return when cases opened (1) and concluded (0), the first time of a reopened one."""
    found = []
    for number, (_id, opened, _status, concluded, first, *_traits) in enumerate(cases):
        if opened > now:
            continue
        found.append((opened.timestamp(), 1, number))
        ended = first or concluded
        if ended is not None and ended <= now:
            # One that ended as it opened has opened first.
            found.append((max(ended.timestamp(), opened.timestamp() + 1e-3), 0, number))
    return found
