"""An imported log seen as a process: the same steps, hand-overs and ways as of our own cases."""

from __future__ import annotations

from desktop_crm.measures.log_figures import LogFigures
from desktop_crm.measures.process_times import MOST_VARIANTS, HandOver, ProcessTimes, StepTimes, Way

_DAY = 86_400.0  # a log knows no working hours: all of it is wall time


def times_of_log(name: str, figures: LogFigures) -> ProcessTimes:
    """Return the figures of a log as process times.

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
        process="",
        name=name,
        cases=figures.cases,
        steps=steps,
        hand_overs=tuple(
            HandOver(one.origin, one.to, one.count, one.seconds / one.count, one.seconds)
            for one in sorted(figures.hand_overs, key=lambda one: -one.seconds)
        ),
        ways=tuple(Way(one.activities, one.cases, as_drawn=True) for one in figures.variants[:MOST_VARIANTS]),
        waiting_share=figures.waiting_share,
        largest=largest.activity if largest is not None else "",
        day_seconds=_DAY,
    )


def _share(waiting: float, working: float) -> float | None:
    return waiting / (waiting + working) if waiting + working else None
