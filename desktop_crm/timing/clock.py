"""A clock: one key success factor measured on one case, with its two numbers and every interval explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from desktop_crm.timing.calendar import Calendar, Interval
from desktop_crm.timing.model import ClockState, Measure, Target, Verdict


class SubjectKind(StrEnum):
    """What in the case a clock is about."""

    CASE = "case"
    REOPENED_CASE = "reopened_case"
    QUESTION = "question"
    MESSAGE = "message"
    REOPENING = "reopening"
    PROMISE = "promise"
    GRADE_BY_CUSTOMER = "grade_by_customer"
    GRADE_BY_EMPLOYEE = "grade_by_employee"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clock is about: the case, or the question, message (a contact) or promise of this `id`.

    `CASE` is the first completion of a case, `REOPENED_CASE` its total completion. A reopening has no row of
    its own: its id is made of its moment.
    """

    kind: SubjectKind = SubjectKind.CASE
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that net time leaves out; `end` is None while it lasts.

    Attributes:
        closed: the case was concluded, to be reopened later; otherwise it waited.
    """

    start: datetime
    end: datetime | None
    reason: str
    closed: bool = False


class Because(StrEnum):
    """What put a norm out of force while a case ran (`clocks.md`: priority, process or KSF change)."""

    URGENT = "urgent"
    NOT_URGENT = "not_urgent"
    PROCESS = "process"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A norm under which a clock ran before, until when, and why no longer."""

    target: Target
    until: datetime
    because: Because


@dataclass(frozen=True)
class Clock:
    """One clock as it stood at `as_of`.

    Attributes:
        started: when it began to count; None: not yet.
        due: the instant at which the norm runs out if nothing changes; None while it is paused or not
            started, and where there is no norm of time.
        stopped: the event that ended it; None while it runs. A missed clock may still be running.
        net_seconds: working time, unpaused; `customer_seconds`: wall time. Both are always there.
        gaps: stretches within it that are not net time.
        revised: facts that arrived late changed its verdict; `previous` is the one before.
        missed_under: the earlier norm that was missed already, when the norm was changed since.
        earlier: the norms under which it ran before, oldest first.
        grade: what was given, for grades.
    """

    subject: Subject
    state: ClockState
    verdict: Verdict
    started: datetime | None
    due: datetime | None
    stopped: datetime | None
    net_seconds: float
    customer_seconds: float
    as_of: datetime
    target: Target = field(repr=False)
    calendar: Calendar = field(repr=False, compare=False)
    gaps: tuple[Gap, ...] = ()
    revised: bool = False
    previous: Verdict | None = None
    missed_under: Target | None = None
    earlier: tuple[Earlier, ...] = ()
    grade: float | None = None

    @property
    def ksf(self) -> str:
        """The code of the key success factor."""
        return self.target.ksf

    @property
    def measure(self) -> Measure:
        """What is measured."""
        return self.target.measure

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """The ledger: intervals that tile the clock's whole time; the counted ones add up to its net time."""
        if self.started is None:
            return ()
        return tuple(ledger(self.calendar, self.started, self.stopped or self.as_of, self.gaps))


def clip(gaps: Iterable[Gap], start: datetime, end: datetime) -> tuple[Gap, ...]:
    """Return the parts of `gaps` between two instants, sorted, and apart where they overlapped.

    A gap that lasts to `end` or beyond is still going on there: its end is None.
    """
    found: list[Gap] = []
    at = start
    for gap in sorted(gaps, key=lambda one: one.start):
        first = max(gap.start, at)
        if first > end or (gap.end is not None and gap.end <= first):
            continue
        lasts = gap.end is None or gap.end > end
        found.append(Gap(first, None if lasts else gap.end, gap.reason, gap.closed))
        if gap.end is None or lasts:
            break
        at = gap.end
    return tuple(found)


def worked_spans(start: datetime, end: datetime, gaps: Iterable[Gap]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches from `start` to `end` that lie between the (clipped) gaps."""
    at = start
    for gap in gaps:
        if at < gap.start:
            yield at, gap.start
        at = gap.end or end
    if at < end:
        yield at, end


def ledger(calendar: Calendar, start: datetime, end: datetime, gaps: tuple[Gap, ...]) -> Iterator[Interval]:
    """Yield intervals that tile `start` to `end`: gaps with their reasons, the calendar's hours between."""
    at = start
    for gap in gaps:
        if at < gap.start:
            yield from calendar.intervals(at, gap.start)
        at = gap.end or end
        if gap.start < at:
            yield Interval(gap.start, at, False, gap.reason)
    if at < end:
        yield from calendar.intervals(at, end)
