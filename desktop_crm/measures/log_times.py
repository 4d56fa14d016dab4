"""An imported log seen as a process: the same steps, hand-overs and ways as of our own cases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from desktop_crm.core.clock import from_micros
from desktop_crm.core.frozen import frozen
from desktop_crm.measures.log_figures import LogFigures, cases_of, way_code
from desktop_crm.measures.logs import EventLog
from desktop_crm.measures.process_times import MOST_VARIANTS, HandOver, ProcessTimes, StepTimes, Way

LOG = "log"  # what stands before the id of an imported log, where processes stand by their codes
MOST = 500
_DAY = 86_400.0  # a log knows no working hours: all of it is wall time


@frozen
class LogCase:
    """A case of a log, by the name it has there: how many events it has, when the last was, what all took (seconds)."""

    name: str
    events: int
    ended: datetime
    took: float


def cases_behind_log(
    log: EventLog, *, way: str = "", activity: str = "", hand_over: tuple[str, str] = ("", "")
) -> tuple[LogCase, ...]:
    """Return the cases behind one figure of a log, latest first: of a way, an activity, a hand-over, or of all."""
    found = []
    for number in cases_of(log, way=way, activity=activity, hand_over=hand_over):
        events = log.events[log.bounds[number] : log.bounds[number + 1]]
        last = int(events["moment"][-1])
        found.append(
            LogCase(
                log.cases[number], len(events), from_micros(last), (last - int(events["begun"].min())) / 1e6
            )
        )
    return tuple(sorted(found, key=lambda one: (one.ended, one.name), reverse=True)[:MOST])


def times_of_log(log: UUID, name: str, figures: LogFigures) -> ProcessTimes:
    """Return the figures of a log as process times; its `process` is ``log/`` and the log's id.

    Nobody's name is in a log, nor who of several it was, so that all its steps are told. A log that says only
    when work was done tells no working time, and waiting is what passed since the work before.
    """
    steps = tuple(
        StepTimes(
            one.activity, one.activity, "", one.waiting.count or one.working.count,
            (one.waiting.median, 0.0, one.working.median), _share(one.waiting.total, one.working.total),
        )
        for one in figures.per_activity
    )  # fmt: skip
    largest = max(figures.per_activity, key=lambda one: one.waiting.total, default=None)
    return ProcessTimes(
        process=f"{LOG}/{log}",
        name=name,
        cases=figures.cases,
        steps=steps,
        hand_overs=tuple(
            HandOver(one.origin, one.to, one.count, one.seconds / one.count, one.seconds)
            for one in sorted(figures.hand_overs, key=lambda one: -one.seconds)
        ),
        ways=tuple(
            Way(one.activities, one.cases, as_drawn=True, code=way_code(one.activities))
            for one in figures.variants[:MOST_VARIANTS]
        ),
        waiting_share=figures.waiting_share,
        largest=largest.activity if largest is not None else "",
        day_seconds=_DAY,
    )


def _share(waiting: float, working: float) -> float | None:
    return waiting / (waiting + working) if waiting + working else None
