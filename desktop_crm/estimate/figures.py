"""From replications to figures: medians, 90th percentiles, shares, with how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import inf, sqrt
from statistics import fmean, stdev

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.estimate.engine import CaseLog, Run, RunLog, Stop
from desktop_crm.estimate.model import (
    Comparison,
    Estimate,
    Figure,
    Inputs,
    ProcessFigures,
    RoleFigures,
    Scope,
    staff_of,
)
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Model
from desktop_crm.timing.calendar import Calendar
from desktop_crm.workflow.calendars import ALWAYS, calendar_from_spec

Progress = Callable[[int, int], None]
# A Monday without a public holiday nearby in most countries; every estimate begins here.
BEGINS = datetime(2026, 2, 2, tzinfo=UTC)
# The 97.5th percentile of Student's t by degrees of freedom (Fisher and Yates 1963, table III).
_STUDENT = (
    inf, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_LARGE = 1.96


def compare(
    draft: Model | None,
    today: Model | None,
    inputs: Inputs,
    scope: Scope,
    *,
    stop: Stop = lambda: False,
    progress: Progress = lambda _done, _of: None,
) -> Comparison:
    """Return what the draft would do beside the version in use, on the same inputs and the same chance.

    Raises `Stopped` when `stop` says so, `Invalid` for a version that can't run.
    """
    wanted = [one for one in (draft, today) if one is not None]
    total, done = scope.replications * len(wanted), 0

    def tell(_number: int, _of: int) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    found = [estimate(one, inputs, scope, stop=stop, progress=tell) for one in wanted]
    return Comparison(
        found[0] if draft is not None else None, found[-1] if today is not None else None, scope
    )


def estimate(
    model: Model,
    inputs: Inputs,
    scope: Scope,
    *,
    stop: Stop = lambda: False,
    progress: Progress = lambda _done, _of: None,
) -> Estimate:
    """Return what one version would do; raises as `compare` does."""
    errors = [one for one in check(model) if one.severity is Severity.ERROR]
    if errors:
        raise Invalid(
            _("This version can't run yet, so nothing can be estimated: {place}: {sentence}").format(
                place=errors[0].place, sentence=errors[0].sentence
            )
        )
    calendar = calendar_of(model)
    logs: list[RunLog] = []
    for number in range(scope.replications):
        logs.append(Run(model, inputs, scope, calendar, BEGINS, number).go(stop))
        progress(number + 1, scope.replications)
    days = logs[0].open_seconds / calendar.working_day_seconds()
    return Estimate(
        tuple(_of_process(one.code, one.name, logs, days) for one in model.processes),
        tuple(_of_role(one.code, one.name, inputs, logs) for one in model.roles if _works(model, one.code)),
    )


def calendar_of(model: Model) -> Calendar:
    """Return the hours that people work: those of the model's first calendar, else around the clock."""
    return calendar_from_spec(model.calendars[0]) if model.calendars else ALWAYS


def _works(model: Model, role: str) -> bool:
    return any(one.role == role for one in model.responsibilities)


def _of_process(code: str, name: str, logs: Sequence[RunLog], days: float) -> ProcessFigures:
    counted = [[one for one in log.cases if one.process == code and one.counted] for log in logs]
    ended = [[one for one in cases if one.ended is not None] for cases in counted]
    times = [sorted(one.seconds for one in cases) for cases in ended]
    every = sum(map(len, counted))
    return ProcessFigures(
        process=code,
        name=name,
        per_day=_figure([len(cases) / days for cases in ended] if days else []),
        median=_figure([percentile(one, 0.5) for one in times if one]),
        p90=_figure([percentile(one, 0.9) for one in times if one]),
        waiting=_figure([_part(cases, lambda one: one.waiting) for cases in ended if cases]),
        outside=_figure([_part(cases, lambda one: one.outside) for cases in ended if cases]),
        unfinished=1 - sum(map(len, ended)) / every if every else 0.0,
        cases=sum(map(len, ended)),
    )


def _part(cases: Sequence[CaseLog], of: Callable[[CaseLog], float]) -> float:
    whole = sum(one.waiting + one.working + one.outside for one in cases)
    return sum(map(of, cases)) / whole if whole else 0.0


def _of_role(code: str, name: str, inputs: Inputs, logs: Sequence[RunLog]) -> RoleFigures:
    people = max(1, staff_of(inputs, code).people)
    busy = [log.busy.get(code, 0.0) / (people * log.open_seconds) for log in logs if log.open_seconds]
    waits = [fmean(log.waits[code]) for log in logs if log.waits.get(code)]
    return RoleFigures(code, name, people, _figure(busy), _figure(waits))


def percentile(ordered: Sequence[float], part: float) -> float:
    """Return a percentile of sorted values, between two neighbours in proportion (Hyndman and Fan 1996, type 7)."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _figure(values: Sequence[float]) -> Figure:
    """Return the mean of the replications with half its 95 % confidence interval."""
    if not values:
        return Figure(0.0)
    if len(values) == 1:
        return Figure(values[0])
    freedom = len(values) - 1
    quantile = _STUDENT[freedom] if freedom < len(_STUDENT) else _LARGE
    return Figure(fmean(values), quantile * stdev(values) / sqrt(len(values)))
