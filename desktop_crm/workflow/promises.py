"""What can honestly be promised to a customer, from the cases that ran before (`timing.promising`).

Comparable are cases of the same process that came to the same step, by channel and segment, under the load of
now. Which share of promises shall be kept is part of the process model, 80 % unless it says otherwise. Where too
few cases tell, the norm of the process is offered; where it has none in time, or that has run out, nobody can say
when it will be done, and what is offered is to hear from us within one working day. So something always is.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select

from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.choice import choose_targets
from desktop_crm.timing.facts import Promised
from desktop_crm.timing.model import Judged, Measure
from desktop_crm.timing.promising import Promising
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.clocks import target_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import LIVE
from desktop_crm.workflow.tables import Case, WorkItem
from desktop_crm.workflow.told import Told

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
    select(
        Case.process,
        Case.channel,
        Case.segment,
        Case.customer_id,
        Case.started_at,
        WorkItem.step,
        WorkItem.offered_at,
    )
    .outerjoin(
        WorkItem,
        and_(WorkItem.case_id == Case.id, or_(*(WorkItem.state == str(state) for state in sorted(LIVE)))),
    )
    .where(Case.id == bindparam("of_case"))
    .order_by(WorkItem.offered_at.desc())
    .limit(1)
)


class Basis(StrEnum):
    """What an offer rests on."""

    CASES = "cases"
    NORM = "norm"
    CALENDAR = "calendar"  # on nothing that was measured: the next working day


@frozen
class PromiseOffer:
    """What can be promised.

    Attributes:
        until: the promised time. `cases`: how many concluded cases it rests on; 0: on none.
        share: the part of promises that shall be kept, 0 to 1; of comparable cases, that had concluded by then.
        about: what will have happened by then: the conclusion, or that the customer heard from us.
    """

    until: datetime
    cases: int
    share: float
    basis: Basis = Basis.CASES
    about: Promised = Promised.CONCLUSION

    @property
    def told(self) -> Told:
        """What a customer is told who gets this offer."""
        return Told(self.until, about=self.about, basis=str(self.basis), cases=self.cases)

    def too_early(self, until: datetime) -> bool:
        """Whether a time is promised that fewer comparable cases than shall be kept to it were done by."""
        return self.basis is Basis.CASES and until < self.until


@frozen
class Asked:
    """For what a promise is asked: a case of this kind that opens, or one that came to `step` at `since`."""

    process: str
    channel: str = ""
    segment: str = ""
    step: str = ""
    since: datetime | None = None
    customer: CustomerId | None = None


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
    ) -> PromiseOffer:
        """Return what can be promised when a case opens for a customer, who may be anonymous.

        Raises `Invalid` for a process that the model doesn't have.
        """
        if process not in plan.processes:
            raise Invalid(_("There is no process “{code}” in the published model.").format(code=process))
        row = None if customer is None else view.row(_SEGMENT, whose=customer)
        asked = Asked(process, channel, row[0] if row else "", customer=customer)
        return self.offer(view, plan, asked, now) or _without_cases(plan, asked, now)

    def offer_in_case(self, view: Reading, plan: Plan, case: CaseId, now: datetime) -> PromiseOffer:
        """Return what can be promised in a running case: from its newest open step, or else from its start.

        Raises `NotFound` for a case that isn't there.
        """
        row = view.row(_OF_CASE, of_case=case)
        if row is None:
            raise NotFound(_("There is no such case."))
        process, channel, segment, customer, started, step, offered = row
        found = None
        if step:
            found = self.offer(view, plan, Asked(process, channel, segment, step, offered), now)
        asked = Asked(process, channel, segment, since=started, customer=customer)
        return found or self.offer(view, plan, asked, now) or _without_cases(plan, asked, now)

    def _of(self, view: Reading, plan: Plan, asked: Asked, share: float, now: datetime) -> _Learned:
        key = (plan.version, asked.process, asked.step)
        with self._lock:  # who asks meanwhile waits for what is being learned
            found = self._learned.get(key)
            if found is None or not found.at <= now < found.at + _FRESH:
                found = self._learned[key] = _Learned(_learned(view, asked, share, now), now)
            return found


def _without_cases(plan: Plan, asked: Asked, now: datetime) -> PromiseOffer:
    """Return what can be promised where too few cases tell."""
    return _by_norm(plan, asked, now) or _by_calendar(plan, asked.process, now)


def _by_norm(plan: Plan, asked: Asked, now: datetime) -> PromiseOffer | None:
    """Return the norm of such a case's throughput, else of its answers; None without one that lies ahead."""
    cells = plan.model.measured.get(asked.process, ())
    targets = [target_of(plan.model.ksf[cell.ksf], cell, plan.number) for cell in cells]
    customer = "" if asked.customer is None else asked.customer.hex
    chosen = choose_targets(targets, segment=asked.segment, channel=asked.channel, customer=customer)
    timed = [one.target for one in chosen if one.target.measure in _TIMED and one.target.norm_seconds]
    if not timed:
        return None
    target = min(timed, key=lambda one: one.measure != Measure.THROUGHPUT)
    since, seconds = asked.since or now, target.norm_seconds or 0
    calendar = calendar_of(plan, target.calendar)
    net = target.judged == Judged.NET
    earliest = calendar.add(since, seconds) if net else since + timedelta(seconds=seconds)
    if earliest <= now:
        return None
    until = worded_time(calendar_for(plan, asked.process), now, earliest)
    return PromiseOffer(until, 0, target.share, Basis.NORM)


def _by_calendar(plan: Plan, process: str, now: datetime) -> PromiseOffer:
    """Return that the customer hears from us within one working day of the calendar the process is worked by."""
    calendar = calendar_for(plan, process)
    earliest = calendar.add(now, calendar.working_day_seconds())
    share = plan.model.process[process].promise_share
    return PromiseOffer(
        worded_time(calendar, now, earliest), 0, share, basis=Basis.CALENDAR, about=Promised.CONTACT
    )


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
