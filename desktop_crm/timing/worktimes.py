"""The times of work: how long a work item waited for somebody, was held by somebody, and was worked on.

Waiting: nobody has it. Holding: somebody has it, but not on the screen. Working: it is open on the screen.
None of these touches a customer's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from desktop_crm.core.clock import from_micros
from desktop_crm.timing.calendar import in_seconds, instant


class Act(StrEnum):
    """What happened to a work item."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    OPENED = "opened"
    SEEN = "seen"  # still open on the screen: a draft saved itself
    CLOSED = "closed"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPLETED = "completed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a work item is between two acts."""

    WAITING = "waiting"
    HOLDING = "holding"
    WORKING = "working"
    PAUSED = "paused"


# The phase that begins with an act; the last three end the work item. A work item that is handed over or
# resumed waits where nobody has it.
_BEGINS: dict[Act, Phase | None] = {
    Act.OFFERED: Phase.WAITING,
    Act.CLAIMED: Phase.HOLDING,
    Act.OPENED: Phase.WORKING,
    Act.SEEN: Phase.WORKING,
    Act.CLOSED: Phase.HOLDING,
    Act.RELEASED: Phase.WAITING,
    Act.HANDED_OVER: Phase.HOLDING,
    Act.PAUSED: Phase.PAUSED,
    Act.RESUMED: Phase.HOLDING,
    Act.COMPLETED: None,
    Act.SKIPPED: None,
    Act.CANCELLED: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFact:
    """One act on a work item, as the device that it happened on saw it.

    Attributes:
        happened: aware wall time of that device, corrected by its measured offset from the store.
        session: one run of the application on one device; readings compare within it alone.
        monotonic_ns: that device's monotonic clock.
        holder: who has it from now on, where the act says so; None of a hand-over to a role's queue.
    """

    act: Act
    happened: datetime
    session: UUID | None = None
    monotonic_ns: int | None = None
    holder: UUID | None = None


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """A stretch in one phase; `seconds` is its length, never negative, and `holder` who had it."""

    phase: Phase
    start: datetime
    end: datetime
    seconds: float
    holder: UUID | None


@dataclass(frozen=True, slots=True)
class WorkTimes:
    """The spans of one work item, and how many wall seconds of each phase they add up to."""

    spans: tuple[WorkSpan, ...]

    def seconds(self, phase: Phase) -> float:
        """Return the wall seconds spent in a phase."""
        return sum(span.seconds for span in self.spans if span.phase is phase)

    @property
    def waiting(self) -> float:
        """Seconds in which nobody had it."""
        return self.seconds(Phase.WAITING)

    @property
    def holding(self) -> float:
        """Seconds in which somebody had it, not on the screen."""
        return self.seconds(Phase.HOLDING)

    @property
    def working(self) -> float:
        """Seconds in which it was open on the screen."""
        return self.seconds(Phase.WORKING)


def work_times(facts: Iterable[WorkFact], now: datetime) -> WorkTimes:
    """Return the times of one work item until `now` (aware).

    `facts` come in the order of the store, which is that of the hybrid logical clock. Within a session
    lengths are those of the monotonic clock, so that setting the wall clock neither lengthens nor reverses
    work. Work doesn't outlast its session: what was open when the application died counts as held from its
    last sign on.
    """
    return WorkTimes(tuple(_spans(list(facts), instant(now))))


def _spans(facts: list[WorkFact], now: int) -> Iterator[WorkSpan]:
    times = _corrected(facts)
    if facts and _BEGINS[facts[-1].act] is not None:
        times.append(max(now, times[-1]))
    holder: UUID | None = None
    for place, fact in enumerate(facts[: len(times) - 1]):
        phase = _BEGINS[fact.act]
        if phase is None:
            continue
        if phase is Phase.WAITING or fact.act is Act.HANDED_OVER:
            holder = None
        holder = fact.holder or holder
        if phase is Phase.HOLDING and holder is None and fact.act in (Act.HANDED_OVER, Act.RESUMED):
            phase = Phase.WAITING
        if phase is Phase.WORKING and not _same_session(fact, facts[place + 1 : place + 2]):
            phase = Phase.HOLDING
        start, end = times[place], times[place + 1]
        if start < end:
            seconds = in_seconds(end - start)
            yield WorkSpan(phase, from_micros(start), from_micros(end), seconds, holder)


def _same_session(fact: WorkFact, following: list[WorkFact]) -> bool:
    """Tell whether what follows was seen by the same session; what is open now, still is."""
    return not following or fact.session is None or following[0].session == fact.session


def _corrected(facts: list[WorkFact]) -> list[int]:
    """Return the instants of facts in microseconds: in a session by its monotonic clock, never backwards.

    The first fact of a session anchors its monotonic clock to the wall, but not before what went before.
    """
    anchors: dict[UUID, int] = {}
    found: list[int] = []
    for fact in facts:
        at = max([instant(fact.happened), *found[-1:]])
        if fact.session is not None and fact.monotonic_ns is not None:
            reading = fact.monotonic_ns // 1000
            at = anchors.setdefault(fact.session, at - reading) + reading
        found.append(max([at, *found[-1:]]))
    return found
